"""Make-believe students: notebooks filled in with answers, right, wrong, damaged or hostile."""

import functools
import json
import os
import runpy
import tempfile
import textwrap
from pathlib import Path

import nbformat
import pytest

from classroom import _assignment, _batch, _collect, _grade, _release, _sandbox, _submission

ROOT = Path(__file__).resolve().parent.parent
ANSWERS = ROOT / "tests" / "assignments"
PATHS = {path.stem: path for path in _assignment.notebooks_in(_release.ASSIGNMENTS)}
CLOSED_IN = _grade.Conditions(closed_in=True)
# An honest cell takes a tenth of a second. What never ends takes all the time that it gets.
HURRIED = CLOSED_IN._replace(seconds_per_cell=2)
NEEDS_SANDBOX = pytest.mark.skipif(
    bool(_sandbox.weakness()) and "CI" not in os.environ, reason=_sandbox.weakness()
)
WRITTEN = "The error grows with every step, because nothing makes it smaller."


@functools.cache
def assignment(name):
    return _assignment.read_assignment(PATHS[name], handed_out(name))


@functools.cache
def handed_out(name):
    return _release.hand_out(PATHS[name])


@functools.cache
def right_answers(name):
    """{answer cell: [source]}, several ways to be right."""
    known = written(name)["RIGHT"].items()
    return {cell: [source(name, cell, text) for text in texts] for cell, texts in known}


@functools.cache
def wrong_answers(name):
    """{answer cell: [(source, part)]}; "visible" or "hidden" is the part to refuse it first."""
    return {
        cell: [(source(name, cell, text), part) for part, texts in parts.items() for text in texts]
        for cell, parts in written(name)["WRONG"].items()
    }


@functools.cache
def written(name):
    return runpy.run_path(ANSWERS / f"{name}.py")


def source(name, cell, text):
    """The answer that a text in tests/assignments stands for.

    It is the body of the function, or an edit of the first right body: `old text -> new text`.
    ` && ` joins several.
    """
    body = textwrap.dedent(text).strip()
    if " ->" in text:
        body = edited(textwrap.dedent(written(name)["RIGHT"][cell][0]).strip(), text)
    given = next(one.handed_out for one in assignment(name).cells if one.id == cell)
    return given.partition("\n")[0] + "\n" + textwrap.indent(body, "    ")


def edited(text, edit):
    """The text after an edit. What an edit replaces stands in it exactly once."""
    for change in edit.split(" && "):
        old, _, new = change.removesuffix(" ->").partition(" -> ")
        if text.count(old) != 1:
            raise ValueError(f"{old!r} stands {text.count(old)} times, not once, in:\n{text}")
        text = text.replace(old, new)
    return text


def filled(name, answers):
    """The notebook of a student who wrote {cell id: source}, and a sentence wherever asked to."""
    notebook = nbformat.from_dict(handed_out(name))
    for cell in notebook.cells:
        mark = cell.metadata.get("nbgrader", {})
        if mark.get("solution"):
            cell.source = answers.get(cell.id, WRITTEN if mark["grade"] else cell.source)
    return notebook


def right(name, which=0):
    """The answers of a student who is right everywhere, in one of several ways."""
    return {cell: sources[which % len(sources)] for cell, sources in right_answers(name).items()}


def grade(folder, target, conditions=CLOSED_IN):
    """Grade a folder of submissions as the teacher's command does.

    Return {(student, assignment): result}, complaints.
    """
    assert not _sandbox.weakness()
    assignments = [assignment(name) for name in PATHS]
    with tempfile.TemporaryDirectory() as room:
        work, complaints, _ = _collect.find_work(folder, assignments, target, Path(room))
    results, failures = _batch.grade_all(work, target, lambda line: None, conditions)
    assert not failures, failures
    return {(result["student"], result["assignment"]): result for result in results}, complaints


def reuse_processes():
    """Let this process run an answer where another ran before it. For answers that are no attack.

    A new process is what costs most: it imports numpy and IPython, longer than an answer takes.
    """
    idle = []

    def start(closed_in):
        process = idle.pop() if idle else _sandbox.Process(closed_in)
        process.peer.may_change = True
        process.close = functools.partial(give_back, process)
        return process

    def give_back(process):
        try:
            with process.within(10):
                assert process.run("%reset -f") is None
            idle.append(process)
        except _sandbox.Lost:
            _sandbox.Process.close(process)

    _grade.Process = start


def small(**answers):
    """An assignment and its submission: of each answer its text, and its tests, a point each."""
    cells = [_assignment.Cell("setup", "setup", "import numpy as np", "")]
    for name, (_, *tests) in answers.items():
        cells += [_assignment.Cell(name, "answer", f"def {name}(x): ...", "")]
        cells += [
            _assignment.Cell(f"{name}-{i}", "test", tests[i], "", 1) for i in range(len(tests))
        ]
    texts = {name: text for name, (text, *_) in answers.items()}
    return _assignment.Assignment("", "", cells), _submission.Submission(texts, [])


def write(path, notebook):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")
