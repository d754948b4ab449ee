"""A school that has nbgrader uses the same sources with nbgrader's own commands."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import attacks
import nbformat
import pytest
import students
from nbgrader.api import Gradebook

NAME = "02_cost"

pytestmark = students.NEEDS_SANDBOX


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course of nbgrader's in which one assignment was generated, handed in by two students and graded."""
    course = tmp_path_factory.mktemp("course")
    (course / "source" / NAME).mkdir(parents=True)
    shutil.copy(students.PATHS[NAME], course / "source" / NAME)
    nbgrader(course, "generate_assignment")
    for student, answers in ("anna", students.right(NAME)), ("ben", {}):
        attacks.write(course / "submitted" / student / NAME / f"{NAME}.ipynb", students.filled(NAME, answers))
    nbgrader(course, "autograde")
    return course


def nbgrader(course, command):
    command = [sys.executable, "-m", "nbgrader", command, NAME, "--CourseDirectory.course_id=rnn", f"--CourseDirectory.root={course}"]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])  # nbgrader calls alembic by its name.
    done = subprocess.run(command, cwd=course, env=os.environ | {"PATH": path}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_its_hand_out_is_ours(course):
    theirs = nbformat.read(course / "release" / NAME / f"{NAME}.ipynb", as_version=4)
    ours = students.handed_out(NAME)
    assert [(cell.id, cell.source) for cell in theirs.cells] == [(cell.id, cell.source) for cell in ours.cells]


def test_its_points_are_ours(course, tmp_path):
    ours, _ = students.grade(course / "submitted", tmp_path)
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        for student in ("anna", "ben"):
            theirs = {grade.cell.name: grade.auto_score for grade in gradebook.find_submission_notebook(NAME, NAME, student).grades}
            for question, result in ours[student, NAME]["questions"].items():
                if result["points"] is not None:
                    assert theirs[question] == result["points"], question
        assert gradebook.find_submission_notebook(NAME, NAME, "anna").score > 10
