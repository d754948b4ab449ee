"""Right and wrong answers to assignment 7 (`students.answers` says in what form)."""

RIGHT = {
    "averager-states": [
        """
        m, n = X.shape
        S = np.zeros((m, n + 1))
        g = sigmoid(u * Z + v)
        for k in range(1, n + 1):
            S[:, k] = g[:, k - 1] * X[:, k - 1] + (1 - g[:, k - 1]) * S[:, k - 1]
        return S, g""",
        # Number by number, in lists, with a sigmoid of its own.
        """
        S, g = [], []
        for xs, zs in zip(X, Z):
            average, row, gates = 0.0, [0.0], []
            for x, z in zip(xs, zs):
                gates.append(1 / (1 + np.exp(-(u * z + v))))
                average += gates[-1] * (x - average)
                row.append(average)
            S.append(row)
            g.append(gates)
        return [S, g]""",
        # By the shares, step by step.
        """
        g = sigmoid(v + Z * u)
        S = np.zeros((X.shape[0], X.shape[1] + 1))
        for k in range(X.shape[1] + 1):
            for j in range(k):
                S[:, k] += g[:, j] * X[:, j] * np.prod(1 - g[:, j + 1 : k], axis=1)
        return S, g""",
    ],
    "reading-shares": [
        """
        m, n = g.shape
        P = np.zeros((m, n + 1))
        kept = np.ones(m)
        for k in range(n, 0, -1):
            P[:, k] = g[:, k - 1] * kept
            kept = kept * (1 - g[:, k - 1])
        P[:, 0] = kept
        return P""",
        # A gate of 1 in front of all others lets the initial state in.
        """
        n = g.shape[1]
        taken = np.hstack([np.ones((len(g), 1)), g])
        return np.array([taken[:, k] * np.prod(1 - g[:, k:], axis=1) for k in range(n + 1)]).T""",
        # Forwards: each reading takes its share from all before it.
        """
        P = [np.ones(len(g))]
        for gate in g.T:
            P = [share * (1 - gate) for share in P] + [gate]
        return np.transpose(P)""",
        """
        kept = np.cumprod((1 - g)[:, ::-1], axis=1)[:, ::-1]
        behind = np.hstack([kept[:, 1:], np.ones((len(g), 1))])
        return np.hstack([kept[:, :1], g * behind])""",
    ],
    "averager-gradient": [
        """
        m, n = X.shape
        G = np.zeros((m, n + 1))
        G[:, n] = grad_out
        u_grad = v_grad = 0.0
        for k in range(n, 0, -1):
            f = g[:, k - 1]
            H = G[:, k] * (X[:, k - 1] - S[:, k - 1]) * f * (1 - f)
            u_grad += np.sum(H * Z[:, k - 1])
            v_grad += np.sum(H)
            G[:, k - 1] = G[:, k] * (1 - f)
        return (u_grad, v_grad), G""",
        # By products, without a loop for the weights.
        """
        n = X.shape[1]
        G = np.array([grad_out * np.prod(1 - g[:, k:], axis=1) for k in range(n + 1)]).T
        H = G[:, 1:] * (X - S[:, :n]) * g * (1 - g)
        return np.array([(H * Z).sum(), H.sum()]), G""",
        # Number by number, the two terms of the gate one after the other.
        """
        u_grad, v_grad, G = 0, 0, []
        for i in range(len(X)):
            row = [grad_out[i]]
            for k in range(X.shape[1] - 1, -1, -1):
                to_gate = row[0] * X[i, k] - row[0] * S[i, k]
                inside = to_gate * g[i, k] * (1 - g[i, k])
                u_grad, v_grad = u_grad + inside * Z[i, k], v_grad + inside
                row = [row[0] - row[0] * g[i, k]] + row
            G.append(row)
        return [u_grad, v_grad], G""",
    ],
    "worst-weight": [
        """
        errors = relative_error(find_gradient(W), numerical_gradient(find_cost, W))
        return np.argmax(errors), np.max(errors)""",
        # Central differences of its own.
        """
        slopes, worst, place = find_gradient(W), -1, None
        for j in range(len(W)):
            up, down = np.array(W, dtype=float), np.array(W, dtype=float)
            up[j] += 1e-5
            down[j] -= 1e-5
            numeric = (find_cost(up) - find_cost(down)) / 2e-5
            error = abs(numeric - slopes[j]) / max(abs(numeric), abs(slopes[j]), 1e-300)
            if error > worst:
                worst, place = error, j
        return place, worst""",
        """
        pairs = zip(find_gradient(W.copy()), numerical_gradient(find_cost, W.copy()))
        errors = [float(relative_error(a, b)) for a, b in pairs]
        return [errors.index(max(errors)), max(errors)]""",
    ],
    "first-bias": [
        """
        gate = 1 - 0.5 ** (1 / half_life)
        return np.log(gate / (1 - gate))""",
        "return np.log(2 ** (1 / half_life) - 1)",
        """
        kept = np.exp(np.log(0.5) / half_life)
        return np.log(1 - kept) - np.log(kept)""",
        # Halving an interval.
        """
        low, high = -50.0, 50.0
        for _ in range(200):
            v = (low + high) / 2
            if np.logaddexp(0, v) * half_life < np.log(2):
                low = v
            else:
                high = v
        return v""",
    ],
}

WRONG = {
    "averager-states": {
        "visible": [
            "return S, g -> return S",  # The states alone.
            "return S, g -> return g, S",  # The other way round.
            "return S, g ->",  # Returns nothing.
            "u * Z + v -> u * Z",  # The bias is forgotten.
            "u * Z + v -> u + v * Z",  # The two weights exchanged.
            "u * Z + v -> u * X + v",  # The gate reads the reading itself.
            "sigmoid(u * Z + v) -> u * Z + v",  # No sigmoid.
            "sigmoid(u * Z + v) -> np.tanh(u * Z + v)",  # The bend of lesson 08.
            "+ (1 - g[:, k - 1]) * S -> + g[:, k - 1] * S",  # One factor for both.
            "+ (1 - g[:, k - 1]) * S -> + S",  # The old average is kept whole.
            # The gate of lesson 09: it keeps, and shuts out the reading.
            "g[:, k - 1] * X -> (1 - g[:, k - 1]) * X"
            " && + (1 - g[:, k - 1]) * S -> + g[:, k - 1] * S",
            "g[:, k - 1] * X -> X",  # The reading is taken in whole.
            "np.zeros((m, n + 1)) -> np.column_stack([X[:, 0], X])",  # Starts at the first reading.
            "return S, g -> return S[:, 1:], g",  # No initial state.
            "g = sigmoid(u * Z + v) -> Z *= u; Z += v; g = sigmoid(Z)",  # Works inside Z.
            "* X[:, k - 1] -> * X[0, k - 1]",  # The readings of the first sample for all.
        ],
        "hidden": [
            "range(1, n + 1) -> range(1, 4)",  # Three steps, as in the example.
            "sigmoid(u * Z + v) -> sigmoid(u * Z + abs(v))",  # The size of the bias.
            "return S, g -> return np.squeeze(S), np.squeeze(g)",  # One sample loses its row.
            # A gate is never allowed to be quite shut or open.
            "sigmoid(u * Z + v) -> np.clip(sigmoid(u * Z + v), 0.1, 0.9)",
        ],
    },
    "reading-shares": {
        "visible": [
            "return P ->",
            "return P -> return P[:, 1:]",  # No share for the initial state.
            "P[:, 0] = kept ->",  # It is left at 0.
            "g[:, k - 1] * kept -> g[:, k - 1]",  # What is taken in, as if all of it were kept.
            "kept * (1 - g[:, k - 1]) -> kept * g[:, k - 1]",  # What is taken in for what is kept.
            "kept = np.ones(m) -> kept = 1 - g[:, n - 1]",  # The last reading shuts itself out.
            "range(n, 0, -1) -> range(1, n + 1)",  # As if the early readings came last.
            "P[:, k] = g[:, k - 1] * kept -> P[:, k] = kept",  # How much is taken in is forgotten.
            # Divided by the number of readings.
            "return P -> return P / n",
            "return P -> return P.sum(axis=0)",  # Summed over the samples.
            "return P -> return P[:, ::-1]",  # The last reading first.
            "kept = np.ones(m) -> kept = np.ones(m); g -= 0.0; g[:] = 1 - g"
            " && P[:, k] = g[:, k - 1] * kept -> P[:, k] = (1 - g[:, k - 1]) * kept"
            " && kept * (1 - g[:, k - 1]) -> kept * g[:, k - 1]",  # Works inside g.
        ],
        "hidden": [
            "range(n, 0, -1) -> range(n, n - 3, -1)",  # Three steps, as in the example.
            "return P -> return np.round(P, 4)",  # Rounds away what is small.
            "return P -> return np.squeeze(P)",
            "P[:, 0] = kept -> P[:, 0] = 1 - P.sum(axis=1) if n == 3 else 0",
        ],
    },
    "averager-gradient": {
        "visible": [
            "return (u_grad, v_grad), G -> return u_grad, v_grad, G",  # Three things.
            "return (u_grad, v_grad), G -> return u_grad, v_grad",  # Without G.
            "return (u_grad, v_grad), G -> return (v_grad, u_grad), G",  # The wrong order.
            "return (u_grad, v_grad), G -> return (u_grad, v_grad), G[:, 1:]",  # No G_0.
            "G[:, k] * (1 - f) -> G[:, k] * f",  # The way back of lesson 09.
            "G[:, k] * (1 - f) -> G[:, k]",  # Nothing is lost on the way back.
            "G[:, k] * (1 - f) -> H * (1 - f)",  # What came to the gate goes on back.
            "G[:, n] = grad_out -> G[:, n] = grad_out * g[:, n - 1]",  # Through the gate at once.
            "(X[:, k - 1] - S[:, k - 1]) -> X[:, k - 1]",  # The second term is forgotten.
            "(X[:, k - 1] - S[:, k - 1]) -> S[:, k - 1]",  # The gate of lesson 09.
            "X[:, k - 1] - S[:, k - 1] -> S[:, k - 1] - X[:, k - 1]",  # The wrong sign.
            "X[:, k - 1] - S[:, k - 1] -> X[:, k - 1] + S[:, k - 1]",  # The sign of one term.
            "- S[:, k - 1] -> - S[:, k]",  # The average after the step.
            "* f * (1 - f) ->",  # No slope of the sigmoid.
            "* f * (1 - f) -> * (1 - f**2)",  # The slope of tanh.
            "* f * (1 - f) -> * f",  # Half of the slope.
            "H * Z[:, k - 1] -> H",  # u is not multiplied by z.
            "H * Z[:, k - 1] -> H * X[:, k - 1]",  # The reading in place of its noise.
            "np.sum(H * Z[:, k - 1]) -> np.mean(H * Z[:, k - 1]) && np.sum(H) -> np.mean(H)",
            "+= np.sum(H * Z -> = np.sum(H * Z && += np.sum(H) -> = np.sum(H)",  # One step only.
            "np.sum(H * Z[:, k - 1]) -> H[0] * Z[0, k - 1] && np.sum(H) -> H[0]",  # One sample.
            "range(n, 0, -1) -> range(n, 1, -1)",  # Stops one step early.
            "G[:, k - 1] = G[:, k] * (1 - f) -> grad_out *= 1 - f; G[:, k - 1] = grad_out",
        ],
        "hidden": [
            "range(n, 0, -1) -> range(n, max(n - 3, 0), -1)",  # Three steps, as in the example.
            # Two samples at most.
            "np.sum(H * Z[:, k - 1]) -> np.sum((H * Z[:, k - 1])[:2])"
            " && np.sum(H) -> np.sum(H[:2])",
            # A gate of 0 is taken for one that stops the error.
            "G[:, k] * (1 - f) -> G[:, k] * (1 - f) * (f > 0)",
            "return (u_grad, v_grad), G -> return (u_grad, abs(v_grad)), G",
        ],
    },
    "worst-weight": {
        "visible": [
            "return np.argmax(errors), np.max(errors) -> return np.max(errors)",
            "return np.argmax(errors), np.max(errors) -> return np.max(errors), np.argmax(errors)",
            "np.argmax(errors) -> np.argmax(errors) + 1",  # Counted from 1.
            "np.argmax(errors) -> np.argmin(errors)",  # The best one.
            "np.max(errors) -> np.mean(errors)",
            # Differences as they are.
            "relative_error(find_gradient(W), numerical_gradient(find_cost, W))"
            " -> np.abs(find_gradient(W) - numerical_gradient(find_cost, W))",
            # The place of the largest slope.
            "np.argmax(errors) -> np.argmax(np.abs(find_gradient(W)))",
            "find_gradient(W), numerical -> np.abs(find_gradient(W)), np.abs(numerical"
            " && find_cost, W)) -> find_cost, W)))",  # Signs do not count.
            "return np.argmax(errors), np.max(errors) ->",
            "return -> W *= 1.5; return",  # Works inside W.
            # A one-sided difference over a long way.
            "numerical_gradient(find_cost, W)"
            " -> np.array([(find_cost(W + 0.1 * e) - find_cost(W)) / 0.1 for e in np.eye(len(W))])",
        ],
        "hidden": [
            "np.argmax(errors) -> 2",  # The place of the example.
            "np.argmax(errors) -> len(errors) - 1",
            "relative_error(find -> relative_error(np.round(find"
            " && find_gradient(W), -> find_gradient(W), 6),",  # Rounds small slopes away.
            "return -> errors = errors[:3]; return",  # Three weights, as in the example.
        ],
    },
    "first-bias": {
        "visible": [
            "return np.log(gate / (1 - gate)) ->",
            "return np.log(gate / (1 - gate)) -> return gate",  # The gate, and no bias.
            "np.log(gate / (1 - gate)) -> np.log((1 - gate) / gate)",  # The gate of lesson 09.
            "np.log(gate / (1 - gate)) -> np.log(gate)",
            "1 - 0.5 ** (1 / half_life) -> 0.5 ** (1 / half_life)",  # What is kept.
            "1 - 0.5 ** (1 / half_life) -> 1 - 0.5 ** half_life",
            "1 - 0.5 ** (1 / half_life) -> 1 / (2 * half_life)",  # As if loss were even.
            "return np.log(0.7 / half_life)",  # The rule of thumb.
            "return -np.log(half_life)",
            "np.log(gate -> np.log10(gate",
            "return np.log(gate / (1 - gate)) -> return sigmoid(gate)",
            "return np.log(gate / (1 - gate)) -> return np.round(np.log(gate / (1 - gate)), 2)",
        ],
        "hidden": [
            "1 / half_life -> 1 / max(half_life, 1)",  # No half-life below 1.
            "1 / half_life -> 1 / round(half_life)",  # Whole half-lives only.
            "return -> return min(0, np.log(gate / (1 - gate))) if half_life < 2 else",
            # Below the flat end nothing is let in.
            "return np.log(gate / (1 - gate)) -> return max(np.log(gate / (1 - gate)), -5)",
        ],
    },
}
