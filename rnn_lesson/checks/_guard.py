"""Run somebody else's function: with a deadline, in silence, and with the world put back after.

The function runs in a thread of its own. That works on every system, needs no signal and
no trace function, and a call that cannot be stopped can still be left behind.
"""

import builtins
import contextlib
import ctypes
import math
import random
import sys
import threading
import time
from time import monotonic  # by name, for the function may put something else into the module

import numpy as np

from rnn_lesson._guest import hushed

SECONDS = 5.0
BACK, STOPPED, LEFT = "back", "stopped", "left"
PATIENCE = 0.5


class TooLate(SystemExit):
    """Raised in a thread that is late; a thread that ends by a SystemExit ends in silence."""


def guarded(work, seconds):
    """Run work() for `seconds` at most; return BACK, STOPPED or LEFT, and what it printed first.

    work keeps its own results and exceptions: what it returns or raises is dropped. LEFT
    says that it swallows the TooLate, or sits in a call that nothing can interrupt.
    """

    def run():
        with gate:
            pass
        for hush in hushes:
            hush.thread = threading.get_ident()
        try:
            with contextlib.suppress(BaseException), np.errstate(all="ignore"):
                work()
        finally:
            running.release()

    # Locks, and no join: Ctrl-C in the middle of it makes Python 3.11 believe that the thread has
    # ended. And no Event: that is written in Python, which the function may break. `gate` holds
    # the function back until start(), which waits for an Event, has returned.
    gate, running = threading.Lock(), threading.Lock()
    running.acquire()
    worker = threading.Thread(target=run, daemon=True)
    with hushed() as hush, world_put_back():
        hushes = sys.stdout, sys.stderr
        try:
            with gate:
                worker.start()
        except RuntimeError:  # no threads here, as in a browser
            run()
            return BACK, hush.heard
        end = monotonic() + seconds
        try:
            # In small bits, so that Ctrl-C comes through on every system.
            while running.locked() and monotonic() < end:
                _wait(running, 0.05)
            back = not running.locked()
        finally:
            # Also after Ctrl-C: a loop that runs on would slow down all that comes after it.
            _stop(worker, running)
    return BACK if back else LEFT if running.locked() else STOPPED, hush.heard


def _wait(lock, seconds):
    """Wait until a lock is free, for some seconds at most, and leave it free."""
    if lock.acquire(timeout=seconds):
        lock.release()


def _stop(worker, running):
    """Raise TooLate in a thread again and again until it no longer runs, or patience ends.

    Again and again, for an `except:` in the function's loop may catch the first.
    """
    end = monotonic() + PATIENCE
    while running.locked() and monotonic() < end:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(worker.ident), ctypes.py_object(TooLate)
        )
        _wait(running, 0.01)


@contextlib.contextmanager
def world_put_back():
    """Undo what a function changes for everybody: in modules, random numbers, print options."""
    ours = [module for name, module in [*sys.modules.items()] if name.startswith("rnn_lesson")]
    watched = builtins, math, time, np, np.linalg, np.random, *ours
    before = [(module.__dict__, dict(vars(module))) for module in watched]
    random_state, numpy_state = random.getstate(), np.random.get_state()
    options, errors, limit = np.get_printoptions(), np.geterr(), sys.getrecursionlimit()
    try:
        yield
    finally:
        # The builtins first and with none of them, for the function may have set len = None.
        for namespace, names in before:
            for name, value in names.items():
                if namespace.get(name) is not value:
                    namespace[name] = value
        random.setstate(random_state)
        np.random.set_state(numpy_state)
        np.set_printoptions(**options)
        np.seterr(**errors)
        sys.setrecursionlimit(limit)
