"""start.py in a folder of its own, with a real environment, a pretended one, or none."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
FILES = "start.py", "pyproject.toml", "constraints.txt", "commands/editions.py", "commands/setup"


@pytest.fixture
def folder(tmp_path):
    """A copy of what start.py reads, in a folder whose name is not plain."""
    folder = tmp_path / "Übung mit Leerzeichen"
    copy_of_start(folder)
    return folder


def copy_of_start(folder):
    (folder / "commands" / "setup").mkdir(parents=True)
    for name in FILES:
        for path in [REPOSITORY / name, *(REPOSITORY / name).glob("*.py")]:
            if path.is_file():
                shutil.copy(path, folder / path.relative_to(REPOSITORY))


def load(folder):
    """start.py of this folder as a module, with this folder's own parts."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "setup"]:
        del sys.modules[name]
    spec = importlib.util.spec_from_file_location("start", folder / "start.py")
    module, path = importlib.util.module_from_spec(spec), sys.path[:]
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path[:] = path
    return module


@pytest.fixture
def start(folder, monkeypatch):
    """The module, with an installer that only counts how often it ran, and no hand-over."""
    module = load(folder)
    module.installed, module.handed_over = [], []

    def install(python, extras, log):
        assert not module.environment.STAMP.exists() and log == module.environment.LOG
        module.installed.append(list(extras))
        python.parent.mkdir(parents=True, exist_ok=True)
        python.write_text('#!/bin/sh\nprintf "%s|" "$@"\n')
        python.chmod(0o755)
        return ""

    monkeypatch.setattr(module.environment, "install", install)
    monkeypatch.setattr(module, "hand_over", module.handed_over.append)
    monkeypatch.chdir(folder)
    before = dict(os.environ)
    yield module
    os.environ.clear()  # start.py takes out what would disturb it.
    os.environ.update(before)


def run(folder, *arguments, python=sys.executable, **environment):
    """Run start.py as a learner does, with the folder's own fake environment or with none."""
    command, environment = [python, "start.py", *arguments], os.environ | environment
    streams = {"capture_output": True, "text": True}
    return subprocess.run(command, cwd=folder, env=environment, timeout=60, **streams)


def assert_one_line(result, *words):
    assert result.returncode == 1
    last = result.stderr.strip().splitlines()
    assert len(last) == 1 and all(word in last[0] for word in words), result.stderr
    assert "Traceback" not in result.stdout + result.stderr
