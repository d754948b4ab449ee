"""What a view shows, read back from its tables, and what the tests of the views share."""

import asyncio
import functools
import zlib
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
from matplotlib.figure import Figure

import rnn_lesson
from rnn_lesson import explorers, model
from rnn_lesson.explorers import _descent, _filling, _jobs, _scene
from rnn_lesson.explorers._picture import AROUND, NOWHERE, UNIT
from rnn_lesson.explorers._schedule import Schedule

X, t = rnn_lesson.lesson_dataset()


def array(view, scene, table):
    """A whole table, what is not known of it too."""
    return view._known.arrays[scene, table]


def row(view, table):
    """The entries of a table at the current position."""
    return view._filling.row(table).astype(float)


def unpacked(data, rows, tables):
    """Undo `_tables.packed`, as the browser does: a list of arrays, each (rows, entries).

    `tables` is [(dtype, entries of a row)].
    """
    flat, offset, found = np.frombuffer(zlib.decompress(data), "u1"), 0, []
    for dtype, each in tables:
        dtype = np.dtype(dtype)
        size = rows * each * dtype.itemsize
        planes = flat[offset : offset + size].reshape(dtype.itemsize, -1)
        values = np.ascontiguousarray(planes.T).view(dtype).reshape(rows, each)
        found.append(values if dtype.kind == "S" else values.cumsum(axis=0, dtype=dtype))
        offset += size
    assert offset == len(flat)
    return found


def as_browser(table):
    """A table as an array, from its wire form."""
    entries = int(np.prod(table["shape"])) // table["rows"]
    (values,) = unpacked(table["data"], table["rows"], [(table["dtype"], entries)])
    return values.reshape(table["shape"])


def data(picture, entries, axis):
    """Table entries as numbers on the x axis (0) or y axis (1) of a picture, through matplotlib."""
    places = np.asarray(entries) / UNIT
    points = np.full((places.size, 2), max(picture.ax.get_xlim()))
    points[:, axis] = (places if axis == 0 else picture.size[1] * 100 - places).ravel()
    with np.errstate(all="ignore"):
        return picture.ax.transData.inverted().transform(points)[:, axis].reshape(places.shape)


def shows(view, table, expected, axis=1, pick=...):
    """Whether a drawn row is `expected` on an axis of its picture.

    To the eighth of a pixel, or as far beyond the axis; and NOWHERE where nan is expected.
    """
    panels = view._scenes[view.scene].panels.values()
    drawn = {layer.get("table"): picture for picture in panels for layer in picture.layers}
    picture, entries = drawn[table], row(view, table)[pick]
    low, high = np.sort([data(picture, entries + step, axis) for step in (-1, 1)], axis=0)
    left, right = sorted([picture.ax.get_xlim, picture.ax.get_ylim][axis]())
    low, high = np.where(high < left, -np.inf, low), np.where(low > right, np.inf, high)
    low, high = np.where(high == np.inf, right, low), np.where(low == -np.inf, left, high)
    there = entries != NOWHERE
    fits = (low <= expected) & (expected <= high)
    return np.array_equal(there, ~np.isnan(expected)) and bool(fits[there].all())


def nodes(view, count, seed=0):
    """Move a view to `count` random nodes of all its axes, and to its corners."""
    rng = np.random.default_rng(seed)
    for number in range(count):
        for name, axis in view._scenes[view.scene].axes.items():
            if not axis.asks:
                corner = {0: 0, 1: len(axis.values) - 1}
                setattr(view, name, axis.values[corner.get(number, rng.integers(len(axis.values)))])
        yield view


def places(view, on_grid, off_grid, seed=0):
    """Move a view to random nodes of its scene, and then to random values in all its scenes."""
    yield from nodes(view, on_grid)
    rng = np.random.default_rng(seed)
    for _ in range(off_grid):
        view.scene = rng.choice(list(view.spec["scenes"])).item()
        for name, axis in view._scene.axes.items():
            if axis.fine:
                # A log axis has as much room for what is small.
                i = rng.integers(len(axis.values) - 1)
                setattr(view, name, rng.uniform(*axis.values[i : i + 2]))
            elif not axis.asks:
                setattr(view, name, axis.value(axis.values[rng.integers(len(axis.values))], name))
        yield view


def text(value, form=".6g"):
    """A number as a view writes it."""
    return f"{value + 0.0:{form}}"


def cost_at(W):
    """The cost on the lesson dataset."""
    return model.cost(model.forward_states(X, *W)[:, -1], t)


def rprop(view, update=rnn_lesson.update_rprop, n_iter=1000):
    """The path from the start of the view, and the steps between, by a plain loop."""
    path, steps, signs, sizes = [(view.wx, view.wRec)], [], np.zeros(2), np.full(2, 0.001)
    for _ in range(n_iter):
        sizes, signs = update(X, t, path[-1], signs, sizes, view.eta_p, view.eta_n)
        steps.append(-signs * sizes)
        path.append(path[-1] + steps[-1])
    return np.array(path), np.array(steps)


def shows_path(view, table, path):
    """Whether a path over the surface is drawn where it goes, or what of it is near the picture."""
    picture = view._scenes[view.scene].panels["surface"]
    return draws(picture, row(view, table), row(view, f"{table}_from"), path)


def draws(picture, ends, starts, path):
    """Whether the entries (n, 2) of `Picture.lines` draw a path (n, 2), by exact arithmetic."""
    with np.errstate(all="ignore"):
        places = picture.ax.transData.transform(path) * (1, -1) + (0, 100 * picture.size[1])
    for i in range(1, len(path)):
        if not np.isfinite(places[i - 1]).all():
            continue  # a line may begin after a gap
        part = clipped(places[i - 1], places[i], picture.size)
        if (part is None) != (ends[i, 0] == NOWHERE):
            return False
        if part is not None:
            start = ends[i - 1] if starts[i, 0] == NOWHERE else starts[i]
            if NOWHERE in start or np.abs(np.array([start, ends[i]]) / UNIT - part).max() > 0.1:
                return False
    return True


def clipped(start, end, size):
    """Both ends of what of a line is in a picture or at most AROUND pixels from it, or None."""
    if not np.isfinite([start, end]).all():
        return None
    (x, y), (dx, dy) = map(Fraction, start), (Fraction(b) - Fraction(a) for a, b in zip(start, end))
    low, high = Fraction(0), Fraction(1)
    for origin, move, length in ((x, dx, size[0]), (y, dy, size[1])):
        edges = Fraction(-AROUND), 100 * Fraction(length) + AROUND
        if move:
            shares = sorted((edge - origin) / move for edge in edges)
            low, high = max(low, shares[0]), min(high, shares[1])
        elif not edges[0] <= origin <= edges[1]:
            return None
    return [[float(x + t * dx), float(y + t * dy)] for t in (low, high)] if low <= high else None


# Functions that a learner may write


def vectorised(X, wx, wRec):
    S = np.zeros((len(X), X.shape[1] + 1))
    for k in range(X.shape[1]):
        S[:, k + 1] = X[:, k] * wx + S[:, k] * wRec
    return S


def one_by_one(X, wx, wRec):
    states = [[0] for _ in X]
    for bits, path in zip(X, states):
        for x in bits:
            path.append(x * wx + path[-1] * wRec)
    return states


def plus_one(X, wx, wRec):
    return vectorised(X, wx, wRec) + 1


def raises_at_some(X, wx, wRec):
    if np.max(wRec) > 2.5:
        raise RuntimeError("too far")
    return vectorised(X, wx, wRec)


class Time:
    """A clock and an event loop in one: time passes where a function is slow or nothing is due."""

    def __init__(self):
        self.now, self.due = 0.0, []

    def __call__(self):
        return self.now

    def call_later(self, delay, action):
        timer = SimpleNamespace(at=self.now + delay, action=action)
        timer.cancel = lambda: self.due.remove(timer) if timer in self.due else None
        self.due.append(timer)
        return timer

    def run(self, until=np.inf):
        """Do all that is due until then; return how long each action held everything up."""
        held = []
        while self.due and min(timer.at for timer in self.due) <= until:
            timer = min(self.due, key=lambda timer: timer.at)
            self.due.remove(timer)
            self.now = began = max(self.now, timer.at)
            timer.action()
            held.append(self.now - began)
            assert len(held) < 10_000, "it finds no rest"
        self.now = until if np.isfinite(until) else self.now
        return held

    def slow(self, function, seconds=0.01):
        """A function that takes so long, and one pair of weights at a time."""

        def slowed(*args):
            if np.ndim(args[-1]):
                raise TypeError("one at a time")
            self.now += seconds
            return function(*args)

        return slowed


def watch(monkeypatch):
    """Let somebody watch all views, by a clock that stands still while they compute; return it."""
    clock = Time()
    monkeypatch.setenv("JPY_SESSION_NAME", "a notebook")
    monkeypatch.setattr(_filling, "Schedule", functools.partial(Schedule, clock=clock))
    monkeypatch.setattr(asyncio, "get_running_loop", lambda: clock)
    # Only the clock that tests turn makes a function slow, not a busy machine.
    monkeypatch.setattr(_jobs, "DEADLINE", 60.0)
    return clock


def make_coarse(monkeypatch):
    """Make all views small and their pictures blank, so that slow functions are soon through."""
    monkeypatch.setattr(Figure, "savefig", lambda self, file, **options: file.write(b"blank"))
    of_numbers = _scene.Axis.of_numbers

    def few_numbers(label, low, high, step, **options):
        step = (high - low) / 12 if label in ("wx", "wRec") else step
        return of_numbers(label, low, high, step, **options)

    monkeypatch.setattr(_scene.Axis, "of_numbers", few_numbers)
    monkeypatch.setattr(_descent, "SPANS", {"near": (-3, 3, 3), "far": (-12, 12, 12)})


def samples_weights():
    """Small untrained networks that write a, b and the end mark, by the step of training."""
    rng, shapes = np.random.default_rng(2), ((3, 4), (4, 4), (4,), (4, 3), (3,))
    return {i: [rng.normal(size=shape) for shape in shapes] for i in (0, 20, 40)}


@functools.wraps(explorers.explore_samples)
def explore_samples(weights=None, **more):
    """The view of lesson 10, which has no data of its own, on such networks."""
    bits, lines = {0: 4.0, 20: 1.0, 40: 0.5}, {"table": 0.4, "floor": 0.3}
    known = weights or samples_weights(), ".ab", ["a", "ab"], {"a"}
    return explorers.explore_samples(*known, bits, lines, **({"step": 40} | more))


#: Every kind of view, each to be made without arguments.
VIEWS = [
    explore_samples if name == "explore_samples" else getattr(explorers, name)
    for name in explorers.__all__
]
