"""In an assignment a test cell that fails shows its sentence first, and still fails."""

import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_notebook

HOSTILE = """
class Mute(AssertionError):
    def __str__(self):
        raise ValueError

raise Mute
"""
SETUP = "from rnn_lesson import checks\n\nchecks.plain_errors()"
CELLS = {
    "setup": SETUP,
    "fails": 'x = 3\nassert x == 2, "x must be 2; yours is 3."',
    "holds": 'assert x == 3, "no"\nprint("✓ fine")',
    "has no words": "assert x == 2",
    "stub": "def shares(n):\n    # YOUR CODE HERE\n    raise NotImplementedError()",
    "not answered": "print(shares(3))",
    "deep": 'def mine(n):\n    assert n > 3, "n is small"\n\nmine(1)',
    "another error": "1 / 0",
    "hostile": HOSTILE,
    "goes on": "print(x)",
}


@pytest.fixture(scope="module")
def outputs():
    """{cell: its outputs}, of a notebook that a real kernel has run to the end."""
    cells = [new_code_cell(source) for source in CELLS.values()]
    notebook = new_notebook(cells=cells)
    NotebookClient(notebook, kernel_name="python3", allow_errors=True).execute()
    nbformat.validate(notebook)
    return {name: cell.outputs for name, cell in zip(CELLS, notebook.cells)}


SENTENCES = {
    "fails": "✗ x must be 2; yours is 3.",
    "has no words": "✗ This does not hold: assert x == 2",
    "not answered": "✎ shares is not answered yet. "
    "Write your code in place of its line raise NotImplementedError().",
}


@pytest.mark.parametrize("cell", SENTENCES)
def test_the_sentence_stands_alone_and_the_cell_fails(outputs, cell):
    (error,) = outputs[cell]
    assert error.output_type == "error"
    assert error.traceback == [SENTENCES[cell]]


def test_an_error_whose_words_fail_is_shown_without_them(outputs):
    assert outputs["hostile"][0].traceback == ["✗ Mute"]


def test_an_error_deeper_than_the_cell_says_where_below_its_sentence(outputs):
    (error,) = outputs["deep"]
    sentence, *rest = error.traceback
    assert error.output_type == "error" and error.ename == "AssertionError"
    assert sentence == "✗ n is small" and "mine" in "\n".join(rest)


def test_other_errors_and_what_is_right_look_as_ever(outputs):
    assert outputs["another error"][0].ename == "ZeroDivisionError"
    assert outputs["another error"][0].traceback[-1].endswith("division by zero")
    assert outputs["setup"] == outputs["stub"] == []
    assert [outputs[cell][0].text for cell in ("holds", "goes on")] == ["✓ fine\n", "3\n"]


def test_run_all_stops_at_the_cell():
    notebook = new_notebook(cells=[new_code_cell(CELLS[cell]) for cell in ("setup", "fails")])
    with pytest.raises(CellExecutionError, match="x must be 2"):
        NotebookClient(notebook, kernel_name="python3").execute()


def test_outside_a_notebook_it_does_nothing():
    code = f"{SETUP}\nimport sys\nassert 'IPython' not in sys.modules\nassert 1 == 2, 'as ever'"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("Traceback") and done.stderr.endswith("AssertionError: as ever\n")
