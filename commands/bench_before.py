"""The interactive views beside those of an earlier commit, in one run, one browser, in turns.

    python start.py bench -- views              beside f7aeffd
    BEFORE=1aa7f6b python start.py bench -- views

It takes about eight minutes. "Slowed" is a processor slowed four times with two pixels a point,
which the screen has from the start: an old view does not see that it is on another.
"""

import io
import json
import os
import subprocess
import tarfile
import tempfile
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import nbformat
import psutil
from browser import lab, measure

ROOT = Path(__file__).resolve().parent.parent
BEFORE = os.environ.get("BEFORE", "f7aeffd")
VIEWS = ("states", "loss", "gradient", "rprop")
FIVE = (*VIEWS, "eps")
ROUNDS = 3
SECONDS = 1.2  # of a drag
RUNS = 5  # of a cell, again
FILLED = 10  # seconds until all views of a notebook have filled, at most
SLIDER = ".rnn-range"
SAVING = "window.jupyterapp.commands.execute('@jupyter-widgets/jupyterlab-manager:saveWidgetState')"
SAVE = "window.jupyterapp.commands.execute('docmanager:save')"


def compare(add, path):
    """Measure all views of this tree and of the commit before."""
    with lab.running_chromium(path) as chromium, lab.Server() as server, before() as folder:
        bench = Bench(add, chromium, server, folder)
        for name in VIEWS:
            bench.drags(name)
        bench.five_views()
        for name in ("gradient", "rprop"):
            bench.run_again(name)
        bench.saved_states()


@contextmanager
def before():
    """The package and the lessons of the commit before, in a folder."""
    kept = subprocess.run(
        ["git", "archive", BEFORE, "rnn_lesson", "notebooks", "figures"],
        cwd=ROOT, capture_output=True, check=True,
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        tarfile.open(fileobj=io.BytesIO(kept.stdout)).extractall(folder, filter="data")
        yield Path(folder)


class Bench:
    """Both sides: windows on notebooks whose kernels import one tree or the other."""

    def __init__(self, add, chromium, server, folder):
        self.add, self.chromium, self.server = add, chromium, server
        self.trees = {"now": ROOT, "before": folder}

    @contextmanager
    def opened(self, *names, scale=1):
        """{side: a lesson with views of these kinds, filled}, on a screen so fine."""
        with ExitStack() as windows:
            sides = {}
            for side, tree in self.trees.items():
                cells = [
                    using(tree),
                    *(f"{name} = explorers.explore_{name}()\n{name}" for name in names),
                ]
                file = self.server.write(f"notebooks/{side}.ipynb", *cells)
                window = windows.enter_context(lab.Window(self.chromium, self.server))
                sides[side] = window.open(file)
                fine(sides[side].page, scale)
                sides[side].run_all()
                until_filled(sides[side])
            yield sides

    def both(self, what, measured, unit, bar=""):
        """One line: {side: values}."""
        now, then = measured["now"], measured["before"]
        self.add(what, now, unit, BEFORE, then, [a / b for a, b in zip(now, then) if b], bar)

    def drags(self, name):
        """Drag the first slider and the marker as usual, twice as fast, and on a slow machine."""
        with self.opened(name) as sides:
            for rate in (60, 120):
                found = {side: [] for side in sides}
                for _ in range(ROUNDS):
                    for side, lesson in sides.items():
                        found[side].append(self.drag(lesson, rate))
                self.report(f"{name}, {rate} inputs a second", found, "<= 20 ms")
        with self.opened(name, scale=2) as sides:
            found = {side: [] for side in sides}
            for _ in range(2 * ROUNDS):
                for side, lesson in sides.items():
                    with slowed(lesson.page, 4):
                        found[side].append(self.drag(lesson, 60))
            self.report(f"{name}, slowed", found, "<= 40 ms")

    def drag(self, lesson, rate, view=0):
        view = lesson.view(view)
        handle = view.locator("canvas.rnn-drag")
        handle = handle if handle.count() else view.locator(SLIDER).first
        return measure.measure_drag(lesson, handle, SECONDS, rate)

    def report(self, what, found, bar):
        line = lambda key: {side: [drag[key] for drag in drags] for side, drags in found.items()}
        self.both(f"{what}: input to pixels, p95", line("latency_p95"), "ms", bar)
        self.both(f"{what}: drawn per input", line("drawn_per_input"), "")
        self.both(f"{what}: backlog", line("backlog"), "ms")

    def five_views(self):
        """Drag each of five views of one notebook."""
        found = {side: [] for side in self.trees}
        with self.opened(*FIVE) as sides:
            for place in range(len(FIVE)):
                for side, lesson in sides.items():
                    found[side].append(self.drag(lesson, 60, place))
        self.report("five views in a notebook", found, "<= 20 ms")

    def run_again(self, name):
        """Megabytes that a run of a cell leaves in its page, on the average."""
        left = {}
        for side, tree in self.trees.items():
            file = self.server.write(f"notebooks/{side}.ipynb", using(tree), cell_of(name))
            with lab.Window(self.chromium, self.server) as window:
                lesson = window.open(file)
                lesson.run_all()
                weights = []
                for _ in range(RUNS + 1):
                    lesson.run_cell_containing(f"explore_{name}")
                    until_filled(lesson)
                    weights.append(self.weight(lesson.page))
            left[side] = [(weights[-1] - weights[0]) / RUNS]
        self.both(f"{name}: left in the page by a run of its cell", left, "MB")

    def weight(self, page):
        """Megabytes of the browser's processes that draw pages, without garbage."""
        session = page.context.new_cdp_session(page)
        session.send("HeapProfiler.collectGarbage")
        page.wait_for_timeout(300)
        session.detach()
        browser = self.chromium.browser.new_browser_cdp_session()
        processes = browser.send("SystemInfo.getProcessInfo")["processInfo"]
        browser.detach()
        drawing = (each["id"] for each in processes if each["type"] == "renderer")
        return sum(psutil.Process(pid).memory_full_info().uss for pid in drawing) / 1e6

    def saved_states(self):
        """Megabytes of widget state in the lessons of part one."""
        sizes = {side: [self.saved_state(tree)] for side, tree in self.trees.items()}
        self.both("saved state of lessons 00 to 06", sizes, "MB")

    def saved_state(self, tree):
        total = 0
        with lab.Window(self.chromium, self.server) as window:
            for path in sorted((tree / "notebooks").glob("0[0-6]_*.ipynb")):
                file = self.lesson(path, tree)
                lesson = window.open(file)
                lesson.page.evaluate(SAVING)
                with suppress(Exception):
                    lesson.run_all(patience=1)
                until_filled(lesson)
                lesson.page.evaluate(SAVE)
                saved = json.loads((self.server.root / file).read_text("utf-8"))
                total += len(json.dumps(saved["metadata"].get("widgets", {})))
                lesson.page.evaluate(SAVING)
        return total / 1e6

    def lesson(self, path, tree):
        """A copy of a lesson without outputs, whose kernel imports its own tree."""
        notebook = nbformat.read(path, as_version=4)
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        code[0].source = f"{using(tree)}\n{code[0].source}"
        # By another name: a lesson is copied anew when it is opened.
        return self.server.write(f"notebooks/saved_{path.name}", *(cell.source for cell in code))


def using(tree):
    return f"import sys\nsys.path.insert(0, {str(tree)!r})\nfrom rnn_lesson import explorers"


def cell_of(name):
    return f"{name} = explorers.explore_{name}()\n{name}"


# How many nodes of the scenes on the screen are missing, of all views of a notebook. A view of old
# has no word for that.
LEFT = """sum(
    v.missing(v.scene) if hasattr(v, "missing") else int((v._array(v.scene, "ready") == 0).sum())
    for v in __import__("ipywidgets").widget._instances.values() if hasattr(v, "readings"))"""


def until_filled(lesson):
    """Wait until the scenes on the screen are filled, and what was sent has arrived."""
    end = time.monotonic() + FILLED
    while lesson.ask(LEFT) and time.monotonic() < end:
        lesson.page.wait_for_timeout(200)
    lesson.page.wait_for_timeout(500)


def fine(page, scale):
    """Let a page be on a screen with so many pixels a point."""
    size = page.viewport_size | {"mobile": False, "deviceScaleFactor": scale}
    page.context.new_cdp_session(page).send("Emulation.setDeviceMetricsOverride", size)


@contextmanager
def slowed(page, times):
    """A page on a processor slowed so many times."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": times})
    try:
        page.wait_for_timeout(300)
        yield
    finally:
        session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        session.detach()
