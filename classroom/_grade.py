"""Grade one assignment of one student.

The answers run in the student's process. The teacher's test cells run here, unchanged; in place of each function that
an answer defines they meet one that calls the student's process and brings back plain data.
"""

import ast
import contextlib
import functools
import io
import signal
import time
import warnings

import numpy as np

from classroom._sandbox import Gone, Student, TooSlow
from classroom._wire import Changed, Garbled, Lost, RemoteError, Unportable

SECONDS_PER_CELL = 10
SECONDS_PER_NOTEBOOK = 120
LONGEST_REASON = 500
NOT_ANSWERED = "Not answered."
PASSED = "Passed every test."
TO_MARK = "Not marked yet."
CHANGED = "Your function changed its arguments: work on a copy."
LOST = {
    TooSlow: f"It took too long: a cell has {SECONDS_PER_CELL} seconds, a notebook {SECONDS_PER_NOTEBOOK}. Does a loop never end?",
    Gone: "It ended the process in which it ran.",
    Garbled: "It sent the grader what is no data.",
}


class NotThere(Exception):
    """An answer does not define what its test cell uses. The message says why."""


def arrays_in(value):
    if isinstance(value, np.ndarray):
        yield value
    for part in (
        value.values()
        if isinstance(value, dict)
        else value
        if isinstance(value, (list, tuple))
        else ()
    ):
        yield from arrays_in(part)


def freeze(value):
    """Let no answer change the data that tests compare with."""
    for array in arrays_in(value):
        array.flags.writeable = False


class OutOfTime(BaseException):
    """A test cell takes too long here, because of what a student's function returned."""


def grade(assignment, submission, closed_in):
    """Run a student's answers, closed in or not, and judge them.

    Return {question: {"task", "points", "max", "reason", "answer"}}; points are None where somebody has to mark."""
    reasons = run_tests(assignment, submission, closed_in)
    results, answer = {}, ""
    for cell in assignment.cells:
        if cell.kind in ("answer", "written"):
            answer = submission.answers.get(cell.id, "").strip()
        if cell.kind == "written":
            points, reason = (None, TO_MARK) if answer else (0.0, NOT_ANSWERED)
        elif cell.kind == "test":
            points, reason = (
                (0.0, reasons[cell.id]) if reasons[cell.id] else (float(cell.points), PASSED)
            )
        else:
            continue
        known = {"task": cell.heading, "max": float(cell.points), "answer": answer}
        results[cell.id] = known | {"points": points, "reason": reason}
    return results


def run_tests(assignment, submission, closed_in):
    """Return {test cell: why it fails, or None}."""
    run = Run(assignment, submission.answers, closed_in)
    reasons = {}
    try:
        for cell in assignment.cells:
            if cell.kind == "setup":
                run.setup(cell)
            elif cell.kind == "answer":
                run.answer(cell)
            elif cell.kind == "test":
                reasons[cell.id] = run.visible_tests(cell)
        for cell in (
            assignment.cells
        ):  # Only now: no answer can show in a visible test what a hidden one has tried.
            if cell.kind == "test" and reasons[cell.id] is None:
                reasons[cell.id] = run.hidden_tests(cell)
    finally:
        run.close()
    return reasons


class Run:
    """A pass through an assignment, cell by cell: setup here and there, answers there, test cells here."""

    def __init__(self, assignment, answers, closed_in):
        self.answers, self.closed_in = answers, closed_in
        self.owners = {
            name: cell.id
            for cell in assignment.cells
            if cell.kind == "answer"
            for name in cell.names
        }
        self.ends = time.monotonic() + SECONDS_PER_NOTEBOOK
        self.names = {}  # what the setup cells define here
        self.cells = {}  # id -> source of what runs in the student's process
        self.troubles = {}  # id of an answer -> what went wrong when it ran
        self.seen = {}  # id of a test cell -> the process that it called, and all names after its visible part
        self.student, self.ran, self.at_work = None, [], None

    def close(self):
        if self.student:
            self.student.close()
        self.student, self.ran = None, []

    def setup(self, cell):
        exec(compile(cell.source, cell.id, "exec"), self.names)
        freeze([value for name, value in self.names.items() if name != "__builtins__"])
        self.cells[cell.id] = cell.source

    def answer(self, cell):
        if cell.id in self.answers:
            self.cells[cell.id] = self.answers[cell.id]
            with contextlib.suppress(Lost), self.process():
                pass
        else:
            self.troubles[cell.id] = NOT_ANSWERED

    def visible_tests(self, cell):
        """Return why the visible part of a test cell fails, or None."""
        for owner in self.wanted(cell).values():
            if owner not in self.cells:
                return self.troubles[owner]
        try:
            with limited(), self.process() as student:
                self.run_visible(cell, student)
        except (Exception, Lost, OutOfTime) as error:
            return why(error)[:LONGEST_REASON]

    def hidden_tests(self, cell):
        """Return why the hidden part of a test cell fails, or None."""
        try:
            with limited(), self.process() as student:
                if self.seen[cell.id][0] is not student:
                    self.run_visible(cell, student)
                student.peer.may_change = (
                    False  # Else a test that compares with its inputs compares with the student's.
                )
                exec(compile(cell.hidden, cell.id, "exec"), self.seen[cell.id][1])
        except (Exception, Lost, OutOfTime) as error:
            return hidden_why(error, cell)[:LONGEST_REASON]

    def run_visible(self, cell, student):
        """Run the visible part with the student's functions as they are now, and keep all names for the hidden one."""
        wanted = self.wanted(cell)
        found, troubles = student.fetch(wanted)
        for name, owner in wanted.items():
            if name not in found:
                raise NotThere(
                    troubles.get(name)
                    or self.troubles.get(owner)
                    or f"The answer defines no {name}."
                )
        names = self.names | {
            name: self.noticed(value, wanted[name]) for name, value in found.items()
        }
        self.seen[cell.id] = student, names
        exec(compile(cell.visible, cell.id, "exec"), names)

    def wanted(self, cell):
        """The names of answers that a test cell uses, and the answers that define them."""
        used = {node.id for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Name)}
        return {name: owner for name, owner in self.owners.items() if name in used}

    @contextlib.contextmanager
    def process(self):
        """The student's process, in which all cells so far were run.

        Where it is lost, the answer that was at work is out of the game: the next process does without it.
        """
        seconds = min(SECONDS_PER_CELL, self.ends - time.monotonic())
        try:
            if seconds <= 0:
                raise TooSlow
            self.student = self.student or Student(self.closed_in)
            with self.student.within(seconds):
                for name, source in self.cells.items():
                    if name not in self.ran:
                        self.at_work = name if name in self.answers else self.at_work
                        self.ran.append(name)
                        if error := self.run_there(source):
                            self.troubles[name] = f"The answer cell raised {error}"[:LONGEST_REASON]
                yield self.student
        except (Lost, OutOfTime) as lost:
            self.close()
            if self.cells.pop(self.at_work, None) is not None:
                self.troubles[self.at_work] = LOST.get(type(lost), LOST[TooSlow])
            raise

    def run_there(self, source):
        """Run a cell in the student's process; return what it raised, in words, or None."""
        try:
            error = self.student.run(source)
        except Exception as error:  # What an answer did to the program there comes out here.
            return f"{type(error).__name__}: {error}"
        return None if error is None else str(error)

    def noticed(self, value, owner):
        """A student's function that leaves a note when it is called: if it never comes back, its answer is to blame."""
        if not callable(value):
            return value

        @functools.wraps(value)
        def function(*args, **kwargs):
            self.at_work = owner
            result = value(*args, **kwargs)
            if any(array.size == 0 for array in arrays_in(result)):
                raise NotThere(
                    "Your function returned an empty array."
                )  # It would equal any other.
            return result

        return function


@contextlib.contextmanager
def limited():
    """Let a test cell print nothing, warn of nothing, and run no longer than a cell may."""

    def stop(*_):
        raise OutOfTime

    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        if not hasattr(signal, "setitimer"):
            yield
            return
        before = signal.signal(signal.SIGALRM, stop)
        signal.setitimer(signal.ITIMER_REAL, SECONDS_PER_CELL + 5, 1)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)


def why(error):
    """Say why a visible test failed."""
    if isinstance(error, (Lost, OutOfTime)):
        return LOST.get(type(error), LOST[TooSlow])
    if isinstance(error, RemoteError):
        return f"Your function raised {error}"
    if isinstance(error, Unportable) and hasattr(error, "remote"):
        return f"Your function returned {error}. Return numbers, text, lists or arrays."
    if hasattr(error, "remote") and isinstance(error, NotImplementedError):
        return NOT_ANSWERED
    if hasattr(error, "remote") and isinstance(error, NameError):
        return f"Your function raised {type(error).__name__}: {error}. Only answer cells are collected: define all it needs in its own."
    if hasattr(error, "remote"):
        return f"Your function raised {type(error).__name__}: {error}"
    if isinstance(error, NotThere):
        return str(error)
    if isinstance(error, Changed):
        return CHANGED
    if isinstance(error, AssertionError):
        return str(error) or "A visible test failed."
    return f"The test could not use what your function returned ({type(error).__name__}: {error})."


def hidden_why(error, cell):
    """Say why a hidden test failed, and nothing of what it tried: a student's error could carry that out."""
    reasons = {Changed: CHANGED, NotThere: str(error)}
    if isinstance(error, (Lost, OutOfTime)):
        reason = why(error)
    elif hasattr(error, "remote"):
        reason = "Your function raised an error."
    else:
        reason = reasons.get(type(error), "")
    return " ".join(
        ["Passed the tests that you can see, but not the hidden ones.", reason, cell.hidden_try]
    ).replace("  ", " ")
