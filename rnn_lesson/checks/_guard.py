"""Run somebody else's function: with a deadline, in silence, and with the world put back after."""

import builtins
import inspect
import math
import random
import sys
import time
import warnings

import numpy as np

from rnn_lesson._errand import Errand

SECONDS = 5.0
BACK, STOPPED, LEFT = "back", "stopped", "left"


def guarded(work, seconds):
    """Run work() for `seconds` at most; return BACK, STOPPED or LEFT, and what it printed first.

    work keeps its own results and exceptions: what it returns or raises is dropped. LEFT
    says that it swallows the TooLate, or sits in a call that nothing can interrupt.
    """
    put_back, over = _way_back(), False
    end = time.monotonic() + seconds

    def mended_after():
        try:
            work()
        finally:
            # Here already, for silence cannot be ended with a `next` that is None. But a thread
            # that was left behind ends when others have changed the world since.
            if not over:
                put_back()

    def firmly(step, broken=Exception):
        # The function may be breaking, at this very moment, what the step needs.
        while True:
            try:
                return step()
            except broken:
                put_back()

    errand = Errand(mended_after, lambda: end)
    try:
        back = firmly(lambda: errand.wait(end - time.monotonic()))
    finally:
        # Also after Ctrl-C: a loop that runs on would slow down all that comes after it.
        put_back()
        ended, over = firmly(errand.stop), True
        put_back()
    return BACK if back else STOPPED if ended else LEFT, errand.heard


def _way_back():
    """Return what undoes changes for everybody: in modules, random numbers, print options."""
    ours = [module for name, module in [*sys.modules.items()] if name.startswith("rnn_lesson")]
    # And what these use of Python's: without threading.Thread, say, no check runs any more.
    used = [each for module in ours for each in vars(module).values() if inspect.ismodule(each)]
    used = [module for module in used if module.__name__ in sys.stdlib_module_names]
    watched = {builtins, math, np, np.linalg, np.random, *used, *ours}
    before = [(module.__dict__, dict(vars(module))) for module in watched]
    random_state, numpy_state = random.getstate(), np.random.get_state()
    filters = [*warnings.filters]
    options, errors, limit = np.get_printoptions(), np.geterr(), sys.getrecursionlimit()

    def put_back():
        # No `with`, no call and no builtin comes first: the function may have set len = None.
        for namespace, names in before:
            for name, value in names.items():
                if namespace.get(name) is not value:
                    namespace[name] = value
        # Now there are functions again, and theirs can be trusted.
        random.setstate(random_state)
        np.random.set_state(numpy_state)
        np.set_printoptions(**options)
        np.seterr(**errors)
        sys.setrecursionlimit(limit)
        warnings.filters[:] = filters

    return put_back
