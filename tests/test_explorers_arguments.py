"""Wrong arguments of every view: one line that names the argument, what it must be, what came."""

import math
import warnings

import numpy as np
import pytest
from seen import X, samples_weights, t

from rnn_lesson import explorers
from rnn_lesson.explorers._adder import BY_HAND


def forward(f, W, eps):
    return W


def adder(i, part):
    """The adder by hand with another part in one place."""
    return ([*BY_HAND[:i], part, *BY_HAND[i + 1 :]],)


def samples(**more):
    """The arguments of the samples view, some of them others."""
    given = {"weights_by_step": samples_weights(), "letters": ".ab", "names": ["a"], "seen": {"a"}}
    return given | {"bits_by_step": dict.fromkeys((0, 20, 40), 1.0), "lines": {}} | more


HIDES = np.ma.array(X, mask=X > 0)
PAIR = np.ma.array([1, 2], mask=[0, 1])
FIVE = "W must be a list of five parts, Wx (2, h), Wr (h, h), b (h,), Wy (h,) and by"
TWO = f"{FIVE}, with h = 2 or more; got shapes "
WRONG = [
    ("eps", (forward,), {}, "W must be a 1-D array (2,); got the function forward"),
    ("eps", (None,), {}, "W must be a 1-D array (2,); got NoneType"),
    ("eps", ("ab",), {}, "W must be a 1-D array (2,); got str"),
    ("eps", ((1, 2j),), {}, "W must be a 1-D array (2,); got elements of type complex128"),
    ("eps", (PAIR,), {}, "W must be a 1-D array (2,); got a masked array"),
    ("eps", ([[1, 2]],), {}, "W must be a 1-D array (2,); got shape (1, 2)"),
    ("eps", ((1,),), {}, "W must have shape (2,); got shape (1,)"),
    ("eps", (), {"eps": "tiny"}, "eps must be one number; got str"),
    ("eps", (), {"gradient": forward},
     "explore_eps takes W, numerical_gradient, eps; got an unexpected keyword argument 'gradient'"),
    ("gradient", (), {"eps": 1}, "explore_gradient takes X, t, forward_states, cost, output_"),
    ("eps", ((1, 2), 1e-3), {}, "numerical_gradient must be a function; got float"),
    ("eps", ((1, 2), "central"), {}, "numerical_gradient must be a function; got str"),
    ("answers", ((1,),), {}, "W must have shape (2,); got shape (1,)"),
    ("answers", ((1, math.nan),), {}, "W must be a 1-D array (2,); got NaN"),
    ("states", (forward,), {}, "n must be a whole number; got the function forward"),
    ("states", ("3",), {}, "n must be a whole number; got str"),
    ("target", ("ten",), {}, "n must be a whole number; got str"),
    ("target", (0,), {}, "n must be at least 1; got 0"),
    ("target", (13,), {}, "n must be at most 12; got 13"),
    ("states", (40,), {}, "n must be at most 12; got 40"),
    ("answers", (), {"n": 1000}, "n must be at most 12; got 1000"),
    ("states", (3,), {"bits": [1, 0, 1]}, "bits must be a text of 3 zeros and ones; got [1, 0, 1]"),
    ("states", (), {"bits": "12"}, "bits must be a text of 6 zeros and ones; got '12'"),
    ("target", (), {"target": 3}, "target must be a function; got int"),
    ("loss", (forward,), {}, "X must be numbers; got the function forward"),
    ("gradient", (X, forward), {}, "t must be numbers; got the function forward"),
    ("rprop", (HIDES, t), {}, "X must be a 2-D array (m, n); got a masked array"),
    ("loss", (X + 0j, [1]), {}, "X must be a 2-D array (m, n); got elements of type complex"),
    ("loss", ("text", [1]), {}, "X must be a 2-D array (m, n); got str"),
    ("loss", ([[1, 0], [1]], [1, 1]), {}, "X must be a 2-D array (m, n); got a ragged list"),
    ("loss", ([1, 0], [1]), {}, "X must be a 2-D array (m, n); got shape (2,)"),
    ("loss", (X,), {}, "X and t must be given together; got only one of them"),
    ("gradient", (X, t[:5]), {}, "t must have shape (m,) with m = 20; got shape (5,)"),
    ("gradient", (X * np.nan, t), {}, "X must be a 2-D array (m, n); got NaN"),
    ("rprop", ([["a"]], [1]), {}, "X must be a 2-D array (m, n); got elements of type str"),
    ("rprop", (np.zeros((0, 4)), []), {}, "X must not be empty; got shape (0, 4)"),
    ("loss", (), {"forward_states": X}, "forward_states must be a function; got ndarray"),
    ("loss", (), {"forward_states": 3}, "forward_states must be a function; got int"),
    ("loss", (), {"cost": [1]}, "cost must be a function; got list"),
    ("loss", (), {"surface": "no"}, "surface must be True or False; got 'no'"),
    ("loss", (), {"surface": None}, "surface must be True or False; got NoneType"),
    ("loss", (), {"wx": forward},
     "wx must be a value from -3.00 to 3.00; got the function forward"),
    ("loss", (), {"wx": "much"}, "wx must be a value from -3.00 to 3.00; got 'much'"),
    ("loss", (), {"wRec": math.nan}, "wRec must be a value from -3.00 to 3.00; got nan"),
    ("gradient", (), {"wx": 1j}, "wx must be a value from -3.00 to 3.00; got 1j"),
    ("loss", (), {"wRec": np.ma.masked},
     "wRec must be a value from -3.00 to 3.00; got MaskedConstant"),
    ("rprop", (), {"wx": forward}, "wx must be one number; got the function forward"),
    ("rprop", (), {"delta_0": -1}, "delta_0 must be greater than 0; got -1"),
    ("rprop", (), {"eta_p": "much"}, "eta_p must be a value from 1.00 to 2.00; got 'much'"),
    ("rprop", (), {"update_rprop": 1.2}, "update_rprop must be a function; got float"),
    ("walkers", (), {"beta_2": 1}, "beta_2 must be at least 0 and less than 1; got 1"),
    ("walkers", (), {"wx": "much"}, "wx must be one number; got str"),
    ("walkers", (), {"update_adam": 0.9}, "update_adam must be a function; got float"),
    ("walkers", (), {"update_momentum": [1]}, "update_momentum must be a function; got list"),
    ("adder", (None,), {}, f"{FIVE}; got NoneType"),
    ("adder", (3,), {}, f"{FIVE}; got int"),
    ("adder", ([],), {}, f"{FIVE}; got list"),
    ("adder", (BY_HAND[:4],), {}, f"{FIVE}; got list"),
    ("adder", adder(4, [0.0]), {}, f"{TWO}[(2, 3), (3, 3), (3,), (3,), (1,)]"),
    ("adder", adder(2, [1.0]), {}, f"{TWO}[(2, 3), (3, 3), (1,), (3,), ()]"),
    ("adder", adder(0, np.ones((3, 3))), {}, f"{TWO}[(3, 3), (3, 3), (3,), (3,), ()]"),
    ("adder", ([[[1], [1]], [[1]], [1], [1], 0],), {}, f"{TWO}[(2, 1), (1, 1), (1,), (1,), ()]"),
    ("adder", adder(0, np.full((2, 3), np.nan)), {}, "W must be numbers; got NaN"),
    ("adder", (), {"a": 32}, "a must be at most 31; got 32"),
    ("adder", (), {"b": -1}, "b must be at least 0; got -1"),
    ("adder", (), {"k": 7}, "k must be at most 6; got 7"),
    ("adder", (), {"a": 1.5}, "a must be a whole number; got 1.5"),
    ("adder", (), {"layer_states": 3}, "layer_states must be a function; got int"),
    ("gate", (X,), {}, "X, R and t must be given together; got only some of them"),
    ("gate", (), {"c": "much"}, "c must be one number; got str"),
    ("samples", (), samples(weights_by_step=[1]), "weights_by_step must be a dict; got list"),
    ("samples", (), samples(weights_by_step={}), "weights_by_step must have an iteration or more"),
    ("samples", (), samples(bits_by_step={0: 1.0}), "weights_by_step must have an iteration or"),
    ("samples", (), samples(bits_by_step=1.0), "bits_by_step must be a dict; got float"),
    ("samples", (), samples(letters=["a"]), "letters must be a text; got list"),
    ("samples", (), samples(names="one two"), "names must be a list or a set of texts; got str"),
    ("samples", (), samples(seen=None), "seen must be a list or a set of texts; got NoneType"),
    ("samples", (), samples(lines=[0.4]), "lines must be a dict; got list"),
    ("samples", (), samples(step="last"), "step must be one number; got str"),
    ("samples", (), samples(temperature=None), "temperature must be one number; got NoneType"),
]  # fmt: skip


@pytest.mark.parametrize("view, args, more, says", WRONG, ids=[each[-1] for each in WRONG])
def test_a_wrong_argument_is_named_in_one_line(view, args, more, says):
    with warnings.catch_warnings(), pytest.raises((TypeError, ValueError)) as caught:
        warnings.simplefilter("error")
        getattr(explorers, f"explore_{view}")(*args, **more)
    said = str(caught.value)
    assert said.startswith(says) and "\n" not in said and len(said) < 160 and "0x" not in said


def test_another_number_of_bits_needs_no_bits():
    for explore in (explorers.explore_target, explorers.explore_states, explorers.explore_answers):
        assert len(explore(n=4).bits) == 4
