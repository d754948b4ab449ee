"""A view shows the very place where it stands, on its grid and off it."""

import functools
import math

import numpy as np
import pytest
from seen import X, cost_at, rprop, shows, shows_path, t, text

import rnn_lesson
from rnn_lesson import explorers, model, optimizers


@pytest.fixture(scope="module")
def full_size():
    """Return the view of a kind, made once for all tests that only look and move."""
    return functools.cache(lambda explore: explore())


@pytest.mark.parametrize("value, taken", [
    (1.23, 1.23), (-1.3, -1.3), (1e-17, 1e-17), (99, 3), (-99, -3), (math.inf, 3), (-math.inf, -3),
    ("2", 2), (0.1 * 3, 0.3), (-0.0, 0), (np.float32(0.5), 0.5),
])  # fmt: skip
def test_a_value_is_used_as_it_is_within_the_axis(full_size, value, taken):
    view = full_size(explorers.explore_loss)
    view.scene, view.wx, view.wRec = "far", 0.05, 0.7
    seen = []
    look = lambda change: seen.append((change["new"], view.readings()["cost"]))
    view.observe(look, "wx")
    view.wx = value
    view.unobserve(look, "wx")
    assert repr(view.wx) == repr(view.position["wx"]) == repr(float(taken))
    assert seen == [(taken, text(cost_at((taken, 0.7))))]


def random_places(view, count, seed=0):
    """Move a view to random values of all its axes, whose scenes change too."""
    rng = np.random.default_rng(seed)
    for _ in range(count):
        view.scene = rng.choice(list(view.spec["scenes"])).item()
        for name, axis in view._scene.axes.items():
            if axis.fine:
                # A log axis has as much room for what is small.
                i = rng.integers(len(axis.values) - 1)
                setattr(view, name, rng.uniform(*axis.values[i : i + 2]))
            elif not axis.asks:
                setattr(view, name, axis.value(axis.values[rng.integers(len(axis.values))], name))
        yield view


@pytest.mark.parametrize("explore", [explorers.explore_loss, explorers.explore_gradient])
def test_every_number_is_that_of_the_very_place(full_size, explore):
    for view in random_places(full_size(explore), 40):
        S = model.forward_states(X, view.wx, view.wRec)
        slopes = optimizers.gradient(X, t, (view.wx, view.wRec))
        shown = [float(number) for number in view.readings().values()]
        expected = [model.cost(S[:, -1], t), *slopes][: len(shown)]
        assert shown == pytest.approx(expected, rel=1e-5)
        assert shows(view, "y", S[:, -1])


def test_every_state_eps_and_path_is_that_of_the_very_place(full_size):
    for view in random_places(full_size(explorers.explore_states), 20):
        S = model.forward_states([[int(bit) for bit in view.bits]], view.wx, view.wRec)
        assert shows(view, "states", S[0]) and view.readings() == {"output y": text(S[0, -1])}
    exact = optimizers.gradient(X, t, (1.2, 1.2))
    for view in random_places(full_size(explorers.explore_eps), 20):
        slope = rnn_lesson.numerical_gradient(cost_at, np.array([1.2, 1.2]), view.eps)
        error = np.abs(slope - exact) / np.maximum(np.abs(slope), np.abs(exact))
        assert list(view.readings().values()) == [text(value, ".1e") for value in error]
    for view in random_places(full_size(explorers.explore_rprop), 4):
        path, _ = rprop(view)
        assert shows_path(view, "path", path)
        assert view.readings()["wx"] == text(path[view.i, 0])


def test_there_and_back_again_is_the_same_place(full_size):
    view = full_size(explorers.explore_loss)
    view.scene, view.wx, view.wRec = "near", 0.02, 1.34
    for scene in ("far", "near"):
        view.scene = scene
        assert (view.wx, view.wRec) == (0.02, 1.34)
