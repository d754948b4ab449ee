"""Make the learner's edition of the lessons, and never lose what a learner wrote.

    python commands/editions.py     make or renew the copies in my_lessons

The notebooks in `notebooks` are the source: complete, run, every claim asserted. The learner's
edition is made from them: no outputs, no asserts, blanks where the learner is to write, and below
each blank one way to write it, folded. Two marks at the end of a line say what is left blank:

    return xk * wx + sk * wRec  # fill      the learner sees `return ...`
    wx_grad += G * x            # write     the learner sees `...`, one for all such lines in a row

A cell with such marks holds nothing but the function. Cells tagged `claim` are left out, and so is
every assert at the top level of a cell. All this needs is the standard library: whoever has no
teacher's tools needs it too.
"""

import ast
import hashlib
import json
import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE, MINE = ROOT / "notebooks", ROOT / "my_lessons"
RECORD = ".made.json"  # in the learner's folder: what each file was when it was made
MARK = re.compile(r" +# (fill|write)$")
FILLED = re.compile(r"^( *(?:return\b|[^=]*[^=!<>]=(?!=))) *\S.*$")
FOLDED = """<details><summary>One way to write it</summary>

```python
{}
```

</details>"""


def learners_edition(notebook, assignments=False):
    """Return a lesson's notebook, a dict, as a learner gets it; one that is so already stays so.

    It leads to its assignment only where `assignments` were handed out.
    """
    dropped = {"claim"} if assignments else {"claim", "assignment"}
    cells = []
    for cell in notebook["cells"]:
        if dropped & set(cell["metadata"].get("tags", [])):
            continue
        source = "".join(cell["source"])
        if cell["cell_type"] != "code":
            cells.append(remade(cell, source))
            continue
        if asked := without_asserts(source):
            cells.append(remade(cell, with_blanks(asked)))
        if any(MARK.search(line) for line in source.splitlines()):
            cells.append(folded_answer(cell["id"], source))
    return notebook | {"cells": cells}


def remade(cell, source):
    """A cell with this source and nothing that a run, an editor or a test left in it."""
    made = {
        "cell_type": cell["cell_type"],
        "id": cell["id"],
        "metadata": {},
        "source": lines(source),
    }
    if cell["cell_type"] == "code":
        made |= {"execution_count": None, "outputs": []}
    return made | {key: cell[key] for key in ("attachments",) if key in cell}


def lines(text):
    """A text in the form in which notebooks store it."""
    return text.splitlines(keepends=True)


def without_asserts(source):
    """A cell's source without the asserts at its top level."""
    if "assert" not in source:
        return source
    kept = source.splitlines()
    for node in reversed(ast.parse(source).body):
        if isinstance(node, ast.Assert):
            del kept[node.lineno - 1 : node.end_lineno]
    return "\n".join(kept).strip("\n")


def with_blanks(source):
    """A cell's source with its marked lines blank."""
    blank, written = [], 0
    for line in [*source.splitlines(), ""]:
        mark = MARK.search(line)
        kind = mark and mark[1]
        if written and kind != "write":
            blank[-1] += f"  # {written} lines" if written > 1 else "  # one line"
            written = 0
        if kind == "fill":
            blank.append(FILLED.sub(r"\1 ...", MARK.sub("", line)))
        elif kind == "write" and written:
            written += 1
        elif kind == "write":
            blank.append(line[: len(line) - len(line.lstrip())] + "...")
            written = 1
        else:
            blank.append(line)
    return "\n".join(blank[:-1])


def folded_answer(cell_id, source):
    """The cell that stands below a blank: the source itself, folded."""
    answer = "\n".join(MARK.sub("", line) for line in source.splitlines())
    return {
        "cell_type": "markdown",
        "id": f"{cell_id}-answer",
        "metadata": {},
        "source": lines(FOLDED.format(answer)),
    }


def renew(source=SOURCE, mine=MINE, say=print):
    """Make what is missing in `mine`, renew what was left as it was, leave what was changed."""
    record = read_record(mine)
    for name, notebook in for_learners(source):
        new, made, there = content(notebook), record.get(name), content_of(mine / name)
        if there is None or there == made != new:
            write(mine / name, as_text(notebook))
            record[name] = new
        elif there == new:
            record[name] = new
        elif made != new:
            say(f"{name}: yours is left as you changed it. To get the newer version, rename yours.")
    write(mine / RECORD, json.dumps(record, indent=1) + "\n")


def for_learners(source):
    """Return [(name, notebook)] of the lessons, and of the assignments that were handed out."""
    read = lambda path: json.loads(path.read_text(encoding="utf-8"))
    assignments = [(path, read(path)) for path in sorted(source.glob("assignments/*.ipynb"))]
    handed_out = [
        (f"assignments/{path.name}", notebook)
        for path, notebook in assignments
        if not holds_solutions(notebook)
    ]
    lessons = sorted(source.glob("*.ipynb"))
    return [
        *((path.name, learners_edition(read(path), bool(handed_out))) for path in lessons),
        *handed_out,
    ]


def holds_solutions(notebook):
    """Whether an assignment is the teacher's source: that is not for copying."""
    return any("### BEGIN SOLUTION" in "".join(cell["source"]) for cell in notebook["cells"])


def content(notebook):
    """A fingerprint of all that a person writes in a notebook. A run changes nothing of that."""
    written = [(cell["cell_type"], "".join(cell["source"])) for cell in notebook["cells"]]
    return hashlib.sha256(json.dumps(written).encode()).hexdigest()


def content_of(path):
    """The fingerprint of a file: None where there is none, "" where it is no notebook."""
    try:
        return content(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, LookupError, TypeError):
        return ""


def read_record(mine):
    try:
        record = json.loads((mine / RECORD).read_text(encoding="utf-8"))
        return record if isinstance(record, dict) else {}
    except (OSError, ValueError):
        return {}


def as_text(notebook):
    """The bytes of a notebook's file, as JupyterLab would write them."""
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def write(path, text):
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".part")
    draft.write_text(text, encoding="utf-8", newline="\n")
    os.replace(draft, path)


if __name__ == "__main__":
    try:
        renew()
    except OSError as error:
        advice = "Copy this folder to a place of your own and start there."
        sys.exit(f"Cannot write to {error.filename} ({error.strerror}). {advice}")
