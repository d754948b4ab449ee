"""The functions of lesson 04: inputs to try, and the mistakes that people make."""

from dataclasses import replace

import numpy as np

from rnn_lesson.checks._task import Task, Trouble
from rnn_lesson.gradcheck import assert_gradients_agree, numerical_gradient, relative_error


def function_of(size, words):
    """Decorate a function of W: it refuses another shape, and words tell the learner what it computes."""

    def decorate(function):
        def f(W):
            shape = np.shape(W)
            if shape != (size if isinstance(size, tuple) else (size,)):
                raise Trouble(
                    f"called f with something of shape {shape}; hand it an array of the shape of W, "
                    "in which one element has moved"
                )
            return float(function(np.array(W, dtype=float)))

        f.words, f.__qualname__ = words, "f"
        return f

    return decorate


@function_of(2, "f(W) = W[0]^3 W[1]")
def cubic(W):
    return W[0] ** 3 * W[1]


@function_of(2, "f(W) = W[0]^2 + 3 W[0] W[1] + 1")
def parabola(W):
    return W[0] ** 2 + 3 * W[0] * W[1] + 1


@function_of(3, "f(W) = W[0] + W[1]^2 + exp(W[2])")
def mixed(W):
    return W[0] + W[1] ** 2 + np.exp(W[2])


@function_of(1, "f(W) = W[0]^4")
def single(W):
    return W[0] ** 4


@function_of(5, "f(W) = the sum of i W[i]^3, i from 1")
def long(W):
    return np.sum(np.arange(1, 6) * W**3)


@function_of((2, 2), "a function of a 2-D array W")
def square(W):
    return np.sum(W**3 * np.array([[1, 2], [3, 4]]))


@function_of((), "a function of one number W")
def plain(W):
    return W**3


def difference(slope, float_steps=True):
    """Return the gradient function with slope(f, W, step, eps) for each weight."""

    def mistake(f, W, eps=1e-7):
        W = np.array(W, dtype=float if float_steps else W.dtype)
        steps = (eps * np.eye(len(W))).astype(W.dtype)
        return np.array([slope(f, W, step, eps) for step in steps])

    return mistake


def walking(restored):
    """Move W itself and do not put it back, or put it back by one eps only."""

    def mistake(f, W, eps=1e-7):
        W = np.array(W, dtype=float)
        grad = np.zeros(len(W))
        for i in range(len(W)):
            W[i] += eps
            above = f(W)
            W[i] -= 2 * eps
            grad[i] = (above - f(W)) / (2 * eps)
            W[i] += restored * eps
        return grad

    return mistake


def both_walk(f, W, eps=1e-7):
    above, below = np.array(W, dtype=float), np.array(W, dtype=float)
    grad = np.zeros(len(W))
    for i in range(len(W)):
        above[i] += eps
        below[i] -= eps
        grad[i] = (f(above) - f(below)) / (2 * eps)
    return grad


def with_eps(fixed):
    return lambda f, W, eps=None: numerical_gradient(f, W, fixed)


def central(f, W, step, eps):
    return (f(W + step) - f(W - step)) / (2 * eps)


def one_entry(index, fill=0.0):
    def mistake(f, W, eps=1e-7):
        grad = np.full(len(W), fill)
        grad[index] = numerical_gradient(f, W, eps)[index]
        return grad

    return mistake


def cut_to_type_of_W(f, W, eps=1e-7):
    return numerical_gradient(f, W, eps).astype(W.dtype)


def cut_after_step(f, W, eps=1e-7):
    """Move the element of an array that may hold integers."""
    moved = [
        ((W + step).astype(W.dtype), (W - step).astype(W.dtype)) for step in eps * np.eye(len(W))
    ]
    return np.array([(f(above) - f(below)) / (2 * eps) for above, below in moved])


DEFAULT = "The default eps is too large, so the line leaves the curve: the lesson's is 1e-7."
CUT_STEP = (
    "Where W holds integers, the step is cut to a whole number, often to 0. Make W float first: np.array(W, "
    "dtype=float)."
)
ONE_SIDED = (
    "This is a one-sided difference. Move to both sides: f(W + step) - f(W - step), over 2 eps."
)
ALL_AT_ONCE = (
    "All weights move at once. Move one weight at a time, and leave the others where they are."
)
NOT_PUT_BACK = "The weights that moved are not put back before the next one moves. Start each time from a fresh copy of W."
EPS_IGNORED = "eps is ignored: the step is always the same. Use the eps that is handed over."

NUMERICAL = Task(
    numerical_gradient,
    parts="gradient",
    shapes={"gradient": "have the shape of W, one number for each weight"},
    rtol=2e-6,
    floor=2e-6,
    cases=[
        (cubic, np.array([1.2, -0.7]), 0.5),
        (cubic, np.array([1.2, -0.7])),
        (parabola, np.array([0.5, 2.0]), 1e-3),
        (mixed, np.array([0.3, -1.0, 0.5]), 0.25),
        (mixed, np.array([0.3, -1.0, 0.5])),
        (single, np.array([1.5]), 0.1),
        (long, np.array([0.5, -0.4, 0.3, 0.2, -0.6]), 0.01),
        (cubic, np.array([1, -2]), 1e-4),
        (cubic, np.array([1, 2])),
    ],
    beyond=[("", (square, np.array([[0.5, -1.0], [0.2, 1.5]]))), ("", (plain, np.array(1.5)))],
    mistakes=[
        (ONE_SIDED, difference(lambda f, W, step, eps: (f(W + step) - f(W)) / eps)),
        (ONE_SIDED, difference(lambda f, W, step, eps: (f(W) - f(W - step)) / eps)),
        (
            ONE_SIDED
            + " And it is divided by 2 eps, though the two points are only one eps apart.",
            difference(lambda f, W, step, eps: (f(W + step) - f(W)) / (2 * eps)),
        ),
        (
            ONE_SIDED
            + " And it is divided by 2 eps, though the two points are only one eps apart.",
            difference(lambda f, W, step, eps: (f(W) - f(W - step)) / (2 * eps)),
        ),
        (
            "The factor 2 is missing: W + eps and W - eps are 2 eps apart, so divide by 2 eps.",
            difference(lambda f, W, step, eps: (f(W + step) - f(W - step)) / eps),
        ),
        (
            "The two points are eps apart: yours moves by eps / 2 to each side. Move by eps and divide by 2 eps.",
            difference(lambda f, W, step, eps: (f(W + step / 2) - f(W - step / 2)) / eps),
        ),
        (
            "Yours moves by 2 eps to each side. Move by eps and divide by 2 eps.",
            difference(lambda f, W, step, eps: (f(W + 2 * step) - f(W - 2 * step)) / (4 * eps)),
        ),
        (
            "Mind the parentheses: / 2 * eps divides by 2 and then multiplies by eps. Write / (2 * eps).",
            difference(lambda f, W, step, eps: (f(W + step) - f(W - step)) / 2 * eps),
        ),
        (
            "Mind the parentheses: only the second cost is divided. Write (f(W + step) - f(W - step)) / (2 * eps).",
            difference(lambda f, W, step, eps: f(W + step) - f(W - step) / (2 * eps)),
        ),
        (
            "The difference is not divided by 2 eps: a slope is a difference over a distance.",
            difference(lambda f, W, step, eps: f(W + step) - f(W - step)),
        ),
        (
            "The eps is missing below the line: divide by 2 eps.",
            difference(lambda f, W, step, eps: (f(W + step) - f(W - step)) / 2),
        ),
        (
            "The two costs are added: take their difference.",
            difference(lambda f, W, step, eps: (f(W + step) + f(W - step)) / (2 * eps)),
        ),
        (
            "The gradient has the wrong sign: f(W + step) comes first, f(W - step) is taken away.",
            difference(lambda f, W, step, eps: (f(W - step) - f(W + step)) / (2 * eps)),
        ),
        (
            "Absolute values lose the sign of the slope.",
            difference(lambda f, W, step, eps: abs(central(f, W, step, eps))),
        ),
        (
            "This is the second derivative: f(W + step) - 2 f(W) + f(W - step). The slope needs only the two outer "
            "values.",
            difference(lambda f, W, step, eps: (f(W + step) - 2 * f(W) + f(W - step)) / eps**2),
        ),
        (ALL_AT_ONCE, lambda f, W, eps=1e-7: np.full(len(W), central(f, W, eps, eps))),
        (ALL_AT_ONCE, lambda f, W, eps=1e-7: np.full(len(W), (f(W + eps) - f(W)) / eps)),
        (
            ALL_AT_ONCE + " And return one number for each weight.",
            lambda f, W, eps=1e-7: central(f, W, eps, eps),
        ),
        (NOT_PUT_BACK, walking(0)),
        (NOT_PUT_BACK + " You subtract 2 eps, so add eps back.", walking(2)),
        (NOT_PUT_BACK, both_walk),
        *(
            (DEFAULT, lambda f, W, eps=eps: numerical_gradient(f, W, eps))
            for eps in (0.01, 0.1, 1.0)
        ),
        (EPS_IGNORED, with_eps(1e-6)),
        (EPS_IGNORED, with_eps(1e-3)),
        (EPS_IGNORED, with_eps(0.01)),
        (
            EPS_IGNORED,
            lambda f, W, eps=None: np.array(
                [(f(W + 1e-7 * e) - f(W)) / 1e-7 for e in np.eye(len(W))]
            ),
        ),
        (
            "The step is relative, eps times W. Here it is eps itself, for every weight.",
            lambda f, W, eps=1e-7: np.array(
                [central(f, W, eps * e * abs(W @ e), eps * abs(W @ e)) for e in np.eye(len(W))]
            ),
        ),
        (CUT_STEP, difference(central, float_steps=False)),
        (CUT_STEP, cut_after_step),
        (
            "Where W holds integers, the gradient is cut to whole numbers: make the array for it of floats, "
            "np.zeros(W.shape).",
            cut_to_type_of_W,
        ),
        (
            "Only the first weight is moved. Go on with the others: is return inside the loop?",
            one_entry(0),
        ),
        ("Only the last weight is moved: the loop must reach all of them.", one_entry(-1)),
        ("The first weight is left out: count from 0.", one_entry(slice(1, None))),
        (
            "The last weight is left out: let the loop run over all of them.",
            one_entry(slice(None, -1)),
        ),
        (
            "The sum of all slopes is returned: give one number for each weight.",
            lambda f, W, eps=1e-7: np.sum(numerical_gradient(f, W, eps)),
        ),
        (
            "Only the first slope is returned: is return inside the loop?",
            lambda f, W, eps=1e-7: numerical_gradient(f, W, eps)[0],
        ),
        (
            "Only the last slope is returned: give one number for each weight.",
            lambda f, W, eps=1e-7: numerical_gradient(f, W, eps)[-1],
        ),
        (
            "The length of the gradient is returned: give one number for each weight.",
            lambda f, W, eps=1e-7: np.linalg.norm(numerical_gradient(f, W, eps)),
        ),
        (
            "The gradient is scaled to length 1: its size counts too.",
            lambda f, W, eps=1e-7: (g := numerical_gradient(f, W, eps)) / np.linalg.norm(g),
        ),
    ],
    praise="One weight moves at a time, to both sides: no line of the backward pass is needed, so it can judge one.",
)


def ratio(scale, top=lambda a, b: np.abs(a - b)):
    """Return the error with another scale below or another difference above."""
    return lambda a, b: top(a, b) / scale(a, b)


def larger(a, b):
    scale = np.maximum(np.abs(a), np.abs(b))
    return np.where(scale == 0, 1, scale)


def safe(scale):
    return lambda a, b: np.where(scale(a, b) == 0, 1, scale(a, b))


RNG = np.random.default_rng(2)
ZERO = "Where both are 0 the error is 0. Yours is 0 / 0, nan: divide by 1 there."
OTHER_SCALE = "Divide by the larger of |a| and |b|"
A_ONLY = f"It divides by |a| alone. {OTHER_SCALE}, so that the order of a and b does not matter."
B_ONLY = f"It divides by |b| alone. {OTHER_SCALE}, so that the order of a and b does not matter."
SUM = f"It divides by |a| + |b|. {OTHER_SCALE}, not by their sum: opposite numbers must give 2."
MEAN = f"It divides by the mean of |a| and |b|. {OTHER_SCALE}."
SIGNED = "The absolute value of a - b is missing: an error is never negative."
ABSOLUTE = (
    f"This is the absolute error. {OTHER_SCALE}: what counts is the error relative to the numbers."
)
ONE_NUMBER = "It returns one number for all. Give an error for each element, so that one can see which is wrong."


def sign_in_scale(a, b):
    return np.maximum(a, b)


RELATIVE = Task(
    relative_error,
    parts="error",
    shapes={"error": "have the shape of a, one number for each element"},
    cases=[
        (np.array([1.0, 2.0, -3.0]), np.array([1.5, 2.0, -2.0])),
        (np.array([0.0, 1.0, 0.0]), np.array([0.0, 0.0, -2.0])),
        (np.array([375.0, -2329.0]), np.array([-375.0, -2330.0])),
        (np.array([1e-6, 2e-9]), np.array([2e-6, -1e-9])),
        (RNG.normal(size=6).round(2), RNG.normal(size=6).round(2)),
        (np.array([4.0]), np.array([5.0])),
        (np.array([1, -2, 6]), np.array([2, -2, -3])),
        (np.array([3e6, -4e-3, 20.0, 1.0]), np.array([2e6, -5e-3, 30.0, 8.0])),
    ],
    beyond=[
        ("", (RNG.normal(size=(2, 3)).round(2), RNG.normal(size=(2, 3)).round(2))),
        ("", (np.array(2.0), np.array(3.0))),
    ],
    mistakes=[
        (ABSOLUTE, lambda a, b: np.abs(a - b)),
        (ABSOLUTE + " And its sign is lost: take the absolute value.", lambda a, b: a - b),
        (ABSOLUTE + " And its sign is lost: take the absolute value.", lambda a, b: b - a),
        (SIGNED, lambda a, b: (a - b) / larger(a, b)),
        (SIGNED, lambda a, b: (b - a) / larger(a, b)),
        (A_ONLY, ratio(safe(lambda a, b: np.abs(a)))),
        (A_ONLY, ratio(lambda a, b: np.abs(a))),
        (B_ONLY, ratio(safe(lambda a, b: np.abs(b)))),
        (B_ONLY, ratio(lambda a, b: np.abs(b))),
        (A_ONLY + " " + SIGNED, ratio(lambda a, b: a)),
        (A_ONLY + " " + SIGNED, ratio(lambda a, b: a, top=lambda a, b: a - b)),
        (A_ONLY + " " + SIGNED, ratio(lambda a, b: a, top=lambda a, b: b - a)),
        (B_ONLY + " " + SIGNED, ratio(lambda a, b: b)),
        (B_ONLY + " " + SIGNED, ratio(lambda a, b: b, top=lambda a, b: a - b)),
        (SUM, ratio(safe(lambda a, b: np.abs(a) + np.abs(b)))),
        (SUM, ratio(lambda a, b: np.abs(a) + np.abs(b))),
        (SUM, ratio(safe(lambda a, b: np.abs(a + b)))),
        (SUM, ratio(lambda a, b: np.abs(a + b))),
        (SUM, ratio(lambda a, b: a + b)),
        (MEAN, ratio(safe(lambda a, b: (np.abs(a) + np.abs(b)) / 2))),
        (MEAN, ratio(lambda a, b: (np.abs(a) + np.abs(b)) / 2)),
        (
            f"It divides by the smaller of the two. {OTHER_SCALE}.",
            ratio(safe(lambda a, b: np.minimum(np.abs(a), np.abs(b)))),
        ),
        (
            f"It divides by the smaller of the two. {OTHER_SCALE}.",
            ratio(lambda a, b: np.minimum(np.abs(a), np.abs(b))),
        ),
        (
            "It compares |a| with |b|: so a wrong sign is not seen. Take |a - b|.",
            ratio(larger, top=lambda a, b: np.abs(np.abs(a) - np.abs(b))),
        ),
        (
            "It adds a and b: the error is the difference |a - b|.",
            ratio(larger, top=lambda a, b: np.abs(a + b)),
        ),
        (
            "The larger of a and b is not the larger of |a| and |b|: take absolute values first.",
            ratio(sign_in_scale),
        ),
        (
            "The larger of a and b is not the larger of |a| and |b|: take absolute values first.",
            ratio(safe(sign_in_scale)),
        ),
        (
            "The larger of a and b is not the larger of |a| and |b|: take absolute values first.",
            lambda a, b: np.abs((a - b) / safe(sign_in_scale)(a, b)),
        ),
        (
            "The larger of a and b is not the larger of |a| and |b|: take absolute values first.",
            lambda a, b: np.abs((a - b) / np.maximum(a, b)),
        ),
        (ZERO, ratio(lambda a, b: np.maximum(np.abs(a), np.abs(b)))),
        (
            "Something is added below the line. It spoils the error of small numbers; divide by 1 only where both are 0.",
            ratio(lambda a, b: np.maximum(np.abs(a), np.abs(b)) + 1e-8),
        ),
        (
            "Something is added below the line. It spoils the error of small numbers; divide by 1 only where both are 0.",
            ratio(lambda a, b: np.maximum(np.abs(a), np.abs(b)) + 1),
        ),
        (
            "The divisor is never smaller than some bound, which hides the error of small numbers. Divide by 1 only where "
            "both are 0.",
            ratio(lambda a, b: np.maximum(np.maximum(np.abs(a), np.abs(b)), 1)),
        ),
        (
            "The divisor is never smaller than some bound, which hides the error of small numbers. Divide by 1 only where "
            "both are 0.",
            ratio(lambda a, b: np.maximum(np.maximum(np.abs(a), np.abs(b)), 1e-8)),
        ),
        (
            "The difference is squared: take its absolute value.",
            ratio(larger, top=lambda a, b: (a - b) ** 2),
        ),
        (
            "Everything is squared: take absolute values.",
            lambda a, b: ((a - b) / larger(a, b)) ** 2,
        ),
        (f"It divides by the product. {OTHER_SCALE}.", ratio(safe(lambda a, b: np.abs(a * b)))),
        (f"It divides by the length of the pair. {OTHER_SCALE}.", ratio(safe(np.hypot))),
        (
            f"It divides by the largest number of all elements. {OTHER_SCALE}, element by element: use np.maximum, not "
            f"np.max.",
            lambda a, b: np.abs(a - b) / max(np.max(np.abs(a)), np.max(np.abs(b))),
        ),
        (ONE_NUMBER, lambda a, b: np.max(np.abs(a - b) / larger(a, b))),
        (ONE_NUMBER, lambda a, b: np.mean(np.abs(a - b) / larger(a, b))),
        (ONE_NUMBER, lambda a, b: np.sum(np.abs(a - b) / larger(a, b))),
        (ONE_NUMBER, lambda a, b: np.linalg.norm(a - b) / (np.linalg.norm(a) + np.linalg.norm(b))),
        (
            ONE_NUMBER,
            lambda a, b: np.linalg.norm(a - b) / max(np.linalg.norm(a), np.linalg.norm(b)),
        ),
        (ONE_NUMBER, lambda a, b: np.linalg.norm(a - b) / np.linalg.norm(a)),
        (ONE_NUMBER, lambda a, b: np.linalg.norm(a - b)),
        (
            "It is in percent: leave out the factor 100.",
            lambda a, b: 100 * np.abs(a - b) / larger(a, b),
        ),
    ],
    praise="0 for equal numbers, 2 for opposite ones, and a size that means the same on the cliff and on the plain.",
)


def verdict_of(function):
    """Turn a check that raises into one that returns 1 where it refuses, 0 where it agrees.

    Where shapes differ or a number is nan, any error is a refusal.
    """

    def verdict(analytic, numeric, *tolerance):
        odd = (
            np.shape(analytic) != np.shape(numeric)
            or np.isnan(analytic).any()
            or np.isnan(numeric).any()
        )
        try:
            result = function(analytic, numeric, *tolerance)
        except AssertionError:
            return 1.0
        except Exception:
            if odd:
                return 1.0
            raise
        if isinstance(result, (bool, np.bool_)) and not result:
            raise Trouble(
                "returned False. A value that nobody looks at stops nothing: raise an AssertionError"
            )
        return 0.0

    return verdict


def refuses(condition):
    """Return a check that raises AssertionError where the condition holds."""

    def mistake(analytic, numeric, tolerance=1e-5):
        if condition(np.asarray(analytic), np.asarray(numeric), tolerance):
            raise AssertionError

    return mistake


def error_of(a, b):
    return np.abs(a - b) / larger(a, b)


AGREE = Task(
    assert_gradients_agree,
    parts="verdict",
    shapes={"verdict": "be one number"},
    asks=verdict_of,
    verdicts=(
        "return quietly, for the gradients agree",
        "raise an AssertionError, for the gradients differ",
    ),
    cases=[
        (np.array([1.0, 2.0]), np.array([1.0, 2.1])),
        (np.array([1.0, 2.0]), np.array([1.0, 2.0])),
        (np.array([375.6854, 2329.3733]), np.array([375.6855, 2329.3734])),
        (np.array([1.0, 2.0]), np.array([1.1, 2.0])),
        (np.array([1.0, 2.0]), np.array([0.9, 2.0])),
        (np.array([1.0, 2.0]), np.array([-1.0, -2.0])),
        (np.array([-1.0, 2.0]), np.array([1.0, 2.0])),
        (np.array([0.0, 3.0]), np.array([0.0, 3.0])),
        (np.array([0.0, 0.0]), np.array([375.0, 2329.0])),
        (np.array([1.0, 2.0]), np.array([1.1, 2.1]), 0.2),
        (np.array([1.0, 2.0]), np.array([1.001, 2.0]), 1e-2),
        (np.array([1.0, 2.0]), np.array([1.0000001, 2.0]), 1e-9),
        (np.array([1e-9, 2e-9]), np.array([2e-9, 2e-9])),
        (np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 2.0, 3.0, 6.0]), 0.2),
        (np.array([1e6, 2e6]), np.array([1e6 + 1, 2e6])),
        (np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.5, 3.0])),
        (np.array([1.0, 3.0, 2.0]), np.array([1.1, 2.9, 2.0])),
        (np.array([2.0, 1.0]), np.array([1.0, 2.0])),
        (np.array([np.nan, 2.0]), np.array([1.0, 2.0])),
        (np.array([1.0, 2.0]), np.array([np.nan, np.nan])),
        (np.array([2.0, 2.0]), np.array([2.0])),
    ],
    mistakes=[
        (
            "It never raises: a comparison whose answer is dropped checks nothing. Put assert in front of it, or raise an "
            "AssertionError.",
            lambda *a: None,
        ),
        (
            "It always raises, even where both gradients are the same: is the comparison the wrong way round?",
            refuses(lambda a, b, tolerance: True),
        ),
        (
            "The comparison is the wrong way round: raise where the error is above the tolerance.",
            refuses(
                lambda a, b, tolerance: a.shape != b.shape or not np.all(error_of(a, b) > tolerance)
            ),
        ),
        (
            "The comparison is the wrong way round: raise where the error is above the tolerance.",
            refuses(
                lambda a, b, tolerance: a.shape != b.shape or np.any(error_of(a, b) <= tolerance)
            ),
        ),
        (
            "The comparison is the wrong way round: raise where the error is above the tolerance.",
            refuses(lambda a, b, tolerance: np.all(error_of(a, b) <= tolerance)),
        ),
        (
            "One pair that agrees is enough for it: every pair must agree. Use np.all, not np.any.",
            refuses(lambda a, b, tolerance: not np.any(error_of(a, b) <= tolerance)),
        ),
        (
            "One pair that agrees is enough for it: every pair must agree. Use np.all, not np.any.",
            refuses(
                lambda a, b, tolerance: (
                    a.shape != b.shape or not np.any(error_of(a, b) <= tolerance)
                )
            ),
        ),
        (
            "One pair that agrees is enough for it: every pair must agree. Raise as soon as any error is too large.",
            refuses(lambda a, b, tolerance: np.all(error_of(a, b) > tolerance)),
        ),
        (
            "One pair that agrees is enough for it: every pair must agree. Raise as soon as any error is too large.",
            refuses(
                lambda a, b, tolerance: a.shape != b.shape or np.all(error_of(a, b) > tolerance)
            ),
        ),
        (
            "nan slips through, for every comparison with nan is False. Ask for `not error <= tolerance`, "
            "and not for `error > tolerance`.",
            refuses(
                lambda a, b, tolerance: a.shape != b.shape or np.any(error_of(a, b) > tolerance)
            ),
        ),
        (
            "nan slips through, for every comparison with nan is False, and so do shapes that differ. Ask for "
            "`not error <= tolerance`, and compare the shapes first.",
            refuses(lambda a, b, tolerance: np.any(error_of(a, b) > tolerance)),
        ),
        (
            "Shapes that differ slip through: NumPy stretches one of them to fit. Compare the shapes first.",
            refuses(lambda a, b, tolerance: not np.all(error_of(a, b) <= tolerance)),
        ),
        (
            "The tolerance is ignored: compare with the one that is handed over.",
            refuses(
                lambda a, b, tolerance: a.shape != b.shape or not np.all(error_of(a, b) <= 1e-5)
            ),
        ),
        (
            "The tolerance is ignored: compare with the one that is handed over.",
            refuses(lambda a, b, tolerance: not np.all(error_of(a, b) <= 1e-5)),
        ),
        (
            "The tolerance is ignored: compare with the one that is handed over.",
            refuses(lambda a, b, tolerance: np.any(error_of(a, b) > 1e-5)),
        ),
        (
            "Only equal gradients pass. Two ways to compute never agree to the last digit: compare with the tolerance.",
            refuses(lambda a, b, tolerance: not np.array_equal(a, b)),
        ),
        (
            "It uses the absolute error. What counts is the error relative to the numbers: use relative_error.",
            refuses(
                lambda a, b, tolerance: a.shape != b.shape or not np.all(np.abs(a - b) <= tolerance)
            ),
        ),
        (
            "It uses the absolute error. What counts is the error relative to the numbers: use relative_error.",
            refuses(lambda a, b, tolerance: not np.all(np.abs(a - b) <= tolerance)),
        ),
        (
            "It uses the absolute error. What counts is the error relative to the numbers: use relative_error.",
            refuses(lambda a, b, tolerance: np.any(np.abs(a - b) > tolerance)),
        ),
        (
            "It uses np.allclose as it comes, whose absolute tolerance hides small gradients: use relative_error.",
            refuses(lambda a, b, tolerance: not np.allclose(a, b, rtol=tolerance)),
        ),
        (
            "It uses np.allclose as it comes, whose absolute tolerance hides small gradients: use relative_error.",
            refuses(lambda a, b, tolerance: not np.allclose(a, b, atol=tolerance)),
        ),
        (
            "A negative error passes: take the absolute value of the difference.",
            refuses(lambda a, b, tolerance: not np.all((a - b) / larger(a, b) <= tolerance)),
        ),
        (
            "A negative error passes: take the absolute value of the difference.",
            refuses(lambda a, b, tolerance: np.any((a - b) / larger(a, b) > tolerance)),
        ),
        (
            "A negative error passes: take the absolute value of the difference.",
            refuses(
                lambda a, b, tolerance: (
                    a.shape != b.shape or not np.all((a - b) / larger(a, b) <= tolerance)
                )
            ),
        ),
        (
            "A negative error passes: take the absolute value of the difference.",
            refuses(lambda a, b, tolerance: not np.all((b - a) / larger(a, b) <= tolerance)),
        ),
        (
            "Only the first pair is compared: compare all of them.",
            refuses(lambda a, b, tolerance: not error_of(a, b)[0] <= tolerance),
        ),
        (
            "Only the first pair is compared: compare all of them.",
            refuses(lambda a, b, tolerance: error_of(a, b)[0] > tolerance),
        ),
        (
            "Only the first pair is compared: compare all of them.",
            refuses(
                lambda a, b, tolerance: a.shape != b.shape or not error_of(a, b)[0] <= tolerance
            ),
        ),
        (
            "Only the last pair is compared: raise inside the loop.",
            refuses(lambda a, b, tolerance: not error_of(a, b)[-1] <= tolerance),
        ),
        (
            "Only the last pair is compared: raise inside the loop.",
            refuses(lambda a, b, tolerance: error_of(a, b)[-1] > tolerance),
        ),
        (
            "The errors are averaged or summed up, so one wrong gradient can hide: compare each of them.",
            refuses(lambda a, b, tolerance: not np.sum((a - b) / larger(a, b)) <= tolerance),
        ),
        (
            "The errors cancel: those of both signs are added up. Compare each of them.",
            refuses(lambda a, b, tolerance: not np.abs(np.sum(a - b)) <= tolerance),
        ),
        (
            "The errors are averaged, so one wrong gradient can hide: compare each of them.",
            refuses(lambda a, b, tolerance: not np.mean(error_of(a, b)) <= tolerance),
        ),
        (
            "Sizes are compared and signs are not: take |a - b|.",
            refuses(
                lambda a, b, tolerance: not np.all(error_of(np.abs(a), np.abs(b)) <= tolerance)
            ),
        ),
        (
            "Signs are compared and sizes are not.",
            refuses(lambda a, b, tolerance: not np.array_equal(np.sign(a), np.sign(b))),
        ),
        (
            "Two zeros are 0 / 0, nan, and refused. They agree: divide by 1 there, as relative_error does.",
            refuses(
                lambda a, b, tolerance: (
                    not np.all(np.abs(a - b) / np.maximum(np.abs(a), np.abs(b)) <= tolerance)
                )
            ),
        ),
        (
            "Two zeros are 0 / 0, nan, and refused. They agree: divide by 1 there, as relative_error does.",
            refuses(
                lambda a, b, tolerance: (
                    a.shape != b.shape
                    or not np.all(np.abs(a - b) / np.maximum(np.abs(a), np.abs(b)) <= tolerance)
                )
            ),
        ),
    ],
    praise="It is loud, and it cannot be fooled by nan, by other shapes or by gradients of another size.",
)


def check_gradient(analytic, numeric, tolerance=1e-5):
    """Stand-in until the branch `checks` brings its own task of this name."""
    errors = relative_error(analytic, numeric)
    for name, a, b, error in zip(["wx", "wRec"], analytic, numeric, errors):
        if not error <= tolerance:
            raise AssertionError(
                f"{name}: backward pass {a:.4f}, central differences {b:.4f}, error {error:.1e}"
            )


NEVER = [
    (AGREE.mistakes[0][0], refuses(lambda a, b, *_: a.shape != b.shape)),
    (AGREE.mistakes[0][0], refuses(lambda a, b, *_: a.shape != b.shape or np.isnan([*a, *b]).any())),
]
CHECK_GRADIENT = replace(AGREE, function=check_gradient, mistakes=[*NEVER, *AGREE.mistakes])

TASKS = [NUMERICAL, RELATIVE, AGREE, CHECK_GRADIENT]
