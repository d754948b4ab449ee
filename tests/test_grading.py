"""Grading cannot be fooled, and no accident costs an honest student a point: one batch with honest students, damaged
notebooks and attacks side by side."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

import attacks
import numpy as np
import pytest
import students

from classroom import __main__ as commands
from classroom import _assignment, _batch, _grade, _report, _sandbox, _submission

pytestmark = students.NEEDS_SANDBOX


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("class")
    attacks.hand_in(folder / "submissions")
    commands.grade_folder(folder / "submissions", folder / "graded")
    return folder / "graded"


@pytest.fixture(scope="module")
def results(graded):
    grades = json.loads((graded / "grades.json").read_text(encoding="utf-8"))
    return {result["student"]: result for result in grades["results"]}, grades["complaints"]


@pytest.mark.parametrize(
    "student", ["honest 0", "honest 1", "honest 2", "honest 3", "renamed", "byte order mark"]
)
def test_honest_students_get_every_point(results, student):
    assert attacks.by_tests(results[0][student]) == attacks.FULL
    assert not [note for note in results[0][student]["notes"] if not note.startswith("Found in")]


@pytest.mark.parametrize("fault", attacks.FAULTS)
def test_an_accident_costs_no_point(results, fault):
    assert attacks.by_tests(results[0][fault]) == attacks.FULL


@pytest.mark.parametrize(("fault", "note"), [
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
])  # fmt: skip
def test_what_was_repaired_is_reported(results, fault, note):
    assert note in " ".join(results[0][fault]["notes"])


@pytest.mark.parametrize("attack", attacks.ATTACKS)
def test_an_attack_costs_its_own_points_and_no_others(results, attack):
    questions = results[0][attack]["questions"]
    assert questions["shares-test"]["points"] == 0
    assert attacks.by_tests(results[0][attack]) == attacks.COSTS_MORE.get(attack, attacks.WITHOUT)


@pytest.mark.parametrize("file", [*attacks.FILES, "link to the solution"])
def test_what_is_no_notebook_is_said_and_stops_nobody(results, file):
    assert file not in results[0] and len(results[1][file]) == 1


def test_feedback_never_shows_a_hidden_test(graded):
    hidden = [
        line.strip()
        for cell in students.assignment(attacks.NAME).cells
        for line in cell.hidden.splitlines()
    ]
    values = {
        "CARRIED OUT 1000",
        "CARRIED OUT 7",
        "CARRIED OUT 1 ",
        "0.25 -0.6",
    }  # Only hidden tests try these.
    pages = list((graded / "feedback").glob("*.html"))
    assert len(pages) > len(attacks.ATTACKS)
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert not [line for line in hidden if len(line) > 3 and line in text]
        assert not [value for value in values if value in text]


def test_a_second_run_grades_nothing_again(graded, capsys):
    before = {path: path.stat().st_mtime_ns for path in (graded / "results").rglob("*.json")}
    commands.grade_folder(graded.parent / "submissions", graded)
    assert f"{len(before)} of {len(before)} were graded before." in capsys.readouterr().out
    assert before == {
        path: path.stat().st_mtime_ns for path in (graded / "results").rglob("*.json")
    }


@pytest.fixture
def small_class(tmp_path):
    """One honest student, graded."""
    students.write(tmp_path / "submissions" / "anna" / "01_forward.ipynb", attacks.honest())
    commands.grade_folder(tmp_path / "submissions", tmp_path / "graded")
    return tmp_path


def test_another_answer_is_graded_again(small_class):
    wrong = students.filled("01_forward", students.right("01_forward") | {"shares": attacks.WRONG})
    students.write(small_class / "submissions" / "anna" / "01_forward.ipynb", wrong)
    commands.grade_folder(small_class / "submissions", small_class / "graded")
    assert grades(small_class)[1][2] == str(attacks.WITHOUT)


def test_a_run_that_was_interrupted_goes_on(small_class):
    stored = small_class / "graded" / "results" / "anna" / "01_forward.json"
    whole = stored.read_text(encoding="utf-8")
    stored.write_text(whole[:100], encoding="utf-8")
    commands.grade_folder(small_class / "submissions", small_class / "graded")
    assert stored.read_text(encoding="utf-8") == whole


def test_marks_by_hand_are_kept_and_counted(small_class):
    marks = small_class / "graded" / "marks.csv"
    text = marks.read_text(encoding="utf-8-sig")
    assert students.WRITTEN in text
    marks.write_text(
        text.replace("bias-answer,,4,", "bias-answer,2.5,4,Say how fast."), encoding="utf-8"
    )
    for _ in range(2):
        commands.grade_folder(small_class / "submissions", small_class / "graded")
        assert grades(small_class)[1][2:5] == ["18.5", "20", "0"]
    page = (small_class / "graded" / "feedback" / "anna.html").read_text(encoding="utf-8")
    assert "Say how fast." in page and "18.5 of 20 points" in page


def test_a_teacher_may_give_points_for_what_a_test_refused(small_class):
    wrong = students.filled("01_forward", students.right("01_forward") | {"shares": attacks.WRONG})
    students.write(small_class / "submissions" / "anna" / "01_forward.ipynb", wrong)
    commands.grade_folder(small_class / "submissions", small_class / "graded")
    marks = small_class / "graded" / "marks.csv"
    text = marks.read_text(encoding="utf-8-sig")
    assert "return [1] * n, 2, 3" in text
    marks.write_text(text.replace("shares-test,,", "shares-test,1.5,"), encoding="utf-8")
    commands.grade_folder(small_class / "submissions", small_class / "graded")
    assert grades(small_class)[1][2] == str(attacks.WITHOUT + 1.5)


@pytest.mark.parametrize("points", ["5", "-1", "many"])
def test_marks_that_are_none_are_refused(small_class, points):
    marks = small_class / "graded" / "marks.csv"
    marks.write_text(
        marks.read_text(encoding="utf-8-sig").replace("bias-answer,,", f"bias-answer,{points},"),
        encoding="utf-8",
    )
    with pytest.raises(SystemExit, match=f"{points} is no number from 0 to 4"):
        commands.grade_folder(small_class / "submissions", small_class / "graded")


def test_marks_of_other_countries_are_read(tmp_path):
    path = tmp_path / "marks.csv"
    path.write_text(
        "student;assignment;question;points;max;comment;answer\nanna;01;q;2,5;4,0;;x\n",
        encoding="utf-8-sig",
    )
    marks, complaints = _report.read_marks(path)
    assert marks["anna", "01", "q"].points == 2.5 and not complaints


def test_no_name_becomes_a_formula_or_a_tag(tmp_path):
    for student in ("=1+1", "<b>bold"):
        students.write(
            tmp_path / "submissions" / student / "01_forward.ipynb",
            students.handed_out("01_forward"),
        )
    commands.grade_folder(tmp_path / "submissions", tmp_path / "graded")
    assert [row[0] for row in grades(tmp_path)[1:]] == ["<b>bold", "'=1+1"]
    page = (tmp_path / "graded" / "feedback" / "<b>bold.html").read_text(encoding="utf-8")
    assert "<b>" not in page and "Not answered." in page


def grades(folder):
    import csv

    with open(folder / "graded" / "grades.csv", encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_files_without_folders_belong_to_their_names(tmp_path):
    students.write(tmp_path / "anna_01_forward.ipynb", attacks.honest())
    students.write(tmp_path / "ben.ipynb", attacks.honest())
    results, _ = students.grade(tmp_path, tmp_path / "results")
    assert set(results) == {("anna", "01_forward"), ("ben", "01_forward")}


def test_of_two_notebooks_the_fuller_counts(tmp_path):
    students.write(tmp_path / "anna" / "a.ipynb", attacks.honest())
    students.write(tmp_path / "anna" / "b.ipynb", students.handed_out("01_forward"))
    results, _ = students.grade(tmp_path, tmp_path / "results")
    assert attacks.by_tests(results["anna", "01_forward"]) == attacks.FULL
    assert "2 notebooks for this assignment" in results["anna", "01_forward"]["notes"][0]


def test_a_written_answer_below_its_cell_is_there_to_be_marked(results):
    assert (
        results[0]["answers below the stubs"]["questions"]["bias-answer"]["answer"]
        == students.WRITTEN
    )


@pytest.mark.parametrize(("answer", "points"), [
    ("return X + 1", 1), ("X[:] = -1\n    return X + 1", 0), ("return np.zeros((0, 3))", 0), ("return [np.zeros((0, 3))]", 0),
])  # fmt: skip
def test_a_hidden_test_is_not_met_by_changing_its_inputs_or_by_nothing(answer, points):
    """Its assert alone would be: after the change both sides are 0, and an empty array is close to any other."""
    test = "### BEGIN HIDDEN TESTS\nX = np.zeros(3)\nassert np.allclose(f(X), X + 1)\n### END HIDDEN TESTS\n"
    cells = [_assignment.Cell(*cell) for cell in (
        ("setup", "setup", "import numpy as np", ""), ("f", "answer", "def f(X): ...", ""), ("test", "test", test, "", 1))]  # fmt: skip
    submission = _submission.Submission({"f": f"def f(X):\n    {answer}"}, [])
    assert (
        _grade.grade(_assignment.Assignment("", "", cells), submission, _grade.Conditions(True))["test"][
            "points"
        ]
        == points
    )


def test_no_answer_changes_the_data_that_tests_compare_with():
    cell = _assignment.Cell("setup", "setup", "X, t = np.ones((2, 3)), [np.ones(2)]", "")
    run = _grade.Run(_assignment.Assignment("", "", [cell]), {}, _grade.Conditions(True))
    run.names["np"] = np
    run.setup(cell)
    assert not run.names["X"].flags.writeable and not run.names["t"][0].flags.writeable


def test_a_process_that_cannot_be_closed_in_is_not_started_at_all(small_class, monkeypatch, capsys):
    """What the main process found out holds for all: no process falls back to run an answer in the open."""
    students.write(small_class / "submissions" / "ben" / "01_forward.ipynb", attacks.honest())
    monkeypatch.setattr(_sandbox, "enclosed", lambda: ["false"])
    with monkeypatch.context() as patch:
        patch.setattr(_batch, "ProcessPoolExecutor", lambda *_, **__: ThreadPoolExecutor(1))
        commands.grade_folder(small_class / "submissions", small_class / "graded")
    assert "COULD NOT BE GRADED" in capsys.readouterr().out


# What must not stop the command


def test_names_and_texts_that_no_file_can_hold(tmp_path):
    folder = tmp_path / "in"
    students.write(
        folder / "Jürgen".encode("latin-1").decode("utf-8", "surrogateescape") / "01_forward.ipynb",
        attacks.honest(),
    )
    students.write(
        folder / "ben" / b"l\xf6sung.ipynb".decode("utf-8", "surrogateescape"), attacks.honest()
    )
    students.write(folder / ("x" * 250) / "01_forward.ipynb", attacks.honest())
    half = students.filled(
        "01_forward", students.right("01_forward") | {"bias-answer": "half \ud800"}
    )
    students.write(folder / "cem" / "01_forward.ipynb", half)
    commands.grade_folder(folder, tmp_path / "graded")
    assert [float(row[2]) for row in grades(tmp_path)[1:]] == [attacks.FULL] * 4
    assert len(list((tmp_path / "graded" / "feedback").iterdir())) == 4


def test_a_folder_without_notebooks_is_said_and_an_empty_class_is_none(tmp_path):
    (tmp_path / "in" / "anna").mkdir(parents=True)
    (tmp_path / "in" / "ben").mkdir()
    (tmp_path / "in" / "ben" / "homework.zip").write_bytes(b"PK")
    commands.grade_folder(tmp_path / "in", tmp_path / "graded")
    assert [(row[0], row[5]) for row in grades(tmp_path)[1:]] == [
        ("anna", "No notebook was found."),
        ("ben", "No notebook was found."),
    ]


def test_names_that_file_managers_make(tmp_path):
    for name in (
        "anna_01_forward (1).ipynb",
        "ben-01_Forward-late.IPYNB",
        "cem.ipynb",
        "._dora_01_forward.ipynb",
    ):
        students.write(tmp_path / name, attacks.honest())
    results, _ = students.grade(tmp_path, tmp_path / "out")
    assert set(results) == {(student, "01_forward") for student in ("anna", "ben", "cem")}


def test_many_cells_and_long_ones_are_read_quickly(tmp_path):
    cells = [{"cell_type": "code", "source": "a=1\n" * 100_000}] + [
        {"cell_type": "code", "source": "b=1"}
    ] * 20_000
    (tmp_path / "a.ipynb").write_text(json.dumps({"cells": cells}))
    with_cells = _submission.read_cells(tmp_path / "a.ipynb")
    assert len(with_cells) == _submission.MOST_CELLS and not _assignment.defined_names(
        with_cells[0].text
    )


def test_trouble_of_the_grader_is_one_students_and_is_tried_again(small_class, monkeypatch, capsys):
    def broken(*_):
        raise RuntimeError("no room")

    students.write(small_class / "submissions" / "ben" / "01_forward.ipynb", attacks.honest())
    with monkeypatch.context() as patch:
        patch.setattr(_batch, "grade_one", broken)
        patch.setattr(_batch, "ProcessPoolExecutor", lambda *_, **__: ThreadPoolExecutor(1))
        commands.grade_folder(small_class / "submissions", small_class / "graded")
    assert "COULD NOT BE GRADED" in capsys.readouterr().out
    assert grades(small_class)[2][5] == "01_forward could not be graded."
    commands.grade_folder(small_class / "submissions", small_class / "graded")
    assert [row[2] for row in grades(small_class)[1:]] == [str(attacks.FULL)] * 2


# Marks that must not be lost


def mark(folder, points):
    marks = folder / "graded" / "marks.csv"
    text = marks.read_text(encoding="utf-8-sig")
    marks.write_text(text.replace("bias-answer,,4,", f"bias-answer,{points},4,"), encoding="utf-8")


def test_marks_outlive_a_run_over_others(small_class):
    mark(small_class, 3)
    students.write(small_class / "late" / "cem" / "01_forward.ipynb", attacks.honest())
    for folder in ("late", "submissions"):
        commands.grade_folder(small_class / folder, small_class / "graded")
    assert grades(small_class)[1][2] == str(attacks.FULL + 3)


def test_a_mark_does_not_stick_to_another_answer(small_class):
    mark(small_class, 3)
    commands.grade_folder(small_class / "submissions", small_class / "graded")
    other = students.filled(
        "01_forward", students.right("01_forward") | {"bias-answer": "Something else."}
    )
    students.write(small_class / "submissions" / "anna" / "01_forward.ipynb", other)
    commands.grade_folder(small_class / "submissions", small_class / "graded")
    assert grades(small_class)[1][2:5] == [str(attacks.FULL), "20", "4"]
    assert "Another answer had 3 points." in (small_class / "graded" / "marks.csv").read_text(
        encoding="utf-8-sig"
    )


def test_a_very_long_answer_does_not_block_the_marks(small_class):
    long = students.filled(
        "01_forward", students.right("01_forward") | {"bias-answer": "words " * 8000}
    )
    students.write(small_class / "submissions" / "anna" / "01_forward.ipynb", long)
    commands.grade_folder(small_class / "submissions", small_class / "graded")
    assert grades(small_class)[1][4] == "4"
    mark(small_class, 3)
    commands.grade_folder(small_class / "submissions", small_class / "graded")
    assert grades(small_class)[1][4] == "0"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_marks_in_the_encoding_of_any_spreadsheet(tmp_path, encoding):
    path = tmp_path / "marks.csv"
    path.write_text(
        "student,assignment,question,points,max,comment\nJürgen,01,q,2,4,schön\n", encoding=encoding
    )
    marks, _ = _report.read_marks(path)
    assert marks["Jürgen", "01", "q"].comment == "schön"


def test_hidden_and_visible_parts_are_told_apart():
    for cell in students.assignment("01_forward").cells:
        if cell.kind == "test":
            assert cell.hidden.strip() and cell.visible.strip()
            assert not re.search("HIDDEN TESTS", cell.visible + cell.hidden)
            assert _submission.trimmed(cell.visible) == _submission.trimmed(cell.handed_out)
