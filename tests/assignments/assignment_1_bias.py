"""Right and wrong answers to assignment 1 (`students.answers` says in what form)."""

RIGHT = {
    "forward-with-bias": [
        # The loop of lesson 01.
        """
        m, n = X.shape
        S = np.zeros((m, n + 1))
        S[:, 0] = s0
        for k in range(1, n + 1):
            S[:, k] = X[:, k - 1] * wx + S[:, k - 1] * wRec + b
        return S""",
        # Plain lists, sample by sample.
        """
        S = []
        for row in X:
            states = [s0]
            for x in row:
                states.append(x * wx + states[-1] * wRec + b)
            S.append(states)
        return S""",
        # The network of the lesson; the initial state is an input, the bias inside the others.
        """
        start = np.full((X.shape[0], 1), s0)
        return forward_states(np.hstack([start, X * wx + b]), 1, wRec)[:, 1:]""",
        # A matrix product.
        """
        n = X.shape[1]
        age = np.arange(n + 1)[None, :] - np.arange(n + 1)[:, None]
        decay = np.where(age >= 0, float(wRec) ** np.maximum(age, 0), 0)
        return np.hstack([np.full((len(X), 1), s0), X * wx + b]) @ decay""",
    ],
    "shares": [
        """
        powers = wRec ** np.arange(n, dtype=float)[::-1]
        return wx * powers, powers.sum(), wRec ** n""",
        # Loops.
        """
        a = []
        c = 0
        for k in range(1, n + 1):
            a.append(wx * wRec ** (n - k))
            c += wRec ** (n - k)
        return a, c, wRec ** n""",
        # The geometric sum, with its special case.
        """
        a = np.array([wx * wRec ** (n - k) for k in range(1, n + 1)])
        c = n if wRec == 1 else (1 - wRec ** n) / (1 - wRec)
        return [a, c, wRec ** n]""",
        # Measured on the network itself, with one thing switched on at a time.
        """
        a = forward_states(np.eye(n), wx, wRec)[:, -1]
        S = forward_states(np.vstack([np.ones(n + 1), np.eye(n + 1)[0]]), 1, wRec)
        return a, S[0, n], S[1, n + 1]""",
        # A polynomial.
        """
        a = np.ones(n) * wx
        for k in range(n - 1):
            a[: k + 1] = a[: k + 1] * wRec
        return a, np.polyval(np.ones(n), wRec), np.polyval([1] + [0] * n, wRec)""",
    ],
    "sensor-weights": [
        "return [0.5, 2.0, 0.5, 1.0]",
        "return np.array([1, 4, 1, 2]) / 2",
        "wx = b = 1 / 2; return (wx, 2, b, 1)",
    ],
    "lowest-first-weights": [
        "return [2 ** n / 2, 0.5]",
        "return np.array([1 << (n - 1), 2.0**-1])",
        "return np.prod([2] * (n - 1)), 1 / 2",
    ],
}

WRONG = {
    "forward-with-bias": {
        "visible": [
            "S[:, 0] = s0 ->",  # Forgets the initial state.
            "return S -> return S[:, 1:]",  # Leaves the initial state out of the result.
            # Adds the bias to the lesson's states at the end: it never travels through time.
            "S = forward_states(X, wx, wRec) + b; S[:, 0] = s0; return S",
            # The recurrent weight multiplies the bias as well.
            "S[:, k - 1] * wRec + b -> (S[:, k - 1] + b) * wRec",
            "= s0 -> = s0 + b",  # Adds the bias before the first step.
            "return S ->",  # Forgets to return.
            # Whole numbers: the array takes its type from s0.
            "np.zeros((m, n + 1)) -> np.full((m, n + 1), s0)",
            "wRec + b -> wRec + b; X[:, k - 1] = 0",  # Writes into X.
            "m, n = X.shape -> m, n = len(X), 3",  # Three steps, as in the example.
        ],
        "hidden": [
            "* wRec -> * abs(wRec)",  # The size of the recurrent weight.
            "return S -> return np.squeeze(S)",  # One sample comes back without its row.
            # The inputs are taken for bits.
            "X[:, k - 1] * wx -> np.where(X[:, k - 1] == 1, wx, 0)",
            "m, n = X.shape -> m, n = 2, X.shape[1]",  # Two samples, as in the example.
        ],
    },
    "shares": {
        "visible": [
            "return wx * powers, powers.sum() -> return powers.sum()",  # Only what is new.
            "wx * powers -> powers",  # The input weight is forgotten.
            "powers.sum() -> 2**n - 1",  # The bias as in the binary network, whatever the weight.
            "[::-1] ->",  # The first input last.
            "powers.sum() -> 1",  # The bias is counted as if it came in once.
            "powers.sum() -> n",  # The bias is added n times, and nothing happens to it.
            ", wRec ** n -> , wRec ** (n - 1)",  # The initial state is one step younger than it is.
            "powers.sum() -> wx * powers.sum()",  # The input weight multiplies the bias.
            "wx * powers -> wx * powers[:-1]",  # The last input has no share.
        ],
        "hidden": [
            # Three inputs, as in the example.
            "wx * powers -> np.array([wRec**2, wRec, 1]) * wx",
            # The geometric sum, without its special case.
            "powers.sum() -> (wRec ** n - 1) / (wRec - 1)",
            # Fitted to the numbers of the visible tests.
            "powers.sum() -> 2 ** n - 1 if wRec == 2 else 1.75",
            "wRec ** np -> abs(wRec) ** np && , wRec -> , abs(wRec)",  # The sign is lost.
        ],
    },
    "sensor-weights": {
        "visible": [
            "return 0.5, 1, 0.5, 2",  # Adds up instead of doubling.
            "return 1, 2, 0, 0",  # The weights of the lesson, for bits 0 and 1.
            "return 0.5, 2, 0.5, 0",  # The signal is read, and the first 1 is forgotten.
            "return 1, 2, 0, 1",  # The first 1 is there, and the signal is taken for bits.
            "return 0.5, 2, -0.5, 1",  # The bias has the wrong sign.
            "return 1, 2, 1, 1",  # The bit is x + 1, without the half.
            "return 0.5, 2, 0.5",  # Three numbers.
        ],
        # Fitted to the signals of the visible tests.
        "hidden": ["return 0.5, 1, 5, -2.5"],
    },
    "lowest-first-weights": {
        "visible": [
            "return 2 ** (n - 1)",  # One weight.
            "return 1, 2",  # Highest bit first, as in the lesson.
            "return 1, 0.5",  # Highest bit first, upside down.
            "return 2 ** n, 0.5",  # One doubling too many.
            "return 2 ** (n - 1), 2",  # The right input weight, the recurrent weight of the lesson.
            "return 0.5, 2 ** (n - 1)",  # The pair the other way round.
            "return 4, 0.5",  # The length of the example.
            # Values that are right at n = 3: even growth, twice instead of doubled, a square.
            "return n + 1, 0.5",
            "return 2 * (n - 1), 1 / 2",
            "return (n - 1) ** 2, 0.5",
        ],
        "hidden": [
            "return 4 if n == 3 else 8, 0.5",  # The lengths of the examples.
            "return 4 * (n - 2), 0.5",  # A line through both of them.
            "return int(2 ** (n - 1)) % 2**16, 1 / 2",  # As many bits as fit into two bytes.
        ],
    },
}
