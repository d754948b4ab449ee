"""What of a view travels to the browser: as traits of the widget, and by messages after that."""

from pathlib import Path

import anywidget
import numpy as np
import traitlets

from rnn_lesson.explorers._schedule import STRIDES
from rnn_lesson.explorers._tables import packed_form

HERE = Path(__file__).parent
# One text, for anywidget takes one; in this order, for each uses the ones before.
SCRIPTS = ("tables.js", "panel.js", "controls.js", "view.js")


def text_of(*names):
    """Return files as one text. anywidget watches a path, and what watches keeps a view alive."""
    return "\n".join((HERE / name).read_text("utf-8") for name in names)


class Page(anywidget.AnyWidget):
    """A widget that shows scenes and what is known of them."""

    _esm = text_of(*SCRIPTS)
    _css = text_of("view.css")
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
    # Whether what is sent of the place of the hand is to be brief, for the hand drags.
    _brief = False

    def __init__(self, title, controls, readings, spoken):
        """Open the line: what is known and drawn by now travels with it, in one message."""
        self._title = title
        numbers = [
            {"label": label, "table": table, "spoken": label in spoken}
            for label, table in readings.items()
        ]
        scenes = {name: scene.spec() for name, scene in self._scenes.items()}
        spec = {"title": title, "controls": controls, "readings": numbers, "scenes": scenes}
        super().__init__(
            spec=spec | {"strides": STRIDES[::-1]},
            tables=self._known,
            troubles=self._known.troubles,
        )

    def __repr__(self):
        return f"{self._title} (interactive: run this cell in JupyterLab)"

    def _wire(self):
        """Return what is known by now, for a page that is opened or saved."""
        tables = self._known.wire() if self._known else {}
        return {"era": self.era["number"], "tables": tables}

    def _send_rows(self, name, nodes):
        if self.comm:
            # The sentences before the rows that point to them.
            self.troubles = self._known.troubles
            self.send(*self._known.message(name, nodes, self.era["number"]))

    def _send_all_rows(self):
        """Send all that is known once more, to a page that has missed messages."""
        for name in self._scenes:
            self._send_rows(name, np.flatnonzero(self._known.ready[name]))

    def _send_here(self, here):
        """Send what only the place where the hand rests has.

        Where the hand drags, of rows that have axes of their own only the entry on the screen: the
        texts of a path weigh ten times what is drawn of it, and such a hand is soon elsewhere.
        """
        scene, settings, tables = self._scenes[here.scene], dict(here.settings), {}
        for table, values in here.rows.items():
            axes = scene.rows.get(table, ())
            if self._brief and axes:
                # Such an entry holds for where these axes stand, and for no other place on them.
                settings |= {axis: self.position[axis] for axis in axes}
                values, axes = values[scene.place(self.position, axes)], ()
            # Neighbours stand along the row.
            tables[table] = packed_form(values, axes, max(1, int(np.prod(values.shape[:1]))))
        about = {"scene": here.scene, "settings": settings, "trouble": here.trouble}
        self.here = about | {"tables": tables}

    def _send_pictures(self, name):
        self._unsent.discard(name)
        panels = self._scenes[name].panels.values()
        self.pictures = self.pictures | {picture.key: picture.png for picture in panels}


def name_pictures(scenes):
    """Give each picture the key under which it is sent: two scenes may share one."""
    for name, scene in reversed(scenes.items()):
        for panel, picture in scene.panels.items():
            picture.key = f"{name}/{panel}"
