"""What runs notebooks: nbval compares what is stored, and the command stores it in one form."""

import re
import subprocess
import sys

import execute
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from test_notebooks import RULES, every_picture_is_described, good, ran  # noqa: F401


def nbval(folder):
    """What strict nbval says about the notebooks in `folder`, a word for each cell."""
    command = [sys.executable, "-m", "pytest", "--nbval", "-v"]
    command += ["-p", "no:cacheprovider", "-p", "no:hypothesispytest"]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    return re.findall(r"::Cell \d+ (PASSED|FAILED)", run.stdout)


def test_nbval_compares_what_is_stored(tmp_path):
    stored = {"9\n": "PASSED", "10\n": "FAILED", "9\n9\n": "FAILED", "9.0\n": "FAILED"}
    cells = [
        ran("print(3 ** 2)", number, new_output("stream", text=text))
        for number, text in enumerate(stored, start=1)
    ]
    cells += [ran("print(9)", 5), ran("raise ValueError", 6)]
    nbformat.write(new_notebook(cells=cells), tmp_path / "small.ipynb")
    assert nbval(tmp_path) == [*stored.values(), "FAILED", "FAILED"]


@pytest.fixture
def folder(good, tmp_path):  # noqa: F811
    """A folder with one notebook, not yet run, that prints, draws and shows a widget."""
    good.cells[2:] = [
        new_code_cell("import matplotlib.pyplot as plt\n_ = plt.plot([1, 2])\nplt.show()", id="c"),
        new_code_cell("import ipywidgets\nipywidgets.IntSlider(3)", id="d"),
        new_code_cell("print('a')\nprint('b', flush=True)\nprint('c')", id="e"),
    ]
    good.cells[1].update(outputs=[], execution_count=None)
    good.metadata.widgets = {"state": {}}
    (tmp_path / "small.ipynb").write_text(execute.as_text(good), encoding="utf-8")
    return tmp_path


def test_execute_stores_what_keeps_every_rule_and_a_second_run_the_same_bytes(folder, capsys):
    execute.main(["small"], folder)
    first = (folder / "small.ipynb").read_bytes()
    notebook = nbformat.read(folder / "small.ipynb", as_version=4)
    kept = [rule for rule in RULES if rule is not every_picture_is_described]
    assert not any(list(rule(notebook)) for rule in kept)
    assert notebook.cells[3].outputs[0].data == {"text/plain": "IntSlider(value=3)"}
    assert "image/png" in notebook.cells[2].outputs[0].data
    assert [output.text for output in notebook.cells[4].outputs] == ["a\nb\nc\n"]
    execute.main([], folder)
    assert (folder / "small.ipynb").read_bytes() == first
    assert capsys.readouterr().out == "small.ipynb: changed\nsmall.ipynb: as it was\n"
    assert nbval(folder) == ["PASSED"] * 4


def test_execute_leaves_a_notebook_that_fails_as_it_was(folder, capsys):
    path = folder / "small.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("3 ** 2", "3 / 0"), encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(SystemExit, match="1 of 1 notebooks failed: small.ipynb"):
        execute.main([], folder)
    assert path.read_bytes() == before
    out = capsys.readouterr().out
    assert "print(3 / 0)" in out and "ZeroDivisionError" in out


def test_execute_says_when_no_notebook_has_the_name(folder):
    with pytest.raises(SystemExit, match="07"):
        execute.main(["07"], folder)
