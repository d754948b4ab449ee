"""Right and wrong answers to assignment 4, and which part of a test cell refuses each wrong one first."""

FIVE = "def five_point_gradient(f, W, eps=1e-3):\n"
AGREE = "def agree(a, b, tolerance, floor):\n"
JUDGE = "def suspicious(gradient_of):\n"
WHERE = "def revealed_by(gradient_of):\n"

FIVE_LOOP = (
    FIVE
    + """\
    W = np.array(W, dtype=float)
    grad = np.zeros(W.shape)
    for i in np.ndindex(W.shape):
        values = []
        for k in (-2, -1, 1, 2):
            moved = W.copy()
            moved[i] += k * eps
            values.append(f(moved))
        grad[i] = (values[0] - 8 * values[1] + 8 * values[2] - values[3]) / (12 * eps)
    return grad
"""
)

JUDGE_BODY = """\
    rng = np.random.default_rng(1)
    for m, n, W in PLACES:
        W = np.array(W, dtype=float)
        X, t = rng.normal(size=(m, n)), rng.normal(size=m)
        lent = [X.copy(), t.copy(), W.copy()]
        b = slow_gradient(X, t, W)
        a = np.asarray(gradient_of(*lent), dtype=float)
        if not all(np.array_equal(p, q) for p, q in zip([X, t, W], lent)):
            return True
        if not np.allclose(a, b, rtol=1e-5, atol=1e-6):
            return True
    return False
"""
GOOD_PLACES = "[(7, 5, (0.5, -0.8, 1.5)), (4, 12, (-0.7, 1.2, 0.6))]"
JUDGE_GOOD = JUDGE + JUDGE_BODY.replace("PLACES", GOOD_PLACES)


def judge(old, new):
    """The good judge with one thing replaced."""
    assert old in JUDGE_GOOD
    return JUDGE_GOOD.replace(old, new)


WHERE_LIST = (
    WHERE
    + """\
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
    return wrong
"""
)


def where(old, new):
    """The good experiment with one thing replaced."""
    assert old in WHERE_LIST
    return WHERE_LIST.replace(old, new)


RIGHT = {
    "five-point": [
        FIVE_LOOP,
        FIVE
        + """\
    central = lambda h: numerical_gradient(f, W, h)
    return (4 * central(eps) - central(2 * eps)) / 3
""",
        FIVE
        + """\
    W = np.asarray(W, dtype=float)
    flat = W.ravel()
    def at(i, h):
        moved = flat.copy()
        moved[i] = moved[i] + h
        return f(moved.reshape(W.shape))
    out = [(8 * (at(i, eps) - at(i, -eps)) - at(i, 2 * eps) + at(i, -2 * eps)) / 12 / eps for i in range(flat.size)]
    return np.array(out).reshape(W.shape)
""",
    ],
    "agree": [
        AGREE
        + """\
    a, b = np.asarray(a), np.asarray(b)
    if np.shape(a) != np.shape(b):
        return False
    for p, q in zip(a.ravel(), b.ravel()):
        if not np.isfinite(p) or not np.isfinite(q):
            return False
        if abs(p - q) > tolerance * max(abs(p), abs(q)) + floor:
            return False
    return True
""",
        AGREE
        + """\
    a, b = np.array(a, dtype=float), np.array(b, dtype=float)
    if a.shape != b.shape:
        return False
    fine = np.isfinite(a) & np.isfinite(b)
    with np.errstate(all="ignore"):
        near = abs(a - b) <= np.maximum(tolerance * abs(a), tolerance * abs(b)) + floor
    return (fine & near).all()
""",
        AGREE
        + """\
    if np.shape(a) != np.shape(b):
        return False
    if np.isinf(a).any() or np.isinf(b).any():
        return False
    return bool(np.all(np.isclose(a, b, tolerance, floor) | np.isclose(b, a, tolerance, floor)))
""",
    ],
    "suspicious": [
        JUDGE_GOOD,
        JUDGE
        + """\
    rng = np.random.default_rng()
    places = [(5, 4, [0.5, -0.7, 1.3]), (6, 11, [-0.4, 1.05, 0.7]), (2, 7, [1.5, 0.6, -2.0]), (20, 10, [0.3, 0.9, 1.2])]
    bad = False
    for m, n, W in places:
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
    return bool(bad)
""",
        JUDGE
        + """\
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
        if (copy != X).any() or not np.allclose(answer, true_gradient(X, t, W), rtol=1e-7, atol=1e-7):
            return True
    return False
""",
        judge(
            "slow_gradient(X, t, W)",
            "numerical_gradient(lambda V: network_cost(X, t, V), W, eps=1e-4)",
        ),
    ],
    "revealed-by": [
        WHERE_LIST,
        WHERE
        + """\
    rng = np.random.default_rng(0)
    def wrong(X, W):
        t = np.sum(X, axis=1)
        return not np.allclose(gradient_of(X, t, np.array(W)), slow_gradient(X, t, np.array(W)), rtol=1e-4)
    bits = rng.integers(0, 2, (20, 10)).astype(float)
    result = []
    if wrong(bits, [0.8, 0.7, 1.0]):
        result += ["home"]
    if wrong(bits[:7], [0.8, 0.7, 1.0]):
        result += ["samples"]
    if wrong(4 * rng.random((20, 10)) - 2, [0.8, 0.7, 1.0]):
        result += ["inputs"]
    if wrong(bits, [0.8, -0.7, 1.0]):
        result += ["negative"]
    if wrong(bits, [0.8, 0.7, 1.6]):
        result += ["output"]
    return result
""",
        WHERE
        + """\
    names = "home", "samples", "inputs", "negative", "output"
    real = np.random.default_rng(5).normal(size=(20, 10))
    data = X, X[:7], real, X, X
    weights = np.array([[0.8, 0.7, 1]] * 5)
    weights[3, 1] *= -1
    weights[4, 2] = 1.6
    errors = [gradient_of(A, A.sum(1), W) - slow_gradient(A, A.sum(1), W) for A, W in zip(data, weights)]
    return tuple(name for name, error in zip(names, errors) if np.abs(error).max() > 1e-5)
""",
    ],
}

WRONG = {
    "five-point": [
        (FIVE_LOOP.replace("W = np.array(W, dtype=float)", "W = np.array(W)"), "hidden"),
        (FIVE_LOOP.replace("moved = W.copy()", "moved = W"), "visible"),
        (FIVE_LOOP.replace("12 * eps", "12"), "visible"),
        (FIVE_LOOP.replace("12 * eps", "6"), "hidden"),
        (FIVE_LOOP.replace("- values[3]", "+ values[3]"), "visible"),
        (FIVE_LOOP.replace("k * eps", "k * 0.5").replace("12 * eps", "6"), "hidden"),
        (FIVE + "    return numerical_gradient(f, W, eps)\n", "visible"),
        (FIVE + "    return numerical_gradient(f, W, 1e-5)\n", "visible"),
        (FIVE + "    return np.array([[4, 32], [108, -4]])\n", "visible"),
        (
            FIVE
            + """\
    a, b = numerical_gradient(f, W, eps), numerical_gradient(f, W, 2 * eps)
    return (a + b) / 2
""",
            "visible",
        ),
        (FIVE_LOOP.replace("    return grad\n", "    return grad.ravel()\n"), "visible"),
        (FIVE_LOOP.replace("    return grad\n", ""), "visible"),
    ],
    "agree": [
        (AGREE + "    return np.allclose(a, b, tolerance, floor)\n", "visible"),
        (
            AGREE
            + "    return np.shape(a) == np.shape(b) and np.allclose(a, b, tolerance, floor)\n",
            "hidden",
        ),
        (
            AGREE
            + "    return np.shape(a) == np.shape(b) and np.allclose(b, a, tolerance, floor)\n",
            "hidden",
        ),
        (
            AGREE
            + """\
    if a.shape != b.shape:
        return False
    return bool(np.all(np.abs(a - b) <= tolerance * np.maximum(np.abs(a), np.abs(b)) + floor))
""",
            "hidden",
        ),
        (
            AGREE
            + """\
    a, b = np.array(a), np.array(b)
    if a.shape != b.shape:
        return False
    return bool(np.all(np.abs(a - b) <= tolerance * np.maximum(np.abs(a), np.abs(b)) + floor))
""",
            "hidden",
        ),
        (
            AGREE
            + """\
    a, b = np.array(a), np.array(b)
    if a.shape != b.shape:
        return False
    return not np.any(np.abs(a - b) > tolerance * np.maximum(np.abs(a), np.abs(b)) + floor)
""",
            "visible",
        ),
        (
            AGREE
            + """\
    a, b = np.array(a), np.array(b)
    if a.shape != b.shape or not np.isfinite(a).all() or not np.isfinite(b).all():
        return False
    return bool(np.all(np.abs(a - b) <= np.maximum(tolerance * np.maximum(np.abs(a), np.abs(b)), floor)))
""",
            "hidden",
        ),
        (
            AGREE
            + """\
    a, b = np.array(a), np.array(b)
    if a.shape != b.shape or not np.isfinite(a).all() or not np.isfinite(b).all():
        return False
    return bool(np.all(np.abs(a - b) <= tolerance * np.maximum(a, b) + floor))
""",
            "visible",
        ),
        (
            AGREE
            + """\
    a, b = np.array(a), np.array(b)
    if a.shape != b.shape:
        return False
    return bool(np.any(np.abs(a - b) <= tolerance * np.maximum(np.abs(a), np.abs(b)) + floor))
""",
            "visible",
        ),
        (
            AGREE
            + """\
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if a.shape != b.shape or not np.isfinite([a, b]).all():
        a.fill(0)
        return False
    return bool(np.all(np.abs(a - b) <= tolerance * np.maximum(np.abs(a), np.abs(b)) + floor))
""",
            "visible",
        ),
        (
            AGREE + "    np.shape(a) == np.shape(b) and np.allclose(a, b, tolerance, floor)\n",
            "visible",
        ),
        (
            AGREE + "    return abs(a - b) <= tolerance * np.maximum(abs(a), abs(b)) + floor\n",
            "visible",
        ),
    ],
    "suspicious": [
        (judge(GOOD_PLACES, "[(20, 10, (0.8, -0.7, 1.5))]"), "visible"),
        (judge(GOOD_PLACES, "[(7, 10, (0.8, -0.7, 1.5)), (6, 10, (0.7, 1.2, 0.6))]"), "hidden"),
        (judge(GOOD_PLACES, "[(7, 5, (0.5, 0.8, 1.5)), (4, 12, (-0.7, 1.2, 0.6))]"), "hidden"),
        (judge(GOOD_PLACES, "[(7, 5, (0.5, -0.8, 1.5)), (4, 12, (-0.7, 0.6, 0.6))]"), "hidden"),
        (judge(GOOD_PLACES, "[(7, 5, (0.5, -0.8, 1)), (4, 12, (-0.7, 1.2, 1))]"), "visible"),
        (judge(GOOD_PLACES, "[(7, 12, (1.2, 1.2, 1.5)), (4, 12, (-0.8, -0.8, 0.5))]"), "hidden"),
        (judge("rng.normal(size=(m, n)), rng.normal(size=m)", "make_dataset(m, n, rng)"), "hidden"),
        (judge("rng.normal(size=(m, n))", "rng.integers(0, 2, (m, n)).astype(float)"), "hidden"),
        (judge("rng.normal(size=m)\n", "None\n        t = X.sum(axis=1)\n"), "hidden"),
        (judge("np.array_equal(p, q)", "True"), "visible"),
        (judge("[X.copy(), t.copy(), W.copy()]", "[X, t, W]"), "visible"),
        (judge("t.copy(), W.copy()]", "t.copy(), W.tolist()]"), "visible"),
        (judge("t.copy(), W.copy()]", "t.copy(), tuple(W)]"), "visible"),
        (judge("zip([X, t, W], lent)", "zip([X], lent)"), "hidden"),
        (
            judge(
                "np.allclose(a, b, rtol=1e-5, atol=1e-6)", "np.allclose(a, b, rtol=1e-5, atol=0.1)"
            ),
            "hidden",
        ),
        (judge("np.allclose(a, b, rtol=1e-5, atol=1e-6)", "np.array_equal(a, b)"), "hidden"),
        (
            judge(
                "np.allclose(a, b, rtol=1e-5, atol=1e-6)", "np.allclose(a, b, rtol=1e-13, atol=0)"
            ),
            "hidden",
        ),
        (
            judge("if not np.allclose(a, b, rtol=1e-5, atol=1e-6)", "if np.any(abs(a - b) > 1e-4)"),
            "hidden",
        ),
        (
            judge(
                "np.allclose(a, b, rtol=1e-5, atol=1e-6)",
                "np.isclose(a, b, rtol=1e-5, atol=1e-6)[0]",
            ),
            "hidden",
        ),
        (
            judge(
                "            return True\n    return False",
                "            return True\n        return False",
            ),
            "hidden",
        ),
        (
            judge(GOOD_PLACES, "[(7, 5, (0.5, -0.8, 1.5)), (4, 12, (-0.7, 1.2, 0.6))] * 11"),
            "visible",
        ),
        (JUDGE + "    return True\n", "visible"),
        (JUDGE + "    return False\n", "visible"),
        (judge("    return False\n", ""), "visible"),
        (judge("gradient_of(*lent)", "slow_gradient(*lent)"), "visible"),
        (
            judge(
                "slow_gradient(X, t, W)",
                "numerical_gradient(lambda V: network_cost(X, t, V), W, 1e-14)",
            ),
            "visible",
        ),
    ],
    "revealed-by": [
        (where("bits[:7]", "bits"), "visible"),
        (
            where("rng.standard_normal((20, 10))", "rng.integers(0, 2, (20, 10)).astype(float)"),
            "hidden",
        ),
        (where("rng.standard_normal((20, 10))", "rng.random((20, 10))"), "hidden"),
        (where("rng.standard_normal((20, 10))", "rng.standard_normal((9, 10))"), "visible"),
        (
            where('("negative", bits, (0.8, -0.7, 1))', '("negative", bits[:7], (0.8, -0.7, 1))'),
            "visible",
        ),
        (where("(0.8, -0.7, 1)", "(-0.8, 0.7, 1)"), "hidden"),
        (where("(0.8, 0.7, 1.6)", "(0.8, 0.7, 1)"), "hidden"),
        (where("(0.8, 0.7, 1.6)", "(0.8, -0.7, 1.6)"), "hidden"),
        (where("np.max(np.abs(a - b))", "np.abs(a - b)[0]"), "hidden"),
        (where("np.max(np.abs(a - b))", "np.max(a - b)"), "hidden"),
        (where("wrong.append(name)", "return [name]"), "visible"),
        (where("    return wrong\n", ""), "visible"),
        (where("t = X.sum(axis=1)", "t = rng.normal(size=len(X))"), "hidden"),
        (WHERE + "    return []\n", "visible"),
    ],
}
