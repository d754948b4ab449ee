"""Every prediction has the answer that the network gives; and how a guess is answered."""

import ast

import execute
import nbformat
import numpy as np
import pytest
from predicted import ASSERTED, COMPUTED, X, cost_at, ones, t

from rnn_lesson import checks, gradient_descent_path, loss_surface, plots, rprop_path
from rnn_lesson.checks._predict import Border, Place, answered
from rnn_lesson.checks._predictions import PREDICTIONS


def test_every_answer_is_computed_or_asserted():
    assert sorted([*COMPUTED, *ASSERTED]) == sorted(PREDICTIONS)


@pytest.mark.parametrize("question", ASSERTED)
def test_answer_is_what_its_lesson_asserts(question):
    """Running the lessons, another test, tells whether the assertion holds."""
    (path,) = execute.NOTEBOOKS.glob(f"{question[:2]}_*.ipynb")
    cells = nbformat.read(path, as_version=4).cells
    claims = [cell.source for cell in cells if "claim" in cell.metadata.get("tags", [])]
    asserted = [
        ast.unparse(node)
        for claim in claims
        for node in ast.walk(ast.parse(claim))
        if isinstance(node, ast.Assert)
    ]
    claim, answer = ASSERTED[question]
    assert any(ast.unparse(ast.parse(claim)) in each for each in asserted)
    assert PREDICTIONS[question].answer == answer


@pytest.mark.parametrize("question", COMPUTED)
def test_answer_is_what_the_network_says(question):
    computed = COMPUTED[question]()
    if isinstance(PREDICTIONS[question], Border):
        assert checks.predict(question, computed).passed
        return
    answer = PREDICTIONS[question].answer
    if isinstance(answer, str):
        assert computed == answer
    elif isinstance(answer, dict):
        assert computed.keys() == answer.keys()
        assert np.allclose([*computed.values()], [*answer.values()], rtol=1e-3, atol=0)
    else:
        assert np.allclose(computed, answer, rtol=1e-3, atol=0)


def test_every_question_is_asked_in_its_lesson_and_no_other():
    asked = []
    for path in execute.notebook_paths(execute.NOTEBOOKS):
        text = path.read_text(encoding="utf-8")
        asked += [
            question
            for question in PREDICTIONS
            if f'checks.predict(\\"{question}\\"' in text and path.stem[:2] == question[:2]
        ]
    assert sorted(asked) == sorted(PREDICTIONS)


def test_numbers_in_the_reasons():
    assert 1.2**26 > 100 > 1.2**25
    assert 2**9 == 512 and 2**10 == 1024
    map_of_lesson_02 = np.linspace(*plots.FAR, 201)
    assert np.mean(loss_surface(X, t, map_of_lesson_02, map_of_lesson_02) > 31.2) > 4 / 5
    assert round(cost_at((0.368, 1.2)), 2) == 0.71
    assert round(np.log(20), 2) == 3.00
    assert round(cost_at(gradient_descent_path(X, t, (-1.5, 2), 500, 1e-7)[-1])) == 256
    assert round(rprop_path(X, t, (-1, -2), 10_000)[-1, 1]) == -23
    assert round(np.roots(X.T @ t)[np.isreal(np.roots(X.T @ t))].real[0], 3) == -0.887
    assert np.isclose(ones(100), 99.95, atol=0.005) and np.isclose(ones(1000), 994.98, atol=0.005)


def test_no_guess_gets_a_nudge():
    report = checks.predict("01.1", None)
    assert (
        not report.passed
        and report.message.startswith("No guess yet")
        and repr(report).startswith("✎")
    )


@pytest.mark.parametrize("guess", [45, 45.0, np.int64(45), np.array(45), "45"])
def test_right_guess(guess):
    report = checks.predict("01.1", guess)
    assert report.passed and "Yes." in report.message and repr(report).startswith("✓")


@pytest.mark.parametrize("guess", ["WX", " wx "])
def test_right_words(guess):
    assert checks.predict("04.2", guess).passed


@pytest.mark.parametrize("guess, words", [(4, "4"), (np.float64(5.4), "5.4"), ("-3", "-3")])
def test_wrong_guess_is_answered(guess, words):
    report = checks.predict("01.1", guess)
    assert repr(report).startswith(f"✗ You said {words}. ") and "wRec = 2" in report.message


ODD = ["many", [1, 2], {}, object(), float("nan"), [[1], [2, 3]], "<b>x</b>" * 50, 1j]
#: A question of each kind: a number, six of them, an order, a word, a place, a border.
KINDS = {
    (type(each), np.shape(getattr(each, "answer", None))): question
    for question, each in PREDICTIONS.items()
}


@pytest.mark.parametrize("guess", ODD)
@pytest.mark.parametrize("question", KINDS.values())
def test_guess_of_another_form_is_told_the_form_and_not_answered(question, guess):
    report = checks.predict(question, guess)
    assert report.kind == "open" and PREDICTIONS[question].because not in report.message
    assert "the answer is" in report.message or "hand over the view" in report.message


@pytest.mark.parametrize("question", ["02.2", "02.4", "06.4"])
@pytest.mark.parametrize("guess", [np.inf, "inf"])
def test_infinity_is_a_guess_like_any_other(question, guess):
    assert repr(checks.predict(question, guess)).startswith("✗ You said inf. ")


def test_the_form_does_not_tell_that_there_are_finitely_many():
    assert "np.inf" in checks.predict("02.4", "infinitely many").message


#: Guesses that are right, rounded as one may round them, and near ones that are not.
AROUND = {
    "02.1": ((31, 31.2, 31.5), (30, 32)),
    "02.2": ((42_000, 419_638, 800_000, 4e6), (40_000, 4.3e6, 31.2)),
    "03.2": ((1024, 1000), (512, 2048)),
    "03.4": ((6, 6.58, 7), (5, 10)),
    "05.2": ((0.00072, 7.2e-4), (0.0007, 0.0006, 0.000864)),  # 0.0007 adds, and does not multiply
    "06.3": ((995, 994.98), (994, 996, 1000)),
    "06.4": ((98_295, 98_000, 1e5), (68_150, 105_000)),
    "07.1": ((1, 0.9999), (0.9, 1.1)),
    "07.2": ((0.1, 0.10000001), (0.01, 0.11)),
    "07.4": ((690, 693, 700), (600, 710)),
    "08.1": ((0.69, 0.693, 0.7), (0.6, 0.71, 0.5)),
    "09.3": ((13.9, 14, 15), (10, 20)),
    "10.1": ((4.3, 4.32), (3.00, 4, 5)),
    "10.2": ((9.96, 10), (6.9, 9)),
    "10.4": ((180, 200), (252, 399)),
}


def test_an_answer_may_be_rounded_and_no_further():
    ranges = {key for key, each in PREDICTIONS.items() if getattr(each, "within", 0)}
    places = {key for key, each in PREDICTIONS.items() if isinstance(each, Place)}
    assert AROUND.keys() == ranges - places | {"02.2"}
    for question, (fine, off) in AROUND.items():
        assert [guess for guess in fine if not checks.predict(question, guess).passed] == []
        assert [guess for guess in off if checks.predict(question, guess).passed] == []


@pytest.mark.parametrize("question, guess", [("04.4", [1, 0, 1]), ("04.2", 3), ("02.2", -5)])
def test_form_is_said_in_words(question, guess):
    report = checks.predict(question, guess)
    assert report.kind == "open" and PREDICTIONS[question].form in report.message


class Stand:
    """What a view is to a guess: axes to read and to set."""

    def __init__(self, **axes):
        vars(self).update(axes)


LOWEST = Place({"wx": 0.368}, "There the parabola is lowest.", {"wx": 0.06}, {"wRec": 1.2})


def test_place_is_read_from_a_view_and_shown_in_it():
    near, far = Stand(wx=0.4, wRec=1.2), Stand(wx=0.9, wRec=1.2)
    assert answered(LOWEST, near).passed and near.wx == 0.4
    report = answered(LOWEST, far)
    assert report.kind == "wrong" and "off by 0.53" in report.message and far.wx == 0.368


@pytest.mark.parametrize(
    "view, words", [(Stand(wx=0.4, wRec=1.0), "put wRec at 1.2 first"), (0.4, "the view itself")]
)
def test_place_that_cannot_be_read_is_told_why(view, words):
    report = answered(LOWEST, view)
    assert report.kind == "open" and words in report.message


def test_border_lies_between_two_starts():
    assert checks.predict("05.4", [(1, 1), (1, 1.05)]).message.startswith(
        "You said two starts that"
    )
    assert "0.1 apart at most" in checks.predict("05.4", [(1, 1), (-1, -2)]).message


def test_unknown_question():
    with pytest.raises(ValueError, match="question must be one of 00.1, .*; got 'nothing'"):
        checks.predict("nothing", 1)
