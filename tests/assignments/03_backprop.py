"""Answers to assignment 3: right ones, and wrong ones with the part of a test cell that is to refuse them first."""

RIGHT = {
    "error-gradients": [
        """
def error_gradients(S, T):
    m, n = T.shape
    return 2 * (S[:, 1:] - T) / (m * n)
""",
        """
def error_gradients(S, T):
    m, n = T.shape
    D = []
    for i in range(m):
        D.append([2 * (S[i, k] - T[i, k - 1]) / m / n for k in range(1, n + 1)])
    return D
""",
        # The output gradient of lesson 03, one step after the other.
        """
def error_gradients(S, T):
    n = T.shape[1]
    return np.column_stack([output_gradient(S[:, k + 1], T[:, k]) / n for k in range(n)])
""",
    ],
    "backward-every-step": [
        # The loop of lesson 03, with what enters.
        """
def backward_every_step(X, S, D, wRec):
    m, n = X.shape
    G = np.zeros((m, n + 1))
    G[:, n] = D[:, n - 1]
    wx_grad = 0.0
    wRec_grad = 0.0
    for k in range(n, 0, -1):
        wx_grad += np.sum(G[:, k] * X[:, k - 1])
        wRec_grad += np.sum(G[:, k] * S[:, k - 1])
        G[:, k - 1] = G[:, k] * wRec
        if k > 1:
            G[:, k - 1] += D[:, k - 2]
    return (wx_grad, wRec_grad), G
""",
        # Each error sent back on its own, by lesson 03, and the results added up.
        """
def backward_every_step(X, S, D, wRec):
    G = np.zeros(S.shape)
    grads = np.zeros(2)
    for k in range(1, S.shape[1]):
        part, over_time = backward_gradient(X[:, :k], S[:, : k + 1], D[:, k - 1], wRec)
        grads += part
        G[:, : k + 1] += over_time
    return grads, G
""",
        # Sample by sample, in lists.
        """
def backward_every_step(X, S, D, wRec):
    wx_grad, wRec_grad, G = 0, 0, []
    for x, s, d in zip(X, S, D):
        g, row = 0, []
        for k in range(len(x), 0, -1):
            g = d[k - 1] + g * wRec
            wx_grad += g * x[k - 1]
            wRec_grad += g * s[k - 1]
            row.insert(0, g)
        G.append([row[0] * wRec] + row)
    return [wx_grad, wRec_grad], G
""",
        # A matrix of powers.
        """
def backward_every_step(X, S, D, wRec):
    n = X.shape[1]
    k, j = np.arange(1, n + 1)[:, None], np.arange(n + 1)[None, :]
    G = D @ np.where(k >= j, float(wRec) ** np.maximum(k - j, 0), 0)
    return ((G[:, 1:] * X).sum(), (G[:, 1:] * S[:, :n]).sum()), G
""",
    ],
    "bias-and-start-gradient": [
        "def bias_and_start_gradient(G):\n    return np.sum(G[:, 1:]), np.sum(G[:, 0])",
        """
def bias_and_start_gradient(G):
    b_grad, s0_grad = 0, 0
    for row in G:
        s0_grad += row[0]
        for g in row[1:]:
            b_grad += g
    return [b_grad, s0_grad]
""",
        """
def bias_and_start_gradient(G):
    total = G.sum(axis=0)
    return np.array([total[1:].sum(), total[0]])
""",
    ],
    "surviving-range": [
        """
def surviving_range(n, factor):
    return np.exp(-np.log(factor) / (n - 1)), np.exp(np.log(factor) / (n - 1))
""",
        "def surviving_range(n, factor):\n    return [(1 / factor) ** (1 / (n - 1)), factor ** (1 / (n - 1))]",
        # Halving an interval.
        """
def surviving_range(n, factor):
    low, high = 1.0, float(factor)
    for _ in range(100):
        middle = (low + high) / 2
        if (n - 1) * np.log(middle) > np.log(factor):
            high = middle
        else:
            low = middle
    return 1 / low, low
""",
    ],
    "reach": [
        # Counting.
        """
def reach(wRec, factor):
    size = abs(wRec)
    if size == 1:
        return np.inf
    j = 0
    while 1 / factor <= size ** (j + 1) <= factor:
        j += 1
    return j
""",
        """
def reach(wRec, factor):
    size = abs(wRec)
    if size == 0:
        return 0
    if size == 1:
        return float("inf")
    if size < 1:
        size = 1 / size
    return int(np.log2(factor) / np.log2(size))
""",
        """
def reach(wRec, factor):
    with np.errstate(divide="ignore"):
        decades = np.abs(np.log10(np.abs(float(wRec))))
    return np.inf if decades == 0 else 0 if np.isinf(decades) else np.log10(factor) // decades
""",
    ],
}

WRONG = {
    "error-gradients": [
        # Works inside S.
        (
            """
def error_gradients(S, T):
    D = S[:, 1:]
    D -= T
    return 2 * D / T.size
""",
            "visible",
        ),
        # Forgets to return.
        ("def error_gradients(S, T):\n    D = 2 * (S[:, 1:] - T) / T.size", "visible"),
        # Works inside T.
        (
            """
def error_gradients(S, T):
    T *= -1
    T += S[:, 1:]
    return 2 * T / T.size
""",
            "visible",
        ),
        # One sample comes back without its row.
        (
            "def error_gradients(S, T):\n    return np.squeeze(2 * (S[:, 1:] - T) / T.size)",
            "hidden",
        ),
        # The mean over the samples only.
        ("def error_gradients(S, T):\n    return 2 * (S[:, 1:] - T) / len(T)", "visible"),
        # The mean over the steps only.
        ("def error_gradients(S, T):\n    return 2 * (S[:, 1:] - T) / T.shape[1]", "visible"),
        # No mean.
        ("def error_gradients(S, T):\n    return 2 * (S[:, 1:] - T)", "visible"),
        # The 2 is missing.
        ("def error_gradients(S, T):\n    return (S[:, 1:] - T) / T.size", "visible"),
        # The wrong sign.
        ("def error_gradients(S, T):\n    return 2 * (T - S[:, 1:]) / T.size", "visible"),
        # One step too early.
        ("def error_gradients(S, T):\n    return 2 * (S[:, :-1] - T) / T.size", "visible"),
        # Counts the states, one more than the targets.
        ("def error_gradients(S, T):\n    return 2 * (S[:, 1:] - T) / S.size", "visible"),
        # Summed over the samples.
        (
            "def error_gradients(S, T):\n    return np.sum(2 * (S[:, 1:] - T) / T.size, axis=0)",
            "visible",
        ),
        # The size of the example.
        ("def error_gradients(S, T):\n    return 2 * (S[:, 1:] - T) / 6", "hidden"),
        # Three steps, whatever comes.
        ("def error_gradients(S, T):\n    return 2 * (S[:, 1:] - T) / (len(T) * 3)", "hidden"),
        # The example, or else the dataset of the lessons.
        (
            "def error_gradients(S, T):\n    return 2 * (S[:, 1:] - T) / (6 if len(T) == 2 else X.size)",
            "hidden",
        ),
    ],
    "backward-every-step": [
        # Three things side by side.
        (
            """
def backward_every_step(X, S, D, wRec):
    G = np.hstack([np.zeros((len(X), 1)), D])
    for k in range(X.shape[1], 0, -1):
        G[:, k - 1] += wRec * G[:, k]
    return np.sum(G[:, 1:] * X), np.sum(G[:, 1:] * S[:, :-1]), G
""",
            "visible",
        ),
        # The gradients of the weights alone.
        (
            """
def backward_every_step(X, S, D, wRec):
    G = np.hstack([np.zeros((len(X), 1)), D])
    for k in range(X.shape[1], 0, -1):
        G[:, k - 1] += wRec * G[:, k]
    return np.sum(G[:, 1:] * X), np.sum(G[:, 1:] * S[:, :-1])
""",
            "visible",
        ),
        # No gradient for the initial state.
        (
            """
def backward_every_step(X, S, D, wRec):
    G = D.copy()
    for k in range(X.shape[1] - 1, 0, -1):
        G[:, k - 1] += wRec * G[:, k]
    return (np.sum(G * X), np.sum(G * S[:, :-1])), G
""",
            "visible",
        ),
        # G is summed over the samples.
        (
            """
def backward_every_step(X, S, D, wRec):
    G = np.hstack([np.zeros((len(X), 1)), D])
    for k in range(X.shape[1], 0, -1):
        G[:, k - 1] += wRec * G[:, k]
    return (np.sum(G[:, 1:] * X), np.sum(G[:, 1:] * S[:, :-1])), G.sum(axis=0, keepdims=True)
""",
            "hidden",
        ),
        # What enters replaces what arrives.
        (
            """
def backward_every_step(X, S, D, wRec):
    G = np.zeros(S.shape)
    G[:, 1:] = D
    G[:, 0] = G[:, 1] * wRec
    return (np.sum(G[:, 1:] * X), np.sum(G[:, 1:] * S[:, :-1])), G
""",
            "visible",
        ),
        # Only the last error travels, as in lesson 03.
        (
            """
def backward_every_step(X, S, D, wRec):
    return backward_gradient(X, S, D[:, -1], wRec)
""",
            "visible",
        ),
        # What arrives is not multiplied by the recurrent weight.
        (
            """
def backward_every_step(X, S, D, wRec):
    G = np.hstack([np.zeros((len(X), 1)), D])
    for k in range(X.shape[1], 0, -1):
        G[:, k - 1] += G[:, k]
    return (np.sum(G[:, 1:] * X), np.sum(G[:, 1:] * S[:, :-1])), G
""",
            "visible",
        ),
        # What enters is multiplied as well.
        (
            """
def backward_every_step(X, S, D, wRec):
    n = X.shape[1]
    G = np.zeros(S.shape)
    G[:, n] = D[:, n - 1]
    for k in range(n, 1, -1):
        G[:, k - 1] = (G[:, k] + D[:, k - 2]) * wRec
    G[:, 0] = G[:, 1] * wRec
    return (np.sum(G[:, 1:] * X), np.sum(G[:, 1:] * S[:, :-1])), G
""",
            "visible",
        ),
        # All errors enter one step too early, the first one at the initial state.
        (
            """
def backward_every_step(X, S, D, wRec):
    G = np.zeros(S.shape)
    for k in range(X.shape[1], 0, -1):
        G[:, k - 1] = G[:, k] * wRec + D[:, k - 1]
    return (np.sum(G[:, 1:] * X), np.sum(G[:, 1:] * S[:, :-1])), G
""",
            "visible",
        ),
        # The weights get what enters only.
        (
            """
def backward_every_step(X, S, D, wRec):
    G = np.hstack([np.zeros((len(X), 1)), D])
    for k in range(X.shape[1], 0, -1):
        G[:, k - 1] += wRec * G[:, k]
    return (np.sum(D * X), np.sum(D * S[:, :-1])), G
""",
            "visible",
        ),
        # The state after the step instead of the one before it.
        (
            """
def backward_every_step(X, S, D, wRec):
    G = np.hstack([np.zeros((len(X), 1)), D])
    for k in range(X.shape[1], 0, -1):
        G[:, k - 1] += wRec * G[:, k]
    return (np.sum(G[:, 1:] * X), np.sum(G[:, 1:] * S[:, 1:])), G
""",
            "visible",
        ),
        # The loop runs forwards through time.
        (
            """
def backward_every_step(X, S, D, wRec):
    G = np.hstack([np.zeros((len(X), 1)), D])
    for k in range(1, X.shape[1] + 1):
        G[:, k - 1] += wRec * G[:, k]
    return (np.sum(G[:, 1:] * X), np.sum(G[:, 1:] * S[:, :-1])), G
""",
            "visible",
        ),
        # Leaves G_0 at 0.
        (
            """
def backward_every_step(X, S, D, wRec):
    G = np.hstack([np.zeros((len(X), 1)), D])
    for k in range(X.shape[1], 1, -1):
        G[:, k - 1] += wRec * G[:, k]
    return (np.sum(G[:, 1:] * X), np.sum(G[:, 1:] * S[:, :-1])), G
""",
            "visible",
        ),
        # Adds up inside D.
        (
            """
def backward_every_step(X, S, D, wRec):
    for k in range(X.shape[1] - 1, 0, -1):
        D[:, k - 1] += wRec * D[:, k]
    G = np.hstack([wRec * D[:, :1], D])
    return (np.sum(D * X), np.sum(D * S[:, :-1])), G
""",
            "visible",
        ),
        # Divides by the samples once more.
        (
            """
def backward_every_step(X, S, D, wRec):
    G = np.hstack([np.zeros((len(X), 1)), D])
    for k in range(X.shape[1], 0, -1):
        G[:, k - 1] += wRec * G[:, k]
    return (np.sum(G[:, 1:] * X) / len(X), np.sum(G[:, 1:] * S[:, :-1]) / len(X)), G
""",
            "hidden",
        ),
        # What arrives is what entered one step later, and nothing from further away.
        (
            """
def backward_every_step(X, S, D, wRec):
    G = np.hstack([np.zeros((len(X), 1)), D])
    G[:, 1:-1] += wRec * D[:, 1:]
    G[:, 0] = wRec * G[:, 1]
    return (np.sum(G[:, 1:] * X), np.sum(G[:, 1:] * S[:, :-1])), G
""",
            "hidden",
        ),
        # The size of the recurrent weight.
        (
            """
def backward_every_step(X, S, D, wRec):
    G = np.hstack([np.zeros((len(X), 1)), D])
    for k in range(X.shape[1], 0, -1):
        G[:, k - 1] += abs(wRec) * G[:, k]
    return (np.sum(G[:, 1:] * X), np.sum(G[:, 1:] * S[:, :-1])), G
""",
            "hidden",
        ),
        # The first sample only.
        (
            """
def backward_every_step(X, S, D, wRec):
    G = np.hstack([np.zeros((len(X), 1)), D])
    for k in range(X.shape[1], 0, -1):
        G[:, k - 1] += wRec * G[:, k]
    return (G[0, 1:] @ X[0], G[0, 1:] @ S[0, :-1]), G
""",
            "hidden",
        ),
    ],
    "bias-and-start-gradient": [
        # The bias gets the initial state as well.
        ("def bias_and_start_gradient(G):\n    return G.sum(), G[:, 0].sum()", "visible"),
        # The last step only.
        ("def bias_and_start_gradient(G):\n    return G[:, -1].sum(), G[:, 0].sum()", "visible"),
        # One number for each sample.
        ("def bias_and_start_gradient(G):\n    return G[:, 1:].sum(axis=1), G[:, 0]", "visible"),
        # Averaged over the samples once more.
        (
            "def bias_and_start_gradient(G):\n    return G[:, 1:].sum(axis=1).mean(), G[:, 0].mean()",
            "visible",
        ),
        # The pair the other way round.
        ("def bias_and_start_gradient(G):\n    return G[:, 0].sum(), G[:, 1:].sum()", "visible"),
        # The first step for the initial state.
        ("def bias_and_start_gradient(G):\n    return G[:, 1:].sum(), G[:, 1].sum()", "visible"),
        # Works inside G.
        (
            """
def bias_and_start_gradient(G):
    start = G[:, 0].sum()
    G[:, 0] = 0
    return G.sum(), start
""",
            "visible",
        ),
        # Two steps, as in the example.
        ("def bias_and_start_gradient(G):\n    return G[:, 1:3].sum(), G[:, 0].sum()", "hidden"),
        # Two samples, as in the example.
        ("def bias_and_start_gradient(G):\n    return G[:2, 1:].sum(), G[:2, 0].sum()", "hidden"),
        # Averaged over the steps, with the number of steps of the example.
        (
            "def bias_and_start_gradient(G):\n    return 2 * G[:, 1:].mean(axis=1).sum(), G[:, 0].sum()",
            "hidden",
        ),
    ],
    "surviving-range": [
        # The upper end alone.
        ("def surviving_range(n, factor):\n    return factor ** (1 / (n - 1))", "visible"),
        # One multiplication too many.
        (
            "def surviving_range(n, factor):\n    return factor ** (-1 / n), factor ** (1 / n)",
            "visible",
        ),
        # The pair the other way round.
        (
            "def surviving_range(n, factor):\n    return factor ** (1 / (n - 1)), factor ** (-1 / (n - 1))",
            "visible",
        ),
        # As far below 1 as above it.
        (
            "def surviving_range(n, factor):\n    r = factor ** (1 / (n - 1))\n    return 2 - r, r",
            "visible",
        ),
        # As if growth were even.
        (
            "def surviving_range(n, factor):\n    r = 1 + (factor - 1) / (n - 1)\n    return 1 / r, r",
            "visible",
        ),
        # The negative weight of the same size.
        (
            "def surviving_range(n, factor):\n    r = factor ** (1 / (n - 1))\n    return -r, r",
            "visible",
        ),
        # Returns the logarithm of the weight.
        (
            "def surviving_range(n, factor):\n    r = np.log(factor) / (n - 1)\n    return -r, r",
            "visible",
        ),
        # A square root, as in the example.
        (
            "def surviving_range(n, factor):\n    return 1 / np.sqrt(factor), np.sqrt(factor)",
            "hidden",
        ),
        # The factor of the example.
        (
            "def surviving_range(n, factor):\n    return 4 ** (-1 / (n - 1)), 4 ** (1 / (n - 1))",
            "hidden",
        ),
        # A grid that is too coarse.
        (
            """
def surviving_range(n, factor):
    weights = np.linspace(0.01, 10, 1000)
    ok = weights[np.abs(np.log(weights)) * (n - 1) <= np.log(factor) + 1e-9]
    return ok.min(), ok.max()
""",
            "hidden",
        ),
    ],
    "reach": [
        # Prints, and returns nothing.
        (
            "def reach(wRec, factor):\n    print(np.floor(np.log(factor) / np.abs(np.log(np.abs(wRec)))))",
            "visible",
        ),
        # A gradient that keeps its size gets nowhere.
        (
            """
def reach(wRec, factor):
    if abs(wRec) in (0, 1):
        return 0
    return np.floor(np.log(factor) / np.abs(np.log(np.abs(wRec))))
""",
            "visible",
        ),
        # A weight of 0 is taken for one that changes nothing.
        (
            """
def reach(wRec, factor):
    if abs(wRec) in (0, 1):
        return np.inf
    return np.floor(np.log(factor) / np.abs(np.log(np.abs(wRec))))
""",
            "visible",
        ),
        # Gives up after 50 steps.
        (
            """
def reach(wRec, factor):
    if abs(wRec) in (0, 1):
        return np.inf if wRec else 0
    return min(50, np.floor(np.log(factor) / np.abs(np.log(np.abs(wRec)))))
""",
            "hidden",
        ),
        # The half-life, as it stands: nan for a negative weight.
        (
            "def reach(wRec, factor):\n    return np.floor(np.log(1 / factor) / np.log(wRec))",
            "visible",
        ),
        # Not a whole number.
        ("def reach(wRec, factor):\n    return np.log(factor) / abs(np.log(abs(wRec)))", "visible"),
        # Rounded up.
        (
            "def reach(wRec, factor):\n    return np.ceil(np.log(factor) / abs(np.log(abs(wRec))))",
            "visible",
        ),
        # A half-life, whatever the factor.
        (
            "def reach(wRec, factor):\n    return np.floor(np.log(2) / abs(np.log(abs(wRec))))",
            "visible",
        ),
        # What grows is taken to survive.
        (
            """
def reach(wRec, factor):
    if abs(wRec) >= 1:
        return np.inf
    if wRec == 0:
        return 0
    return np.floor(np.log(factor) / -np.log(abs(wRec)))
""",
            "visible",
        ),
        # The sign stays in the power.
        (
            """
def reach(wRec, factor):
    if wRec == 1:
        return np.inf
    j = 0
    while 1 / factor <= wRec ** (j + 1) <= factor:
        j += 1
    return j
""",
            "visible",
        ),
        # One step too far.
        (
            """
def reach(wRec, factor):
    if wRec in (-1, 1):
        return np.inf
    j = 0
    while 1 / factor <= abs(wRec) ** j <= factor:
        j += 1
    return j
""",
            "visible",
        ),
        # -1 is forgotten.
        (
            """
def reach(wRec, factor):
    if wRec == 1:
        return np.inf
    if wRec in (0, -1):
        return 0
    return np.floor(np.log(factor) / np.abs(np.log(np.abs(wRec))))
""",
            "hidden",
        ),
        # The factor of the example.
        (
            """
def reach(wRec, factor):
    if abs(wRec) == 1:
        return np.inf
    return 0 if wRec == 0 else np.floor(np.log(10) / np.abs(np.log(np.abs(wRec))))
""",
            "hidden",
        ),
        # What gets further than 100 steps is taken for endless.
        (
            """
def reach(wRec, factor):
    for j in range(100):
        if not 1 / factor <= abs(wRec) ** (j + 1) <= factor:
            return j
    return np.inf
""",
            "hidden",
        ),
        # Close to 1 is taken for 1.
        (
            """
def reach(wRec, factor):
    if np.isclose(abs(wRec), 1, atol=0.02):
        return np.inf
    return 0 if wRec == 0 else np.floor(np.log(factor) / np.abs(np.log(np.abs(wRec))))
""",
            "hidden",
        ),
    ],
}
