"""What the live edition costs a learner: two visits in a browser, lessons 02 and 05 run in each.

The host sends plain files and says nothing of caches, as the simplest do. The browser has a folder
of its own on the disk: in its memory alone, as for the tests, it keeps no large file. Linux alone
tells the share of each process in what several use (PSS); elsewhere memory is left out.
"""

import sys
import tempfile
import time
from pathlib import Path

import psutil
from browser.lab import CHROMIUM_FLAGS, PAGE_SCRIPT, find_chromium, js
from browser.live import READY, Live, serving
from playwright.sync_api import sync_playwright

from commands.site import live, pages

LESSONS = "02_cost.ipynb", "05_rprop.ipynb"
TEXT = "document.querySelectorAll('.jp-RenderedHTMLCommon h1').length"


def measure_live(add, site=None):
    """Measure the site in a folder, or one that is built for this with all of Python."""
    chromium = find_chromium()
    if not chromium:
        print("The live edition is not measured: install Chromium, or set CHROMIUM to its path.")
        return
    with tempfile.TemporaryDirectory() as place:
        if site is None:
            site = Path(place)
            live.build(site / "live", pages.NOTEBOOKS, offline=True)
        with serving(site) as server, sync_playwright() as playwright:
            options = {"executable_path": chromium, "args": CHROMIUM_FLAGS}
            browser = playwright.chromium.launch_persistent_context(f"{place}/browser", **options)
            browser.add_init_script(path=PAGE_SCRIPT)
            first, second = visit(browser, server), visit(browser, server)
            again = [f"{name} ({size / 1e6:.1f} MB)" for name, size in server.sent]
            browser.close()
    for (what, unit), value in first.items():
        add(f"live, {what}", [value], unit, "at the second visit", [second[what, unit]])
    print(f"Sent again at the second visit: {', '.join(again) or 'nothing'}.")


def visit(browser, server):
    """Open lessons in a new page and run all of each; return {(what, unit): how much}."""
    found, opened = {}, Live(browser, server.url)
    page = opened.page
    server.answers.clear(), server.sent.clear()

    def took(what, action, *args, **options):
        spent, began = processor(), time.monotonic()
        action(*args, **options)
        found[f"{what}", "s"] = time.monotonic() - began
        found[f"{what}, of the processor", "s"] = processor() - spent

    for name in LESSONS:
        lesson = name[:2]
        page.goto(f"{opened.address}live/notebooks/index.html?path={name}", wait_until="commit")
        took(f"{lesson}: until its text is there", page.wait_for_function, TEXT, timeout=READY)
        took(f"{lesson}: and then its Python", opened.wait, name)
        took(f"{lesson}: Run All", page.evaluate, js("runAll"), READY)
        found[f"{lesson}: files sent", ""] = server.answers.count(200)
        found[f"{lesson}: files asked for that were there", ""] = server.answers.count(304)
        found[f"{lesson}: sent, without headers", "MB"] = sum(size for _, size in server.sent) / 1e6
        if sys.platform == "linux":
            found[f"{lesson}: memory of the page", "MB"] = memory(["--type=renderer"])
            found[f"{lesson}: memory of the whole browser", "MB"] = memory([])
    page.close()
    return found


def browsers():
    """The processes of the browser."""
    children = psutil.Process().children(recursive=True)
    return [one for one in children if "chrom" in one.name()]


def processor():
    times = [one.cpu_times() for one in browsers()]
    return sum(one.user + one.system for one in times)


def memory(of_kind):
    """Megabytes of the browser's processes with these words on their command line."""
    kind = [one for one in browsers() if all(word in one.cmdline() for word in of_kind)]
    return sum(one.memory_full_info().pss for one in kind) / 1e6
