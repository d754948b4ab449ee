"""Right and wrong answers to assignment 6 (`students.answers` says in what form)."""

RIGHT = {
    "error-by-length": [
        """
        errors = np.zeros(len(lengths))
        for i, n in enumerate(lengths):
            X, t = make_dataset(m, n, rng)
            y = answer(X, W)
            errors[i] = np.max(np.abs(y - t))
        return errors""",
        """
        def largest(n):
            X, t = make_dataset(m, n, rng)
            return max(abs(answer(X[i:i + 1], W)[0] - t[i]) for i in range(m))
        return [largest(n) for n in lengths]""",
        """
        wx, wRec = W
        result = ()
        for n in lengths:
            bits, _ = make_dataset(m, n, rng)
            s = np.zeros(m)
            for k in range(n):
                s = wx * bits[:, k] + wRec * s
            d = s - bits.sum(1)
            result += (max(d.max(), -d.min()),)
        return result""",
    ],
    "worst-case": [
        """
        wx, wRec = W
        c = np.array([wx * wRec ** (n - k) - 1.0 for k in range(1, n + 1)])
        over = c[c > 0].sum()
        under = -c[c < 0].sum()
        if over > under:
            return (c > 0).astype(float), over
        return (c < 0).astype(float), under""",
        """
        best = None
        c = answer(np.eye(n), W) - 1
        for sign in (1, -1):
            x = np.where(sign * c > 0, 1, 0)
            total = abs(float(x @ c))
            if best is None or total > best[1]:
                best = [x, total]
        return best""",
        """
        plus, minus, high, low = [], [], 0, 0
        for k in range(n):
            share = W[0] * W[1] ** (n - 1 - k) - 1
            plus.append(int(share > 0))
            minus.append(int(share <= 0))
            high += max(share, 0)
            low += min(share, 0)
        return (plus, high) if high >= -low else (minus, -low)""",
    ],
    "trusted-length": [
        """
        over = under = 0.0
        for n in range(1, longest + 1):
            c = W[0] * W[1] ** (n - 1) - 1
            over, under = over + max(c, 0), under + max(-c, 0)
            if max(over, under) >= 0.5:
                return n - 1
        return longest""",
        """
        for n in range(1, longest + 1):
            c = np.array([W[0] * W[1] ** j - 1 for j in range(n)])
            if max(c[c > 0].sum(), -c[c < 0].sum()) >= 0.5:
                return n - 1
        return longest""",
        """
        c = answer(np.eye(longest), W)[::-1] - 1
        over = lambda part: np.abs(part[part > 0].sum())
        n = 0
        while n < longest and over(c[:n + 1]) < 0.5 and over(-c[:n + 1]) < 0.5:
            n += 1
        return n""",
    ],
    "memory-test": [
        """
        starts = [1] * 64 + [0] * 25
        lonely = [1] + [0] * 88
        return np.array([starts, lonely])""",
        """
        X = np.zeros((2, 95), dtype=int)
        X[0, :66] = X[1, 4] = 1
        return X""",
        "return [[0] * 10 + [1] + [0] * 85, [1] * 66 + [0] * 30]",
        """
        first = np.arange(100) < 70
        return np.array([first, first & (np.arange(100) == 3)])""",
    ],
    "habit-tests": [
        """
        many = [[0]] * 40 + [[1]]
        pair = np.array([[1] * 31, [0] * 31])
        return [many, pair, np.zeros((1, 1))]""",
        """
        return np.eye(42)[:, 41:], np.ones((2, 32)), [[0]]""",
        """
        tests = [np.ones((1, 31)), np.ones((2, 17), dtype=int)]
        tests.append([[0]] * 41 + [[1]])
        return tests""",
    ],
}

WRONG = {
    "error-by-length": {
        "visible": [
            "np.max(np.abs(y - t)) -> np.mean(np.abs(y - t))",
            "np.max(np.abs(y - t)) -> np.max(y - t)",
            "np.max(np.abs(y - t)) -> np.abs(np.max(y - t))",
            "np.max(np.abs(y - t)) -> np.mean((y - t) ** 2)",
            "np.max(np.abs(y - t)) -> np.max(np.abs(np.round(y) - t))",
            "answer(X, W) -> answer(X, W_LESSON)",
            "make_dataset(m, n, rng) -> np.ones((m, n)), np.full(m, n)",
            "return errors -> return errors.max()",
            "return errors ->",
            "np.max(np.abs(y - t)) -> np.max(t - y)",
            "rng -> np.random.default_rng(6)",
        ],
        "hidden": [
            "make_dataset(m, -> make_dataset(1000,",
            "enumerate(lengths) -> enumerate(sorted(lengths))",
            "answer(X, W) -> X @ np.full(n, W[0])",
        ],
    },
    "worst-case": {
        "visible": [
            "return np.ones(n), abs(answer(np.ones((1, n)), W)[0] - n)",
            "(n - k) -> (n - k + 1)",
            "over > under -> True",
            "over > under -> False",
            "-c[c < 0].sum() -> c[c < 0].sum()",
            "), under -> ), -under",
            "- 1.0 ->",
            "return worst",
            "(c < 0).astype(float) -> np.flatnonzero(c < 0)",
            "(n - k) -> (k - 1)",
            """
            X, t = make_dataset(1000, n, np.random.default_rng(1))
            e = np.abs(answer(X, W) - t)
            return X[np.argmax(e)], e.max()""",
            """
            X = np.array(list(np.ndindex(*[2] * min(n, 12))), dtype=float)
            e = np.abs(answer(X, W) - X.sum(axis=1))
            return X[np.argmax(e)], e.max()""",
            """
            c = W[0] * W[1] ** np.arange(n)[::-1] - 1
            x = (c > 0) if c[c > 0].sum() > -c[c < 0].sum() else (c < 0)
            return x.astype(float), abs(c[x].sum())""",
            "return (c > 0).astype(float) -> return (c > 0).astype(float)[None]",
        ],
        "hidden": [
            """
            x, total = np.zeros(n), 0.0
            for k in range(n):
                one = W[0] * W[1] ** (n - 1 - k) - 1
                if abs(total + one) > abs(total):
                    x[k], total = 1, total + one
            return x, abs(total)""",
            "(c < 0).astype(float) -> np.where(c < 0, 1, -1)",
            "(c < 0).astype -> (c < 0)[::-1].astype",
            "over = c -> c = np.abs(c); over = c",
        ],
    },
    "trusted-length": {
        "visible": [
            "return n - 1 -> return n",
            "return longest -> return None",
            "max(over, under) -> over",
            "W[1] ** (n - 1) -> W[1] ** n",
            "over + max(c, 0), under + max(-c, 0) -> max(c, 0), max(-c, 0)",
            "return longest ->",
            "if max(over, under) -> if abs(answer(np.ones((1, n)), W)[0] - n)",
            "max(over, under) -> over + under",
            "max(over, under) -> under",
            "max(over, under) -> abs(over - under)",
            """
            rng = np.random.default_rng(1)
            for n in range(1, longest + 1):
                X, t = make_dataset(50, n, rng)
                if np.abs(answer(X, W) - t).max() >= 0.5:
                    return n - 1
            return longest""",
        ],
        "hidden": [">= 0.5 -> > 0.5", "longest + 1 -> longest"],
    },
    "memory-test": {
        "visible": [
            "return make_dataset(6, 500, np.random.default_rng(1))",
            "return make_dataset(6, 500, np.random.default_rng(1))[0]",
            "return np.eye(6)",
            "return X",
            "return np.ones((1, 1000))",
            "return np.ones(200)",
            "[starts, lonely] -> [starts]",
            "[starts, lonely] -> [lonely]",
            "[1] * 64 + [0] * 25 -> [0] * 25 + [1] * 64",
            "[1] + [0] * 88 -> [0] * 88 + [1]",
            "[1] + [0] * 88 -> [0] * 89",
            "[0] * 25 -> [0] * 125 && [0] * 88 -> [0] * 188",
            "[0] * 25 -> [0] * 1025 && [0] * 88 -> [0] * 1088",
            "[0] * 25 -> [0] * 2025 && [0] * 88 -> [0] * 2088",
            "[1] + [0] * 88 -> [2] + [0] * 88",
            "return np -> np",
        ],
        "hidden": [
            "[1] * 64 + [0] * 25 -> [1] * 40 + [0] * 25 && [0] * 88 -> [0] * 64",
            "[1] * 64 + [0] * 25 -> [1] * 63 + [0] * 26",
            "[0] * 25 -> [0] * 24 && [0] * 88 -> [0] * 87",
            "[1] * 64 + [0] * 25 -> [1] * 68 + [0] * 12 && [0] * 88 -> [0] * 79",
            "[1] + [0] * 88 -> [0] * 30 + [1] + [0] * 58",
            "[1] + [0] * 88 -> [1] * 2 + [0] * 87",
        ],
    },
    "habit-tests": {
        "visible": [
            "return [make_dataset(100, 12, np.random.default_rng(6))[0]]",
            "np.zeros((1, 1)) -> make_dataset(30, 10, np.random.default_rng(1))",
            "[many, pair, np.zeros((1, 1))] -> pair",
            "[many, pair, np.zeros((1, 1))] -> [many, np.zeros((1, 1))]",
            "[many, pair, np.zeros((1, 1))] -> []",
            "[[0]] * 40 -> [[0]] * 20",
            "[[0]] * 40 -> [[0]] * 100",
            "+ [[1]] -> + [[0]]",
            "[1] * 31, [0] * 31 -> [1] * 10, [0] * 10",
            "[1] * 31, [0] * 31 -> [0] * 31, [1] * 31",
            "[1] * 31, [0] * 31 -> [1] * 200, [0] * 200",
            "[1] * 31, [0] * 31 -> [1] * 300, [0] * 300",
            "[1] * 31, [0] * 31 -> [1] * 600, [0] * 600",
            "[1] * 31, -> [2] * 31,",
            "return -> tests =",
        ],
        "hidden": [
            "[[0]] * 40 -> [[0]] * 39",
            "[1] * 31, [0] * 31 -> [1] * 30, [0] * 30",
            "[1] * 31, [0] * 31 -> [0] * 15 + [1] * 16, [0] * 31",
            "[many, pair, np.zeros((1, 1))] -> [many, pair]",
            "np.zeros((1, 1)) -> np.zeros((2, 1))",
            "[[0]] * 40 -> [[1]] * 40 && [0] * 31 -> [1] * 31 && np.zeros -> np.ones",
            "[[0]] * 40 + [[1]] -> [[0, 0]] * 40 + [[0, 1]] && (1, 1) -> (1, 2)",
        ],
    },
}

# Answers of which a longer or a shorter one may be just as right.
DESIGNS = ["memory-test", "habit-tests"]
