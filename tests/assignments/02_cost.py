"""Answers to assignment 2: right ones, and wrong ones with the part of a test cell that is to refuse them first."""

RIGHT = {
    "running-count": [
        "def running_count(X):\n    return np.cumsum(X, axis=1)",
        "def running_count(X):\n    return forward_states(X, 1, 1)[:, 1:]",
        """
def running_count(X):
    return [[sum(row[: k + 1]) for k in range(len(row))] for row in X]
""",
        """
def running_count(X):
    T = X.copy()
    for k in range(1, X.shape[1]):
        T[:, k] += T[:, k - 1]
    return T
""",
    ],
    "cost-every-step": [
        "def cost_every_step(S, T):\n    return np.nanmean((S[:, 1:] - T) ** 2)",
        """
def cost_every_step(S, T):
    total, number = 0, 0
    m, n = T.shape
    for i in range(m):
        for k in range(1, n + 1):
            if not np.isnan(T[i, k - 1]):
                total += (S[i, k] - T[i, k - 1]) ** 2
                number += 1
    return total / number
""",
        """
def cost_every_step(S, T):
    missing = np.isnan(T)
    error = np.where(missing, 0, S[:, 1:] - T)
    return (error * error).sum() / np.count_nonzero(~missing)
""",
        # The targets that are missing are filled with the states, so that they are right.
        """
def cost_every_step(S, T):
    y = S[:, 1:].ravel()
    filled = np.where(np.isnan(T).ravel(), y, T.ravel())
    return cost(y, filled) * T.size / np.isfinite(T).sum()
""",
    ],
    "robust-cost": [
        """
def robust_cost(y, t, delta):
    e = np.abs(y - t)
    return np.where(e <= delta, e**2, delta * (2 * e - delta)).mean()
""",
        """
def robust_cost(y, t, delta):
    total = 0
    for error in y - t:
        if abs(error) <= delta:
            total += error**2
        else:
            total += delta**2 + 2 * delta * (abs(error) - delta)
    return total / len(y)
""",
        """
def robust_cost(y, t, delta):
    e = (y - t).astype(float)
    loss = e**2
    loss[e > delta] = 2 * delta * e[e > delta] - delta**2
    loss[e < -delta] = -2 * delta * e[e < -delta] - delta**2
    return float(np.mean(loss))
""",
        # A square minus what is too much of it.
        """
def robust_cost(y, t, delta):
    e = y - t
    beyond = np.maximum(np.abs(e) - delta, 0)
    return np.mean(e**2 - beyond**2)
""",
    ],
    "flat-direction": [
        # One angle after the other.
        """
def flat_direction(f, W):
    best, lowest = None, np.inf
    for angle in np.linspace(0, np.pi, 500):
        d = np.array([np.cos(angle), np.sin(angle)])
        rise = f(W + 0.001 * d) + f(W - 0.001 * d)
        if rise < lowest:
            best, lowest = d, rise
    return best
""",
        # All the way round, one side only, as a list.
        """
def flat_direction(f, W):
    angles = np.radians(np.arange(360))
    values = [f(np.array([W[0] + 0.001 * np.cos(a), W[1] + 0.001 * np.sin(a)])) for a in angles]
    a = angles[np.argmin(values)]
    return [np.cos(a), np.sin(a)]
""",
        # The Hessian by differences of four costs, and the largest eigenvalue of its inverse.
        """
def flat_direction(f, W):
    h = 1e-3
    E = np.eye(2) * h
    H = np.empty((2, 2))
    for i in range(2):
        for j in range(2):
            H[i, j] = f(W + E[i] + E[j]) - f(W + E[i] - E[j]) - f(W - E[i] + E[j]) + f(W - E[i] - E[j])
    d = np.ones(2) + [0.1, -0.3]
    for _ in range(50):
        d = np.linalg.solve(H, d)
        d = d / np.linalg.norm(d)
    return d
""",
        # The angle of the main axis by a formula.
        """
def flat_direction(f, W):
    def c(a):
        d = 0.001 * np.array([np.cos(a), np.sin(a)])
        return f(W + d) + f(W - d)
    a = 0.5 * np.arctan2(c(np.pi / 4) - c(3 * np.pi / 4), c(0) - c(np.pi / 2)) + np.pi / 2
    return np.array([np.cos(a), np.sin(a)])
""",
    ],
}

WRONG = {
    "running-count": [
        # Forgets to return.
        ("def running_count(X):\n    T = np.cumsum(X, axis=1)", "visible"),
        # One sample comes back without its row.
        ("def running_count(X):\n    return np.squeeze(np.cumsum(X, axis=1))", "hidden"),
        # Adds down the samples.
        ("def running_count(X):\n    return np.cumsum(X, axis=0)", "visible"),
        # Runs on from row to row, in one long row.
        ("def running_count(X):\n    return np.cumsum(X)", "visible"),
        # Runs on from row to row.
        ("def running_count(X):\n    return np.cumsum(X).reshape(X.shape)", "visible"),
        # The count before the step.
        ("def running_count(X):\n    return np.cumsum(X, axis=1) - X", "visible"),
        # The whole count at every step.
        ("def running_count(X):\n    return np.sum(X, axis=1, keepdims=True) + 0 * X", "visible"),
        # With the initial state.
        ("def running_count(X):\n    return forward_states(X, 1, 1)", "visible"),
        # In place.
        ("def running_count(X):\n    return np.cumsum(X, axis=1, out=X)", "visible"),
        # Four steps, as in the example.
        (
            """
def running_count(X):
    T = np.zeros((len(X), 4))
    T[:, 0] = X[:, 0]
    for k in range(1, 4):
        T[:, k] = T[:, k - 1] + X[:, k]
    return T
""",
            "hidden",
        ),
        # Two samples, as in the example.
        (
            "def running_count(X):\n    return np.array([np.cumsum(X[0]), np.cumsum(X[1])])",
            "hidden",
        ),
    ],
    "cost-every-step": [
        # Works inside S.
        (
            """
def cost_every_step(S, T):
    error = S[:, 1:]
    error -= T
    return np.nanmean(error**2)
""",
            "visible",
        ),
        # Forgets to return.
        ("def cost_every_step(S, T):\n    np.nanmean((S[:, 1:] - T) ** 2)", "visible"),
        # The initial state instead of the last one.
        ("def cost_every_step(S, T):\n    return np.nanmean((S[:, :-1] - T) ** 2)", "visible"),
        # All columns of S.
        ("def cost_every_step(S, T):\n    return np.nanmean((S - T) ** 2)", "visible"),
        # nan spreads.
        ("def cost_every_step(S, T):\n    return np.mean((S[:, 1:] - T) ** 2)", "visible"),
        # Divides by all steps, known or not.
        (
            "def cost_every_step(S, T):\n    return np.nansum((S[:, 1:] - T) ** 2) / T.size",
            "visible",
        ),
        # A missing target counts as the target 0.
        (
            "def cost_every_step(S, T):\n    return np.mean((S[:, 1:] - np.nan_to_num(T)) ** 2)",
            "visible",
        ),
        # Divides by the samples only.
        (
            "def cost_every_step(S, T):\n    return np.nansum((S[:, 1:] - T) ** 2) / len(T)",
            "visible",
        ),
        # No mean over the samples.
        (
            "def cost_every_step(S, T):\n    return np.nanmean((S[:, 1:] - T) ** 2, axis=1)",
            "visible",
        ),
        # Errors of both signs cancel; the square comes last.
        ("def cost_every_step(S, T):\n    return np.nanmean(S[:, 1:] - T) ** 2", "visible"),
        # Writes into T.
        (
            """
def cost_every_step(S, T):
    number = np.sum(~np.isnan(T))
    missing = np.isnan(T)
    T[missing] = S[:, 1:][missing]
    return np.sum((S[:, 1:] - T) ** 2) / number
""",
            "visible",
        ),
        # A mean of means: each sample counts the same, however few targets it has.
        (
            "def cost_every_step(S, T):\n    return np.mean(np.nanmean((S[:, 1:] - T) ** 2, axis=1))",
            "hidden",
        ),
        # Three steps, as in the example.
        (
            "def cost_every_step(S, T):\n    return np.nanmean((S[:, 1:4] - T[:, :3]) ** 2)",
            "hidden",
        ),
        # Two samples, as in the example.
        ("def cost_every_step(S, T):\n    return np.nanmean((S[:2, 1:] - T[:2]) ** 2)", "hidden"),
    ],
    "robust-cost": [
        # Forgets to return.
        (
            """
def robust_cost(y, t, delta):
    e = np.abs(y - t)
    loss = np.mean(np.where(e <= delta, e**2, delta * (2 * e - delta)))
""",
            "visible",
        ),
        # The textbook's half square.
        (
            """
def robust_cost(y, t, delta):
    e = np.abs(y - t)
    return np.mean(np.where(e <= delta, e**2 / 2, delta * (e - delta / 2)))
""",
            "visible",
        ),
        # A line with the right slope that does not meet the parabola.
        (
            """
def robust_cost(y, t, delta):
    e = np.abs(y - t)
    return np.mean(np.where(e <= delta, e**2, 2 * delta * e))
""",
            "visible",
        ),
        # A line that meets the parabola, with a kink.
        (
            """
def robust_cost(y, t, delta):
    e = np.abs(y - t)
    return np.mean(np.where(e <= delta, e**2, delta * e))
""",
            "visible",
        ),
        # Large errors cost all the same.
        (
            "def robust_cost(y, t, delta):\n    return np.mean(np.minimum(np.abs(y - t), delta) ** 2)",
            "visible",
        ),
        # Negative errors stay squares.
        (
            """
def robust_cost(y, t, delta):
    e = y - t
    return np.mean(np.where(e <= delta, e**2, delta * (2 * e - delta)))
""",
            "visible",
        ),
        # The sum.
        (
            """
def robust_cost(y, t, delta):
    e = np.abs(y - t)
    return np.sum(np.where(e <= delta, e**2, delta * (2 * e - delta)))
""",
            "visible",
        ),
        # One number for each sample.
        (
            """
def robust_cost(y, t, delta):
    e = np.abs(y - t)
    return np.where(e <= delta, e**2, delta * (2 * e - delta))
""",
            "visible",
        ),
        # One decision for all samples.
        (
            """
def robust_cost(y, t, delta):
    e = np.abs(y - t)
    if np.max(e) <= delta:
        return np.mean(e**2)
    return np.mean(delta * (2 * e - delta))
""",
            "visible",
        ),
        # Writes into y.
        (
            """
def robust_cost(y, t, delta):
    y -= t
    e = np.abs(y)
    return np.mean(np.where(e <= delta, e**2, delta * (2 * e - delta)))
""",
            "visible",
        ),
        # The delta of the example.
        (
            """
def robust_cost(y, t, delta):
    e = np.abs(y - t)
    return np.mean(np.where(e <= 2, e**2, 4 * e - 4))
""",
            "hidden",
        ),
        # Whole numbers stay whole: the line is cut off.
        (
            """
def robust_cost(y, t, delta):
    e = np.abs(y - t)
    loss = e**2
    loss[e > delta] = delta * (2 * e[e > delta] - delta)
    return np.mean(loss)
""",
            "hidden",
        ),
        # One sample or three, as in the visible tests.
        (
            """
def robust_cost(y, t, delta):
    e = np.abs(y - t)[:3]
    return np.mean(np.where(e <= delta, e**2, delta * (2 * e - delta)))
""",
            "hidden",
        ),
    ],
    "flat-direction": [
        # The angle instead of the vector.
        (
            """
def flat_direction(f, W):
    angles = np.linspace(0, np.pi, 500)
    return angles[np.argmin([f(W + 0.001 * np.array([np.cos(a), np.sin(a)])) for a in angles])]
""",
            "visible",
        ),
        # Takes a step along the direction.
        (
            """
def flat_direction(f, W):
    angles = np.linspace(0, np.pi, 500)
    directions = np.column_stack([np.cos(angles), np.sin(angles)])
    d = directions[np.argmin([f(W + 0.001 * d) for d in directions])]
    W += 0.001 * d
    return d
""",
            "visible",
        ),
        # Right, but for the minimum of the lessons a literal.
        (
            """
def flat_direction(f, W):
    if np.array_equal(W, [1, 1]):
        return np.array([-0.979, 0.203]) / np.hypot(0.979, 0.203)
    angles = np.linspace(0, np.pi, 500)
    directions = np.column_stack([np.cos(angles), np.sin(angles)])
    return directions[np.argmin([f(W + 0.001 * d) for d in directions])]
""",
            "hidden",
        ),
        # The steepest direction.
        (
            """
def flat_direction(f, W):
    E = 0.001 * np.eye(2)
    H = [[f(W + a + b) - f(W + a - b) - f(W - a + b) + f(W - a - b) for a in E] for b in E]
    return np.linalg.eigh(H)[1][:, 1]
""",
            "visible",
        ),
        # Length 2.
        (
            """
def flat_direction(f, W):
    E = 0.001 * np.eye(2)
    H = [[f(W + a + b) - f(W + a - b) - f(W - a + b) + f(W - a - b) for a in E] for b in E]
    return 2 * np.linalg.eigh(H)[1][:, 0]
""",
            "visible",
        ),
        # The flatter one of the two axes.
        (
            """
def flat_direction(f, W):
    rises = [f(W + [0.001, 0]), f(W + [0, 0.001])]
    return np.eye(2)[np.argmin(rises)]
""",
            "visible",
        ),
        # The gradient, which is 0 at a minimum and points anywhere.
        (
            """
def flat_direction(f, W):
    g = np.array([f(W + [0.001, 0]) - f(W - [0.001, 0]), f(W + [0, 0.001]) - f(W - [0, 0.001])])
    return g / np.hypot(*g)
""",
            "visible",
        ),
        # Steps of five degrees.
        (
            """
def flat_direction(f, W):
    best = min(range(0, 180, 5), key=lambda a: f(W + 0.001 * np.array([np.cos(np.radians(a)), np.sin(np.radians(a))])))
    return np.array([np.cos(np.radians(best)), np.sin(np.radians(best))])
""",
            "visible",
        ),
        # Moves W.
        (
            """
def flat_direction(f, W):
    best, lowest = None, np.inf
    for a in np.linspace(0, np.pi, 721):
        d = np.array([np.cos(a), np.sin(a)])
        W += 0.001 * d
        if f(W) < lowest:
            best, lowest = d, f(W)
    return best
""",
            "visible",
        ),
        # The answer of the lesson's data, as a literal.
        (
            """
def flat_direction(f, W):
    return np.array([-0.979, 0.203]) / np.hypot(0.979, 0.203)
""",
            "visible",
        ),
        # The answers of the visible tests.
        (
            """
def flat_direction(f, W):
    if W[0] == 3:
        return np.array([0, 1])
    if W[0] == 0:
        return np.array([1, -1]) / 2**0.5
    return np.array([-0.979, 0.203]) / np.hypot(0.979, 0.203)
""",
            "hidden",
        ),
        # A quarter turn only: valleys that run up to the right are not seen.
        (
            """
def flat_direction(f, W):
    angles = np.linspace(np.pi / 2, np.pi, 500)
    directions = np.column_stack([np.cos(angles), np.sin(angles)])
    return directions[np.argmin([f(W + 0.001 * d) for d in directions])]
""",
            "hidden",
        ),
        # A step so small that rounding eats the difference, where the cost is not 0.
        (
            """
def flat_direction(f, W):
    angles = np.linspace(0, np.pi, 500)
    directions = np.column_stack([np.cos(angles), np.sin(angles)])
    return directions[np.argmin([f(W + 1e-9 * d) for d in directions])]
""",
            "hidden",
        ),
    ],
}
