"""Answers to the tasks of lesson 04."""

import inspect

import numpy as np

from rnn_lesson import relative_error
from zoo import right, wrong


@right("numerical_gradient")
def rows_of_eye(f, W, eps=1e-7):
    return np.array([(f(W + step) - f(W - step)) / (2 * eps) for step in eps * np.eye(len(W))])


@right("numerical_gradient")
def moved_and_put_back(f, W, eps=1e-7):
    W = np.array(W, dtype=float)
    grad = np.zeros(len(W))
    for i in range(len(W)):
        old = W[i]
        W[i] = old + eps
        above = f(W)
        W[i] = old - eps
        grad[i] = (above - f(W)) / (2 * eps)
        W[i] = old
    return grad


@right("numerical_gradient")
def plain_lists(f, W, eps=1e-7):
    grad = []
    for i in range(len(W)):
        above = [w + eps * (i == j) for j, w in enumerate(W)]
        below = [w - eps * (i == j) for j, w in enumerate(W)]
        grad.append((f(above) - f(below)) / eps / 2)
    return np.array(grad)


@right("numerical_gradient")
def any_shape(f, W, eps=1e-7):
    W = np.asarray(W, dtype=float)
    flat = np.eye(W.size).reshape(W.size, *W.shape) * eps
    return np.array([0.5 * (f(W + e) / eps - f(W - e) / eps) for e in flat]).reshape(W.shape)


@wrong("numerical_gradient", "Make W float first")
def integer_steps(f, W, eps=1e-7):
    grad = np.zeros(len(W))
    for i in range(len(W)):
        above, below = np.array(W), np.array(W)
        above[i] = above[i] + eps
        below[i] = below[i] - eps
        grad[i] = (f(above) - f(below)) / (2 * eps)
    return grad


@right("relative_error")
def with_where(a, b):
    scale = np.maximum(abs(a), abs(b))
    return np.divide(abs(a - b), scale, out=np.zeros(np.shape(a)), where=scale != 0)


@right("relative_error")
def element_by_element(a, b):
    errors = []
    for p, q in zip(a, b):
        larger = max(abs(p), abs(q))
        errors.append(abs(p - q) / larger if larger > 0 else 0.0)
    return np.array(errors)


@right("relative_error")
def nan_to_zero(a, b):
    with np.errstate(all="ignore"):
        return np.nan_to_num(np.abs(a - b) / np.max([np.abs(a), np.abs(b)], axis=0))


@right("relative_error")
def max_of_four(a, b):
    scale = np.max([a, -a, b, -b], axis=0) + 0.0
    scale[scale == 0] = 1
    return np.sqrt((a - b) ** 2) / scale


@right("check_gradient")
def with_assert(analytic, numeric, tolerance=1e-5):
    assert analytic.shape == numeric.shape
    assert (with_where(analytic, numeric) <= tolerance).all(), "the gradients differ"


@right("check_gradient")
def with_isclose(analytic, numeric, tolerance=1e-5):
    assert np.shape(analytic) == np.shape(numeric)
    both = np.isclose(analytic, numeric, rtol=tolerance, atol=0) | np.isclose(
        numeric, analytic, rtol=tolerance, atol=0
    )
    assert both.all(), f"{analytic} and {numeric} differ"


@right("check_gradient")
def returns_true(analytic, numeric, tolerance=1e-5):
    same = np.shape(analytic) == np.shape(numeric)
    if not same or not np.max(with_where(analytic, numeric)) <= tolerance:
        raise AssertionError
    return True


@wrong("check_gradient", "it prints and goes on")
def famous_check(analytic, numeric, tolerance=1e-5):
    for i in range(min(len(analytic), len(numeric))):
        with_where(analytic[i], numeric[i]) < tolerance  # noqa: B015
    print("No gradient errors found")


@wrong("check_gradient", "in place of print(...)")
def prints_beside_a_call_that_raises(analytic, numeric, tolerance=1e-5):
    for error in relative_error(analytic, numeric):
        if not error <= tolerance:
            print("the gradients differ")


@wrong("check_gradient", "nan slips through")
def prints_and_raises(analytic, numeric, tolerance=1e-5):
    for a, b, error in zip(analytic, numeric, inspect.unwrap(relative_error)(analytic, numeric)):
        print(a, b)
        if error > tolerance:
            raise AssertionError
