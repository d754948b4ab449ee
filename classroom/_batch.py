"""Grade a folder of submissions, several at once, and go on where an earlier run stopped."""

import hashlib
import json
import os
import re
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import NamedTuple

from classroom._grade import grade
from classroom._notebooks import Unreadable, collect, likeness, notebooks_in, printable, read_cells
from classroom._sandbox import LESSON, weakness

MEMORY = 4 * 2**30
LONGEST_NAME = 100


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
        if path.name.startswith("."):
            continue
        if path.is_dir():
            students.setdefault(student_name(path.name), []).extend(notebooks_in(path))
        elif path.suffix.lower() == ".ipynb":
            of_assignment = "|".join(re.escape(assignment.name) for assignment in assignments)
            name = re.split(of_assignment, path.stem, maxsplit=1, flags=re.IGNORECASE)[0].strip(
                "_- "
            )
            students.setdefault(student_name(name or path.stem), []).append(path)
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
        likely, best = max(
            ((likeness(assignment, cells), assignment) for assignment in assignments),
            key=lambda pair: pair[0],
        )
        if likely == 0:
            complaints.append(f"{name} belongs to no assignment.")
        else:
            found.setdefault(best.name, []).append((path, best, collect(best, cells)))
    return [choose(student, several) for several in found.values()], complaints


def choose(student, several):
    """Of several notebooks for one assignment, take the one with the most answers, and the last of equals."""
    path, assignment, submission = max(
        several, key=lambda one: (len(one[2].answers), one[0].stat().st_mtime, one[0].name)
    )
    notes = list(submission.repairs)
    if assignment.name not in path.stem:
        notes.insert(0, f"Found in {printable(path.name)}.")
    if len(several) > 1:
        notes.insert(
            0,
            f"{len(several)} notebooks for this assignment: the one with the most answers was taken.",
        )
    key = hashlib.sha256(
        repr((assignment, submission, notes)).encode("utf-8", "surrogatepass") + own_code()
    ).hexdigest()
    return Work(student, assignment, submission, notes, key)


def own_code():
    """The source of the module, the grader's own too: what another version of it found does not count."""
    return b"".join(
        path.read_bytes()
        for path in sorted([*Path(__file__).parent.glob("*.py"), *LESSON.rglob("*.py")])
    )


def grade_all(work, folder, say):
    """Grade every Work; those that `folder` holds already are not graded again.

    Return the results as dicts, and {student: [why one could not be graded]}.
    """
    results, failures, open_work = [], {}, []
    for one in work:
        known = stored(one, folder)
        results.append(known) if known else open_work.append(one)
    if results:
        say(f"{len(results)} of {len(work)} were graded before.")
    with ProcessPoolExecutor(os.cpu_count(), initializer=bound_memory) as pool:
        futures = {pool.submit(grade_one, one, not weakness()): one for one in open_work}
        try:
            for future in as_completed(futures):
                one = futures[future]
                try:
                    result = future.result()
                    store(result, folder)
                    results.append(result)
                    outcome = short(result)
                except (
                    Exception
                ) as error:  # The grader's own trouble; nobody else shall suffer from it.
                    outcome = f"COULD NOT BE GRADED, start again to try once more ({type(error).__name__}: {error})"
                    failures.setdefault(one.student, []).append(
                        f"{one.assignment.name} could not be graded."
                    )
                say(
                    f"[{len(results) + len(failures):3}/{len(work)}] {one.student}  {one.assignment.name}  {outcome}"
                )
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return sorted(results, key=lambda result: (result["student"], result["assignment"])), failures


def grade_one(work, closed_in):
    questions = grade(work.assignment, work.submission, closed_in)
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
        result = json.loads(
            place(folder, work.student, work.assignment.name).read_text(encoding="utf-8")
        )
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
