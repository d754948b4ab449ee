"""Right and wrong answers to assignment 3 (`students.answers` says in what form)."""

RIGHT = {
    "error-gradients": [
        "return 2 * (S[:, 1:] - T) / T.size",
        """
        m, n = T.shape
        return 2 * (S[:, 1:] - T) / (m * n)""",
        """
        m, n = T.shape
        D = []
        for i in range(m):
            D.append([2 * (S[i, k] - T[i, k - 1]) / m / n for k in range(1, n + 1)])
        return D""",
        # The output gradient of lesson 03, one step after the other.
        """
        n = T.shape[1]
        return np.column_stack([output_gradient(S[:, k + 1], T[:, k]) / n for k in range(n)])""",
    ],
    "backward-every-step": [
        """
        G = np.hstack([np.zeros((len(X), 1)), D])
        for k in range(X.shape[1], 0, -1):
            G[:, k - 1] += wRec * G[:, k]
        return (np.sum(G[:, 1:] * X), np.sum(G[:, 1:] * S[:, :-1])), G""",
        # The loop of lesson 03, with what enters.
        """
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
        return (wx_grad, wRec_grad), G""",
        # Each error sent back on its own, by lesson 03, and the results added up.
        """
        G = np.zeros(S.shape)
        grads = np.zeros(2)
        for k in range(1, S.shape[1]):
            part, over_time = backward_gradient(X[:, :k], S[:, : k + 1], D[:, k - 1], wRec)
            grads += part
            G[:, : k + 1] += over_time
        return grads, G""",
        # Sample by sample, in lists.
        """
        wx_grad, wRec_grad, G = 0, 0, []
        for x, s, d in zip(X, S, D):
            g, row = 0, []
            for k in range(len(x), 0, -1):
                g = d[k - 1] + g * wRec
                wx_grad += g * x[k - 1]
                wRec_grad += g * s[k - 1]
                row.insert(0, g)
            G.append([row[0] * wRec] + row)
        return [wx_grad, wRec_grad], G""",
        # A matrix of powers.
        """
        n = X.shape[1]
        k, j = np.arange(1, n + 1)[:, None], np.arange(n + 1)[None, :]
        G = D @ np.where(k >= j, float(wRec) ** np.maximum(k - j, 0), 0)
        return ((G[:, 1:] * X).sum(), (G[:, 1:] * S[:, :n]).sum()), G""",
    ],
    "bias-and-start-gradient": [
        "return G[:, 1:].sum(), G[:, 0].sum()",
        "return np.sum(G[:, 1:]), np.sum(G[:, 0])",
        """
        b_grad, s0_grad = 0, 0
        for row in G:
            s0_grad += row[0]
            for g in row[1:]:
                b_grad += g
        return [b_grad, s0_grad]""",
        """
        total = G.sum(axis=0)
        return np.array([total[1:].sum(), total[0]])""",
    ],
    "surviving-range": [
        "r = factor ** (1 / (n - 1)); return 1 / r, r",
        "return np.exp(-np.log(factor) / (n - 1)), np.exp(np.log(factor) / (n - 1))",
        "return [(1 / factor) ** (1 / (n - 1)), factor ** (1 / (n - 1))]",
        # Halving an interval.
        """
        low, high = 1.0, float(factor)
        for _ in range(100):
            middle = (low + high) / 2
            if (n - 1) * np.log(middle) > np.log(factor):
                high = middle
            else:
                low = middle
        return 1 / low, low""",
    ],
    "reach": [
        """
        if abs(wRec) in (0, 1):
            return np.inf if wRec else 0
        return np.floor(np.log(factor) / np.abs(np.log(np.abs(wRec))) + 1e-9)""",
        # Counting.
        """
        size = abs(wRec)
        if size == 1:
            return np.inf
        j = 0
        while 1 / factor <= size ** (j + 1) <= factor:
            j += 1
        return j""",
        """
        size = abs(wRec)
        if size == 0:
            return 0
        if size == 1:
            return float("inf")
        if size < 1:
            size = 1 / size
        return int(round(np.log2(factor) / np.log2(size), 9))""",
        """
        with np.errstate(divide="ignore"):
            decades = np.abs(np.log10(np.abs(float(wRec))))
        far = np.floor(np.log10(factor) / decades + 1e-12) if decades else np.inf
        return 0 if np.isinf(decades) else far""",
    ],
}

WRONG = {
    "error-gradients": {
        "visible": [
            "D = S[:, 1:]; D -= T; return 2 * D / T.size",  # Works inside S.
            "return -> D =",  # Forgets to return.
            "T *= -1; T += S[:, 1:]; return 2 * T / T.size",  # Works inside T.
            "T.size -> len(T)",  # The mean over the samples only.
            "T.size -> T.shape[1]",  # The mean over the steps only.
            "/ T.size ->",  # No mean.
            "2 * ->",  # The 2 is missing.
            "S[:, 1:] - T -> T - S[:, 1:]",  # The wrong sign.
            "1: -> :-1",  # One step too early.
            "T.size -> S.size",  # Counts the states, one more than the targets.
            "return np.sum(2 * (S[:, 1:] - T) / T.size, axis=0)",  # Summed over the samples.
        ],
        "hidden": [
            # One sample comes back without its row.
            "return np.squeeze(2 * (S[:, 1:] - T) / T.size)",
            "T.size -> 6",  # The size of the example.
            "T.size -> (len(T) * 3)",  # Three steps, whatever comes.
            # The example, or else the dataset of the lessons.
            "T.size -> (6 if len(T) == 2 else X.size)",
        ],
    },
    "backward-every-step": {
        "visible": [
            "(np.sum(G[ -> np.sum(G[ && :-1])) -> :-1])",  # Three things side by side.
            ")), G -> ))",  # The gradients of the weights alone.
            # No gradient for the initial state.
            ")), G -> )), G[:, 1:]",
            # What enters replaces what arrives.
            "range(X.shape[1], -> range(1,",
            # Only the last error travels, as in lesson 03.
            "return backward_gradient(X, S, D[:, -1], wRec)",
            "wRec * ->",  # What arrives is not multiplied by the recurrent weight.
            # What enters is multiplied as well.
            "+= wRec * G[:, k] -> = wRec * (G[:, k - 1] + G[:, k])",
            # The first error never enters, and each later one enters twice.
            "+= wRec * G[:, k] -> = wRec * G[:, k] + D[:, k - 1]",
            # Column -1 of D enters at the initial state.
            "+= wRec * G[:, k] -> = wRec * G[:, k] + D[:, k - 2]",
            # All errors enter one step too early, the first one at the initial state.
            "np.zeros((len(X), 1)), D -> D, np.zeros((len(X), 1))",
            # The weights get what enters only.
            "G[:, 1:] * X -> D * X && G[:, 1:] * S -> D * S",
            "S[:, :-1] -> S[:, 1:]",  # The state after the step instead of the one before it.
            "X.shape[1], 0, -1 -> 1, X.shape[1] + 1",  # The loop runs forwards through time.
            "0, -1 -> 1, -1",  # Leaves G_0 at 0.
            # The first sample only.
            "np.sum(G[:, 1:] * X) -> G[0, 1:] @ X[0]"
            " && np.sum(G[:, 1:] * S[:, :-1]) -> G[0, 1:] @ S[0, :-1]",
            # Divides by the samples once more.
            "* X), -> * X) / len(X), && :-1]) -> :-1]) / len(X)",
            # Adds up inside D.
            "np.hstack([np.zeros((len(X), 1)), D]) -> D && X.shape[1], -> X.shape[1] - 1,"
            " && return -> G = np.hstack([wRec * D[:, :1], D]); return",
        ],
        "hidden": [
            ")), G -> )), G.sum(axis=0, keepdims=True)",  # G is summed over the samples.
            # What arrives is what entered one step later, and nothing from further away.
            "wRec * G[:, k] -> wRec * (D[:, k - 1] if k > 1 else G[:, k])",
            "wRec * -> abs(wRec) *",  # The size of the recurrent weight.
            # The first two samples only, as in the example.
            "np.sum(G[:, 1:] * X) -> np.sum(G[:2, 1:] * X[:2])"
            " && np.sum(G[:, 1:] * S[:, :-1]) -> np.sum(G[:2, 1:] * S[:2, :-1])",
        ],
    },
    "bias-and-start-gradient": {
        "visible": [
            "G[:, 1:] -> G",  # The bias gets the initial state as well.
            "1: -> -1",  # The last step only.
            "return G[:, 1:].sum(axis=1), G[:, 0]",  # One number for each sample.
            # Averaged over the samples once more.
            "return G[:, 1:].sum(axis=1).mean(), G[:, 0].mean()",
            "return G[:, 0].sum(), G[:, 1:].sum()",  # The pair the other way round.
            "0 -> 1",  # The first step for the initial state.
            "start = G[:, 0].sum(); G[:, 0] = 0; return G.sum(), start",  # Works inside G.
        ],
        "hidden": [
            "1: -> 1:3",  # Two steps, as in the example.
            "G[:, 1 -> G[:2, 1 && G[:, 0 -> G[:2, 0",  # Two samples, as in the example.
            # Averaged over the steps, with the number of steps of the example.
            "return 2 * G[:, 1:].mean(axis=1).sum(), G[:, 0].sum()",
        ],
    },
    "surviving-range": {
        "visible": [
            "return 1 / r, -> return",  # The upper end alone.
            "(n - 1) -> n",  # One multiplication too many.
            "(1 / (n - 1)) -> 1 / (n - 1)",  # The power first, and then the division.
            "1 / r, r -> r, 1 / r",  # The pair the other way round.
            "1 / r -> 2 - r",  # As far below 1 as above it.
            "factor ** (1 / (n - 1)) -> 1 + (factor - 1) / (n - 1)",  # As if growth were even.
            "1 / r -> -r",  # The negative weight of the same size.
            "r = np.log(factor) / (n - 1); return -r, r",  # Returns the logarithm of the weight.
        ],
        "hidden": [
            "1 / (n - 1) -> 1 / 3",  # A cube root, as in the example.
            "factor ** -> 8 **",  # The factor of the example.
            # A grid that is too coarse.
            """
            weights = np.linspace(0.01, 10, 1000)
            ok = weights[np.abs(np.log(weights)) * (n - 1) <= np.log(factor) + 1e-9]
            return ok.min(), ok.max()""",
        ],
    },
    "reach": {
        "visible": [
            # Prints, and returns nothing.
            "print(np.floor(np.log(factor) / np.abs(np.log(np.abs(wRec)))))",
            "np.inf if wRec else 0 -> 0",  # A gradient that keeps its size gets nowhere.
            "if wRec else 0 ->",  # A weight of 0 is taken for one that changes nothing.
            # The half-life, as it stands: nan for a negative weight.
            "return np.floor(np.log(1 / factor) / np.log(wRec))",
            "return np.log(factor) / abs(np.log(abs(wRec)))",  # Not a whole number.
            "return np.ceil(np.log(factor) / abs(np.log(abs(wRec))))",  # Rounded up.
            "+ 1e-9 ->",  # A quotient of logarithms that comes out just below 3 is cut to 2.
            "np.log(factor) -> np.log(10)",  # One factor for all.
            # A half-life, whatever the factor.
            "return np.floor(np.log(2) / abs(np.log(abs(wRec))))",
            # What grows is taken to survive.
            "abs(wRec) in (0, 1) -> not 0 < abs(wRec) < 1",
            # The sign stays in the power.
            "abs(wRec) in (0, 1) -> wRec <= 0 or wRec == 1 && if wRec else -> if wRec > 0 else",
            # One step too far.
            "np.floor( -> 1 + np.floor(",
        ],
        "hidden": [
            # Gives up after 50 steps.
            "return np.floor -> return min(50, np.floor && + 1e-9) -> + 1e-9))",
            "if wRec else -> if wRec == 1 else",  # -1 is forgotten.
            # What gets further than 100 steps is taken for endless.
            "return np.floor( -> j = np.floor( && 1e-9) -> 1e-9); return j if j < 100 else np.inf",
            # Close to 1 is taken for 1.
            "abs(wRec) in (0, 1) -> wRec == 0 or np.isclose(abs(wRec), 1, atol=0.02)",
        ],
    },
}
