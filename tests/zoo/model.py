"""Answers to the tasks of lessons 01 to 03."""

import numpy as np

from zoo import right, wrong

m = 20  # as a notebook has it from the first cell on


# update_state


@right("update_state")
def other_order(xk, sk, wx, wRec):
    return wRec * sk + wx * xk


@right("update_state")
def with_add(xk, sk, wx, wRec):
    return np.add(np.multiply(xk, wx), np.multiply(sk, wRec))


@right("update_state")
def dot_product(xk, sk, wx, wRec):
    return np.tensordot([wx, wRec], np.stack([xk, sk]), axes=1)


@right("update_state")
def list_of_samples(xk, sk, wx, wRec):
    if np.ndim(xk) == 0:
        return xk * wx + sk * wRec
    return [x * wx + s * wRec for x, s in zip(xk, sk)]


@wrong("update_state", "wx and wRec are swapped")
def weights_swapped(xk, sk, wx, wRec):
    return xk * wRec + sk * wx


@wrong("update_state", "old state must be multiplied by wRec")
def no_wrec(xk, sk, wx, wRec):
    return xk * wx + sk


@wrong("update_state", "input must be multiplied by its weight wx")
def no_wx(xk, sk, wx, wRec):
    return xk + wRec * sk


@wrong("update_state", "old state is missing")
def no_past(xk, sk, wx, wRec):
    return xk * wx


@wrong("update_state", "subtracted")
def minus(xk, sk, wx, wRec):
    return xk * wx - sk * wRec


@wrong("update_state", "mind the parentheses")
def parentheses(xk, sk, wx, wRec):
    return (xk * wx + sk) * wRec


@wrong("update_state", "tanh")
def squashed(xk, sk, wx, wRec):
    return np.tanh(xk * wx + sk * wRec)


@wrong("update_state", "You changed sk")
def in_place(xk, sk, wx, wRec):
    sk *= wRec
    sk += xk * wx
    return sk


@wrong("update_state", "summed")
def summed(xk, sk, wx, wRec):
    return np.sum(xk * wx + sk * wRec)


@wrong("update_state", "wx and wRec are swapped")
def arguments_swapped(xk, sk, wRec, wx):
    return xk * wx + sk * wRec


@wrong("update_state", "prints its result")
def prints(xk, sk, wx, wRec):
    print(xk * wx + sk * wRec)


@wrong("update_state", "forget return")
def no_return(xk, sk, wx, wRec):
    xk * wx + sk * wRec


# forward_states


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
    return rows


@right("forward_states")
def matrix_product(X, wx, wRec):
    n = X.shape[1]
    powers = np.array(
        [[wRec ** (k - j) if k >= j else 0.0 for k in range(n + 1)] for j in range(1, n + 1)]
    )
    return wx * X @ powers


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


@wrong(
    "forward_states", "The first column must be the initial state S_0 = 0; yours starts with S_1"
)
def starts_with_s1(X, wx, wRec):
    s, states = np.zeros(len(X)), []
    for k in range(X.shape[1]):
        s = X[:, k] * wx + s * wRec
        states.append(s)
    return np.array(states).T


@wrong("forward_states", "S is transposed")
def transposed(X, wx, wRec):
    S = np.zeros((X.shape[1] + 1, X.shape[0]))
    for k in range(X.shape[1]):
        S[k + 1] = X[:, k] * wx + S[k] * wRec
    return S


@wrong("forward_states", "last column is never filled")
def one_step_short(X, wx, wRec):
    m, n = X.shape
    S = np.zeros((m, n + 1))
    for k in range(1, n):
        S[:, k] = X[:, k - 1] * wx + S[:, k - 1] * wRec
    return S


@wrong("forward_states", "Off by one in time")
def wrong_input(X, wx, wRec):
    m, n = X.shape
    S = np.zeros((m, n + 1))
    for k in range(1, n):
        S[:, k] = X[:, k] * wx + S[:, k - 1] * wRec
    return S


@wrong("forward_states", "IndexError")
def past_the_end(X, wx, wRec):
    m, n = X.shape
    S = np.zeros((m, n + 1))
    for k in range(1, n + 1):
        S[:, k] = X[:, k] * wx + S[:, k - 1] * wRec
    return S


@wrong("forward_states", "wx and wRec are swapped")
def swapped(X, wx, wRec):
    m, n = X.shape
    S = np.zeros((m, n + 1))
    for k in range(n):
        S[:, k + 1] = X[:, k] * wRec + S[:, k] * wx
    return S


@wrong("forward_states", "The past is missing")
def forgets(X, wx, wRec):
    S = np.zeros((len(X), X.shape[1] + 1))
    for k in range(X.shape[1]):
        S[:, k + 1] = X[:, k] * wx + S[:, k + 1] * wRec
    return S


@wrong("forward_states", "Only the output S_n is returned")
def output_only(X, wx, wRec):
    s = 0
    for k in range(X.shape[1]):
        s = X[:, k] * wx + s * wRec
    return s


@wrong("forward_states", "S has the type of X")
def type_of_x(X, wx, wRec):
    S = np.zeros_like(X, shape=(X.shape[0], X.shape[1] + 1))
    for k in range(X.shape[1]):
        S[:, k + 1] = X[:, k] * wx + S[:, k] * wRec
    return S


@wrong("forward_states", "It is right only for m = 20 and n = 10")
def size_of_the_lesson(X, wx, wRec):
    S = np.zeros((20, 11))
    for k in range(min(10, X.shape[1])):
        S[: len(X), k + 1] = X[:, k] * wx + S[: len(X), k] * wRec
    return S


@wrong("forward_states", "It is right only for m = 20 and n = 10")
def ten_steps(X, wx, wRec):
    S = np.zeros((len(X), 11))
    for k in range(1, 11):
        S[:, k] = X[:, k - 1] * wx + S[:, k - 1] * wRec
    return S


@wrong("forward_states", "It is right only for inputs of 0 and 1")
def bits_only(X, wx, wRec):
    S = np.zeros((len(X), X.shape[1] + 1))
    for k in range(X.shape[1]):
        S[:, k + 1] = np.where(X[:, k] > 0, wx, 0) + S[:, k] * wRec
    return S


@wrong("forward_states", "It is right only for more than one sample")
def squeezed(X, wx, wRec):
    return np.squeeze(closed_form(X, wx, wRec))


@wrong("forward_states", "Return one array, and nothing beside it")
def states_and_output(X, wx, wRec):
    S = closed_form(X, wx, wRec)
    return S, S[:, -1]


@wrong("forward_states", "Each sample must start at S_0 = 0")
def state_carried_over(X, wx, wRec):
    s, rows = 0, []
    for x in X:
        row = [s]
        for value in x:
            s = value * wx + s * wRec
            row.append(s)
        rows.append(row)
    return rows


@wrong("forward_states", "You changed X")
def into_x(X, wx, wRec):
    for k in range(X.shape[1]):
        X[:, k] = X[:, k] * wx + (X[:, k - 1] * wRec if k else 0)
    return np.column_stack([np.zeros(len(X)), X])


@wrong("forward_states", "yours starts with the first input")
def starts_with_input(X, wx, wRec):
    S = np.zeros((len(X), X.shape[1] + 1))
    S[:, 0] = X[:, 0]
    for k in range(X.shape[1]):
        S[:, k + 1] = X[:, k] * wx + S[:, k] * wRec
    return S


@wrong("forward_states", "wRec other than 0")
def divides_by_wrec(X, wx, wRec):
    n = X.shape[1]
    powers = np.float64(wRec) ** np.arange(n)
    return np.column_stack([np.zeros(len(X)), np.cumsum(X * wx / powers, axis=1) * powers])


@wrong("forward_states", "wRec > 0")
def absolute_wrec(X, wx, wRec):
    return closed_form(X, wx, abs(wRec))


@wrong("forward_states", "Not written yet")
def stub(X, wx, wRec):
    raise NotImplementedError


# cost


@right("cost")
def average(y, t):
    return np.average(np.square(np.subtract(y, t)))


@right("cost")
def plain_loop(y, t):
    total = 0
    for i in range(len(y)):
        total += (y[i] - t[i]) ** 2
    return total / len(y)


@right("cost")
def dot(y, t):
    return (y - t) @ (y - t) / y.size


@right("cost")
def multiplied_out(y, t):
    return np.array(np.mean(y**2) - 2 * np.mean(y * t) + np.mean(t**2))


@right("cost")
def variance_and_bias(y, t):
    return np.var(y - t) + np.mean(y - t) ** 2


@wrong("cost", "sum is returned instead of the mean")
def cost_sum(y, t):
    return np.sum((y - t) ** 2)


@wrong("cost", "square is missing")
def cost_no_square(y, t):
    return np.mean(y - t)


@wrong("cost", "square root is too much")
def cost_root(y, t):
    return np.sqrt(np.mean((y - t) ** 2))


@wrong("cost", "mean absolute error")
def cost_absolute(y, t):
    return np.mean(abs(y - t))


@wrong("cost", "half of the cost")
def cost_half(y, t):
    return np.sum((y - t) ** 2) / (2 * len(y))


@wrong("cost", "ivided by 20 instead of the number of samples")
def cost_stale_m(y, t):
    return np.sum((y - t) ** 2) / m


@wrong("cost", "reads m from the notebook")
def cost_stale_m_told(y, t):
    return np.sum((y - t) ** 2) / m


@wrong("cost", "mean of the squares. Mind the parentheses")
def cost_square_outside(y, t):
    return np.mean(y - t) ** 2


@wrong("cost", "return inside the loop")
def cost_early_return(y, t):
    total = 0
    for yi, ti in zip(y, t):
        total += (yi - ti) ** 2
        return total / len(y)


@wrong("cost", "Not averaged")
def cost_each(y, t):
    return (y - t) ** 2


@wrong("cost", "You changed y")
def cost_in_place(y, t):
    y -= t
    return np.mean(y**2)


@wrong("cost", "divided by 10 instead of the number of samples")
def cost_ten(y, t):
    return np.sum((y - t) ** 2) / 10


@wrong("cost", "returned text")
def cost_as_text(y, t):
    return f"{np.mean((y - t) ** 2):.4f}"


@wrong("cost", "must be one number")
def cost_in_list(y, t):
    return [np.mean((y - t) ** 2)]


@wrong("cost", "m - 1")
def cost_unbiased(y, t):
    return np.sum((y - t) ** 2) / (len(y) - 1)


@wrong("cost", "only its first digits")
def cost_rounded(y, t):
    return round(np.mean((y - t) ** 2), 2)


@wrong("cost", "A power is written **")
def cost_wrong_power(y, t):
    return np.mean((y - t) ^ 2)


@wrong("cost", "for every input")
def cost_thrice(y, t):
    return 3 * np.mean((y - t) ** 2)


# output_gradient


@right("output_gradient")
def loop(y, t):
    return [2 * (a - b) / len(y) for a, b in zip(y, t)]


@right("output_gradient")
def distributed(y, t):
    return 2 / len(y) * y - 2 / len(y) * t


@right("output_gradient")
def minus_twice(y, t):
    return -2 * (t - y) / t.size


@right("output_gradient")
def by_differences(y, t):
    result = np.empty(len(y))
    for i in range(len(y)):
        above, below = y.astype(float), y.astype(float)
        above[i] += 0.5
        below[i] -= 0.5
        result[i] = np.mean((above - t) ** 2) - np.mean((below - t) ** 2)
    return result


@wrong("output_gradient", "wrong sign")
def out_sign(y, t):
    return 2 * (t - y) / len(y)


@wrong("output_gradient", "factor 2 is missing")
def out_no_two(y, t):
    return (y - t) / len(y)


@wrong("output_gradient", "factor 1/m is missing")
def out_no_m(y, t):
    return 2 * (y - t)


@wrong("output_gradient", "ivided by 20 instead of the number of samples")
def out_twenty(y, t):
    return 2 * (y - t) / 20


@wrong("output_gradient", "Summed over the samples")
def out_summed(y, t):
    return 2 * np.sum(y - t) / len(y)


@wrong("output_gradient", "Still squared")
def out_squared(y, t):
    return 2 * (y - t) ** 2 / len(y)


@wrong("output_gradient", "ind the parentheses")
def out_parentheses(y, t):
    return 2 * y - t / len(y)


@wrong("output_gradient", "Only the sign is left")
def out_only_sign(y, t):
    return np.sign(y - t)


@wrong("output_gradient", "lose the sign")
def out_absolute(y, t):
    return 2 * np.abs(y - t) / len(y)


@wrong("output_gradient", "sign is wrong")
def out_sign_and_m(y, t):
    return 2 * (t - y)


@wrong("output_gradient", "the cost itself")
def out_cost(y, t):
    return np.mean((y - t) ** 2)


@wrong("output_gradient", "reverse order")
def out_reversed(y, t):
    return (2 * (y - t) / len(y))[::-1]


@wrong("output_gradient", "the shape is not")
def out_column(y, t):
    return (2 * (y - t) / len(y)).reshape(-1, 1)


# backward_gradient


def right_back(X, S, grad_out, wRec):
    m, n = X.shape
    G = np.zeros((m, n + 1))
    G[:, n] = grad_out
    for k in range(n, 0, -1):
        G[:, k - 1] = G[:, k] * wRec
    return [np.sum(G[:, 1:] * X), np.sum(G[:, 1:] * S[:, :-1])], G


@right("backward_gradient")
def powers(X, S, grad_out, wRec):
    n = X.shape[1]
    G = np.outer(grad_out, [wRec**j for j in range(n, -1, -1)])
    return (np.einsum("ik,ik", G[:, 1:], X), np.einsum("ik,ik", G[:, 1:], S[:, :-1])), G


@right("backward_gradient")
def arrays_and_lists(X, S, grad_out, wRec):
    grads, G = right_back(X, S, grad_out, wRec)
    return [np.array(grads), G.tolist()]


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


@wrong("backward_gradient", "multiplied by wRec at every step")
def stands_still(X, S, grad_out, wRec):
    m, n = X.shape
    G = np.zeros((m, n + 1))
    G[:, n] = grad_out
    a = b = 0
    for k in range(n, 0, -1):
        a += np.sum(G[:, k] * X[:, k - 1])
        b += np.sum(G[:, k] * S[:, k - 1])
        G[:, k - 1] = G[:, k]
    return (a, b), G


@wrong("backward_gradient", "S_{k-1}")
def state_after(X, S, grad_out, wRec):
    m, n = X.shape
    G = np.zeros((m, n + 1))
    G[:, n] = grad_out
    a = b = 0
    for k in range(n, 0, -1):
        a += np.sum(G[:, k] * X[:, k - 1])
        b += np.sum(G[:, k] * S[:, k])
        G[:, k - 1] = G[:, k] * wRec
    return (a, b), G


@wrong("backward_gradient", "first time step is missing")
def stops_early(X, S, grad_out, wRec):
    m, n = X.shape
    G = np.zeros((m, n + 1))
    G[:, n] = grad_out
    a = b = 0
    for k in range(n, 1, -1):
        a += np.sum(G[:, k] * X[:, k - 1])
        b += np.sum(G[:, k] * S[:, k - 1])
        G[:, k - 1] = G[:, k] * wRec
    return (a, b), G


@wrong("backward_gradient", "fill every column")
def not_stored(X, S, grad_out, wRec):
    m, n = X.shape
    grad_over_time = np.zeros((m, n + 1))
    grad_over_time[:, n] = grad_out
    G, a, b = grad_out.copy(), 0, 0
    for k in range(n, 0, -1):
        a += np.sum(G * X[:, k - 1])
        b += np.sum(G * S[:, k - 1])
        G = G * wRec
    return (a, b), grad_over_time


@wrong("backward_gradient", "wx_grad and wRec_grad are swapped")
def pair_swapped(X, S, grad_out, wRec):
    (a, b), G = right_back(X, S, grad_out, wRec)
    return (b, a), G


@wrong("backward_gradient", "two parts in the wrong order")
def parts_swapped(X, S, grad_out, wRec):
    grads, G = right_back(X, S, grad_out, wRec)
    return G, grads


@wrong("backward_gradient", "parentheses of their own")
def flat_triple(X, S, grad_out, wRec):
    (a, b), G = right_back(X, S, grad_out, wRec)
    return a, b, G


@wrong("backward_gradient", "averaged over the samples once more")
def averaged_again(X, S, grad_out, wRec):
    (a, b), G = right_back(X, S, grad_out, wRec)
    return (a / len(X), b / len(X)), G


@wrong("backward_gradient", "keeps one row for each sample")
def over_time_summed(X, S, grad_out, wRec):
    grads, G = right_back(X, S, grad_out, wRec)
    return grads, G.sum(axis=0)


@wrong("backward_gradient", "You changed grad_out")
def grad_out_in_place(X, S, grad_out, wRec):
    m, n = X.shape
    G, g = np.zeros((m, n + 1)), grad_out
    G[:, n] = g
    a = b = 0
    for k in range(n, 0, -1):
        a += np.sum(G[:, k] * X[:, k - 1])
        b += np.sum(G[:, k] * S[:, k - 1])
        g *= wRec
        G[:, k - 1] = g
    return (a, b), G


@wrong("backward_gradient", "one number for each weight")
def kept_apart(X, S, grad_out, wRec):
    _, G = right_back(X, S, grad_out, wRec)
    return (np.sum(G[:, 1:] * X, axis=1), np.sum(G[:, 1:] * S[:, :-1], axis=1)), G


@wrong("backward_gradient", "Forwards instead of backwards")
def runs_forwards(X, S, grad_out, wRec):
    m, n = X.shape
    G = np.zeros((m, n + 1))
    G[:, 0] = grad_out
    a = b = 0
    for k in range(1, n + 1):
        G[:, k] = G[:, k - 1] * wRec
        a += np.sum(G[:, k] * X[:, k - 1])
        b += np.sum(G[:, k] * S[:, k - 1])
    return (a, b), G


@wrong("backward_gradient", "with +=")
def no_sum(X, S, grad_out, wRec):
    m, n = X.shape
    G = np.zeros((m, n + 1))
    G[:, n] = grad_out
    for k in range(n, 0, -1):
        a = np.sum(G[:, k] * X[:, k - 1])
        b = np.sum(G[:, k] * S[:, k - 1])
        G[:, k - 1] = G[:, k] * wRec
    return (a, b), G


@wrong("backward_gradient", "off by one in time")
def input_after(X, S, grad_out, wRec):
    _, G = right_back(X, S, grad_out, wRec)
    a = sum(np.sum(G[:, k] * X[:, k]) for k in range(1, X.shape[1]))
    return (a, np.sum(G[:, 1:] * S[:, :-1])), G


@wrong("backward_gradient", "wRec_grad is twice")
def unheard_of(X, S, grad_out, wRec):
    (a, b), G = right_back(X, S, grad_out, wRec)
    return (a, 2 * b), G


@wrong("backward_gradient", "grad_over_time is missing")
def only_the_grads(X, S, grad_out, wRec):
    return right_back(X, S, grad_out, wRec)[0]
