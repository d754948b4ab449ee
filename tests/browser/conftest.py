"""Fixtures: one JupyterLab and one Chromium for all tests, a fresh browser context for every lesson."""

import os

import pytest

from .lab import SCREENSHOTS, Server, find_chromium, opener, running_chromium

collect_ignore_glob = ["served-*"]  # The copies of the lessons that a killed run left behind.
FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def chromium():
    """The running browser. Without one the tests skip, and under CI they fail."""
    path = find_chromium()
    if path is None:
        stop = pytest.fail if os.environ.get("CI") else pytest.skip
        stop("NO BROWSER TESTS: found no Chromium (install it, or set CHROMIUM to its path)")
    for picture in SCREENSHOTS.glob("failed-*.png"):
        picture.unlink()
    with running_chromium(path) as chromium:
        yield chromium


@pytest.fixture(scope="session")
def server(chromium):
    """The running JupyterLab."""
    with Server() as server:
        yield server


@pytest.fixture
def open_lesson(chromium, server, request):
    """Open a notebook: `open_lesson(path, viewport=, device_scale_factor=, color_scheme=, ...)` returns a Lesson.

    The further options are those of Playwright's `Browser.new_context`. A failed test leaves pictures of the pages.
    """
    with opener(chromium, server) as open_:
        yield open_
        if request.node.stash.get(FAILED, False):
            for number, context in enumerate(chromium.browser.contexts):
                context.pages[0].screenshot(
                    path=SCREENSHOTS / f"failed-{request.node.name}-{number}.png"
                )


@pytest.fixture(scope="module")
def open_shared_lesson(chromium, server):
    """The same, but what it opens stays open for all tests of a module, so that a lesson need not run for each."""
    with opener(chromium, server) as open_:
        yield open_


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Remember on the test whether it failed."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report
