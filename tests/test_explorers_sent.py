"""What a view sends: how much at first, while a hand drags, and when it rests."""

import json
import time

import numpy as np
import pytest
from ipywidgets.widgets.widget import _remove_buffers
from seen import VIEWS, as_browser, make_coarse, row, rprop, shows_path, watch

from rnn_lesson import explorers, update_rprop
from rnn_lesson.explorers import _descent, _jobs, _schedule, _widget

MOST = 500_000  # bytes, for the first picture


@pytest.fixture
def clock(monkeypatch):
    return watch(monkeypatch)


def weight(state):
    """The bytes of a message that carries a state."""
    state, _, buffers = _remove_buffers(state)
    return len(json.dumps(state)) + sum(map(len, buffers))


@pytest.mark.parametrize("explore, more", [
    *[(explore, {}) for explore in VIEWS],
    (explorers.explore_states, {"n": 12}),
    (explorers.explore_rprop, {"wx": -10, "wRec": 7}),
    (explorers.explore_loss, {"wx": 0.001, "wRec": 0.002}),
])  # fmt: skip
def test_the_first_message_is_light_on_however_quick_a_machine(clock, explore, more):
    view = explore(**more)
    assert weight(view.get_state()) <= MOST
    assert view.pictures.keys() == {p.key for p in view._scenes[view.scene].panels.values()}
    # As much as may be: a coarse lattice at least.
    assert _schedule.finest(view._known.ready[view.scene]) in (1, 2, 4, 8)


@pytest.fixture
def sent(monkeypatch):
    """The bytes of each message."""
    sent = []
    monkeypatch.setattr(
        _widget.View, "_send", lambda view, msg, buffers=None: sent.append(size(msg, buffers))
    )
    return sent


def size(message, buffers):
    return len(json.dumps(message)) + sum(map(len, buffers or []))


def test_a_drag_of_a_setting_through_84_values_weighs_a_megabyte_at_most(clock, sent):
    view = explorers.explore_rprop()
    clock.run()
    sent.clear()
    for value in np.linspace(1.0, 2.0, 84):
        view.set_state({"position": view.position | {"eta_p": value}})
    assert len(sent) >= 2 * 84 and sum(sent) < 1e6


def texts_of(view):
    """The numbers on the screen, from what was sent of the place of the hand alone."""
    tables, place = view.here["tables"], view.here["settings"]
    names = view.spec["readings"]
    entries = [(as_browser(tables[each["table"]]), tables[each["table"]]["axes"]) for each in names]
    return [
        (text[view.i] if axes else text).item().decode().strip()
        for text, axes in entries
        if all(view.position[axis] == value for axis, value in place.items())
    ]


def test_while_a_hand_drags_what_is_shown_is_sent_and_the_rest_where_it_rests(clock, monkeypatch):
    make_coarse(monkeypatch)
    view = explorers.explore_rprop(wx=0, wRec=3)
    clock.run()
    for eta_p in (1.4, 1.43):
        view.set_state({"position": view.position | {"eta_p": eta_p, "i": 40}})
        assert view.here["tables"]["wx_i"]["shape"] == [] and view.here["settings"]["i"] == 40
        assert texts_of(view) == list(view.readings().values())
        assert len(as_browser(view.here["tables"]["path"])) == 1001
        clock.run(until=clock.now + 0.1)  # a hand that drags goes on
        assert view.here["settings"].get("i") == 40
    clock.run()
    assert "i" not in view.here["settings"] and view.here["tables"]["wx_i"]["shape"] == [1001]
    for i in (40, 7, 1000):
        view.i = i
        assert texts_of(view) == list(view.readings().values())
    # From Python nobody drags.
    view.eta_p = 1.5
    assert "i" not in view.here["settings"] and shows_path(view, "path", rprop(view)[0])


@pytest.mark.parametrize("place", [{"wx": 0, "wRec": 3}, {"wx": 0.3, "wRec": 2.9}])
def test_a_long_path_that_is_late_leaves_the_short_one(monkeypatch, place):
    """On the grid and off it: 1,000 calls of 12 ms take longer than a place may, fewer do not."""
    make_coarse(monkeypatch)
    monkeypatch.setattr(_descent, "N_ITER", 5)
    calls = []

    def own(X, t, W, *rest):
        if tuple(W) == tuple(place.values()):
            calls.clear()
        calls.append(W)
        # However busy the machine is, the short path is not late.
        monkeypatch.setattr(_jobs, "PLACE", 0.0 if len(calls) > 5 else 60.0)
        time.sleep(0.012 if len(calls) > 5 else 0)
        return update_rprop(X, t, W, *rest)

    view = explorers.explore_rprop(update_rprop=own, **place)
    assert "for this place, in all its calls" in view.trouble() and len(calls) > 5
    assert shows_path(view, "path", rprop(view, n_iter=5)[0]) and len(row(view, "path")) == 6


@pytest.mark.parametrize("explore", VIEWS)
def test_a_picture_has_one_key_that_is_the_same_in_every_run(explore):
    keys = []
    for _ in range(2):
        scenes = explore()._scenes.values()
        pictures = [picture for scene in scenes for picture in scene.panels.values()]
        keys.append([picture.key for picture in pictures])
        # Two scenes may share a picture; no two pictures share a key.
        assert len(set(keys[-1])) == len({id(picture) for picture in pictures})
    assert keys[0] == keys[1] and all(keys[0])
