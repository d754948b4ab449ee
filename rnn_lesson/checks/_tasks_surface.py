"""The functions of lesson 02's map: inputs to try, and the mistakes that people make."""

import numpy as np

from rnn_lesson.checks._task import Task
from rnn_lesson.checks._tasks_model import SMALL
from rnn_lesson.data import lesson_dataset
from rnn_lesson.model import forward_states
from rnn_lesson.optimizers import gradient
from rnn_lesson.surface import costs, gradients, loss_surface

RNG = np.random.default_rng(3)
LESSON = lesson_dataset()


def cost_of(X, t, wx, wRec, average=np.mean, power=2):
    return average((forward_states(X, wx, wRec)[:, -1] - t) ** power)


def map_of(point):
    """Return the surface with point(X, t, wx, wRec) at every pair of weights."""
    return lambda X, t, wx, wRec: np.array([[point(X, t, i, j) for i in wx] for j in wRec])


def list_of(point):
    return lambda X, t, W: np.array([point(X, t, wx, wRec) for wx, wRec in W])


def root(squares):
    return np.sqrt(np.mean(squares))


def over(divisor):
    return lambda squares: np.sum(squares) / divisor


def all_states(X, t, wx, wRec):
    return np.mean((forward_states(X, wx, wRec) - t[:, None]) ** 2)


def absolute(X, t, wx, wRec):
    return np.mean(np.abs(forward_states(X, wx, wRec)[:, -1] - t))


def squared_mean(X, t, wx, wRec):
    return cost_of(X, t, wx, wRec, power=1) ** 2


def with_point(point):
    """Return the same mistakes for the cost at a pair of weights, whatever they are arranged in."""
    return [
        (
            "The costs are summed over the samples: take the mean, 1/m times the sum.",
            point(lambda *a: cost_of(*a, average=np.sum)),
        ),
        (
            "Divided by 20 instead of the number of samples: it only works for m = 20.",
            point(lambda *a: cost_of(*a, average=over(20))),
        ),
        (
            "The square is missing: errors of both signs cancel.",
            point(lambda *a: cost_of(*a, power=1)),
        ),
        ("The mean is squared; it must be the mean of the squares.", point(squared_mean)),
        (
            "The square root is too much: the cost is the mean of the squares itself.",
            point(lambda *a: cost_of(*a, average=root)),
        ),
        ("This is the mean absolute error. The cost squares the errors.", point(absolute)),
        (
            "It is half of the cost: divide by m only, not by 2 m.",
            point(lambda *a: cost_of(*a) / 2),
        ),
        (
            "This is the logarithm of the cost. Return the cost; take the logarithm where you draw.",
            point(lambda *a: np.log10(cost_of(*a))),
        ),
        (
            "This is the logarithm of the cost. Return the cost; take the logarithm where you draw.",
            point(lambda *a: np.log(cost_of(*a))),
        ),
        (
            "Only the first sample counts: take the mean over all samples.",
            point(lambda X, t, *w: cost_of(X[:1], t[:1], *w)),
        ),
        (
            "Only the last sample counts: take the mean over all samples.",
            point(lambda X, t, *w: cost_of(X[-1:], t[-1:], *w)),
        ),
        (
            "Only the first sample counts: take the mean over all samples, inside the sum and not by m alone.",
            point(lambda X, t, *w: cost_of(X[:1], t[:1], *w) / len(X)),
        ),
        (
            "The lesson's data are used, not the arguments X and t.",
            point(lambda X, t, *w: cost_of(*LESSON, *w)),
        ),
        (
            "All states are compared with the target. The output is the last one, S[:, -1].",
            point(all_states),
        ),
        (
            "The state before the last is taken for the output. The output is the last state, S[:, -1].",
            point(lambda X, t, *w: cost_of(X[:, :-1], t, *w)),
        ),
        (
            "The first state, which is always 0, is taken for the output. The output is the last state, S[:, -1].",
            point(lambda X, t, wx, wRec: np.mean(t**2)),
        ),
        (
            "wRec is not used: both weights are wx.",
            point(lambda X, t, wx, wRec: cost_of(X, t, wx, wx)),
        ),
        (
            "wx is not used: both weights are wRec.",
            point(lambda X, t, wx, wRec: cost_of(X, t, wRec, wRec)),
        ),
        (
            "The targets are not used: compare the outputs with t.",
            point(lambda X, t, *w: cost_of(X, 0 * t, *w)),
        ),
    ]


DATA = [
    (SMALL, np.array([2.0, 2.0])),
    LESSON,
    (RNG.normal(size=(3, 4)).round(2), RNG.normal(size=3).round(2)),
    (RNG.normal(size=(1, 5)).round(2), RNG.normal(size=1).round(2)),
    (RNG.normal(size=(6, 1)).round(2), RNG.normal(size=6).round(2)),
    (RNG.integers(0, 3, size=(4, 3)), RNG.integers(0, 5, size=4)),
]
AXES = [
    ([0.5, 1.0, 2.0], [-1.0, 1.5]),
    ([-1.5, 0.3, 1.2, 0.8], [-1.2, -0.4, 0.5, 1.1, 1.3]),
    ([0.7, -0.2, 1.1], [0.4, 1.3, -0.9]),
    ([1.3], [-0.6, 0.9]),
    ([-0.8, 0.4, 1.9, 2.2], [0.6]),
    ([0.25, 0.75], [1.25, -0.5]),
]

SURFACE = Task(
    loss_surface,
    parts="surface",
    shapes={
        "surface": "have shape (len(wRec), len(wx)): a row for each wRec, a column for each wx"
    },
    cases=[(X, t, np.array(wx), np.array(wRec)) for (X, t), (wx, wRec) in zip(DATA, AXES)],
    mistakes=[
        (
            "The axes are exchanged: a row must hold one wRec, a column one wx.",
            lambda *a: loss_surface(*a).T,
        ),
        (
            "The axes are exchanged: a row must hold one wRec, a column one wx; and wx and wRec are swapped in the call.",
            lambda X, t, wx, wRec: np.array([[cost_of(X, t, j, i) for j in wRec] for i in wx]),
        ),
        (
            "The surface is a flat list: arrange it in rows, one for each wRec.",
            lambda *a: loss_surface(*a).ravel(),
        ),
        (
            "The surface is a flat list, and wx is its outer loop: arrange it in rows, one for each wRec.",
            lambda *a: loss_surface(*a).T.ravel(),
        ),
        (
            "The numbers stand in the order of the other loop: arrange them in rows, one for each wRec.",
            lambda *a: (s := loss_surface(*a)).T.reshape(s.shape),
        ),
        (
            "The rows stand upside down: row j holds wRec[j]. Turn the picture where you draw.",
            lambda *a: loss_surface(*a)[::-1],
        ),
        (
            "The weights are paired off, wx[i] with wRec[i]. Take every wx with every wRec.",
            lambda X, t, wx, wRec: np.array([cost_of(X, t, i, j) for i, j in zip(wx, wRec)]),
        ),
        ("Only one row is there: is return inside the outer loop?", lambda *a: loss_surface(*a)[0]),
        (
            "Only one row is there: is return inside the outer loop?",
            lambda *a: loss_surface(*a)[:1],
        ),
        (
            "Only the last row is there: append a row for each wRec.",
            lambda *a: loss_surface(*a)[-1],
        ),
        (
            "Only the cheapest pair of weights is returned: return the whole surface.",
            lambda *a: loss_surface(*a).min(),
        ),
        (
            "The surface is scaled: return the costs themselves.",
            lambda *a: (s := loss_surface(*a)) / s.max(),
        ),
        (
            "The samples are kept apart: take the mean of the squared errors over them.",
            lambda X, t, wx, wRec: np.array(
                [[(forward_states(X, i, j)[:, -1] - t) ** 2 for i in wx] for j in wRec]
            ),
        ),
        (
            "wx and wRec are swapped in the call of forward_states.",
            map_of(lambda X, t, wx, wRec: cost_of(X, t, wRec, wx)),
        ),
        *with_point(map_of),
    ],
    praise="Row j holds wRec[j], column i holds wx[i]: the map of every network that the two weights can make.",
)

PAIRS = [RNG.uniform(-1.4, 1.4, size=(p, 2)).round(2) for p in (2, 5, 1, 3, 4, 2)]
LISTS = [(X, t, W) for (X, t), W in zip(DATA, PAIRS)]
SWAPPED = "The columns of W are swapped: W[:, 0] is wx, W[:, 1] is wRec."

COSTS = Task(
    costs,
    parts="costs",
    shapes={"costs": "have shape (p,), one number for each row of W"},
    cases=LISTS,
    mistakes=[
        (
            "Every wx is taken with every wRec. Take the pairs as they stand, a cost for each row of W.",
            lambda X, t, W: loss_surface(X, t, W[:, 0], W[:, 1]),
        ),
        (
            "The costs are averaged over the pairs of weights: return one for each row of W.",
            lambda *a: costs(*a).mean(),
        ),
        (
            "The costs are added up over the pairs of weights: return one for each row of W.",
            lambda *a: costs(*a).sum(),
        ),
        (
            "Only the first pair of weights is used: return a cost for each row of W.",
            lambda *a: costs(*a)[0],
        ),
        (
            "Only the first pair of weights is used: return a cost for each row of W.",
            lambda *a: costs(*a)[:1],
        ),
        (
            "Only the last pair of weights is used: return a cost for each row of W.",
            lambda *a: costs(*a)[-1],
        ),
        (
            "Only the smallest cost is returned: return one for each row of W.",
            lambda *a: costs(*a).min(),
        ),
        ("The costs are a column: return a flat array, (p,).", lambda *a: costs(*a)[:, None]),
        ("The costs stand in reverse order.", lambda *a: costs(*a)[::-1]),
        ("The costs are sorted: keep the order of the rows of W.", lambda *a: np.sort(costs(*a))),
        (
            "The samples are kept apart: take the mean of the squared errors over them.",
            lambda X, t, W: np.array([(forward_states(X, i, j)[:, -1] - t) ** 2 for i, j in W]),
        ),
        (SWAPPED, list_of(lambda X, t, wx, wRec: cost_of(X, t, wRec, wx))),
        *with_point(list_of),
    ],
    praise="One cost for each pair of weights, without a grid.",
)


def factor(scale):
    return lambda X, t, W: gradients(X, t, W) * scale(len(X))


def slopes(point):
    return lambda X, t, W: np.array([point(X, t, np.array(w)) for w in W])


GRADIENTS = Task(
    gradients,
    parts="gradients",
    shapes={"gradients": "have shape (p, 2): a row for each pair of weights"},
    cases=LISTS,
    mistakes=[
        ("The gradient has the wrong sign: it points uphill.", factor(lambda m: -1)),
        ("The gradients are summed over the samples: divide by m.", factor(lambda m: m)),
        (
            "The factor 2 is missing: the derivative of a square is two times the base.",
            factor(lambda m: 1 / 2),
        ),
        ("The factor 2 / m is missing.", factor(lambda m: m / 2)),
        (
            "Divided by 20 instead of the number of samples: it only works for m = 20.",
            factor(lambda m: m / 20),
        ),
        ("Divided by m twice.", factor(lambda m: 1 / m)),
        (
            "The result is transposed: a row for each pair of weights, a column for each weight.",
            lambda *a: gradients(*a).T,
        ),
        (
            "The two columns are swapped: first the gradient for wx, then that for wRec.",
            lambda *a: gradients(*a)[:, ::-1],
        ),
        (SWAPPED, slopes(lambda X, t, w: gradient(X, t, w[::-1]))),
        (SWAPPED, slopes(lambda X, t, w: gradient(X, t, w[::-1])[::-1])),
        (
            "The gradients are added up over the pairs of weights: return a row for each of them.",
            lambda *a: gradients(*a).sum(axis=0),
        ),
        (
            "The gradients are averaged over the pairs of weights: return a row for each of them.",
            lambda *a: gradients(*a).mean(axis=0),
        ),
        (
            "Only the first pair of weights is used: return a row for each of them.",
            lambda *a: gradients(*a)[0],
        ),
        (
            "Only the first pair of weights is used: return a row for each of them.",
            lambda *a: gradients(*a)[:1],
        ),
        (
            "Only the last pair of weights is used: return a row for each of them.",
            lambda *a: gradients(*a)[-1],
        ),
        (
            "Only the gradient for wx is returned: a second column for wRec is missing.",
            lambda *a: gradients(*a)[:, 0],
        ),
        (
            "Only the gradient for wRec is returned: the column for wx is missing.",
            lambda *a: gradients(*a)[:, 1],
        ),
        ("The result is flat: a row for each pair of weights.", lambda *a: gradients(*a).ravel()),
        (
            "These are the costs: return their gradients, two numbers for each pair of weights.",
            costs,
        ),
        ("Only the signs are returned: their sizes count too.", lambda *a: np.sign(gradients(*a))),
        (
            "The gradients are scaled to length 1: their sizes count too.",
            lambda *a: (g := gradients(*a)) / np.linalg.norm(g, axis=1, keepdims=True),
        ),
        (
            "The gradient for wRec is 0: wRec changes the output too, through every state before the last.",
            lambda *a: gradients(*a) * [1, 0],
        ),
        ("The gradient for wx is 0: wx changes the output too.", lambda *a: gradients(*a) * [0, 1]),
        (
            "Only the first sample counts: take the mean over all samples.",
            lambda X, t, W: gradients(X[:1], t[:1], W),
        ),
        (
            "The lesson's data are used, not the arguments X and t.",
            lambda X, t, W: gradients(*LESSON, W),
        ),
    ],
    praise="The gradient at each pair of weights: an arrow for every place on the map.",
)

TASKS = [SURFACE, COSTS, GRADIENTS]
