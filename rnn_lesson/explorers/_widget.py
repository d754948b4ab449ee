"""The widget behind every interactive view: Python computes, the browser looks up and draws.

A view has scenes (a far and a near one, say). A scene has axes, each a list of values that
a control steps through; panels, each a picture that matplotlib drew once; and tables, one
row for each node of the grid of axes. While a hand drags, view.js finds the row of the
current node and draws it: nothing is sent, and no number is computed or formatted there.

Where the learner's own functions are slow, some nodes are computed first and the rest
between other work of the kernel. A node that is not there yet shows its nearest neighbour
and says so.
"""

import asyncio
import contextlib
import functools
import io
import os
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable

import anywidget
import numpy as np
import traitlets
from IPython import get_ipython
from matplotlib.figure import Figure

HERE = Path(__file__).parent
UNIT = 8  # table entries count eighths of a pixel
NOWHERE = -32768  # table entry for "no such point"
STRIDES = (24, 8, 4, 2, 1)
CHUNK = 4096  # the largest lot of nodes to compute at once
AT_ONCE = 0.4  # seconds that the last nodes may take, for then all are there when the view is
CHUNK_SECONDS = 0.12  # seconds that one lot of nodes should take
FIRST, ALONE = 0.05, 20  # seconds for the first nodes, where somebody watches and where nobody does
LEAST = 0.01  # the same for a scene that is not on the screen
SLICE, PAUSE = 0.04, 0.015  # seconds of work, and of rest for the kernel, in the background


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


def alone(method):
    """Decorate a method of a view so that one thread at a time is in such methods."""

    @functools.wraps(method)
    def locked(view, *args):
        with view._lock:
            return method(view, *args)

    return locked


class Stop(traitlets.TraitType):
    """The place of a view on one of its axes. Whatever is set becomes the nearest value there is."""

    def validate(self, view, value):
        axis = view._scenes[view.position["scene"]].axes[self.name]
        return axis.value(axis.nearest(value, self.name))


class Picture:
    """One panel's still picture, and the way from data to its pixels."""

    def __init__(self, draw, alt, size=(4.4, 3.5), **panel):
        self.draw, self.alt, self.size, self.panel = draw, alt, size, panel
        self.renew()

    def renew(self):
        """Set the picture up anew, as it is after a learner's surface got finer."""
        figure = Figure(figsize=self.size, dpi=100)
        self.ax = figure.add_axes(self._margins())
        self.draw(self.ax)
        self.box, *self.bars = (self._corners(ax) for ax in figure.axes)
        self.__dict__.pop("png", None)

    @functools.cached_property
    def png(self):
        """The picture at twice the resolution; rendering takes longer than all the rest."""
        file = io.BytesIO()
        self.ax.figure.savefig(file, dpi=200, transparent=True, pil_kwargs={"compress_level": 3})
        return file.getvalue()

    def _margins(self):
        """Return the axes' place as fractions, with the same room for labels at every size."""
        width, height = self.size
        return 0.78 / width, 0.52 / height, 1 - 0.98 / width, 1 - 0.82 / height

    def _corners(self, ax):
        locator = ax.get_axes_locator()
        ax.apply_aspect(
            locator and locator(ax, None)
        )  # as savefig does, for a colour bar with a pointed end
        extent = ax.get_window_extent()
        height = self.size[1] * 100
        return [extent.x0, height - extent.y1, extent.x1, height - extent.y0]

    def pixels(self, x=None, y=None):
        """Return the places of x, or of y, in table units; the other axis does not matter."""
        values = np.asarray(x if y is None else y, dtype=float)
        pairs = np.full((values.size, 2), max(self.ax.get_xlim()))
        pairs[:, 0 if y is None else 1] = values.ravel()
        with np.errstate(all="ignore"):
            places = self.ax.transData.transform(pairs)[:, 0 if y is None else 1]
        if y is not None:
            places = self.size[1] * 100 - places
        places = np.where(np.isnan(values.ravel()), NOWHERE, np.clip(places * UNIT, -32000, 32000))
        return places.round().astype("<i2").reshape(values.shape)

    @property
    def key(self):
        return str(id(self))

    def spec(self):
        width, height = (100 * length for length in self.size)
        corners = {"box": self.box, "bars": self.bars, "alt": self.alt}
        return {"picture": self.key, "width": width, "height": height, **corners, **self.panel}


@dataclass
class Scene:
    """Axes, panels and the function that fills the tables."""

    axes: dict[str, Axis]
    panels: dict[str, Picture]
    nodes: tuple[str, ...]  # the axes that span the grid of nodes, slowest first
    sample: (
        Callable  # (indices of nodes, {axis: value}) -> ({table: one row a node}, [trouble or ""])
    )
    rows: dict[str, tuple[str, ...]] = field(default_factory=dict)  # table -> its further axes
    redraw: Callable | None = None  # (stride) -> None, when a learner's surface gets finer
    quick: bool = False  # whether all nodes take so little time that none has to wait
    detail: Callable | None = (
        None  # (node, {axis: value}) -> {table: rows that belong to this node alone}
    )

    @property
    def shape(self):
        return tuple(len(self.axes[name].values) for name in self.nodes)

    def node(self, position):
        return int(np.ravel_multi_index([position[name] for name in self.nodes], self.shape))

    def order(self, position):
        """Return all nodes, each coarse lattice before the next finer one, and which end where."""
        grids = np.indices(self.shape)
        rank = np.full(self.shape, len(STRIDES))
        for level, stride in reversed(list(enumerate(STRIDES))):
            rank[np.logical_and.reduce([grid % stride == 0 for grid in grids])] = level
        on_cross = np.logical_or.reduce(
            [grid == position[name] for grid, name in zip(grids, self.nodes)]
        )
        rank = np.where(on_cross & (rank > 1), 1.5, rank).ravel()
        far = sum((grid - position[name]) ** 2 for grid, name in zip(grids, self.nodes)).ravel()
        order = np.lexsort((far, rank))
        here = self.node(position)
        return np.concatenate([[here], order[order != here]])


class View(anywidget.AnyWidget):
    """An interactive view. Read and set its axes by name: view.wx = 1.2."""

    _esm = (HERE / "view.js").read_text(
        "utf-8"
    )  # As texts: a watched path would keep every view alive.
    _css = (HERE / "view.css").read_text("utf-8")
    spec = traitlets.Dict().tag(sync=True)
    tables = traitlets.Dict().tag(sync=True)
    troubles = traitlets.List().tag(sync=True)
    pictures = traitlets.Dict().tag(sync=True)
    position = traitlets.Dict().tag(sync=True)

    def __init__(self, title, scenes, controls, numbers, start):
        self._title, self._scenes, self._queue, self._timer, self._following = (
            title,
            scenes,
            {},
            None,
            False,
        )
        self._pace, self._strides, self._watched = {}, {}, _browser_is_there()
        self._unsent = (
            set(list(scenes)[1:]) if self._watched else set()
        )  # scenes whose pictures the browser lacks
        self._lock = (
            threading.RLock()
        )  # JupyterLab lets the browser's messages in by another thread
        self.troubles, self.tables = [""], {}
        name, scene = next(iter(scenes.items()))
        self.position = {"scene": name} | {
            key: axis.nearest(start[key], key) for key, axis in scene.axes.items()
        }
        self.add_traits(scene=traitlets.Enum(list(scenes), name))
        self.add_traits(
            **{key: Stop(axis.value(self.position[key])) for key, axis in scene.axes.items()}
        )
        self._fill_first()
        self._detail()
        spec = {"title": title, "controls": controls, "numbers": numbers, "strides": STRIDES[::-1]}
        super().__init__(
            spec=spec | {"scenes": {key: _scene_spec(scene) for key, scene in scenes.items()}},
            pictures=self._pictures(scenes.keys() - self._unsent),
        )
        self.observe(self._moved, "position")
        self.observe(self._set, [*scene.axes, "scene"])
        self.on_msg(self._asked)
        self._schedule(PAUSE)
        _replace_views_of_this_cell(self)

    def __repr__(self):
        return f"{self._title} (interactive: run this cell in JupyterLab)"

    def readings(self):
        """Return {label: text} of the numbers on the screen at the current position."""
        found = {}
        scene = self.position["scene"]
        for number in self.spec["numbers"]:
            table = self.tables[f"{scene}/{number['table']}"]
            row = self._array(scene, number["table"])
            found[number["label"]] = (
                row[tuple(self.position[axis] for axis in table["axes"])].decode().strip()
            )
        return found

    def trouble(self):
        """Return what a learner's function did wrong at the current position, or ''."""
        return self.troubles[self._array(self.position["scene"], "trouble").ravel()[self._node()]]

    def close(self):
        """Stop, and let go of all that is large: the notebook's list of outputs keeps the view itself."""
        self._queue.clear()
        self._unsent.clear()
        self.layout.close()
        super().close()
        self._scenes, self.tables, self.pictures = {}, {}, {}

    # position

    @alone
    def _moved(self, change):
        """The position changed, here or in the browser: bring tables and named values along."""
        old, position = change["old"], self.position
        axes = self._scenes[position["scene"]].axes
        if any(axis.asks and old.get(name) != position[name] for name, axis in axes.items()):
            self._restart()
        else:
            self._ensure(position["scene"], self._node())
        if position["scene"] in self._unsent:
            self._show(position["scene"])
        self._detail()
        self._following = True
        self.scene = position["scene"]
        for name, axis in axes.items():
            setattr(self, name, axis.value(position[name]))
        self._following = False

    @alone
    def _set(self, change):
        """A named value was set from Python: go there."""
        if not self._following:
            values = {name: getattr(self, name) for name in self._scenes[self.scene].axes}
            self.position = {"scene": self.scene} | self._indices(self._scenes[self.scene], values)

    def _indices(self, scene, values):
        return {name: axis.nearest(values[name], name) for name, axis in scene.axes.items()}

    @property
    def _values(self):
        """The value of every axis at the current position."""
        axes = self._scenes[self.position["scene"]].axes
        return {name: axis.value(self.position[name]) for name, axis in axes.items()}

    def _node(self):
        return self._scenes[self.position["scene"]].node(self.position)

    # tables

    def _array(self, scene, name):
        table = self.tables[f"{scene}/{name}"]
        return np.ndarray(table["shape"], table["dtype"], table["data"])

    def _fill_first(self):
        """Fill the tables: all of them if that is quick, else as many nodes as patience allows."""
        for name, scene in self._scenes.items():
            patience = ALONE if not self._watched else FIRST if name == self.scene else 0
            order = scene.order(self._indices(scene, self._values))
            self._pace[name] = (
                np.inf if scene.quick else max(self._pace.values(), default=1)
            )  # nodes a second
            began, left = time.perf_counter(), 0
            while len(order) and (
                scene.quick or time.perf_counter() - began < patience or left < AT_ONCE
            ):
                lot, order = self._cut(name, order, min(CHUNK_SECONDS, max(patience, LEAST)))
                self._store(name, lot)
                left = len(order) / self._pace[name]
            self._redraw(name)
            if len(order):
                self._queue[name] = order

    def _cut(self, name, order, seconds):
        """Return the next nodes of `order`, as many as should take so many seconds, and the others."""
        size = int(np.clip(self._pace[name] * seconds, 1, CHUNK))
        return order[:size], order[size:]

    def _store(self, name, nodes):
        """Compute the rows of `nodes`, put them into the tables and return them."""
        scene, began = self._scenes[name], time.perf_counter()
        rows, troubles = scene.sample(nodes, self._values)
        known = {text: i for i, text in enumerate(self.troubles)}
        codes = [known.setdefault(text, len(known)) for text in troubles]
        if len(known) > len(self.troubles):
            self.troubles = list(known)
        rows = rows | {"trouble": np.array(codes, "<u2"), "ready": np.ones(len(nodes), "u1")}
        for key, values in rows.items():
            if f"{name}/{key}" not in self.tables:
                array = np.zeros((*scene.shape, *values.shape[1:]), values.dtype)
                self.tables[f"{name}/{key}"] = _table(
                    array, [*scene.nodes, *scene.rows.get(key, ())]
                )
            array = self._array(name, key)
            array.reshape(-1, *values.shape[1:])[nodes] = values
        self._pace[name] = min(len(nodes) / (time.perf_counter() - began), 8 * self._pace[name])
        return rows

    def _restart(self):
        """Forget all rows, for a control that they depend on moved; begin again with this node."""
        for name, scene in self._scenes.items():
            self._array(name, "ready")[:] = 0
            self._queue[name] = scene.order(self._indices(scene, self._values))
        self._send_rows(self.position["scene"], np.array([self._node()]), forget=True)
        self._schedule(0.15)

    def _ensure(self, scene, node):
        if not self._array(scene, "ready").ravel()[node]:
            self._send_rows(scene, np.array([node]))

    def _send_rows(self, scene, nodes, forget=False):
        rows = self._store(scene, nodes)
        buffers = [
            np.ascontiguousarray(array).tobytes() for array in (nodes.astype("<u4"), *rows.values())
        ]
        self.send({"kind": "rows", "scene": scene, "keys": list(rows), "forget": forget}, buffers)

    def _detail(self):
        """Compute what belongs to the current node alone, such as the numbers along a path."""
        name = self.position["scene"]
        scene = self._scenes[name]
        if scene.detail:
            rows = scene.detail(self._node(), self._values)
            tables = {
                f"{name}/{key}": _table(rows[key], scene.rows[key], self._node()) for key in rows
            }
            self.tables |= tables
            if self.comm:
                about = {
                    key: {k: table[k] for k in table if k != "data"}
                    for key, table in tables.items()
                }
                self.send(
                    {"kind": "detail", "tables": about},
                    [table["data"] for table in tables.values()],
                )

    def _redraw(self, name):
        """Draw a learner's surface again where a finer lattice is complete than the one on the screen."""
        scene = self._scenes[name]
        ready = self._array(name, "ready")
        strides = [s for s in STRIDES if s < min(scene.shape)]
        complete = [
            s for s in strides if ready[tuple(slice(None, None, s) for _ in scene.nodes)].all()
        ]
        if scene.redraw and complete and complete[-1] != self._strides.get(name):
            self._strides[name] = complete[-1]
            scene.redraw(complete[-1])
            if self.comm:
                self._unsent.add(name)

    def _pictures(self, scenes):
        return {
            picture.key: picture.png
            for name in scenes
            for picture in self._scenes[name].panels.values()
        }

    def _show(self, name):
        """Let the browser have the pictures of a scene as they are now."""
        self._unsent.remove(name)
        self.pictures = self.pictures | self._pictures([name])

    # in the background

    def _schedule(self, delay):
        if self._timer:
            self._timer.cancel()
        if not self._queue and not self._unsent:
            return
        with contextlib.suppress(RuntimeError):  # no loop runs, so nobody is there to see more
            self._timer = asyncio.get_running_loop().call_later(delay, self._work)

    @alone
    def _work(self):
        """Do a short slice of what is left, then let the kernel do other things: rows first, hidden pictures last."""
        name = self.scene if self.scene in self._queue else next(iter(self._queue), None)
        if name:
            self._fill_slice(name)
        for scene in [self.scene] if name else list(self._unsent):
            if scene in self._unsent:
                self._show(scene)
        self._schedule(PAUSE)

    def _fill_slice(self, name):
        began = time.perf_counter()
        while time.perf_counter() - began < SLICE and len(self._queue[name]):
            nodes, self._queue[name] = self._cut(name, self._queue[name], SLICE / 2)
            nodes = nodes[self._array(name, "ready").ravel()[nodes] == 0]
            if len(nodes):
                self._send_rows(name, nodes)
        if not len(self._queue[name]):
            del self._queue[name]
        self._redraw(name)

    @alone
    def _asked(self, _, content, buffers):
        if content.get("kind") == "want":
            self._ensure(content["scene"], content["node"])


def _table(array, axes, node=None):
    data = memoryview(np.ascontiguousarray(array).reshape(-1).view("u1"))
    return {
        "shape": list(array.shape),
        "dtype": array.dtype.str,
        "axes": list(axes),
        "node": node,
        "data": data,
    }


def texts(values, form=".6g"):
    """Return numbers as fixed-width texts for a table; the shape stays."""
    values = np.asarray(values, dtype=float) + 0.0  # no -0
    joined = (f"%-13{form}" * values.size) % tuple(values.ravel())
    return np.frombuffer(joined.encode(), "S13").reshape(values.shape)


def _scene_spec(scene):
    axes = {
        key: {
            "label": axis.label,
            "texts": axis.texts,
            "values": _plain(axis.values),
            "asks": axis.asks,
        }
        for key, axis in scene.axes.items()
    }
    panels = [picture.spec() for picture in scene.panels.values()]
    return {"axes": axes, "panels": panels, "nodes": list(scene.nodes)}


def _plain(values):
    return values if isinstance(values, list) else values.tolist()


def _browser_is_there():
    """Return whether somebody watches: these variables are set for a kernel behind a screen."""
    screens = ("JPY_SESSION_NAME", "VSCODE_PID", "VSCODE_IPC_HOOK", "COLAB_RELEASE_TAG")
    return any(name in os.environ for name in screens)


_views = {}


def _replace_views_of_this_cell(view):
    """Close the views that an earlier run of the same cell made, so that they do not pile up."""
    shell = get_ipython()
    parent = shell.parent_header if hasattr(shell, "parent_header") else {}
    cell = parent.get("metadata", {}).get("cellId")
    if cell is None:
        return
    run, views = _views.get(cell, (None, []))
    if run != shell.execution_count:
        for old in views:
            old.close()
        views = []
    _views[cell] = (shell.execution_count, [*views, view])
