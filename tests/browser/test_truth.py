"""What a view shows at random places is what is so there, or the view says that it is not.

Numbers and pixels are held to a computation of their own, in plain Python, which knows neither
the module nor its tables. PLACES=500 in the environment asks for more places than usual.
"""

import os
import random
import re

import pytest
from playwright.sync_api import expect

import rnn_lesson

from .lab import js
from .views import OWN_CELL, UNHURRIED, USUAL, VIEWS, field, scenario, slider, view_of

PLACES = int(os.environ.get("PLACES", 60))
X, t = (array.tolist() for array in rnn_lesson.lesson_dataset())
BLUE = [0, 0x72, 0xB2]

# Where the outputs' dots may stand: their columns, and the heights of two outputs, in pixels.
GEOMETRY = """(lambda picture: {
    "width": 100 * picture.size[0],
    "xs": [int(x) / 8 for x in picture.pixels(x=range(1, 21))],
    "ys": [float(picture.ax.transData.transform((1, y))[1]) for y in (0, 1)],
    "height": 100 * picture.size[1], "box": [float(edge) for edge in picture.box],
})(NAME._scene.panels["outputs"])"""

# All rows of a view, put one node further on, and sent once more; and forgotten.
SHIFT = """[array.__setitem__(..., np.roll(array, 1, axis=NAME._scene.nodes.index(AXIS)))
    for (_, name), array in NAME._known.arrays.items() if name != "ready"]"""
SEND = "[NAME._asked(None, {'kind': 'hello'}, []) for _ in range(2)]"
FORGET = "NAME._start_again() or NAME._work_later(0)"
KEYS = ["ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "PageUp", "PageDown"]


def outputs(wx, wRec, offset=0):
    """The outputs for all samples, by a loop; a wrong function may add the same to all."""
    found = []
    for row in X:
        state = 0.0
        for x in row:
            state = x * wx + state * wRec
        found.append(state + offset)
    return found


def cost(y):
    return sum((one - other) ** 2 for one, other in zip(y, t)) / len(t)


def slopes(wx, wRec, step=1e-6):
    """The gradient, by differences: good to some six digits where it is not small."""
    change = lambda dx, dRec: (
        cost(outputs(wx + dx, wRec + dRec)) - cost(outputs(wx - dx, wRec - dRec))
    )
    return change(step, 0) / (2 * step), change(0, step) / (2 * step)


def random_moves(count, lengths, mouse, seed):
    """Moves by slider, and where there is a surface every third by mouse."""
    rng = random.Random(seed)
    for number in range(count):
        if mouse and number % 3 == 0:
            yield {"mouse": [rng.uniform(0.2, 0.75), rng.uniform(0.15, 0.8)]}
        else:
            yield {"sliders": {name: rng.randrange(length) for name, length in lengths.items()}}


def lengths_of(lesson, name):
    axes = lesson.ask(f"{name}.spec['scenes'][{name}.scene]['axes']")
    return {axes[axis]["label"]: len(axes[axis]["values"]) for axis in ("wx", "wRec")}


def look(lesson, name, seed, count=PLACES):
    """What the loss or gradient view shows at random places, with the geometry of its dots."""
    geometry = lesson.ask(GEOMETRY.replace("NAME", name))
    columns = {"xs": geometry["xs"], "width": geometry["width"]}
    moves = [*random_moves(count, lengths_of(lesson, name), mouse=True, seed=seed)]
    wanted = {"moves": moves, "panel": 1, "columns": columns, "color": BLUE}
    return geometry, view_of(lesson, name).evaluate(js("truth"), wanted)


def disagreements(geometry, found, offset=0):
    """What is shown as exact and is not so: a list, and how much was called exact at all."""
    wrong, exact = [], 0
    for place in found:
        wx, wRec = (float(place["values"][name]) for name in ("wx", "wRec"))
        if place["coarse"]:
            continue
        exact += 1
        y = outputs(wx, wRec, offset)
        number = float(place["numbers"][0])
        if abs(number - cost(y)) > 1e-5 * abs(cost(y)) + 1e-12:
            wrong.append((wx, wRec, place["numbers"][0], cost(y)))
        wrong += misplaced(geometry, y, place["dots"], (wx, wRec))
    return wrong, exact


def misplaced(geometry, y, dots, place):
    """The dots that stand a pixel or more beside their outputs, if those are on the axes."""
    zero, one = geometry["ys"]
    _, top, _, bottom = geometry["box"]
    wrong = []
    for output, dot in zip(y, dots, strict=True):
        height = geometry["height"] - (zero + output * (one - zero))
        if top + 5 < height < bottom - 5 and (dot is None or abs(dot - height) > 1.1):
            wrong.append((*place, "dot", dot, height))
    return wrong


@pytest.mark.parametrize("scene", ["far", "near"])
@pytest.mark.parametrize("name", ["loss", "gradient"])
def test_numbers_and_dots_are_so(lesson, name, scene):
    scenario(lesson, name, scene=scene, wx=1, wRec=1)
    filled(lesson, name)
    geometry, found = look(lesson, name, seed=scene)
    wrong, exact = disagreements(geometry, found)
    assert wrong == [] and exact == len(found)
    if name == "gradient":
        slopes_are_so(found)


def filled(lesson, name):
    """Wait until nothing is missing; what is sent then is on the screen with the next in_step."""
    while lesson.ask(f"{name}.missing({name}.scene)"):
        lesson.page.wait_for_timeout(50)
    scenario(lesson, name)


def slopes_are_so(found):
    for place in found:
        expected = slopes(*(float(place["values"][axis]) for axis in ("wx", "wRec")))
        shown = [float(number) for number in place["numbers"][1:]]
        assert shown == pytest.approx(expected, rel=1e-3, abs=1e-3)


def test_a_slow_function_is_shown_as_it_is_while_it_fills(lesson, monkeypatch):
    monkeypatch.setitem(VIEWS, "slow", lesson.views.count())  # below all others
    lesson.ask(UNHURRIED)
    try:
        lesson.run_code(OWN_CELL.format("slow"))
        expect(view_of(lesson, "slow")).to_be_visible()
        geometry, found = look(lesson, "slow", seed=3)
    finally:
        lesson.ask(f"{USUAL} or slow._work_later(0)")
    wrong, exact = disagreements(geometry, found)
    assert wrong == [] and exact < len(found), "nothing was missing: no phase of filling was seen"


# By key: what is typed lies between the nodes, and is computed where the hand rests.


def rested(view, wanted):
    """What a view shows once it calls nothing a neighbour's."""
    expect(view).not_to_have_class(re.compile("rnn-coarse"))
    (place,) = view.evaluate(js("truth"), {"moves": [{}]} | wanted)
    return place


def look_by_key(lesson, name, seed, count):
    """What a view shows after random keys on its sliders and random numbers typed."""
    view, rng, wanted, geometry = view_of(lesson, name), random.Random(seed), {}, None
    if name != "states":
        geometry = lesson.ask(GEOMETRY.replace("NAME", name))
        columns = {"xs": geometry["xs"], "width": geometry["width"]}
        wanted = {"panel": 1, "columns": columns, "color": BLUE}
    found = []
    for number in range(count):
        label = rng.choice(["wx", "wRec"])
        if number % 2:
            slider(view, label).press(rng.choice(KEYS))
        else:
            field(view, label).fill(f"{rng.uniform(-1.9, 1.9):.{rng.randint(0, 6)}f}")
            field(view, label).press("Enter")
        lesson.page.evaluate(js("frames"), 2)
        found.append(rested(view, wanted))
    return geometry, found


def test_numbers_and_dots_by_key(lesson):
    scenario(lesson, "gradient", scene="far", wx=1, wRec=1)
    geometry, found = look_by_key(lesson, "gradient", seed=6, count=PLACES // 6)
    wrong, exact = disagreements(geometry, found)
    assert wrong == [] and exact == len(found)
    slopes_are_so(found)


def test_states_by_key(lesson):
    bits = lesson.ask("states.bits")
    for place in look_by_key(lesson, "states", seed=7, count=PLACES // 6)[1]:
        assert float(place["numbers"][0]) == pytest.approx(last_state(bits, place), rel=1e-5)


def last_state(bits, place):
    state = 0.0
    for bit in bits:
        state = int(bit) * float(place["values"]["wx"]) + state * float(place["values"]["wRec"])
    return state


ANSWERS = "odd_answers = explorers.explore_answers(W=(0.9, -1.1), n=7)\nodd_answers"


def untrue_bits(lesson, view, expected, seed, count):
    """Click random bits by key; where numbers are not those expected of the bits shown."""
    rng, keyboard, wrong = random.Random(seed), lesson.page.keyboard, []
    buttons = view.locator(".rnn-bit")
    bits = "".join(buttons.all_text_contents())
    for _ in range(count):
        buttons.first.focus()
        k = rng.randrange(min(len(bits), 6))  # each step to the right costs a moment
        for _ in range(k):
            keyboard.press("ArrowRight")
        keyboard.press("Space")
        bits = bits[:k] + "10"[int(bits[k])] + bits[k + 1 :]
        lesson.page.evaluate(js("frames"), 2)
        numbers = rested(view, {})["numbers"]
        assert "".join(buttons.all_text_contents()) == bits
        if [float(number) for number in numbers] != pytest.approx(expected(bits), rel=0.06):
            wrong.append((bits, numbers))
    return wrong


def answered(bits):
    ones = float(bits.count("1"))
    y = last_state(bits, {"values": {"wx": 0.9, "wRec": -1.1}})
    return [ones, float(f"{y:.2f}"), y - ones]


def test_bits_by_key(lesson):
    ones = lambda bits: [float(bits.count("1"))]
    assert untrue_bits(lesson, view_of(lesson, "target"), ones, 8, PLACES // 6) == []
    lesson.run_code(ANSWERS)
    view = lesson.view(lesson.views.count() - 1)
    assert untrue_bits(lesson, view, answered, 9, PLACES // 6) == []
    lesson.ask(SHIFT.replace("NAME", "odd_answers").replace("AXIS", "'bits'"))
    lesson.ask(SEND.replace("NAME", "odd_answers"))
    assert len(untrue_bits(lesson, view, answered, 10, 4)) >= 3


def test_states_are_so(lesson):
    view = view_of(lesson, "states")
    scenario(lesson, "states", wx=0, wRec=0)
    moves = [*random_moves(PLACES, lengths_of(lesson, "states"), mouse=False, seed=4)]
    bits = lesson.ask("states.bits")
    for place in view.evaluate(js("truth"), {"moves": moves}):
        state = last_state(bits, place)
        assert place["coarse"] or float(place["numbers"][0]) == pytest.approx(state, rel=1e-5)


def test_a_shifted_table_is_found(lesson):
    """The test of tests: rows that stand one node beside their own are disagreements."""
    scenario(lesson, "loss", scene="far", wx=1, wRec=1)
    filled(lesson, "loss")
    lesson.ask(SHIFT.replace("NAME", "loss").replace("AXIS", "'wx'"))
    lesson.ask(SEND.replace("NAME", "loss"))
    scenario(lesson, "loss")  # until it shows what Python has
    geometry, found = look(lesson, "loss", seed=5, count=20)
    wrong, exact = disagreements(geometry, found)
    assert len(wrong) > exact
    wrong, _ = disagreements(*look_by_key(lesson, "loss", seed=6, count=4))
    assert wrong, "a step by key goes from node to node"
    # Forgotten here and in the browser, and computed anew: for the tests that come.
    lesson.ask(FORGET.replace("NAME", "loss"))
    filled(lesson, "loss")
    wrong, exact = disagreements(*look(lesson, "loss", seed=5, count=20))
    assert wrong == [] and exact == 20
