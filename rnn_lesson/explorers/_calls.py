"""Calls of somebody else's functions: what they return, or one sentence on what went wrong."""

import ast
import inspect
import textwrap

import numpy as np

from rnn_lesson._guest import Trouble, raised


def call(name, answer, *args):
    """Return answer(*args); where it raises, raise Trouble with its own line.

    It gets copies: a function that writes into its arguments spoils nothing but its own call.
    """
    try:
        return answer(*[arg.copy() if isinstance(arg, np.ndarray) else arg for arg in args])
    except Exception as error:
        raise Trouble(f"{name} {raised(error, answer)}") from None


def as_array(name, value, shape):
    """Return what a learner's function returned as floats of `shape`, or raise Trouble."""
    try:
        array = None if value is None else np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        array = None
    if array is not None and array.shape == shape:
        return array
    got = "None" if value is None else type(value).__name__
    if array is not None:
        got = f"shape {array.shape}"
    wanted = f"an array of shape {shape}" if shape else "one number"
    raise Trouble(f"{name} must return {wanted}; it returned {got}")


def as_pair(name, value, wanted):
    """Return the two things that a learner's function returned, or raise Trouble."""
    if isinstance(value, (tuple, list)) and len(value) == 2:
        return value
    raise Trouble(f"{name} must return {wanted}; it returned {type(value).__name__}")


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
