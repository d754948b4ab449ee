"""The teacher's two commands: `python start.py release` and `python start.py grade` call them."""

import argparse
import signal
import sys
from pathlib import Path

# Run by its path, from wherever the teacher stands.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from classroom import _assignment, _batch, _collect, _release, _report, _sandbox
from classroom._grade import Conditions


def main(argv):
    parser = argparse.ArgumentParser(prog="start.py", description="For teachers.")
    commands = parser.add_subparsers(dest="command", required=True)
    release = commands.add_parser("release", help="write what students get")
    to = "the folder to write, and its zip beside it"
    release.add_argument("--to", type=Path, default=Path("handout"), help=to)
    grade = commands.add_parser("grade", help="grade a folder of submissions")
    submissions = "a folder with a folder or a notebook for each student"
    grade.add_argument("submissions", type=Path, help=submissions)
    to = "the folder to write grades and feedback to"
    grade.add_argument("--to", type=Path, default=Path("graded"), help=to)
    options = parser.parse_args(argv)
    # As Ctrl-C does: by an exception, which ends the students' processes on its way out.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))
    if options.command == "release":
        archive = Path(_release.release(options.to)).resolve()
        print(
            f"Hand-out: {options.to.resolve()}\nThe same as a file to give to students: {archive}"
        )
    else:
        grade_folder(options.submissions, options.to)


def grade_folder(submissions, target, conditions=None):
    """Grade a folder of submissions and write grades, marks and feedback into `target`."""
    if not submissions.is_dir():
        sys.exit(f"There is no folder {submissions}.")
    if not conditions:
        warn_of_weakness()
        conditions = Conditions(closed_in=not _sandbox.weakness())
    # First of all: nobody shall wait for the grades to hear of a typing error in their marks.
    marks, complaints_on_marks = _report.read_marks(target / "marks.csv")
    if complaints_on_marks:
        sys.exit("\n".join(complaints_on_marks))
    assignments = read_assignments()
    work, complaints = [], {}
    for student, notebooks in _collect.find_students(submissions, assignments).items():
        found, complaints[student] = _collect.find_work(student, notebooks, assignments)
        work += found
    say = lambda line: print(line, flush=True)
    results, failures = _batch.grade_all(work, target / "results", say, conditions)
    for student, sentences in failures.items():
        complaints[student] += sentences
    _report.apply_marks(results, marks)
    _report.write_all(target, results, complaints, marks)
    places = target / "grades.csv", target / "feedback", target / "marks.csv"
    print("\nGrades: {}. Feedback: {}. To mark: {}.".format(*places))


def read_assignments():
    paths = _assignment.notebooks_in(_release.ASSIGNMENTS)
    return [_assignment.read_assignment(path, _release.hand_out(path)) for path in paths]


def warn_of_weakness():
    if weakness := _sandbox.weakness():
        you = "you, so they could read, change and delete your files"
        whom = "another user" if _sandbox.other_user(closed_in=False) else you
        print(f"Warning: {weakness}\nAnswers run as {whom}. They can use the network.", end=" ")
        print("See README, For teachers.\n")


if __name__ == "__main__":
    main(sys.argv[1:])
