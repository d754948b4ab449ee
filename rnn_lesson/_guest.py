"""Somebody else's code, such as a learner's: silence for it, and words for what it raises."""

import contextlib
import inspect
import io
import sys
import threading
import traceback
import warnings

import numpy as np

HUSHING = threading.RLock()
HEARD = 200
LONGEST_MESSAGE = 200


class Trouble(Exception):
    """Why somebody else's function gave nothing to go on with, said in one sentence."""


class Hush(io.TextIOBase):
    """A stream that keeps the beginning of what one thread writes, and passes the others' on."""

    def __init__(self, stream):
        self.stream, self.thread, self.heard = stream, threading.get_ident(), ""

    def write(self, text):
        # Other threads are the kernel's own or another cell's: their words belong on the page.
        if threading.get_ident() != self.thread:
            return self.stream.write(text)
        self.heard += text[: HEARD - len(self.heard)]
        return len(text)

    def flush(self):
        self.stream.flush()


@contextlib.contextmanager
def hushed():
    """Swallow what a function prints and its warnings in this thread; give the Hush on stdout.

    JupyterLab lets a view answer the browser in another thread while a cell runs. Both would
    exchange sys.stdout, and put each other's stream back: so one waits for the other.
    """
    with (
        HUSHING,
        contextlib.redirect_stdout(Hush(sys.stdout)) as hush,
        contextlib.redirect_stderr(Hush(sys.stderr)),
    ):
        with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
            yield hush


def code_of(function):
    """Return the code of a function below its decorators, None where there is none."""
    try:
        code = inspect.unwrap(function).__code__
    except Exception:  # an object may answer any question with an error
        return None
    return code if inspect.iscode(code) else None


def raised(error, function):
    """Say what was raised, and in which line of the function's own file."""
    code = code_of(function)
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if code and frame.filename == code.co_filename]
    where = f" (line {own[-1].lineno}: {own[-1].line})" if own and own[-1].line else ""
    message = message_of(error)
    return f"raised {type(error).__name__}{': ' * bool(message)}{message}{where}"


def message_of(error):
    """Return an exception's own words, or nothing where it has none that can be read."""
    if isinstance(error, RecursionError):
        return "it calls itself without end"
    try:
        return str(error)[:LONGEST_MESSAGE]
    except Exception:
        return ""
