"""Run somebody else's work beside our own: it can be waited for, stopped, and left behind.

It runs in a thread of its own. That works on every system, needs no signal and no trace
function, and what cannot be stopped can still be left. Where there are none: `_deadline.py`.
"""

import contextlib
import ctypes
import threading
from time import monotonic  # by name, for the function may put something else into the module

from rnn_lesson._deadline import on_the_spot
from rnn_lesson._guest import TooLate, hushed

PATIENCE = 0.5


class Errand:
    """Work that has been sent off. Hushed: what it prints, shows or asks for stays away.

    Where there are no threads, as in a browser, it is done on the spot, until the time that due()
    returns.
    """

    def __init__(self, work, due=lambda: float("inf")):
        self._work, self._hush, self._value, self._error = work, None, None, None
        self._begun = self._late = False
        # Locks, and no join: Ctrl-C in the middle of it makes Python 3.11 believe that the thread
        # has ended. And no Event: that is written in Python, which the function may break.
        # `gate` holds the work back until start(), which waits for an Event, has returned.
        self._gate, self._running = threading.Lock(), threading.Lock()
        self._running.acquire()
        self._worker = threading.Thread(target=self._run, daemon=True)
        try:
            with self._gate:
                self._worker.start()
        except RuntimeError:  # no threads here
            self._work = lambda: self._on_the_spot(work, due)
            self._run()

    def _run(self):
        # Another TooLate may be on its way when the work has ended.
        with contextlib.suppress(TooLate):
            self._run_work()

    def _run_work(self):
        try:
            with self._gate:
                self._begun = True
            with hushed() as self._hush:
                self._value = self._work()
        # Whatever it raises is its own affair, and no thread may end with a traceback on the page.
        except BaseException as error:
            self._error = error
        finally:
            self._running.release()

    def _on_the_spot(self, work, due):
        try:
            return on_the_spot(work, due)
        # No isinstance later on: the work may have put something else into the builtins.
        except TooLate:
            self._late = True
            raise

    @property
    def done(self):
        return not self._running.locked()

    @property
    def heard(self):
        """The beginning of what it printed."""
        return self._hush.heard if self._hush else ""

    def wait(self, seconds):
        """Wait until it is done, for some seconds at most; return whether it is, and not late."""
        end = monotonic() + seconds
        # In small bits, so that Ctrl-C comes through on every system.
        while self._running.locked() and (rest := end - monotonic()) > 0:
            self._pause(rest if rest < 0.05 else 0.05)
        return self.done and not self._late

    def stop(self, patience=None):
        """Raise TooLate in it until it ends or patience does; return whether it has ended.

        Again and again, for an `except:` in a loop of its may catch the first.
        """
        end = monotonic() + (PATIENCE if patience is None else patience)
        while self._running.locked():
            # Not before it is where the lock will be given back, whatever is raised.
            if self._begun:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(self._worker.ident), ctypes.py_object(TooLate)
                )
            if monotonic() >= end:
                break
            self._pause(0.01)
        return self.done

    def runs_here(self):
        """Return whether it is this very thread that does the work."""
        return self._worker is threading.current_thread()

    def value(self):
        """Return what the work returned, or raise what it raised."""
        if self._error is not None:
            raise self._error
        return self._value

    def _pause(self, seconds):
        if self._running.acquire(timeout=seconds):
            self._running.release()
