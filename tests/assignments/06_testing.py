"""Right and wrong answers to assignment 6, and which part of a test cell refuses each wrong one first."""

ERROR = "def error_by_length(W, lengths, m, rng):\n"
WORST = "def worst_case(W, n):\n"
TRUST = "def trusted_length(W, longest):\n"
MEMORY = "def memory_test():\n"
HABIT = "def habit_tests():\n"

ERROR_LOOP = (
    ERROR
    + """\
    errors = np.zeros(len(lengths))
    for i, n in enumerate(lengths):
        X, t = make_dataset(m, n, rng)
        y = answer(X, W)
        errors[i] = np.max(np.abs(y - t))
    return errors
"""
)


def error(old, new):
    """The good measure with one thing replaced."""
    assert old in ERROR_LOOP
    return ERROR_LOOP.replace(old, new)


WORST_TWO = (
    WORST
    + """\
    wx, wRec = W
    c = np.array([wx * wRec ** (n - k) - 1.0 for k in range(1, n + 1)])
    over = c[c > 0].sum()
    under = -c[c < 0].sum()
    if over > under:
        return (c > 0).astype(float), over
    return (c < 0).astype(float), under
"""
)


def worst(old, new):
    """The good construction with one thing replaced."""
    assert old in WORST_TWO
    return WORST_TWO.replace(old, new)


TRUST_LOOP = (
    TRUST
    + """\
    over = under = 0.0
    for n in range(1, longest + 1):
        c = W[0] * W[1] ** (n - 1) - 1
        over, under = over + max(c, 0), under + max(-c, 0)
        if max(over, under) >= 0.5:
            return n - 1
    return longest
"""
)


def trust(old, new):
    """The good label with one thing replaced."""
    assert old in TRUST_LOOP
    return TRUST_LOOP.replace(old, new)


MEMORY_ROWS = (
    MEMORY
    + """\
    ones, zeros = [1] * 250, [0] * 250
    return np.array([ones + ones, zeros + ones, ones + zeros, [1] + [0] * 499])
"""
)


def memory(rows):
    """A memory test with these rows."""
    return MEMORY + f"    ones, zeros = [1] * 250, [0] * 250\n    return np.array({rows})\n"


HABIT_THREE = (
    HABIT
    + """\
    many = np.ones((30, 10))
    full = np.zeros((4, 500))
    full[:2] = 1
    return [many, full, np.ones((1, 1))]
"""
)


def habit(old, new):
    """The good test sets with one thing replaced."""
    assert old in HABIT_THREE
    return HABIT_THREE.replace(old, new)


RIGHT = {
    "error-by-length": [
        ERROR_LOOP,
        ERROR
        + """\
    def largest(n):
        X, t = make_dataset(m, n, rng)
        return max(abs(answer(X[i:i + 1], W)[0] - t[i]) for i in range(m))
    return [largest(n) for n in lengths]
""",
        ERROR
        + """\
    wx, wRec = W
    result = ()
    for n in lengths:
        bits, _ = make_dataset(m, n, rng)
        s = np.zeros(m)
        for k in range(n):
            s = wx * bits[:, k] + wRec * s
        d = s - bits.sum(1)
        result += (max(d.max(), -d.min()),)
    return result
""",
    ],
    "worst-case": [
        WORST_TWO,
        WORST
        + """\
    best = None
    c = answer(np.eye(n), W) - 1
    for sign in (1, -1):
        x = np.where(sign * c > 0, 1, 0)
        total = abs(float(x @ c))
        if best is None or total > best[1]:
            best = [x, total]
    return best
""",
        WORST
        + """\
    plus, minus, high, low = [], [], 0, 0
    for k in range(n):
        share = W[0] * W[1] ** (n - 1 - k) - 1
        plus.append(int(share > 0))
        minus.append(int(share <= 0))
        high += max(share, 0)
        low += min(share, 0)
    return (plus, high) if high >= -low else (minus, -low)
""",
    ],
    "trusted-length": [
        TRUST_LOOP,
        TRUST
        + """\
    for n in range(1, longest + 1):
        c = np.array([W[0] * W[1] ** j - 1 for j in range(n)])
        if max(c[c > 0].sum(), -c[c < 0].sum()) >= 0.5:
            return n - 1
    return longest
""",
        TRUST
        + """\
    c = answer(np.eye(longest), W)[::-1] - 1
    n = 0
    while n < longest and np.abs(c[:n + 1][c[:n + 1] > 0].sum()) < 0.5 and np.abs(c[:n + 1][c[:n + 1] < 0].sum()) < 0.5:
        n += 1
    return n
""",
    ],
    "memory-test": [
        MEMORY_ROWS,
        MEMORY
        + """\
    X = np.zeros((5, 480), dtype=int)
    X[0, :] = 1
    X[1, :200] = 1
    X[2, -200:] = 1
    X[3, 0] = 1
    X[4, ::2] = 1
    return X
""",
        memory("[ones + ones, zeros + ones, [1] + [0] * 499]"),
        memory("[zeros + ones, ones + zeros]"),
        MEMORY
        + "    return [[1] * 500, [1] * 250 + [0] * 250, [0] * 250 + [1] * 250, [1] + [0] * 498 + [1]]\n",
    ],
    "habit-tests": [
        HABIT_THREE,
        HABIT
        + """\
    X = np.ones((3, 400))
    X[1] = 0
    return np.zeros((2, 9)), X, np.ones((1, 2)), np.ones((1, 10)), np.ones((50, 3)), X[:, ::2].astype(int)
""",
        HABIT
        + """\
    tests = [[[1]], [[0]], [[1] * 500, [1] * 500, [0] * 500]]
    tests.append(make_dataset(60, 8, np.random.default_rng(1))[0])
    return tests
""",
        HABIT
        + """\
    full = np.tri(50, 500, 450)
    return [full, full[::-1][:40], np.zeros((1, 1)), np.ones((1, 1))]
""",
    ],
}

WRONG = {
    "error-by-length": [
        (error("np.max(np.abs(y - t))", "np.mean(np.abs(y - t))"), "visible"),
        (error("np.max(np.abs(y - t))", "np.max(y - t)"), "visible"),
        (error("np.max(np.abs(y - t))", "np.abs(np.max(y - t))"), "visible"),
        (error("np.max(np.abs(y - t))", "np.max(t - y)"), "hidden"),
        (error("np.max(np.abs(y - t))", "np.mean((y - t) ** 2)"), "visible"),
        (error("np.max(np.abs(y - t))", "np.max(np.abs(np.round(y) - t))"), "visible"),
        (error("rng)\n        y", "np.random.default_rng(6))\n        y"), "hidden"),
        (error("make_dataset(m,", "make_dataset(1000,"), "hidden"),
        (error("answer(X, W)", "answer(X, W_LESSON)"), "visible"),
        (error("make_dataset(m, n, rng)", "np.ones((m, n)), np.full(m, n)"), "visible"),
        (error("enumerate(lengths)", "enumerate(sorted(lengths))"), "hidden"),
        (error("    return errors\n", "    return errors.max()\n"), "visible"),
        (error("    return errors\n", ""), "visible"),
        (error("answer(X, W)", "X @ np.full(n, W[0])"), "hidden"),
    ],
    "worst-case": [
        (WORST + "    return np.ones(n), abs(answer(np.ones((1, n)), W)[0] - n)\n", "visible"),
        (
            WORST
            + """\
    X, t = make_dataset(1000, n, np.random.default_rng(1))
    e = np.abs(answer(X, W) - t)
    return X[np.argmax(e)], e.max()
""",
            "hidden",
        ),
        (
            WORST
            + """\
    X = np.array(list(np.ndindex(*[2] * min(n, 12))), dtype=float)
    e = np.abs(answer(X, W) - X.sum(axis=1))
    return X[np.argmax(e)], e.max()
""",
            "hidden",
        ),
        (
            WORST
            + """\
    x = np.zeros(n)
    for k in range(n):
        one = x.copy()
        one[k] = 1
        if abs(answer([one], W)[0] - one.sum()) > abs(answer([x], W)[0] - x.sum()):
            x = one
    return x, abs(answer([x], W)[0] - x.sum())
""",
            "hidden",
        ),
        (worst("(n - k)", "(k - 1)"), "hidden"),
        (worst("(n - k)", "(n - k + 1)"), "visible"),
        (worst("over > under", "True"), "visible"),
        (worst("over > under", "False"), "visible"),
        (worst("under = -c[c < 0].sum()", "under = c[c < 0].sum()"), "visible"),
        (worst("c < 0).astype(float), under", "c < 0).astype(float), -under"), "visible"),
        (worst("- 1.0 for", "for"), "visible"),
        (worst("(c < 0).astype(float), under", "np.where(c < 0, 1, -1), under"), "hidden"),
        (worst("(c < 0).astype(float), under", "(c < 0)[::-1].astype(float), under"), "hidden"),
        (WORST + "    return worst\n", "visible"),
        (worst("(c < 0).astype(float), under", "np.flatnonzero(c < 0), under"), "visible"),
        (worst("    over = c", "    c = np.abs(c)\n    over = c"), "hidden"),
    ],
    "trusted-length": [
        (
            TRUST
            + """\
    for n in range(1, longest + 1):
        if abs(answer(np.ones((1, n)), W)[0] - n) >= 0.5:
            return n - 1
    return longest
""",
            "hidden",
        ),
        (
            TRUST
            + """\
    rng = np.random.default_rng(1)
    for n in range(1, longest + 1):
        X, t = make_dataset(50, n, rng)
        if np.abs(answer(X, W) - t).max() >= 0.5:
            return n - 1
    return longest
""",
            "hidden",
        ),
        (trust(">= 0.5", "> 0.5"), "hidden"),
        (trust("return n - 1", "return n"), "visible"),
        (trust("return longest", "return None"), "visible"),
        (trust("range(1, longest + 1)", "range(1, longest)"), "hidden"),
        (trust("max(over, under)", "over + under"), "hidden"),
        (trust("max(over, under)", "over"), "visible"),
        (trust("max(over, under)", "under"), "hidden"),
        (trust("W[1] ** (n - 1)", "W[1] ** n"), "visible"),
        (trust("over + max(c, 0), under + max(-c, 0)", "max(c, 0), max(-c, 0)"), "visible"),
        (trust("max(over, under) >= 0.5", "abs(over - under) >= 0.5"), "hidden"),
        (trust("    return longest\n", ""), "visible"),
    ],
    "memory-test": [
        (MEMORY + "    return make_dataset(6, 500, np.random.default_rng(1))[0]\n", "hidden"),
        (MEMORY + "    return make_dataset(6, 500, np.random.default_rng(1))\n", "visible"),
        (MEMORY + "    return np.ones((1, 500))\n", "hidden"),
        (MEMORY + "    return np.eye(6)\n", "visible"),
        (MEMORY + "    return X\n", "visible"),
        (memory("[ones + ones, [1] + [0] * 499]"), "hidden"),
        (memory("[ones + ones, zeros + ones]"), "visible"),
        (
            memory("[ones + ones, [0] * 450 + [1] * 50, [1] * 50 + [0] * 450, [1] + [0] * 499]"),
            "hidden",
        ),
        (memory("[ones + [0] * 100, [0] * 100 + ones, [1] + [0] * 349]"), "hidden"),
        (memory("[zeros + ones]"), "visible"),
        (memory("[ones[:80] + [0] * 20, ones[:100], [1] + [0] * 99]"), "visible"),
        (MEMORY + "    return np.ones((1, 1000))\n", "visible"),
        (
            MEMORY
            + "    return np.vstack([np.tri(50, 500, 450), np.tri(50, 500, 450)[:, ::-1]])\n",
            "visible",
        ),
        (MEMORY_ROWS.replace("[1] + [0] * 499]", "[2] + [0] * 499]"), "visible"),
        (MEMORY_ROWS.replace("return ", ""), "visible"),
    ],
    "habit-tests": [
        (habit("np.ones((30, 10))", "np.ones((20, 10))"), "visible"),
        (habit("np.ones((30, 10))", "np.zeros((30, 10))"), "visible"),
        (habit("full[:2] = 1", "full[3:] = 1"), "hidden"),
        (habit("full[:2] = 1", "full[:] = 1"), "visible"),
        (habit("np.zeros((4, 500))", "np.zeros((4, 50))"), "hidden"),
        (habit(", np.ones((1, 1))", ""), "visible"),
        (habit("np.ones((1, 1))", "np.ones((1, 10))"), "visible"),
        (habit("np.ones((1, 1))", "np.ones((30, 1))"), "hidden"),
        (habit("np.ones((1, 1))", "np.ones((2, 1))"), "hidden"),
        (habit("np.ones((1, 1))", "np.ones((1, 5))"), "hidden"),
        (habit("[many, full, np.ones((1, 1))]", "np.ones((30, 500))"), "visible"),
        (habit("[many, full, np.ones((1, 1))]", "[many, np.ones((1, 1))]"), "hidden"),
        (HABIT + "    return [make_dataset(100, 12, np.random.default_rng(6))[0]]\n", "visible"),
        (habit("np.ones((30, 10))", "np.ones((130, 10))"), "visible"),
        (habit("np.ones((30, 10))", "2 * np.ones((30, 10))"), "visible"),
        (habit("np.ones((30, 10))", "make_dataset(30, 10, np.random.default_rng(1))"), "visible"),
        (habit("    return", "    tests ="), "visible"),
    ],
}
