"""What lessons 01 to 06 ask for: on which inputs each function is tried, what its result must be.

The inputs come small, to be read; then the lesson's data; then one sample, one step, numbers
other than 0 and 1, integers. Together they must tell every two mistakes of the tables apart.
"""

import numpy as np

from rnn_lesson import gradcheck, model, optimizers
from rnn_lesson._guest import Trouble, type_name
from rnn_lesson._lessons import part_one
from rnn_lesson.checks._task import Task
from rnn_lesson.data import lesson_dataset

RNG = np.random.default_rng(1)
LESSON = lesson_dataset()
SMALL = np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]])


def normal(*shape):
    """Return random numbers with two digits, short enough to be shown."""
    return RNG.normal(size=shape).round(2)


def bits(m, n, share=0.5):
    return (RNG.random((m, n)) < share).astype(float)


#: Inputs, wx, wRec.
NETWORKS = [
    (SMALL, 2.0, 0.5),
    (LESSON[0], 1.2, 0.8),
    (normal(3, 4), -0.7, 1.3),
    (bits(5, 7), 0.6, -1.1),
    (normal(1, 6), 1.5, -0.5),
    (normal(4, 1), -1.3, 0.7),
    (RNG.integers(-2, 4, size=(2, 5)), 0.5, 1.5),
    (normal(3, 3), 0.9, 0.0),
    (bits(20, 4), -0.8, -0.4),
]
UPDATE_STATE = Task(
    model.update_state,
    shapes={"S_k": "have the shape of xk and sk: one number for one sample, (m,) for m samples"},
    by_name=("wx", "wRec"),
    cases=[
        (1.0, 2.0, 3.0, 0.5),
        ([1.0, 0.0, 1.0], [2.0, 3.0, -1.0], 0.5, 2.0),
        (0.0, 2.0, 1.5, -1.0),
        (1.0, 0.0, -2.0, 0.7),
        (normal(5), normal(5), -0.6, 1.2),
        (normal(1), normal(1), 1.1, 0.0),
        ([1, 2], [3, 5], 0.25, 0.5),
    ],
    praise="The new input times wx, plus the past times wRec: that is the whole network.",
)
FORWARD_STATES = Task(
    model.forward_states,
    shapes={"S": "have shape (m, n + 1)"},
    goes_on={"S": "S[:, -1]"},
    by_name=("wx", "wRec"),
    cases=NETWORKS,
    praise=(
        "One step does them all: column k holds the state after k inputs, "
        "and column 0 the initial state 0."
    ),
)
#: Outputs and targets.
OUTPUTS = [
    ([3.0, 5.0, 6.0, 4.0], [4.0, 5.0, 4.0, 4.0]),
    (model.forward_states(LESSON[0], 1.2, 0.8)[:, -1], LESSON[1]),
    ([2.5], [1.0]),
    ([-1.5, 0.5, 2.0], [1.0, 2.0, 2.5]),
    (normal(7), normal(7)),
    ([1.0, 2.0], [1.0, 2.0]),
    ([7, 3, 2, 2, 1], [5, 3, 4, 1, 1]),
]
COST = Task(
    model.cost,
    shapes={"cost": "be one number"},
    cases=OUTPUTS,
    praise=(
        "The mean of the squares, whatever the number of samples: "
        "a cost that can be compared between data sets."
    ),
)
OUTPUT_GRADIENT = Task(
    model.output_gradient,
    shapes={"gradient": "have shape (m,), one number for each sample"},
    cases=OUTPUTS,
    praise=(
        "Two times the error, shared among m samples; the sign says which way an output is wrong."
    ),
)


def backward_cases():
    for X, wx, wRec in NETWORKS:
        S = model.forward_states(X, wx, wRec)
        yield X, S, model.output_gradient(S[:, -1], np.sum(X, axis=1) + 0.25), wRec


BACKWARD_GRADIENT = Task(
    model.backward_gradient,
    parts=(("wx_grad", "wRec_grad"), "grad_over_time"),
    shapes={
        "wx_grad": "be one number",
        "wRec_grad": "be one number",
        "grad_over_time": "have shape (m, n + 1)",
    },
    first=("grad_over_time",),
    goes_on={
        ("wx_grad", "wRec_grad"): "(wx_grad, wRec_grad) == (6, 2)",
        "grad_over_time": "grad_over_time.shape",
    },
    cases=backward_cases(),
    praise=(
        "The error enters at the last step, is multiplied by wRec on every step back, "
        "and each step adds its share."
    ),
)


def curve(shape, words, formula):
    """Return a function of W to take the gradient of: it refuses another shape, and has words."""

    def f(W):
        if np.shape(W) != shape:
            advice = "hand it an array of the shape of W, in which one element has moved"
            raise Trouble(f"called f with something of shape {np.shape(W)}; {advice}")
        return float(formula(np.array(W, dtype=float)))

    f.words = words
    return f


CUBIC = curve((2,), "f(W) = W[0]^3 W[1]", lambda W: W[0] ** 3 * W[1])
PARABOLA = curve((2,), "f(W) = W[0]^2 + 3 W[0] W[1] + 1", lambda W: W[0] ** 2 + 3 * W[0] * W[1] + 1)
MIXED = curve((3,), "f(W) = W[0] + W[1]^2 + exp(W[2])", lambda W: W[0] + W[1] ** 2 + np.exp(W[2]))
SINGLE = curve((1,), "f(W) = W[0]^4", lambda W: W[0] ** 4)
LONG = curve((5,), "f(W) = the sum of i W[i]^3, i from 1", lambda W: np.sum(np.arange(1, 6) * W**3))
SQUARE = curve((2, 2), "a function of a 2-D array W", lambda W: np.sum(W**3 * [[1, 2], [3, 4]]))
PLAIN = curve((), "a function of one number W", lambda W: W**3)

NUMERICAL_GRADIENT = Task(
    gradcheck.numerical_gradient,
    shapes={"gradient": "have the shape of W, one number for each weight"},
    goes_on={"gradient": "gradient.shape"},
    by_name=("eps",),
    rtol=2e-6,
    floor=2e-6,
    cases=[
        (CUBIC, [1.2, -0.7], 0.5),
        (CUBIC, [1.2, -0.7]),
        (PARABOLA, [0.5, 2.0], 1e-3),
        (MIXED, [0.3, -1.0, 0.5], 0.25),
        (MIXED, [0.3, -1.0, 0.5]),
        (SINGLE, [1.5], 0.1),
        (LONG, [0.5, -0.4, 0.3, 0.2, -0.6], 0.01),
        (CUBIC, [1, -2], 1e-4),
        (CUBIC, (1, 2)),  # as the lesson hands over its points
    ],
    beyond=[("", (SQUARE, [[0.5, -1.0], [0.2, 1.5]])), ("", (PLAIN, np.array(1.5)))],
    praise=(
        "One weight moves at a time, to both sides: "
        "no line of the backward pass is needed, so it can judge one."
    ),
)
RELATIVE_ERROR = Task(
    gradcheck.relative_error,
    shapes={"error": "have the shape of a, one number for each element"},
    goes_on={"error": "error < 1e-7"},
    cases=[
        ([1.0, 2.0, -3.0], [1.5, 2.0, -2.0]),
        ([0.0, 3.0, 0.0], [0.0, 0.0, -2.0]),
        ([375.0, -2329.0], [-375.0, -2330.0]),
        ([1e-6, 2e-9], [2e-6, -1e-9]),
        (normal(6), normal(6)),
        ([4.0], [5.0]),
        ([1, -2, 6], [2, -2, -3]),
        ([3e6, -4e-3, 20.0, 1.0], [2e6, -5e-3, 30.0, 8.0]),
    ],
    beyond=[("", (normal(2, 3), normal(2, 3))), ("", (np.array(2.0), np.array(3.0)))],
    praise=(
        "0 for equal numbers, 2 for opposite ones, "
        "and a size that means the same on the cliff and on the plain."
    ),
)


def verdict_of(function):
    """Turn a check that raises into one that returns 1 where it refuses, 0 where it agrees."""

    def verdict(analytic, numeric, *tolerance):
        # Where shapes differ or a number is nan, any error is a refusal.
        odd = np.shape(analytic) != np.shape(numeric) or np.isnan([*analytic, *numeric]).any()
        try:
            result = function(analytic, numeric, *tolerance)
        except AssertionError:
            return 1.0
        except Exception:
            if odd:
                return 1.0
            raise
        if isinstance(result, (bool, np.bool_)) and not result:
            advice = "A value that nobody looks at stops nothing: raise an AssertionError"
            raise Trouble(f"returned False. {advice}")
        if isinstance(result, BaseException):
            advice = "One that is returned stops nothing: write raise in place of return"
            raise Trouble(f"returned an error, {type_name(result)}. {advice}")
        return 0.0

    return verdict


# fmt: off
GRADIENTS = [
    ([1.0, 2.0], [1.0, 2.1]), ([1.0, 2.0], [1.0, 2.0]), ([375.6854, 9.5], [375.6855, 9.5]),
    ([1.0, 2.0], [1.1, 2.0]), ([1.0, 2.0], [0.9, 2.0]), ([1.0, 2.0], [-1.0, -2.0]),
    ([-1.0, 2.0], [1.0, 2.0]), ([0.0, 3.0], [0.0, 3.0]), ([0.0, 0.0], [375.0, 2329.0]),
    ([1.0, 2.0], [1.1, 2.1], 0.2), ([1.0, 2.0], [1.001, 2.0], 1e-2), ([3.0, 4.0], [3.0, 6.0], 0.2),
    ([1.0, 2.0], [1.0000001, 2.0], 1e-9), ([1e-9, 2e-9], [2e-9, 2e-9]),
    ([1e6, 9.0], [1e6 + 1, 9.0]), ([2.0, 3.0], [2.5, 3.0]), ([1.0, 3.0], [1.1, 2.9]),
    ([2.0, 1.0], [1.0, 2.0]), ([np.nan, 2.0], [1.0, 2.0]), ([1.0, 2.0], [np.nan, np.nan]),
    ([2.0, 2.0], [2.0]),
]
# fmt: on
CHECK_GRADIENT = Task(
    part_one.check_gradient,
    shapes={"verdict": "be one number"},
    asks=verdict_of,
    verdicts=(
        "return quietly, for the gradients agree",
        "raise an AssertionError, for the gradients differ",
    ),
    cases=GRADIENTS,
    praise="It is loud, and nan does not fool it, nor do gradients of another size.",
)

DATA = [
    (SMALL, [2.0, 2.0]),
    LESSON,
    (normal(3, 4), normal(3)),
    (normal(1, 5), normal(1)),
    (normal(6, 1), normal(6)),
    (RNG.integers(0, 3, size=(4, 3)), RNG.integers(0, 5, size=4)),
]
WEIGHTS = [(2.0, 0.5), (1.2, 0.8), (0.7, -1.1), (-0.6, 0.9), (1.5, -0.4), (-1.3, 1.4)]
GRADIENT = Task(
    optimizers.gradient,
    shapes={"gradient": "have shape (2,): one number for wx, one for wRec"},
    goes_on={"gradient": "rate * gradient"},
    cases=[(X, t, list(W)) for (X, t), W in zip(DATA, WEIGHTS)],
    praise="Forward, the output gradient, backward: three calls, and W[1] carries the error back.",
)
ANSWER = Task(
    part_one.answer,
    shapes={"y": "have shape (m,), one number for each sample"},
    goes_on={"y": "y - t"},
    cases=[(X, W) for X, *W in NETWORKS],
    praise="The last state of each sample: the number of ones, once W is right.",
)

UNBOUNDED = (
    "the module's function keeps each step between DELTA_MIN = 1e-20 and DELTA_MAX = 50; "
    "yours does not."
)
OVERFLOWN = (
    "where the gradient overflows to nan, the module's function makes its sign 0; yours does not."
)
BOTH_ZERO = "where both signs are 0, the module's function shrinks the step; yours does not."
NEXT_STEP_SIZE = Task(
    optimizers.next_step_size,
    shapes={"W_delta": "have shape (2,)"},
    goes_on={"W_delta": "W_delta.round(6)"},
    floor=0,  # a step may be as small as 1e-20
    cases=[
        ([0.1, 0.2], [1.0, -1], [1.0, 1], 1.2, 0.5),
        ([0.001, 0.001], [-1.0, -1], [0.0, 0], 1.2, 0.5),
        ([0.3, 0.4], [-1.0, -1], [-1.0, -1], 1.5, 0.25),
        ([0.3, 0.4], [-1.0, -1], [1.0, 1], 1.5, 0.25),
        ([0.3, 0.4], [-1.0, 0], [1.0, 1], 1.1, 0.75),
        ([0.3, 0.4], [0.0, 1], [1.0, -1], 1.1, 0.75),
        ([2.0, 3.0], [1.0, -1], [-1.0, -1], 1.3, 0.6),
    ],
    beyond=[
        (UNBOUNDED, ([45.0, 1e-3], [1.0, 1], [1.0, 1], 1.2, 0.5)),
        (UNBOUNDED, ([1e-3, 1.5e-20], [1.0, 1], [-1.0, -1], 1.2, 0.5)),
        (BOTH_ZERO, ([0.3, 0.4], [0.0, 0], [0.0, 0], 1.1, 0.75)),
    ],
    praise=(
        "Longer while the sign stays, shorter when it changes, and never outside the two bounds."
    ),
)


def rprop_cases():
    """Yield inputs in which the signs stay, change and vanish, for each weight apart."""
    changes = [(1, 1), (0, 0), (-1, 1), (1, -1), (-1, -1), (1, 0), (0, -1)]
    deltas = [(0.1, 0.2), (0.001, 0.001), (0.3, 0.4), (2.0, 0.05), (0.02, 1.0), (0.5, 0.25)]
    places = zip([*DATA, LESSON], [*WEIGHTS, (-1.5, 2.0)], changes, [*deltas, (0.7, 0.6)])
    for i, ((X, t), W, change, delta) in enumerate(places):
        sign = np.sign(optimizers.gradient(X, t, np.array(W)))
        before = np.where(sign == 0, 1.0, change * sign) + 0.0
        yield X, t, np.array(W), before, np.array(delta), *((1.5, 0.3) if i % 2 else (1.2, 0.5))
    yield on_lesson([0.0, 0.0], [-1.0, 1.0], [0.1, 0.2])
    yield on_lesson([0.95, 1.0], [1.0, 1.0], [0.1, 0.2])  # where t alone decides the signs


def on_lesson(W, before, delta):
    return *LESSON, W, before, delta, 1.2, 0.5


UPDATE_RPROP = Task(
    optimizers.update_rprop,
    shapes={"W_delta": "have shape (2,)", "W_sign": "have shape (2,)"},
    first=("W_sign",),
    goes_on={"W_delta": "W_delta.round(6)"},
    floor=0,
    cases=rprop_cases(),
    beyond=[
        (UNBOUNDED, on_lesson([1.2, 1.2], [1.0, 1.0], [45.0, 49.0])),
        (UNBOUNDED, on_lesson([1.2, 1.2], [-1.0, -1.0], [1.5e-20, 1e-3])),
        (BOTH_ZERO, on_lesson([0.0, 0.0], [0.0, 0.0], [0.1, 0.2])),
        (OVERFLOWN, on_lesson([1e200, -1e200], [1.0, -1.0], [0.1, 0.2])),
    ],
    praise=(
        "It sees the sign and never the size, "
        "so a cliff of a million and a slope of one lead to the same step."
    ),
)
