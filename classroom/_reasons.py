"""Why a test failed, in words that a student can use and that give no hidden test away."""

import sys

from classroom._sandbox import Gone
from classroom._text import shown
from classroom._wire import Changed, Garbled, Lost, RemoteError, Unportable

LONGEST_REASON = 500
NOT_ANSWERED = "Not answered."
PASSED = "Passed every test."
TO_MARK = "Not marked yet."
CHANGED = "Your function changed its arguments: work on a copy."
SEVERAL = "Several cells may be the answer, so your teacher looks at them."
TOO_LONG = "It took too long"
EMPTY = "Your function returned an empty array."


class NotThere(Exception):
    """An answer does not give what its test cell uses. The message says why."""


class Empty(Exception):
    """A function returned an array of nothing, which any test would accept."""


class OutOfTime(BaseException):
    """A test cell takes too long here, because of what a student's function returned."""


def why_lost(error, conditions):
    """Say what became of the process of an answer."""
    if isinstance(error, Gone):
        return "It ended the process in which it ran."
    if isinstance(error, Garbled):
        return "It sent the grader what is no data."
    cell, notebook = conditions.seconds_per_cell, conditions.seconds_per_notebook
    limits = f"a cell has {cell:g} seconds, a notebook {notebook:g}"
    return f"{TOO_LONG}: {limits}. Does a loop never end?"


def why_spoilt(error):
    """Say why an answer cell did not run."""
    return shown(f"The answer cell raised {shown(error, LONGEST_REASON)}", LONGEST_REASON)


def newer_python(version):
    """What to add to a SyntaxError where the notebook is of a newer Python than the grader's."""
    numbers = tuple(map(int, version.split(".")[:2])) if version else (0,)
    if numbers <= sys.version_info[:2]:
        return ""
    ours = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return f" The notebook was made with Python {version}, and this is {ours}: newer syntax?"


def why(error, conditions):
    """Say why a visible test failed, as text that every file can hold."""
    return shown(visible_reason(error, conditions), LONGEST_REASON)


def visible_reason(error, conditions):
    if isinstance(error, (Lost, OutOfTime)):
        return why_lost(error, conditions)
    if hasattr(error, "remote"):
        return why_remote(error)
    if isinstance(error, NotThere):
        return shown(error)
    if isinstance(error, Changed):
        return CHANGED
    if isinstance(error, Empty):
        return EMPTY
    if isinstance(error, AssertionError):
        return shown(error) or "A visible test failed."
    said = f"{type(error).__name__}: {shown(error)}"
    return f"The test could not use what your function returned ({said})."


def why_remote(error):
    """Say what a student's function raised, or returned that cannot cross."""
    if isinstance(error, RemoteError):
        return f"Your function raised {error}"
    if isinstance(error, Unportable):
        return f"Your function returned {error}. Return numbers, text, lists or arrays."
    if isinstance(error, NotImplementedError):
        return NOT_ANSWERED
    said = f"Your function raised {type(error).__name__}: {shown(error)}"
    if isinstance(error, NameError):
        return f"{said}. Only answer cells are collected: define all it needs in its own."
    return said


def why_hidden(error, conditions, hidden_try):
    """Say why a hidden test failed, and nothing of what it tried.

    These sentences are all that there are. No word of the error gets through, nor of the student's
    process: his functions could put their arguments into it. An assert of the teacher's names what
    it expected.
    """
    if isinstance(error, (Lost, OutOfTime)):
        reason = why_lost(error, conditions)
    elif hasattr(error, "remote"):
        reason = "Your function raised an error."
    else:
        reason = {Changed: CHANGED, Empty: EMPTY}.get(type(error), "")
    passed = "Passed the tests that you can see, but not the hidden ones."
    return " ".join(part for part in (passed, reason, hidden_try) if part)
