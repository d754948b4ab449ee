"""Make-believe students: notebooks filled in with answers, right, wrong, damaged or hostile."""

import functools
import os
import runpy
from pathlib import Path

import execute
import nbformat
import pytest

from rnn_lesson.classroom import _batch, _notebooks, _release, _sandbox

ANSWERS = Path(__file__).parent / "assignments"
PATHS = {path.stem: path for path in execute.notebook_paths(_release.ASSIGNMENTS)}
NEEDS_SANDBOX = pytest.mark.skipif(bool(_sandbox.weakness()) and "CI" not in os.environ, reason=_sandbox.weakness())
WRITTEN = "The error grows with every step, because nothing makes it smaller."


@functools.cache
def assignment(name):
    return _notebooks.read_assignment(PATHS[name], handed_out(name))


@functools.cache
def handed_out(name):
    return _release.hand_out(PATHS[name])


@functools.cache
def answers(name):
    """What tests/assignments has for an assignment: RIGHT and WRONG."""
    return runpy.run_path(ANSWERS / f"{name}.py")


def filled(name, answers):
    """The notebook of a student who wrote {cell id: source}, and a sentence into each written answer."""
    notebook = nbformat.from_dict(handed_out(name))
    for cell in notebook.cells:
        mark = cell.metadata.get("nbgrader", {})
        if mark.get("solution"):
            cell.source = answers.get(cell.id, WRITTEN if mark["grade"] else cell.source)
    return notebook


def right(name, which=0):
    """The answers of a student who is right everywhere, in one of several ways."""
    return {cell: sources[which % len(sources)] for cell, sources in answers(name)["RIGHT"].items()}


def grade(folder, target):
    """Grade a folder of submissions as the teacher's command does; return {(student, assignment): result}, complaints."""
    assert not _sandbox.weakness()
    assignments = [assignment(name) for name in PATHS]
    work, complaints = [], {}
    for student, notebooks in _batch.find_students(folder, assignments).items():
        found, complaints[student] = _batch.find_work(student, notebooks, assignments)
        work += found
    results = _batch.grade_all(work, target, lambda line: None)
    return {(result["student"], result["assignment"]): result for result in results}, complaints
