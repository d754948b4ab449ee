"""The views for everybody: by keyboard, for screen readers, in every theme, window and zoom."""

import re

import pytest
from playwright.sync_api import expect

from .accessibility import serious_violations
from .lab import Window, js
from .views import (
    IMPORTS,
    NAMES,
    STARTS,
    VIEWS,
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
        seen.push(Math.round((10 * canvas.width) / canvas.clientWidth) / 10);
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
    lesson.page.evaluate(js("frames"), 2)
    lesson.screenshot_view(VIEWS[name], f"view-{name}-{theme.lower()}")


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
    lesson.page.evaluate("window.jupyterapp.shell.expandLeft()")
    lesson.page.set_viewport_size({"width": 1366, "height": 768})
    try:
        for name in NAMES:
            view = view_of(lesson, name)
            assert view.bounding_box()["height"] <= 600
            assert view.evaluate(js("smallest")) >= 9
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
            lesson.screenshot_view(VIEWS[name], f"view-{name}-narrow")
    finally:
        lesson.page.set_viewport_size(size)


def test_a_wide_window_cuts_nothing(lesson):
    for name in NAMES:
        assert view_of(lesson, name).evaluate(js("overflowing")) == []


@pytest.fixture(scope="module")
def zoomed(chromium, server):
    """The views on a fine screen at a zoom of 200 %, for somebody who wants little motion."""
    cells = [f"explorers.explore_{name}()" for name in NAMES]
    path = server.write("notebooks/zoomed.ipynb", IMPORTS, *cells)
    screen = {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2}
    with Window(chromium, server, reduced_motion="reduce", **screen) as window:
        lesson = window.open(path)
        lesson.run_all()
        yield lesson


@pytest.mark.parametrize("name", NAMES)
def test_zoom_of_200_percent(zoomed, name):
    view = view_of(zoomed, name)
    assert view.evaluate(js("overflowing")) == []
    for canvas in view.locator("canvas").all():
        sizes = canvas.evaluate("c => [c.width / c.clientWidth, c.height / c.clientHeight]")
        assert sizes == pytest.approx([2, 2], abs=0.02)
    zoomed.screenshot_view(VIEWS[name], f"view-{name}-zoomed")


def test_canvases_are_sharp_on_another_screen(lesson):
    view, page = view_of(lesson, "loss"), lesson.page
    screen = page.context.new_cdp_session(page)
    try:
        # Chromium tells nobody of a screen that is emulated, so the hand has to move.
        size = {**page.viewport_size, "mobile": False}
        screen.send("Emulation.setDeviceMetricsOverride", size | {"deviceScaleFactor": 3})
        slider(view, "wx").press("ArrowRight")
        in_step(lesson, "loss")
        for canvas in view.locator("canvas").all():
            assert canvas.evaluate("c => c.width / c.clientWidth") == pytest.approx(3, abs=0.02)
    finally:
        screen.send("Emulation.setDeviceMetricsOverride", size | {"deviceScaleFactor": 1})
        screen.detach()
        page.set_viewport_size(page.viewport_size)


def test_a_slow_machine_draws_fewer_pixels_while_a_hand_drags(zoomed):
    """And all of them where the hand rests, whether it lets go or not; a quick one always all."""
    view = view_of(zoomed, "rprop")
    canvas = surface(view)

    def sharp():
        fine = "c => Math.round(c.width / c.clientWidth) === 2"
        return zoomed.page.wait_for_function(fine, arg=canvas.element_handle())

    seen = view.evaluate(DRAGGED, 9)
    assert seen[0] == 2 and seen[-1] == 1
    sharp()  # though the hand does not let go
    seen = view.evaluate(DRAGGED, 5)
    assert seen[0] == 2 and seen[-1] == 1, "it is known by now"
    canvas.dispatch_event("pointerup")
    sharp()


def test_little_motion_where_wanted(zoomed):
    view = view_of(zoomed, "rprop")
    expect(choice(view, "speed")).to_have_value("2")
    parts = [view, *view.locator("*").all()]
    assert not any(part.evaluate("part => part.getAnimations().length") for part in parts)
    assert zoomed.problems() == []
