"""Fixtures: one JupyterLab, one Chromium, and one window in which a test opens its notebook."""

import glob
import os

import pytest
from playwright.sync_api import expect

from .lab import SCREENSHOTS, Server, Window, find_chromium, running_chromium
from .views import FUNCTIONS, IMPORTS, NAMES, OWN, OWN_CELL, VIEWS_FILE

collect_ignore_glob = ["served-*"]  # The copies of the lessons that a killed run left behind.
FAILED = pytest.StashKey[bool]()
expect.set_options(timeout=20_000)  # A busy machine is slow, not wrong.


@pytest.fixture(scope="session")
def chromium():
    """The running browser. Without one the tests skip, and under CI they fail."""
    path = find_chromium()
    if path is None:
        stop = pytest.fail if os.environ.get("CI") else pytest.skip
        stop("NO BROWSER TESTS: found no Chromium (install it, or set CHROMIUM to its path)")
    with running_chromium(path) as chromium:
        yield chromium


@pytest.fixture(scope="session")
def server(chromium):
    """The running JupyterLab."""
    with Server() as server:
        yield server


@pytest.fixture(scope="session")
def window(chromium, server):
    """The window that the tests share. A test that needs another notebook opens it there."""
    with Window(chromium, server) as window:
        yield window


@pytest.fixture
def lesson(window, server):
    """A notebook with one view of each kind and two of a learner's, run once for many tests."""
    if window.lesson and window.lesson.file == VIEWS_FILE:
        return window.lesson
    cells = [f"{name} = explorers.explore_{name}()\n{name}" for name in NAMES]
    cells += [FUNCTIONS, *map(OWN_CELL.format, OWN), "print('the notebook goes on')"]
    lesson = window.open(server.write(VIEWS_FILE, IMPORTS, *cells))
    lesson.run_all()
    expect(lesson.views).to_have_count(len(NAMES) + 2)
    return lesson


@pytest.fixture(autouse=True)
def pictures_of_a_failure(chromium, request):
    """A failed test leaves pictures of the windows, until it runs again: others may be at work."""
    name = f"failed-{request.node.name}"
    for picture in SCREENSHOTS.glob(glob.escape(name) + "-[0-9]*.png"):
        picture.unlink()
    yield
    if request.node.stash.get(FAILED, False):
        pages = [page for context in chromium.browser.contexts for page in context.pages]
        for number, page in enumerate(pages):
            page.screenshot(path=SCREENSHOTS / f"{name}-{number}.png")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Remember on the test whether it failed."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report
