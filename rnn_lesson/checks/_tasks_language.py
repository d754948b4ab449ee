"""The functions that lesson 10 asks for, and the inputs that each is tried on."""

import numpy as np

from rnn_lesson._lessons import language as lesson
from rnn_lesson.checks._task import Task

RNG = np.random.default_rng(10)


def normal(*shape):
    """Return random numbers with two digits, short enough to be shown."""
    return RNG.normal(size=shape).round(2)


def probabilities(*shape):
    return lesson.softmax(2 * normal(*shape)).round(3)


def targets(p, *lengths):
    """Return what to expect in names of so many letters: each a 1 at its place, 0 beyond."""
    T = np.zeros((len(lengths), max(lengths) + 1, p))
    for row, length in zip(T, lengths):
        row[np.arange(length + 1), [*RNG.integers(1, p, size=length), 0]] = 1
    return T


SOFTMAX = Task(
    lesson.softmax,
    parts="P",
    shapes={"P": "have the shape of scores"},
    goes_on={"P": "P.sum(axis=-1)"},
    cases=[
        (np.array([[1.0, 2.0, 0.0]]),),
        (normal(3, 4),),
        (normal(2, 3, 5),),
        (np.array([[1000.0, 999.0, 0.0], [1.0, 0.0, 2.0]]),),
        (np.array([[-1000.0, -1001.0], [3.0, 5.0]]),),
        (normal(4, 4),),
        (np.array([[1, 2], [3, 5]]),),
        (np.array([[[-2.0, -1.0]], [[400.0, -400.0]]]),),
        (np.array([[3000.0, 0.0, 0.0]]),),
    ],
    praise="They are positive, add up to 1 for each letter to come, and no score is too large.",
)
SCORES_GRADIENT = Task(
    lesson.scores_gradient,
    parts="gradient",
    shapes={"gradient": "have the shape of P, (m, n, p)"},
    goes_on={"gradient": "gradient.sum(axis=(0, 1))"},
    cases=[
        (np.array([[[0.5, 0.3, 0.2], [0.1, 0.8, 0.1]]]), np.array([[[0.0, 0, 1], [0, 0, 0]]])),
        (probabilities(2, 4, 3), targets(3, 3, 1)),
        (probabilities(3, 8, 5), targets(5, 7, 2, 4)),
        (probabilities(1, 3, 4), targets(4, 2)),
        (probabilities(4, 6, 4), targets(4, 5, 5, 5, 5)),
        (probabilities(4, 4, 4), targets(4, 1, 2, 3, 1)),
    ],
    praise="What the network said minus what came, shared among the letters that are there.",
)
PICK = Task(
    lesson.pick,
    parts="letters",
    shapes={"letters": "have shape (m,), one code for each row"},
    cases=[
        (np.log([[0.2, 0.5, 0.3]] * 4).round(2), 1.0, np.array([0.1, 0.3, 0.6, 0.9])),
        (np.log([[0.2, 0.5, 0.3]] * 4).round(2), 3.0, np.array([0.22, 0.33, 0.68, 0.72])),
        (np.log([[0.2, 0.5, 0.3]] * 4).round(2), 0.25, np.array([0.01, 0.03, 0.87, 0.99])),
        (normal(40, 6), 1.0, RNG.random(40)),
        (normal(40, 6), 2.5, RNG.random(40)),
        (normal(40, 6), 0.5, RNG.random(40)),
        (1000 * normal(30, 4), 0.5, RNG.random(30)),
        (normal(1, 5), 0.8, RNG.random(1)),
        (normal(20, 20), 0.7, RNG.random(20)),
    ],
    praise="A wheel with a slice for each letter, and u says where it stops.",
)
