"""Ways down the loss surface: Rprop, momentum, Adam, gradient descent, and paths of some.

Rprop was published by M. Riedmiller and H. Braun, "A direct adaptive method for faster
backpropagation learning: the RPROP algorithm", 1993. Here is the variant that takes no step back
where the sign changed, called Rprop- today: M. Riedmiller, "Advanced supervised learning in
multi-layer perceptrons", 1994.
"""

from functools import lru_cache

import numpy as np

from rnn_lesson._inputs import checked, count, decay, positive
from rnn_lesson.model import backward_gradient, forward_states, output_gradient

DELTA_MIN = 1e-20
DELTA_MAX = 50.0
EPSILON = 1e-8


@checked(X="m n", t="m", W="2")
def gradient(X, t, W):
    """Return the gradient of the cost with respect to both weights, by backpropagation.

    Parameters
    ----------
    X, t : (m, n) and (m,) arrays
        Inputs and targets.
    W : pair of numbers
        Weights [wx, wRec].

    Returns
    -------
    (2,) array
        Averaged over the m samples, as the cost is.
    """
    S = forward_states(X, W[0], W[1])
    grad_out = output_gradient(S[:, -1], t)
    W_grads, _ = backward_gradient(X, S, grad_out, W[1])
    return np.array(W_grads)


def next_step_size(W_delta, W_sign, W_prev_sign, eta_p, eta_n):
    """Return Rprop's new step sizes: grown where the sign stayed, shrunk elsewhere.

    All arguments and the result are as in `update_rprop`.
    """
    eta = np.where(W_sign * W_prev_sign > 0, eta_p, eta_n)
    return np.minimum(np.maximum(W_delta * eta, DELTA_MIN), DELTA_MAX)


@checked(X="m n", t="m", W="2", W_prev_sign="2", W_delta="2", eta_p=positive, eta_n=positive)
def update_rprop(X, t, W, W_prev_sign, W_delta, eta_p, eta_n):
    """Return the next Rprop step size and direction for each weight.

    A step grows by eta_p while the gradient keeps its sign, and shrinks by eta_n when the
    sign changes or is 0. It stays between DELTA_MIN = 1e-20 and DELTA_MAX = 50. The size
    of the gradient plays no part. The caller moves: W - W_sign * W_delta.

    Parameters
    ----------
    X, t : (m, n) and (m,) arrays
        Inputs and targets.
    W, W_prev_sign, W_delta : (2,) arrays
        Weights [wx, wRec]; signs of the gradient one iteration ago (0 at the start, so the
        first step is eta_n times the first delta); step sizes so far.
    eta_p, eta_n : float
        Growth and shrink factors, greater than 0; usually 1.2 and 0.5.

    Returns
    -------
    W_delta, W_sign : (2,) arrays
        New step sizes, and the signs (-1, 0 or 1) of the gradient at W. A gradient that
        overflowed to nan counts as 0.
    """
    W_sign = np.nan_to_num(np.sign(gradient(X, t, W)))
    W_delta = next_step_size(W_delta, W_sign, W_prev_sign, eta_p, eta_n)
    return W_delta, W_sign


@checked(X="m n", t="m", W="2", n_iter=count(0), eta_p=positive, eta_n=positive, delta_0=positive)
def rprop_path(X, t, W=(-1.5, 2.0), n_iter=500, eta_p=1.2, eta_n=0.5, delta_0=0.001):
    """Return the weights before and after each of n_iter Rprop iterations.

    Repeats `update_rprop` and moves, as lesson 05 does.

    Parameters
    ----------
    X, t : (m, n) and (m,) arrays
        Inputs and targets.
    W : pair of numbers
        Start [wx, wRec].
    n_iter : int
        Number of iterations, 0 or more.
    eta_p, eta_n, delta_0 : float
        Growth factor, shrink factor and initial step size, greater than 0. The first step
        taken is eta_n * delta_0; see `update_rprop`.

    Returns
    -------
    (n_iter + 1, 2) array
        Row 0 is the start, row i the weights after i iterations.
    """
    update = quick_update(X, t, eta_p, eta_n)
    paths, _, _ = rprop_paths(update, W[None], n_iter, delta_0)
    return paths[0].copy()


def rprop_paths(update, starts, n_iter, delta_0):
    """Return weights, step sizes and signs of many Rprop paths, an array (3, p, n_iter + 1, 2).

    update(W, W_prev_sign, W_delta) returns the next W_delta and W_sign from all of the
    starts (p, 2), as `update_rprop` does from one.
    """
    W = np.array(starts, dtype=float)
    W_delta, W_sign = np.full(W.shape, delta_0), np.zeros(W.shape)
    path = [(W, W_delta, W_sign)]
    for _ in range(n_iter):
        W_delta, W_sign = update(W, W_sign, W_delta)
        W = W - W_sign * W_delta
        path.append((W, W_delta, W_sign))
    return np.array(path).transpose(1, 2, 0, 3)


def quick_update(X, t, eta_p, eta_n):
    """Return `update_rprop` for `rprop_paths`: the same signs in a fraction of the time."""
    quick_signs = gradient_signs(X, t)
    slow_sign = lru_cache(64)(lambda *W: np.nan_to_num(np.sign(gradient(X, t, W))))

    # Close to a minimum the steps become too small to change W: it stays, or dances on its
    # last bits. To look up its bytes costs less than to compare it with the W before.
    @lru_cache(64)
    def sign_at(data):
        W = np.frombuffer(data).reshape(-1, 2)
        W_sign, sure = quick_signs(W)
        for i in np.flatnonzero(~sure):
            W_sign[i] = slow_sign(*W[i])
        return W_sign

    def update(W, W_prev_sign, W_delta):
        W_sign = sign_at(W.tobytes())
        return next_step_size(W_delta, W_sign, W_prev_sign, eta_p, eta_n), W_sign

    return update


def gradient_signs(X, t):
    """Return a function from weights (p, 2) to the gradient's signs, and where they are sure.

    Half of m times the gradient is wx A(wRec) - B(wRec) and wx (wx A'(wRec) / 2 - B'(wRec)),
    with polynomials A and B that do not change along a path. A sign is sure where rounding
    errors, here or in `gradient`, are too small to turn it.
    """
    m, n = X.shape
    table, sizes = _polynomials(X, t), _polynomials(np.abs(X), -np.abs(t))
    tolerance = np.finfo(float).eps * (m + 1000 * n)

    def signs(W):
        wx, P = W[:, 0], _powers(W[:, 1], 2 * n - 1)
        half_gradient, terms = _slopes(table, wx, P), _slopes(sizes, np.abs(wx), np.abs(P))
        return np.sign(half_gradient).T, np.all(np.abs(half_gradient) > tolerance * terms, axis=0)

    return signs


def quick_gradients(X, t):
    """Return a function from weights (p, 2) to the gradients there, from the same polynomials.

    `surface.gradients` is as right, and takes ten times as long for one place.
    """
    m, n = X.shape
    table = 2 / m * _polynomials(X, t)
    return lambda W: _slopes(table, W[:, 0], _powers(W[:, 1], 2 * n - 1)).T


def _polynomials(X, t):
    """Return the coefficients (4, 2n - 1) of A, B, A' / 2 and B', the constant first."""
    n = X.shape[1]
    powers, V = np.arange(2 * n - 1), X[:, ::-1]  # For wx = 1, y is the sum of V[:, j] wRec^j.
    A = np.bincount(np.add.outer(powers[:n], powers[:n]).ravel(), (V.T @ V).ravel())
    B = np.append(V.T @ t, np.zeros(n - 1))
    slopes = [np.append(powers[1:] * poly[1:], 0) for poly in (A, B)]
    return np.array([A, B, slopes[0] / 2, slopes[1]])


def _powers(wRec, count):
    P = np.empty((count, len(wRec)))
    P[0], P[1:] = 1, wRec
    return np.multiply.accumulate(P, out=P)


def _slopes(table, wx, P):
    """Return m / 2 times the gradients, (2, p)."""
    A, B, half_slope_A, slope_B = table @ P
    return np.array([wx * A - B, wx * (wx * half_slope_A - slope_B)])


@checked(X="m n", t="m", W="2", n_iter=count(0), learning_rate=positive, max_norm=positive)
def gradient_descent_path(X, t, W=(-1.5, 2.0), n_iter=500, learning_rate=1e-4, max_norm=1e300):
    """Return the weights before and after each step of gradient descent.

    W moves by -learning_rate * gradient. A gradient longer than max_norm is first scaled
    down to that length ("clipped"), which keeps its direction.

    Parameters
    ----------
    X, t : (m, n) and (m,) arrays
        Inputs and targets.
    W : pair of numbers
        Start [wx, wRec].
    n_iter : int
        Number of iterations, 0 or more.
    learning_rate, max_norm : float
        Greater than 0. The default max_norm clips nothing.

    Returns
    -------
    (n_iter + 1, 2) array
        Row 0 is the start. Where the weights or the gradient overflow, descent has
        diverged: that row and all later ones are nan.

    Notes
    -----
    Clipping: R. Pascanu, T. Mikolov and Y. Bengio, "On the difficulty of training
    recurrent neural networks", 2013.
    """
    at = lambda W: np.array([gradient(X, t, pair) for pair in W])
    return descent_paths(at, W[None], n_iter, learning_rate, max_norm)[0]


def descent_paths(gradients_at, starts, n_iter, learning_rate, max_norm):
    """Return many paths of gradient descent, (p, n_iter + 1, 2); gradients_at(W) takes (p, 2)."""
    W, path = starts, np.full((len(starts), n_iter + 1, 2), np.nan)
    path[:, 0] = W
    for i in range(n_iter):
        W_grads = gradients_at(W)
        norm = np.hypot(*W_grads.T)[:, None]
        W = W - learning_rate * (W_grads * np.minimum(1, max_norm / np.maximum(norm, 1e-300)))
        # A weight that overflowed alone takes the other with it.
        W[~np.isfinite(np.hstack([norm, W])).all(axis=1)] = np.nan
        path[:, i + 1] = W
        if np.isnan(W).all():
            break
    return path


@checked(W="...", velocity="...", gradient="...", rate=positive, momentum=decay)
def update_momentum(W, velocity, gradient, rate, momentum=0.9):
    """Return the weights and their velocity after one step of descent with momentum.

    velocity <- momentum * velocity - rate * gradient, and W moves by the new velocity.

    Parameters
    ----------
    W, velocity, gradient : arrays of one shape, whichever
        Weights; their velocity so far, 0 at the start; the gradient at W.
    rate : float
        Learning rate, greater than 0.
    momentum : float
        What is kept of the velocity, from 0 (plain descent) to less than 1.

    Returns
    -------
    W, velocity : arrays of that shape

    Notes
    -----
    B. Polyak, "Some methods of speeding up the convergence of iteration methods", 1964.
    """
    velocity = momentum * velocity - rate * gradient
    return W + velocity, velocity


@checked(
    W="...",
    mean="...",
    square="...",
    gradient="...",
    i=count(1),
    rate=positive,
    beta_1=decay,
    beta_2=decay,
)
def update_adam(W, mean, square, gradient, i, rate, beta_1=0.9, beta_2=0.999):
    """Return the weights and the two running means after iteration i of Adam.

    mean <- beta_1 * mean + (1 - beta_1) * gradient, and square likewise with the gradient's
    square. Both began at 0 and are too small at first: mean / (1 - beta_1**i) and
    square / (1 - beta_2**i) are not. W moves by -rate times the first, over the root of the
    second plus EPSILON = 1e-8.

    Parameters
    ----------
    W, mean, square, gradient : arrays of one shape, whichever
        Weights; running means of the gradient and of its square, 0 at the start; the
        gradient at W.
    i : int
        Number of this iteration; the first is 1.
    rate : float
        Learning rate, greater than 0.
    beta_1, beta_2 : float
        Decays of the two means, from 0 to less than 1.

    Returns
    -------
    W, mean, square : arrays of that shape
        The means without the correction, for the next iteration.

    Notes
    -----
    D. Kingma and J. Ba, "Adam: a method for stochastic optimization", 2015.
    """
    mean = (1 - beta_1) * gradient + beta_1 * mean
    square = (1 - beta_2) * gradient**2 + beta_2 * square
    size = np.sqrt(square / (1 - beta_2**i)) + EPSILON
    return W - rate * (mean / (1 - beta_1**i)) / size, mean, square
