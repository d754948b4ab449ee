"""Grade a folder of submissions, several at once, and go on where an earlier run stopped."""

import hashlib
import json
import os
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import NamedTuple

from rnn_lesson.classroom._grade import grade
from rnn_lesson.classroom._notebooks import Unreadable, collect, likeness, notebooks_in, read_cells

MEMORY = 4 * 2**30


class Work(NamedTuple):
    """One assignment of one student, and what else is known of it."""

    student: str
    assignment: object
    submission: object
    notes: list
    key: str


def find_students(folder, assignments):
    """Return {student: [notebooks]}: each has a folder, or files such as anna_01_forward.ipynb."""
    students = {}
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.name.startswith("."):
            students.setdefault(path.name, []).extend(notebooks_in(path))
        elif path.suffix == ".ipynb":
            name = path.stem
            for assignment in assignments:
                name = name.removesuffix(assignment.name).rstrip("_- ") or path.stem
            students.setdefault(name, []).append(path)
    return students


def find_work(student, paths, assignments):
    """Return ([Work], [sentence on what cannot be graded]) for one student's notebooks."""
    found, complaints = {}, []
    for path in paths:
        try:
            cells = read_cells(path)
        except Unreadable as error:
            complaints.append(f"{path.name} cannot be read: {error}.")
            continue
        best = max(assignments, key=lambda assignment: likeness(assignment, cells))
        if likeness(best, cells) == 0:
            complaints.append(f"{path.name} belongs to no assignment.")
        else:
            found.setdefault(best.name, []).append((path, best, collect(best, cells)))
    return [choose(student, several) for several in found.values()], complaints


def choose(student, several):
    """Of several notebooks for one assignment, take the one with the most answers, and the last of equals."""
    path, assignment, submission = max(several, key=lambda one: (len(one[2].answers), one[0].stat().st_mtime, one[0].name))
    notes = list(submission.repairs)
    if assignment.name not in path.stem:
        notes.insert(0, f"Found in {path.name}.")
    if len(several) > 1:
        notes.insert(0, f"{len(several)} notebooks for this assignment: the one with the most answers was taken.")
    key = hashlib.sha256(repr((assignment, submission, notes)).encode("utf-8", "surrogatepass") + own_code()).hexdigest()
    return Work(student, assignment, submission, notes, key)


def own_code():
    """The grader's own source: what another version of it found does not count."""
    return b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))


def grade_all(work, folder, say):
    """Grade every Work and return its result as a dict; those that `folder` holds already are not graded again."""
    results, open_work = [], []
    for one in work:
        known = stored(one, folder)
        results.append(known) if known else open_work.append(one)
    if results:
        say(f"{len(results)} of {len(work)} were graded before.")
    with ProcessPoolExecutor(os.cpu_count(), initializer=bound_memory) as pool:
        futures = [pool.submit(grade_one, one) for one in open_work]
        try:
            for future in as_completed(futures):
                result = future.result()
                store(result, folder)
                results.append(result)
                say(f"[{len(results):3}/{len(work)}] {result['student']}  {result['assignment']}  {short(result)}")
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return sorted(results, key=lambda result: (result["student"], result["assignment"]))


def grade_one(work):
    questions = grade(work.assignment, work.submission)
    return {"student": work.student, "assignment": work.assignment.name, "title": work.assignment.title,
            "questions": questions, "notes": work.notes, "key": work.key}  # fmt: skip


def bound_memory():
    """A result that fills the memory becomes a MemoryError of the test that used it."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    except (ImportError, ValueError, OSError):  # Windows and macOS do without.
        pass


def place(folder, student, assignment):
    return folder / student / f"{assignment}.json"


def stored(work, folder):
    try:
        result = json.loads(place(folder, work.student, work.assignment.name).read_text(encoding="utf-8"))
        return result if result["key"] == work.key else None
    except (OSError, ValueError, LookupError, TypeError):
        return None


def store(result, folder):
    """Write a result whole or not at all."""
    path = place(folder, result["student"], result["assignment"])
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    draft.write_text(json.dumps(result, indent=1), encoding="utf-8")
    os.replace(draft, path)


def short(result):
    """The points so far, in a few characters."""
    questions = result["questions"].values()
    points = sum(question["points"] or 0 for question in questions)
    unmarked = sum(question["max"] for question in questions if question["points"] is None)
    to_mark = f", {unmarked:g} to mark" if unmarked else ""
    return f"{points:g} of {sum(question['max'] for question in questions):g}{to_mark}"
