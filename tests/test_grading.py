"""Grading cannot be fooled, and no accident costs an honest student a point: one batch with honest students, damaged
notebooks and attacks side by side."""

import json
import re

import attacks
import pytest
import students

from rnn_lesson.classroom import __main__ as commands
from rnn_lesson.classroom import _notebooks, _report

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


@pytest.mark.parametrize("student", ["honest 0", "honest 1", "honest 2", "honest 3", "renamed", "byte order mark"])
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
    ("cells of one's own that fail", "3 code cells outside the answer cells"),
])  # fmt: skip
def test_what_was_repaired_is_reported(results, fault, note):
    assert note in " ".join(results[0][fault]["notes"])


@pytest.mark.parametrize("attack", attacks.ATTACKS)
def test_an_attack_costs_its_own_points_and_no_others(results, attack):
    questions = results[0][attack]["questions"]
    assert questions["shares-test"]["points"] == 0
    assert attacks.by_tests(results[0][attack]) == attacks.WITHOUT


@pytest.mark.parametrize("file", [*attacks.FILES, "link to the solution"])
def test_what_is_no_notebook_is_said_and_stops_nobody(results, file):
    assert file not in results[0] and len(results[1][file]) == 1


def test_feedback_never_shows_a_hidden_test(graded):
    hidden = [line.strip() for cell in students.assignment(attacks.NAME).cells for line in cell.hidden.splitlines()]
    values = {"CARRIED OUT 1000", "CARRIED OUT 7", "CARRIED OUT 1 ", "0.25 -0.6"}  # Only hidden tests try these.
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
    assert before == {path: path.stat().st_mtime_ns for path in (graded / "results").rglob("*.json")}


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
    marks.write_text(text.replace("bias-answer,,4,", "bias-answer,2.5,4,Say how fast."), encoding="utf-8")
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
    marks.write_text(marks.read_text(encoding="utf-8-sig").replace("bias-answer,,", f"bias-answer,{points},"), encoding="utf-8")
    with pytest.raises(SystemExit, match=f"{points} is no number from 0 to 4"):
        commands.grade_folder(small_class / "submissions", small_class / "graded")


def test_marks_of_other_countries_are_read(tmp_path):
    path = tmp_path / "marks.csv"
    path.write_text("student;assignment;question;points;max;comment;answer\nanna;01;q;2,5;4,0;;x\n", encoding="utf-8-sig")
    assert _report.read_marks(path) == ({("anna", "01", "q"): (2.5, "")}, [])


def test_no_name_becomes_a_formula_or_a_tag(tmp_path):
    for student in ("=1+1", "<b>bold"):
        students.write(tmp_path / "submissions" / student / "01_forward.ipynb", students.handed_out("01_forward"))
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


def test_hidden_and_visible_parts_are_told_apart():
    for cell in students.assignment("01_forward").cells:
        if cell.kind == "test":
            assert cell.hidden.strip() and cell.visible.strip()
            assert not re.search("HIDDEN TESTS", cell.visible + cell.hidden)
            assert _notebooks.meaning(cell.visible) == _notebooks.meaning(cell.handed_out)
