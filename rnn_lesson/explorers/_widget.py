"""The widget behind every interactive view: Python computes, the browser looks up and draws.

A view has scenes (a far and a near one, say), with axes, pictures and tables. While a hand
drags, view.js finds the row of the current node and draws it: nothing is sent, and no number
is computed or formatted there. A node that is not there yet shows its nearest neighbour and
says so. `_filling.py` computes, `_page.py` sends; here is where the hand is, and when to do what.

Three threads may meet here: JupyterLab runs a cell in one and lets the browser's messages in
by another (a subshell), and a learner's functions are called in one of their own (`_jobs.py`).
That one computes and touches nothing here; what it found is kept by whoever waits for it.
"""

import asyncio
import contextlib
import functools
import threading

import numpy as np
import traitlets
from IPython import get_ipython
from ipywidgets import Box, Label, widget

from rnn_lesson.explorers import _jobs, _schedule
from rnn_lesson.explorers._filling import Filling
from rnn_lesson.explorers._page import Page, name_pictures
from rnn_lesson.explorers._schedule import finest

WAITING = "being computed"


def alone(method):
    """Decorate a method of a view so that one thread at a time is in such methods."""

    @functools.wraps(method)
    def locked(view, *args):
        if view._jobs.runs_here():
            # Who waits for the function has the lock: they would wait for each other.
            raise RuntimeError("the function behind a view cannot use that view")
        with view._lock:
            try:
                # A message that waited for its turn may find the view closed.
                if view._scenes:
                    return method(view, *args)
            except Exception:
                # `close` waits for no lock. What fails for that reason matters to nobody.
                if view._scenes:
                    raise

    return locked


class Place(traitlets.TraitType):
    """Where a view stands on one of its axes. What lies beyond an end becomes that end."""

    def validate(self, view, value):
        return view._scene.axes[self.name].value(value, self.name)


class View(Page):
    """An interactive view. Read and set its axes by name: view.wx = 1.2.

    `start` is {axis: value}, `readings` {label: table} of the numbers to show. Those that are
    `spoken` are read aloud with a control's own value.
    """

    def __init__(self, title, scenes, controls, start, readings, spoken):
        self._scenes, self._timer, self._following = scenes, None, False
        self._watched, self._greeted = _schedule.somebody_watches(), False
        self._words = []  # in its place, after it was closed
        # Reentrant: to set a trait inside such a method calls the next one.
        self._lock = threading.RLock()
        # Scenes whose pictures the browser lacks, or shows as they were.
        self._unsent = set(scenes)
        # Scenes that the state of the page has not got as a whole.
        self._unstored = set(scenes)
        name_pictures(scenes)
        self._filling = Filling(scenes, lambda: self.position, self._send_rows, self._send_here)
        self._known, self._jobs = self._filling.known, self._filling.jobs
        name, scene = next(iter(scenes.items()))
        position = {"scene": name} | scene.position(start)
        self.add_traits(scene=traitlets.Enum(list(scenes), name))
        self.add_traits(**{key: Place(position[key]) for key in scene.axes})
        self.set_trait("position", position)
        self._start_again()
        # Before the widget opens its line: what is there by then travels with it, in one message.
        self._arrive(self._patience())
        if self._watched:
            # Not while the place itself is still being computed.
            if not self._jobs.job:
                self._fill(name, _schedule.FIRST)
            self._send_pictures(name)
        super().__init__(title, controls, readings, spoken)
        self.observe(self._moved, "position")
        self.observe(self._set, [*scene.axes, "scene"])
        self.on_msg(self._asked)
        # Not at once: the first picture goes first, on a slow line above all.
        self._work_later(_schedule.SETTLE)
        _replace_views_of_this_cell(self)

    @alone
    def readings(self):
        """Return {label: text} of the numbers on the screen at the current position."""
        # Another thread may have moved the view, and not computed the numbers yet.
        known = self._arrive(self._patience())
        return {
            each["label"]: self._filling.row(each["table"]).decode().strip() if known else WAITING
            for each in self.spec["readings"]
        }

    @alone
    def trouble(self):
        """Return what a learner's function did wrong at the current position, or ''."""
        return self._filling.trouble() if self._arrive(self._patience()) else ""

    def missing(self, scene=None):
        """Return how many nodes are still to be computed, in one scene or in all."""
        scenes = self._scenes if scene is None else [scene]
        return sum(len(self._filling.schedule.missing(name)) for name in scenes)

    def fill(self, everywhere=False):
        """Compute all that is missing, and draw all pictures, as for a page without a kernel.

        What only a place has where the hand rests is there for the place of the view; `everywhere`,
        for each node, which may be more than the memory holds.
        """
        for name, scene in self._scenes.items() if everywhere else ():
            if scene.detail:
                scene.sample, scene.detail = scene.detail, None
                self._known.drop(name)
        for name in self._scenes:
            self._jobs.wait(np.inf)
            self._fill(name, _schedule.ALL)
            self._send_pictures(name)
        self._jobs.wait(np.inf)
        self._arrive(np.inf)

    def close(self):
        """Stop, and let go of all that is large: the list of outputs keeps the view itself.

        It waits for no lock: a learner's function that never ends in another thread would
        then keep the cell from running again.
        """
        self._unsent.clear()
        _leave_boxes(self)
        self.layout.close()
        shown = self.comm and self.model_id
        super().close()
        if shown:
            # Another output of the view, drawn again, would be an error without a model.
            words = Label(CLOSED, model_id=shown)
            self._words = [words, words.layout, words.style]
        self._scenes, self._known, self.tables, self.pictures, self.here = {}, None, None, {}, {}
        self._filling.close()
        # Last, for it may end this very thread: a function that closes its own view.
        self._jobs.close()

    # Where the view stands: `position` and the named traits follow each other.

    @alone
    def set_state(self, sync_data):
        """Let the browser's word wait for its turn: what a cell reads is of one place."""
        super().set_state(sync_data)

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
            self._work_later(_schedule.SETTLE)
            # Only where the rest is sure to follow.
            self._brief = bool(self._property_lock and self._timer)
        # At once: whoever set it reads the numbers in the next line. But a hand in the browser
        # goes on, and the kernel has more to do.
        self._arrive(_jobs.MOMENT if self._property_lock else self._patience())
        if old["scene"] != position["scene"]:
            self._filling.begin()
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

    def _start_again(self):
        """Forget all that is known, at first or since a setting changed that it depends on."""
        self._filling.start_again()
        self.era = self._filling.era

    def _patience(self):
        """Return how long a cell may wait for a place: as long as one call may take.

        Where nobody looks on, nothing follows later: so until all calls have ended or are late.
        """
        return _jobs.DEADLINE + _jobs.MOMENT if self._watched else np.inf

    def _arrive(self, patience):
        """Return whether all of the hand's place is computed in time; else it follows by and by."""
        arrived = self._filling.arrive(patience)
        if not arrived:
            self._work_later(_schedule.PAUSE)
        return arrived

    def _fill(self, name, budget):
        self._filling.fill(name, budget)
        self._redraw(name)

    def _redraw(self, name):
        """Draw the pictures anew that show a learner's surface, where more of it is known."""
        scene, stride = self._scenes[name], finest(self._known.ready[name])
        if scene.redraw and stride not in (0, scene.drawn):
            scene.redraw(stride, self._known.of(name))
            scene.drawn = stride
            self._unsent.add(name)

    # Between other work of the kernel.

    def _work_later(self, delay):
        """Let `_work` come in `delay` seconds, and no earlier, if there is anything to do."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        left = self.position["scene"] in self._unsent or self._brief or self._filling.left()
        if self._watched and left:
            # The loop of this thread. Where none runs, nobody is there to see more, and each
            # node is computed when the view gets there.
            with contextlib.suppress(RuntimeError):
                self._timer = asyncio.get_running_loop().call_later(delay, self._work)

    @alone
    def _work(self):
        """Do a slice of what is left: where the hand is, and the scene on the screen after that."""
        shown = self.position["scene"]
        if self._brief:
            self._brief = False
            there = self._filling.there()
            # What is not whole follows by itself.
            if there and there.whole:
                self._send_here(there)
        self._filling.go_on()
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
            if self._greeted:
                self._send_all_rows()
            self._watched = self._greeted = True
            self._work_later(_schedule.SETTLE)
        elif content.get("kind") == "want":
            name, node = content["scene"], np.array([content["node"]])
            # It may have been computed, or asked for by a page that was opened later.
            if self._known.ready[name].ravel()[node]:
                self._send_rows(name, node)
            else:
                # One that the hand has passed is wanted no more.
                self._filling.wanted = name, content["node"]
                self._jobs.drop()
                self._work()


CLOSED = "A view was here. Its cell was run again, or it was closed: run this cell again too."


def _leave_boxes(view):
    """Put words in the place of a view in all boxes: shown anew, one that is closed is an error."""
    for box in list(widget._instances.values()):
        children = box.children if isinstance(box, Box) else ()
        if any(child is view for child in children):
            box.children = [Label(CLOSED) if child is view else child for child in children]


_views = {}  # {cell: (run, its views)}
_words = {}  # {cell: what stands in the place of the views of its run before}


def _replace_views_of_this_cell(view):
    """Close the views that an earlier run of the same cell made, so that they do not pile up."""
    shell = get_ipython()
    cell = _schedule.running_cell(shell)
    if cell is None:
        return
    run, views = _views.get(cell, (None, []))
    # A cell may show several views: those of this very run stay.
    if run != shell.execution_count:
        for part in _words.get(cell, ()):
            part.close()
        for old in views:
            old.close()
        _words[cell] = [part for old in views for part in old._words]
        views = []
    _views[cell] = (shell.execution_count, [*views, view])
