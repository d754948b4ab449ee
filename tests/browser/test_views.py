"""The interactive views in a real JupyterLab: touched by mouse and keyboard, looked at, and held against Python."""

import random
import re

import pytest
from playwright.sync_api import expect

from .accessibility import serious_violations
from .measure import measure_drag

IMPORTS = """
import rnn_lesson
from ipywidgets.widgets.widget import _instances
from rnn_lesson import explorers
from rnn_lesson.explorers import _widget, _weights
"""
NAMES = ["target", "states", "loss", "gradient", "eps", "rprop", "answers"]
VIEWS = {name: index for index, name in enumerate(NAMES)}
WEIGHTS = ["states", "loss", "gradient", "rprop"]  # the views with sliders for wx and wRec

OWN = """
import time
_weights.STEPS = {"far": (-3, 3, 0.25), "near": (-0.1, 2.1, 0.1)}

def wrong(X, wx, wRec):
    return rnn_lesson.forward_states(X, wx, wRec) + 1

def raising(X, wx, wRec):
    raise RuntimeError("too much for me")

def slow(X, wx, wRec):
    time.sleep(0.001)
    return rnn_lesson.forward_states(X, wx, wRec) + (0 if wRec < 50 else 1)
"""

# JavaScript. What a view shows: {slider's name: [index, typed text, spoken text]}.
SLIDERS = """view => Object.fromEntries(Array.from(view.querySelectorAll('input[type=range]'), range =>
    [range.getAttribute('aria-label'), [Number(range.value), range.parentElement.querySelector('input[type=text]').value,
        range.getAttribute('aria-valuetext')]]))"""

# Move two sliders to many places, and return the numbers shown at each, two frames later.
VISIT = """async (view, places) => {
    const ranges = name => view.querySelector(`input[type=range][aria-label="${name}"]`);
    const frame = () => new Promise(requestAnimationFrame);
    const seen = [];
    for (const place of places) {
        for (const [name, index] of Object.entries(place)) {
            ranges(name).value = index;
            ranges(name).dispatchEvent(new Event('input'));
        }
        await frame(), await frame();
        seen.push(Array.from(view.querySelectorAll('output'), output => output.textContent));
    }
    return seen;
}"""

# How much of the marker's circle is on the canvas at a place in the picture's pixels: 0 to 1.
CIRCLE = """(canvas, [x, y, width]) => {
    const scale = canvas.width / width, angles = Array.from({length: 24}, (_, i) => i * Math.PI / 12);
    const drawn = angles.filter(angle => canvas.getContext('2d').getImageData(
        Math.round((x + 8 * Math.cos(angle)) * scale), Math.round((y + 8 * Math.sin(angle)) * scale), 1, 1).data[3] > 128);
    return drawn.length / angles.length;
}"""

ACTIVE_CELL = "window.jupyterapp.shell.currentWidget.content.activeCellIndex"
PIXELS = "canvas => canvas.toDataURL()"

# Place and size of everything in a view that should stand still.
LAYOUT = """view => Array.from(view.querySelectorAll('.rnn-control, .rnn-control *:not(option), .rnn-number, .rnn-panel, canvas'),
    part => { const {x, y, width, height} = part.getBoundingClientRect(), top = view.getBoundingClientRect().y;
        return [part.className, x, y - top, width, height].join(' '); })"""

# Everything in a view that reaches beyond it, or is cut off.
OVERFLOWING = """view => Array.from([view, ...view.querySelectorAll('*')]).filter(part => {
    const [inner, outer] = [part.getBoundingClientRect(), view.getBoundingClientRect()];
    return !part.hidden && inner.width && (inner.right > outer.right + 1 || inner.left < outer.left - 1 || part.scrollWidth > part.clientWidth + 1 &&
        part.matches('.rnn-view, .rnn-view div, .rnn-view button, .rnn-view select, .rnn-view p'));
}).map(part => part.outerHTML.slice(0, 80))"""

# What has the focus: is it in the view, its name, its value, and the outline that shows it.
FOCUSED = """view => {
    const part = document.activeElement, {outlineStyle, outlineWidth} = getComputedStyle(part);
    return {inside: view.contains(part), role: part.type, name: part.getAttribute('aria-label') || part.textContent,
        value: part.getAttribute('aria-valuetext'), outline: outlineStyle === 'none' ? 0 : parseFloat(outlineWidth)};
}"""

# Frames that living views ask for after the page's theme may have changed: one a view.
LISTENERS = """async () => {
    const original = window.requestAnimationFrame;
    let asked = 0;
    window.requestAnimationFrame = callback => { asked++; return original(callback); };
    document.body.dataset.theme = 'touched';
    await new Promise(resolve => setTimeout(resolve, 100));
    window.requestAnimationFrame = original;
    delete document.body.dataset.theme;
    await new Promise(resolve => setTimeout(resolve, 100));
    return asked;
}"""

# Remember when the page's web sockets send, and when a mouse button goes down and up.
SPY = """() => {
    const spy = window.spy = {sent: [], down: null, up: null}, send = WebSocket.prototype.send;
    WebSocket.prototype.send = function (data) { spy.sent.push(performance.now()); return send.call(this, data); };
    window.addEventListener('pointerdown', () => { spy.down = performance.now(); spy.up = null; }, true);
    window.addEventListener('pointerup', () => { spy.up = performance.now(); }, true);
}"""


@pytest.fixture(scope="module")
def lesson(open_shared_lesson, server):
    """A notebook with one view of each kind, run once for all tests."""
    cells = [f"{name} = explorers.explore_{name}()\n{name}" for name in NAMES]
    lesson = open_shared_lesson(server.write("notebooks/views.ipynb", IMPORTS, *cells))
    lesson.run_all()
    expect(lesson.views).to_have_count(len(NAMES))
    return lesson


@pytest.fixture(scope="module")
def own(open_shared_lesson, server):
    """A notebook of a learner's own functions: a wrong one, one that raises and a slow one."""
    cells = [
        f"{name} = explorers.explore_loss(forward_states={name}_one)\n{name}"
        for name in ("wrong", "raising", "slow")
    ]
    functions = (
        OWN.replace("def wrong", "def wrong_one")
        .replace("def raising", "def raising_one")
        .replace("def slow", "def slow_one")
    )
    path = server.write(
        "notebooks/own.ipynb", IMPORTS, functions, *cells[:2], "print('the notebook goes on')"
    )
    lesson = open_shared_lesson(path)
    lesson.run_all()
    lesson.slow_cell = cells[2]
    return lesson


def view_of(lesson, name):
    """The view of a kind."""
    view = lesson.view(VIEWS[name])
    view.scroll_into_view_if_needed()
    return view


def slider(view, name):
    return view.get_by_role("slider", name=name, exact=True)


def field(view, name):
    return view.get_by_role("textbox", name=f"{name}, type a number", exact=True)


def surface(view):
    return view.locator("canvas.rnn-drag")


def weights(name):
    """What the two sliders of a view are called."""
    return ("start wx", "start wRec") if name == "rprop" else ("wx", "wRec")


def scenario(lesson, name, **values):
    """Set the traits of a view from Python, and wait until the browser follows."""
    lesson.ask(f"[{name}.set_trait(key, value) for key, value in {values!r}.items()]")
    in_step(lesson, name)


def in_step(lesson, name):
    """Wait until Python is where the view is, then hold sliders, texts, numbers and marker against it; the position."""
    view = lesson.view(VIEWS.get(name, 0))
    axes = f"{name}._scenes[at['scene']].axes.items()"
    for _ in range(40):
        shown = view.evaluate(SLIDERS)
        python = lesson.ask(
            f"(lambda at: {{a.label: [at[k], a.texts[at[k]]] for k, a in {axes}}})({name}.position)"
        )
        numbers = lesson.ask(f"{name}.readings()")
        if {key: value[:2] for key, value in shown.items()} == {key: python[key] for key in shown}:
            if lesson.numbers(view) == list(numbers.values()):
                break
        lesson.page.wait_for_timeout(100)
    assert {key: value[:2] for key, value in shown.items()} == {key: python[key] for key in shown}
    assert lesson.numbers(view) == list(numbers.values())
    for index, text, spoken in shown.values():
        assert spoken.startswith(text)
    if surface(view).count():
        assert surface(view).evaluate(CIRCLE, marker_place(lesson, name)) > 0.9
    return lesson.ask(f"{name}.position")


def marker_place(lesson, name):
    """Where Python says that the marker is, and the width of the picture."""
    layer = f"[l for p in {name}.spec['scenes'][{name}.scene]['panels'] for l in p['layers'] if l['kind'] == 'marker'][0]"
    x, y = (
        lesson.ask(f"{layer}['{axis}s'][{name}.position[{layer}['{axis}']]] / 8") for axis in "xy"
    )
    return [
        x,
        y,
        lesson.ask(
            f"[p['width'] for p in {name}.spec['scenes'][{name}.scene]['panels'] if 'drag' in p][0]"
        ),
    ]


# Linked


@pytest.mark.parametrize("name", WEIGHTS)
def test_dragging_a_slider_moves_everything(lesson, name):
    view = view_of(lesson, name)
    scenario(lesson, name, wx=0.5, wRec=0.5)
    for label in weights(name):
        last = int(slider(view, label).get_attribute("max"))
        reached = lesson.drag_range(slider(view, label), round(0.8 * last))
        position = in_step(lesson, name)
        assert (
            position[label.split()[-1]] == reached == pytest.approx(0.8 * last, abs=0.03 * last + 1)
        )


@pytest.mark.parametrize("name", ["loss", "gradient", "rprop"])
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
    for typed, shown in {"1.5": 1.5, "-0,5": -0.5, "1e9": None, "much": None, "": None}.items():
        before = lesson.ask(f"{name}.wx")
        field(view, label).fill(typed)
        field(view, label).press("Enter")
        in_step(lesson, name)
        highest = lesson.ask(f"float({name}._scenes[{name}.scene].axes['wx'].values[-1])")
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
    for key, moves in {
        "ArrowRight": 1,
        "ArrowUp": 1,
        "ArrowLeft": -1,
        "ArrowDown": -1,
        "PageUp": None,
        "PageDown": None,
    }.items():
        before = int(handle.input_value())
        handle.press(key)
        step = in_step(lesson, name)["wx"] - before
        assert (
            step == moves
            or moves is None
            and 1 < abs(step) < last / 4
            and (step > 0) == (key == "PageUp")
        )
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
        view.get_by_role("combobox", name="View").select_option("far")
        in_step(lesson, name)
    last = {label: int(slider(view, label).get_attribute("max")) for label in weights(name)}
    places = [
        {label: rng.randint(0, highest) for label, highest in last.items()} for _ in range(20)
    ]
    seen = view.evaluate(VISIT, places)
    values = lesson.ask(
        f"{{k: a.values.tolist() for k, a in {name}._scenes[{name}.scene].axes.items() if k != 'bits' and k != 'sequence'}}"
    )
    for place, texts in zip(places, seen, strict=True):
        wx, wRec = values["wx"][place["wx"]], values["wRec"][place["wRec"]]
        data = (
            "[[int(bit) for bit in states.bits]]"
            if name == "states"
            else "rnn_lesson.lesson_dataset()[0]"
        )
        states = f"rnn_lesson.forward_states({data}, {wx}, {wRec})"
        if name == "states":
            assert texts == [lesson.ask(f"'%.6g' % {states}[0, -1]")]
            continue
        t = "rnn_lesson.lesson_dataset()[1]"
        assert texts[0] == lesson.ask(f"'%.6g' % rnn_lesson.cost({states}[:, -1], {t})")
        if name == "gradient":
            gradient = lesson.ask(
                f"rnn_lesson.backward_gradient({data}, {states}, rnn_lesson.output_gradient({states}[:, -1], {t}), {wRec})[0]"
            )
            assert [float(text) for text in texts[1:]] == pytest.approx(
                gradient, rel=1e-5, abs=1e-9
            )
    in_step(lesson, name)


def test_spoken_value_is_the_number_shown(lesson):
    for name in ("states", "loss", "gradient", "eps", "rprop"):
        view = view_of(lesson, name)
        handle = view.get_by_role("slider").first
        handle.focus()
        handle.press("ArrowRight")
        lesson.page.wait_for_timeout(300)
        spoken = handle.get_attribute("aria-valuetext")
        shown = lesson.numbers(view)[2 if name == "rprop" else 0]
        assert shown in spoken, name


@pytest.mark.parametrize("name", WEIGHTS)
def test_python_moves_the_browser(lesson, name):
    view = view_of(lesson, name)
    lesson.run_code(f"{name}.wx, {name}.wRec = 0.5, 1.5")
    in_step(lesson, name)
    assert [float(field(view, label).input_value()) for label in weights(name)] == [0.5, 1.5]


@pytest.mark.parametrize("name", ["loss", "gradient", "rprop"])
def test_far_and_near(lesson, name):
    view = view_of(lesson, name)
    scenario(lesson, name, wx=1, wRec=1)
    errors = len(lesson.console_errors)
    for scene in ("near", "far", "near"):
        view.get_by_role("combobox", name="View").select_option(scene)
        in_step(lesson, name)
        assert lesson.ask(f"({name}.scene, float({name}.wx), float({name}.wRec))") == (scene, 1, 1)
    lesson.ask(f"{name}.set_trait('scene', 'far')")
    in_step(lesson, name)
    expect(view.get_by_role("combobox", name="View")).to_have_value("far")
    assert lesson.console_errors[errors:] == []


# Clicking


@pytest.mark.parametrize("name", ["target", "answers", "states"])
def test_clicking_bits(lesson, name):
    view = view_of(lesson, name)
    bits = lesson.ask(f"{name}.bits")
    for k in (0, len(bits) - 1, 2, 2):
        view.locator(".rnn-bit").nth(k).click()
        bits = bits[:k] + "10"[int(bits[k])] + bits[k + 1 :]
        in_step(lesson, name)
        assert (
            lesson.ask(f"{name}.bits")
            == bits
            == "".join(view.locator(".rnn-bit").all_text_contents())
        )
    if name != "states":
        assert float(lesson.numbers(view)[0]) == bits.count("1")


@pytest.mark.parametrize("name", ["target", "answers", "states"])
def test_bits_by_keyboard(lesson, name):
    view = view_of(lesson, name)
    buttons, cells = view.locator(".rnn-bit"), len(lesson.cells())
    bits = lesson.ask(f"{name}.bits")
    buttons.first.focus()
    for key, moved_to, flips in [
        ("ArrowRight", 1, False), ("Space", 1, True), ("ArrowRight", 2, False), ("Enter", 2, True), ("ArrowLeft", 1, False),
    ]:  # fmt: skip
        lesson.page.keyboard.press(key)
        if flips:
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
    for control in (
        slider(view_of(lesson, "loss"), "wx"),
        view_of(lesson, "target").locator(".rnn-bit").first,
    ):
        control.focus()
        lesson.page.keyboard.press(key)
        lesson.page.wait_for_timeout(100)
        now = lesson.cells()
        if [cell["source"] for cell in now] != [cell["source"] for cell in before]:
            lesson.page.evaluate("window.jupyterapp.commands.execute('notebook:undo-cell-action')")
        assert [(c["cell_type"], c["source"]) for c in now] == [
            (c["cell_type"], c["source"]) for c in before
        ]


def test_choice_of_sequence(lesson):
    view = view_of(lesson, "gradient")
    canvas = view.locator("canvas").last
    seen = set()
    for number in (1, 2, 3, 4):
        view.get_by_role("combobox", name="sequence").select_option(index=number - 1)
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
        lesson.page.evaluate(
            "() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))"
        )
        seen.append(tuple(panel.evaluate(PIXELS) for panel in view.locator("canvas").all()))
    mouse.up()
    for panel in zip(*seen, strict=True):
        assert len(set(panel)) == 5
    in_step(lesson, "rprop")


@pytest.mark.parametrize("name", ["loss", "gradient", "rprop"])
def test_nothing_is_sent_while_dragging(lesson, name):
    view = view_of(lesson, name)
    if not lesson.page.evaluate("'spy' in window"):
        lesson.page.evaluate(SPY)
    for handle in (surface(view), slider(view, weights(name)[0])):
        lesson.page.wait_for_timeout(500)
        lesson.page.evaluate("() => { window.spy.sent = []; }")
        found = measure_drag(lesson, handle, seconds=0.7, quiet=0.2)
        spy = lesson.page.evaluate("window.spy")
        assert found["frames"] > 5 and found["inputs"] > 5
        assert [at - spy["down"] for at in spy["sent"] if spy["down"] <= at < spy["up"]] == []
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
    view.get_by_role("combobox", name="speed").select_option("30")
    view.get_by_role("button", name="play").click()
    lesson.page.wait_for_timeout(500)
    view.get_by_role("button", name="pause").click()
    lesson.page.wait_for_timeout(100)  # The frame that was asked for before is still drawn.
    reached = int(handle.input_value())
    assert 5 <= reached < 120
    lesson.page.wait_for_timeout(300)
    assert in_step(lesson, "rprop")["i"] == int(handle.input_value()) == reached
    view.get_by_role("combobox", name="speed").select_option("60")
    view.get_by_role("button", name="play").click()
    expect(view.get_by_role("button", name="play")).to_be_visible(timeout=10_000)
    assert in_step(lesson, "rprop")["i"] == 120


def test_eta_and_what_runs_beside(lesson):
    view = view_of(lesson, "rprop")
    lesson.ask("rprop.set_trait('scene', 'near')")
    scenario(lesson, "rprop", wx=-1.5, wRec=2, i=120)
    canvases = view.locator("canvas")

    def pictures():
        return [canvas.evaluate(PIXELS) for canvas in canvases.all()]

    before = pictures()
    slider(view, "eta+").press("ArrowRight")
    in_step(lesson, "rprop")
    assert lesson.ask("float(rprop.eta_p)") == pytest.approx(1.25)
    changed = pictures()
    assert all(old != new for old, new in zip(before, changed, strict=True))
    view.get_by_role("combobox", name="beside Rprop").select_option(
        label="clipped gradient descent"
    )
    in_step(lesson, "rprop")
    with_descent = pictures()
    assert with_descent[0] != changed[0] and with_descent[1] != changed[1]
    slider(view, "learning rate").press("End")
    in_step(lesson, "rprop")
    assert pictures()[0] != with_descent[0]
    view.get_by_role("combobox", name="beside Rprop").select_option(label="nothing")
    slider(view, "eta+").press("ArrowLeft")
    in_step(lesson, "rprop")
    assert pictures() == before


# The learner's own functions


def test_a_wrong_function_shows_its_own_numbers(own):
    view = own.view(0)
    seen = view.evaluate(VISIT, [{"wx": 0, "wRec": 3}, {"wx": 20, "wRec": 12}])
    X, t = (f"rnn_lesson.lesson_dataset()[{i}]" for i in (0, 1))
    expected = [
        f"rnn_lesson.cost(wrong_one({X}, {wx}, {wRec})[:, -1], {t})"
        for wx, wRec in ((-3, -2.25), (2, 0))
    ]
    assert seen == [[own.ask(f"'%.6g' % {cost}")] for cost in expected]


def test_a_raising_function_says_which_where_and_why(own):
    view, sentence = (
        own.view(1),
        "forward_states raised RuntimeError: too much for me (line {}: {}), at wx = {}, wRec = {}",
    )
    line = own.ask("raising_one.__code__.co_firstlineno") + 1
    raising = 'raise RuntimeError("too much for me")'
    wx, wRec = (field(view, label).input_value() for label in ("wx", "wRec"))
    expect(view.locator(".rnn-trouble")).to_have_text(sentence.format(line, raising, wx, wRec))
    view.evaluate(VISIT, [{"wx": 0, "wRec": 24}])
    expect(view.locator(".rnn-trouble")).to_have_text(
        sentence.format(line, raising, "-3.00", "3.00")
    )
    assert own.numbers(view) == ["nan"]
    assert own.problems() == []
    assert "the notebook goes on\n" in [output.get("text") for output in own.outputs()]


def test_a_slow_function_answers_soon_and_becomes_exact(own):
    own.run_code(own.slow_cell)
    view, ready = own.views.last, "int(slow._array('far', 'ready').sum())"
    expect(view).to_be_visible()
    assert own.ask(ready) > 0
    exact = "'%.6g' % rnn_lesson.cost(rnn_lesson.forward_states(rnn_lesson.lesson_dataset()[0], {}, {})[:, -1], rnn_lesson.lesson_dataset()[1])"
    assert own.numbers(view) == [own.ask(exact.format(1.25, 1.25))]
    view.evaluate(VISIT, [{"wx": 1, "wRec": 23}])
    expect(view.locator("output")).to_have_text(own.ask(exact.format(-2.75, 2.75)))
    expect(view).not_to_have_class(re.compile("rnn-coarse"))
    for _ in range(100):
        if own.ask("not slow._queue"):
            break
        own.page.wait_for_timeout(200)
    assert own.ask(ready) == 625
    places = [{"wx": i, "wRec": j} for i in (0, 7, 24) for j in (3, 13)]
    assert view.evaluate(VISIT, places) == [
        [own.ask(exact.format(-3 + 0.25 * place["wx"], -3 + 0.25 * place["wRec"]))]
        for place in places
    ]


# For everybody


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_axe_finds_nothing_in_either_theme(lesson, theme, name):
    lesson.set_theme(theme)
    view = view_of(lesson, name)
    dark = re.compile(r"\brnn-dark\b")
    expect(view).to_have_class(dark) if "Dark" in theme else expect(view).not_to_have_class(dark)
    assert serious_violations(view) == []
    lesson.page.wait_for_timeout(100)
    lesson.screenshot_view(VIEWS[name], f"view-{name}-{theme.split()[-1].lower()}")


def test_light_again(lesson):
    lesson.set_theme("JupyterLab Light")
    for view in lesson.views.all():
        expect(view).not_to_have_class(re.compile(r"\brnn-dark\b"))


@pytest.mark.parametrize("name", NAMES)
def test_tab_reaches_every_control(lesson, name):
    view = view_of(lesson, name)
    controls = view.locator("input, select, button")
    controls.first.focus()
    lesson.page.keyboard.press("Tab")
    lesson.page.keyboard.press("Shift+Tab")
    seen = []
    for _ in range(controls.count()):
        focused = view.evaluate(FOCUSED)
        assert focused["inside"] and focused["name"].strip() and focused["outline"] >= 2, focused
        assert focused["value"] or focused["role"] != "range"
        seen.append(focused["name"])
        lesson.page.keyboard.press("Tab")
    assert len(seen) == len(set(seen)) or name == "rprop"
    assert not view.evaluate(FOCUSED)["inside"]


@pytest.mark.parametrize("name", WEIGHTS)
def test_nothing_jumps_while_dragging(lesson, name):
    view, mouse = view_of(lesson, name), lesson.page.mouse
    scenario(lesson, name, wx=1, wRec=1)
    handle = slider(view, weights(name)[1])
    box = handle.bounding_box()
    mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mouse.down()
    before = view.evaluate(LAYOUT)
    for step in range(21):
        mouse.move(box["x"] + box["width"] * step / 20, box["y"] + box["height"] / 2)
        assert view.evaluate(LAYOUT) == before
    mouse.up()
    in_step(lesson, name)
    assert view.evaluate(LAYOUT) == before


def test_a_narrow_window_stacks_the_panels(lesson):
    size = lesson.page.viewport_size
    lesson.page.set_viewport_size({"width": 520, "height": 900})
    try:
        for name in NAMES:
            view = view_of(lesson, name)
            assert view.evaluate(OVERFLOWING) == []
            boxes = [panel.bounding_box() for panel in view.locator(".rnn-panel").all()]
            assert len({round(box["x"]) for box in boxes}) <= 1
            lesson.screenshot_view(VIEWS[name], f"view-{name}-narrow")
    finally:
        lesson.page.set_viewport_size(size)


def test_a_wide_window_cuts_nothing(lesson):
    for name in NAMES:
        assert view_of(lesson, name).evaluate(OVERFLOWING) == []


@pytest.fixture(scope="module")
def zoomed(open_shared_lesson, server):
    """The views on a high-resolution screen at a zoom of 200 %, for somebody who wants little motion."""
    path = server.write(
        "notebooks/zoomed.ipynb", IMPORTS, *(f"explorers.explore_{name}()" for name in NAMES)
    )
    small = {"width": 640, "height": 450}
    lesson = open_shared_lesson(
        path, viewport=small, device_scale_factor=2, reduced_motion="reduce"
    )
    lesson.run_all()
    return lesson


@pytest.mark.parametrize("name", NAMES)
def test_zoom_of_200_percent(zoomed, name):
    view = view_of(zoomed, name)
    assert view.evaluate(OVERFLOWING) == []
    for canvas in view.locator("canvas").all():
        sizes = canvas.evaluate(
            "canvas => [canvas.width / canvas.clientWidth, canvas.height / canvas.clientHeight]"
        )
        assert sizes == pytest.approx([2, 2], abs=0.02)
    zoomed.screenshot_view(VIEWS[name], f"view-{name}-zoomed")


def test_little_motion_where_wanted(zoomed):
    view = view_of(zoomed, "rprop")
    expect(view.get_by_role("combobox", name="speed")).to_have_value("2")
    moving = "view => [view, ...view.querySelectorAll('*')].filter(part => part.getAnimations().length).length"
    assert view.evaluate(moving) == 0


# Again and again


def test_a_cell_run_again_leaves_nothing_behind(open_lesson, server):
    cell = "view = explorers.explore_states(n=3, bits='101')\nview"
    lesson = open_lesson(server.write("notebooks/again.ipynb", IMPORTS, cell))
    lesson.run_all()
    alive = "(len(_instances), sum(type(o).__name__ == 'Figure' for o in __import__('gc').get_objects()), __import__('gc').collect() * 0)"
    counts = []
    for _ in range(20):
        lesson.run_cell_containing("explore_states")
        lesson.ask("__import__('gc').collect()")
        counts.append((lesson.ask(alive), lesson.page.evaluate(LISTENERS), lesson.views.count()))
    assert len(set(counts[1:])) == 1 and counts[-1][1:] == (1, 1), counts
    assert lesson.problems() == []


def test_a_reloaded_page_shows_the_same_place(open_lesson, server):
    lesson = open_lesson(
        server.write(
            "notebooks/reloaded.ipynb",
            IMPORTS,
            "target = explorers.explore_states(n=3, bits='101')\ntarget",
        )
    )
    lesson.run_all()
    lesson.drag_range(slider(lesson.view(0), "wRec"), 70)
    before = in_step(lesson, "target")
    lesson.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    lesson.reload()
    expect(lesson.view(0)).to_be_visible(timeout=20_000)
    assert in_step(lesson, "target") == before
    lesson.drag_range(slider(lesson.view(0), "wx"), 3)
    assert in_step(lesson, "target")["wx"] == pytest.approx(3, abs=2)
    assert lesson.problems() == []


def test_no_complaints_at_the_end(lesson, own, zoomed):
    assert lesson.problems() == own.problems() == zoomed.problems() == []
