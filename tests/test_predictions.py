"""Every prediction has the answer that the network gives; and how a guess is answered."""

import execute
import numpy as np
import pytest
from predicted import COMPUTED, X, cost_at, ones, t

from rnn_lesson import (
    checks,
    gradient_descent_path,
    lesson_dataset,
    loss_surface,
    plots,
    rprop_path,
)
from rnn_lesson.checks._predict import Border, Place, answered
from rnn_lesson.checks._predictions import PREDICTIONS


@pytest.mark.parametrize("question", PREDICTIONS)
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


@pytest.mark.parametrize("guess", ODD)
@pytest.mark.parametrize("question", PREDICTIONS)
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


def test_a_mean_computed_in_the_head_is_right():
    assert all(checks.predict("02.1", guess).passed for guess in (31, 31.2, 31.5))
    assert not any(checks.predict("02.1", guess).passed for guess in (30, 32))


ROUNDED = {"07.4": ((690, 693, 700), (600, 710)), "08.1": ((0.69, 0.693, 0.7), (0.6, 0.71, 0.5))}


@pytest.mark.parametrize("question", ROUNDED)
def test_an_answer_rounded_to_a_digit_is_right(question):
    fine, off = ROUNDED[question]
    assert all(checks.predict(question, guess).passed for guess in fine)
    assert not any(checks.predict(question, guess).passed for guess in off)


@pytest.mark.parametrize("question, guess", [("04.4", [1, 0, 1]), ("04.2", 3), ("02.2", -5)])
def test_form_is_said_in_words(question, guess):
    report = checks.predict(question, guess)
    assert report.kind == "open" and PREDICTIONS[question].form in report.message


def test_orders_of_magnitude_are_compared_by_orders():
    fine, off = (42_000, 419_638, 800_000, 4e6), (40_000, 4.3e6, 31.2)
    assert [checks.predict("02.2", guess).passed for guess in fine] == [True] * 4
    assert not any(checks.predict("02.2", guess).passed for guess in off)


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
    border = Border(lesson_dataset, "The border is diagonal.")
    along = [(-1, wRec) for wRec in np.arange(-0.3, 0.5, 0.1)]
    ends = [np.all(np.abs(rprop_path(X, t, W, 2000)[-1] - 1) < 0.01) for W in along]
    i = next(i for i in range(len(ends) - 1) if ends[i] != ends[i + 1])
    assert answered(border, along[i : i + 2]).passed
    assert answered(border, [(1, 1), (1, 1.05)]).kind == "wrong"
    assert "0.1 apart at most" in answered(border, [(1, 1), (-1, -2)]).message


def test_unknown_question():
    with pytest.raises(ValueError, match="question must be one of 00.1, .*; got 'nothing'"):
        checks.predict("nothing", 1)
