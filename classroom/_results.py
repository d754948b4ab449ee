"""Stored results: an interrupted run goes on, and a second one grades only what is new."""

import ast
import functools
import hashlib
import json
import platform
import re
import time
from importlib.metadata import version
from pathlib import Path

from classroom._reasons import TOO_LONG
from classroom._sandbox import LESSON
from classroom._text import write_whole

GRADER = Path(__file__).parent
A_DAY = 86_400  # seconds
# Where the code that judges begins; the rest of it is what these import.
JUDGES = "_assignment", "_grade", "_student"


def key_of(work, conditions):
    """What a stored result must have in common with `work`: all that can change a grade.

    That is the teacher's cells that are run or shown, the answers, the conditions, the versions of
    what runs them, and the code of the grader and of the lesson's module.
    """
    # A key of too little keeps wrong grades, unnoticed. One of too much grades a whole class anew
    # for a comment. So code counts as far as it is used, and by what it means.
    cells = [cell for cell in work.assignment.cells if cell.kind not in ("text", "look")]
    judged = [(cell.id, cell.kind, cell.source, cell.points, cell.heading) for cell in cells]
    # Another numpy or Python may round, fail or word an error otherwise.
    versions = platform.python_version(), version("numpy"), version("ipython")
    code = [judging(cell.source) for cell in cells if cell.kind in ("setup", "test")]
    code += work.submission.answers.values()
    parts = (work.assignment[:2], judged, work.submission, work.notes, tuple(conditions), versions)
    lesson = rooms_named(LESSON, ["__init__", *code])
    used = meaning(GRADER, frozenset(JUDGES)), meaning(LESSON, lesson)
    return hashlib.sha256(repr((parts, used)).encode("utf-8", "surrogatepass")).hexdigest()


def judging(source):
    """A teacher's cell without what only asks for plain errors in a student's notebook.

    It judges nothing, and would make all stored results old whenever a hint of a lesson changes.
    """
    tree = ast.parse(source)
    tree.body = [part for part in tree.body if ast.unparse(part) != "checks.plain_errors()"]
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for part in tree.body:
        if isinstance(part, ast.ImportFrom):
            part.names = [name for name in part.names if name.name != "checks" or "checks" in used]
    return ast.unparse(tree)


def rooms_named(package, texts):
    """The modules and folders of a package whose names stand anywhere in these texts.

    Every word counts, not only imports: `importlib` takes a text, and data files are opened by
    their names.
    """
    words = {word for text in texts for word in re.findall(r"\w+", text)}
    return frozenset(path.name.partition(".")[0] for path in package.iterdir()) & words


@functools.cache
def meaning(package, rooms):
    """A digest of the code of rooms and of all that they use, without comments and docstrings."""
    found, to_read = {}, set(rooms)
    while to_read:
        room = to_read.pop()
        paths = [*package.glob(f"{room}.*"), *(package / room).rglob("*.*")]
        paths = sorted(path for path in paths if "__pycache__" not in path.parts)
        found[room] = [code_of(path) for path in paths]
        to_read |= rooms_named(package, found[room]) - set(found)
    # By name and not by path: a repository that moves is the same.
    return hashlib.sha256(repr(sorted(found.items())).encode()).hexdigest()


def code_of(path):
    if path.suffix != ".py":
        return hashlib.sha256(path.read_bytes()).hexdigest()
    tree = ast.parse(path.read_bytes())
    for node in ast.walk(tree):
        if isinstance(getattr(node, "body", None), list):
            node.body = [part for part in node.body if not is_text(part)] or [ast.Pass()]
    return ast.unparse(tree)


def is_text(statement):
    """Whether a statement is a docstring, or another text that does nothing."""
    value = getattr(statement, "value", None)
    return isinstance(statement, ast.Expr) and isinstance(getattr(value, "value", None), str)


def path_of(folder, student, assignment):
    return folder / student / f"{assignment}.json"


def stored(work, key, folder):
    """The result that an earlier run stored for this work under this key, or None."""
    try:
        path = path_of(folder, work.student, work.assignment.name)
        result = json.loads(path.read_text(encoding="utf-8"))
        reasons = [question["reason"] for question in result["questions"].values()]
        # A machine that stood still for a moment shall not cost a point for ever.
        late = any(TOO_LONG in reason for reason in reasons)
        old = late and time.time() - path.stat().st_mtime > A_DAY
        same = result["key"] == key and result["student"] == work.student
        return result if same and not old else None
    except (OSError, ValueError, LookupError, TypeError):
        return None


def store(result, folder):
    """Write a result whole or not at all: a run can be interrupted at any moment."""
    path = path_of(folder, result["student"], result["assignment"])
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps(result, indent=1))
