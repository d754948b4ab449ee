"""Silence for somebody else's function: what it prints and its warnings stay away from the page."""

import contextlib
import io
import sys
import threading
import warnings

import numpy as np

HUSHING = threading.RLock()
SNIPPET = 200


class Hush(io.TextIOBase):
    """A stream that keeps the beginning of what one thread writes and passes on what all others write."""

    def __init__(self, stream):
        self.stream, self.thread, self.heard = stream, threading.get_ident(), ""

    def write(self, text):
        if threading.get_ident() != self.thread:
            return self.stream.write(text)
        self.heard += text[: SNIPPET - len(self.heard)]
        return len(text)

    def flush(self):
        self.stream.flush()


@contextlib.contextmanager
def hushed():
    """Swallow what a function prints, and its warnings, in this thread; give the Hush that listens to stdout.

    JupyterLab lets a view answer the browser in another thread while a cell runs.
    """
    with (
        HUSHING,
        contextlib.redirect_stdout(Hush(sys.stdout)) as hush,
        contextlib.redirect_stderr(Hush(sys.stderr)),
    ):
        with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
            yield hush
