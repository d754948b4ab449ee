"""What nbval cannot see: that every notebook was run, is stored in one form, and reads well.

Each rule takes a notebook and returns its complaints. The lower half breaks a good notebook in
every way, to see that the rules do complain; `test_execute.py` asks that of nbval itself.
"""

import copy
import functools
import re

import execute
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

LESSONS = ["00_setup", "01_forward", "02_cost", "03_backprop", "04_gradcheck", "05_rprop"]
LESSONS += ["06_testing", "07_walkers", "08_state", "09_gates", "10_language"]
HEADINGS = ["What you will be able to do", "Summary", "Quiz", "Next"]
LONGEST_CELL, LONGEST_IN_AN_ASSIGNMENT = 20, 25
MACHINE_PATH = re.compile(r"/home/|/root/|/tmp/|/Users/|/work/|\b[A-Z]:\\Users\b")
ADDRESS = re.compile(r"\b0x[0-9a-f]{6,}", re.IGNORECASE)
IMAGE_WITHOUT_WORDS = re.compile(r"!\[\s*\]\(|<img(?![^>]*\balt=[\"'][^\"'])[^>]*>")
BACK = "*Kernel > Restart Kernel and Run up to Selected Cell*"
FIGURE_WORDS = re.compile(r"^\W*Figure\b", re.MULTILINE)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def outputs(notebook):
    return [output for cell in code_cells(notebook) for output in cell.outputs]


def words(output):
    """All text of an output: what it prints, its value, its error."""
    data = output.get("data", {})
    texts = [value for mime, value in data.items() if not mime.startswith("image/")]
    return "\n".join(map(str, [output.get("text", ""), *texts, *output.get("traceback", [])]))


def every_cell_was_run(notebook):
    counts = [cell.execution_count for cell in code_cells(notebook)]
    if counts != list(range(1, len(counts) + 1)):
        yield f"the cells count {counts}: run them all, in order, from a fresh kernel"


def no_error_is_stored(notebook):
    for cell in code_cells(notebook):
        errors = [output for output in cell.outputs if output.output_type == "error"]
        if "raises-exception" not in cell.metadata.get("tags", []):
            yield from (f"an error is stored: {error.ename}: {error.evalue}" for error in errors)


def nothing_is_red(notebook):
    red = [output for output in outputs(notebook) if output.get("name") == "stderr"]
    yield from (f"stderr is stored: {output.text}" for output in red)


def no_address_is_stored(notebook):
    texts = map(words, outputs(notebook))
    yield from (f"an address in memory is stored: {text}" for text in texts if ADDRESS.search(text))


def no_machine_path_is_stored(notebook):
    texts = [*(cell.source for cell in notebook.cells), *map(words, outputs(notebook))]
    yield from (f"a path of one machine: {text}" for text in texts if MACHINE_PATH.search(text))


def the_form_is_the_stored_one(notebook):
    if execute.as_text(execute.normalise(copy.deepcopy(notebook))) != execute.as_text(notebook):
        yield "not in the stored form: `python start.py execute` writes it"


def nothing_is_ignored_without_a_reason(notebook):
    for cell in code_cells(notebook):
        marks = set(cell.metadata.get("tags", [])) & {"nbval-ignore-output", "nbval-skip"}
        if marks or re.search(r"NBVAL_(IGNORE_OUTPUT|SKIP)", cell.source):
            if not re.search(r"# not compared: .{10}", cell.source):
                yield f"ignored, and no `# not compared: ...` says why: {cell.source}"


def every_picture_is_described(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and IMAGE_WITHOUT_WORDS.search(cell.source):
            yield f"a picture without alt text: {cell.source}"
    for cell, after in zip(notebook.cells, [*notebook.cells[1:], new_markdown_cell("")]):
        pictures = any("image/png" in output.get("data", {}) for output in cell.get("outputs", []))
        described = after.cell_type == "markdown" and FIGURE_WORDS.search(after.source)
        if pictures and not described:
            yield f"no `*Figure: ...*` below the figure of: {cell.source}"


def is_assignment(notebook):
    return any("nbgrader" in cell.metadata for cell in notebook.cells)


def cells_are_short(notebook):
    most = LONGEST_IN_AN_ASSIGNMENT if is_assignment(notebook) else LONGEST_CELL
    for cell in code_cells(notebook):
        lines = [line for line in cell.source.splitlines() if line.strip()]
        if len(lines) > most:
            yield f"{len(lines)} lines, {most} at most: {cell.source}"
        if not lines:
            yield "an empty code cell"


def a_stop_tells_the_way_back(notebook):
    for cell in [] if is_assignment(notebook) else notebook.cells:
        if cell.source.startswith("**A good place to stop.**") and BACK not in cell.source:
            yield f"not a word of {BACK}: {cell.source}"
        if "Run All Cells" in cell.source:
            yield f"this would show answers to guesses not yet made: {cell.source}"


def nothing_hangs_on_a_folded_answer(notebook):
    for cell in notebook.cells:
        if re.search(r"</details>\s*(?!<details>)\S", cell.source):
            yield f"what follows belongs into a cell of its own: {cell.source}"


RULES = [
    every_cell_was_run,
    no_error_is_stored,
    nothing_is_red,
    no_address_is_stored,
    no_machine_path_is_stored,
    the_form_is_the_stored_one,
    nothing_is_ignored_without_a_reason,
    every_picture_is_described,
    cells_are_short,
    a_stop_tells_the_way_back,
    nothing_hangs_on_a_folded_answer,
]


@functools.cache
def read(path):
    """A notebook, which nobody changes."""
    return nbformat.read(path, as_version=4)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", execute.notebook_paths(), ids=lambda path: path.stem)
def test_rule(path, rule):
    complaints = list(rule(read(path)))
    assert not complaints, "\n".join(complaints)


@pytest.mark.parametrize("path", execute.notebook_paths(), ids=lambda path: path.stem)
def test_file_is_written_as_jupyterlab_writes_it(path):
    text = path.read_bytes().decode("utf-8")
    assert text == execute.as_text(read(path))
    nbformat.validate(read(path))


def test_there_is_every_lesson_and_no_other():
    assert sorted(path.stem for path in execute.NOTEBOOKS.glob("*.ipynb")) == LESSONS


@pytest.mark.parametrize("lesson", LESSONS)
def test_lesson_has_its_parts_in_order(lesson):
    notebook = read(execute.NOTEBOOKS / f"{lesson}.ipynb")
    first, *_ = notebook.cells
    assert first.cell_type == "markdown" and first.source.startswith("# ")
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    found = re.findall(rf"^#+ .*?({'|'.join(HEADINGS)})", text, re.MULTILINE)
    assert found == HEADINGS


# A test suite that can fail.


def ran(source, number, *outputs, **more):
    """A code cell that was run."""
    return new_code_cell(source, execution_count=number, outputs=list(outputs), **more)


@pytest.fixture
def good():
    """A small notebook, run, that breaks no rule."""
    picture = {"image/png": "aaaa", "text/plain": "<Figure size 640x480 with 1 Axes>"}
    value = new_output("execute_result", {"text/plain": "27"}, execution_count=3)
    cells = [
        new_markdown_cell("# Squares\n\n![a square](square.png)", id="a"),
        ran("print(3 ** 2)", 1, new_output("stream", text="9\n"), id="b"),
        ran("plot()", 2, new_output("display_data", picture), id="c"),
        new_markdown_cell("*Figure: the squares of 0 to 9 over the numbers.*", id="d"),
        ran("3 ** 3", 3, value, id="e"),
    ]
    return execute.normalise(new_notebook(cells=cells))


def prints(text, **options):
    """A break: the first code cell prints `text`."""
    output = new_output("stream", text=text, **options)
    return lambda notebook: notebook.cells[1].update(outputs=[output])


def says(source, cell=0):
    """A break: this cell has another source."""
    return lambda notebook: notebook.cells[cell].update(source=source)


def cell(number, **changes):
    """A break: this cell has these fields."""
    return lambda notebook: notebook.cells[number].update(copy.deepcopy(changes))


def metadata(number, **changes):
    """A break: this cell's metadata, or the notebook's for None, have these entries."""
    of = lambda notebook: notebook if number is None else notebook.cells[number]
    return lambda notebook: of(notebook).metadata.update(changes)


ERROR = new_output("error", ename="ValueError", evalue="x", traceback=["ValueError: x"])
MY_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "my-env"}
WIDGET = new_output("execute_result", {execute.WIDGET_VIEW: {"model_id": "1f"}}, execution_count=3)
IGNORED, SKIPPED = "nbval-ignore-output", "# NBVAL_SKIP"
BREAKS = {
    "cell never run": (every_cell_was_run, cell(1, execution_count=None, outputs=[])),
    "gap in the count": (every_cell_was_run, cell(4, execution_count=5)),
    "out of order": (every_cell_was_run, lambda nb: nb.cells.insert(0, nb.cells.pop(4))),
    "stored error": (no_error_is_stored, cell(1, outputs=[ERROR])),
    "warning": (nothing_is_red, prints("DeprecationWarning", name="stderr")),
    "address": (no_address_is_stored, prints("<object at 0x7f3a2b4c5d60>")),
    "machine path in an output": (no_machine_path_is_stored, prints("/home/ada/lessons")),
    "machine path in a cell": (no_machine_path_is_stored, says(r"open(r'C:\Users\ada')", 1)),
    "widget state": (the_form_is_the_stored_one, metadata(None, widgets={"state": {}})),
    "other kernel": (the_form_is_the_stored_one, metadata(None, kernelspec=MY_KERNEL)),
    "time stamp": (the_form_is_the_stored_one, metadata(1, execution={"start": "now"})),
    "view of a widget": (the_form_is_the_stored_one, cell(4, outputs=[WIDGET])),
    "ignored by a tag": (nothing_is_ignored_without_a_reason, metadata(1, tags=[IGNORED])),
    "ignored by a comment": (nothing_is_ignored_without_a_reason, says(f"{SKIPPED}\nprint(9)", 1)),
    "image without alt text": (every_picture_is_described, says("![](square.png)")),
    "img without alt text": (every_picture_is_described, says('<img src="square.png" alt="">')),
    "figure without words": (every_picture_is_described, says("And now?", 3)),
    "long cell": (cells_are_short, says("x = 1\n" * (LONGEST_CELL + 1), 1)),
    "empty cell": (cells_are_short, says("\n", 1)),
    "stop without a way back": (a_stop_tells_the_way_back, says("**A good place to stop.** Bye.")),
    "way back through answers": (a_stop_tells_the_way_back, says("Choose *Run All Cells*.")),
    "text on an answer": (nothing_hangs_on_a_folded_answer, says("<details>7</details>\nSo,")),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_good_notebook_breaks_no_rule(good, rule):
    assert list(rule(good)) == []


@pytest.mark.parametrize("rule, damage", BREAKS.values(), ids=BREAKS)
def test_rule_complains(good, rule, damage):
    damage(good)
    assert list(rule(good))


def test_every_rule_is_seen_to_complain():
    assert {rule for rule, _ in BREAKS.values()} == set(RULES)


def test_a_cell_of_an_assignment_may_be_a_little_longer(good):
    metadata(1, nbgrader={})(good)
    says("x = 1\n" * LONGEST_IN_AN_ASSIGNMENT, 1)(good)
    assert list(cells_are_short(good)) == []
    says("x = 1\n" * (LONGEST_IN_AN_ASSIGNMENT + 1), 1)(good)
    assert list(cells_are_short(good))
