"""What several views are made of: data, axes, controls, and layers over their pictures."""

import numpy as np

from rnn_lesson._inputs import kind_of
from rnn_lesson.data import lesson_dataset
from rnn_lesson.explorers._scene import Axis
from rnn_lesson.surface import loss_surface

MOST_BITS = 12  # a view has all 2**n sequences to choose from


def sliders(*axes):
    """Return a slider for each of these axes."""
    return [{"kind": "slider", "axis": axis} for axis in axes]


def given_data(X, t):
    """Return the data to use: both given, or the lesson's."""
    for name, value in {"X": X, "t": t}.items():
        if callable(value):
            raise TypeError(f"{name} must be numbers; got {kind_of(value)}")
    if (X is None) != (t is None):
        raise ValueError("X and t must be given together; got only one of them")
    if X is None:
        return lesson_dataset()
    loss_surface(X, t, [0.0], [0.0])  # refuses what is wrong with X or t
    return np.array(X, dtype=float), np.array(t, dtype=float)


def weights_at(places):
    """Return the pairs (p, 2) of wx and wRec at places, {axis: values (p,)}."""
    return np.column_stack([places["wx"], places["wRec"]])


def all_sequences(n):
    """Return all binary sequences of length n, (2^n, n), in the order of the numbers they spell."""
    return (np.arange(2**n)[:, None] >> np.arange(n)[::-1] & 1).astype(float)


def bits_axis(n, asks=False):
    """Return the axis over all sequences, whose values are texts such as "0110"."""
    spelled = [f"{number:0{n}b}" for number in range(2**n)]
    return Axis("bits", spelled, spelled, asks)


def indices(places):
    """Return the numbers (p,) that sequences, {"bits": texts (p,)}, spell."""
    return np.array([int(bits, 2) for bits in places["bits"]])


def first_bits(bits, n, example):
    """Return the n bits that a view starts with: those given, or what fits of the example."""
    if bits is None:
        return example[:n].ljust(n, "0")
    if not isinstance(bits, str) or len(bits) != n or set(bits) - {"0", "1"}:
        raise ValueError(f"bits must be a text of {n} zeros and ones; got {bits!r}")
    return bits


def curve(table, color, shape, line=True, over=None, **more):
    """Return the layer that draws a table: pairs of places, or heights over a picture's places.

    `over` is (picture, x), where the table holds heights alone.
    """
    layer = {"kind": "curve", "table": table, "color": color, "shape": shape, "line": line}
    if over is not None:
        picture, x = over
        layer["xs"] = picture.pixels(x=x).tolist()
    return layer | more


def marker(picture, axes):
    """Return the layer of the marker that is dragged over wx and wRec."""
    places = {
        "xs": picture.pixels(x=axes["wx"].values),
        "ys": picture.pixels(y=axes["wRec"].values),
    }
    places = {name: entries.tolist() for name, entries in places.items()}
    return {"kind": "marker", "x": "wx", "y": "wRec"} | places
