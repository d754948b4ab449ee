"""Answers to the tasks of lessons 08 to 10."""

import numpy as np

from zoo import right


@right("layer_states")
def as_a_list(X, Wx, Wr, b):
    S = [np.zeros((len(X), len(b)))]
    for k in range(X.shape[1]):
        S.append(np.tanh(b + X[:, k].dot(Wx) + S[-1].dot(Wr)))
    return np.stack(S, axis=1)


@right("layer_states")
def one_matrix(X, Wx, Wr, b):
    m, n, _ = X.shape
    S, W = np.zeros((m, n + 1, len(b))), np.vstack([Wx, Wr, b])
    for k in range(n):
        S[:, k + 1] = np.tanh(np.hstack([X[:, k], S[:, k], np.ones((m, 1))]) @ W)
    return S


def over_time(X, S, grad_states, Wr):
    G = grad_states.copy()
    for k in range(X.shape[1] - 1, -1, -1):
        G[:, k] += np.einsum("mj,mj,ij->mi", G[:, k + 1], 1 - S[:, k + 1] ** 2, Wr)
    return G


@right("layer_gradient")
def all_steps_at_once(X, S, grad_states, Wr):
    G = over_time(X, S, grad_states, Wr)
    H = G[:, 1:] * (1 - S[:, 1:] ** 2)
    Wx_grad, Wr_grad = (np.tensordot(A, H, ((0, 1), (0, 1))) for A in (X, S[:, :-1]))
    return [Wx_grad, Wr_grad, H.sum(axis=(0, 1))], G


def raised_tanh(z):
    return (1 + np.tanh(z / 2)) / 2


@right("gated_states")
def step_by_step(X, R, wx, a, c):
    S, F = [np.zeros(len(X))], []
    for x, r in zip(X.T, R.T):
        F.append(raised_tanh(a + r * c))
        S.append(x * wx + S[-1] * F[-1])
    return np.array(S).T, np.array(F).T


@right("gated_gradient")
def newest_only(X, R, S, F, grad_out):
    G, over_time, wx, a, c = grad_out, [grad_out], 0.0, 0.0, 0.0
    for k in reversed(range(X.shape[1])):
        into = G * S[:, k] * (F[:, k] - F[:, k] ** 2)
        wx, a, c = wx + G @ X[:, k], a + into.sum(), c + into @ R[:, k]
        G = F[:, k] * G
        over_time.insert(0, G)
    return (wx, a, c), np.array(over_time).T


@right("lstm_step")
def by_slices(xk, sk, mk, Wx, Wr, b):
    h = sk.shape[1]
    z = np.hstack([xk, sk]) @ np.vstack([Wx, Wr]) + b
    gates = raised_tanh(z[:, : 3 * h])
    memory = gates[:, :h] * mk + gates[:, h : 2 * h] * np.tanh(z[:, 3 * h :])
    return gates[:, 2 * h :] * np.tanh(memory), memory


@right("softmax")
def by_logarithm(scores):
    scores = scores - scores.max(axis=-1, keepdims=True)
    return np.exp(scores - np.log(np.sum(np.exp(scores), axis=-1, keepdims=True)))


@right("softmax")
def row_by_row(scores):
    made = np.zeros(scores.shape)
    for i in np.ndindex(scores.shape[:-1]):
        powers = np.exp(scores[i] - max(scores[i]))
        made[i] = powers / sum(powers)
    return made


@right("pick")
def counted(scores, temperature, u):
    P = by_logarithm(scores / temperature)
    return (P.cumsum(axis=1) <= u[:, None]).sum(axis=1)


@right("pick")
def searched(scores, temperature, u):
    edges = np.cumsum(by_logarithm(scores / temperature), axis=1)
    return np.array([np.searchsorted(row, each, side="right") for row, each in zip(edges, u)])
