"""A test cell that fails shows its sentence first, and no code that nobody has to read."""

import sys
import traceback


def plain_errors():
    """Let failed asserts, and functions not written yet, show one sentence in this notebook.

    It stands in the setup cell of an assignment, and holds for all cells that run after it. Such a
    cell still ends in an error, so that nbgrader and *Run All* see that it failed. Where no
    notebook runs, as in the grader, it does nothing.
    """
    # Looked up and not imported: where nobody has loaded IPython, there is no notebook either.
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is not None:
        shell.set_custom_exc((AssertionError, NotImplementedError), show)


def show(shell, kind, error, tb, tb_offset=None):
    """Show an error of a cell: the sentence alone, or before what IPython says of it.

    IPython calls it as a method of its shell.
    """
    # IPython leaves the showing to its handlers. With one that fails, the cell has no error among
    # its outputs, and nbgrader gives it its points. And the words of an error may be a student's.
    try:
        *_, place = traceback.extract_tb(tb)
        sentence, whole = words(error, place)
        usual = shell.InteractiveTB.structured_traceback
        lines = [sentence] if whole else [sentence, "", *usual(kind, error, tb, tb_offset)]
    except Exception:
        error, lines = "", [f"✗ {kind.__name__}"]
    shell._showtraceback(kind, error, lines)


def words(error, place):
    """Return a sentence on an error raised at `place`, and whether it is all there is to say."""
    said = str(error)
    if isinstance(error, NotImplementedError) and not said:
        stub = "Write your code in place of its line raise NotImplementedError()."
        return f"✎ {place.name} is not answered yet. {stub}", True
    # Below the lines of the cell itself the error is one of a function's, and where it is counts.
    return f"✗ {said or f'This does not hold: {place.line}'}", place.name == "<module>"
