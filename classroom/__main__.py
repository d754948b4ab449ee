"""The teacher's two commands: `python start.py release` and `python start.py grade` call them."""

import argparse
import signal
import sys
import tempfile
from pathlib import Path

# Run by its path, from wherever the teacher stands.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from classroom import _assignment, _batch, _collect, _marks, _release, _report, _sandbox
from classroom._grade import Conditions
from classroom._text import line


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
    # A terminal that lacks a letter shows its number instead, and no name ends the run.
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")
    # As Ctrl-C does: by an exception, which ends the students' processes on its way out.
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: sys.exit("Stopped."))
    try:
        if options.command == "release":
            release_to(options.to)
        elif grade_folder(options.submissions, options.to):
            sys.exit("Some could not be graded: see above. Start again to try once more.")
    except KeyboardInterrupt:
        print("\nStopped. What was graded is kept: start again to go on.", file=sys.stderr)
        sys.exit(130)
    except OSError as error:
        sys.exit(f"Stopped: {line(error)}. What was graded until now is kept.")


def release_to(target):
    archive = Path(_release.release(target)).resolve()
    print(f"Hand-out: {target.resolve()}\nThe same as a file to give to students: {archive}")


def grade_folder(submissions, target, conditions=None):
    """Grade a folder of submissions and write grades, marks and feedback into `target`.

    Return how many could not be graded.
    """
    if not submissions.exists():
        sys.exit(f"There is no folder {submissions}.")
    say = lambda text: print(line(text), flush=True)
    # First of all: nobody shall wait for the grades to hear of a typing error in their marks, or
    # that a spreadsheet holds the table open.
    assignments = read_assignments()
    most = {
        (one.name, cell.id): f"{cell.points:g}" for one in assignments for cell in one.questions
    }
    marks, complaints_on_marks = _marks.read_marks(target / "marks.csv", most)
    if complaints_on_marks:
        sys.exit("\n".join(complaints_on_marks))
    _report.prepare(target)
    if not conditions:
        warn_of_weakness()
        conditions = Conditions(closed_in=not _sandbox.weakness())
    with tempfile.TemporaryDirectory() as room:
        found = _collect.find_work(submissions, assignments, target, Path(room))
    work, complaints, left_out = found
    for sentence in left_out:
        say(sentence)
    results, failures = _batch.grade_all(work, target / "results", say, conditions)
    for student, sentences in failures.items():
        complaints[student] += sentences
    nobodys = _marks.apply_marks(results, marks)
    for sentence in nobodys:
        say(sentence)
    _report.write_all(target, results, complaints, marks, left_out + nobodys)
    places = target / "grades.csv", target / "feedback", target / "marks.csv"
    print("\nGrades: {}. Feedback: {}. To mark: {}.".format(*places))
    return len(failures)


def read_assignments():
    paths = _assignment.notebooks_in(_release.ASSIGNMENTS)
    return [_assignment.read_assignment(path, _release.hand_out(path)) for path in paths]


def warn_of_weakness():
    if weakness := _sandbox.weakness():
        you = "you, so they could read, change and delete your files"
        whom = "another user" if _sandbox.other_user(closed_in=False) else you
        print(f"Warning: {weakness}\nAnswers run as {whom}. They can use the network.", end=" ")
        print("See README, For teachers.\n")
    elif missing := _sandbox.unfiltered():
        print(f"Warning: {missing} Submissions could tell each other what tests try.\n")


if __name__ == "__main__":
    main(sys.argv[1:])
