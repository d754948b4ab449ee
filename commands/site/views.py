"""The views of a lesson, computed whole, as a page can hold them.

A page has no Python: it shows what was computed when it was made, which is a row for each node of
a view's grid. `page.js` hands that to the same view.js that draws in JupyterLab.
"""

import base64
import copy
import json
import tempfile
import zlib
from contextlib import contextmanager

import matplotlib
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from matplotlib import pyplot as plt
from traitlets.config import Config

from rnn_lesson.explorers import _descent
from rnn_lesson.explorers._widget import View

# A path for each start, and the numbers along it: twice as far apart as in JupyterLab, and as long
# as there while the hand drags. All 1,000 iterations of each would weigh ten times as much.
SPANS = {"near": (-3, 3, 0.25), "far": (-12, 12, 2)}
KEPT = ("spec", "tables", "troubles", "pictures", "position", "here", "era")


@contextmanager
def shell():
    """A shell as a kernel has one. It leaves nothing in the home of whoever builds the site."""
    InteractiveShell.clear_instance()
    with tempfile.TemporaryDirectory() as home:
        config = Config({"HistoryManager": {"enabled": False}})
        yield InteractiveShell.instance(ipython_dir=home, config=config)


def run(notebook):
    """Run the cells of a lesson in one shell, as its kernel would; yield (cell's id, its view)."""
    matplotlib.use("agg")
    _descent.SPANS, _descent.LONGEST = SPANS, _descent.N_ITER
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    last = max((n for n, cell in enumerate(cells) if "explorers." in text(cell)), default=-1)
    with shell() as kernel:
        for cell in cells[: last + 1]:
            if "claim" in cell["metadata"].get("tags", []):
                continue
            with capture_output():
                ran = kernel.run_cell(text(cell))
            ran.raise_error()
            plt.close("all")
            if isinstance(ran.result, View):
                yield cell["id"], ran.result


def text(cell):
    return "".join(cell["source"])


def filled(view):
    """Return the state of a view with all that is there without a kernel, and what is not."""
    walks = any(scene.detail for scene in view._scenes.values())
    lost = [f"what comes after iteration {_descent.LONGEST}"] if walks else []
    view.fill(everywhere=True)
    state = {key: value for key, value in view.get_state().items() if key in KEPT}
    for table in state["tables"]["tables"].values():
        # A kernel has no time to deflate more; a page is made once and sent often.
        table["data"] = zlib.compress(zlib.decompress(table["data"]), 9)
    axes = next(iter(view._scenes.values())).axes
    # Other tables for each value of such an axis: there is no room for them.
    asks = [one for one in view.spec["controls"] if "axis" in one and axes[one["axis"]].asks]
    kept = [one for one in view.spec["controls"] if one not in asks]
    state["spec"] = copy.deepcopy(view.spec) | {"controls": kept, "alone": True}
    return renamed(state), [axes[one["axis"]].label for one in asks] + lost


def renamed(state):
    """Return a state whose pictures are counted: else each build would give them other names."""
    names = {name: f"picture {n}" for n, name in enumerate(state["pictures"])}
    for scene in state["spec"]["scenes"].values():
        for panel in scene["panels"]:
            panel["picture"] = names[panel["picture"]]
    return state | {"pictures": {names[key]: png for key, png in state["pictures"].items()}}


class Store:
    """What the views of a page are made of, each piece once: two views may share most of it."""

    def __init__(self):
        self.blobs = {}

    def placed(self, view):
        """Return the HTML in whose place page.js puts a view."""
        state, lost = filled(view)
        data = json.dumps(state, default=self._kept, separators=(",", ":"), ensure_ascii=False)
        data = data.replace("</", r"<\/")  # else a text could end the script
        return (
            f'<div class="view"><script type="application/json">{data}</script>'
            "<noscript><p>This view needs JavaScript.</p></noscript></div>\n"
            f'<p class="without">{without_python(state["spec"], lost)}</p>\n'
        )

    def _kept(self, blob):
        """Return what stands for bytes in JSON; page.js puts them there again."""
        coded = base64.b64encode(blob).decode()
        return {"blob": self.blobs.setdefault(coded, len(self.blobs))}

    def html(self):
        """Return the pieces. They stand last on a page, so that all else is seen before."""
        return "".join(
            f'<script type="text/plain" id="blob-{n}">{coded}</script>\n'
            for coded, n in self.blobs.items()
        )


def without_python(spec, lost):
    """Return what a page says below a view: what is another where Python runs."""
    words = "This page has no Python"
    if any(axis["fine"] for scene in spec["scenes"].values() for axis in scene["axes"].values()):
        words += ": the view moves in steps"
    if lost:
        words += f". Left out are {', '.join(lost[:-1])} and {lost[-1]}"
    more = "any number and " if "steps" in words else ""
    return f'{words}. <a href="#run">Run the lesson</a> for {more}functions of your own.'
