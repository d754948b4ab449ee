"""Answers to the tasks of lesson 04."""

import numpy as np

from zoo import right, wrong

# numerical_gradient


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
    return grad


@right("numerical_gradient")
def any_shape(f, W, eps=1e-7):
    W = np.asarray(W, dtype=float)
    flat = np.eye(W.size).reshape(W.size, *W.shape) * eps
    return np.array([0.5 * (f(W + e) / eps - f(W - e) / eps) for e in flat]).reshape(W.shape)


@wrong("numerical_gradient", "one-sided")
def forward_difference(f, W, eps=1e-7):
    return np.array([(f(W + step) - f(W)) / eps for step in eps * np.eye(len(W))])


@wrong("numerical_gradient", "factor 2 is missing")
def no_two(f, W, eps=1e-7):
    return np.array([(f(W + step) - f(W - step)) / eps for step in eps * np.eye(len(W))])


@wrong("numerical_gradient", "Write / (2 * eps)")
def no_parentheses(f, W, eps=1e-7):
    return np.array([(f(W + step) - f(W - step)) / 2 * eps for step in eps * np.eye(len(W))])


@wrong("numerical_gradient", "eps is ignored")
def fixed_eps(f, W, eps=1e-7):
    eps = 1e-5
    return np.array([(f(W + step) - f(W - step)) / (2 * eps) for step in eps * np.eye(len(W))])


@wrong("numerical_gradient", "default eps is too large")
def large_default(f, W, eps=0.1):
    return np.array([(f(W + step) - f(W - step)) / (2 * eps) for step in eps * np.eye(len(W))])


@wrong("numerical_gradient", "Move one weight at a time")
def all_at_once(f, W, eps=1e-7):
    grad = np.zeros(len(W))
    for i in range(len(W)):
        grad[i] = (f(W + eps) - f(W - eps)) / (2 * eps)
    return grad


@wrong("numerical_gradient", "not put back")
def never_put_back(f, W, eps=1e-7):
    above, below = W.astype(float), W.astype(float)
    grad = np.zeros(len(W))
    for i in range(len(W)):
        above[i] += eps
        below[i] -= eps
        grad[i] = (f(above) - f(below)) / (2 * eps)
    return grad


@wrong("numerical_gradient", "You changed W")
def w_in_place(f, W, eps=1e-7):
    grad = np.zeros(len(W))
    for i in range(len(W)):
        W[i] += eps
        above = f(W)
        W[i] -= 2 * eps
        grad[i] = (above - f(W)) / (2 * eps)
        W[i] += eps
    return grad


@wrong("numerical_gradient", "with something of shape ()")
def one_number_to_f(f, W, eps=1e-7):
    return np.array([(f(w + eps) - f(w - eps)) / (2 * eps) for w in W])


@wrong("numerical_gradient", "W float first")
def integer_steps(f, W, eps=1e-7):
    grad = np.zeros(len(W))
    for i in range(len(W)):
        above, below = W.copy(), W.copy()
        above[i] = above[i] + eps
        below[i] = below[i] - eps
        grad[i] = (f(above) - f(below)) / (2 * eps)
    return grad


@wrong("numerical_gradient", "cut to whole numbers")
def integer_gradient(f, W, eps=1e-7):
    grad = np.zeros_like(W)
    for i in range(len(W)):
        step = np.zeros(len(W))
        step[i] = eps
        grad[i] = (f(W + step) - f(W - step)) / (2 * eps)
    return grad


@wrong("numerical_gradient", "return inside the loop")
def early_return(f, W, eps=1e-7):
    grad = np.zeros(len(W))
    for i in range(len(W)):
        step = np.zeros(len(W))
        step[i] = eps
        grad[i] = (f(W + step) - f(W - step)) / (2 * eps)
        return grad


@wrong("numerical_gradient", "give it a default")
def no_default(f, W, eps):
    return np.array([(f(W + step) - f(W - step)) / (2 * eps) for step in eps * np.eye(len(W))])


@wrong("numerical_gradient", "wrong sign")
def minus_plus(f, W, eps=1e-7):
    return np.array([(f(W - step) - f(W + step)) / (2 * eps) for step in eps * np.eye(len(W))])


# relative_error


@right("relative_error")
def with_where(a, b):
    scale = np.maximum(abs(a), abs(b))
    return np.divide(abs(a - b), scale, out=np.zeros(np.shape(a)), where=scale != 0)


@right("relative_error")
def plain_loop(a, b):
    errors = []
    for p, q in zip(a, b):
        larger = max(abs(p), abs(q))
        errors.append(abs(p - q) / larger if larger > 0 else 0.0)
    return errors


@right("relative_error")
def nan_to_zero(a, b):
    with np.errstate(all="ignore"):
        return np.nan_to_num(np.abs(a - b) / np.max([np.abs(a), np.abs(b)], axis=0))


@right("relative_error")
def max_of_four(a, b):
    scale = np.max([a, -a, b, -b], axis=0) + 0.0
    scale[scale == 0] = 1
    return np.sqrt((a - b) ** 2) / scale


@wrong("relative_error", "absolute error")
def absolute(a, b):
    return np.abs(a - b)


@wrong("relative_error", "never negative")
def signed(a, b):
    scale = np.maximum(np.abs(a), np.abs(b))
    return (a - b) / np.where(scale == 0, 1, scale)


@wrong("relative_error", "|a| alone")
def over_a(a, b):
    return np.abs(a - b) / np.abs(a)


@wrong("relative_error", "|a| + |b|")
def over_sum(a, b):
    return np.abs(a - b) / np.maximum(1e-300, np.abs(a) + np.abs(b))


@wrong("relative_error", "0 / 0")
def nan_at_zero(a, b):
    return np.abs(a - b) / np.maximum(np.abs(a), np.abs(b))


@wrong("relative_error", "take absolute values first")
def max_without_abs(a, b):
    return np.abs(a - b) / np.maximum(a, b)


@wrong("relative_error", "one number for all")
def one_for_all(a, b):
    scale = np.maximum(np.abs(a), np.abs(b))
    return np.max(np.abs(a - b) / np.where(scale == 0, 1, scale))


@wrong("relative_error", "added below the line")
def small_addition(a, b):
    return np.abs(a - b) / (np.maximum(np.abs(a), np.abs(b)) + 1e-8)


@wrong("relative_error", "smaller of the two")
def over_minimum(a, b):
    scale = np.minimum(np.abs(a), np.abs(b))
    return np.abs(a - b) / np.where(scale == 0, 1, scale)


# assert_gradients_agree


def errors(a, b):
    scale = np.maximum(np.abs(a), np.abs(b))
    return np.abs(a - b) / np.where(scale == 0, 1, scale)


@right("assert_gradients_agree")
def with_assert(analytic, numeric, tolerance=1e-5):
    assert analytic.shape == numeric.shape
    assert (errors(analytic, numeric) <= tolerance).all(), "the gradients differ"


@right("assert_gradients_agree")
def with_loop(analytic, numeric, tolerance=1e-5):
    if len(analytic) != len(numeric):
        raise ValueError("shapes")
    for i, error in enumerate(errors(analytic, numeric)):
        if not error <= tolerance:
            raise AssertionError(f"weight {i}")


@right("assert_gradients_agree")
def with_isclose(analytic, numeric, tolerance=1e-5):
    assert np.shape(analytic) == np.shape(numeric)
    both = np.isclose(analytic, numeric, rtol=tolerance, atol=0) | np.isclose(
        numeric, analytic, rtol=tolerance, atol=0
    )
    assert both.all(), f"{analytic} and {numeric} differ"


@right("assert_gradients_agree")
def returns_true(analytic, numeric, tolerance=1e-5):
    if (
        np.shape(analytic) != np.shape(numeric)
        or not np.max(errors(analytic, numeric)) <= tolerance
    ):
        raise AssertionError
    return True


@wrong("assert_gradients_agree", "never raises")
def famous_check(analytic, numeric, tolerance=1e-5):
    for i in range(min(len(analytic), len(numeric))):
        errors(analytic[i], numeric[i]) < tolerance
    print("No gradient errors found")


@wrong("assert_gradients_agree", "returned False")
def returns_bool(analytic, numeric, tolerance=1e-5):
    return bool(np.all(errors(analytic, numeric) <= tolerance))


@wrong("assert_gradients_agree", "np.all, not np.any")
def any_pair(analytic, numeric, tolerance=1e-5):
    assert analytic.shape == numeric.shape
    assert np.any(errors(analytic, numeric) <= tolerance)


@wrong("assert_gradients_agree", "nan slips through")
def lets_nan_pass(analytic, numeric, tolerance=1e-5):
    assert analytic.shape == numeric.shape
    if np.any(errors(analytic, numeric) > tolerance):
        raise AssertionError


@wrong("assert_gradients_agree", "Shapes that differ slip through")
def lets_shapes_pass(analytic, numeric, tolerance=1e-5):
    assert np.all(errors(analytic, numeric) <= tolerance)


@wrong("assert_gradients_agree", "absolute error")
def absolute_error(analytic, numeric, tolerance=1e-5):
    assert analytic.shape == numeric.shape
    assert np.all(np.abs(analytic - numeric) <= tolerance)


@wrong("assert_gradients_agree", "tolerance is ignored")
def fixed_tolerance(analytic, numeric, tolerance=1e-5):
    assert analytic.shape == numeric.shape
    assert np.all(errors(analytic, numeric) <= 1e-5)


@wrong("assert_gradients_agree", "wrong way round")
def wrong_way(analytic, numeric, tolerance=1e-5):
    assert analytic.shape == numeric.shape
    assert np.all(errors(analytic, numeric) > tolerance)


@wrong("assert_gradients_agree", "raised ValueError")
def another_error(analytic, numeric, tolerance=1e-5):
    if not np.all(errors(analytic, numeric) <= tolerance):
        raise ValueError("the gradients differ")


@wrong("assert_gradients_agree", "Only equal gradients pass")
def exactly(analytic, numeric, tolerance=1e-5):
    assert np.array_equal(analytic, numeric)


@wrong("assert_gradients_agree", "negative error passes")
def no_abs(analytic, numeric, tolerance=1e-5):
    assert analytic.shape == numeric.shape
    scale = np.maximum(np.abs(analytic), np.abs(numeric))
    assert np.all((analytic - numeric) / np.where(scale == 0, 1, scale) <= tolerance)
