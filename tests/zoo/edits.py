"""Answers that are edits of the lesson's function, and stand in no table of mistakes.

`rnn_lesson/checks/_edits.py` says how to read an edit.
"""

from zoo import RIGHT, WRONG, edited

#: What may stand behind `return`.
RIGHTS = {
    "update_state": [
        "np.add(np.multiply(xk, wx), np.multiply(sk, wRec))",
        "np.tensordot([wx, wRec], np.stack([xk, sk]), axes=1)",
    ],
    "cost": [
        "(y - t) @ (y - t) / y.size",
        "np.array(np.mean(y**2) - 2 * np.mean(y * t) + np.mean(t**2))",
        "np.var(y - t) + np.mean(y - t) ** 2",
    ],
    "output_gradient": ["[2 * (a - b) / len(y) for a, b in zip(y, t)]", "-2 * (t - y) / t.size"],
    "answer": [
        "forward_states(X, *W)[:, -1]",
        "W[0] * X @ np.float64(W[1]) ** np.arange(X.shape[1] - 1, -1, -1)",
    ],
    "digit_gradient": [
        "np.array([[(a - b) / t.size for a, b in zip(*rows)] for rows in zip(y, t)])",
        "((1 - t) / (1 - y) - t / y) * y * (1 - y) / np.prod(t.shape)",
    ],
    "scores_gradient": ["np.where(T.any(axis=2, keepdims=True), P - T, 0) / np.count_nonzero(T)"],
}
#: And wrong ones, each with words that it is to get.
WRONGS = {
    "update_state": {
        "return ... -> sk *= wRec; sk += xk * wx; return sk": "You changed sk",
        "def update_state(xk, sk, wx, wRec): -> def update_state(xk, sk, wRec, wx):": (
            "wx and wRec are swapped"
        ),
        # What is quoted is the learner's own line here, so the words around it must call it wrong.
        "sk * wRec -> sk * sk": "The wrong line is `return xk * wx + sk * sk`",
        "return ... -> print(...)": "prints its result",
        "return ... -> ...": "forget return",
    },
    "forward_states": {
        "return S -> raise NotImplementedError": "Not written yet",
        "return S -> return S + 0.5": "Every number of S is too large by 0.5",
        "return S -> return 7.25 * S": "S is 7.25 times what it should be, for every input",
        "return S -> return -m * S": "S is m times what it should be",
        "return S -> return np.where(S == 0, np.nan, S)": "S contains nan",
        "return S -> return S[::-1]": "runs backwards",
        "return S -> return np.roll(S, 1, axis=1)": "its last number or column stands first",
        "return S -> return S.round(2)": "only its first digits",
        "return S -> return 0 * S + 3": "S is 3 for every input",
        "return S -> return S[None]": "The numbers are right, the shape is not: S must have shape",
        "return S -> return S + S**2 * ((m, n) != (20, 10))": "only for m = 20 and n = 10",
        "return S -> return S + S**2 * (m != 1)": "It is right only for one sample",
        "return S -> return np.squeeze(S)": "It is right only for more than one sample",
        "return S -> return S + 9 * (np.arange(n + 1) == 0)": "Only the first column of S is wrong",
        "return S -> return S + 9 * (np.arange(m) == m - 1)[:, None]": "Only the last row of S",
        "return S -> return S + 1e-3 * np.arange(S.size).reshape(S.shape) ** 3": (
            "S[0, 1] should be 2; yours is 2.001"
        ),
        "np.zeros -> np.empty": "S contains nan",  # and not what stood there before, mostly 0
        "S[:, k] = ... -> S[:, k] = None": "or does a function that it calls lack its return?",
        "X[:, k - 1] -> X[:, k - 1] > 0": "It is right only for inputs of 0 and 1",
        "wx, wRec) -> wx, abs(wRec))": "wRec > 0",
        "return S -> return S / wRec * wRec": "wRec other than 0",
        "return S -> X[:] = S[:, 1:]; return S": "You changed X",
        # A matrix multiplies otherwise, objects have no np.exp, and what is masked is not there.
        "return S -> return np.asmatrix(S)": "an object of type matrix and no plain array",
        "return S -> return S.astype(object)": "S is an array of dtype object and no plain array",
        "return S -> return np.ma.array(S)": "an object of type MaskedArray and no plain array",
        "return S -> return np.ma.array(S, mask=S == 1)": "a masked array, which hides some",
        "return S -> return range(10**9)": "returned 1,000,000,000 numbers, far too many",
        "return S -> return [[0.0] * 2000] * 2000": "returned 4,000,000 numbers, far too many",
        "return S -> return S, S[:, -1]": "Return one array, and nothing beside it",
    },
    "cost": {
        "return ... -> return np.sum((y - t) ** 2) / m": "begin with m = len(y)",
        "np.mean(...) -> np.sum(...) / 10": "divided by 10 instead of the number of samples",
        "np.mean(...) -> np.sum(...) / len(X)": "reads X from the notebook",
        "return ... -> for a, b in zip(y, t): return (a - b) ** 2 / len(y)": (
            "Only the first sample counts: is return inside the loop?"
        ),
        "return ... -> y -= t; return np.mean(y**2)": "You changed y",
        "return ... -> return str(...)": "returned text",
        "return ... -> return [...]": "must be one number",
        "return ... -> return (y - t).mean": "returned a function that is not called",
        "return ... -> return round(..., 2)": "only its first digits",
        "** 2 -> ^ 2": "A power is written **",
        "return ... -> return 3 * ...": "for every input",
    },
    "output_gradient": {
        "return ... -> return (...)[::-1]": "reverse order",
        "return ... -> return (...) * (np.arange(m) == 0)": "All but one element are 0",
        "return ... -> return (...).reshape(-1, 1)": "the shape is not",
    },
    "backward_gradient": {
        "return (...), grad_over_time -> return grad_over_time, (...)": (
            "two parts in the wrong order"
        ),
        "return (...), -> return ...,": "parentheses of their own",
        "return (...), grad_over_time -> return ...": "grad_over_time is missing",
        "return ... -> grad_out *= wRec; return ...": "You changed grad_out",
        "(wx_grad, wRec_grad) -> (wx_grad, 2 * wRec_grad)": "wRec_grad is twice",
    },
    "numerical_gradient": {
        "eps=1e-7 -> eps": "give it a default",
        "W = ... -> W *= 1.5": "You changed W",
        "f(W + step) - f(W - step) -> f(W[i] + eps) - f(W[i] - eps)": "with something of shape ()",
        "eps=1e-7 -> eps=-3.0": "are handed over: else eps=1e-07.",
        "(W.shape): -> (f.shape):": "'function' object has no attribute",
    },
    "relative_error": {
        "np.maximum(...) -> max(...)": "truth value of an array",
        "np.maximum(...) -> max(a, b)": "np.maximum",
        "scale == 0 -> b == 0": "The wrong line is `return np.abs(a - b) /",
    },
    "check_gradient": {
        "raise AssertionError( -> print(": "in place of print(...)",
        "raise AssertionError( -> return AssertionError(": "raise in place of return",
        "raise AssertionError( -> raise ValueError(": "raised ValueError",
        "errors = ... -> return all(relative_error(analytic, numeric) <= tolerance)": (
            "returned False"
        ),
    },
    "gradient": {
        "return ... -> return W_grads": "gradient is a tuple and no plain array",
        "return ... -> return (...).round(2)": "only its first digits",
        "return ... -> return ... * [1, 2]": (
            "what belongs to wRec is wrong: that is twice what it should be"
        ),
        "return ... -> return backward_gradient(X, S, grad_out, W[1])": "ragged list",
    },
    "answer": {
        "W[0], W[1] -> wx, wRec": "It knows its arguments, X, W",
        "return ... -> return 2 * forward_states(X, 1, 1)[:, -1]": "It never reads W",
    },
    "next_step_size": {
        "np.where(W_sign * W_prev_sign > 0, eta_p, eta_n) -> "
        "eta_p if W_sign * W_prev_sign > 0 else eta_n": "truth value",
        "eta = ... -> W_delta *= 2; eta = ...": "You changed W_delta",
        # It has no samples, so nothing can be divided by their number.
        "return ... -> return ... / 4": "W_delta is 0.25 times what it should be",
        "return ... -> return ... / 20": "W_delta is 0.05 times what it should be",
    },
    "update_rprop": {
        "return ... -> W -= W_sign * W_delta; return ...": "You changed W",
        "gradient(X, t, W) -> gradient(X, t - 1, W)": "Look at W_sign first. W_sign is off by",
    },
    "update_momentum": {
        "velocity = ... -> velocity *= momentum; velocity -= rate * gradient": "You changed",
        "momentum=0.9 -> momentum=1.7": "are handed over: else momentum=0.9.",
    },
    "update_adam": {
        # An input that raises makes no part more wrong than the others.
        "np.sqrt( -> np.cumsum(": "Look at W first. The wrong line is `size ="
    },
    "layer_states": {
        "m, n, p = ... -> X += 1; m, n, p = ...": "You changed X",
        "return S -> return S.T": "S is transposed",
    },
    "layer_gradient": {
        "grad_states.copy() -> grad_states": "You changed grad_states",
        "S[:, k - 1].T @ -> S[:, k - 1].T %": "Look at Wr_grad first. The",
        "return (...), grad_over_time -> return grad_over_time, (...)": (
            "two parts in the wrong order"
        ),
        "return (...), -> return ...,": "put Wx_grad, Wr_grad, b_grad in parentheses of their own",
        "return (...), grad_over_time -> return ...": "where 2 are asked for",
        "(Wx_grad, Wr_grad, b_grad), -> (2 * Wx_grad, Wr_grad, b_grad),": (
            "Look at Wx_grad first. Wx_grad is twice what it should be"
        ),
    },
    "digit_gradient": {
        "return ... -> return (...).tolist()": "gradient is a list and no plain array",
        "return ... -> y -= t; return y / y.size": "You changed y",
    },
    "softmax": {"np.exp -> np.tanh": "The wrong line is `powers = np.tanh("},
    "pick": {
        "np.cumsum -> np.min": "The wrong line is `return np.argmax(np.min(",
        "P = ... -> return (u * scores.shape[1]).astype(int)": "never reads temperature",
    },
}
RIGHT += [
    (task, edited(task, f"return ... -> return {result}"))
    for task, results in RIGHTS.items()
    for result in results
]
WRONG += [
    (task, words, edited(task, edit))
    for task, edits in WRONGS.items()
    for edit, words in edits.items()
]
