"""The view of lesson 08: a trained adder goes through a sum, column by column."""

import functools

import numpy as np

from rnn_lesson import layers, plots
from rnn_lesson._inputs import checked, count, finite, kind_of
from rnn_lesson.explorers import _parts as parts
from rnn_lesson.explorers._calls import as_array, asked, guest_for
from rnn_lesson.explorers._picture import Picture
from rnn_lesson.explorers._scene import Axis, Scene
from rnn_lesson.explorers._tables import texts
from rnn_lesson.explorers._widget import View

BITS = 5  # of each number to choose
STEPS = BITS + 1  # the last for the last carry
ROWS = {"a": 3.2, "b": 2.4, "carry": 1.6}  # heights of what is read, above the output from 0 to 1
HEAPS = {0: ("o", plots.BLUE), 1: ("s", plots.BLUE), 2: ("o", plots.ORANGE), 3: ("s", plots.ORANGE)}
# Units that ask for three ones in a column, for one and for two: the last is the carry. Thresholds
# lie above the middle, for the first state, 0, counts as half a carry.
ASKS = np.array([2.75, 0.75, 1.75])
BY_HAND = [np.full((2, 3), 8.0), np.zeros((3, 3)), 8 * (0.5 - ASKS), np.array([5.0, 5, -5]), 0.0]
BY_HAND[1][2] = 4
SUMS = {
    "1 + 31": {"a": 1, "b": 31},
    "0 + 31": {"a": 0, "b": 31},
    "21 + 10": {"a": 21, "b": 10},
    "31 + 31": {"a": 31, "b": 31},
}


def adder_weights(value, name):
    """Return the five parts of an adder, [Wx, Wr, b, Wy, by], whose shapes fit each other."""
    parts = f"{name} must be a list of five parts, Wx (2, h), Wr (h, h), b (h,), Wy (h,) and by"
    if not isinstance(value, (list, tuple)) or len(value) != 5:
        raise TypeError(f"{parts}; got {kind_of(value)}")
    found = [finite(part, name) for part in value]
    h = found[2].size
    shapes = [part.shape for part in found]
    if shapes != [(2, h), (h, h), (h,), (h,), ()] or h < 2:
        raise ValueError(f"{parts}, with h = 2 or more; got shapes {shapes}")
    return found


@checked(calls_back=True, W=adder_weights, a=count(0, 31), b=count(0, 31), k=count(0, STEPS))
def explore_adder(W=BY_HAND, layer_states=None, a=27, b=14, k=3):
    """Show the states of an adder: go through a sum of two numbers, column by column.

    Parameters
    ----------
    W : list of five arrays
        Wx (2, h), Wr (h, h), b (h,), Wy (h,) and by, a number: trained ones, or else some made by
        hand. With more than three units the pictures show the first three.
    layer_states : function, optional
        The learner's own.
    a, b : int
        The two numbers that the view starts with, from 0 to 31.
    k : int
        The step that it starts at, from 0 to 6.

    Returns
    -------
    View
        With a, b and k to read and set.
    """
    controls = [*parts.sliders("a", "b"), {"kind": "player", "axis": "k"}, *parts.places(SUMS)]
    readings = {"a + b": "right", "network": "answer", "column k": "column", "output": "output"}
    readings |= {"state": "state"}
    guest, layer_states = guest_for("layer_states", layer_states, layers.layer_states)
    scenes, start = {"sum": _scene(W, layer_states, guest)}, {"a": a, "b": b, "k": k}
    return View("An adder", scenes, controls, start, readings, ["network", "column k"])


def _scene(W, layer_states, guest):
    """Return the scene of all sums of two numbers."""
    a, b = np.indices((2**BITS, 2**BITS)).reshape(2, -1)
    read = _read(a, b)
    h, heaps, column = len(W[2]), {}, _column_picture()
    # The first two units over the third, or over the second where there is no third.
    pairs = {f"states{i}": (i, min(2, h - 1)) for i in range(min(2, h - 1))}
    states = {table: _states_picture(heaps, table, units, h) for table, units in pairs.items()}

    # All sums at once take a few milliseconds: so a function is called once, when somebody asks.
    @functools.cache
    def computed():
        S, y, trouble = _computed(W, layer_states, read)
        tables = {
            table: states[table].points(S[..., i], S[..., j]) for table, (i, j) in pairs.items()
        }
        for name, bits in read.items():
            tables[f"{name}_bits"] = column.pixels(y=np.where(bits == 1, ROWS[name], np.nan))
        tables["digits"] = column.pixels(y=_spelled(a + b))
        # With k = 0, before there is an output, for the mark that goes along with k.
        tables["y"] = column.pixels(y=np.column_stack([np.full(len(y), np.nan), y]))
        return tables | _words(a, b, read, S, y), S, trouble

    def sample(places, at):
        tables, _, trouble = computed()
        which = places["a"] * 2**BITS + places["b"]
        return {name: table[which] for name, table in tables.items()}, [trouble] * len(which)

    def redraw(stride, tables):
        ones, (_, S, _) = sum(read.values()), computed()
        heaps.update({total: S[:, 1:][ones == total] for total in HEAPS})
        for picture in states.values():
            picture.renew()

    axes = {name: Axis.of_counts(name, np.arange(2**BITS)) for name in ("a", "b")}
    axes["k"] = Axis.of_counts("step k", range(STEPS + 1))
    rows = dict.fromkeys(("column", "output", "state"), ("k",))
    return Scene(axes, {"column": column} | states, ("a", "b"), sample, rows, redraw, guest)


def _spelled(numbers):
    """Return the bits (p, STEPS) of numbers (p,), the lowest first."""
    return numbers[:, None] >> np.arange(STEPS) & 1


def _read(a, b):
    """Return {"a", "b" and "carry": bits (p, STEPS)}, all that each column adds up."""
    read = {"a": _spelled(a), "b": _spelled(b)}
    # What a column adds to its own two bits can only be the carry.
    return read | {"carry": (read["a"] + read["b"] + _spelled(a + b)) % 2}


def _computed(W, layer_states, read):
    """Return the states (p, STEPS + 1, h) and outputs (p, STEPS) of sums, and what went wrong."""
    Wx, Wr, b, Wy, by = W
    X = np.stack([read["a"], read["b"]], axis=2).astype(float)
    shape = (len(X), STEPS + 1, len(b))
    one = lambda X: [as_array("layer_states", layer_states(X, Wx, Wr, b), shape)]
    (S,), (trouble,) = asked(one, [shape], X[None])
    return S[0], 1 / (1 + np.exp(-(S[0, :, 1:] @ Wy + by))), trouble


def _words(a, b, read, S, y):
    """Return the texts of the readings: of sums, and of each of their steps."""
    said = np.where(np.isfinite(y), y > 0.5, 0) @ 2 ** np.arange(STEPS)
    there = np.isfinite(y).all(axis=1)
    columns = np.array([f"{i >> 2} + {i >> 1 & 1}, carry {i & 1}" for i in range(8)])
    column = columns[4 * read["a"] + 2 * read["b"] + read["carry"]]
    state = [[", ".join(f"{unit:.2f}" for unit in units[:3]) for units in row] for row in S]
    # Before the first step there is neither.
    no_column, no_output = (np.full((len(y), 1), words) for words in ("no column yet", b"none yet"))
    return {
        "right": np.array([f"{one} + {other} = {one + other}" for one, other in zip(a, b)], "S12"),
        "answer": np.array([str(n) if ok else "nothing" for n, ok in zip(said, there)], "S7"),
        "column": np.hstack([no_column, column]).astype("S14"),
        "output": np.hstack([no_output, texts(y, ".3f")]),
        "state": np.array(state, "S26"),
    }


def _states_picture(heaps, table, units, h):
    """Return one of two views on the states, with the way of the sum through them."""

    def draw(ax):
        ax.axhline(0, color="black", linewidth=0.4)
        ax.axvline(0, color="black", linewidth=0.4)
        for total, states in heaps.items():
            marker, color = HEAPS[total]
            seen = np.unique(states.round(2), axis=0)
            style = {"color": color, "markersize": 5, "alpha": 0.5, "markeredgewidth": 0}
            ax.plot(*seen[:, units].T, marker, linestyle="none", **style)
        ax.set(xlim=(-1.2, 1.2), ylim=(-1.2, 1.2), xticks=(-1, 0, 1), yticks=(-1, 0, 1))
        ax.set(xlabel=f"unit {units[0] + 1}", ylabel=f"unit {units[1] + 1}")

    alt = f"States of all sums, unit {units[1] + 1} over unit {units[0] + 1}: heaps, one for each"
    alt += " number of ones in a column, and the way of this sum through them"
    legend = [("●", "blue", "carry 0, digit 0"), ("■", "blue", "carry 0, digit 1")]
    legend += [("●", "orange", "carry 1, digit 0"), ("■", "orange", "carry 1, digit 1")]
    if h == 2:  # One picture alone has room for short words only.
        words = ("0", "1", "2", "3 ones")
        legend = [(mark, color, word) for (mark, color, _), word in zip(legend, words)]
    else:
        legend = legend[2 * units[0] : 2 * units[0] + 2]
    way = {"kind": "path", "table": table, "color": "paper", "cursor": "k", "label": "k ="}
    return Picture(draw, alt, "", legend, [way])


def _column_picture():
    """Return the sum written down: the bits that are read, and the output over the right digit."""

    def draw(ax):
        steps = np.arange(1, STEPS + 1)
        ax.axhline(0.5, color="black", linewidth=0.6, linestyle=":")
        ax.axhline(1.2, color="black", linewidth=0.8)
        ax.set(xlim=(0.4, STEPS + 0.6), ylim=(-0.15, 3.6), xticks=steps)
        ax.set_yticks([0, 1, *ROWS.values()], ["0", "1", *ROWS])
        ax.set(xlabel="step k, lowest digit first")

    alt = "The sum, a column a step: squares where a, b and the carry have a 1, below them the"
    alt += " output as a dot and the right digit as a bar"
    legend = [("■", "ink", "a 1 is read"), ("▬", "ink", "right digit"), ("●", "green", "output")]
    steps = np.arange(STEPS + 1)
    dots = {"line": False, "xs": steps}
    layers = [
        parts.bars("digits", steps[1:], wide=0.35),
        *(
            parts.curve(f"{name}_bits", color, "square", line=False, xs=steps[1:])
            for name, color in {"a": "ink", "b": "ink", "carry": "orange"}.items()
        ),
        parts.curve("y", "green", "circle", **dots),
        parts.curve("y", "blue", "circle", cursor="k", label="k", **dots),
    ]
    return Picture(draw, alt, "", legend, layers)
