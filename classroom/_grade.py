"""Grade one assignment of one student.

The answers run in the student's process. The teacher's test cells run here, unchanged; in place of
each function that an answer defines they meet one that calls the student's process and brings back
plain data.
"""

import ast
import contextlib
import functools
import io
import os
import signal
import warnings
from typing import NamedTuple

import numpy as np

from classroom._clock import Stopwatch
from classroom._reasons import (
    NOT_ANSWERED,
    PASSED,
    SEVERAL,
    TO_MARK,
    Empty,
    NotThere,
    OutOfTime,
    newer_python,
    why,
    why_hidden,
    why_lost,
    why_spoilt,
)
from classroom._sandbox import Process, TooSlow
from classroom._text import shown
from classroom._wire import Lost


class Conditions(NamedTuple):
    """Under which all answers of a run are judged, decided once for all of them."""

    closed_in: bool
    seconds_per_cell: float = 10
    seconds_per_notebook: float = 120


class CutShort(BaseException):
    """It takes longer than it was given this time, though not longer than it may."""


def grade(assignment, submission, conditions, seconds=None):
    """Run a student's answers and judge them.

    Return {question: {"task", "points", "max", "reason", "answer"}}; points are None where somebody
    has to mark. Where that takes more than `seconds`, raise CutShort.
    """
    reasons = run_tests(assignment, submission, conditions, seconds)
    results, answer, others = {}, "", []
    for cell in assignment.cells:
        if cell.kind in ("answer", "written"):
            answer = shown(submission.answers.get(cell.id, "").strip())
            others = submission.others.get(cell.id, [])
        if cell.kind == "written":
            points, reason = (None, TO_MARK) if answer else (0.0, NOT_ANSWERED)
        elif cell.kind == "test":
            reason = reasons[cell.id] or PASSED
            points = 0.0 if reasons[cell.id] else float(cell.points)
            if reasons[cell.id] and "SyntaxError" in reason:
                reason += newer_python(submission.version)
            # Which of them is the answer cannot be known: whoever marks sees all.
            if reasons[cell.id] and others:
                points, reason = None, f"{SEVERAL} {reason}"
        else:
            continue
        texts = [answer, *map(shown, others)] if points is None else [answer]
        text = "\n\n# or is this the answer?\n\n".join(filter(None, texts))
        known = {"task": cell.heading, "max": float(cell.points), "answer": text}
        known["written"] = cell.kind == "written"
        results[cell.id] = known | {"points": points, "reason": reason}
    return results


def run_tests(assignment, submission, conditions, seconds=None):
    """Return {test cell: why it fails, or None}."""
    run = Run(assignment, submission.answers, conditions, seconds)
    steps = {"setup": run.setup, "answer": run.answer, "test": run.visible_tests}
    try:
        outcomes = {
            cell.id: steps[cell.kind](cell) for cell in assignment.cells if cell.kind in steps
        }
        tests = [cell for cell in assignment.cells if cell.kind == "test"]
        # Only now: no answer can show in a visible test's message what a hidden one has tried
        # before.
        return {cell.id: outcomes[cell.id] or run.hidden_tests(cell) for cell in tests}
    finally:
        run.close()


class Run:
    """A pass through an assignment: setup cells here and there, answers there, tests here."""

    def __init__(self, assignment, answers, conditions, seconds=None):
        self.answers, self.conditions = answers, conditions
        self.seconds, self.used, self.clock = seconds or conditions.seconds_per_notebook, 0, None
        answering = [cell for cell in assignment.cells if cell.kind == "answer"]
        self.owners = {name: cell.id for cell in answering for name in cell.names}
        self.names = {}  # what the setup cells define here
        self.sources = {}  # id -> source of what runs in the student's process
        self.spoilt = {}  # id of an answer -> what went wrong when it ran
        # id of a test cell -> the process that it called, and all names after its visible part
        self.seen = {}
        self.process, self.ran, self.at_work = None, [], None

    def close(self):
        if self.process:
            self.process.close()
        self.process, self.ran = None, []

    def setup(self, cell):
        exec(compile(cell.source, cell.id, "exec"), self.names)
        # Else an answer that changes its argument changes the data that tests compare with.
        for array in arrays_in([self.names[name] for name in self.names if name != "__builtins__"]):
            array.flags.writeable = False
        self.sources[cell.id] = cell.source

    def answer(self, cell):
        if cell.id not in self.answers:
            self.spoilt[cell.id] = NOT_ANSWERED
            return
        self.sources[cell.id] = self.answers[cell.id]
        # Now, before any test, so that an answer that never ends is known as the one to blame.
        with contextlib.suppress(Lost, OutOfTime), self.up_to_date():
            pass

    def visible_tests(self, cell):
        """Return why the visible part of a test cell fails, or None."""
        for owner in self.wanted(cell).values():
            if owner not in self.sources:
                return self.spoilt[owner]
        try:
            with self.up_to_date() as process:
                self.run_visible(cell, process)
        except (Exception, Lost, OutOfTime) as error:
            return why(error, self.conditions)

    def hidden_tests(self, cell):
        """Return why the hidden part of a test cell fails, or None."""
        try:
            with self.up_to_date() as process:
                # A process that was lost meanwhile took the functions with it that the names stand
                # for.
                if self.seen[cell.id][0] is not process:
                    self.run_visible(cell, process)
                # Else a test that compares with its inputs compares with what the student made of
                # them.
                process.peer.may_change = False
                exec(compile(cell.hidden, cell.id, "exec"), self.seen[cell.id][1])
        except (Exception, Lost, OutOfTime) as error:
            return why_hidden(error, self.conditions, cell.hidden_try)

    def run_visible(self, cell, process):
        """Run the visible part with the student's functions as they are now; keep all names."""
        wanted = self.wanted(cell)
        found, refused = process.fetch(wanted)
        for name, owner in wanted.items():
            if name not in found:
                none = f"The answer defines no {name}."
                raise NotThere(refused.get(name) or self.spoilt.get(owner) or none)
        lent = {name: self.lent(value, wanted[name]) for name, value in found.items()}
        names = self.names | lent
        self.seen[cell.id] = process, names
        exec(compile(cell.visible, cell.id, "exec"), names)

    def wanted(self, cell):
        """The names of answers that a test cell uses, and the answers that define them."""
        used = {node.id for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Name)}
        return {name: owner for name, owner in self.owners.items() if name in used}

    @contextlib.contextmanager
    def up_to_date(self):
        """The student's process, in which all cells so far were run.

        Where it is lost, the answer that was at work is out of the game: the next process does
        without it, so that it costs the points of its own tests and no others.
        """
        cell, left = self.conditions.seconds_per_cell, self.seconds - self.used
        try:
            with self.limited():
                if left <= 0:
                    raise TooSlow
                # Before the clock runs: that a process starts slowly is no student's fault.
                self.process = self.process or Process(self.conditions.closed_in)
                self.clock = Stopwatch(os.getpid(), self.process.worker)
                with self.process.within(min(cell, left), self.clock):
                    self.run_what_is_new()
                    yield self.process
        except (Lost, OutOfTime) as lost:
            self.close()
            late = isinstance(lost, (TooSlow, OutOfTime)) and left < cell
            if late and self.seconds < self.conditions.seconds_per_notebook:
                raise CutShort from None
            if self.sources.pop(self.at_work, None) is not None:
                self.spoilt[self.at_work] = why_lost(lost, self.conditions)
            raise
        finally:
            self.used += self.clock() if self.clock else 0
            self.clock = None

    def run_what_is_new(self):
        """Run the cells that the student's process has not run yet."""
        for name, source in self.sources.items():
            if name in self.ran:
                continue
            self.at_work = name if name in self.answers else self.at_work
            self.ran.append(name)
            # What a test lent may be called in that test alone. An answer that kept it could have
            # the grader calculate for it, as long as it likes.
            self.process.peer.lend_no_more()
            if error := self.run_there(source):
                self.spoilt[name] = why_spoilt(error)

    def run_there(self, source):
        """Run a cell in the student's process; return what it raised, in words, or None."""
        try:
            return self.process.run(source)
        # What an answer did to the program there comes out here.
        except Exception as error:
            return f"{type(error).__name__}: {shown(error)}"

    @contextlib.contextmanager
    def limited(self):
        """Let a test cell print nothing, warn of nothing, and run little longer than it may."""
        # Half as long again, so that an answer that hangs is ended, and blamed, by its own deadline
        # first.
        most = 1.5 * self.conditions.seconds_per_cell

        def stop(*_):
            # No clock, no student: a process is only being started.
            if self.clock and self.clock() >= most:
                raise OutOfTime

        with (
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")
            if not hasattr(signal, "setitimer"):  # Windows; there the grader ends the whole job.
                yield
                return
            before = signal.signal(signal.SIGALRM, stop)
            # Each second once more, for a test's `finally` or numpy may swallow the first, and on a
            # busy machine the time may not be up yet.
            signal.setitimer(signal.ITIMER_REAL, most, 1)
            try:
                yield
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
                signal.signal(signal.SIGALRM, before)

    def lent(self, value, owner):
        """A student's function as tests get it: it says who is at work, in case it hangs."""
        if not callable(value):
            return value

        @functools.wraps(value)
        def function(*args, **kwargs):
            self.at_work = owner
            result = value(*args, **kwargs)
            # It would pass: np.allclose of an empty array and any other is true.
            if any(array.size == 0 for array in arrays_in(result)):
                raise Empty
            return result

        return function


def arrays_in(value):
    if isinstance(value, np.ndarray):
        yield value
    value = list(value.values()) if isinstance(value, dict) else value
    if isinstance(value, (list, tuple)):
        for part in value:
            yield from arrays_in(part)
