"""The views work in Notebook 7 as they do in JupyterLab."""

from contextlib import suppress

import pytest
from playwright.sync_api import TimeoutError

NAMES = ["explore_loss", "explore_rprop"]
CELL = "from rnn_lesson import explorers\nexplorers.{}()"
MOVED = """([place, before]) =>
    document.querySelectorAll(".rnn-view")[place].querySelector("output").textContent !== before"""


@pytest.fixture(scope="module")
def page(chromium, server):
    """A notebook with both views, open in Notebook 7 and not yet run."""
    path = server.write("notebooks/seven.ipynb", *map(CELL.format, NAMES))
    context = chromium.browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{server.url}/notebooks/{server.served(path)}?token={server.token}")
    server.wait_for_kernel(path)
    yield page
    context.close()
    server.end_kernel(path)


@pytest.mark.parametrize("place", range(len(NAMES)), ids=NAMES)
def test_a_view_moves(page, place):
    view = page.locator(".rnn-view").nth(place)
    slider = view.locator("input[type=range]").first
    # A page that is not connected yet drops the first run, as it would for a learner.
    for patience in (20_000, 60_000):
        page.locator(".jp-CodeCell .cm-content").nth(place).click(timeout=60_000)
        page.keyboard.press("Shift+Enter")
        with suppress(TimeoutError):
            slider.wait_for(timeout=patience)
            break
    before = view.locator("output").first.inner_text()
    slider.focus()
    page.keyboard.press("PageUp")
    page.wait_for_function(MOVED, arg=[place, before])
    # The key moved the slider, not the notebook; a new cell comes below the last one that was run.
    assert page.locator(".jp-CodeCell").count() <= len(NAMES) + 1
