"""What a view is made of: the axes that its controls move, and scenes over grids of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from rnn_lesson.explorers._picture import Picture


@dataclass
class Axis:
    """The values that one control steps through, and their texts for the screen."""

    label: str
    values: Any
    texts: list[str]
    asks: bool = False  # whether a new value needs the kernel

    @classmethod
    def of_numbers(cls, label, low, high, step, digits=2, **kwargs):
        values = np.round(np.arange(round((high - low) / step) + 1) * step + low, 10)
        return cls(label, values, [f"{value:.{digits}f}" for value in values], **kwargs)

    def value(self, index):
        """Return the value at an index as a plain Python number or text."""
        value = self.values[index]
        return value.item() if isinstance(value, np.generic) else value

    def nearest(self, value, name):
        """Return the index of the value closest to `value`; a ValueError names the axis."""
        try:
            if isinstance(self.values, list):
                return self.values.index(value)
            number = np.clip(float(value), self.values[0], self.values[-1])
            if np.isnan(number):
                raise ValueError
        except (TypeError, ValueError):
            ends = f"{self.texts[0]} to {self.texts[-1]}"
            raise ValueError(f"{name} must be a value from {ends}; got {value!r}") from None
        return int(np.argmin(np.abs(self.values - number)))

    def spec(self):
        values = self.values if isinstance(self.values, list) else self.values.tolist()
        return {"label": self.label, "texts": self.texts, "values": values, "asks": self.asks}


@dataclass
class Scene:
    """Axes, pictures, and the functions that compute what the browser shows over them.

    `nodes` names the axes that span the grid, slowest first: a table has a row for each node.
    `sample(indices of nodes, {axis: value})` returns ({table: one row a node}, [trouble or ""]),
    `detail(node, {axis: value})` returns {table: array} of what belongs to this node alone.
    """

    axes: dict[str, Axis]
    panels: dict[str, Picture]
    nodes: tuple[str, ...]
    sample: Callable
    # A table whose rows have axes of their own names them here.
    rows: dict[str, tuple[str, ...]] = field(default_factory=dict)
    # Takes the stride of the finest lattice that is complete, where the picture shows a
    # learner's surface; returns whether the picture is now another.
    redraw: Callable = lambda stride: False
    # Whether all nodes take so little time that none has to wait.
    quick: bool = False
    detail: Callable | None = None

    @property
    def shape(self):
        return tuple(len(self.axes[name].values) for name in self.nodes)

    def node(self, position):
        """Return the number of the node at a position, {axis: index}."""
        return int(np.ravel_multi_index([position[name] for name in self.nodes], self.shape))

    def values(self, position):
        """Return {axis: value} at a position."""
        return {name: axis.value(position[name]) for name, axis in self.axes.items()}

    def position(self, values):
        """Return the position {axis: index} nearest to {axis: value}."""
        return {name: axis.nearest(values[name], name) for name, axis in self.axes.items()}

    def spec(self):
        axes = {name: axis.spec() for name, axis in self.axes.items()}
        panels = [picture.spec() for picture in self.panels.values()]
        return {"axes": axes, "panels": panels, "nodes": list(self.nodes)}
