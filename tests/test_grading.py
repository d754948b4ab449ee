"""Grading cannot be fooled, and no accident costs an honest student a point: one batch with honest
students, damaged notebooks and attacks side by side."""

import csv
import json
import os
import re
import shutil

import attacks
import numpy as np
import pytest
import students
from attacks import FULL, NAME, WITHOUT

from classroom import __main__ as commands
from classroom import _assignment, _batch, _grade, _sandbox, _submission

pytestmark = students.NEEDS_SANDBOX


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("class")
    attacks.hand_in(folder / "submissions")
    with pytest.MonkeyPatch.context() as patch:
        # More at once than there are cores: those that never end wait for their deadline together.
        cores = os.cpu_count()
        patch.setattr(os, "cpu_count", lambda: 3 * cores)
        commands.grade_folder(folder / "submissions", folder / "graded", students.HURRIED)
    return folder / "graded"


@pytest.fixture(scope="module")
def results(graded):
    grades = json.loads((graded / "grades.json").read_text(encoding="utf-8"))
    return {result["student"]: result for result in grades["results"]}, grades["complaints"]


@pytest.mark.parametrize(
    "student", [*(f"honest {i}" for i in range(4)), "renamed", "byte order mark"]
)
def test_honest_students_get_every_point(results, student):
    assert attacks.by_tests(results[0][student]) == FULL
    assert not [note for note in results[0][student]["notes"] if not note.startswith("Found in")]


@pytest.mark.parametrize("fault", attacks.FAULTS)
def test_an_accident_costs_no_point(results, fault):
    assert attacks.by_tests(results[0][fault]) == FULL


@pytest.mark.parametrize(
    ("fault", "note"),
    [
        ("test cells deleted", "The test cell shares-test is missing"),
        ("test cells changed", "The test cell shares-test was changed"),
        ("setup changed", "The setup cell setup was changed"),
        ("cells in reverse order", "another order"),
        ("ids stripped", "found by its metadata"),
        ("ids and metadata stripped", "found by the function that it defines"),
        ("cells of one's own that fail", "3 cells outside the answer cells"),
        ("answers below the stubs", "shares was found by the function that it defines"),
        ("answers below the stubs", "bias-answer was left empty: the text below it was taken"),
        ("answers split in two", "shares was split: its parts were joined"),
    ],
)
def test_what_was_repaired_is_reported(results, fault, note):
    assert note in " ".join(results[0][fault]["notes"])


@pytest.mark.parametrize("attack", attacks.ATTACKS)
def test_an_attack_costs_its_own_points_and_no_others(results, attack):
    questions = results[0][attack]["questions"]
    assert questions["shares-test"]["points"] == 0
    assert attacks.by_tests(results[0][attack]) == attacks.COSTS_MORE.get(attack, WITHOUT)


@pytest.mark.parametrize("attack", ["sleeps", "never ends", "ignores signals", "prints for ever"])
def test_what_never_ends_is_stopped_and_the_deadline_is_said(results, attack):
    reason = results[0][attack]["questions"]["shares-test"]["reason"]
    assert reason.startswith("It took too long: a cell has 2 seconds, a notebook 120.")


@pytest.mark.parametrize("file", [*attacks.FILES, "link to the solution"])
def test_what_is_no_notebook_is_said_and_stops_nobody(results, file):
    assert file not in results[0] and len(results[1][file]) == 1


def test_feedback_never_shows_a_hidden_test(graded):
    cells = students.assignment(NAME).cells
    hidden = [line.strip() for cell in cells for line in cell.hidden.splitlines()]
    # Only hidden tests try these.
    values = {"CARRIED OUT 1000", "CARRIED OUT 7", "CARRIED OUT 1 ", "0.25 -0.6"}
    pages = list((graded / "feedback").glob("*.html"))
    assert len(pages) > len(attacks.ATTACKS)
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert not [line for line in hidden if len(line) > 3 and line in text]
        assert not [value for value in values if value in text]


def test_a_second_run_grades_nothing_again(graded, capsys):
    written = lambda: {path: path.stat().st_mtime_ns for path in graded.rglob("results/*/*.json")}
    before = written()
    commands.grade_folder(graded.parent / "submissions", graded, students.HURRIED)
    assert f"{len(before)} of {len(before)} were graded before." in capsys.readouterr().out
    assert before == written()


def judged(answer, *tests):
    """What the grader says to an answer of its own small assignment: a result for each test."""
    return _grade.grade(*students.small(f=(answer, *tests)), students.HURRIED).values()


def hidden(test):
    return f"### BEGIN HIDDEN TESTS\n{test}\n### END HIDDEN TESTS\n"


@pytest.mark.parametrize(
    ("answer", "points"),
    [
        ("return X + 1", 1),
        ("X[:] = -1\n    return X + 1", 0),
        ("return np.zeros((0, 3))", 0),
        ("return [np.zeros((0, 3))]", 0),
    ],
)
def test_a_hidden_test_is_not_met_by_changing_its_inputs_or_by_nothing(answer, points):
    """Its assert alone would be: both sides are 0 then, and an empty array is close to any."""
    test = hidden("X = np.zeros(3)\nassert np.allclose(f(X), X + 1)")
    (result,) = judged(f"def f(X):\n    {answer}", test)
    assert result["points"] == points


def test_no_visible_test_can_tell_what_a_hidden_one_tried():
    """All visible ones run first. So what an answer remembers and says there was no secret."""
    answer = (
        "seen = []\ndef f(X):\n    seen.append(X)\n    assert 123 not in seen, seen\n    return X"
    )
    results = judged(answer, hidden("assert f(123) == 123"), "assert f(5) == 5")
    assert [result["points"] for result in results] == [0, 1]
    assert not [result["reason"] for result in results if "123" in result["reason"]]


def test_no_answer_changes_the_data_that_tests_compare_with():
    cell = _assignment.Cell("setup", "setup", "X, t = np.ones((2, 3)), [np.ones(2)]", "")
    run = _grade.Run(_assignment.Assignment("", "", [cell]), {}, students.HURRIED)
    run.names["np"] = np
    run.setup(cell)
    assert not run.names["X"].flags.writeable and not run.names["t"][0].flags.writeable


def test_a_written_answer_below_its_cell_is_there_to_be_marked(results):
    questions = results[0]["answers below the stubs"]["questions"]
    assert questions["bias-answer"]["answer"] == students.WRITTEN


def test_hidden_and_visible_parts_are_told_apart():
    for cell in students.assignment(NAME).cells:
        if cell.kind == "test":
            assert cell.hidden.strip() and cell.visible.strip()
            assert not re.search("HIDDEN TESTS", cell.visible + cell.hidden)
            assert _submission.trimmed(cell.visible) == _submission.trimmed(cell.handed_out)


# A class of one, graded again and again


class Classroom:
    """A folder of submissions, and what grading it gives."""

    def __init__(self, folder):
        self.folder, self.graded = folder, folder / "graded"
        self.marks = self.graded / "marks.csv"

    def hand_in(self, student, changes=()):
        """Hand in right answers, but for some: {cell id: source}."""
        notebook = students.filled(NAME, students.right(NAME) | dict(changes))
        students.write(self.folder / "submissions" / student / f"{NAME}.ipynb", notebook)

    def grade(self):
        """Grade, and return the rows of grades.csv."""
        commands.grade_folder(self.folder / "submissions", self.graded)
        with open(self.graded / "grades.csv", encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file))[1:]

    def mark(self, question, points, comment=""):
        """Write points into marks.csv, as a teacher does."""
        text = self.marks.read_text(encoding="utf-8-sig")
        of = f"{question},,"
        assert of in text
        before = re.search(f"{of}(\\d+),", text)[0]
        after = before.replace(of, f"{question},{points},") + comment
        self.marks.write_text(text.replace(before, after), encoding="utf-8")


@pytest.fixture(scope="module")
def graded_once(tmp_path_factory):
    room = Classroom(tmp_path_factory.mktemp("one"))
    room.hand_in("anna")
    room.grade()
    return room.folder


@pytest.fixture
def room(graded_once, tmp_path):
    """One honest student, anna, graded."""
    shutil.copytree(graded_once, tmp_path, dirs_exist_ok=True)
    return Classroom(tmp_path)


def test_another_answer_is_graded_again(room):
    room.hand_in("anna", {"shares": attacks.WRONG})
    assert room.grade()[0][2] == str(WITHOUT)


def test_a_run_that_was_interrupted_goes_on(room):
    stored = room.graded / "results" / "anna" / f"{NAME}.json"
    whole = stored.read_text(encoding="utf-8")
    stored.write_text(whole[:100], encoding="utf-8")
    room.grade()
    assert stored.read_text(encoding="utf-8") == whole


def test_marks_by_hand_are_kept_and_counted(room):
    assert students.WRITTEN in room.marks.read_text(encoding="utf-8-sig")
    room.mark("bias-answer", 2.5, "Say how fast.")
    for _ in range(2):
        assert room.grade()[0][2:5] == ["18.5", "20", "0"]
    page = (room.graded / "feedback" / "anna.html").read_text(encoding="utf-8")
    assert "Say how fast." in page and "18.5 of 20 points" in page


def test_a_teacher_may_give_points_for_what_a_test_refused(room):
    room.hand_in("anna", {"shares": attacks.WRONG})
    room.grade()
    assert "return [1] * n, 2, 3" in room.marks.read_text(encoding="utf-8-sig")
    room.mark("shares-test", 1.5)
    assert room.grade()[0][2] == str(WITHOUT + 1.5)


def test_marks_that_are_none_are_refused(room):
    room.mark("bias-answer", 5)
    with pytest.raises(SystemExit, match="5 is no number from 0 to 4"):
        room.grade()


def test_a_process_that_cannot_be_closed_in_is_not_started_at_all(room, monkeypatch, capsys):
    """What the main process found out holds for all: none falls back to run in the open."""
    room.hand_in("ben")
    monkeypatch.setattr(_sandbox, "enclosed", lambda: ["false"])
    assert room.grade()[1][:3] == ["ben", "", ""]
    assert "COULD NOT BE GRADED" in capsys.readouterr().out


def test_trouble_of_the_grader_is_one_students_and_is_tried_again(room, monkeypatch, capsys):
    def broken(*_):
        raise RuntimeError("no room")

    room.hand_in("ben")
    with monkeypatch.context() as patch:
        patch.setattr(_batch, "grade_one", broken)
        assert room.grade()[1][5] == f"{NAME} could not be graded: RuntimeError: no room."
    assert "COULD NOT BE GRADED" in capsys.readouterr().out
    assert [row[2] for row in room.grade()] == [str(FULL)] * 2


# What must not stop the command


def test_no_name_becomes_a_formula_or_a_tag(tmp_path):
    room = Classroom(tmp_path)
    for student in ("=1+1", "<b>bold"):
        path = tmp_path / "submissions" / student / f"{NAME}.ipynb"
        students.write(path, students.handed_out(NAME))
    assert [row[0] for row in room.grade()] == ["<b>bold", "'=1+1"]
    page = (room.graded / "feedback" / "<b>bold.html").read_text(encoding="utf-8")
    assert "<b>" not in page and "Not answered." in page


def test_of_two_notebooks_the_fuller_counts(tmp_path):
    students.write(tmp_path / "anna" / "a.ipynb", attacks.honest())
    students.write(tmp_path / "anna" / "b.ipynb", students.handed_out(NAME))
    results, _ = students.grade(tmp_path, tmp_path / "results")
    assert attacks.by_tests(results["anna", NAME]) == FULL
    assert "2 notebooks for this assignment" in results["anna", NAME]["notes"][0]


def test_names_and_texts_that_no_file_can_hold(tmp_path):
    room, odd = Classroom(tmp_path), lambda name: name.decode("utf-8", "surrogateescape")
    for student in (odd("Jürgen".encode("latin-1")), "x" * 250):
        room.hand_in(student)
    students.write(tmp_path / "submissions" / "ben" / odd(b"l\xf6sung.ipynb"), attacks.honest())
    room.hand_in("cem", {"bias-answer": "half \ud800"})
    assert [float(row[2]) for row in room.grade()] == [FULL] * 4
    assert len(list((room.graded / "feedback").iterdir())) == 4


def test_a_folder_without_notebooks_is_said_and_an_empty_class_is_none(tmp_path):
    (tmp_path / "submissions" / "anna").mkdir(parents=True)
    (tmp_path / "submissions" / "ben").mkdir()
    (tmp_path / "submissions" / "ben" / "homework.zip").write_bytes(b"PK")
    rows = [(row[0], row[5]) for row in Classroom(tmp_path).grade()]
    assert rows == [("anna", "No notebook was found."), ("ben", "No notebook was found.")]


def test_files_without_folders_belong_to_their_names(tmp_path):
    """The names are those that file managers make."""
    names = (
        f"anna_{NAME} (1).ipynb",
        "ben-Assignment_1_Bias-late.IPYNB",
        "cem.ipynb",
        f"._dora_{NAME}.ipynb",
    )
    for name in names:
        students.write(tmp_path / name, attacks.honest())
    results, _ = students.grade(tmp_path, tmp_path / "results")
    assert set(results) == {(student, NAME) for student in ("anna", "ben", "cem")}


def test_many_cells_and_long_ones_are_read_quickly(tmp_path):
    long, short = ({"cell_type": "code", "source": source} for source in ("a=1\n" * 100_000, "b=1"))
    (tmp_path / "a.ipynb").write_text(json.dumps({"cells": [long] + [short] * 20_000}))
    cells = _submission.read_cells(tmp_path / "a.ipynb")
    assert len(cells) == _submission.MOST_CELLS
    assert not _assignment.defined_names(cells[0].text)
