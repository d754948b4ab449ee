"""The classroom's part of the benchmark: grading, beside nbgrader's autograde of the same."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import students

NAME = "assignment_3_backprop"
STUDENTS, NBGRADERS = 30, 4
ROUNDS = 2


def measure_grading(add):
    """Grade thirty right submissions, and four of them with nbgrader: it takes longer for each."""
    ours, theirs = [], []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            answers = {f"student {i}": students.right(NAME, i) for i in range(STUDENTS)}
            few = dict(list(answers.items())[:NBGRADERS])
            course = students.Course(Path(folder, "course"), NAME, few)
            nbgrader = ["-m", "nbgrader", "autograde", NAME, "--CourseDirectory.course_id=rnn"]
            theirs.append(seconds(nbgrader, course.folder) / NBGRADERS)
            for student, own in answers.items():
                path = Path(folder, "in", student, f"{NAME}.ipynb")
                students.write(path, students.filled(NAME, own))
            grade = [str(students.ROOT / "classroom"), "grade", "in", "--to", "out"]
            ours.append(seconds(grade, folder) / STUDENTS)
    add(f"grading, each of {STUDENTS} submissions", ours, "s", bar="<= 3 s")
    ratios = [b / a for a, b in zip(ours, theirs)]
    add("grading, each submission", ours, "s", "nbgrader autograde", theirs, ratios)


def seconds(command, folder):
    began = time.perf_counter()
    subprocess.run([sys.executable, *command], cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - began
