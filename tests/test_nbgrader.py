"""A school that has nbgrader uses the same sources with nbgrader's own commands."""

import os
import shutil
import sys
from pathlib import Path
from unittest import mock

import nbformat
import pytest
import students
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config

NAME, STUDENT = "assignment_2_cost", "anna"

pytestmark = [students.NEEDS_SANDBOX, pytest.mark.filterwarnings("ignore:Object of type")]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course in which one assignment was generated, handed in and graded by nbgrader.

    One answer is right, one is refused by a visible test, one by a hidden one, and one is missing.
    """
    answers = {"running-count": students.right(NAME)["running-count"]}
    wrong = students.wrong_answers(NAME)
    parts = {"cost-every-step": "hidden", "robust-cost": "visible"}
    for cell, part in parts.items():
        answers[cell] = next(source for source, refused in wrong[cell] if refused == part)
    folder = tmp_path_factory.mktemp("course")
    api = NbGraderAPI(config=Config({"CourseDirectory": {"root": str(folder), "course_id": "rnn"}}))
    (folder / "source" / NAME).mkdir(parents=True)
    shutil.copy(students.PATHS[NAME], folder / "source" / NAME)
    handed_in = folder / "submitted" / STUDENT / NAME / f"{NAME}.ipynb"
    students.write(handed_in, students.filled(NAME, answers))
    # nbgrader calls alembic by its name.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    with mock.patch.dict(os.environ, PATH=path):
        steps = [api.generate_assignment(NAME), api.autograde(NAME, STUDENT)]
    assert all(done["success"] for done in steps), steps
    return folder


def test_its_hand_out_is_ours(course):
    theirs = nbformat.read(course / "release" / NAME / f"{NAME}.ipynb", as_version=4)
    ours = students.handed_out(NAME)
    of = lambda notebook: [(cell.id, cell.source) for cell in notebook.cells]
    assert of(theirs) == of(ours)


def test_its_points_are_ours(course, tmp_path):
    results, _ = students.grade(course / "submitted", tmp_path)
    questions = results[STUDENT, NAME]["questions"]
    ours = {name: question["points"] for name, question in questions.items()}
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        grades = gradebook.find_submission_notebook(NAME, NAME, STUDENT).grades
        theirs = {grade.cell.name: grade.auto_score for grade in grades}
    assert set(theirs) == set(ours) and 0 < sum(filter(None, ours.values())) < 12
    for name, points in ours.items():
        if points is not None:  # None is for somebody to mark.
            assert theirs[name] == points, name


def test_a_failing_cell_shows_its_sentence_alone_and_a_satisfied_one_its_points(course):
    path = course / "autograded" / STUDENT / NAME / f"{NAME}.ipynb"
    cells = {cell.id: cell for cell in nbformat.read(path, as_version=4).cells}
    looks = {"✓": 0, "✗": 0, "✎": 0}
    for test in students.assignment(NAME).questions:
        if test.kind == "test":
            last = cells[test.id].outputs[-1]
            shown = last.get("traceback") or [last.text]
            assert len(shown) == 1 and len(shown[0].splitlines()) == 1, shown
            looks[shown[0][0]] += 1
    assert looks == {"✓": 1, "✗": 4, "✎": 2}
