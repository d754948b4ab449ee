"""Answers to the tasks of lesson 05."""

import numpy as np

from rnn_lesson import backward_gradient, forward_states, numerical_gradient, output_gradient
from zoo import right, wrong
from zoo.surface import slope


def grad(X, t, W):
    return np.array(slope(X, t, *W))


# gradient


@right("gradient")
def carried_forward(X, t, W):
    return slope(X, t, W[0], W[1])


@right("gradient")
def module_pieces(X, t, W):
    wx, wRec = W
    S = forward_states(X, wx, wRec)
    return list(backward_gradient(X, S, output_gradient(S[:, -1], t), wRec)[0])


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


@wrong("gradient", "wrong sign")
def target_first(X, t, W):
    S = forward_states(X, *W)
    return np.array(backward_gradient(X, S, output_gradient(t, S[:, -1]), W[1])[0])


@wrong("gradient", "It must be wRec, W[1]")
def carries_with_wx(X, t, W):
    S = forward_states(X, *W)
    return np.array(backward_gradient(X, S, output_gradient(S[:, -1], t), W[0])[0])


@wrong("gradient", "W[0] is wx, W[1] is wRec")
def unpacked_swapped(X, t, W):
    wRec, wx = W
    return np.array(slope(X, t, wx, wRec))


@wrong("gradient", "factor 2 / m is missing")
def plain_error(X, t, W):
    S = forward_states(X, *W)
    return np.array(backward_gradient(X, S, S[:, -1] - t, W[1])[0])


@wrong("gradient", "ragged list")
def everything(X, t, W):
    S = forward_states(X, *W)
    return backward_gradient(X, S, output_gradient(S[:, -1], t), W[1])


@wrong("gradient", "swapped in the result")
def result_swapped(X, t, W):
    return grad(X, t, W)[::-1]


@wrong("gradient", "Only the gradient for wx")
def only_wx(X, t, W):
    return grad(X, t, W)[0]


@wrong("gradient", "ivided by 20")
def twenty(X, t, W):
    S = forward_states(X, *W)
    return np.array(backward_gradient(X, S, 2 * (S[:, -1] - t) / 20, W[1])[0])


@wrong("gradient", "divide by m")
def summed(X, t, W):
    S = forward_states(X, *W)
    return np.array(backward_gradient(X, S, 2 * (S[:, -1] - t), W[1])[0])


@wrong("gradient", "What belongs to wx is right, what belongs to wRec is wrong.")
def state_after_the_step(X, t, W):
    S = forward_states(X, *W)
    G, wx_grad, wRec_grad = output_gradient(S[:, -1], t), 0, 0
    for k in range(X.shape[1], 0, -1):
        wx_grad += G @ X[:, k - 1]
        wRec_grad += G @ S[:, k]
        G = G * W[1]
    return np.array([wx_grad, wRec_grad])


@wrong("gradient", "what belongs to wRec is wrong: that is twice what it should be")
def twice_for_one(X, t, W):
    return grad(X, t, W) * [1, 2]


@wrong("gradient", "only its first digits")
def coarse_differences(X, t, W):
    return numerical_gradient(lambda W: np.mean((forward_states(X, *W)[:, -1] - t) ** 2), W, 1e-3)


# next_step_size


@right("next_step_size")
def list_comprehension(W_delta, W_sign, W_prev_sign, eta_p, eta_n):
    return [
        min(max(d * (eta_p if s * b > 0 else eta_n), 1e-20), 50)
        for d, s, b in zip(W_delta, W_sign, W_prev_sign)
    ]


@right("next_step_size")
def with_clip(W_delta, W_sign, W_prev_sign, eta_p, eta_n):
    same = (W_sign == W_prev_sign) & (W_sign != 0)
    return np.clip(np.where(same, eta_p, eta_n) * W_delta, 1e-20, 50)


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


def bounded(steps):
    return np.clip(steps, 1e-20, 50)


@wrong("next_step_size", "exchanged")
def exchanged(W_delta, W_sign, W_prev_sign, eta_p, eta_n):
    return bounded(W_delta * np.where(W_sign * W_prev_sign > 0, eta_n, eta_p))


@wrong("next_step_size", "sign alone")
def sign_alone(W_delta, W_sign, W_prev_sign, eta_p, eta_n):
    return bounded(W_delta * np.where(W_sign > 0, eta_p, eta_n))


@wrong("next_step_size", "A sign of 0")
def equal_signs(W_delta, W_sign, W_prev_sign, eta_p, eta_n):
    return bounded(W_delta * np.where(W_sign * W_prev_sign >= 0, eta_p, eta_n))


@wrong("next_step_size", "stays as it is")
def textbook(W_delta, W_sign, W_prev_sign, eta_p, eta_n):
    product = W_sign * W_prev_sign
    return bounded(W_delta * np.select([product > 0, product < 0], [eta_p, eta_n], 1))


@wrong("next_step_size", "same factor")
def both_together(W_delta, W_sign, W_prev_sign, eta_p, eta_n):
    if (W_sign * W_prev_sign > 0).all():
        return bounded(W_delta * eta_p)
    return bounded(W_delta * eta_n)


@right("next_step_size")
def no_upper_bound(W_delta, W_sign, W_prev_sign, eta_p, eta_n):
    return np.maximum(W_delta * np.where(W_sign * W_prev_sign > 0, eta_p, eta_n), 1e-20)


@right("next_step_size")
def no_lower_bound(W_delta, W_sign, W_prev_sign, eta_p, eta_n):
    return np.minimum(W_delta * np.where(W_sign * W_prev_sign > 0, eta_p, eta_n), 50)


@right("next_step_size")
def without_bounds(W_delta, W_sign, W_prev_sign, eta_p, eta_n):
    return [d * (eta_p if s == b else eta_n) for d, s, b in zip(W_delta, W_sign, W_prev_sign)]


@wrong("next_step_size", "every step shrinks")
def never_grows(W_delta, W_sign, W_prev_sign, eta_p, eta_n):
    return W_delta * eta_n


@wrong("next_step_size", "exchanged")
def exchanged_for_equal_signs(W_delta, W_sign, W_prev_sign, eta_p, eta_n):
    return [d * (eta_n if s == b else eta_p) for d, s, b in zip(W_delta, W_sign, W_prev_sign)]


@wrong("next_step_size", "multiply W_delta")
def factor_only(W_delta, W_sign, W_prev_sign, eta_p, eta_n):
    return np.where(W_sign * W_prev_sign > 0, eta_p, eta_n)


@wrong("next_step_size", "truth value")
def plain_if(W_delta, W_sign, W_prev_sign, eta_p, eta_n):
    return W_delta * (eta_p if W_sign * W_prev_sign > 0 else eta_n)


@wrong("next_step_size", "You changed W_delta")
def steps_in_place(W_delta, W_sign, W_prev_sign, eta_p, eta_n):
    W_delta *= np.where(W_sign * W_prev_sign > 0, eta_p, eta_n)
    return bounded(W_delta)


# update_rprop


def grown(W_delta, sign, before, eta_p, eta_n):
    return bounded(W_delta * np.where(sign * before > 0, eta_p, eta_n))


@right("update_rprop")
def as_arrays(X, t, W, W_prev_sign, W_delta, eta_p, eta_n):
    sign = np.sign(grad(X, t, W))
    return np.array([grown(W_delta, sign, W_prev_sign, eta_p, eta_n), sign])


@right("update_rprop")
def as_lists(X, t, W, W_prev_sign, W_delta, eta_p, eta_n):
    deltas, signs = [], []
    for g, before, delta in zip(grad(X, t, W), W_prev_sign, W_delta):
        sign = (g > 0) - 1 * (g < 0)
        deltas.append(min(50, max(1e-20, delta * (eta_p if sign * before > 0 else eta_n))))
        signs.append(sign)
    return [deltas, signs]


@right("update_rprop")
def as_integers(X, t, W, W_prev_sign, W_delta, eta_p, eta_n):
    sign = np.sign(grad(X, t, W)).astype(int)
    return list_comprehension(W_delta, sign, W_prev_sign, eta_p, eta_n), sign


@right("update_rprop")
def by_product_of_gradient(X, t, W, W_prev_sign, W_delta, eta_p, eta_n):
    g = grad(X, t, W)
    return grown(W_delta, g, W_prev_sign, eta_p, eta_n), np.sign(g)


@wrong("update_rprop", "wrong order")
def order_swapped(X, t, W, W_prev_sign, W_delta, eta_p, eta_n):
    sign = np.sign(grad(X, t, W))
    return sign, grown(W_delta, sign, W_prev_sign, eta_p, eta_n)


@wrong("update_rprop", "exchanged")
def eta_exchanged(X, t, W, W_prev_sign, W_delta, eta_p, eta_n):
    sign = np.sign(grad(X, t, W))
    return grown(W_delta, sign, W_prev_sign, eta_n, eta_p), sign


@wrong("update_rprop", "weights are moved inside")
def moves(X, t, W, W_prev_sign, W_delta, eta_p, eta_n):
    sign = np.sign(grad(X, t, W))
    return W - sign * grown(W_delta, sign, W_prev_sign, eta_p, eta_n), sign


@wrong("update_rprop", "You changed W")
def moves_in_place(X, t, W, W_prev_sign, W_delta, eta_p, eta_n):
    sign = np.sign(grad(X, t, W))
    delta = grown(W_delta, sign, W_prev_sign, eta_p, eta_n)
    W -= sign * delta
    return delta, sign


@wrong("update_rprop", "size plays no part")
def times_gradient(X, t, W, W_prev_sign, W_delta, eta_p, eta_n):
    g = grad(X, t, W)
    return grown(W_delta, np.sign(g), W_prev_sign, eta_p, eta_n) * g, np.sign(g)


@wrong("update_rprop", "sign is flipped")
def flipped(X, t, W, W_prev_sign, W_delta, eta_p, eta_n):
    sign = np.sign(grad(X, t, W))
    return grown(W_delta, sign, W_prev_sign, eta_p, eta_n), -sign


@right("update_rprop")
def as_the_post_has_it(X, t, W, W_prev_sign, W_delta, eta_p, eta_n):
    sign = np.sign(grad(X, t, W))
    return [W_delta[i] * (eta_p if sign[i] == W_prev_sign[i] else eta_n) for i in range(2)], sign


@wrong("update_rprop", "sign alone")
def only_new_sign(X, t, W, W_prev_sign, W_delta, eta_p, eta_n):
    sign = np.sign(grad(X, t, W))
    return bounded(W_delta * np.where(sign > 0, eta_p, eta_n)), sign


@wrong("update_rprop", "W_prev_sign is ignored")
def always_grows(X, t, W, W_prev_sign, W_delta, eta_p, eta_n):
    return bounded(W_delta * eta_p), np.sign(grad(X, t, W))


@wrong("update_rprop", "keeps its sign alone")
def gradient_for_sign(X, t, W, W_prev_sign, W_delta, eta_p, eta_n):
    g = grad(X, t, W)
    return grown(W_delta, g, W_prev_sign, eta_p, eta_n), g


@wrong("update_rprop", "Only the step of wx")
def one_weight(X, t, W, W_prev_sign, W_delta, eta_p, eta_n):
    sign = np.sign(grad(X, t, W))
    delta = W_delta.copy()
    delta[0] = grown(W_delta, sign, W_prev_sign, eta_p, eta_n)[0]
    return delta, sign


# rprop_path


@right("rprop_path")
def with_list(X, t, W=(-1.5, 2.0), n_iter=500, eta_p=1.2, eta_n=0.5, delta_0=0.001):
    path, before, delta = [list(W)], np.zeros(2), np.array([delta_0, delta_0])
    for _ in range(n_iter):
        delta, before = as_arrays(X, t, path[-1], before, delta, eta_p, eta_n)
        path.append([w - s * d for w, s, d in zip(path[-1], before, delta)])
    return path


@right("rprop_path")
def without_defaults(X, t, W, n_iter, eta_p, eta_n, delta_0):
    path = np.zeros((n_iter + 1, 2))
    path[0] = W
    before, delta = np.zeros(2), np.full(2, delta_0)
    for i in range(n_iter):
        delta, before = as_arrays(X, t, path[i], before, delta, eta_p, eta_n)
        path[i + 1] = path[i] - before * delta
    return path


@right("rprop_path")
def with_copies(X, t, W, n_iter, eta_p=1.2, eta_n=0.5, delta_0=0.001):
    W = np.array(W, dtype=float)
    path, before, delta = [W.copy()], [0, 0], [delta_0] * 2
    for _ in range(n_iter):
        delta, before = as_lists(X, t, W, before, delta, eta_p, eta_n)
        W -= np.multiply(before, delta)
        path.append(W.copy())
    return np.array(path)


@right("rprop_path")
def two_weights(X, t, W, n_iter, eta_p, eta_n, delta_0):
    (wx, wRec), a, b, before = W, delta_0, delta_0, (0, 0)
    xs, recs = [wx], [wRec]
    for _ in range(n_iter):
        ga, gb = np.sign(slope(X, t, wx, wRec))
        a *= eta_p if ga * before[0] > 0 else eta_n
        b *= eta_p if gb * before[1] > 0 else eta_n
        wx, wRec, before = wx - ga * a, wRec - gb * b, (ga, gb)
        xs.append(wx)
        recs.append(wRec)
    return np.column_stack([xs, recs])


def steps(X, t, W, n_iter, eta_p, eta_n, delta_0):
    """Yield the weights after each iteration."""
    before, delta = np.zeros(2), np.full(2, delta_0)
    for _ in range(n_iter):
        delta, before = as_arrays(X, t, W, before, delta, eta_p, eta_n)
        W = W - before * delta
        yield W


@wrong("rprop_path", "first row must be the start")
def no_start(*args):
    return np.array(list(steps(*args))).reshape(-1, 2)


@wrong("rprop_path", "last row is missing")
def n_iter_rows(X, t, W, n_iter, eta_p, eta_n, delta_0):
    path, before, delta = np.zeros((n_iter, 2)), np.zeros(2), np.full(2, delta_0)
    path[0] = W
    for i in range(1, n_iter):
        delta, before = as_arrays(X, t, path[i - 1], before, delta, eta_p, eta_n)
        path[i] = path[i - 1] - before * delta
    return path


@wrong("rprop_path", "All rows are the same")
def aliased(X, t, W, n_iter, eta_p, eta_n, delta_0):
    W = W.copy()
    path, before, delta = [W], np.zeros(2), np.full(2, delta_0)
    for _ in range(n_iter):
        delta, before = as_arrays(X, t, W, before, delta, eta_p, eta_n)
        W -= before * delta
        path.append(W)
    return np.array(path)


@wrong("rprop_path", "delta_0 is ignored")
def fixed_delta(X, t, W, n_iter, eta_p, eta_n, delta_0):
    return np.array([W, *steps(X, t, W, n_iter, eta_p, eta_n, 0.001)])


@wrong("rprop_path", "It climbs")
def climbs(X, t, W, n_iter, eta_p, eta_n, delta_0):
    path, before, delta = [W], np.zeros(2), np.full(2, delta_0)
    for _ in range(n_iter):
        delta, before = as_arrays(X, t, path[-1], before, delta, eta_p, eta_n)
        path.append(path[-1] + before * delta)
    return np.array(path)


@wrong("rprop_path", "W_prev_sign is never updated")
def no_memory(X, t, W, n_iter, eta_p, eta_n, delta_0):
    path, before, delta = [W], np.zeros(2), np.full(2, delta_0)
    for _ in range(n_iter):
        delta, sign = as_arrays(X, t, path[-1], before, delta, eta_p, eta_n)
        path.append(path[-1] - sign * delta)
    return np.array(path)


@wrong("rprop_path", "W_delta is never updated")
def same_delta(X, t, W, n_iter, eta_p, eta_n, delta_0):
    path, before = [W], np.zeros(2)
    for _ in range(n_iter):
        delta, before = as_arrays(X, t, path[-1], before, np.full(2, delta_0), eta_p, eta_n)
        path.append(path[-1] - before * delta)
    return np.array(path)


@wrong("rprop_path", "The first step is eta_n * delta_0")
def old_delta_first(X, t, W, n_iter, eta_p, eta_n, delta_0):
    path, before, delta = [W], np.zeros(2), np.full(2, delta_0)
    for _ in range(n_iter):
        new, sign = as_arrays(X, t, path[-1], before, delta, eta_p, eta_n)
        path.append(path[-1] - sign * delta)
        before, delta = sign, new
    return np.array(path)


@wrong("rprop_path", "Only the last weights")
def last_only(X, t, W, *rest):
    for W in steps(X, t, W, *rest):
        pass
    return W


@wrong("rprop_path", "transposed")
def two_lists(*args):
    return np.array([args[2], *steps(*args)]).T


@wrong("rprop_path", "multiplied by the gradient")
def size_of_gradient(X, t, W, n_iter, eta_p, eta_n, delta_0):
    path, before, delta = [W], np.zeros(2), np.full(2, delta_0)
    for _ in range(n_iter):
        delta, before = as_arrays(X, t, path[-1], before, delta, eta_p, eta_n)
        path.append(path[-1] - grad(X, t, path[-1]) * delta)
    return np.array(path)


@wrong("rprop_path", "You changed W")
def start_in_place(X, t, W, n_iter, eta_p, eta_n, delta_0):
    path, before, delta = [W.copy()], np.zeros(2), np.full(2, delta_0)
    for _ in range(n_iter):
        delta, before = as_arrays(X, t, W, before, delta, eta_p, eta_n)
        W -= before * delta
        path.append(W.copy())
    return np.array(path)


# gradient_descent_path


@right("gradient_descent_path")
def descent_list(X, t, W=(-1.5, 2.0), n_iter=500, learning_rate=1e-4, max_norm=1e300):
    path = [np.array(W)]
    for _ in range(n_iter):
        g = grad(X, t, path[-1])
        if np.linalg.norm(g) > max_norm:
            g = g / np.linalg.norm(g) * max_norm
        path.append(path[-1] - learning_rate * g)
    return path


@right("gradient_descent_path")
def descent_array(X, t, W, n_iter, learning_rate, max_norm):
    path = np.tile(np.array(W, dtype=float), (n_iter + 1, 1))
    for i in range(n_iter):
        g = grad(X, t, path[i])
        path[i + 1 :] -= learning_rate * g * min(1, max_norm / np.sqrt(g @ g))
    return path


@right("gradient_descent_path")
def descent_plain(X, t, W, n_iter, learning_rate, max_norm):
    wx, wRec = W
    path = [(wx, wRec)]
    for _ in range(n_iter):
        a, b = slope(X, t, wx, wRec)
        length = (a**2 + b**2) ** 0.5
        scale = learning_rate * (max_norm / length if length > max_norm else 1)
        wx, wRec = wx - scale * a, wRec - scale * b
        path += [(wx, wRec)]
    return tuple(path)


@right("gradient_descent_path")
def descent_recursive(X, t, W, n_iter, learning_rate, max_norm):
    if n_iter == 0:
        return np.array([W])
    path = descent_recursive(X, t, W, n_iter - 1, learning_rate, max_norm)
    g = grad(X, t, path[-1])
    return np.vstack([path, path[-1] - learning_rate * g / max(1, np.hypot(*g) / max_norm)])


def descent(X, t, W, n_iter, move):
    path = [np.array(W, dtype=float)]
    for _ in range(n_iter):
        path.append(path[-1] + move(grad(X, t, path[-1])))
    return np.array(path)


def clip(g, limit):
    return g * min(1, limit / np.linalg.norm(g))


@wrong("gradient_descent_path", "It climbs")
def descent_climbs(X, t, W, n_iter, learning_rate, max_norm):
    return descent(X, t, W, n_iter, lambda g: learning_rate * clip(g, max_norm))


@wrong("gradient_descent_path", "max_norm is ignored")
def never_clips(X, t, W, n_iter, learning_rate, max_norm):
    return descent(X, t, W, n_iter, lambda g: -learning_rate * g)


@wrong("gradient_descent_path", "on its own")
def clips_each(X, t, W, n_iter, learning_rate, max_norm):
    return descent(X, t, W, n_iter, lambda g: -learning_rate * np.clip(g, -max_norm, max_norm))


@wrong("gradient_descent_path", "short ones too")
def always_scales(X, t, W, n_iter, learning_rate, max_norm):
    return descent(X, t, W, n_iter, lambda g: -learning_rate * max_norm * g / np.linalg.norm(g))


@wrong("gradient_descent_path", "Clip the gradient first")
def clips_the_step(X, t, W, n_iter, learning_rate, max_norm):
    return descent(X, t, W, n_iter, lambda g: -clip(learning_rate * g, max_norm))


@wrong("gradient_descent_path", "first row must be the start")
def descent_no_start(*args):
    return descent_array(*args)[1:]


@wrong("gradient_descent_path", "All rows are the same")
def descent_aliased(X, t, W, n_iter, learning_rate, max_norm):
    W = W.copy()
    path = [W]
    for _ in range(n_iter):
        W -= learning_rate * clip(grad(X, t, W), max_norm)
        path.append(W)
    return np.array(path)


@wrong("gradient_descent_path", "learning_rate is ignored")
def fixed_rate(X, t, W, n_iter, learning_rate, max_norm):
    return descent(X, t, W, n_iter, lambda g: -1e-4 * clip(g, max_norm))


@wrong("gradient_descent_path", "anew at each W")
def same_gradient(X, t, W, n_iter, learning_rate, max_norm):
    g = clip(grad(X, t, W), max_norm)
    return np.array([W - i * learning_rate * g for i in range(n_iter + 1)])


@wrong("gradient_descent_path", "length 1, not max_norm")
def clips_to_one(X, t, W, n_iter, learning_rate, max_norm):
    def move(g):
        length = np.linalg.norm(g)
        return -learning_rate * (g / length if length > max_norm else g)

    return descent(X, t, W, n_iter, move)


@wrong("gradient_descent_path", "sum of the absolute values")
def other_norm(X, t, W, n_iter, learning_rate, max_norm):
    return descent(
        X, t, W, n_iter, lambda g: -learning_rate * g * min(1, max_norm / np.abs(g).sum())
    )
