"""The two commands of the teacher, as `python start.py release` and `python start.py grade` call them."""

import argparse
import signal
import sys
from pathlib import Path

sys.path.insert(
    0, str(Path(__file__).resolve().parent.parent)
)  # Run by its path, from wherever the teacher stands.

from classroom import _batch, _notebooks, _release, _report, _sandbox


def main(argv):
    parser = argparse.ArgumentParser(prog="start.py", description="For teachers.")
    commands = parser.add_subparsers(dest="command", required=True)
    release = commands.add_parser("release", help="write what students get")
    release.add_argument(
        "--to",
        type=Path,
        default=Path("handout"),
        help="the folder to write, and its zip beside it",
    )
    grade = commands.add_parser("grade", help="grade a folder of submissions")
    grade.add_argument(
        "submissions", type=Path, help="a folder with a folder or a notebook for each student"
    )
    grade.add_argument(
        "--to", type=Path, default=Path("graded"), help="the folder to write grades and feedback to"
    )
    options = parser.parse_args(argv)
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit("Stopped.")
    )  # Ends the students' processes too, as Ctrl-C does.
    if options.command == "release":
        archive = _release.release(options.to)
        print(
            f"Hand-out: {options.to.resolve()}\nThe same as a file to give to students: {Path(archive).resolve()}"
        )
    else:
        grade_folder(options.submissions, options.to)


def grade_folder(submissions, target):
    if not submissions.is_dir():
        sys.exit(f"There is no folder {submissions}.")
    if weakness := _sandbox.weakness():
        whom = (
            "another user"
            if _sandbox.other_user(closed_in=False)
            else "you, so they could read, change and delete your files"
        )
        print(
            f"Warning: {weakness}\nAnswers run as {whom}. They can use the network. See README, For teachers.\n"
        )
    marks, complaints_on_marks = _report.read_marks(target / "marks.csv")
    if complaints_on_marks:
        sys.exit("\n".join(complaints_on_marks))
    paths = _notebooks.notebooks_in(_release.ASSIGNMENTS)
    assignments = [_notebooks.read_assignment(path, _release.hand_out(path)) for path in paths]
    work, complaints = [], {}
    for student, notebooks in _batch.find_students(submissions, assignments).items():
        found, complaints[student] = _batch.find_work(student, notebooks, assignments)
        work += found
    results, failures = _batch.grade_all(
        work, target / "results", lambda line: print(line, flush=True)
    )
    for student, sentences in failures.items():
        complaints[student] += sentences
    _report.apply_marks(results, marks)
    _report.write_all(target, results, complaints, marks)
    print(
        f"\nGrades: {target / 'grades.csv'}. Feedback: {target / 'feedback'}. To mark: {target / 'marks.csv'}."
    )


if __name__ == "__main__":
    main(sys.argv[1:])
