"""Functions that lesson 09 asks for, as the lesson writes them."""

import numpy as np


def sigmoid(z):
    """Return 1 / (1 + exp(-z)), for z of any shape and any size, as lesson 09 does."""
    small = np.exp(-np.abs(z))
    return np.where(z < 0, small, 1) / (1 + small)


def gated_states(X, R, wx, a, c):
    """Return states S (m, n + 1) and gates F (m, n) of lesson 09's counter.

    f_k = sigmoid(a + c r_k), S_0 = 0 and S_k = f_k S_{k-1} + x_k wx.
    """
    m, n = X.shape
    S = np.zeros((m, n + 1))
    F = sigmoid(a + c * R)
    for k in range(1, n + 1):
        S[:, k] = F[:, k - 1] * S[:, k - 1] + X[:, k - 1] * wx
    return S, F


def gated_gradient(X, R, S, F, grad_out):
    """Return the gradient (wx_grad, a_grad, c_grad) of lesson 09's counter, and that over time."""
    m, n = X.shape
    grad_over_time = np.zeros((m, n + 1))
    grad_over_time[:, n] = grad_out
    wx_grad = a_grad = c_grad = 0.0
    for k in range(n, 0, -1):
        G, f = grad_over_time[:, k], F[:, k - 1]
        grad_sum = G * S[:, k - 1] * f * (1 - f)
        grad_over_time[:, k - 1] = G * f
        wx_grad += float(np.sum(G * X[:, k - 1]))
        a_grad += float(np.sum(grad_sum))
        c_grad += float(np.sum(grad_sum * R[:, k - 1]))
    return (wx_grad, a_grad, c_grad), grad_over_time


def lstm_step(xk, sk, mk, Wx, Wr, b):
    """Return the next state and the next memory, both (m, h), of lesson 09's LSTM."""
    f, i, o, u = np.split(xk @ Wx + sk @ Wr + b, 4, axis=1)
    mk = sigmoid(f) * mk + sigmoid(i) * np.tanh(u)
    return sigmoid(o) * np.tanh(mk), mk
