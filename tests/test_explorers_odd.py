"""Odd functions behind a view: what it says, that the kernel stays, and that little is sent."""

import threading
from time import monotonic
from types import SimpleNamespace

import IPython
import matplotlib.pyplot as plt
import numpy as np
import odd
import pytest
from seen import X, make_coarse, shows, vectorised, watch

from rnn_lesson import _errand, explorers, update_rprop
from rnn_lesson.explorers import _filling, _jobs, _widget

MOST_SENT = 120_000  # bytes, for a surface of 13 x 13 places
SHORT = 0.08


class Waits(_jobs.Jobs):
    """Jobs that note how long somebody was ready to wait, how often in vain, or for what was late.

    How often in vain depends on how busy the machine is, unless nothing can end meanwhile.
    """

    def __init__(self, guest):
        super().__init__(guest)
        self.patience, self.vain, self.missed = [], 0, 0

    def wait(self, seconds):
        before = self.job
        late = before and monotonic() >= self._due(before)
        over = super().wait(seconds)
        if before:
            self.patience.append(seconds)
            self.vain += not over
            self.missed += bool(late and not over)
        return over


@pytest.fixture
def shell(monkeypatch):
    """A stand-in for the notebook's shell, that notes what is displayed."""
    plt.get_backend()  # matplotlib asks the shell too, the first time
    shell = SimpleNamespace(seen=[], parent_header={})
    display = {name: lambda *args, **_: shell.seen.append(args) for name in ("publish",)}
    shell.display_pub = SimpleNamespace(**display, clear_output=lambda: shell.seen.append("clear"))
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)
    return shell


@pytest.fixture
def look(monkeypatch, shell, capsys, recwarn):
    """Return a function that lets somebody look at a view until nothing is left to do."""
    clock = watch(monkeypatch)
    make_coarse(monkeypatch)
    monkeypatch.setattr(_filling, "Jobs", Waits)
    # A busy machine leaves nothing that can be stopped.
    monkeypatch.setattr(_errand, "PATIENCE", 60.0)
    sent = []

    def send(view, content, buffers=None):
        sent.append(len(repr(content)) + sum(map(len, buffers or [])))

    monkeypatch.setattr(_widget.View, "send", send)
    odd.over.clear()

    def look(view):
        first = len(view._jobs.patience)
        clock.run()
        # Between other work of the kernel nobody waits longer than a moment.
        assert max(view._jobs.patience[first:], default=0) <= _jobs.MOMENT
        assert sum(sent) + len(repr(view.troubles)) < MOST_SENT
        assert len(view.troubles) <= 100 and max(map(len, view.troubles)) <= 250
        assert all(text.isprintable() for text in view.troubles)
        "".join(view.troubles).encode()
        return view

    yield look
    odd.over.set()
    assert capsys.readouterr() == ("", "") and [str(each.message) for each in recwarn] == []
    assert shell.seen == [] and plt.get_fignums() == []


@pytest.fixture
def hurry(look, monkeypatch):
    """Return a function that makes late what takes long, and leaves what cannot be stopped."""

    def hurry(says):
        monkeypatch.setattr(_jobs, "DEADLINE", SHORT)
        if says == odd.NO_STOP:
            monkeypatch.setattr(_errand, "PATIENCE", SHORT)

    return hurry


def nothing_says_more_than_it_should(view, says):
    trouble = view.trouble()
    assert says in trouble and len(trouble) <= 250 and trouble.isprintable(), trouble


def looked_at(look, own):
    """A view over some function, its surface not drawn, when nothing is left to do."""
    return look(explorers.explore_loss(forward_states=own, wx=1, wRec=1, surface=False))


def is_right(view, wx, wRec):
    view.wx, view.wRec = wx, wRec
    return view.trouble() == "" and shows(view, "y", vectorised(X, wx, wRec)[:, -1])


WRONG = odd.RAISES | odd.RETURNS


@pytest.mark.parametrize("own, says", WRONG.values(), ids=WRONG)
def test_what_is_raised_or_returned_is_one_short_sentence(look, own, says):
    view = looked_at(look, own)
    nothing_says_more_than_it_should(view, says)
    assert view.missing("far") == 0 and view.readings() == {"cost": "nan"}


@pytest.mark.parametrize("own", (odd.QUIET | odd.FINE).values(), ids=odd.QUIET | odd.FINE)
def test_what_it_does_beside_its_work_changes_nothing(look, own):
    settings = np.geterr()
    view = looked_at(look, own)
    assert view.missing("far") == 0 and view.troubles == [""]
    assert is_right(view, 1, 1) and is_right(view, 2, -3) and np.geterr() == settings


@pytest.mark.parametrize("own, says", odd.LATE.values(), ids=odd.LATE)
def test_what_never_ends_is_left_alone(look, own, says, hurry):
    hurry(says)
    calls = []

    def counted(*args):
        calls.append(args)
        return own(*args)

    view = looked_at(look, counted)
    nothing_says_more_than_it_should(view, says)
    # In the background only a few places were asked about, or none any more.
    stopped = says == odd.TOO_LONG
    assert len(calls) <= (_jobs.MOST_LATE + 1 if stopped else 1) and view.missing("far") > 150
    assert view._jobs.missed == 0  # What is late is ended by whoever comes next.
    view.wRec = 2
    nothing_says_more_than_it_should(view, says)
    assert stopped == (not view._jobs.guest.refusal)


@pytest.mark.parametrize("own, says", odd.LATE_FAR.values(), ids=odd.LATE_FAR)
def test_what_does_not_end_at_some_places_is_right_at_the_others(
    look, own, says, hurry, monkeypatch
):
    view = explorers.explore_loss(forward_states=own, wx=1, wRec=1)
    hurry(says)
    look(view)
    assert view.missing("far") > 0 and len(view.troubles) <= 2
    view.wRec = 3
    nothing_says_more_than_it_should(view, says)
    monkeypatch.setattr(_jobs, "DEADLINE", 60.0)
    assert is_right(view, 1, 1)


# The other functions and views


def slow_at(name, own, at):
    """A call of somebody's function of this name that never ends where `at` says so."""

    def called(*args):
        if at(*args):
            odd.pure_loop()
        return own(*args)

    return {name: called}


@pytest.mark.parametrize("explore, name, more", [
    (explorers.explore_states, "forward_states", {"n": 3}),
    (explorers.explore_states, "forward_states", {"n": 8}),
    (explorers.explore_answers, "forward_states", {"n": 3}),
    (explorers.explore_loss, "cost", {}),
    (explorers.explore_gradient, "output_gradient", {}),
    (explorers.explore_gradient, "backward_gradient", {}),
    (explorers.explore_rprop, "update_rprop", {}),
    (explorers.explore_walkers, "update_momentum", {}),
    (explorers.explore_walkers, "update_adam", {}),
    (explorers.explore_eps, "numerical_gradient", {}),
    (explorers.explore_target, "target", {"n": 4}),
])  # fmt: skip
@pytest.mark.parametrize("own, says", [
    (odd.pure_loop, odd.TOO_LONG),
    (odd.RAISES["sys.exit('bye')"][0], "raised SystemExit: bye"),
], ids=["never ends", "exits"])  # fmt: skip
def test_every_function_of_every_view(look, explore, name, more, own, says, monkeypatch):
    if says == odd.TOO_LONG:
        monkeypatch.setattr(_jobs, "DEADLINE", SHORT)
    view = look(explore(**more, **{name: own}))
    nothing_says_more_than_it_should(view, f"{name} {says}")


def test_a_gradient_that_takes_long_at_small_steps_is_drawn_where_it_is_known(look, monkeypatch):
    ours = explorers._eps.gradcheck.numerical_gradient

    def own(f, W, eps):
        return odd.pure_loop() if eps < 1e-14 else ours(f, W, eps) * (1 + 1e-3)

    view = explorers.explore_eps(numerical_gradient=own, eps=1e-3)
    monkeypatch.setattr(_jobs, "DEADLINE", 0.4)
    look(view)
    assert view.trouble() == "" and view.missing() <= 5
    known = view._scenes["eps"].panels["errors"].ax.lines[1].get_ydata()
    assert known[-1] > 0.1 and np.isfinite(known[[8, 16, 24, 32, 40, 48]]).all()


def test_a_target_that_does_not_end_for_one_sequence_is_right_for_the_others(look, monkeypatch):
    own = slow_at("target", lambda X: X.sum(axis=1), lambda X: (X.sum(axis=1) == 4).any())
    view = explorers.explore_target(n=4, bits="0110", **own)
    monkeypatch.setattr(_jobs, "DEADLINE", 0.4)
    look(view)
    assert view.readings() == {"target t": "2"} and view.missing() == 0
    assert np.flatnonzero(view._known.arrays["bits", "trouble"]).tolist() == [0b1111]
    view.bits = "1111"
    nothing_says_more_than_it_should(view, "target took longer than")


def test_only_the_newest_wish_of_a_hand_is_computed(look):
    asked, inside, go = [], threading.Event(), threading.Event()

    def own(X, wx, wRec):
        asked.append((wx, wRec))
        if (wx, wRec) == (0.1, 1.0):
            inside.set()
            go.wait(10)
        return vectorised(X, wx, wRec)

    view = looked_at(look, own)
    asked.clear()
    view._jobs.vain = 0  # a busy machine may have waited for the first picture
    for wx in (0.1, 0.2, 0.3, 0.4, 0.6):
        view.set_state({"position": {"scene": "far", "wx": wx, "wRec": 1.0}})
    assert asked == [(0.1, 1.0)] and inside.is_set() and view._jobs.vain == 5
    go.set()
    look(view)
    assert asked == [(0.1, 1.0), (0.6, 1.0)]
    assert view.readings()["cost"] != _widget.WAITING and shows(
        view, "y", vectorised(X, 0.6, 1.0)[:, -1]
    )


def test_a_function_that_uses_its_own_view_is_told_that_it_cannot(look, monkeypatch):
    views = []

    def own(X, wx, wRec):
        if views and wx == 0.3:
            return views[0].readings()
        if views and wx == 0.7:
            views[0].wx = 2
        return vectorised(X, wx, wRec)

    view = looked_at(look, own)
    views.append(view)
    # Who waited for the view that waits for the function would be told of that after this time.
    monkeypatch.setattr(_jobs, "DEADLINE", 3.0)
    monkeypatch.setattr(_errand, "PATIENCE", 1.0)
    for wx in (0.3, 0.7):
        view.wx = wx
        nothing_says_more_than_it_should(view, "RuntimeError: the function behind a view cannot")
        assert is_right(view, 0.5, 1)


def test_a_path_that_takes_long_is_not_begun_again_by_its_scrubber(look, monkeypatch):
    starts = []

    def own(X, t, W, *rest):
        starts.append(tuple(W) == (0.5, 2.0))
        go.wait(10)
        return update_rprop(X, t, W, *rest)

    go = threading.Event()
    monkeypatch.setattr(_widget.View, "_patience", lambda view: 0.02)
    view = explorers.explore_rprop(update_rprop=own, wx=0.5, wRec=2)
    for i in (3, 2, 1):
        view.i = i
    go.set()
    monkeypatch.setattr(_widget.View, "_patience", lambda view: 60.0)
    assert view.readings()["wx"] != _widget.WAITING and starts.count(True) <= 2


def test_a_path_that_the_hand_has_left_ends_with_the_call_that_it_is_in(look, monkeypatch):
    calls, inside, go = [], threading.Event(), threading.Event()  # calls of each path

    def own(X, t, W, W_prev_sign, *rest):
        if not W_prev_sign.any():
            calls.append(0)
        calls[-1] += 1
        if calls == [3]:
            inside.set()
            go.wait(10)
        return update_rprop(X, t, W, W_prev_sign, *rest)

    monkeypatch.setattr(_widget.View, "_patience", lambda view: 0.02)
    view = explorers.explore_rprop(update_rprop=own, wx=0.5, wRec=2)
    assert inside.wait(10)
    view.wx = 1.5
    go.set()
    monkeypatch.setattr(_widget.View, "_patience", lambda view: 60.0)
    assert view.readings()["wx"] != _widget.WAITING and calls[0] == 3 and len(calls) > 1


def test_a_place_that_is_not_there_yet_says_so(look, monkeypatch):
    go = threading.Event()

    def own(X, wx, wRec):
        go.wait(10)
        return vectorised(X, wx, wRec)

    monkeypatch.setattr(_widget.View, "_patience", lambda view: 0.02)
    view = explorers.explore_loss(forward_states=own, wx=1, wRec=1)
    assert view.readings() == {"cost": _widget.WAITING} and view.trouble() == ""
    go.set()
    look(view)
    assert is_right(view, 1, 1)


def test_without_threads_all_is_the_same_but_that_nothing_can_be_stopped(look, monkeypatch):
    def refuse(self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    for own, says in [odd.RAISES["sys.exit()"], odd.RAISES["input()"], (odd.QUIET["prints"], "")]:
        view = looked_at(look, own)
        nothing_says_more_than_it_should(view, says)
