"""The tables of mistakes: every edit is told its own hint, and the zoo its own words."""

import ast
import inspect

import pytest
import zoo
from zoo.__main__ import print_table

from rnn_lesson import checks
from rnn_lesson.checks import _edits


@pytest.mark.parametrize("task", checks.TASKS)
def test_every_edit_is_told_its_own_hint(task):
    told = [(edit, hint, message) for hint, edit, message in zoo.confirmed(task)]
    assert len(told) > 5
    off = [entry for entry in told if zoo.hint_in(task, entry[2]) != entry[1]]
    assert not off, "\n".join(map(str, off))


@pytest.mark.parametrize("task", ["forward_states", "gradient", "answer", "update_rprop"])
def test_what_is_taken_over_is_told_some_hint_where_it_shows(task):
    taken_over = dict(reversed(_edits.mistakes(task)[len(_edits.own(task)) :]))
    assert taken_over
    for hint, mistake in taken_over.items():  # the first edit of each hint
        report = checks.check(task, mistake)
        # Another hint may be told: here it may look like something that is tried before.
        shown = not report.passed and " raised " not in report.message
        assert not shown or zoo.hint_in(task, report.message), (hint, report.message)


def test_callees_are_taken_over():
    for task, callee in [("forward_states", "update_state"), ("update_rprop", "next_step_size")]:
        hints = [hint for hint, _ in _edits.mistakes(task)]
        assert hints == [hint for hint, _ in _edits.own(task) + _edits.own(callee)]
    assert "S_k" in " ".join(hint for hint, _ in _edits.mistakes("gradient"))


@pytest.mark.parametrize("task", checks.TASKS)
def test_a_hint_stands_once_in_a_table(task):
    lines = [line for line in _edits.table(task) if not line.startswith(" ")]
    assert len(lines) == len(set(lines))


@pytest.mark.parametrize("task", checks.TASKS)
def test_without_an_edit_the_function_is_right(task):
    text = _edits.source(task)
    assert checks.check(task, _edits.made(task, text)).passed
    written = ast.parse(text).body[0]
    assert ast.get_docstring(written) is None and not written.decorator_list
    function = inspect.unwrap(checks.TASKS[task].function)
    assert ast.unparse(written.args) == ast.unparse(
        ast.parse(inspect.getsource(function)).body[0].args
    )


COST = "    return float(np.mean((y - t) ** 2))"


@pytest.mark.parametrize(
    ("edit", "made"),
    [
        ("np.mean -> np.sum", ["return float(np.sum((y - t) ** 2))"]),
        ("t -> u", ["return float(np.mean((y - u) ** 2))"]),
        ("y - t -> y || t", ["return float(np.mean((y) ** 2))", "return float(np.mean((t) ** 2))"]),
        ("return ... -> return -...", ["return -float(np.mean((y - t) ** 2))"]),
        ("np.mean(...) -> (...)", ["return float(((y - t) ** 2))"]),
        ("y - t -> y && 2 -> 3", ["return float(np.mean((y) ** 3))"]),
        ("return ... -> t = 0; return ...", ["t = 0; return float(np.mean((y - t) ** 2))"]),
        ("def cost(y, t): -> def cost(y):", [COST.strip()]),
        ("( => (0 +", ["return float(0 +np.mean(0 +(0 +y - t) ** 2))"]),
    ],
)
def test_an_edit_does_what_it_says(edit, made, monkeypatch):
    monkeypatch.setattr(_edits, "table", lambda name: ["A hint.", f"    {edit}"])
    found = _edits.edits("cost")
    assert [text.split("\n")[1].strip() for _, _, text in found] == made
    assert [hint for hint, _, _ in found] == ["A hint."] * len(made)


def test_a_line_goes_one_level_deeper(monkeypatch):
    table = ["A hint.", "    return S one level deeper"]
    monkeypatch.setattr(_edits, "table", lambda name: table)
    _, _, text = _edits.edits("forward_states")[0]
    assert text.endswith("\n        return S") and "\n        S[:, k]" in text


@pytest.mark.parametrize(
    ("edit", "trouble"),
    [
        ("np.median -> np.sum", "'np.median' stands 0 times"),
        ("( -> [", "'(' stands 3 times"),
        ("m -> n", "'m' stands 0 times"),
        ("y - t -> y - (t", "was never closed"),
        ("np.mean", "not written as old -> new"),
        ("np.mean -> np.sum && y - u -> y", "'y - u' stands 0 times"),
    ],
)
def test_an_edit_that_does_not_fit_fails_loudly(edit, trouble, monkeypatch):
    monkeypatch.setattr(_edits, "table", lambda name: ["A hint.", f"    {edit}"])
    with pytest.raises(ValueError) as caught:
        _edits.edits("cost")
    assert str(caught.value).startswith(f"cost: the edit {edit!r} ") and trouble in str(
        caught.value
    )


def test_words_of_the_zoo_fit_one_hint_at_most():
    for task, words, answer in zoo.WRONG:
        hints = {hint for hint, _ in _edits.mistakes(task) if words in hint}
        assert len(hints) <= 1, (answer.__name__, words, hints)


def test_the_printed_table_counts_what_is_off(monkeypatch, capsys):
    monkeypatch.setattr(checks, "TASKS", {"cost": checks.TASKS["cost"]})
    monkeypatch.setattr(zoo, "RIGHT", [])
    monkeypatch.setattr(zoo, "WRONG", [("cost", "A power is written **", lambda y, t: (y - t) ^ 2)])
    assert print_table() == 0 and "✗" not in capsys.readouterr().out
    monkeypatch.setattr(zoo, "WRONG", [("cost", "something else", lambda y, t: 0)])
    assert print_table() == 1 and "✗ <lambda>" in capsys.readouterr().out
    monkeypatch.setattr(zoo, "RIGHT", [("cost", lambda y, t: 0)])
    assert print_table() == 2
    monkeypatch.setattr(zoo, "confirmed", lambda task: [("Its hint.", "a -> b", "Another hint.")])
    assert print_table() == 3 and "✗ a -> b" in capsys.readouterr().out
