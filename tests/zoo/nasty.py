"""Answers to no task: each becomes a message, and none does any harm."""

import builtins
import os
import random
import sys
import threading
import time
import warnings

import numpy as np

from rnn_lesson import checks


class Odd(BaseException):
    """An exception that cannot even be printed."""

    def __str__(self):
        raise ValueError


class Liar:
    """Says that it is equal to everything, and raises wherever it is asked."""

    def __eq__(self, other):
        return True

    def __ge__(self, other):
        return True

    __le__ = __lt__ = __gt__ = __ge__

    def __array__(self, *args, **kwargs):
        raise RuntimeError

    __repr__ = __array__

    def __getattr__(self, name):
        return self

    def __call__(self, *args):
        return self


class Endless:
    """Takes for ever to become an array."""

    def __array__(self, *args, **kwargs):
        while True:
            pass


class EqualToAll(float):
    """A number that claims to be any other."""

    def __eq__(self, other):
        return True

    __hash__ = None

    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__


class Silent(type):
    """The type of classes that do not say their name."""

    @property
    def __name__(cls):
        raise RuntimeError


class Nameless(metaclass=Silent):
    pass


class NamelessError(Exception, metaclass=Silent):
    pass


def raises(error):
    def answer(*args):
        raise error

    return answer


def calls_itself(*args):
    return calls_itself(*args)


def changes_everything(*args):
    np.seterr(all="raise")
    np.random.seed(0)
    random.seed(0)
    np.set_printoptions(precision=1)
    sys.setrecursionlimit(500)
    warnings.simplefilter("error")
    np.allclose = np.array_equal = np.all = lambda *args, **kwargs: True
    time.monotonic = lambda: 0.0
    return 12345.0


def breaks_python(*args):
    builtins.len = builtins.isinstance = builtins.setattr = builtins.vars = np.asarray = None


def breaks_all_of_python(*args):
    put, names = setattr, [name for name in vars(builtins) if not name.startswith("__")]
    for name in names:
        put(builtins, name, None)


def breaks_the_module(*args):
    random.setstate = sys.setrecursionlimit = None
    for module in [sys.modules[name] for name in sys.modules if name.startswith("rnn_lesson")]:
        for name in [name for name in vars(module) if not name.startswith("__")]:
            setattr(module, name, None)


def breaks_what_the_module_uses(*args):
    for name in ("threading", "inspect", "contextlib", "linecache", "warnings", "re", "difflib"):
        module = sys.modules[name]
        for part in [part for part in vars(module) if not part.startswith("__")]:
            setattr(module, part, None)


def traces_all_threads(*args):
    threading.settrace(lambda *args: 1 / 0)


def checks_itself(*args):
    return checks.check("cost", checks_itself)


def changes_what_is_expected(*args):
    for task in checks.TASKS.values():
        for values in task.expected:
            for array in values.values():
                array[...] = 0
    return 0.0


def changes_arguments(*args):
    for arg in args:
        if isinstance(arg, np.ndarray):
            arg[...] = 7
    return args[0]


def inside_itself(*args):
    nest = []
    nest.append(nest)
    return nest


def generator(*args):
    yield 1.0


async def asynchronous(*args):
    return 1.0


HUGE = np.broadcast_to(0.0, (10**6, 10**6))
LONG = type("no\nname" * 1000, (), {"__call__": lambda *args: LONG})()
exec(f"def of_long_names({'a' * 2000}, {'b' * 2000}): return 1.0")
exec(f"def of_many_names({', '.join(f'name_{i}' for i in range(1000))}): pass")
ANSWERS = {
    "None": None,
    "a number": 3.5,
    "a result": np.zeros((20, 11)),
    "text": "forward_states",
    "a class": Liar,
    "a liar": Liar(),
    "returns None": lambda *args: None,
    "of a type without a name": Nameless(),
    "returns what has no name": lambda *args: Nameless(),
    "raises what has no name": raises(NamelessError()),
    "returns what has a long name": LONG,
    "of many names": of_many_names,  # noqa: F821
    "of long names": of_long_names,  # noqa: F821
    "returns a liar": lambda *args: Liar(),
    "returns a number equal to all": lambda *args: EqualToAll(12345.0),
    "returns text": lambda *args: "12",
    "returns nan": lambda *args: np.nan,
    "returns inf": lambda *args: np.inf,
    "returns a dict": lambda *args: {"S": 1},
    "returns a set": lambda *args: {1, 2},
    "returns a module": lambda *args: np,
    "returns a complex number": lambda *args: 1 + 1j,
    "returns an empty list": lambda *args: [],
    "returns a ragged list": lambda *args: [[1, 2], [3]],
    "returns a list inside itself": inside_itself,
    "returns its arguments": lambda *args: args,
    "returns a huge array": lambda *args: HUGE,
    "returns huge arrays": lambda *args: [HUGE] * 2,
    "returns a generator": lambda *args: (x for x in range(3)),
    "a generator": generator,
    "asynchronous": asynchronous,
    "returns a number that is not there": lambda *args: undefined,  # noqa: F821
    "no arguments": lambda: 1,
    "by keyword": lambda *, X=1, t=2: 1,
    "raises": raises(ZeroDivisionError("division by zero")),
    "raises SystemExit": raises(SystemExit(3)),
    "raises KeyboardInterrupt": raises(KeyboardInterrupt()),
    "raises Odd": raises(Odd()),
    "raises GeneratorExit": raises(GeneratorExit()),
    "exits": lambda *args: sys.exit("bye"),
    "calls itself": calls_itself,
    "changes everything": changes_everything,
    "breaks Python": breaks_python,
    "breaks all of Python": breaks_all_of_python,
    "breaks the module": breaks_the_module,
    "breaks what the module uses": breaks_what_the_module_uses,
    "traces all threads": traces_all_threads,
    "checks itself": checks_itself,
    "changes what is expected": changes_what_is_expected,
    "changes its arguments": changes_arguments,
    "draws random numbers": lambda *args: np.random.normal(),
    "reads a file": lambda *args: open(os.devnull + "/nothing"),
}


def endless_loop(*args):
    while True:
        pass


def stubborn_loop(*args):
    end = time.perf_counter() + 1.5  # longer than the patience of the guard
    while time.perf_counter() < end:
        try:
            while time.perf_counter() < end:
                pass
        except BaseException:
            pass


def endless_prints(*args):
    while True:
        print("and on " * 1000)


def sleeps(*args):
    time.sleep(1.2)


def never_an_array(*args):
    return Endless()


LATE = [endless_loop, endless_prints, never_an_array, stubborn_loop, sleeps]
