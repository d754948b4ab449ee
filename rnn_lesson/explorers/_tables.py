"""What a view knows: tables of one row a node, which rows are there, and how they travel.

On the way to the browser a table is {"shape", "dtype", "axes", "rows", "data"}: data is the
deflated form of `packed`, so that a surface of ten thousand places weighs some ten kilobytes.
"""

import zlib

import numpy as np

MOST_SENTENCES = 40  # of different ones on troubles, for each may hold other numbers
WIDTH = 13  # letters of a number


class Tables:
    """The tables of all scenes of a view, filled row by row."""

    def __init__(self, scenes):
        self.scenes, self.arrays, self.troubles = scenes, {}, [""]
        for name, scene in scenes.items():
            self.arrays[name, "ready"] = np.zeros(scene.shape, "u1")
        # Which nodes are known, 1 or 0, in the shape of each scene's grid.
        self.ready = {name: self.arrays[name, "ready"] for name in scenes}

    def row(self, scene, name, position):
        """Return the row of a table at the node nearest to a position; it may be one entry."""
        about = self.scenes[scene]
        axes = about.nodes + about.rows.get(name, ())
        return self.arrays[scene, name][about.place(position, axes)]

    def of(self, scene):
        """Return {table: array} of a scene."""
        return {name: array for (own, name), array in self.arrays.items() if own == scene}

    def rows(self, scene, nodes):
        """Return {table: rows of these nodes}."""
        depth = len(self.scenes[scene].nodes)
        return {
            name: array.reshape(-1, *array.shape[depth:])[nodes]
            for name, array in self.of(scene).items()
        }

    def spare(self, scene, weight):
        """Return how many more rows a scene may have until all of them weigh so many bytes."""
        ready = self.ready[scene]
        each = sum(array.nbytes for array in self.of(scene).values()) / ready.size
        return max(0, weight / each - ready.sum())

    def put(self, scene, nodes, rows, troubles):
        """Keep {table: rows of these nodes} and their troubles."""
        rows = rows | {"trouble": self._numbers_of(troubles), "ready": np.ones(len(nodes), "u1")}
        for name, values in rows.items():
            each = values.shape[1:]
            # Only the first rows tell the type of a table and how wide it is.
            if (scene, name) not in self.arrays:
                shape = self.scenes[scene].shape + each
                self.arrays[scene, name] = np.zeros(shape, values.dtype)
            self.arrays[scene, name].reshape(-1, *each)[nodes] = values

    def _numbers_of(self, troubles):
        """Return the number of each sentence: a row holds no text, for thousands may share one."""
        numbers = {text: number for number, text in enumerate(self.troubles)}
        found = []
        for text in troubles:
            if text not in numbers and len(numbers) >= MOST_SENTENCES:
                # All before somebody's own words; the place where the hand rests tells all.
                text = text.partition(":")[0] if len(numbers) < 2 * MOST_SENTENCES else "it fails"
            found.append(numbers.setdefault(text, len(numbers)))
        if len(numbers) > len(self.troubles):
            self.troubles = list(numbers)
        return np.array(found, "<u2")

    def forget(self):
        """Count no row as known any more."""
        for ready in self.ready.values():
            ready[:] = 0

    def drop(self, scene):
        """Forget a scene, and how wide its rows are."""
        self.ready[scene][:] = 0
        for name in self.of(scene).keys() - {"ready"}:
            del self.arrays[scene, name]

    def message(self, scene, nodes, era):
        """Return the message, and its buffers, that carries some rows to the browser.

        `era` counts the settings that all rows depend on: a row must not be taken for a later one.
        """
        nodes = np.sort(nodes)  # rows deflate best when neighbours stand side by side
        rows, own = self.rows(scene, nodes), self.scenes[scene].rows
        about = {name: form(values[0], own.get(name, ())) for name, values in rows.items()}
        content = {"kind": "rows", "scene": scene, "tables": about, "era": era}
        return content, [nodes.astype("<u4").tobytes(), packed(rows.values())]

    def wire(self):
        """Return {scene/table: its wire form} of all that is known."""
        found = {}
        for (scene, name), array in self.arrays.items():
            if name != "ready":
                # What is unknown travels as the known row before it, which costs next to nothing.
                known = self.ready[scene].ravel() > 0
                row = np.maximum.accumulate(np.where(known, np.arange(len(known)), 0))
                array = array.reshape(len(known), -1)[row].reshape(array.shape)
            axes = self.scenes[scene].nodes + self.scenes[scene].rows.get(name, ())
            found[f"{scene}/{name}"] = packed_form(array, axes, self.ready[scene].size)
        return found


def form(array, axes):
    """Return what the browser must know of an array whose first axes these are."""
    return {"shape": list(array.shape), "dtype": array.dtype.str, "axes": list(axes)}


def packed_form(array, axes, rows):
    """Return the wire form of an array whose first axes these are, and that is packed in rows."""
    return form(array, axes) | {"rows": rows, "data": packed([array.reshape(rows, -1)])}


def packed(tables):
    """Return tables, each of one row a node (p, ...), as bytes that are quickly sent.

    Neighbours are alike: numbers are sent as what changes from row to row, and the first byte
    of every entry comes before all second ones. That deflates to a tenth.
    """
    parts = []
    for table in tables:
        if table.dtype.kind in "iu":
            table = np.diff(table, axis=0, prepend=np.zeros_like(table[:1]))
        width = table.dtype.itemsize
        parts.append(np.ascontiguousarray(table).view("u1").reshape(-1, width).T.tobytes())
    return zlib.compress(b"".join(parts), 3)


def texts(values, form=".6g"):
    """Return numbers as texts of one width for a table; the shape stays."""
    values = np.asarray(values, dtype=float) + 0.0  # no -0
    # One format for all: a call for each of thousands of numbers would take ten times as long.
    joined = (f"%-{WIDTH}{form}" * values.size) % tuple(values.ravel())
    if len(joined) != WIDTH * values.size:
        # A form with a fixed number of digits may be too wide for a large number.
        each = (f"{value:{form}}" for value in values.ravel())
        fitting = (text if len(text) <= WIDTH else f"{float(text):.6g}" for text in each)
        joined = "".join(text.ljust(WIDTH) for text in fitting)
    return np.frombuffer(joined.encode(), f"S{WIDTH}").reshape(values.shape)
