"""What a view computes: the place where the hand rests at once, the grid around it after that.

Where the learner's own functions are slow, some nodes are computed first and the rest between
other work of the kernel. There is no widget here: whoever owns a Filling hears what was found.
"""

from dataclasses import dataclass
from time import monotonic

import numpy as np

from rnn_lesson.explorers import _jobs, _schedule
from rnn_lesson.explorers._jobs import Jobs
from rnn_lesson.explorers._schedule import Schedule
from rnn_lesson.explorers._tables import Tables


@dataclass
class Here:
    """What was computed at one very place, where the grid has not all of it.

    `rows` is {table: array}. It is `whole` when all that belongs to the place has come.
    """

    scene: str
    settings: dict
    trouble: str
    rows: dict
    whole: bool


class Filling:
    """What is known of all scenes, and the way to more.

    `where()` returns the position of the hand, {"scene", axis: value}. `keep(scene, nodes)` hears
    of new rows of a grid, `stand(here)` of what the place of the hand alone has.
    """

    def __init__(self, scenes, where, keep, stand):
        self.scenes, self.where, self.keep, self.stand = scenes, where, keep, stand
        self.known = Tables(scenes)
        self.schedule = Schedule(self.known.ready)
        self.jobs = Jobs(next(iter(scenes.values())).guest)
        self.here = self.asking = None
        self.wanted = None  # a scene and a node that the browser lacks
        # What all rows depend on, and how often it has changed.
        self.era = {"number": -1, "settings": {}}

    @property
    def scene(self):
        return self.scenes[self.where()["scene"]]

    def begin(self):
        """Plan the filling of the scene on the screen from the node nearest to the position."""
        position = self.where()
        self.schedule.begin(position["scene"], self.scene.place(position))

    def start_again(self):
        """Begin, at first or since a setting changed that all rows depend on: forget them."""
        self.known.forget()
        position, axes = self.where(), self.scene.axes
        settings = {name: position[name] for name, axis in axes.items() if axis.asks}
        self.era = {"number": self.era["number"] + 1, "settings": settings}
        self.begin()

    # What is known of the place where the hand is.

    def row(self, table):
        """Return the row of a table at the current position; it may be one entry."""
        position, here = self.where(), self.there()
        if here and table in here.rows:
            return here.rows[table][self.scene.place(position, self.scene.rows.get(table, ()))]
        return self.known.row(position["scene"], table, position)

    def trouble(self):
        """Return what a learner's function did wrong at the current position, or ''."""
        here = self.there()
        return here.trouble if here else self.known.troubles[self.row("trouble")]

    def arrived(self):
        """Return whether all is known that the current position has."""
        here = self.there()
        return here.whole if here else bool(self._is_known() and not self.scene.detail)

    def there(self):
        """Return what was computed at the very place where the hand is, or None."""
        here, position = self.here, self.where()
        there = here and here.scene == position["scene"]
        return here if there and here.settings == self.scene.settings(position) else None

    def _is_known(self):
        """Return whether the grid has the rows of the current position."""
        position, scene = self.where(), self.scene
        ready = self.known.ready[position["scene"]]
        return scene.on_grid(position) and ready[scene.place(position)]

    def arrive(self, patience):
        """Compute what the place where the hand rests has; return whether all of it is known.

        What has not come after so many seconds goes on beside other work.
        """
        end = monotonic() + patience
        for _ in range(3):  # what is under way, the rows of the place, and what its `detail` gives
            if self.arrived():
                break
            position = self.where()
            spot = position["scene"], self.scene.settings(position), self.era
            if self.asking != spot:
                self.jobs.drop()
            if not self.jobs.wait(max(end - monotonic(), 0)):
                break
            if not self.arrived():  # else what was under way was this place
                self.asking = spot
                self._ask(position, spot)
        return self.arrived()

    def _ask(self, position, spot):
        """Send off a job for what is not known of a position: its rows, or else its detail."""
        scene, there = self.scene, self.there()
        known = there.rows if there else self.known.of(spot[0]) if self._is_known() else None
        if known is None and scene.on_grid(position):
            node = np.ravel_multi_index(scene.place(position), scene.shape)
            self._ask_nodes(spot[0], np.array([node]))
            return
        # Apart: a learner's path of 1,000 steps may be late, where one of 120 is not.
        compute = scene.sample if known is None else scene.detail
        before = there.trouble if there else ""
        whole = known is not None or not scene.detail

        def work():
            return compute({name: np.array([position[name]]) for name in scene.nodes}, position)

        def finish(found):
            rows, (trouble,) = found
            self._come(spot, before or trouble, rows, whole)

        def late(sentence):
            # Refused rows are empty: what there is of others is better.
            rows, troubles = self.jobs.refused(work, sentence)
            finish(({name: row for name, row in rows.items() if name not in known}, troubles))

        self.jobs.start(work, finish, None if known is None else late)

    def _come(self, spot, trouble, rows, whole):
        """Keep what a job found at a place, if the hand is still there."""
        name, settings, era = spot
        position = self.scenes and self.where()  # a function may close the view
        if not position or era != self.era:
            return
        if (name, settings) == (position["scene"], self.scene.settings(position)):
            there = self.there()
            rows = {table: np.asarray(values[0]) for table, values in rows.items()}
            self.here = Here(name, settings, trouble, (there.rows if there else {}) | rows, whole)
            if whole:
                self.stand(self.here)

    # The grid.

    def left(self):
        """Return whether there is anything to do where the hand is, or around it."""
        here = self.jobs.job or self.wanted or not self.arrived()
        missing = len(self.schedule.missing(self.where()["scene"]))
        return here or missing and not self.jobs.weary

    def go_on(self):
        """Do a slice of what is left: where the hand is, and the scene on the screen after that."""
        if not self.jobs.wait(_jobs.MOMENT):
            return
        wanted, self.wanted = self.wanted, None
        if not self.arrived():
            self.arrive(_jobs.MOMENT)
        elif wanted and not self.known.ready[wanted[0]].ravel()[wanted[1]]:
            self.compute(wanted[0], np.array([wanted[1]]), _jobs.MOMENT)
        else:
            self.fill(self.where()["scene"], _schedule.SLICE)

    def fill(self, name, budget):
        """Compute nodes of a scene that are missing, for as long as the budget says."""
        for nodes in self.schedule.lots(name, budget):
            nodes = nodes[: int(min(self.known.spare(name, budget.weight), len(nodes)))]
            if not len(nodes):
                break
            # Where so many places were late, nobody waits for more of them.
            patience = max(budget.total, _jobs.MOMENT)
            if self.jobs.weary or not self.compute(name, nodes, patience):
                break

    def compute(self, name, nodes, patience):
        """Compute the rows of some nodes and keep them; return whether that has come to an end."""
        self._ask_nodes(name, nodes)
        # The function may have closed the view.
        return self.jobs.wait(patience) and bool(self.scenes)

    def _ask_nodes(self, name, nodes):
        scene, position, era = self.scenes[name], self.where(), self.era
        clock = self.schedule.clock
        began = clock()

        def finish(found):
            self.schedule.took(len(nodes), clock() - began)
            if self.scenes and era == self.era:
                self.known.put(name, nodes, *found)
                self.keep(name, nodes)

        single = len(nodes) == 1
        late = None if single else lambda sentence: self.schedule.suspect(name, nodes)
        self.jobs.start(lambda: scene.sample(scene.places(nodes), position), finish, late)

    def close(self):
        """Let go of all that is large."""
        self.scenes, self.known, self.here = {}, None, None
