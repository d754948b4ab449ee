"""Hints for the functions of lesson 05, and the edits that get them; `_edits` says how to read them."""

GRADIENT = """
The gradient has the wrong sign: it points uphill, and the caller steps against it. Is it t - y where it should be y - t, or output_gradient(t, y)?
    return ... -> return -...
    S[:, -1], t -> t, S[:, -1]
wx and wRec are swapped in the result: return [gradient for wx, gradient for wRec].
    return ... -> return ...[::-1]
wx and wRec are swapped: W[0] is wx, W[1] is wRec.
    W[0], W[1]) -> W[1], W[0]) && grad_out, W[1] -> grad_out, W[0]
    W[0], W[1]) -> W[1], W[0]) && grad_out, W[1] -> grad_out, W[0] && return ... -> return ...[::-1]
The backward pass carries the gradient with wx, W[0]. It must be wRec, W[1].
    grad_out, W[1] -> grad_out, W[0]
The output is the last column of S, S[:, -1]; yours takes the first.
    S[:, -1] -> S[:, 0]
The output is the last column of S, S[:, -1]; yours takes the one before.
    S[:, -1] -> S[:, -2]
S[-1] is the last row, one sample. The output of all samples is the last column, S[:, -1].
    S[:, -1] -> S[-1]
The output itself goes into the backward pass: it needs the gradient with respect to the output, output_gradient(y, t).
    X, S, grad_out -> X, S, S[:, -1]
That is the gradient with respect to every state, grad_over_time. Return the first part of what backward_gradient returns.
    W_grads, _ -> _, W_grads
Only the gradient for wx is returned: W has two weights.
    return ... -> return W_grads[0]
Only the gradient for wRec is returned: W has two weights.
    return ... -> return W_grads[1]
The two gradients are added up: return both.
    return ... -> return sum(W_grads)
Only the signs are returned: return the gradient itself.
    return ... -> return np.sign(W_grads)
The length of the gradient is returned: return its two parts.
    return ... -> return np.linalg.norm(W_grads)
The gradient is scaled to length 1: its size counts too.
    return ... -> return np.array(W_grads) / np.linalg.norm(W_grads)
The gradient for wRec is 0: wRec changes the output too.
    return ... -> return np.array([W_grads[0], 0])
The gradient for wx is 0: wx changes the output too.
    return ... -> return np.array([0, W_grads[1]])
The weights are moved inside: return the gradient, and let the caller step against it.
    return ... -> return W - ... || return W - 0.001 * ...
That is the cost. Return its gradient with respect to both weights.
    return ... -> return np.mean((S[:, -1] - t) ** 2)
The lesson's data are used, not the arguments X and t.
    S = ... -> X, t = lesson_dataset(); S = ...
Only the first sample counts: take all of them.
    S = ... -> X, t = X[:1], t[:1]; S = ...
also the mistakes of output_gradient
also the mistakes of backward_gradient
also the mistakes of forward_states
"""

NEXT_STEP_SIZE = """
eta_p and eta_n are exchanged: a step grows by eta_p where the sign stayed and shrinks by eta_n where it changed.
    eta_p, eta_n) -> eta_n, eta_p)
    np.where(W_sign * W_prev_sign > 0, eta_p, eta_n) -> np.select([W_sign * W_prev_sign > 0, W_sign * W_prev_sign < 0], [eta_n, eta_p], 1)
eta_p and eta_n are exchanged, or the comparison is the wrong way round: a step grows by eta_p where W_sign * W_prev_sign > 0.
    > 0 -> < 0
It looks at the sign alone. Compare it with the one before: W_sign * W_prev_sign > 0 where the sign stayed.
    W_sign * W_prev_sign > 0 -> W_sign > 0 || W_sign >= 0
It looks at the sign before alone. Compare it with the new one: W_sign * W_prev_sign > 0 where the sign stayed.
    W_sign * W_prev_sign > 0 -> W_prev_sign > 0
A sign of 0 is treated as if the sign had stayed. A step grows only where the product of both signs is greater than 0; at the start W_prev_sign is 0, and the step shrinks.
    > 0 -> >= 0
Where a sign is 0 the step stays as it is. In this lesson it shrinks there: eta_n unless the product is greater than 0.
    np.where(W_sign * W_prev_sign > 0, eta_p, eta_n) -> np.select([W_sign * W_prev_sign > 0, W_sign * W_prev_sign < 0], [eta_p, eta_n], 1)
W_prev_sign is ignored: every step grows. Where the sign changed it must shrink by eta_n.
    eta = ... -> eta = eta_p
W_prev_sign is ignored: every step shrinks. Where the sign stayed it must grow by eta_p.
    eta = ... -> eta = eta_n
The steps never change: multiply them by eta_p or eta_n.
    eta = ... -> eta = 1
Both weights get the same factor. Each weight has a step of its own: decide for each, with np.where.
    eta = ... -> eta = eta_p if np.all(W_sign * W_prev_sign > 0) else eta_n || eta = eta_p if np.any(W_sign * W_prev_sign > 0) else eta_n
    W_sign * W_prev_sign > 0 -> np.sum(W_sign * W_prev_sign) > 0 || W_sign[0] * W_prev_sign[0] > 0
Only the step of wx is updated: wRec has one of its own.
    eta = ... -> eta = ...; eta[1] = 1
Only the step of wRec is updated: wx has one of its own.
    eta = ... -> eta = ...; eta[0] = 1
eta_p and eta_n are ignored: 1.2 and 0.5 are written into the function. Use the arguments.
    eta_p, eta_n) -> 1.2, 0.5)
The bounds are exchanged: np.maximum goes with DELTA_MIN, np.minimum with DELTA_MAX.
    DELTA_MIN), DELTA_MAX -> DELTA_MAX), DELTA_MIN
    return ... -> return np.maximum(np.minimum(W_delta * eta, DELTA_MIN), DELTA_MAX)
The factor is returned, not the step: multiply W_delta by it.
    return ... -> return eta
The factor is added to the step: multiply.
    W_delta * eta -> W_delta + eta
The step is divided by eta_n, which makes it larger: multiply by it.
    eta_p, eta_n) -> eta_p, 1 / eta_n)
W_delta carries the sign. Keep the step positive: the sign is returned apart.
    return ... -> return W_sign * ...
"""

UPDATE_RPROP = """
The two results are in the wrong order: return W_delta, W_sign.
    return ... -> return W_sign, W_delta
W_sign holds the gradient itself. Rprop keeps its sign alone: np.sign.
    W_sign = ... -> W_sign = gradient(X, t, W)
    return ... -> return W_delta, np.abs(gradient(X, t, W))
The sign is flipped: return the sign of the gradient. The caller steps against it, W - W_sign * W_delta.
    return ... -> return W_delta, -W_sign
    W_sign = ... -> W_sign = -...
The old sign is returned: return that of the gradient at W, for it is W_prev_sign of the next iteration.
    return ... -> return W_delta, W_prev_sign
The product of the two signs is returned: return the sign of the gradient itself.
    return ... -> return W_delta, W_sign * W_prev_sign
W_sign is True or False, 1 or 0: a negative gradient has the sign -1. Use np.sign.
    W_sign = ... -> W_sign = gradient(X, t, W) > 0
    return ... -> return W_delta, W_sign > 0
A gradient of 0 has the sign 0, not 1 or -1: use np.sign.
    W_sign = ... -> W_sign = np.where(gradient(X, t, W) > 0, 1, -1) || W_sign = np.where(gradient(X, t, W) >= 0, 1, -1)
The weights are moved inside. Return the step size and the sign; the caller moves, W - W_sign * W_delta.
    return ... -> return W - W_sign * W_delta, W_sign || return W_delta, W - W_sign * W_delta || return W + W_sign * W_delta, W_sign
The step is multiplied by the gradient. Rprop takes its sign alone: the size plays no part.
    return ... -> return W_delta * gradient(X, t, W), W_sign || return W_delta * np.abs(gradient(X, t, W)), W_sign
    return ... -> return W_delta * gradient(X, t, W), gradient(X, t, W) || return W_delta * np.abs(gradient(X, t, W)), gradient(X, t, W)
W_delta carries the sign. Keep the step positive: the sign is returned apart.
    return ... -> return W_sign * W_delta, W_sign || return -W_sign * W_delta, W_sign
The signs are taken at swapped weights: W[0] is wx, W[1] is wRec.
    gradient(X, t, W) -> gradient(X, t, W[::-1])
The signs of wx and wRec are swapped.
    gradient(X, t, W) -> gradient(X, t, W)[::-1]
The lesson's data are used, not the arguments X and t.
    gradient(X, t, W) -> gradient(*lesson_dataset(), W)
The sign is compared with itself: next_step_size takes the steps, the new sign, the sign before, and the two factors.
    W_sign, W_prev_sign, eta_p -> W_sign, W_sign, eta_p
also the mistakes of next_step_size
"""
