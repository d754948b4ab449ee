"""Is a gradient right? Compute it a second way, from the cost alone, and compare."""

import numpy as np

from rnn_lesson._inputs import checked, filled, finite, number_function, positive


@checked(calls_back=True, f=number_function, W=finite, eps=positive)
def numerical_gradient(f, W, eps=1e-7):
    """Return the gradient of f at W by central differences.

    For each weight, (f(W + eps) - f(W - eps)) / (2 eps), where only that weight moves.
    The error is of order eps^2 from the curve, plus about 1e-16 |f| / eps from rounding.

    Parameters
    ----------
    f : function
        Takes an array like W and returns one number.
    W : array of any shape, or a number
        Where to take the gradient; it is not changed.
    eps : float
        Step to either side, greater than 0.

    Returns
    -------
    array of the shape of W

    Raises
    ------
    TypeError, ValueError
        If f is no function, W is not made of numbers, or eps is not above 0.
    """
    W = np.array(W, dtype=float)
    grad = np.zeros(W.shape)
    for i in np.ndindex(W.shape):
        step = np.zeros(W.shape)
        step[i] = eps
        grad[i] = (f(W + step) - f(W - step)) / (2 * eps)
    return grad


@checked(a=filled, b=filled)
def relative_error(a, b):
    """Return |a - b| / max(|a|, |b|) for each element, and 0 where both are 0.

    Parameters
    ----------
    a, b : arrays of one shape, or numbers
        Two values for the same thing.

    Returns
    -------
    array of the shape of a
        From 0 (equal) to 2 (opposite signs).

    Raises
    ------
    ValueError
        If the shapes differ, or a number is NaN.
    """
    if a.shape != b.shape:
        raise ValueError(f"a and b must have the same shape; got {a.shape} and {b.shape}")
    scale = np.maximum(np.abs(a), np.abs(b))
    return np.abs(a - b) / np.where(scale == 0, 1, scale)


@checked(analytic=filled, numeric=filled, tolerance=positive)
def assert_gradients_agree(analytic, numeric, tolerance=1e-5):
    """Raise AssertionError unless every pair agrees to within a relative `tolerance`.

    Parameters
    ----------
    analytic, numeric : arrays of one shape, or numbers
        A gradient from backpropagation, and the same from `numerical_gradient`.
    tolerance : float
        Largest relative error that passes. 1e-5 suits eps = 1e-7.

    Raises
    ------
    AssertionError
        Naming the first wrong element, both its values and the relative error.
    ValueError, TypeError
        If the shapes differ or an element is no number: that is no agreement either.
    """
    if analytic.shape != numeric.shape:
        got = f"{analytic.shape} and {numeric.shape}"
        raise ValueError(f"analytic and numeric must have the same shape; got {got}")
    error = relative_error(analytic, numeric)
    if not np.all(error <= tolerance):
        i = np.unravel_index(np.argmin(error <= tolerance), error.shape)
        where = f" at index {', '.join(str(j) for j in i)}" if i else ""
        raise AssertionError(
            f"the gradients differ{where}: backpropagation says {analytic[i]:.6g}, "
            f"central differences say {numeric[i]:.6g} "
            f"(relative error {error[i]:.1e}, allowed {tolerance:.1e})"
        )
