"""From what a learner's function returned to plain arrays, or the sentence why that cannot be."""

import numpy as np

from rnn_lesson._guest import Trouble, type_name

LARGEST = 10**6


def taken_apart(value, parts, wanted=""):
    """Return {name: array} of a result that is nested as `parts` is, or raise Trouble."""
    if value is None:
        raise Trouble("returned None")
    if isinstance(parts, str):
        return {parts: _as_array(value)}
    wanted = wanted or _written(parts)
    nested = isinstance(value, (tuple, list)) or isinstance(value, np.ndarray) and value.ndim
    if not nested:
        raise Trouble(f"returned {_kind(value)}, where {len(parts)} things are asked for: {wanted}")
    if len(value) != len(parts):
        flat = len(value) == len(names_of(parts)) > len(parts)
        first = f"put {', '.join(names_of(parts[0]))} in parentheses of their own"
        advice = f"; {first}" if flat else ""
        things = f"{len(value)} thing{'s' * (len(value) != 1)}"
        raise Trouble(f"returned {things}, where {len(parts)} are asked for: {wanted}{advice}")
    if isinstance(parts[0], tuple) and _pair_last(value):
        raise Trouble(f"returned the two parts in the wrong order; return {wanted}")
    if isinstance(parts[0], tuple) and _is_one_number(value[0]):
        raise Trouble(f"returned two numbers, and {parts[1]} is missing; return {wanted}")
    found = {}
    for part, name in zip(value, parts):
        found |= taken_apart(part, name, wanted)
    return found


def unfit(value, parts, goes_on):
    """Return [(part, what came)] with which the lesson cannot go on, even if the numbers are right.

    The parts are keys of `goes_on`: a name for an array, which a list, a matrix or an array of
    objects cannot stand for, or a tuple of names for a tuple.
    """
    if isinstance(parts, str):
        fits = type(value) is np.ndarray and value.dtype.kind in "biuf"
    else:
        fits = isinstance(value, tuple)
    found = [(parts, _kind(value))] if parts in goes_on and not fits else []
    if isinstance(parts, str):
        return found
    return sum((unfit(part, name, goes_on) for part, name in zip(value, parts)), found)


def names_of(parts):
    """Return the names of all arrays and numbers in a result."""
    if isinstance(parts, str):
        return [parts]
    return [name for part in parts for name in names_of(part)]


def figures(values):
    """Return a number or nested list of numbers as short text."""
    if np.ndim(values) == 0:
        return f"{float(values):.8g}"
    return f"[{', '.join(map(figures, values))}]"


def _pair_last(value):
    """Return whether what belongs in front, the gradients of the weights, stands behind."""
    try:
        first, last = _as_array(value[0]), _as_array(value[1])
    except Trouble:  # gradients that differ in shape, on one side or the other
        return isinstance(value[0], np.ndarray)
    return last.shape == (2,) and first.ndim == 2


def _is_one_number(value):
    return not isinstance(value, (tuple, list)) and np.ndim(value) == 0


def _as_array(value):
    """Return a learner's result as a plain array of floats (float32 stays), or raise Trouble."""
    # The size first: zeros or a range may take no memory until they are copied.
    size = _size(value)
    if size > LARGEST:
        raise Trouble(f"returned {size:,} numbers, far too many")
    if isinstance(value, np.ma.MaskedArray) and np.ma.getmaskarray(value).any():
        raise Trouble("returned a masked array, which hides some of its numbers")
    try:
        array = np.asarray(value)
    except ValueError:
        if not isinstance(value, (tuple, list)):
            raise
        ragged = "returned a ragged list: its parts differ in shape"
        raise Trouble(f"{ragged}. Return one array, and nothing beside it") from None
    if array.dtype.kind == "O":
        try:
            array = array.astype(float)
        except (TypeError, ValueError):
            raise Trouble(f"returned {_kind(value)}, and no numbers") from None
    if array.dtype.kind in "US":
        raise Trouble("returned text. Return the numbers themselves")
    if array.dtype.kind not in "biuf":
        raise Trouble(f"returned {_kind(array)}, and no real numbers")
    return np.array(array, dtype=np.float32 if array.dtype == np.float32 else float)


def _size(value):
    """Return how many numbers a result holds, as far as the first of each list tells."""
    size = 1
    for _ in range(32):  # an array has no more dimensions, and a list may hold itself
        if not isinstance(value, (tuple, list, range)) or not len(value):
            break
        size, value = size * len(value), value[0]
    return size * value.size if isinstance(value, np.ndarray) else size


def _kind(value):
    name = type_name(value)
    if isinstance(value, (list, tuple, dict, float, int)):
        return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
    if type(value) is np.ndarray:
        return f"an array of dtype {value.dtype.name}"
    if callable(value):
        return "a function that is not called, with (...)"
    return f"an object of type {name}"


def _written(parts):
    """Return the nested names as they stand behind `return`."""
    return ", ".join(part if isinstance(part, str) else f"({_written(part)})" for part in parts)
