"""Drive the real JupyterLab in a real Chromium: the server, and a lesson opened in it."""

import ast
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import nbformat
from playwright.sync_api import Browser, TimeoutError, sync_playwright

REPOSITORY = Path(__file__).resolve().parents[2]
SCREENSHOTS = Path(__file__).parent / "screenshots"
PAGE_SCRIPT = Path(__file__).parent / "page.js"
CHROMIUM_FLAGS = "--disable-gpu --disable-quic --disable-sync --no-first-run".split()
CHROMIUM_FLAGS += ["--disable-background-networking", "--disable-component-update"]
BROKEN_WIDGET = re.compile(
    "Loading widget|Error displaying widget|Failed to load model|Error creating widget"
)


def js(name):
    """The function of page.js with this name, for `evaluate`."""
    return f"(...all) => lab.{name}(...all)"


def find_chromium():
    """Path of the browser to test with, or None."""
    names = (os.environ.get("CHROMIUM", "chromium"), "chromium-browser", "google-chrome")
    return next((path for path in map(shutil.which, names) if path), None)


def free_port():
    """A TCP port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Chromium(NamedTuple):
    """Playwright's browser, and the port at which it takes raw commands: see `measure.Hand`."""

    browser: Browser
    debug_port: int


@contextmanager
def running_chromium(path):
    """Chromium, while it runs."""
    port = free_port()
    with sync_playwright() as playwright:
        flags = [*CHROMIUM_FLAGS, f"--remote-debugging-port={port}"]
        yield Chromium(playwright.chromium.launch(executable_path=path, args=flags), port)


@contextmanager
def opener(chromium, server):
    """A function that opens lessons, each in a window of its own. They are closed at the end."""
    with ExitStack() as opened:

        def open_(path, **options):
            window = opened.enter_context(Window(chromium, server, **options))
            return window.open(path)

        yield open_


class Server:
    """JupyterLab as `start.py` starts it, and copies of the lessons in a folder that git ignores.

    JupyterLab serves the repository, because `start.py` says so: hence the copies stand inside it.
    """

    def __init__(self):
        self.root = Path(tempfile.mkdtemp(prefix="served-", dir=Path(__file__).parent))
        self.home = Path(tempfile.mkdtemp(prefix="lessons-"))
        self.token = secrets.token_hex(16)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = self.home / "server.log"
        for folder in ("notebooks", "figures"):
            if (REPOSITORY / folder).is_dir():
                shutil.copytree(REPOSITORY / folder, self.root / folder)

    def __enter__(self):
        """Start the server and return when it answers."""
        flags = ["--ServerApp.port_retries=0", "--LabApp.expose_app_in_browser=True"]
        flags += [f"--ServerApp.port={self.port}", f"--IdentityProvider.token={self.token}"]
        # What start.py hands over to, in the environment that the tests run in, whoever made it.
        command = [sys.executable, "-P", "commands/setup/lab.py", "--no-browser", *flags]
        place = {"cwd": REPOSITORY, "env": self._environment(), "start_new_session": True}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, **place)
        deadline = time.monotonic() + 60
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                log = self.log.read_text(errors="replace")
                self.__exit__()
                raise RuntimeError(f"JupyterLab did not start:\n{log}")
            time.sleep(0.1)
        return self

    def __exit__(self, *error):
        """End the server and everything that it started, and remove its folder."""
        for sig, patience in ((signal.SIGTERM, 5), (signal.SIGKILL, 5)):
            try:
                os.killpg(self.process.pid, sig)
                self.process.wait(patience)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                continue
        for folder in (self.home, self.root):
            shutil.rmtree(folder, ignore_errors=True)

    def _environment(self):
        """The variables, with every place where Jupyter remembers things inside `home`."""
        places = ["JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR", "JUPYTER_RUNTIME_DIR"]
        places += ["JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR"]
        return os.environ | {name: str(self.home / name.lower()) for name in places}

    def request(self, path, method="GET", content=None):
        """Ask the server's REST interface and return the decoded answer."""
        data = None if content is None else json.dumps(content).encode()
        headers = {"Authorization": f"token {self.token}"}
        request = urllib.request.Request(f"{self.url}/api/{path}", data, headers, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or "null")

    def _answers(self):
        try:
            return bool(self.request("status"))
        except OSError:
            return False

    def write(self, path, *cells):
        """Write a notebook of these code cells, to be opened like a lesson; return its path."""
        cells = [nbformat.v4.new_code_cell(cell) for cell in cells]
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, target)
        return path

    def served(self, path):
        """Where JupyterLab finds the copy of a notebook."""
        return (self.root / path).relative_to(REPOSITORY).as_posix()

    def refresh(self, path):
        """Undo what was done to a notebook: the file is the repository's again, the kernel new."""
        if (REPOSITORY / path).exists():
            shutil.copy(REPOSITORY / path, self.root / path)
        self.end_kernel(path)
        start = {"path": self.served(path), "name": path, "type": "notebook"}
        start["kernel"] = {"name": "python3"}
        self.request("sessions", "POST", start)  # The kernel starts while the page loads.

    def wait_for_kernel(self, path, timeout=60):
        """Wait until the kernel of a notebook is at rest; a page may run no cell before that."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            sessions = [s for s in self.request("sessions") if s["path"] == self.served(path)]
            if any(session["kernel"]["execution_state"] == "idle" for session in sessions):
                return
            time.sleep(0.2)
        raise AssertionError(f"the kernel of {path} is not at rest after {timeout} seconds")

    def end_kernel(self, path):
        """End the kernel of a notebook, if it has one."""
        for session in self.request("sessions"):
            if session["path"] == self.served(path):
                self.request(f"sessions/{session['id']}", "DELETE")


class Window:
    """A window of the browser with JupyterLab, in which one notebook is open at a time.

    Loading JupyterLab takes longer than opening a notebook in it and running that, so tests share
    one window. `page` is Playwright's page; `options` are those of `Browser.new_context`.
    `console_errors` collects every error that the console shows since the notebook was opened,
    `traffic` counts the bytes that the page's web sockets carried.
    """

    def __init__(self, chromium, server, **options):
        self.server, self.debug_port, self.lesson = server, chromium.debug_port, None
        options = {"viewport": {"width": 1280, "height": 900}} | options
        self.context = chromium.browser.new_context(**options)
        self.context.add_init_script(path=PAGE_SCRIPT)
        self.console_errors, self.traffic = [], {"sent": 0, "received": 0}
        self.page = self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.console_errors.append(error.message))
        self.page.on("websocket", self._listen)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.context.close()
        if self.lesson:
            self.server.end_kernel(self.lesson.file)

    def open(self, path):
        """Open a notebook, afresh, in the place of the one that was open; return it as a Lesson."""
        self.server.refresh(path)
        before, self.lesson = self.lesson, Lesson(self, path)
        if before:
            self.page.evaluate(js("open"), self.lesson.path)
        else:
            address = f"/doc/workspaces/tests/tree/{quote(self.lesson.path)}"
            address += f"?reset&token={self.server.token}"
            self.page.goto(self.server.url + address, wait_until="commit")
        self.lesson.wait()
        if before and before.file != path:
            self.server.end_kernel(before.file)
        self.console_errors.clear()
        return self.lesson

    def _heard(self, message):
        if message.type == "error":
            self.console_errors.append(message.text)

    def _listen(self, socket):
        socket.on("framesent", lambda frame: self._count("sent", frame))
        socket.on("framereceived", lambda frame: self._count("received", frame))

    def _count(self, direction, frame):
        self.traffic[direction] += len(frame.encode() if isinstance(frame, str) else frame)


class Lesson:
    """A notebook opened in JupyterLab, and what a learner does with it."""

    def __init__(self, window, path):
        self.window, self.file, self.path = window, path, window.server.served(path)

    @property
    def page(self):
        """Playwright's page, as long as it shows this notebook."""
        assert self.window.lesson is self, f"{self.file} was closed when another was opened"
        return self.window.page

    def wait(self, timeout=60):
        """Wait until the notebook is there and its kernel at rest."""
        ready = "path => window.lab.ready(path)"
        self.page.wait_for_function(ready, arg=self.path, timeout=timeout * 1000)

    def reload(self):
        """Load the page again, as a learner does, and wait until notebook and kernel are back."""
        self.page.reload(wait_until="commit")
        self.wait()

    # Running

    def run_all(self, timeout=120, patience=5):
        """Clear every output, run every cell, and wait for the kernel, widgets and pictures.

        What is broken never comes: after `patience` seconds `problems` says so.
        """
        self.page.evaluate(js("runAll"), timeout * 1000)
        self.wait(timeout)
        with suppress(TimeoutError):
            unfailing = "() => lab.failedWidgets() === 0"
            self.page.wait_for_function(unfailing, timeout=patience * 1000)
        complete = "() => Array.from(document.images).every(image => image.complete)"
        self.page.wait_for_function(complete)

    def run_code(self, code, timeout=60):
        """Run code in a new cell at the bottom and return all that it put out as text."""
        return self._run(None, code, timeout)

    def run_cell_containing(self, text, timeout=60):
        """Run the first code cell that contains the text, again, and return its output as text."""
        sources = [c["source"] if c["cell_type"] == "code" else "" for c in self.cells()]
        index = next(i for i, source in enumerate(sources) if text in source)
        return self._run(index, None, timeout)

    def _run(self, index, code, timeout):
        ran = self.page.evaluate(js("runOne"), [index, code, timeout * 1000])
        self.wait(timeout)
        return "".join(map(as_text, self.cells()[ran]["outputs"]))

    def ask(self, expression):
        """Value of a Python expression in the kernel, without a cell; its repr is a literal."""
        answer = self.page.evaluate(js("ask"), expression)
        if answer["status"] != "ok":
            raise RuntimeError(f"{expression}: {answer['ename']}: {answer['evalue']}")
        return ast.literal_eval(answer["data"]["text/plain"])

    # Looking

    def cells(self):
        """Every cell as nbformat has it, outputs included, as JupyterLab holds it now."""
        return self.page.evaluate(js("cells"))

    def outputs(self):
        """Every output of every code cell."""
        return [output for cell in self.cells() for output in cell.get("outputs", [])]

    def errors(self):
        """Every error among the outputs, as `Name: message`."""
        return [as_text(output) for output in self.outputs() if output["output_type"] == "error"]

    def red_text(self):
        """Everything that was written to stderr, which JupyterLab shows on red."""
        return [as_text(output) for output in self.outputs() if output.get("name") == "stderr"]

    def unrun(self):
        """Source of every code cell that has code and has not been run."""
        code = [cell for cell in self.cells() if cell["cell_type"] == "code"]
        unrun = [cell["source"] for cell in code if cell["execution_count"] is None]
        return [source for source in unrun if source.strip()]

    def broken_widgets(self):
        """What stands where a widget should: a loading or error text, or nothing to be seen."""
        texts = BROKEN_WIDGET.findall(self.page.locator(".jp-Notebook").text_content())
        hidden = sum(not view.is_visible() for view in self.views.all())
        failed = self.page.evaluate(js("failedWidgets"))
        return texts + ["hidden view"] * hidden + ["failed widget"] * failed

    def problems(self):
        """Everything that a learner should never see after Run All: empty if all is well."""
        found = {
            "error": self.errors(), "red text": self.red_text(), "not run": self.unrun(),
            "widget": self.broken_widgets(), "console": self.window.console_errors,
        }  # fmt: skip
        # What the live edition is built with stands in this environment, and in no learner's.
        return [
            f"{kind}: {text}"
            for kind, texts in found.items()
            for text in texts
            if "pyodide-kernel-extension" not in text
        ]

    @property
    def views(self):
        """Locator of all interactive views."""
        return self.page.locator(".rnn-view")

    def view(self, index):
        """Locator of one interactive view, counted from the top."""
        return self.views.nth(index)

    def readings(self, view):
        """The texts of a view's number readouts."""
        return view.locator("output").all_text_contents()

    # Touching

    def drag_range(self, slider, value, steps=8):
        """Drag a native range input to about `value` with the mouse; return what it is then."""
        slider.scroll_into_view_if_needed()
        low, high, now = slider.evaluate("range => [range.min, range.max, range.value].map(Number)")
        box = slider.bounding_box()
        x_now, x_then = (
            thumb_position(box, (place - low) / (high - low)) for place in (now, value)
        )
        y = box["y"] + box["height"] / 2
        self._drag((x_now, y), (x_then, y), steps)
        return float(slider.input_value())

    def drag_on(self, canvas, start, end, steps=8):
        """Drag over a canvas, from and to places given as fractions (across, down) of its size."""
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        self._drag(place_in(box, *start), place_in(box, *end), steps)

    def _drag(self, start, end, steps):
        mouse = self.page.mouse
        mouse.move(*start)
        mouse.down()
        mouse.move(*end, steps=steps)
        mouse.up()

    def set_theme(self, name):
        """Switch JupyterLab to a theme, such as `JupyterLab Dark`, and wait until it is shown."""
        self.page.evaluate(js("setTheme"), name)
        self.page.wait_for_function("name => document.body.dataset.jpThemeName === name", arg=name)


def as_text(output):
    """What an output says, as plain text."""
    if output["output_type"] == "error":
        return f"{output['ename']}: {output['evalue']}"
    return "".join(output.get("text") or output.get("data", {}).get("text/plain", ""))


def thumb_position(box, fraction, thumb=16):
    """Horizontal place of a range input's thumb when it is set to this fraction of its range."""
    return box["x"] + thumb / 2 + fraction * (box["width"] - thumb)


def place_in(box, x, y):
    """The place at fractions (across, down) of a bounding box."""
    return box["x"] + box["width"] * x, box["y"] + box["height"] * y
