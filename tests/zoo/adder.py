"""Answers to the tasks of lesson 08."""

import numpy as np

from rnn_lesson._lessons.adder import outputs
from rnn_lesson.layers import layer_states
from zoo import right, wrong


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


@wrong("layer_states", "You changed X")
def into_the_inputs(X, Wx, Wr, b):
    X += 1
    return layer_states(X - 1, Wx, Wr, b)


@wrong("layer_states", "S is transposed")
def steps_first(X, Wx, Wr, b):
    return layer_states(X, Wx, Wr, b).T


@right("digit_gradient")
def by_the_chain_rule(y, t):
    m, n = t.shape
    return ((1 - t) / (1 - y) - t / y) * y * (1 - y) / (m * n)


@right("digit_gradient")
def digit_by_digit(y, t):
    return np.array([[(a - b) / t.size for a, b in zip(*rows)] for rows in zip(y, t)])


@wrong("digit_gradient", "no array")
def as_nested_lists(y, t):
    return digit_by_digit(y, t).tolist()


@wrong("digit_gradient", "You changed y")
def digits_in_place(y, t):
    y -= t
    return y / y.size


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


@wrong("layer_gradient", "You changed grad_states")
def without_a_copy(X, S, grad_states, Wr):
    G = over_time(X, S, grad_states, Wr)
    grad_states[:] = G
    return all_steps_at_once(X, S, G, Wr)[0], grad_states


@wrong("layer_gradient", "two parts in the wrong order")
def gradients_last(X, S, grad_states, Wr):
    return all_steps_at_once(X, S, grad_states, Wr)[::-1]


@wrong("layer_gradient", "put Wx_grad, Wr_grad, b_grad in parentheses of their own")
def without_parentheses(X, S, grad_states, Wr):
    grads, G = all_steps_at_once(X, S, grad_states, Wr)
    return *grads, G


@wrong("layer_gradient", "where 2 are asked for")
def without_the_way_back(X, S, grad_states, Wr):
    return all_steps_at_once(X, S, grad_states, Wr)[0]


@wrong("layer_gradient", "Look at Wx_grad first. Wx_grad is twice what it should be")
def inputs_twice(X, S, grad_states, Wr):
    (Wx_grad, Wr_grad, b_grad), G = all_steps_at_once(X, S, grad_states, Wr)
    return (2 * Wx_grad, Wr_grad, b_grad), G


@right("adder_gradients")
def in_one_go(X, t, Wx, Wr, b, Wy, by):
    S = layer_states(X, Wx, Wr, b)
    error = (outputs(S, Wy, by) - t) / t.size
    into = np.zeros(S.shape)
    into[:, 1:] = np.multiply.outer(error, Wy)
    grads, _ = all_steps_at_once(X, S, into, Wr)
    return *grads, np.tensordot(error, S[:, 1:], 2), error.sum()


@wrong("adder_gradients", "returned 2 things, where 5 are asked for")
def nested_gradients(X, t, Wx, Wr, b, Wy, by):
    grads = in_one_go(X, t, Wx, Wr, b, Wy, by)
    return grads[:3], grads[3:]


@wrong("adder_gradients", "has the wrong sign")
def output_weights_backwards(X, t, Wx, Wr, b, Wy, by):
    *grads, Wy_grad, by_grad = in_one_go(X, t, Wx, Wr, b, Wy, by)
    return [*grads, -Wy_grad, by_grad]
