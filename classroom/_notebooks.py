"""What a teacher's assignment is made of, and how a submission's answers are found, whatever became of its notebook."""

import ast
import functools
import json
import re
from pathlib import Path
from typing import NamedTuple

import nbformat

LARGEST_SUBMISSION = 5 * 2**20
LONGEST_ANSWER = 50_000
MOST_CELLS = 1000
HIDDEN = re.compile(
    r"^[ \t]*### BEGIN HIDDEN TESTS[ \t]*\n(.*?)^[ \t]*### END HIDDEN TESTS[ \t]*$\n?",
    re.MULTILINE | re.DOTALL,
)
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


@functools.lru_cache(maxsize=10_000)
def defined_names(source):
    """The names that a cell defines at its top level; none if it cannot be parsed."""
    try:
        body = ast.parse(source).body if len(source) <= LONGEST_ANSWER else []
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        body = []
    functions = {node.name for node in body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    values = {node.id for part in body if isinstance(part, (ast.Assign, ast.AnnAssign)) for node in ast.walk(part)
              if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}  # fmt: skip
    return frozenset(functions | values)


class Unreadable(Exception):
    """A submission that is no notebook. The message says why."""


class Submission(NamedTuple):
    """What a student handed in for one assignment."""

    answers: dict  # cell id -> text of the answer; the unchanged ones are missing
    repairs: list  # what was found wrong with the notebook, in sentences


class Found(NamedTuple):
    """A cell of a submission."""

    id: str | None
    grade_id: str | None
    is_code: bool
    text: str


def read_cells(path):
    """Return the cells of a handed-in file, whatever version or state it is in."""
    try:
        if not path.is_file() or path.is_symlink():
            raise Unreadable("it is no ordinary file")
        if path.stat().st_size > LARGEST_SUBMISSION:
            raise Unreadable(f"it is larger than {LARGEST_SUBMISSION // 2**20} MB")
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
    lines = cell.get("source", cell.get("input", ""))
    lines = lines if isinstance(lines, list) else [lines]
    text = printable("".join(line for line in lines if isinstance(line, str)))
    own_id = cell.get("id")
    return Found(own_id if isinstance(own_id, str) else None, grade_id if isinstance(grade_id, str) else None,
                 cell.get("cell_type") == "code", text)  # fmt: skip


def printable(text):
    """A text as every file can hold it: half characters, as broken programs write them, become question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def likeness(assignment, cells):
    """How many of an assignment's questions are there: this tells to which assignment a renamed file belongs."""
    ids = {cell.id for cell in assignment.cells if cell.kind in ("answer", "written", "test")}
    names = set().union(*(cell.names for cell in assignment.cells if cell.kind == "answer"))
    found = {place for cell in cells for place in (cell.id, cell.grade_id)} & ids
    return len(found) + len(
        names & set().union(*(defined_names(cell.text) for cell in cells if cell.is_code))
    )


def collect(assignment, cells):
    """Return the Submission in the cells of a handed-in notebook.

    Everything but the answers is taken from the teacher's notebook.
    """
    answers, repairs, used = {}, [], set()
    for wanted in assignment.answers:
        places, how = find(wanted, cells, {cell.id for cell in assignment.cells})
        used.update(places)
        text = "\n\n".join(cells[i].text for i in places)
        if how:
            repairs.append(f"The answer cell {wanted.id} {how}.")
        if len(text) > LONGEST_ANSWER:
            repairs.append(
                f"The answer cell {wanted.id} holds more than {LONGEST_ANSWER} characters: not used."
            )
        elif places and meaning(text) != meaning(wanted.handed_out):
            answers[wanted.id] = text
    repairs += differences(assignment, cells, used)
    return Submission(answers, repairs)


def find(wanted, cells, known):
    """Return where an answer stands among the cells, and what had to be done to find it.

    It is the cell that has its id; if none has, the one whose metadata say so. Where that was left as it was handed out,
    or does not define the function, a cell that does; for a written answer, the text right below.
    """
    own = [i for i, cell in enumerate(cells) if cell.id == wanted.id]
    marked = own or [i for i, cell in enumerate(cells) if cell.grade_id == wanted.id]
    changed = [i for i in marked if meaning(cells[i].text) != meaning(wanted.handed_out)]
    place = (changed or marked)[-1:]
    if wanted.kind == "written" and place and not changed:
        below = text_below(place[0], cells, known)
        return (below, "was left empty: the text below it was taken") if below else (place, "")
    if wanted.kind == "answer" and not any(
        wanted.names & defined_names(cells[i].text) for i in changed
    ):
        named = [
            i
            for i, cell in enumerate(cells)
            if i not in marked and wanted.names & defined_names(cell.text)
        ]
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
        if cell.kind in ("test", "setup") and cell.id not in ids:
            yield f"The {cell.kind} cell {cell.id} is missing: the original was used."
        elif cell.kind in ("test", "setup") and meaning(cells[ids.index(cell.id)].text) != meaning(
            cell.handed_out
        ):
            yield f"The {cell.kind} cell {cell.id} was changed: the original was used."
    order = [list(given).index(name) for name in dict.fromkeys(ids) if name in given]
    if order != sorted(order):
        yield "The cells are in another order: the original order was used."
    own = sum(
        bool(cell.text.strip())
        for i, cell in enumerate(cells)
        if cell.id not in given and i not in used
    )
    if own:
        yield f"{own} cell{'s' * (own > 1)} outside the answer cells: not used."


def meaning(text):
    """A cell's text without what editors change by themselves."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def notebooks_in(folder):
    """Every notebook in a folder, but for hidden ones, such as the copies that JupyterLab keeps."""
    paths = [path for path in Path(folder).rglob("*") if path.suffix.lower() == ".ipynb"]
    return sorted(
        path
        for path in paths
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )
