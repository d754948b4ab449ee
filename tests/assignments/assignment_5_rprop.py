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
    "adam-path": [
        """
        W = np.array(W, dtype=float)
        a, q = np.zeros(W.shape), np.zeros(W.shape)
        path = [W]
        for i in range(1, n_iter + 1):
            g = find_gradient(W)
            a = beta_1 * a + (1 - beta_1) * g
            q = beta_2 * q + (1 - beta_2) * g**2
            a_hat = a / (1 - beta_1**i)
            q_hat = q / (1 - beta_2**i)
            W = W - rate * a_hat / (np.sqrt(q_hat) + eps)
            path.append(W)
        return np.array(path)""",
        """
        path = np.zeros((n_iter + 1,) + np.shape(W))
        path[0], mean, square = W, 0, 0
        for i in range(n_iter):
            g = np.array(find_gradient(path[i].copy()), dtype=float)
            mean += (1 - beta_1) * (g - mean)
            square += (1 - beta_2) * (g * g - square)
            correct = mean / (1 - beta_1 ** (i + 1)), square / (1 - beta_2 ** (i + 1))
            path[i + 1] = path[i] - rate * correct[0] / (correct[1] ** 0.5 + eps)
        return path""",
        """
        path, grads = [np.array(W, dtype=float)], []
        while len(path) <= n_iter:
            grads.append(np.asarray(find_gradient(path[-1]), dtype=float))
            shape = (-1,) + (1,) * np.ndim(W)
            old = np.arange(len(grads))[::-1].reshape(shape)
            mean = sum(beta_1**old * np.array(grads)) / sum(beta_1**old)
            square = sum(beta_2**old * np.array(grads) ** 2) / sum(beta_2**old)
            path.append(path[-1] - rate * mean / (np.sqrt(square) + eps))
        return [row.tolist() for row in path]""",
    ],
    "best-decay": [
        """
        def count(beta_2):
            W = np.array(starts, dtype=float)
            a, q, arrived = np.zeros(W.shape), np.zeros(W.shape), np.zeros(len(W), dtype=bool)
            for i in range(1, n_iter + 1):
                g = gradients(X, t, W)
                a, q = 0.9 * a + 0.1 * g, beta_2 * q + (1 - beta_2) * g**2
                W = W - 0.1 * a / (1 - 0.9**i) / (np.sqrt(q / (1 - beta_2**i)) + 1e-8)
                arrived |= costs(X, t, W) < 1e-3
            return arrived.sum()
        counts = [count(decay) for decay in decays]
        return decays[np.argmax(counts)]""",
        """
        best, most = None, -1
        for decay in decays:
            count = 0
            for W in starts:
                path = adam_path(lambda W: gradient(X, t, W), W, n_iter, 0.1, beta_2=decay)
                count += bool((costs(X, t, path) < 1e-3).any())
            if count > most:
                best, most = decay, count
        return best""",
        """
        def count(decay):
            path = adam_path(lambda W: gradients(X, t, W), starts, n_iter, 0.1, 0.9, decay)
            one = np.moveaxis(np.array(path), 1, 0)
            return sum(iterations_needed(walked, X, t, 1e-3) is not None for walked in one)
        return sorted(decays, key=count)[-1]""",
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
            "up = sign * W_prev_sign > 0 -> up = np.full(sign.shape, sign @ W_prev_sign > 0)"
            " && down = sign * W_prev_sign < 0 -> down = ~up && sign[down] = 0 ->",
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
    "adam-path": {
        "visible": [
            "a / (1 - beta_1**i) -> a",
            "a_hat = -> a_hat = a =",
            "q_hat = -> q_hat = q =",
            "q / (1 - beta_2**i) -> q",
            "a / (1 - beta_1**i) -> a && q / (1 - beta_2**i) -> q",
            "range(1, n_iter + 1) -> range(n_iter)",
            "range(1, n_iter + 1) -> range(2, n_iter + 2)",
            "np.sqrt(q_hat) -> q_hat",
            "g**2 -> g",
            "g**2 -> np.abs(g)",
            "+ (1 - beta_1) * g -> + g",
            "+ (1 - beta_2) * g**2 -> + g**2",
            "W - rate -> W + rate",
            "path = [W] -> path = []",
            "find_gradient(W) -> find_gradient(path[0])",
            "find_gradient(W) -> gradient(X, t, W)",
            "np.zeros(W.shape), np.zeros(W.shape) -> np.zeros(2), np.zeros(2)"
            " && g = find -> W = W.ravel()[:2]; g = find",
            "np.array(W, dtype=float) -> W && W = W - rate -> W -= rate",
            "rate * a_hat / (np.sqrt(q_hat) + eps) -> rate * np.sign(g)",
            "g = find_gradient(W) -> g = find_gradient(W); g = g / np.linalg.norm(g)",
            "return np.array(path) -> return W",
            "return np.array(path) ->",
        ],
        "hidden": [
            "np.sqrt(q_hat) + eps -> np.sqrt(q_hat + eps)",
            "+ eps -> + 1e-8",
            "rate * a_hat / (np.sqrt(q_hat) + eps) -> rate * a / (np.sqrt(q) + eps)"
            " * np.sqrt(1 - beta_2**i) / (1 - beta_1**i)",
            "np.array(W, dtype=float) -> np.array(W) && W = W - -> W = W.astype(float) -"
            " && path.append(W) -> W = W.astype(path[0].dtype); path.append(W)",
        ],
    },
    "best-decay": {
        "visible": [
            "arrived |= -> arrived =",
            "np.argmax(counts) -> np.argmin(counts)",
            "decays[np.argmax(counts)] -> max(counts)",
            "decays[np.argmax(counts)] -> np.argmax(counts)",
            "return decays[np.argmax(counts)] -> return counts",
            "return 0.999",
            "return max(decays)",
            "return decays[0]",
            "< 1e-3 -> > 1e-3",
            "beta_2 * q + (1 - beta_2) * g**2 -> 0.999 * q + 0.001 * g**2",
            "W - 0.1 -> W - 0.01",
            "W - 0.1 * a / (1 - 0.9**i) / (np.sqrt(q / (1 - beta_2**i)) + 1e-8) -> W - 1e-3 * a",
            "g = gradients(X, t, W) -> g = gradients(X, t, starts)",
            "return decays ->",
        ],
        "hidden": [
            "return 0.9",
            "return sorted(decays)[1]",
            "return decays[len(decays) // 2]",
            "range(1, n_iter + 1) -> range(1, 301)",
            "np.array(starts, dtype=float) -> np.array(starts[:1], dtype=float)",
            "arrived.sum() -> arrived[0]",
        ],
    },
}
