"""Every answer to a prediction, computed; and how a guess is answered."""

import ast
import contextlib
import io

import execute
import nbformat
import numpy as np
import pytest

from rnn_lesson import (
    backward_gradient,
    checks,
    cost,
    forward_states,
    gradient,
    gradient_descent_path,
    lesson_dataset,
    loss_surface,
    make_dataset,
    numerical_gradient,
    plots,
    rprop_path,
    update_rprop,
)
from rnn_lesson.checks._predict import Border, Place, answered
from rnn_lesson.checks._predictions import PREDICTIONS

X, t = lesson_dataset()
BITS = np.array([[1, 0, 1, 1, 0, 1]])


def output(x, wx, wRec):
    return forward_states(x, wx, wRec)[0, -1]


def cost_at(W):
    return cost(forward_states(X, *W)[:, -1], t)


def dials():
    """The dials at which a new 1 is worth 1.6 and one three steps old -0.2."""
    wx, wRec = 1.6, np.cbrt(-0.2 / 1.6)
    assert np.allclose(forward_states([[1, 0, 0, 0]], wx, wRec)[0, [1, 4]], [1.6, -0.2])
    return {"wx": wx, "wRec": wRec}


def lowest():
    """The lowest cost at wRec = 1.2, by comparing, to the third decimal."""
    wx = np.arange(-3, 3, 0.001)
    return {"wx": wx[np.argmin(loss_surface(X, t, wx, [1.2]))]}


def level_places():
    """How many places are level: on the line wx = 0, and on the valley's floor off that line."""
    u = [np.polynomial.Polynomial(x[::-1]) for x in X]
    ut, uu = sum(p * target for p, target in zip(u, t)), sum(p * p for p in u)
    roots = [p.roots() for p in (ut, ut.deriv() * uu - ut * uu.deriv() / 2)]
    return sum(np.sum(np.abs(part.imag) < 1e-6) for part in roots)


def rates_that_arrive():
    ends = [
        gradient_descent_path(X, t, (-1.5, 2), 500, rate)[-1] for rate in (1e-3, 1e-4, 1e-6, 1e-7)
    ]
    return sum(bool(np.all(np.abs(end - 1) < 0.1)) for end in ends)


def third_step():
    W, sign, delta = np.array([-1.5, 2.0]), np.zeros(2), np.full(2, 0.001)
    for _ in range(3):
        delta, sign = update_rprop(X, t, W, sign, delta, 1.2, 0.5)
        W = W - sign * delta
    return delta[0]


def definitions(lesson, *names):
    """Run the cells of a lesson that define or import what a question needs; return the names."""
    notebook = nbformat.read(execute.NOTEBOOKS / f"{lesson}.ipynb", as_version=4)
    found = {}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in notebook.cells:
            if cell.cell_type == "code" and (cell.id == "imports" or cell.id in names):
                exec(compile(ast.parse(cell.source), cell.id, "exec"), found)
    return found


#: The cells of lesson 04 that a suspect, or what judges it, is made of.
BUG_HUNT = (
    "descend numerical-gradient two-ways relative-error famous-check fakes check-gradient verdict "
    "right-pieces suspects-outputs suspects-backward suspect-6"
).split()


def famous_check_rejects():
    names = definitions("04_gradcheck", *BUG_HUNT)
    rejected = 0
    for fake in names["fakes"].values():
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                rejected += names["famous_check"](fake, names["numeric"]) is not None
        except AssertionError:
            rejected += 1
    assert len(names["fakes"]) == 4
    return rejected


def suspects():
    return definitions("04_gradcheck", *BUG_HUNT)


def caught():
    names = suspects()
    verdicts = [
        names["verdict"](suspect(X, t, names["W"]), names["numeric"])
        for suspect in names["suspects"]
    ]
    return [int(verdict.startswith("CAUGHT")) for verdict in verdicts]


def still_learn():
    names = suspects()
    return sum(names["descend"](suspect)[-1] < 0.1 for suspect in names["suspects"])


def right_on_test_set():
    X_test, t_test = make_dataset(1000, 12, np.random.default_rng(6))
    return np.sum(np.round(forward_states(X_test, *rprop_path(X, t)[-1])[:, -1]) == t_test)


def ones(n):
    return output(np.ones((1, n)), *rprop_path(X, t)[-1])


def ceiling():
    wx, wRec = rprop_path(X, t)[-1]
    return wx / (1 - wRec)


def first_over_last_state():
    S = forward_states(X, 1, 2)
    over_time = backward_gradient(X, S, np.ones(len(t)), 2)[1]
    return over_time[0, 0] / over_time[0, -1]


def half_after_three_steps():
    def left(wRec):
        over_time = backward_gradient(X, forward_states(X, 1, wRec), np.ones(len(t)), wRec)[1]
        return over_time[0, -4]

    between = np.linspace(0.7, 0.9, 201)
    return np.interp(1 / 2, [left(wRec) for wRec in between], between)


def two_steps():
    S = forward_states([[1, 1]], 1, 2)
    return backward_gradient([[1, 1]], S, 2 * (S[:, -1] - 2), 2)[0][0]


def exact_at_eps_1():
    error = np.abs(numerical_gradient(cost_at, (1.2, 1.2), eps=1) / gradient(X, t, (1.2, 1.2)) - 1)
    return {(True, False): "wx", (False, True): "wRec"}.get(tuple(error < 1e-9))


def arrives_from_below():
    return "yes" if np.all(np.abs(rprop_path(X, t, (-1, -2), 10_000)[-1] - 1) < 0.1) else "no"


def across_the_saddle():
    """Two starts on both sides of the diagonal through the place where wx = 0 and u·t = 0."""
    roots = np.roots(X.T @ t)
    (level,) = roots[np.isreal(roots)].real
    return [(-2, level + 2 + 0.02), (-2, level + 2 - 0.02)]


#: The cells of lesson 09 that a network without a gate, and one with many, is made of.
WITHOUT_GATE = "counting no-gate-code".split()
RECALL = "sigmoid lstm-step lstm-states lstm-gradient one-pass lstm-checked trained-in".split()


def reaches_zero_without_a_gate():
    return "yes" if definitions("09_gates", *WITHOUT_GATE)["best"] < 0.1 else "no"


def learns_from_half_open_gates():
    learned = definitions("09_gates", *RECALL)["trained_in"](0, 40, 0)
    return "no" if learned is None else "yes"


COMPUTED = {
    "00.1": lambda: sum([0, 1, 1, 0, 1, 0, 0, 0, 1, 0]),
    "00.2": lambda: len({tuple(bits) for bits in np.ndindex(*[2] * 10)}),
    "01.1": lambda: output(BITS, 1, 2),
    "01.2": lambda: output(BITS, 1, 0),
    "01.3": lambda: output(BITS, 1, -1),
    "01.4": dials,
    "02.1": lambda: cost_at((0, 0)),
    "02.2": lambda: cost_at((1, 2)),
    "02.3": lowest,
    "02.4": level_places,
    "03.1": two_steps,
    "03.2": first_over_last_state,
    "03.3": lambda: ["wx", "wRec"][int(np.flatnonzero(gradient(X, t, (0, 0)) == 0)[0])],
    "03.4": lambda: np.log(0.5) / np.log(0.9),
    "03.5": lambda: {"wRec": half_after_three_steps()},
    "04.1": lambda: numerical_gradient(cost_at, (1.2, 1.2), eps=1e-17).max(),
    "04.2": exact_at_eps_1,
    "04.3": famous_check_rejects,
    "04.4": caught,
    "04.5": still_learn,
    "05.1": rates_that_arrive,
    "05.2": third_step,
    "05.3": arrives_from_below,
    "05.4": across_the_saddle,
    "06.1": right_on_test_set,
    "06.2": lambda: "less" if ones(100) < 99.995 else "more",
    "06.3": lambda: np.round(ones(1000)),
    "06.4": ceiling,
    "09.1": reaches_zero_without_a_gate,
    "09.2": learns_from_half_open_gates,
    "09.3": lambda: np.log(1 / 2) / -np.log1p(np.exp(-3)),
}


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


@pytest.mark.parametrize("guess", ODD, ids=repr)
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
