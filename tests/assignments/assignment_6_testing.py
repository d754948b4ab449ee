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
        ones, zeros = [1] * 250, [0] * 250
        return np.array([ones + ones, zeros + ones, ones + zeros, [1] + [0] * 499])""",
        """
        X = np.zeros((5, 480), dtype=int)
        X[0, :] = X[1, :200] = X[2, -200:] = X[3, 0] = X[4, ::2] = 1
        return X""",
        "ones + zeros, ->",
        "ones + ones, -> && , [1] + [0] * 499 ->",
        "return [[1] * 500, [1] * 250 + [0] * 250, [0] * 250 + [1] * 250, [1] + [0] * 498 + [1]]",
    ],
    "habit-tests": [
        """
        many = np.ones((30, 10))
        full = np.zeros((4, 500))
        full[:2] = 1
        return [many, full, np.ones((1, 1))]""",
        """
        X = np.ones((3, 400))
        X[1] = 0
        one = np.ones((1, 2)), np.ones((1, 10))
        return np.zeros((2, 9)), X, *one, np.ones((50, 3)), X[:, ::2].astype(int)""",
        """
        tests = [[[1]], [[0]], [[1] * 500, [1] * 500, [0] * 500]]
        tests.append(make_dataset(60, 8, np.random.default_rng(1))[0])
        return tests""",
        """
        full = np.tri(50, 500, 450)
        return [full, full[::-1][:40], np.zeros((1, 1)), np.ones((1, 1))]""",
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
        ],
        "hidden": [
            "np.max(np.abs(y - t)) -> np.max(t - y)",
            "rng -> np.random.default_rng(6)",
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
        ],
        "hidden": [
            """
            X, t = make_dataset(1000, n, np.random.default_rng(1))
            e = np.abs(answer(X, W) - t)
            return X[np.argmax(e)], e.max()""",
            """
            X = np.array(list(np.ndindex(*[2] * min(n, 12))), dtype=float)
            e = np.abs(answer(X, W) - X.sum(axis=1))
            return X[np.argmax(e)], e.max()""",
            """
            x = np.zeros(n)
            for k in range(n):
                one = x.copy()
                one[k] = 1
                if abs(answer([one], W)[0] - one.sum()) > abs(answer([x], W)[0] - x.sum()):
                    x = one
            return x, abs(answer([x], W)[0] - x.sum())""",
            "(n - k) -> (k - 1)",
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
        ],
        "hidden": [
            "if max(over, under) -> if abs(answer(np.ones((1, n)), W)[0] - n)",
            """
            rng = np.random.default_rng(1)
            for n in range(1, longest + 1):
                X, t = make_dataset(50, n, rng)
                if np.abs(answer(X, W) - t).max() >= 0.5:
                    return n - 1
            return longest""",
            ">= 0.5 -> > 0.5",
            "longest + 1 -> longest",
            "max(over, under) -> over + under",
            "max(over, under) -> under",
            "max(over, under) -> abs(over - under)",
        ],
    },
    "memory-test": {
        "visible": [
            "return make_dataset(6, 500, np.random.default_rng(1))",
            "return np.eye(6)",
            "return X",
            ", ones + zeros, [1] + [0] * 499 ->",
            "ones + ones, -> && , ones + zeros, [1] + [0] * 499 ->",
            "return np.array([[1] * 80 + [0] * 20, [1] * 100, [1] + [0] * 99])",
            "return np.ones((1, 1000))",
            "return np.vstack([np.tri(50, 500, 450), np.tri(50, 500, 450)[:, ::-1]])",
            "[1] + [0] * 499 -> [2] + [0] * 499",
            "return np -> np",
        ],
        "hidden": [
            "return make_dataset(6, 500, np.random.default_rng(1))[0]",
            "return np.ones((1, 500))",
            "zeros + ones, ones + zeros, ->",
            "zeros + ones, ones + zeros -> [0] * 450 + [1] * 50, [1] * 50 + [0] * 450",
            "return np.array([[1] * 250 + [0] * 100, [0] * 100 + [1] * 250, [1] + [0] * 349])",
        ],
    },
    "habit-tests": {
        "visible": [
            "np.ones((30, 10)) -> np.ones((20, 10))",
            "np.ones((30, 10)) -> np.zeros((30, 10))",
            "full[:2] = 1 -> full[:] = 1",
            ", np.ones((1, 1)) ->",
            "np.ones((1, 1)) -> np.ones((1, 10))",
            "[many, full, np.ones((1, 1))] -> np.ones((30, 500))",
            "return [make_dataset(100, 12, np.random.default_rng(6))[0]]",
            "np.ones((30, 10)) -> np.ones((130, 10))",
            "np.ones((30, 10)) -> 2 * np.ones((30, 10))",
            "np.ones((30, 10)) -> make_dataset(30, 10, np.random.default_rng(1))",
            "return -> tests =",
        ],
        "hidden": [
            "full[:2] = 1 -> full[3:] = 1",
            "np.zeros((4, 500)) -> np.zeros((4, 50))",
            "np.ones((1, 1)) -> np.ones((30, 1))",
            "np.ones((1, 1)) -> np.ones((2, 1))",
            "np.ones((1, 1)) -> np.ones((1, 5))",
            "full, ->",
        ],
    },
}
