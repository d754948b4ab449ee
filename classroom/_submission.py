"""How a submission's answers are found, whatever became of its notebook.

A submission is somebody else's file: nothing in it is trusted to be there, to be of its type, or to
be short.
"""

import ast
import json
import re
from typing import NamedTuple

from classroom._assignment import FUNCTIONS, LONGEST_ANSWER, defined_names, parsed
from classroom._text import printable

LARGEST_SUBMISSION = 100 * 2**20  # Pictures can be large. Answers are not.
MOST_CELLS = 1000
IN_QUESTION = "was left empty: what was added to its question was taken"
DEFINITIONS = (*FUNCTIONS, ast.ClassDef, ast.Import, ast.ImportFrom)


class Unreadable(Exception):
    """A submission that is no notebook. The message says why."""


class Submission(NamedTuple):
    """What a student handed in for one assignment."""

    answers: dict  # cell id -> text of the answer; the unchanged ones are missing
    repairs: list  # what was found wrong with the notebook, in sentences
    others: dict = {}  # cell id -> other texts that may be the answer; the teacher decides
    version: str = ""  # of the Python that wrote the notebook


class FoundCell(NamedTuple):
    """A cell of a submission."""

    id: str | None
    grade_id: str | None
    is_code: bool
    text: str


def read_cells(path):
    """Return the cells of a handed-in file, whatever version or state it is in."""
    return read_notebook(path)[0]


def read_notebook(path):
    """Return the cells of a handed-in file, and the version of the Python that wrote it."""
    try:
        # A link could lead to the teacher's solution, and whoever grades may read that.
        if not path.is_file() or path.is_symlink():
            raise Unreadable("it is no ordinary file")
        if path.stat().st_size > LARGEST_SUBMISSION:
            raise Unreadable(f"it is larger than {LARGEST_SUBMISSION // 2**20} MB")
        # Not by nbformat: it refuses what a broken program wrote, and the answers may still be
        # there.
        notebook = json.loads(path.read_bytes())
        sheets = [notebook] if "cells" in notebook else notebook["worksheets"]
        cells = [cell for sheet in sheets for cell in sheet["cells"] if isinstance(cell, dict)]
        return [read_cell(cell) for cell in cells[:MOST_CELLS]], version_of(notebook)
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


def version_of(notebook):
    metadata = notebook.get("metadata")
    language = metadata.get("language_info") if isinstance(metadata, dict) else None
    version = language.get("version") if isinstance(language, dict) else None
    return (
        version if isinstance(version, str) and re.fullmatch(r"3(\.\d{1,3}){1,2}", version) else ""
    )


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


def found_of(assignment, cells):
    """Which of an assignment's questions are there: ({ids}, {names of functions})."""
    ids = {cell.id for cell in assignment.cells if cell.kind in ("answer", "written", "test")}
    names = set().union(*(cell.names for cell in assignment.cells if cell.kind == "answer"))
    places = {place for cell in cells for place in (cell.id, cell.grade_id)} & ids
    return places, names & set().union(*(defined_names(cell.text) for cell in cells))


def assignments_in(cells, assignments):
    """The assignments that a notebook holds: most hold one, and some students put two together."""
    found = {one.name: found_of(one, cells) for one in assignments}
    likeness = lambda one: sum(map(len, found[one.name]))
    best = max(assignments, key=likeness)
    if likeness(best) == 0:
        return []
    # A function of the same name may be a helper. Ids are nobody's by chance.
    others = [one for one in assignments if one is not best and found[one.name][0]]
    names = lambda one: set().union(*(cell.names for cell in one.answers))
    for one in assignments:
        own = found[one.name][1] - names(best)
        if one is not best and one not in others and len(own) > len(names(one)) / 2:
            others.append(one)
    return [best, *others]


def collect(assignment, cells, version=""):
    """Return the Submission in the cells of a handed-in notebook.

    Everything but the answers is taken from the teacher's notebook.
    """
    answers, others, repairs, used = {}, {}, [], set()
    origins = origins_of(assignment, cells)
    for wanted in assignment.answers:
        find = find_written if wanted.kind == "written" else find_code
        places, how, candidates = find(wanted, cells, origins)
        if how == IN_QUESTION and not added(cells[places[0]], origins[places[0]], assignment):
            places, how = [], ""
        used.update(places)
        texts = [added(cells[i], origins[i], assignment) for i in places]
        text = "\n".join(part for part in texts if part.strip())
        if how:
            repairs.append(f"The answer cell {wanted.id} {how}.")
        if len(text) > LONGEST_ANSWER:
            too_long = f"holds more than {LONGEST_ANSWER} characters: not used"
            repairs.append(f"The answer cell {wanted.id} {too_long}.")
        elif places and trimmed(text) != trimmed(wanted.handed_out):
            answers[wanted.id] = text
        if candidates:
            others[wanted.id] = [cells[i].text[:LONGEST_ANSWER] for i in candidates]
    repairs += differences(assignment, cells, used)
    return Submission(answers, repairs, others, version)


def origins_of(assignment, cells):
    """Which cell of the assignment each cell is, by id, by metadata or by its text, or None."""
    known = {cell.id: cell for cell in assignment.cells}
    by_text = {trimmed(cell.handed_out): cell.id for cell in assignment.cells}
    titles = {title_of(cell.handed_out): cell.id for cell in assignment.cells}
    titles.pop("", None)
    return [
        cell.id
        if cell.id in known
        else cell.grade_id
        if cell.grade_id in known
        else by_text.get(trimmed(cell.text)) or titles.get(title_of(cell.text))
        for cell in cells
    ]


def title_of(text):
    """The heading that a cell begins with: it stays where something is written below it."""
    first = text.strip().partition("\n")[0].rstrip()
    return first if first.startswith("#") and not first.startswith("###") else ""


def added(cell, origin, assignment):
    """The text of a cell; of a question, in which somebody wrote, only what is new."""
    given = next((one for one in assignment.cells if one.id == origin), None)
    if given is None or given.kind != "text":
        return cell.text
    before = {line.strip() for line in given.handed_out.splitlines()}
    return "\n".join(line for line in cell.text.splitlines() if line.strip() not in before)


def find_code(wanted, cells, origins):
    """Return where the answer in code stands, what had to be done to find it, and what else may be.

    It is the cell that has its id or its metadata, and that defines the function; else another
    that does. A stub that was left or only commented is no answer.
    """
    marked = [i for i, origin in enumerate(origins) if origin == wanted.id]
    own = [i for i in marked if cells[i].id == wanted.id]
    changed = [i for i in marked if trimmed(cells[i].text) != trimmed(wanted.handed_out)]
    defines = lambda i: wanted.names & defined_names(cells[i].text)
    is_answer = lambda i: defines(i) and not is_stub(cells[i].text, wanted.names)
    free = [i for i, origin in enumerate(origins) if origin is None and cells[i].text.strip()]
    named = [i for i in free if is_answer(i)]
    real = [i for i in changed if is_answer(i)]
    if real or not named:
        # The last one: whoever doubles a cell goes on in the copy.
        place = (real or changed or marked)[-1:]
        how = "" if own or not place else "had lost its id: it was found by its metadata"
        if len(changed) > 1 or (len(marked) > 1 and place[0] not in own):
            how = "is there more than once: the last changed one was taken"
        near = neighbours(place[0], origins, cells) if place else free
        if place and place[0] in changed:
            parts = with_parts(place[0], near, cells)
            how = "was split: its parts were joined" if len(parts) > 1 else how
            return parts, how, [i for i in named if i not in parts]
        code = [i for i in near if cells[i].is_code]
        how = how if place else "is missing"
        return place, f"{how} was left empty".strip() if code and place else how, code
    place = named[-1]
    rest = [i for i in changed if not defines(i)]
    parts = sorted({*rest[-1:], *with_parts(place, neighbours(place, origins, cells), cells)})
    how = "was found by the function that it defines"
    how = "was split: its parts were joined" if len(parts) > 1 else how
    return parts, how, [i for i in named if i not in parts]


def neighbours(place, origins, cells):
    """The student's own cells right before and after a cell, up to the next that was handed out."""
    around = []
    for step in (-1, 1):
        i = place + step
        while 0 <= i < len(cells) and origins[i] is None:
            around.append(i)
            i += step
    return sorted(i for i in around if cells[i].text.strip())


def with_parts(place, near, cells):
    """A cell and those beside it that go on with it, or that define what it uses."""
    parts = [place]
    for i in near:
        if i > place and cells[i].text.lstrip("\n")[:1].isspace():
            parts.append(i)  # Indented: the second half of a function.
    helpers = [i for i in near if i not in parts and only_defines(cells[i].text)]
    for _ in helpers:
        missing = needs("\n".join(cells[i].text for i in parts))
        more = [i for i in helpers if i not in parts and defined_names(cells[i].text) & missing]
        if not more:
            break
        parts = sorted([*parts, *more])
    return parts


def needs(text):
    """The names that a text uses and does not give a value anywhere."""
    tree = parsed(text)
    nodes = list(ast.walk(tree)) if tree else []
    names = [node for node in nodes if isinstance(node, ast.Name)]
    given = {node.id for node in names if not isinstance(node.ctx, ast.Load)}
    given |= {node.arg for node in nodes if isinstance(node, ast.arg)} | defined_names(text)
    return {node.id for node in names} - given


def only_defines(text):
    """Whether a cell can be run with an answer: a trial of the student's own could fail."""
    tree = parsed(text)
    return bool(tree) and all(isinstance(part, DEFINITIONS) for part in tree.body)


def is_stub(text, names):
    """Whether none of these functions does anything but raise NotImplementedError."""
    tree = parsed(text)
    if tree is None or "NotImplementedError" not in text:
        return False
    own = [part for part in tree.body if isinstance(part, FUNCTIONS) and part.name in names]
    gives = (ast.Return, ast.Yield, ast.YieldFrom)
    return not any(isinstance(node, gives) for part in own for node in ast.walk(part))


def find_written(wanted, cells, origins):
    """Return where a written answer stands, and what had to be done to find it.

    It is the cell for it; else what somebody wrote below or above it, in code or in text; else what
    was added to the question. Somebody reads it, so too much is better than too little.
    """
    marked = [i for i, origin in enumerate(origins) if origin == wanted.id]
    changed = [i for i in marked if trimmed(cells[i].text) != trimmed(wanted.handed_out)]
    if changed:
        known = cells[changed[-1]].id == wanted.id
        how = "" if known else "had lost its id: it was found by its metadata"
        return changed[-1:], how, []
    free = [i for i, origin in enumerate(origins) if origin is None and cells[i].text.strip()]
    prose = [i for i in free if not (cells[i].is_code and parsed_code(cells[i].text))]
    near = neighbours(marked[-1], origins, cells) if marked else []
    near = [i for i in near if i in prose]
    below = [i for i in near if i > marked[-1]]
    if below:
        return below, "was left empty: the text below it was taken", []
    if near:
        return near, "was left empty: the text above it was taken", []
    if prose:
        return prose, "is empty or missing: all other text of the student's was taken", []
    question = [i for i in range(marked[-1]) if origins[i]] if marked else []
    if question and not cells[question[-1]].is_code:
        return question[-1:], IN_QUESTION, []
    return marked[-1:], "" if marked else "is missing", []


def parsed_code(text):
    """Whether a code cell holds more than comments and a text."""
    tree = parsed(text)
    texts = (ast.Constant, ast.JoinedStr)
    return bool(tree) and any(
        not (isinstance(part, ast.Expr) and isinstance(part.value, texts)) for part in tree.body
    )


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
