"""Answers to assignment 1: right ones, and wrong ones with the part of a test cell that is to refuse them first."""

RIGHT = {
    "forward-with-bias": [
        # The loop of lesson 01.
        """
def forward_with_bias(X, wx, wRec, b, s0):
    m, n = X.shape
    S = np.zeros((m, n + 1))
    S[:, 0] = s0
    for k in range(1, n + 1):
        S[:, k] = X[:, k - 1] * wx + S[:, k - 1] * wRec + b
    return S
""",
        # Plain lists, sample by sample.
        """
def forward_with_bias(X, wx, wRec, b, s0):
    S = []
    for row in X:
        states = [s0]
        for x in row:
            states.append(x * wx + states[-1] * wRec + b)
        S.append(states)
    return S
""",
        # The network of the lesson, with the initial state as an input and the bias inside the others.
        """
def forward_with_bias(X, wx, wRec, b, s0):
    start = np.full((X.shape[0], 1), s0)
    return forward_states(np.hstack([start, X * wx + b]), 1, wRec)[:, 1:]
""",
        # A matrix product.
        """
def forward_with_bias(X, wx, wRec, b, s0):
    n = X.shape[1]
    age = np.arange(n + 1)[None, :] - np.arange(n + 1)[:, None]
    decay = np.where(age >= 0, float(wRec) ** np.maximum(age, 0), 0)
    return np.hstack([np.full((len(X), 1), s0), X * wx + b]) @ decay
""",
    ],
    "shares": [
        # Loops.
        """
def shares(n, wx, wRec):
    a = []
    c = 0
    for k in range(1, n + 1):
        a.append(wx * wRec ** (n - k))
        c += wRec ** (n - k)
    return a, c, wRec ** n
""",
        # The geometric sum, with its special case.
        """
def shares(n, wx, wRec):
    a = np.array([wx * wRec ** (n - k) for k in range(1, n + 1)])
    c = n if wRec == 1 else (1 - wRec ** n) / (1 - wRec)
    return [a, c, wRec ** n]
""",
        # Measured on the network itself, with one thing switched on at a time.
        """
def shares(n, wx, wRec):
    a = forward_states(np.eye(n), wx, wRec)[:, -1]
    S = forward_states(np.vstack([np.ones(n + 1), np.eye(n + 1)[0]]), 1, wRec)
    return a, S[0, n], S[1, n + 1]
""",
        # A polynomial.
        """
def shares(n, wx, wRec):
    a = np.ones(n) * wx
    for k in range(n - 1):
        a[: k + 1] = a[: k + 1] * wRec
    return a, np.polyval(np.ones(n), wRec), np.polyval([1] + [0] * n, wRec)
""",
    ],
    "sensor-weights": [
        "def sensor_weights():\n    return [0.5, 2.0, 0.5, 1.0]",
        "def sensor_weights():\n    return np.array([1, 4, 1, 2]) / 2",
        "def sensor_weights():\n    wx = b = 1 / 2\n    return (wx, 2, b, 1)",
    ],
    "lowest-first-weights": [
        "def lowest_first_weights(n):\n    return [2 ** n / 2, 0.5]",
        "def lowest_first_weights(n):\n    return np.array([1 << (n - 1), 2.0**-1])",
        """
def lowest_first_weights(n):
    wx = 1
    for _ in range(n - 1):
        wx *= 2
    return wx, 1 / 2
""",
    ],
}

WRONG = {
    "forward-with-bias": [
        # The size of the recurrent weight.
        (
            """
def forward_with_bias(X, wx, wRec, b, s0):
    S = np.full((len(X), X.shape[1] + 1), float(s0))
    for k in range(X.shape[1]):
        S[:, k + 1] = X[:, k] * wx + S[:, k] * abs(wRec) + b
    return S
""",
            "hidden",
        ),
        # One sample comes back without its row.
        (
            """
def forward_with_bias(X, wx, wRec, b, s0):
    S = np.full((len(X), X.shape[1] + 1), float(s0))
    for k in range(X.shape[1]):
        S[:, k + 1] = X[:, k] * wx + S[:, k] * wRec + b
    return np.squeeze(S)
""",
            "hidden",
        ),
        # Forgets the initial state.
        (
            """
def forward_with_bias(X, wx, wRec, b, s0):
    m, n = X.shape
    S = np.zeros((m, n + 1))
    for k in range(1, n + 1):
        S[:, k] = X[:, k - 1] * wx + S[:, k - 1] * wRec + b
    return S
""",
            "visible",
        ),
        # Leaves the initial state out of the result.
        (
            """
def forward_with_bias(X, wx, wRec, b, s0):
    S = []
    s = np.full(len(X), float(s0))
    for k in range(X.shape[1]):
        s = X[:, k] * wx + s * wRec + b
        S.append(s)
    return np.array(S).T
""",
            "visible",
        ),
        # Adds the bias to the lesson's states at the end: it never travels through time.
        (
            """
def forward_with_bias(X, wx, wRec, b, s0):
    S = forward_states(X, wx, wRec) + b
    S[:, 0] = s0
    return S
""",
            "visible",
        ),
        # The recurrent weight multiplies the bias as well.
        (
            """
def forward_with_bias(X, wx, wRec, b, s0):
    m, n = X.shape
    S = np.zeros((m, n + 1))
    S[:, 0] = s0
    for k in range(1, n + 1):
        S[:, k] = X[:, k - 1] * wx + (S[:, k - 1] + b) * wRec
    return S
""",
            "visible",
        ),
        # Adds the bias before the first step.
        (
            """
def forward_with_bias(X, wx, wRec, b, s0):
    m, n = X.shape
    S = np.zeros((m, n + 1))
    S[:, 0] = s0 + b
    for k in range(1, n + 1):
        S[:, k] = X[:, k - 1] * wx + S[:, k - 1] * wRec + b
    return S
""",
            "visible",
        ),
        # Forgets to return.
        (
            """
def forward_with_bias(X, wx, wRec, b, s0):
    S = np.full((len(X), X.shape[1] + 1), float(s0))
    for k in range(X.shape[1]):
        S[:, k + 1] = X[:, k] * wx + S[:, k] * wRec + b
""",
            "visible",
        ),
        # Whole numbers: the array takes its type from s0.
        (
            """
def forward_with_bias(X, wx, wRec, b, s0):
    S = np.full((len(X), X.shape[1] + 1), s0)
    for k in range(X.shape[1]):
        S[:, k + 1] = X[:, k] * wx + S[:, k] * wRec + b
    return S
""",
            "visible",
        ),
        # Writes into X.
        (
            """
def forward_with_bias(X, wx, wRec, b, s0):
    S = np.full((len(X), X.shape[1] + 1), float(s0))
    for k in range(X.shape[1]):
        S[:, k + 1] = X[:, k] * wx + S[:, k] * wRec + b
        X[:, k] = 0
    return S
""",
            "visible",
        ),
        # The inputs are taken for bits.
        (
            """
def forward_with_bias(X, wx, wRec, b, s0):
    S = np.full((len(X), X.shape[1] + 1), float(s0))
    for k in range(X.shape[1]):
        S[:, k + 1] = np.where(X[:, k] == 1, wx, 0) + S[:, k] * wRec + b
    return S
""",
            "hidden",
        ),
        # Three steps, as in the example.
        (
            """
def forward_with_bias(X, wx, wRec, b, s0):
    S = np.full((len(X), 4), float(s0))
    for k in range(3):
        S[:, k + 1] = X[:, k] * wx + S[:, k] * wRec + b
    return S
""",
            "visible",
        ),
        # Two samples, as in the example.
        (
            """
def forward_with_bias(X, wx, wRec, b, s0):
    S = np.full((2, X.shape[1] + 1), float(s0))
    for i in range(2):
        for k in range(X.shape[1]):
            S[i, k + 1] = X[i, k] * wx + S[i, k] * wRec + b
    return S
""",
            "hidden",
        ),
    ],
    "shares": [
        # Only what is new.
        ("def shares(n, wx, wRec):\n    return sum(wRec**j for j in range(n)), wRec**n", "visible"),
        # The input weight is forgotten.
        (
            """
def shares(n, wx, wRec):
    powers = wRec ** np.arange(n)[::-1]
    return powers, powers.sum(), wRec ** n
""",
            "visible",
        ),
        # The bias as in the binary network, whatever the weight.
        (
            """
def shares(n, wx, wRec):
    return [wx * wRec ** (n - k) for k in range(1, n + 1)], 2**n - 1, wRec ** n
""",
            "visible",
        ),
        # Three inputs, as in the example.
        (
            """
def shares(n, wx, wRec):
    return np.array([wRec**2, wRec, 1]) * wx, sum(wRec**j for j in range(n)), wRec**n
""",
            "hidden",
        ),
        # The first input last.
        (
            """
def shares(n, wx, wRec):
    powers = wRec ** np.arange(n)
    return wx * powers, powers.sum(), wRec ** n
""",
            "visible",
        ),
        # The bias is counted as if it came in once.
        (
            """
def shares(n, wx, wRec):
    return wx * wRec ** np.arange(n)[::-1], 1, wRec ** n
""",
            "visible",
        ),
        # The bias is added n times, and nothing happens to it.
        (
            """
def shares(n, wx, wRec):
    return wx * wRec ** np.arange(n)[::-1], n, wRec ** n
""",
            "visible",
        ),
        # The initial state is one step younger than it is.
        (
            """
def shares(n, wx, wRec):
    powers = wRec ** np.arange(n)[::-1]
    return wx * powers, powers.sum(), wRec ** (n - 1)
""",
            "visible",
        ),
        # The input weight multiplies the bias.
        (
            """
def shares(n, wx, wRec):
    a = wx * wRec ** np.arange(n)[::-1]
    return a, a.sum(), wRec ** n
""",
            "visible",
        ),
        # The last input has no share.
        (
            """
def shares(n, wx, wRec):
    return [wx * wRec ** (n - k) for k in range(1, n)], sum(wRec ** j for j in range(n)), wRec ** n
""",
            "visible",
        ),
        # The geometric sum, without its special case.
        (
            """
def shares(n, wx, wRec):
    return [wx * wRec ** (n - k) for k in range(1, n + 1)], (wRec ** n - 1) / (wRec - 1), wRec ** n
""",
            "hidden",
        ),
        # Fitted to the numbers of the visible tests.
        (
            """
def shares(n, wx, wRec):
    c = 2 ** n - 1 if wRec == 2 else 1.75
    return [wx * wRec ** (n - k) for k in range(1, n + 1)], c, wRec ** n
""",
            "hidden",
        ),
        # The sign is lost.
        (
            """
def shares(n, wx, wRec):
    powers = abs(wRec) ** np.arange(n, dtype=float)[::-1]
    return wx * powers, powers.sum(), abs(wRec) ** n
""",
            "hidden",
        ),
    ],
    "sensor-weights": [
        # Adds up instead of doubling.
        ("def sensor_weights():\n    return 0.5, 1, 0.5, 2", "visible"),
        # The weights of the lesson, for bits 0 and 1.
        ("def sensor_weights():\n    return 1, 2, 0, 0", "visible"),
        # The signal is read, and the first 1 is forgotten.
        ("def sensor_weights():\n    return 0.5, 2, 0.5, 0", "visible"),
        # The first 1 is there, and the signal is taken for bits.
        ("def sensor_weights():\n    return 1, 2, 0, 1", "visible"),
        # The bias has the wrong sign.
        ("def sensor_weights():\n    return 0.5, 2, -0.5, 1", "visible"),
        # The bit is x + 1, without the half.
        ("def sensor_weights():\n    return 1, 2, 1, 1", "visible"),
        # Three numbers.
        ("def sensor_weights():\n    return 0.5, 2, 0.5", "visible"),
        # Fitted to the signals of the visible tests.
        ("def sensor_weights():\n    return 0.5, 1, 5, -2.5", "hidden"),
    ],
    "lowest-first-weights": [
        # One weight.
        ("def lowest_first_weights(n):\n    return 2 ** (n - 1)", "visible"),
        # Highest bit first, as in the lesson.
        ("def lowest_first_weights(n):\n    return 1, 2", "visible"),
        # Highest bit first, upside down.
        ("def lowest_first_weights(n):\n    return 1, 0.5", "visible"),
        # One doubling too many.
        ("def lowest_first_weights(n):\n    return 2 ** n, 0.5", "visible"),
        # The right input weight, the recurrent weight of the lesson.
        ("def lowest_first_weights(n):\n    return 2 ** (n - 1), 2", "visible"),
        # The pair the other way round.
        ("def lowest_first_weights(n):\n    return 0.5, 2 ** (n - 1)", "visible"),
        # The length of the example.
        ("def lowest_first_weights(n):\n    return 4, 0.5", "hidden"),
        # Grows evenly, and meets the right value at n = 3.
        ("def lowest_first_weights(n):\n    return n + 1, 0.5", "hidden"),
        # Twice (n - 1) instead of doubled n - 1 times.
        ("def lowest_first_weights(n):\n    return 2 * (n - 1), 1 / 2", "hidden"),
    ],
}
