"""The live edition: each lesson runs in Chromium with no Python but the browser's own, offline."""

import io
import json
import os
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import expect

from commands import editions
from commands.site import live, wheels

from .lab import REPOSITORY, SCREENSHOTS, as_text, js
from .live import READY, serving, window

NOTEBOOKS = REPOSITORY / "notebooks"
LESSONS = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
# It holds Pyodide's own packages, which npm has not. Their hashes are held to Pyodide's lock file.
HOLDS_THE_WHEELS = "open-webui==0.12.4"
STORED = """async () => {
    const opening = indexedDB.open("JupyterLite Storage - /live/");
    const database = await new Promise((done) => (opening.onsuccess = () => done(opening.result)));
    const there = database.objectStoreNames.contains("files");
    const files = there && database.transaction("files").objectStore("files");
    const keys = files ? await new Promise((done) => {
        const asking = files.getAllKeys();
        asking.onsuccess = () => done(asking.result);
    }) : [];
    database.close();
    return keys;
}"""
KEEP_AS_OLD = """async (changed) => {
    const { contents } = window.jupyterapp.serviceManager;
    const file = await contents.get("00_setup.ipynb", { content: true });
    const cell = file.content.cells.find((one) => one.cell_type === "markdown");
    cell.source = "This stood here before.";
    file.content.metadata.rnn_lesson.made = changed ? "0" : OLD;
    await contents.save("00_setup.ipynb", file);
    return file.content;
}"""


def fetch_wheels():
    """Put Pyodide's packages where the build looks for them; they stay there for the next run."""
    if any(wheels.CACHE.glob("numpy-*wasm32.whl")):
        return
    wheels.CACHE.mkdir(parents=True, exist_ok=True)
    place = wheels.CACHE / "download"
    pip = [sys.executable, *"-m pip download --quiet --no-deps --no-cache-dir".split()]
    command = [*pip, "--dest", str(place), HOLDS_THE_WHEELS]
    done = subprocess.run(command, capture_output=True, text=True, timeout=500)
    if done.returncode:
        stop = pytest.fail if os.environ.get("CI") else pytest.skip
        stop(f"NO LIVE TESTS: Pyodide's packages cannot be had: {done.stderr[-300:]}")
    (archive,) = place.glob("*.whl")
    with zipfile.ZipFile(archive) as packed:
        for name in packed.namelist():
            file = Path(name).name
            if "/pyodide/" in name and ("wasm32" in file or file.startswith("micropip")):
                (wheels.CACHE / file).write_bytes(packed.read(name))
    archive.unlink()


@pytest.fixture(scope="module")
def site(chromium, tmp_path_factory):
    """A folder with the live edition in it, all of Pyodide beside it."""
    fetch_wheels()
    folder = tmp_path_factory.mktemp("site")
    live.build(folder / "live", NOTEBOOKS, offline=True)
    # JupyterLite's page asks for these, and brings none.
    assert len(list((folder / "live" / "static" / "favicons").glob("*.ico"))) == 2
    with serving(folder) as server:
        yield folder, server.url


@pytest.fixture(scope="module")
def learner(site, chromium):
    """One window for all tests that leave nothing behind which another would mind."""
    with window(chromium, site[1]) as opened:
        yield opened.open("01_forward.ipynb")
        assert opened.outside() == [] and len(opened.asked) > 100 and opened.errors == []


def source(name):
    """{cell's id: (its code with its blanks filled, its stored text, whether it has blanks)}."""
    cells = json.loads((NOTEBOOKS / name).read_text("utf-8"))["cells"]
    cells = [cell for cell in cells if cell["cell_type"] == "code"]
    lines = lambda cell: "".join(cell["source"]).split("\n")
    filled = lambda cell: "\n".join(editions.MARK.sub("", line) for line in lines(cell))
    text = lambda cell: "".join(map(as_text, cell["outputs"]))
    blank = lambda cell: filled(cell) != "\n".join(lines(cell))
    return {cell["id"]: (filled(cell), text(cell), blank(cell)) for cell in cells}


FILL = """answers => lab.panel.content.widgets.forEach(({ model }) => {
    if (answers[model.id]) model.sharedModel.setSource(answers[model.id]);
})"""


def test_at_opening_nothing_is_unsaved_and_nothing_is_kept(learner):
    assert not learner.is_dirty() and learner.page.evaluate(STORED) == []
    assert learner.page.locator("[role=status]", has_text="newer version").count() == 0


def test_storage_is_asked_for_with_the_first_key_and_a_download_is_the_lesson(learner):
    page = learner.page
    page.evaluate("""() => {
        window.asked = 0;
        navigator.storage.persist = async () => (window.asked += 1);
    }""")
    page.mouse.click(640, 450)
    assert page.evaluate("asked") == 0  # some browsers ask whoever sits there: not before
    for _ in range(2):
        page.keyboard.press("Shift")
    assert page.evaluate("asked") == 1
    page.get_by_role("menuitem", name="File", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Download", exact=True).click()
    assert download.value.suggested_filename == "01_forward.ipynb"
    saved = json.loads(download.value.path().read_text("utf-8"))
    text = lambda cells: ["".join(cell["source"]) for cell in cells]
    assert text(saved["cells"]) == text(learner.cells())


def test_a_blank_is_judged_where_it_stands(learner):
    cells = learner.cells()
    index, blank = next(
        (i, c["source"]) for i, c in enumerate(cells) if "return ..." in c["source"]
    )
    learner.page.evaluate(js("runAll"), READY)
    assert "Your turn" in "".join(map(as_text, learner.cells()[index]["outputs"]))
    wrong = learner.run(blank.replace("...", "xk * wx - sk * wRec"), index)
    right = learner.run(blank.replace("...", "xk * wx + sk * wRec"), index)
    assert wrong.startswith("✗") and right.startswith("✓"), (wrong, right)
    SCREENSHOTS.mkdir(exist_ok=True)
    learner.page.screenshot(path=SCREENSHOTS / "live-blank.png")


NEVER_ENDS = """def cost(y, t):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
import time
began = time.monotonic()
report = checks.check("cost", cost)
print(report.message, time.monotonic() - began < 8)"""


def test_an_endless_loop_is_answered(learner):
    said = learner.run("from rnn_lesson import checks, explorers, forward_states\n" + NEVER_ENDS)
    assert "did not come back within 5 seconds" in said and said.strip().endswith("True")


SLOW = """import time
def own(X, wx, wRec):
    time.sleep(60 if wx > 1.5 else 0.05)
    return forward_states(X, wx, wRec)
view = explorers.explore_loss(forward_states=own, wx=1, wRec=1, surface=False)
view.wx = 2
print(view.trouble(), view.missing() > 1000)"""


def test_a_slow_function_in_a_view_leaves_the_kernel_alive(learner):
    said = learner.run(SLOW)
    assert "own took" in said or "forward_states took longer than 1 s" in said
    assert said.strip().endswith("True") and learner.run("1 + 1") == "2"
    learner.run("view.close()")


MEANWHILE = """import asyncio, time
from rnn_lesson._errand import Errand
ran = []
asyncio.get_running_loop().call_later(0.01, lambda: ran.append("another"))
work = lambda: time.sleep(0.1) or f"ran meanwhile: {ran}"
print(Errand(work, lambda: float("inf")).value())"""


def test_nothing_runs_while_a_function_sleeps(learner):
    assert learner.run(MEANWHILE).strip() == "ran meanwhile: []"


def test_a_cell_that_runs_again_leaves_no_second_view(learner):
    count = "len([v for _, views in explorers._widget._views.values() for v in views])"
    learner.run(f"import rnn_lesson.explorers._widget\nexplorers.explore_states()\nprint({count})")
    index = len(learner.cells()) - 1
    # The last line shows the view: this cell has one, however often it runs.
    code = "shown = explorers.explore_states(); shown"
    learner.run(code, index)
    before = learner.run(f"print({count})")
    learner.run(code, index)
    learner.run(code, index)
    assert learner.run(f"print({count})") == before
    output = learner.page.locator(".rnn-view").last.locator("output").first
    expect(output).not_to_have_text("…")


# As a new kernel is: no names, no view, our modules to be imported anew.
FORGET = """import sys, ipywidgets, matplotlib.pyplot
ipywidgets.Widget.close_all()
matplotlib.pyplot.close("all")
for name in [name for name in sys.modules if name.partition(".")[0] == "rnn_lesson"]:
    del sys.modules[name]
get_ipython().run_line_magic("reset", "-f")"""
KEPT = "'np' in globals() or 'rnn_lesson' in __import__('sys').modules"
GO_ON = """async ([path, code]) => {
    const { kernel } = lab.panel.sessionContext.session;
    await kernel.requestExecute({ code }).done;
    await lab.open(path, kernel.model);
}"""


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_runs_to_the_bottom_and_says_what_is_stored(desk, name):
    page = desk.page
    if not page.evaluate(js("ready"), name):
        page.evaluate(GO_ON, [name, FORGET])
    desk.wait(name)
    assert not desk.is_dirty()
    assert desk.run(KEPT) == "False"
    about = source(name)
    page.evaluate(FILL, {key: code for key, (code, _, blank) in about.items() if blank})
    page.evaluate(js("runAll"), READY)
    cells = {cell["id"]: cell for cell in desk.cells() if cell["cell_type"] == "code"}
    said = {key: "".join(map(as_text, cell["outputs"])) for key, cell in cells.items()}
    wanted = {key: text for key, (_, text, _) in about.items() if key in cells}
    assert len(wanted) > 3 and {key: said[key] for key in wanted} == wanted
    kinds = Counter(o["output_type"] for cell in cells.values() for o in cell["outputs"])
    assert kinds["error"] == 0 and all(cell["execution_count"] for cell in cells.values())


@pytest.fixture(scope="module")
def desk(site, chromium):
    """JupyterLab in the browser, where one lesson is opened in the place of another.

    One Python serves all, and forgets one lesson before the next: a start takes it ten seconds.
    """
    with window(chromium, site[1]) as opened:
        yield opened.open(LESSONS[0], app="lab")
        assert opened.outside() == [] and opened.errors == []


def test_an_old_copy_hides_no_newer_lesson(site, chromium):
    with window(chromium, site[1]) as learner:
        page = learner.open("00_setup.ipynb", until="there").page
        # As if it had been made from another text, and run since.
        old = page.evaluate(KEEP_AS_OLD.replace("OLD", "'to be made'"), False)
        made = live.written(old)
        page.evaluate(KEEP_AS_OLD.replace("OLD", json.dumps(made)), False)
        learner.open("00_setup.ipynb", until="there")
        assert "This stood here before." not in str(learner.cells())
        assert page.evaluate(STORED) == []
        # And as if somebody had written into it.
        page.evaluate(KEEP_AS_OLD, True)
        learner.open("00_setup.ipynb", until="there")
        assert "This stood here before." in str(learner.cells())
        page.screenshot(path=SCREENSHOTS / "live-newer.png")
        page.get_by_role("button", name="Open the newer one").click()
        page.wait_for_function("!document.body.textContent.includes('There is a newer version')")
        learner.wait("00_setup.ipynb", "there")
        assert "This stood here before." not in str(learner.cells())
        assert page.evaluate(STORED) == ["00_setup (mine).ipynb"]


def test_python_from_its_own_server_is_the_same(site, chromium, tmp_path):
    """Where the site does not bring it, what is asked of that server is answered from here."""
    live.build(tmp_path / "live", NOTEBOOKS)
    size = sum(path.stat().st_size for path in (tmp_path / "live").rglob("*") if path.is_file())
    assert size < 32e6
    asked = []

    def answer(route):
        name = route.request.url.removeprefix(wheels.CDN + "/")
        asked.append(name)
        route.fulfill(path=wheels.CACHE / name, headers={"Access-Control-Allow-Origin": "*"})

    with serving(tmp_path) as server, window(chromium, server.url, service_workers="block") as one:
        one.page.context.route(f"{wheels.CDN}/**", answer)
        one.open("00_setup.ipynb")
        assert one.run("import numpy; print(numpy.__version__)").startswith("2.")
        assert [url for url in one.outside() if not url.startswith(wheels.CDN)] == []
        assert len(asked) == len(set(asked)) and "pyodide.asm.wasm" in asked


def test_a_file_of_another_content_is_not_taken(tmp_path, monkeypatch):
    monkeypatch.setattr(wheels, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(wheels, "fetch_core", lambda name: None)
    monkeypatch.setattr(wheels.urllib.request, "urlopen", lambda *_, **__: io.BytesIO(b"{}"))
    (tmp_path / wheels.LOCK).write_text("{}")
    with pytest.raises(wheels.NotThere, match="its hash is another"):
        wheels.official(wheels.LOCK, wheels.CORE[wheels.LOCK], tmp_path)
