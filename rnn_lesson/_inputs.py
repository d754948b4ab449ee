"""What the public functions accept: one decorator, `checked`, and the rules it knows.

The functions themselves then read as they stand in the lessons. `checked` converts every
argument to floats, refuses what is wrong in one sentence that names the argument, and
lets numbers overflow to inf without warnings, because wild weights are part of the subject.
"""

import contextlib
import functools
import inspect
import math
import threading
from typing import NamedTuple

import numpy as np

_state = threading.local()  # One thread's trust is no other's: views compute beside the lesson.


def checked(calls_back=False, **rules):
    """Decorate a function so that its arguments are checked by `rules` first.

    A rule is a shape such as "m n", where a letter stands for the same length in every
    argument of a call; "m?" allows one number in place of m of them. After "m, inf" elements
    may be infinite: what a pass over the network produced may have overflowed. "..." is any
    shape, the same one in every argument of a call. Or a rule is a function
    `rule(value, name)` that returns the clean value.
    Calls from inside a checked function are trusted and not checked again, unless that
    function `calls_back` code that somebody else wrote.
    """

    rules = {
        name: Shape.of(rule) if isinstance(rule, str) else rule for name, rule in rules.items()
    }

    def decorate(function):
        signature = inspect.signature(function)
        names, defaults = list(signature.parameters), function.__defaults__ or ()

        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            if getattr(_state, "trusted", False):
                return function(*args, **kwargs)
            left_out = len(names) - len(args)
            # To bind takes longer than to check, and lessons leave out defaults in a loop.
            if kwargs or not 0 <= left_out <= len(defaults):
                arguments = _bound(function, signature, args, kwargs)
            else:
                arguments = dict(zip(names, args + defaults[len(defaults) - left_out :]))
            lengths = {}
            for name, rule in rules.items():
                value = arguments[name]
                if isinstance(rule, Shape):
                    arguments[name] = rule.clean(value, name, lengths)
                else:
                    arguments[name] = rule(value, name)
            with trusted(not calls_back):
                return function(*arguments.values())

        return wrapper

    return decorate


def _bound(function, signature, args, kwargs):
    """Return {argument: value} of a call, defaults and all."""
    try:
        bound = signature.bind(*args, **kwargs)
    except TypeError as error:
        takes = f"{function.__name__} takes {', '.join(signature.parameters)}"
        raise TypeError(f"{takes}; {error}") from None
    bound.apply_defaults()
    return bound.arguments


@contextlib.contextmanager
def trusted(trust=True):
    """Let checked functions skip their checks, and numbers overflow in silence, in a with block."""
    before = getattr(_state, "trusted", False)
    _state.trusted = trust
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            yield
    finally:
        _state.trusted = before


def floats(value, name, expected="numbers"):
    """Return `value` as a float array of any shape; refuse anything but real numbers."""
    try:
        array = np.asarray(value)
    except ValueError:
        got = "a ragged list, whose rows differ in length"
        raise ValueError(f"{name} must be {expected}; got {got}") from None
    if array.dtype.kind not in "biuf":
        kind = kind_of(value) if array.ndim == 0 else f"elements of type {array.dtype.name}"
        raise TypeError(f"{name} must be {expected}; got {kind}")
    if isinstance(value, np.ma.MaskedArray) and np.ma.getmaskarray(value).any():
        raise ValueError(f"{name} must be {expected}; got a masked array, which hides some")
    with np.errstate(over="ignore"):
        array = array.astype(float)
    if np.isnan(array).any():
        raise ValueError(f"{name} must be {expected}; got NaN")
    return array


def kind_of(value):
    """Return in a few words what came where something else was expected."""
    # The usual slip: f(my_function), where the function is meant for a later argument.
    if inspect.isfunction(value):
        return f"the function {value.__name__} (to hand it over: name=...)"
    return type(value).__name__


def filled(value, name, expected="numbers"):
    """Return `value` as a float array of any shape that has elements."""
    array = floats(value, name, expected)
    if array.size == 0:
        raise ValueError(f"{name} must not be empty; got shape {array.shape}")
    return array


def finite(value, name, expected="numbers"):
    """Return the same, with finite elements only."""
    array = filled(value, name, expected)
    if np.isinf(array).any():
        raise ValueError(f"{name} must be finite; got inf")
    return array


def number(value, name):
    """Return `value` as one finite float."""
    if type(value) is float and math.isfinite(value):  # In a loop, what is usual must cost little.
        return value
    array = floats(value, name, "one number")
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


def decay(value, name):
    """Return `value` as one float from 0 to 1, 1 left out."""
    value = number(value, name)
    if not 0 <= value < 1:
        raise ValueError(f"{name} must be at least 0 and less than 1; got {value:g}")
    return value


def count(at_least, at_most=None):
    """Return the rule for a whole number that is not below `at_least` nor above `at_most`."""

    def rule(value, name):
        if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, np.integer)):
            kind = value if isinstance(value, float) else kind_of(value)
            raise TypeError(f"{name} must be a whole number; got {kind}")
        if value < at_least:
            raise ValueError(f"{name} must be at least {at_least}; got {value}")
        if at_most is not None and value > at_most:
            raise ValueError(f"{name} must be at most {at_most}; got {value}")
        return int(value)

    return rule


def flag(value, name):
    """Return `value` as True or False; of any other, "no" say, it is not clear which is meant."""
    if not isinstance(value, (bool, np.bool_)):
        came = repr(value) if isinstance(value, (str, int, float)) else kind_of(value)
        raise TypeError(f"{name} must be True or False; got {came}")
    return bool(value)


def generator(value, name):
    """Return `value` if it is a numpy random generator."""
    if not isinstance(value, np.random.Generator):
        expected = "a generator such as np.random.default_rng(1)"
        raise TypeError(f"{name} must be {expected}; got {value!r}")
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


class Shape(NamedTuple):
    """The shape that a rule names, ready to be held against arguments."""

    pattern: str  # as readers know it, "(m, n+1)"
    dims: tuple  # (letter or number, what to add to it) for each dimension; none for any shape
    or_number: bool
    or_inf: bool

    @classmethod
    def of(cls, rule):
        """Return what a rule such as "m n+1", "m?" or "m, inf" asks for."""
        shape, _, inf = rule.partition(", ")
        words = shape.rstrip("?").split()
        parts = [word.partition("+") for word in words]
        dims = [(int(at) if at.isdigit() else at, int(plus or 0)) for at, _, plus in parts]
        pattern = f"({', '.join(words)}{',' * (len(words) == 1)})"
        dims = () if shape == "..." else tuple(dims)
        return cls(pattern, dims, shape.endswith("?"), inf == "inf")

    def clean(self, value, name, lengths):
        """Return `value` as a float array of this shape, or of none where a number will do.

        `lengths` holds the length of each letter met so far in this call.
        """
        # Lessons call with float arrays in a loop: what is usual must cost little.
        usual = type(value) is np.ndarray and value.dtype == float and value.size > 0
        usual = usual and (not self.dims or value.ndim == len(self.dims))
        array = value.copy() if usual and np.isfinite(value).all() else self._array(value, name)
        if not self.dims:
            first, wanted = lengths.setdefault("...", (name, array.shape))
            if array.shape != wanted:
                there = f"the shape of {first}, {wanted}"
                raise ValueError(f"{name} must have {there}; got shape {array.shape}")
        for (letter, plus), length in zip(self.dims, array.shape):
            wanted = lengths.setdefault(letter, length) if isinstance(letter, str) else letter
            if length != wanted + plus:
                known = [f"{at} = {lengths[at]}" for at, _ in self.dims if at in lengths]
                wanted = " with ".join(filter(None, [self.pattern, " and ".join(known)]))
                raise ValueError(f"{name} must have shape {wanted}; got shape {array.shape}")
        return array

    def _array(self, value, name):
        """Return `value` as a float array with as many dimensions as the shape has."""
        if not self.dims:
            return finite(value, name)
        number = "one number or " if self.or_number else ""
        expected = f"{number}a {len(self.dims)}-D array {self.pattern}"
        array = (filled if self.or_inf else finite)(value, name, expected)
        if array.ndim != len(self.dims) and not (self.or_number and array.ndim == 0):
            raise ValueError(f"{name} must be {expected}; got shape {array.shape}")
        return array
