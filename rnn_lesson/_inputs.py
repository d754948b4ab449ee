"""What the public functions accept: one decorator, `checked`, and the rules it knows.

The functions themselves then read as they stand in the lessons. `checked` converts every
argument to floats, refuses what is wrong in one sentence that names the argument, and
lets numbers overflow to inf without warnings, because wild weights are part of the subject.
"""

import contextlib
import functools
import inspect
import threading

import numpy as np

_state = threading.local()

#: Arguments that a pass over the network produced, and that may have overflowed to inf.
MAY_OVERFLOW = ("S", "y", "grad_out", "sk")


def checked(calls_back=False, **rules):
    """Decorate a function so that its arguments are checked by `rules` first.

    A rule is a shape such as "m n", where a letter stands for the same length in every
    argument of a call; "m?" allows one number in place of m of them. Or it is a function
    `rule(value, name)` that returns the clean value.
    Calls from inside a checked function are trusted and not checked again, unless that
    function `calls_back` code that somebody else wrote.
    """

    def decorate(function):
        signature = inspect.signature(function)
        names = list(signature.parameters)

        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            if getattr(_state, "trusted", False):
                return function(*args, **kwargs)
            if kwargs or len(args) != len(names):
                bound = signature.bind(*args, **kwargs)
                bound.apply_defaults()
                arguments = bound.arguments
            else:
                arguments = dict(zip(names, args))
            lengths = {}
            for name, rule in rules.items():
                value = arguments[name]
                arguments[name] = (
                    _shaped(value, name, rule, lengths)
                    if isinstance(rule, str)
                    else rule(value, name)
                )
            with trusted(not calls_back):
                return function(*arguments.values())

        return wrapper

    return decorate


@contextlib.contextmanager
def trusted(trust=True):
    """Let checked functions skip their checks, and numbers overflow in silence, inside a with block."""
    before = getattr(_state, "trusted", False)
    _state.trusted = trust
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            yield
    finally:
        _state.trusted = before


def numbers(value, name, expected="numbers"):
    """Return `value` as a float array of any shape; refuse anything but real numbers."""
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(
            f"{name} must be {expected}; got a ragged list, whose rows differ in length"
        ) from None
    if array.dtype.kind not in "biuf":
        kind = type(value).__name__ if array.ndim == 0 else f"elements of type {array.dtype.name}"
        raise TypeError(f"{name} must be {expected}; got {kind}")
    with np.errstate(over="ignore"):
        array = array.astype(float)
    if np.isnan(array).any():
        raise ValueError(f"{name} must be {expected}; got NaN")
    return array


def filled(value, name):
    """Return `value` as a float array of any shape that has elements."""
    array = numbers(value, name)
    if array.size == 0:
        raise ValueError(f"{name} must not be empty; got shape {array.shape}")
    return array


def finite(value, name):
    """Return `value` as a float array of any shape that has elements, all of them finite."""
    array = filled(value, name)
    if np.isinf(array).any():
        raise ValueError(f"{name} must be finite; got inf")
    return array


def number(value, name):
    """Return `value` as one finite float."""
    array = numbers(value, name, "one number")
    if array.ndim:
        raise ValueError(f"{name} must be one number; got an array of shape {array.shape}")
    if np.isinf(array):
        raise ValueError(f"{name} must be a finite number; got {float(array)}")
    return float(array)


def positive(value, name):
    """Return `value` as one finite float greater than 0."""
    value = number(value, name)
    if value <= 0:
        raise ValueError(f"{name} must be greater than 0; got {value:g}")
    return value


def count(at_least):
    """Return the rule for a whole number that is not below `at_least`."""

    def rule(value, name):
        if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, np.integer)):
            raise TypeError(f"{name} must be a whole number; got {value!r}")
        if value < at_least:
            raise ValueError(f"{name} must be at least {at_least}; got {value}")
        return int(value)

    return rule


def generator(value, name):
    """Return `value` if it is a numpy random generator."""
    if not isinstance(value, np.random.Generator):
        raise TypeError(
            f"{name} must be a generator such as np.random.default_rng(1); got {value!r}"
        )
    return value


def function(value, name):
    """Return `value` if it can be called."""
    if not callable(value):
        raise TypeError(f"{name} must be a function; got {type(value).__name__}")
    return value


def number_function(value, name):
    """Return `value` if it can be called, with a watch on its result: one finite number."""
    function(value, name)
    return lambda *args: number(value(*args), f"{name}'s result")


def _shaped(value, name, shape, lengths):
    """Return `value` as a float array of the `shape` that the rule names.

    `lengths` holds the length of each letter met so far in this call. What the caller
    brings in (X, t, W and the like) is finite.
    """
    dims = _dims(shape)
    usual = (
        type(value) is np.ndarray
        and value.dtype == float
        and value.ndim == len(dims)
        and value.size > 0
    )
    array = value.copy() if usual and np.isfinite(value).all() else _clean(value, name, shape)
    for (letter, plus), length in zip(dims, array.shape):
        wanted = letter if isinstance(letter, int) else lengths.setdefault(letter, length) + plus
        if length != wanted:
            known = " and ".join(f"{key} = {size}" for key, size in lengths.items() if key in shape)
            wanted = _pattern(shape) + (" with " + known if known else "")
            raise ValueError(f"{name} must have shape {wanted}; got shape {array.shape}")
    return array


@functools.cache
def _dims(shape):
    """Return the lengths that a rule such as "m n+1" or "2" asks for: pairs of letter or number, and what to add."""
    parts = [dim.partition("+") for dim in shape.rstrip("?").split()]
    return [
        (int(letter) if letter.isdigit() else letter, int(plus or 0)) for letter, _, plus in parts
    ]


def _pattern(shape):
    """Return a rule such as "m n" as readers know it, (m, n)."""
    dims = shape.rstrip("?").split()
    return f"({', '.join(dims)}{',' if len(dims) == 1 else ''})"


def _clean(value, name, shape):
    """Return `value` as a float array with as many dimensions as the rule `shape` has, or none where it allows that."""
    dims, one = _dims(shape), shape.endswith("?")
    expected = f"{'one number or ' if one else ''}a {len(dims)}-D array {_pattern(shape)}"
    array = numbers(value, name, expected)
    if array.ndim != len(dims) and not (one and array.ndim == 0):
        raise ValueError(f"{name} must be {expected}; got shape {array.shape}")
    if 0 in array.shape:
        raise ValueError(f"{name} must not be empty; got shape {array.shape}")
    if name not in MAY_OVERFLOW and np.isinf(array).any():
        raise ValueError(f"{name} must be finite; got inf")
    return array
