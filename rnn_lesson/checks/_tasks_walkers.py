"""What lesson 07 asks for: momentum and Adam, on which inputs each is tried."""

import numpy as np

from rnn_lesson import optimizers
from rnn_lesson.checks._task import Task

RNG = np.random.default_rng(7)
SHAPE = "have the shape of W"


def normal(*shape):
    return RNG.normal(size=shape).round(2)


UPDATE_MOMENTUM = Task(
    optimizers.update_momentum,
    parts=("W", "velocity"),
    shapes={"W": SHAPE, "velocity": SHAPE},
    first=("velocity",),
    goes_on={"W": "W.round(4)"},
    cases=[
        (np.array([1.0, 2.0]), np.array([0.5, -0.25]), np.array([3.0, -4.0]), 0.1, 0.5),
        (np.array([1.0, 2.0]), np.array([0.5, -0.25]), np.array([3.0, -4.0]), 0.1),
        (np.array([-1.5, 2.0]), np.zeros(2), np.array([-16.0, 99.0]), 1e-3, 0.9),
        (normal(4, 2), normal(4, 2), normal(4, 2), 0.3, 0.75),
        (normal(2), normal(2), normal(2), 2.0, 0.0),
        (normal(3), normal(3), normal(3), 0.25, 0.6),
        (np.array([1, 2]), np.array([3, -1]), np.array([2, 5]), 0.5, 0.25),
    ],
    praise="It keeps most of its last step and adds the new one, for weights of any shape.",
)
UPDATE_ADAM = Task(
    optimizers.update_adam,
    parts=("W", "mean", "square"),
    shapes={"W": SHAPE, "mean": SHAPE, "square": SHAPE},
    first=("mean", "square"),
    goes_on={"W": "W.round(4)"},
    cases=[
        tuple(np.array(part) for part in ([1.0, 2.0], [0.0, 0.0], [0.0, 0.0], [3.0, -4.0]))
        + (1, 0.1, 0.5, 0.75),
        (np.array([1.0, 2.0]), np.zeros(2), np.zeros(2), np.array([3.0, -4.0]), 1, 0.1),
        (normal(2), normal(2), normal(2) ** 2, normal(2), 3, 0.2, 0.5, 0.75),
        (normal(4, 2), normal(4, 2), normal(4, 2) ** 2, normal(4, 2), 7, 0.3, 0.8, 0.95),
        (normal(3), normal(3), normal(3) ** 2, 1e6 * normal(3), 2, 0.1),
        (normal(2), normal(2), normal(2) ** 2, normal(2), 40, 1.0, 0.9, 0.9),
        (np.zeros(2), np.zeros(2), np.zeros(2), np.array([2e-8, -5.0]), 1, 0.1, 0.6, 0.9),
        (
            np.array([1, 2]),
            np.array([3, -1]),
            np.array([2, 5]),
            np.array([1, -2]),
            2,
            0.5,
            0.2,
            0.5,
        ),
    ],
    praise="A steady slope gives steps of the rate, however steep it is: both means see to that.",
)
