"""Processes that work for the grader: one that dies or never ends costs the job that it had.

`concurrent.futures` gives all jobs up when one of its processes is killed, and can stop none.
"""

import multiprocessing
import os
import signal
import sys
import time
from collections import deque
from multiprocessing import connection

from classroom._clock import schedule
from classroom._text import line

# A fork costs nothing, and is safe from a process without threads. macOS does not like it.
CONTEXT = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
MEMORY = 4 * 2**30
TRIES = 2  # Who was killed is tried once more: the memory may have been filled by another.
SECONDS_TO_END = 5
AT_WORK = object()
LONGER = 10  # times the seconds of a job, if the machine is so busy that it has hardly run


class Failed(Exception):
    """A job that gave no result. The message says why."""


class Killed(Failed):
    """The process that did a job was ended from outside, as where the memory is full."""


class Endless(Failed):
    """A job took longer than any may."""


def run_all(function, jobs, seconds, at_once=None):
    """Do function(*job) for every job, several at once; yield (job, result or Failed) as they end.

    `seconds` is the most that a job may calculate. It ends what no deadline inside the job can.
    """
    waiting, workers = deque((job, 1) for job in jobs), []
    at_once = min(at_once or os.cpu_count() or 1, len(waiting))
    try:
        while waiting or any(worker.job for worker in workers):
            while len(workers) < at_once:
                workers.append(Worker(function))
            for worker in workers:
                if waiting and not worker.job:
                    worker.give(*waiting.popleft())
            connection.wait([worker.pipe for worker in workers if worker.job], timeout=0.5)
            for worker in [worker for worker in workers if worker.job]:
                outcome = worker.outcome(seconds)
                if outcome is AT_WORK:
                    continue
                (job, tried), worker.job = worker.job, None
                if isinstance(outcome, (Killed, Endless)):
                    workers.remove(worker)
                    worker.end()
                if isinstance(outcome, Killed) and tried < TRIES:
                    waiting.append((job, tried + 1))
                else:
                    yield job, outcome
    # Ctrl-C too: nobody waits for what is still to be done, and no student's process stays behind.
    finally:
        for worker in workers:
            worker.process.terminate()
        for worker in workers:
            worker.end()


class Worker:
    """A process that does one job after the other, and the grader's end of the pipe to it."""

    def __init__(self, function):
        self.pipe, theirs = CONTEXT.Pipe()
        self.process = CONTEXT.Process(target=serve, args=(function, theirs, os.getpid()))
        self.process.daemon = True
        self.process.start()
        theirs.close()  # Else the pipe would not break when the process does.
        self.job = None

    def give(self, job, tried):
        self.job, self.began = (job, tried), time.monotonic()
        self.ran, _ = schedule(self.process.pid)
        try:
            self.pipe.send(job)
        except OSError:  # It is dead already: `outcome` finds out.
            pass

    def outcome(self, seconds):
        """The result of the job, a Failed, or AT_WORK."""
        try:
            if self.pipe.poll():
                return self.pipe.recv()
        except (EOFError, OSError):
            return Killed("the process that did it was killed; is the memory full?")
        # Its own deadlines end what sleeps or waits. What they cannot end calculates.
        ran = schedule(self.process.pid)[0] - self.ran
        # Where no system tells how long it ran, the time has to do.
        most = seconds * (LONGER if self.ran else 2)
        if ran > seconds or time.monotonic() - self.began > most:
            return Endless(f"it took longer than {seconds:g} seconds")
        return AT_WORK

    def end(self):
        self.process.terminate()
        # It ends the student's process on its way out. But it may be deep in a calculation.
        self.process.join(SECONDS_TO_END)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.pipe.close()


def serve(function, pipe, parent):
    """The program of such a process."""
    # Ctrl-C reaches every process of a terminal. The first one tells the others when to stop.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    bound_memory()
    while True:
        # Who was forked later holds a copy of the pipe: it does not break when the first one dies.
        while not pipe.poll(5):
            if os.getppid() != parent:
                return
        try:
            job = pipe.recv()
        except EOFError:
            return
        try:
            outcome = function(*job)
        except Failed as failed:
            outcome = failed
        # The grader's own trouble, a full disk say. No student but this one shall suffer from it.
        except Exception as error:
            outcome = Failed(f"{type(error).__name__}: {line(error)}")
        pipe.send(outcome)


def bound_memory():
    """A result that fills the memory becomes a MemoryError of the test that used it."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    except (ImportError, ValueError, OSError):  # Windows and macOS do without.
        pass
