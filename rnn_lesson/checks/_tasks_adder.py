"""The functions that lesson 08 asks for: a layer with a vector for a state, and an adder of it."""

import numpy as np

from rnn_lesson import layers
from rnn_lesson._lessons import adder as lesson
from rnn_lesson.checks._task import Task

RNG = np.random.default_rng(8)


def normal(*shape):
    """Return random numbers with two digits, short enough to be shown."""
    return RNG.normal(size=shape).round(2)


def weights(p, h):
    return normal(p, h), normal(h, h), normal(h)


#: Inputs and weights of layers: small, the lesson's size, as many inputs as states, one of each.
LAYERS = [
    (np.array([[[1.0], [0.0]]]), np.array([[0.5, -1.0]]), np.array([[0.2, 0.6], [-0.4, 0.8]]))
    + (np.array([0.1, -0.3]),),
    (RNG.integers(0, 2, size=(20, 7, 2)).astype(float), *weights(2, 3)),
    (normal(3, 4, 2), *weights(2, 2)),
    (normal(1, 5, 3), *weights(3, 3)),
    (normal(4, 1, 2), *weights(2, 4)),
    (normal(2, 3, 2), *weights(2, 1)),
    (RNG.integers(-1, 2, size=(2, 4, 1)), *weights(1, 2)),
]
LAYER_STATES = Task(
    layers.layer_states,
    parts="S",
    shapes={"S": "have shape (m, n + 1, h)"},
    goes_on={"S": "S[:, 1:]"},
    cases=LAYERS,
    praise="The same step as in lesson 01: matrices where there were numbers, and a bend.",
)


def backward_cases():
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
    cases=list(backward_cases()),
    praise="Through the bend first, then a share for each of the weights, then one step back.",
)

#: Probabilities and the digits that were right.
DIGITS = [
    (np.array([[0.75, 0.5], [0.125, 0.25]]), np.array([[1.0, 0.0], [0.0, 1.0]])),
    (RNG.uniform(0.05, 0.95, (20, 7)).round(2), RNG.integers(0, 2, (20, 7)).astype(float)),
    (np.array([[0.2, 0.9, 0.6]]), np.array([[0.0, 1.0, 0.0]])),
    (np.array([[0.7], [0.4], [0.1]]), np.array([[1.0], [1.0], [0.0]])),
    (RNG.uniform(0.05, 0.95, (4, 3)).round(2), RNG.integers(0, 2, (4, 3))),
]
DIGIT_GRADIENT = Task(
    lesson.digit_gradient,
    parts="gradient",
    shapes={"gradient": "have shape (m, n), one number for each digit"},
    goes_on={"gradient": "gradient[:, :, None]"},
    cases=DIGITS,
    praise="What came minus what was right, shared among all digits: nothing else is left.",
)
