"""Rprop and gradient descent: the numbers of the source, and plain loops as oracles."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_lesson import (
    backward_gradient,
    cost,
    forward_states,
    gradient,
    gradient_descent_path,
    lesson_dataset,
    make_dataset,
    optimizers,
    output_gradient,
    rprop_path,
    update_adam,
    update_momentum,
    update_rprop,
)

pytestmark = pytest.mark.filterwarnings("error")
X, t = lesson_dataset()


def lesson_cost(W):
    return cost(forward_states(X, *W)[:, -1], t)


def test_gradient_is_backpropagation():
    for wx, wRec in [(1.2, 1.2), (-0.5, 0.75), (0, 0)]:
        S = forward_states(X, wx, wRec)
        W_grads, _ = backward_gradient(X, S, output_gradient(S[:, -1], t), wRec)
        assert gradient(X, t, (wx, wRec)).tolist() == list(W_grads)


def test_rprop_of_the_source_far():
    path = rprop_path(X, t, W=(-10, 7), n_iter=10_000)
    assert path[-1].tolist() == [0.9999999999999711, 1.0000000000000062]
    assert path[2_000].tolist() == path[-1].tolist()
    assert not np.array_equal(path[1_900], path[-1])


def test_rprop_of_the_source_near_is_the_default():
    path = rprop_path(X, t)
    assert path.shape == (501, 2)
    assert path[0].tolist() == [-1.5, 2]
    assert path[-1].tolist() == [1.0000482777630824, 0.9999898260167136]


def test_rprop_of_the_source_takes_half_of_the_first_step():
    assert rprop_path(X, t, n_iter=1)[1].tolist() == [-1.5 + 0.0005, 2 - 0.0005]


def plain_rprop(X, t, W, n_iter, eta_p=1.2, eta_n=0.5, delta_0=0.001):
    W, W_sign, W_delta = np.array(W, float), np.zeros(2), np.full(2, delta_0)
    path = [W]
    for _ in range(n_iter):
        W_delta, W_sign = update_rprop(X, t, W, W_sign, W_delta, eta_p, eta_n)
        W = W - W_sign * W_delta
        path.append(W)
    return np.array(path)


@pytest.mark.parametrize(
    ("W", "n_iter", "settings"),
    [
        ((-1.5, 2), 300, {}),
        ((-10, 7), 300, {}),
        # Comes to the minimum and dances on the last bit.
        ((1 + 1e-12, 1 - 1e-12), 200, {"delta_0": 1e-12}),
        ((1, 1), 40, {}),
        ((0, 0), 100, {}),
        ((0, 3), 100, {}),
        ((-2, -1.5), 300, {}),  # down the false valley
        ((-1.5, 2), 0, {}),
        ((-1.5, 2), 100, {"eta_p": 1.5, "eta_n": 0.25, "delta_0": 0.5}),
        ((-1.5, 2), 100, {"eta_p": 1.0, "eta_n": 1.0, "delta_0": 0.01}),
        ((3, 40), 60, {"eta_p": 4.0, "delta_0": 20.0}),
        ((1e150, -1e150), 40, {}),
        ((1e200, 1e200), 40, {}),
    ],
)
def test_rprop_path_is_update_rprop_again_and_again(W, n_iter, settings):
    path = rprop_path(X, t, W, n_iter, **settings)
    assert path.shape == (n_iter + 1, 2)
    assert np.array_equal(path, plain_rprop(X, t, W, n_iter, **settings))
    assert np.isfinite(path).all()


def test_rprop_stays_where_the_gradient_is_zero():
    assert np.all(rprop_path(X, t, (1, 1), 50) == 1)
    assert np.all(rprop_path(np.zeros((2, 3)), [1, 2], (5, -5), 50) == [5, -5])


def test_rprop_fails_from_some_starts():
    W = rprop_path(X, t, (-2, -1.5), 1_500)[-1]
    assert abs(W[0]) < 1e-4 and W[1] < -5 and lesson_cost(W) > 14


def test_update_rprop_sign_by_sign():
    deltas = 1e-20, 1.5e-20, 2e-20, 0.001, 40.0, 45.0, 50.0
    places = (1.2, 1.2), (-1.5, 2), (1, 1), (0, 0), (0, 3)
    for W, delta, prev in itertools.product(places, deltas, (-1, 0, 1)):
        grads = gradient(X, t, W)
        W_delta, W_sign = update_rprop(X, t, W, [prev, -prev], [delta, 2 * delta], 1.2, 0.5)
        for j, (before, old) in enumerate([(prev, delta), (-prev, 2 * delta)]):
            sign = int(grads[j] > 0) - int(grads[j] < 0)
            assert W_sign[j] == sign, (W, delta, prev)
            new = old * 1.2 if sign == before != 0 else old * 0.5
            assert W_delta[j] == min(max(new, 1e-20), 50.0), (W, delta, prev)


def test_overflowed_gradients_have_a_sign_and_nan_counts_as_0():
    assert np.isinf(gradient([[1, 0, 1]], [0], (1e160, -1e10))[1])
    W_delta, W_sign = update_rprop([[1, 0, 1]], [0], (1e160, -1e10), [1, -1], [1, 1], 1.2, 0.5)
    assert W_sign.tolist() == [1, -1] and W_delta.tolist() == [1.2, 1.2]
    assert np.isnan(gradient([[1, 0, 1]], [0], (1e200, 1e200))).all()
    W_delta, W_sign = update_rprop([[1, 0, 1]], [0], (1e200, 1e200), [1, 1], [1, 1], 1.2, 0.5)
    assert W_sign.tolist() == [0, 0] and W_delta.tolist() == [0.5, 0.5]


def test_step_sizes_reach_their_bounds_on_a_path():
    path = rprop_path([[1.0]], [2.0**20], (0, 0), 200)
    assert np.all(np.diff(path[-50:, 0]) == pytest.approx(50, rel=1e-12)) and np.all(
        path[:, 1] == 0
    )
    # A minimum at 0, where even the smallest step still moves the weight.
    wx = np.abs(rprop_path([[1.0]], [0.0], (0.1, 0), 1_000)[-10:, 0])
    assert 0 < wx.max() <= 2e-20


starts = st.tuples(st.floats(-2, 2), st.floats(-2, 2))


@given(starts, st.sampled_from([1e-7, 1e-4, 1e-3]), st.sampled_from([1e300, 100.0, 0.5]))
def test_gradient_descent_path_is_a_plain_loop(W, learning_rate, max_norm):
    path = gradient_descent_path(X, t, W, 8, learning_rate, max_norm)
    assert path.shape == (9, 2) and path[0].tolist() == list(W)
    for before, after in zip(path[:-1].tolist(), path[1:].tolist()):
        wx_grad, wRec_grad = gradient(X, t, before).tolist()
        clip = min(1.0, max_norm / (math.hypot(wx_grad, wRec_grad) or 1))
        plain = [
            before[0] - learning_rate * clip * wx_grad,
            before[1] - learning_rate * clip * wRec_grad,
        ]
        if not np.isfinite(after).all():
            assert (
                math.hypot(*plain) > 1e30
                or math.hypot(wx_grad, wRec_grad) > 1e150
                or not np.isfinite(plain).all()
            )
            break
        assert after == pytest.approx(plain, rel=1e-12, abs=1e-300)


def test_gradient_descent_defaults():
    path = gradient_descent_path(X, t)
    assert path.shape == (501, 2) and path[0].tolist() == [-1.5, 2]
    assert path[1] == pytest.approx([-1.5, 2] - 1e-4 * gradient(X, t, (-1.5, 2)), rel=1e-14)
    assert gradient_descent_path(X, t, n_iter=0).tolist() == [[-1.5, 2]]


@pytest.mark.parametrize("learning_rate", [1e-3, 1e-4, 1e-6])
def test_gradient_descent_diverges_within_a_few_steps(learning_rate):
    path = gradient_descent_path(X, t, (-1.5, 2), 20, learning_rate)
    assert np.isfinite(path[:3]).all() and np.isnan(path[4:]).all()


def test_gradient_descent_hardly_moves():
    path = gradient_descent_path(X, t, (-1.5, 2), 500, 1e-7)
    assert np.abs(path[-1] - path[1]).max() < 0.15 and lesson_cost(path[-1]) > 50


def test_clipped_gradient_descent_gets_through():
    path = gradient_descent_path(X, t, (-1.5, 2), 2_000, 1e-3, max_norm=10)
    assert path[-1] == pytest.approx([1, 1], abs=0.03) and lesson_cost(path[-1]) < 1e-3
    assert np.hypot(*np.diff(path, axis=0).T).max() == pytest.approx(1e-2, rel=1e-9)


@pytest.mark.parametrize(("W", "max_norm"), [((-1.5, 2), 10), ((1.001, 1), 0.01)])
def test_a_clipped_gradient_keeps_its_direction(W, max_norm):
    path = gradient_descent_path(X, t, W, 1, 1e-3, max_norm)
    grads = gradient(X, t, W)
    assert np.hypot(*grads) > max_norm
    assert path[1] - path[0] == pytest.approx(-1e-3 * max_norm * grads / np.hypot(*grads), rel=1e-9)


def test_gradient_descent_stays_at_the_minimum():
    for max_norm in (1e300, 1e-300):
        assert np.all(gradient_descent_path(X, t, (1, 1), 5, 1e-3, max_norm) == 1)


@pytest.mark.parametrize(
    ("learning_rate", "W", "finite"),
    [(1e308, (-1.5, 2), 1), (1e-4, (1e200, 1e200), 1), (1e100, (0.9, 0.9), 2)],
)
def test_diverged_rows_are_nan_and_nothing_else(learning_rate, W, finite):
    path = gradient_descent_path(X, t, W, 6, learning_rate)
    assert np.isfinite(path[:finite]).all() and np.isnan(path[finite:]).all()


def test_a_gradient_whose_length_overflows_has_diverged():
    at = lambda W: np.full(W.shape, 1.5e308)
    with np.errstate(over="ignore"):
        path = optimizers.descent_paths(at, np.zeros((1, 2)), 3, 1e-3, 1.0)
    assert (path[0, 0] == 0).all() and np.isnan(path[0, 1:]).all()


def test_clipping_comes_before_the_learning_rate():
    """A clipped step is learning_rate * max_norm long, however long the gradient was."""
    path = gradient_descent_path(X, t, (-1.5, 1e16), 1, 1e25, max_norm=1)
    assert np.hypot(*(path[1] - path[0])) == pytest.approx(1e25)


@pytest.mark.parametrize(("n", "about"), [(2, 0.5), (10, 1.6e-3), (100, 1.6e-7)])
def test_largest_stable_learning_rate_falls_with_the_length(n, about):
    """At the minimum it is 2 over the largest eigenvalue of the Hessian, 2/m J'J."""
    X, t = make_dataset(300, n, np.random.default_rng(1))
    J = np.column_stack([t, X @ np.arange(n - 1, -1, -1)])
    largest = 2 / np.linalg.eigvalsh(2 / len(t) * J.T @ J).max()
    assert largest == pytest.approx(about, rel=0.1)
    start = np.array([1, 1 + 1e-6 / n**2])
    far = [
        np.abs(gradient_descent_path(X, t, start, 60, rate * largest)[-1] - 1).max()
        for rate in (0.9, 1.1)
    ]
    assert far[0] <= start[1] - 1 < far[1] or n == 2 and far[0] < 1e-6 < far[1]


@pytest.mark.parametrize("n", [2, 3, 10, 40])
def test_sure_signs_are_those_of_the_gradient(n):
    rng = np.random.default_rng(n)
    X, t, W = rng.normal(size=(7, n)), rng.normal(size=7), rng.uniform(-3, 3, size=(300, 2))
    u = np.array([forward_states(X, 1, wRec)[:, -1] for wRec in W[:, 1]])
    # Here the gradient with respect to wx is no more than rounding.
    W[::2, 0] = (u @ t / np.sum(u * u, axis=1))[::2]
    signs, sure = optimizers.gradient_signs(X, t)(W)
    expected = np.sign([gradient(X, t, pair) for pair in W])
    assert np.array_equal(signs[sure], expected[sure])
    assert sure[1::2].all() and not sure[::2].any()


@pytest.mark.parametrize("n", [1, 2, 10])
def test_quick_gradients_are_the_gradients(n):
    rng = np.random.default_rng(n)
    X, t, W = rng.normal(size=(7, n)), rng.normal(size=7), rng.uniform(-2, 2, size=(50, 2))
    expected = np.array([gradient(X, t, pair) for pair in W])
    found = optimizers.quick_gradients(X, t)(W)
    assert np.allclose(found, expected, rtol=1e-9, atol=1e-9 * np.abs(expected).max())


def test_no_sign_is_sure_where_powers_overflow():
    with np.errstate(all="ignore"):
        _, sure = optimizers.gradient_signs(X, t)(np.array([[1, 1e30], [1, -1e200], [1e300, 2.0]]))
    assert not sure.any()


# Momentum and Adam.


@pytest.mark.parametrize("shape", [(2,), (3, 2), (), (4, 5, 6)])
def test_momentum_is_the_sum_of_all_gradients_that_fade(shape):
    pushes = np.random.default_rng(4).normal(size=(20, *shape))
    W, velocity = np.ones(shape), np.zeros(shape)
    for i, push in enumerate(pushes, 1):
        before = W
        W, velocity = update_momentum(W, velocity, push, 0.1, 0.8)
        faded = 0.8 ** np.arange(i)[::-1]
        assert np.allclose(velocity, -0.1 * np.tensordot(faded, pushes[:i], 1), rtol=1e-12)
        assert np.allclose(W, before + velocity, rtol=1e-14)


@pytest.mark.parametrize("shape", [(2,), (3, 2), (), (4, 5, 6)])
def test_adam_divides_two_weighted_means(shape):
    pushes = np.random.default_rng(4).normal(size=(20, *shape)) * 1e3
    W, mean, square = np.ones(shape), np.zeros(shape), np.zeros(shape)
    for i, push in enumerate(pushes, 1):
        before = W
        W, mean, square = update_adam(W, mean, square, push, i, 0.1, 0.8, 0.95)
        (first, second) = (
            np.average(pushes[:i] ** power, axis=0, weights=decay ** np.arange(i)[::-1])
            for power, decay in ((1, 0.8), (2, 0.95))
        )
        assert np.allclose(before - W, 0.1 * first / (np.sqrt(second) + 1e-8), rtol=1e-10)


def test_adams_first_step_is_the_rate_and_epsilon_shows_where_slopes_are_small():
    slopes, zeros = np.array([3e6, -2.0, 0, 1e-8]), np.zeros(4)
    W, mean, square = update_adam(np.zeros(4), zeros, zeros, slopes, 1, 0.1)
    assert np.allclose(W, [-0.1, 0.1, 0, -0.05])
    assert np.allclose(mean, 0.1 * slopes) and np.allclose(square, 0.001 * slopes**2)


def test_defaults_are_those_of_the_papers_and_arguments_stay():
    given = [np.array([1.0, 2.0]) for _ in range(4)]
    found = update_adam(*given, 3, 0.1)
    assert np.array_equal(found, update_adam(*given, 3, 0.1, 0.9, 0.999))
    assert np.array_equal(
        update_momentum(*given[:3], 0.1), update_momentum(*given[:3], 0.1, momentum=0.9)
    )
    assert all(array.tolist() == [1, 2] for array in given)
