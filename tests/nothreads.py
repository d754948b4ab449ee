"""As in a browser: no thread can be started, and `sys.monitoring` is all there is."""

import sys
import threading
from types import SimpleNamespace

import pytest

from rnn_lesson import _deadline

#: Whether what is late can be told so again and again: Python 3.11 does it once.
AGAIN = hasattr(sys, "monitoring")


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
        self.frame = frame
        if event in ("call", "line"):
            self.callback()
        return self._trace


@pytest.fixture
def no_threads(monkeypatch):
    """Let no thread start."""

    def refuse(self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    before = sys.gettrace()
    if not AGAIN:
        stand_in = Monitoring(before)
        about = {"monitoring": stand_in, "_getframe": lambda _: stand_in.frame}
        monkeypatch.setattr(_deadline, "sys", SimpleNamespace(**about))
    yield
    assert not _deadline.on_the_way() and _deadline._sleep is _deadline.time.sleep
    heard, _ = sys.gettrace(), sys.settrace(before)
    assert heard is before
