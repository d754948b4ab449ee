"""Functions of lesson 08 that no other lesson needs, as that lesson writes them."""

import numpy as np

from rnn_lesson.layers import layer_gradient, layer_states


def outputs(S, Wy, by):
    """Return the outputs (m, n), each the probability of a digit 1, from states (m, n + 1, h)."""
    return 1 / (1 + np.exp(-(S[:, 1:] @ Wy + by)))


def digit_gradient(y, t):
    """Return the gradient (m, n) of the mean cross-entropy with respect to what sigmoid took."""
    return (y - t) / y.size


def adder_gradients(X, t, Wx, Wr, b, Wy, by):
    """Return the gradient of the mean cross-entropy with respect to all weights of the adder."""
    S = layer_states(X, Wx, Wr, b)
    grad_out = digit_gradient(outputs(S, Wy, by), t)
    grad_states = np.zeros(S.shape)
    grad_states[:, 1:] = grad_out[:, :, None] * Wy
    (Wx_grad, Wr_grad, b_grad), _ = layer_gradient(X, S, grad_states, Wr)
    Wy_grad = np.sum(grad_out[:, :, None] * S[:, 1:], axis=(0, 1))
    return [Wx_grad, Wr_grad, b_grad, Wy_grad, np.sum(grad_out)]
