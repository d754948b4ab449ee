"""A school that has nbgrader uses the same sources with nbgrader's own commands."""

import nbformat
import pytest
import students
from nbgrader.api import Gradebook

NAME = "02_cost"

pytestmark = students.NEEDS_SANDBOX


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course of nbgrader's in which one assignment was generated, handed in by two students and graded."""
    course = students.Course(tmp_path_factory.mktemp("course"), NAME)
    course.hand_in({"anna": students.right(NAME), "ben": {}})
    course.nbgrader("autograde")
    return course.folder


def test_its_hand_out_is_ours(course):
    theirs = nbformat.read(course / "release" / NAME / f"{NAME}.ipynb", as_version=4)
    ours = students.handed_out(NAME)
    assert [(cell.id, cell.source) for cell in theirs.cells] == [
        (cell.id, cell.source) for cell in ours.cells
    ]


def test_its_points_are_ours(course, tmp_path):
    ours, _ = students.grade(course / "submitted", tmp_path)
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        for student in ("anna", "ben"):
            theirs = {
                grade.cell.name: grade.auto_score
                for grade in gradebook.find_submission_notebook(NAME, NAME, student).grades
            }
            for question, result in ours[student, NAME]["questions"].items():
                if result["points"] is not None:
                    assert theirs[question] == result["points"], question
        assert gradebook.find_submission_notebook(NAME, NAME, "anna").score > 10
