"""What a teacher's assignment is made of, and how a submission's answers are found, whatever became of its notebook."""

import ast
import json
import re
from pathlib import Path
from typing import NamedTuple

import nbformat

LARGEST_SUBMISSION = 20 * 2**20
HIDDEN = re.compile(r"^[ \t]*### BEGIN HIDDEN TESTS[ \t]*\n(.*?)^[ \t]*### END HIDDEN TESTS[ \t]*$\n?", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ +(.*?)(?: *\(\d+ points?\))? *$", re.MULTILINE)
HIDDEN_TRY = re.compile(r"^# (Hidden tests try: .*)$", re.MULTILINE)


class Cell(NamedTuple):
    """A cell of a teacher's assignment: what it is for, and its text as the teacher wrote it and as students got it."""

    id: str
    kind: str  # "setup", "answer", "written", "test", "look" or "text"
    source: str
    handed_out: str
    points: float = 0
    heading: str = ""  # what stands over it

    @property
    def names(self):
        """The names that an answer defines."""
        return defined_names(self.source)

    @property
    def visible(self):
        return HIDDEN.sub("", self.source)

    @property
    def hidden(self):
        return "\n".join(HIDDEN.findall(self.source))

    @property
    def hidden_try(self):
        """The sentence that tells students what the hidden tests try."""
        return " ".join(HIDDEN_TRY.findall(self.source))


class Assignment(NamedTuple):
    name: str
    title: str
    cells: list

    @property
    def questions(self):
        return [cell for cell in self.cells if cell.kind in ("test", "written")]

    @property
    def answers(self):
        return [cell for cell in self.cells if cell.kind in ("answer", "written")]


def read_assignment(path, handed_out):
    """Return the teacher's assignment at `path`; `handed_out` is the same notebook as students got it."""
    given = {cell.id: cell.source for cell in handed_out.cells}
    cells, heading = [], ""
    for cell in nbformat.read(path, as_version=4).cells:
        if kind(cell) == "text" and HEADING.search(cell.source):
            heading = HEADING.findall(cell.source)[-1]
        points = cell.metadata.get("nbgrader", {}).get("points", 0)
        cells.append(Cell(cell.id, kind(cell), cell.source, given[cell.id], points, heading))
    return Assignment(path.stem, HEADING.findall(cells[0].source)[0], cells)


def kind(cell):
    mark = cell.metadata.get("nbgrader", {})
    if mark.get("solution"):
        return "written" if mark.get("grade") else "answer"
    if cell.cell_type != "code":
        return "text"
    if mark.get("grade"):
        return "test"
    return "look" if "look" in cell.metadata.get("tags", []) else "setup"


def defined_names(source):
    """The names that a cell defines at its top level; none if it cannot be parsed."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    functions = {node.name for node in body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    values = {node.id for part in body if isinstance(part, (ast.Assign, ast.AnnAssign)) for node in ast.walk(part)
              if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}  # fmt: skip
    return functions | values


class Unreadable(Exception):
    """A submission that is no notebook. The message says why."""


class Submission(NamedTuple):
    """What a student handed in for one assignment."""

    answers: dict  # cell id -> text of the answer; the unchanged ones are missing
    repairs: list  # what was found wrong with the notebook, in sentences


def read_cells(path):
    """Return the cells of a handed-in file as [(id, grade_id, is code, text)], whatever version or state it is in."""
    if not path.is_file() or path.is_symlink():
        raise Unreadable("it is no ordinary file")
    if path.stat().st_size > LARGEST_SUBMISSION:
        raise Unreadable(f"it is larger than {LARGEST_SUBMISSION // 2**20} MB")
    try:
        notebook = json.loads(path.read_bytes())
        cells = notebook["cells"] if "cells" in notebook else notebook["worksheets"][0]["cells"]
        return [tuple(read_cell(cell)) for cell in cells if isinstance(cell, dict)]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, MemoryError) as error:
        raise Unreadable(f"it is no notebook ({type(error).__name__})") from None


def read_cell(cell):
    metadata = cell.get("metadata")
    mark = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = mark.get("grade_id") if isinstance(mark, dict) else None
    text = cell.get("source", cell.get("input", ""))
    text = "".join(part for part in text if isinstance(part, str)) if isinstance(text, list) else text
    yield cell.get("id") if isinstance(cell.get("id"), str) else None
    yield grade_id if isinstance(grade_id, str) else None
    yield cell.get("cell_type") == "code"
    yield text if isinstance(text, str) else ""


def likeness(assignment, cells):
    """How many of an assignment's questions are there: this tells to which assignment a renamed file belongs."""
    ids = {cell.id for cell in assignment.cells if cell.kind in ("answer", "written", "test")}
    names = set().union(*(cell.names for cell in assignment.cells if cell.kind == "answer"))
    found = {place for cell in cells for place in cell[:2]} & ids
    return len(found) + len(names & set().union(*(defined_names(text) for _, _, code, text in cells if code)))


def collect(assignment, cells):
    """Return the Submission in the cells of a handed-in notebook.

    An answer is the cell that has its id; if none has, the one whose metadata say so; if none does, the last one that
    defines the same function. Everything else is taken from the teacher's notebook.
    """
    answers, repairs, used = {}, [], {}
    for wanted in assignment.answers:
        place, how = find(wanted, cells)
        if place is None:
            repairs.append(f"The answer cell {wanted.id} is missing.")
            continue
        used[place] = wanted
        if how:
            repairs.append(f"The answer cell {wanted.id} {how}.")
        if meaning(cells[place][3]) != meaning(wanted.handed_out):
            answers[wanted.id] = cells[place][3]
    repairs += differences(assignment, cells, used)
    return Submission(answers, repairs)


def find(wanted, cells):
    """Return where an answer stands among the cells, and what had to be done to find it there."""
    own = [i for i, cell in enumerate(cells) if cell[0] == wanted.id]
    marked = [i for i, cell in enumerate(cells) if cell[1] == wanted.id]
    named = [i for i, (_, _, code, text) in enumerate(cells) if code and wanted.names & defined_names(text)]
    places = own or marked or (named if wanted.kind == "answer" else [])
    if not places:
        return None, ""
    changed = [i for i in places if meaning(cells[i][3]) != meaning(wanted.handed_out)]
    if len(places) > 1:
        return (changed or places)[-1], "is there more than once: the last changed one was taken"
    if not own:
        return places[-1], "had lost its id: it was found by " + ("its metadata" if marked else "the function that it defines")
    return places[-1], ""


def differences(assignment, cells, used):
    """Say what else is not as it was handed out. Nothing of it counts."""
    ids = [cell[0] for cell in cells]
    given = {cell.id: cell for cell in assignment.cells}
    for cell in assignment.cells:
        if cell.kind in ("test", "setup") and cell.id not in ids:
            yield f"The {cell.kind} cell {cell.id} is missing: the original was used."
        elif cell.kind in ("test", "setup") and meaning(cells[ids.index(cell.id)][3]) != meaning(cell.handed_out):
            yield f"The {cell.kind} cell {cell.id} was changed: the original was used."
    order = [list(given).index(name) for name in dict.fromkeys(ids) if name in given]
    if order != sorted(order):
        yield "The cells are in another order: the original order was used."
    own = sum(code and bool(text.strip()) for i, (name, _, code, text) in enumerate(cells) if name not in given and i not in used)
    if own:
        yield f"{own} code cell{'s' * (own > 1)} outside the answer cells: not used."


def meaning(text):
    """A cell's text without what editors change by themselves."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def notebooks_in(folder):
    """Every notebook in a folder, but for hidden ones, such as the copies that JupyterLab keeps."""
    paths = Path(folder).rglob("*.ipynb")
    return sorted(path for path in paths if not any(part.startswith(".") for part in path.relative_to(folder).parts))
