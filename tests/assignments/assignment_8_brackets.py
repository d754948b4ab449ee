"""Right and wrong answers to assignment 8 (`students.answers` says in what form)."""

RIGHT = {
    "encode": [
        """
        n = max(map(len, texts))
        X = np.zeros((len(texts), n, 4))
        for i, text in enumerate(texts):
            for k, sign in enumerate(text):
                X[i, k, SIGNS.index(sign)] = 1
        return X""",
        # Compares all places with codes at once; -1 is nobody's place.
        """
        n = max(len(text) for text in texts)
        codes = [[SIGNS.index(s) for s in text] + [-1] * (n - len(text)) for text in texts]
        return (np.array(codes)[:, :, None] == np.arange(4)) * 1.0""",
        # In lists.
        """
        n, X = max(map(len, texts)), []
        for text in texts:
            rows = [[int(s == "("), int(s == "["), int(s == ")"), int(s == "]")] for s in text]
            while len(rows) < n:
                rows.append([0] * 4)
            X.append(rows)
        return X""",
    ],
    "closers": [
        """
        n = max(map(len, texts))
        T = np.zeros((len(texts), n))
        for i, text in enumerate(texts):
            stack = []
            for k, sign in enumerate(text):
                if sign in "([":
                    stack.append(1 if sign == "(" else -1)
                else:
                    stack.pop()
                T[i, k] = stack[-1] if stack else 0
        return T""",
        # Counts back from each sign to the one that is still open.
        """
        T = np.zeros((len(texts), max(map(len, texts))))
        for i, text in enumerate(texts):
            for k in range(len(text)):
                closed, j = 0, k
                while j >= 0 and (text[j] in ")]" or closed):
                    closed += 1 if text[j] in ")]" else -1
                    j -= 1
                if j >= 0:
                    T[i, k] = {"(": 1, "[": -1}[text[j]]
        return T""",
        # Rubs out pairs, in lists.
        """
        n, T = max(len(text) for text in texts), []
        for text in texts:
            row, rest = [], ""
            for sign in text:
                rest = (rest + sign).replace("()", "").replace("[]", "")
                row.append({"": 0, "(": 1, "[": -1}[rest[-1:]])
            T.append(row + [0] * (n - len(row)))
        return T""",
    ],
    "hinge-cost": [
        """
        asked = T != 0
        losses = np.maximum(0, 1 - T * scores)
        return losses[asked].mean()""",
        "return np.sum(np.maximum(0, 1 - T * scores) * T**2) / np.count_nonzero(T)",
        """
        total, count = 0, 0
        for a_row, t_row in zip(scores, T):
            for a, one in zip(a_row, t_row):
                if one != 0:
                    total += max(0, 1 - one * a)
                    count += 1
        return total / count""",
    ],
    "hinge-gradient": [
        "return np.where(T * scores < 1, -T, 0) / np.count_nonzero(T)",
        """
        D = -T / np.sum(T != 0)
        D[T * scores >= 1] = 0
        return D""",
        """
        asked = sum(one != 0 for row in T for one in row)
        D = []
        for a_row, t_row in zip(scores, T):
            D.append([-one / asked if one * a < 1 else 0 for a, one in zip(a_row, t_row)])
        return D""",
    ],
    "bracket-gradients": [
        """
        S = layer_states(X, Wx, Wr, b)
        D = np.where(T * (S[:, 1:] @ Wy + by) < 1, -T, 0) / np.count_nonzero(T)
        grad_states = np.zeros(S.shape)
        grad_states[:, 1:] = D[:, :, None] * Wy
        (Wx_grad, Wr_grad, b_grad), _ = layer_gradient(X, S, grad_states, Wr)
        Wy_grad = np.sum(D[:, :, None] * S[:, 1:], axis=(0, 1))
        return [Wx_grad, Wr_grad, b_grad, Wy_grad, np.sum(D)]""",
        # Calls what task 2b wrote, and the output weights go one by one.
        """
        S = layer_states(X, Wx, Wr, b)
        scores = np.einsum("mkh,h->mk", S[:, 1:], Wy) + by
        D = np.asarray(hinge_gradient(scores, T))
        back = np.concatenate([np.zeros((len(X), 1, len(b))), np.multiply.outer(D, Wy)], axis=1)
        parts = layer_gradient(X, S, back, Wr)[0]
        return list(parts) + [[np.sum(D * S[:, 1:, j]) for j in range(len(b))], D.sum()]""",
        # Step by step, without the layer's functions.
        """
        m, n, h = len(X), X.shape[1], len(b)
        S = [np.zeros((m, h))]
        for k in range(n):
            S.append(np.tanh(X[:, k] @ Wx + S[k] @ Wr + b))
        asked = np.count_nonzero(T)
        parts, G = [np.zeros((4, h)), np.zeros((h, h)), np.zeros(h), np.zeros(h), 0.0], 0
        for k in range(n, 0, -1):
            t = T[:, k - 1]
            D = np.where(t * (S[k] @ Wy + by) < 1, -t, 0) / asked
            H = (G + np.outer(D, Wy)) * (1 - S[k] ** 2)
            shares = [X[:, k - 1].T @ H, S[k - 1].T @ H, H.sum(axis=0), D @ S[k], D.sum()]
            parts = [part + share for part, share in zip(parts, shares)]
            G = H @ Wr.T
        return parts""",
    ],
    "share-right": [
        """
        good = (scores * T > 0) | (T == 0)
        return np.mean(np.all(good, axis=1))""",
        """
        right = 0
        for a_row, t_row in zip(scores, T):
            if all(one == 0 or a * one > 0 for a, one in zip(a_row, t_row)):
                right += 1
        return right / len(T)""",
        "return np.mean(np.where(T == 0, 1, scores * T).min(axis=1) > 0)",
    ],
}

WRONG = {
    "encode": {
        "visible": [
            "return X ->",
            "max(map(len, texts)) -> len(texts[0])",  # As long as the first text.
            "max(map(len, texts)) -> min(map(len, texts))"
            " && enumerate(text): -> enumerate(text[:n]):",
            "SIGNS.index(sign) -> '()[]'.index(sign)",  # Another order of the signs.
            "= 1 -> = SIGNS.index(sign)",  # The place in the place.
            "X[i, k, SIGNS.index(sign)] -> X[i, k - 1, SIGNS.index(sign)]",  # One step early.
            # Each text stands at the end of its row.
            "X[i, k, -> X[i, n - len(text) + k,",
            "return X -> return X.argmax(axis=2)",  # Numbers of signs.
            "return X -> return X.transpose(0, 2, 1)",
            # Beyond the end everything is a (.
            "return X -> X[X.sum(axis=2) == 0, 0] = 1; return X",
            "return X -> return X - 0.25",
        ],
        "hidden": [
            "n = max(map(len, texts)) -> n = max(4, *map(len, texts), 0)",  # Four steps at least.
            "enumerate(text): -> enumerate(text[:9]):",  # Gives up after 9 signs.
            "return X -> return np.squeeze(X)",
            # Texts that are empty are left out.
            "n = max -> texts = [text for text in texts if text]; n = max",
        ],
    },
    "closers": {
        "visible": [
            "return T ->",
            '1 if sign == "(" else -1 -> 1',  # One kind of bracket.
            '1 if sign == "(" else -1 -> -1 if sign == "(" else 1',  # The other way round.
            "stack[-1] -> stack[0]",  # The outermost.
            "stack.pop() -> stack.pop(0)",  # A queue.
            "stack.pop() -> stack.clear()",  # One closing sign closes everything.
            "stack.pop() -> pass",  # Nothing is ever closed.
            "else 0 -> else 1",  # Something is asked where nothing is open.
            "stack = [] -> stack = stack if i else []",  # What the last text left open stays.
            "max(map(len, texts)) -> len(texts[-1])",
            # The last sign that was opened, closed or not.
            "stack.pop() -> stack.append(stack[-1])",
            # The target of the next step.
            "T[i, k] = -> T[i, k - 1] =",
            # Before the step.
            "stack = [] -> stack, before = [], 0"
            " && T[i, k] = stack[-1] if stack else 0 -> T[i, k] = before;"
            " before = stack[-1] if stack else 0",
            # The last target goes on beyond the end.
            "return T ->"
            " [row.__setitem__(slice(len(s), None), row[len(s) - 1]) for row, s in zip(T, texts)]"
            "; return T",
        ],
        "hidden": [
            # Remembers two at most.
            'stack.append(1 if sign == "(" else -1) ->'
            ' stack.append(1 if sign == "(" else -1); stack = stack[-2:]'
            " && stack.pop() -> stack = stack[:-1]",
            "enumerate(text): -> enumerate(text[:5]):",  # Five steps, as in the example.
            "return T -> return np.squeeze(T)",
            "n = max -> texts = [text for text in texts if text]; n = max",
        ],
    },
    "hinge-cost": {
        "visible": [
            "return losses[asked].mean() ->",
            "losses[asked].mean() -> losses[asked]",  # A number for each step.
            "losses[asked].mean() -> losses[asked].sum()",
            "losses[asked].mean() -> losses.mean()",  # Counts what is not asked.
            "losses[asked].mean() -> losses[asked].sum() / T.size",
            "np.maximum(0, 1 - T * scores) -> 1 - T * scores",  # Pays back.
            "1 - T * scores -> 1 + T * scores",
            "1 - T * scores -> -T * scores",  # The perceptron's: no margin.
            "np.maximum(0, 1 - T * scores) -> np.maximum(0, 1 - T * scores) ** 2",
            "np.maximum(0, 1 - T * scores) -> np.abs(1 - T * scores)",
            "np.maximum(0, 1 - T * scores) -> (T - scores) ** 2",
            "np.maximum(0, 1 - T * scores) -> np.log(1 + np.exp(-T * scores))",
            "asked = T != 0 -> asked = T > 0",  # One of the two signs only.
            "np.maximum(0, 1 - T * scores) -> (T * scores < 1)",  # Counts what is not clear.
            "asked = T -> scores *= T; asked = T && 1 - T * scores -> 1 - scores",
        ],
        "hidden": [
            "losses[asked].mean() -> losses[asked].sum() / 5",  # The number of the example.
            "losses[asked].mean() -> losses[:2][asked[:2]].mean()",  # Two texts.
            "losses[asked].mean() -> losses[:, :3][asked[:, :3]].mean()",
            "np.maximum(0, 1 - T * scores) -> np.clip(1 - T * scores, 0, 3)",  # Never above 3.
        ],
    },
    "hinge-gradient": {
        "visible": [
            "return np.where -> D = np.where",
            "-T, 0 -> T, 0",  # The wrong sign.
            "T * scores < 1 -> T * scores < 0",  # Only what is wrong.
            "T * scores < 1 -> scores < 1",
            "-T, 0 -> -T * (1 - T * scores), 0",  # The slope of the square.
            "-T, 0 -> -T * scores, 0",  # Multiplied by the score.
            "-T, 0 -> -1, 0",
            "/ np.count_nonzero(T) ->",  # No mean.
            "np.count_nonzero(T) -> T.size",
            "np.count_nonzero(T) -> len(T)",
            "np.count_nonzero(T) -> np.sum(T * scores < 1)",  # Shared among the unclear ones.
            "np.where(T * scores < 1, -T, 0) -> -T",  # The clear ones go on pulling.
            "-T, 0) -> -T, 1)",
            "return -> T *= -1; return",  # Works inside T.
            "return np.where(T * scores < 1, -T, 0) / np.count_nonzero(T)"
            " -> return (scores - T) / np.count_nonzero(T)",  # The squared error.
            "return np.where(T * scores < 1, -T, 0) / np.count_nonzero(T)"
            " -> return -np.sum(T * (T * scores < 1)) / np.count_nonzero(T)",
        ],
        "hidden": [
            "np.count_nonzero(T) -> 5",  # The number of the example.
            "scores < 1 -> scores <= 1",  # The other side of the corner.
            "return np.where(T * scores < 1, -T, 0) / np.count_nonzero(T)"
            " -> return np.squeeze(np.where(T * scores < 1, -T, 0) / np.count_nonzero(T))",
            "np.count_nonzero(T) -> max(2, np.count_nonzero(T))",
        ],
    },
    "bracket-gradients": {
        "visible": [
            "return [Wx_grad, Wr_grad, b_grad, Wy_grad, np.sum(D)] ->",
            "return [Wx_grad, Wr_grad, b_grad, Wy_grad, np.sum(D)]"
            " -> return [Wx_grad, Wr_grad, b_grad]",
            "return [Wx_grad, Wr_grad -> return [Wr_grad, Wx_grad",
            "return [Wx_grad, Wr_grad, b_grad, Wy_grad, np.sum(D)]"
            " -> return [(Wx_grad, Wr_grad, b_grad), Wy_grad, np.sum(D)]",
            "S[:, 1:] @ Wy + by -> S[:, :-1] @ Wy + by",  # The scores of the states before.
            "* S[:, 1:], axis -> * S[:, :-1], axis",
            "grad_states[:, 1:] -> grad_states[:, :-1]",  # One step early.
            "D[:, :, None] * Wy -> D[:, :, None]",  # Wy is forgotten.
            "D[:, :, None] * Wy -> D[:, :, None] * S[:, 1:]",
            "axis=(0, 1) -> axis=0",
            "np.sum(D)] -> np.mean(D)]",
            "np.sum(D)] -> D.sum(axis=0)]",
            "grad_states[:, 1:] = D[:, :, None] * Wy -> grad_states[:, -1] = D[:, -1:] * Wy",
            "grad_states, Wr) -> grad_states, Wr.T + 1)",
            "/ np.count_nonzero(T) -> / np.count_nonzero(T) / T.size",  # The mean once more.
            "@ Wy + by -> @ Wy",  # The bias is left out of the scores.
            # The gradient of the squared error.
            "np.where(T * (S[:, 1:] @ Wy + by) < 1, -T, 0) -> (S[:, 1:] @ Wy + by - T)",
            "S = layer -> T *= 0; S = layer",
        ],
        "hidden": [
            "D[:, :, None] * Wy -> D[:, :, None] * Wy[0]",  # One weight for all states.
            "grad_states, Wr) -> grad_states, Wr.T)",  # The transpose is in there already.
            # Two texts only.
            "np.sum(D)] -> np.sum(D[:2])] && grad_states[:, 1:] = -> grad_states[:2, 1:] ="
            " && D[:, :, None] * Wy -> D[:2, :, None] * Wy",
            # What is not asked is shared in.
            "np.count_nonzero(T) -> T.size",
        ],
    },
    "share-right": {
        "visible": [
            "return np.mean(np.all(good, axis=1)) ->",
            "np.mean(np.all(good, axis=1)) -> np.all(good, axis=1)",
            "np.mean(np.all -> np.sum(np.all",
            "np.mean(np.all(good, axis=1)) -> np.mean(good[T != 0])",  # A share of steps.
            "np.mean(np.all(good, axis=1)) -> np.mean(good)",
            "| (T == 0) ->",  # What is not asked counts as wrong.
            "scores * T > 0 -> scores * T >= 0",
            "scores * T > 0 -> scores * T >= 1",  # Only what is clear.
            "scores * T > 0 -> scores > 0",
            "axis=1 -> axis=0",
            "np.all(good -> np.any(good",
            "np.all(good, axis=1) -> good[:, -1]",  # The last step alone.
            "scores * T > 0 -> np.round(scores) == T",
            # Texts in which nothing is asked are left out.
            "np.all(good, axis=1)) -> np.all(good, axis=1)[np.any(T, axis=1)])",
        ],
        "hidden": [
            "np.mean(np.all(good, axis=1)) -> np.sum(np.all(good, axis=1)) / 5",
            "scores * T > 0 -> scores * T > 0.05",  # What is small is no answer.
            "np.all(good, -> np.all(good[:, :3],",  # Three steps, as in the example.
            "np.all(good, axis=1)) -> np.all(good[:5], axis=1))",
        ],
    },
}
