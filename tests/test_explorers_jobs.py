"""What a view asks of somebody's functions: one thing at a time, each with a deadline."""

import signal
import threading
import time

import pytest
from zoo.nasty import endless_loop

from rnn_lesson import explorers
from rnn_lesson._guest import Trouble
from rnn_lesson.explorers import _jobs
from rnn_lesson.explorers._calls import Guest, guest_for
from rnn_lesson.explorers._jobs import Jobs


@pytest.fixture(autouse=True)
def never(monkeypatch):
    """A busy machine makes nothing late."""
    monkeypatch.setattr(_jobs, "DEADLINE", 60.0)


@pytest.fixture
def soon(never, monkeypatch):
    monkeypatch.setattr(_jobs, "DEADLINE", 0.06)


class Asked:
    """Jobs whose work calls somebody's function, and what came of each."""

    def __init__(self, function):
        self.jobs, self.found, self.late = Jobs(Guest("own")), [], []
        self.function = function

    def work(self, *args):
        try:
            return self.jobs.guest.call("own", self.function, *args)
        except Trouble as trouble:
            return str(trouble)

    def start(self, *args, many=False):
        late = (lambda sentence: self.late.append(args)) if many else None
        self.jobs.start(lambda: self.work(*args), self.found.append, late)


def test_what_comes_in_time_is_brought_back():
    asked = Asked(lambda x: x + 1)
    asked.start(1)
    assert asked.jobs.wait(10) and asked.found == [2] and asked.jobs.wait(0)


def test_without_a_guest_it_is_done_on_the_spot():
    here = []
    Jobs(None).start(threading.get_ident, here.append)
    assert here == [threading.get_ident()]


def test_who_waits_too_long_looks_again_later():
    go = threading.Event()
    asked = Asked(go.wait)
    asked.start(10)
    assert not asked.jobs.wait(0.01) and asked.found == []
    go.set()
    assert asked.jobs.wait(10) and asked.found == [True]


def test_a_late_call_is_stopped_and_its_place_told_so(soon):
    asked = Asked(endless_loop)
    asked.start()
    assert asked.jobs.wait(10) and asked.jobs.lates == 1 and asked.jobs.guest.refusal == ""
    assert asked.found == ["own took longer than 0.06 s (is there a loop that never ends?)"]


def test_what_is_late_before_its_first_call_has_a_name_too(soon):
    guest, _ = guest_for("own", endless_loop, len)
    said, jobs = [], Jobs(guest)
    jobs.start(endless_loop, None, said.append)
    assert jobs.wait(10) and said[0].startswith("own took longer than 0.06 s (")


def test_many_places_at_once_are_tried_one_by_one(soon):
    asked = Asked(endless_loop)
    asked.start(1, many=True)
    assert asked.jobs.wait(10) and asked.late == [(1,)] and asked.found == []
    assert asked.jobs.lates == 0 and not asked.jobs.weary


def test_after_some_late_places_it_is_weary(soon):
    asked = Asked(endless_loop)
    for number in range(_jobs.MOST_LATE):
        assert asked.jobs.lates == number and not asked.jobs.weary
        asked.start()
        asked.jobs.wait(10)
    assert asked.jobs.weary


def test_each_call_has_a_deadline_of_its_own_and_all_of_a_place_have_another(monkeypatch):
    def path(n):
        for _ in range(n):
            asked.jobs.guest.call("own", time.sleep, 0.04)
        return n

    asked = Asked(None)
    asked.work = path
    monkeypatch.setattr(_jobs, "DEADLINE", 0.3)
    asked.start(10)
    assert asked.jobs.wait(10) and asked.found == [10]
    monkeypatch.setattr(_jobs, "PLACE", 0.05)
    asked.work = lambda n: Asked.work(asked) if asked.jobs.guest.refusal else path(n)
    asked.start(10**6)
    assert asked.jobs.wait(10) and "own took longer than 0.05 s for this place" in asked.found[-1]


def test_what_cannot_be_stopped_is_left_and_nothing_is_asked_again(soon, monkeypatch):
    go, calls = threading.Event(), []
    asked = Asked(lambda: calls.append(1) or go.wait(10))
    monkeypatch.setattr(_jobs.Errand, "stop", lambda errand, patience=0: errand.done)
    for _ in range(3):
        asked.start()
        assert asked.jobs.wait(10)
    says = "own took longer than 0.06 s and cannot be stopped (restart the kernel)"
    assert asked.found == [says] * 3 and calls == [1]
    go.set()


def test_what_is_dropped_ends_with_the_call_that_it_is_in():
    inside, go, calls = threading.Event(), threading.Event(), []

    def waits(number):
        calls.append(number)
        inside.set()
        go.wait(10)

    asked = Asked(waits)
    asked.work = lambda: [asked.jobs.guest.call("own", waits, number) for number in range(5)]
    asked.start()
    inside.wait(10)
    asked.jobs.drop()
    go.set()
    assert asked.jobs.wait(10) and calls == [0] and asked.found == []
    asked.work = lambda: asked.jobs.guest.call("own", str, "next")
    asked.start()
    assert asked.jobs.wait(10) and asked.found == ["next"]


def test_time_counts_from_the_start_of_a_job_and_not_from_the_call_before():
    asked = Asked(None)
    asked.jobs.guest.since -= 1000
    asked.work = lambda: time.sleep(0.05)
    asked.start()
    assert asked.jobs.wait(10) and asked.found == [None] and asked.jobs.lates == 0


def test_an_error_of_our_own_is_not_swallowed():
    jobs = Jobs(Guest("own"))
    jobs.start(lambda: 1 / 0, print)
    with pytest.raises(ZeroDivisionError):
        jobs.wait(10)
    assert jobs.wait(0)


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="a test cannot press stop there")
def test_the_stop_button_stops_it():
    old = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        asked, main = Asked(endless_loop), threading.main_thread().ident
        asked.start()
        errand, due = asked.jobs.job.errand, asked.jobs._due

        def pressed(job):
            # Not by a clock: on a busy machine it might be pressed before anybody waits.
            signal.pthread_kill(main, signal.SIGINT)
            return due(job)

        asked.jobs._due = pressed
        with pytest.raises(KeyboardInterrupt):
            asked.jobs.wait(60)
        assert errand.done and asked.jobs.job is None and asked.found == []
    finally:
        signal.signal(signal.SIGINT, old)


def test_a_sentence_is_bounded_in_length():
    def fails():
        raise ValueError("y = \x1b[1m\n" + "x" * 100_000)

    said = Asked(fails).work()
    assert len(said) <= 240 and said.startswith("own raised ValueError: y = [1m xxx")


def test_no_sentence_ends_in_a_stop_for_the_screen_goes_on_with_the_place():
    names = {}
    exec("def own(): raise ValueError('no.')\ndef long(): raise ValueError('.' * 999)", names)
    assert Asked(names["own"]).work() == "own raised ValueError: no"
    assert Asked(names["long"]).work().endswith("...")
    assert not any(words.endswith((".", "?")) for words in (_jobs.LATE, _jobs.LONG, _jobs.LEFT))


def test_places_stay_the_same_while_another_thread_draws_at_twice_the_resolution():
    view = explorers.explore_loss()
    picture = next(iter(view._scenes["far"].panels.values()))
    before = picture.pixels(y=[0, 1]).tolist()
    picture.ax.figure.dpi *= 2  # as savefig does
    assert picture.pixels(y=[0, 1]).tolist() == before
