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
CHROMIUM_FLAGS = [
    "--disable-gpu", "--disable-quic", "--disable-sync", "--no-first-run",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
BROKEN_WIDGET = re.compile(
    r"Loading widget|Error displaying widget|Failed to load model|Error creating widget"
)

# JavaScript: the open notebook's panel, and its cells as plain data.
PANEL = "window.jupyterapp.shell.currentWidget"
CELLS = f"() => Array.from({PANEL}.content.model.sharedModel.cells, cell => cell.toJSON())"

KERNEL_READY = f"""path => {{
    const session = window.jupyterapp?.shell.currentWidget?.sessionContext?.session;
    return session?.path === path && session.kernel?.status === 'idle' && {PANEL}.content.widgets.length > 0;
}}"""

# Only JupyterLab's own commands run cells, as a learner's menu does. `window.ran` says when they are done.
RUN_ALL = """() => {
    window.ran = false;
    const commands = window.jupyterapp.commands;
    commands.execute('notebook:clear-all-cell-outputs')
        .then(() => commands.execute('notebook:run-all-cells')).finally(() => { window.ran = true; });
}"""

RUN_ONE = f"""([index, code]) => {{
    window.ran = false;
    const commands = window.jupyterapp.commands, notebook = {PANEL}.content;
    notebook.deselectAll();
    notebook.activeCellIndex = index ?? notebook.widgets.length - 1;
    const inserted = code === null ? Promise.resolve() : commands.execute('notebook:insert-cell-below')
        .then(() => notebook.activeCell.model.sharedModel.setSource(code));
    inserted.then(() => {{ window.ranIndex = notebook.activeCellIndex; return commands.execute('notebook:run-cell'); }})
        .finally(() => {{ window.ran = true; }});
}}"""

ASK = f"""async expression => {{
    const kernel = {PANEL}.sessionContext.session.kernel;
    const content = {{code: '', store_history: false, user_expressions: {{answer: expression}}}};
    const reply = await kernel.requestExecute(content).done;
    return reply.content.user_expressions.answer;
}}"""

# Height of the window in which the whole notebook shows at once.
FULL_HEIGHT = """() => {
    const scroller = document.querySelector('.jp-WindowedPanel-outer');
    const cells = document.querySelectorAll('.jp-Notebook .jp-Cell');
    const top = scroller.getBoundingClientRect().top - scroller.scrollTop;
    const bottom = Math.max(...Array.from(cells, cell => cell.getBoundingClientRect().bottom));
    scroller.scrollTop = 0;
    return Math.ceil(bottom - top + window.innerHeight - scroller.clientHeight + 10);
}"""

# Number of widgets that show nothing (as a failed anywidget does) or ipywidgets' broken-file icon.
FAILED_WIDGETS = """() => {
    const panels = Array.from(document.querySelectorAll('.jp-OutputArea-output.lm-Panel'));
    const empty = panels.filter(panel => !panel.textContent.trim() && panel.querySelectorAll('*').length < 2);
    return empty.length + document.querySelectorAll('.jupyter-widgets-error-widget').length;
}"""


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
    """A function that opens lessons, each in a browser context of its own. They are closed at the end."""
    with ExitStack() as contexts:

        def open_(path, **options):
            context = chromium.browser.new_context(
                **{"viewport": {"width": 1280, "height": 900}, **options}
            )
            contexts.callback(server.end_kernel, path)
            contexts.callback(context.close)
            return Lesson(server, context, chromium.debug_port, path)

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
        flags = [
            f"--ServerApp.port={self.port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={self.token}",
            "--LabApp.expose_app_in_browser=True",
        ]  # fmt: skip
        command = [sys.executable, str(REPOSITORY / "start.py"), "--no-browser", "--", *flags]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                cwd=REPOSITORY,
                env=self._environment(),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
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
        """The environment, with every place where Jupyter remembers things inside `home`."""
        places = (
            "JUPYTERLAB_SETTINGS_DIR",
            "JUPYTERLAB_WORKSPACES_DIR",
            "JUPYTER_RUNTIME_DIR",
            "JUPYTER_DATA_DIR",
        )
        places += ("JUPYTER_CONFIG_DIR", "IPYTHONDIR")
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
        """Write a notebook made of these code cells, to be opened like a lesson, and return its path."""
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(cell) for cell in cells]
        )
        notebook.metadata.kernelspec = {
            "name": "python3",
            "display_name": "Python 3",
            "language": "python",
        }
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, target)
        return path

    def served(self, path):
        """Where JupyterLab finds the copy of a notebook."""
        return (self.root / path).relative_to(REPOSITORY).as_posix()

    def refresh(self, path):
        """Undo what earlier tests did: the file is the repository's again, the kernel new, each setting the default."""
        shutil.rmtree(self.home / "jupyterlab_settings_dir", ignore_errors=True)
        if (REPOSITORY / path).exists():
            shutil.copy(REPOSITORY / path, self.root / path)
        self.end_kernel(path)
        start = {
            "path": self.served(path),
            "name": path,
            "type": "notebook",
            "kernel": {"name": "python3"},
        }
        self.request("sessions", "POST", start)  # The kernel starts while the page loads.

    def end_kernel(self, path):
        """End the kernel of a notebook, if it has one."""
        for session in self.request("sessions"):
            if session["path"] == self.served(path):
                self.request(f"sessions/{session['id']}", "DELETE")


class Lesson:
    """A notebook opened in JupyterLab, and what a learner does with it.

    `page` is Playwright's page. `console_errors` collects every error that the browser's console shows, `traffic`
    counts the bytes that the page's web sockets carried.
    """

    def __init__(self, server, context, debug_port, path):
        self.path, self.debug_port = server.served(path), debug_port
        self.console_errors = []
        self.traffic = {"sent": 0, "received": 0}
        self.page = context.new_page()
        self.page.on(
            "console",
            lambda message: message.type == "error" and self.console_errors.append(message.text),
        )
        self.page.on("pageerror", lambda error: self.console_errors.append(error.message))
        self.page.on("websocket", self._listen)
        server.refresh(path)
        address = (
            f"{server.url}/doc/workspaces/tests/tree/{quote(self.path)}?reset&token={server.token}"
        )
        self.page.goto(address, wait_until="commit")
        self.page.wait_for_function(KERNEL_READY, arg=self.path, timeout=60_000)

    def reload(self):
        """Load the page again, as a learner does, and wait until notebook and kernel are back."""
        self.page.reload(wait_until="commit")
        self.page.wait_for_function(KERNEL_READY, arg=self.path, timeout=60_000)

    def _listen(self, socket):
        socket.on("framesent", lambda frame: self._count("sent", frame))
        socket.on("framereceived", lambda frame: self._count("received", frame))

    def _count(self, direction, frame):
        self.traffic[direction] += len(frame.encode() if isinstance(frame, str) else frame)

    # Running

    def run_all(self, timeout=120):
        """Clear every output, run every cell, and wait until the kernel is idle and widgets and pictures are there."""
        self.page.evaluate(RUN_ALL)
        self._wait_until_ran(timeout)
        with suppress(TimeoutError):  # Then `broken_widgets` says so.
            self.page.wait_for_function(f"() => ({FAILED_WIDGETS})() === 0", timeout=5000)
        self.page.wait_for_function(
            "() => Array.from(document.images).every(image => image.complete)"
        )

    def run_code(self, code, timeout=60):
        """Run code in a new cell at the bottom and return what it printed, its value and its error as text."""
        return self._run(None, code, timeout)

    def run_cell_containing(self, text, timeout=60):
        """Run the first code cell that contains the text, again, and return its output as text."""
        index = next(
            i
            for i, cell in enumerate(self.cells())
            if cell["cell_type"] == "code" and text in cell["source"]
        )
        return self._run(index, None, timeout)

    def _run(self, index, code, timeout):
        self.page.evaluate(RUN_ONE, [index, code])
        self._wait_until_ran(timeout)
        return "".join(map(as_text, self.cells()[self.page.evaluate("window.ranIndex")]["outputs"]))

    def _wait_until_ran(self, timeout):
        self.page.wait_for_function("() => window.ran", timeout=timeout * 1000)
        self.page.wait_for_function(KERNEL_READY, arg=self.path, timeout=timeout * 1000)

    def ask(self, expression):
        """Value of a Python expression in the lesson's kernel, without a cell; the value's repr must be a literal."""
        answer = self.page.evaluate(ASK, expression)
        if answer["status"] != "ok":
            raise RuntimeError(f"{expression}: {answer['ename']}: {answer['evalue']}")
        return ast.literal_eval(answer["data"]["text/plain"])

    # Looking

    def cells(self):
        """Every cell as nbformat has it, outputs included, as JupyterLab holds it now."""
        return self.page.evaluate(CELLS)

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
        code = [
            cell for cell in self.cells() if cell["cell_type"] == "code" and cell["source"].strip()
        ]
        return [cell["source"] for cell in code if cell["execution_count"] is None]

    def broken_widgets(self):
        """What stands where a widget should: a loading or error text, nothing at all, or a view that nobody can see."""
        texts = BROKEN_WIDGET.findall(self.page.locator(".jp-Notebook").text_content())
        hidden = sum(not view.is_visible() for view in self.views.all())
        failed = self.page.evaluate(FAILED_WIDGETS)
        return texts + ["hidden view"] * hidden + ["failed widget"] * failed

    def problems(self):
        """Everything that a learner should never see after Run All: empty if all is well."""
        found = {
            "error": self.errors(), "red text": self.red_text(), "not run": self.unrun(),
            "widget": self.broken_widgets(), "console": self.console_errors,
        }  # fmt: skip
        return [f"{kind}: {text}" for kind, texts in found.items() for text in texts]

    @property
    def views(self):
        """Locator of all interactive views."""
        return self.page.locator(".rnn-view")

    def view(self, index):
        """Locator of one interactive view, counted from the top."""
        return self.views.nth(index)

    def numbers(self, view):
        """The texts of a view's number readouts."""
        return view.locator("output").all_text_contents()

    # Touching

    def drag_range(self, slider, value, steps=20):
        """Drag a native range input to about `value` with the mouse and return the value it has then."""
        slider.scroll_into_view_if_needed()
        low, high, now = slider.evaluate("range => [range.min, range.max, range.value].map(Number)")
        box = slider.bounding_box()
        x_now, x_then = (
            thumb_position(box, (place - low) / (high - low)) for place in (now, value)
        )
        y = box["y"] + box["height"] / 2
        self._drag((x_now, y), (x_then, y), steps)
        return float(slider.input_value())

    def drag_on(self, canvas, start, end, steps=20):
        """Drag over a canvas, from and to a place given as fractions (across, down) of its size."""
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        places = [
            (box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in (start, end)
        ]
        self._drag(*places, steps)

    def _drag(self, start, end, steps):
        mouse = self.page.mouse
        mouse.move(*start)
        mouse.down()
        mouse.move(*end, steps=steps)
        mouse.up()

    def set_theme(self, name):
        """Switch JupyterLab to a theme, such as `JupyterLab Dark`, and wait until it is shown."""
        self.page.evaluate(
            "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})", name
        )
        self.page.wait_for_function("name => document.body.dataset.jpThemeName === name", arg=name)

    # Pictures

    def screenshot(self, name):
        """Save one tall picture of the whole notebook, at most 16,000 pixels high, and return its path."""
        size = self.page.viewport_size
        height = size["height"]
        for _ in range(
            10
        ):  # A window that grows attaches further cells, and these can be higher than was thought.
            full = min(self.page.evaluate(FULL_HEIGHT), 16_000)
            if full <= height:
                break
            height = full
            self.page.set_viewport_size({"width": size["width"], "height": height})
        path = SCREENSHOTS / f"{name}.png"
        self.page.screenshot(path=path)
        self.page.set_viewport_size(size)
        return path

    def screenshot_view(self, index, name):
        """Save a picture of one view, in a window high enough for it, and return its path."""
        path, size = SCREENSHOTS / f"{name}.png", self.page.viewport_size
        height = round(self.view(index).bounding_box()["height"]) + 200
        self.page.set_viewport_size({"width": size["width"], "height": max(height, size["height"])})
        self.view(index).screenshot(path=path)
        self.page.set_viewport_size(size)
        return path


def as_text(output):
    """What an output says, as plain text."""
    if output["output_type"] == "error":
        return f"{output['ename']}: {output['evalue']}"
    return "".join(output.get("text") or output.get("data", {}).get("text/plain", ""))


def thumb_position(box, fraction, thumb=16):
    """Horizontal place of a range input's thumb when it is set to this fraction of its range."""
    return box["x"] + thumb / 2 + fraction * (box["width"] - thumb)
