"""The layer of lesson 08: its gradient against central differences, each term dropped once."""

import inspect

import numpy as np
import pytest

from rnn_lesson import clipped, layer_gradient, layer_states, layers, numerical_gradient

pytestmark = pytest.mark.filterwarnings("error")
RNG = np.random.default_rng(8)
SIZES = [(3, 4, 2, 3), (1, 5, 1, 2), (4, 1, 3, 1)]  # m, n, p, h


def example(m, n, p, h):
    """Inputs, weights, and how much each state weighs in a cost, S_0 and the states between too."""
    X, pull = RNG.normal(size=(m, n, p)), RNG.normal(size=(m, n + 1, h))
    return X, RNG.normal(size=(p, h)), RNG.normal(size=(h, h)), RNG.normal(size=h), pull


EXAMPLES = [example(*sizes) for sizes in SIZES]


def states_from(S_0, X, Wx, Wr, b):
    """A plain loop, sample by sample and state by state, from any initial states S_0 (m, h)."""
    S = np.zeros((len(X), X.shape[1] + 1, len(b)))
    S[:, 0] = S_0
    for i, k, j in np.ndindex(*X.shape[:2], len(b)):
        into = sum(X[i, k, a] * Wx[a, j] for a in range(X.shape[2]))
        into += sum(S[i, k, a] * Wr[a, j] for a in range(len(b)))
        S[i, k + 1, j] = np.tanh(into + b[j])
    return S


def disagreement(gradient, X, Wx, Wr, b, pull):
    """The largest difference between a backward pass and central differences, of all parts."""
    S = layer_states(X, Wx, Wr, b)
    (Wx_grad, Wr_grad, b_grad), over_time = gradient(X, S, pull, Wr)
    at = lambda S_0, *W: float(np.sum(pull * states_from(S_0, X, *W)))
    nothing = np.zeros(S[:, 0].shape)
    numeric = {
        "Wx": numerical_gradient(lambda W: at(nothing, W, Wr, b), Wx, 1e-6) - Wx_grad,
        "Wr": numerical_gradient(lambda W: at(nothing, Wx, W, b), Wr, 1e-6) - Wr_grad,
        "b": numerical_gradient(lambda W: at(nothing, Wx, Wr, W), b, 1e-6) - b_grad,
        "S_0": numerical_gradient(lambda S_0: at(S_0, Wx, Wr, b), nothing, 1e-6) - over_time[:, 0],
    }
    return max(np.abs(difference).max() for difference in numeric.values())


@pytest.mark.parametrize("case", EXAMPLES)
def test_states_are_those_of_a_plain_loop(case):
    X, Wx, Wr, b, _ = case
    wanted = states_from(0, X, Wx, Wr, b)
    assert np.allclose(layer_states(X, Wx, Wr, b), wanted, rtol=0, atol=1e-14)


@pytest.mark.parametrize("case", EXAMPLES)
def test_gradient_agrees_with_central_differences(case):
    assert disagreement(layer_gradient, *case) < 1e-8


#: Each changes one term of the backward pass. A check that lets one through is no check.
BROKEN = {
    "the bend": (" * (1 - S[:, k] ** 2)", ""),
    "the bend of the step before": ("S[:, k] ** 2", "S[:, k - 1] ** 2"),
    "what the input did": ("Wx_grad += X[:, k - 1].T @ grad_sum", "pass"),
    "what the old state did": ("Wr_grad += S[:, k - 1].T @ grad_sum", "pass"),
    "the state before the step": ("S[:, k - 1].T", "S[:, k].T"),
    "the bias": ("b_grad += grad_sum.sum(axis=0)", "pass"),
    "the way back in time": ("grad_over_time[:, k - 1] += grad_sum @ Wr.T", "pass"),
    "the output of the step before": ("[:, k - 1] += grad_sum", "[:, k - 1] = grad_sum"),
    "the transpose": ("Wr.T", "Wr"),
    "the first step": ("range(n, 0, -1)", "range(n, 1, -1)"),
    "sum, not mean": ("grad_sum.sum", "grad_sum.mean"),
}


@pytest.mark.parametrize("old, new", BROKEN.values(), ids=BROKEN)
def test_a_backward_pass_that_lacks_a_term_does_not_agree(old, new):
    source = inspect.getsource(inspect.unwrap(layers.layer_gradient))
    source = source[source.index("def ") :]
    doc = layer_gradient.__doc__
    assert source.replace(doc, "").count(old) == 1
    found = {"np": np}
    exec(source.replace(doc, "").replace(old, new), found)
    assert disagreement(found["layer_gradient"], *EXAMPLES[0]) > 1e-2


def test_clipped_shortens_all_together_and_keeps_the_direction():
    gradients = [np.array([[3.0, 0.0]]), np.array(-4.0), np.array([12.0])]
    short = clipped(gradients, 6.5)
    assert [each.tolist() for each in short] == [[[1.5, 0.0]], -2.0, [6.0]]
    for enough in (13, 14.0):
        assert all(np.array_equal(*pair) for pair in zip(clipped(gradients, enough), gradients))


def test_clipped_takes_zeros_and_giants():
    assert np.array_equal(clipped([np.zeros((2, 3))], 1)[0], np.zeros((2, 3)))
    assert np.allclose(clipped([[3e200, 4e200]], 1)[0], [0.6, 0.8])
