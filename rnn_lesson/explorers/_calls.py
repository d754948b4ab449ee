"""Calls of somebody else's functions: what they return, or one sentence on what went wrong."""

import ast
import functools
import inspect
import textwrap
import threading
from time import monotonic  # by name, for the function may put something else into the module

import numpy as np

from rnn_lesson._deadline import on_the_way
from rnn_lesson._guest import TooLate, Trouble, hush_what_there_is, one_line, raised
from rnn_lesson._inputs import function

LONGEST_SENTENCE = 240


class Guest:
    """The way of a view to somebody else's functions, and what it knows of the last call.

    `name` is the function called last, or that will be called first: what comes before it may be
    late too. `since` is the time of that call. While there is a `refusal`, every
    call is answered by this sentence: so a place that took too long gets rows like one that failed.
    When what is asked for is `dropped`, the next call ends it.
    """

    def __init__(self, name):
        self.name, self.since, self.refusal, self.dropped = name, monotonic(), "", False

    def call(self, name, function, *args):
        """Return function(*args), or raise Trouble with what it raised, in its own line.

        It gets copies: a function that writes into its arguments spoils nothing but its own call.
        """
        if self.refusal:
            raise Trouble(self.refusal)
        if self.dropped:
            raise TooLate
        hush_what_there_is()
        self.name, self.since = name, monotonic()
        try:
            return function(*[arg.copy() if isinstance(arg, np.ndarray) else arg for arg in args])
        except TooLate:
            raise
        # Not Exception: it may call sys.exit, or raise KeyboardInterrupt on its own.
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt) and may_be_the_users():
                raise  # it may be the user's
            sentence = one_line(f"{name} {raised(error, function)}", LONGEST_SENTENCE)
            # The screen goes on: ", at wx = 1".
            raise Trouble(sentence if sentence.endswith("..") else sentence.rstrip(".")) from None


def may_be_the_users():
    """Return whether a KeyboardInterrupt may come from a stop button."""
    # What is done on the spot has none.
    return threading.current_thread() is threading.main_thread() and not on_the_way()


def as_array(name, value, shape, said=None):
    """Return what a learner's function returned as floats of `shape`, or raise Trouble.

    `said` is how to write the shape where it differs from call to call.
    """
    try:
        # Before it is converted, for a view of one number may claim to be of any size.
        array = np.asarray(value)
        if array.shape == shape and array.dtype == object and _all_numbers(array):
            array = array.astype(float)
        masked = isinstance(value, np.ma.MaskedArray)
        if array.shape == shape and array.dtype.kind in "biuf" and not masked:
            return np.array(array, dtype=float)
        got = _in_words(value, array)
    except TooLate:
        raise
    except BaseException as error:  # an object may answer any question with an error
        if isinstance(error, KeyboardInterrupt) and may_be_the_users():
            raise
        got = one_line(type(value).__name__, 40)
    wanted = f"an array of shape {said or shape}" if shape else "one number"
    raise Trouble(f"{name} must return {wanted}; it returned {got}")


def _all_numbers(array):
    return all(isinstance(each, (int, float, np.number)) for each in array.ravel())


def _in_words(value, array):
    """Say what a value is that is no array of real numbers of the wanted shape."""
    if value is None:
        return "None"
    kind = one_line(type(value).__name__, 40)
    if isinstance(value, np.ma.MaskedArray):
        return f"a masked array of shape {array.shape}"
    if array.dtype.kind == "c":
        return f"complex numbers, of shape {array.shape}" if array.shape else "a complex number"
    if array.dtype.kind in "biuf":
        return f"shape {array.shape}"
    return f"{kind} of {array.dtype.name}" if isinstance(value, np.ndarray) else kind


def as_arrays(name, value, shapes):
    """Return all that a learner's function returned, {what it is called: shape}, or raise Trouble.

    What has no shape is not looked at.
    """
    if not isinstance(value, (tuple, list)) or len(value) != len(shapes):
        kind = "None" if value is None else one_line(type(value).__name__, 40)
        many = f" of {len(value)}" if isinstance(value, (tuple, list)) else ""
        raise Trouble(f"{name} must return {', '.join(shapes)}; it returned {kind}{many}")
    named = zip((f"the {part} that {name} returns" for part in shapes), value, shapes.values())
    return [each if shape is None else as_array(words, each, shape) for words, each, shape in named]


def asked(ask, shapes, *given, troubles=None):
    """Return what ask(...) gives for each row of the given (p, ...), and where it is in trouble.

    That is a list of arrays (p, *shape) and one of p sentences, "" where all is well. What ask
    returns or yields before it raises Trouble is kept, and the rest of its row is nan. A row that
    is in `troubles` already is not asked about.
    """
    troubles = list(troubles or [""] * len(given[0]))
    found = [np.full((len(troubles), *shape), np.nan) for shape in shapes]
    for i, row in enumerate(zip(*given)):
        if troubles[i]:
            continue
        try:
            for array, value in zip(found, ask(*row)):
                array[i] = value
        except Trouble as trouble:
            troubles[i] = str(trouble)
    return found, troubles


def guest_for(name, own, ours):
    """Return the way to a learner's function, None where it is the module's, and what to call."""
    guest, theirs = guests_for({name: own}, {name: ours})
    return guest, theirs.get(name, ours)


def guests_for(own, ours, guest=None):
    """Return the way to a learner's functions, None where there are none, and {name: call}.

    `own` and `ours` are {name: function}; what is None or written as ours is none of a learner's.
    A `guest` that is there already is used.
    """
    given = {name: function(f, name) for name, f in own.items() if f is not None}
    theirs = {name: f for name, f in given.items() if not same_code(f, ours[name])}
    guest = (guest or Guest(next(iter(theirs)))) if theirs else None
    return guest, {name: functools.partial(guest.call, name, f) for name, f in theirs.items()}


def same_code(theirs, ours):
    """Return whether a function is written as the module's is, and uses the same others.

    A lesson writes the module's functions anew. As long as the learner has not changed
    them, the module's faster ways to many weights at once may stand in for them.
    """
    if theirs is ours:
        return True
    ours = inspect.unwrap(ours)
    # Theirs is not unwrapped: a decorator of their own may change what comes out.
    if not inspect.isfunction(theirs) or hasattr(theirs, "__wrapped__"):
        return False
    if _as_written(theirs) != _as_written(ours):
        return False
    names = ours.__code__.co_names
    used = [name for name in names if name in ours.__globals__ or name in theirs.__globals__]
    return all(_same_global(*(f.__globals__.get(name) for f in (theirs, ours))) for name in used)


def _as_written(function):
    """Return the arguments and the body of a function as text, without decorator and docstring."""
    try:
        node = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
        body = node.body[ast.get_docstring(node) is not None :]
        return ast.unparse(node.args), [ast.unparse(part) for part in body]
    except (OSError, SyntaxError, TypeError, AttributeError):
        # No source, or a lambda in the middle of a line: like nothing but itself.
        return function


def _same_global(value, ours):
    if isinstance(ours, float):
        return value == ours
    same = callable(value) and inspect.isfunction(ours) and same_code(value, ours)
    return value is ours or same
