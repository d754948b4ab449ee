"""The network against the closed form y = sum over k of x_k wx wRec^(n-k), in exact fractions."""

from fractions import Fraction as F

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_lesson import (
    backward_gradient,
    cost,
    forward_states,
    lesson_dataset,
    output_gradient,
    update_state,
)

pytestmark = pytest.mark.filterwarnings("error")
X, t = lesson_dataset()
TRAINED = 1.0000482777630824, 0.9999898260167136

quarters = st.integers(-8, 8).map(lambda i: i / 4)


@st.composite
def problems(draw, max_m=5, max_n=7):
    m, n = draw(st.integers(1, max_m)), draw(st.integers(1, max_n))
    several = lambda what, size: st.lists(what, min_size=size, max_size=size)
    X, t = draw(several(several(quarters, n), m)), draw(several(quarters, m))
    return np.array(X), np.array(t), draw(quarters), draw(quarters)


def lesson_cost(wx, wRec):
    return cost(forward_states(X, wx, wRec)[:, -1], t)


COSTS = [(1.2, 1.2, 157.07053695810202), (1, 1, 0), (0, 0, 31.2), (1, 2, 419638.45)]


@pytest.mark.parametrize(("wx", "wRec", "value"), [*COSTS, (1, -2, 146833.65)])
def test_cost_of_the_source(wx, wRec, value):
    assert lesson_cost(wx, wRec) == pytest.approx(value, rel=1e-13, abs=0)


def test_gradient_of_the_source():
    S = forward_states(X, 1.2, 1.2)
    W_grads, _ = backward_gradient(X, S, output_gradient(S[:, -1], t), 1.2)
    assert W_grads == pytest.approx((375.6854816395034, 2329.373310054043), rel=1e-13, abs=0)
    assert [type(grad) for grad in W_grads] == [float, float]


@pytest.mark.parametrize(
    ("bits", "target", "output"),
    [("011000010011", 5, "5.00"), ("011000011111", 7, "7.00"), ("000000000011", 2, "2.00")],
)
def test_sequences_of_the_source(bits, target, output):
    assert bits.count("1") == target
    assert f"{forward_states([[int(bit) for bit in bits]], *TRAINED)[0, -1]:.2f}" == output


@pytest.mark.parametrize(("n", "output"), [(100, "99.95"), (1000, "994.98")])
def test_five_is_not_one(n, output):
    assert f"{forward_states(np.ones((1, n)), *TRAINED)[0, -1]:.2f}" == output


@pytest.mark.parametrize(
    ("wRec", "output"),
    [(1, 4), (2, 0b101101), (10, 101101), (0, 1), (-1, -1 + 1 + 1 - 1 + 0), (0.5, 1.40625)],
)
def test_one_network_many_jobs(wRec, output):
    assert forward_states([[1, 0, 1, 1, 0, 1]], 1, wRec)[0, -1] == output


def test_update_state_of_numbers_and_of_samples():
    assert update_state(3, 5, 2, 0.5) == 8.5
    assert update_state([3, 0], [5, 4], 2, 0.5).tolist() == [8.5, 2]
    assert update_state([3, 0], 5, 2, 0.5).tolist() == [8.5, 2.5]
    assert update_state(3, [5, 4], 2, 0.5).tolist() == [8.5, 8]


@given(problems())
def test_states_are_the_closed_form_exactly(problem):
    X, _, wx, wRec = problem
    m, n = X.shape
    S = forward_states(X, wx, wRec)
    assert S.shape == (m, n + 1)
    for i in range(m):
        for k in range(n + 1):
            terms = (F(X[i, j]) * F(wx) * F(wRec) ** (k - 1 - j) for j in range(k))
            assert F(S[i, k]) == sum(terms, F(0))


@given(problems())
def test_cost_is_the_mean_square(problem):
    X, t, _, _ = problem
    y = X[:, 0]
    exact = sum((F(a) - F(b)) ** 2 for a, b in zip(y, t)) / len(t)
    assert cost(y, t) == pytest.approx(float(exact), rel=1e-14, abs=0)
    assert type(cost(y, t)) is float


@given(problems())
def test_output_gradient_divides_by_the_samples_given(problem):
    X, t, _, _ = problem
    y = X[:, 0]
    exact = [float(2 * (F(a) - F(b)) / len(t)) for a, b in zip(y, t)]
    assert output_gradient(y, t) == pytest.approx(exact, rel=1e-14, abs=0)


@given(problems())
def test_backward_gradient_differentiates_the_closed_form(problem):
    X, t, wx, wRec = problem
    m, n = X.shape
    S = forward_states(X, wx, wRec)
    grad_out = output_gradient(S[:, -1], t)
    (wx_grad, wRec_grad), grad_over_time = backward_gradient(X, S, grad_out, wRec)
    error = [F(S[i, n]) - F(t[i]) for i in range(m)]
    powers = [F(wRec) ** j for j in range(n + 1)]
    by_wx = lambda x: sum(F(x[k]) * powers[n - 1 - k] for k in range(n))
    by_wRec = lambda x: sum(F(x[k]) * (n - 1 - k) * powers[n - 2 - k] for k in range(n - 1)) * F(wx)
    size = float(max(map(abs, error))) * 2.0**n * n * n + 1
    for grad, slope in ((wx_grad, by_wx), (wRec_grad, by_wRec)):
        exact = float(2 * sum(map(F.__mul__, error, map(slope, X))) / m)
        assert grad == pytest.approx(exact, rel=1e-12, abs=1e-14 * size)
    assert grad_over_time.shape == (m, n + 1)
    for k in range(n + 1):
        exact = [float(2 * e * powers[n - k] / m) for e in error]
        assert grad_over_time[:, k] == pytest.approx(exact, rel=1e-13, abs=0)


@given(problems(), st.integers(0, 2**32))
def test_backward_gradient_uses_what_it_is_given(problem, seed):
    """States and output gradients that no forward pass made, against plain loops."""
    X, grad_out, _, wRec = problem
    m, n = X.shape
    S = np.random.default_rng(seed).integers(-8, 9, (m, n + 1)) / 4
    (wx_grad, wRec_grad), _ = backward_gradient(X, S, grad_out, wRec)
    G = [[F(g) * F(wRec) ** (n - k) for k in range(n + 1)] for g in grad_out]
    assert F(wx_grad) == sum(G[i][k] * F(X[i, k - 1]) for i in range(m) for k in range(1, n + 1))
    assert F(wRec_grad) == sum(G[i][k] * F(S[i, k - 1]) for i in range(m) for k in range(1, n + 1))


def test_wild_weights_overflow_to_inf():
    S = forward_states([[1, 1, 1]], 1e200, 1e200)
    assert S.tolist() == [[0, 1e200, np.inf, np.inf]]
    assert cost(S[:, -1], [3]) == np.inf and cost([1e200], [0]) == np.inf
    assert output_gradient(S[:, -1], [3]).tolist() == [np.inf]
    (wx_grad, wRec_grad), _ = backward_gradient([[1, 1, 1]], S, [np.inf], 1e200)
    assert wx_grad == np.inf and np.isnan(wRec_grad)
