"""The cost and its gradient at many weights at once, exactly and fast.

Two facts make it fast. A QR factorisation of [X t] keeps every sum of squares, so the
n + 1 rows of its triangle R stand in for all m samples: each row is a "sample" with a
"target". And the output is wx u, where u is the output for wx = 1, so for every wRec the
summed squared error is a parabola over wx, c + (s (wx - w))^2. Both terms are sums of
squares: nothing cancels, even at the minimum.
"""

import numpy as np

from rnn_lesson._inputs import checked

CHUNK = 256


@checked(X="m n", t="m", wx="a", wRec="b")
def loss_surface(X, t, wx, wRec):
    """Return the mean squared error of the network at every pair of weights.

    Parameters
    ----------
    X : (m, n) array
    t : (m,) array
        Inputs and targets.
    wx, wRec : 1-D arrays
        Weights along the two axes of the surface.

    Returns
    -------
    (len(wRec), len(wx)) array
        Element [j, i] is the cost at (wx[i], wRec[j]); inf where it overflows. The work
        a point does not depend on m, for the data are reduced first.

    Raises
    ------
    TypeError, ValueError
        If an argument is not made of finite numbers or has the wrong shape.
    """
    u, v, _ = _reduced_output(X, t, wRec, slope=False)
    return _cost(wx, *(part[:, None] for part in _parabola(u, v)), t)


@checked(X="m n", t="m", W="p 2")
def costs(X, t, W):
    """Return the cost at each of many pairs of weights: `loss_surface` without a grid.

    Parameters
    ----------
    X : (m, n) array
    t : (m,) array
        Inputs and targets.
    W : (p, 2) array
        Pairs [wx, wRec].

    Returns
    -------
    (p,) array
        Mean squared errors; inf where they overflow.
    """
    u, v, _ = _reduced_output(X, t, W[:, 1], slope=False)
    return _cost(W[:, 0], *_parabola(u, v), t)


@checked(X="m n", t="m", W="p 2")
def gradients(X, t, W):
    """Return the gradient of the cost at each of many pairs of weights.

    The same as `optimizers.gradient` at every row of W, but without a pass back through
    time: the reduced samples carry the derivative of u with respect to wRec forward.

    Parameters
    ----------
    X : (m, n) array
    t : (m,) array
        Inputs and targets.
    W : (p, 2) array
        Pairs [wx, wRec].

    Returns
    -------
    (p, 2) array
        Gradients with respect to wx and wRec; nan or inf where they overflow.
    """
    wx = W[:, 0]
    u, v, du = _reduced_output(X, t, W[:, 1])
    residual = wx * u - v
    slopes = np.sum(residual * u, axis=0), wx * np.sum(residual * du, axis=0)
    return 2 / len(t) * np.column_stack(slopes)


def _reduced_output(X, t, wRec, slope=True):
    """Return u (r, b), the reduced targets v (r, 1), du/dwRec (r, b) or None; r <= n + 1."""
    R = _triangle(np.column_stack([X, t]))
    u = np.zeros((len(R), len(wRec)))
    du = np.zeros_like(u)
    for k in range(X.shape[1]):
        if slope:
            du = du * wRec + u
        u = u * wRec + R[:, k, None]
    return u, R[:, -1:], du if slope else None


def _triangle(A):
    """Return R of A = QR, by way of chunks of rows that fit the processor's cache."""
    whole = len(A) // CHUNK * CHUNK
    chunks = np.linalg.qr(A[:whole].reshape(-1, CHUNK, A.shape[1]), mode="r")
    return np.linalg.qr(np.vstack([*chunks, A[whole:]]), mode="r")


def _parabola(u, v):
    """Return s, w, c of |wx u - v|^2 = c + (s (wx - w))^2, for each column of u."""
    scale = np.max(np.abs(u), axis=0)
    scale[scale == 0] = 1
    unit = u / scale
    square = np.sum(unit**2, axis=0)
    w = np.sum(unit * v, axis=0) / np.where(square == 0, 1, square)
    c = np.sum((v - w * unit) ** 2, axis=0)
    return scale * np.sqrt(square), w / scale, c


def _cost(wx, s, w, c, t):
    """Return the mean squared error from the parts of the parabola, inf where it overflows."""
    result = (c + (s * (wx - w)) ** 2) / len(t)
    result[np.isnan(result)] = np.inf
    return np.where(wx == 0, np.mean(t**2), result)
