"""A recurrent layer with a vector for a state: forward pass, backpropagation, clipping.

Symbols: X inputs (m samples of n steps, p numbers a step), S states (h numbers a step), Wx and
Wr input and recurrent weights, b bias. The functions stand here as lesson 08 writes them.

Every function raises TypeError where an argument is not made of numbers, and ValueError
where a shape does not fit, an array is empty, or a number is NaN or infinite.
"""

import numpy as np

from rnn_lesson._inputs import checked, finite, kind_of, positive


def several(value, name):
    """Return `value`, a list of arrays of any shapes, as float arrays; all must be finite."""
    if not isinstance(value, (list, tuple)):
        raise TypeError(f"{name} must be a list of arrays; got {kind_of(value)}")
    if not value:
        raise ValueError(f"{name} must be a list of arrays; got an empty one")
    return [finite(each, name) for each in value]


@checked(X="m n p", Wx="p h", Wr="h h", b="h")
def layer_states(X, Wx, Wr, b):
    """Unroll a layer over time and return all its states.

    S_0 = 0 and S_k = tanh(X_k Wx + S_{k-1} Wr + b).

    Parameters
    ----------
    X : (m, n, p) array
        One sample first, then one time step, then the p numbers that the step reads.
    Wx : (p, h) array
        Input weights: row i says what number i of the input does to each state.
    Wr : (h, h) array
        Recurrent weights: row i says what state i does to each state of the next step.
    b : (h,) array
        Bias.

    Returns
    -------
    S : (m, n + 1, h) array
        S[:, 0] is the initial state 0, S[:, k] the state after step k.
    """
    m, n, p = X.shape
    S = np.zeros((m, n + 1, len(b)))
    for k in range(1, n + 1):
        S[:, k] = np.tanh(X[:, k - 1] @ Wx + S[:, k - 1] @ Wr + b)
    return S


@checked(X="m n p", S="m n+1 h", grad_states="m n+1 h", Wr="h h")
def layer_gradient(X, S, grad_states, Wr):
    """Carry the gradient of the cost back through a layer, step by step.

    With G_k the gradient with respect to S_k, all of it, and H_k = G_k (1 - S_k^2) that with
    respect to the sum inside tanh: G_{k-1} = grad_states_{k-1} + H_k Wr^T. The weights are used
    at every step, so their gradients are sums over the steps k: of X_k^T H_k for Wx, of
    S_{k-1}^T H_k for Wr, and of H_k for b. Lesson 08 derives this.

    Parameters
    ----------
    X : (m, n, p) array
        Input.
    S : (m, n + 1, h) array
        States, from `layer_states`.
    grad_states : (m, n + 1, h) array
        What comes to each state from the output of its own step; 0 where a step has none.
        Averaged over samples or steps already, if the cost is.
    Wr : (h, h) array
        Recurrent weights.

    Returns
    -------
    (Wx_grad, Wr_grad, b_grad) : (p, h), (h, h) and (h,) arrays
        Gradient of the cost with respect to the weights: summed over samples and steps.
    grad_over_time : (m, n + 1, h) array
        Gradient with respect to every state, through its own output and all later steps.
    """
    m, n, p = X.shape
    grad_over_time = grad_states.copy()
    Wx_grad, Wr_grad, b_grad = np.zeros((p, len(Wr))), np.zeros(Wr.shape), np.zeros(len(Wr))
    for k in range(n, 0, -1):
        grad_sum = grad_over_time[:, k] * (1 - S[:, k] ** 2)
        Wx_grad += X[:, k - 1].T @ grad_sum
        Wr_grad += S[:, k - 1].T @ grad_sum
        b_grad += grad_sum.sum(axis=0)
        grad_over_time[:, k - 1] += grad_sum @ Wr.T
    return (Wx_grad, Wr_grad, b_grad), grad_over_time


@checked(gradients=several, max_norm=positive)
def clipped(gradients, max_norm):
    """Return gradients shortened together to a length of max_norm, where they are longer.

    All of them are multiplied by the same number, so their common direction stays.

    Parameters
    ----------
    gradients : list of arrays of any shapes
        The gradient with respect to each of the weights; its length is the root of the sum of
        all squares.
    max_norm : float
        Greater than 0.

    Returns
    -------
    list of arrays of the same shapes

    Notes
    -----
    R. Pascanu, T. Mikolov and Y. Bengio, "On the difficulty of training recurrent neural
    networks", 2013.
    """
    norm = np.hypot.reduce(np.concatenate([np.ravel(gradient) for gradient in gradients]))
    return [gradient * (max_norm / max(norm, max_norm)) for gradient in gradients]
