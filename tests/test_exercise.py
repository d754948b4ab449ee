"""The decorator above a function to fill: what it shows, and what the lesson goes on with."""

import linecache

import numpy as np
import pytest

from rnn_lesson import checks, cost, model
from rnn_lesson.checks import exercise

HEAD = "@exercise\ndef cost(y, t):\n"
RIGHT, WRONG = "    return np.mean((y - t) ** 2)\n", "    return np.sum((y - t) ** 2)\n"


def run(source, readable=True):
    """Run a cell as a notebook does, its source at hand or not; return what `cost` is then."""
    names, file = {"exercise": exercise, "np": np}, f"cell {len(linecache.cache)}"
    if readable:
        linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
    exec(compile(source, file, "exec"), names)
    return names["cost"]


@pytest.mark.parametrize(
    "body, line",
    [
        ("    return ...\n", 3),
        ("    ...  # one line\n", 3),
        ("    error = ...\n    return np.mean(error)\n", 3),
        ("    total = 0\n    total += ...\n    return total\n", 4),
        ("    ...\n" + WRONG, 3),
        ("    for i in range(3):\n        ...\n", 4),
    ],
)
def test_open_blank_is_lent_the_function_of_the_module(body, line, capsys):
    assert run(HEAD + body) is cost
    shown = capsys.readouterr().out
    assert shown.startswith(f"✎ Your turn: replace the ... in line {line}.")
    assert "goes on with the module's cost" in shown


def test_right_function_is_the_learners_own(capsys):
    assert run(HEAD + RIGHT).__module__ != model.__name__
    assert capsys.readouterr().out.startswith("✓ Right")


def test_wrong_function_stays_the_learners_own_and_is_told_why(capsys):
    own = run(HEAD + WRONG)
    assert own is not cost and own(np.array([1.0, 3.0]), np.zeros(2)) == 10
    assert capsys.readouterr().out.startswith("✗ The sum is returned instead of the mean")


def test_dots_that_were_left_standing_do_no_harm(capsys):
    assert run(HEAD + "    ...\n" + RIGHT) is not cost
    assert capsys.readouterr().out.startswith("✓ Right")


def test_dots_in_an_index_are_no_blank(capsys):
    own = run(HEAD + "    return np.sum((y[..., :] - t[..., :]) ** 2)\n")
    assert own is not cost and capsys.readouterr().out.startswith("✗")


def test_blank_without_a_source_is_open_too(capsys):
    assert run(HEAD + "    return ...\n", readable=False) is cost
    assert capsys.readouterr().out.startswith("✎ Your turn: replace the .... Until then")


def test_function_of_another_name_is_told_the_names_and_given_back(capsys):
    renamed = run("@exercise\ndef loss(y, t):\n" + RIGHT + "cost = loss\n")
    assert renamed.__name__ == "loss"
    shown = capsys.readouterr().out
    assert "No exercise is called loss" in shown and "forward_states, cost" in shown


class Odd:
    """Calls itself cost and answers no question."""

    __name__ = "cost"

    def __getattr__(self, name):
        raise RuntimeError(name)


@pytest.mark.parametrize("odd", [None, 3, Odd(), lambda y, t: ..., [], print])
def test_nothing_breaks_the_decorator(odd, capsys):
    exercise(odd)
    assert capsys.readouterr().out.startswith(("✗", "✎"))


@pytest.mark.parametrize(
    "body", ["    while True: pass\n", "    raise SystemExit\n", "    quit()\n"]
)
def test_function_that_never_ends_or_ends_everything_is_answered(body, capsys, monkeypatch):
    monkeypatch.setattr(checks, "SECONDS", 0.2)
    assert run(HEAD + body) is not cost
    assert capsys.readouterr().out.startswith("✗ ")


class Silent:
    """Answers no question but a call."""

    __call__ = staticmethod(lambda y, t: 1.0)

    def __getattribute__(self, name):
        raise SystemExit


def test_what_answers_no_question_is_handed_back(capsys):
    silent = Silent()
    assert checks.exercise(silent) is silent
    assert "No exercise is called this." in capsys.readouterr().out
    assert not checks.check("cost", silent).passed
