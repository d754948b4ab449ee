"""The form of the code: ruff formats and lints it, and every function and file fits the eye."""

import ast
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import Mock

import pytest
from conftest import FIRST, MARKS, pytest_xdist_make_scheduler

REPOSITORY = Path(__file__).resolve().parent.parent
LONGEST_FUNCTION, LONGEST_FILE = 45, 450


def ruff(*arguments, folder=REPOSITORY):
    """What ruff says about the Python in a folder, under the project's settings."""
    command = [sys.executable, "-m", "ruff", *arguments, "--no-cache"]
    command += ["--config", str(REPOSITORY / "pyproject.toml"), str(folder)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def unformatted(folder=REPOSITORY):
    """Return how ruff would format the files that it would format otherwise."""
    return ruff("format", "--diff", folder=folder)


def findings(folder=REPOSITORY):
    """Return what the linter finds, a line each."""
    return ruff("check", "--quiet", "--output-format", "concise", folder=folder).splitlines()


def too_long(path, text):
    """Return complaints about the length of a file and of its functions."""
    found = [(path, text.count("\n"), LONGEST_FILE)]
    for node in ast.walk(ast.parse(text)) if path.endswith(".py") else ():
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            lines = node.end_lineno - node.lineno + 1
            found.append((f"{path}: {node.name}", lines, LONGEST_FUNCTION))
    return [
        f"{what} has {lines} lines, {most} at most" for what, lines, most in found if lines > most
    ]


def sources():
    """Every file of code: the Python that ruff sees, and the JavaScript of the same folders."""
    python = [Path(line) for line in ruff("check", "--show-files").splitlines()]
    folders = {path.parent for path in python if path.suffix == ".py"}
    files = [
        path for folder in folders for path in folder.iterdir() if path.suffix in (".py", ".js")
    ]
    return sorted(path.relative_to(REPOSITORY).as_posix() for path in files)


def test_ruff_would_format_nothing_otherwise():
    assert unformatted() == ""


def test_ruff_finds_nothing():
    assert findings() == []


def test_functions_and_files_fit_the_eye():
    texts = {path: (REPOSITORY / path).read_text(encoding="utf-8") for path in sources()}
    assert len(texts) > 20
    assert [line for path, text in texts.items() for line in too_long(path, text)] == []


def test_marks_name_what_is_there():
    for name in (*FIRST, *(name for names in MARKS.values() for name in names)):
        path, _, test = name.partition("::")
        assert (REPOSITORY / path).exists(), name
        if test:
            source = (REPOSITORY / path).read_text("utf-8")
            assert f"def {test.partition('[')[0]}(" in source, name


def handed_out(*tests):
    """Return what each of two processes is given at first."""
    options = SimpleNamespace(loadscopereorder=True)
    config = SimpleNamespace(getvalue=lambda name: ["popen"] * 2, option=options)
    scheduler = pytest_xdist_make_scheduler(config, None)
    nodes = [Mock(shutting_down=False), Mock(shutting_down=False)]
    for node in nodes:
        scheduler.add_node(node)
    for node in nodes:
        scheduler.add_node_collection(node, tests)
    scheduler.schedule()
    places = lambda node: sum((call.args[0] for call in node.send_runtest_some.mock_calls), [])
    return [[tests[place] for place in places(node)] for node in nodes]


def test_what_shares_a_server_runs_in_one_process_and_what_takes_long_runs_first():
    quick = [f"tests/test_quick.py::{name}" for name in "abcd"]
    lab = [f"tests/browser/test_{name}.py::test" for name in ("lessons", "truth", "views")]
    live = [f"tests/browser/test_live.py::{name}" for name in "abc"]
    assert handed_out(*quick, *lab[:2], *live, *lab[2:]) == [lab, live]
    batch = [f"tests/test_grading.py::{name}" for name in "abc"]
    assert handed_out(*quick, *batch) == [batch, quick]


# These guards can fail.


@pytest.mark.parametrize(
    ("text", "code"),
    [("import os\n", "F401"), ("x = 1\nx == 1\n", "B015"), (f"x = '{'a' * 100}'\n", "E501")],
)
def test_the_linter_complains(tmp_path, text, code):
    (tmp_path / "small.py").write_text(text)
    assert [line.split()[1] for line in findings(tmp_path)] == [code]


def test_the_formatter_complains(tmp_path):
    (tmp_path / "small.py").write_text("x=1\n")
    assert "+x = 1\n" in unformatted(tmp_path)


def test_length_is_complained_about():
    function = "def f():\n" + "    x = 1\n" * 44
    assert too_long("a.py", function * 10) == []
    assert too_long("a.py", function + "    y = 2\n") == ["a.py: f has 46 lines, 45 at most"]
    assert too_long("a.js", "\n" * 451) == ["a.js has 451 lines, 450 at most"]
