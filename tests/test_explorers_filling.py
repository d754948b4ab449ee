"""Slow functions behind a view, on a fake clock; threads; and cells that are run again."""

import asyncio
import gc
import sys
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pytest
from ipywidgets.widgets import widget as ipywidgets_registry
from seen import (
    VIEWS,
    X,
    array,
    as_browser,
    make_coarse,
    nodes,
    one_by_one,
    plus_one,
    raises_at_some,
    rprop,
    shows_path,
    t,
    text,
    unpacked,
    watch,
)

import rnn_lesson
from rnn_lesson import explorers, model
from rnn_lesson.explorers import _descent, _jobs, _weights, _widget
from rnn_lesson.explorers._schedule import STRIDES


@pytest.fixture
def clock(monkeypatch):
    """Let somebody watch small views, by a clock that tests turn."""
    make_coarse(monkeypatch)
    monkeypatch.setattr(_jobs, "MOMENT", 60.0)
    monkeypatch.setattr(_descent, "N_ITER", 12)
    monkeypatch.setattr(_descent, "LONGEST", 24)
    return watch(monkeypatch)


# A view that fills


def listen(view, monkeypatch):
    """What a browser makes of the tables that came with a view, and of each message after."""
    tables = {key: as_browser(table) for key, table in view.get_state()["tables"]["tables"].items()}

    def send(content, buffers):
        if content["era"] != view.era["number"]:
            return
        nodes, about = np.frombuffer(buffers[0], "<u4"), content["tables"].values()
        sizes = [(table["dtype"], int(np.prod(table["shape"]))) for table in about]
        rows = unpacked(buffers[1], len(nodes), sizes)
        for (name, table), values in zip(content["tables"].items(), rows):
            shape = (*view._scenes[content["scene"]].shape, *table["shape"])
            key = f"{content['scene']}/{name}"
            tables.setdefault(key, np.zeros(shape, table["dtype"]))
            tables[key].reshape(-1, *table["shape"])[nodes] = values.reshape(-1, *table["shape"])

    def forget(change):
        for scene in view.spec["scenes"]:
            tables[f"{scene}/ready"][:] = 0

    monkeypatch.setattr(view, "send", send)
    view.observe(forget, "era")
    return tables


@pytest.mark.parametrize("explore, name, own, more", [
    (explorers.explore_states, "forward_states", one_by_one, {"n": 3, "bits": "101"}),
    (explorers.explore_loss, "forward_states", plus_one, {}),
    (explorers.explore_loss, "forward_states", raises_at_some, {}),
    (explorers.explore_gradient, "forward_states", one_by_one, {}),
    (explorers.explore_rprop, "update_rprop", rnn_lesson.update_rprop, {}),
    (explorers.explore_walkers, "update_momentum", lambda W, v, g, rate: (W - rate * g, g), {}),
])  # fmt: skip
def test_filling_bit_by_bit_ends_with_the_same_tables(clock, monkeypatch, explore, name, own, more):
    more = more | {"wx": 0, "wRec": 0, name: clock.slow(own, 0.02)}
    view = explore(**more)
    browser, numbers = listen(view, monkeypatch), view.readings()
    ready = array(view, view.scene, "ready")
    assert 0 < ready.sum() < ready.size and ready[view._scene.place(view.position)]
    for scene in view.spec["scenes"]:
        view.scene = scene
        clock.run()
    view.scene = next(iter(view.spec["scenes"]))
    assert view.missing() == 0 and view.readings() == numbers
    at_once = explore(**more)
    at_once.fill()
    assert set(view.troubles) == set(at_once.troubles)
    for (scene, name), table in at_once._known.arrays.items():
        assert np.array_equal(browser[f"{scene}/{name}"], array(view, scene, name)), name
        if name == "trouble":  # numbers of sentences, which may come in another order
            said = [np.array(each.troubles)[array(each, scene, name)] for each in (view, at_once)]
            assert np.array_equal(*said)
        else:
            assert np.array_equal(table, array(view, scene, name)), name


def test_a_slow_function_answers_before_it_is_through(clock):
    view = explorers.explore_loss(forward_states=clock.slow(plus_one, 0.02))
    # FIRST for the scene on the screen, and what a lot overshoots; nothing of the hidden one.
    assert clock.now <= 0.02 + 0.03 + 0.03 + 1e-9
    assert view.missing("far") > 160 and view.missing("near") == 169
    cost = model.cost(plus_one(X, view.wx, view.wRec)[:, -1], t)
    assert view.readings() == {"cost": text(cost)}
    held = clock.run()
    assert max(held) <= 0.04 + 0.02 + 1e-9 and len(held) > 50
    assert clock.now > sum(held) + 0.01 * len(held)  # The kernel rests between two slices.


def keys_of(view, scene):
    return {picture.key for picture in view._scenes[scene].panels.values()}


def test_pictures_of_a_hidden_scene_come_when_it_is_entered(clock):
    view = explorers.explore_loss()
    assert view.pictures.keys() == keys_of(view, "far")
    view.scene = "near"
    clock.run(until=clock.now + 0.1)
    assert view.pictures.keys() == keys_of(view, "far") | keys_of(view, "near")


def test_a_finer_surface_follows_by_itself(clock, monkeypatch):
    strides, redraw = [], _weights.Surface.redraw

    def watch_redraw(surface, stride, tables):
        redraw(surface, stride, tables)
        strides.append(stride)
        title = surface.picture.ax.get_title(loc="left")
        assert ("coarse" in title) == (stride > 1)

    monkeypatch.setattr(_weights.Surface, "redraw", watch_redraw)
    view = explorers.explore_loss(forward_states=clock.slow(plus_one, 0.03))
    assert strides == [] and view.pictures.keys() == keys_of(view, "far")
    first = view.pictures[view._scenes["far"].panels["surface"].key]
    clock.run(until=clock.now + 4)
    assert strides == [8, 4, 2] and view.pictures.keys() == keys_of(view, "far")
    clock.run()
    assert strides == [8, 4, 2, 1] and view.pictures.keys() == keys_of(view, "far")
    assert view.missing("near") == 169  # Nobody looks at it.
    assert view.pictures[view._scenes["far"].panels["surface"].key] is not first


def test_errors_of_own_differences_are_drawn_once_for_each_lattice(clock):
    own = clock.slow(lambda f, W, eps: rnn_lesson.numerical_gradient(f, W, eps) * (1 + 1e-3), 0.02)
    view, renewed = explorers.explore_eps(numerical_gradient=own), []
    picture = view._scenes["eps"].panels["errors"]
    renew = picture.renew
    picture.renew = lambda: renewed.append(view.missing()) or renew()
    clock.run()
    assert len(renewed) == len(set(renewed)) == len(STRIDES) and renewed[-1] == 0


def test_a_place_not_yet_computed_is_exact_when_visited(clock):
    view = explorers.explore_loss(forward_states=clock.slow(plus_one))
    for _ in nodes(view, 5):
        cost = model.cost(plus_one(X, view.wx, view.wRec)[:, -1], t)
        assert view.readings()["cost"] == text(cost)


def test_the_browser_gets_a_node_that_it_wants_and_each_only_once(clock, monkeypatch):
    view, calls = explorers.explore_loss(forward_states=clock.slow(plus_one)), []
    browser = listen(view, monkeypatch)
    want = {"kind": "want", "scene": "near", "node": 29}
    assert not array(view, "near", "ready").ravel()[29]
    for _ in range(2):
        calls.append(clock.now)
        view._handle_custom_msg(want, [])
    assert browser["near/ready"].ravel()[29] == 1 and clock.now == calls[1] > calls[0]
    view._handle_custom_msg({"kind": "something else"}, [])


def test_in_a_running_loop_the_rest_follows_by_itself(clock, monkeypatch):
    monkeypatch.setattr(_widget.asyncio, "get_running_loop", asyncio.events.get_running_loop)

    async def cell():
        problems = []
        loop = asyncio.events.get_running_loop()
        loop.set_exception_handler(lambda _, found: problems.append(found))
        view = explorers.explore_states(n=2, forward_states=clock.slow(plus_one, 0.004))
        assert view.missing() > 100
        async with asyncio.timeout(60):
            while view.missing("states"):
                await asyncio.sleep(0.001)
        assert not problems

    # In a thread of its own, for the browser's tests leave a loop running in this one.
    with ThreadPoolExecutor(1) as other:
        other.submit(asyncio.run, cell()).result()


def test_without_a_loop_each_place_is_computed_when_visited(clock, monkeypatch):
    def no_loop():
        raise RuntimeError("no running event loop")

    monkeypatch.setattr(_widget.asyncio, "get_running_loop", no_loop)
    view = explorers.explore_loss(forward_states=clock.slow(plus_one))
    view.wx, view.wRec = -2.5, 1.5
    assert view.readings()["cost"] == text(model.cost(plus_one(X, -2.5, 1.5)[:, -1], t))


@pytest.mark.parametrize("while_computing", [False, True])
def test_a_closed_view_stops_working(clock, while_computing):
    calls, armed = [], []

    def counted(X, wx, wRec):
        calls.append(wx)
        if armed:
            armed.pop()
            view.close()
        return plus_one(X, wx, wRec)

    view = explorers.explore_loss(forward_states=clock.slow(counted))
    if while_computing:
        armed.append("fire")
    else:
        view.close()
    before = len(calls)
    clock.run()
    assert len(calls) <= before + 2 * while_computing and not armed
    assert view.tables is None and view.pictures == view.here == {}


def test_a_new_setting_recomputes_everything_in_the_background(clock, monkeypatch):
    view = explorers.explore_rprop(wx=0, wRec=3)
    browser = listen(view, monkeypatch)
    clock.run()
    for eta_p in (1.4, 1.5):
        view.eta_p = eta_p
        clock.run(until=clock.now + 0.1)  # a hand that drags goes on
        ready = array(view, view.scene, "ready")
        assert ready.sum() == 1 == browser[f"{view.scene}/ready"].sum()
        assert ready[view._scene.place(view.position)] and browser["far/ready"].sum() == 0
        assert shows_path(view, "path", rprop(view, n_iter=24)[0])
    clock.run()
    view.wx = 3
    assert array(view, "near", "ready").all() and not array(view, "far", "ready").any()
    assert shows_path(view, "path", rprop(view, n_iter=24)[0])
    assert np.array_equal(browser["near/path"], array(view, "near", "path"))


# JupyterLab delivers what a hand does on a thread of its own, beside the cells


def test_what_a_cell_prints_meanwhile_is_not_lost(capsys):
    started, ended = threading.Event(), threading.Event()

    def waits(X):
        started.set()
        ended.wait(5)
        print("not this")
        return X.sum(axis=1)

    thread = threading.Thread(target=explorers.explore_target, kwargs={"n": 2, "target": waits})
    thread.start()
    started.wait(5)
    print("printed by a cell")
    ended.set()
    thread.join()
    assert capsys.readouterr().out == "printed by a cell\n"


def test_two_threads_leave_the_output_as_it_was():
    inside, events = threading.Semaphore(0), [threading.Event(), threading.Event()]
    stdout = sys.stdout

    def waits(event):
        target = lambda X: inside.release() or event.wait(5) and X.sum(axis=1)
        return explorers.explore_target(n=2, target=target)

    threads = [threading.Thread(target=waits, args=[event]) for event in events]
    for thread in threads:
        thread.start()
    inside.acquire(timeout=5)  # One is inside, the other waits for its turn, or is inside too.
    for part in (*events, *threads):
        part.set() if part in events else part.join()
    assert sys.stdout is stdout


def test_python_waits_until_the_hand_has_moved_a_view(clock):
    armed, waiting, ended = threading.Event(), threading.Event(), threading.Event()

    def waits(X, wx, wRec):
        if armed.is_set():
            armed.clear()
            waiting.set()
            ended.wait(5)
        return plus_one(X, wx, wRec)

    view = explorers.explore_loss(forward_states=clock.slow(waits))
    assert not array(view, "near", "ready")[11, 11]
    armed.set()
    place = {"scene": "near", "wx": 1.9, "wRec": 1.9}
    hand = threading.Thread(target=view.set_state, args=[{"position": place}])
    hand.start()
    waiting.wait(5)
    threading.Timer(0.1, ended.set).start()
    view.wx = 2
    hand.join()
    assert view.scene == view.position["scene"] == "near"


# Running a cell again and again


@pytest.fixture
def shell(monkeypatch):
    """A stand-in for the notebook's shell, in cell "one"."""
    shell = SimpleNamespace(parent_header={"metadata": {"cellId": "one"}}, execution_count=1)
    make_coarse(monkeypatch)
    monkeypatch.setattr(_widget, "get_ipython", lambda: shell)
    monkeypatch.setattr(_widget, "_views", {})
    gc.freeze()  # What earlier tests left need not be searched.
    yield shell
    gc.unfreeze()


@pytest.mark.parametrize("explore", VIEWS)
def test_a_cell_run_again_replaces_its_view(shell, explore):
    def run_cell():
        shell.execution_count += 1
        view = explore()
        figures = [picture.ax.figure for picture in view._scenes[view.scene].panels.values()]
        return [weakref.ref(thing) for thing in (view, *figures)]

    run_cell()  # words stay in the place of the view of the run before, and of none earlier
    first, widgets = run_cell(), len(ipywidgets_registry._instances)
    last = run_cell()
    gc.collect()
    assert not any(thing() for thing in first) and last[0]().comm
    assert len(ipywidgets_registry._instances) == widgets and plt.get_fignums() == []


def test_two_views_of_a_cell_live_side_by_side(shell):
    views = explorers.explore_target(), explorers.explore_target()
    assert all(view.comm for view in views)
    shell.execution_count += 1
    assert explorers.explore_target().comm and not any(view.comm for view in views)


def test_views_of_other_cells_stay(shell):
    kept = explorers.explore_target()
    shell.parent_header, shell.execution_count = {"metadata": {"cellId": "two"}}, 2
    assert kept.comm and explorers.explore_target().comm


@pytest.mark.parametrize("header", [{}, {"metadata": {}}, {"metadata": {"cellId": None}}])
def test_no_view_is_closed_where_cells_have_no_names(shell, header):
    shell.parent_header = header
    views = [explorers.explore_target() for shell.execution_count in (1, 2, 3)]
    assert all(view.comm for view in views)


def test_a_scene_that_is_full_is_stored_with_the_page_once(clock, monkeypatch):
    view, stored = explorers.explore_loss(forward_states=clock.slow(plus_one)), []
    monkeypatch.setattr(view, "send_state", lambda key=None: stored.append(key))
    clock.run()
    assert stored.count("tables") == 1 and not view.missing(view.scene)
    for _ in range(2):
        view._work()
    assert stored.count("tables") == 1
