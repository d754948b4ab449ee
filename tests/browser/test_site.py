"""The site: pages without Python show its numbers, ask nobody for anything, and serve everybody."""

import base64
import functools
import html
import io
import json
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from unicodedata import lookup

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from playwright.sync_api import expect
from predicted import LANGUAGE, adders, definitions

from commands.site import pages
from rnn_lesson import explorers, lesson_dataset, rprop_path

from .accessibility import serious_violations
from .lab import PAGE_SCRIPT, REPOSITORY, SCREENSHOTS, js
from .live import serving

NOTEBOOKS = {path.stem: path for path in sorted((REPOSITORY / "notebooks").glob("*.ipynb"))}
PAGES = ["index", *NOTEBOOKS]
WIDTHS = {"phone": (390, "dark"), "desktop": (1440, "light")}
FIRST_PAINT = 500  # milliseconds
FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$]+?\$", re.DOTALL)
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
OUT_OF_REACH = """() => Array.from(document.querySelectorAll("pre, .wide, math[display]"))
    .filter((part) => part.scrollWidth > part.clientWidth && part.tabIndex < 0)
    .map((part) => part.outerHTML)"""
# How much smaller than they were drawn, with letters of 10 points, figures are shown.
SHRUNK = "all => all.map(one => (one.clientWidth - 12) / one.naturalWidth)"
# Stops and commas that stand at the beginning of a line, behind a formula that ends the last.
ALONE = """() => Array.from(document.querySelectorAll("math:not([display])")).filter((math) => {
    const range = document.createRange();
    const next = math.nextSibling ?? math.parentElement.nextSibling;
    if (next?.nodeType !== 3 || !/^[.,;:?!)]/.test(next.data)) return false;
    range.setStart(next, 0), range.setEnd(next, 1);
    return range.getBoundingClientRect().top > math.getBoundingClientRect().bottom - 2;
}).map((math) => math.textContent)"""
# What a reader reads of a page, folded or not, without code and formulas.
PROSE = """() => {
    const body = document.body.cloneNode(true);
    for (const part of body.querySelectorAll("pre, code, script, math")) part.remove();
    return body.textContent;
}"""


def counters():
    """The inputs, resets and targets of lesson 09."""
    names = definitions("09_gates", "counting")
    return names["X"], names["R"], names["t"]


@functools.cache
def views_of(page):
    """Python's own views, in the order in which they stand on a page."""
    made = {
        "00_setup": lambda: [explorers.explore_target()],
        "01_forward": lambda: [explorers.explore_states(n=6)],
        "02_cost": lambda: [explorers.explore_loss(surface=False), explorers.explore_loss()],
        "03_backprop": lambda: [explorers.explore_gradient() for _ in range(2)],
        "04_gradcheck": lambda: [explorers.explore_eps()],
        "05_rprop": lambda: [explorers.explore_rprop() for _ in range(2)],
        "06_testing": lambda: [explorers.explore_answers(rprop_path(*lesson_dataset())[-1])],
        "07_walkers": lambda: [explorers.explore_walkers()],
        "08_state": lambda: [explorers.explore_adder(adders()["W"])],
        "09_gates": lambda: [explorers.explore_gate(*counters())],
        "10_language": lambda: [
            definitions("10_language", *LANGUAGE, "rival-figure", "view")["view"]
        ],
    }
    return made[page]() if page in made else []


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The folder that `python start.py site` writes."""
    folder, home = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("home")
    command = [sys.executable, "-m", "commands.site", "--no-live", str(folder)]
    places = {"cwd": REPOSITORY, "env": os.environ | {"IPYTHONDIR": str(home)}}
    done = subprocess.run(command, capture_output=True, text=True, **places)
    assert done.returncode == 0, done.stderr
    assert list(home.iterdir()) == []
    return folder


@pytest.fixture(scope="module")
def address(site):
    """Where any server of plain files has the site."""
    with serving(site) as server:
        yield server.url


@pytest.fixture(scope="module", params=WIDTHS)
def window(request, chromium):
    """A window of a width."""
    width, scheme = WIDTHS[request.param]
    size = {"width": width, "height": 900}
    context = chromium.browser.new_context(viewport=size, color_scheme=scheme)
    context.add_init_script(path=PAGE_SCRIPT)
    yield context
    context.close()


def in_order(page, name):
    """Wait until all views of a page are drawn."""
    expect(page.locator(".rnn-view")).to_have_count(len(views_of(name)))
    expect(page.locator(".rnn-coarse")).to_have_count(0)


def first_paint(page, name):
    """Milliseconds until something of a page is seen, at best: the machine does other work too."""
    paints = []
    while not paints or len(paints) < 4 and min(paints) >= FIRST_PAINT:
        if paints:
            page.reload()
            in_order(page, name)
        paints.append(page.wait_for_function(PAINT).json_value())
    return min(paints)


@contextmanager
def opened(window, address, name):
    """A page. At the end, all that it asked for was on the site, and nothing went wrong."""
    asked, errors = [], []
    page = window.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(error.message))
    page.goto(f"{address}{name}.html")
    in_order(page, name)
    yield page
    page.close()
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
    assert len(asked) > 0 and errors == []


@pytest.fixture(scope="module", params=PAGES)
def page(request, window, address):
    with opened(window, address, request.param) as page:
        page.name = request.param
        yield page


def test_a_page(page, site, capsys):
    name = page.name
    paint = first_paint(page, name)
    width, size = page.viewport_size["width"], (site / f"{name}.html").stat().st_size / 1e6
    with capsys.disabled():
        print(f"\n{name}: {size:.2f} MB, first paint {paint:.0f} ms at {width} px", end=" ")
    assert paint < FIRST_PAINT
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not re.search(r"\$|\\\w|\*\*\w|\]\(", page.evaluate(PROSE))
    fonts = page.evaluate("document.fonts.ready.then(() => [...document.fonts].map(f => f.status))")
    assert set(fonts) <= {"loaded"}
    sizes = "all => all.map(one => one.getBoundingClientRect()).map(box => box.width * box.height)"
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.evaluate(js("frames"), 2)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(OUT_OF_REACH) == [] and page.evaluate(ALONE) == []
    lessons = page.locator("main .figure") if name != "index" else page.locator("none")
    assert min(lessons.evaluate_all(SHRUNK), default=1) > 0.47
    assert serious_violations(page.locator("html")) == []
    assert min(page.locator("math").evaluate_all(sizes), default=99) > 20
    numbered = [text for text in page.locator("mtext").all_text_contents() if text[:1] == "("]
    assert numbered == []
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = false)")
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"site-{name}-{width}.png")


def goes(page, view, rng):
    """Move a view of a page as a hand does, and yield after each move."""
    for option in view.get_by_role("combobox", name="View").locator("option").all() or [None]:
        if option:
            view.get_by_role("combobox", name="View").select_option(option.get_attribute("value"))
        for surface in view.locator("canvas.rnn-drag").all():
            surface.scroll_into_view_if_needed()
            box = surface.bounding_box()
            for press in (page.mouse.down, page.mouse.up):
                across, down = rng.uniform(0.15, 0.75, 2)
                page.mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"])
                press()
            yield
        for bit in rng.permutation(view.locator(".rnn-bit").all())[:3]:
            bit.click()
            yield
        ranges = view.locator("input[type=range]").all()
        for _ in range(2 if ranges else 0):
            for one in ranges:
                one.fill(str(rng.integers(int(one.get_attribute("max")) + 1)))
            yield


def said_by_python(view, spec, shown):
    """Bring Python's view to where a page's is, and return its numbers."""
    scene = shown["choices"].get("View", next(iter(spec["scenes"])))
    place = {"scene": scene} | ({"bits": shown["bits"]} if shown["bits"] else {})
    for axis, about in spec["scenes"][scene]["axes"].items():
        if about["label"] in shown["sliders"]:
            place[axis] = about["values"][shown["sliders"][about["label"]][0]]
    view.position = view.position | {key: place[key] for key in view.position if key in place}
    return list(view.readings().values())


def test_every_view_shows_the_numbers_of_python(page):
    rng, places = np.random.default_rng(13), page.locator(".view").all()
    assert len(places) == len(views_of(page.name))
    for place, own in zip(places, views_of(page.name)):
        spec = json.loads(place.locator("script").text_content())["spec"]
        view, pictures = place.locator(".rnn-view"), set()
        for _ in goes(page, view, rng):
            shown = view.evaluate(js("shown"))
            assert shown["numbers"] == said_by_python(own, spec, shown), shown
            pictures.add(json.dumps(shown["numbers"]))
        assert len(pictures) > 1
        expect(view.locator(".rnn-said")).to_have_text("")


@pytest.mark.parametrize("page", ["05_rprop"], indirect=True)
def test_what_needs_a_kernel_is_not_there(page):
    view = page.locator(".rnn-view").first
    view.get_by_role("combobox", name="View").select_option("near")
    assert "eta+" in page.locator(".without").first.inner_text()
    expect(view.get_by_role("slider")).to_have_count(3)  # the start, and i
    expect(view.get_by_role("combobox", name="beside Rprop")).to_have_count(0)
    field = view.get_by_role("textbox", name="start wx, type a number", exact=True)
    field.fill("0.7")
    field.press("Enter")
    expect(field).to_have_value("0.750")
    expect(view.locator(".rnn-said")).to_contain_text("nearest of its steps")
    view.get_by_role("combobox", name="View").select_option("far")
    expect(field).to_have_value("0.000")
    page.wait_for_timeout(200)
    assert "rnn-coarse" not in view.get_attribute("class")


def test_a_finger_drags_the_marker_and_not_the_page(chromium, address):
    """By real touch events of the browser, which no mouse stands in for."""
    context = chromium.browser.new_context(
        viewport={"width": 390, "height": 900}, has_touch=True, is_mobile=True
    )
    context.add_init_script(path=PAGE_SCRIPT)
    with opened(context, address, "02_cost") as page:
        view = page.locator(".rnn-view").last
        surface = view.locator("canvas.rnn-drag").first
        surface.scroll_into_view_if_needed()
        box, before = surface.bounding_box(), page.evaluate("scrollY")
        hand, seen = context.new_cdp_session(page), [view.evaluate(js("shown"))["sliders"]]
        for kind, share in [("Start", 0.3), ("Move", 0.4), ("Move", 0.6), ("End", None)]:
            x, y = (
                (box["x"] + share * box["width"], box["y"] + share * box["height"])
                if share
                else (0, 0)
            )
            points = [{"x": x, "y": y}] if share else []
            hand.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})
            page.evaluate(js("frames"), 2)
            seen.append(view.evaluate(js("shown"))["sliders"])
        places = [tuple(one[name][0] for name in ("wx", "wRec")) for one in seen]
        assert len(set(places)) == 4 and places[-1] == places[-2]
        (x0, y0), (x1, y1) = places[1], places[3]
        assert x1 > x0 and y1 < y0  # to the right and down
        assert page.evaluate("scrollY") == before
    context.close()


def test_on_paper_all_is_unfolded(page):
    still = page.locator("details:not([open])").count()
    assert still > 3 or page.name == "index"
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("details:not([open])")).to_have_count(0)
    page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    expect(page.locator("details:not([open])")).to_have_count(still)


# What stands in the files.


def source(name):
    """The cells of a lesson that a page shows: (kind, text)."""
    cells = json.loads(NOTEBOOKS[name].read_text("utf-8"))["cells"]
    hidden = {"claim", "assignment"}
    return [
        (cell["cell_type"], "".join(cell["source"]))
        for cell in cells
        if not hidden & set(cell["metadata"].get("tags", []))
    ]


def shown(kind, how, text):
    """What a browser draws for a part of a formula: a letter alone becomes an italic one."""
    if kind == "mi" and re.fullmatch("[A-Za-gi-z]", text) and "normal" not in how:
        return lookup(f"MATHEMATICAL ITALIC {'SMALL' if text.islower() else 'CAPITAL'} {text}")
    return text


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_formula_is_there_and_has_its_letters(site, name):
    texts = (CODE.sub("", text) for kind, text in source(name) if kind == "markdown")
    wanted = sorted(one.strip("$") for text in texts for one in FORMULA.findall(text))
    page = (site / f"{name}.html").read_text("utf-8")
    kept = re.findall(r'<annotation encoding="application/x-tex">(.*?)</annotation>', page, re.S)
    assert sorted(map(html.unescape, kept)) == wanted
    assert "merror" not in page
    coded = re.search(r"data:font/woff;base64,([^)]+)", page)[1]
    font = TTFont(io.BytesIO(base64.b64decode(coded)))
    parts = re.findall(r"<(mi|mo|mn|mtext)\b([^>]*)>([^<]*)<", page)
    drawn = {shown(kind, how, html.unescape(text)) for kind, how, text in parts}
    assert "&" not in drawn  # A table that the converter does not know.
    assert len(drawn) > 5 and {*map(ord, "".join(drawn))} - {0x20} <= set(font.getBestCmap())
    assert "MATH" in font


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_guess_comes_before_its_answer(site, name):
    page = (site / f"{name}.html").read_text("utf-8")
    asked = [text for kind, text in source(name) if "checks.predict(" in text]
    assert page.count("Make it first") == len(asked) > 0
    assert "<details open" not in page and "No guess yet" not in page


def test_links_lead_somewhere(site):
    files = {path.name: path.read_text("utf-8") for path in site.glob("*.html")}
    assert set(files) == {f"{name}.html" for name in PAGES}
    links = [
        (name, one) for name, text in files.items() for one in re.findall('href="([^"]*)', text)
    ]
    assert len(links) > 40
    for name, link in links:
        file, _, part = link.partition("#")
        if not link.startswith(("https://", "data:")):
            assert not part or f'id="{part}"' in files[file or name], (name, link)
            assert not file or file in files, (name, link)
    assert all(f'href="{name}.html"' in files["index.html"] for name in NOTEBOOKS)


def visible(page):
    """What a page says that stands in no code of a lesson."""
    return re.sub(r'<pre class="code">.*?</pre>', "", page, flags=re.DOTALL)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_view_is_there_and_no_picture_of_one(site, name):
    page = (site / f"{name}.html").read_text("utf-8")
    stored = NOTEBOOKS[name].read_text("utf-8").count("(interactive: run this cell in JupyterLab)")
    assert page.count('<div class="view">') == stored == len(views_of(name))
    assert "interactive: run this cell" not in page and "IntProgress(" not in visible(page)


def test_the_live_edition_is_linked_to_where_it_is(tmp_path):
    assert pages.LIVE not in next(pages.write_all(tmp_path)).read_text("utf-8")
    (tmp_path / pages.LIVE).parent.mkdir(parents=True)
    (tmp_path / pages.LIVE).touch()
    index = next(pages.write_all(tmp_path)).read_text("utf-8")
    assert f'href="{pages.LIVE}?path=00_setup.ipynb"' in index


def test_no_solution_of_an_assignment_is_there(site):
    for path in site.glob("*.html"):
        text = path.read_text("utf-8")
        assert "BEGIN SOLUTION" not in text and "assignments/" not in text
