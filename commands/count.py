"""Count what a learner does in each lesson: blanks, lines, guesses, and questions with an answer.

    python commands/count.py

A question is a paragraph that begins with **Question, or a numbered task beside a view. It has an
answer where folded words or a guess follow before the next question, the next view or heading.
"""

import json
import re
import sys

import editions

from rnn_lesson.checks._predict import Border, Place
from rnn_lesson.checks._predictions import PREDICTIONS

QUESTION = re.compile(r"^\*\*Question", re.MULTILINE)
TASK = re.compile(r"^\d+\. ", re.MULTILINE)
ANSWER = re.compile(r"<details>|checks\.predict\(")
VIEW = re.compile(r"explorers\.explore_")
ROW = "{:<14} {:>7} {:>6} {:>8} {:>8} {:>10} {:>9}"


def counted(notebook):
    """Return what a lesson asks, by name; `notebook` is its source, a dict."""
    cells = [cell for cell in notebook["cells"] if "claim" not in cell["metadata"].get("tags", [])]
    sources = ["".join(cell["source"]) for cell in cells]
    code = [s for s, cell in zip(sources, cells) if cell["cell_type"] == "code"]
    made = editions.learners_edition(notebook)["cells"]
    marked = [line for s in code for line in s.splitlines() if editions.MARK.search(line)]
    keys = re.findall(r'checks\.predict\("([\d.]+)"', "\n".join(code))
    asked = questions(sources)
    return {
        "blanks": sum(cell["id"].endswith("-answer") for cell in made),
        "lines": len(marked),
        "guesses": len(keys),
        "by hand": sum(isinstance(PREDICTIONS[key], (Place, Border)) for key in keys),
        "questions": len(asked),
        "answered": sum(asked),
    }


def questions(sources):
    """Return for each question and task of a lesson whether it has an answer."""
    asked = []
    for i, text in enumerate(sources):
        beside = VIEW.search("\n".join(sources[max(0, i - 1) : i + 2]))
        text = text.partition("## Quiz")[0]
        before, _, _ = text.partition("<details>")
        tasks = len(TASK.findall(before)) if beside else 0
        found = len(QUESTION.findall(text)) + tasks
        asked += [answered(text, sources[i + 1 : i + 5])] * found
    return asked


def answered(text, following):
    """Whether folded words or a guess stand in a text, or below it before more is asked."""
    rest = text[text.rfind("**Question") :] if "**Question" in text else text
    for part in [rest, *following]:
        if ANSWER.search(part):
            return True
        if part is not rest and (QUESTION.search(part) or part.startswith("## ")):
            return False
    return False


def main():
    names = ["blanks", "lines", "guesses", "by hand", "questions", "answered"]
    print(ROW.format("lesson", *names))
    total = dict.fromkeys(names, 0)
    for path in sorted(editions.SOURCE.glob("*.ipynb")):
        found = counted(json.loads(path.read_text(encoding="utf-8")))
        total = {name: total[name] + found[name] for name in names}
        print(ROW.format(path.stem, *found.values()))
    print(ROW.format("all", *total.values()))
    return total["questions"] - total["answered"]


if __name__ == "__main__":
    sys.exit(main() and "A question has no answer.")
