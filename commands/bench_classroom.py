"""The classroom's part of the benchmark: grading, beside nbgrader's autograde of submissions of the same students."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import students

NAME = "03_backprop"
STUDENTS, NBGRADERS = 30, 4
ROUNDS = 2


def measure_grading(add):
    """Grade thirty right submissions, and four of them with nbgrader: it takes longer for each."""
    ours, theirs = [], []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            course = students.Course(Path(folder, "course"), NAME)
            course.hand_in({f"student {i}": students.right(NAME, i) for i in range(NBGRADERS)})
            theirs.append(seconds(lambda: course.nbgrader("autograde")) / NBGRADERS)
            for i in range(STUDENTS):
                students.write(
                    Path(folder, "in", f"student {i}", f"{NAME}.ipynb"),
                    students.filled(NAME, students.right(NAME, i)),
                )
            command = [
                sys.executable,
                str(students.ROOT / "classroom"),
                "grade",
                "in",
                "--to",
                "out",
            ]
            grade = lambda: subprocess.run(command, cwd=folder, check=True, capture_output=True)
            ours.append(seconds(grade) / STUDENTS)
    add(f"grading, each of {STUDENTS} submissions", ours, "s", bar="<= 3 s")
    add(
        "grading, each submission",
        ours,
        "s",
        "nbgrader autograde",
        theirs,
        [b / a for a, b in zip(ours, theirs)],
    )


def seconds(action):
    began = time.perf_counter()
    action()
    return time.perf_counter() - began
