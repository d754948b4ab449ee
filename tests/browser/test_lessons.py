"""Every lesson, opened in JupyterLab and run from top to bottom, shows a learner nothing broken."""

import pytest

from .lab import REPOSITORY

LESSONS = sorted((REPOSITORY / "notebooks").glob("0*.ipynb"))


@pytest.mark.parametrize("notebook", LESSONS, ids=lambda path: path.stem)
def test_runs_from_top_to_bottom(open_lesson, notebook):
    lesson = open_lesson(f"notebooks/{notebook.name}")
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


def test_notices_what_is_broken(open_lesson, server):
    lesson = open_lesson(server.write("notebooks/broken.ipynb", *BROKEN.values()))
    lesson.run_all()
    assert set(BROKEN) <= set(lesson.problems())
