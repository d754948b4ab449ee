"""Pictures: matplotlib draws each once, and tells where a number lies on it."""

import functools
import io

import numpy as np
from matplotlib.figure import Figure

UNIT = 8  # places are counted in eighths of a pixel
NOWHERE = -32768  # the place of what is not there
FURTHEST = 32000  # the place of what lies far beyond a picture: two bytes hold no more


class Picture:
    """One panel's still picture, and the way from data to its pixels.

    `draw(ax)` draws it. `layers` says what the browser draws on top, in order; a `field` is
    a coloured surface, which a dark theme must not invert.
    """

    def __init__(self, draw, alt, size=(4.4, 3.5), field=False):
        self.draw, self.alt, self.size, self.field, self.layers = draw, alt, size, field, []
        self.renew()

    def renew(self):
        """Set the picture up anew, as it is after a learner's surface got finer."""
        # A Figure of its own and not pyplot's: those live until somebody closes them.
        figure = Figure(figsize=self.size, dpi=100)
        self.ax = figure.add_axes(self._margins())
        self.draw(self.ax)
        self.box, *self.bars = (self._corners(ax) for ax in figure.axes)
        # A copy, for `savefig` doubles the pixels of the figure while another thread asks for them.
        self._to_pixels = self.ax.transData.frozen()
        self.__dict__.pop("png", None)

    @functools.cached_property
    def png(self):
        """The picture at twice the resolution.

        Rendering takes longer than all the rest, so it waits until somebody looks.
        """
        file = io.BytesIO()
        self.ax.figure.savefig(file, dpi=200, transparent=True, pil_kwargs={"compress_level": 3})
        return file.getvalue()

    def _margins(self):
        """Return the axes' place as fractions, with the same room for labels at every size."""
        width, height = self.size
        return 0.78 / width, 0.52 / height, 1 - 0.98 / width, 1 - 0.82 / height

    def _corners(self, ax):
        # Where savefig will put it: the locator of a colour bar moves it for a pointed end.
        locator = ax.get_axes_locator()
        ax.apply_aspect(locator and locator(ax, None))
        extent = ax.get_window_extent()
        height = self.size[1] * 100
        return [extent.x0, height - extent.y1, extent.x1, height - extent.y0]

    def pixels(self, x=None, y=None):
        """Return the places of x, or of y, an array of any shape; the shape stays."""
        values = np.asarray(x if y is None else y, dtype=float)
        # The other axis does not matter, but must be a number that a log axis can show.
        pairs = np.full((values.size, 2), max(self.ax.get_xlim()))
        pairs[:, 0 if y is None else 1] = values.ravel()
        with np.errstate(all="ignore"):
            places = self._to_pixels.transform(pairs)[:, 0 if y is None else 1]
        if y is not None:
            places = self.size[1] * 100 - places
        places = np.clip(places * UNIT, -FURTHEST, FURTHEST)
        places = np.where(np.isnan(values.ravel()), NOWHERE, places)
        return places.round().astype("<i2").reshape(values.shape)

    def points(self, x, y):
        """Return the places of points, their two coordinates along a last axis."""
        return np.stack(np.broadcast_arrays(self.pixels(x=x), self.pixels(y=y)), axis=-1)

    @property
    def key(self):
        return str(id(self))

    def spec(self):
        width, height = (100 * length for length in self.size)
        place = {"width": width, "height": height, "box": self.box, "bars": self.bars}
        drawn = {"alt": self.alt, "field": self.field, "layers": self.layers}
        return {"picture": self.key} | place | drawn
