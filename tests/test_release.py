"""What students get holds no solution and no hidden test, and works as they will use it."""

import json
import re
import subprocess
import sys
import zipfile

import nbformat
import pytest
import students

from classroom import _release

# Lines of solutions that anybody writes; they give nothing away.
GENERIC = re.compile(
    r"\W+|return \w+|m, n = X\.shape|for \w+ in range\((\w+|1, n \+ 1)\):|else:|rng = np\.random\.default_rng\(\d+\)"
)


@pytest.fixture(scope="module")
def handout(tmp_path_factory):
    target = tmp_path_factory.mktemp("release") / "hand out"
    archive = _release.release(target)
    return target, archive


def secret_lines():
    """Every line of a solution, a hidden test, a model answer and a mark scheme."""
    for name in students.PATHS:
        for cell in students.assignment(name).cells:
            given = {line.strip() for line in cell.handed_out.splitlines()}
            for line in cell.source.splitlines():
                line = line.strip()
                if (
                    line
                    and line not in given
                    and not line.startswith("###")
                    and not GENERIC.fullmatch(line)
                ):
                    yield line


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
    texts = everything(target)
    return {
        (line, place)
        for line in set(secret_lines())
        for place, text in texts.items()
        if contains(text, line)
    }


def contains(text, line):
    """Whether a text has this as a line of its own, or, if it is long enough to be no accident, anywhere."""
    if line not in text:
        return False
    return len(line) >= 30 or any(part.strip() == line for part in text.splitlines())


def test_there_are_secrets():
    lines = set(secret_lines())
    assert len(lines) > 200 and "return 0.5, 2, 0.5, 1" in lines


def test_no_line_of_a_solution_or_a_hidden_test_is_handed_out(handout):
    assert not leaks(handout[0])


@pytest.mark.parametrize(
    "place", ["source", "metadata", "output", "attachment", "module", "cache", "checkpoint"]
)
def test_a_leak_is_found(handout, tmp_path, place):
    line = next(line for line in sorted(secret_lines()) if len(line) > 40)
    notebook = nbformat.read(
        handout[0] / "notebooks" / "assignments" / "01_forward.ipynb", as_version=4
    )
    cell = next(cell for cell in notebook.cells if cell.cell_type == "code")
    if place == "source":
        cell.source += "\n" + line
    elif place == "metadata":
        cell.metadata["note"] = {"deep": [line]}
    elif place == "output":
        cell.outputs = [nbformat.v4.new_output("stream", text=["a\n", line])]
    elif place == "attachment":
        cell["attachments"] = {"a.txt": {"text/plain": line}}
    name = {
        "module": "model.py",
        "cache": "__pycache__/model.pyc",
        "checkpoint": ".ipynb_checkpoints/a.ipynb",
    }.get(place, "a.ipynb")
    (tmp_path / name).parent.mkdir(exist_ok=True)
    text = (
        line
        if place in ("module", "cache")
        else json.dumps([line])
        if place == "checkpoint"
        else json.dumps(notebook)
    )
    (tmp_path / name).write_text(text)
    assert leaks(tmp_path)


def test_everything_needed_is_there_and_nothing_else(handout):
    target, _ = handout
    assert {path.name for path in target.iterdir()} == {
        *_release.FILES,
        *_release.FOLDERS,
        "README.md",
    }
    lessons = {path.name for path in (_release.ROOT / "notebooks").glob("*.ipynb")}
    assert {path.name for path in (target / "notebooks").glob("*.ipynb")} == lessons
    assert {path.stem for path in (target / "notebooks" / "assignments").iterdir()} == set(
        students.PATHS
    )
    assert not [
        path for path in target.rglob("*") if path.name in ("__pycache__", ".ipynb_checkpoints")
    ]


def test_nothing_of_the_teachers_run_is_left(handout):
    for path in (handout[0] / "notebooks" / "assignments").iterdir():
        for cell in nbformat.read(path, as_version=4).cells:
            assert "attachments" not in cell
            assert cell.cell_type != "code" or (cell.outputs == [] and cell.execution_count is None)


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
    """Run the hand-out's assignments as they are, under nbval-lax."""
    folder = handout[0] / "notebooks" / "assignments"
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-c",
        "/dev/null",
        "-q",
        "-rfE",
        "-p",
        "no:cacheprovider",
        "--nbval-lax",
        str(folder),
    ]
    printed = subprocess.run(command, cwd=handout[0], capture_output=True, text=True).stdout
    printed = re.sub(r"\x1b\[[0-9;]*m", "", printed)
    failed = set(re.findall(r"FAILED .*?(\w+\.ipynb)::Cell (\d+)", printed))
    expected = set()
    for path in folder.iterdir():
        kinds = {cell.id: cell.kind for cell in students.assignment(path.stem).cells}
        code = [
            cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"
        ]
        expected |= {
            (path.name, str(i)) for i, cell in enumerate(code) if kinds[cell.id] in ("test", "look")
        }
    assert failed == expected
    errors = re.findall(r"^(\w+) +Traceback", printed, re.MULTILINE)
    assert len(errors) >= len(expected) and set(errors) == {"NotImplementedError"}
