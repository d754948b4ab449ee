"""Whose file is it? What course systems and file managers make of a student's name."""

import hashlib
import re
from typing import NamedTuple

from classroom._text import ODD, printable

LONGEST_NAME = 100  # bytes; file systems allow 255, and the name gets an ending
# How course systems name what they hand out. `student` alone is shown; `number` tells two students
# of one name apart.
SYSTEMS = [
    # Moodle, a folder or a file for each
    r"(?P<student>.+?)_(?P<number>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<file>.*)",
    # Blackboard
    r".+?_(?P<student>[^_]+)_attempt_\d{4}(?:-\d\d){5}(?:_(?P<file>.+))?",
    # Brightspace
    r"(?P<number>\d+)-\d+ - (?P<student>.+?) - \w+ \d+, \d{4} \d+ ?[AP]M(?: - (?P<file>.+))?",
    # Canvas
    r"(?P<student>[^_]+)_(?:LATE_)?(?P<number>\d+)_\d+_(?P<file>.+)",
]
SYSTEMS = [re.compile(pattern) for pattern in SYSTEMS]
COPY_OF = re.compile(
    r"^(?:kopie von|copy of|copie de|copia de|copia di|late)(?:[ _]+|$)", re.IGNORECASE
)
# What browsers and file managers add: anna (1), anna-Copy1, anna - Kopie.
COPIED = re.compile(
    r"(?: ?\(\d+\)|[ _-]+(?:copy|kopie|copie|copia)(?: ?\(?\d+\)?|\d*)|[ _-]+late)$", re.IGNORECASE
)
AROUND = "_- .,"


class Name(NamedTuple):
    """A student, and what of the file's name tells namesakes and versions apart."""

    student: str
    number: str = ""


def of_folder(name):
    """The Name that a folder has."""
    for pattern in SYSTEMS[:3]:
        if match := pattern.fullmatch(name):
            return of_match(match)
    return Name(student_name(undecorated(name) or name))


def of_file(stem, assignments):
    """The Name in a file's name, or None if it names an assignment and nobody."""
    for pattern in SYSTEMS:
        if match := pattern.fullmatch(stem):
            return of_match(match)
    # assignment_1_bias, also as Assignment-1 Bias, assignment1 or assignment_1
    full = ("[ _-]*".join(map(re.escape, one.name.split("_"))) for one in assignments)
    known = "|".join([*full, r"assignment[ _-]*\d+"])
    before, *after = re.split(known, stem, maxsplit=1, flags=re.IGNORECASE)
    names = [undecorated(part) for part in (before, *after)]
    name = next(filter(None, names), "")
    if not name:
        return None if after else Name(student_name(stem))
    return Name(student_name(name))


def of_match(match):
    parts = match.groupdict()
    number, student = parts.get("number") or "", undecorated(parts["student"].strip(AROUND))
    # Moodle hides names so, and a student of that name is nobody.
    if student == "Participant":
        student = f"{student} {number}"
    return Name(student_name(student or match[0]), number)


def undecorated(name):
    """A name without what copying and downloading added to it."""
    before = None
    while name != before:
        before = name
        name = COPIED.sub("", COPY_OF.sub("", name)).strip(AROUND)
    return name


def student_name(name):
    """A student's name as every file can hold it, and short enough to name one.

    Where that changes it, a digest follows, so that two students never become one.
    """
    plain = re.sub("[\n\t]", "?", ODD.sub("?", printable(name))).strip() or "?"
    short = plain if len(plain.encode()) <= LONGEST_NAME else plain[:20]
    if short == name.strip():
        return short
    raw = name.encode("utf-8", "surrogatepass")
    return f"{short}-{hashlib.sha256(raw).hexdigest()[:8]}"
