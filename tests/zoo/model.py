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


@wrong("forward_states", "yours starts with S_1")
def columns_without_the_first(X, wx, wRec):
    s, states = np.zeros(len(X)), []
    for k in range(X.shape[1]):
        s = X[:, k] * wx + s * wRec
        states.append(s)
    return np.array(states).T


@wrong("forward_states", "yours starts where the sample before it ended")
def state_carried_over(X, wx, wRec):
    s, rows = 0, []
    for x in X:
        row = [s]
        for value in x:
            s = value * wx + s * wRec
            row.append(s)
        rows.append(row)
    return np.array(rows)


@wrong("forward_states", "It is right only for m = 20 and n = 10")
def size_of_the_lesson(X, wx, wRec):
    S = np.zeros((20, 11))
    for k in range(min(10, X.shape[1])):
        S[: len(X), k + 1] = X[:, k] * wx + S[: len(X), k] * wRec
    return S


@wrong("forward_states", "You changed X")
def into_x(X, wx, wRec):
    for k in range(X.shape[1]):
        X[:, k] = X[:, k] * wx + (X[:, k - 1] * wRec if k else 0)
    return np.column_stack([np.zeros(len(X)), X])


@wrong("forward_states", "wRec other than 0")
def divides_by_wrec(X, wx, wRec):
    n = X.shape[1]
    powers = np.float64(wRec) ** np.arange(n)
    return np.column_stack([np.zeros(len(X)), np.cumsum(X * wx / powers, axis=1) * powers])


@right("cost")
def plain_loop(y, t):
    total = 0
    for i in range(len(y)):
        total += (y[i] - t[i]) ** 2
    return total / len(y)


@wrong("cost", "Only the first sample counts: is return inside the loop?")
def cost_early_return(y, t):
    total = 0
    for yi, ti in zip(y, t):
        total += (yi - ti) ** 2
        return total / len(y)


n = 20  # as a notebook may have it from the first cell on


@wrong("cost", "reads n from the notebook")
def cost_stale(y, t):
    return np.sum((y - t) ** 2) / n


@right("output_gradient")
def by_differences(y, t):
    result = np.empty(len(y))
    for i in range(len(y)):
        above, below = y.astype(float), y.astype(float)
        above[i] += 0.5
        below[i] -= 0.5
        result[i] = np.mean((above - t) ** 2) - np.mean((below - t) ** 2)
    return result


@wrong("output_gradient", "All but one element are 0")
def out_early_return(y, t):
    result = np.zeros(len(y))
    for i in range(len(y)):
        result[i] = 2 * (y[i] - t[i]) / len(y)
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


@wrong("backward_gradient", "The gradient is not stored")
def not_stored(X, S, grad_out, wRec):
    m, n = X.shape
    grad_over_time = np.zeros((m, n + 1))
    grad_over_time[:, n] = grad_out
    G, wx_grad, wRec_grad = grad_out.copy(), 0, 0
    for k in range(n, 0, -1):
        wx_grad += np.sum(G * X[:, k - 1])
        wRec_grad += np.sum(G * S[:, k - 1])
        G = G * wRec
    return (wx_grad, wRec_grad), grad_over_time


@right("answer")
def without_states(X, W):
    y = 0
    for xk in X.T:
        y = xk * W[0] + y * W[1]
    return y
