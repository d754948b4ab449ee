"""The interactive views without a browser: every control moved, every number and curve held against the model."""

import asyncio
import functools
import gc
import math
import re
import sys
import threading
import time
import warnings
import weakref
from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pytest
from ipywidgets.widgets import widget as ipywidgets_registry
from matplotlib.figure import Figure

import rnn_lesson
from rnn_lesson import explorers, model, optimizers
from rnn_lesson.explorers import _descent, _weights, _widget

X, t = rnn_lesson.lesson_dataset()
VIEWS = [getattr(explorers, name) for name in explorers.__all__]
LINKED = [explorers.explore_states, explorers.explore_loss, explorers.explore_gradient]


# What a view shows, read back from its tables


def row(view, table):
    """The entries of a table at the current position."""
    axes = view.tables[f"{view.scene}/{table}"]["axes"]
    return view._array(view.scene, table)[tuple(view.position[axis] for axis in axes)].astype(float)


def data(picture, entries, axis):
    """Table entries as numbers on the x axis (0) or y axis (1) of a picture, through matplotlib."""
    places = np.asarray(entries) / _widget.UNIT
    points = np.full((places.size, 2), max(picture.ax.get_xlim()))
    points[:, axis] = (places if axis == 0 else picture.size[1] * 100 - places).ravel()
    with np.errstate(all="ignore"):
        return picture.ax.transData.inverted().transform(points)[:, axis].reshape(places.shape)


def shows(view, table, expected, axis=1, pick=...):
    """Whether a drawn row, on an axis of its picture, is `expected` to the eighth of a pixel, or as far beyond the axis."""
    panels = view._scenes[view.scene].panels.values()
    picture = next(
        p for p in panels if table in [layer.get("table") for layer in p.panel["layers"]]
    )
    entries = row(view, table)[pick]
    low, high = np.sort([data(picture, entries + step, axis) for step in (-1, 1)], axis=0)
    left, right = sorted([picture.ax.get_xlim, picture.ax.get_ylim][axis]())
    low, high = np.where(high < left, -np.inf, low), np.where(low > right, np.inf, high)
    there = entries != _widget.NOWHERE
    fits = (np.where(high == np.inf, right, low) <= expected) & (
        expected <= np.where(low == -np.inf, left, high)
    )
    return np.array_equal(there, ~np.isnan(expected)) and bool(fits[there].all())


def nodes(view, count, seed=0):
    """Move a view to `count` random nodes of all its axes, and to its corners."""
    rng = np.random.default_rng(seed)
    for number in range(count):
        for name, axis in view._scenes[view.scene].axes.items():
            if not axis.asks:
                corner = {0: 0, 1: len(axis.values) - 1}
                setattr(view, name, axis.values[corner.get(number, rng.integers(len(axis.values)))])
        yield view


def text(value, form=".6g"):
    """A number as a view writes it."""
    return f"{value + 0.0:{form}}"


# One view of each kind at its real size, and small ones for what a learner might hand in


@pytest.fixture(scope="module")
def full_size():
    """Return the view of a kind, made once for all tests of this module that only look and move."""
    return functools.cache(lambda explore: explore())


@pytest.fixture
def coarse(monkeypatch):
    """Make all views small and leave their pictures blank, so that slow functions are soon through."""
    monkeypatch.setattr(Figure, "savefig", lambda self, file, **options: file.write(b"blank"))

    def few_numbers(label, low, high, step, **options):
        return of_numbers(
            label, low, high, (high - low) / 12 if label in ("wx", "wRec") else step, **options
        )

    of_numbers = _widget.Axis.of_numbers
    monkeypatch.setattr(_widget.Axis, "of_numbers", few_numbers)
    monkeypatch.setattr(_descent, "SPANS", {"near": (-3, 3, 3), "far": (-12, 12, 12)})


@pytest.mark.parametrize("bits", ["0001101111", "1111111111", "0000000000", "1000000001"])
def test_target_follows_the_bits(full_size, bits):
    view = full_size(explorers.explore_target)
    view.bits = bits
    assert view.readings() == {"target t": str(bits.count("1"))}


def test_states_of_a_sequence(full_size):
    for view in nodes(full_size(explorers.explore_states), 12):
        S = model.forward_states([[int(bit) for bit in view.bits]], view.wx, view.wRec)
        assert shows(view, "states", S[0])
        assert view.readings() == {"output y": text(S[0, -1])}


@pytest.mark.parametrize("scene", ["far", "near"])
def test_loss_outputs_and_cost(full_size, scene):
    view = full_size(explorers.explore_loss)
    view.scene = scene
    for view in nodes(view, 12):
        y = model.forward_states(X, view.wx, view.wRec)[:, -1]
        assert shows(view, "y", y)
        assert view.readings() == {"cost": text(model.cost(y, t))}


@pytest.mark.parametrize("own", [None, lambda y, t: float(sum((y - t) ** 2)) / len(t)])
def test_hidden_surface_shows_nothing_but_cost_and_outputs(coarse, full_size, own):
    def drawn(view):
        scenes = view._scenes.values()
        axes = [ax for s in scenes for ax in s.panels["surface"].ax.figure.axes]
        return len(axes), sum(len(ax.collections) for ax in axes)

    hidden = explorers.explore_loss(cost=own, surface=False)
    assert drawn(hidden) == (2, 0) and drawn(full_size(explorers.explore_loss)) > (2, 0)
    for view in nodes(hidden, 4):
        y = model.forward_states(X, view.wx, view.wRec)[:, -1]
        assert shows(view, "y", y) and view.readings() == {"cost": text(model.cost(y, t))}


@pytest.mark.parametrize("scene", ["far", "near"])
def test_gradient_in_every_panel(full_size, scene):
    view = full_size(explorers.explore_gradient)
    view.scene = scene
    surface = view._scenes[scene].panels[
        "surface"
    ]  # On which one step of wx and one of wRec go so many entries:
    right, down = (np.diff(surface.pixels(x=[0, 1]))[0], np.diff(surface.pixels(y=[0, 1]))[0])
    for view in nodes(view, 12):
        S = model.forward_states(X, view.wx, view.wRec)
        gradient, over_time = model.backward_gradient(
            X, S, model.output_gradient(S[:, -1], t), view.wRec
        )
        assert shows(view, "y", S[:, -1])
        assert shows(view, "over_time", over_time.sum(axis=0))
        assert shows(view, "states", S[view.sequence - 1])
        cost, *slopes = view.readings().values()
        assert cost == text(model.cost(S[:, -1], t))
        assert [float(slope) for slope in slopes] == pytest.approx(gradient, rel=1e-5, abs=1e-9)
        arrow = row(view, "arrow")
        uphill = np.array(gradient) * (float(right), float(down))
        assert np.allclose(
            arrow / max(np.hypot(*arrow), 1), uphill / max(np.hypot(*uphill), 1e-300), atol=0.02
        )


def test_gradient_is_nought_at_the_minimum(full_size):
    view = full_size(explorers.explore_gradient)
    view.scene, view.wx, view.wRec = "near", 1, 1
    assert list(view.readings().values()) == ["0", "0", "0"]


def test_central_differences(full_size):
    W = np.array([1.2, 1.2])

    def f(W):
        return model.cost(model.forward_states(X, *W)[:, -1], t)

    exact = optimizers.gradient(X, t, W)
    for view in nodes(full_size(explorers.explore_eps), 8):
        slope = rnn_lesson.numerical_gradient(f, W, view.eps)
        error = np.abs(slope - exact) / np.maximum(np.abs(slope), np.abs(exact))
        assert list(view.readings().values()) == [text(value, ".1e") for value in error]
        assert shows(view, "spots", [view.eps] * 2, axis=0, pick=np.s_[:, 0])
        assert shows(view, "spots", np.maximum(error, 1e-17), pick=np.s_[:, 1])
        ends = np.array([1.2 - view.eps, 1.2 + view.eps])
        assert shows(view, "chord", ends, axis=0, pick=np.s_[:, 0])
        assert shows(view, "chord", [f((1.2, wRec)) for wRec in ends], pick=np.s_[:, 1])
        line = f(W) + slope[1] * 0.385 * np.array([-1, 1])
        assert shows(view, "line", line, pick=np.s_[:, 1])


@pytest.mark.parametrize("scene", ["near", "far"])
def test_rprop_path(full_size, scene):
    view = full_size(explorers.explore_rprop)
    view.scene = scene
    for view in nodes(view, 6):
        path, steps = rprop(view)
        assert shows(view, "path", path[:, 0], axis=0, pick=np.s_[:, 0])
        assert shows(view, "path", path[:, 1], pick=np.s_[:, 1])
        assert shows(view, "cost", [cost_at(W) for W in path])
        assert shows(view, "wx_size", [0.001, *np.abs(steps[:, 0])])
        assert shows(view, "wRec_size", [0.001, *np.abs(steps[:, 1])])
        i = view.i
        numbers = [text(path[i, 0]), text(path[i, 1]), text(cost_at(path[i]))]
        numbers += [text(step, ".4g") for step in (steps[i - 1] if i else (0, 0))]
        assert [float(number) for number in view.readings().values()] == pytest.approx(
            [*map(float, numbers)], rel=1e-5, abs=1e-20
        )


def rprop(view, update=rnn_lesson.update_rprop, n_iter=120):
    """The path from the start of the view, and the steps between, by a plain loop."""
    path, steps, signs, sizes = [(view.wx, view.wRec)], [], np.zeros(2), np.full(2, 0.001)
    for _ in range(n_iter):
        sizes, signs = update(X, t, path[-1], signs, sizes, view.eta_p, view.eta_n)
        steps.append(-signs * sizes)
        path.append(path[-1] + steps[-1])
    return np.array(path), np.array(steps)


def cost_at(W):
    """The cost on the lesson dataset."""
    return model.cost(model.forward_states(X, *W)[:, -1], t)


def test_rprop_with_other_settings(coarse):
    view = explorers.explore_rprop(wx=-1.5, wRec=2)
    for name, value in {"eta_p": 1.5, "eta_n": 0.25}.items():
        setattr(view, name, value)
        for wx in (0, 3):
            view.wx = wx
            assert shows(view, "path", rprop(view)[0][:, 1], pick=np.s_[:, 1]), name


@pytest.mark.parametrize(
    "beside, max_norm", [("gradient descent", 1e300), ("clipped gradient descent", 1.0)]
)
def test_gradient_descent_beside_rprop(coarse, beside, max_norm):
    view = explorers.explore_rprop()
    assert (row(view, "other")[1:] == _widget.NOWHERE).all()
    view.beside = beside
    for rate in (1e-6, 1e-2):
        view.learning_rate = rate
        assert view.learning_rate == pytest.approx(rate)
        path = optimizers.gradient_descent_path(
            X, t, (view.wx, view.wRec), 120, view.learning_rate, max_norm
        )
        assert shows(view, "other", path[:, 0], axis=0, pick=np.s_[:, 0])
        costs = [cost_at(W) if np.isfinite(W).all() else np.nan for W in path]
        assert shows(view, "other_cost", costs)


def test_what_the_network_answers(full_size):
    view = full_size(explorers.explore_answers)
    for view in nodes(view, 10):
        ones = np.array([int(bit) for bit in view.bits])
        assert shows(view, "states", [0, *np.cumsum(ones)])
        assert shows(view, "count", [0, *np.cumsum(ones)])
        assert view.readings() == {
            "target t": str(ones.sum()),
            "output y": f"{ones.sum():.2f}",
            "y - t": "0",
        }


def test_what_other_weights_answer():
    for view in nodes(explorers.explore_answers(W=(0.9, 1.1), n=5, bits="10110"), 4):
        ones = np.array([[int(bit) for bit in view.bits]])
        S = model.forward_states(ones, 0.9, 1.1)[0]
        assert shows(view, "states", S)
        assert list(view.readings().values()) == [
            str(ones.sum()),
            f"{S[-1]:.2f}",
            text(S[-1] - ones.sum(), ".2g"),
        ]


def test_own_data():
    own_X, own_t = rnn_lesson.make_dataset(7, 4, np.random.default_rng(1))
    for explore in (explorers.explore_loss, explorers.explore_gradient):
        view = explore(own_X.tolist(), own_t.tolist(), wx=0.5, wRec=-1)
        y = model.forward_states(own_X, 0.5, -1)[:, -1]
        assert shows(view, "y", y) and view.readings()["cost"] == text(model.cost(y, own_t))


# Moving


@pytest.mark.parametrize("explore", VIEWS)
def test_every_control_can_be_moved_and_observed(full_size, explore):
    view = full_size(explore)
    controls = {control.get("axis", "scene") for control in view.spec["controls"]} - {
        "eta_p",
        "eta_n",
        "beside",
        "learning_rate",
    }
    for name in sorted(controls):
        values = (
            list(view.spec["scenes"])
            if name == "scene"
            else view._scenes[view.scene].axes[name].values
        )
        for value in (values[0], values[-1]):
            setattr(view, name, value)
            seen = []
            view.observe(seen.append, name)
            setattr(view, name, values[1])
            view.unobserve(seen.append, name)
            assert [change["new"] for change in seen] == [values[1]] or value == values[1]
            assert getattr(view, name) == values[1]


@pytest.mark.parametrize(
    "value, snapped",
    [(1.23, 1.25), (1.22, 1.2), (99, 3), (-99, -3), (math.inf, 3), (-math.inf, -3), ("2", 2)],
)
def test_values_snap_to_the_nearest_node(full_size, value, snapped):
    view = full_size(explorers.explore_loss)
    view.scene, view.wx, view.wRec = "far", 0, 0
    seen = []

    def look(change):
        seen.append((change["new"], view.readings()["cost"]))

    view.observe(look, "wx")
    try:
        view.wx = value
    finally:
        view.unobserve(look, "wx")
    assert view.wx == snapped
    assert seen == [(snapped, text(cost_at((snapped, 0))))]


def test_nothing_changes_where_the_nearest_node_is_the_same(full_size):
    view = full_size(explorers.explore_loss)
    view.scene, view.wx = "far", 0
    seen = []
    view.observe(seen.append, "wx")
    view.wx = 0.01
    view.unobserve(seen.append, "wx")
    assert view.wx == 0 and not seen


@pytest.mark.parametrize("name, value", [
    ("wx", math.nan), ("wx", None), ("wx", "much"), ("wx", [1]), ("wRec", np.ones(2)), ("wRec", 1j),
    ("scene", "middle"), ("sequence", 9), ("sequence", "first"),
])  # fmt: skip
def test_nonsense_is_refused_by_name(full_size, name, value):
    view = full_size(explorers.explore_gradient)
    before = dict(view.position), view.readings()
    with pytest.raises((ValueError, _widget.traitlets.TraitError), match=name):
        setattr(view, name, value)
    assert (view.position, view.readings()) == before
    assert str(getattr(view, name)) != str(value)


@pytest.mark.parametrize("bits", ["", "10", "1" * 11, "abcdefghij", 5, None])
def test_bits_that_are_none_are_refused(full_size, bits):
    view = full_size(explorers.explore_target)
    with pytest.raises(ValueError, match="bits must be"):
        view.bits = bits


def test_values_read_like_numbers(full_size):
    view = full_size(explorers.explore_loss)
    view.scene, view.wx = "far", 1.2
    assert repr(view.wx) == "1.2"


def test_a_scene_keeps_the_place(full_size):
    view = full_size(explorers.explore_loss)
    view.scene, view.wx, view.wRec = "far", 1.5, -2
    view.scene = "near"
    assert (view.wx, view.wRec) == pytest.approx((1.5, -0.1))


def test_the_browser_moves_python(full_size):
    view = full_size(explorers.explore_gradient)
    view.set_state({"position": {"scene": "near", "wx": 3, "wRec": 7, "sequence": 2}})
    assert (view.scene, view.wx, view.wRec, view.sequence) == (
        "near",
        pytest.approx(-0.04),
        pytest.approx(0.04),
        3,
    )
    assert view.readings()["cost"] == text(cost_at((view.wx, view.wRec)))


def test_an_observer_reads_the_numbers_of_the_new_place(coarse):
    view = explorers.explore_rprop()
    seen = []
    view.observe(lambda change: seen.append(view.readings()), ["wx", "wRec"])
    view.set_state({"position": view.position | {"wx": 2, "wRec": 0}})
    assert len(seen) == 2 and seen[0] == seen[1] == view.readings()


# Wrong arguments


@pytest.mark.parametrize("explore, arguments, named", [
    (explorers.explore_loss, {"X": [[1, 0], [1]], "t": [1, 1]}, "X"),
    (explorers.explore_loss, {"X": [1, 0], "t": [1]}, "X"),
    (explorers.explore_loss, {"X": X}, "t"),
    (explorers.explore_gradient, {"X": X, "t": t[:5]}, "t"),
    (explorers.explore_gradient, {"X": X * np.nan, "t": t}, "X"),
    (explorers.explore_rprop, {"X": [["a"]], "t": [1]}, "X"),
    (explorers.explore_rprop, {"X": np.zeros((0, 4)), "t": []}, "X"),
    (explorers.explore_rprop, {"delta_0": -1}, "delta_0"),
    (explorers.explore_rprop, {"eta_p": "much"}, "eta_p"),
    (explorers.explore_loss, {"wx": "much"}, "wx"),
    (explorers.explore_loss, {"wRec": math.nan}, "wRec"),
    (explorers.explore_loss, {"forward_states": 3}, "forward_states"),
    (explorers.explore_loss, {"cost": [1]}, "cost"),
    (explorers.explore_target, {"target": 3}, "target"),
    (explorers.explore_eps, {"numerical_gradient": "central"}, "numerical_gradient"),
    (explorers.explore_rprop, {"update_rprop": 1.2}, "update_rprop"),
    (explorers.explore_eps, {"W": (1,)}, "W"),
    (explorers.explore_eps, {"W": "ab"}, "W"),
    (explorers.explore_eps, {"eps": "tiny"}, "eps"),
    (explorers.explore_answers, {"W": (1,)}, "W"),
    (explorers.explore_answers, {"W": (1, math.nan)}, "W"),
    (explorers.explore_states, {"bits": "12"}, "bits"),
    (explorers.explore_target, {"n": 0}, "n"),
    (explorers.explore_target, {"n": "ten"}, "n"),
])  # fmt: skip
def test_bad_arguments_are_refused_by_name(coarse, explore, arguments, named):
    with pytest.raises(
        (ValueError, TypeError), match=rf"\b{named} must be\b|\b{named} must \w+|given together"
    ):
        explore(**arguments)


@pytest.mark.parametrize(
    "explore", [explorers.explore_target, explorers.explore_states, explorers.explore_answers]
)
def test_another_number_of_bits_needs_no_bits(explore):
    assert len(explore(n=4).bits) == 4


# The learner's own functions


def vectorised(X, wx, wRec):
    S = np.zeros((len(X), X.shape[1] + 1))
    for k in range(X.shape[1]):
        S[:, k + 1] = X[:, k] * wx + S[:, k] * wRec
    return S


def one_by_one(X, wx, wRec):
    if wRec == 100:
        return None
    states = [[0] for row in X]
    for row, path in zip(X, states):
        for x in row:
            path.append(x * wx + path[-1] * wRec)
    return states


def plus_one(X, wx, wRec):
    return vectorised(X, wx, wRec) + 1


def other_for_arrays(X, wx, wRec):
    return vectorised(X, wx, wRec) * (2 if np.ndim(wx) else 1)


def spoils_X(X, wx, wRec):
    S = vectorised(X, wx, wRec)
    X[:] = 7
    return S


def talks(X, wx, wRec):
    print("here I am", wx, wRec)
    return vectorised(X, wx, wRec)


def talks_on_red(X, wx, wRec):
    print("here I am", file=sys.stderr)
    warnings.warn("beware", stacklevel=1)
    return vectorised(X, wx, wRec)


def raises(X, wx, wRec):
    return vectorised(X, wx, wRec)[:, 99]


def raises_at_some(X, wx, wRec):
    if np.max(wRec) > 2.5:
        raise RuntimeError("too far")
    return vectorised(X, wx, wRec)


def one_argument(X):
    return X


@pytest.mark.parametrize("right", [vectorised, one_by_one, other_for_arrays, spoils_X, talks])
@pytest.mark.parametrize("explore", LINKED)
def test_a_right_function_shows_the_same(coarse, capfd, explore, right):
    own, ours = explore(forward_states=right), explore()
    for key in set(ours.tables) - {
        "far/arrow",
        "near/arrow",
    }:  # Where there is no gradient, rounding turns the arrow.
        mine, theirs = (view._array(*key.split("/")).astype(float) for view in (own, ours))
        assert np.allclose(
            mine, theirs, rtol=1e-5, atol=1 if own.tables[key]["dtype"] == "<i2" else 1e-9
        ), key
    assert own.troubles == [""] and capfd.readouterr() == ("", "")


def test_nothing_is_written_on_red(coarse, capfd, recwarn):
    explorers.explore_loss(forward_states=talks_on_red)
    assert capfd.readouterr() == ("", "") and not recwarn.list


@pytest.mark.parametrize("explore", LINKED)
def test_a_wrong_function_shows_the_wrong_world(coarse, explore):
    view = explore(forward_states=plus_one)
    for view in nodes(view, 4):
        if explore is explorers.explore_states:
            S = plus_one(np.array([[int(bit) for bit in view.bits]]), view.wx, view.wRec)
            assert shows(view, "states", S[0])
        else:
            y = plus_one(X, view.wx, view.wRec)[:, -1]
            assert shows(view, "y", y) and view.readings()["cost"] == text(model.cost(y, t))
    if explore is not explorers.explore_states:
        surface = view._scenes["near"].panels["surface"].draw.__self__
        y = plus_one(X, surface.wx[7], surface.wRec[5])[:, -1]
        assert surface.cost[5, 7] == pytest.approx(model.cost(y, t))


@pytest.mark.parametrize("own", [None, plus_one, raises, raises_at_some])
@pytest.mark.parametrize("explore", [explorers.explore_loss, explorers.explore_gradient])
def test_the_marker_stands_at_its_weights(coarse, explore, own):
    view = explore(forward_states=own)
    for scene in view._scenes.values():
        picture = scene.panels["surface"]
        marker = next(layer for layer in picture.spec()["layers"] if layer["kind"] == "marker")
        assert data(picture, marker["xs"], 0) == pytest.approx(scene.axes["wx"].values, abs=0.01)
        assert data(picture, marker["ys"], 1) == pytest.approx(scene.axes["wRec"].values, abs=0.01)


def swapped(X, wRec, wx):
    """Names and lines of the module's function, but the parameters change places."""
    m, n = X.shape
    S = np.zeros((m, n + 1))
    for k in range(1, n + 1):
        S[:, k] = update_state(X[:, k - 1], S[:, k - 1], wx, wRec)
    return S


def update_state(xk, sk, wx, wRec):
    return xk * wx + sk * wRec


@functools.wraps(model.forward_states)
def wrapped(X, wx, wRec):
    """Looks like the module's to inspect.unwrap, and is not."""
    return model.forward_states(X, wx, wRec) + 1


def clipped(X, wx, wRec, largest=50):
    return np.clip(vectorised(X, wx, wRec), -largest, largest)


@pytest.mark.parametrize("own", [swapped, wrapped, clipped, functools.partial(clipped, largest=9)])
def test_a_function_much_like_the_modules_is_not_taken_for_it(coarse, own):
    view = explorers.explore_loss(forward_states=own, wx=2, wRec=1)
    view.scene = "far"
    assert shows(view, "y", own(X, 2, 1)[:, -1])


@pytest.mark.parametrize("name, own", [
    ("output_gradient", lambda y, t: 2 * (t - y) / len(y)),
    ("backward_gradient", lambda X, S, grad_out, wRec: model.backward_gradient(X, S, -grad_out, wRec)),
])  # fmt: skip
def test_a_wrong_sign_turns_the_gradient_round(coarse, name, own):
    view = explorers.explore_gradient(wx=1, wRec=1.5, **{name: own})
    gradient = optimizers.gradient(X, t, (1, 1.5))
    assert [float(number) for number in list(view.readings().values())[1:]] == pytest.approx(
        -gradient, rel=1e-5
    )
    downhill = -gradient * (1, -1)
    assert np.dot(row(view, "arrow"), downhill) > 0.9 * np.hypot(*row(view, "arrow")) * np.hypot(
        *downhill
    )
    assert not shows(view, "over_time", np.zeros(11))


def test_own_cost_makes_own_surface(coarse):
    def mean_error(y, t):
        return np.mean(np.abs(y - t))

    view = explorers.explore_loss(cost=mean_error, wx=2, wRec=1)
    assert view.readings()["cost"] == text(mean_error(2 * t, t))
    surface = view._scenes["far"].panels["surface"].draw.__self__
    assert surface.cost[surface.wRec == 1][0, surface.wx == 2] == pytest.approx(
        mean_error(2 * t, t)
    )


def test_own_target():
    view = explorers.explore_target(n=4, target=lambda X: 2 * X[:, 0] + 0.5, bits="1000")
    assert view.readings() == {"target t": "2.5"}
    view.bits = "0111"
    assert view.readings() == {"target t": "0.5"}


def test_own_target_that_raises_at_some_bits():
    def picky(X):
        if (X.sum(axis=1) == 4).any():
            raise ValueError("four is too many")
        return X.sum(axis=1)

    view = explorers.explore_target(n=4, target=picky, bits="1111")
    assert view.trouble().startswith("target raised ValueError: four is too many (line ")
    view.bits = "0111"
    assert view.readings() == {"target t": "3"} and not view.trouble()


def test_own_rprop(coarse):
    def never_shrinks(X, t, W, W_prev_sign, W_delta, eta_p, eta_n):
        _, sign = rnn_lesson.update_rprop(X, t, W, W_prev_sign, W_delta, eta_p, eta_n)
        return W_delta * 1.01, sign

    view = explorers.explore_rprop(update_rprop=never_shrinks)
    path, steps = rprop(view, never_shrinks)
    assert shows(view, "path", path[:, 1], pick=np.s_[:, 1])
    assert shows(view, "wx_size", [0.001, *np.abs(steps[:, 0])])
    assert view.readings()["wx"] == text(path[-1, 0])


def test_own_rprop_that_spoils_the_data(coarse):
    def spoils(X, t, *rest):
        answer = rnn_lesson.update_rprop(X, t, *rest)
        X[:], t[:] = 0, 0
        return answer

    view = explorers.explore_rprop(update_rprop=spoils)
    assert shows(view, "path", rprop(view)[0][:, 0], axis=0, pick=np.s_[:, 0])


def test_own_rprop_that_raises_midway(coarse):
    def tires(X, t, W, *rest):
        if W[1] < 2.99:
            raise RuntimeError("tired")
        return rnn_lesson.update_rprop(X, t, W, *rest)

    view = explorers.explore_rprop(update_rprop=tires, wx=0, wRec=3)
    assert view.trouble().startswith("update_rprop raised RuntimeError: tired (line ")
    drawn = row(view, "path")
    assert (drawn[0] != _widget.NOWHERE).all() and (drawn[-1] == _widget.NOWHERE).all()
    view.i = 0
    assert view.readings()["wRec"] == "3"


def test_own_numerical_gradient():
    def forward(f, W, eps):
        return [(f(W + eps * e) - f(W)) / eps for e in np.eye(2)]

    view = explorers.explore_eps(numerical_gradient=forward, eps=1e-3)
    exact = optimizers.gradient(X, t, (1.2, 1.2))
    error = np.abs(forward(cost_at, np.array([1.2, 1.2]), view.eps) - exact)
    assert [float(number) for number in view.readings().values()] == pytest.approx(
        error / exact, rel=0.05
    )


TROUBLES = [
    (
        raises,
        "raised IndexError: index 99 is out of bounds for axis 1 with size",
        "return vectorised(X, wx, wRec)[:, 99]",
    ),
    (lambda *_: None, "must return an array of shape", "it returned None"),
    (lambda X, wx, wRec: X, "must return an array of shape", "it returned shape"),
    (lambda X, wx, wRec: [[1], [1, 2]], "must return an array of shape", "it returned list"),
]


@pytest.mark.parametrize("own, says, line", TROUBLES)
@pytest.mark.parametrize("explore", [*LINKED, explorers.explore_answers])
def test_a_useless_function_is_named_with_its_own_line(coarse, explore, own, says, line):
    view = explore(forward_states=own)
    assert view.trouble().startswith(f"forward_states {says}") and line in view.trouble()
    assert "nan" in view.readings().values()
    if own is raises:
        assert f"(line {raises.__code__.co_firstlineno + 1}: " in view.trouble()


def test_a_function_with_other_parameters_is_not_blamed_on_our_line(coarse):
    trouble = explorers.explore_loss(forward_states=one_argument).trouble()
    assert "one_argument() takes 1 positional argument but 3 were given" in trouble
    assert "line" not in trouble and "*args" not in trouble


@pytest.mark.parametrize("explore, name, own", [
    (explorers.explore_loss, "cost", lambda y, t: 1 / 0),
    (explorers.explore_loss, "cost", lambda y, t: y - t),
    (explorers.explore_loss, "cost", lambda y, t: None),
    (explorers.explore_gradient, "output_gradient", lambda y, t: None),
    (explorers.explore_gradient, "output_gradient", lambda y, t: [][0]),
    (explorers.explore_gradient, "backward_gradient", lambda X, S, grad_out, wRec: None),
    (explorers.explore_gradient, "backward_gradient", lambda X, S, grad_out, wRec: (1, 2)),
    (explorers.explore_gradient, "backward_gradient", lambda X, S, grad_out, wRec: ((1, 2), 3)),
    (explorers.explore_gradient, "backward_gradient", lambda X, S, grad_out, wRec: 1 / 0),
    (explorers.explore_eps, "numerical_gradient", lambda f, W, eps: None),
    (explorers.explore_eps, "numerical_gradient", lambda f, W, eps: 1 / 0),
    (explorers.explore_rprop, "update_rprop", lambda *_: None),
    (explorers.explore_rprop, "update_rprop", lambda *_: 1 / 0),
    (explorers.explore_target, "target", lambda X: None),
    (explorers.explore_target, "target", lambda X: 1 / 0),
])  # fmt: skip
def test_every_useless_function_is_named(coarse, explore, name, own):
    view = explore(**{name: own})
    assert name in view.trouble() and (
        "must return" in view.trouble() or " raised " in view.trouble()
    )
    assert len(view.troubles) == 2


def test_trouble_stays_where_it_is(coarse):
    view = explorers.explore_loss(forward_states=raises_at_some, wx=1, wRec=1)
    assert (
        view.trouble() == ""
        and view.readings() == {"cost": "0"}
        and view._array("far", "ready").all()
    )
    view.wRec = 3
    assert view.trouble().startswith("forward_states raised RuntimeError: too far (line ")
    assert view.readings() == {"cost": "nan"} and (row(view, "y") == _widget.NOWHERE).all()
    view.wRec = 0
    assert view.trouble() == "" and shows(view, "y", X[:, -1])


def test_trouble_leaves_the_colours_of_the_rest(coarse):
    view = explorers.explore_loss(forward_states=raises_at_some)
    levels = view._scenes["far"].panels["surface"].ax.collections[0].levels
    assert levels.max() < 1e13


@pytest.mark.parametrize("bad, shown", [(np.nan, "nan"), (np.inf, "inf"), (-np.inf, "inf")])
@pytest.mark.parametrize("explore", LINKED)
def test_what_is_no_number_is_shown_as_such(coarse, explore, bad, shown):
    view = explore(forward_states=lambda X, wx, wRec: vectorised(X, wx, wRec) + bad)
    assert shown in list(view.readings().values())[0]


# Slow functions: some first, the rest between other work


@pytest.fixture
def watched(monkeypatch):
    """Let somebody watch, and every function count as slow."""
    monkeypatch.setenv("JPY_SESSION_NAME", "a notebook")
    for name, seconds in {
        "AT_ONCE": 1e-9,
        "FIRST": 0,
        "SLICE": 1e-3,
        "PAUSE": 0,
        "CHUNK": 8,
    }.items():
        monkeypatch.setattr(_widget, name, seconds)


async def filled(view, seconds=20):
    """Wait until nothing is left to compute."""
    async with asyncio.timeout(seconds):
        while view._queue:
            await asyncio.sleep(0.001)


def run(coroutine):
    """Run a coroutine, and fail if anything in its loop raised in the background."""
    problems = []

    async def watch():
        asyncio.get_running_loop().set_exception_handler(
            lambda loop, context: problems.append(context)
        )
        return await coroutine

    answer = asyncio.run(watch())
    assert not problems
    return answer


@pytest.mark.parametrize("explore, own", [
    (explorers.explore_states, {"forward_states": one_by_one}),
    (explorers.explore_loss, {"forward_states": plus_one}),
    (explorers.explore_loss, {"forward_states": raises_at_some}),
    (explorers.explore_gradient, {"forward_states": one_by_one}),
    (explorers.explore_rprop, {"update_rprop": lambda *args: rnn_lesson.update_rprop(*args)}),
])  # fmt: skip
def test_filling_bit_by_bit_ends_with_the_same_tables(coarse, watched, monkeypatch, explore, own):
    monkeypatch.setattr(_descent, "N_ITER", 12)
    if explore is explorers.explore_states:
        own = own | {"n": 3, "bits": "101"}

    async def watch():
        view, sent = explore(**own), []
        browser = {key: bytearray(table["data"]) for key, table in view.tables.items()}
        monkeypatch.setattr(view, "send", lambda content, buffers: sent.append((content, buffers)))
        ready = view._array(view.scene, "ready")
        assert 0 < ready.sum() < ready.size and ready.ravel()[view._node()]
        numbers = view.readings()
        await filled(view)
        assert numbers == view.readings()
        for content, (where, *rows) in sent:
            for key, values in zip(content["keys"], rows):
                size = len(values) // (len(where) // 4)
                for i, node in enumerate(np.frombuffer(where, "<u4")):
                    browser[f"{content['scene']}/{key}"][node * size : (node + 1) * size] = values[
                        i * size : (i + 1) * size
                    ]
        return view, browser

    view, browser = run(watch())
    monkeypatch.delenv("JPY_SESSION_NAME")
    at_once = explore(**own)
    assert not at_once._queue
    for key, table in at_once.tables.items():
        expected = bytes(table["data"])
        if key.endswith("/trouble"):
            continue  # numbers of messages, which may come in another order
        assert bytes(view.tables[key]["data"]) == expected, key
        assert bytes(browser[key]) == expected, key
    assert set(view.troubles) == set(at_once.troubles)


def test_the_place_itself_comes_first_then_a_lattice_then_its_row_and_column(full_size):
    scene = full_size(explorers.explore_loss)._scenes["far"]
    order = scene.order({"wx": 30, "wRec": 45})
    assert sorted(order) == list(range(scene.shape[0] * scene.shape[1])) and order[0] == scene.node(
        {"wx": 30, "wRec": 45}
    )
    rows, columns = np.unravel_index(order, scene.shape)
    lattice = (rows % 8 == 0) & (columns % 8 == 0)
    cross = (rows == 45) | (columns == 30)
    first = np.flatnonzero(~(lattice | cross))[0]
    assert lattice[:first].sum() == 16**2 and cross[:first].sum() == 2 * 121 - 1


def keys_of(view, scene):
    return {picture.key for picture in view._scenes[scene].panels.values()}


def test_without_a_browser_every_picture_is_there(full_size):
    view = full_size(explorers.explore_loss)
    assert view.pictures.keys() == keys_of(view, "far") | keys_of(view, "near")
    assert all(png.startswith(b"\x89PNG") for png in view.pictures.values())


def test_pictures_of_a_hidden_scene_come_when_it_is_entered(coarse, watched):
    async def enter():
        view = explorers.explore_loss()
        assert view.pictures.keys() == keys_of(view, "far")
        view.scene = "near"
        assert keys_of(view, "near") <= view.pictures.keys()

    run(enter())


def test_a_finer_surface_and_then_the_hidden_pictures_follow_by_themselves(
    coarse, watched, monkeypatch
):
    monkeypatch.setattr(_widget, "SLICE", 1e-4)
    strides = []
    redraw = _weights.Surface.redraw

    def watch_redraw(surface, stride):
        redraw(surface, stride)
        strides.append(stride)
        assert ("coarse" in surface.picture.ax.get_title(loc="left")) == (stride > 1)

    monkeypatch.setattr(_weights.Surface, "redraw", watch_redraw)

    async def wait():
        view = explorers.explore_loss(forward_states=plus_one)
        assert strides == [] and view.pictures.keys() == keys_of(view, "far")
        await filled(view)
        async with asyncio.timeout(20):
            while view._unsent:
                await asyncio.sleep(0.001)
        assert strides == [8, 4, 2, 1, 8, 4, 2, 1]
        assert view.pictures.keys() == keys_of(view, "far") | keys_of(view, "near")

    run(wait())


def test_a_place_not_yet_computed_is_exact_when_visited(coarse, watched):
    async def visit():
        view = explorers.explore_loss(forward_states=plus_one, wx=1, wRec=1)
        view.wx, view.wRec = -2.5, 1.5
        return view.readings()

    assert run(visit())["cost"] == text(model.cost(plus_one(X, -2.5, 1.5)[:, -1], t))


def test_a_slow_function_answers_before_it_is_through(monkeypatch):
    monkeypatch.setenv("JPY_SESSION_NAME", "a notebook")
    calls = []

    def slow(X, wx, wRec):
        calls.append(time.sleep(1e-3))
        return vectorised(X, wx, wRec) if np.ndim(wx) == 0 else None

    async def make():
        view = explorers.explore_loss(forward_states=slow)
        made = len(calls)
        assert view.readings() == {"cost": text(cost_at((1.2, 1.2)))}
        view.close()
        await asyncio.sleep(0.1)
        return made

    made = run(make())
    assert made < 2000 and len(calls) == made


def test_a_closed_view_stops_working(coarse, watched):
    async def close():
        view = explorers.explore_loss(forward_states=plus_one)
        ready = view._array("far", "ready")
        view.close()
        before = ready.sum()
        await asyncio.sleep(0.05)
        assert ready.sum() == before < ready.size

    run(close())


def test_without_a_loop_each_place_is_computed_when_visited(coarse, watched):
    view = explorers.explore_loss(forward_states=plus_one)
    for view in nodes(view, 5):
        assert view.readings()["cost"] == text(
            model.cost(plus_one(X, view.wx, view.wRec)[:, -1], t)
        )


def test_a_new_setting_recomputes_everything_in_the_background(coarse, watched, monkeypatch):
    monkeypatch.setattr(_descent, "N_ITER", 12)

    async def change():
        view = explorers.explore_rprop()
        await filled(view)
        view.eta_p = 1.5
        ready = view._array(view.scene, "ready")
        assert ready.sum() == 1 and ready.ravel()[view._node()]
        assert shows(view, "path", rprop(view, n_iter=12)[0][:, 0], axis=0, pick=np.s_[:, 0])
        await filled(view)
        return view

    view = run(change())
    view.wx = 3
    assert view._array("far", "ready").all()
    assert shows(view, "path", rprop(view, n_iter=12)[0][:, 0], axis=0, pick=np.s_[:, 0])


# JupyterLab delivers what a hand does on a thread of its own, beside the cells


def test_what_a_cell_prints_meanwhile_is_not_lost(capsys):
    started, ended = threading.Event(), threading.Event()

    def waits(X):
        started.set()
        ended.wait(5)
        print("not this")
        return X.sum(axis=1)

    thread = threading.Thread(target=explorers.explore_target, kwargs={"n": 2, "target": waits})
    thread.start()
    started.wait(5)
    print("printed by a cell")
    ended.set()
    thread.join()
    assert capsys.readouterr().out == "printed by a cell\n"


def test_two_threads_leave_the_output_as_it_was():
    events = [threading.Event(), threading.Event()]
    stdout = sys.stdout

    def waits(event):
        return explorers.explore_target(n=2, target=lambda X: event.wait(5) and X.sum(axis=1))

    threads = [threading.Thread(target=waits, args=[event]) for event in events]
    for part in (*threads, *events):
        part.start() if part in threads else part.set()
        time.sleep(0.05)
    for thread in threads:
        thread.join()
    assert sys.stdout is stdout


def test_python_waits_until_the_hand_has_moved_a_view(coarse, watched):
    armed, waiting, ended = threading.Event(), threading.Event(), threading.Event()

    def waits(X, wx, wRec):
        if armed.is_set():
            armed.clear()
            waiting.set()
            ended.wait(5)
        return plus_one(X, wx, wRec)

    view = explorers.explore_loss(forward_states=waits)
    assert not view._array("near", "ready")[11, 11]
    armed.set()
    hand = threading.Thread(
        target=view.set_state, args=[{"position": {"scene": "near", "wx": 11, "wRec": 11}}]
    )
    hand.start()
    waiting.wait(5)
    threading.Timer(0.1, ended.set).start()
    view.wx = 2
    hand.join()
    assert view.scene == view.position["scene"] == "near"


# Running a cell again and again


@pytest.fixture
def shell(monkeypatch):
    """A stand-in for the notebook's shell, in cell "one"."""
    shell = SimpleNamespace(parent_header={"metadata": {"cellId": "one"}}, execution_count=1)
    monkeypatch.setattr(_widget, "get_ipython", lambda: shell)
    monkeypatch.setattr(_widget, "_views", {})
    gc.freeze()  # What earlier tests left need not be searched.
    yield shell
    gc.unfreeze()


@pytest.mark.parametrize("explore", VIEWS)
def test_a_cell_run_again_replaces_its_view(coarse, shell, explore):
    def run_cell():
        shell.execution_count += 1
        view = explore()
        figures = [picture.ax.figure for picture in view._scenes[view.scene].panels.values()]
        return [weakref.ref(thing) for thing in (view, *figures)]

    first, widgets = run_cell(), len(ipywidgets_registry._instances)
    last = run_cell()
    gc.collect()
    assert not any(thing() for thing in first) and last[0]().comm
    assert len(ipywidgets_registry._instances) == widgets and plt.get_fignums() == []


def test_two_views_of_a_cell_live_side_by_side(shell):
    views = explorers.explore_target(), explorers.explore_target()
    assert all(view.comm for view in views)
    shell.execution_count += 1
    assert explorers.explore_target().comm and not any(view.comm for view in views)


def test_views_of_other_cells_stay(shell):
    kept = explorers.explore_target()
    shell.parent_header, shell.execution_count = {"metadata": {"cellId": "two"}}, 2
    other = explorers.explore_target()
    assert kept.comm and other.comm


@pytest.mark.parametrize("header", [{}, {"metadata": {}}, {"metadata": {"cellId": None}}])
def test_no_view_is_closed_where_cells_have_no_names(shell, header):
    shell.parent_header = header
    views = [explorers.explore_target() for shell.execution_count in (1, 2, 3)]
    assert all(view.comm for view in views)


# What else is promised


@pytest.mark.parametrize("explore", VIEWS)
def test_the_stored_text_is_always_the_same(full_size, explore):
    view = full_size(explore)
    assert repr(view) == f"{view.spec['title']} (interactive: run this cell in JupyterLab)"
    assert view._repr_mimebundle_()[0]["text/plain"] == repr(view)


@pytest.mark.parametrize("explore", VIEWS)
def test_all_tables_are_complete_where_nobody_watches(full_size, explore):
    view = full_size(explore)
    for scene in view.spec["scenes"]:
        assert view._array(scene, "ready").all()
    assert view.troubles == [""] and view.trouble() == ""


def test_the_javascript_holds_no_formula_and_no_number_format():
    source = (_widget.HERE / "view.js").read_text(encoding="utf-8")
    code = re.sub(r"//.*", "", source)
    assert set(re.findall(r"Math\.\w+", code)) <= {
        f"Math.{name}" for name in "PI abs atan2 cos floor max min round sin".split()
    }
    assert not re.findall(
        r"\*\*|toFixed|toPrecision|toExponential|toLocaleString|Intl|parseFloat|float(32|64)",
        code,
        re.IGNORECASE,
    )
    assert f"const UNIT = {_widget.UNIT};" in code and f"const NOWHERE = {_widget.NOWHERE};" in code
    assert not re.findall(r"\b(wx|wRec|eta\w*|rprop|forward_states)\b", code)
