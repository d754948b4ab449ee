"""Hints for the functions of lesson 03, and the edits that get them; `_edits` says how to read them."""

OUTPUT_GRADIENT = """
The gradient has the wrong sign: it is y - t, not t - y. An output that is too high has a positive gradient.
    y - t -> t - y
The factor 2 is missing: the derivative of a square is two times the base.
    2 * (y - t) -> (y - t)
The factor 1/m is missing: divide by the number of samples m, as the cost does.
    / m -> / 1
The factor 2 / m is missing: two from the square, 1/m from the mean.
    return ... -> return y - t
The sign is wrong (y - t, not t - y), and the factor 1/m is missing.
    return ... -> return 2 * (t - y)
The sign is wrong (y - t, not t - y), and the factor 2 is missing.
    return ... -> return (t - y) / m
The sign is wrong (y - t, not t - y), and the factor 2 / m is missing.
    return ... -> return t - y
Divided by 20 instead of the number of samples: it only works for m = 20.
    m = len(y) -> m = 20
Divided by 20 instead of the number of samples, and the factor 2 is missing.
    return ... -> return (y - t) / 20
Divided by m twice.
    / m -> / m ** 2
Multiplied by m, where it must be divided by it.
    / m -> * m
The 2 stands below the line: it is 2 (y - t) / m.
    return ... -> return (y - t) / (2 * m)
The factor is 2, not 4.
    2 * (y - t) -> 4 * (y - t)
Divided by 2: the derivative of a square is two times the base, and divided by m.
    return ... -> return (y - t) / 2
Summed over the samples: each output has a gradient of its own, so return (m,) numbers.
    return ... -> return np.sum(...) || return np.sum(2 * (y - t)) || return np.mean(y - t) || return np.sum(y - t)
Still squared: the derivative of (y - t) squared is 2 (y - t).
    return ... -> return 2 * (y - t) ** 2 / m || return (y - t) ** 2 / m || return (y - t) ** 2
That is the cost itself. Return its derivative with respect to each output.
    return ... -> return np.mean((y - t) ** 2)
Absolute values lose the sign: it says on which side an output is wrong.
    (y - t) -> np.abs(y - t)
Only the sign is left: the size of the error counts too.
    return ... -> return 2 * np.sign(y - t) / m || return np.sign(y - t) || return np.sign(y - t) / m
Mind the parentheses: only t is divided by m. Put y - t into parentheses.
    return ... -> return 2 * y - t / m || return 2 * (y - t / m) || return y - t / m
Mind the parentheses: 2 belongs to y - t as a whole, not to y alone.
    return ... -> return (2 * y - t) / m || return 2 * y - t
Mind the parentheses: 2 belongs to y - t as a whole, not to t alone.
    return ... -> return (y - 2 * t) / m || return y - 2 * t / m
The target t is missing: the error is y - t.
    y - t -> y
The output y is missing: the error is y - t.
    y - t -> t
y and t are added: the error is the difference y - t.
    y - t -> y + t
That is the gradient with respect to the weights of another model: no further factor y belongs here.
    / m -> * y / m
All but one element are 0: is return inside the loop?
    return ... -> return np.where(np.arange(m) == 0, 2 * (y - t) / m, 0)
Only the first sample is there: is return inside the loop?
    return ... -> return 2 * (y[0] - t[0]) / m
The result is cut to whole numbers: divide with / and not with //.
    / m -> // m
The result has the type of y: where y holds integers, the gradient is cut to whole numbers. Use floats.
    return ... -> return (...).astype(y.dtype)
Divided by the error's size: 2 (y - t) / m needs no root.
    return ... -> return (y - t) / np.sqrt(np.mean((y - t) ** 2)) / m || return (y - t) / np.linalg.norm(y - t)
"""

BACKWARD_GRADIENT = """
The gradient stands still: on its way back it must be multiplied by wRec at every step, G_{k-1} = G_k wRec.
    grad_over_time[:, k] * wRec -> grad_over_time[:, k]
The gradient is not stored: fill every column of grad_over_time, not the last one only.
    return ... -> grad_over_time[:, :n] = 0; return ...
All is 0: grad_out must stand in column n of grad_over_time when the loop begins, and the loop must not overwrite it: range(n, 0, -1).
    grad_over_time[:, n] = -> grad_over_time[:, 0] =
    range(n, 0, -1) -> range(n)
There are n inputs but n + 1 states: grad_over_time needs n + 1 columns, np.zeros((m, n + 1)), and step k reads column k - 1 of X.
    np.zeros((m, n + 1)) -> np.zeros((m, n))
X.shape is (m, n): first the number of samples m, then the number of time steps n.
    m, n = -> n, m =
The loop does nothing: either it never runs, for k goes down and range needs the step -1, or it begins below column n, where grad_out stands. Write range(n, 0, -1).
    range(n, 0, -1) -> range(n, 0) || range(n - 1, 0, -1)
Nothing goes back: only the last column of grad_over_time is filled. Set column k - 1 to G_k wRec in the loop.
    grad_over_time[:, k - 1] = ... -> pass
The gradient is stored where it came from: column k - 1 is made from column k, G_{k-1} = G_k wRec.
    grad_over_time[:, k - 1] = -> grad_over_time[:, k] =
The loop goes one step too far: step k = 0 would read column -1, which is the last. Let k run down to 1: range(n, 0, -1).
    range(n, 0, -1) -> range(n, -1, -1)
The loop ends one step too early: the first time step is missing. Let k run from n down to 1: range(n, 0, -1).
    range(n, 0, -1) -> range(n, 1, -1)
Only the last step is done. Does return stand inside the loop, or does the loop run forwards? It must run from n down to 1, range(n, 0, -1), and return after it.
    return (wx_grad, wRec_grad), grad_over_time one level deeper
    range(n, 0, -1) -> range(1, n + 1)
Only the last few steps are done, a truncated backward pass: let k run all the way from n down to 1.
    range(n, 0, -1) -> range(n, max(n - 2, 0), -1) || range(n, max(n - 3, 0), -1) || range(n, max(n - 4, 0), -1) || range(n, max(n - 5, 0), -1)
The first column of grad_over_time, G_0, is not filled: let k run down to 1, and set column k - 1.
    return ... -> grad_over_time[:, 0] = 0; return ...
The gradients of the weights miss the last time step: step n counts too. Add its share before you go back.
    wx_grad += ... -> wx_grad += (k < n) * ... && wRec_grad += ... -> wRec_grad += (k < n) * ...
The gradients of the weights miss the first time step: step 1 counts too.
    wx_grad += ... -> wx_grad += (k > 1) * ... && wRec_grad += ... -> wRec_grad += (k > 1) * ...
Only the last time step counts for the weights: they are used at every step, so add up over all of them.
    wx_grad += ... -> wx_grad += (k == n) * ... && wRec_grad += ... -> wRec_grad += (k == n) * ...
Only the first time step is left: add to the gradients with +=, do not replace them.
    wx_grad += -> wx_grad = && wRec_grad += -> wRec_grad =
wx_grad keeps only the first time step: add to it with +=, do not replace it.
    wx_grad += -> wx_grad =
Forwards instead of backwards in time: the gradient enters at the end, column n, and goes back to column 0.
    grad_over_time[:, n] = -> grad_over_time[:, 0] = && range(n, 0, -1) -> range(1, n + 1) && wx_grad += -> grad_over_time[:, k] = grad_over_time[:, k - 1] * wRec; wx_grad += && grad_over_time[:, k - 1] = grad_over_time[:, k] * wRec -> pass
The columns of grad_over_time stand in reverse order: column k holds the gradient with respect to S_k.
    , grad_over_time -> , grad_over_time[:, ::-1]
grad_over_time starts with G_1: column 0 must be G_0, the gradient with respect to the initial state.
    , grad_over_time -> , grad_over_time[:, 1:]
grad_over_time lacks its last column, G_n, which is grad_out itself.
    , grad_over_time -> , grad_over_time[:, :-1]
grad_over_time is summed over the samples: it keeps one row for each sample.
    , grad_over_time -> , grad_over_time.sum(axis=0)
grad_over_time is averaged over the samples: it keeps one row for each sample.
    , grad_over_time -> , grad_over_time.mean(axis=0)
grad_over_time is transposed: a row for each sample, a column for each time step.
    , grad_over_time -> , grad_over_time.T
Only the gradient at S_0 is returned: keep all steps, (m, n + 1).
    , grad_over_time -> , grad_over_time[:, 0]
grad_over_time is moved by one column: the last column is grad_out, and multiplying starts after it.
    = grad_out -> = grad_out * wRec
The gradient is divided by wRec: on its way back it is multiplied, G_{k-1} = G_k wRec.
    grad_over_time[:, k] * wRec -> grad_over_time[:, k] / wRec
wRec is added where it must be multiplied: G_{k-1} = G_k wRec.
    grad_over_time[:, k] * wRec -> grad_over_time[:, k] + wRec
The gradient is multiplied by wRec squared at each step: once is enough.
    * wRec -> * wRec ** 2
The gradient is multiplied by wRec to the power k: each step multiplies by wRec once.
    * wRec -> * wRec ** k
The gradient is multiplied by the states on its way back. Only wRec stands between S_{k-1} and S_k: G_{k-1} = G_k wRec.
    * wRec -> * wRec * S[:, k - 1] || * wRec * S[:, k] || * S[:, k - 1] || * S[:, k]
This network has no tanh, so its derivative 1 - S_k^2 has no place here: G_{k-1} = G_k wRec.
    * wRec -> * wRec * (1 - S[:, k] ** 2) || * wRec * (1 - S[:, k - 1] ** 2)
    grad_over_time[:, k] * wRec -> grad_over_time[:, k] * wRec * (1 - np.tanh(S[:, k]) ** 2)
The sign flips at each step: G_{k-1} = G_k wRec, without a minus.
    * wRec -> * -wRec
The gradient is added up on its way back: G_{k-1} is G_k wRec, and not that plus G_k.
    grad_over_time[:, k - 1] = -> grad_over_time[:, k - 1] = grad_over_time[:, k] +
grad_out is added anew at every step. It enters once, at the end: G_{k-1} = G_k wRec.
    grad_over_time[:, k - 1] = -> grad_over_time[:, k - 1] = grad_out +
Every column starts from grad_out. Go back step by step, from the column before: G_{k-1} = G_k wRec.
    grad_over_time[:, k] * wRec -> grad_out * wRec
The absolute value of wRec is taken: the gradient changes sign where wRec is negative.
    * wRec -> * abs(wRec)
The gradient has the wrong sign: grad_out is used as it comes, without a minus.
    = grad_out -> = -grad_out
grad_out is added up over the samples. Each sample has a row of its own in grad_over_time: use grad_out as it comes.
    = grad_out -> = np.sum(grad_out) || = np.mean(grad_out)
wRec_grad uses the state after the step, S_k; the weight meets the state before it, S_{k-1} = S[:, k - 1].
    S[:, k - 1] -> S[:, k]
wRec_grad pairs G_{k-1} with S_{k-1}: it must be G_k, one column further.
    wRec_grad += ... -> pass && * wRec -> * wRec; wRec_grad += np.sum(grad_over_time[:, k - 1] * S[:, k - 1])
wRec_grad reads the state of two steps before: the weight meets S_{k-1} = S[:, k - 1].
    S[:, k - 1] -> S[:, k - 2] || S[:, max(k - 2, 0)]
wRec_grad uses the output at every step: step k meets the state before it, S[:, k - 1].
    S[:, k - 1] -> S[:, -1]
wRec_grad uses the input. wRec is multiplied by the old state: G_k S_{k-1}.
    S[:, k - 1] -> X[:, k - 1]
wx_grad uses the states. wx is multiplied by the input: G_k x_k.
    X[:, k - 1] -> S[:, k - 1] || S[:, k]
wx_grad and wRec_grad have each other's factor: wx meets the input x_k, wRec the state before, S_{k-1}.
    X[:, k - 1] -> S[:, k] && S[:, k - 1] -> X[:, k - 1]
wx_grad pairs G_{k-1} with x_k: it must be G_k, the gradient after the step that read x_k.
    wx_grad += ... -> pass && * wRec -> * wRec; wx_grad += np.sum(grad_over_time[:, k - 1] * X[:, k - 1])
wx_grad and wRec_grad use G_{k-1}: both must use G_k, the gradient after the step. Add their shares before you go back.
    wx_grad += ... -> pass && wRec_grad += ... -> pass && * wRec -> * wRec; G = grad_over_time[:, k - 1]; wx_grad += np.sum(G * X[:, k - 1]); wRec_grad += np.sum(G * S[:, k - 1])
wx_grad forgets the input: multiply G_k by x_k.
    grad_over_time[:, k] * X[:, k - 1] -> grad_over_time[:, k]
wRec_grad forgets the state: multiply G_k by S_{k-1}.
    grad_over_time[:, k] * S[:, k - 1] -> grad_over_time[:, k]
wx_grad and wRec_grad use grad_out at every step. Step k needs the gradient that has come back to it, column k of grad_over_time.
    np.sum(grad_over_time[:, k] => np.sum(grad_out
wx_grad reads the wrong input: step k read x_k, which is X[:, k - 1]. Yours is off by one in time.
    X[:, k - 1] -> X[:, k % n] || X[:, k - 2]
    X[:, k - 1])) -> X[:, k % n])) * (k < n)
wx_grad and wRec_grad are swapped: return (wx_grad, wRec_grad).
    (wx_grad, wRec_grad) -> (wRec_grad, wx_grad)
The gradients of the weights stay 0: each step adds its share, made of column k of grad_over_time. Column k - 1 is not set yet.
    np.sum(grad_over_time[:, k] => np.sum(grad_over_time[:, k - 1]
wx_grad stays 0: each step adds G_k x_k to it, made of column k of grad_over_time. Column k - 1 is not set yet.
    np.sum(grad_over_time[:, k] * X -> np.sum(grad_over_time[:, k - 1] * X
wRec_grad stays 0: each step adds G_k S_{k-1} to it, with +=. With = only the first time step is left, where S_0 is 0; and column k - 1 of grad_over_time is not set yet.
    wRec_grad += -> wRec_grad =
    np.sum(grad_over_time[:, k] * S -> np.sum(grad_over_time[:, k - 1] * S
The gradients of the weights are averaged over the samples once more: the 1/m is already inside grad_out.
    np.sum => np.mean
The gradients of the weights are divided by 20: the 1/m is already inside grad_out, so sum.
    (wx_grad, wRec_grad) -> (wx_grad / 20, wRec_grad / 20)
The gradients of the weights are divided by the number of steps n: sum over the steps.
    (wx_grad, wRec_grad) -> (wx_grad / n, wRec_grad / n)
The gradients of the weights are divided by m and by n: sum over both, for the 1/m is already inside grad_out.
    (wx_grad, wRec_grad) -> (wx_grad / m / n, wRec_grad / m / n)
The gradients of the weights have the wrong sign: return the gradient, and let the caller step against it.
    _grad += => _grad -=
The gradients of the weights are sums over the samples and the steps: return one number for each weight.
    wx_grad += float(np.sum(...)) -> wx_grad += ...
    wRec_grad += float(np.sum(...)) -> wRec_grad += ...
    _grad += float(np.sum(...)) => _grad += ...
    (wx_grad, wRec_grad) -> (np.sum(grad_over_time[:, 1:] * X, axis=0), np.sum(grad_over_time[:, 1:] * S[:, :n], axis=0))
Only the first sample counts for the weights: sum over all of them.
    np.sum(grad_over_time[:, k] * X[:, k - 1]) -> np.sum(grad_over_time[0, k] * X[0, k - 1]) && np.sum(grad_over_time[:, k] * S[:, k - 1]) -> np.sum(grad_over_time[0, k] * S[0, k - 1])
The samples are multiplied crosswise: multiply the gradient of each sample with its own input and state.
    grad_over_time[:, k] * X[:, k - 1] -> np.sum(grad_over_time[:, k]) * X[:, k - 1] && grad_over_time[:, k] * S[:, k - 1] -> np.sum(grad_over_time[:, k]) * S[:, k - 1]
"""
