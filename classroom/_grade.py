"""Grade one assignment of one student.

The answers run in the student's process. The teacher's test cells run here, unchanged; in place of
each function that an answer defines they meet one that calls the student's process and brings back
plain data.
"""

import ast
import contextlib
import functools
import io
import signal
import time
import warnings
from typing import NamedTuple

import numpy as np

from classroom._reasons import (
    EMPTY,
    LONGEST_REASON,
    NOT_ANSWERED,
    PASSED,
    TO_MARK,
    NotThere,
    OutOfTime,
    why,
    why_hidden,
    why_lost,
)
from classroom._sandbox import Process, TooSlow
from classroom._wire import Lost


class Conditions(NamedTuple):
    """Under which all answers of a run are judged, decided once for all of them."""

    closed_in: bool
    seconds_per_cell: float = 10
    seconds_per_notebook: float = 120


def grade(assignment, submission, conditions):
    """Run a student's answers and judge them.

    Return {question: {"task", "points", "max", "reason", "answer"}}; points are None where somebody
    has to mark.
    """
    reasons = run_tests(assignment, submission, conditions)
    results, answer = {}, ""
    for cell in assignment.cells:
        if cell.kind in ("answer", "written"):
            answer = submission.answers.get(cell.id, "").strip()
        if cell.kind == "written":
            points, reason = (None, TO_MARK) if answer else (0.0, NOT_ANSWERED)
        elif cell.kind == "test":
            reason = reasons[cell.id] or PASSED
            points = 0.0 if reasons[cell.id] else float(cell.points)
        else:
            continue
        known = {"task": cell.heading, "max": float(cell.points), "answer": answer}
        results[cell.id] = known | {"points": points, "reason": reason}
    return results


def run_tests(assignment, submission, conditions):
    """Return {test cell: why it fails, or None}."""
    run = Run(assignment, submission.answers, conditions)
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

    def __init__(self, assignment, answers, conditions):
        self.answers, self.conditions = answers, conditions
        answering = [cell for cell in assignment.cells if cell.kind == "answer"]
        self.owners = {name: cell.id for cell in answering for name in cell.names}
        self.ends = time.monotonic() + conditions.seconds_per_notebook
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
        with contextlib.suppress(Lost), self.up_to_date():
            pass

    def visible_tests(self, cell):
        """Return why the visible part of a test cell fails, or None."""
        for owner in self.wanted(cell).values():
            if owner not in self.sources:
                return self.spoilt[owner]
        try:
            with limited(self.conditions), self.up_to_date() as process:
                self.run_visible(cell, process)
        except (Exception, Lost, OutOfTime) as error:
            return why(error, self.conditions)[:LONGEST_REASON]

    def hidden_tests(self, cell):
        """Return why the hidden part of a test cell fails, or None."""
        try:
            with limited(self.conditions), self.up_to_date() as process:
                # A process that was lost meanwhile took the functions with it that the names stand
                # for.
                if self.seen[cell.id][0] is not process:
                    self.run_visible(cell, process)
                # Else a test that compares with its inputs compares with what the student made of
                # them.
                process.peer.may_change = False
                exec(compile(cell.hidden, cell.id, "exec"), self.seen[cell.id][1])
        except (Exception, Lost, OutOfTime) as error:
            return why_hidden(error, self.conditions, cell.hidden_try)[:LONGEST_REASON]

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
        seconds = min(self.conditions.seconds_per_cell, self.ends - time.monotonic())
        try:
            if seconds <= 0:
                raise TooSlow
            # Before the clock runs: that a process starts slowly is no student's fault.
            self.process = self.process or Process(self.conditions.closed_in)
            with self.process.within(seconds):
                for name, source in self.sources.items():
                    if name not in self.ran:
                        self.at_work = name if name in self.answers else self.at_work
                        self.ran.append(name)
                        if error := self.run_there(source):
                            self.spoilt[name] = f"The answer cell raised {error}"[:LONGEST_REASON]
                yield self.process
        except (Lost, OutOfTime) as lost:
            self.close()
            if self.sources.pop(self.at_work, None) is not None:
                self.spoilt[self.at_work] = why_lost(lost, self.conditions)
            raise

    def run_there(self, source):
        """Run a cell in the student's process; return what it raised, in words, or None."""
        try:
            error = self.process.run(source)
        # What an answer did to the program there comes out here.
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        return None if error is None else str(error)

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
                raise NotThere(EMPTY)
            return result

        return function


def arrays_in(value):
    if isinstance(value, np.ndarray):
        yield value
    value = list(value.values()) if isinstance(value, dict) else value
    if isinstance(value, (list, tuple)):
        for part in value:
            yield from arrays_in(part)


@contextlib.contextmanager
def limited(conditions):
    """Let a test cell print nothing, warn of nothing, and run little longer than a cell may."""

    def stop(*_):
        raise OutOfTime

    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        if not hasattr(
            signal, "setitimer"
        ):  # Windows; there only the student's process has a deadline.
            yield
            return
        before = signal.signal(signal.SIGALRM, stop)
        # Half as long again, so that an answer that hangs is ended, and blamed, by its own deadline
        # first. And then each second once more, for a test's `finally` or numpy may swallow the
        # first.
        signal.setitimer(signal.ITIMER_REAL, 1.5 * conditions.seconds_per_cell, 1)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
