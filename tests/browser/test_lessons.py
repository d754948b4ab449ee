"""Every lesson as a learner has it runs in JupyterLab from top to bottom, and nothing is broken."""

import time

import editions
import pytest

from .lab import REPOSITORY, as_text

LESSONS = sorted(path.name for path in (REPOSITORY / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def learners(server):
    """The folder, below the server's, of what a learner opens."""
    editions.renew(server.root / "notebooks", server.root / "learner", print)
    return server.root / "learner"


@pytest.mark.parametrize("name", LESSONS)
def test_learners_edition_runs_from_top_to_bottom_and_judges_no_blank(window, learners, name):
    lesson = window.open(f"learner/{name}")
    lesson.run_all()
    assert lesson.problems() == []
    assert lesson.views.count() > 0
    shown = list(map(as_text, lesson.outputs()))
    blanks = sum(cell["id"].endswith("-answer") for cell in lesson.cells())
    assert sum(text.startswith("✎ Your turn: replace the ...") for text in shown) == blanks
    assert not any(text.startswith(("✓", "✗")) for text in shown)


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
