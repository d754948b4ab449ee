"""Lesson 09: its two backward passes against central differences, and what a missing term does."""

import contextlib
import io

import execute
import nbformat
import numpy as np
import pytest

from rnn_lesson import numerical_gradient
from rnn_lesson._lessons.gates import gated_states, lstm_step, sigmoid

RNG = np.random.default_rng(5)
X, R = RNG.normal(size=(4, 5)), (RNG.random((4, 5)) < 0.4).astype(float)
WEIGHTS = np.array([0.7, 0.6, -1.1])
X_FEW = RNG.normal(size=(3, 5, 2))
LAYER = [RNG.normal(0, 0.6, shape) for shape in ((2, 12), (3, 12), (12,))]
TO_COST = RNG.normal(size=(3, 3))


def written(name):
    """Return a function of lesson 09 as text."""
    notebook = nbformat.read(execute.NOTEBOOKS / "09_gates.ipynb", as_version=4)
    (source,) = (c.source for c in notebook.cells if f"def {name}(" in c.source)
    return source.replace("@exercise\n", "")


def made(name, old="", new=""):
    """Return a function of lesson 09, with a term taken out."""
    source = written(name)
    assert source.count(old) == 1 or not old, f"{old!r} must stand once"
    found = {"np": np, "sigmoid": sigmoid, "lstm_step": lstm_step}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(source.replace(old, new) if old else source, found)
    return found[name]


def counter_agrees(gated_gradient):
    S, F = gated_states(X, R, *WEIGHTS)
    found, _ = gated_gradient(X, R, S, F, 2 * S[:, -1])
    numeric = numerical_gradient(lambda W: np.sum(gated_states(X, R, *W)[0][:, -1] ** 2), WEIGHTS)
    return np.allclose(found, numeric, rtol=1e-5, atol=1e-7)


def layer_agrees(lstm_gradient):
    states = made("lstm_states")
    S, M = states(X_FEW, *LAYER)
    found, _ = lstm_gradient(X_FEW, S, M, TO_COST, *LAYER)
    for j, weights in enumerate(LAYER):

        def cost(w, j=j):
            return np.sum(TO_COST * states(X_FEW, *LAYER[:j], w, *LAYER[j + 1 :])[0][:, -1])

        numeric = numerical_gradient(cost, weights)
        if not np.allclose(found[j], numeric, rtol=1e-5, atol=1e-7):
            return False
    return True


def test_both_agree_with_central_differences():
    assert counter_agrees(made("gated_gradient")) and layer_agrees(made("lstm_gradient"))


@pytest.mark.parametrize("name, old, new", [
    ("gated_gradient", "grad_over_time[:, k - 1] = G * f", "grad_over_time[:, k - 1] = G"),
    ("gated_gradient", " * f * (1 - f)", ""),
    ("gated_gradient", "G * S[:, k - 1]", "G"),
    ("gated_gradient", "grad_sum * R[:, k - 1]", "grad_sum"),
    ("gated_gradient", "G * X[:, k - 1]", "G"),
    ("gated_gradient", "a_grad += float", "a_grad = float"),
    ("lstm_gradient", "M[:, :-1] * f * (1 - f)", "f * (1 - f)"),
    ("lstm_gradient", "u * i * (1 - i)", "u * i"),
    ("lstm_gradient", "shown * o * (1 - o)", "o * (1 - o)"),
    ("lstm_gradient", "i * (1 - u**2)", "i"),
    ("lstm_gradient", "grad_memory[:, k] += G * o[:, k - 1]", "grad_memory[:, k] += G"),
    ("lstm_gradient", " * (1 - shown[:, k - 1] ** 2)", ""),
    ("lstm_gradient", "= grad_memory[:, k] * f[:, k - 1]", "= grad_memory[:, k]"),
    ("lstm_gradient", "+= S[:, k - 1].T @ grad_sum", "+= S[:, k].T @ grad_sum"),
    ("lstm_gradient", "G = grad_sum @ Wr.T", "G = 0 * G"),
    ("lstm_gradient", "b_grad += grad_sum.sum(axis=0)", "b_grad += grad_sum.mean(axis=0)"),
])  # fmt: skip
def test_a_missing_term_is_seen(name, old, new):
    agrees = {"gated_gradient": counter_agrees, "lstm_gradient": layer_agrees}
    assert not agrees[name](made(name, old, new))


def test_the_step_is_the_equations_number_by_number():
    xk, sk, mk = (RNG.normal(size=shape) for shape in ((2, 2), (2, 3), (2, 3)))
    S, M = lstm_step(xk, sk, mk, *LAYER)
    Wx, Wr, b = LAYER
    for row in range(2):
        for j in range(3):
            z = [
                sum(xk[row] * Wx[:, j + 3 * part]) + sum(sk[row] * Wr[:, j + 3 * part])
                for part in range(4)
            ]
            f, i, o = (1 / (1 + np.exp(-z[part] - b[j + 3 * part])) for part in range(3))
            memory = f * mk[row, j] + i * np.tanh(z[3] + b[j + 9])
            assert np.isclose(M[row, j], memory) and np.isclose(S[row, j], o * np.tanh(memory))
