"""Right and wrong answers to assignment 5, and which part of a test cell refuses each wrong one first."""

STEP = "def irprop_step(W, W_grads, W_prev_sign, W_delta, eta_p=1.2, eta_n=0.5, delta_min=1e-12, delta_max=1.0):\n"
PATH = "def momentum_path(find_gradient, W, n_iter, rate, momentum, limit):\n"
NEED = "def iterations_needed(path, X, t, goal):\n"
RANK = "def ranking(results, budget):\n"

STEP_MASKS = (
    STEP
    + """\
    W, delta = np.array(W, dtype=float), np.array(W_delta, dtype=float)
    g = np.where(np.isnan(W_grads), 0, W_grads)
    sign = np.sign(g)
    up = sign * W_prev_sign > 0
    down = sign * W_prev_sign < 0
    delta[up] = np.minimum(delta[up] * eta_p, delta_max)
    delta[down] = np.maximum(delta[down] * eta_n, delta_min)
    sign[down] = 0
    W = W - sign * delta
    return W, sign, delta
"""
)


def step(old, new):
    """The good step with one thing replaced."""
    assert old in STEP_MASKS
    return STEP_MASKS.replace(old, new)


PATH_LIST = (
    PATH
    + """\
    W = np.array(W, dtype=float)
    v = np.zeros_like(W)
    path = [W]
    for _ in range(n_iter):
        g = np.clip(find_gradient(W), -limit, limit)
        v = momentum * v - rate * g
        W = W + v
        path.append(W)
    return np.array(path)
"""
)


def path(old, new):
    """The good path with one thing replaced."""
    assert old in PATH_LIST
    return PATH_LIST.replace(old, new)


NEED_LOOP = (
    NEED
    + """\
    for i, W in enumerate(path):
        if not np.all(np.isfinite(W)):
            return None
        if costs(X, t, np.array([W]))[0] < goal:
            return i
    return None
"""
)

NEED_FLAT = (
    NEED
    + """\
    path = np.asarray(path)
    path = path[~np.isnan(path[:, 0])]
    if len(path) == 0:
        return None
    below = costs(X, t, path) < goal
    return np.argmax(below) if below.any() else None
"""
)


def need(old, new):
    """The good measure with one thing replaced."""
    assert old in NEED_FLAT
    return NEED_FLAT.replace(old, new)


RANK_LIST = (
    RANK
    + """\
    table = []
    for name, (needed, each) in results.items():
        paid = [n * each for n in needed if n is not None]
        paid = [p for p in paid if p <= budget]
        middle = float(np.median(paid)) if len(paid) > 0 else float("inf")
        table.append((-len(paid), middle, name))
    table.sort()
    return [row[2] for row in table]
"""
)


def rank(old, new):
    """The good ranking with one thing replaced."""
    assert old in RANK_LIST
    return RANK_LIST.replace(old, new)


RIGHT = {
    "irprop-step": [
        STEP_MASKS,
        STEP
        + """\
    new_W, new_sign, new_delta = [np.array(a, dtype=float) for a in (W, W_prev_sign, W_delta)]
    for i in np.ndindex(np.shape(W)):
        g = W_grads[i]
        s = 1 if g > 0 else -1 if g < 0 else 0
        if s * W_prev_sign[i] < 0:
            new_delta[i] = max(W_delta[i] * eta_n, delta_min)
            new_sign[i] = 0
            continue
        if s * W_prev_sign[i] > 0:
            new_delta[i] = min(W_delta[i] * eta_p, delta_max)
        new_sign[i] = s
        new_W[i] = W[i] - s * new_delta[i]
    return new_W, new_sign, new_delta
""",
        STEP
        + """\
    sign = np.nan_to_num(np.sign(W_grads))
    kind = sign * W_prev_sign
    delta = np.select([kind > 0, kind < 0], [eta_p * W_delta, eta_n * W_delta], W_delta)
    delta = np.where(kind == 0, W_delta, np.clip(delta, delta_min, delta_max))
    sign = sign * (kind >= 0)
    return [W - delta * sign, sign, delta]
""",
    ],
    "momentum-path": [
        PATH_LIST,
        PATH
        + """\
    path = np.empty((n_iter + 1, len(W)))
    path[0] = W
    v = 0
    for i in range(1, n_iter + 1):
        g = np.asarray(find_gradient(path[i - 1]))
        g = np.minimum(np.maximum(g, -limit), limit)
        v = momentum * v - rate * g
        path[i] = path[i - 1] + v
    return path
""",
        PATH
        + """\
    rows = [[float(w) for w in W]]
    v = [0.0] * len(rows[0])
    while len(rows) <= n_iter:
        g = find_gradient(np.array(rows[-1]))
        v = [momentum * a - rate * max(-limit, min(limit, b)) for a, b in zip(v, g)]
        rows.append([w + a for w, a in zip(rows[-1], v)])
    return rows
""",
        PATH
        + """\
    W = np.array(W, dtype=float)
    path, v = [W.copy()], np.zeros(len(W))
    for i in range(n_iter):
        v *= momentum
        v -= rate * np.clip(find_gradient(W.copy()), -limit, limit)
        W += v
        path.append(W.copy())
    return np.stack(path)
""",
    ],
    "iterations-needed": [
        NEED_LOOP,
        NEED_FLAT,
        NEED
        + """\
    path = np.asarray(path, dtype=float)
    for i in range(len(path)):
        if np.isnan(path[i]).any():
            break
        with np.errstate(all="ignore"):
            wx, wRec = path[i]
            y = sum(X[:, k] * wx * wRec ** (X.shape[1] - 1 - k) for k in range(X.shape[1]))
            value = np.mean((y - t) ** 2)
        if value < goal:
            return i
""",
        NEED
        + """\
    path = np.asarray(path, dtype=float)
    values = np.full(len(path), np.inf)
    good = np.isfinite(path).all(axis=1)
    if good.any():
        values[good] = costs(X, t, path[good])
    return next((i for i, value in enumerate(values) if value < goal), None)
""",
    ],
    "ranking": [
        RANK_LIST,
        RANK
        + """\
    def arrivals(name):
        needed, each = results[name]
        return sorted(n * each for n in needed if n is not None and n * each <= budget)
    def middle(name):
        a = arrivals(name)
        if not a:
            return np.inf
        half = len(a) // 2
        return a[half] if len(a) % 2 else (a[half - 1] + a[half]) / 2
    names = sorted(results, key=middle)
    return sorted(names, key=lambda name: len(arrivals(name)), reverse=True)
""",
        RANK
        + """\
    score = {}
    for name in results:
        needed, each = results[name]
        paid = np.array([np.nan if n is None else n * each for n in needed], dtype=float)
        inside = paid[paid <= budget]
        score[name] = len(inside) - (np.median(inside) / (budget + 1) if len(inside) else 0)
    return tuple(sorted(score, key=score.get)[::-1])
""",
    ],
}

WRONG = {
    "irprop-step": [
        (STEP + "    return rprop_path(X, t, W, 1)[-1], np.sign(W_grads), W_delta\n", "visible"),
        (step("    sign[down] = 0\n", ""), "visible"),
        (
            step(
                "    sign[down] = 0\n    W = W - sign * delta\n",
                "    W = W - sign * delta\n    sign[down] = 0\n",
            ),
            "visible",
        ),
        (
            step(
                "    sign[down] = 0\n    W = W - sign * delta\n",
                "    W = np.where(down, W, W - sign * delta)\n",
            ),
            "visible",
        ),
        (step("W_prev_sign < 0", "W_prev_sign <= 0"), "visible"),
        (step("W_prev_sign > 0", "W_prev_sign >= 0"), "visible"),
        (step("W - sign * delta", "W + sign * delta"), "visible"),
        (step("W - sign * delta", "W - sign * W_delta"), "visible"),
        (step("W - sign * delta", "W - g * delta"), "visible"),
        (step("np.minimum(delta[up] * eta_p, delta_max)", "delta[up] * eta_p"), "hidden"),
        (step("np.maximum(delta[down] * eta_n, delta_min)", "delta[down] * eta_n"), "hidden"),
        (step("np.where(np.isnan(W_grads), 0, W_grads)", "W_grads"), "hidden"),
        (step("np.sign(g)", "np.where(g > 0, 1.0, -1.0)"), "hidden"),
        (step("delta_max)", "1.0)"), "hidden"),
        (step("* eta_p", "* 1.2"), "hidden"),
        (step("* eta_n", "* 0.5"), "hidden"),
        (step("return W, sign, delta", "return W, delta, sign"), "visible"),
        (step("    return W, sign, delta\n", ""), "visible"),
        (
            step(
                "    sign[down] = 0\n    W = W",
                "    W_prev_sign[down] = 0\n    sign[down] = 0\n    W = W",
            ),
            "visible",
        ),
        (
            step("np.array(W, dtype=float), np", "np.asarray(W), np").replace(
                "W = W - sign", "W -= sign"
            ),
            "visible",
        ),
        (step("np.array(W_delta, dtype=float)", "W_delta"), "visible"),
        (
            STEP
            + """\
    sign = np.nan_to_num(np.sign(W_grads))
    if sign @ W_prev_sign > 0:
        delta = np.minimum(eta_p * W_delta, delta_max)
    else:
        delta = np.maximum(eta_n * W_delta, delta_min)
    return W - sign * delta, sign, delta
""",
            "visible",
        ),
    ],
    "momentum-path": [
        (path("np.clip(find_gradient(W), -limit, limit)", "find_gradient(W)"), "visible"),
        (
            path(
                "        g = np.clip(find_gradient(W), -limit, limit)\n",
                """\
        g = np.asarray(find_gradient(W))
        g = g * min(1, limit / np.linalg.norm(g))
""",
            ),
            "visible",
        ),
        (
            path("np.clip(find_gradient(W), -limit, limit)", "np.minimum(find_gradient(W), limit)"),
            "visible",
        ),
        (
            path(
                "np.clip(find_gradient(W), -limit, limit)", "np.maximum(find_gradient(W), -limit)"
            ),
            "hidden",
        ),
        (
            path(
                "        W = W + v\n", "        v = np.clip(v, -limit, limit)\n        W = W + v\n"
            ).replace("g = np.clip(find_gradient(W), -limit, limit)", "g = find_gradient(W)"),
            "visible",
        ),
        (path("find_gradient(W)", "find_gradient(W + momentum * v)"), "visible"),
        (path("momentum * v - rate * g", "momentum * v - (1 - momentum) * rate * g"), "visible"),
        (path("momentum * v - rate * g", "rate * (momentum * v - g)"), "visible"),
        (path("momentum * v - rate * g", "-rate * g"), "visible"),
        (path("W = W + v", "W += v"), "visible"),
        (path("path = [W]", "path = []"), "visible"),
        (
            path("dtype=float", "dtype=None").replace("W = W + v", "W = (W + v).astype(W.dtype)"),
            "hidden",
        ),
        (path("np.zeros_like(W)", "np.zeros(2)"), "visible"),
        (path("find_gradient(W)", "find_gradient(path[0])"), "visible"),
        (path("find_gradient(W)", "gradient(X, t, W)"), "visible"),
        (path("    return np.array(path)\n", ""), "visible"),
    ],
    "iterations-needed": [
        (NEED + "    return int(np.argmax(costs(X, t, path) < goal))\n", "visible"),
        (need(" if below.any() else None", ""), "visible"),
        (need("    path = path[~np.isnan(path[:, 0])]\n", ""), "visible"),
        (need("    if len(path) == 0:\n        return None\n", ""), "hidden"),
        (
            need("return np.argmax(below)", "return len(below) - 1 - np.argmax(below[::-1])"),
            "visible",
        ),
        (need("return np.argmax(below)", "return np.argmax(below) + 1"), "visible"),
        (need("return np.argmax(below)", "return np.argmin(costs(X, t, path))"), "visible"),
        (need("if below.any()", "if np.argmax(below)"), "hidden"),
        (need("    path = path[", "    X, t = lesson_dataset()\n    path = path["), "visible"),
        (need("path[~np.isnan(path[:, 0])]", "np.nan_to_num(path)"), "hidden"),
        (
            NEED
            + """\
    path = np.asarray(path)
    if np.isnan(path).any():
        return None
    below = costs(X, t, path) < goal
    return np.argmax(below) if below.any() else None
""",
            "visible",
        ),
        (
            need("    path = path[~np.isnan(path[:, 0])]\n", "    path[np.isnan(path)] = 1e9\n"),
            "visible",
        ),
        (need("else None", "else len(path)"), "visible"),
        (need("return np.argmax", "np.argmax"), "visible"),
    ],
    "ranking": [
        (rank("n * each", "n"), "visible"),
        (rank("p <= budget", "p < budget"), "visible"),
        (rank("        paid = [p for p in paid if p <= budget]\n", ""), "visible"),
        (
            rank("        paid = [p for p in paid if p <= budget]\n", "").replace(
                "if n is not None", "if n is not None and n <= budget"
            ),
            "hidden",
        ),
        (rank("if n is not None", "if n"), "hidden"),
        (rank("np.median", "np.mean"), "hidden"),
        (rank("float(np.median(paid))", "min(paid)"), "hidden"),
        (rank("-len(paid), middle", "middle, -len(paid)"), "visible"),
        (rank("-len(paid)", "len(paid)"), "visible"),
        (rank("table.sort()", "table.sort(reverse=True)"), "visible"),
        (rank("[row[2] for row in table]", "[row[2] for row in table if row[0]]"), "hidden"),
        (
            rank(
                "[n * each for n in needed if n is not None]",
                "[n * each if n is not None else budget for n in needed]",
            ),
            "visible",
        ),
        (
            rank(
                "    for name, (needed, each) in results.items():\n",
                """\
    for name, (needed, each) in results.items():
        needed.sort(key=lambda n: -1 if n is None else -n)
""",
            ),
            "hidden",
        ),
        (rank("    return [row[2] for row in table]\n", ""), "visible"),
        (rank("[row[2] for row in table]", "table[0][2]"), "visible"),
    ],
}
