"""The view of lesson 08, without a browser: each number and mark held to plain addition."""

import numpy as np
import pytest
from seen import data, nodes, row

from rnn_lesson import explorers, layers
from rnn_lesson.explorers._adder import BY_HAND
from rnn_lesson.explorers._picture import NOWHERE

STEPS = 6


def column_of(a, b, k):
    """The two bits and the carry that step k reads, by Python's own addition."""
    below = 2 ** (k - 1)
    return a // below % 2, b // below % 2, (a % below + b % below) // below


@pytest.fixture(scope="module")
def view():
    return explorers.explore_adder()


def test_numbers_are_those_of_plain_addition_and_of_the_network(view):
    for _ in nodes(view, 25):
        a, b, k = (int(getattr(view, name)) for name in "abk")
        X = np.array([[column_of(a, b, step)[:2] for step in range(1, STEPS + 1)]], float)
        S = layers.layer_states(X, *BY_HAND[:3])[0]
        y = 1 / (1 + np.exp(-(S[1:] @ BY_HAND[3])))
        said = view.readings()
        assert said["a + b"] == f"{a} + {b} = {a + b}" and said["network"] == str(a + b)
        one, other, carry = column_of(a, b, k or 1)
        assert said["column k"] == (f"{one} + {other}, carry {carry}" if k else "no column yet")
        assert said["output"] == (f"{y[k - 1]:.3f}" if k else "none yet")
        assert said["state"] == ", ".join(f"{unit:.2f}" for unit in S[k])


def test_pictures_show_what_is_read_what_comes_out_and_the_way_of_the_state(view):
    panels = view._scene.panels
    for _ in nodes(view, 25):
        a, b = int(view.a), int(view.b)
        columns = np.array([column_of(a, b, k) for k in range(1, STEPS + 1)])
        for name, bits in zip(("a", "b", "carry"), columns.T):
            assert np.array_equal(row(view, f"{name}_bits") != NOWHERE, bits == 1)
        S = layers.layer_states(columns[None, :, :2].astype(float), *BY_HAND[:3])[0]
        for table, units in {"states0": (0, 2), "states1": (1, 2)}.items():
            for axis, unit in enumerate(units):
                shown = data(panels[table], row(view, table)[:, axis], axis)
                assert np.allclose(shown, S[:, unit], atol=2e-3)
        digits = data(panels["column"], row(view, "digits"), 1)
        assert digits.round(2).tolist() == [int(bit) for bit in f"{a + b:06b}"[::-1]]
        assert row(view, "y")[0] == NOWHERE
        assert np.allclose(data(panels["column"], row(view, "y")[1:], 1), digits, atol=0.02)


def test_it_shows_what_the_learners_function_does():
    def without_bias(X, Wx, Wr, b):
        return layers.layer_states(X, Wx, Wr, 0 * b)

    view = explorers.explore_adder(layer_states=without_bias)
    assert view.readings()["network"] != "41" and view.trouble() == ""
    X = np.array([[column_of(27, 14, k)[:2] for k in range(1, STEPS + 1)]], float)
    S = without_bias(X, *BY_HAND[:3])[0]
    assert view.readings()["state"] == ", ".join(f"{unit:.2f}" for unit in S[3])


@pytest.mark.parametrize("own, says", [
    (lambda *args: None, "layer_states must return an array of shape (1024, 7, 3)"),
    (lambda X, Wx, Wr, b: np.zeros((len(X), 7, 2)), "it returned shape (1024, 7, 2)"),
    (lambda X, Wx, Wr, b: 1 / 0, "layer_states raised ZeroDivisionError"),
    (lambda X: X, "layer_states raised TypeError"),
])  # fmt: skip
def test_trouble_is_said_and_nothing_is_shown(own, says):
    view = explorers.explore_adder(layer_states=own)
    assert says in view.trouble() and view.readings()["network"] == "nothing"
    assert (row(view, "states0") == NOWHERE).all()


def test_the_learners_function_cannot_change_the_weights():
    def greedy(X, Wx, Wr, b):
        b += 1
        return layers.layer_states(X, Wx, Wr, b - 1)

    assert explorers.explore_adder(layer_states=greedy).readings()["network"] == "41"
    assert explorers.explore_adder().readings()["network"] == "41"


def test_two_units_have_one_picture_and_many_the_first_three():
    rng = np.random.default_rng(1)
    for h, pictures in ((2, ["states0"]), (5, ["states0", "states1"])):
        W = [rng.normal(size=shape) for shape in ((2, h), (h, h), h, h)] + [0.5]
        view = explorers.explore_adder(W)
        assert [name for name in view._scene.panels if name != "column"] == pictures
        assert len(view.readings()["state"].split(", ")) == min(3, h)
