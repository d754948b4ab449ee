"""The functions of lesson 05: inputs to try, and the mistakes that people make."""

import numpy as np

from rnn_lesson.checks._task import Task
from rnn_lesson.checks._tasks_model import SMALL
from rnn_lesson.data import lesson_dataset
from rnn_lesson.model import backward_gradient, forward_states, output_gradient
from rnn_lesson.optimizers import (
    DELTA_MAX,
    DELTA_MIN,
    gradient,
    gradient_descent_path,
    next_step_size,
    rprop_path,
    update_rprop,
)
from rnn_lesson.surface import costs

RNG = np.random.default_rng(4)
LESSON = lesson_dataset()
DATA = [
    (SMALL, np.array([2.0, 2.0])),
    LESSON,
    (RNG.normal(size=(3, 4)).round(2), RNG.normal(size=3).round(2)),
    (RNG.normal(size=(1, 5)).round(2), RNG.normal(size=1).round(2)),
    (RNG.normal(size=(6, 1)).round(2), RNG.normal(size=6).round(2)),
    (RNG.integers(0, 3, size=(4, 3)), RNG.integers(0, 5, size=4)),
]
WEIGHTS = [(2.0, 0.5), (1.2, 0.8), (0.7, -1.1), (-0.6, 0.9), (1.5, -0.4), (-1.3, 1.4)]


def scaled(scale):
    return lambda X, t, W: gradient(X, t, W) * scale(*X.shape)


def pieces(carry=1, column=-1):
    """Return the gradient with another weight in the backward pass, or another column for the output."""

    def mistake(X, t, W):
        S = forward_states(X, W[0], W[1])
        return np.array(backward_gradient(X, S, output_gradient(S[:, column], t), W[carry])[0])

    return mistake


GRADIENT = Task(
    gradient,
    parts="gradient",
    shapes={"gradient": "have shape (2,): one number for wx, one for wRec"},
    cases=[(X, t, np.array(W)) for (X, t), W in zip(DATA, WEIGHTS)],
    mistakes=[
        (
            "The gradient has the wrong sign: it points uphill, and the caller steps against it.",
            scaled(lambda m, n: -1),
        ),
        (
            "The factor 2 is missing: the derivative of a square is two times the base.",
            scaled(lambda m, n: 1 / 2),
        ),
        (
            "The gradient is summed over the samples: divide by m, as output_gradient does.",
            scaled(lambda m, n: m),
        ),
        (
            "The factor 2 / m is missing: use output_gradient(y, t), and not y - t alone.",
            scaled(lambda m, n: m / 2),
        ),
        (
            "The gradient has the wrong sign and lacks the factor 2 / m: use output_gradient(y, t).",
            scaled(lambda m, n: -m / 2),
        ),
        (
            "Divided by 20 instead of the number of samples: it only works for m = 20.",
            scaled(lambda m, n: m / 20),
        ),
        (
            "Divided by m twice: the 1/m is already inside output_gradient.",
            scaled(lambda m, n: 1 / m),
        ),
        ("Divided by the number of steps n: sum over the steps.", scaled(lambda m, n: 1 / n)),
        (
            "wx and wRec are swapped in the result: return [gradient for wx, gradient for wRec].",
            lambda *a: gradient(*a)[::-1],
        ),
        (
            "wx and wRec are swapped: W[0] is wx, W[1] is wRec.",
            lambda X, t, W: gradient(X, t, W[::-1]),
        ),
        (
            "wx and wRec are swapped: W[0] is wx, W[1] is wRec.",
            lambda X, t, W: gradient(X, t, W[::-1])[::-1],
        ),
        (
            "The backward pass carries the gradient with wx, W[0]. It must be wRec, W[1].",
            pieces(carry=0),
        ),
        ("The output is the last column of S, S[:, -1]; yours takes the first.", pieces(column=0)),
        (
            "The output is the last column of S, S[:, -1]; yours takes the one before.",
            pieces(column=-2),
        ),
        ("Only the gradient for wx is returned: W has two weights.", lambda *a: gradient(*a)[0]),
        ("Only the gradient for wRec is returned: W has two weights.", lambda *a: gradient(*a)[1]),
        ("The two gradients are added up: return both.", lambda *a: gradient(*a).sum()),
        (
            "Only the signs are returned: return the gradient itself.",
            lambda *a: np.sign(gradient(*a)),
        ),
        (
            "The length of the gradient is returned: return its two parts.",
            lambda *a: np.linalg.norm(gradient(*a)),
        ),
        (
            "The gradient is scaled to length 1: its size counts too.",
            lambda *a: (g := gradient(*a)) / np.linalg.norm(g),
        ),
        (
            "The gradient for wRec is 0: wRec changes the output too.",
            lambda *a: gradient(*a) * [1, 0],
        ),
        ("The gradient for wx is 0: wx changes the output too.", lambda *a: gradient(*a) * [0, 1]),
        (
            "That is the cost. Return its gradient with respect to both weights.",
            lambda X, t, W: costs(X, t, W[None])[0],
        ),
        (
            "The lesson's data are used, not the arguments X and t.",
            lambda X, t, W: gradient(*LESSON, W),
        ),
        (
            "Only the first sample counts: take all of them.",
            lambda X, t, W: gradient(X[:1], t[:1], W),
        ),
    ],
    praise="Forward, the output gradient, backward: three calls, and W[1] carries the error back.",
)


def steps(rule, low=DELTA_MIN, high=DELTA_MAX):
    """Return the step sizes by another rule for eta, or with other bounds."""

    def mistake(W_delta, W_sign, W_prev_sign, eta_p, eta_n):
        eta = rule(W_sign, W_prev_sign, eta_p, eta_n)
        return np.minimum(np.maximum(W_delta * eta, low), high)

    return mistake


def usual(sign, before, eta_p, eta_n):
    return np.where(sign * before > 0, eta_p, eta_n)


def kept_at_zero(sign, before, eta_p, eta_n):
    return np.where(sign * before > 0, eta_p, np.where(sign * before < 0, eta_n, 1))


def one_for_both(condition):
    return lambda sign, before, eta_p, eta_n: eta_p if condition(sign * before) else eta_n


EXCHANGED = "eta_p and eta_n are exchanged: a step grows by eta_p where the sign stayed and shrinks by eta_n where it changed."
SIGN_ALONE = "It looks at the sign alone. Compare it with the one before: W_sign * W_prev_sign > 0 where the sign stayed."
AT_ZERO = (
    "A sign of 0 is treated as if the sign had stayed. A step grows only where the product of both signs is greater "
    "than 0; at the start W_prev_sign is 0, and the step shrinks."
)
FOR_BOTH = "Both weights get the same factor. Each weight has a step of its own: decide for each, with np.where."
ETAS_IGNORED = (
    "eta_p and eta_n are ignored: 1.2 and 0.5 are written into the function. Use the arguments."
)
SIGNED_STEP = "W_delta carries the sign. Keep the step positive: the sign is returned apart."
UNBOUNDED = "the module's function keeps each step between DELTA_MIN = 1e-20 and DELTA_MAX = 50; yours does not."
BOTH_ZERO = "where both signs are 0, the module's function shrinks the step; yours does not."
BOUNDS = "The bounds are exchanged: np.maximum goes with DELTA_MIN, np.minimum with DELTA_MAX."

#: Hints and rules for the step sizes. s is the sign now, b the one before, p and n are eta_p and eta_n, d is W_delta.
RULES = [
    (EXCHANGED, steps(lambda s, b, p, n: np.where(s * b > 0, n, p))),
    (
        "eta_p and eta_n are exchanged, or the comparison is the wrong way round: a step grows by eta_p where "
        "W_sign * W_prev_sign > 0.",
        steps(lambda s, b, p, n: np.where(s * b < 0, p, n)),
    ),
    (EXCHANGED, steps(lambda s, b, p, n: kept_at_zero(s, b, n, p))),
    (SIGN_ALONE, steps(lambda s, b, p, n: np.where(s > 0, p, n))),
    (SIGN_ALONE, steps(lambda s, b, p, n: np.where(s >= 0, p, n))),
    (
        "It looks at the sign before alone. Compare it with the new one: W_sign * W_prev_sign > 0 where the sign stayed.",
        steps(lambda s, b, p, n: np.where(b > 0, p, n)),
    ),
    (AT_ZERO, steps(lambda s, b, p, n: np.where(s * b >= 0, p, n))),
    (
        "Where a sign is 0 the step stays as it is. In this lesson it shrinks there: eta_n unless the product is "
        "greater than 0.",
        steps(kept_at_zero),
    ),
    (
        "W_prev_sign is ignored: every step grows. Where the sign changed it must shrink by eta_n.",
        steps(lambda s, b, p, n: p),
    ),
    (
        "W_prev_sign is ignored: every step shrinks. Where the sign stayed it must grow by eta_p.",
        steps(lambda s, b, p, n: n),
    ),
    ("The steps never change: multiply them by eta_p or eta_n.", steps(lambda s, b, p, n: 1)),
    (FOR_BOTH, steps(one_for_both(lambda product: np.all(product > 0)))),
    (FOR_BOTH, steps(one_for_both(lambda product: np.any(product > 0)))),
    (FOR_BOTH, steps(one_for_both(lambda product: product.sum() > 0))),
    (FOR_BOTH, steps(one_for_both(lambda product: product[0] > 0))),
    (
        "Only the step of wx is updated: wRec has one of its own.",
        steps(lambda s, b, p, n: [usual(s, b, p, n)[0], 1]),
    ),
    (
        "Only the step of wRec is updated: wx has one of its own.",
        steps(lambda s, b, p, n: [1, usual(s, b, p, n)[1]]),
    ),
    (ETAS_IGNORED, steps(lambda s, b, p, n: usual(s, b, 1.2, 0.5))),
    (BOUNDS, lambda d, s, b, p, n: np.full(2, DELTA_MAX)),
    (BOUNDS, lambda d, s, b, p, n: np.full(2, DELTA_MIN)),
    (
        "The factor is returned, not the step: multiply W_delta by it.",
        lambda d, s, b, p, n: usual(s, b, p, n) * 1.0,
    ),
    ("The factor is added to the step: multiply.", lambda d, s, b, p, n: d + usual(s, b, p, n)),
    (
        "The step is divided by eta_n, which makes it larger: multiply by it.",
        steps(lambda s, b, p, n: np.where(s * b > 0, p, 1 / n)),
    ),
    (SIGNED_STEP, lambda d, s, b, p, n: s * steps(usual)(d, s, b, p, n)),
]

SIGNS = np.array([[1.0, -1.0], [1.0, 1.0], [-1.0, 0.0], [0.0, 1.0], [-1.0, -1.0]])

NEXT = Task(
    next_step_size,
    parts="W_delta",
    shapes={"W_delta": "have shape (2,)"},
    floor=0,
    cases=[
        (np.array([0.1, 0.2]), SIGNS[0], SIGNS[1], 1.2, 0.5),
        (np.array([0.001, 0.001]), SIGNS[4], np.zeros(2), 1.2, 0.5),
        (np.array([0.3, 0.4]), SIGNS[4], SIGNS[4], 1.5, 0.25),
        (np.array([0.3, 0.4]), SIGNS[4], SIGNS[1], 1.5, 0.25),
        (np.array([0.3, 0.4]), SIGNS[2], SIGNS[1], 1.1, 0.75),
        (np.array([0.3, 0.4]), SIGNS[3], SIGNS[0], 1.1, 0.75),
        (np.array([2.0, 3.0]), SIGNS[0], SIGNS[4], 1.3, 0.6),
    ],
    beyond=[
        (UNBOUNDED, (np.array([45.0, 1e-3]), SIGNS[1], SIGNS[1], 1.2, 0.5)),
        (UNBOUNDED, (np.array([1e-3, 1.5e-20]), SIGNS[1], SIGNS[0], 1.2, 0.5)),
        (BOTH_ZERO, (np.array([0.3, 0.4]), SIGNS[2], SIGNS[2], 1.1, 0.75)),
    ],
    mistakes=RULES,
    praise="Longer while the sign stays, shorter when it changes, and never outside the two bounds.",
)


def sign_of(X, t, W):
    return np.nan_to_num(np.sign(gradient(X, t, W)))


def with_rule(rule):
    """Return update_rprop with another rule for the step size."""

    def mistake(X, t, W, W_prev_sign, W_delta, eta_p, eta_n):
        sign = sign_of(X, t, W)
        return rule(W_delta, sign, W_prev_sign, eta_p, eta_n), sign

    return mistake


def then(change):
    """Return update_rprop with its result changed: d and s, from the weights W, the gradient g, the sign before b."""

    def mistake(X, t, W, W_prev_sign, W_delta, eta_p, eta_n):
        delta, sign = update_rprop(X, t, W, W_prev_sign, W_delta, eta_p, eta_n)
        return change(delta, sign, W, gradient(X, t, W), W_prev_sign)

    return mistake


def with_sign(sign):
    """Return update_rprop with something else in place of the sign of the gradient, in the step size too."""

    def mistake(X, t, W, W_prev_sign, W_delta, eta_p, eta_n):
        now = sign(gradient(X, t, W))
        return next_step_size(W_delta, now, W_prev_sign, eta_p, eta_n), now

    return mistake


MOVED = "The weights are moved inside. Return the step size and the sign; the caller moves, W - W_sign * W_delta."
GROWN = (
    "The step is multiplied by the gradient. Rprop takes its sign alone: the size plays no part."
)
FLIPPED = "The sign is flipped: return the sign of the gradient. The caller steps against it, W - W_sign * W_delta."
BOOLEAN = "W_sign is True or False, 1 or 0: a negative gradient has the sign -1. Use np.sign."
NO_ZERO = "A gradient of 0 has the sign 0, not 1 or -1: use np.sign."
RAW = "W_sign holds the gradient itself. Rprop keeps its sign alone: np.sign."


def update_cases():
    """Yield inputs in which the signs stay, change and vanish, for each weight apart."""
    changes = [(1, 1), (0, 0), (-1, 1), (1, -1), (-1, -1), (1, 0), (0, -1)]
    deltas = [
        (0.1, 0.2),
        (0.001, 0.001),
        (0.3, 0.4),
        (2.0, 0.05),
        (0.02, 1.0),
        (0.5, 0.25),
        (0.7, 0.6),
    ]
    places = zip([*DATA, LESSON], [*WEIGHTS, (-1.5, 2.0)], changes, deltas)
    for i, ((X, t), W, change, delta) in enumerate(places):
        sign = sign_of(X, t, np.array(W))
        before = np.where(sign == 0, 1.0, change * sign) + 0.0
        yield X, t, np.array(W), before, np.array(delta), *((1.5, 0.3) if i % 2 else (1.2, 0.5))
    yield on_lesson((0.0, 0.0), (-1.0, 1.0), (0.1, 0.2))
    yield on_lesson((0.5, 0.5), (1.0, 1.0), (0.1, 0.2))


def on_lesson(W, before, delta):
    return *LESSON, np.array(W), np.array(before), np.array(delta), 1.2, 0.5


UPDATE = Task(
    update_rprop,
    parts=("W_delta", "W_sign"),
    shapes={"W_delta": "have shape (2,)", "W_sign": "have shape (2,)"},
    first=("W_sign",),
    floor=0,
    cases=list(update_cases()),
    beyond=[
        (UNBOUNDED, on_lesson((1.2, 1.2), (1.0, 1.0), (45.0, 49.0))),
        (UNBOUNDED, on_lesson((1.2, 1.2), (-1.0, -1.0), (1.5e-20, 1e-3))),
        (BOTH_ZERO, on_lesson((0.0, 0.0), (0.0, 0.0), (0.1, 0.2))),
    ],
    mistakes=[
        (
            "The two results are in the wrong order: return W_delta, W_sign.",
            then(lambda d, s, W, g, b: (s, d)),
        ),
        (RAW, then(lambda d, s, W, g, b: (d, g))),
        (RAW, then(lambda d, s, W, g, b: (d, np.abs(g)))),
        (FLIPPED, then(lambda d, s, W, g, b: (d, -s))),
        (FLIPPED, with_sign(lambda g: -np.sign(g))),
        (
            "The old sign is returned: return that of the gradient at W, for it is W_prev_sign of the next iteration.",
            then(lambda d, s, W, g, b: (d, b)),
        ),
        (
            "The product of the two signs is returned: return the sign of the gradient itself.",
            then(lambda d, s, W, g, b: (d, s * b)),
        ),
        (BOOLEAN, then(lambda d, s, W, g, b: (d, (g > 0) * 1.0))),
        (BOOLEAN, with_sign(lambda g: (g > 0) * 1.0)),
        (NO_ZERO, with_sign(lambda g: np.where(g > 0, 1.0, -1.0))),
        (NO_ZERO, with_sign(lambda g: np.where(g >= 0, 1.0, -1.0))),
        (MOVED, then(lambda d, s, W, g, b: (W - s * d, s))),
        (MOVED, then(lambda d, s, W, g, b: (d, W - s * d))),
        (MOVED, then(lambda d, s, W, g, b: (W + s * d, s))),
        (GROWN, then(lambda d, s, W, g, b: (d * g, s))),
        (GROWN, then(lambda d, s, W, g, b: (d * np.abs(g), s))),
        (GROWN, then(lambda d, s, W, g, b: (d * g, g))),
        (GROWN, then(lambda d, s, W, g, b: (d * np.abs(g), g))),
        (SIGNED_STEP, then(lambda d, s, W, g, b: (s * d, s))),
        (SIGNED_STEP, then(lambda d, s, W, g, b: (-s * d, s))),
        (
            "The signs are taken at swapped weights: W[0] is wx, W[1] is wRec.",
            lambda X, t, W, *a: update_rprop(X, t, W[::-1], *a),
        ),
        (
            "The lesson's data are used, not the arguments X and t.",
            lambda X, t, *a: update_rprop(*LESSON, *a),
        ),
        *((hint, with_rule(rule)) for hint, rule in RULES),
    ],
    praise="It sees the sign and never the size, so a cliff of a million and a slope of one lead to the same step.",
)


def path_by(step, sign=sign_of, start=np.zeros, remember=True, adapt=True):
    """Return the Rprop path with one thing changed: the move, the sign, the first sign, or what is handed on."""

    def mistake(X, t, W, n_iter, eta_p, eta_n, delta_0):
        path, before, delta = [np.array(W, dtype=float)], start(2), np.full(2, delta_0)
        for i in range(n_iter):
            now = sign(X, t, path[-1])
            new = next_step_size(delta, now, before, eta_p, eta_n)
            path.append(step(path[-1], now, new, gradient(X, t, path[-1])))
            before = now if remember else before
            delta = new if adapt else delta
        return np.array(path)

    return mistake


def downhill(W, sign, delta, slope):
    return W - sign * delta


def ruled(rule):
    """Return the Rprop path with another rule for the step size."""

    def mistake(X, t, W, n_iter, eta_p, eta_n, delta_0):
        path, before, delta = [np.array(W, dtype=float)], np.zeros(2), np.full(2, delta_0)
        for i in range(n_iter):
            now = sign_of(X, t, path[-1])
            delta = rule(delta, now, before, eta_p, eta_n)
            path.append(path[-1] - now * delta)
            before = now
        return np.array(path)

    return mistake


def old_step_first(X, t, W, n_iter, eta_p, eta_n, delta_0):
    """Move by the old step, and change it afterwards."""
    path, before, delta = [np.array(W, dtype=float)], np.zeros(2), np.full(2, delta_0)
    for i in range(n_iter):
        now = sign_of(X, t, path[-1])
        path.append(path[-1] - now * delta)
        delta, before = next_step_size(delta, now, before, eta_p, eta_n), now
    return np.array(path)


#: Hints whose rules differ from the right one only where a path does not go, or have another name there.
HIDDEN_WORDS = "bound", "a sign is 0", "every step shrinks", "the wrong way round", "are ignored"
HIDDEN_IN_PATHS = {hint for hint, _ in RULES if any(words in hint for words in HIDDEN_WORDS)}

ALIASED = (
    "All rows are the same, the last one: the path holds one and the same array again and again, and it moved in "
    "place. "
    "Put a copy into the path, W.copy(), or write W = W - step."
)
FIRST_STEP = (
    "The first step is eta_n * delta_0: before the first iteration there is no sign, so W_prev_sign starts at 0 and "
    "the step shrinks."
)


def rows_of(path):
    """Return the mistakes in keeping the rows that every path can have; `path` gives the right one."""

    def keep(change):
        return lambda *a: change(path(*a))

    return [
        (
            "The first row must be the start W, before any step: yours begins after the first iteration.",
            keep(lambda p: p[1:]),
        ),
        (
            "The last row is missing: the start and n_iter steps make n_iter + 1 rows, so the loop runs n_iter times.",
            keep(lambda p: p[:-1]),
        ),
        (ALIASED, keep(lambda p: np.tile(p[-1], (len(p), 1)))),
        (
            ALIASED + " And the first row must be the start.",
            keep(lambda p: np.tile(p[-1], (len(p) - 1, 1))),
        ),
        ("The start is there twice.", keep(lambda p: np.vstack([p[:1], p]))),
        (
            "The start is there twice, and the last row is missing: row i holds the weights after i iterations.",
            keep(lambda p: np.vstack([p[:1], p[:-1]])),
        ),
        ("The last row is there twice.", keep(lambda p: np.vstack([p, p[-1:]]))),
        (
            "Only the last weights are returned: return the path, n_iter + 1 rows.",
            keep(lambda p: p[-1]),
        ),
        (
            "The path is transposed: a row for each iteration, a column for each weight.",
            keep(lambda p: p.T),
        ),
        ("The path runs backwards: row 0 is the start.", keep(lambda p: p[::-1])),
        ("The columns are swapped: first wx, then wRec.", keep(lambda p: p[:, ::-1])),
        (
            "Only the steps are kept: row i must hold the weights after i iterations.",
            keep(lambda p: np.diff(p, axis=0)),
        ),
        (
            "The path is flat: a row for each iteration, a column for each weight.",
            keep(lambda p: p.ravel()),
        ),
        (
            "The first row must be the start W; yours is 0.",
            keep(lambda p: np.vstack([np.zeros(2), p[1:]])),
        ),
        (
            "The last row is not filled: let the loop reach it.",
            keep(lambda p: np.vstack([p[:-1], np.zeros((1, 2))])),
        ),
        ("Only the path of wx is returned.", keep(lambda p: p[:, 0])),
        ("Only the path of wRec is returned.", keep(lambda p: p[:, 1])),
        (
            "Only the last weights are kept, all other rows are 0: store W in each iteration.",
            keep(lambda p: np.vstack([np.zeros((len(p) - 1, 2)), p[-1:]])),
        ),
        (
            "Only the first row is filled: store W in each iteration.",
            keep(lambda p: np.vstack([p[:1], np.zeros((len(p) - 1, 2))])),
        ),
        (
            "It stands still: every row is the start. Write W = W - step in the loop.",
            keep(lambda p: np.tile(p[0], (len(p), 1))),
        ),
        (
            "There is one row too many: the start and n_iter steps make n_iter + 1 rows.",
            lambda X, t, W, n_iter, *a: path(X, t, W, n_iter + 1, *a),
        ),
        (
            "n_iter is ignored: take as many steps as are asked for.",
            lambda X, t, W, n_iter, *a: path(X, t, W, 500, *a),
        ),
        (
            "The start is ignored: begin at the W that is handed over.",
            lambda X, t, W, *a: path(X, t, (-1.5, 2.0), *a),
        ),
        (
            "The start is ignored: begin at the W that is handed over.",
            lambda X, t, W, *a: path(X, t, (0.0, 0.0), *a),
        ),
        (
            "The lesson's data are used, not the arguments X and t.",
            lambda X, t, *a: path(*LESSON, *a),
        ),
        (
            "The costs along the path are returned: return the weights.",
            lambda X, t, *a: costs(X, t, path(X, t, *a)),
        ),
    ]


def path_cases(*settings):
    starts = [(0.5, 0.4), (-1.5, 2.0), (0.7, -1.1), (-0.6, 0.9), (0.3, 0.2)]
    return [
        (X, t, np.array(W), *more) for (X, t), W, more in zip([*DATA[:4], LESSON], starts, settings)
    ]


RPROP_PATH = Task(
    rprop_path,
    parts="path",
    shapes={"path": "have shape (n_iter + 1, 2)"},
    cases=path_cases(
        (6, 1.2, 0.5, 0.1),
        (40, 1.2, 0.5, 0.001),
        (12, 1.5, 0.3, 0.9),
        (1, 1.1, 0.25, 0.2),
        (15, 1.3, 0.4, 0.7),
    ),
    beyond=[
        ("", (*LESSON, np.array([0.3, 0.2]), 0, 1.2, 0.5, 0.1)),
        ("", (*LESSON, np.array([0.5, 0.5]), 8)),
        ("", (*LESSON, np.array([-1, 2]), 8, 1.2, 0.5, 0.01)),
    ],
    mistakes=[
        *rows_of(rprop_path),
        (
            "It climbs: step against the sign of the gradient, W - W_sign * W_delta.",
            path_by(lambda W, s, d, g: W + s * d),
        ),
        (
            "The step is multiplied by the gradient. Rprop takes its sign alone: W - W_sign * W_delta.",
            path_by(lambda W, s, d, g: W - g * d),
        ),
        (
            "The sign is missing in the step: W - W_sign * W_delta.",
            path_by(lambda W, s, d, g: W - d),
        ),
        (
            "Only wx moves: both weights take their own step.",
            path_by(lambda W, s, d, g: W - s * d * [1, 0]),
        ),
        (
            "Only wRec moves: both weights take their own step.",
            path_by(lambda W, s, d, g: W - s * d * [0, 1]),
        ),
        (
            ETAS_IGNORED,
            lambda X, t, W, n_iter, p, n, delta_0: rprop_path(X, t, W, n_iter, 1.2, 0.5, delta_0),
        ),
        (
            "delta_0 is ignored: the first step sizes are delta_0, and not always 0.001.",
            lambda X, t, W, n_iter, p, n, delta_0: rprop_path(X, t, W, n_iter, p, n, 0.001),
        ),
        (
            "delta_0 is ignored: the first step sizes are delta_0, and not always 0.1.",
            lambda X, t, W, n_iter, p, n, delta_0: rprop_path(X, t, W, n_iter, p, n, 0.1),
        ),
        (
            "Every step shrinks: W_prev_sign is never updated. After each iteration the new sign becomes the old one.",
            path_by(downhill, remember=False),
        ),
        (
            "W_delta is never updated: the step size of one iteration is where the next begins.",
            path_by(downhill, adapt=False),
        ),
        (
            "W_prev_sign and W_delta are never updated: hand both on to the next iteration.",
            path_by(downhill, remember=False, adapt=False),
        ),
        (FIRST_STEP, old_step_first),
        (FIRST_STEP, path_by(downhill, start=np.ones)),
        (
            FIRST_STEP,
            ruled(lambda d, s, b, p, n: next_step_size(d, s, b, p, n) if np.any(b) else d),
        ),
        (
            FIRST_STEP,
            lambda X, t, W, n_iter, p, n, delta_0: rprop_path(X, t, W, n_iter, p, n, delta_0 / n),
        ),
        (
            "The sign at the start is used for the whole path: compute the gradient anew at each W.",
            lambda X, t, W, *a: path_by(downhill, sign=lambda X, t, _: sign_of(X, t, W))(
                X, t, W, *a
            ),
        ),
        *((hint, ruled(rule)) for hint, rule in RULES if hint not in HIDDEN_IN_PATHS),
    ],
    praise="The start, then one row for each step: the whole way down, to be drawn or searched.",
)


def descend(move, slope=gradient):
    """Return a path of gradient descent with another move, from W, the gradient g, the rate r and the limit c."""

    def mistake(X, t, W, n_iter, learning_rate, max_norm):
        path = [np.array(W, dtype=float)]
        for i in range(n_iter):
            path.append(move(path[-1], slope(X, t, path[-1]), learning_rate, max_norm))
        return np.array(path)

    return mistake


def clipped(g, limit, norm=np.linalg.norm):
    return g * min(1, limit / max(norm(g), 1e-300))


def in_turn(X, t, W, n_iter, learning_rate, max_norm):
    """Move wx first, and use the moved wx for the gradient of wRec."""
    path = [np.array(W, dtype=float)]
    for i in range(n_iter):
        W = path[-1].copy()
        for j in range(2):
            W[j] -= learning_rate * clipped(gradient(X, t, W), max_norm)[j]
        path.append(W)
    return np.array(path)


def from_start(X, t, W, n_iter, learning_rate, max_norm):
    return W - learning_rate * clipped(gradient(X, t, W), max_norm) * np.arange(n_iter + 1)[:, None]


ALL_LENGTHS = "Every gradient gets the length max_norm, short ones too. Scale down only those that are longer."
LENGTH = "The length of the gradient is the root of the sum of the squares; yours is"

DESCENT = Task(
    gradient_descent_path,
    parts="path",
    shapes={"path": "have shape (n_iter + 1, 2)"},
    cases=[
        *path_cases((6, 0.05, 1e3), (30, 0.02, 1.5), (9, 0.1, 0.8), (1, 0.2, 0.3)),
        (*LESSON, np.array([0.5, 0.5]), 12, 1e-3, 1e3),
    ],
    beyond=[
        ("", (*LESSON, np.array([0.5, 0.5]), 0, 0.1, 1.0)),
        ("", (*LESSON, np.array([0.5, 0.5]), 4)),
        ("", (*LESSON, np.array([1, 0]), 5, 0.001, 2.0)),
    ],
    mistakes=[
        *rows_of(gradient_descent_path),
        (
            "It climbs: step against the gradient, W - learning_rate * gradient.",
            descend(lambda W, g, r, c: W + r * clipped(g, c)),
        ),
        (
            "max_norm is ignored: scale a gradient that is longer down to that length.",
            descend(lambda W, g, r, c: W - r * g),
        ),
        (
            "learning_rate is ignored: use the argument.",
            descend(lambda W, g, r, c: W - 1e-4 * clipped(g, c)),
        ),
        (
            "learning_rate is missing: W - learning_rate * gradient.",
            descend(lambda W, g, r, c: W - clipped(g, c)),
        ),
        (
            "It divides by learning_rate: multiply.",
            descend(lambda W, g, r, c: W - clipped(g, c) / r),
        ),
        (
            "Each part of the gradient is clipped on its own, which changes the direction. Scale the whole gradient "
            "down to the "
            "length max_norm.",
            descend(lambda W, g, r, c: W - r * np.clip(g, -c, c)),
        ),
        (
            "Each part is clipped from above only, so a large negative gradient gets through. Scale the whole "
            "gradient to the "
            "length max_norm.",
            descend(lambda W, g, r, c: W - r * np.minimum(g, c)),
        ),
        (
            "A clipped gradient keeps no direction: it is replaced by max_norm. Scale it, gradient * max_norm / norm.",
            descend(lambda W, g, r, c: W - r * (g if np.linalg.norm(g) <= c else np.full(2, c))),
        ),
        (ALL_LENGTHS, descend(lambda W, g, r, c: W - r * g * c / np.linalg.norm(g))),
        (
            "Every gradient gets the length 1: divide by the norm only to scale a long one down to max_norm.",
            descend(lambda W, g, r, c: W - r * g / np.linalg.norm(g)),
        ),
        (
            "A clipped gradient gets the length 1, not max_norm: multiply by max_norm / norm.",
            descend(
                lambda W, g, r, c: W - r * (g if np.linalg.norm(g) <= c else g / np.linalg.norm(g))
            ),
        ),
        (
            "The step is clipped, learning_rate included. Clip the gradient first, then multiply by learning_rate.",
            descend(lambda W, g, r, c: W - clipped(r * g, c)),
        ),
        (
            "Clipped the wrong way round: short gradients are made longer. Scale down those that are longer than "
            "max_norm.",
            descend(lambda W, g, r, c: W - r * g * max(1, c / np.linalg.norm(g))),
        ),
        (
            "A gradient that is too long is dropped. Scale it down to the length max_norm, and take the step.",
            descend(lambda W, g, r, c: W - r * g * (np.linalg.norm(g) <= c)),
        ),
        (
            f"{LENGTH} the sum of the absolute values.",
            descend(lambda W, g, r, c: W - r * clipped(g, c, lambda g: np.abs(g).sum())),
        ),
        (
            f"{LENGTH} the largest absolute value.",
            descend(lambda W, g, r, c: W - r * clipped(g, c, lambda g: np.abs(g).max())),
        ),
        (
            f"{LENGTH} without the root.",
            descend(lambda W, g, r, c: W - r * clipped(g, c, lambda g: np.sum(g**2))),
        ),
        (
            "Only the sign of the gradient is used: that is Rprop's way. Here its size counts.",
            descend(lambda W, g, r, c: W - r * np.sign(g)),
        ),
        (
            "Only wx moves: both weights take a step.",
            descend(lambda W, g, r, c: W - r * clipped(g, c) * [1, 0]),
        ),
        (
            "Only wRec moves: both weights take a step.",
            descend(lambda W, g, r, c: W - r * clipped(g, c) * [0, 1]),
        ),
        (
            "wx moves first, and the gradient for wRec is taken at the moved wx. Compute both first, then move both.",
            in_turn,
        ),
        (
            "The gradient at the start is used for the whole path: compute it anew at each W.",
            from_start,
        ),
        (
            "The gradient is summed over the samples: divide by m.",
            descend(lambda W, g, r, c: W - r * clipped(g, c), slope=scaled(lambda m, n: m)),
        ),
    ],
    praise="Every row is one step against the slope; a gradient that is too long keeps its direction only.",
)

TASKS = [GRADIENT, NEXT, UPDATE, RPROP_PATH, DESCENT]
