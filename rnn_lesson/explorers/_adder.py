"""The view of lesson 08: a trained adder goes through a sum, column by column."""

import functools

import numpy as np

from rnn_lesson import layers, plots
from rnn_lesson._guest import Trouble, hushed
from rnn_lesson._inputs import checked, count, finite, kind_of, trusted
from rnn_lesson.explorers._calls import as_array, guest_for
from rnn_lesson.explorers._parts import bars, curve, places, sliders
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
    controls = [*sliders("a", "b"), {"kind": "player", "axis": "k"}, *places(SUMS)]
    readings = {"a + b": "right", "network": "answer", "column k": "column", "output": "output"}
    readings |= {"state": "state"}
    scenes, start = {"sum": _scene(Adder(W, layer_states))}, {"a": a, "b": b, "k": k}
    return View("An adder", scenes, controls, start, readings, ["network", "column k"])


def _scene(adder):
    """Return the scene of all sums of two numbers."""
    numbers = np.arange(2**BITS)
    axes = {name: Axis.of_counts(name, numbers) for name in ("a", "b")}
    axes["k"] = Axis.of_counts("step k", range(STEPS + 1))
    states = {f"states{i}": _states_picture(adder, i) for i in range(min(2, adder.h - 1))}
    column = _column_picture()

    def sample(places, at):
        found, trouble = adder.found()
        which = places["a"] * 2**BITS + places["b"]
        S, y = found["S"][which], found["y"][which]
        rows = {
            name: p.points(S[..., p.units[0]], S[..., p.units[1]]) for name, p in states.items()
        }
        for name, bits in adder.read(which).items():
            rows[f"{name}_bits"] = column.pixels(y=np.where(bits == 1, ROWS[name], np.nan))
        rows["digits"] = column.pixels(y=adder.digits[which])
        # With k = 0, before there is an output, for the mark that goes along with k.
        rows["y"] = column.pixels(y=np.column_stack([np.full(len(y), np.nan), y]))
        return rows | adder.words(which, y, S), [trouble] * len(which)

    rows = dict.fromkeys(("column", "output", "state"), ("k",))
    redraw = functools.partial(_redraw, adder, states.values())
    return Scene(axes, {"column": column} | states, ("a", "b"), sample, rows, redraw, adder.guest)


class Adder:
    """All sums that the view shows, and what a network makes of them."""

    def __init__(self, W, layer_states):
        self.W, self.h = W, len(W[2])
        ours = layers.layer_states
        self.guest, self.layer_states = guest_for("layer_states", layer_states, ours)
        numbers = np.arange(2**BITS)
        a, b = (grid.ravel() for grid in np.meshgrid(numbers, numbers, indexing="ij"))
        spelled = lambda numbers: numbers[:, None] >> np.arange(STEPS) & 1
        self.bits, self.total = {"a": spelled(a), "b": spelled(b)}, a + b
        self.digits = spelled(self.total)
        # What a column adds to its own two bits can only be the carry.
        self.carry = (self.bits["a"] + self.bits["b"] + self.digits) % 2
        self.names = [f"{one} + {other} = {both}" for one, other, both in zip(a, b, a + b)]
        self.drawn = False
        self.known = None

    def read(self, which):
        return {"a": self.bits["a"][which], "b": self.bits["b"][which], "carry": self.carry[which]}

    def found(self):
        """Return states and outputs of all sums, and what a learner's function did wrong."""
        # Of one call, as soon as somebody asks: all sums together take a few milliseconds.
        if self.known is None:
            self.known = self._computed()
        return self.known

    def _computed(self):
        Wx, Wr, b, Wy, by = self.W
        X = np.stack([self.bits["a"], self.bits["b"]], axis=2).astype(float)
        S, trouble = np.full((len(X), STEPS + 1, self.h), np.nan), ""
        try:
            with hushed(), trusted(self.guest is None):
                answer = self.layer_states(X, Wx, Wr, b)
            S = as_array("layer_states", answer, S.shape)
        except Trouble as found:
            trouble = str(found)
        with np.errstate(all="ignore"):
            return {"S": S, "y": 1 / (1 + np.exp(-(S[:, 1:] @ Wy + by)))}, trouble

    def heaps(self):
        """Return {ones in a column: states (p, h) after such columns}."""
        S = self.found()[0]["S"][:, 1:] if self.known else np.zeros((0, STEPS, self.h))
        ones = sum(self.read(slice(None)).values())[: len(S)]
        return {total: S[ones == total] for total in HEAPS}

    def words(self, which, y, S):
        """Return the texts of the readings: of a sum, and of each of its steps."""
        with np.errstate(invalid="ignore"):
            said = np.where(np.isfinite(y), y > 0.5, 0) @ 2 ** np.arange(STEPS)
        there = np.isfinite(y).all(axis=1)
        columns, states = [], []
        for i, row in zip(which, S):
            bits = zip(*(values[i] for values in (self.bits["a"], self.bits["b"], self.carry)))
            columns.append(["no column yet", *(f"{a} + {b}, carry {c}" for a, b, c in bits)])
            states.append([", ".join(f"{unit:.2f}" for unit in units[:3]) for units in row])
        output = texts(np.column_stack([np.zeros(len(y)), y]), ".3f").copy()
        output[:, 0] = "none yet"
        return {
            "right": np.array([self.names[i] for i in which], "S12"),
            "answer": np.array([str(n) if ok else "nothing" for n, ok in zip(said, there)], "S7"),
            "column": np.array(columns, "S14"),
            "output": output,
            "state": np.array(states, "S26"),
        }


def _redraw(adder, pictures, stride, tables):
    """Draw the heaps as soon as they are known; return whether that made other pictures."""
    if adder.drawn or adder.known is None:
        return False
    adder.drawn = True
    for picture in pictures:
        picture.renew()
    return True


def _states_picture(adder, i):
    """Return one of two views on the states, with the way of the sum through them."""
    units = (i, min(2, adder.h - 1))

    def draw(ax):
        ax.axhline(0, color="black", linewidth=0.4)
        ax.axvline(0, color="black", linewidth=0.4)
        for total, states in adder.heaps().items():
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
    if adder.h == 2:  # One picture alone has room for short words only.
        words = ("0", "1", "2", "3 ones")
        legend = [(mark, color, word) for (mark, color, _), word in zip(legend, words)]
    picture = Picture(draw, alt, "", legend[2 * i : 2 * i + 2] if adder.h > 2 else legend)
    picture.units = units
    way = {"kind": "path", "table": f"states{i}", "color": "paper", "cursor": "k", "label": "k ="}
    picture.layers = [way]
    return picture


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
    picture = Picture(draw, alt, "", legend)
    steps = picture, np.arange(1, STEPS + 1)
    picture.layers = [bars("digits", *steps, wide=14)]
    picture.layers += [
        curve(f"{name}_bits", "orange" if name == "carry" else "ink", "square", False, steps)
        for name in ROWS
    ]
    over = picture, np.arange(STEPS + 1)
    picture.layers += [curve("y", "green", "circle", line=False, over=over)]
    here = {"cursor": "k", "label": "k"}
    picture.layers += [curve("y", "blue", "circle", line=False, over=over, **here)]
    return picture
