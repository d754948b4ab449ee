"""Fill the environment: by uv, else by pip, in the exact versions, else in any that fit."""

import os
import ssl
import subprocess
import sys
from pathlib import Path

from setup import causes, say

HERE = Path(__file__).resolve().parents[2]
PROBE = str(Path(__file__).with_name("probe.py"))
PIP = "-m pip install --no-user --disable-pip-version-check --retries 1".split()
# Compiled now, or every kernel compiles what it imports, where Python may write no bytecode.
UV = "-m uv pip install --compile-bytecode".split()
NO_CACHE = "Failed to initialize cache"
WAIT = "Setting up the lessons, once. This takes from ten seconds to a few minutes."
ANY = """
The exact versions of the lessons are not to be had here: others were installed that should do."""


def install(python, extras, log):
    """Make the environment of `python` and fill it; return why that failed, or "" if it did not."""
    say(WAIT, end="")
    steps = Steps(python, log)
    done = steps.make() and steps.fill(extras) and steps.step([str(python), PROBE, *extras])
    say(" Done." if done else "")
    return "" if done else causes.why(log, steps.said, python)


class Steps:
    """The steps of one set-up. Each returns whether it was done; `said` is why the last was not."""

    def __init__(self, python, log):
        self.python, self.log, self.said = str(python), log, ""
        self.pip = [self.python, *PIP]
        self.log.write_bytes(b"")

    def make(self):
        if Path(self.python).exists():
            return True
        base_python = getattr(sys, "_base_executable", sys.executable)
        return self.step([base_python, "-m", "venv", str(Path(self.python).parents[1])])

    def fill(self, extras):
        """Exact versions first. An index that holds new ones back for a while has others."""
        project = ["-e", f".[{','.join(extras)}]" if extras else "."]
        if self.by_uv_or_pip(["-c", "constraints.txt"], project):
            return True
        if not causes.is_about_versions(self.said) or not self.by_uv_or_pip([], project):
            return False
        say(ANY, end="")
        return True

    def by_uv_or_pip(self, exact, project):
        """uv is quicker. pip knows the settings that a school or company may have made for it."""
        uv = [self.python, *UV, "--python", self.python, *(exact and ["-b", exact[1]])]
        if self.by_pip([*exact, "uv"]):
            if self.step(uv + exact + project):
                return True
            # A home that cannot be written. pip would go on without a cache, but slowly.
            if NO_CACHE in self.said and self.step([*uv, "--no-cache", *exact, *project]):
                return True
        elif causes.is_known(self.said):  # pip would only say so again.
            return False
        return self.by_pip(exact + project)

    def by_pip(self, what):
        if self.step(self.pip + what):
            return True
        said, pip = self.said, self.pip
        # An old pip trusts its own list alone. The system may trust one more: a school's.
        for way in certificates() if causes.is_about_certificates(said) else ():
            self.pip = pip + way
            if self.step(self.pip + what):
                return True
        self.said, self.pip = said, pip
        return False

    def step(self, command):
        """Run it. Its words go to the log; the learner sees a dot each second."""
        with open(self.log, "ab") as log:
            began = log.tell()
            streams = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
            # uv looks into the system's certificates only if told.
            variables = {"UV_SYSTEM_CERTS": "true", "UV_NATIVE_TLS": "true"} | os.environ
            place = {"cwd": HERE, "env": variables, "close_fds": False}
            process = subprocess.Popen(command, **place, **streams)
        while process.poll() is None:
            try:
                process.wait(timeout=1)
            except subprocess.TimeoutExpired:
                say(".", end="")
        if process.returncode:
            self.said = self.log.read_bytes()[began:].decode("utf-8", "replace")
        return process.returncode == 0


def certificates():
    """Settings that make pip trust what the system trusts."""
    paths = ssl.get_default_verify_paths()
    yield from (["--cert", path] for path in (paths.cafile, paths.capath) if path)
    yield ["--use-feature", "truststore"]
