"""Run somebody else's function: with a deadline, in silence, and with the world put back after."""

import builtins
import contextlib
import math
import random
import sys
import time

import numpy as np

from rnn_lesson._errand import Errand

SECONDS = 5.0
BACK, STOPPED, LEFT = "back", "stopped", "left"


def guarded(work, seconds):
    """Run work() for `seconds` at most; return BACK, STOPPED or LEFT, and what it printed first.

    work keeps its own results and exceptions: what it returns or raises is dropped. LEFT
    says that it swallows the TooLate, or sits in a call that nothing can interrupt.
    """
    with world_put_back():
        end = time.monotonic() + seconds
        errand = Errand(work, lambda: end)
        try:
            back = errand.wait(seconds)
        finally:
            # Also after Ctrl-C: a loop that runs on would slow down all that comes after it.
            ended = errand.stop()
    return BACK if back else STOPPED if ended else LEFT, errand.heard


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
