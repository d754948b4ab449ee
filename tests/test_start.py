"""start.py sets up once, trusts only what was finished, and says why it cannot go on."""

import ast
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
FILES = "start.py", "pyproject.toml", "constraints.txt", "commands/editions.py"
posix = pytest.mark.skipif(os.name == "nt", reason="a shell script stands in for Python")


@pytest.fixture
def folder(tmp_path):
    """A copy of what start.py reads, in a folder whose name is not plain."""
    folder = tmp_path / "Übung mit Leerzeichen"
    (folder / "commands").mkdir(parents=True)
    for name in FILES:
        shutil.copy(REPOSITORY / name, folder / name)
    return folder


def load(folder):
    spec = importlib.util.spec_from_file_location("start", folder / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def start(folder, monkeypatch):
    """The module, with an installer that only counts how often it ran, and no hand-over."""
    module = load(folder)
    module.installed, module.handed_over = [], []

    def install(extras):
        assert not module.STAMP.exists()
        module.installed.append(list(extras))
        module.PYTHON.parent.mkdir(parents=True, exist_ok=True)
        module.PYTHON.write_text('#!/bin/sh\nprintf "%s|" "$@"\n')
        module.PYTHON.chmod(0o755)
        return True

    monkeypatch.setattr(module, "install", install)
    monkeypatch.setattr(module, "hand_over", module.handed_over.append)
    monkeypatch.chdir(folder)
    return module


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


# Setting up, once


def test_second_start_sets_up_nothing(start):
    start.main([])
    start.main([])
    assert start.installed == [[]]


def test_tests_need_more_and_lessons_are_content_with_it(start):
    start.main([])
    start.main(["test"])
    start.main([])
    start.main(["bench"])
    assert start.installed == [[], ["test"]]


def test_adding_the_tests_keeps_the_environment_of_a_running_lesson(start):
    start.main([])
    (start.VENV / "kept").touch()
    start.main(["test"])
    assert (start.VENV / "kept").exists()


@pytest.mark.parametrize(
    "name, before, after",
    [
        ("constraints.txt", "numpy==", "numpy==0"),
        ("pyproject.toml", '"numpy>=2.0"', '"numpy>=2.1"'),
        ("pyproject.toml", 'include = ["rnn_lesson*"', 'include = ["tests", "rnn_lesson*"'),
    ],
)
def test_other_requirements_are_set_up_afresh(start, name, before, after):
    start.main(["test"])
    (start.VENV / "old").touch()
    path = start.HERE / name
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    start.main([])
    assert start.installed == [["test"], ["test"]] and not (start.VENV / "old").exists()


def test_what_tests_and_teachers_need_is_kept_side_by_side(start):
    for command in ("test", "grade", "test", "lessons"):
        start.main([command])
    assert start.installed == [["test"], ["classroom", "test"]]


def test_other_settings_of_tools_are_not(start):
    start.main([])
    path = start.HERE / "pyproject.toml"
    text = path.read_text(encoding="utf-8").replace("cell-timeout=60", "cell-timeout=61")
    path.write_text(text, encoding="utf-8")
    assert start.is_ready([])


def test_another_python_needs_another_environment(start, monkeypatch):
    start.main([])
    monkeypatch.setattr(sys, "version", "3.99")
    assert not start.is_ready([])


def test_a_moved_folder_needs_another_environment(start):
    start.main([])
    moved = start.HERE.rename(start.HERE.with_name("moved"))
    assert not load(moved).is_ready([])


def test_an_environment_without_its_python_is_repaired(start):
    start.main([])
    start.PYTHON.unlink()
    start.main([])
    assert start.installed == [[], []]


@pytest.mark.parametrize("extras", [[], ["test"]])
@pytest.mark.parametrize("end", [KeyboardInterrupt, SystemExit, RuntimeError])
def test_an_interrupted_set_up_is_not_trusted(start, monkeypatch, end, extras):
    def interrupted(_):
        (start.VENV / "half").touch()
        raise end

    if extras:
        start.main([])  # The interrupted set-up adds to a good one.
    with monkeypatch.context() as patch, pytest.raises(end):
        patch.setattr(start, "install", interrupted)
        start.main(["test"] if extras else [])
    assert not start.is_ready([])
    start.main([])
    assert start.is_ready([]) and not (start.VENV / "half").exists()


def test_a_failed_set_up_says_so_and_is_not_trusted(start, monkeypatch):
    with (
        monkeypatch.context() as patch,
        pytest.raises(SystemExit, match="(?s)online.*setup.log.*Start again"),
    ):
        patch.setattr(start, "install", lambda extras: False)
        start.main([])
    assert not start.is_ready([]) and not start.handed_over


@pytest.mark.parametrize("stamp", ["", "\n", "half", "half\n", "\n\n\n"])
def test_a_damaged_stamp_is_not_trusted(start, stamp):
    start.main([])
    start.STAMP.write_text(stamp)
    assert not start.is_ready([])


def test_two_starts_at_once_set_up_once(start, monkeypatch, capsys):
    waiting, both_wait, nap = set(), threading.Event(), time.sleep

    def sleep(seconds):
        waiting.add(threading.get_ident())
        if len(waiting) == 2:
            both_wait.set()
        nap(0.01)

    monkeypatch.setattr(start.time, "sleep", sleep)
    threads = [threading.Thread(target=start.set_up, args=([],)) for _ in range(2)]
    with start.lock():
        for thread in threads:
            thread.start()
        assert both_wait.wait(10)
        assert start.installed == []
    for thread in threads:
        thread.join(timeout=10)
    assert start.installed == [[]]
    assert capsys.readouterr().out == "Waiting for another set-up in this folder to end.\n" * 2


def test_news_are_off_inside_the_environment(start):
    start.main([])
    (settings,) = start.VENV.glob("share/jupyter/lab/settings/overrides.json")
    assert json.loads(settings.read_text())["@jupyterlab/apputils-extension:notification"] == {
        "fetchNews": "false",
        "checkForUpdates": False,
    }


# Handing over


def test_lessons_open_on_the_first_one(start):
    start.main(["--no-browser", "--", "--port", "9000"])
    (command,) = start.handed_over
    assert command[:2] == ["-m", "jupyterlab"] and command[-2:] == ["--port", "9000"]
    assert "--no-browser" in command and f"--ServerApp.root_dir={start.HERE}" in command
    assert "--LabApp.default_url=/lab/tree/my_lessons/00_setup.ipynb" in command
    assert (REPOSITORY / "notebooks/00_setup.ipynb").exists()


def test_a_browser_opens_unless_told_otherwise(start):
    start.main([])
    assert "--no-browser" not in start.handed_over[0]


@pytest.mark.parametrize("user, allowed", [(0, True), (1000, False)])
def test_only_root_is_let_in_as_root(start, monkeypatch, user, allowed):
    monkeypatch.setattr(os, "geteuid", lambda: user, raising=False)
    assert ("--allow-root" in start.jupyterlab(False)) == allowed


@pytest.mark.parametrize(
    "arguments, command",
    [
        (["test"], ["-m", "pytest"]),
        (["test", "--", "-k", "rprop"], ["-m", "pytest", "-k", "rprop"]),
        (["bench"], ["commands/bench.py"]),
        (["execute", "--", "03"], ["commands/execute.py", "03"]),
        (["mutate", "--", "model"], ["commands/mutate.py", "model"]),
    ],
)
def test_other_commands(start, arguments, command):
    start.main(arguments)
    assert start.handed_over == [command]


@pytest.mark.parametrize("arguments", [["release"], ["grade", "class 7b", "--to", "marks"]])
def test_a_teachers_command_is_run_by_its_path_from_where_the_teacher_stands(
    start, tmp_path, monkeypatch, arguments
):
    monkeypatch.chdir(tmp_path)
    start.main(arguments)
    assert start.handed_over == [[str(start.HERE / "classroom"), *arguments]]
    assert Path.cwd() == tmp_path


@posix
def test_start_hands_over_in_a_folder_with_any_name_within_two_seconds(start, folder):
    start.set_up([])
    began = time.perf_counter()
    result = run(folder, "--no-browser", "--", "--port", "9000")
    assert time.perf_counter() - began < 2
    assert result.returncode == 0, result
    assert result.stdout.replace("--allow-root|", "").endswith("--no-browser|--port|9000|")


def test_copies_are_made_without_a_set_up(start, folder, capsys):
    (folder / "notebooks").mkdir()
    shutil.copy(REPOSITORY / "notebooks" / "00_setup.ipynb", folder / "notebooks")
    start.main(["copy"])
    assert start.installed == start.handed_over == []
    assert capsys.readouterr().out == "Your copies are in my_lessons.\n"
    assert (folder / "my_lessons" / "00_setup.ipynb").exists()


def test_lessons_are_copied_before_they_open_and_not_for_a_test(start, folder):
    (folder / "notebooks").mkdir()
    start.main(["test"])
    assert not (folder / "my_lessons").exists()
    start.main([])
    assert (folder / "my_lessons").exists()


# What cannot go on says why


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 6, 15), (3, 10, 13)])
def test_too_old_a_python_is_named(folder, version):
    code = f"import sys; sys.version_info = {version}; exec(open('start.py').read())"
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert_one_line(result, f"Python {version[0]}.{version[1]}", "3.11 or newer")


def test_real_old_pythons_read_the_file(folder):
    """Every old Python on this machine; where there is none, the test above stands alone."""
    ast.parse((folder / "start.py").read_text(encoding="ascii"), feature_version=(3, 7))
    places = [*map(shutil.which, ["python2.7", "python3.6", "python3.8", "python3.10"])]
    places += Path.home().glob(".pyenv/versions/*/bin/python")
    for python in filter(None, places):
        is_old = [python, "-c", "import sys; print(sys.version_info[:2] < (3, 11))"]
        if subprocess.run(is_old, capture_output=True).stdout.strip() == b"True":
            assert_one_line(run(folder, python=str(python)), "3.11 or newer")


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_a_python_without_venv_is_told_how_to_get_it(start, monkeypatch, missing):
    find_spec = importlib.util.find_spec
    without = lambda name: None if name == missing else find_spec(name)
    monkeypatch.setattr(importlib.util, "find_spec", without)
    with pytest.raises(SystemExit, match="apt install python3-venv"):
        start.main([])
    assert not start.VENV.exists()


@posix
def test_a_read_only_folder_is_named(start, monkeypatch):
    real_open = open

    def read_only(file, mode="r", *args, **kwargs):
        if "w" in mode:
            raise OSError(30, "Read-only file system", str(file))
        return real_open(file, mode, *args, **kwargs)

    monkeypatch.setattr("builtins.open", read_only)
    with pytest.raises(SystemExit, match="Read-only file system.*Copy this folder"):
        start.main([])


def test_no_network_is_said_in_one_line(folder):
    """A real first start, with real venv and pip, that finds no packages."""
    result = run(folder, PIP_NO_INDEX="1", PIP_FIND_LINKS="", PIP_CONFIG_FILE=os.devnull)
    assert_one_line(result, "online", "setup.log")
    assert not load(folder).is_ready([])


def test_an_unknown_command_is_explained(folder):
    result = run(folder, "tests")
    assert result.returncode == 2 and "'test'" in result.stderr


def test_help_is_the_text_at_the_top_of_the_file(folder):
    assert "python start.py execute" in run(folder, "--help").stdout


def test_start_needs_the_standard_library_only():
    tree = ast.parse((REPOSITORY / "start.py").read_text(encoding="ascii"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
    names = [alias.name for node in imports for alias in node.names]
    names += [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names
