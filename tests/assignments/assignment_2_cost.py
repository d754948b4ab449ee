"""Right and wrong answers to assignment 2 (`students.answers` says in what form)."""

RIGHT = {
    "running-count": [
        "return np.cumsum(X, axis=1)",
        "return forward_states(X, 1, 1)[:, 1:]",
        "return [[sum(row[: k + 1]) for k in range(len(row))] for row in X]",
        """
        T = X.copy()
        for k in range(1, X.shape[1]):
            T[:, k] += T[:, k - 1]
        return T""",
    ],
    "cost-every-step": [
        "return np.nanmean((S[:, 1:] - T) ** 2)",
        """
        total, number = 0, 0
        m, n = T.shape
        for i in range(m):
            for k in range(1, n + 1):
                if not np.isnan(T[i, k - 1]):
                    total += (S[i, k] - T[i, k - 1]) ** 2
                    number += 1
        return total / number""",
        """
        missing = np.isnan(T)
        error = np.where(missing, 0, S[:, 1:] - T)
        return (error * error).sum() / np.count_nonzero(~missing)""",
        # The targets that are missing are filled with the states, so that they are right.
        """
        y = S[:, 1:].ravel()
        filled = np.where(np.isnan(T).ravel(), y, T.ravel())
        return cost(y, filled) * T.size / np.isfinite(T).sum()""",
    ],
    "robust-cost": [
        """
        e = np.abs(y - t)
        return np.mean(np.where(e <= delta, e**2, delta * (2 * e - delta)))""",
        """
        total = 0
        for error in y - t:
            if abs(error) <= delta:
                total += error**2
            else:
                total += delta**2 + 2 * delta * (abs(error) - delta)
        return total / len(y)""",
        """
        e = (y - t).astype(float)
        loss = e**2
        loss[e > delta] = 2 * delta * e[e > delta] - delta**2
        loss[e < -delta] = -2 * delta * e[e < -delta] - delta**2
        return float(np.mean(loss))""",
        # A square minus what is too much of it.
        """
        e = y - t
        beyond = np.maximum(np.abs(e) - delta, 0)
        return np.mean(e**2 - beyond**2)""",
    ],
    "flat-direction": [
        # All angles, one side only.
        """
        angles = np.linspace(0, np.pi, 181)
        directions = np.column_stack([np.cos(angles), np.sin(angles)])
        return directions[np.argmin([f(W + 0.001 * d) for d in directions])]""",
        # One angle after the other.
        """
        best, lowest = None, np.inf
        for angle in np.linspace(0, np.pi, 181):
            d = np.array([np.cos(angle), np.sin(angle)])
            rise = f(W + 0.001 * d) + f(W - 0.001 * d)
            if rise < lowest:
                best, lowest = d, rise
        return best""",
        # All the way round, one side only, as a list.
        """
        angles = np.radians(np.arange(360))
        at = lambda a: f(np.array([W[0] + 0.001 * np.cos(a), W[1] + 0.001 * np.sin(a)]))
        a = angles[np.argmin([at(a) for a in angles])]
        return [np.cos(a), np.sin(a)]""",
        # The Hessian by differences of four costs, and the largest eigenvalue of its inverse.
        """
        E = np.eye(2) * 1e-3
        H = [[f(W + a + b) - f(W + a - b) - f(W - a + b) + f(W - a - b) for a in E] for b in E]
        d = np.ones(2) + [0.1, -0.3]
        for _ in range(50):
            d = np.linalg.solve(H, d)
            d = d / np.linalg.norm(d)
        return d""",
        # The angle of the main axis by a formula.
        """
        def c(a):
            d = 0.001 * np.array([np.cos(a), np.sin(a)])
            return f(W + d) + f(W - d)
        a = 0.5 * np.arctan2(c(np.pi / 4) - c(3 * np.pi / 4), c(0) - c(np.pi / 2)) + np.pi / 2
        return np.array([np.cos(a), np.sin(a)])""",
    ],
}

WRONG = {
    "running-count": {
        "visible": [
            "return -> T =",  # Forgets to return.
            "axis=1 -> axis=0",  # Adds down the samples.
            ", axis=1 ->",  # Runs on from row to row, in one long row.
            ", axis=1) -> ).reshape(X.shape)",  # Runs on from row to row.
            "axis=1) -> axis=1) - X",  # The count before the step.
            "return np.sum(X, axis=1, keepdims=True) + 0 * X",  # The whole count at every step.
            "return forward_states(X, 1, 1)",  # With the initial state.
            "axis=1 -> axis=1, out=X",  # In place.
        ],
        "hidden": [
            # One sample comes back without its row.
            "return np.squeeze(np.cumsum(X, axis=1))",
            # Four steps, as in the example.
            "X -> X[:, :4]",
            # Two samples, as in the example.
            "return np.array([np.cumsum(X[0]), np.cumsum(X[1])])",
        ],
    },
    "cost-every-step": {
        "visible": [
            "error = S[:, 1:]; error -= T; return np.nanmean(error**2)",  # Works inside S.
            "return np -> np",  # Forgets to return.
            "1: -> :-1",  # The initial state instead of the last one.
            "S[:, 1:] -> S",  # All columns of S.
            "nanmean -> mean",  # nan spreads.
            # Divides by all steps, known or not.
            "nanmean -> nansum && ** 2) -> ** 2) / T.size",
            # A missing target counts as the target 0.
            "nanmean -> mean && T -> np.nan_to_num(T)",
            "nanmean -> nansum && ** 2) -> ** 2) / len(T)",  # Divides by the samples only.
            "** 2 -> ** 2, axis=1",  # No mean over the samples.
            "(S[:, 1:] - T) ** 2) -> S[:, 1:] - T) ** 2",  # Errors of both signs cancel.
            # A mean of means: each sample counts the same, however few targets it has.
            "return np.mean(np.nanmean((S[:, 1:] - T) ** 2, axis=1))",
            # Writes into T.
            "return -> missing = np.isnan(T); T[missing] = S[:, 1:][missing]; return"
            " && nanmean -> nansum && ** 2) -> ** 2) / np.sum(~missing)",
        ],
        "hidden": [
            "1: -> 1:4 && T -> T[:, :3]",  # Three steps, as in the example.
            "S[:, 1:] - T -> S[:2, 1:] - T[:2]",  # Two samples, as in the example.
        ],
    },
    "robust-cost": {
        "visible": [
            "return -> loss =",  # Forgets to return.
            # The textbook's half square.
            "e**2 -> e**2 / 2 && (2 * e - delta) -> (e - delta / 2)",
            # A line with the right slope that does not meet the parabola.
            "delta * (2 * e - delta) -> 2 * delta * e",
            "(2 * e - delta) -> e",  # A line that meets the parabola, with a kink.
            # Large errors cost all the same.
            "return np.mean(np.minimum(np.abs(y - t), delta) ** 2)",
            "np.abs(y - t) -> y - t",  # Negative errors stay squares.
            "np.mean -> np.sum",  # The sum.
            "np.mean ->",  # One number for each sample.
            # One decision for all samples.
            "np.where(e <= delta, -> np.where(np.max(e) <= delta,",
            "e = np.abs(y - t) -> y -= t; e = np.abs(y)",  # Writes into y.
        ],
        "hidden": [
            # The delta of the example.
            "e <= delta -> e <= 2 && delta * (2 * e - delta) -> 4 * e - 4",
            # Whole numbers stay whole: the line is cut off.
            "return -> loss = e**2; loss[e > delta] = (delta * (2 * e - delta))[e > delta]; return"
            " && np.where(e <= delta, e**2, delta * (2 * e - delta)) -> loss",
            "(y - t) -> (y - t)[:3]",  # One sample or three, as in the visible tests.
        ],
    },
    "flat-direction": {
        "visible": [
            "return directions -> return angles",  # The angle instead of the vector.
            # Takes a step along the direction.
            "return -> d = && in directions])] -> in directions])]; W += 0.001 * d; return d",
            # The steepest direction.
            "argmin -> argmax",
            "return -> return 2 *",  # Length 2.
            # The flatter one of the two axes.
            "return np.eye(2)[np.argmin([f(W + [0.001, 0]), f(W + [0, 0.001])])]",
            # The gradient, which is 0 at a minimum and points anywhere.
            "g = np.array([f(W + d) - f(W - d) for d in np.eye(2) / 1e3]); return g / np.hypot(*g)",
            "np.linspace(0, np.pi, 181) -> np.radians(range(0, 180, 5))",  # Steps of five degrees.
            # Moves W.
            "f(W + 0.001 * d) -> f(np.add(W, 0.001 * d, out=W))",
            # A step so small that rounding eats the difference, where the cost is not 0.
            "0.001 -> 1e-9",
            # The answer of the lesson's data, as a literal.
            "return np.array([-0.979, 0.203]) / np.hypot(0.979, 0.203)",
        ],
        "hidden": [
            # Right, but for the minimum of the lessons a literal.
            "return -> return np.array([-0.979, 0.203]) / np.hypot(0.979, 0.203)"
            " if np.array_equal(W, [1, 1]) else",
            # The answers of the visible tests.
            """
            if W[0] == 3:
                return np.array([0, 1])
            if W[0] == 0:
                return np.array([1, -1]) / 2**0.5
            return np.array([-0.979, 0.203]) / np.hypot(0.979, 0.203)""",
            # A quarter turn only: valleys that run up to the right are not seen.
            "linspace(0 -> linspace(np.pi / 2",
        ],
    },
}
