"""The same for what lessons 07 to 10 ask for."""

import numpy as np

from rnn_lesson import layers, optimizers
from rnn_lesson._lessons import adder, gates, language
from rnn_lesson.checks._task import Task
from rnn_lesson.checks._tasks import RNG, SMALL, bits, normal

# Momentum and Adam

AS_W = "have the shape of W"
UPDATE_MOMENTUM = Task(
    optimizers.update_momentum,
    shapes={"W": AS_W, "velocity": AS_W},
    first=("velocity",),
    goes_on={"W": "W.round(4)"},
    cases=[
        ([1.0, 2.0], [0.5, -0.25], [3.0, -4.0], 0.1, 0.5),
        ([1.0, 2.0], [0.5, -0.25], [3.0, -4.0], 0.1),
        ([-1.5, 2.0], [0.0, 0.0], [-16.0, 99.0], 1e-3, 0.9),
        (*normal(3, 4, 2), 0.3, 0.75),
        (*normal(3, 2), 2.0, 0.0),
        (*normal(3, 3), 0.25, 0.6),
        ([1, 2], [3, -1], [2, 5], 0.5, 0.25),
    ],
    praise="It keeps most of its last step and adds the new one, for weights of any shape.",
)
UPDATE_ADAM = Task(
    optimizers.update_adam,
    shapes={"W": AS_W, "mean": AS_W, "square": AS_W},
    first=("mean", "square"),
    goes_on={"W": "W.round(4)"},
    cases=[
        ([1.0, 2.0], [0.0, 0.0], [0.0, 0.0], [3.0, -4.0], 1, 0.1, 0.5, 0.75),
        ([1.0, 2.0], [0.0, 0.0], [0.0, 0.0], [3.0, -4.0], 1, 0.1),
        (normal(2), normal(2), normal(2) ** 2, normal(2), 3, 0.2, 0.5, 0.75),
        (normal(4, 2), normal(4, 2), normal(4, 2) ** 2, normal(4, 2), 7, 0.3, 0.8, 0.95),
        (normal(3), normal(3), normal(3) ** 2, 1e6 * normal(3), 2, 0.1),
        (normal(2), normal(2), normal(2) ** 2, normal(2), 40, 1.0, 0.9, 0.9),
        ([0.0, 0.0], [0.0, 0.0], [0.0, 0.0], [2e-8, -5.0], 1, 0.1, 0.6, 0.9),
        ([1, 2], [3, -1], [2, 5], [1, -2], 2, 0.5, 0.2, 0.5),
    ],
    praise="A steady slope gives steps of the rate, however steep it is: both means see to that.",
)

# A layer with a vector for a state, and an adder of it


def weights(p, h):
    return normal(p, h), normal(h, h), normal(h)


#: Inputs and weights of layers: small, the lesson's size, as many inputs as states, one of each.
LAYERS = [
    ([[[1.0], [0.0]]], [[0.5, -1.0]], [[0.2, 0.6], [-0.4, 0.8]], [0.1, -0.3]),
    (RNG.integers(0, 2, size=(20, 7, 2)).astype(float), *weights(2, 3)),
    (normal(3, 4, 2), *weights(2, 2)),
    (normal(1, 5, 3), *weights(3, 3)),
    (normal(4, 1, 2), *weights(2, 4)),
    (normal(2, 3, 2), *weights(2, 1)),
    (RNG.integers(-1, 2, size=(2, 4, 1)), *weights(1, 2)),
]
LAYER_STATES = Task(
    layers.layer_states,
    shapes={"S": "have shape (m, n + 1, h)"},
    goes_on={"S": "S[:, 1:]"},
    cases=LAYERS,
    praise="The same step as in lesson 01: matrices where there were numbers, and a bend.",
)


def through_layers():
    for X, Wx, Wr, b in LAYERS:
        S = layers.layer_states(X, Wx, Wr, b)
        yield X, S, normal(*S.shape), Wr


LAYER_GRADIENT = Task(
    layers.layer_gradient,
    parts=(("Wx_grad", "Wr_grad", "b_grad"), "grad_over_time"),
    shapes={
        "Wx_grad": "have shape (p, h)",
        "Wr_grad": "have shape (h, h)",
        "b_grad": "have shape (h,)",
        "grad_over_time": "have shape (m, n + 1, h)",
    },
    first=("grad_over_time",),
    goes_on={"grad_over_time": "grad_over_time[:, 0]"},
    cases=through_layers(),
    praise="Through the bend first, then a share for each of the weights, then one step back.",
)


def chances(*shape):
    return RNG.uniform(0.05, 0.95, shape).round(2)


DIGIT_GRADIENT = Task(
    adder.digit_gradient,
    shapes={"gradient": "have shape (m, n), one number for each digit"},
    goes_on={"gradient": "gradient[:, :, None]"},
    cases=[
        ([[0.75, 0.5], [0.125, 0.25]], [[1.0, 0.0], [0.0, 1.0]]),
        (chances(20, 7), bits(20, 7)),
        ([[0.2, 0.9, 0.6]], [[0.0, 1.0, 0.0]]),
        ([[0.7], [0.4], [0.1]], [[1.0], [1.0], [0.0]]),
        (chances(4, 3), RNG.integers(0, 2, (4, 3))),
    ],
    praise="What came minus what was right, shared among all digits: nothing else is left.",
)

# Gates

#: Inputs, resets, wx, a, c.
COUNTERS = [
    (SMALL, [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]], 2.0, 1.0, -3.0),
    (bits(20, 10), bits(20, 10, 0.2), 0.9, 2.0, -4.0),
    (normal(3, 4), normal(3, 4), -0.7, 0.5, 1.3),
    (normal(1, 6), bits(1, 6), 1.5, -0.5, 0.8),
    (normal(4, 1), bits(4, 1), -1.3, 0.7, -1.0),
    (RNG.integers(-2, 4, size=(2, 5)), RNG.integers(0, 2, size=(2, 5)), 0.5, 1.5, -2.0),
    (normal(3, 3), normal(3, 3), 0.9, -1.2, 0.4),
]
GATED_STATES = Task(
    gates.gated_states,
    shapes={"S": "have shape (m, n + 1)", "F": "have shape (m, n)"},
    first=("F",),
    goes_on={"S": "S[:, -1]", "F": "F[:, 0]"},
    by_name=("wx", "a", "c"),
    cases=COUNTERS,
    praise="A recurrent weight for each step: near 1 the gate keeps, near 0 it wipes.",
)


def through_gates():
    for X, R, *W in COUNTERS:
        S, F = gates.gated_states(X, np.array(R), *W)
        yield X, R, S, F, 2 * (S[:, -1] - np.sum(X, axis=1) - 0.25) / len(X)


GATED_GRADIENT = Task(
    gates.gated_gradient,
    parts=(("wx_grad", "a_grad", "c_grad"), "grad_over_time"),
    shapes={
        "wx_grad": "be one number",
        "a_grad": "be one number",
        "c_grad": "be one number",
        "grad_over_time": "have shape (m, n + 1)",
    },
    first=("grad_over_time", "a_grad"),
    cases=through_gates(),
    praise="The error goes back through the gate that stood there, and the gate gets its share.",
)


def lstm(m, p, h):
    """Return the arguments of one LSTM step, with m samples, p inputs and h states."""
    return normal(m, p), *normal(2, m, h), normal(p, 4 * h), normal(h, 4 * h), normal(4 * h)


LSTM_STEP = Task(
    gates.lstm_step,
    shapes={"S_k": "have shape (m, h)", "M_k": "have shape (m, h)"},
    first=("M_k",),
    goes_on={"S_k": "S_k.shape", "M_k": "M_k.shape"},
    cases=[lstm(1, 1, 1), lstm(2, 1, 3), lstm(3, 2, 2), lstm(4, 3, 1), lstm(2, 2, 4)],
    praise="Keep, take in, show: three gates, and nothing else multiplies the memory.",
)

# Language

SOFTMAX = Task(
    language.softmax,
    shapes={"P": "have the shape of scores"},
    goes_on={"P": "P.sum(axis=-1)"},
    cases=[
        ([[1.0, 2.0, 0.0]],),
        (normal(3, 4),),
        (normal(2, 3, 5),),
        ([[1000.0, 999.0, 0.0], [1.0, 0.0, 2.0]],),
        ([[-1000.0, -1001.0], [3.0, 5.0]],),
        (normal(4, 4),),
        ([[1, 2], [3, 5]],),
        ([[[-2.0, -1.0]], [[400.0, -400.0]]],),
        ([[3000.0, 0.0, 0.0]],),
    ],
    praise="They are positive, add up to 1 for each letter to come, and no score is too large.",
)


def names(n, p, *lengths):
    """Return probabilities, and what came in names of so many letters: a 1 for each, 0 beyond."""
    T = np.zeros((len(lengths), n, p))
    for row, length in zip(T, lengths):
        row[np.arange(length + 1), [*RNG.integers(1, p, size=length), 0]] = 1
    return language.softmax(2 * normal(*T.shape)).round(3), T


SCORES_GRADIENT = Task(
    language.scores_gradient,
    shapes={"gradient": "have the shape of P, (m, n, p)"},
    goes_on={"gradient": "gradient.sum(axis=(0, 1))"},
    cases=[
        ([[[0.5, 0.3, 0.2], [0.1, 0.8, 0.1]]], [[[0.0, 0, 1], [0, 0, 0]]]),
        names(4, 3, 3, 1),
        names(8, 5, 7, 2, 4),
        names(3, 4, 2),
        names(6, 4, 5, 5, 5, 5),
        names(4, 4, 1, 2, 3, 1),
    ],
    praise="What the network said minus what came, shared among the letters that are there.",
)
WHEEL = np.log([[0.2, 0.5, 0.3]] * 4).round(2)
PICK = Task(
    language.pick,
    shapes={"letters": "have shape (m,), one code for each row"},
    cases=[
        (WHEEL, 1.0, [0.1, 0.3, 0.6, 0.9]),
        (WHEEL, 3.0, [0.22, 0.33, 0.68, 0.72]),
        (WHEEL, 0.25, [0.01, 0.03, 0.87, 0.99]),
        (normal(40, 6), 1.0, RNG.random(40)),
        (normal(40, 6), 2.5, RNG.random(40)),
        (normal(40, 6), 0.5, RNG.random(40)),
        (1000 * normal(30, 4), 0.5, RNG.random(30)),
        (normal(1, 5), 0.8, RNG.random(1)),
        (normal(20, 20), 0.7, RNG.random(20)),
    ],
    praise="A wheel with a slice for each letter, and u says where it stops.",
)
