"""The views without a browser: each control moved, each number and curve held to the model."""

import functools
import math
import re
import threading

import numpy as np
import pytest
import traitlets
from seen import (
    VIEWS,
    X,
    array,
    as_browser,
    cost_at,
    draws,
    make_coarse,
    nodes,
    places,
    row,
    rprop,
    shows,
    shows_path,
    t,
    text,
)

import rnn_lesson
from rnn_lesson import explorers, model, optimizers
from rnn_lesson.explorers._picture import NOWHERE, UNIT
from rnn_lesson.explorers._widget import View


@pytest.fixture(scope="module")
def full_size():
    """Return the view of a kind, made once for all tests that only look and move."""
    return functools.cache(lambda explore: explore())


@pytest.fixture
def coarse(monkeypatch):
    make_coarse(monkeypatch)


# What each shows


def test_target_follows_the_bits(full_size):
    view = full_size(explorers.explore_target)
    for bits in ("0001101111", "1111111111", "0000000000", "1000000001"):
        view.bits = bits
        assert view.readings() == {"target t": str(bits.count("1"))}


def test_states_of_a_sequence(full_size):
    for view in places(full_size(explorers.explore_states), 12, 20):
        S = model.forward_states([[int(bit) for bit in view.bits]], view.wx, view.wRec)
        assert shows(view, "states", S[0])
        assert view.readings() == {"output y": text(S[0, -1])}


@pytest.mark.parametrize("scene", ["far", "near"])
def test_loss_outputs_and_cost(full_size, scene):
    view = full_size(explorers.explore_loss)
    view.scene = scene
    for _ in places(view, 12, 40):
        assert shows(view, "y", model.forward_states(X, view.wx, view.wRec)[:, -1])
        assert view.readings() == {"cost": text(cost_at((view.wx, view.wRec)))}


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
    for _ in places(view, 12, 40):
        # On the surface one step of wx and one of wRec go so many entries:
        surface = view._scene.panels["surface"]
        right, down = np.diff(surface.pixels(x=[0, 1])), np.diff(surface.pixels(y=[0, 1]))
        S = model.forward_states(X, view.wx, view.wRec)
        grad_out = model.output_gradient(S[:, -1], t)
        gradient, over_time = model.backward_gradient(X, S, grad_out, view.wRec)
        assert shows(view, "y", S[:, -1])
        assert shows(view, "over_time", over_time.sum(axis=0))
        assert shows(view, "states", S[view.sequence - 1])
        cost, *slopes = view.readings().values()
        assert cost == text(model.cost(S[:, -1], t))
        assert [float(slope) for slope in slopes] == pytest.approx(gradient, rel=1e-5, abs=1e-9)
        arrow = row(view, "arrow")
        uphill = np.array(gradient) * (float(right[0]), float(down[0]))
        directions = [v / max(np.hypot(*v), small) for v, small in ((arrow, 1), (uphill, 1e-300))]
        assert np.allclose(*directions, atol=0.02)
    if scene == "near":
        view.scene, view.wx, view.wRec = scene, 1, 1
        assert list(view.readings().values()) == ["0", "0", "0"]


def test_central_differences(full_size):
    W = np.array([1.2, 1.2])
    exact = optimizers.gradient(X, t, W)
    for view in places(full_size(explorers.explore_eps), 8, 20):
        slope = rnn_lesson.numerical_gradient(cost_at, W, view.eps)
        error = np.abs(slope - exact) / np.maximum(np.abs(slope), np.abs(exact))
        assert list(view.readings().values()) == [text(value, ".1e") for value in error]
        assert shows(view, "spots", [view.eps] * 2, axis=0, pick=np.s_[:, 0])
        assert shows(view, "spots", np.maximum(error, 1e-17), pick=np.s_[:, 1])
        ends = np.array([1.2 - view.eps, 1.2 + view.eps])
        assert shows(view, "chord", ends, axis=0, pick=np.s_[:, 0])
        assert shows(view, "chord", [cost_at((1.2, wRec)) for wRec in ends], pick=np.s_[:, 1])
        line = cost_at(W) + slope[1] * 0.385 * np.array([-1, 1])
        secant = view._scenes["eps"].panels["secant"]
        line = np.column_stack([1.2 + 0.385 * np.array([-1, 1]), line])
        assert draws(secant, row(view, "line"), row(view, "line_from"), line)


@pytest.mark.parametrize("scene", ["near", "far"])
def test_rprop_path(full_size, scene):
    view = full_size(explorers.explore_rprop)
    view.scene = scene
    for _ in places(view, 6, 2):
        path, steps = rprop(view)
        assert shows_path(view, "path", path)
        assert shows(view, "cost", [cost_at(W) for W in path])
        assert shows(view, "wx_size", [0.001, *np.abs(steps[:, 0])])
        assert shows(view, "wRec_size", [0.001, *np.abs(steps[:, 1])])
        i = view.i
        numbers = [text(value) for value in (*path[i], cost_at(path[i]))]
        numbers += [text(step, ".4g") for step in (steps[i - 1] if i else (0, 0))]
        shown = [float(number) for number in view.readings().values()]
        assert shown == pytest.approx([*map(float, numbers)], rel=1e-5, abs=1e-20)


def test_rprop_drawn_and_said_are_one_even_at_the_minimum(full_size):
    """There rounding alone decides on a sign; two ways to the gradient would part."""
    view = full_size(explorers.explore_rprop)
    view.scene, view.wx, view.wRec = "near", 1, 1
    assert shows_path(view, "path", np.ones((1001, 2)))
    assert list(view.readings().values())[:2] == ["1", "1"]


def test_rprop_with_other_settings(coarse):
    view = explorers.explore_rprop(wx=-1.5, wRec=2)
    for name, value in {"eta_p": 1.5, "eta_n": 0.25}.items():
        setattr(view, name, value)
        for wx in (0, 3):
            view.wx = wx
            assert shows_path(view, "path", rprop(view)[0]), name


@pytest.mark.parametrize(
    "beside, max_norm", [("gradient descent", 1e300), ("clipped gradient descent", 1.0)]
)
def test_gradient_descent_beside_rprop(coarse, beside, max_norm):
    view = explorers.explore_rprop()
    assert (row(view, "other")[1:] == NOWHERE).all()
    view.beside = beside
    for rate in (1e-6, 1e-2):
        view.learning_rate = rate
        assert view.learning_rate == pytest.approx(rate)
        start = view.wx, view.wRec
        path = optimizers.gradient_descent_path(X, t, start, 1000, view.learning_rate, max_norm)
        assert shows_path(view, "other", path)
        costs = [cost_at(W) if np.isfinite(W).all() else np.nan for W in path]
        assert shows(view, "other_cost", costs)


@pytest.mark.parametrize("own", [{}, {"W": (0.9, 1.1), "n": 5, "bits": "10110"}])
def test_what_the_network_answers(own):
    for view in nodes(explorers.explore_answers(**own), 10):
        ones = np.array([[int(bit) for bit in view.bits]])
        S = model.forward_states(ones, *own.get("W", (1, 1)))[0]
        assert shows(view, "states", S)
        assert shows(view, "count", [0, *np.cumsum(ones)])
        numbers = [str(ones.sum()), f"{S[-1]:.2f}", text(S[-1] - ones.sum(), ".2g")]
        assert view.readings() == dict(zip(["target t", "output y", "y - t"], numbers))


@pytest.mark.parametrize("explore", [explorers.explore_loss, explorers.explore_gradient])
def test_own_data(coarse, explore):
    own_X, own_t = rnn_lesson.make_dataset(7, 4, np.random.default_rng(1))
    view = explore(own_X.tolist(), own_t.tolist(), wx=0.5, wRec=-1)
    y = model.forward_states(own_X, 0.5, -1)[:, -1]
    assert shows(view, "y", y) and view.readings()["cost"] == text(model.cost(y, own_t))


# Moving


@pytest.mark.parametrize("explore", VIEWS)
def test_every_control_can_be_moved_and_observed(full_size, explore):
    view = full_size(explore)
    moved = [control for control in view.spec["controls"] if control["kind"] != "places"]
    for name in sorted({control.get("axis", "scene") for control in moved}):
        axis = view._scenes[view.scene].axes.get(name)
        if axis and axis.asks:
            continue  # its own tests: it computes all anew
        values = list(view.spec["scenes"]) if name == "scene" else axis.values
        for value in (values[0], values[-1]):
            setattr(view, name, value)
            seen = []
            view.observe(seen.append, name)
            setattr(view, name, values[1])
            view.unobserve(seen.append, name)
            assert [change["new"] for change in seen] == [values[1]] or value == values[1]
            assert getattr(view, name) == values[1]


@pytest.mark.parametrize("name, values", {
    "wx": [math.nan, None, "much", [1]], "wRec": [np.ones(2), 1j], "sequence": [9, "first"],
    "scene": ["middle"], "bits": ["", "10", "1" * 11, "abcdefghij", 5, None],
}.items())  # fmt: skip
def test_nonsense_is_refused_by_name(full_size, name, values):
    view = full_size(explorers.explore_target if name == "bits" else explorers.explore_gradient)
    before = dict(view.position), view.readings(), getattr(view, name)
    for value in values:
        with pytest.raises((ValueError, traitlets.TraitError), match=name):
            setattr(view, name, value)
        assert (view.position, view.readings(), getattr(view, name)) == before


def test_the_browser_moves_python(full_size):
    view = full_size(explorers.explore_gradient)
    view.set_state({"position": {"scene": "near", "wx": -0.04, "wRec": 0.0123, "sequence": 3}})
    assert (view.scene, view.sequence) == ("near", 3)
    assert (view.wx, view.wRec) == (-0.04, 0.0123)
    assert view.readings()["cost"] == text(cost_at((view.wx, view.wRec)))
    view.wx, view.scene = 1.5, "far"
    view.wRec, view.scene = -2, "near"  # It keeps the place, as far as it goes.
    assert (view.wx, view.wRec) == pytest.approx((1.5, -0.1))


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


def test_there_and_back_again_is_the_same_place(full_size):
    view = full_size(explorers.explore_loss)
    view.scene, view.wx, view.wRec = "near", 0.02, 1.34
    for scene in ("far", "near"):
        view.scene = scene
        assert (view.wx, view.wRec) == (0.02, 1.34)


def test_an_observer_reads_the_numbers_of_the_new_place(coarse):
    view = explorers.explore_rprop()
    seen = []
    view.observe(lambda change: seen.append(view.readings()), ["wx", "wRec"])
    view.set_state({"position": view.position | {"wx": 2, "wRec": 0}})
    assert len(seen) == 2 and seen[0] == seen[1] == view.readings()


def test_an_observer_that_raises_leaves_the_view_alive(coarse):
    view = explorers.explore_loss()

    def stumbles(change):
        raise RuntimeError("not now")

    view.observe(stumbles, "wx")
    with pytest.raises(RuntimeError, match="not now"):
        view.wx = 2
    view.unobserve(stumbles, "wx")
    view.wx = -1
    assert view.wx == -1 and view.readings()["cost"] == text(cost_at((-1, view.wRec)))


# What else is promised


@pytest.mark.parametrize("explore", VIEWS)
def test_where_nobody_watches_only_what_is_asked_for_is_computed(explore):
    view = explore()
    asked = sum(array(view, name, "ready").sum() for name in view.spec["scenes"])
    assert asked == 1 and not view.pictures
    # And its stored text is always the same.
    assert repr(view) == f"{view.spec['title']} (interactive: run this cell in JupyterLab)"
    assert view._repr_mimebundle_()[0]["text/plain"] == repr(view)


@pytest.mark.parametrize("explore", VIEWS)
def test_a_filled_view_carries_all_that_a_page_needs(explore):
    view = explore()
    view.fill()
    state = view.get_state()
    for name, scene in view.spec["scenes"].items():
        assert (
            as_browser(state["tables"]["tables"][f"{name}/ready"]).all() and view.missing(name) == 0
        )
        pictures = [state["pictures"][panel["picture"]] for panel in scene["panels"]]
        assert all(picture.startswith(b"\x89PNG") for picture in pictures)
    for key, table in state["tables"]["tables"].items():
        assert np.array_equal(as_browser(table), array(view, *key.split("/"))), key
    assert view.troubles == [""] and view.trouble() == ""


def test_boxes_are_where_matplotlib_draws_in_the_end(full_size):
    """Also that of a colour bar with a pointed end, which is moved when it is drawn."""
    for picture in full_size(explorers.explore_loss)._scenes["far"].panels.values():
        assert picture.png
        height = 100 * picture.size[1]
        picture.ax.figure.draw_without_rendering()
        for ax, box in zip(picture.ax.figure.axes, [picture.box, *picture.bars], strict=True):
            place = ax.get_window_extent()
            assert box == pytest.approx([place.x0, height - place.y1, place.x1, height - place.y0])


def test_what_a_cell_reads_is_of_one_place_though_a_hand_moves_on(monkeypatch):
    """The browser's messages come in by a thread of their own."""
    view = explorers.explore_rprop()
    expected, arrive = view.readings(), view._filling.arrive
    elsewhere = {"position": view.position | {"eta_p": 1.5}}
    hand = threading.Thread(target=view.set_state, args=[elsewhere])

    def arrive_and_move(patience):
        arrived = arrive(patience)
        if not hand.ident:
            hand.start()
            hand.join(0.2)
        return arrived

    monkeypatch.setattr(view._filling, "arrive", arrive_and_move)
    assert view.readings() == expected
    hand.join()
    assert view.eta_p == 1.5 and view.readings() != expected


def test_the_javascript_holds_no_formula_and_no_number_format():
    code = re.sub(r"//.*", "", View._esm)
    allowed = {f"Math.{name}" for name in "PI abs atan2 cos floor max min round sin".split()}
    assert set(re.findall(r"Math\.\w+", code)) <= allowed
    formats = r"\*\*|toFixed|toPrecision|toExponential|toLocaleString|Intl|parseFloat|float(32|64)"
    assert not re.findall(formats, code, re.IGNORECASE)
    assert f"const UNIT = {UNIT};" in code and f"const NOWHERE = {NOWHERE};" in code
    assert not re.findall(r"\b(wx|wRec|eta\w*|rprop|forward_states)\b", code)


def test_the_browser_reads_all_that_it_is_told(full_size):
    """A key that no script names is dead weight."""
    told = set()

    def walk(thing):
        if isinstance(thing, dict):
            told.update(thing)
        for part in thing.values() if isinstance(thing, dict) else thing:
            if isinstance(part, (dict, list)):
                walk(part)

    for explore in VIEWS:
        spec = full_size(explore).spec
        walk(spec)
        told -= {name for key, scene in spec["scenes"].items() for name in (key, *scene["axes"])}
    assert {"layers", "cursor", "strides", "spoken"} <= told
    assert {key for key in told if not re.search(rf"\b{key}\b", View._esm)} == set()


# Where the controls reach: lessons and axes of the pictures are written for these ends.
REACHES = [
    (explorers.explore_states, "states", "wx", ("-2.00", "2.00", 41)),
    (explorers.explore_states, "states", "wRec", ("-2.00", "2.00", 81)),
    (explorers.explore_loss, "far", "wx", ("-3.00", "3.00", 121)),
    (explorers.explore_loss, "near", "wRec", ("-0.10", "2.10", 111)),
    (explorers.explore_gradient, "far", "sequence", ("1: 0001101111", "4: 0111010000", 4)),
    (explorers.explore_rprop, "near", "wx", ("-3.000", "3.000", 49)),
    (explorers.explore_rprop, "far", "wRec", ("-12.000", "12.000", 25)),
    (explorers.explore_rprop, "near", "i", ("0", "1000", 1001)),
    (explorers.explore_rprop, "near", "eta_n", ("0.05", "1.00", 20)),
    (explorers.explore_walkers, "walkers", "wx", ("-3.000", "3.000", 25)),
    (explorers.explore_walkers, "walkers", "beta_2", ("0.5", "0.999", 10)),
    (explorers.explore_eps, "eps", "eps", ("1.0e-15", "1.0e+00", 61)),
]


@pytest.mark.parametrize(("explore", "scene", "axis", "reach"), REACHES)
def test_control_reaches_from_end_to_end(explore, scene, axis, reach):
    texts = explore().spec["scenes"][scene]["axes"][axis]["texts"]
    assert (texts[0], texts[-1], len(texts)) == reach
