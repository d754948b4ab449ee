"""Answers to the tasks of lessons 05 and 07."""

import numpy as np

from zoo import right


@right("gradient")
def carried_forward(X, t, W):
    """Carry the derivatives of the state forward."""
    s, by_wx, by_wRec = 0, 0, 0
    for k in range(X.shape[1]):
        by_wx, by_wRec = X[:, k] + by_wx * W[1], s + by_wRec * W[1]
        s = X[:, k] * W[0] + s * W[1]
    return 2 * np.array([np.mean((s - t) * by_wx), np.mean((s - t) * by_wRec)])


@right("gradient")
def polynomial(X, t, W):
    powers = np.arange(X.shape[1] - 1, -1, -1)
    u = X @ W[1] ** powers
    du = X[:, :-1] @ (powers[:-1] * W[1] ** (powers[:-1] - 1.0))
    error = W[0] * u - t
    return 2 * np.array([np.mean(error * u), np.mean(error * W[0] * du)])


@right("gradient")
def by_complex_step(X, t, W):
    def cost(wx, wRec):
        y = 0
        for xk in X.T:
            y = xk * wx + y * wRec
        return np.mean((y - t) ** 2)

    h = 1e-30
    return np.array([cost(W[0] + 1j * h, W[1]).imag / h, cost(W[0], W[1] + 1j * h).imag / h])


def bounded(steps):
    return np.clip(steps, 1e-20, 50)


@right("next_step_size")
def one_by_one(W_delta, W_sign, W_prev_sign, eta_p, eta_n):
    etas = [eta_p if s * b > 0 else eta_n for s, b in zip(W_sign, W_prev_sign)]
    return bounded(np.multiply(W_delta, etas))


@right("next_step_size")
def arithmetic(W_delta, W_sign, W_prev_sign, eta_p, eta_n):
    same = (W_sign * W_prev_sign > 0).astype(float)
    return np.minimum(50.0, np.maximum(1e-20, W_delta * (same * eta_p + (1 - same) * eta_n)))


@right("next_step_size")
def copy_and_index(W_delta, W_sign, W_prev_sign, eta_p, eta_n):
    new = W_delta * eta_n
    stays = W_sign * W_prev_sign > 0
    new[stays] = W_delta[stays] * eta_p
    new[new > 50] = 50
    new[new < 1e-20] = 1e-20
    return new


@right("next_step_size")
def without_bounds(W_delta, W_sign, W_prev_sign, eta_p, eta_n):
    return np.array(
        [d * (eta_p if s == b else eta_n) for d, s, b in zip(W_delta, W_sign, W_prev_sign)]
    )


@right("update_rprop")
def as_arrays(X, t, W, W_prev_sign, W_delta, eta_p, eta_n):
    sign = np.sign(carried_forward(X, t, W))
    return np.array([one_by_one(W_delta, sign, W_prev_sign, eta_p, eta_n), sign])


@right("update_rprop")
def as_integers(X, t, W, W_prev_sign, W_delta, eta_p, eta_n):
    sign = np.sign(carried_forward(X, t, W)).astype(int)
    return one_by_one(W_delta, sign, W_prev_sign, eta_p, eta_n), sign


@right("update_rprop")
def by_product_of_gradients(X, t, W, W_prev_sign, W_delta, eta_p, eta_n):
    g = carried_forward(X, t, W)
    return one_by_one(W_delta, g, W_prev_sign, eta_p, eta_n), np.sign(g)


@right("update_rprop")
def equal_signs(X, t, W, W_prev_sign, W_delta, eta_p, eta_n):
    sign = np.sign(carried_forward(X, t, W))
    return W_delta * np.where(sign == W_prev_sign, eta_p, eta_n), sign


@right("update_momentum")
def velocity_downhill(W, velocity, gradient, rate, momentum=0.9):
    kept = np.multiply(momentum, velocity)
    kept = kept - np.multiply(gradient, rate)
    return np.array([np.add(W, kept), kept])


@right("update_adam")
def means_that_lean(W, mean, square, gradient, i, rate, beta_1=0.9, beta_2=0.999):
    mean = mean + (1 - beta_1) * (gradient - mean)
    square = square + (1 - beta_2) * (gradient * gradient - square)
    root = (square / (1 - beta_2**i)) ** 0.5
    return W - rate / (1 - beta_1**i) * mean / (root + 1e-8), mean, square
