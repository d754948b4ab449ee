"""What several views are made of: data, axes, controls, and layers over their pictures."""

import numpy as np
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FixedLocator, NullLocator

from rnn_lesson import plots
from rnn_lesson._inputs import kind_of
from rnn_lesson.data import lesson_dataset
from rnn_lesson.explorers._scene import Axis
from rnn_lesson.surface import loss_surface

BESIDE_RING = 8.5  # points from its middle
MOST_BITS = 12  # a view has all 2**n sequences to choose from


def sliders(*axes):
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


def curve(table, color, shape, line=True, **more):
    """Return the layer that draws a table: pairs of places, or heights over the numbers `xs`."""
    layer = {"kind": "curve", "table": table, "color": color, "shape": shape, "line": line}
    return layer | more


def bars(table, xs, wide=0.45):
    """Return the layer that draws a table as bars from 0 up, which reach so far to either side."""
    return curve(table, "ink", "bar", line=False, xs=xs, ground=0, wide=wide)


def places(where, label="go to"):
    """Return buttons that go to places worth seeing, {what it says: {axis: value}}."""
    return [{"kind": "places", "label": label, "places": [*where.items()]}]


def trail(table, color, **more):
    """Return the layer that draws a path to where the iteration i is, and how it goes on."""
    start = f"{table}_from"
    return {"kind": "path", "table": table, "start": start, "color": color, "cursor": "i"} | more


def marker(axes):
    """Return the layer of the marker that is dragged over wx and wRec."""
    ends = {"xs": axes["wx"].values, "ys": axes["wRec"].values}
    return {"kind": "marker", "x": "wx", "y": "wRec"} | ends


def letters(ax):
    """Write the letters of the six points beside them, those within the axes."""
    halo = {"path_effects": [withStroke(linewidth=1.6, foreground="black")], "color": "white"}
    low, high = ax.get_xlim()
    for letter, point in plots.POINTS.items():
        if all(low <= weight <= high for weight in point):
            ax.plot(*point, "o", markersize=2.5, markeredgewidth=0.5, mec="black", color="white")
            # F lies so near C that the letters must stand on two sides; none under the ring.
            side, ha = (-1, "right") if letter == "F" else (1, "left")
            shift = {"xytext": (side * BESIDE_RING, 0), "textcoords": "offset points"}
            ax.annotate(letter, point, weight="bold", ha=ha, va="center", **shift, **halo)


def linear_within(ax, low, high, limit):
    """Give ax a scale in y that is linear from low to high and logarithmic beyond, up to +-limit.

    A decade beyond is as long as a twelfth of what is linear; a grey ground tells which is which.
    """
    decade = (high - low) / 12

    def forward(y):
        with np.errstate(divide="ignore", invalid="ignore"):
            above, below = np.log10(np.fmax(y / high, 1)), np.log10(np.fmax(y / low, 1))
        return np.clip(y, low, high) + decade * (above - below)

    def inverse(z):
        above, below = (np.fmax(sign * (z - end), 0) for sign, end in ((1, high), (-1, low)))
        return np.clip(z, low, high) * 10 ** ((above + below) / decade)

    ax.set_yscale("function", functions=(forward, inverse))
    ax.set_ylim(-limit, limit)
    for ends in ((-limit, low), (high, limit)):
        ax.axhspan(*ends, color="black", alpha=0.07, linewidth=0, zorder=-1)
    # Of two decades or three each way, the nearest not too near to the last whole number.
    below, above = (
        np.arange(np.ceil(np.log10(end)), np.log10(limit)) for end in (-6 * low, 3 * high)
    )
    far = [sign * 10.0 ** d[:: max(1, len(d) // 2)] for sign, d in ((-1, below), (1, above))]
    whole = np.arange(low, high, max(1, (high - low) // 6))
    ax.yaxis.set_major_locator(FixedLocator([*far[0], *whole, *far[1]]))
    ax.yaxis.set_minor_locator(NullLocator())
    ax.yaxis.set_major_formatter(
        lambda y, _: plots.power_of_ten(y) if abs(y) > high else f"{y:.0f}".replace("-", "−")
    )
