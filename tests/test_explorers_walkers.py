"""The view of four walkers: paths held to plain loops, the module's own and a learner's."""

import numpy as np
import pytest
from seen import X, array, cost_at, draws, make_coarse, row, shows, t, text

import rnn_lesson
from rnn_lesson import explorers, optimizers
from rnn_lesson.explorers import _descent
from rnn_lesson.explorers._picture import NOWHERE

EARLY = slice(121)  # later, rounding may decide which way an Adam with a short memory turns


def own_momentum(W, velocity, gradient, rate, momentum=0.9):
    new = -rate * gradient + velocity * momentum
    return [list(W + new), new]


def own_adam(W, mean, square, gradient, i, rate, beta_1=0.9, beta_2=0.999):
    mean += (1 - beta_1) * (gradient - mean)
    square = square * beta_2 + gradient * gradient * (1 - beta_2)
    root = (square / (1 - beta_2**i)) ** 0.5
    return W - rate * mean / (1 - beta_1**i) / (root + 1e-8), mean, square


def plain_momentum(start, n_iter, update=own_momentum):
    W, velocity, path = np.array(start), np.zeros(2), [start]
    for _ in range(n_iter):
        slopes = optimizers.gradient(X, t, W)
        slopes = slopes * min(1, 100 / np.linalg.norm(slopes)) if slopes.any() else slopes
        W, velocity = map(np.array, update(W, velocity, slopes, 1e-3))
        path.append(W)
    return np.array(path)


def plain_adam(start, n_iter, beta_2, update=own_adam):
    W, mean, square, path, roots = np.array(start), np.zeros(2), np.zeros(2), [start], [np.nan]
    for i in range(1, n_iter + 1):
        slopes = optimizers.gradient(X, t, W)
        W, mean, square = update(W, mean, square, slopes, i, 0.1, 0.9, beta_2)
        path.append(W)
        roots.append(np.sqrt(square[1] / (1 - beta_2**i)))
    return np.array(path), np.array(roots)


def shows_walker(view, name, path, pick=EARLY):
    picture = view._scene.panels["surface"]
    tables = (row(view, table)[pick] for table in (name, f"{name}_from"))
    costs = np.array([cost_at(W) for W in path[pick]])
    return draws(picture, *tables, path[pick]) and shows(view, f"{name}_cost", costs, pick=pick)


@pytest.mark.parametrize("own", [{}, {"update_momentum": own_momentum, "update_adam": own_adam}])
def test_four_paths_are_those_of_plain_loops(own):
    view, rng = explorers.explore_walkers(**own), np.random.default_rng(4)
    for beta_2 in (0.9, 0.97):
        view.beta_2 = beta_2
        view.wx, view.wRec = start = tuple(rng.uniform(-3, 3, 2))
        assert shows_walker(view, "rprop", rnn_lesson.rprop_path(X, t, start, 1000), slice(None))
        ball = plain_momentum(start, 1000)
        assert shows_walker(view, "ball", ball, slice(None))
        for name, decay in {"usual": 0.999, "adam": beta_2}.items():
            path, roots = plain_adam(start, 120, decay)
            assert shows_walker(view, name, path)
            assert shows(view, f"{name}_size", roots, pick=EARLY)
        view.i = 77
        told = view.readings()
        assert told["momentum"] == text(cost_at(ball[77]))
        assert float(told["Adam, beta_2"]) == pytest.approx(cost_at(path[77]), rel=1e-4)
        assert float(told["root of wRec, beta_2"]) == pytest.approx(roots[77], rel=1e-3)


def test_buttons_and_sliders_are_those_that_the_lesson_names():
    view = explorers.explore_walkers()
    axes, betas = view._scene.axes, view._scene.axes["beta_2"].values
    assert axes["i"].values[-1] == 1000 and betas[[0, -1]].tolist() == [0.5, 0.999]
    assert 0.9 in betas and np.all(np.diff(betas) > 0)
    (places,) = [one["places"] for one in view.spec["controls"] if one["kind"] == "places"]
    assert places[0] == ("cliff", {"wx": -1.5, "wRec": 2})
    assert dict(places)["plain"] == {"wx": 0.5, "wRec": 0.5}
    assert row(view, "usual_size")[0] == NOWHERE != row(view, "usual_size")[1]


def test_on_the_grid_and_off_it_walks_the_same():
    view = explorers.explore_walkers(wx=0.3, wRec=1.1)
    view.fill()
    for place in ((-1.5, 2), (0.75, -2.25)):
        view.wx, view.wRec = place
        node = view._scene.place(view.position)
        for name in ("ball", "usual", "adam", "adam_cost", "adam_size"):
            apart = array(view, "walkers", name)[node] - row(view, name)[EARLY]
            assert np.abs(apart).max() <= 1, name


EPSILON = 1e-8  # as the lesson has it


def update_momentum(W, velocity, gradient, rate, momentum=0.9):
    velocity = momentum * velocity - rate * gradient
    return W + velocity, velocity


def update_adam(W, mean, square, gradient, i, rate, beta_1=0.9, beta_2=0.999):
    mean = (1 - beta_1) * gradient + beta_1 * mean
    square = (1 - beta_2) * gradient**2 + beta_2 * square
    size = np.sqrt(square / (1 - beta_2**i)) + EPSILON
    return W - rate * (mean / (1 - beta_1**i)) / size, mean, square


def test_functions_written_as_the_modules_are_taken_for_them(monkeypatch):
    both = {"update_momentum": update_momentum, "update_adam": update_adam}
    assert explorers.explore_walkers(**both)._scene.guest is None
    monkeypatch.setitem(globals(), "EPSILON", 1e-3)
    assert explorers.explore_walkers(**both)._scene.guest is not None


@pytest.fixture
def coarse(monkeypatch):
    make_coarse(monkeypatch)
    monkeypatch.setattr(_descent, "N_ITER", 12)
    monkeypatch.setattr(_descent, "LONGEST", 24)


def test_a_wrong_function_shows_the_wrong_way(coarse):
    def forgets(W, velocity, gradient, rate, momentum=0.9):
        return W - rate * gradient, velocity

    view = explorers.explore_walkers(update_momentum=forgets)
    assert shows_walker(view, "ball", plain_momentum((-1.5, 2), 24, forgets))


def test_a_learners_function_is_asked_as_in_the_lesson(coarse):
    """From start to finish, with pairs; a gradient beyond 100 is clipped for momentum alone."""
    asked = []

    def notes(W, mean, square, gradient, i, rate, beta_1=0.9, beta_2=0.999):
        asked.append((W.shape, i, rate, beta_1, beta_2, np.linalg.norm(gradient)))
        return own_adam(W, mean, square, gradient, i, rate, beta_1, beta_2)

    def rolls(W, velocity, gradient, rate, momentum=0.9):
        assert W.shape == (2,) and rate == 1e-3 and np.linalg.norm(gradient) < 100.1
        return own_momentum(W, velocity, gradient, rate, momentum)

    view = explorers.explore_walkers(update_momentum=rolls, update_adam=notes, beta_2=0.8)
    view.fill()
    assert view.troubles == [""]
    walks = [asked[k : k + n] for n, k in _walks(asked)]
    assert {len(walk) for walk in walks} == {12, 24}
    assert {walk[0][4] for walk in walks} == {0.999, 0.8}
    assert max(asked, key=lambda each: each[-1])[-1] > 1e6
    for walk in walks:
        assert [each[1] for each in walk] == list(range(1, len(walk) + 1))
        assert {each[:1] + each[2:5] for each in walk} == {((2,), 0.1, 0.9, walk[0][4])}


def _walks(asked):
    """Where each walk begins and how long it is."""
    begins = [k for k, each in enumerate(asked) if each[1] == 1]
    return [(end - k, k) for k, end in zip(begins, [*begins[1:], len(asked)])]


def test_a_walk_that_leaves_all_numbers_is_not_asked_to_go_on(coarse):
    asked = []

    def leaps(W, velocity, gradient, rate, momentum=0.9):
        asked.append(W)
        return W * 1e200, velocity

    view = explorers.explore_walkers(update_momentum=leaps)
    assert view.trouble() == "" and len(asked) <= 4 and np.isfinite(asked).all()
    assert view.readings()["momentum"] == "nan"


@pytest.mark.parametrize("own, says", [
    (lambda *_: None, "update_adam must return W, mean, square; it returned None"),
    (lambda W, *_: (W, W), "update_adam must return W, mean, square; it returned tuple of 2"),
    (lambda W, *_: (W, W, [1]),
     "the square that update_adam returns must return an array of shape (2,); it returned shape"),
    (lambda W, *_: (W, None, W), "the mean that update_adam returns must return an array"),
    (lambda *_: 1 / 0, "update_adam raised ZeroDivisionError"),
])  # fmt: skip
def test_a_useless_function_is_named_and_the_others_walk_on(coarse, own, says):
    view = explorers.explore_walkers(update_adam=own)
    assert view.trouble().startswith(says)
    told = view.readings()
    assert told["Adam, beta_2"] == told["root of wRec, 0.999"] == "nan"
    assert np.isfinite(float(told["momentum"])) and np.isfinite(float(told["cost: Rprop"]))
