"""What the functions under study, the learner's own or the module's, give at many weights."""

import numpy as np

from rnn_lesson import model
from rnn_lesson._guest import Trouble
from rnn_lesson._inputs import trusted
from rnn_lesson.explorers._calls import as_array, as_arrays, asked, guests_for
from rnn_lesson.surface import costs, gradients

NAMES = ("forward_states", "cost", "output_gradient", "backward_gradient")
# Our own arrays need no check.
OURS = {name: trusted()(getattr(model, name)) for name in NAMES}
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
        self.guest, theirs = guests_for(functions, OURS, guest)
        self._call = OURS | theirs
        self.exact = theirs.keys().isdisjoint({"forward_states", "cost"})
        # Whether forward_states takes many weights in one call; None while nobody knows.
        self._at_once = None if "forward_states" in theirs else True
        self._costs = self._costs_at_once if self.exact else self._costs_each
        self._gradients = self._gradients_each if theirs else self._gradients_at_once

    def at(self, W):
        """Return ({quantity: array, first axis as W}, [trouble or ""]) at the pairs W (p, 2).

        Quantities: S (p, m, n + 1), cost (p,) and, with the gradient, gradient (p, 2) and
        over_time (p, n + 1), the gradient through time summed over the samples. Where
        there is trouble, all from there on are nan.
        """
        (S,), troubles = self._states(W)
        (cost,), troubles = self._costs(troubles, W, S)
        found = {"S": S, "cost": cost}
        if self.with_gradient:
            (found["gradient"], found["over_time"]), troubles = self._gradients(troubles, W, S)
        return found, troubles

    # All weights in one call: the module's functions, and states of a learner's that vectorises.

    def _states_in_one_call(self, W):
        """Return the states at all of W: a row for each pair of weights and sample."""
        m, n = self.X.shape
        rows = np.tile(self.X, (len(W), 1))
        S = self._call["forward_states"](rows, *np.repeat(W, m, axis=0).T)
        return np.asarray(S, dtype=float).reshape(len(W), m, n + 1)

    def _states(self, W):
        # Found out where many are wanted: a slow function is asked about one at a time.
        if self._at_once is None and len(W) > 1:
            self._at_once = False  # A call that never ends is not to be tried again.
            self._at_once = self._vectorises()
        if self._at_once:
            try:
                return [self._states_in_one_call(W)], [""] * len(W)
            except (Trouble, TypeError, ValueError):
                pass  # A learner's function may fail at some of these weights only: find out where.
        m, n = self.X.shape
        return asked(self._state, [(m, n + 1)], W)

    def _costs_at_once(self, troubles, W, S):
        return [_without_noise(costs(self.X, self.t, W), 1e-20)], troubles

    def _gradients_at_once(self, troubles, W, S):
        p, m, n = len(W), *self.X.shape
        rows = S.reshape(p * m, n + 1)
        # One call divides by the number of all rows, so each pair's part is p times too small.
        grad_out = p * self._call["output_gradient"](rows[:, -1], np.tile(self.t, p))
        _, over_time = self._call["backward_gradient"](
            np.tile(self.X, (p, 1)), rows, grad_out, np.repeat(W[:, 1], m)
        )
        gradient = _without_noise(gradients(self.X, self.t, W), 1e-9)
        return (gradient, over_time.reshape(p, m, n + 1).sum(axis=1)), troubles

    # A learner's functions: one pair of weights after the other.

    def _state(self, pair):
        m, n = self.X.shape
        S = self._call["forward_states"](self.X, *map(float, pair))
        return [as_array("forward_states", S, (m, n + 1))]

    def _costs_each(self, troubles, W, S):
        cost = lambda S: [as_array("cost", self._call["cost"](S[:, -1], self.t), ())]
        return asked(cost, [()], S, troubles=troubles)

    def _gradients_each(self, troubles, W, S):
        n = self.X.shape[1]
        return asked(self._gradient, [(2,), (n + 1,)], W, S, troubles=troubles)

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


def _without_noise(values, noise):
    """Return the values, and 0 where they are no more than rounding error."""
    return np.where(np.abs(values) < noise, 0, values)
