"""Hints for the functions of lessons 01 and 02, and for the answer of lesson 06, and the edits that get them; `_edits` says how to read them."""

UPDATE_STATE = """
wx and wRec are swapped: wx belongs to the input xk, wRec to the old state sk.
    return ... -> return xk * wRec + sk * wx
The input must be multiplied by its weight wx.
    xk * wx -> xk
The old state must be multiplied by wRec: it says how much of the past is kept.
    sk * wRec -> sk
Neither weight is used: the input is multiplied by wx, the old state by wRec.
    return ... -> return xk + sk
The old state is missing: add sk * wRec.
    return ... -> return xk * wx
The input is missing: add xk * wx.
    return ... -> return sk * wRec
wRec acts on the input, where wx belongs.
    xk * wx -> xk * wRec
wx acts on the old state, where wRec belongs.
    sk * wRec -> sk * wx
The two terms are subtracted. They must be added: xk * wx plus sk * wRec.
    return ... -> return xk * wx - sk * wRec || return sk * wRec - xk * wx
The two terms are multiplied. They must be added: xk * wx plus sk * wRec.
    xk * wx + -> xk * wx *
wRec acts on the input too. It belongs to the old state only: mind the parentheses.
    return ... -> return (xk * wx + sk) * wRec
wx acts on the old state too. It belongs to the input only: mind the parentheses.
    return ... -> return (xk + sk * wRec) * wx || return (xk * wx + sk * wRec) * wx
Both weights act on both terms. wx belongs to the input only, wRec to the old state only.
    return ... -> return (xk + sk) * wx * wRec || return (xk + sk) * (wx + wRec)
Weights are added where they must be multiplied: xk times wx, plus sk times wRec.
    return ... -> return (xk + wx) * (sk + wRec) || return xk + wx + sk + wRec || return xk + wx + sk * wRec || return xk * wx + sk + wRec
This network has no squashing function: drop tanh, the state is the plain sum.
    return ... -> return np.tanh(...)
This network has no squashing function: the state is the plain sum, negative ones too.
    return ... -> return np.maximum(0, ...) || return 1 / (1 + np.exp(-(...)))
The states of the samples are summed. Each sample keeps its own: return one number for each of them.
    return ... -> return np.sum(...) || return np.mean(...)
The old state is added once more: sk is replaced by the new state, not added to it.
    return ... -> return sk + ...
The result is rounded to whole numbers. States are real numbers.
    return ... -> return np.trunc(...) || return np.round(...)
"""

FORWARD_STATES = """
The first column must be the initial state S_0 = 0; yours starts with S_1.
    return S -> return S[:, 1:]
The last column, the output S_n, is missing: there is one state more than there are inputs.
    return S -> return S[:, :-1]
There are n inputs but n + 1 states: S needs n + 1 columns, np.zeros((m, n + 1)), k runs up to n, and step k reads column k - 1 of X.
    np.zeros((m, n + 1)) -> np.zeros((m, n))
S stops one step early: its last column is never filled. Let k run up to n: range(1, n + 1).
    range(1, n + 1) -> range(1, n)
The loop begins one step late, so the first input is never read. Let k run from 1: range(1, n + 1).
    range(1, n + 1) -> range(2, n + 1)
The loop begins with k = 0: that overwrites the initial state, and column k - 1 is then the last one. Let k run from 1: range(1, n + 1).
    range(1, n + 1) -> range(n + 1) || range(n)
All states are 0: the loop never runs, nothing is stored in S, or no step adds its input x_k wx. Let k run from 1 to n: range(1, n + 1).
    range(1, n + 1) -> range(n + 1, 1)
Only the first step is there: return stands inside the loop. Move it to the left, below for.
    return S one level deeper
Only the output S_n is returned. Return all states, S_0 to S_n.
    return S -> return S[:, -1] || return S[:, -1:]
S is transposed: a row for each sample, a column for each time step.
    return S -> return S.T
S is transposed, a row for each sample is asked for; and the first column must be the initial state S_0 = 0.
    return S -> return S[:, 1:].T
The first column must be the initial state S_0 = 0; yours starts with the first input.
    S = ... -> S = ...; S[:, 0] = X[:, 0]
    S = ... -> S = np.zeros((m, n)); S[:, 0] = X[:, 0] && range(1, n + 1) -> range(1, n) && X[:, k - 1] -> X[:, k]
The first column must be the initial state S_0 = 0; yours starts with x_1 wx.
    S = ... -> S = ...; S[:, 0] = X[:, 0] * wx
The first column must be the initial state S_0 = 0; yours starts with 1.
    S = ... -> S = ...; S[:, 0] = 1
The first column must be the initial state S_0 = 0; yours starts with wx.
    S = ... -> S = ...; S[:, 0] = wx
Off by one in time: step k must read x_k, which is X[:, k - 1], for Python counts from 0. Yours reads X[:, k].
    range(1, n + 1) -> range(1, n) && X[:, k - 1] -> X[:, k]
    X[:, k - 1] -> X[:, k % n]
Off by one in time: step k must read x_k, which is X[:, k - 1]. Yours reads the input before, X[:, k - 2].
    X[:, k - 1] -> X[:, k - 2]
X[k - 1] is a row, one sample. A time step is a column, X[:, k - 1]; and so it is for S.
    X[:, k - 1] -> X[k - 1]
    X[:, k - 1], S[:, k - 1] -> X[k - 1], S[k - 1] && S[:, k] -> S[k]
X.shape is (m, n): first the number of samples m, then the number of time steps n.
    m, n = -> n, m =
The state is stored where the old one stood: column k is made from column k - 1.
    S[:, k] = -> S[:, k - 1] =
The past is missing: add S_{k-1} wRec, the state before, to x_k wx. It stands in S[:, k - 1], and is there only if k runs forwards.
    S[:, k - 1], wx -> S[:, k], wx
    range(1, n + 1) -> range(n, 0, -1)
The sequence is read backwards: step 1 must read the first input, X[:, 0].
    X[:, k - 1] -> X[:, n - k]
S holds integers, so each state is cut to a whole number. Make S of floats: np.zeros((m, n + 1)).
    n + 1)) -> n + 1), dtype=int)
S has the type of X: where X holds integers, each state is cut to a whole number. Make S of floats, as np.zeros((m, n + 1)) does.
    n + 1)) -> n + 1), dtype=X.dtype)
Each sample must start at S_0 = 0; yours starts where the sample before it ended.
    for ... -> for i, k in np.ndindex(m, n): && S[:, k] = ... -> S[i, 0] = S[i - 1, n]; S[i, k + 1] = update_state(X[i, k], S[i, k], wx, wRec)
Only the first sample is computed: take all rows, X[:, k - 1].
    S[:, k] = ... -> S[0, k] = update_state(X[0, k - 1], S[0, k - 1], wx, wRec)
The samples are summed. Each keeps a row of its own.
    return S -> return S.sum(axis=0)
The samples are averaged. Each keeps a row of its own.
    return S -> return S.mean(axis=0)
Only the first sample is returned: S has a row for each of them.
    return S -> return S[0] || return S[:1]
The columns of S stand in reverse order: column 0 is S_0, the last is the output S_n.
    return S -> return S[:, ::-1]
The inputs stand in S. S holds states: S_k = x_k wx + S_{k-1} wRec.
    S[:, k] = ... -> S[:, k] = X[:, k - 1]
The new state is added to the old one: it must replace it. S_k = x_k wx + S_{k-1} wRec.
    S[:, k] = -> S[:, k] = S[:, k - 1] +
The old state must be multiplied by wRec once, not by wRec to the power k.
    wx, wRec) -> wx, wRec ** k)
The powers of wRec run the wrong way: the oldest input has been multiplied by wRec most often.
    return S -> return np.column_stack([np.zeros(m), np.cumsum(X * wx * wRec ** np.arange(n), axis=1)])
also the mistakes of update_state
"""

COST = """
The sum is returned instead of the mean: divide by the number of samples m.
    np.mean -> np.sum
The square is missing: errors of both signs cancel. Square y - t before you take the mean.
    (y - t) ** 2 -> y - t || t - y
Neither squared nor averaged: square y - t, then take the mean.
    np.mean((y - t) ** 2) -> np.sum(y - t)
The mean is squared; it must be the mean of the squares. Mind the parentheses: first square, then the mean.
    np.mean((y - t) ** 2) -> np.mean(y - t) ** 2
The sum is squared; square each error first, and then take the mean.
    np.mean((y - t) ** 2) -> np.sum(y - t) ** 2 || np.sum(y - t) ** 2 / len(y)
This is the mean absolute error. The cost squares the errors: (y - t) ** 2.
    (y - t) ** 2 -> np.abs(y - t)
These are absolute errors, summed. The cost is the mean of the squares.
    np.mean((y - t) ** 2) -> np.sum(np.abs(y - t))
The square root is too much: the cost is the mean of the squares itself.
    return ... -> return np.sqrt(...)
This is the length of the error, np.linalg.norm. The cost is its square, divided by m.
    return ... -> return np.linalg.norm(y - t)
It is half of the cost: some books define it with 1 / (2 m), this one divides by m only.
    return ... -> return ... / 2
It divides by 2 instead of the number of samples m.
    return ... -> return np.sum((y - t) ** 2) / 2
Divided by 20 instead of the number of samples: it only works for m = 20.
    return ... -> return np.sum((y - t) ** 2) / 20
Divided by 40, twice the size of the lesson's data: divide by the number of samples m.
    return ... -> return np.sum((y - t) ** 2) / 40
Divided by m - 1; the mean divides by the number of samples m.
    return ... -> return np.sum((y - t) ** 2) / np.float64(len(y) - 1)
Divided by m twice: np.mean has divided already.
    return ... -> return ... / len(y)
Multiplied by m, where it must be divided by it.
    return ... -> return np.sum((y - t) ** 2) * len(y)
Not averaged: that is the squared error of each sample. Return their mean, one number.
    return ... -> return (y - t) ** 2
Not averaged: that is the squared error of each sample, divided by m. Add them up.
    return ... -> return (y - t) ** 2 / len(y)
Neither squared nor averaged: that is the error of each sample. Square, then take the mean.
    return ... -> return y - t || return t - y
y and t are added: the error is the difference y - t.
    y - t -> y + t
Only t is squared: put y - t into parentheses, (y - t) ** 2.
    (y - t) ** 2 -> y - t ** 2
Only y is squared: put y - t into parentheses, (y - t) ** 2.
    (y - t) ** 2 -> y ** 2 - t
The difference of the squares is not the square of the difference: (y - t) ** 2.
    (y - t) ** 2 -> y ** 2 - t ** 2 || np.abs(y ** 2 - t ** 2)
Multiplied out, (y - t) ** 2 is y ** 2 - 2 * y * t + t ** 2: mind the middle and the last sign.
    (y - t) ** 2 -> y ** 2 + t ** 2 || y ** 2 - y * t + t ** 2 || y ** 2 - 2 * y * t - t ** 2
The target t is missing: the error is y - t.
    y - t -> y
The output y is missing: the error is y - t.
    y - t -> t
This is the largest squared error; return the mean of all.
    np.mean -> np.max
This is the median; return the mean.
    np.mean -> np.median
Times 2 is the power 1: the square is ** 2.
    (y - t) ** 2 -> (y - t) * 2
Only the first sample counts: take the mean over all.
    return ... -> return (y[0] - t[0]) ** 2
Only the last sample counts: add up inside the loop, and return after it.
    return ... -> return (y[-1] - t[-1]) ** 2
Only the first sample counts: is return inside the loop?
    return ... -> return (y[0] - t[0]) ** 2 / len(y)
Only the last sample counts: add up with += inside the loop.
    return ... -> return (y[-1] - t[-1]) ** 2 / len(y)
The first sample is left out: count from 0.
    return ... -> return np.sum((y[1:] - t[1:]) ** 2) / len(y)
The last sample is left out: let the loop run over all of them.
    return ... -> return np.sum((y[:-1] - t[:-1]) ** 2) / len(y)
The sign is wrong: a mean of squares is never negative.
    return ... -> return -...
This is the gradient of the cost. Return the cost itself, the mean of (y - t) ** 2.
    return ... -> return 2 * (y - t) / len(y)
This is the variance of the errors: it misses an error that all samples share. Do not take their mean away.
    return ... -> return np.var(y - t)
This is the standard deviation of the errors. The cost is the mean of their squares.
    return ... -> return np.std(y - t)
The mean is cut to a whole number: divide with / and not with //, and leave out int.
    return ... -> return np.sum((y - t) ** 2) // len(y)
Divided by the sum of the targets squared; divide by m.
    return ... -> return np.sum((y - t) ** 2) / np.sum(t ** 2)
The power is not 2: a square is ** 2.
    ** 2 -> ** 3 || ** 4
"""

ANSWER = """
All states are returned. The output of each sample is its last one: take the last column, [:, -1].
    return ... -> return forward_states(X, W[0], W[1])
All outputs are 0: the first state is taken for the output, or no other is ever set. The output is the last state, [:, -1].
    [:, -1] -> [:, 0]
The state before the last is taken for the output. It is the last one, [:, -1].
    [:, -1] -> [:, -2]
The last row is the last sample. The outputs of all samples are the last column, [:, -1].
    [:, -1] -> [-1]
wx and wRec are swapped: W[0] is wx, W[1] is wRec.
    W[0], W[1] -> W[1], W[0]
That counts the ones itself. The answer is what the network makes of them, with the weights W.
    return ... -> return np.sum(X, axis=1)
The states are added up. The output is the last state alone, [:, -1].
    return ... -> return forward_states(X, W[0], W[1]).sum(axis=1)
also the mistakes of forward_states
"""
