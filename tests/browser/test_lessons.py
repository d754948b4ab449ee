"""Every lesson, opened in JupyterLab and run from top to bottom, shows a learner nothing broken."""

import time

import pytest

from .lab import REPOSITORY

LESSONS = sorted((REPOSITORY / "notebooks").glob("0*.ipynb"))


@pytest.mark.parametrize("notebook", LESSONS, ids=lambda path: path.stem)
def test_runs_from_top_to_bottom(window, notebook):
    lesson = window.open(f"notebooks/{notebook.name}")
    lesson.run_all()
    assert lesson.problems() == []
    assert lesson.views.count() > 0
    lesson.screenshot(notebook.stem)
    for index in range(lesson.views.count()):
        lesson.screenshot_view(index, f"{notebook.stem}-view-{index}")


BROKEN = {
    "red text: warned": "import sys; print('warned', file=sys.stderr, end='')",
    "console: broken view": """
import anywidget
class Broken(anywidget.AnyWidget):
    _esm = "export default {render() { throw new Error('broken view') }}"
""",
    "widget: failed widget": "Broken()",
    "error: ZeroDivisionError: division by zero": "1 / 0",
    "not run: 'the last cell'": "'the last cell'",
}


def test_notices_what_is_broken(window, server):
    lesson = window.open(server.write("notebooks/broken.ipynb", *BROKEN.values()))
    lesson.run_all(patience=0.1)
    deadline = time.monotonic() + 10
    while not set(BROKEN) <= set(lesson.problems()) and time.monotonic() < deadline:
        lesson.page.wait_for_timeout(50)
    assert set(BROKEN) <= set(lesson.problems())


def test_a_closed_notebook_is_not_taken_for_the_one_that_is_open(window, server):
    closed, opened = (
        window.open(server.write(f"notebooks/{name}.ipynb", f"'{name}'")) for name in "ab"
    )
    assert opened.cells()[0]["source"] == "'b'"
    assert opened.page.locator(".jp-Notebook").count() == 1
    with pytest.raises(AssertionError, match="a.ipynb was closed"):
        closed.cells()
