"""The classroom stands alone, a student's process sees three things of it, and stored results are
as old as the last change that could change a grade."""

import ast
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest
import students
from students import ROOT

from classroom import _collect, _results, _sandbox, _submission

# What each room may import besides the standard library: one way only.
ROOMS = {
    "__init__": set(),
    "_text": set(),
    "_clock": set(),
    "_wire": {"numpy"},
    "_student": {"_wire", "IPython"},
    "_filter": set(),
    "_sandbox": {"_clock", "_filter", "_wire"},
    "_assignment": {"nbformat"},
    "_submission": {"_assignment", "_text"},
    "_names": {"_text"},
    "_unpack": set(),
    "_collect": {"_assignment", "_names", "_pool", "_submission", "_text", "_unpack"},
    "_reasons": {"_sandbox", "_text", "_wire"},
    "_grade": {"_clock", "_reasons", "_sandbox", "_text", "_wire", "numpy"},
    "_results": {"_reasons", "_sandbox", "_text"},
    "_pool": {"_clock", "_text"},
    "_batch": {"_grade", "_pool", "_results"},
    "_marks": {"_text"},
    "_report": {"_marks", "_text"},
    "_release": {"_assignment", "commands", "nbformat", "nbgrader"},
    "__main__": {"_assignment", "_batch", "_collect", "_grade", "_marks", "_release", "_report"}
    | {"_sandbox", "_text"},
}
CODE = [path for path in ROOT.glob("*/**/*.py") if not {".venv", "build"} & set(path.parts)]


def imports(source):
    """{module}, one of the classroom's by its room."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = ("." * node.level) + (node.module or "")
            found |= {f"{module}.{alias.name}" for alias in node.names}
    return {name.split(".")[name.startswith("classroom.")] for name in found}


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_a_room_imports_only_what_it_may(room):
    source = (ROOT / "classroom" / f"{room}.py").read_text(encoding="utf-8")
    assert imports(source) - set(sys.stdlib_module_names) <= ROOMS[room]


def test_there_is_no_other_room():
    assert {path.stem for path in (ROOT / "classroom").glob("*.py")} == set(ROOMS)


def test_nobody_but_tests_imports_it():
    sources = {path: path.read_text(encoding="utf-8") for path in [*CODE, ROOT / "start.py"]}
    for path in (ROOT / "notebooks").rglob("*.ipynb"):
        cells = nbformat.read(path, as_version=4).cells
        code = [cell.source for cell in cells if cell.cell_type == "code"]
        sources[path] = "\n".join(
            line for part in code for line in part.splitlines() if "%" not in line
        )
    sources = {path: source for path, source in sources.items() if "classroom" in source}
    users = {path for path, source in sources.items() if imports(source) & {"classroom", *ROOMS}}
    users = {path.relative_to(ROOT).parts[0] for path in users}
    assert users == {"classroom", "tests"}


def lent_files(names):
    """Those of the classroom among the files that a process sees, without the lesson's."""
    lesson = {name for name in names if name.startswith("rnn_lesson/")}
    assert "rnn_lesson/model.py" in lesson
    return set(names) - lesson


LOOK = """
import os, sys
files = [os.path.join(folder, name) for folder, _, names in os.walk(sys.path[0]) for name in names]
files = [os.path.relpath(path, sys.path[0]) for path in files]
repository = os.listdir(ROOT) if os.path.isdir(ROOT) else []
"""


@students.NEEDS_SANDBOX
def test_a_process_that_is_closed_in_sees_the_lesson_and_two_files_of_the_classroom():
    process = _sandbox.Process(closed_in=True)
    try:
        assert process.run(f"ROOT = {str(ROOT)!r}{LOOK}") is None
        seen, _ = process.fetch(["files", "repository"])
    finally:
        process.close()
    assert lent_files(seen["files"]) == {"classroom/_student.py", "classroom/_wire.py"}
    # Python may stand in the repository. Nothing else of it is there.
    assert set(seen["repository"]) <= {Path(sys.prefix).name}


def test_a_process_that_is_not_closed_in_gets_copies_of_the_same(tmp_path):
    _sandbox.copy_lent(tmp_path)
    files = [
        path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()
    ]
    assert lent_files(files) == {"classroom/_student.py", "classroom/_wire.py"}


# The key of a stored result

NAME = "assignment_1_bias"
ASSIGNMENT = students.assignment(NAME)


@pytest.fixture
def key(tmp_path, monkeypatch):
    """A function that says the key of right answers, or of those with some change."""
    for attribute, name in (("GRADER", "classroom"), ("LESSON", "rnn_lesson")):
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignore)
        monkeypatch.setattr(_results, attribute, tmp_path / name)

    def key(assignment=ASSIGNMENT, answers=(), notes=(), conditions=students.CLOSED_IN):
        _results.meaning.cache_clear()
        submission = _submission.Submission(students.right(NAME) | dict(answers), [])
        return _results.key_of(_collect.Work("anna", assignment, submission, notes), conditions)

    return key


def comment(source):
    return re.sub(r"\n( +)return", r"\n\1# Nothing is said here.\n\1return", source)


def reworded(source):
    return source.replace('"""', '"""Well: ', 1).replace('    """', '    """In other words: ', 1)


def more(source):
    return source + "\nMORE = 1\n"


class Minus(ast.NodeTransformer):
    def visit_Add(self, node):
        return ast.Sub()


def operator(source):
    return ast.unparse(Minus().visit(ast.parse(source)))


def edited(path, edit):
    before = path.read_text(encoding="utf-8")
    path.write_text(edit(before), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != before


@pytest.mark.parametrize("edit", [comment, reworded])
@pytest.mark.parametrize(
    "file", ["rnn_lesson/model.py", "rnn_lesson/_inputs.py", "classroom/_wire.py"]
)
def test_words_keep_stored_results(key, tmp_path, file, edit):
    before = key()
    edited(tmp_path / file, edit)
    assert key() == before


UNUSED = "rnn_lesson/plots.py", "rnn_lesson/checks/__init__.py", "rnn_lesson/explorers/view.js"


@pytest.mark.parametrize("file", [*UNUSED, "classroom/_report.py", "classroom/_release.py"])
def test_code_that_no_answer_and_no_test_uses_keeps_stored_results(key, tmp_path, file):
    before = key()
    edited(tmp_path / file, more)
    assert key() == before


@pytest.mark.parametrize(
    ("file", "edit"),
    [
        ("rnn_lesson/model.py", operator),
        ("rnn_lesson/_inputs.py", more),
        ("rnn_lesson/lesson_dataset.csv", more),
        ("classroom/_wire.py", operator),
        *((f"classroom/{room}.py", more) for room in ("_assignment", "_grade", "_student")),
        *((f"classroom/{room}.py", more) for room in ("_reasons", "_sandbox")),
    ],
)
def test_code_that_can_change_a_grade_makes_stored_results_old(key, tmp_path, file, edit):
    before = key()
    edited(tmp_path / file, edit)
    assert key() != before


def test_asking_for_plain_errors_uses_no_checks():
    asks = "from rnn_lesson import checks, cost\nchecks.plain_errors()"
    assert _results.judging(asks) == "from rnn_lesson import cost"
    assert "checks" in _results.judging(f"{asks}\nchecks.check('cost', cost)")


@pytest.mark.parametrize("use", ["from rnn_lesson import plots", "__import__('rnn_lesson.plots')"])
def test_code_that_an_answer_uses_makes_its_stored_result_old(key, tmp_path, use):
    answers = {"shares": f"{use}\n" + students.right(NAME)["shares"]}
    before = key(answers=answers)
    edited(tmp_path / "rnn_lesson" / "plots.py", more)
    assert key(answers=answers) != before


def assignment_with(kind):
    """The assignment, in which a sentence was added to every cell of a kind."""
    say = lambda cell: cell._replace(source=cell.source + "\n# More.")
    cells = [say(cell) if cell.kind == kind else cell for cell in ASSIGNMENT.cells]
    assert cells != ASSIGNMENT.cells
    return ASSIGNMENT._replace(cells=cells)


@pytest.mark.parametrize(
    ("kind", "kept"), [("text", True), ("look", True), ("test", False), ("setup", False)]
)
def test_a_cell_of_the_teachers_counts_if_it_is_run(key, kind, kept):
    assert (key(assignment_with(kind)) == key()) == kept


def test_answers_notes_conditions_and_versions_count(key, monkeypatch):
    keys = [key(), key(answers={"shares": "pass"}), key(notes=["Found in a.ipynb."])]
    keys += [key(conditions=students.CLOSED_IN._replace(closed_in=False))]
    keys += [key(conditions=students.CLOSED_IN._replace(seconds_per_cell=1))]
    monkeypatch.setattr(_results, "version", lambda name: "0")
    assert len({*keys, key()}) == 6


# What README says


@pytest.mark.skipif(os.name != "posix", reason="the script is for the container's shell")
def test_the_container_does_what_readme_says(tmp_path):
    """No test has a container: a shell does what stands in it, with stand-ins for two programs."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = [line for line in readme.splitlines() if line.startswith("docker ")]
    run, copy, remove = map(shlex.split, lines)
    image, shell, _, script = run[-4:]
    made = run[run.index("--name") + 1]
    assert (shell, remove[-1], copy[2]) == ("sh", made, f"{made}:/rnn/graded")
    python = tuple(map(int, image.removeprefix("python:").split(".")))
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    assert python >= tuple(map(int, needed.removeprefix(">=").split(".")))
    (tmp_path / "from" / "submissions").mkdir(parents=True)
    (tmp_path / "from" / "start.py").write_text("print('started')")
    done = tmp_path / "done"
    for name, code in (("apt-get", ""), ("python", f'cat start.py; mkdir graded; pwd > "{done}"')):
        (tmp_path / name).write_text(f'#!/bin/sh\necho {name} "$@"\n{code}\n')
        (tmp_path / name).chmod(0o755)
    inside = script.replace("/from", f"{tmp_path}/from").replace("/rnn", f"{tmp_path}/rnn")
    path = f"{tmp_path}:{os.environ['PATH']}"
    said = subprocess.run(["sh", "-c", inside], env={"PATH": path}, capture_output=True, text=True)
    assert said.stderr == "" and "apt-get install -y bubblewrap" in said.stdout
    assert "python start.py grade submissions" in said.stdout and "started" in said.stdout
    assert done.read_text().strip() == f"{tmp_path}/rnn" and (tmp_path / "rnn" / "graded").is_dir()
