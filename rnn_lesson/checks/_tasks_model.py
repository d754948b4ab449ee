"""The functions of lessons 01 to 03: inputs to try, and the mistakes that people make.

A mistake is a hint and a small function that makes it. Most are the module's function
with one thing changed, so `right` below is what the rest is measured against.
"""

import numpy as np

from rnn_lesson.checks._task import Task
from rnn_lesson.data import lesson_dataset
from rnn_lesson.model import backward_gradient, cost, forward_states, output_gradient, update_state

RNG = np.random.default_rng(1)
SMALL = np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]])


def bits(m, n):
    return (RNG.random((m, n)) < 0.5).astype(float)


#: Inputs, wx, wRec: small to be read; the lesson's data; one sample, one step, numbers other than 0 and 1.
NETWORKS = [
    (SMALL, 2.0, 0.5),
    (lesson_dataset()[0], 1.2, 0.8),
    (RNG.normal(size=(3, 4)).round(2), -0.7, 1.3),
    (bits(5, 7), 0.6, -1.1),
    (RNG.normal(size=(1, 6)).round(2), 1.5, -0.5),
    (RNG.normal(size=(4, 1)).round(2), -1.3, 0.7),
    (RNG.integers(-2, 4, size=(2, 5)), 0.5, 1.5),
    (RNG.normal(size=(3, 3)).round(2), 0.9, 0.0),
    (bits(20, 4), -0.8, -0.4),
]


def step_over(X, wx, wRec, start=0.0, step=update_state, dtype=float):
    """Unroll any step function from any first state."""
    m, n = X.shape
    S = np.zeros((m, n + 1), dtype=dtype)
    S[:, 0] = start
    for k in range(1, n + 1):
        S[:, k] = step(X[:, k - 1], S[:, k - 1], wx, wRec)
    return S


def shifted(X, wx, wRec):
    """Read x_{k+1} at step k, and nothing at the last."""
    later = np.column_stack([X[:, 1:], np.zeros(len(X))])
    return forward_states(later, wx, wRec)


def zero_last(S):
    S[:, -1] = 0
    return S


def carried_over(X, wx, wRec):
    """Start each sample with the last state of the one before."""
    S = step_over(X, wx, wRec)
    for i in range(1, len(X)):
        S[i : i + 1] = step_over(X[i : i + 1], wx, wRec, start=S[i - 1, -1])
    return S


def first_sample_only(X, wx, wRec):
    S = forward_states(X, wx, wRec)
    S[1:] = 0
    return S


UPDATE = Task(
    update_state,
    parts="S_k",
    shapes={"S_k": "have the shape of xk and sk: one number for one sample, (m,) for m samples"},
    cases=[
        (1.0, 2.0, 3.0, 0.5),
        (np.array([1.0, 0.0, 1.0]), np.array([2.0, 3.0, -1.0]), 0.5, 2.0),
        (0.0, 2.0, 1.5, -1.0),
        (1.0, 0.0, -2.0, 0.7),
        (RNG.normal(size=5).round(2), RNG.normal(size=5).round(2), -0.6, 1.2),
        (RNG.normal(size=1).round(2), RNG.normal(size=1).round(2), 1.1, 0.0),
        (np.array([1, 2]), np.array([3, 5]), 0.25, 0.5),
    ],
    mistakes=[
        (
            "wx and wRec are swapped: wx belongs to the input xk, wRec to the old state sk.",
            lambda xk, sk, wx, wRec: xk * wRec + sk * wx,
        ),
        ("The input must be multiplied by its weight wx.", lambda xk, sk, wx, wRec: xk + sk * wRec),
        (
            "The old state must be multiplied by wRec: it says how much of the past is kept.",
            lambda xk, sk, wx, wRec: xk * wx + sk,
        ),
        (
            "Neither weight is used: the input is multiplied by wx, the old state by wRec.",
            lambda xk, sk, wx, wRec: xk + sk,
        ),
        ("The old state is missing: add sk * wRec.", lambda xk, sk, wx, wRec: xk * wx),
        ("The input is missing: add xk * wx.", lambda xk, sk, wx, wRec: sk * wRec),
        (
            "The two terms are subtracted. They must be added: xk * wx plus sk * wRec.",
            lambda xk, sk, wx, wRec: xk * wx - sk * wRec,
        ),
        (
            "The two terms are subtracted. They must be added: xk * wx plus sk * wRec.",
            lambda xk, sk, wx, wRec: sk * wRec - xk * wx,
        ),
        (
            "The two terms are multiplied. They must be added: xk * wx plus sk * wRec.",
            lambda xk, sk, wx, wRec: xk * wx * sk * wRec,
        ),
        (
            "wRec acts on the input too. It belongs to the old state only: mind the parentheses.",
            lambda xk, sk, wx, wRec: (xk * wx + sk) * wRec,
        ),
        (
            "wx acts on the old state too. It belongs to the input only: mind the parentheses.",
            lambda xk, sk, wx, wRec: (xk + sk * wRec) * wx,
        ),
        (
            "wx acts on the old state too. It belongs to the input only: mind the parentheses.",
            lambda xk, sk, wx, wRec: (xk + sk) * wx,
        ),
        (
            "wRec acts on the input too. It belongs to the old state only.",
            lambda xk, sk, wx, wRec: (xk + sk) * wRec,
        ),
        (
            "Both weights act on both terms. wx belongs to the input only, wRec to the old state only.",
            lambda xk, sk, wx, wRec: (xk + sk) * wx * wRec,
        ),
        (
            "Weights are added where they must be multiplied: xk times wx, plus sk times wRec.",
            lambda xk, sk, wx, wRec: (xk + wx) * (sk + wRec),
        ),
        (
            "Weights are added where they must be multiplied: xk times wx, plus sk times wRec.",
            lambda xk, sk, wx, wRec: xk + wx + sk + wRec,
        ),
        (
            "This network has no squashing function: drop tanh, the state is the plain sum.",
            lambda xk, sk, wx, wRec: np.tanh(xk * wx + sk * wRec),
        ),
        (
            "The states of the samples are summed. Each sample keeps its own: return one number for each of them.",
            lambda xk, sk, wx, wRec: np.sum(xk * wx + sk * wRec),
        ),
        (
            "The old state is added once more: sk is replaced by the new state, not added to it.",
            lambda xk, sk, wx, wRec: sk + xk * wx + sk * wRec,
        ),
        (
            "The result is rounded to whole numbers. States are real numbers.",
            lambda xk, sk, wx, wRec: np.trunc(xk * wx + sk * wRec),
        ),
    ],
    praise="The new input times wx, plus the past times wRec: that is the whole network.",
)

FORWARD = Task(
    forward_states,
    parts="S",
    shapes={"S": "have shape (m, n + 1)"},
    cases=NETWORKS,
    mistakes=[
        (
            "The first column must be the initial state S_0 = 0; yours starts with S_1.",
            lambda *a: forward_states(*a)[:, 1:],
        ),
        (
            "The last column, the output S_n, is missing: there is one state more than there are inputs.",
            lambda *a: forward_states(*a)[:, :-1],
        ),
        (
            "S stops one step early: its last column is never filled. Let k run up to n: range(1, n + 1).",
            lambda *a: zero_last(forward_states(*a)),
        ),
        (
            "Only the output S_n is returned. Return all states, S_0 to S_n.",
            lambda *a: forward_states(*a)[:, -1],
        ),
        (
            "Only the output S_n is returned. Return all states, S_0 to S_n.",
            lambda *a: forward_states(*a)[:, -1:],
        ),
        (
            "S is transposed: a row for each sample, a column for each time step.",
            lambda *a: forward_states(*a).T,
        ),
        (
            "S is transposed, a row for each sample is asked for; and the first column must be the initial state S_0 = 0.",
            lambda *a: forward_states(*a)[:, 1:].T,
        ),
        (
            "The first column must be the initial state S_0 = 0; yours starts with the first input.",
            lambda X, wx, wRec: step_over(X, wx, wRec, start=X[:, 0]),
        ),
        (
            "The first column must be the initial state S_0 = 0; yours starts with the first input.",
            lambda X, wx, wRec: np.column_stack(
                [X[:, 0], step_over(X[:, 1:], wx, wRec, start=X[:, 0])[:, 1:]]
            ),
        ),
        (
            "The first column must be the initial state S_0 = 0; yours starts with x_1 wx.",
            lambda X, wx, wRec: step_over(X, wx, wRec, start=X[:, 0] * wx),
        ),
        (
            "The first column must be the initial state S_0 = 0; yours starts with 1.",
            lambda X, wx, wRec: step_over(X, wx, wRec, start=1),
        ),
        (
            "The first column must be the initial state S_0 = 0; yours starts with wx.",
            lambda X, wx, wRec: step_over(X, wx, wRec, start=wx),
        ),
        (
            "Off by one in time: step k must read x_k, which is X[:, k - 1], for Python counts from 0. Yours reads X[:, "
            "k].",
            shifted,
        ),
        (
            "Off by one in time: step k must read x_k, which is X[:, k - 1], for Python counts from 0. Yours reads X[:, "
            "k].",
            lambda X, wx, wRec: zero_last(shifted(X, wx, wRec)),
        ),
        (
            "Off by one in time: step k must read x_k, which is X[:, k - 1], for Python counts from 0. Yours reads X[:, "
            "k].",
            lambda X, wx, wRec: forward_states(np.roll(X, -1, axis=1), wx, wRec),
        ),
        (
            "Off by one in time: step k must read x_k, which is X[:, k - 1]. Yours reads the input before, X[:, k - 2].",
            lambda X, wx, wRec: forward_states(np.roll(X, 1, axis=1), wx, wRec),
        ),
        (
            "wx and wRec are swapped: wx belongs to the input, wRec to the old state.",
            lambda X, wx, wRec: forward_states(X, wRec, wx),
        ),
        (
            "The past is missing: add S_{k-1} wRec, the state before, to x_k wx.",
            lambda X, wx, wRec: forward_states(X, wx, 0),
        ),
        (
            "wRec is missing: multiply the old state S_{k-1} by it. Yours adds up the inputs and forgets nothing.",
            lambda X, wx, wRec: forward_states(X, wx, 1),
        ),
        (
            "wx is missing: multiply the input x_k by it.",
            lambda X, wx, wRec: forward_states(X, 1, wRec),
        ),
        (
            "Both weights are missing: S_k = x_k wx + S_{k-1} wRec.",
            lambda X, wx, wRec: forward_states(X, 1, 1),
        ),
        (
            "The two terms are subtracted. They must be added: x_k wx plus S_{k-1} wRec.",
            lambda X, wx, wRec: forward_states(X, wx, -wRec),
        ),
        (
            "wx acts on the old state too, at every step. It belongs to the input only: mind the parentheses.",
            lambda X, wx, wRec: forward_states(X, wx, wx * wRec),
        ),
        (
            "wx acts on the old state, where wRec belongs.",
            lambda X, wx, wRec: forward_states(X, wx, wx),
        ),
        (
            "wRec acts on the input too. It belongs to the old state only: mind the parentheses.",
            lambda X, wx, wRec: forward_states(X, wx * wRec, wRec),
        ),
        (
            "wRec acts on the input, where wx belongs.",
            lambda X, wx, wRec: forward_states(X, wRec, wRec),
        ),
        (
            "This network has no squashing function: drop tanh, the state is the plain sum.",
            lambda X, wx, wRec: step_over(X, wx, wRec, step=lambda *a: np.tanh(update_state(*a))),
        ),
        (
            "The sequence is read backwards: step 1 must read the first input, X[:, 0].",
            lambda X, wx, wRec: forward_states(X[:, ::-1], wx, wRec),
        ),
        (
            "S holds integers, so each state is cut to a whole number. Make S of floats: np.zeros((m, n + 1)).",
            lambda X, wx, wRec: step_over(X, wx, wRec, dtype=int),
        ),
        (
            "S has the type of X: where X holds integers, each state is cut to a whole number. Make S of floats, "
            "as np.zeros((m, n + 1)) does.",
            lambda X, wx, wRec: step_over(X, wx, wRec, dtype=X.dtype),
        ),
        (
            "Each sample must start at S_0 = 0; yours starts where the sample before it ended.",
            carried_over,
        ),
        ("Only the first sample is computed: take all rows, X[:, k - 1].", first_sample_only),
        (
            "The samples are summed. Each keeps a row of its own.",
            lambda *a: forward_states(*a).sum(axis=0),
        ),
        (
            "The samples are averaged. Each keeps a row of its own.",
            lambda *a: forward_states(*a).mean(axis=0),
        ),
        (
            "Only the first sample is returned: S has a row for each of them.",
            lambda *a: forward_states(*a)[0],
        ),
        (
            "Only the first sample is returned: S has a row for each of them.",
            lambda *a: forward_states(*a)[:1],
        ),
        (
            "The columns of S stand in reverse order: column 0 is S_0, the last is the output S_n.",
            lambda *a: forward_states(*a)[:, ::-1],
        ),
        (
            "The inputs stand in S. S holds states: S_k = x_k wx + S_{k-1} wRec.",
            lambda X, wx, wRec: np.column_stack([np.zeros(len(X)), X]),
        ),
        (
            "The new state is added to the old one: it must replace it. S_k = x_k wx + S_{k-1} wRec.",
            lambda X, wx, wRec: forward_states(X, wx, 1 + wRec),
        ),
        (
            "The old state must be multiplied by wRec once, not by wRec to the power k.",
            lambda X, wx, wRec: np.column_stack([np.zeros(len(X)), *powers_of_step(X, wx, wRec)]),
        ),
        (
            "The powers of wRec run the wrong way: the oldest input has been multiplied by wRec most often.",
            lambda X, wx, wRec: np.column_stack(
                [np.zeros(len(X)), np.cumsum(X * wx * wRec ** np.arange(X.shape[1]), axis=1)]
            ),
        ),
    ],
    praise="One step does them all: column k holds the state after k inputs, and column 0 the initial state 0.",
)


def powers_of_step(X, wx, wRec):
    s = np.zeros(len(X))
    for k in range(1, X.shape[1] + 1):
        s = X[:, k - 1] * wx + s * wRec**k
        yield s


#: Outputs and targets.
OUTPUTS = [
    (np.array([3.0, 5.0, 6.0, 4.0]), np.array([4.0, 5.0, 4.0, 4.0])),
    (forward_states(lesson_dataset()[0], 1.2, 0.8)[:, -1], lesson_dataset()[1]),
    (np.array([2.5]), np.array([1.0])),
    (np.array([-1.5, 0.5, 2.0]), np.array([1.0, 2.0, 2.5])),
    (RNG.normal(size=7).round(2), RNG.normal(size=7).round(2)),
    (np.array([1.0, 2.0]), np.array([1.0, 2.0])),
    (np.array([7, 3, 2, 2, 1]), np.array([5, 3, 4, 1, 1])),
]


def mse(scale):
    """Return the sum of the squared errors times scale(m)."""
    return lambda y, t: np.sum((y - t) ** 2) * scale(len(y))


COST = Task(
    cost,
    parts="cost",
    shapes={"cost": "be one number"},
    cases=OUTPUTS,
    mistakes=[
        (
            "The sum is returned instead of the mean: divide by the number of samples m.",
            mse(lambda m: 1),
        ),
        (
            "The square is missing: errors of both signs cancel. Square y - t before you take the mean.",
            lambda y, t: np.mean(y - t),
        ),
        (
            "The square is missing: errors of both signs cancel. Square y - t before you take the mean.",
            lambda y, t: np.mean(t - y),
        ),
        (
            "Neither squared nor averaged: square y - t, then take the mean.",
            lambda y, t: np.sum(y - t),
        ),
        (
            "The mean is squared; it must be the mean of the squares. Mind the parentheses: first square, then the mean.",
            lambda y, t: np.mean(y - t) ** 2,
        ),
        (
            "The sum is squared; square each error first, and then take the mean.",
            lambda y, t: np.sum(y - t) ** 2,
        ),
        (
            "The sum is squared; square each error first, and then take the mean.",
            lambda y, t: np.sum(y - t) ** 2 / len(y),
        ),
        (
            "This is the mean absolute error. The cost squares the errors: (y - t) ** 2.",
            lambda y, t: np.mean(np.abs(y - t)),
        ),
        (
            "These are absolute errors, summed. The cost is the mean of the squares.",
            lambda y, t: np.sum(np.abs(y - t)),
        ),
        (
            "The square root is too much: the cost is the mean of the squares itself.",
            lambda y, t: np.sqrt(np.mean((y - t) ** 2)),
        ),
        (
            "This is the length of the error, np.linalg.norm. The cost is its square, divided by m.",
            lambda y, t: np.sqrt(np.sum((y - t) ** 2)),
        ),
        (
            "It is half of the cost: some books define it with 1 / (2 m), this one divides by m only.",
            mse(lambda m: 0.5 / m),
        ),
        ("It divides by 2 instead of the number of samples m.", mse(lambda m: 0.5)),
        (
            "Divided by 20 instead of the number of samples: it only works for m = 20.",
            mse(lambda m: 1 / 20),
        ),
        (
            "Divided by 40, twice the size of the lesson's data: divide by the number of samples m.",
            mse(lambda m: 1 / 40),
        ),
        (
            "Divided by m - 1; the mean divides by the number of samples m.",
            mse(lambda m: np.divide(1.0, m - 1)),
        ),
        ("Divided by m twice: np.mean has divided already.", mse(lambda m: 1 / m**2)),
        ("Multiplied by m, where it must be divided by it.", mse(lambda m: m)),
        (
            "Not averaged: that is the squared error of each sample. Return their mean, one number.",
            lambda y, t: (y - t) ** 2,
        ),
        (
            "Not averaged: that is the squared error of each sample, divided by m. Add them up.",
            lambda y, t: (y - t) ** 2 / len(y),
        ),
        (
            "Neither squared nor averaged: that is the error of each sample. Square, then take the mean.",
            lambda y, t: y - t,
        ),
        (
            "y and t are added: the error is the difference y - t.",
            lambda y, t: np.mean((y + t) ** 2),
        ),
        (
            "Only t is squared: put y - t into parentheses, (y - t) ** 2.",
            lambda y, t: np.mean(y - t**2),
        ),
        (
            "The difference of the squares is not the square of the difference: (y - t) ** 2.",
            lambda y, t: np.mean(y**2 - t**2),
        ),
        (
            "The difference of the squares is not the square of the difference: (y - t) ** 2.",
            lambda y, t: np.mean(np.abs(y**2 - t**2)),
        ),
        ("The target t is missing: the error is y - t.", lambda y, t: np.mean(y**2)),
        ("The output y is missing: the error is y - t.", lambda y, t: np.mean(t**2)),
        (
            "This is the largest squared error; return the mean of all.",
            lambda y, t: np.max((y - t) ** 2),
        ),
        ("This is the median; return the mean.", lambda y, t: np.median((y - t) ** 2)),
        ("Times 2 is the power 1: the square is ** 2.", lambda y, t: np.mean(2 * (y - t))),
        ("Only the first sample counts: take the mean over all.", lambda y, t: (y[0] - t[0]) ** 2),
        (
            "Only the last sample counts: add up inside the loop, and return after it.",
            lambda y, t: (y[-1] - t[-1]) ** 2,
        ),
        (
            "Only the first sample counts: is return inside the loop?",
            lambda y, t: (y[0] - t[0]) ** 2 / len(y),
        ),
        (
            "Only the last sample counts: add up with += inside the loop.",
            lambda y, t: (y[-1] - t[-1]) ** 2 / len(y),
        ),
        (
            "The first sample is left out: count from 0.",
            lambda y, t: np.sum((y[1:] - t[1:]) ** 2) / len(y),
        ),
        (
            "The last sample is left out: let the loop run over all of them.",
            lambda y, t: np.sum((y[:-1] - t[:-1]) ** 2) / len(y),
        ),
        ("The sign is wrong: a mean of squares is never negative.", mse(lambda m: -1 / m)),
        (
            "This is the gradient of the cost. Return the cost itself, the mean of (y - t) ** 2.",
            lambda y, t: 2 * (y - t) / len(y),
        ),
        (
            "This is the variance of the errors: it misses an error that all samples share. Do not take their mean away.",
            lambda y, t: np.var(y - t),
        ),
        (
            "The mean is cut to a whole number: divide with / and not with //.",
            lambda y, t: np.sum((y - t) ** 2) // len(y),
        ),
        (
            "Divided by the sum of the targets squared; divide by m.",
            lambda y, t: np.sum((y - t) ** 2) / np.sum(t**2),
        ),
        ("The power is 3; a square is ** 2.", lambda y, t: np.mean((y - t) ** 3)),
    ],
    praise="The mean of the squares, whatever the number of samples: a cost that can be compared between data sets.",
)


def error_times(scale):
    """Return the errors times scale(m)."""
    return lambda y, t: (y - t) * scale(len(y))


OUTPUT = Task(
    output_gradient,
    parts="gradient",
    shapes={"gradient": "have shape (m,), one number for each sample"},
    cases=OUTPUTS,
    mistakes=[
        (
            "The gradient has the wrong sign: it is y - t, not t - y. An output that is too high has a positive gradient.",
            error_times(lambda m: -2 / m),
        ),
        (
            "The factor 2 is missing: the derivative of a square is two times the base.",
            error_times(lambda m: 1 / m),
        ),
        (
            "The factor 1/m is missing: divide by the number of samples m, as the cost does.",
            error_times(lambda m: 2),
        ),
        (
            "The factor 2 / m is missing: two from the square, 1/m from the mean.",
            error_times(lambda m: 1),
        ),
        (
            "The sign is wrong (y - t, not t - y), and the factor 1/m is missing.",
            error_times(lambda m: -2),
        ),
        (
            "The sign is wrong (y - t, not t - y), and the factor 2 is missing.",
            error_times(lambda m: -1 / m),
        ),
        (
            "The sign is wrong (y - t, not t - y), and the factor 2 / m is missing.",
            error_times(lambda m: -1),
        ),
        (
            "Divided by 20 instead of the number of samples: it only works for m = 20.",
            error_times(lambda m: 2 / 20),
        ),
        (
            "Divided by 20 instead of the number of samples, and the factor 2 is missing.",
            error_times(lambda m: 1 / 20),
        ),
        ("Divided by m twice.", error_times(lambda m: 2 / m**2)),
        ("Multiplied by m, where it must be divided by it.", error_times(lambda m: 2 * m)),
        ("The 2 stands below the line: it is 2 (y - t) / m.", error_times(lambda m: 1 / (2 * m))),
        ("The factor is 2, not 4.", error_times(lambda m: 4 / m)),
        (
            "Summed over the samples: each output has a gradient of its own, so return (m,) numbers.",
            lambda y, t: np.sum(2 * (y - t)) / len(y),
        ),
        (
            "Summed over the samples: each output has a gradient of its own, so return (m,) numbers.",
            lambda y, t: np.sum(2 * (y - t)),
        ),
        (
            "Summed over the samples: each output has a gradient of its own, so return (m,) numbers.",
            lambda y, t: np.mean(y - t),
        ),
        (
            "Summed over the samples: each output has a gradient of its own, so return (m,) numbers.",
            lambda y, t: np.sum(y - t),
        ),
        (
            "Still squared: the derivative of (y - t) squared is 2 (y - t).",
            lambda y, t: 2 * (y - t) ** 2 / len(y),
        ),
        (
            "Still squared: the derivative of (y - t) squared is 2 (y - t).",
            lambda y, t: (y - t) ** 2 / len(y),
        ),
        (
            "Still squared: the derivative of (y - t) squared is 2 (y - t).",
            lambda y, t: (y - t) ** 2,
        ),
        (
            "That is the cost itself. Return its derivative with respect to each output.",
            lambda y, t: np.mean((y - t) ** 2),
        ),
        (
            "Absolute values lose the sign: it says on which side an output is wrong.",
            lambda y, t: 2 * np.abs(y - t) / len(y),
        ),
        (
            "Only the sign is left: the size of the error counts too.",
            lambda y, t: 2 * np.sign(y - t) / len(y),
        ),
        ("Only the sign is left: the size of the error counts too.", lambda y, t: np.sign(y - t)),
        (
            "Mind the parentheses: only t is divided by m. Put y - t into parentheses.",
            lambda y, t: 2 * y - t / len(y),
        ),
        (
            "Mind the parentheses: 2 belongs to y - t as a whole, not to y alone.",
            lambda y, t: (2 * y - t) / len(y),
        ),
        (
            "Mind the parentheses: 2 belongs to y - t as a whole, not to y alone.",
            lambda y, t: 2 * y - t,
        ),
        ("Mind the parentheses: only t is divided by m.", lambda y, t: 2 * (y - t / len(y))),
        ("Mind the parentheses: only t is divided by m.", lambda y, t: y - t / len(y)),
        ("The target t is missing: the error is y - t.", lambda y, t: 2 * y / len(y)),
        (
            "y and t are added: the error is the difference y - t.",
            lambda y, t: 2 * (y + t) / len(y),
        ),
        (
            "That is the gradient with respect to the weights of another model: no further factor y belongs here.",
            lambda y, t: 2 * (y - t) * y / len(y),
        ),
        (
            "All but one element are 0: is return inside the loop?",
            lambda y, t: np.concatenate([[2 * (y[0] - t[0]) / len(y)], np.zeros(len(y) - 1)]),
        ),
        (
            "Only the first sample is there: is return inside the loop?",
            lambda y, t: 2 * (y[0] - t[0]) / len(y),
        ),
        (
            "The result is cut to whole numbers: divide with / and not with //.",
            lambda y, t: 2 * (y - t) // len(y),
        ),
        (
            "The result has the type of y: where y holds integers, the gradient is cut to whole numbers. Use floats.",
            lambda y, t: (2 * (y - t) / len(y)).astype(y.dtype),
        ),
        (
            "Divided by the error's size: 2 (y - t) / m needs no root.",
            lambda y, t: (y - t) / np.sqrt(np.mean((y - t) ** 2)) / len(y),
        ),
    ],
    praise="Two times the error, shared among m samples; the sign says which way an output is wrong.",
)


def back(X, S, G, wRec, carry=lambda G, wRec: G * wRec, inputs=0, states=0, last=0, share=1.0):
    """Carry G back with one thing changed: the step, the column of X or S that is read, or where the loop ends."""
    m, n = X.shape
    G = G * 1.0
    grads = np.zeros((m, n + 1))
    grads[:, n] = G
    wx_grad = wRec_grad = 0.0
    for k in range(n, last, -1):
        wx_grad += np.sum(grads[:, k] * X[:, (k - 1 + inputs) % n]) * share
        wRec_grad += np.sum(grads[:, k] * S[:, (k - 1 + states) % (n + 1)]) * share
        grads[:, k - 1] = carry(grads[:, k], wRec)
    return (wx_grad, wRec_grad), grads


def changed(**parts):
    """Return the mistake that changes some parts of the right result: each a function of (arguments..., right part)."""

    def mistake(X, S, grad_out, wRec):
        (wx_grad, wRec_grad), G = backward_gradient(X, S, grad_out, wRec)
        right = {"wx_grad": wx_grad, "wRec_grad": wRec_grad, "G": G}
        got = {
            name: parts[name](X, S, G) if name in parts else value for name, value in right.items()
        }
        return (got["wx_grad"], got["wRec_grad"]), got["G"]

    return mistake


def only_last(X, S, G):
    kept = np.zeros_like(G)
    kept[:, -1] = G[:, -1]
    return kept


def without_first(X, S, G):
    kept = G.copy()
    kept[:, 0] = 0
    return kept


def forwards(X, S, grad_out, wRec):
    """Start at step 0 and run forwards."""
    m, n = X.shape
    G = grad_out[:, None] * wRec ** np.arange(n + 1)
    return (np.sum(G[:, 1:] * X), np.sum(G[:, 1:] * S[:, :-1])), G


def backward_cases():
    for X, wx, wRec in NETWORKS:
        S = forward_states(X, wx, wRec)
        yield X, S, output_gradient(S[:, -1], np.sum(X, axis=1) + 0.25), wRec


SAME_STEP = "wRec_grad uses the state after the step, S_k; the weight meets the state before it, S_{k-1} = S[:, k - 1]."
SHIFTED_X = "wx_grad reads the wrong input: step k read x_k, which is X[:, k - 1]. Yours is off by one in time."
NO_CARRY = (
    "The gradient stands still: on its way back it must be multiplied by wRec at every step, "
    "G_{k-1} = G_k wRec."
)
NOT_SUMMED = "The gradients of the weights are sums over the samples and the steps: return one number for each weight."

BACKWARD = Task(
    backward_gradient,
    parts=(("wx_grad", "wRec_grad"), "grad_over_time"),
    shapes={
        "wx_grad": "be one number",
        "wRec_grad": "be one number",
        "grad_over_time": "have shape (m, n + 1)",
    },
    first=("grad_over_time",),
    cases=list(backward_cases()),
    mistakes=[
        (NO_CARRY, lambda *a: back(*a, carry=lambda G, wRec: G)),
        (
            "The gradient is not stored: fill every column of grad_over_time, not the last one only.",
            changed(G=only_last),
        ),
        (
            "Nothing goes back: only the last column of grad_over_time is filled. Set column k - 1 to G_k wRec in the "
            "loop.",
            lambda *a: back(*a, carry=lambda G, wRec: 0 * G),
        ),
        (
            "The first column of grad_over_time, G_0, is not filled: let k run down to 1, and set column k - 1.",
            changed(G=without_first),
        ),
        (
            "The loop ends one step too early: the first time step is missing. Let k run from n down to 1: range(n, 0, "
            "-1).",
            lambda *a: back(*a, last=1),
        ),
        (
            "The gradients of the weights miss the last time step: step n counts too. Add its share before you go back.",
            changed(
                wx_grad=lambda X, S, G: np.sum(G[:, 1:-1] * X[:, :-1]),
                wRec_grad=lambda X, S, G: np.sum(G[:, 1:-1] * S[:, :-2]),
            ),
        ),
        (
            "Only the last time step counts for the weights: they are used at every step, so add up over all of them.",
            changed(
                wx_grad=lambda X, S, G: np.sum(G[:, -1] * X[:, -1]),
                wRec_grad=lambda X, S, G: np.sum(G[:, -1] * S[:, -2]),
            ),
        ),
        (
            "Only the first time step is left: add to the gradients with +=, do not replace them.",
            changed(
                wx_grad=lambda X, S, G: np.sum(G[:, 1] * X[:, 0]),
                wRec_grad=lambda X, S, G: np.sum(G[:, 1] * S[:, 0]),
            ),
        ),
        (
            "Forwards instead of backwards in time: the gradient enters at the end, column n, and goes back to column 0.",
            forwards,
        ),
        (
            "The columns of grad_over_time stand in reverse order: column k holds the gradient with respect to S_k.",
            changed(G=lambda X, S, G: G[:, ::-1]),
        ),
        (
            "grad_over_time starts with G_1: column 0 must be G_0, the gradient with respect to the initial state.",
            changed(G=lambda X, S, G: G[:, 1:]),
        ),
        (
            "grad_over_time lacks its last column, G_n, which is grad_out itself.",
            changed(G=lambda X, S, G: G[:, :-1]),
        ),
        (
            "grad_over_time is summed over the samples: it keeps one row for each sample.",
            changed(G=lambda X, S, G: G.sum(axis=0)),
        ),
        (
            "grad_over_time is averaged over the samples: it keeps one row for each sample.",
            changed(G=lambda X, S, G: G.mean(axis=0)),
        ),
        (
            "grad_over_time is transposed: a row for each sample, a column for each time step.",
            changed(G=lambda X, S, G: G.T),
        ),
        (
            "Only the gradient at S_0 is returned: keep all steps, (m, n + 1).",
            changed(G=lambda X, S, G: G[:, 0]),
        ),
        (
            "grad_over_time is moved by one column: the last column is grad_out, and multiplying starts after it.",
            lambda X, S, G, wRec: back(X, S, G * wRec, wRec),
        ),
        (
            "The gradient is divided by wRec: on its way back it is multiplied, G_{k-1} = G_k wRec.",
            lambda *a: back(*a, carry=lambda G, wRec: G / wRec),
        ),
        (
            "wRec is added where it must be multiplied: G_{k-1} = G_k wRec.",
            lambda *a: back(*a, carry=lambda G, wRec: G + wRec),
        ),
        (
            "The gradient is multiplied by wRec squared at each step: once is enough.",
            lambda *a: back(*a, carry=lambda G, wRec: G * wRec**2),
        ),
        (
            "The sign flips at each step: G_{k-1} = G_k wRec, without a minus.",
            lambda *a: back(*a, carry=lambda G, wRec: -G * wRec),
        ),
        (
            "The gradient is added up on its way back: G_{k-1} is G_k wRec, and not that plus G_k.",
            lambda *a: back(*a, carry=lambda G, wRec: G + G * wRec),
        ),
        (
            "The absolute value of wRec is taken: the gradient changes sign where wRec is negative.",
            lambda *a: back(*a, carry=lambda G, wRec: G * abs(wRec)),
        ),
        (
            "The gradient has the wrong sign: grad_out is used as it comes, without a minus.",
            lambda X, S, G, wRec: backward_gradient(X, S, -G, wRec),
        ),
        (SAME_STEP, changed(wRec_grad=lambda X, S, G: np.sum(G[:, 1:] * S[:, 1:]))),
        (SAME_STEP, changed(wRec_grad=lambda X, S, G: np.sum(G * S))),
        (
            "wRec_grad pairs G_{k-1} with S_{k-1}: it must be G_k, one column further.",
            changed(wRec_grad=lambda X, S, G: np.sum(G[:, :-1] * S[:, :-1])),
        ),
        (
            "wRec_grad reads the state of two steps before: the weight meets S_{k-1} = S[:, k - 1].",
            changed(wRec_grad=lambda X, S, G: np.sum(G[:, 2:] * S[:, :-2])),
        ),
        (
            "wRec_grad reads the state of two steps before: the weight meets S_{k-1} = S[:, k - 1].",
            lambda *a: back(*a, states=-1),
        ),
        (
            "wRec_grad uses the input. wRec is multiplied by the old state: G_k S_{k-1}.",
            changed(wRec_grad=lambda X, S, G: np.sum(G[:, 1:] * X)),
        ),
        (
            "wx_grad uses the states. wx is multiplied by the input: G_k x_k.",
            changed(wx_grad=lambda X, S, G: np.sum(G[:, 1:] * S[:, :-1])),
        ),
        (
            "wx_grad uses the states. wx is multiplied by the input: G_k x_k.",
            changed(wx_grad=lambda X, S, G: np.sum(G[:, 1:] * S[:, 1:])),
        ),
        (
            "wx_grad pairs G_{k-1} with x_k: it must be G_k, the gradient after the step that read x_k.",
            changed(wx_grad=lambda X, S, G: np.sum(G[:, :-1] * X)),
        ),
        (
            "wx_grad forgets the input: multiply G_k by x_k.",
            changed(wx_grad=lambda X, S, G: np.sum(G[:, 1:])),
        ),
        (
            "wRec_grad forgets the state: multiply G_k by S_{k-1}.",
            changed(wRec_grad=lambda X, S, G: np.sum(G[:, 1:])),
        ),
        (SHIFTED_X, changed(wx_grad=lambda X, S, G: np.sum(G[:, 1:-1] * X[:, 1:]))),
        (SHIFTED_X, lambda *a: back(*a, inputs=1)),
        (SHIFTED_X, lambda *a: back(*a, inputs=-1)),
        (
            "wx_grad and wRec_grad are swapped: return (wx_grad, wRec_grad).",
            lambda *a: ((r := backward_gradient(*a))[0][::-1], r[1]),
        ),
        (
            "The gradients of the weights are averaged over the samples once more: the 1/m is already inside grad_out.",
            lambda *a: back(*a, share=1 / len(a[0])),
        ),
        (
            "The gradients of the weights are divided by 20: the 1/m is already inside grad_out, so sum.",
            lambda *a: back(*a, share=1 / 20),
        ),
        (
            "The gradients of the weights are divided by the number of steps n: sum over the steps.",
            lambda *a: back(*a, share=1 / a[0].shape[1]),
        ),
        (
            "The gradients of the weights are divided by m and by n: sum over both, for the 1/m is already inside "
            "grad_out.",
            lambda *a: back(*a, share=1 / a[0].size),
        ),
        (
            "The gradients of the weights have the wrong sign: return the gradient, and let the caller step against it.",
            changed(
                wx_grad=lambda X, S, G: -np.sum(G[:, 1:] * X),
                wRec_grad=lambda X, S, G: -np.sum(G[:, 1:] * S[:, :-1]),
            ),
        ),
        (
            NOT_SUMMED,
            changed(
                wx_grad=lambda X, S, G: np.sum(G[:, 1:] * X, axis=1),
                wRec_grad=lambda X, S, G: np.sum(G[:, 1:] * S[:, :-1], axis=1),
            ),
        ),
        (
            NOT_SUMMED,
            changed(
                wx_grad=lambda X, S, G: np.sum(G[:, 1:] * X, axis=0),
                wRec_grad=lambda X, S, G: np.sum(G[:, 1:] * S[:, :-1], axis=0),
            ),
        ),
        (
            "Only the first sample counts for the weights: sum over all of them.",
            changed(
                wx_grad=lambda X, S, G: np.sum(G[0, 1:] * X[0]),
                wRec_grad=lambda X, S, G: np.sum(G[0, 1:] * S[0, :-1]),
            ),
        ),
        (
            "The samples are multiplied crosswise: multiply the gradient of each sample with its own input and state.",
            changed(
                wx_grad=lambda X, S, G: np.sum(G[:, 1:].sum(axis=0) * X.sum(axis=0)),
                wRec_grad=lambda X, S, G: np.sum(G[:, 1:].sum(axis=0) * S[:, :-1].sum(axis=0)),
            ),
        ),
    ],
    praise="The error enters at the last step, is multiplied by wRec on every step back, and each step adds its share.",
)


def answer(X, W):
    """Stand-in until the branch `checks` brings its own task of this name."""
    return forward_states(X, W[0], W[1])[:, -1]


ANSWER = Task(
    answer,
    parts="y",
    shapes={"y": "have shape (m,), one number for each row of X"},
    cases=[(X, np.array([wx, wRec])) for X, wx, wRec in NETWORKS],
    mistakes=[
        (
            "All states are returned: the output is the last column of them.",
            lambda X, W: forward_states(X, *W),
        ),
        (
            "The weights are swapped: W[0] is wx and W[1] is wRec.",
            lambda X, W: forward_states(X, *W[::-1])[:, -1],
        ),
        (
            "The state before the last is returned: the output is the last column, [:, -1].",
            lambda X, W: forward_states(X, *W)[:, -2],
        ),
    ],
    praise="All steps are run, and the last state is the answer, whatever the length of a sequence.",
)

TASKS = [UPDATE, FORWARD, COST, OUTPUT, BACKWARD, ANSWER]
