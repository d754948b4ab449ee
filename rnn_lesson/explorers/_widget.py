"""The widget behind every interactive view: Python computes, the browser looks up and draws.

A view has scenes (a far and a near one, say), with axes, pictures and tables. While a hand
drags, view.js finds the row of the current node and draws it: nothing is sent, and no number
is computed or formatted there. Where the learner's own functions are slow, some nodes are
computed first and the rest between other work of the kernel. A node that is not there yet
shows its nearest neighbour and says so.

Three threads may meet here: JupyterLab runs a cell in one and lets the browser's messages in
by another (a subshell), and a learner's function may start one of its own.
"""

import asyncio
import contextlib
import functools
import os
import threading
from pathlib import Path

import anywidget
import numpy as np
import traitlets
from IPython import get_ipython

from rnn_lesson.explorers import _schedule
from rnn_lesson.explorers._schedule import Schedule, finest
from rnn_lesson.explorers._tables import Tables, rows_message

HERE = Path(__file__).parent


def alone(method):
    """Decorate a method of a view so that one thread at a time is in such methods."""

    @functools.wraps(method)
    def locked(view, *args):
        with view._lock:
            try:
                # A message that waited for its turn may find the view closed.
                if view._scenes:
                    method(view, *args)
            except Exception:
                # `close` waits for no lock. What fails for that reason matters to nobody.
                if view._scenes:
                    raise

    return locked


class Place(traitlets.TraitType):
    """Where a view stands on one of its axes. What is set becomes the nearest value there is."""

    def validate(self, view, value):
        axis = view._scene.axes[self.name]
        return axis.value(axis.nearest(value, self.name))


class View(anywidget.AnyWidget):
    """An interactive view. Read and set its axes by name: view.wx = 1.2.

    `start` is {axis: value}, `readings` {label: table} of the numbers to show. Those that are
    `spoken` are read aloud with a control's own value.
    """

    # As texts, for anywidget watches a path, and what watches would keep every view alive.
    _esm = (HERE / "view.js").read_text("utf-8")
    _css = (HERE / "view.css").read_text("utf-8")
    spec = traitlets.Dict().tag(sync=True)
    tables = traitlets.Dict().tag(sync=True)
    troubles = traitlets.List().tag(sync=True)
    pictures = traitlets.Dict().tag(sync=True)
    position = traitlets.Dict().tag(sync=True)

    def __init__(self, title, scenes, controls, start, readings, spoken):
        watched = _somebody_watches()
        self._title, self._scenes, self._timer, self._following = title, scenes, None, False
        # Reentrant: to set a trait inside such a method calls the next one.
        self._lock = threading.RLock()
        self._known = Tables(scenes)
        self._schedule = Schedule(self._known.ready)
        # Scenes whose pictures the browser lacks: at first the hidden ones, if one looks.
        self._unsent = set(list(scenes)[1:]) if watched else set()
        name, scene = next(iter(scenes.items()))
        self.position = {"scene": name} | scene.position(start)
        self.add_traits(scene=traitlets.Enum(list(scenes), name))
        values = scene.values(self.position)
        self.add_traits(**{key: Place(values[key]) for key in scene.axes})
        # Before the widget opens its line: what is there by then travels with it, in one message.
        self._fill_first(watched)
        self._detail()
        spec = {"title": title, "controls": controls, "strides": _schedule.STRIDES[::-1]}
        spec["readings"] = [
            {"label": label, "table": table, "spoken": label in spoken}
            for label, table in readings.items()
        ]
        super().__init__(
            spec=spec | {"scenes": {key: scene.spec() for key, scene in scenes.items()}},
            tables=self._known.wire,
            troubles=self._known.troubles,
            pictures=self._pictures(scenes.keys() - self._unsent),
        )
        self.observe(self._moved, "position")
        self.observe(self._set, [*scene.axes, "scene"])
        self.on_msg(self._asked)
        self._work_later(_schedule.PAUSE)
        _replace_views_of_this_cell(self)

    def __repr__(self):
        return f"{self._title} (interactive: run this cell in JupyterLab)"

    def readings(self):
        """Return {label: text} of the numbers on the screen at the current position."""
        entry = functools.partial(self._known.row, self.position["scene"], position=self.position)
        return {
            reading["label"]: entry(reading["table"]).decode().strip()
            for reading in self.spec["readings"]
        }

    def trouble(self):
        """Return what a learner's function did wrong at the current position, or ''."""
        number = self._known.row(self.position["scene"], "trouble", self.position)
        return self._known.troubles[number]

    def missing(self, scene=None):
        """Return how many nodes are still to be computed, in one scene or in all."""
        scenes = self._scenes if scene is None else [scene]
        return sum(len(self._schedule.missing(name)) for name in scenes)

    def close(self):
        """Stop, and let go of all that is large: the list of outputs keeps the view itself.

        It waits for no lock: a learner's function that never ends in another thread would
        then keep the cell from running again.
        """
        self._unsent.clear()
        self.layout.close()
        super().close()
        self._scenes, self._known, self.tables, self.pictures = {}, None, {}, {}

    # Where the view stands: `position` and the named traits follow each other.

    @property
    def _scene(self):
        return self._scenes[self.position["scene"]]

    @property
    def _node(self):
        return self._scene.node(self.position)

    @alone
    def _moved(self, change):
        """The position changed, here or in the browser: bring tables and named traits along."""
        old, position, scene = change["old"], self.position, self._scene
        if any(axis.asks and old.get(name) != position[name] for name, axis in scene.axes.items()):
            self._start_again()
        elif not self._known.row(position["scene"], "ready", position):
            # At once: whoever set it reads the numbers in the next line.
            self._compute(position["scene"], np.array([self._node]))
        if position["scene"] in self._unsent:
            self._send_pictures(position["scene"])
        self._detail()
        # Last, for those who observe a named trait read the numbers of the new place.
        self._following = True
        try:
            self.scene = position["scene"]
            for name, value in scene.values(position).items():
                setattr(self, name, value)
        finally:
            self._following = False

    @alone
    def _set(self, change):
        """A named trait was set from Python: go there."""
        if not self._following:
            scene = self._scenes[self.scene]
            values = {name: getattr(self, name) for name in scene.axes}
            self.position = {"scene": self.scene} | scene.position(values)

    # What is computed: all at once if that is quick, else near the hand first.

    def _begin(self):
        """Plan the filling of each scene from the place nearest to where the view stands."""
        values = self._scene.values(self.position)
        for name, scene in self._scenes.items():
            place = scene.position(values)
            self._schedule.begin(name, tuple(place[axis] for axis in scene.nodes))

    def _fill_first(self, watched):
        self._begin()
        for name, scene in self._scenes.items():
            waiting = _schedule.FIRST if scene is self._scene else _schedule.HIDDEN
            patience = waiting if watched else _schedule.ALONE
            self._fill(name, _schedule.QUICK if scene.quick else patience)

    def _start_again(self):
        """A setting that all rows depend on was changed: forget them, and begin with this node."""
        self._known.forget()
        self._begin()
        self._compute(self.position["scene"], np.array([self._node]), forget=True)
        self._work_later(_schedule.SETTLE)

    def _fill(self, name, budget):
        for nodes in self._schedule.lots(name, budget):
            self._compute(name, nodes)
        if self._scenes[name].redraw(finest(self._known.ready[name])) and self.comm:
            self._unsent.add(name)

    def _compute(self, name, nodes, forget=False):
        """Compute the rows of some nodes, keep them, and let the browser have them."""
        found, troubles = self._scenes[name].sample(nodes, self._scene.values(self.position))
        rows = self._known.put(name, nodes, found, troubles)
        if self.comm:
            # The sentences before the rows that point to them.
            self.troubles = self._known.troubles
            self.send(*rows_message(name, nodes, rows, forget))

    def _detail(self):
        """Compute what belongs to the current node alone, such as the numbers along a path."""
        scene = self._scene
        if scene.detail:
            found = scene.detail(self._node, scene.values(self.position))
            keys = self._known.put_detail(self.position["scene"], self._node, found)
            if self.comm:
                self.send(*self._known.detail_message(keys))

    def _pictures(self, names):
        panels = [picture for name in names for picture in self._scenes[name].panels.values()]
        return {picture.key: picture.png for picture in panels}

    def _send_pictures(self, name):
        self._unsent.remove(name)
        self.pictures = self.pictures | self._pictures([name])

    # Between other work of the kernel.

    def _work_later(self, delay):
        """Let `_work` come in `delay` seconds, and no earlier, if there is anything to do."""
        if self._timer:
            self._timer.cancel()
        if not self.missing() and not self._unsent:
            return
        # The loop of this thread. Where none runs, nobody is there to see more, and each
        # node is computed when the view gets there.
        with contextlib.suppress(RuntimeError):
            self._timer = asyncio.get_running_loop().call_later(delay, self._work)

    @alone
    def _work(self):
        """Do a slice of what is left: rows first, and the pictures of hidden scenes last."""
        name = self._schedule.next_scene(self.scene)
        if name:
            self._fill(name, _schedule.SLICE)
        for scene in [self.scene] if name else list(self._unsent):
            if scene in self._unsent:
                self._send_pictures(scene)
        self._work_later(_schedule.PAUSE)

    @alone
    def _asked(self, _, content, buffers):
        """The browser wants a node that it lacks; what other messages say is none of ours."""
        if content.get("kind") == "want":
            scene, node = content["scene"], content["node"]
            # It may have been computed while the message was under way.
            if not self._known.ready[scene].ravel()[node]:
                self._compute(scene, np.array([node]))


def _somebody_watches():
    """Return whether a screen is there: these variables are set for a kernel behind one."""
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
    # A cell may show several views: those of this very run stay.
    if run != shell.execution_count:
        for old in views:
            old.close()
        views = []
    _views[cell] = (shell.execution_count, [*views, view])
