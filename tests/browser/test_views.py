"""The interactive views in a real JupyterLab: touched, looked at, and held against Python."""

import operator
import random

import pytest
from playwright.sync_api import expect

from .lab import js
from .measure import measure_drag
from .views import (
    BITS,
    COST,
    DATA,
    MAPS,
    STATES,
    TARGET,
    WEIGHTS,
    ZOOMS,
    choice,
    field,
    in_step,
    scenario,
    slider,
    surface,
    view_of,
    weights,
)

ACTIVE_CELL = "window.jupyterapp.shell.currentWidget.content.activeCellIndex"
PIXELS = "canvas => canvas.toDataURL()"


# Linked


@pytest.mark.parametrize("name", WEIGHTS)
def test_dragging_a_slider_moves_everything(lesson, name):
    view = view_of(lesson, name)
    scenario(lesson, name, wx=0.5, wRec=0.5)
    for label in weights(name):
        last = int(slider(view, label).get_attribute("max"))
        reached = lesson.drag_range(slider(view, label), round(0.8 * last))
        position = in_step(lesson, name)[label.split()[-1]]
        assert position == reached == pytest.approx(0.8 * last, abs=0.03 * last + 1)


@pytest.mark.parametrize("name", MAPS)
def test_dragging_the_marker_moves_everything(lesson, name):
    view = view_of(lesson, name)
    scenario(lesson, name, wx=1, wRec=1)
    lesson.drag_on(surface(view), (0.5, 0.5), (0.3, 0.6))
    wx, wRec = (in_step(lesson, name)[axis] for axis in ("wx", "wRec"))
    lesson.drag_on(surface(view), (0.3, 0.6), (0.5, 0.4))
    position = in_step(lesson, name)
    assert position["wx"] > wx and position["wRec"] > wRec


@pytest.mark.parametrize("name", WEIGHTS)
def test_typing_a_number_moves_everything(lesson, name):
    view = view_of(lesson, name)
    label = weights(name)[0]
    if name in ZOOMS:
        scenario(lesson, name, scene="near" if name == "rprop" else "far")
    for typed, shown in {"1.5": 1.5, "-0,5": -0.5, "1e9": None, "much": None, "": None}.items():
        before = lesson.ask(f"{name}.wx")
        field(view, label).fill(typed)
        field(view, label).press("Enter")
        in_step(lesson, name)
        highest = lesson.ask(f"{name}.spec['scenes'][{name}.scene]['axes']['wx']['values'][-1]")
        expected = shown if shown is not None else highest if typed == "1e9" else before
        assert lesson.ask(f"float({name}.wx)") == pytest.approx(expected)


def test_the_typed_number_follows_when_the_marker_is_dragged_next(lesson):
    view = view_of(lesson, "loss")
    field(view, "wx").fill("1.5")
    field(view, "wx").press("Enter")
    lesson.drag_on(surface(view), (0.5, 0.5), (0.3, 0.6))
    in_step(lesson, "loss")


def test_leaving_a_half_typed_number_takes_it(lesson):
    view = view_of(lesson, "loss")
    field(view, "wx").fill("-0.05")
    field(view, "wx").press("Tab")
    in_step(lesson, "loss")
    assert lesson.ask("float(loss.wx)") == pytest.approx(-0.05, abs=0.03)


@pytest.mark.parametrize("name", WEIGHTS)
def test_keys_move_a_slider_and_not_the_notebook(lesson, name):
    view = view_of(lesson, name)
    label = weights(name)[0]
    scenario(lesson, name, wx=0.5, wRec=0.5)
    handle, last = slider(view, label), int(slider(view, label).get_attribute("max"))
    handle.focus()
    cell = lesson.page.evaluate(ACTIVE_CELL)
    for keys, sign, least, most in [
        (("ArrowRight", "ArrowUp"), 1, 1, 1),
        (("ArrowLeft", "ArrowDown"), -1, 1, 1),
        (("PageUp",), 1, 2, last / 4),
        (("PageDown",), -1, 2, last / 4),
    ]:
        for key in keys:
            before = int(handle.input_value())
            handle.press(key)
            assert least <= sign * (in_step(lesson, name)["wx"] - before) <= most, key
    for key, place in {"Home": 0, "End": last}.items():
        handle.press(key)
        assert in_step(lesson, name)["wx"] == place
    assert handle.evaluate("range => range === document.activeElement")
    assert lesson.page.evaluate(ACTIVE_CELL) == cell


@pytest.mark.parametrize("name", WEIGHTS[:3])
def test_numbers_are_pythons_at_twenty_places(lesson, name):
    view, rng = view_of(lesson, name), random.Random(1)
    scenario(lesson, name, wx=0, wRec=0)
    if name != "states":
        choice(view, "View").select_option("far")
        in_step(lesson, name)
    axes = lesson.ask(f"{name}.spec['scenes'][{name}.scene]['axes']")
    values = {axis: axes[axis]["values"] for axis in ("wx", "wRec")}
    places = [{axis: rng.randrange(len(values[axis])) for axis in values} for _ in range(20)]
    seen = view.evaluate(js("visit"), places)
    for place, texts in zip(places, seen, strict=True):
        at = {axis: values[axis][place[axis]] for axis in place}
        states = STATES.format(**at)
        if name == "states":
            own = states.replace(DATA, "[[int(bit) for bit in states.bits]]")
            assert texts == [lesson.ask(f"'%.6g' % {own}[0, -1]")]
            continue
        assert texts[0] == lesson.ask(COST.format(states))
        if name == "gradient":
            W_grads = lesson.ask(
                f"rnn_lesson.gradient({DATA}, {TARGET}, {list(at.values())}).tolist()"
            )
            assert [float(text) for text in texts[1:]] == pytest.approx(W_grads, rel=1e-5, abs=1e-9)
    in_step(lesson, name)


def test_spoken_value_is_the_number_shown(lesson):
    for name in ("states", "loss", "gradient", "eps", "rprop"):
        view = view_of(lesson, name)
        handle = view.get_by_role("slider").first
        handle.focus()
        handle.press("ArrowRight")
        in_step(lesson, name)
        spoken = handle.get_attribute("aria-valuetext")
        shown = lesson.readings(view)[2 if name == "rprop" else 0]
        assert shown in spoken, name


@pytest.mark.parametrize("name", WEIGHTS)
def test_python_moves_the_browser(lesson, name):
    view = view_of(lesson, name)
    lesson.run_code(f"{name}.wx, {name}.wRec = 0.5, 1.5")
    in_step(lesson, name)
    assert [float(field(view, label).input_value()) for label in weights(name)] == [0.5, 1.5]


@pytest.mark.parametrize("name", ZOOMS)
def test_far_and_near(lesson, name):
    view = view_of(lesson, name)
    scenario(lesson, name, wx=1, wRec=1)
    errors = len(lesson.window.console_errors)
    for scene in ("near", "far", "near"):
        choice(view, "View").select_option(scene)
        in_step(lesson, name)
        assert lesson.ask(f"({name}.scene, float({name}.wx), float({name}.wRec))") == (scene, 1, 1)
    lesson.ask(f"{name}.set_trait('scene', 'far')")
    in_step(lesson, name)
    expect(choice(view, "View")).to_have_value("far")
    assert lesson.window.console_errors[errors:] == []


@pytest.mark.parametrize("name, button, scene, place", [
    ("loss", "C", "near", (1.2, 1.2)),
    ("loss", "B", "far", (1, -2)),
    ("rprop", "far away", "far", (-10, 7)),
    ("rprop", "top", "far", (0, 3)),
])  # fmt: skip
def test_a_button_goes_to_its_place(lesson, name, button, scene, place):
    """In the scene that is there, or where that does not reach so far, in another."""
    view = view_of(lesson, name)
    if button in ("C", "far away"):
        scenario(lesson, name, scene="near")
    view.get_by_role("button", name=f"go to {button}", exact=True).click()
    in_step(lesson, name)
    assert lesson.ask(f"({name}.scene, ({name}.wx, {name}.wRec))") == (scene, place)


# Clicking


@pytest.mark.parametrize("name", BITS)
def test_clicking_bits(lesson, name):
    view = view_of(lesson, name)
    bits = lesson.ask(f"{name}.bits")
    for k in (0, len(bits) - 1, 2, 2):
        view.locator(".rnn-bit").nth(k).click()
        bits = bits[:k] + "10"[int(bits[k])] + bits[k + 1 :]
        in_step(lesson, name)
        assert lesson.ask(f"{name}.bits") == bits
        assert "".join(view.locator(".rnn-bit").all_text_contents()) == bits
    if name != "states":
        assert float(lesson.readings(view)[0]) == bits.count("1")


@pytest.mark.parametrize("name", BITS)
def test_bits_by_keyboard(lesson, name):
    view = view_of(lesson, name)
    buttons, cells = view.locator(".rnn-bit"), len(lesson.cells())
    bits = lesson.ask(f"{name}.bits")
    buttons.first.focus()
    moves = [("ArrowRight", 1), ("Space", 1), ("ArrowRight", 2), ("Enter", 2), ("ArrowLeft", 1)]
    for key, moved_to in moves:
        lesson.page.keyboard.press(key)
        if key in ("Space", "Enter"):
            bits = bits[:moved_to] + "10"[int(bits[moved_to])] + bits[moved_to + 1 :]
        in_step(lesson, name)
        assert buttons.nth(moved_to).evaluate("button => button === document.activeElement"), key
        assert lesson.ask(f"{name}.bits") == bits, key
        pressed = buttons.nth(moved_to).get_attribute("aria-pressed")
        assert pressed == ("true" if bits[moved_to] == "1" else "false")
    assert len(lesson.cells()) == cells


@pytest.mark.parametrize("key", ["b", "x", "1", "m", "z"])
def test_letters_on_a_control_leave_the_notebook_alone(lesson, key):
    before = lesson.cells()
    button = view_of(lesson, "target").locator(".rnn-bit").first
    for control in (slider(view_of(lesson, "loss"), "wx"), button):
        control.focus()
        lesson.page.keyboard.press(key)
        lesson.page.evaluate(js("frames"), 2)
        now = lesson.cells()
        if [cell["source"] for cell in now] != [cell["source"] for cell in before]:
            lesson.page.evaluate("window.jupyterapp.commands.execute('notebook:undo-cell-action')")
        kept = [(cell["cell_type"], cell["source"]) for cell in before]
        assert [(cell["cell_type"], cell["source"]) for cell in now] == kept


def test_choice_of_sequence(lesson):
    view = view_of(lesson, "gradient")
    canvas = view.locator("canvas").last
    seen = set()
    for number in (1, 2, 3, 4):
        choice(view, "sequence").select_option(index=number - 1)
        in_step(lesson, "gradient")
        assert lesson.ask("gradient.sequence") == number
        seen.add(canvas.evaluate(PIXELS))
    assert len(seen) == 4


# Rprop


def test_the_path_follows_the_hand(lesson):
    view = view_of(lesson, "rprop")
    scenario(lesson, "rprop", wx=1, wRec=1, i=120)
    canvas, mouse, seen = surface(view), lesson.page.mouse, []
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.3 * box["height"])
    mouse.down()
    for step in range(1, 6):
        mouse.move(box["x"] + (0.3 + 0.05 * step) * box["width"], box["y"] + 0.3 * box["height"])
        lesson.page.evaluate(js("frames"), 2)
        seen.append(tuple(panel.evaluate(PIXELS) for panel in view.locator("canvas").all()))
    mouse.up()
    for panel in zip(*seen, strict=True):
        assert len(set(panel)) == 5
    in_step(lesson, "rprop")


@pytest.mark.parametrize("name", MAPS)
def test_nothing_is_sent_while_dragging(lesson, name):
    view = view_of(lesson, name)
    if not lesson.page.evaluate("'spy' in window"):
        lesson.page.evaluate(js("spy"))
    # A place that is not there yet is asked for, and rightly.
    for _ in range(60):
        if not lesson.ask(f"{name}.missing({name}.scene)"):
            break
        lesson.page.wait_for_timeout(500)
    for handle in (surface(view), slider(view, weights(name)[0])):
        lesson.page.evaluate(js("silent"), 200)
        found = measure_drag(lesson, handle, seconds=0.7, quiet=0.2)
        spy = lesson.page.evaluate("window.spy")
        assert found["frames"] > 5 and found["inputs"] > 5
        sent = [at - spy["down"] for at in spy["sent"] if spy["down"] <= at < spy["up"]]
        # Where a busy machine let the hand rest, the place is told.
        assert len(sent) <= found["pauses"] < found["inputs"] / 5, sent
        in_step(lesson, name)


def test_the_numbers_of_a_new_start_arrive(lesson):
    view = view_of(lesson, "rprop")
    scenario(lesson, "rprop", wx=1, wRec=1, i=30)
    lesson.drag_on(surface(view), (0.5, 0.5), (0.35, 0.4))
    expect(view.locator("output").first).not_to_have_text("…")
    in_step(lesson, "rprop")


def test_the_scrubber(lesson):
    view = view_of(lesson, "rprop")
    scenario(lesson, "rprop", wx=1, wRec=1, i=120)
    handle = slider(view, "iteration i")
    lesson.drag_range(handle, 40)
    assert in_step(lesson, "rprop")["i"] == pytest.approx(40, abs=3)
    handle.press("Home")
    assert in_step(lesson, "rprop")["i"] == 0
    view.get_by_role("button", name="one step back").click()
    assert in_step(lesson, "rprop")["i"] == 0
    for _ in range(2):
        view.get_by_role("button", name="one step forward").click()
    assert in_step(lesson, "rprop")["i"] == 2
    view.get_by_role("button", name="one step back").click()
    assert in_step(lesson, "rprop")["i"] == 1


def test_play_and_pause(lesson):
    view = view_of(lesson, "rprop")
    scenario(lesson, "rprop", i=0)
    handle = slider(view, "iteration i")
    choice(view, "speed").select_option("30")
    view.get_by_role("button", name="play").click()
    reached = "range => Number(range.value) >= 5"
    lesson.page.wait_for_function(reached, arg=handle.element_handle())
    view.get_by_role("button", name="pause").click()
    lesson.page.wait_for_timeout(100)  # The frame that was asked for before is still drawn.
    reached = int(handle.input_value())
    assert 5 <= reached < 1000
    lesson.page.wait_for_timeout(300)
    assert in_step(lesson, "rprop")["i"] == int(handle.input_value()) == reached
    choice(view, "speed").select_option("60")
    scenario(lesson, "rprop", i=950)
    view.get_by_role("button", name="play").click()
    expect(view.get_by_role("button", name="play")).to_be_visible(timeout=10_000)
    assert in_step(lesson, "rprop")["i"] == 1000


def test_eta_and_what_runs_beside(lesson):
    view = view_of(lesson, "rprop")
    lesson.ask("rprop.set_trait('scene', 'near')")
    scenario(lesson, "rprop", wx=-1.5, wRec=2, i=120)
    canvases = view.locator("canvas")

    def pictures(wanted=lambda now: True):
        """The canvases as soon as they are as wanted: numbers can agree before a row has come."""
        in_step(lesson, "rprop")
        for _ in range(50):
            now = [canvas.evaluate(PIXELS) for canvas in canvases.all()]
            if wanted(now):
                return now
            lesson.page.wait_for_timeout(100)
        raise AssertionError("the pictures stay as they were")

    before = pictures()
    slider(view, "eta+").press("ArrowRight")
    changed = pictures(lambda now: all(map(operator.ne, before, now)))
    assert lesson.ask("float(rprop.eta_p)") == pytest.approx(1.25)
    choice(view, "beside Rprop").select_option(label="clipped gradient descent")
    with_descent = pictures(lambda now: now[0] != changed[0] and now[1] != changed[1])
    slider(view, "learning rate").press("End")
    pictures(lambda now: now[0] != with_descent[0])
    choice(view, "beside Rprop").select_option(label="nothing")
    slider(view, "eta+").press("ArrowLeft")
    pictures(lambda now: now == before)


# What is typed


@pytest.mark.parametrize("typed, value, says", [
    ("-1.3", -1.3, ""), ("1,55", 1.55, ""), ("1e-17", 1e-17, ""), ("-0", 0.0, ""),
    ("1e9", 3.0, "wx is limited to -3.00 … 3.00"), ("-1e999", -3.0, "wx is limited to"),
    ("", None, "No number: wx stays"), ("much", None, "“much” is no number: wx stays"),
    ("0." + "1" * 60, 0.1111111111111111, ""), ("−0.7", -0.7, ""),
])  # fmt: skip
def test_the_number_that_is_typed_is_the_number_that_is_used(lesson, typed, value, says):
    view = view_of(lesson, "loss")
    scenario(lesson, "loss", scene="far", wx=0.5, wRec=0.5)
    for _ in range(2):  # the same text again, too
        field(view, "wx").fill(typed)
        field(view, "wx").press("Enter")
        in_step(lesson, "loss")
        assert lesson.ask("loss.wx") == (0.5 if value is None else value)
    assert view.locator(".rnn-said").text_content().startswith(says)
    assert bool(says) == bool(view.locator(".rnn-said").text_content())


def test_whole_numbers_and_small_steps(lesson):
    view = view_of(lesson, "rprop")
    field(view, "iteration i").fill("500")
    field(view, "iteration i").press("Enter")
    assert in_step(lesson, "rprop")["i"] == 500 == lesson.ask("rprop.i")
    field(view, "iteration i").fill("3.6")
    field(view, "iteration i").press("Enter")
    in_step(lesson, "rprop")
    assert lesson.ask("rprop.i") == 4
    expect(view.locator(".rnn-said")).to_have_text("iteration i is a whole number: 4")
    eps = view_of(lesson, "eps")
    field(eps, "eps").fill("3e-7")
    field(eps, "eps").press("Enter")
    in_step(lesson, "eps")
    assert lesson.ask("eps.eps") == 3e-7


def test_a_half_typed_number_gives_way_to_the_hand_and_to_escape(lesson):
    view = view_of(lesson, "loss")
    scenario(lesson, "loss", wx=0.5, wRec=0.5)
    field(view, "wx").fill("-2")
    lesson.drag_on(surface(view), (0.5, 0.5), (0.6, 0.6))
    in_step(lesson, "loss")
    dragged = lesson.ask("loss.wx")
    assert dragged > 0
    field(view, "wRec").fill("1.")
    field(view, "wRec").press("Escape")
    in_step(lesson, "loss")
    assert lesson.ask("loss.wx") == dragged


def test_the_notebooks_keys_work_on_a_control(lesson):
    """Ctrl+S saves from a field, and Shift+Enter on a bit runs the cell."""
    saved = "() => window.jupyterapp.shell.currentWidget.context.model.dirty"
    lesson.page.evaluate("window.jupyterapp.shell.currentWidget.context.model.dirty = true")
    field(view_of(lesson, "loss"), "wx").press("Control+s")
    for _ in range(50):
        if not lesson.page.evaluate(saved):
            break
        lesson.page.wait_for_timeout(100)
    assert not lesson.page.evaluate(saved)
    bit = view_of(lesson, "target").locator(".rnn-bit").first
    bit.click()
    expect(view_of(lesson, "target").locator(".rnn-voice")).to_contain_text("target t")
    before = lesson.page.evaluate(ACTIVE_CELL)
    bit.press("Shift+Enter")
    lesson.page.wait_for_function(f"{ACTIVE_CELL} === {before + 1}", timeout=10_000)
