"""As in a browser: no thread can be started, and `sys.monitoring` is all there is."""

import contextlib
import ctypes
import gc
import sys
import threading
from time import process_time
from types import SimpleNamespace

import pytest

from rnn_lesson import _deadline
from rnn_lesson._errand import Errand

#: Whether what is late can be told so again and again: Python 3.11 does it once.
AGAIN = hasattr(sys, "monitoring")
PATIENCE = 5.0  # seconds of the processor's: no other work on the machine makes a test fail


class Monitoring:
    """What a deadline needs of `sys.monitoring`, for Python 3.11, by a trace function.

    A line is taken for a turn of a loop: there are more of them.
    """

    events = SimpleNamespace(JUMP=1, PY_START=2)

    def __init__(self, before):
        self.names, self.callback, self.frame, self.before = {}, None, None, before

    def get_tool(self, tool):
        return self.names.get(tool)

    def use_tool_id(self, tool, name):
        self.names[tool] = name

    def register_callback(self, tool, event, callback):
        self.callback = callback

    def set_events(self, tool, events):
        sys.settrace(self._trace if events else self.before)

    def _trace(self, frame, event, _):
        if event in ("call", "line"):
            self.frame = frame
            try:
                self.callback()
            finally:
                self.frame = None  # Else it would keep alive what is in it.
        return self._trace


class NeverEnded(BaseException):
    """What the deadline under test should have ended."""


@contextlib.contextmanager
def ended_in_any_case():
    """Fail, and do not hang, where the deadline under test ends nothing.

    By a thread that is there before none can be started, for it must need nothing of what is
    tested. Again and again, for an `except:` in a loop may catch the first; and only while an
    errand is under way, for pytest's own code must not be hit.
    """
    here, end, fired = threading.get_ident(), process_time() + PATIENCE, []
    over = threading.Lock()
    over.acquire()

    def watch():
        while not over.acquire(timeout=0.05):
            frame = process_time() > end and sys._current_frames()[here]
            while frame and frame.f_code is not Errand.__init__.__code__:
                frame = frame.f_back
            if frame:
                fired.append(1)
                raise_in(ctypes.c_ulong(here), ctypes.py_object(NeverEnded))

    raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc
    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    yield
    over.release()
    watcher.join()
    assert not fired, f"no deadline ended it within {PATIENCE} s"


@pytest.fixture
def no_threads(monkeypatch):
    """Let no thread start."""
    with ended_in_any_case(), monkeypatch.context() as patch:
        yield from without_threads(patch)


def without_threads(monkeypatch):
    def refuse(self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    before = sys.gettrace()
    if not AGAIN:
        # What Python calls in between to clean up, as Hypothesis bids it, would get the one there
        # is, and drop it.
        gc.disable()
        stand_in = Monitoring(before)
        about = {"monitoring": stand_in, "_getframe": lambda _: stand_in.frame}
        monkeypatch.setattr(_deadline, "sys", SimpleNamespace(**about))
    yield
    assert not _deadline.on_the_way() and _deadline._sleep is _deadline.time.sleep
    heard, _ = sys.gettrace(), sys.settrace(before)
    gc.enable()
    assert heard is before
