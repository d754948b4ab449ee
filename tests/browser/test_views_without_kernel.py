"""Views whose kernel is gone: what was sent goes on, and what needs a kernel says so."""

import pytest
from playwright.sync_api import expect

import rnn_lesson

from .lab import js
from .views import IMPORTS, field, in_step, surface

X, t = rnn_lesson.lesson_dataset()
CELLS = ["loss = explorers.explore_loss()\nloss", "rprop = explorers.explore_rprop()\nrprop"]
SAVING = "window.jupyterapp.commands.execute('@jupyter-widgets/jupyterlab-manager:saveWidgetState')"
GONE = "lab.panel.sessionContext.shutdown()"


@pytest.fixture(scope="module")
def alone(window, server):
    """A notebook whose views are filled and saved, and whose kernel was shut down."""
    lesson = window.open(server.write("notebooks/alone.ipynb", IMPORTS, *CELLS))
    lesson.page.evaluate(SAVING)
    lesson.run_all()
    for name in ("loss", "rprop"):
        while lesson.ask(f"{name}.missing({name}.scene)"):
            lesson.page.wait_for_timeout(100)
        in_step(lesson, name, lesson.view(["loss", "rprop"].index(name)))
    lesson.page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
    lesson.page.evaluate(GONE)
    yield lesson
    lesson.page.evaluate(SAVING)


def what_needs_no_kernel_works(lesson):
    loss, rprop = lesson.view(0), lesson.view(1)
    steps = [{"wx": i, "wRec": j} for i, j in ((21, 23), (83, 101), (61, 57))]
    # By slider from -3 in steps of 0.05.
    places = [(-3 + 0.05 * step["wx"], -3 + 0.05 * step["wRec"]) for step in steps]
    costs = [rnn_lesson.cost(rnn_lesson.forward_states(X, *W)[:, -1], t) for W in places]
    assert loss.evaluate(js("visit"), steps) == [[f"{cost + 0.0:.6g}"] for cost in costs]
    pictures = set()
    for i in (3, 20, 40):
        rprop.evaluate(js("visit"), [{"start wx": i}])
        pictures.add(surface(rprop).evaluate("canvas => canvas.toDataURL()"))
    assert len(pictures) == 3


def what_needs_one_says_so(lesson):
    field(lesson.view(0), "wx").fill("0.777")
    field(lesson.view(0), "wx").press("Enter")
    expect(lesson.view(0).locator(".rnn-said")).to_contain_text("kernel", timeout=8000)


def test_after_the_kernel(alone):
    what_needs_no_kernel_works(alone)
    what_needs_one_says_so(alone)


def test_a_saved_notebook_that_is_opened_again(alone):
    alone.reload()
    expect(alone.view(1)).to_be_visible(timeout=20_000)
    what_needs_no_kernel_works(alone)
    what_needs_one_says_so(alone)
    # The widgets of JupyterLab complain of the kernel that is gone; nothing else does.
    assert all("Cannot send" in problem for problem in alone.problems())
