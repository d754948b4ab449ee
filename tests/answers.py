"""Right and wrong answers to all questions, and what the grader says to each.

They stand in `tests/assignments/`. `python tests/answers.py` prints who refuses each wrong one: a
test that students see, a hidden one or nobody.
"""

import os
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import students

from classroom import _grade
from classroom._submission import Submission


def graded(names):
    """{(assignment, "right" or "wrong", i): questions}.

    The i-th right answers to all questions of an assignment are one student's, and so on.
    """
    with ProcessPoolExecutor(os.cpu_count(), initializer=students.reuse_processes) as pool:
        futures = {}
        for name in names:
            wrong = {
                cell: [source for source, _ in several]
                for cell, several in students.wrong_answers(name).items()
            }
            for part, known in (("right", students.right_answers(name)), ("wrong", wrong)):
                for i, answers in enumerate(columns(known)):
                    work = students.assignment(name), Submission(answers, []), students.CLOSED_IN
                    futures[name, part, i] = pool.submit(_grade.grade, *work)
        return {place: future.result() for place, future in futures.items()}


def columns(known):
    """[{cell: its i-th answer}], for as long as any cell has one."""
    for i in range(max(map(len, known.values()))):
        yield {cell: several[i] for cell, several in known.items() if i < len(several)}


def judges(name):
    """{answer: the test cells that judge it}, those between it and the next answer."""
    judges = {}
    for cell in students.assignment(name).cells:
        if cell.kind == "answer":
            judges[cell.id] = []
        elif cell.kind == "test":
            judges[list(judges)[-1]].append(cell.id)
    return judges


def refusals(questions, tests):
    """[("visible" or "hidden", reason)] of those of the tests that refuse an answer, in order."""
    reasons = [questions[test]["reason"] for test in tests if questions[test]["points"] == 0]
    return [("hidden" if why.startswith("Passed the tests") else "visible", why) for why in reasons]


def main(names):
    names = [name for name in students.PATHS if not names or any(part in name for part in names)]
    grades, wrong_place = graded(names), 0
    for name in names:
        for answer, several in students.wrong_answers(name).items():
            found = []
            for i, (source, expected) in enumerate(several):
                by = refusals(grades[name, "wrong", i], judges(name)[answer]) or [("nobody", "")]
                found.append(by[0][0])
                wrong_place += by[0][0] != expected
                print(f"{by[0][0]:8} {by[0][1]}")
                print(*(f"             {line}" for line in source.splitlines()[1:]), sep="\n")
            counts = Counter(found)
            parts = (f"{counts[part]:3} {part}" for part in ("visible", "hidden", "nobody"))
            print(f"\n== {name}, {answer}: refused by", *parts, "\n")
    return f"{wrong_place} are refused elsewhere than stated" if wrong_place else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
