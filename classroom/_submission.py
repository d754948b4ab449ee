"""How a submission's answers are found, whatever became of its notebook.

A submission is somebody else's file: nothing in it is trusted to be there, to be of its type, or to
be short.
"""

import json
from typing import NamedTuple

from classroom._assignment import LONGEST_ANSWER, defined_names
from classroom._text import printable

LARGEST_SUBMISSION = 5 * 2**20
MOST_CELLS = 1000


class Unreadable(Exception):
    """A submission that is no notebook. The message says why."""


class Submission(NamedTuple):
    """What a student handed in for one assignment."""

    answers: dict  # cell id -> text of the answer; the unchanged ones are missing
    repairs: list  # what was found wrong with the notebook, in sentences


class FoundCell(NamedTuple):
    """A cell of a submission."""

    id: str | None
    grade_id: str | None
    is_code: bool
    text: str


def read_cells(path):
    """Return the cells of a handed-in file, whatever version or state it is in."""
    try:
        # A link could lead to the teacher's solution, and whoever grades may read that.
        if not path.is_file() or path.is_symlink():
            raise Unreadable("it is no ordinary file")
        if path.stat().st_size > LARGEST_SUBMISSION:
            raise Unreadable(f"it is larger than {LARGEST_SUBMISSION // 2**20} MB")
        # Not by nbformat: it refuses what a broken program wrote, and the answers may still be
        # there.
        notebook = json.loads(path.read_bytes())
        cells = notebook["cells"] if "cells" in notebook else notebook["worksheets"][0]["cells"]
        return [read_cell(cell) for cell in cells[:MOST_CELLS] if isinstance(cell, dict)]
    except (
        OSError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        RecursionError,
        MemoryError,
    ) as error:
        raise Unreadable(f"it is no notebook ({type(error).__name__})") from None


def read_cell(cell):
    metadata = cell.get("metadata")
    mark = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = mark.get("grade_id") if isinstance(mark, dict) else None
    lines = cell.get("source", cell.get("input", ""))  # Notebooks of version 3 say "input".
    lines = lines if isinstance(lines, list) else [lines]
    text = printable("".join(line for line in lines if isinstance(line, str)))
    name, grade_id = (
        part if isinstance(part, str) else None for part in (cell.get("id"), grade_id)
    )
    return FoundCell(name, grade_id, cell.get("cell_type") == "code", text)


def likeness(assignment, cells):
    """How many of an assignment's questions are there: by this a renamed file is known."""
    ids = {cell.id for cell in assignment.cells if cell.kind in ("answer", "written", "test")}
    names = set().union(*(cell.names for cell in assignment.cells if cell.kind == "answer"))
    found = {place for cell in cells for place in (cell.id, cell.grade_id)} & ids
    defined = set().union(*(defined_names(cell.text) for cell in cells if cell.is_code))
    return len(found) + len(names & defined)


def collect(assignment, cells):
    """Return the Submission in the cells of a handed-in notebook.

    Everything but the answers is taken from the teacher's notebook.
    """
    answers, repairs, used = {}, [], set()
    for wanted in assignment.answers:
        places, how = find_answer(wanted, cells, {cell.id for cell in assignment.cells})
        used.update(places)
        text = "\n\n".join(cells[i].text for i in places)
        if how:
            repairs.append(f"The answer cell {wanted.id} {how}.")
        if len(text) > LONGEST_ANSWER:
            too_long = f"holds more than {LONGEST_ANSWER} characters: not used"
            repairs.append(f"The answer cell {wanted.id} {too_long}.")
        elif places and trimmed(text) != trimmed(wanted.handed_out):
            answers[wanted.id] = text
    repairs += differences(assignment, cells, used)
    return Submission(answers, repairs)


def find_answer(wanted, cells, known):
    """Return where an answer stands among the cells, and what had to be done to find it.

    It is the cell that has its id; if none has, the one whose metadata say so. Where that was left
    as it was handed out, or does not define the function, a cell that does; for a written answer,
    the text right below.
    """
    own = [i for i, cell in enumerate(cells) if cell.id == wanted.id]
    marked = own or [i for i, cell in enumerate(cells) if cell.grade_id == wanted.id]
    changed = [i for i in marked if trimmed(cells[i].text) != trimmed(wanted.handed_out)]
    place = (changed or marked)[-1:]  # The last one: whoever doubles a cell goes on in the copy.
    if wanted.kind == "written" and place and not changed:
        below = text_below(place[0], cells, known)
        return (below, "was left empty: the text below it was taken") if below else (place, "")
    defines = lambda i: wanted.names & defined_names(cells[i].text)
    if wanted.kind == "answer" and not any(map(defines, changed)):
        named = [i for i in range(len(cells)) if i not in marked and defines(i)]
        if named and changed:
            return sorted([changed[-1], named[-1]]), "was split: its parts were joined"
        if named:
            return named[-1:], "was found by the function that it defines"
    if not place:
        return [], "is missing"
    if len(marked) > 1:
        return place, "is there more than once: the last changed one was taken"
    return place, "" if own else "had lost its id: it was found by its metadata"


def text_below(place, cells, known):
    """The text cells of a student's own that follow a cell."""
    below = []
    for i in range(place + 1, len(cells)):
        if cells[i].is_code or cells[i].id in known or cells[i].grade_id in known:
            break
        below.append(i)
    return below


def differences(assignment, cells, used):
    """Say what else is not as it was handed out. Nothing of it counts."""
    ids = [cell.id for cell in cells]
    given = {cell.id: cell for cell in assignment.cells}
    for cell in assignment.cells:
        if cell.kind not in ("test", "setup"):
            continue
        if cell.id not in ids:
            yield f"The {cell.kind} cell {cell.id} is missing: the original was used."
        elif trimmed(cells[ids.index(cell.id)].text) != trimmed(cell.handed_out):
            yield f"The {cell.kind} cell {cell.id} was changed: the original was used."
    order = [list(given).index(name) for name in dict.fromkeys(ids) if name in given]
    if order != sorted(order):
        yield "The cells are in another order: the original order was used."
    others = [cell for i, cell in enumerate(cells) if cell.id not in given and i not in used]
    if own := sum(bool(cell.text.strip()) for cell in others):
        yield f"{own} cell{'s' * (own > 1)} outside the answer cells: not used."


def trimmed(text):
    """A cell's text without what editors change by themselves."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
