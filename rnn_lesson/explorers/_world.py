"""What the functions under study, the learner's own or the module's, give at many weights."""

import ast
import inspect
import textwrap
import traceback

import numpy as np

from rnn_lesson import model
from rnn_lesson._hush import hushed
from rnn_lesson._inputs import function, trusted
from rnn_lesson.surface import costs, gradients

OURS = {
    name: getattr(model, name)
    for name in ("forward_states", "cost", "output_gradient", "backward_gradient")
}
PROBES = 16
CHUNK = 2048


class Trouble(Exception):
    """What went wrong in a learner's function, said in one sentence."""


def call(name, answer, *args):
    """Return answer(*args); where it raises, raise Trouble with its own line."""
    try:
        return answer(*args)
    except Exception as error:
        code = getattr(inspect.unwrap(answer), "__code__", None)
        frames = traceback.extract_tb(error.__traceback__)[1:]
        own = [frame for frame in frames if code and frame.filename == code.co_filename]
        where = f" (line {own[-1].lineno}: {own[-1].line})" if own else ""
        raise Trouble(f"{name} raised {type(error).__name__}: {error}{where}") from None


def same_code(theirs, ours):
    """Return whether a function is written as the module's is, and uses the same others.

    A lesson writes the module's functions anew. As long as the learner has not changed
    them, the module's faster ways to many weights at once may stand in for them.
    """
    if theirs is ours:
        return True
    ours = inspect.unwrap(ours)
    if (
        not inspect.isfunction(theirs)
        or hasattr(theirs, "__wrapped__")
        or _code(theirs) != _code(ours)
    ):
        return False
    names = [
        name
        for name in ours.__code__.co_names
        if name in ours.__globals__ or name in theirs.__globals__
    ]
    return all(
        _same_global(theirs.__globals__.get(name), ours.__globals__.get(name)) for name in names
    )


def _code(function):
    """Return the arguments and the body of a function as text, without decorator and docstring."""
    try:
        node = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
        return ast.unparse(node.args), [
            ast.unparse(part) for part in node.body[ast.get_docstring(node) is not None :]
        ]
    except (
        OSError,
        SyntaxError,
        TypeError,
        AttributeError,
    ):  # no source, or a lambda in the middle of a line
        return function


def _same_global(value, ours):
    if isinstance(ours, float):
        return value == ours
    return value is ours or (
        callable(value) and inspect.isfunction(ours) and same_code(value, ours)
    )


def as_array(name, value, shape):
    """Return what a learner's function returned as floats of `shape`, or raise Trouble."""
    try:
        array = None if value is None else np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        array = None
    if array is None or array.shape != shape:
        got = (
            "None"
            if value is None
            else f"shape {array.shape}"
            if array is not None
            else type(value).__name__
        )
        wanted = f"an array of shape {shape}" if shape else "one number"
        raise Trouble(f"{name} must return {wanted}; it returned {got}")
    return array


def without_noise(values, noise):
    """Return the values, and 0 where they are no more than rounding error."""
    return np.where(np.abs(values) < noise, 0, values)


class World:
    """The network as the given functions make it, on the data X, t.

    Each function that is not given is the module's own. `with_gradient` says whether the
    gradients are wanted too.
    """

    def __init__(self, X, t, with_gradient=False, **functions):
        self.X, self.t, self.with_gradient = X, t, with_gradient
        given = {
            name: OURS[name] if functions.get(name) is None else function(functions[name], name)
            for name in OURS
        }
        self.ours = {name: same_code(given[name], OURS[name]) for name in OURS}
        self.functions = {name: OURS[name] if self.ours[name] else given[name] for name in OURS}
        self.exact = self.ours["forward_states"] and self.ours["cost"]
        self.fast = self.ours["forward_states"] or self._vectorises()
        self.quick = self.exact and (all(self.ours.values()) or not with_gradient)

    def at(self, W):
        """Return ({quantity: array, first axis as W}, [trouble or ""]) at the pairs W (p, 2).

        Quantities: S (p, m, n + 1), cost (p,) and, with the gradient, gradient (p, 2) and
        over_time (p, n + 1), the gradient through time summed over the samples. Where
        there is trouble, they are nan.
        """
        m, n = self.X.shape
        found = {"S": np.full((len(W), m, n + 1), np.nan), "cost": np.full(len(W), np.nan)}
        if self.with_gradient:
            found |= {
                "gradient": np.full((len(W), 2), np.nan),
                "over_time": np.full((len(W), n + 1), np.nan),
            }
        troubles = [""] * len(W)
        with hushed():
            for start in range(0, len(W), CHUNK):
                part = slice(start, start + CHUNK)
                self._fill(
                    {name: values[part] for name, values in found.items()}, troubles, start, W[part]
                )
        return found, troubles

    def _fill(self, found, troubles, start, W):
        at_once = self.with_gradient and self.quick
        fast = self.fast
        if fast:
            try:
                found["S"][:] = self._many_states(W)
            except (Trouble, TypeError, ValueError):  # only at some weights: find out at which
                fast = False
        if self.exact:
            found["cost"][:] = without_noise(costs(self.X, self.t, W), 1e-20)
        if at_once:
            found["gradient"][:] = without_noise(gradients(self.X, self.t, W), 1e-9)
            found["over_time"][:] = self._many_over_time(found["S"], W)
        if self.quick:
            return
        for i, (wx, wRec) in enumerate(W):
            try:
                if not fast:
                    found["S"][i] = self._states(wx, wRec)
                if not self.exact:
                    found["cost"][i] = as_array(
                        "cost", self._call("cost", found["S"][i, :, -1], self.t), ()
                    )
                if self.with_gradient and not at_once:
                    found["gradient"][i], found["over_time"][i] = self._gradient(
                        found["S"][i], wRec
                    )
            except Trouble as trouble:
                troubles[start + i] = str(trouble)

    def _call(self, name, *args):
        """Call one of the functions; a learner's gets copies, so that changing them spoils nothing."""
        if self.ours[name]:
            with trusted():
                return self.functions[name](*args)
        return call(
            name, self.functions[name], *(np.copy(arg) if np.ndim(arg) else arg for arg in args)
        )

    def _states(self, wx, wRec):
        m, n = self.X.shape
        return as_array(
            "forward_states",
            self._call("forward_states", self.X, float(wx), float(wRec)),
            (m, n + 1),
        )

    def _gradient(self, S, wRec):
        m, n = self.X.shape
        grad_out = as_array(
            "output_gradient", self._call("output_gradient", S[:, -1], self.t), (m,)
        )
        answer = self._call("backward_gradient", self.X, S, grad_out, float(wRec))
        if not isinstance(answer, (tuple, list)) or len(answer) != 2:
            got = type(answer).__name__
            raise Trouble(
                f"backward_gradient must return (wx_grad, wRec_grad), grad_over_time; it returned {got}"
            )
        weights = as_array("the first part that backward_gradient returns", answer[0], (2,))
        over_time = as_array(
            "the second part that backward_gradient returns", answer[1], (m, n + 1)
        )
        return weights, over_time.sum(axis=0)

    def _many_states(self, W):
        """Return the states at all of W in one call: a row for each pair of weights and sample."""
        m, n = self.X.shape
        rows = np.tile(self.X, (len(W), 1))
        S = self._call("forward_states", rows, *np.repeat(W, m, axis=0).T)
        return np.asarray(S, dtype=float).reshape(len(W), m, n + 1)

    def _many_over_time(self, S, W):
        """Return the gradient through time at all of W in one call, summed over the samples."""
        p, m, n = len(W), *self.X.shape
        rows = S.reshape(p * m, n + 1)
        grad_out = p * self._call("output_gradient", rows[:, -1], np.tile(self.t, p))
        _, over_time = self._call(
            "backward_gradient", np.tile(self.X, (p, 1)), rows, grad_out, np.repeat(W[:, 1], m)
        )
        return over_time.reshape(p, m, n + 1).sum(axis=1)

    def _vectorises(self):
        """Return whether a learner's forward_states gives the same with many weights in one call."""
        W = np.random.default_rng(0).uniform(-2, 2, (PROBES, 2))
        try:
            with hushed():
                many = self._many_states(W)
                return np.array_equal(many, [self._states(*pair) for pair in W])
        except Exception:
            return False
