"""Where there are no threads, as in a browser, what is late is ended all the same."""

import _thread
import contextlib
import importlib
import itertools
import shelve
import sys
import threading
import time
import weakref
from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pytest
from nothreads import AGAIN, no_threads  # noqa: F401  (a fixture)
from zoo.nasty import ANSWERS, LATE, endless_loop, stubborn_loop

from rnn_lesson import _deadline, _guest, _inputs, checks, explorers, forward_states, model
from rnn_lesson._errand import Errand
from rnn_lesson._guest import TooLate, hushed
from rnn_lesson.checks import _guard
from rnn_lesson.explorers import _jobs, _widget

pytestmark = pytest.mark.usefixtures("no_threads")
SHORT = 0.1


def late(work):
    """Return whether an errand was late, and how long it took."""
    began = time.monotonic()
    errand = Errand(work, lambda: began + SHORT)
    assert errand.done and errand.stop()
    return not errand.wait(0), time.monotonic() - began


@contextlib.contextmanager
def endless_context():
    yield
    endless_loop()


class Ends:
    def __enter__(self):
        return self

    def __exit__(self, *_):
        endless_loop()


def within(context):
    def work():
        with context():
            pass

    return work


def recursion():
    with contextlib.suppress(RecursionError):
        recursion()
    recursion()


NEVER = {
    "a loop": endless_loop,
    "a loop of expressions": lambda: [None for _ in itertools.count()],
    "a generator": lambda: sum(0 for _ in itertools.count()),
    "our own function, by one of Python's": lambda: sum(
        map(model.update_state.__wrapped__, *[itertools.repeat(1)] * 4)
    ),
    "our own function, that checks first": lambda: sum(
        map(model.update_state, *[itertools.repeat(1)] * 4)
    ),
    "prints, by one of Python's": lambda: sum(map(bool, map(print, itertools.repeat("more")))),
    "prints": lambda: [print("more") for _ in itertools.count()],
    "sleeps": lambda: time.sleep(5),
    "leaves a with block": within(endless_context),
    "leaves another": within(Ends),
}

if AGAIN:  # A trace function is dropped where there is no room for its own call.
    NEVER["a function without end"] = recursion


@pytest.mark.parametrize("work", NEVER.values(), ids=NEVER)
def test_what_never_ends_is_ended(work, capsys):
    was_late, seconds = late(work)
    assert was_late and SHORT <= seconds < 30
    assert capsys.readouterr() == ("", "")


def test_what_ends_in_time_is_not_late():
    assert late(lambda: [None for _ in range(1000)])[0] is False
    assert Errand(lambda: 7, lambda: time.monotonic() + 60).value() == 7


def test_where_a_sleep_lets_others_run_there_is_none(monkeypatch):
    monkeypatch.setattr(_deadline, "SLEEP_YIELDS", True)
    monkeypatch.setattr(_deadline, "NAP", None)  # no nap can be as long as that
    assert late(lambda: time.sleep(5))[0]
    assert Errand(lambda: time.sleep(0.01) or 7).value() == 7


def test_what_ends_late_but_by_itself_has_a_value():
    # A call into C cannot be reached, and what it brings back is no worse for that.
    began = time.monotonic()
    errand = Errand(lambda: _deadline._sleep(SHORT) or 7, lambda: began + SHORT / 2)
    assert errand.wait(0) and errand.value() == 7


class Passing:
    """Gone as soon as it is made."""


PASSED = weakref.WeakSet()
POINTS = 120


def silence():
    with hushed(), np.errstate(all="raise"):
        pass


def figure():
    with hushed():
        plt.figure()


def imported():
    sys.modules.pop("colorsys", None)
    importlib.import_module("colorsys")


CLEAN_UPS = {
    "silence and settings": silence,
    "our own function's": lambda: model.cost([1.0], [1.0]),
    "a figure": figure,
    "an import": imported,
    "a weak reference": lambda: PASSED.add(Passing()),
    "__del__": lambda: shelve.Shelf({}),
}


@pytest.mark.parametrize("act", CLEAN_UPS.values(), ids=CLEAN_UPS)
def test_nothing_that_is_put_back_stays_as_it_was(act, monkeypatch):
    """The deadline passes at each event in turn, or at so many, and no clean-up is cut short."""
    swallowed, whole = [], []
    monkeypatch.setattr(sys, "unraisablehook", swallowed.append)

    def work():
        hush = _guest._own.hush
        try:
            act()
            endless_loop()
        # Nothing that Python would tell of: there it would be raised again.
        except TooLate:
            whole.append(_guest._own.hush is hush and not _inputs._state.trusted)
            np.divide(1.0, 0.0)  # which raises an error of its own, if numpy was left so
            raise

    act()
    events = itertools.count()
    Errand(act, lambda: max(next(events), float("inf"))).value()
    total = next(events)
    for passes_at in range(3, total + 3, -(-total // POINTS)):  # those of `work` come first
        left = itertools.count(passes_at, -1)
        errand = Errand(work, lambda left=left: 0.0 if next(left) <= 0 else float("inf"))
        with pytest.raises(TooLate) as raised:
            errand.value()
        assert whole.pop() and not swallowed and not plt.get_fignums() and not PASSED.data
        assert "importlib" not in str([entry.path for entry in raised.traceback])


def test_what_runs_in_another_thread_is_left_alone():
    # Where no more threads can be started, there may be some.
    heard, here = [], threading.get_ident()
    due = lambda: float("inf") if threading.get_ident() == here else 0.0

    def work():
        _thread.start_new_thread(lambda: heard.append(_deadline._look_at_the_clock()), ())
        while not heard and time.monotonic() < end:
            pass

    end = time.monotonic() + 5
    Errand(work, due)
    assert heard == [None]


def test_one_in_another_ends_both():
    began = time.monotonic()

    def outer():
        Errand(endless_loop, lambda: float("inf"))
        while AGAIN:
            pass

    assert Errand(outer, lambda: began + SHORT).wait(0) is not AGAIN


@pytest.mark.parametrize("answer", [one for one in LATE if AGAIN or one is not stubborn_loop])
def test_a_check_says_so(answer, monkeypatch, capsys):
    monkeypatch.setattr(_guard, "SECONDS", SHORT)
    monkeypatch.setattr(checks, "SECONDS", SHORT)
    report = checks.check("cost", answer)
    assert not report.passed and "did not come back within 0.1 seconds" in report.message
    assert "restart" not in report.message and capsys.readouterr() == ("", "")


def test_other_answers_are_judged_as_ever():
    assert checks.check("cost", model.cost).passed
    for answer in ANSWERS.values():
        assert not checks.check("cost", answer).passed


@pytest.fixture
def screen(monkeypatch):
    monkeypatch.setenv("JPY_SESSION_NAME", "a notebook")
    monkeypatch.setattr(_jobs, "DEADLINE", SHORT)


def test_a_view_says_so_and_goes_on(screen):
    def own(X, wx, wRec):
        while wx > 0.5:
            pass
        return forward_states(X, wx, wRec)

    view = explorers.explore_loss(forward_states=own, wx=1, wRec=1, surface=False)
    assert "forward_states took longer than 0.1 s" in view.trouble()
    view.wx = 0.25
    assert view.trouble() == "" and view.readings() != {"cost": _widget.WAITING}


def test_a_view_survives_its_own_function(screen, monkeypatch):
    monkeypatch.setattr(_jobs, "DEADLINE", 60.0)

    def own(X, wx, wRec):
        if views and wx == 0.751:
            return views[0].readings()
        if wx == 0.251:
            raise KeyboardInterrupt
        return forward_states(X, wx, wRec)

    views = []  # and places off the grid: on it some are known before there is a view
    views.append(explorers.explore_loss(forward_states=own, wx=1, wRec=1, surface=False))
    for wx, says in ((0.751, "cannot use that view"), (0.251, "KeyboardInterrupt"), (0.501, "")):
        views[0].wx = wx
        assert says in views[0].trouble()
    views[0].close()


def test_where_another_has_the_places_work_is_done_without_a_deadline(monkeypatch):
    taken = SimpleNamespace(get_tool=lambda tool: "a debugger")
    monkeypatch.setattr(_deadline, "sys", SimpleNamespace(monitoring=taken))
    assert Errand(lambda: 7, lambda: 0.0).value() == 7


def test_it_is_silent_when_nothing_is_on_the_way():
    late(endless_loop)
    if AGAIN:
        assert sys.monitoring.get_events(3) == 0


def test_a_broken_clock_is_no_error_in_what_runs(monkeypatch):
    monkeypatch.setattr(_deadline, "monotonic", None)
    assert _deadline._look_at_the_clock() is None


def called(*places):
    """Return a frame that stands for calls, the innermost first, each (file, name of function)."""
    frame = None
    for file, name in reversed(places):
        code = SimpleNamespace(co_filename=file, co_name=name)
        frame = SimpleNamespace(f_code=code, f_back=frame)
    return frame


CELL, NUMPY = ("a cell", "f"), np.__file__


@pytest.mark.parametrize(
    "inner, ends",
    [
        ([], True),
        ([(NUMPY, "mean")], True),
        ([("<frozen os>", "fspath")], True),
        ([(NUMPY, "__exit__")], False),
        ([(NUMPY, "mean"), (NUMPY, "__exit__")], False),
        ([(NUMPY, "__del__")], False),
        ([(_guest.__file__, "_note_figure")], False),
        ([("<frozen importlib._bootstrap>", "_find_and_load")], False),
    ],
)
def test_nobody_is_ended_while_something_is_put_back(inner, ends):
    """An import that is cut short stays half done, and a setting of NumPy's would stay set."""
    assert _deadline._may_end(called(*inner, CELL)) is ends
    assert not _deadline._may_end(called(*inner))
