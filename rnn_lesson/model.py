"""The network of the lessons: forward pass, cost and backpropagation through time.

Symbols: X input (m samples of n steps), t target, S states, y output, wx input weight,
wRec recurrent weight. The functions stand here as lessons 01 to 03 write them.

Every function raises TypeError where an argument is not made of numbers, and ValueError
where a shape does not fit, an array is empty, or a number is NaN. Weights that are too
wild overflow to inf, without a warning; where two infinities meet the result is nan.
"""

import numpy as np

from rnn_lesson._inputs import checked, number


@checked(xk="m?", sk="m?, inf", wx=number, wRec=number)
def update_state(xk, sk, wx, wRec):
    """Return the next state, S_k = x_k wx + S_{k-1} wRec.

    Parameters
    ----------
    xk, sk : number or (m,) array
        Input at step k, and the state before it, of one sample or of m samples.
    wx, wRec : number
        Input weight and recurrent weight.

    Returns
    -------
    number or (m,) array
        The state after step k.
    """
    return xk * wx + sk * wRec


@checked(X="m n", wx=number, wRec=number)
def forward_states(X, wx, wRec):
    """Unroll the network over time and return all its states.

    S_0 = 0 and S_k = x_k wx + S_{k-1} wRec, so the output is
    y = S_n = sum over k of x_k wx wRec^(n-k).

    Parameters
    ----------
    X : (m, n) array
        One sequence in a row, one time step in a column.
    wx, wRec : number
        Input weight and recurrent weight.

    Returns
    -------
    S : (m, n + 1) array
        S[:, 0] is the initial state 0, S[:, -1] is the output y.
    """
    m, n = X.shape
    S = np.zeros((m, n + 1))
    for k in range(1, n + 1):
        S[:, k] = update_state(X[:, k - 1], S[:, k - 1], wx, wRec)
    return S


@checked(y="m, inf", t="m")
def cost(y, t):
    """Return the mean squared error, 1/m times the sum over the m samples of (y - t)^2.

    Parameters
    ----------
    y, t : (m,) arrays
        Outputs and targets.

    Returns
    -------
    float
        The cost; 0 only if every output equals its target.
    """
    return float(np.mean((y - t) ** 2))


@checked(y="m, inf", t="m")
def output_gradient(y, t):
    """Return the gradient of the cost with respect to each output, 2 (y - t) / m.

    Parameters
    ----------
    y, t : (m,) arrays
        Outputs and targets of m samples; m is the number given, not a constant.

    Returns
    -------
    (m,) array
    """
    m = len(y)
    return 2 * (y - t) / m


@checked(X="m n", S="m n+1, inf", grad_out="m, inf", wRec=number)
def backward_gradient(X, S, grad_out, wRec):
    """Carry the gradient of the cost back through time, step by step.

    With G_k the gradient with respect to S_k: G_n = grad_out, G_{k-1} = G_k wRec. The
    weights are used at every step, so their gradients are sums over the steps k and over
    the samples: of G_k x_k for wx, and of G_k S_{k-1} for wRec. Lesson 03 derives this.

    Parameters
    ----------
    X : (m, n) array
        Input.
    S : (m, n + 1) array
        States, from `forward_states`.
    grad_out : (m,) array
        Gradient with respect to the output, from `output_gradient`.
    wRec : number
        Recurrent weight.

    Returns
    -------
    (wx_grad, wRec_grad) : two floats
        Gradient of the cost with respect to each weight.
    grad_over_time : (m, n + 1) array
        Gradient with respect to every state; one row a sample, not summed.
    """
    m, n = X.shape
    grad_over_time = np.zeros((m, n + 1))
    grad_over_time[:, n] = grad_out
    wx_grad = 0.0
    wRec_grad = 0.0
    for k in range(n, 0, -1):
        wx_grad += float(np.sum(grad_over_time[:, k] * X[:, k - 1]))
        wRec_grad += float(np.sum(grad_over_time[:, k] * S[:, k - 1]))
        grad_over_time[:, k - 1] = grad_over_time[:, k] * wRec
    return (wx_grad, wRec_grad), grad_over_time
