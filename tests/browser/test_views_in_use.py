"""The views with a learner's own functions, run again, and in a page that was loaded again."""

import re
import time

import pytest
from playwright.sync_api import expect

from .lab import js
from .views import (
    COST,
    DATA,
    IMPORTS,
    MOODY,
    OWN_CELL,
    STATES,
    UNHURRIED,
    USUAL,
    field,
    in_step,
    slider,
    view_of,
)

# The learner's own functions


def test_a_wrong_function_shows_its_own_numbers(lesson):
    view = view_of(lesson, "wrong")
    seen = view.evaluate(js("visit"), [{"wx": 0, "wRec": 3}, {"wx": 20, "wRec": 12}])
    states = [f"wrong_one({DATA}, {wx}, {wRec})" for wx, wRec in ((-3, -2.25), (2, 0))]
    assert seen == [[lesson.ask(COST.format(one))] for one in states]


def test_a_raising_function_says_which_where_and_why(lesson):
    view = view_of(lesson, "raising")
    line = lesson.ask("raising_one.__code__.co_firstlineno") + 1
    sentence = "forward_states raised RuntimeError: too much for me "
    sentence += f'(line {line}: raise RuntimeError("too much for me")), at wx = {{}}, wRec = {{}}'
    typed = [field(view, label).input_value() for label in ("wx", "wRec")]
    expect(view.locator(".rnn-trouble")).to_have_text(sentence.format(*typed))
    view.evaluate(js("visit"), [{"wx": 0, "wRec": 24}])
    expect(view.locator(".rnn-trouble")).to_have_text(sentence.format("-3.00", "3.00"))
    assert lesson.readings(view) == ["nan"]
    assert lesson.problems() == []
    assert "the notebook goes on\n" in [output.get("text") for output in lesson.outputs()]


def test_a_slow_function_answers_soon_and_becomes_exact(lesson):
    view, ready = lesson.view(lesson.views.count()), "int(slow._known.ready['far'].sum())"
    lesson.run_code(OWN_CELL.format("slow"))
    expect(view).to_be_visible()
    assert lesson.ask(ready) > 0
    cost_at = lambda wx, wRec: lesson.ask(COST.format(STATES.format(wx=wx, wRec=wRec)))
    assert lesson.readings(view) == [cost_at(1.2, 1.2)]
    view.evaluate(js("visit"), [{"wx": 1, "wRec": 23}])
    expect(view.locator("output")).to_have_text(cost_at(-2.75, 2.75))
    expect(view).not_to_have_class(re.compile("rnn-coarse"))
    deadline = time.monotonic() + 20
    while lesson.ask(ready) < 625 and time.monotonic() < deadline:
        lesson.page.wait_for_timeout(50)
    assert lesson.ask(ready) == 625
    places = [{"wx": i, "wRec": j} for i in (0, 7, 24) for j in (3, 13)]
    expected = [cost_at(*(-3 + 0.25 * place[axis] for axis in ("wx", "wRec"))) for place in places]
    assert view.evaluate(js("visit"), places) == [[text] for text in expected]


def test_nothing_moves_whatever_there_is_to_say(lesson):
    view = lesson.view(lesson.views.count())
    lesson.ask(UNHURRIED)
    lesson.run_code(MOODY + OWN_CELL.format("moody"))
    expect(view).to_be_visible()
    handle, mouse = slider(view, "wRec"), lesson.page.mouse
    handle.scroll_into_view_if_needed()
    before, box = view.evaluate(js("layout")), handle.bounding_box()
    mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mouse.down()
    said = set()
    for step in [*range(21), *range(20, -1, -1)]:
        mouse.move(box["x"] + box["width"] * step / 20, box["y"] + box["height"] / 2)
        lesson.page.evaluate(js("frames"), 2)
        assert view.evaluate(js("layout")) == before
        said |= set(view.evaluate(js("words")))
    mouse.up()
    lesson.ask(USUAL)
    assert said >= {"coarse", "trouble", "note"}


def test_no_complaints_at_the_end(lesson):
    assert lesson.problems() == []


# Again and again


def test_a_cell_run_again_leaves_nothing_behind(window, server):
    cell = "view = explorers.explore_states(n=3, bits='101')\nview"
    lesson = window.open(server.write("notebooks/again.ipynb", IMPORTS, cell))
    lesson.run_all()
    alive = "(gc.collect(), len(_instances), sum(type(o) is Figure for o in gc.get_objects()))[1:]"
    counts = []
    for run in range(9):
        lesson.run_cell_containing("explore_states")
        if run in (1, 4, 8):  # What a run leaves behind adds up.
            while lesson.ask("view.missing()"):  # What arrives asks for frames too.
                lesson.page.wait_for_timeout(50)
            listeners = lesson.page.evaluate(js("listeners"))
            counts.append((lesson.ask(alive), listeners, lesson.views.count()))
    assert len(set(counts)) == 1 and counts[-1][1:] == (1, 1), counts
    assert lesson.problems() == []


def test_a_closed_view_has_words_where_its_output_is_drawn_again(window, server):
    cell = "view = explorers.explore_target(n=3)\nview"
    lesson = window.open(server.write("notebooks/closed.ipynb", IMPORTS, cell, "view"))
    lesson.run_all()
    expect(lesson.views).to_have_count(2)
    lesson.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    lesson.ask("view.close()")
    lesson.reload()
    expect(lesson.page.get_by_text("A view was here")).to_have_count(2)


def test_a_reloaded_page_shows_the_same_place(window, server):
    cell = "states = explorers.explore_states(n=3, bits='101')\nstates"
    lesson = window.open(server.write("notebooks/reloaded.ipynb", IMPORTS, cell))
    lesson.run_all()
    view = lesson.view(0)
    lesson.drag_range(slider(view, "wRec"), 70)
    before = in_step(lesson, "states", view)
    lesson.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    lesson.reload()
    expect(view).to_be_visible(timeout=20_000)
    assert in_step(lesson, "states", view) == before
    lesson.drag_range(slider(view, "wx"), 3)
    assert in_step(lesson, "states", view)["wx"] == pytest.approx(3, abs=2)
    assert lesson.problems() == []


BOXES = """from ipywidgets import HTML, Accordion, HBox, Output, Tab
view = explorers.explore_loss(wx=1, wRec=1)
tabs, folds, output = Tab([HTML("first"), view]), Accordion([view]), Output()
output.append_display_data(view)
HBox([view, view])"""


def test_a_view_shown_twice_and_in_boxes_is_one_view(window, server):
    lesson = window.open(
        server.write("notebooks/boxes.ipynb", IMPORTS, BOXES, "tabs", "folds", "output")
    )
    lesson.run_all(patience=0)
    lesson.ask("setattr(tabs, 'selected_index', 1) or setattr(folds, 'selected_index', 0)")
    expect(lesson.views).to_have_count(5)
    for number in range(5):
        view = lesson.view(number)
        expect(view).to_be_visible()
        # Moved by each of them, another follows.
        before = lesson.ask("view.position")
        lesson.drag_range(slider(view, "wRec"), 20 * number + 3)
        assert in_step(lesson, "view", view)["wRec"] == pytest.approx(20 * number + 3, abs=2)
        assert lesson.ask("view.position") != before
        in_step(lesson, "view", lesson.view(number - 1))
    assert lesson.problems() == []
    # Closed, it leaves words in the boxes, and these are shown again without complaint.
    lesson.ask("view.close()")
    for box in ("tabs", "folds"):
        lesson.run_code(box)
        words = lesson.page.locator(".jp-OutputArea").last
        expect(words.get_by_text("A view was here")).to_be_visible()
    assert lesson.page.locator(".jupyter-widgets-error-widget").count() == 0
    assert lesson.window.console_errors == []
