"""Right and wrong answers to assignment 4 (`students.answers` says in what form)."""

RIGHT = {
    "five-point": [
        """
        W = np.array(W, dtype=float)
        grad = np.zeros(W.shape)
        for i in np.ndindex(W.shape):
            values = []
            for k in (-2, -1, 1, 2):
                moved = W.copy()
                moved[i] += k * eps
                values.append(f(moved))
            grad[i] = (values[0] - 8 * values[1] + 8 * values[2] - values[3]) / (12 * eps)
        return grad""",
        """
        central = lambda h: numerical_gradient(f, W, h)
        return (4 * central(eps) - central(2 * eps)) / 3""",
        """
        W = np.asarray(W, dtype=float)
        flat = W.ravel()
        def at(i, h):
            moved = flat.copy()
            moved[i] = moved[i] + h
            return f(moved.reshape(W.shape))
        near = [8 * (at(i, eps) - at(i, -eps)) for i in range(flat.size)]
        far = [at(i, 2 * eps) - at(i, -2 * eps) for i in range(flat.size)]
        return np.subtract(near, far).reshape(W.shape) / 12 / eps""",
    ],
    "agree": [
        """
        a, b = np.array(a, dtype=float), np.array(b, dtype=float)
        if a.shape != b.shape or not np.isfinite(a).all() or not np.isfinite(b).all():
            return False
        larger = np.maximum(np.abs(a), np.abs(b))
        return bool(np.all(np.abs(a - b) <= tolerance * larger + floor))""",
        """
        a, b = np.asarray(a), np.asarray(b)
        if np.shape(a) != np.shape(b):
            return False
        for p, q in zip(a.ravel(), b.ravel()):
            if not np.isfinite(p) or not np.isfinite(q):
                return False
            if abs(p - q) > tolerance * max(abs(p), abs(q)) + floor:
                return False
        return True""",
        """
        a, b = np.array(a, dtype=float), np.array(b, dtype=float)
        if a.shape != b.shape:
            return False
        fine = np.isfinite(a) & np.isfinite(b)
        with np.errstate(all="ignore"):
            near = abs(a - b) <= np.maximum(tolerance * abs(a), tolerance * abs(b)) + floor
        return (fine & near).all()""",
        """
        if np.shape(a) != np.shape(b):
            return False
        if np.isinf(a).any() or np.isinf(b).any():
            return False
        near = [np.isclose(*pair, tolerance, floor) for pair in [(a, b), (b, a)]]
        return bool(np.all(near[0] | near[1]))""",
    ],
    "suspicious": [
        """
        rng = np.random.default_rng(1)
        for m, n, W in [(7, 5, (0.5, -0.8, 1.5)), (4, 12, (-0.7, 1.2, 0.6))]:
            W = np.array(W, dtype=float)
            X, t = rng.normal(size=(m, n)), rng.normal(size=m)
            lent = [X.copy(), t.copy(), W.copy()]
            b = slow_gradient(X, t, W)
            a = np.asarray(gradient_of(*lent), dtype=float)
            if not all(np.array_equal(p, q) for p, q in zip([X, t, W], lent)):
                return True
            if not np.allclose(a, b, rtol=1e-5, atol=1e-6):
                return True
        return False""",
        """
        rng = np.random.default_rng()
        places = [(5, 4, [0.5, -0.7, 1.3]), (6, 11, [-0.4, 1.05, 0.7]), (2, 7, [1.5, 0.6, -2.0])]
        bad = False
        for m, n, W in places + [(20, 10, [0.3, 0.9, 1.2])]:
            X = rng.uniform(-1, 1, size=(m, n))
            t = rng.uniform(-3, 3, size=m)
            numeric = numerical_gradient(lambda V: network_cost(X, t, V), np.array(W), eps=1e-6)
            mine = X.copy(), t.copy(), np.array(W)
            theirs = X.copy(), t.copy(), np.array(W)
            analytic = np.array(gradient_of(*theirs))
            for p, q in zip(mine, theirs):
                bad = bad or (p != q).any()
            error = np.abs(analytic - numeric) / (np.abs(analytic) + np.abs(numeric) + 1e-3)
            bad = bad or not np.all(error < 1e-5)
        return bool(bad)""",
        """
        def true_gradient(X, t, W):
            m, n = X.shape
            G = 2 / m * (W[2] * forward_states(X, W[0], W[1])[:, n] - t)
            S = forward_states(X, W[0], W[1])
            out = np.array([0.0, 0.0, np.dot(G, S[:, n])])
            G = G * W[2]
            for k in range(n, 0, -1):
                out[0] += np.dot(G, X[:, k - 1])
                out[1] += np.dot(G, S[:, k - 1])
                G = G * W[1]
            return out
        for seed in range(10):
            rng = np.random.default_rng(seed)
            m, n = rng.integers(2, 9), rng.integers(11, 14)
            X, t = rng.normal(0, 1, (m, n)), rng.normal(0, 2, m)
            W = rng.uniform(0.5, 1.3, 3) * [1, (-1) ** seed, 1]
            copy = X.copy()
            answer = gradient_of(copy, t, W)
            right = np.allclose(answer, true_gradient(X, t, W), rtol=1e-7, atol=1e-7)
            if (copy != X).any() or not right:
                return True
        return False""",
        "slow_gradient(X, t, W) -> numerical_gradient(lambda V: network_cost(X, t, V), W, 1e-4)",
    ],
    "revealed-by": [
        """
        rng = np.random.default_rng(3)
        bits, _ = make_dataset(20, 10, rng)
        rows = [
            ("home", bits, (0.8, 0.7, 1)),
            ("samples", bits[:7], (0.8, 0.7, 1)),
            ("inputs", rng.standard_normal((20, 10)), (0.8, 0.7, 1)),
            ("negative", bits, (0.8, -0.7, 1)),
            ("output", bits, (0.8, 0.7, 1.6)),
        ]
        wrong = []
        for name, X, W in rows:
            t = X.sum(axis=1)
            a, b = np.array(gradient_of(X, t, W)), slow_gradient(X, t, W)
            if np.max(np.abs(a - b)) > 1e-4:
                wrong.append(name)
        return wrong""",
        """
        rng = np.random.default_rng(0)
        def wrong(X, W):
            t, W = np.sum(X, axis=1), np.array(W)
            return not np.allclose(gradient_of(X, t, W), slow_gradient(X, t, W), rtol=1e-4)
        bits = rng.integers(0, 2, (20, 10)).astype(float)
        result = ["home"] if wrong(bits, [0.8, 0.7, 1.0]) else []
        result += ["samples"] * wrong(bits[:7], [0.8, 0.7, 1.0])
        result += ["inputs"] * wrong(4 * rng.random((20, 10)) - 2, [0.8, 0.7, 1.0])
        result += ["negative"] * wrong(bits, [0.8, -0.7, 1.0])
        return result + ["output"] * wrong(bits, [0.8, 0.7, 1.6])""",
        """
        names = "home", "samples", "inputs", "negative", "output"
        real = np.random.default_rng(5).normal(size=(20, 10))
        data = X, X[:7], real, X, X
        weights = np.array([[0.8, 0.7, 1]] * 5)
        weights[3, 1] *= -1
        weights[4, 2] = 1.6
        error = lambda A, W: gradient_of(A, A.sum(1), W) - slow_gradient(A, A.sum(1), W)
        errors = [error(A, W) for A, W in zip(data, weights)]
        return tuple(name for name, error in zip(names, errors) if np.abs(error).max() > 1e-5)""",
    ],
}

WRONG = {
    "five-point": {
        "visible": [
            "moved = W.copy() -> moved = W",
            "12 * eps -> 12",
            "- values[3] -> + values[3]",
            "return numerical_gradient(f, W, eps)",
            "return numerical_gradient(f, W, 1e-5)",
            "return np.array([[4, 32], [108, -4]])",
            "return (numerical_gradient(f, W, eps) + numerical_gradient(f, W, 2 * eps)) / 2",
            "return grad -> return grad.ravel()",
            "return grad ->",
        ],
        "hidden": [", dtype=float ->", "12 * eps -> 6", "k * eps -> k * 0.5 && 12 * eps -> 6"],
    },
    "agree": {
        "visible": [
            "return np.allclose(a, b, tolerance, floor)",
            # A nan is in agreement with everything.
            "or not np.isfinite(a).all() or not np.isfinite(b).all() ->"
            " && bool(np.all( -> not np.any( && <= -> > && floor)) -> floor)",
            "np.maximum(np.abs(a), np.abs(b)) -> np.maximum(a, b)",
            "np.all( -> np.any( && or not np.isfinite(a).all() or not np.isfinite(b).all() ->",
            "np.array(a, -> np.asarray(a, && return False -> a.fill(0); return False",
            "np.shape(a) == np.shape(b) and np.allclose(a, b, tolerance, floor)",
            "return abs(a - b) <= tolerance * np.maximum(abs(a), abs(b)) + floor",
        ],
        "hidden": [
            "return np.shape(a) == np.shape(b) and np.allclose(a, b, tolerance, floor)",
            "return np.shape(a) == np.shape(b) and np.allclose(b, a, tolerance, floor)",
            # Lists have no shape, infinity is near to infinity.
            "a, b = np.array(a, dtype=float), np.array(b, dtype=float) ->"
            " && or not np.isfinite(a).all() or not np.isfinite(b).all() ->",
            "or not np.isfinite(a).all() or not np.isfinite(b).all() ->",
            "tolerance * larger + floor -> np.maximum(tolerance * larger, floor)",
        ],
    },
    "suspicious": {
        "visible": [
            "[(7, 5, (0.5, -0.8, 1.5)), (4, 12, (-0.7, 1.2, 0.6))] -> [(20, 10, (0.8, -0.7, 1.5))]",
            "1.5)) -> 1)) && 0.6)) -> 1))",
            "np.array_equal(p, q) -> True",
            "[X.copy(), t.copy(), W.copy()] -> [X, t, W]",
            "W.copy() -> W.tolist()",
            "W.copy() -> tuple(W)",
            "0.6))] -> 0.6))] * 11",
            "return True",
            "return False",
            "return False ->",
            "gradient_of(* -> slow_gradient(*",
            "slow_gradient(X, t, W) ->"
            " numerical_gradient(lambda V: network_cost(X, t, V), W, 1e-14)",
            "allclose(a, b, rtol=1e-5, atol=1e-6) -> array_equal(a, b)",
            "rtol=1e-5, atol=1e-6 -> rtol=1e-13, atol=0",
        ],
        "hidden": [
            "(7, 5, (0.5 -> (7, 10, (0.8 && -0.8 -> -0.7 && (4, 12, (-0.7 -> (6, 10, (0.7",
            "-0.8 -> 0.8",
            "1.2 -> 0.6",
            "(7, 5, (0.5, -0.8 -> (7, 12, (1.2, 1.2 && (-0.7, 1.2, 0.6) -> (-0.8, -0.8, 0.5)",
            "rng.normal(size=(m, n)), rng.normal(size=m) -> make_dataset(m, n, rng)",
            "rng.normal(size=(m, n)) -> rng.integers(0, 2, (m, n)).astype(float)",
            "rng.normal(size=m) -> None; t = X.sum(axis=1)",
            "zip([X, t, W], lent) -> zip([X], lent)",
            "atol=1e-6 -> atol=0.1",
            "not np.allclose(a, b, rtol=1e-5, atol=1e-6) -> np.any(abs(a - b) > 1e-4)",
            "allclose(a, b, rtol=1e-5, atol=1e-6) -> isclose(a, b, rtol=1e-5, atol=1e-6)[0]",
            "return False ->     return False",
        ],
    },
    "revealed-by": {
        "visible": [
            "bits[:7] -> bits",
            "rng.standard_normal((20, 10)) -> rng.standard_normal((9, 10))",
            '"negative", bits, -> "negative", bits[:7],',
            "wrong.append(name) -> return [name]",
            "return wrong ->",
            "return []",
        ],
        "hidden": [
            "rng.standard_normal((20, 10)) -> rng.integers(0, 2, (20, 10)).astype(float)",
            "rng.standard_normal((20, 10)) -> rng.random((20, 10))",
            "(0.8, -0.7, 1) -> (-0.8, 0.7, 1)",
            "1.6 -> 1",
            "(0.8, 0.7, 1.6) -> (0.8, -0.7, 1.6)",
            "np.max(np.abs(a - b)) -> np.abs(a - b)[0]",
            "np.max(np.abs(a - b)) -> np.max(a - b)",
            "X.sum(axis=1) -> rng.normal(size=len(X))",
        ],
    },
}
