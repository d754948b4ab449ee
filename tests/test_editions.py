"""The learner's edition: made from the source, nothing but the source, and never lost."""

import ast
import copy
import json
import re

import count
import editions
import nbformat
import pytest

LESSONS = sorted(editions.SOURCE.glob("*.ipynb"))
lessons = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def source(cell):
    return "".join(cell["source"])


def code(notebook):
    return [source(cell) for cell in notebook["cells"] if cell["cell_type"] == "code"]


def cell(text, kind="code", id="a", tags=()):
    return {"cell_type": kind, "id": id, "metadata": {"tags": list(tags)}, "source": [text]}


def edition(*cells):
    return editions.learners_edition({"cells": list(cells)})["cells"]


def filled(notebook):
    """A learner's edition with every blank filled from the answer folded below it."""
    notebook = copy.deepcopy(notebook)
    for blank, answer in zip(notebook["cells"], notebook["cells"][1:]):
        if answer["id"].endswith("-answer"):
            blank["source"] = source(answer).partition("```python\n")[2].partition("\n```")[0]
    return notebook


# What becomes of a cell


@pytest.mark.parametrize(
    "line, blank",
    [
        ("    return 2 * x  # fill", "    return ..."),
        ("    S[:, k] = x == 1  # fill", "    S[:, k] = ..."),
        ("    a += b * (c <= 1)  # fill", "    a += ..."),
        ("        a = b  # write", "        ...  # one line"),
    ],
)
def test_marked_line_becomes_a_blank(line, blank):
    assert editions.with_blanks(f"def f(x):\n{line}\n    pass") == f"def f(x):\n{blank}\n    pass"


def test_lines_to_write_in_a_row_are_one_blank():
    lines = ["    a = 1  # write", "    for b in x:  # write", "        c = b  # write"]
    for n in (2, 3):
        blank = editions.with_blanks("\n".join(["def f(x):", *lines[:n], "    return c"]))
        assert blank == f"def f(x):\n    ...  # {n} lines\n    return c"


def test_answer_stands_folded_below_its_blank():
    blank, answer = edition(cell("def f(x):\n    return x  # fill", id="f"))
    assert source(blank) == "def f(x):\n    return ..."
    assert answer["cell_type"] == "markdown" and "# fill" not in source(answer)
    assert source(answer).startswith("<details>") and "def f(x):\n    return x\n" in source(answer)


def test_asserts_and_claims_are_left_out():
    cells = edition(
        cell("a = 1\nassert a == 1, (\n    'one'\n)\nprint(a)"),
        cell("assert True"),
        cell("b = a", tags=["claim"]),
        cell("def f():\n    assert a\n"),
    )
    assert [source(c) for c in cells] == ["a = 1\nprint(a)", "def f():\n    assert a"]


def test_nothing_of_a_run_is_left():
    ran = cell("1 + 1") | {"outputs": [{"text": "2"}], "execution_count": 3}
    (made,) = edition(ran)
    assert made["outputs"] == [] and made["execution_count"] is None and made["metadata"] == {}


# The lessons


@lessons
def test_edition_of_an_edition_is_itself(path):
    once = editions.learners_edition(read(path))
    assert editions.learners_edition(once) == once
    nbformat.validate(nbformat.from_dict(once))


@lessons
def test_no_assert_and_no_mark_is_left(path):
    for text in code(editions.learners_edition(read(path))):
        assert not editions.MARK.search(text)
        assert not any(isinstance(node, ast.Assert) for node in ast.parse(text).body)


@lessons
def test_blank_stands_in_an_exercise_of_its_own(path):
    for text in code(read(path)):
        tree = ast.parse(text)
        exercises = [f for f in tree.body if isinstance(f, ast.FunctionDef) and f.decorator_list]
        marked = [line for line in text.splitlines() if editions.MARK.search(line)]
        if marked or exercises:
            assert marked and len(exercises) == len(tree.body) == 1
            assert ast.unparse(exercises[0].decorator_list[0]) == "exercise"
            blank = ast.unparse(ast.parse(editions.with_blanks(text)))
            assert "..." in blank and "# fill" not in blank


@lessons
def test_filled_edition_is_the_source_without_asserts_and_every_answer_is_right(path):
    """So it says what the source does, which nbval runs, and JupyterLab the one with blanks."""
    learners = editions.learners_edition(read(path))
    whole = [ast.unparse(ast.parse(text)) for text in code(filled(learners))]
    kept = [c for c in read(path)["cells"] if "claim" not in c["metadata"].get("tags", [])]
    asked = [editions.without_asserts(text) for text in code({"cells": kept})]
    assert whole == [ast.unparse(ast.parse(text)) for text in asked if text]
    shown = [o["data"]["text/plain"] for c in kept for o in c.get("outputs", []) if "data" in o]
    right = sum("".join(text).startswith("✓ Right") for text in shown)
    assert right == sum("-answer" in c["id"] for c in learners["cells"])


def test_last_lesson_says_truly_what_the_learner_wrote():
    text = "\n".join(source(c) for c in read(editions.SOURCE / "06_testing.ipynb")["cells"])
    rows = re.findall(r"^\| (?:\[)?(0\d) [^|]*\|([^|]*)\|", text, re.MULTILINE)
    said = {number: re.findall(r"`(\w+)`", wrote) for number, wrote in rows}
    filled_in = {
        path.stem[:2]: re.findall(
            r"^@exercise\ndef (\w+)", "\n".join(code(read(path))), re.MULTILINE
        )
        for path in LESSONS[:7]
    }
    assert said == filled_in and sum(map(len, said.values())) >= 12


def test_every_question_has_an_answer_and_the_learner_writes_twelve_blanks():
    counts = [count.counted(read(path)) for path in LESSONS]
    assert all(found["answered"] == found["questions"] for found in counts)
    assert sum(found["blanks"] for found in counts) >= 12
    assert sum(found["by hand"] for found in counts) >= 3


@pytest.mark.parametrize(
    "texts, answers",
    [
        (["**Question.** Why?\n\n<details>Because.</details>"], [True]),
        (["**Question.** Why?", "checks.predict('1')"], [True]),
        (["**Question.** Why?", "## On"], [False]),
        (["1. Drag.\n2. Look.", "explorers.explore_loss()", "<details>"], [True, True]),
        (["1. Drag.", "explorers.explore_loss()", "## On", "<details>"], [False]),
        (["1. One.", "2. Two."], []),
    ],
)
def test_questions_are_counted(texts, answers):
    assert count.questions(texts) == answers


# Nobody's work is lost


@pytest.fixture
def folders(tmp_path):
    """A source of one lesson, a learner's folder, and what was said."""
    source, mine = tmp_path / "notebooks", tmp_path / "my_lessons"
    source.mkdir()
    publish(source, "x = 1")
    return source, mine


def publish(source, text, name="01_a.ipynb"):
    (source / name).parent.mkdir(exist_ok=True)
    notebook = {"cells": [cell(text)], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (source / name).write_text(json.dumps(notebook))


def renew(folders):
    said = []
    editions.renew(*folders, said.append)
    return said


def text_of(folders, name="01_a.ipynb"):
    return source(read(folders[1] / name)["cells"][0])


def change(folders, text, name="01_a.ipynb"):
    notebook = read(folders[1] / name)
    notebook["cells"][0]["source"] = text
    (folders[1] / name).write_text(json.dumps(notebook))


def test_copy_is_made_and_made_again_where_it_was_deleted(folders):
    assert renew(folders) == [] and text_of(folders) == "x = 1"
    (folders[1] / "01_a.ipynb").unlink()
    assert renew(folders) == [] and text_of(folders) == "x = 1"


def test_changed_copy_is_left_alone_without_a_word(folders):
    renew(folders)
    change(folders, "x = 'mine'")
    assert renew(folders) == [] and text_of(folders) == "x = 'mine'"


def test_changed_copy_is_left_alone_when_the_source_is_newer_and_that_is_said(folders):
    renew(folders)
    change(folders, "x = 'mine'")
    publish(folders[0], "x = 2")
    for _ in range(2):
        (said,) = renew(folders)
        assert "01_a.ipynb" in said and text_of(folders) == "x = 'mine'"


def test_unchanged_copy_follows_a_newer_source_even_if_it_was_run(folders):
    renew(folders)
    notebook = read(folders[1] / "01_a.ipynb")
    notebook["cells"][0] |= {"outputs": [{"text": "1"}], "execution_count": 7}
    (folders[1] / "01_a.ipynb").write_text(json.dumps(notebook))
    publish(folders[0], "x = 2")
    assert renew(folders) == [] and text_of(folders) == "x = 2"


@pytest.mark.parametrize("record", [None, "", "[1]", "{"])
def test_lost_record_costs_nothing(folders, record):
    renew(folders)
    change(folders, "x = 'mine'")
    place = folders[1] / editions.RECORD
    place.unlink() if record is None else place.write_text(record)
    renew(folders)
    assert text_of(folders) == "x = 'mine'"


@pytest.mark.parametrize("junk", ["", "{}", "[]", "half a noteb", '{"cells": 3}', "\udcff"])
def test_file_that_is_no_notebook_is_left_alone(folders, junk):
    renew(folders)
    (folders[1] / "01_a.ipynb").write_bytes(junk.encode("utf-8", "surrogateescape"))
    publish(folders[0], "x = 2")
    renew(folders)
    assert (folders[1] / "01_a.ipynb").read_bytes() == junk.encode("utf-8", "surrogateescape")


def test_assignment_is_copied_as_it_was_handed_out_and_never_with_solutions(folders):
    publish(folders[0], "x = None  # fill", "assignments/a.ipynb")
    publish(folders[0], "### BEGIN SOLUTION\nx = 1\n### END SOLUTION", "assignments/b.ipynb")
    renew(folders)
    assert text_of(folders, "assignments/a.ipynb") == "x = None  # fill"
    assert not (folders[1] / "assignments/b.ipynb").exists()


def test_stopped_in_the_middle_of_a_file_leaves_the_old_one(folders, monkeypatch):
    renew(folders)
    publish(folders[0], "x = 2")

    def full(*_):
        raise OSError("the disk is full")

    monkeypatch.setattr(editions.os, "replace", full)
    with pytest.raises(OSError):
        renew(folders)
    assert text_of(folders) == "x = 1"
