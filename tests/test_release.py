"""What students get holds no solution and no hidden test, and works as they will use it."""

import functools
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile

import editions
import nbformat
import pytest
import students

from classroom import _release

# Lines of solutions that anybody writes; they give nothing away.
GENERIC = re.compile(
    r"\W+|return \w+|else:|\w+ = [({[]|m, n = X\.shape|for [a-z] in (range\([a-z]\)|lengths):"
    r"|rng = np\.random\.default_rng\(\d+\)"
)
# Runs each notebook's cells one after the other, and prints {file: [what each code cell raised]}.
RUN_ALL = """
import json, pathlib, sys
from IPython.core.interactiveshell import InteractiveShell
import rnn_lesson
stdout, sys.stdout = sys.stdout, sys.stderr
shell, raised = InteractiveShell.instance(), {"module": rnn_lesson.__file__}
for path in map(pathlib.Path, sys.argv[1:]):
    shell.reset()
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    errors = [shell.run_cell(source).error_in_exec for source in sources]
    raised[path.stem] = [error and type(error).__name__ for error in errors]
print(json.dumps(raised), file=stdout)
"""


@pytest.fixture(scope="module")
def handout(tmp_path_factory):
    target = tmp_path_factory.mktemp("release") / "hand out"
    archive = _release.release(target)
    return target, archive


@functools.cache
def secret_lines():
    """Every line of a solution, a hidden test, a model answer and a mark scheme."""
    secret = set()
    for name in students.PATHS:
        for cell in students.assignment(name).cells:
            given = {line.strip() for line in cell.handed_out.splitlines()}
            secret |= {line.strip() for line in cell.source.splitlines()} - given
    return {line for line in secret if line[:3] not in ("", "###") and not GENERIC.fullmatch(line)}


def everything(target):
    """{place: text} of all that the hand-out holds, notebooks without JSON's quoting too."""
    texts = {}
    for path in target.rglob("*"):
        if path.is_file():
            texts[str(path)] = path.read_bytes().decode("utf-8", "replace")
            if path.suffix == ".ipynb":
                texts[f"{path}, all strings"] = "\n".join(strings(json.loads(texts[str(path)])))
    return texts


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield key
            yield from strings(part)
    elif isinstance(value, list):
        if all(isinstance(part, str) for part in value):
            yield "".join(value)
        for part in value:
            yield from strings(part)


def leaks(target):
    """{(secret line, place)}: as a line of its own or, if too long for an accident, anywhere."""
    found = set()
    for place, text in everything(target).items():
        lines = {line.strip() for line in text.splitlines()}
        found |= {
            (line, place) for line in secret_lines() if line in (text if len(line) >= 30 else lines)
        }
    return found


def test_there_are_secrets():
    assert len(secret_lines()) > 200 and "return 0.5, 2, 0.5, 1" in secret_lines()


def test_no_line_of_a_solution_or_a_hidden_test_is_handed_out(handout):
    assert not leaks(handout[0])


@pytest.mark.parametrize(
    "place", ["source", "metadata", "output", "attachment", "module", "cache", "checkpoint"]
)
def test_a_leak_is_found(handout, tmp_path, place):
    line = next(line for line in sorted(secret_lines()) if len(line) > 40)
    assignments = handout[0] / "notebooks" / "assignments"
    notebook = nbformat.read(assignments / "assignment_1_bias.ipynb", as_version=4)
    cell = next(cell for cell in notebook.cells if cell.cell_type == "code")
    name, text = "a.ipynb", None
    if place == "source":
        cell.source += "\n" + line
    elif place == "metadata":
        cell.metadata["note"] = {"deep": [line]}
    elif place == "output":
        cell.outputs = [nbformat.v4.new_output("stream", text=["a\n", line])]
    elif place == "attachment":
        cell["attachments"] = {"a.txt": {"text/plain": line}}
    elif place == "checkpoint":
        name, text = ".ipynb_checkpoints/a.ipynb", json.dumps([line])
    else:
        name, text = {"module": "model.py", "cache": "__pycache__/model.pyc"}[place], line
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(text or json.dumps(notebook))
    assert leaks(tmp_path)


def test_everything_needed_is_there_and_nothing_else(handout):
    target, _ = handout
    names = lambda folder: {path.name for path in folder.iterdir()}
    folders = {*_release.FOLDERS, "notebooks", "commands"}
    assert names(target) == {*_release.FILES, *folders, "README.md"}
    assert names(target / "commands") == {"editions.py", "setup"}
    lessons = {path.name for path in (_release.ROOT / "notebooks").glob("*.ipynb")}
    assert names(target / "notebooks") == lessons | {"assignments"}
    assert names(target / "notebooks" / "assignments") == {
        f"{name}.ipynb" for name in students.PATHS
    }
    unwanted = "__pycache__", ".ipynb_checkpoints", "draw.py"
    assert not [path for path in target.rglob("*") if path.name in unwanted]


def test_nothing_of_the_teachers_run_is_left(handout):
    for path in (handout[0] / "notebooks" / "assignments").iterdir():
        for cell in nbformat.read(path, as_version=4).cells:
            assert "attachments" not in cell
            assert cell.cell_type != "code" or (cell.outputs == [] and cell.execution_count is None)


#: lesson -> its assignment; the eighth serves two.
ASSIGNMENT = {number: number for number in range(1, 7)} | {8: 8, 9: 7, 10: 8}


def test_lessons_are_handed_out_as_a_learner_gets_them(handout):
    for path in (handout[0] / "notebooks").glob("*.ipynb"):
        lesson = json.loads(path.read_text(encoding="utf-8"))
        assert editions.learners_edition(lesson) == lesson
        links = json.dumps(lesson).count("(assignments/assignment_")
        number = ASSIGNMENT.get(int(path.stem[:2]), 0)
        assert links == any(name.startswith(f"assignment_{number}_") for name in students.PATHS)
        assert links == (number > 0)


def test_newer_zip_over_an_old_one_loses_no_word(handout, tmp_path):
    """A student works in an unpacked hand-out, the teacher mends a lesson and an assignment."""
    unpack(handout[1], tmp_path)
    folder, names = tmp_path / handout[0].name, ("01_forward", "assignments/assignment_1_bias")
    start(folder)
    worked = {name: change(folder / "my_lessons" / f"{name}.ipynb", "mine") for name in names}
    for name in [*names, "02_cost"]:
        change(folder / "notebooks" / f"{name}.ipynb", "mended")
    newer = shutil.make_archive(
        str(tmp_path / "newer"), "zip", tmp_path, f"{folder.name}/notebooks"
    )
    unpack(handout[1], tmp_path)
    unpack(newer, tmp_path)
    said = start(folder)
    for name in names:
        assert name in said
        assert (folder / "my_lessons" / f"{name}.ipynb").read_text() == worked[name]
    assert "mended" in (folder / "my_lessons" / "02_cost.ipynb").read_text()


def unpack(archive, folder):
    with zipfile.ZipFile(archive) as file:
        file.extractall(folder)


def start(folder):
    """Make the student's copies, and return what the command says."""
    command = [sys.executable, "start.py", "copy"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


def change(path, word):
    """Write a word into a notebook's last cell, and return the file's text."""
    notebook = json.loads(path.read_text())
    notebook["cells"][-1]["source"] = [word]
    path.write_text(json.dumps(notebook))
    return path.read_text()


def test_hand_out_in_which_somebody_worked_is_not_overwritten(tmp_path):
    _release.release(tmp_path / "handout")
    (tmp_path / "handout" / "my_lessons").mkdir()
    with pytest.raises(SystemExit, match="somebody worked"):
        _release.release(tmp_path / "handout")


def test_the_zip_holds_the_folder(handout):
    target, archive = handout
    with zipfile.ZipFile(archive) as file:
        names = {name for name in file.namelist() if not name.endswith("/")}
    assert names == {
        str(path.relative_to(target.parent)) for path in target.rglob("*") if path.is_file()
    }


def test_a_folder_that_is_something_else_is_not_overwritten(tmp_path):
    (tmp_path / "thesis.txt").write_text("five years")
    with pytest.raises(SystemExit, match="is no hand-out"):
        _release.release(tmp_path)
    assert (tmp_path / "thesis.txt").exists()


def test_exactly_the_unanswered_cells_fail(handout):
    """Run the hand-out's assignments as they are, with the hand-out's own module."""
    paths = sorted((handout[0] / "notebooks" / "assignments").iterdir())
    done = subprocess.run(
        [sys.executable, "-c", RUN_ALL, *map(str, paths)],
        cwd=handout[0],
        env=os.environ | {"MPLBACKEND": "agg", "IPYTHONDIR": str(handout[0].parent)},
        capture_output=True,
        text=True,
    )
    raised = json.loads(done.stdout)
    assert raised.pop("module") == str(handout[0] / "rnn_lesson" / "__init__.py")
    for path in paths:
        kinds = {cell.id: cell.kind for cell in students.assignment(path.stem).cells}
        cells = nbformat.read(path, as_version=4).cells
        code = [kinds[cell.id] for cell in cells if cell.cell_type == "code"]
        fails = {"test": "NotImplementedError", "look": "NotImplementedError"}
        assert raised[path.stem] == [fails.get(kind) for kind in code]
