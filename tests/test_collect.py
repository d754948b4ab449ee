"""Whose is it, and what is the answer in it, whatever a tool or a course system did to it?"""

import json
import os
import zipfile

import attacks
import nbformat
import pytest
import students
from attacks import NAME

from classroom import _collect, _names, _submission, _unpack

OTHER = "assignment_2_cost"
ASSIGNMENTS = [students.assignment(name) for name in (NAME, OTHER)]
RIGHT = students.right(NAME)
SHARES = RIGHT["shares"]
DRAFT = "def shares(n, wx, wRec):\n    return 1, 2, 3"


def markdown(text):
    return nbformat.v4.new_markdown_cell(text)


def put(cells, at="shares", own=None, name=NAME, before=()):
    """An honest notebook in which `cells` follow the cell `at`, whose text becomes `own`."""
    notebook, made = attacks.honest() if name == NAME else None, []
    for cell in notebook.cells:
        if cell.id == at:
            given = next(one for one in students.handed_out(NAME).cells if one.id == at)
            cell.source = given.source if own is None else own
            made += [*before, cell, *cells]
        else:
            made.append(cell)
    notebook.cells = made
    return notebook


def foreign_ids(notebook):
    """As Colab saves it: ids and metadata of its own."""
    for i, cell in enumerate(notebook.cells):
        cell.id, cell.metadata = f"colab{i}", {"id": f"x{i}", "outputId": "y"}
    return notebook


def version_3(notebook):
    """As nbformat 3, with its cells on two worksheets."""
    cells = [
        {
            "cell_type": cell.cell_type,
            "metadata": {},
            "input" if cell.cell_type == "code" else "source": cell.source.splitlines(True),
        }
        for cell in notebook.cells
    ]
    sheets = [{"cells": cells[:9]}, {"cells": cells[9:]}]
    return {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": sheets}


def large(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [nbformat.v4.new_output("stream", text="x" * 10**6)]
    return notebook


def parts_of(text, *breaks):
    lines = text.splitlines()
    ends = [0, *breaks, len(lines)]
    return ["\n".join(lines[a:b]) for a, b in zip(ends, ends[1:])]


STUB = next(cell.handed_out for cell in ASSIGNMENTS[0].cells if cell.id == "shares")
ONE, TWO, THREE = parts_of(SHARES, 1, len(SHARES.splitlines()) - 1)
HELPED = "def shares(n, wx, wRec):\n    return helper(n, wx, wRec)"
HELPER = SHARES.replace("def shares", "def helper")
code = attacks.code

# In each of these `shares` is right, and its student earns its points.
FOUND = {
    "ids and metadata of Colab's": lambda: foreign_ids(attacks.honest()),
    "nbformat 3 with two worksheets": lambda: version_3(attacks.honest()),
    "outputs of 12 MB": lambda: large(attacks.honest()),
    "split in two inside the function": lambda: put([code(TWO + "\n" + THREE)], own=ONE),
    "split in three inside the function": lambda: put([code(TWO), code(THREE)], own=ONE),
    "a helper in a new cell above": lambda: put([], own=HELPED, before=[code(HELPER)]),
    "a helper in a new cell below": lambda: put([code(HELPER)], own=HELPED),
    "an import in its own cell, the function below": lambda: put([code(SHARES)], own="import math"),
    "below the stub": lambda: put([code(SHARES)]),
    "below a stub with a comment": lambda: put([code(SHARES)], own=STUB + "\n    # see below"),
    "above the stub": lambda: put([], before=[code(SHARES)]),
    "with %%time, an old draft below": lambda: put([code(DRAFT)], own=f"%%time\n{SHARES}"),
    "with %time inside, a draft below": lambda: put([code(DRAFT)], own=f"{SHARES}\n%time 1"),
    "below, with %%capture": lambda: put([code(f"%%capture\n{SHARES}")]),
    "Colab's ids, below its stub": lambda: foreign_ids(put([code(SHARES)])),
    "beside a trial that fails": lambda: put([code("wx = 1 / 0\nn = 3")], own=SHARES),
    "beside a trial of the helper that fails": lambda: put(
        [code(HELPER), code("helper = 1 / 0")], own=HELPED
    ),
    "the stub once more below": lambda: put([code(STUB)], own=SHARES),
}


def written_at(cells=(), **more):
    return put([*cells], at="bias-answer", **more)


def in_question():
    notebook = written_at()
    for cell in notebook.cells:
        if cell.id == "bias-look-caption":
            cell.source += "\n\n" + students.WRITTEN
    return notebook


WRITTEN = {
    "below": lambda: written_at([markdown(students.WRITTEN)]),
    "above": lambda: written_at(before=[markdown(students.WRITTEN)]),
    "in a code cell that is no code": lambda: written_at([code(students.WRITTEN)]),
    "in a code cell as a comment": lambda: written_at([code("# " + students.WRITTEN)]),
    "in a code cell as a string": lambda: written_at([code(f'"""{students.WRITTEN}"""')]),
    "in a raw cell": lambda: written_at([nbformat.v4.new_raw_cell(students.WRITTEN)]),
    "in a fresh cell at the end": lambda: attacks_at_end(),
    "in the text above it": in_question,
    "with Colab's ids": lambda: foreign_ids(attacks.honest()),
    "with Colab's ids, below": lambda: foreign_ids(written_at([markdown(students.WRITTEN)])),
}


def attacks_at_end():
    notebook = written_at()
    notebook.cells.append(markdown(students.WRITTEN))
    return notebook


def collected(tmp_path, notebook, name=NAME):
    """The Submission in a notebook."""
    students.write(tmp_path / "a.ipynb", notebook)
    return dict(_collect.read_file(tmp_path / "a.ipynb", ASSIGNMENTS))[name]


def run(text):
    """What shares(3, 5, 2) gives, as far as plain Python can run the text."""
    import numpy as np

    names = {"np": np}
    lines = text.splitlines()
    exec("\n".join(line for line in lines if not line.startswith("%")), names)
    a, c, d = names["shares"](3, 5, 2)
    return [*np.ravel(a), c, d]


@pytest.mark.parametrize("case", FOUND)
def test_a_right_answer_is_found(tmp_path, case):
    submission = collected(tmp_path, FOUND[case]())
    assert run(submission.answers["shares"]) == run(SHARES)
    assert set(submission.answers) == {*RIGHT, "bias-answer"}


@pytest.mark.parametrize("case", WRITTEN)
def test_a_written_answer_is_found(tmp_path, case):
    assert students.WRITTEN in collected(tmp_path, WRITTEN[case]()).answers["bias-answer"]


def test_an_untouched_notebook_holds_no_answer(tmp_path):
    assert collected(tmp_path, students.handed_out(NAME)).answers == {}
    foreign = foreign_ids(nbformat.from_dict(students.handed_out(NAME)))
    assert collected(tmp_path, foreign).answers == {}


@pytest.mark.parametrize(
    "notebook",
    [
        lambda: put([code(SHARES)], own=DRAFT),
        lambda: foreign_ids(put([code(DRAFT)], own=SHARES)),
        lambda: put([code("return [5 * 2 ** k]")]),
    ],
)
def test_where_the_answer_cannot_be_known_the_candidates_are_kept(tmp_path, notebook):
    assert len(collected(tmp_path, notebook()).others["shares"]) == 1


def test_two_assignments_in_one_file_are_two(tmp_path):
    notebook = attacks.honest()
    notebook.cells += students.filled(OTHER, students.right(OTHER)).cells
    students.write(tmp_path / "a.ipynb", notebook)
    found = dict(_collect.read_file(tmp_path / "a.ipynb", ASSIGNMENTS))
    assert {name: len(one.answers) for name, one in found.items()} == {
        NAME: 5,
        OTHER: len(ASSIGNMENTS[1].answers),
    }


def test_a_helper_named_as_another_assignments_answer_is_none(tmp_path):
    notebook = put([code("def robust_cost(y, t): ...")], own=SHARES)
    students.write(tmp_path / "a.ipynb", notebook)
    assert [name for name, _ in _collect.read_file(tmp_path / "a.ipynb", ASSIGNMENTS)] == [NAME]


# Names of files and folders


def class_of(tmp_path, *paths, notebook=None, archive=None):
    """Who handed in what, as (work, complaints, left out), of a folder with these files."""
    folder = tmp_path / "in"
    folder.mkdir(exist_ok=True)
    data = json.dumps(notebook or attacks.honest())
    for path in paths:
        if archive:
            with zipfile.ZipFile(folder / archive, "a") as file:
                file.writestr(path, data)
        else:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(data, encoding="utf-8")
    room = tmp_path / "room"
    room.mkdir(exist_ok=True)
    return _collect.find_work(folder, ASSIGNMENTS, tmp_path / "in" / "graded", room)


FILES = {
    f"anna_{NAME}.ipynb": "anna",
    "Müller Anna_12345_assignsubmission_file_/homework.ipynb": "Müller Anna",
    "Müller Anna_12345_assignsubmission_file/homework.ipynb": "Müller Anna",
    f"Müller Anna_12345_assignsubmission_file_{NAME}.ipynb": "Müller Anna",
    "mulleranna_123_456_assignment_2_cost-1.ipynb": "mulleranna",
    "mulleranna_LATE_123_456_homework (2).ipynb": "mulleranna",
    "hw1_am123_attempt_2025-01-31-10-00-00_homework.ipynb": "am123",
    "123-456 - Anna Müller - Jan 31, 2025 1000 AM/homework.ipynb": "Anna Müller",
    "Müller, Anna(am123)/Submission attachment(s)/homework.ipynb": "Müller, Anna(am123)",
    "anna (1).ipynb": "anna",
    "anna - Kopie.ipynb": "anna",
    "anna-Copy1.ipynb": "anna",
    "Kopie von assignment_2_cost_anna.ipynb": "anna",
    "Copy of anna - Assignment 2 Cost.ipynb": "anna",
    "LATE_anna_assignment_1_bias.ipynb": "anna",
    "assignment_2_cost-Copy1.ipynb": "in",
    "anna-assignment2.ipynb": "anna",
    "'t Hooft/a.ipynb": "'t Hooft",
    "00123/a.ipynb": "00123",
    "anna (1)/homework.ipynb": "anna",
    "anna/homework.ipynb.txt": "anna",
    "all of them/anna_assignment_1_bias.ipynb": "all of them",
}


@pytest.mark.parametrize("path", FILES)
def test_the_student_is_known_by(tmp_path, path):
    work, _, _ = class_of(tmp_path, path)
    assert [one.student for one in work] == [FILES[path]]


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (["Anna_1_assignsubmission_file_/a.ipynb", "Anna_2_assignsubmission_file_/a.ipynb"],
         ["Anna 1", "Anna 2"]),
        (["anna_1_7_hw.ipynb", "anna_1_9_hw-2.ipynb"], ["anna"]),
        (["anna/a.ipynb", "Anna/a.ipynb"], ["Anna", "anna"]),
        (["Zo\u00e9/a.ipynb", "Zoe\u0301/a.ipynb"], ["Zoe\u0301", "Zo\u00e9"]),
        ([os.fsdecode(b"M\xfcller/a.ipynb"), os.fsdecode(b"M\xf6ller/a.ipynb")], 2),
        (["export/anna/a.ipynb", "export/ben/a.ipynb"], ["anna", "ben"]),
        (["export/in/anna/a.ipynb", "export/in/ben/a.ipynb"], ["anna", "ben"]),
        ([f"export/anna_{NAME}.ipynb", f"export/ben_{NAME}.ipynb"], ["anna", "ben"]),
        (["export/Anna_1_assignsubmission_file_/a.ipynb"], ["Anna"]),
        (["anna/week 1/a.ipynb", "anna/week 2/b.ipynb"], ["anna"]),
    ],
)  # fmt: skip
def test_each_student_is_one(tmp_path, paths, names):
    work, _, _ = class_of(tmp_path, *paths)
    found = sorted(one.student for one in work)
    assert found == names or (len(set(found)) == names and "".join(found).isprintable())


@pytest.mark.parametrize(
    ("archive", "paths", "names"),
    [
        ("anna.zip", ["homework.ipynb"], ["anna"]),
        ("course.zip", ["Anna_1_assignsubmission_file_/a.ipynb"], ["Anna"]),
        ("course.zip", ["anna/a.ipynb", "ben/a.ipynb", "__MACOSX/._a.ipynb"], ["anna", "ben"]),
        ("anna.zip", ["../../outside.ipynb"], ["anna"]),
        ("Anna_1_assignsubmission_file_a.zip", ["in/a.ipynb"], ["Anna"]),
    ],
)
def test_zips_are_read_as_they_are(tmp_path, archive, paths, names):
    work, _, _ = class_of(tmp_path, *paths, archive=archive)
    assert [one.student for one in work] == names
    assert not list(tmp_path.glob("outside*"))


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("homework.py", "homework.py is no notebook"),
        ("homework.html", "ask for the .ipynb file"),
        ("anna.rar", "unpack it"),
        ("anna.zip", "anna.zip is left out: it is no zip"),
        ("__MACOSX/._a.ipynb", "__MACOSX is left out"),
        (".../a.ipynb", "... is left out: its name begins with a dot"),
        ("graded/feedback/a.ipynb", "the reports are written to it"),
    ],
)
def test_what_is_not_understood_is_named_once(tmp_path, path, says):
    _, _, left_out = class_of(tmp_path, "ben/a.ipynb", "cem/a.ipynb", path)
    assert len(left_out) == 1 and says in left_out[0]


def test_an_archive_with_bad_members_gives_the_good_ones(tmp_path):
    """One holds itself, one is broken, one is nested too deep; all are of one class's archive."""
    work, _, _ = class_of(tmp_path, "anna/a.ipynb", "ben/a.ipynb", archive="all.zip")
    path, copy = tmp_path / "in" / "all.zip", (tmp_path / "in" / "all.zip").read_bytes()
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("cem/all.zip", copy)
        file.writestr("d/" * 30 + "a.ipynb", "{}")
        file.writestr("eve/a.ipynb", "UNIQUE" * 9)
    path.write_bytes(path.read_bytes().replace(b"UNIQUE", b"BROKEN", 1))
    (tmp_path / "again").mkdir()
    group = _collect.Class(tmp_path / "in", ASSIGNMENTS, tmp_path, tmp_path / "again")
    assert {"anna", "ben", "cem"} <= set(group.students)
    said = " ".join(group.left_out)
    assert "eve/a.ipynb in in/all.zip cannot be read" in said and "nested more than 20" in said


def test_an_archive_of_endless_archives_ends(tmp_path, monkeypatch):
    """As the ones that hold themselves: each of ten holds the ten before it."""
    (tmp_path / "in").mkdir()
    inner = b"{}"
    for level in range(3):
        with zipfile.ZipFile(tmp_path / "in" / "ben.zip", "w") as file:
            for i in range(10):
                file.writestr(f"{i}.zip" if level else f"{i}.ipynb", inner)
        inner = (tmp_path / "in" / "ben.zip").read_bytes()
    monkeypatch.setattr(_collect, "Room", lambda files, size: _unpack.Room(12, 2**24))
    work, complaints, left_out = class_of(tmp_path, "anna/a.ipynb")
    assert "anna" in [one.student for one in work] and "holds too much" in " ".join(left_out)


def test_a_folder_nested_a_thousand_deep_is_one_students_trouble(tmp_path):
    (tmp_path / "in" / "deep").mkdir(parents=True)
    here = os.getcwd()
    try:
        os.chdir(tmp_path / "in" / "deep")
        for _ in range(1000):
            os.mkdir("a" * 20)
            os.chdir("a" * 20)
    finally:
        os.chdir(here)
    work, complaints, _ = class_of(tmp_path, "anna/a.ipynb")
    # pytest cannot delete it either.
    deep, up = tmp_path / "in" / "deep", tmp_path / "up"
    while (deep / ("a" * 20)).exists():
        os.rename(deep / ("a" * 20), up)
        os.rmdir(deep)
        os.rename(up, deep)
    assert [one.student for one in work] == ["anna"]
    assert "nested more than 20 deep" in " ".join(complaints["deep"])


def test_of_equal_notebooks_the_newest_counts_and_the_other_is_named(tmp_path):
    work, _, _ = class_of(tmp_path, "anna/a.ipynb", "anna/a-2.ipynb", "anna/a-10.ipynb")
    (one,) = work
    assert "anna/a-10.ipynb, not anna/a-2.ipynb, anna/a.ipynb" in one.notes[0]


def test_a_text_that_takes_for_ever_to_read_costs_its_student(tmp_path, monkeypatch):
    def slow(path, assignments):
        while "ben" in str(path):
            pass
        return READ(path, assignments)

    monkeypatch.setattr(_collect, "read_file", slow)
    monkeypatch.setattr(_collect, "SECONDS_TO_READ", 0.5)
    work, complaints, _ = class_of(tmp_path, "anna/a.ipynb", "ben/a.ipynb")
    assert [one.student for one in work] == ["anna"]
    assert "took longer" in complaints["ben"][0]


READ = _collect.read_file


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a\ud800b", "a\ud801b"),
        ("a\ud800b", "a?b"),
        ("a\nb", "a\tb"),
        ("a\x1b[31mb", "a?[31mb"),
        ("x" * 300, "x" * 301),
        ("M\udcfcller", "M\udcf6ller"),
        ("Anna", "anna"),
    ],
)
def test_no_two_names_become_one_and_all_can_be_written(one, other):
    names = _names.student_name(one), _names.student_name(other)
    assert names[0] != names[1] and all(name.isprintable() for name in names)
    assert all(len(name.encode()) <= _names.LONGEST_NAME for name in names)


def test_syntax_of_no_kind_is_still_an_answer():
    assert _submission.defined_names("def f(x:\n  return") == {"f"}
