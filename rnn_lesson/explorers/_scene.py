"""What a view is made of: the axes that its controls move, and scenes over grids of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from rnn_lesson._guest import one_line
from rnn_lesson._inputs import kind_of
from rnn_lesson.explorers._calls import Guest
from rnn_lesson.explorers._picture import Picture

SAME = 1e-12  # relative: 0.1 * 3 is 0.3 to whoever types it


@dataclass
class Axis:
    """The values that one control steps through, and their texts for the screen.

    `values` is an array of rising numbers, or a list of choices. Where it is `fine`, a value
    may lie between two of them: it is used as it is, and computed where the hand rests.
    """

    label: str
    values: Any
    texts: list[str]
    asks: bool = False  # whether all rows are others for another value
    fine: bool = False

    @classmethod
    def of_numbers(cls, label, low, high, step, digits=2, **kwargs):
        values = np.round(np.arange(round((high - low) / step) + 1) * step + low, 10)
        texts = [f"{value:.{digits}f}" for value in values]
        return cls(label, values, texts, fine=True, **kwargs)

    @classmethod
    def of_counts(cls, label, numbers):
        return cls(label, np.array(numbers), [str(number) for number in numbers])

    def value(self, wanted, name):
        """Return what the axis makes of a value: a plain number within its ends, or a choice."""
        try:
            if isinstance(self.values, list):
                return self.values[self.values.index(wanted)]
            if isinstance(wanted, np.ma.MaskedArray):
                raise TypeError  # float() would make nan of it, with a warning
            number = float(np.clip(float(wanted), self.values[0], self.values[-1]))
            near = self.values[self.index(number)].item()  # of nan too, which is refused below
            if np.isnan(number):
                raise ValueError
        except (TypeError, ValueError):
            ends = f"{self.texts[0]} to {self.texts[-1]}"
            plain = isinstance(wanted, (str, int, float, complex))
            got = one_line(repr(wanted), 40) if plain else kind_of(wanted)
            raise ValueError(f"{name} must be a value from {ends}; got {got}") from None
        if self.fine and abs(number - near) > SAME * abs(near):
            return number
        return near + 0  # no -0

    def index(self, value):
        """Return the index of the value, or of the nearest one."""
        if isinstance(self.values, list):
            return self.values.index(value)
        return int(np.argmin(np.abs(self.values - value)))

    def spec(self):
        values = self.values if isinstance(self.values, list) else self.values.tolist()
        about = {"label": self.label, "texts": self.texts, "values": values}
        return about | {"asks": self.asks, "fine": self.fine}


@dataclass
class Scene:
    """Axes, pictures, and the functions that compute what the browser shows over them.

    `nodes` names the axes that span the grid, slowest first: a table has a row for each node.
    `sample({axis: values (p,)}, {axis: value})` takes places, on the grid or off it, and where
    the other axes stand; it returns ({table: one row a place}, [trouble or ""]).
    `detail` takes and returns the same, for what only the place where the hand rests has.
    """

    axes: dict[str, Axis]
    panels: dict[str, Picture]
    nodes: tuple[str, ...]
    sample: Callable
    # A table whose rows have axes of their own names them here.
    rows: dict[str, tuple[str, ...]] = field(default_factory=dict)
    # Where a picture shows what a learner's function gives: draws it anew, given the stride of a
    # lattice that is now complete, and {table: array}.
    redraw: Callable | None = None
    # The way to somebody's functions where `sample` and `detail` call them, None elsewhere.
    guest: Guest | None = None
    detail: Callable | None = None
    drawn: int = 0  # the stride of the lattice that `redraw` drew last

    def __post_init__(self):
        # Wild weights overflow. An errand is silent as a whole; what is done here needs only this.
        quiet = np.errstate(all="ignore")
        self.sample, self.detail = quiet(self.sample), self.detail and quiet(self.detail)

    @property
    def shape(self):
        return tuple(len(self.axes[name].values) for name in self.nodes)

    def place(self, position, axes=None):
        """Return the indices of the node that is nearest to a position, or those on other axes."""
        axes = self.nodes if axes is None else axes
        return tuple(self.axes[name].index(position[name]) for name in axes)

    def on_grid(self, position):
        """Return whether a node lies at the very position."""
        axes = ((self.axes[name], position[name]) for name in self.nodes)
        return all(axis.values[axis.index(value)] == value for axis, value in axes)

    def places(self, nodes):
        """Return {axis: values (p,)} of these nodes (p,)."""
        indices = np.unravel_index(nodes, self.shape)
        axes = zip(self.nodes, indices)
        return {name: np.asarray(self.axes[name].values)[index] for name, index in axes}

    def settings(self, position):
        """Return {axis: value} of what decides on all that is computed at a position's place."""
        asked = (name for name, axis in self.axes.items() if axis.asks)
        return {name: position[name] for name in (*self.nodes, *asked)}

    def position(self, values):
        """Return the position that {axis: value} tells, each within the ends of its axis."""
        return {name: axis.value(values[name], name) for name, axis in self.axes.items()}

    def spec(self):
        axes = {name: axis.spec() for name, axis in self.axes.items()}
        panels = [picture.spec() for picture in self.panels.values()]
        return {"axes": axes, "panels": panels, "nodes": list(self.nodes)}
