"""The views work in Notebook 7 as they do in JupyterLab."""

import pytest

from .lab import SCREENSHOTS


@pytest.mark.parametrize("name", ["explore_loss", "explore_rprop"])
def test_a_view_moves(chromium, server, name):
    path = server.write(
        f"notebooks/seven_{name}.ipynb",
        f"from rnn_lesson import explorers\nview = explorers.{name}()\nview",
    )
    context = chromium.browser.new_context(viewport={"width": 1280, "height": 900})
    try:
        page = context.new_page()
        page.goto(f"{server.url}/notebooks/{server.served(path)}?token={server.token}")
        page.locator(".jp-CodeCell .cm-content").first.click(timeout=60_000)
        page.keyboard.press("Shift+Enter")
        view = page.locator(".rnn-view")
        slider = view.locator("input[type=range]").first
        slider.wait_for(timeout=60_000)
        before = view.locator("output").all_inner_texts()
        slider.focus()
        page.keyboard.press("PageUp")
        page.wait_for_function(
            "before => document.querySelector('.rnn-view output').textContent !== before",
            arg=before[0],
        )
        page.screenshot(path=SCREENSHOTS / f"notebook7-{name}.png")
        assert (
            page.locator(".jp-CodeCell").count() <= 2
        )  # The key moved the slider, not the notebook.
    finally:
        context.close()
        server.end_kernel(path)
