"""Memory of a learner on a JupyterHub: real log-ins in a browser, lessons 02 and 05 run in it.

JupyterHub and its proxy are installed for this alone, in a folder that is removed at the end. That
needs npm, and Linux, which tells the share of each process in what several use (PSS).
"""

import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import psutil
from browser.lab import Window, find_chromium, free_port, running_chromium

ROOT = Path(__file__).resolve().parent.parent
LESSONS = "02_cost.ipynb", "05_rprop.ipynb"
# What README says, and how to reach it here.
CONFIG = """{recipe}
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_port = {hub_port}
c.ConfigurableHTTPProxy.command = [{proxy!r}]
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api_port}"
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = {password!r}
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = {homes!r}
c.Spawner.args += ["--allow-root", "--LabApp.expose_app_in_browser=True"]
"""


def measure_hub(add, learners=10):
    chromium = find_chromium()
    if not (shutil.which("npm") and chromium and sys.platform == "linux"):
        print("The hub is not measured: that needs Linux, npm and Chromium.")
        return
    with Hub() as hub, running_chromium(chromium) as browser:
        seats = [Seat(hub, f"learner{number}") for number in range(learners)]
        steps = {"nothing open": lambda seat: seat.log_in(browser)}
        for lesson in LESSONS:
            steps[f"and {lesson[:2]} run"] = lambda seat, lesson=lesson: seat.run(browser, lesson)
        for what, step in steps.items():
            for seat in seats:
                step(seat)
            time.sleep(5)  # What is computed while the hand rests is computed then.
            megabytes = [seat.megabytes() for seat in seats]
            add(f"a learner of {learners} on a hub, {what}", megabytes, "MB")


class Hub:
    """A JupyterHub on this machine, with everything that it needs in a folder of its own."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="hub-"))
        self.password, self.port = secrets.token_hex(8), free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        python = self.folder / "venv" / "bin" / "python"
        self._run([sys.executable, "classroom", "release", "--to", self.folder / "lessons"])
        uv = [sys.executable, "-m", "uv"]
        self._run([*uv, "venv", "--quiet", self.folder / "venv"])
        install = [*uv, "pip", "install", "--quiet", "--system-certs", "--python", python]
        self._run([*install, "jupyterhub==5.*", "-c", "constraints.txt", self.folder / "lessons"])
        npm = ["npm", "install", "--silent", "--prefix", self.folder]
        self._run([*npm, "configurable-http-proxy@5"])
        (self.folder / "config.py").write_text(self._config())
        command = [python, "-m", "jupyterhub", "-f", "config.py"]
        self.log = (self.folder / "hub.log").open("wb")
        streams = {"stdout": self.log, "stderr": self.log, "start_new_session": True}
        variables = os.environ | {"CONFIGPROXY_AUTH_TOKEN": secrets.token_hex(16)}
        self.process = subprocess.Popen(command, cwd=self.folder, env=variables, **streams)
        self._wait()
        return self

    def _run(self, command):
        subprocess.run(list(map(str, command)), cwd=ROOT, check=True)

    def _config(self):
        readme = (ROOT / "README.md").read_text(encoding="utf-8")
        recipe = re.search("`jupyterhub_config.py`.*?```python\n(.*?)```", readme, re.S)[1]
        for there, here in {"/opt/hub": "venv", "/srv/lessons": "lessons"}.items():
            assert there in recipe
            recipe = recipe.replace(there, str(self.folder / here))
        ports = {"port": self.port, "hub_port": free_port(), "api_port": free_port()}
        proxy = str(self.folder / "node_modules" / ".bin" / "configurable-http-proxy")
        others = {"password": self.password, "homes": str(self.folder / "homes" / "{username}")}
        return CONFIG.format(recipe=recipe, proxy=proxy, **ports, **others)

    def _wait(self):
        for _ in range(300):
            with suppress(OSError), urllib.request.urlopen(self.url + "/hub/login", timeout=5):
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.2)
        raise RuntimeError((self.folder / "hub.log").read_text())

    def __exit__(self, *error):
        """End the hub and every server that it started, and remove its folder."""
        processes = psutil.Process(self.process.pid).children(recursive=True)
        self.process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(20)
        for process in [*processes, self.process]:
            with suppress(psutil.NoSuchProcess, ProcessLookupError):
                process.kill()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Seat:
    """A learner's place: what a `Window` of the browser tests asks of a server, but on a hub."""

    def __init__(self, hub, name):
        self.hub, self.name, self.token = hub, name, ""
        self.url = f"{hub.url}/user/{name}"

    @contextmanager
    def window(self, browser):
        """A browser's window in which this learner has logged in."""
        with Window(browser, self) as window:
            window.page.goto(self.hub.url + "/hub/login")
            window.page.fill("[name=username]", self.name)
            window.page.fill("[name=password]", self.hub.password)
            window.page.click("[type=submit]")
            window.page.wait_for_url(f"{self.url}/lab**", timeout=120_000)
            yield window

    def log_in(self, browser):
        with self.window(browser):
            pass

    def run(self, browser, lesson):
        """Open a lesson and run all of it; it stays open while the learner looks away."""
        with self.window(browser) as window:
            window.open(f"my_lessons/{lesson}").run_all()
            window.lesson.views.first.wait_for()

    def megabytes(self):
        """What this learner's server and kernels hold, each with its share in what they share."""
        with suppress(psutil.NoSuchProcess):
            processes = psutil.Process(self.hub.process.pid).children(recursive=True)
        mine = [one for one in processes if self.name == one.environ().get("JUPYTERHUB_USER")]
        return sum(one.memory_full_info().pss for one in mine) / 1e6

    # What a Window asks

    def served(self, path):
        return quote(path)

    def refresh(self, path):
        """The files are the learner's own."""

    def end_kernel(self, path):
        """It goes on, as it does when a learner closes the window."""
