"""The views for everybody: by keyboard, for screen readers, in every theme, window and zoom."""

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from .accessibility import serious_violations
from .lab import js
from .views import (
    NAMES,
    STARTS,
    WEIGHTS,
    choice,
    in_step,
    scenario,
    slider,
    surface,
    view_of,
    weights,
)

DARK = re.compile(r"\brnn-dark\b")


# A hand that moves on in each frame, on a machine so slow that each takes long: how many pixels a
# point each of so many frames had. The hand does not let go.
DRAGGED = """(view, count) => new Promise((resolve) => {
    const canvas = view.querySelector("canvas.rnn-drag");
    const box = canvas.getBoundingClientRect();
    const seen = [];
    const hand = (type) => canvas.dispatchEvent(new PointerEvent(type, {
        clientX: box.x + box.width * (0.3 + 0.02 * (seen.length % 10)), clientY: box.y + 60,
    }));
    canvas.setPointerCapture = canvas.hasPointerCapture = () => true;
    const drawn = () => {
        seen.push(lab.fineness(canvas));
        for (const end = performance.now() + 60; performance.now() < end; );
        if (seen.length < count) return hand("pointermove");
        view.removeEventListener("rnn-drawn", drawn);
        resolve(seen);
    };
    view.addEventListener("rnn-drawn", drawn);
    hand("pointerdown");
})"""


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_axe_finds_nothing_in_either_theme(lesson, theme, name):
    lesson.set_theme(f"JupyterLab {theme}")
    view = view_of(lesson, name)
    (expect(view).to_have_class if theme == "Dark" else expect(view).not_to_have_class)(DARK)
    assert serious_violations(view) == []


def test_light_again(lesson):
    lesson.set_theme("JupyterLab Light")
    for view in lesson.views.all():
        expect(view).not_to_have_class(DARK)


@pytest.mark.parametrize("name", NAMES)
def test_tab_reaches_every_control(lesson, name):
    view = view_of(lesson, name)
    controls = view.locator("input, select, button")
    controls.first.focus()
    lesson.page.keyboard.press("Tab")
    lesson.page.keyboard.press("Shift+Tab")
    seen = []
    for _ in range(controls.count()):
        focused = view.evaluate(js("focused"))
        assert focused["inside"] and focused["name"].strip() and focused["outline"] >= 2, focused
        assert focused["value"] or focused["role"] != "range"
        seen.append(focused["name"])
        lesson.page.keyboard.press("Tab")
    assert len(seen) == len(set(seen)) or name in STARTS
    assert not view.evaluate(js("focused"))["inside"]


@pytest.mark.parametrize("name", WEIGHTS)
def test_nothing_jumps_while_dragging(lesson, name):
    view, mouse = view_of(lesson, name), lesson.page.mouse
    scenario(lesson, name, wx=1, wRec=1)
    handle = slider(view, weights(name)[1])
    box = handle.bounding_box()
    mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mouse.down()
    before = view.evaluate(js("layout"))
    for step in range(21):
        mouse.move(box["x"] + box["width"] * step / 20, box["y"] + box["height"] / 2)
        assert view.evaluate(js("layout")) == before
    mouse.up()
    in_step(lesson, name)
    assert view.evaluate(js("layout")) == before


def test_a_view_fits_the_screen_of_a_laptop(lesson):
    size = lesson.page.viewport_size
    lesson.page.set_viewport_size({"width": 1366, "height": 768})
    try:
        for files in ("expandLeft", "collapseLeft"):
            lesson.page.evaluate("how => window.jupyterapp.shell[how]()", files)
            for name in NAMES:
                view = view_of(lesson, name)
                assert view.bounding_box()["height"] <= 600
                assert view.evaluate(js("smallest")) >= 9
                buttons = view.locator(".rnn-places button")
                tops = buttons.evaluate_all("all => all.map(one => one.offsetTop)")
                # Beside one panel or four, the controls' column is too narrow for one row.
                assert len(set(tops)) <= 1 or view.locator(".rnn-panel").count() in (1, 4)
        # The files folded away, four panels leave room for their tasks: lesson 00 says so.
        assert view_of(lesson, "gradient").bounding_box()["height"] <= 400
    finally:
        lesson.page.evaluate("window.jupyterapp.shell.collapseLeft()")
        lesson.page.set_viewport_size(size)


def test_a_phone_stacks_the_panels(lesson):
    size = lesson.page.viewport_size
    lesson.page.set_viewport_size({"width": 390, "height": 844})
    try:
        for name in NAMES:
            view = view_of(lesson, name)
            assert view.evaluate(js("overflowing")) == []
            assert view.evaluate(js("smallest")) >= 9
            boxes = [panel.bounding_box() for panel in view.locator(".rnn-panel").all()]
            assert len({round(box["x"]) for box in boxes}) <= 1
    finally:
        lesson.page.set_viewport_size(size)


@pytest.mark.parametrize("width", [500, 800, 1000, 1280, 1920])
def test_a_window_of_any_width_cuts_nothing(lesson, width):
    with screen(lesson, 1, width=width):
        for name in NAMES:
            view = view_of(lesson, name)
            assert view.evaluate(js("overflowing")) == []
            assert view.evaluate(js("overlapping")) == []


@contextmanager
def screen(lesson, scale, **size):
    """The page on a screen with so many dots a pixel, as zoom makes it one too."""
    page = lesson.page
    size = {**page.viewport_size, "mobile": False} | size
    session = page.context.new_cdp_session(page)
    try:
        session.send("Emulation.setDeviceMetricsOverride", size | {"deviceScaleFactor": scale})
        yield
    finally:
        session.send("Emulation.setDeviceMetricsOverride", size | {"deviceScaleFactor": 1})
        session.detach()
        page.set_viewport_size(page.viewport_size)


def are_sharp(view, scale):
    """Wait until the canvases have that many dots a pixel."""
    for canvas in view.locator("canvas").all():
        sizes = "c => [c.width / c.clientWidth, c.height / c.clientHeight]"
        ratios = canvas.evaluate(sizes)
        for _ in range(50):
            if ratios == pytest.approx([scale, scale], abs=0.02):
                break
            view.page.wait_for_timeout(50)
            ratios = canvas.evaluate(sizes)
        assert ratios == pytest.approx([scale, scale], abs=0.02)


def test_zoom_of_200_percent(lesson):
    with screen(lesson, 2, width=640, height=450):
        for name in NAMES:
            view = view_of(lesson, name)
            assert view.evaluate(js("overflowing")) == []
            are_sharp(view, 2)


def test_canvases_are_sharp_on_another_screen(lesson):
    with screen(lesson, 3):
        # Chromium tells nobody of a screen that is emulated, so the hand has to move.
        slider(view_of(lesson, "loss"), "wx").press("ArrowRight")
        in_step(lesson, "loss")
        are_sharp(view_of(lesson, "loss"), 3)


def test_little_motion_where_wanted(lesson):
    lesson.page.emulate_media(reduced_motion="reduce")
    try:
        before = lesson.views.count()
        lesson.run_code("explorers.explore_rprop()")
        expect(lesson.views).to_have_count(before + 1)
        view = lesson.view(before)
        expect(choice(view, "speed")).to_have_value("2")
        parts = [view, *view.locator("*").all()]
        assert not any(part.evaluate("part => part.getAnimations().length") for part in parts)
    finally:
        lesson.page.emulate_media(reduced_motion="no-preference")


def test_a_slow_machine_draws_fewer_pixels_while_a_hand_drags(lesson):
    """And all of them where the hand rests, whether it lets go or not; a quick one always all."""
    view = view_of(lesson, "rprop")
    canvas = surface(view)

    def sharp():
        fine = "canvas => lab.fineness(canvas) === 2"
        return lesson.page.wait_for_function(fine, arg=canvas.element_handle())

    with screen(lesson, 2):
        seen = view.evaluate(DRAGGED, 9)
        assert seen[0] == 2 and seen[-1] == 1
        sharp()  # though the hand does not let go
        assert view.evaluate(DRAGGED, 5) == [1] * 5, "it is known by now"
        canvas.dispatch_event("pointerup")
        sharp()
