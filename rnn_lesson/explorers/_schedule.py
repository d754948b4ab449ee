"""What to compute next, and how much at once: one loop, with a budget for each occasion.

Where a learner's functions are slow, the nodes near the hand and a coarse lattice over the
whole grid come first, so that a node that is not there yet has a neighbour to show. There is
no widget and no event loop here: whoever takes a lot computes it, writes its nodes as ready, and
tells how long it took, which says how much the next may hold.
"""

import os
import sys
import time
from dataclasses import dataclass

import numpy as np

STRIDES = (24, 8, 4, 2, 1)
MOST = 2048  # nodes a lot: their states for all sequences of a view still fit the memory


@dataclass(frozen=True)
class Budget:
    """How long to compute, in seconds."""

    total: float  # no new lot begins after this
    lot: float  # what one lot should take
    weight: float = np.inf  # bytes that the rows of the scene may have by then


ALL = Budget(total=np.inf, lot=np.inf)
# Somebody waits for the scene on the screen: what is known then travels with the view itself.
# On a slow line too: deflated, so many bytes are some hundred kilobytes.
FIRST = Budget(total=0.03, lot=0.03, weight=0.75e6)
# In the background: what the hand does next waits for the end of a slice, and no longer.
SLICE = Budget(total=0.04, lot=0.02)
PAUSE = 0.015  # seconds of rest between two slices, for the cells and messages that wait
SETTLE = 0.15  # seconds after a setting changed: a hand that drags it changes it again


def somebody_watches():
    """Return whether a screen is there: these variables are set for a kernel behind one."""
    screens = ("JPY_SESSION_NAME", "VSCODE_PID", "VSCODE_IPC_HOOK", "COLAB_RELEASE_TAG")
    return sys.platform == "emscripten" or any(name in os.environ for name in screens)


def running_cell(shell):
    """Return the id of the cell that is running, None where there is none."""
    # In a browser it is the kernel that knows, and not the shell.
    kernel = getattr(shell, "kernel", None)
    parent = getattr(shell, "parent_header", None) or (kernel.get_parent() if kernel else {})
    return parent.get("metadata", {}).get("cellId")


class Schedule:
    """The order in which the nodes of each scene are computed, and the pace of it.

    `ready` is {scene: array}, which nodes are known, in the shape of the grid. It is the only
    account of what is missing, so a node that was computed out of turn is not computed again.
    """

    def __init__(self, ready, clock=time.perf_counter):
        self.ready, self.clock = ready, clock
        self.orders = {}
        # (scene, node) of lots that came to no end, to be computed one at a time.
        self.suspects = set()
        # Nodes a second. One for all scenes, for they call the same functions.
        self.pace = 1.0

    def begin(self, scene, place):
        """Fill a scene from a place, a tuple of indices, outwards."""
        self.orders[scene] = filling_order(self.ready[scene].shape, place)

    def missing(self, scene):
        """Return the nodes of a scene that are still to be computed, the next one first."""
        ready = self.ready[scene].ravel()
        if scene not in self.orders:
            return np.flatnonzero(ready == 0)
        order = self.orders[scene]
        return order[ready[order] == 0]

    def lots(self, scene, budget):
        """Yield lots of nodes to compute, until the budget is spent or none is missing."""
        began = self.clock()
        while len(nodes := self.missing(scene)):
            if self.clock() - began > budget.total:
                return
            single = (scene, nodes[0]) in self.suspects
            yield nodes[: 1 if single else int(np.clip(self.pace * budget.lot, 1, MOST))]

    def took(self, nodes, seconds):
        """Take note of how long so many nodes took, for the size of the next lots.

        The first calls may be the quickest (a cache, a scene where they fail at once): so the
        pace falls at once, and rises step by step.
        """
        self.pace = min(nodes / max(seconds, 1e-9), 8 * self.pace)

    def suspect(self, scene, nodes):
        """Take note that one of these nodes came to no end."""
        self.suspects.update((scene, node) for node in nodes)
        self.pace = 1.0


def filling_order(shape, place):
    """Return all nodes of a grid, each coarse lattice before the next finer one.

    The node at `place` is first. After the lattice of 8 come its row and its column, for a
    slider moves along them. Within a lattice, the nearer nodes come first.
    """
    grids = np.indices(shape)
    rank = np.full(shape, len(STRIDES), float)
    for level, stride in reversed(list(enumerate(STRIDES))):
        rank[np.logical_and.reduce([grid % stride == 0 for grid in grids])] = level
    on_cross = np.logical_or.reduce([grid == index for grid, index in zip(grids, place)])
    rank[on_cross & (rank > 1)] = 1.5
    far = sum((grid - index) ** 2 for grid, index in zip(grids, place))
    order = np.lexsort((far.ravel(), rank.ravel()))
    here = np.ravel_multi_index(place, shape)
    return np.concatenate([[here], order[order != here]])


def finest(ready):
    """Return the stride of the finest lattice of a grid that is complete, 0 where none is."""
    strides = [stride for stride in STRIDES if stride < min(ready.shape)]
    complete = [s for s in strides if ready[(slice(None, None, s),) * ready.ndim].all()]
    return complete[-1] if complete else 0
