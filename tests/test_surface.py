"""The surface against a double loop of plain model runs, to 1e-9 relative plus 1e-12 absolute."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_lesson import (
    costs,
    gradient,
    gradients,
    lesson_dataset,
    loss_surface,
    make_dataset,
    surface,
)

pytestmark = pytest.mark.filterwarnings("error")
X, t = lesson_dataset()


def double_loop(X, t, wx, wRec):
    X, t = np.asarray(X, float), np.asarray(t, float)
    result = np.empty((len(wRec), len(wx)))
    with np.errstate(over="ignore", invalid="ignore"):
        for j, wRec_j in enumerate(wRec):
            for i, wx_i in enumerate(wx):
                S = 0.0
                for x in X.T:
                    S = x * wx_i + S * wRec_j
                result[j, i] = np.mean((S - t) ** 2)
    return result


def assert_exact(X, t, wx, wRec):
    exact = double_loop(X, t, wx, wRec)
    result = loss_surface(X, t, wx, wRec)
    np.testing.assert_allclose(result, exact, rtol=1e-9, atol=1e-12)
    pairs = [(a, b) for b in wRec for a in wx]
    np.testing.assert_allclose(costs(X, t, pairs), exact.ravel(), rtol=1e-9, atol=1e-12)


weights = st.lists(
    st.floats(-10, 10).map(lambda w: w if abs(w) > 1e-100 else 0.0), min_size=1, max_size=4
)


@given(
    st.sampled_from([1, 2, 20, 300, 700]), st.integers(1, 30), st.integers(0, 999), weights, weights
)
def test_binary_data_of_any_size(m, n, seed, wx, wRec):
    X, t = make_dataset(m, n, np.random.default_rng(seed))
    assert_exact(X, t, wx, wRec)


@given(
    st.sampled_from([1, 2, 20, 300, 700]), st.integers(1, 30), st.integers(0, 999), weights, weights
)
def test_real_data_of_any_size(m, n, seed, wx, wRec):
    rng = np.random.default_rng(seed)
    X, t = rng.normal(size=(m, n)), rng.normal(size=m)
    X[:, rng.random(n) < 0.2] = 0
    assert_exact(X, t, wx, wRec)


@pytest.mark.parametrize("m", [1, 255, 256, 257, 511, 512, 513])
def test_sizes_around_a_chunk(m):
    rng = np.random.default_rng(m)
    assert_exact(rng.normal(size=(m, 5)), rng.normal(size=m), [-1, 0.5], [0.9, -1.1])


def test_many_chunks():
    rng = np.random.default_rng(1)
    assert_exact(rng.normal(size=(256 * 256 + 3, 2)), rng.normal(size=256 * 256 + 3), [0.5], [0.9])


@pytest.mark.parametrize("m", [2, 300])
def test_sequences_longer_than_a_chunk(m):
    X, t = make_dataset(m, 300, np.random.default_rng(1))
    assert_exact(X, t, [-1, 0, 1, 2], [-1.1, 0, 0.9, 1, 1.1])


def test_near_the_minimum():
    near = 1 + np.array([0, 1e-15, -1e-12, 1e-9, -1e-7, 1e-5, 1e-3])
    assert_exact(X, t, near, near)
    long, ones = make_dataset(300, 30, np.random.default_rng(1))
    assert_exact(long, ones, near, near)
    assert loss_surface(X, t, [1], [1])[0, 0] < 1e-25


def test_wild_weights():
    wild = [-10, -3, -1, 0, 1, 3, 10]
    for m in (1, 20, 700):
        long, ones = make_dataset(m, 30, np.random.default_rng(m))
        assert_exact(long, ones, wild, wild)


def test_axes_in_any_order():
    assert_exact(X, t, [2, -1, 2, 0, 0, 1.5], [3, 1, 1, -2])
    assert loss_surface(X, t, [1, 2, 3], [0, 1]).shape == (2, 3)
    assert (
        loss_surface(X, t, [1, 2, 3], [0, 1])[1, 0]
        < 1e-25
        < loss_surface(X, t, [1, 2, 3], [0, 1])[0, 1]
    )


def test_data_without_a_single_one():
    zeros = np.zeros((3, 4))
    assert loss_surface(zeros, [1, 2, 3], [-1, 0, 5], [0, 2]) == pytest.approx(14 / 3, rel=1e-14)
    assert np.all(loss_surface(zeros, [0, 0, 0], [-1, 0, 5], [0, 2]) == 0)


def test_scaled_data():
    """Sums of squares of the data neither overflow nor vanish on the way."""
    for scale in (1e-150, 1e150):
        np.testing.assert_allclose(
            loss_surface(X * scale, t * scale, [0.5, 3], [0.5, 1]) / scale / scale,
            loss_surface(X, t, [0.5, 3], [0.5, 1]),
            rtol=1e-9,
        )
        np.testing.assert_allclose(
            loss_surface(X * scale, t, np.array([0.5, 3]) / scale, [0.5, 1]),
            loss_surface(X, t, [0.5, 3], [0.5, 1]),
            rtol=1e-9,
        )


def test_overflow_is_inf_and_never_nan():
    wx, wRec = [-1e200, 0, 1, 1e200], [-1e200, -1, 1, 1e200]
    result, exact = loss_surface(X, t, wx, wRec), double_loop(X, t, wx, wRec)
    assert not np.isnan(result).any()
    assert np.array_equal(np.isinf(result), np.isinf(exact)) and np.isinf(result).sum() == 10
    np.testing.assert_allclose(
        result[np.isfinite(exact)], exact[np.isfinite(exact)], rtol=1e-9, atol=1e-12
    )
    pairs = [(a, b) for b in wRec for a in wx]
    assert np.array_equal(costs(X, t, pairs), result.ravel())


def test_wx_0_costs_the_mean_square_of_the_targets_whatever_wRec():
    assert np.all(loss_surface(X, t, [0, -0.0], [-1e300, 0, 1e300]) == np.mean(t**2))


def test_the_order_of_samples_does_not_matter():
    X, t = make_dataset(700, 8, np.random.default_rng(1))
    order = np.random.default_rng(2).permutation(700)
    grid = [-1.5, 0.3, 1.0], [-1.2, 0.5, 1.0]
    np.testing.assert_allclose(
        loss_surface(X[order], t[order], *grid), loss_surface(X, t, *grid), rtol=1e-12, atol=1e-24
    )


def test_parts_average_to_the_whole():
    rng = np.random.default_rng(1)
    X, t = rng.normal(size=(700, 8)), rng.normal(size=700)
    grid = [-1.5, 0.3, 1.0], [-1.2, 0.5, 1.0]
    parts = 3 * loss_surface(X[:3], t[:3], *grid) + 697 * loss_surface(X[3:], t[3:], *grid)
    np.testing.assert_allclose(parts / 700, loss_surface(X, t, *grid), rtol=1e-12)


@pytest.mark.parametrize(("m", "rows"), [(1, 1), (9, 9), (700, 11), (5_000, 11)])
def test_the_work_a_point_does_not_depend_on_m(m, rows):
    X, t = make_dataset(m, 10, np.random.default_rng(1))
    u, v, du = surface._reduced_output(X, t, np.array([0.5, 1, 2]))
    assert u.shape == du.shape == (rows, 3) and v.shape == (rows, 1)


@given(
    st.sampled_from([1, 2, 20, 300, 700]), st.integers(1, 30), st.integers(0, 999), weights, weights
)
def test_gradients_are_gradient(m, n, seed, wx, wRec):
    rng = np.random.default_rng(seed)
    X, t = rng.normal(size=(m, n)), rng.normal(size=m)
    W = np.array([(a, b) for b in wRec for a in wx])
    exact, result = np.array([gradient(X, t, w) for w in W]), gradients(X, t, W)
    assert result.shape == (len(W), 2)
    scale = np.linalg.norm(exact, axis=1, keepdims=True)
    assert np.all(np.abs(result - exact) <= 1e-9 * scale + 1e-9)


def test_gradients_of_the_source():
    assert gradients(X, t, [[1.2, 1.2]])[0] == pytest.approx(
        [375.6854816395034, 2329.373310054043], rel=1e-12
    )
    assert np.abs(gradients(X, t, [[1, 1]])).max() < 1e-10


def test_gradients_of_one_step():
    """n = 1: y = x wx, so wRec plays no part."""
    assert gradients([[1], [3]], [2, 5], [[1, 7], [2, -7], [0, 0]]) == pytest.approx(
        np.array([[-7, 0], [3, 0], [-17, 0]]), abs=1e-13
    )


def test_gradients_are_finite_where_backpropagation_is():
    """The slope 1e270 can be held; its square cannot."""
    assert gradients(X, t, [[0, 1e30]])[0, 0] == pytest.approx(
        gradient(X, t, [0, 1e30])[0], rel=1e-9
    )
