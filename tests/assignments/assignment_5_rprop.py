"""Right and wrong answers to assignment 5 (`students.answers` says in what form)."""

RIGHT = {
    "irprop-step": [
        """
        W, delta = np.array(W, dtype=float), np.array(W_delta, dtype=float)
        g = np.where(np.isnan(W_grads), 0, W_grads)
        sign = np.sign(g)
        up = sign * W_prev_sign > 0
        down = sign * W_prev_sign < 0
        delta[up] = np.minimum(delta[up] * eta_p, delta_max)
        delta[down] = np.maximum(delta[down] * eta_n, delta_min)
        sign[down] = 0
        W = W - sign * delta
        return W, sign, delta""",
        """
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
        return new_W, new_sign, new_delta""",
        """
        sign = np.nan_to_num(np.sign(W_grads))
        kind = sign * W_prev_sign
        delta = np.select([kind > 0, kind < 0], [eta_p * W_delta, eta_n * W_delta], W_delta)
        delta = np.where(kind == 0, W_delta, np.clip(delta, delta_min, delta_max))
        sign = sign * (kind >= 0)
        return [W - delta * sign, sign, delta]""",
    ],
    "momentum-path": [
        """
        W = np.array(W, dtype=float)
        v = np.zeros_like(W)
        path = [W]
        for _ in range(n_iter):
            g = np.clip(find_gradient(W), -limit, limit)
            v = momentum * v - rate * g
            W = W + v
            path.append(W)
        return np.array(path)""",
        """
        path = np.empty((n_iter + 1, len(W)))
        path[0] = W
        v = 0
        for i in range(1, n_iter + 1):
            g = np.asarray(find_gradient(path[i - 1]))
            g = np.minimum(np.maximum(g, -limit), limit)
            v = momentum * v - rate * g
            path[i] = path[i - 1] + v
        return path""",
        """
        rows = [[float(w) for w in W]]
        v = [0.0] * len(rows[0])
        while len(rows) <= n_iter:
            g = find_gradient(np.array(rows[-1]))
            v = [momentum * a - rate * max(-limit, min(limit, b)) for a, b in zip(v, g)]
            rows.append([w + a for w, a in zip(rows[-1], v)])
        return rows""",
        """
        W = np.array(W, dtype=float)
        path, v = [W.copy()], np.zeros(len(W))
        for i in range(n_iter):
            v *= momentum
            v -= rate * np.clip(find_gradient(W.copy()), -limit, limit)
            W += v
            path.append(W.copy())
        return np.stack(path)""",
    ],
    "iterations-needed": [
        """
        path = np.asarray(path)
        path = path[~np.isnan(path[:, 0])]
        if len(path) == 0:
            return None
        below = costs(X, t, path) < goal
        return np.argmax(below) if below.any() else None""",
        """
        for i, W in enumerate(path):
            if not np.all(np.isfinite(W)):
                return None
            if costs(X, t, np.array([W]))[0] < goal:
                return i
        return None""",
        """
        path = np.asarray(path, dtype=float)
        for i in range(len(path)):
            if np.isnan(path[i]).any():
                break
            with np.errstate(all="ignore"):
                wx, wRec = path[i]
                y = sum(X[:, k] * wx * wRec ** (X.shape[1] - 1 - k) for k in range(X.shape[1]))
                value = np.mean((y - t) ** 2)
            if value < goal:
                return i""",
        """
        path = np.asarray(path, dtype=float)
        values = np.full(len(path), np.inf)
        good = np.isfinite(path).all(axis=1)
        if good.any():
            values[good] = costs(X, t, path[good])
        return next((i for i, value in enumerate(values) if value < goal), None)""",
    ],
    "ranking": [
        """
        table = []
        for name, (needed, each) in results.items():
            paid = [n * each for n in needed if n is not None]
            paid = [p for p in paid if p <= budget]
            middle = float(np.median(paid)) if len(paid) > 0 else float("inf")
            table.append((-len(paid), middle, name))
        table.sort()
        return [row[2] for row in table]""",
        """
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
        return sorted(names, key=lambda name: len(arrivals(name)), reverse=True)""",
        """
        score = {}
        for name in results:
            needed, each = results[name]
            paid = np.array([np.nan if n is None else n * each for n in needed], dtype=float)
            inside = paid[paid <= budget]
            score[name] = len(inside) - (np.median(inside) / (budget + 1) if len(inside) else 0)
        return tuple(sorted(score, key=score.get)[::-1])""",
    ],
}

WRONG = {
    "irprop-step": {
        "visible": [
            "return rprop_path(X, t, W, 1)[-1], np.sign(W_grads), W_delta",
            "sign[down] = 0 ->",
            "sign[down] = 0 -> && return -> sign[down] = 0; return",
            "sign[down] = 0 -> && W = W - sign * delta -> W = np.where(down, W, W - sign * delta)",
            "W_prev_sign < 0 -> W_prev_sign <= 0",
            "W_prev_sign > 0 -> W_prev_sign >= 0",
            "W - sign * delta -> W + sign * delta",
            "W - sign * delta -> W - sign * W_delta",
            "W - sign * delta -> W - g * delta",
            "return W, sign, delta -> return W, delta, sign",
            "return W, sign, delta ->",
            "sign[down] = 0 -> W_prev_sign[down] = 0; sign[down] = 0",
            "np.array(W, dtype=float) -> np.asarray(W) && W = W - sign -> W -= sign",
            "np.array(W_delta, dtype=float) -> W_delta",
            """
            sign = np.nan_to_num(np.sign(W_grads))
            if sign @ W_prev_sign > 0:
                delta = np.minimum(eta_p * W_delta, delta_max)
            else:
                delta = np.maximum(eta_n * W_delta, delta_min)
            return W - sign * delta, sign, delta""",
        ],
        "hidden": [
            "np.minimum(delta[up] * eta_p, delta_max) -> delta[up] * eta_p",
            "np.maximum(delta[down] * eta_n, delta_min) -> delta[down] * eta_n",
            "np.where(np.isnan(W_grads), 0, W_grads) -> W_grads",
            "np.sign(g) -> np.where(g > 0, 1.0, -1.0)",
            "delta_max -> 1.0",
            "* eta_p -> * 1.2",
            "* eta_n -> * 0.5",
        ],
    },
    "momentum-path": {
        "visible": [
            "np.clip(find_gradient(W), -limit, limit) -> find_gradient(W)",
            "np.clip(find_gradient(W), -limit, limit) -> np.asarray(find_gradient(W));"
            " g = g * min(1, limit / np.linalg.norm(g))",
            "np.clip(find_gradient(W), -limit, limit) -> np.minimum(find_gradient(W), limit)",
            "np.clip(find_gradient(W), -limit, limit) -> find_gradient(W)"
            " && W = W + v -> v = np.clip(v, -limit, limit); W = W + v",
            "find_gradient(W) -> find_gradient(W + momentum * v)",
            "rate * g -> (1 - momentum) * rate * g",
            "momentum * v - rate * g -> rate * (momentum * v - g)",
            "momentum * v - rate * g -> -rate * g",
            "W = W + v -> W += v",
            "path = [W] -> path = []",
            "np.zeros_like(W) -> np.zeros(2)",
            "find_gradient(W) -> find_gradient(path[0])",
            "find_gradient(W) -> gradient(X, t, W)",
            "return np.array(path) ->",
        ],
        "hidden": [
            "np.clip(find_gradient(W), -limit, limit) -> np.maximum(find_gradient(W), -limit)",
            "dtype=float -> dtype=None && W + v -> (W + v).astype(W.dtype)",
        ],
    },
    "iterations-needed": {
        "visible": [
            "return int(np.argmax(costs(X, t, path) < goal))",
            "if below.any() else None ->",
            "path = path[~np.isnan(path[:, 0])] ->",
            "np.argmax(below) -> len(below) - 1 - np.argmax(below[::-1])",
            "np.argmax(below) -> np.argmax(below) + 1",
            "np.argmax(below) -> np.argmin(costs(X, t, path))",
            "path = path[ -> X, t = lesson_dataset(); path = path[",
            "path[~np.isnan(path[:, 0])] -> path if not np.isnan(path).any() else []",
            "path = path[~np.isnan(path[:, 0])] -> path[np.isnan(path)] = 1e9",
            "else None -> else len(path)",
            "return np.argmax -> np.argmax",
        ],
        "hidden": [
            "if len(path) == 0:\n    return None ->",
            "if below.any() -> if np.argmax(below)",
            "path[~np.isnan(path[:, 0])] -> np.nan_to_num(path)",
        ],
    },
    "ranking": {
        "visible": [
            "n * each -> n",
            "p <= budget -> p < budget",
            "paid = [p for p in paid if p <= budget] ->",
            "-len(paid), middle -> middle, -len(paid)",
            "-len(paid) -> len(paid)",
            "table.sort() -> table.sort(reverse=True)",
            "n * each for n in needed if n is not None ->"
            " n * each if n is not None else budget for n in needed",
            "return [row[2] for row in table] ->",
            "[row[2] for row in table] -> table[0][2]",
        ],
        "hidden": [
            "paid = [p for p in paid if p <= budget] -> && if n is not None ->"
            " if n is not None and n <= budget",
            "if n is not None -> if n",
            "np.median -> np.mean",
            "float(np.median(paid)) -> min(paid)",
            "row in table -> row in table if row[0]",
            "paid = [n -> needed.sort(key=lambda n: -1 if n is None else -n); paid = [n",
        ],
    },
}
