"""The widget behind every interactive view: Python computes, the browser looks up and draws.

A view has scenes (a far and a near one, say), with axes, pictures and tables. While a hand
drags, view.js finds the row of the current node and draws it: nothing is sent, and no number
is computed or formatted there. Where the learner's own functions are slow, some nodes are
computed first and the rest between other work of the kernel. A node that is not there yet
shows its nearest neighbour and says so.

Three threads may meet here: JupyterLab runs a cell in one and lets the browser's messages in
by another (a subshell), and a learner's functions are called in one of their own (`_jobs.py`).
That one computes and touches nothing here; what it found is kept by whoever waits for it.
"""

import asyncio
import contextlib
import functools
import threading
from pathlib import Path
from time import monotonic

import anywidget
import numpy as np
import traitlets
from IPython import get_ipython

from rnn_lesson.explorers import _jobs, _schedule
from rnn_lesson.explorers._jobs import Jobs
from rnn_lesson.explorers._schedule import Schedule, finest
from rnn_lesson.explorers._tables import Tables

HERE = Path(__file__).parent
WAITING = "being computed"


def alone(method):
    """Decorate a method of a view so that one thread at a time is in such methods."""

    @functools.wraps(method)
    def locked(view, *args):
        with view._alone():
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
    """Where a view stands on one of its axes. What lies beyond an end becomes that end."""

    def validate(self, view, value):
        return view._scene.axes[self.name].value(value, self.name)


class View(anywidget.AnyWidget):
    """An interactive view. Read and set its axes by name: view.wx = 1.2.

    `start` is {axis: value}, `readings` {label: table} of the numbers to show. Those that are
    `spoken` are read aloud with a control's own value.
    """

    # As texts, for anywidget watches a path, and what watches would keep every view alive.
    _esm = (HERE / "view.js").read_text("utf-8")
    _css = (HERE / "view.css").read_text("utf-8")
    spec = traitlets.Dict().tag(sync=True)
    # What is known of the grids, by when somebody asks: what is sent later goes by messages.
    tables = traitlets.Any().tag(sync=True, to_json=lambda known, view: view._wire())
    troubles = traitlets.List().tag(sync=True)
    pictures = traitlets.Dict().tag(sync=True)
    # {"scene", axis: value}: on the grid or off it.
    position = traitlets.Dict().tag(sync=True)
    # What was computed at the very place where the hand rests, where the grid has not all of it:
    # {"scene", "settings": {axis: value}, "trouble", "tables"}.
    here = traitlets.Dict().tag(sync=True)
    # {"number", "settings"}: what all rows depend on, and how often it has changed.
    era = traitlets.Dict().tag(sync=True)

    def __init__(self, title, scenes, controls, start, readings, spoken):
        self._title, self._scenes, self._timer, self._following = title, scenes, None, False
        self._watched, self._greeted = _schedule.somebody_watches(), False
        # Reentrant: to set a trait inside such a method calls the next one.
        self._lock = threading.RLock()
        self._known = Tables(scenes)
        self._schedule = Schedule(self._known.ready)
        self._jobs, self._asking = Jobs(next(iter(scenes.values())).guest), None
        self._wanted = None  # a scene and a node that the browser lacks
        self._rows = {}  # those of `here`, as arrays
        # Scenes whose pictures the browser lacks, or shows as they were.
        self._unsent = set(scenes)
        # Scenes that the state of the page has not got as a whole.
        self._unstored = set(scenes)
        name, scene = next(iter(scenes.items()))
        position = {"scene": name} | scene.position(start)
        self.add_traits(scene=traitlets.Enum(list(scenes), name))
        self.add_traits(**{key: Place(position[key]) for key in scene.axes})
        self.set_trait("position", position)
        self.era = {"number": 0, "settings": self._asked_for()}
        # Before the widget opens its line: what is there by then travels with it, in one message.
        self._arrive(self._patience())
        self._begin()
        if self._watched:
            # Not while the place itself is still being computed.
            if not self._jobs.job:
                self._fill(name, _schedule.FIRST)
            self._send_pictures(name)
        spec = {"title": title, "controls": controls, "strides": _schedule.STRIDES[::-1]}
        spec["readings"] = [
            {"label": label, "table": table, "spoken": label in spoken}
            for label, table in readings.items()
        ]
        super().__init__(
            spec=spec | {"scenes": {key: scene.spec() for key, scene in scenes.items()}},
            tables=self._known,
            troubles=self._known.troubles,
        )
        self.observe(self._moved, "position")
        self.observe(self._set, [*scene.axes, "scene"])
        self.on_msg(self._asked)
        # Not at once: the first picture goes first, on a slow line above all.
        self._work_later(_schedule.SETTLE)
        _replace_views_of_this_cell(self)

    def __repr__(self):
        return f"{self._title} (interactive: run this cell in JupyterLab)"

    def readings(self):
        """Return {label: text} of the numbers on the screen at the current position."""
        # Another thread may have moved the view, and not computed the numbers yet.
        with self._alone():
            self._arrive(self._patience())
            if not self._arrived():
                return dict.fromkeys((each["label"] for each in self.spec["readings"]), WAITING)
            return {
                reading["label"]: self._row(reading["table"]).decode().strip()
                for reading in self.spec["readings"]
            }

    def trouble(self):
        """Return what a learner's function did wrong at the current position, or ''."""
        with self._alone():
            self._arrive(self._patience())
            if self._is_here():
                return self.here["trouble"]
            return self._known.troubles[self._row("trouble")] if self._arrived() else ""

    def missing(self, scene=None):
        """Return how many nodes are still to be computed, in one scene or in all."""
        scenes = self._scenes if scene is None else [scene]
        return sum(len(self._schedule.missing(name)) for name in scenes)

    def fill(self):
        """Compute all that is missing, and draw all pictures, as for a page without a kernel."""
        for name in self._scenes:
            self._jobs.wait(np.inf)
            self._fill(name, _schedule.ALL)
            self._send_pictures(name)

    def close(self):
        """Stop, and let go of all that is large: the list of outputs keeps the view itself.

        It waits for no lock: a learner's function that never ends in another thread would
        then keep the cell from running again.
        """
        self._unsent.clear()
        self.layout.close()
        super().close()
        self._scenes, self._known, self.tables, self.pictures = {}, None, None, {}
        self.here, self._rows = {}, {}
        # Last, for it may end this very thread: a function that closes its own view.
        self._jobs.close()

    @contextlib.contextmanager
    def _alone(self):
        """Let one thread at a time in."""
        if self._jobs.runs_here():
            # Who waits for the function has the lock: they would wait for each other.
            raise RuntimeError("the function behind a view cannot use that view")
        with self._lock:
            yield

    # Where the view stands: `position` and the named traits follow each other.

    @property
    def _scene(self):
        return self._scenes[self.position["scene"]]

    @traitlets.validate("position")
    def _within(self, proposal):
        """Let a position from the browser be as one from Python: within the ends of each axis."""
        scene = proposal["value"]["scene"]
        return {"scene": scene} | self._scenes[scene].position(proposal["value"])

    @alone
    def _moved(self, change):
        """The position changed, here or in the browser: bring tables and named traits along."""
        old, position, scene = change["old"], self.position, self._scene
        if any(axis.asks and old.get(name) != position[name] for name, axis in scene.axes.items()):
            self._start_again()
        # At once: whoever set it reads the numbers in the next line. But a hand in the browser
        # goes on, and the kernel has more to do.
        self._arrive(_jobs.MOMENT if self._property_lock else self._patience())
        if old["scene"] != position["scene"]:
            self._begin()
            self._work_later(0)
        self._following = True
        try:
            # Last, for those who observe a named trait read the numbers of the new place. And
            # all of them before any observer, which may raise.
            with self.hold_trait_notifications():
                self.scene = position["scene"]
                for name in scene.axes:
                    setattr(self, name, position[name])
        finally:
            self._following = False

    @alone
    def _set(self, change):
        """A named trait was set from Python: go there."""
        if not self._following:
            scene = self._scenes[self.scene]
            values = {name: getattr(self, name) for name in scene.axes}
            self.position = {"scene": self.scene} | scene.position(values)

    # What is computed: the place where the hand rests at once, the grid around it after that.

    def _is_here(self):
        here = self.here.get("scene"), self.here.get("settings")
        return here == (self.position["scene"], self._scene.settings(self.position))

    def _row(self, table):
        """Return the row of a table at the current position; it may be one entry."""
        if self._is_here() and table in self._rows:
            axes = self._scene.rows.get(table, ())
            indices = (self._scene.axes[axis].index(self.position[axis]) for axis in axes)
            return self._rows[table][tuple(indices)]
        return self._known.row(self.position["scene"], table, self.position)

    def _is_known(self):
        """Return whether the grid has the rows of the current position."""
        place = self._scene.place(self.position)
        return (
            self._scene.on_grid(self.position) and self._known.ready[self.position["scene"]][place]
        )

    def _arrived(self):
        return self._is_here() or bool(self._is_known() and not self._scene.detail)

    def _patience(self):
        """Return how long a cell may wait for a place: as long as one call may take.

        Where nobody looks on, nothing follows later: so until all calls have ended or are late.
        """
        return _jobs.DEADLINE + _jobs.MOMENT if self._watched else np.inf

    def _arrive(self, patience):
        """Compute what the place where the hand rests has, unless all of it is known.

        What is not there after so many seconds follows between other work of the kernel.
        """
        if self._arrived():
            return
        name, settings = self.position["scene"], self._scene.settings(self.position)
        end, asking = monotonic() + patience, (name, settings, self.era)
        if self._asking != asking:
            self._jobs.drop()
        # What was under way may have been this place.
        if self._jobs.wait(patience) and not self._arrived():
            self._asking = asking
            self._jobs.start(*self._asked_here(settings))
            self._jobs.wait(max(end - monotonic(), 0))
        if not self._arrived():
            self._work_later(_schedule.PAUSE)

    def _asked_here(self, settings):
        """Return the work at the very position, and what to do with what it found."""
        position, scene, era = self.position, self._scene, self.era
        name, known = position["scene"], self._is_known()

        def work():
            place = {axis: np.array([position[axis]]) for axis in scene.nodes}
            found, (trouble,) = ({}, [""]) if known else scene.sample(place, position)
            more, (later,) = scene.detail(place, position) if scene.detail else ({}, [""])
            return found, trouble, {table: values[0] for table, values in more.items()}, later

        def finish(result):
            if not self._scenes or era != self.era:
                return
            found, trouble, rows, later = result
            if not scene.on_grid(position):
                rows = {table: np.asarray(values[0]) for table, values in found.items()} | rows
            elif not known:
                self._keep(name, np.array([scene.node(position)]), found, [trouble])
            # The hand may be elsewhere by now.
            if rows and (name, settings) == (self.position["scene"], scene.settings(self.position)):
                self._stand(name, settings, trouble or later, rows)

        return work, finish

    def _stand(self, name, settings, trouble, rows):
        """Keep what only the place where the hand rests has, and let the browser have it."""
        self._rows = rows
        tables = {
            table: self._known.wire_form(name, table, values, alone=True)
            for table, values in rows.items()
        }
        self.here = {"scene": name, "settings": settings, "trouble": trouble, "tables": tables}

    def _begin(self):
        """Plan the filling of the scene on the screen from the node nearest to the position."""
        self._schedule.begin(self.position["scene"], self._scene.place(self.position))

    def _asked_for(self):
        return {name: self.position[name] for name, axis in self._scene.axes.items() if axis.asks}

    def _start_again(self):
        """A setting that all rows depend on was changed: forget them, and begin anew."""
        self._known.forget()
        self.era = {"number": self.era["number"] + 1, "settings": self._asked_for()}
        self._begin()
        self._work_later(_schedule.SETTLE)

    def _fill(self, name, budget):
        for nodes in self._schedule.lots(name, budget):
            # Where so many places were late, nobody waits for more of them.
            patience = max(budget.total, _jobs.MOMENT)
            if self._jobs.weary or not self._compute(name, nodes, patience):
                break
        self._redraw(name)

    def _redraw(self, name):
        stride = finest(self._known.ready[name])
        if self._scenes[name].redraw(stride, self._known.of(name)):
            self._unsent.add(name)

    def _compute(self, name, nodes, patience):
        """Compute the rows of some nodes and keep them; return whether that has come to an end."""
        scene, position, era = self._scenes[name], self.position, self.era
        clock = self._schedule.clock
        began = clock()

        def finish(found):
            self._schedule.took(len(nodes), clock() - began)
            if self._scenes and era == self.era:
                self._keep(name, nodes, *found)

        single = len(nodes) == 1
        late = None if single else lambda: self._schedule.suspect(name, nodes)
        self._jobs.start(lambda: scene.sample(scene.places(nodes), position), finish, late)
        # The function may have closed the view.
        return self._jobs.wait(patience) and bool(self._scenes)

    def _keep(self, name, nodes, found, troubles):
        """Keep the rows of some nodes, and let the browser have them."""
        self._send_rows(name, nodes, self._known.put(name, nodes, found, troubles))

    def _send_rows(self, name, nodes, rows):
        if self.comm:
            # The sentences before the rows that point to them.
            self.troubles = self._known.troubles
            self.send(*self._known.message(name, nodes, rows, self.era["number"]))

    def _send_pictures(self, name):
        self._unsent.discard(name)
        panels = self._scenes[name].panels.values()
        self.pictures = self.pictures | {picture.key: picture.png for picture in panels}

    # Between other work of the kernel.

    def _work_later(self, delay):
        """Let `_work` come in `delay` seconds, and no earlier, if there is anything to do."""
        if self._timer:
            self._timer.cancel()
        shown = self.position["scene"]
        left = self._jobs.job or self._wanted or not self._arrived()
        left = left or self.missing(shown) and not self._jobs.weary
        if not self._watched or not (shown in self._unsent or left):
            return
        # The loop of this thread. Where none runs, nobody is there to see more, and each
        # node is computed when the view gets there.
        with contextlib.suppress(RuntimeError):
            self._timer = asyncio.get_running_loop().call_later(delay, self._work)

    def _wire(self):
        """Return what is known by now, for a page that is opened or saved."""
        tables = self._known.wire() if self._known else {}
        return {"era": self.era["number"], "tables": tables}

    @alone
    def _work(self):
        """Do a slice of what is left: where the hand is, and the scene on the screen after that."""
        shown = self.position["scene"]
        if self._jobs.wait(_jobs.MOMENT):
            wanted, self._wanted = self._wanted, None
            if not self._arrived():
                self._arrive(_jobs.MOMENT)
            elif wanted and not self._known.ready[wanted[0]].ravel()[wanted[1]]:
                self._compute(wanted[0], np.array([wanted[1]]), _jobs.MOMENT)
            else:
                self._fill(shown, _schedule.SLICE)
            self._redraw(shown)
        if shown in self._unsent:
            self._send_pictures(shown)
        if shown in self._unstored and not self.era["number"] and not self.missing(shown):
            # Messages leave no trace in the state that a page may save with its notebook.
            self._unstored.remove(shown)
            self.send_state("tables")
        self._work_later(_schedule.PAUSE)

    @alone
    def _asked(self, _, content, buffers):
        """The browser shows the view, or wants a node that it lacks; no other message is ours."""
        if content.get("kind") == "hello":
            # A second page, or a second display: messages that the first one got are lost on it.
            for name in self._scenes if self._greeted else []:
                nodes = np.flatnonzero(self._known.ready[name])
                self._send_rows(name, nodes, self._known.rows(name, nodes))
            self._watched = self._greeted = True
            self._work_later(_schedule.SETTLE)
        elif content.get("kind") == "want":
            name, node = content["scene"], np.array([content["node"]])
            # It may have been computed, or asked for by a page that was opened later.
            if self._known.ready[name].ravel()[node]:
                self._send_rows(name, node, self._known.rows(name, node))
            else:
                # One that the hand has passed is wanted no more.
                self._wanted = name, content["node"]
                self._jobs.drop()
                self._work()


_views = {}  # {cell: (run, its views)}


def _replace_views_of_this_cell(view):
    """Close the views that an earlier run of the same cell made, so that they do not pile up."""
    shell = get_ipython()
    cell = _schedule.running_cell(shell)
    if cell is None:
        return
    run, views = _views.get(cell, (None, []))
    # A cell may show several views: those of this very run stay.
    while run != shell.execution_count and views:
        views.pop().close()
    _views[cell] = (shell.execution_count, [*views, view])
