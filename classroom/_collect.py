"""Whose notebook is it, and for which assignment? From a folder of submissions to what to grade."""

import hashlib
import re
from typing import NamedTuple

from classroom._assignment import Assignment, notebooks_in
from classroom._submission import Submission, Unreadable, collect, likeness, read_cells
from classroom._text import printable

LONGEST_NAME = 100  # bytes; file systems allow 255, and the name gets an ending


class Work(NamedTuple):
    """One assignment of one student, and what the teacher is to know of how it was found."""

    student: str
    assignment: Assignment
    submission: Submission
    notes: list


def find_students(folder, assignments):
    """Return {student: [notebooks]}: each has a folder, or files such as anna_01_forward.ipynb."""
    any_assignment = "|".join(re.escape(assignment.name) for assignment in assignments)
    students = {}
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir():
            students.setdefault(student_name(path.name), []).extend(notebooks_in(path))
        elif path.suffix.lower() == ".ipynb":
            name = re.split(any_assignment, path.stem, maxsplit=1, flags=re.IGNORECASE)[0]
            name = name.strip("_- ") or path.stem
            students.setdefault(student_name(name), []).append(path)
    return students


def student_name(name):
    """A student's name as every file can hold it, and short enough to name one."""
    name = printable(name)
    if len(name.encode()) > LONGEST_NAME:
        name = name[:50] + hashlib.sha256(name.encode()).hexdigest()[:12]
    return name


def find_work(student, paths, assignments):
    """Return ([Work], [sentence on what cannot be graded]) for one student's notebooks."""
    found, complaints = {}, [] if paths else ["No notebook was found."]
    for path in paths:
        name = printable(path.name)
        try:
            cells = read_cells(path)
        except Unreadable as error:
            complaints.append(f"{name} cannot be read: {error}.")
            continue
        best = max(assignments, key=lambda assignment: likeness(assignment, cells))
        if likeness(best, cells) == 0:
            complaints.append(f"{name} belongs to no assignment.")
        else:
            found.setdefault(best.name, []).append((path, best, collect(best, cells)))
    return [choose(student, several) for several in found.values()], complaints


def choose(student, several):
    """Of several notebooks take the one with the most answers, and the last of equals."""
    path, assignment, submission = max(
        several, key=lambda one: (len(one[2].answers), one[0].stat().st_mtime, one[0].name)
    )
    notes = list(submission.repairs)
    if assignment.name not in path.stem:
        notes.insert(0, f"Found in {printable(path.name)}.")
    if len(several) > 1:
        taken = "the one with the most answers was taken"
        notes.insert(0, f"{len(several)} notebooks for this assignment: {taken}.")
    return Work(student, assignment, submission, notes)
