"""The functions that lesson 09 asks for, and on which inputs each is tried."""

import numpy as np

from rnn_lesson._lessons import gates as lesson
from rnn_lesson.checks._task import Task

RNG = np.random.default_rng(9)
SMALL = np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]])


def normal(*shape):
    """Return random numbers with two digits, short enough to be shown."""
    return RNG.normal(size=shape).round(2)


def bits(m, n, share=0.5):
    return (RNG.random((m, n)) < share).astype(float)


#: Inputs, resets, wx, a, c.
COUNTERS = [
    (SMALL, np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]), 2.0, 1.0, -3.0),
    (bits(20, 10), bits(20, 10, 0.2), 0.9, 2.0, -4.0),
    (normal(3, 4), normal(3, 4), -0.7, 0.5, 1.3),
    (normal(1, 6), bits(1, 6), 1.5, -0.5, 0.8),
    (normal(4, 1), bits(4, 1), -1.3, 0.7, -1.0),
    (RNG.integers(-2, 4, size=(2, 5)), RNG.integers(0, 2, size=(2, 5)), 0.5, 1.5, -2.0),
    (normal(3, 3), normal(3, 3), 0.9, -1.2, 0.4),
]
GATED_STATES = Task(
    lesson.gated_states,
    parts=("S", "F"),
    shapes={"S": "have shape (m, n + 1)", "F": "have shape (m, n)"},
    first=("F",),
    goes_on={"S": "S[:, -1]", "F": "F[:, 0]"},
    by_name=("wx", "a", "c"),
    cases=COUNTERS,
    praise="A recurrent weight for each step: near 1 the gate keeps, near 0 it wipes.",
)


def backward_cases():
    for X, R, *W in COUNTERS:
        S, F = lesson.gated_states(X, R, *W)
        yield X, R, S, F, 2 * (S[:, -1] - np.sum(X, axis=1) - 0.25) / len(X)


GATED_GRADIENT = Task(
    lesson.gated_gradient,
    parts=(("wx_grad", "a_grad", "c_grad"), "grad_over_time"),
    shapes={
        "wx_grad": "be one number",
        "a_grad": "be one number",
        "c_grad": "be one number",
        "grad_over_time": "have shape (m, n + 1)",
    },
    first=("grad_over_time", "a_grad"),
    cases=list(backward_cases()),
    praise="The error goes back through the gate that stood there, and the gate gets its share.",
)


def layer(m, p, h):
    """Return the arguments of one LSTM step, with m samples, p inputs and h states."""
    inputs = normal(m, p), normal(m, h), normal(m, h)
    return *inputs, normal(p, 4 * h), normal(h, 4 * h), normal(4 * h)


LSTM_STEP = Task(
    lesson.lstm_step,
    parts=("S_k", "M_k"),
    shapes={"S_k": "have shape (m, h)", "M_k": "have shape (m, h)"},
    first=("M_k",),
    goes_on={"S_k": "S_k.shape", "M_k": "M_k.shape"},
    cases=[layer(1, 1, 1), layer(2, 1, 3), layer(3, 2, 2), layer(4, 3, 1), layer(2, 2, 4)],
    praise="Keep, take in, show: three gates, and nothing else multiplies the memory.",
)
