"""What a teacher's assignment is made of: its cells, and what each is for."""

import ast
import functools
import re
from pathlib import Path
from typing import NamedTuple

import nbformat

LONGEST_ANSWER = 50_000  # characters; a longer one is neither parsed nor run
HIDDEN = re.compile(
    r"^[ \t]*### BEGIN HIDDEN TESTS[ \t]*\n(.*?)^[ \t]*### END HIDDEN TESTS[ \t]*$\n?",
    re.MULTILINE | re.DOTALL,
)
HEADING = re.compile(r"^#+ +(.*?)(?: *\(\d+ points?\))? *$", re.MULTILINE)
HIDDEN_TRY = re.compile(r"^# (Hidden tests try: .*)$", re.MULTILINE)

MAGIC = re.compile(r"^([ \t]*)[%!].*", re.MULTILINE)
DEFINES = re.compile(r"^(?:(?:async +)?def|class) +(\w+)", re.MULTILINE)
FUNCTIONS = ast.FunctionDef, ast.AsyncFunctionDef


class Cell(NamedTuple):
    """A cell: what it is for, and its text as the teacher wrote it and as students got it."""

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
    """Return the Assignment at `path`; `handed_out` is the same notebook as students got it."""
    given = {cell.id: cell.source for cell in handed_out.cells}
    cells, heading = [], ""
    for cell in nbformat.read(path, as_version=4).cells:
        kind = kind_of(cell)
        if kind == "text" and HEADING.search(cell.source):
            heading = HEADING.findall(cell.source)[-1]
        points = cell.metadata.get("nbgrader", {}).get("points", 0)
        cells.append(Cell(cell.id, kind, cell.source, given[cell.id], points, heading))
    return Assignment(path.stem, HEADING.findall(cells[0].source)[0], cells)


def kind_of(cell):
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
    """The names that a cell defines at its top level, also where it cannot be parsed."""
    if len(source) > LONGEST_ANSWER:
        return frozenset()
    tree = parsed(source)
    if tree is None:  # A slip in one line does not undo the others.
        return frozenset(DEFINES.findall(source))
    body = tree.body
    functions = {part.name for part in body if isinstance(part, (*FUNCTIONS, ast.ClassDef))}
    assigned = [part for part in body if isinstance(part, (ast.Assign, ast.AnnAssign))]
    inside = [node for part in assigned for node in ast.walk(part) if isinstance(node, ast.Name)]
    return frozenset(functions | {node.id for node in inside if isinstance(node.ctx, ast.Store)})


def parsed(source):
    """The tree of a cell without its magics, or None where it cannot be parsed."""
    try:
        return ast.parse(MAGIC.sub(r"\1pass", source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def notebooks_in(folder):
    """Every notebook in a folder, but for hidden ones, such as the copies that JupyterLab keeps."""
    paths = [path for path in Path(folder).rglob("*") if path.suffix.lower() == ".ipynb"]
    hidden = lambda path: any(part.startswith(".") for part in path.relative_to(folder).parts)
    return sorted(path for path in paths if not hidden(path))
