"""What a view knows: tables of one row a node, which rows are there, and how they travel.

In `wire`, the trait `tables` of a view, a table is {"shape", "dtype", "axes", "node", "data"}.
The bytes of "data" are the memory of the array itself. So a page that is opened later gets
what is known by then, and nothing is kept twice.
"""

import numpy as np


class Tables:
    """The tables of all scenes of a view, filled row by row."""

    def __init__(self, scenes):
        self.scenes, self.wire, self.troubles = scenes, {}, [""]
        for name, scene in scenes.items():
            self._make(name, "ready", np.zeros(scene.shape, "u1"))
        # Which nodes are known, 1 or 0, in the shape of each scene's grid.
        self.ready = {name: self.array(name, "ready") for name in scenes}

    def array(self, scene, name):
        """Return a table as an array; writing into it writes what will travel."""
        table = self.wire[f"{scene}/{name}"]
        return np.ndarray(table["shape"], table["dtype"], table["data"])

    def row(self, scene, name, position):
        """Return the row, or the one entry, of a table at a position {axis: index}."""
        axes = self.wire[f"{scene}/{name}"]["axes"]
        return self.array(scene, name)[tuple(position[axis] for axis in axes)]

    def put(self, scene, nodes, rows, troubles):
        """Keep {table: rows of these nodes} and their troubles; return all that is to travel."""
        # A row holds a number, for thousands of nodes may share one sentence.
        numbers = {text: number for number, text in enumerate(self.troubles)}
        found = [numbers.setdefault(text, len(numbers)) for text in troubles]
        self.troubles = list(numbers)
        rows = rows | {"trouble": np.array(found, "<u2"), "ready": np.ones(len(nodes), "u1")}
        for name, values in rows.items():
            each = values.shape[1:]
            # Only the first rows tell the type of a table and how wide it is.
            if f"{scene}/{name}" not in self.wire:
                self._make(scene, name, np.zeros(self.scenes[scene].shape + each, values.dtype))
            self.array(scene, name).reshape(-1, *each)[nodes] = values
        return rows

    def put_detail(self, scene, node, arrays):
        """Keep what belongs to one node alone, in place of what did to another; return its keys."""
        for name, array in arrays.items():
            axes = self.scenes[scene].rows[name]
            self.wire[f"{scene}/{name}"] = _wire_form(array, axes, node)
        return [f"{scene}/{name}" for name in arrays]

    def forget(self):
        """Count no row as known any more."""
        for ready in self.ready.values():
            ready[:] = 0

    def _make(self, scene, name, array):
        about = self.scenes[scene]
        axes = about.nodes + tuple(about.rows.get(name, ()))
        self.wire[f"{scene}/{name}"] = _wire_form(array, axes)

    def detail_message(self, keys):
        """Return the message, and its buffers, that carries whole tables to the browser."""
        tables = [dict(self.wire[key]) for key in keys]
        buffers = [table.pop("data") for table in tables]
        return {"kind": "detail", "tables": dict(zip(keys, tables))}, buffers


def rows_message(scene, nodes, rows, forget):
    """Return the message, and its buffers, that carries some rows to the browser."""
    about = {"kind": "rows", "scene": scene, "keys": list(rows), "forget": forget}
    return about, [_bytes(nodes.astype("<u4")), *map(_bytes, rows.values())]


def texts(values, form=".6g"):
    """Return numbers as texts of one width for a table; the shape stays."""
    values = np.asarray(values, dtype=float) + 0.0  # no -0
    # One format for all: a call for each of thousands of numbers would take ten times as long.
    joined = (f"%-13{form}" * values.size) % tuple(values.ravel())
    return np.frombuffer(joined.encode(), "S13").reshape(values.shape)


def _wire_form(array, axes, node=None):
    about = {"shape": list(array.shape), "dtype": array.dtype.str, "axes": list(axes), "node": node}
    return about | {"data": memoryview(np.ascontiguousarray(array).reshape(-1).view("u1"))}


def _bytes(array):
    return np.ascontiguousarray(array).tobytes()
