"""What the functions under study, the learner's own or the module's, give at many weights."""

import numpy as np

from rnn_lesson import model
from rnn_lesson._guest import Trouble, hushed
from rnn_lesson._inputs import function, trusted
from rnn_lesson.explorers._calls import Guest, as_array, as_arrays, same_code
from rnn_lesson.surface import costs, gradients

NAMES = ("forward_states", "cost", "output_gradient", "backward_gradient")
OURS = {name: getattr(model, name) for name in NAMES}
PROBES = 16


class World:
    """The network as the given functions make it, on the data X, t.

    Each function that is not given is the module's own. `with_gradient` says whether the
    gradients are wanted too. `exact` tells that states and cost are the module's. `guest` is
    the way to the functions that are not, None where all are; one that is given is used.

    Each quantity has one way to it, chosen here once: many weights in one call where the
    functions allow it, else one pair of weights after the other.
    """

    def __init__(self, X, t, with_gradient=False, guest=None, **functions):
        self.X, self.t, self.with_gradient = X, t, with_gradient
        given = {name: function(f, name) for name, f in functions.items() if f is not None}
        theirs = {name: f for name, f in given.items() if not same_code(f, OURS[name])}
        self.exact = theirs.keys().isdisjoint({"forward_states", "cost"})
        self.guest = (guest or Guest()) if theirs else None
        self._call = {name: _caller(name, theirs.get(name), self.guest) for name in OURS}
        m, n = X.shape
        # Whether forward_states takes many weights in one call; None while nobody knows.
        self._at_once = None if "forward_states" in theirs else True
        self._states_each = _each(self._state, (m, n + 1))
        self._costs = self._costs_at_once if self.exact else _each(self._cost, ())
        gradients_each = _each(self._gradient, (2,), (n + 1,))
        self._gradients = gradients_each if theirs else self._gradients_at_once

    def at(self, W):
        """Return ({quantity: array, first axis as W}, [trouble or ""]) at the pairs W (p, 2).

        Quantities: S (p, m, n + 1), cost (p,) and, with the gradient, gradient (p, 2) and
        over_time (p, n + 1), the gradient through time summed over the samples. Where
        there is trouble, all from there on are nan.
        """
        troubles = [""] * len(W)
        with hushed():
            (S,) = self._states(troubles, W)
            (cost,) = self._costs(troubles, W, S)
            found = {"S": S, "cost": cost}
            if self.with_gradient:
                found["gradient"], found["over_time"] = self._gradients(troubles, W, S)
        return found, troubles

    # All weights in one call: the module's functions, and states of a learner's that vectorises.

    def _states_in_one_call(self, W):
        """Return the states at all of W: a row for each pair of weights and sample."""
        m, n = self.X.shape
        rows = np.tile(self.X, (len(W), 1))
        S = self._call["forward_states"](rows, *np.repeat(W, m, axis=0).T)
        return np.asarray(S, dtype=float).reshape(len(W), m, n + 1)

    def _states(self, troubles, W):
        # Found out where many are wanted: a slow function is asked about one at a time.
        if self._at_once is None and len(W) > 1:
            self._at_once = False  # A call that never ends is not to be tried again.
            self._at_once = self._vectorises()
        if not self._at_once:
            return self._states_each(troubles, W)
        try:
            return [self._states_in_one_call(W)]
        except (Trouble, TypeError, ValueError):
            # A learner's function may fail at some of these weights only: find out at which.
            return self._states_each(troubles, W)

    def _costs_at_once(self, troubles, W, S):
        return [_without_noise(costs(self.X, self.t, W), 1e-20)]

    def _gradients_at_once(self, troubles, W, S):
        p, m, n = len(W), *self.X.shape
        rows = S.reshape(p * m, n + 1)
        # One call divides by the number of all rows, so each pair's part is p times too small.
        grad_out = p * self._call["output_gradient"](rows[:, -1], np.tile(self.t, p))
        _, over_time = self._call["backward_gradient"](
            np.tile(self.X, (p, 1)), rows, grad_out, np.repeat(W[:, 1], m)
        )
        gradient = _without_noise(gradients(self.X, self.t, W), 1e-9)
        return gradient, over_time.reshape(p, m, n + 1).sum(axis=1)

    # A learner's functions: one pair of weights after the other.

    def _state(self, pair):
        m, n = self.X.shape
        S = self._call["forward_states"](self.X, *map(float, pair))
        return [as_array("forward_states", S, (m, n + 1))]

    def _cost(self, pair, S):
        return [as_array("cost", self._call["cost"](S[:, -1], self.t), ())]

    def _gradient(self, pair, S):
        m, n = self.X.shape
        grad_out = self._call["output_gradient"](S[:, -1], self.t)
        grad_out = as_array("output_gradient", grad_out, (m,))
        answer = self._call["backward_gradient"](self.X, S, grad_out, float(pair[1]))
        wanted = dict.fromkeys(("(wx_grad, wRec_grad)", "grad_over_time"))
        weights, over_time = as_arrays("backward_gradient", answer, wanted)
        weights = as_array("the first part that backward_gradient returns", weights, (2,))
        part = "the second part that backward_gradient returns"
        return weights, as_array(part, over_time, (m, n + 1)).sum(axis=0)

    def _vectorises(self):
        """Return whether a learner's forward_states can take many weights in one call."""
        W = np.random.default_rng(0).uniform(-2, 2, (PROBES, 2))
        try:
            many = self._states_in_one_call(W)
            return np.array_equal(many, [self._state(pair)[0] for pair in W])
        except Exception:
            # Written for one pair of weights, in whatever way: that is not wrong.
            return False


def _each(one, *shapes):
    """Return the way to quantities at many weights, given one(...) of one pair of weights.

    They are nan, and the trouble is noted, where there is any.
    """

    def each(troubles, *given):
        found = [np.full((len(troubles), *shape), np.nan) for shape in shapes]
        for i, before in enumerate(troubles):
            if before:
                # What depends on a value that is not there is not asked for.
                continue
            try:
                for array, value in zip(found, one(*[array[i] for array in given])):
                    array[i] = value
            except Trouble as trouble:
                troubles[i] = str(trouble)
        return found

    return each


def _caller(name, theirs, guest):
    """Return the function of this name to call: theirs, or if that is None, the module's."""
    if theirs is not None:
        return lambda *args: guest.call(name, theirs, *args)

    def ours(*args):
        # Our own arrays need no check, and wild weights may overflow in silence.
        with trusted():
            return OURS[name](*args)

    return ours


def _without_noise(values, noise):
    """Return the values, and 0 where they are no more than rounding error."""
    return np.where(np.abs(values) < noise, 0, values)
