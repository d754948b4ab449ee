"""Whose notebook is it, and for which assignment? From a folder of submissions to what to grade."""

import contextlib
import os
import re
from pathlib import Path
from typing import NamedTuple

from classroom import _names
from classroom._assignment import Assignment
from classroom._pool import Failed, run_all
from classroom._submission import Submission, Unreadable, assignments_in, collect, read_notebook
from classroom._text import line
from classroom._unpack import Room, unpack

DEEPEST = 20  # folders; whoever nests a thousand has a reason, and it is no good one
MOST_FILES = 200  # notebooks of one student
SECONDS_TO_READ = 60  # of calculation for one file
NOTEBOOKS = ".ipynb", ".ipynb.txt", ".ipynb.json"  # Browsers add the endings.
# What systems leave, and what is nobody's work.
SILENT = {".DS_Store", "Thumbs.db", "desktop.ini", ".ipynb_checkpoints"}
LEFT_OUT = {"__MACOSX": "macOS made it, and it holds no work"}


class Work(NamedTuple):
    """One assignment of one student, and what the teacher is to know of how it was found."""

    student: str
    assignment: Assignment
    submission: Submission
    notes: list


class Found(NamedTuple):
    """An assignment in a file that somebody handed in; `number` is the course system's."""

    path: Path
    number: str
    submission: Submission


class Class:
    """A folder of submissions: {student: [(number, path)]} and sentences on what is left out.

    Each student has a folder, a zip, or files such as anna_assignment_1_bias.ipynb. `skip` is the
    folder of the reports, `room` an empty one, into which archives are unpacked.
    """

    def __init__(self, folder, assignments, skip, room):
        self.assignments, self.skip, self.room = assignments, skip.resolve(), room
        self.students, self.left_out, self.complaints, self.unpacked = {}, [], {}, {}
        self.allowance = Room(files=50_000, size=20 * 2**30)  # for the archive of a whole class
        folder = self.opened(folder)
        inner = self.class_inside(folder)
        if inner != folder:
            self.left_out.append(f"All students were found inside {line(inner.name)}.")
        for path in self.entries(inner, self.left_out):
            self.take(path, inner)

    def take(self, path, folder):
        """Find out whose an entry of the class's folder is."""
        # A student's archives may hold themselves: they share what one student may take up.
        self.allowance = Room(files=5000, size=500 * 2**20)
        if (opened := self.opened(path)).is_dir():
            name = _names.of_folder(path.stem if opened != path else path.name)
            said = self.complaints.setdefault(name.student, [])
            self.add(name, self.notebooks(opened, said))
        elif is_notebook(path):
            # A file that names nobody is of whom the folder is.
            name = _names.of_file(stem(path), self.assignments)
            self.add(name or _names.of_folder(folder.resolve().name), [path])
        else:
            self.left_out.append(not_understood(path))

    def add(self, name, paths):
        self.complaints.setdefault(name.student, [])
        self.students.setdefault(name.student, []).extend((name.number, path) for path in paths)

    def entries(self, folder, said):
        """What stands in a folder; what is not looked at is named in `said`."""
        entries = []
        try:
            paths = sorted(folder.iterdir())
        except OSError as error:
            said.append(f"{line(folder.name)} cannot be read: {line(error)}.")
            return []
        for path in paths:
            if path.name in SILENT or path.name.startswith("._"):
                continue
            reason = LEFT_OUT.get(path.name)
            if path.name.startswith("."):
                reason = "its name begins with a dot; rename it if it is a student's"
            elif path.is_dir() and path.resolve() == self.skip:
                reason = "the reports are written to it"
            elif path.is_dir() and path.is_symlink():
                reason = "it is a link"
            if reason:
                said.append(f"{line(path.name)} is left out: {reason}.")
            else:
                entries.append(path)
        return entries

    def opened(self, path):
        """The folder into which a zip was unpacked; another path as it is."""
        if path.suffix.lower() != ".zip" or path.is_dir() or path.is_symlink():
            return path
        if path not in self.unpacked:
            target = self.room / str(len(self.unpacked)) / _names.student_name(path.stem)
            self.unpacked[path] = target
            self.left_out += map(line, unpack(path, target, self.allowance))
        return self.unpacked[path]

    def notebooks(self, folder, said):
        """Every notebook below a folder, without recursion: some are nested a thousand deep."""
        found, to_read = [], [(folder, 0)]
        while to_read and len(found) < MOST_FILES:
            here, depth = to_read.pop()
            for path in self.entries(here, said):
                if (opened := self.opened(path)).is_dir():
                    if depth < DEEPEST:
                        to_read.append((opened, depth + 1))
                    else:
                        said.append(
                            f"Folders are nested more than {DEEPEST} deep: not looked into."
                        )
                elif is_notebook(path):
                    found.append(path)
                else:
                    said.append(not_understood(path))
        if len(found) >= MOST_FILES:
            said.append(f"There are {MOST_FILES} notebooks or more: the others were not read.")
        return sorted(found)

    def class_inside(self, folder):
        """The folder that holds the students: this one, or the one folder or zip that is in it."""
        inner = folder
        for _ in range(3):
            entries = self.entries(inner, [])
            if len(entries) != 1 or not (inner := self.opened(entries[0])).is_dir():
                break
            if self.is_class(inner):
                return inner
        return folder

    def is_class(self, folder):
        """Whether a folder holds several students, and is not itself one."""
        entries = self.entries(folder, [])
        folders = [path for path in entries if self.opened(path).is_dir()]
        # Files of a student's own choice, draft.ipynb and final.ipynb, are no two students.
        stems = [stem(path) for path in entries if is_notebook(path)]
        names = [(_names.of_file(name, self.assignments), name) for name in stems]
        if len({known.student for known, name in names if known and known.student != name}) > 1:
            return True
        if any(pattern.fullmatch(path.name) for path in folders for pattern in _names.SYSTEMS[:3]):
            return True
        # A student may have a folder for each week. Several students have files of the same name.
        own = [{stem(path) for path in self.notebooks(self.opened(one), [])} for one in folders]
        return any(a & b for i, a in enumerate(own) for b in own[:i])


def is_notebook(path):
    return path.name.lower().endswith(NOTEBOOKS)


def stem(path):
    return re.sub(r"\.ipynb(\.txt|\.json)?$", "", path.name, flags=re.IGNORECASE)


def not_understood(path):
    what = f"{line(path.name)} is no notebook and was not read"
    if path.suffix.lower() in (".rar", ".7z", ".gz", ".tar", ".tgz"):
        return f"{what}: unpack it."
    return f"{what}; if it is the work, ask for the .ipynb file."


def read_file(path, assignments):
    """What is in a file: [(assignment's name, Submission)]; raise Failed if nothing is."""
    try:
        cells, version = read_notebook(path)
    except Unreadable as error:
        raise Failed(f"cannot be read: {error}.") from None
    found = assignments_in(cells, assignments)
    if not found:
        raise Failed("belongs to no assignment.")
    return [(one.name, collect(one, cells, version)) for one in found]


def find_work(folder, assignments, skip, room):
    """Return [Work], {student: [sentence on what cannot be graded]}, [sentence on what else]."""
    group = Class(folder, assignments, skip, room)
    jobs = [(path, assignments) for files in group.students.values() for _, path in files]
    # In processes of their own: some texts take minutes to parse.
    with contextlib.closing(run_all(read_file, jobs, SECONDS_TO_READ)) as outcomes:
        read = {path: outcome for (path, _), outcome in outcomes}
    work, complaints = [], {}
    for student, files in group.students.items():
        said, several = group.complaints[student], {}
        for number, path in files:
            if isinstance(read[path], Failed):
                said.append(failure(path, read[path]))
                continue
            for name, submission in read[path]:
                several.setdefault(name, []).append(Found(path, number, submission))
        if not files:
            said.insert(0, "No notebook was found.")
        for who, own, rest in apart(student, several):
            complaints[who] = list(said) if rest else []
            work += [choose(who, one, own[one.name]) for one in assignments if one.name in own]
    return work, complaints, list(dict.fromkeys(group.left_out))


def failure(path, failed):
    said = str(failed)
    return f"{line(path.name)} {said if said.endswith('.') else f'cannot be read: {said}.'}"


def apart(student, several):
    """Yield (name, {assignment: [Found]}, whether complaints go to it): one student as a rule.

    A course system gives a student one number in one assignment: two numbers are two students.
    """
    numbers = [{found.number for found in own} - {""} for own in several.values()]
    if all(len(own) < 2 for own in numbers):
        yield student, several, True
        return
    every = sorted(set().union(*numbers))
    for number in every:
        own = {
            name: [one for one in found if one.number in (number, "")]
            for name, found in several.items()
        }
        own = {name: found for name, found in own.items() if found}
        yield f"{student} {number}", own, number == every[0]


def choose(student, assignment, several):
    """Of several notebooks take the one with the most answers, and of equals the newest."""
    path, _, submission = max(several, key=newest)
    notes = list(submission.repairs)
    if assignment.name not in path.stem:
        notes.insert(0, f"Found in {line(path.name)}.")
    if len(several) > 1:
        others = ", ".join(sorted(line(place(one.path)) for one in several if one.path != path))
        taken = "the one with the most answers was taken, of equals the newest"
        count = f"{len(several)} notebooks for this assignment: {taken}"
        notes.insert(0, f"{count}: {line(place(path))}, not {others}.")
    return Work(student, assignment, submission, notes)


def place(path):
    """A file and its folder: most students' files have the same name."""
    return os.path.join(path.parent.name, path.name)


def newest(found):
    """What orders a student's notebooks: answers, then what the name says, then the time."""
    number = re.search(r"(?:-|\(|copy|kopie| )(\d{1,6})\)?$", stem(found.path), re.IGNORECASE)
    when = re.findall(r"\d{4}(?:-\d\d){5}", found.path.name)
    version = int(number[1]) if number else 0
    modified = found.path.stat().st_mtime
    return len(found.submission.answers), when, version, modified, str(found.path)
