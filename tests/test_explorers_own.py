"""The views with functions that a learner may write: right ones, wrong ones, useless ones."""

import functools
import sys
import warnings

import numpy as np
import pytest
from seen import (
    X,
    array,
    cost_at,
    data,
    make_coarse,
    nodes,
    one_by_one,
    plus_one,
    raises_at_some,
    row,
    rprop,
    shows,
    shows_path,
    t,
    text,
    vectorised,
)

import rnn_lesson
from rnn_lesson import explorers, model, optimizers
from rnn_lesson._guest import TooLate
from rnn_lesson.explorers._picture import NOWHERE
from rnn_lesson.explorers._world import World
from rnn_lesson.optimizers import gradient, next_step_size

LINKED = [explorers.explore_states, explorers.explore_loss, explorers.explore_gradient]


@pytest.fixture(autouse=True)
def coarse(monkeypatch):
    make_coarse(monkeypatch)


def other_for_arrays(X, wx, wRec):
    return vectorised(X, wx, wRec) * (2 if np.ndim(wx) else 1)


def spoils_X(X, wx, wRec):
    S = vectorised(X, wx, wRec)
    X[:] = 7
    return S


def talks(X, wx, wRec):
    print("here I am", wx, wRec)
    print("and here", file=sys.stderr)
    warnings.warn("beware", stacklevel=1)
    return vectorised(X, wx, wRec)


def raises(X, wx, wRec):
    return vectorised(X, wx, wRec)[:, 99]


@pytest.mark.parametrize("right", [vectorised, one_by_one, other_for_arrays, spoils_X, talks])
@pytest.mark.parametrize("explore", LINKED)
def test_a_right_function_shows_the_same(capfd, recwarn, explore, right):
    own, ours = explore(forward_states=right), explore()
    for view in (own, ours):
        view.fill()
    # Where there is no gradient, rounding turns the arrow.
    for key in set(ours.tables.arrays) - {("far", "arrow"), ("near", "arrow")}:
        mine, theirs = (array(view, *key).astype(float) for view in (own, ours))
        atol = 1 if array(own, *key).dtype == "<i2" else 1e-9
        assert np.allclose(mine, theirs, rtol=1e-5, atol=atol), key
    assert own.troubles == [""] and capfd.readouterr() == ("", "") and not recwarn.list


@pytest.mark.parametrize("explore", LINKED)
def test_a_wrong_function_shows_the_wrong_world(explore):
    view = explore(forward_states=plus_one)
    for _ in nodes(view, 4):
        if explore is explorers.explore_states:
            S = plus_one(np.array([[int(bit) for bit in view.bits]]), view.wx, view.wRec)
            assert shows(view, "states", S[0])
        else:
            y = plus_one(X, view.wx, view.wRec)[:, -1]
            assert shows(view, "y", y) and view.readings()["cost"] == text(model.cost(y, t))
    if explore is not explorers.explore_states:
        view.fill()
        surface = view._scenes["near"].panels["surface"].draw.__self__
        y = plus_one(X, surface.wx[7], surface.wRec[5])[:, -1]
        assert surface.cost[5, 7] == pytest.approx(model.cost(y, t))


@pytest.mark.parametrize("own", [None, plus_one, raises, raises_at_some])
@pytest.mark.parametrize("explore", [explorers.explore_loss, explorers.explore_gradient])
def test_the_marker_stands_at_its_weights(explore, own):
    for scene in explore(forward_states=own)._scenes.values():
        picture = scene.panels["surface"]
        marker = next(layer for layer in picture.layers if layer["kind"] == "marker")
        assert data(picture, marker["xs"], 0) == pytest.approx(scene.axes["wx"].values, abs=0.01)
        assert data(picture, marker["ys"], 1) == pytest.approx(scene.axes["wRec"].values, abs=0.01)


def test_many_weights_at_once_are_tried_once_where_that_never_ends():
    asked = []

    def own(many, wx, wRec):
        if len(many) > len(X):
            asked.append(len(many))
            raise TooLate  # as it is stopped
        return vectorised(many, wx, wRec)

    world, W = World(X, t, forward_states=own), np.array([[1.0, 1.0], [2.0, 0.5]])
    with pytest.raises(TooLate):
        world.at(W)
    for _ in range(2):
        found, troubles = world.at(W)
        assert np.array_equal(found["S"][1], vectorised(X, 2, 0.5)) and troubles == ["", ""]
    assert len(asked) == 1


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
def test_a_function_much_like_the_modules_is_not_taken_for_it(own):
    view = explorers.explore_loss(forward_states=own, wx=2, wRec=1)
    view.scene = "far"
    assert shows(view, "y", own(X, 2, 1)[:, -1])


def test_a_function_written_as_the_modules_is_taken_for_it(monkeypatch):
    """Then the module's faster ways stand in, until a function that it calls is another."""

    def forward_states(X, wx, wRec):
        m, n = X.shape
        S = np.zeros((m, n + 1))
        for k in range(1, n + 1):
            S[:, k] = update_state(X[:, k - 1], S[:, k - 1], wx, wRec)
        return S

    def update_rprop(X, t, W, W_prev_sign, W_delta, eta_p, eta_n):
        W_sign = np.nan_to_num(np.sign(gradient(X, t, W)))
        W_delta = next_step_size(W_delta, W_sign, W_prev_sign, eta_p, eta_n)
        return W_delta, W_sign

    assert explorers.explore_rprop(update_rprop=update_rprop)._scenes["far"].guest is None
    assert explorers.explore_loss(forward_states=forward_states)._scenes["far"].guest is None
    monkeypatch.setitem(globals(), "update_state", lambda xk, sk, wx, wRec: sk)
    assert explorers.explore_loss(forward_states=forward_states)._scenes["far"].guest


@pytest.mark.parametrize("name, own", [
    ("output_gradient", lambda y, t: 2 * (t - y) / len(y)),
    ("backward_gradient", lambda X, S, *rest: model.backward_gradient(X, S, -rest[0], rest[1])),
])  # fmt: skip
def test_a_wrong_sign_turns_the_gradient_round(name, own):
    view = explorers.explore_gradient(wx=1, wRec=1.5, **{name: own})
    gradient = optimizers.gradient(X, t, (1, 1.5))
    slopes = [float(number) for number in list(view.readings().values())[1:]]
    assert slopes == pytest.approx(-gradient, rel=1e-5)
    arrow, downhill = row(view, "arrow"), -gradient * (1, -1)
    assert np.dot(arrow, downhill) > 0.9 * np.hypot(*arrow) * np.hypot(*downhill)
    assert not shows(view, "over_time", np.zeros(11))


def test_own_cost_makes_own_surface():
    def mean_error(y, t):
        return np.mean(np.abs(y - t))

    view = explorers.explore_loss(cost=mean_error, wx=2, wRec=1)
    expected = mean_error(2 * t, t)
    view.fill()
    assert view.readings()["cost"] == text(expected)
    surface = view._scenes["far"].panels["surface"].draw.__self__
    here = surface.cost[surface.wRec == 1][0, surface.wx == 2]
    assert here == pytest.approx(expected)


def test_own_target_and_one_that_raises_at_some_bits():
    def picky(X):
        if (X.sum(axis=1) == 4).any():
            raise ValueError("four is too many")
        return 2 * X[:, 0] + 0.5

    view = explorers.explore_target(n=4, target=picky, bits="1111")
    assert view.trouble().startswith("target raised ValueError: four is too many (line ")
    for bits, expected in {"1000": "2.5", "0111": "0.5"}.items():
        view.bits = bits
        assert view.readings() == {"target t": expected} and not view.trouble()


def test_own_rprop():
    def never_shrinks(X, t, W, W_prev_sign, W_delta, eta_p, eta_n):
        _, sign = rnn_lesson.update_rprop(X, t, W, W_prev_sign, W_delta, eta_p, eta_n)
        return W_delta * 1.01, sign

    view = explorers.explore_rprop(update_rprop=never_shrinks)
    path, steps = rprop(view, never_shrinks)
    assert shows_path(view, "path", path)
    assert shows(view, "wx_size", [0.001, *np.abs(steps[:, 0])])
    assert view.readings()["wx"] == text(path[view.i, 0])


def test_own_rprop_that_spoils_what_it_is_given():
    def spoils(*given):
        answer = rnn_lesson.update_rprop(*given)
        for argument in given[:5]:
            argument[:] = 0
        return answer

    view = explorers.explore_rprop(update_rprop=spoils)
    assert shows_path(view, "path", rprop(view)[0])


def test_own_rprop_that_overflows_is_not_asked_to_go_on():
    asked = []

    def leaps(X, t, W, *rest):
        asked.append(W)
        return [1e300, 1e300], [-1e300, -1e300]

    view = explorers.explore_rprop(update_rprop=leaps)
    assert view.trouble() == "" and np.isfinite(asked).all()
    assert (row(view, "path")[2:] == NOWHERE).all()


def test_own_rprop_that_raises_midway():
    def tires(X, t, W, *rest):
        if W[1] < 2.99:
            raise RuntimeError("tired")
        return rnn_lesson.update_rprop(X, t, W, *rest)

    view = explorers.explore_rprop(update_rprop=tires, wx=0, wRec=3)
    assert view.trouble().startswith("update_rprop raised RuntimeError: tired (line ")
    drawn = row(view, "path")
    assert (drawn[0] != NOWHERE).all() and (drawn[-1] == NOWHERE).all()
    view.i = 0
    assert view.readings()["wRec"] == "3"


def test_own_numerical_gradient():
    def forward(f, W, eps):
        return [(f(W + eps * e) - f(W)) / eps for e in np.eye(2)]

    view = explorers.explore_eps(numerical_gradient=forward, eps=1e-3)
    exact = optimizers.gradient(X, t, (1.2, 1.2))
    error = np.abs(forward(cost_at, np.array([1.2, 1.2]), view.eps) - exact)
    shown = [float(number) for number in view.readings().values()]
    assert shown == pytest.approx(error / exact, rel=0.05)


@pytest.mark.parametrize("own, says, line", [
    (raises, "raised IndexError: index 99 is out of bounds for axis 1 with size",
     f"(line {raises.__code__.co_firstlineno + 1}: return vectorised(X, wx, wRec)[:, 99])"),
    (lambda *_: None, "must return an array of shape", "it returned None"),
    (lambda X, wx, wRec: X, "must return an array of shape", "it returned shape"),
    (lambda X, wx, wRec: [[1], [1, 2]], "must return an array of shape", "it returned list"),
])  # fmt: skip
@pytest.mark.parametrize("explore", [*LINKED, explorers.explore_answers])
def test_a_useless_function_is_named_with_its_own_line(explore, own, says, line):
    view = explore(forward_states=own)
    assert view.trouble().startswith(f"forward_states {says}") and line in view.trouble()
    assert "nan" in view.readings().values()


def test_a_function_with_other_parameters_is_not_blamed_on_our_line():
    trouble = explorers.explore_loss(forward_states=lambda X: X).trouble()
    assert "<lambda>() takes 1 positional argument but 3 were given" in trouble
    assert "(line" not in trouble and "*args" not in trouble


@pytest.mark.parametrize("explore, name, own", [
    (explorers.explore_loss, "cost", lambda y, t: 1 / 0),
    (explorers.explore_loss, "cost", lambda y, t: y - t),
    (explorers.explore_loss, "cost", lambda y, t: None),
    (explorers.explore_gradient, "output_gradient", lambda y, t: None),
    (explorers.explore_gradient, "output_gradient", lambda y, t: [][0]),
    (explorers.explore_gradient, "backward_gradient", lambda X, S, grad_out, wRec: None),
    (explorers.explore_gradient, "backward_gradient", lambda X, S, grad_out, wRec: (1, 2)),
    (explorers.explore_gradient, "backward_gradient", lambda X, S, grad_out, wRec: ((1, 2), S, 3)),
    (explorers.explore_gradient, "backward_gradient", lambda X, S, grad_out, wRec: ((1, 2), 3)),
    (explorers.explore_gradient, "backward_gradient", lambda X, S, grad_out, wRec: 1 / 0),
    (explorers.explore_eps, "numerical_gradient", lambda f, W, eps: None),
    (explorers.explore_eps, "numerical_gradient", lambda f, W, eps: 1 / 0),
    (explorers.explore_rprop, "update_rprop", lambda *_: None),
    (explorers.explore_rprop, "update_rprop", lambda *_: ([1, 1], [1, 1], 1)),
    (explorers.explore_rprop, "update_rprop", lambda *_: 1 / 0),
    (explorers.explore_walkers, "update_momentum", lambda *_: None),
    (explorers.explore_walkers, "update_momentum", lambda *_: ([1, 1], [1])),
    (explorers.explore_walkers, "update_adam", lambda *_: ([1, 1], [1, 1])),
    (explorers.explore_walkers, "update_adam", lambda *_: 1 / 0),
    (explorers.explore_target, "target", lambda X: None),
    (explorers.explore_target, "target", lambda X: 1 / 0),
])  # fmt: skip
def test_every_useless_function_is_named(explore, name, own):
    view = explore(**{name: own})
    trouble = view.trouble()
    assert name in trouble and ("must return" in trouble or " raised " in trouble)
    view.fill()
    assert len(view.troubles) == 2


def test_what_depends_on_trouble_is_not_asked_for():
    """The first function that fails is named, and the next ones are not called with its nan."""
    asked = []
    own = {"forward_states": raises_at_some, "cost": lambda y, t: asked.append(y) or 0.0}
    view = explorers.explore_gradient(**own, wRec=3)
    assert view.trouble().startswith("forward_states raised") and np.isfinite(asked).all()
    assert list(view.readings().values()) == ["nan"] * 3


def test_trouble_stays_where_it_is():
    view = explorers.explore_loss(forward_states=raises_at_some, wx=1, wRec=1)
    view.fill()
    assert view.trouble() == "" and view.readings() == {"cost": "0"} and view.missing() == 0
    view.wRec = 3
    assert view.trouble().startswith("forward_states raised RuntimeError: too far (line ")
    assert view.readings() == {"cost": "nan"} and (row(view, "y") == NOWHERE).all()
    view.wRec = 0
    assert view.trouble() == "" and shows(view, "y", X[:, -1])
    # And it leaves the colours of the rest.
    assert view._scenes["far"].panels["surface"].ax.collections[0].levels.max() < 1e13


@pytest.mark.parametrize("bad, shown", [(np.nan, "nan"), (np.inf, "inf"), (-np.inf, "inf")])
@pytest.mark.parametrize("explore", LINKED)
def test_what_is_no_number_is_shown_as_such(explore, bad, shown):
    view = explore(forward_states=lambda X, wx, wRec: vectorised(X, wx, wRec) + bad)
    assert shown in list(view.readings().values())[0]
