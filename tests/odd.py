"""Odd functions that a learner may hand to a view, and what the view is to say of each.

Each stands for forward_states(X, wx, wRec). A row: what it does -> (function, what the view says at
the start, a part of it, or "" where all is well).
"""

import builtins
import contextlib
import functools
import logging
import os
import random
import sys
import threading
import time
import warnings

import numpy as np
from seen import vectorised

over = threading.Event()  # set after each test: what nothing can stop ends then


def then(action):
    """A right function that does something first."""

    @functools.wraps(vectorised)
    def odd(X, wx, wRec):
        action(X, wx, wRec)
        return vectorised(X, wx, wRec)

    # Not the one that it looks like.
    del odd.__wrapped__
    return odd


def far(wRec):
    return np.max(wRec) > 1.5


def gives(value):
    return lambda X, wx, wRec: value(vectorised(X, wx, wRec)) if callable(value) else value


def raises(error):
    def odd(X, wx, wRec):
        raise error

    return odd


# Never ends


def pure_loop(*_):
    while True:
        pass


def swallows_errors(*_):
    while True:
        try:
            while True:
                pass
        except Exception:
            pass


def swallows_one_exit(*_):
    try:
        pure_loop()
    except BaseException:
        pure_loop()


def swallows_everything(*_):
    while not over.is_set():
        with contextlib.suppress(BaseException):
            while not over.is_set():
                pass


def in_finally(*_):
    try:
        pure_loop()
    finally:
        while not over.is_set():
            pass


def sleeps_in_bits(*_):
    while True:
        time.sleep(0.001)


def waits_for_ever(*_):
    over.wait()


def sleeps_long(*_):
    over.wait(30)


def prints_for_ever(*_):
    while True:
        print("and on " * 100)


class NeverAnArray:
    def __array__(self, *args, **kwargs):
        pure_loop()


def generator_for_ever(*_):
    return [zero for zero in iter(int, 1) if zero]


def joins_a_thread(*_):
    thread = threading.Thread(target=over.wait, daemon=True)
    thread.start()
    thread.join()


TOO_LONG = "took longer than"
NO_STOP = "cannot be stopped (restart the kernel)"
LATE = {
    "a loop without end": (pure_loop, TOO_LONG),
    "a loop that swallows errors": (swallows_errors, TOO_LONG),
    "a loop that swallows the first exit": (swallows_one_exit, TOO_LONG),
    "a loop that prints": (prints_for_ever, TOO_LONG),
    "sleeps in small bits": (sleeps_in_bits, TOO_LONG),
    "an endless iterator": (generator_for_ever, TOO_LONG),
    "an object that never becomes an array": (lambda *_: NeverAnArray(), TOO_LONG),
    "a loop that swallows everything": (swallows_everything, NO_STOP),
    "a loop in finally": (in_finally, TOO_LONG),
    "waits for what never happens": (waits_for_ever, NO_STOP),
    "sleeps half a minute": (sleeps_long, NO_STOP),
    "waits for a thread of its own": (joins_a_thread, NO_STOP),
}
#: Right at the start, and nothing comes back at places that the background meets.
LATE_FAR = {
    "a loop far away": (then(lambda X, wx, wRec: far(wRec) and pure_loop()), TOO_LONG),
    "a loop that prints far away": (
        then(lambda X, wx, wRec: far(wRec) and prints_for_ever()),
        TOO_LONG,
    ),
    "a wait far away": (then(lambda X, wx, wRec: far(wRec) and waits_for_ever()), NO_STOP),
    "swallows everything far away": (
        then(lambda X, wx, wRec: far(wRec) and swallows_everything()),
        NO_STOP,
    ),
}


# Exits and raises


class Odd(BaseException):
    def __str__(self):
        raise ValueError


class SaysALot(Exception):
    def __str__(self):
        return "x" * 100_000 + "\n" * 1000


class SaysNumber(Exception):
    def __str__(self):
        return 7


def calls_itself(X, wx, wRec):
    return calls_itself(X, wx, wRec)


def names_the_weights(X, wx, wRec):
    raise ValueError(f"I do not like {wx!r} and {wRec!r}")


def asserts(X, wx, wRec):
    assert wx > 1e9, f"too small: {X}"


RAISED = "forward_states raised "
RAISES = {
    "raises": (raises(ZeroDivisionError("by zero")), RAISED + "ZeroDivisionError: by zero"),
    "sys.exit()": (lambda *_: sys.exit(), RAISED + "SystemExit"),
    "sys.exit('bye')": (lambda *_: sys.exit("bye"), RAISED + "SystemExit: bye"),
    "exit()": (lambda *_: exit(), RAISED),  # noqa: PLR1722
    "KeyboardInterrupt": (raises(KeyboardInterrupt()), RAISED + "KeyboardInterrupt"),
    "GeneratorExit": (raises(GeneratorExit()), RAISED + "GeneratorExit"),
    "StopIteration": (raises(StopIteration()), RAISED + "StopIteration"),
    "an error that cannot be read": (raises(Odd()), RAISED + "Odd"),
    "an error whose words are a number": (raises(SaysNumber()), RAISED + "SaysNumber"),
    "an error of 100,000 letters": (raises(SaysALot()), RAISED + "SaysALot: xxx"),
    "an error that names the weights": (names_the_weights, RAISED + "ValueError: I do not like"),
    "control characters": (raises(ValueError("\x1b[2J\x00\r\nhi\u202e")), "ValueError: [2J hi"),
    "half a letter": (raises(ValueError("\ud800!")), "ValueError: !"),
    "markup": (raises(ValueError("<script>alert(1)</script>")), "<script>"),
    "a group of errors": (
        raises(ExceptionGroup("many", [ValueError(str(i)) for i in range(1000)])),
        RAISED + "ExceptionGroup: many",
    ),
    "an assertion that shows X": (asserts, RAISED + "AssertionError: too small: [["),
    "a name that is not there": (lambda *_: undefined, RAISED + "NameError"),  # noqa: F821
    "calls itself without end": (calls_itself, "it calls itself without end"),
    "no memory": (raises(MemoryError()), RAISED + "MemoryError"),
    "opens what is not there": (lambda *_: open(os.devnull + "/nothing"), RAISED),
    "takes one argument": (lambda X: X, "takes 1 positional argument but 3 were given"),
    "takes none by position": (lambda *, X=1: X, RAISED + "TypeError"),
    "input()": (lambda *_: input("wx? "), RAISED + "EOFError: nobody can answer input() here"),
}


# Talks, shows, and changes what is not its own


def shows_figures(*_):
    import matplotlib.pyplot as plt

    plt.figure()
    plt.plot([1, 2])
    plt.subplots()
    plt.show()


def displays(*_):
    import IPython

    IPython.get_ipython().display_pub.publish({"text/plain": "here I am"})
    IPython.get_ipython().display_pub.clear_output()


def logs(*_):
    logging.getLogger("odd").error("here I am")
    logging.basicConfig()


def changes_its_arguments(X, wx, wRec):
    S = vectorised(X, wx, wRec)
    X[:] = 7
    return S


def shrinks(X, wx, wRec):
    S = vectorised(X, wx, wRec)
    X.resize(0, refcheck=False)
    return S


def redirects_its_output(*_):
    with open(os.devnull, "w") as nothing, contextlib.redirect_stdout(nothing):
        print("here I am")


def patches_numpy(*_):
    before, np.sum = np.sum, None
    np.sum = before


counter = {"calls": 0}
QUIET = {
    "prints": then(lambda *_: print("here I am")),
    "prints to stderr": then(lambda *_: print("here I am", file=sys.stderr)),
    "prints 10 MB": then(lambda *_: print("x" * 10_000_000)),
    "warns": then(lambda *_: warnings.warn("beware", stacklevel=1)),
    "warns in C": then(lambda *_: np.array([1.0]) / 0),
    "logs": then(logs),
    "display()": then(displays),
    "figures and plt.show()": then(shows_figures),
    "redirects its output": then(redirects_its_output),
    "changes its arguments": changes_its_arguments,
    "np.seterr": then(lambda *_: np.seterr(all="raise")),
    "a random seed": then(lambda *_: (np.random.seed(0), random.seed(0))),
    "a thread of its own": then(lambda *_: threading.Thread(target=over.wait, args=[0.01]).start()),
    "counts its calls": then(lambda *_: counter.update(calls=counter["calls"] + 1)),
    "patches numpy for a moment": then(patches_numpy),
    "patches builtins for a moment": then(lambda *_: setattr(builtins, "odd", 1) or del_odd()),
    "shrinks what it was given": shrinks,
}


def del_odd():
    del builtins.odd


# Returns odd things


class Own(np.ndarray):
    """An array that lies about sums."""

    def __add__(self, other):
        return 7

    __mul__ = sum = __add__


class Liar:
    def __array__(self, *args, **kwargs):
        raise SystemExit

    def __getattr__(self, name):
        return self

    def __eq__(self, other):
        return True

    __hash__ = None


def masked(S):
    return np.ma.array(S, mask=S > 1)


def ragged(S):
    return [*S.tolist()[:-1], [1]]


def in_a_closed_memory(X, wx, wRec):
    return vectorised(X, wx, wRec).astype(">f4")[:, ::-1][:, ::-1]


grown = []


def a_default_that_grows(X, wx, wRec, seen=grown):
    seen.append(wx)
    return vectorised(X, wx, wRec)[:, : 11 if len(seen) < 3 else 1]


MUST = "forward_states must return an array of shape (20, 11); it returned "
RETURNS = {
    "None": (gives(None), MUST + "None"),
    "a number": (gives(3.0), MUST + "shape ()"),
    "the last state alone": (gives(lambda S: S[:, -1]), MUST + "shape (20,)"),
    "its input": (lambda X, wx, wRec: X, MUST + "shape (20, 10)"),
    "a view of its input": (lambda X, wx, wRec: X[:, ::-1], MUST + "shape (20, 10)"),
    "complex numbers": (gives(lambda S: S + 0j), MUST + "complex numbers, of shape (20, 11)"),
    "a masked array": (gives(masked), MUST + "a masked array of shape (20, 11)"),
    "texts": (gives(lambda S: S.astype(str)), MUST + "ndarray of str"),
    "texts in lists": (gives(lambda S: S.astype(str).tolist()), MUST + "list"),
    "dates": (gives(lambda S: S.astype("datetime64[s]")), MUST + "ndarray of datetime64[s]"),
    "objects": (gives(lambda S: np.full(S.shape, None)), MUST + "ndarray of object"),
    "a ragged list": (gives(ragged), MUST + "list"),
    "a generator": (gives(lambda S: (row for row in S)), MUST + "generator"),
    "a function": (gives(lambda S: vectorised), MUST + "function"),
    "a dict": (gives(lambda S: {"S": S}), MUST + "dict"),
    "a module": (gives(lambda S: np), MUST + "module"),
    "a liar": (gives(lambda S: Liar()), MUST + "Liar"),
    "a huge array": (gives(lambda S: np.broadcast_to(0.0, (10**6, 10**6))), MUST + "shape (10000"),
    "a list inside itself": (gives(lambda S: [grown, [grown]] * 2), MUST),
}
FINE = {
    "lists": gives(lambda S: S.tolist()),
    "objects that are numbers": gives(lambda S: S.astype(object)),
    "a class of arrays of its own": gives(lambda S: S.view(Own)),
    "float32, turned round": in_a_closed_memory,
    "read only": gives(lambda S: S.setflags(write=False) or S),
    "whole numbers": gives(lambda S: S.astype(int)),
}
