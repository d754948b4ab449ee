"""Answers to the tasks of lessons 01 to 03, and to that of lesson 06."""

import numpy as np

from zoo import right, wrong


@right("update_state")
def list_of_samples(xk, sk, wx, wRec):
    if np.ndim(xk) == 0:
        return xk * wx + sk * wRec
    return [x * wx + s * wRec for x, s in zip(xk, sk)]


@right("forward_states")
def closed_form(X, wx, wRec):
    m, n = X.shape
    S = np.zeros((m, n + 1))
    for k in range(1, n + 1):
        S[:, k] = X[:, :k] @ (wx * wRec ** np.arange(k - 1, -1, -1.0))
    return S


@right("forward_states")
def row_at_a_time(X, wx, wRec):
    rows = []
    for x in X:
        states = [0]
        for value in x:
            states.append(value * wx + states[-1] * wRec)
        rows.append(states)
    return np.array(rows)


@right("forward_states")
def list_of_columns(X, wx, wRec):
    S = [np.zeros(len(X))]
    for xk in X.T:
        S.append(xk * wx + S[-1] * wRec)
    return np.column_stack(S)


@right("forward_states")
def in_single_precision(X, wx, wRec):
    S = np.zeros((X.shape[0], X.shape[1] + 1), dtype=np.float32)
    for k in range(X.shape[1]):
        S[:, k + 1] = X[:, k] * wx + S[:, k] * wRec
    return S


@wrong("forward_states", "It is right only for m = 20 and n = 10")
def size_of_the_lesson(X, wx, wRec):
    S = np.zeros((20, 11))
    for k in range(min(10, X.shape[1])):
        S[: len(X), k + 1] = X[:, k] * wx + S[: len(X), k] * wRec
    return S


@right("cost")
def plain_loop(y, t):
    total = 0
    for i in range(len(y)):
        total += (y[i] - t[i]) ** 2
    return total / len(y)


@right("output_gradient")
def by_differences(y, t):
    result = np.empty(len(y))
    for i in range(len(y)):
        above, below = y.astype(float), y.astype(float)
        above[i] += 0.5
        below[i] -= 0.5
        result[i] = np.mean((above - t) ** 2) - np.mean((below - t) ** 2)
    return result


@right("backward_gradient")
def powers(X, S, grad_out, wRec):
    n = X.shape[1]
    G = np.outer(grad_out, [wRec**j for j in range(n, -1, -1)])
    return (np.einsum("ik,ik", G[:, 1:], X), np.einsum("ik,ik", G[:, 1:], S[:, :-1])), G


@right("backward_gradient")
def sample_by_sample(X, S, grad_out, wRec):
    wx_grad = wRec_grad = 0
    rows = []
    for x, s, g in zip(X, S, grad_out):
        row = [g]
        for k in range(len(x) - 1, -1, -1):
            wx_grad += g * x[k]
            wRec_grad += g * s[k]
            g = g * wRec
            row.insert(0, g)
        rows.append(row)
    return (wx_grad, wRec_grad), np.array(rows)


@right("backward_gradient")
def columns(X, S, grad_out, wRec):
    G = [grad_out]
    for _ in range(X.shape[1]):
        G.append(G[-1] * wRec)
    G = np.array(G[::-1]).T
    return (np.trace(G[:, 1:].T @ X), np.trace(G[:, 1:].T @ S[:, :-1])), G


@right("answer")
def without_states(X, W):
    y = 0
    for xk in X.T:
        y = xk * W[0] + y * W[1]
    return y
