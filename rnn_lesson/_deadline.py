"""A deadline for work that is done on the spot, where there are no threads, as in a browser.

From Python 3.12 on, Python tells us whenever a function starts or a loop turns. There we look at
the clock, and raise TooLate. A call into C that does not come back cannot be reached.
"""

import _weakrefset
import contextlib
import os
import sys
import time
import weakref
from threading import get_ident
from time import monotonic  # by name, for the function may put something else into the module

import numpy as np

from rnn_lesson import _guest
from rnn_lesson._guest import TooLate

NAP = 0.05
# There a sleep lets everything else that waits run meanwhile, in the middle of the work: it would
# be silenced too, find a view in use, and the sleeper would wait for it.
SLEEP_YIELDS = sys.platform == "emscripten"
# What others wrote is neither Python's own, nor of the packages, nor ours.
_libraries = tuple(
    os.path.dirname(file) + os.sep
    for file in (os.__file__, contextlib.__file__, os.path.dirname(np.__file__), __file__)
)
# Functions that put something back, or are in the middle of what cannot be done twice. No error
# counts in a call that a weak reference makes, so TooLate would end that and nothing else.
_keepers = (weakref.__file__, _weakrefset.__file__, "<frozen importlib")
_keeping = ("__enter__", "__exit__", "__del__", _guest._note_figure.__name__)
_sleep = time.sleep
_dues = []  # of the work that is under way and the thread it is in, the inner ones last


def on_the_spot(work, due):
    """Return work(). From the time that due() returns on, TooLate is raised in it."""
    # One errand may be within another: then Python tells already, and there is one more due.
    _dues.append((due, get_ident()))
    tool = _told(_dues[1:] == [])
    time.sleep = _in_naps
    try:
        return work()
    finally:
        # No loop and no function of ours comes before the first line: nothing is raised here.
        _dues.pop()
        if not _dues:
            time.sleep = _sleep
            if tool is not None:
                sys.monitoring.set_events(tool, 0)


def on_the_way():
    """Return whether work is being done on the spot."""
    return bool(_dues)


def _told(begin):
    """Let Python tell us from now on, and return the number under which it does, if it can."""
    monitoring = getattr(sys, "monitoring", None)
    # The first two and the last are for debuggers and such.
    for tool in (3, 4) if monitoring else ():
        if monitoring.get_tool(tool) in (None, __name__):
            if monitoring.get_tool(tool) is None:
                monitoring.use_tool_id(tool, __name__)
            if begin:
                events = monitoring.events
                for event in (events.JUMP, events.PY_START):
                    monitoring.register_callback(tool, event, _look_at_the_clock)
                monitoring.set_events(tool, events.JUMP | events.PY_START)
            return tool
    return None


def _look_at_the_clock(*_, broken=Exception):
    try:
        now, here = monotonic(), get_ident()
        # Again and again, for an `except:` in a loop of its may catch the first. And in no other
        # thread: where none can be started any more, there may be some.
        for due, thread in _dues:
            if thread == here and now >= due() and _may_end(sys._getframe(1)):
                raise TooLate
    except broken:
        # The function broke this module. An error from here would come up in every loop, that
        # which puts back too.
        return


def _may_end(frame):
    """Return whether somebody else's code is running, and nothing that it called puts back.

    What is not put back would stay so for everybody: a setting of numpy's, our own silence.
    """
    while frame is not None and frame.f_code is not on_the_spot.__code__:
        file = frame.f_code.co_filename
        if not file.startswith((*_libraries, "<frozen")):
            return True
        if file.startswith(_keepers) or frame.f_code.co_name in _keeping:
            return False
        frame = frame.f_back
    return False


def _in_naps(seconds):
    """Sleep so that it can be ended: whoever sleeps hears nothing."""
    end = monotonic() + seconds
    while (rest := end - monotonic()) > 0:
        if not SLEEP_YIELDS:
            _sleep(min(rest, NAP))
