"""start.py hands over to what does the work, and says in one line why it cannot."""

import ast
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from starting import REPOSITORY, assert_one_line, load, run

posix = pytest.mark.skipif(os.name == "nt", reason="a shell script stands in for Python")


# Handing over


def test_lessons_open_as_they_were_asked_to(start):
    start.main([])
    start.main(["--no-browser", "--", "--port", "9000"])
    lab = ["-P", "commands/setup/lab.py"]
    assert start.handed_over == [lab, [*lab, "--no-browser", "--port", "9000"]]


@pytest.mark.parametrize(
    "arguments, command",
    [
        (["test"], ["-m", "pytest"]),
        (["test", "--", "-k", "rprop"], ["-m", "pytest", "-k", "rprop"]),
        (["bench"], ["commands/bench.py"]),
        (["site"], ["-m", "commands.site"]),
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
    start.environment.set_up([])
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
    assert not start.environment.VENV.exists()


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
    """A real first start, with real venv and pip, that reaches no index."""
    nobody = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_CONFIG_FILE": os.devnull}
    result = run(folder, **nobody, PIP_EXTRA_INDEX_URL="", PIP_FIND_LINKS="", PIP_RETRIES="0")
    assert_one_line(result, "online", "setup.log")
    assert not load(folder).environment.is_ready([])


HINTS = {
    "--port 9000": "start.py -- --port 9000", "--no-browser --port=9000": "--no-browser -- --port",
    "test -k rprop": "test -- -k rprop", "test tests/test_x.py": "test -- tests/test_x.py",
    "--no-b": "-- --no-b",
}  # fmt: skip


@pytest.mark.parametrize(("said", "hint"), HINTS.items(), ids=str)
def test_what_lacks_its_two_dashes_gets_a_hint(start, capsys, said, hint):
    with pytest.raises(SystemExit, match="2"):
        start.main(said.split())
    assert hint in capsys.readouterr().err
    assert start.installed == start.handed_over == []


def test_an_unknown_command_is_explained(folder):
    result = run(folder, "tests")
    assert result.returncode == 2 and "'test'" in result.stderr


def test_help_is_the_text_at_the_top_of_the_file(folder):
    assert "python start.py execute" in run(folder, "--help").stdout


PARTS = "__init__", "environment", "install", "causes"  # The others run in what they made.


def test_start_needs_the_standard_library_only():
    parts = [REPOSITORY / "commands/setup" / f"{name}.py" for name in PARTS]
    for path in [REPOSITORY / "start.py", *parts]:
        tree = ast.parse(path.read_text(encoding="ascii"))
        imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
        names = [alias.name for node in imports for alias in node.names]
        names += [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names | {"setup"}
