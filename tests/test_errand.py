"""Errands: what somebody's work does stays away from the page, and it can be stopped."""

import builtins
import contextlib
import io
import logging
import sys
import threading
import time
import warnings
from types import SimpleNamespace

import IPython
import matplotlib.pyplot as plt
import pytest
from zoo.nasty import endless_loop

from rnn_lesson import _guest
from rnn_lesson._errand import Errand


def came_back(work):
    """Return what an errand that ends by itself returned."""
    errand = Errand(work)
    assert errand.wait(10)
    return errand.value()


@pytest.fixture
def shell(monkeypatch):
    """A stand-in for the notebook's shell, that notes what it is asked to do."""
    seen = []
    display = SimpleNamespace(publish=lambda *args, **_: seen.append(args))
    display.clear_output = lambda wait=False: seen.append("cleared")
    shell = SimpleNamespace(display_pub=display, ask_exit=lambda: seen.append("exit"), seen=seen)
    plt.get_backend()  # matplotlib asks the shell too, the first time
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)
    return shell


def test_it_brings_back_what_the_work_returned_or_raised():
    assert came_back(lambda: 7) == 7
    for error in (ZeroDivisionError(), SystemExit(1), KeyboardInterrupt(), GeneratorExit()):

        def work(error=error):
            raise error

        with pytest.raises(type(error)):
            came_back(work)


def speaks(shell, mark):
    """Say a mark in every way there is."""
    print(mark)
    print(mark, file=sys.stderr)
    warnings.warn(mark, UserWarning, stacklevel=1)
    logging.getLogger("somebody").warning(mark)
    shell.display_pub.publish({"text/plain": mark})
    shell.display_pub.clear_output()
    plt.figure()
    plt.subplots()


def test_what_it_says_stays_away_and_what_others_say_does_not(shell, capsys, recwarn, monkeypatch):
    # A handler that was made before, and holds the stream itself.
    monkeypatch.setattr(logging.getLogger("somebody"), "handlers", [logging.StreamHandler()])
    inside, ended = threading.Event(), threading.Event()

    def work():
        speaks(shell, "not this")
        inside.set()
        ended.wait(10)
        speaks(shell, "nor this")

    errand = Errand(work)
    inside.wait(10)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        speaks(shell, "but this")
    ended.set()
    assert errand.wait(10) and errand.value() is None and errand.heard == "not this\nnor this\n"
    out, err = capsys.readouterr()
    assert out == "but this\n" and err == 2 * "but this\n"
    assert [str(warning.message) for warning in caught] == ["but this"]
    assert not recwarn.list and shell.seen == [({"text/plain": "but this"},), "cleared"]
    assert len(plt.get_fignums()) == 2
    plt.close("all")


def test_a_cell_may_redirect_its_output_while_errands_begin_and_end(capsys):
    stdout, ended, buffer = sys.stdout, threading.Event(), io.StringIO()
    first = Errand(lambda: ended.wait(10) and print("no"))
    with contextlib.redirect_stdout(buffer):
        second = Errand(lambda: print("not") or ended.wait(10))
        print("to the buffer")
        ended.set()
        assert first.wait(10) and second.wait(10)
    print("to the page")
    assert sys.stdout is stdout and capsys.readouterr().out == "to the page\n"
    assert buffer.getvalue() in ("to the buffer\n", "to the buffer\nno\n")


def test_streams_are_diverted_once_and_not_in_layers():
    for _ in range(3):
        came_back(lambda: print("x"))
    write, filters = sys.stdout.write, len(warnings.filters)
    came_back(lambda: print("x"))
    assert sys.stdout.write is write and len(warnings.filters) == filters
    assert not hasattr(write.__wrapped__, "hushable")


def test_nobody_answers_input_and_nobody_ends_the_kernel(shell, monkeypatch):
    monkeypatch.setattr(builtins, "input", lambda prompt="": "typed")
    with pytest.raises(EOFError, match="nobody can answer"):
        came_back(lambda: input("your name: "))
    with pytest.raises(SystemExit):
        came_back(lambda: shell.ask_exit())
    shell.ask_exit()
    assert input() == "typed" and shell.seen == ["exit"]


def test_an_endless_loop_is_stopped():
    errand = Errand(endless_loop)
    assert not errand.wait(0.05) and not errand.done and errand.stop(5) and errand.done


def test_what_is_stopped_at_once_has_ended_too():
    """The thread may not have come to the work yet."""
    for _ in range(50):
        assert Errand(endless_loop).stop(5)


def test_one_that_swallows_everything_is_left_in_silence(capsys):
    go = threading.Event()

    def swallows():
        while not go.is_set():
            with contextlib.suppress(BaseException):
                go.wait(0.01)
        print("still here")

    errand = Errand(swallows)
    assert not errand.stop(0.05)
    go.set()
    assert errand.wait(10) and errand.heard == "still here\n" and capsys.readouterr().out == ""


def test_waiting_ends_as_soon_as_the_work_does():
    began = time.monotonic()
    errand = Errand(lambda: time.sleep(0.02))
    assert errand.wait(60) and time.monotonic() - began < 30


def test_without_threads_it_is_done_on_the_spot(monkeypatch, capsys):
    def refuse(self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    errand = Errand(lambda: print("quiet") or threading.get_ident())
    assert errand.done and errand.value() == threading.get_ident() and errand.stop(0)
    print("loud")
    assert capsys.readouterr().out == "loud\n" and getattr(_guest._own, "hush", None) is None


@pytest.mark.parametrize("text, line", [
    ("two\nlines\tand \x1b[31mmore\x00", "two lines and [31mmore"),
    ("x" * 100_000, "x" * 37 + "..."),
    ("\ud800 half a letter", "half a letter"),
    ("\u202eturned round", "turned round"),
    ("", ""),
])  # fmt: skip
def test_one_line_is_short_and_can_be_shown(text, line):
    assert _guest.one_line(text, 40) == line


def test_an_error_that_cannot_be_read_is_named_all_the_same():
    class Odd(BaseException):
        def __str__(self):
            raise SystemExit

    class Text(str):
        def __getitem__(self, key):
            raise ValueError

    class Says(Exception):
        def __str__(self):
            return Text("in words")

    assert _guest.raised(Odd(), print) == "raised Odd"
    assert _guest.raised(Says(), print) == "raised Says: in words"
