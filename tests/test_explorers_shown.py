"""What a view shows on any screen, in any box, and on a page without a kernel."""

import numpy as np
import pytest
from ipywidgets import HTML, Accordion, Box, HBox, Tab, VBox
from ipywidgets.widgets.widget import _instances
from matplotlib.text import Text
from seen import VIEWS, as_browser, make_coarse, row, rprop, shows_path

from rnn_lesson import explorers, plots, update_rprop
from rnn_lesson.explorers import _descent, _jobs, _widget
from rnn_lesson.explorers._picture import own_settings

RING = 8 + 5 / 2  # pixels of a picture: the radius, and half of its line; see `marker` in panel.js


def texts_of(picture):
    """The texts of a picture, once they are where they are drawn."""
    with own_settings():
        picture.ax.figure.draw_without_rendering()
    texts = picture.ax.figure.findobj(Text)
    return [text for text in texts if text.get_visible() and text.get_text().strip()]


@pytest.mark.parametrize("explore", VIEWS)
def test_no_letter_of_a_picture_is_smaller_than_the_others(explore):
    """A picture's letters are legible on a phone; such as the 9 of 10⁻⁹ were not."""
    for scene in explore()._scenes.values():
        for picture in scene.panels.values():
            texts = texts_of(picture)
            assert texts and min(text.get_fontsize() for text in texts) >= 8
            said = "".join(text.get_text() for text in texts)
            assert not set(said) & set("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺½¼¾₀₁₂₃₄₅₆₇₈₉$"), said


def test_a_lattice_that_is_being_computed_says_so_as_large():
    view = explorers.explore_loss(forward_states=lambda X, wx, wRec: np.zeros((20, 11)))
    surface = view._scenes["far"].panels["surface"].draw.__self__
    surface.stride = 8
    surface.picture.renew()
    (words,) = [text for text in texts_of(surface.picture) if "coarse" in text.get_text()]
    assert words.get_fontsize() >= 8


@pytest.mark.parametrize("scene", ["far", "near"])
def test_no_letter_lies_under_the_ring_at_any_of_the_points(scene):
    picture = explorers.explore_loss()._scenes[scene].panels["surface"]
    letters = {text.get_text(): text for text in texts_of(picture)}
    points = {name: place for name, place in plots.POINTS.items() if name in letters}
    assert len(points) == {"far": 6, "near": 5}[scene]
    for place in points.values():
        ring = picture.ax.transData.transform(place)
        for name in points:
            box = letters[name].get_window_extent()
            nearest = np.clip(ring, (box.x0, box.y0), (box.x1, box.y1))
            assert np.hypot(*(nearest - ring)) > RING, (name, place)


# Boxes of ipywidgets


@pytest.fixture
def view(monkeypatch):
    make_coarse(monkeypatch)
    return explorers.explore_target(n=2)


@pytest.mark.parametrize("make", [Box, HBox, VBox, Tab, Accordion])
def test_a_box_that_held_a_view_stands_after_the_view_is_closed(view, make):
    first, other = HTML("first"), explorers.explore_target(n=3)
    box = make([first, view, other, view])
    outer = VBox([box, view])
    view.close()
    assert [child.comm is not None for child in (*box.children, *outer.children)] == [True] * 6
    assert box.children[0] is first and box.children[2] is other and outer.children[0] is box
    assert {box.children[i].value for i in (1, 3)} == {_widget.CLOSED}
    box.children = [*box.children, HTML("last")]  # refused where one of them is closed


def test_an_output_that_is_drawn_again_after_its_view_was_closed_has_words(view):
    model_id = view.model_id
    view.close()
    assert _instances[model_id].value == _widget.CLOSED
    view.close()  # once more: there is nothing left to leave words for


# Without a kernel


@pytest.mark.parametrize("watched", [True, False])
@pytest.mark.parametrize("place", [{"wx": 0, "wRec": 3}, {"wx": 0.3, "wRec": 2.9}])
def test_a_filled_view_has_all_of_its_place(monkeypatch, place, watched):
    make_coarse(monkeypatch)
    monkeypatch.setattr(_descent, "N_ITER", 4)
    monkeypatch.setattr(_descent, "LONGEST", 9)
    monkeypatch.setattr(_jobs, "DEADLINE", 60.0)
    if watched:
        monkeypatch.setenv("JPY_SESSION_NAME", "a notebook")
        # As on a busy machine: nothing comes in time.
        monkeypatch.setattr(_widget.View, "_patience", lambda view: 0.0)
    own = lambda *args: update_rprop(*args)
    view = explorers.explore_rprop(update_rprop=own, **place)
    view.fill()
    assert view.missing() == 0
    tables = view.get_state()["here"]["tables"]
    path, _ = rprop(view, n_iter=9)
    shown = [float(text) for text in as_browser(tables["wx_i"])]
    assert shown == pytest.approx(path[:, 0].tolist(), rel=1e-5)
    assert shows_path(view, "path", path)


@pytest.mark.parametrize("explore", [explorers.explore_rprop, explorers.explore_walkers])
def test_a_view_that_is_filled_everywhere_has_at_each_node_what_a_resting_hand_sees(
    monkeypatch, explore
):
    make_coarse(monkeypatch)
    monkeypatch.setattr(_descent, "N_ITER", 3)
    monkeypatch.setattr(_descent, "LONGEST", 5)
    filled, resting = explore(wx=0, wRec=0), explore(wx=0, wRec=0)
    filled.fill(everywhere=True)
    for table in (each["table"] for each in filled.spec["readings"]):
        key = filled.scene, table
        assert filled._known.arrays[key].shape == (*filled._scene.shape, 6)
    for wx in filled._scene.axes["wx"].values[:2]:
        filled.wx = resting.wx = wx
        assert filled.readings() == resting.readings()
        table = "cost" if explore is explorers.explore_rprop else "ball_cost"
        assert np.array_equal(row(filled, table), row(resting, table), equal_nan=True)
