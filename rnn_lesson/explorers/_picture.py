"""Pictures: matplotlib draws each once, and tells where a number lies on it."""

import contextlib
import functools
import io
import re
import threading

import matplotlib
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from rnn_lesson import plots

UNIT = 8  # places are counted in eighths of a pixel
NOWHERE = -32768  # the place of what is not there
FURTHEST = 32000  # the place of what lies far beyond a picture: two bytes hold no more
AROUND = 100  # pixels around a picture in which a line still goes on
ON_AXIS = {"xs": "x", "ys": "y", "ground": "y"}  # what of a layer is numbers on an axis

# A picture is shown at 0.9 to 1.5 times its size, so its letters are 9 CSS pixels high at least.
SIZE = (3.2, 2.56)
OWN = {
    "font.size": 8,
    "axes.labelsize": 8.5,
    "axes.labelpad": 2,
    "lines.linewidth": 1.4,
    "xtick.major.pad": 2.5,
    "ytick.major.pad": 2.5,
}
PLAIN = {small: digit for digit, small in plots.SUPERSCRIPT.items()}
_lock = threading.RLock()


@contextlib.contextmanager
def own_settings():
    """Draw as if nobody had changed matplotlib's settings, and put those back afterwards."""
    defaults = dict(matplotlib.rcParamsDefault.items())
    # To set the backend, even to what it is, would close the figures of the notebook.
    del defaults["backend"]
    # The settings are everybody's: two threads that change them would leave the wrong ones behind.
    with _lock, matplotlib.rc_context(defaults | OWN):
        yield


class Picture:
    """One panel's still picture, and the way from data to its pixels.

    `draw(ax)` draws it. `layers` says what the browser draws on top, in order, with numbers on
    the axes where it needs places. A `field` is a coloured surface, which a dark theme must not
    invert. The `title` stands above, where {axis} is the text of an axis, and after it the
    `legend`: marks and their colours, with what they stand for. The view gives it a `key`.
    """

    key = ""

    def __init__(self, draw, alt, title="", legend=(), layers=(), size=SIZE, field=False):
        self.draw, self.alt, self.title, self.legend = draw, alt, title, list(legend)
        self.size, self.field = size, field
        self.renew()
        self.layers = [self._placed(layer) for layer in layers]

    def renew(self):
        """Set the picture up anew, as it is after a learner's surface got finer."""
        for drawn in ("ax", "png"):
            self.__dict__.pop(drawn, None)
        with own_settings():
            self.box, *self.bars = (self._corners(ax) for ax in self.ax.figure.axes)
        # Copies: `savefig` doubles the figure's pixels while another thread asks for places.
        self._to_pixels, self._within = self.ax.transData.frozen(), max(self.ax.get_xlim())

    @functools.cached_property
    def ax(self):
        """The axes, set up once more for whoever asks after the picture was drawn."""
        with own_settings():
            # A Figure of its own and not pyplot's: those live until somebody closes them.
            ax = Figure(figsize=self.size, dpi=100).add_axes(self._margins())
            self.draw(ax)
            for axis in (axis for each in ax.figure.axes for axis in (each.xaxis, each.yaxis)):
                _spell_powers(axis)
        return ax

    @functools.cached_property
    def png(self):
        """The picture at twice the resolution.

        Rendering takes longer than all the rest, so it waits until somebody looks.
        """
        file, form = io.BytesIO(), {"format": "png", "pil_kwargs": {"compress_level": 3}}
        # Ticks are made, and take their settings, only now.
        with own_settings():
            self.ax.figure.savefig(file, dpi=300, transparent=True, **form)
            # A figure keeps what it was drawn on, six megabytes, and its parts know each other:
            # only cleared does it let go at once, and not when Python looks for such circles.
            self.ax.figure.clear()
        self.__dict__.pop("ax", None)
        return file.getvalue()

    def _placed(self, layer):
        """Return a layer with places where it has numbers on an axis."""
        places = {
            key: self.pixels(**{axis: layer[key]}).tolist()
            for key, axis in ON_AXIS.items()
            if key in layer
        }
        if "wide" in layer:
            places["wide"] = layer["wide"] * float(np.diff(self.pixels(x=[0, 1]))[0]) / UNIT
        return layer | places

    def _margins(self):
        """Return the axes' place as fractions, with the same room for labels at every size."""
        width, height = self.size
        return 0.6 / width, 0.36 / height, 1 - 0.74 / width, 1 - 0.56 / height

    def _corners(self, ax):
        # Where savefig will put it: the locator of a colour bar moves it for a pointed end.
        locator = ax.get_axes_locator()
        ax.apply_aspect(locator and locator(ax, None))
        extent = ax.get_window_extent()
        height = self.size[1] * 100
        return [extent.x0, height - extent.y1, extent.x1, height - extent.y0]

    def pixels(self, x=None, y=None):
        """Return the places of x, or of y, an array of any shape; the shape stays."""
        return _entries(self._exact(x, 0) if y is None else self._exact(y, 1))

    def points(self, x, y):
        """Return the places of points, their two coordinates along a last axis."""
        return np.stack(np.broadcast_arrays(self.pixels(x=x), self.pixels(y=y)), axis=-1)

    def lines(self, name, x, y):
        """Return what of lines x, y (..., n) is near the picture: two tables (..., n, 2) of places.

        `name` is where each part between two points ends, and before all parts the first point;
        NOWHERE where no part comes near. `name`_from is where a part starts, but NOWHERE where it
        starts at the end of the part before. Two bytes cannot hold where a step down a cliff
        ends, and to shorten it in x and in y apart would turn it.
        """
        places = np.stack(np.broadcast_arrays(self._exact(x, 0), self._exact(y, 1)), axis=-1)
        edges = np.array([[-AROUND, -AROUND], 100 * np.array(self.size) + AROUND])
        inside = (places >= edges[0]) & (places <= edges[1])
        holds = inside[..., 0] & inside[..., 1]
        ends = _entries(np.where(holds[..., None], places, np.nan))
        begins = np.full_like(ends, NOWHERE)
        # Most parts are near from end to end; only of the others something is cut off.
        cut = ~(holds[..., :-1] & holds[..., 1:])
        parts = _clipped(places[..., :-1, :][cut], places[..., 1:, :][cut], edges)
        ends[..., 1:, :][cut] = np.where(
            holds[..., 1:][cut][:, None], ends[..., 1:, :][cut], parts[1]
        )
        begins[..., 1:, :][cut] = np.where(holds[..., :-1][cut][:, None], NOWHERE, parts[0])
        return {name: ends, f"{name}_from": begins}

    def _exact(self, values, axis):
        """Return places on axis 0 (x) or 1 (y) as floats, in pixels from the upper left."""
        values = np.asarray(values, dtype=float)
        # The other axis does not matter, but must be a number that a log axis can show.
        pairs = np.full((values.size, 2), self._within)
        pairs[:, axis] = values.ravel()
        with np.errstate(all="ignore"):
            places = self._to_pixels.transform(pairs)[:, axis]
        return (places if axis == 0 else self.size[1] * 100 - places).reshape(values.shape)

    def spec(self):
        width, height = (100 * length for length in self.size)
        place = {"width": width, "height": height, "box": self.box, "bars": self.bars}
        drawn = {"alt": self.alt, "field": self.field, "layers": self.layers}
        words = {"title": self.title, "legend": self.legend}
        return {"picture": self.key} | place | drawn | words


def _spell_powers(axis):
    """Label an axis 1e-9 where it says 10⁻⁹, whose small digits nobody can read on a phone."""
    label = axis.get_major_formatter()
    if isinstance(label, FuncFormatter):
        plain = lambda found: f"1e{found[1].translate(PLAIN)}"
        spell = functools.partial(re.sub, "10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", plain)
        axis.set_major_formatter(lambda value, place: spell(label(value, place)))


def _entries(places):
    """Return places in pixels as entries of a table."""
    entries = np.clip(places * UNIT, -FURTHEST, FURTHEST)
    return np.where(np.isnan(places), NOWHERE, entries).round().astype("<i2")


def _clipped(start, end, edges):
    """Return entries of what of lines from start to end, each (p, 2), is within edges: (2, p, 2).

    After Liang and Barsky: a line is inside from where it has crossed all edges that it enters
    by, and until it crosses the first that it leaves by.
    """
    with np.errstate(all="ignore"):
        # From the nearer end: what rounding makes of a share of a long move may be a thousand
        # pictures.
        turn = np.abs(start).max(-1, keepdims=True) > np.abs(end).max(-1, keepdims=True)
        origin, move = np.where(turn, end, start), np.where(turn, start - end, end - start)
        shares = (edges[:, None] - origin) / move
        come = np.fmax(0, np.fmin(*shares).max(axis=-1, keepdims=True))
        leave = np.fmin(1, np.fmax(*shares).min(axis=-1, keepdims=True))
        parts = np.stack([origin + share * move for share in (come, leave)])
        there = (come <= leave) & np.isfinite(origin + move).all(axis=-1, keepdims=True)
        return _entries(np.where(there, np.where(turn, parts[::-1], parts), np.nan))
