"""Make what students get: lessons, module, and assignments without solutions and hidden tests."""

import json
import shutil
from pathlib import Path

import nbformat
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
)

from classroom._assignment import notebooks_in
from commands import editions

ROOT = Path(__file__).resolve().parent.parent
ASSIGNMENTS = ROOT / "notebooks" / "assignments"
FILES = "start.py", "pyproject.toml", "constraints.txt", "environment.yml", "LICENSE"
FOLDERS = "rnn_lesson", "figures"
NOT_HANDED_OUT = "draw.py", "__pycache__", ".*", "*.pyc"
# In this order: what is cut out must be gone before the checksums are taken.
STEPS = (
    LockCells,
    ClearSolutions,
    ClearOutput,
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ComputeChecksums,
)
README = """# A recurrent neural network from scratch: lessons and assignments

With Python 3.11 or newer, in this folder:

    python start.py

On Windows: `py start.py`. The lessons open in the browser. You work in the folder `my_lessons`:
what you change there is never overwritten, also not if you unpack a newer hand-out over this one.
Delete a file there and start again to get a fresh one.

The assignments are in `my_lessons/assignments`. Write your answers into the answer cells
(`# YOUR CODE HERE`, `YOUR ANSWER HERE`): only these are collected. The cells below them test your
answers at once. Save, and hand in the notebook itself, such as
`my_lessons/assignments/assignment_1_bias.ipynb`.
"""


def hand_out(path):
    """Return a teacher's notebook as students get it. These are nbgrader's own steps."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        # nbgrader empties the text of a model answer, and would leave the pictures in it.
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.pop("attachments", None)
    resources = {}
    for step in STEPS:
        notebook, resources = step().preprocess(notebook, resources)
    return notebook


def release(target):
    """Write the hand-out as the folder `target` and as a zip beside it. Return the zip's path."""
    if target.exists():
        if not (target / "notebooks" / "assignments").is_dir():
            refusal = "is there already and is no hand-out. Name another folder with --to."
            raise SystemExit(f"{target} {refusal}")
        if (target / editions.MINE.name).exists():
            refusal = "is a hand-out in which somebody worked. Name another folder with --to."
            raise SystemExit(f"{target} {refusal}")
        shutil.rmtree(target)
    (target / "notebooks" / "assignments").mkdir(parents=True)
    left_out = shutil.ignore_patterns(*NOT_HANDED_OUT)
    shutil.copytree(ROOT / "commands" / "setup", target / "commands" / "setup", ignore=left_out)
    shutil.copy(editions.__file__, target / "commands")
    for name in FILES:
        shutil.copy(ROOT / name, target)
    for name in FOLDERS:
        shutil.copytree(ROOT / name, target / name, ignore=left_out)
    (target / "README.md").write_text(README, encoding="utf-8")
    for path in editions.SOURCE.glob("*.ipynb"):
        lesson = json.loads(path.read_text(encoding="utf-8"))
        lesson = editions.learners_edition(lesson, assignments=True)
        editions.write(target / "notebooks" / path.name, editions.as_text(lesson))
    for path in notebooks_in(ASSIGNMENTS):
        text = nbformat.writes(hand_out(path)).rstrip("\n") + "\n"
        copy = target / "notebooks" / "assignments" / path.name
        copy.write_text(text, encoding="utf-8", newline="\n")
    return shutil.make_archive(str(target), "zip", target.resolve().parent, target.name)
