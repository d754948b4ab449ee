"""Lesson 10: its gradient against central differences, each term dropped once; its view."""

import ast

import execute
import nbformat
import numpy as np
import pytest
import test_lesson_code
from predicted import language
from seen import explore_samples, samples_weights

from rnn_lesson import numerical_gradient
from rnn_lesson._lessons.language import pick

SOURCE = test_lesson_code.lesson_source("10_language")


def worst_difference(old="", new=""):
    """The largest error of the lesson's gradient, all parts, where `old` reads `new` in it."""
    names = {}
    nodes = [node for node in ast.parse(SOURCE).body if isinstance(node, ast.FunctionDef)]
    wanted = ("inputs_and_targets", "softmax", "scores_gradient", "forward", "network_gradient")
    text = "from rnn_lesson import layer_gradient, layer_states\nimport numpy as np\n"
    for node in nodes:
        if node.name in (*wanted, "cross_entropy"):
            node.decorator_list = []
            text += ast.unparse(node) + "\n"
    assert not old or text.count(old) == 1
    exec(text.replace(old, new) if old else text, names)
    rng = np.random.default_rng(3)
    W = [rng.normal(0, 0.5, shape) for shape in ((4, 3), (3, 3), (3,), (3, 4), (4,))]
    codes = np.array([[0, 2, 1, 3, 0, -1], [0, 1, 0, -1, -1, -1], [0, 3, 3, 2, 1, 0]])
    X, T = names["inputs_and_targets"](codes, 4)
    off = []
    for j, analytic in enumerate(names["network_gradient"](X, T, W)):
        cost = lambda part, j=j: names["cross_entropy"](
            names["forward"](X, W[:j] + [part] + W[j + 1 :])[1], T
        )
        off.append(np.abs(analytic - numerical_gradient(cost, W[j], 1e-5)).max())
    return max(off)


def test_gradient_agrees_with_central_differences():
    assert worst_difference() < 1e-8


#: Each changes one term. A check that lets one through is no check.
BROKEN = {
    "the mask": ("P * read - T", "P - T"),
    "the mean": ("(P * read - T) / T.sum()", "(P * read - T)"),
    "the target": ("P * read - T", "P * read"),
    "the sign": ("P * read - T", "T - P * read"),
    "mean over names": ("- T) / T.sum()", "- T) / len(T)"),
    "what goes to the states": ("grad_states[:, 1:] = G @ Wy.T", "pass"),
    "one step off": ("grad_states[:, 1:] = G @ Wy.T", "grad_states[:, :-1] = G @ Wy.T"),
    "the weights of the output": ("S[:, 1:], G)", "0 * S[:, 1:], G)"),
    "the state after the step": ("S[:, 1:], G)", "S[:, :-1], G)"),
    "the bias of the output": ("G.sum(axis=(0, 1))]", "0 * G.sum(axis=(0, 1))]"),
}


@pytest.mark.parametrize("old, new", BROKEN.values(), ids=BROKEN)
def test_a_gradient_that_lacks_a_term_does_not_agree(old, new):
    assert worst_difference(old, new) > 1e-3


def view(**more):
    weights = samples_weights()
    return explore_samples(weights, **({"step": 40} | more)), weights


def test_view_writes_what_the_lessons_loop_writes():
    shown, weights = view(temperature=0.7)
    names = {"pick": pick, "LETTERS": ".ab", "np": np}
    exec(cell("write"), names)
    u = np.random.default_rng(1).random((34, 200)).T
    for step in (0, 40):
        shown.step = step
        written, readings = names["write_names"](weights[step], 0.7, u), shown.readings()
        right = [text for text in written if text in ("a", "ab")]
        assert readings["are numbers"] == f"{len(right)} of 200"
        assert readings["never seen"] == f"{'ab' in right:d} of these"
        assert right or step == 0
        for i in range(7):
            told = {"a": "a = 1", "ab": "ab = 2, new", "": "(nothing) = ?"}
            assert readings[f"writes {i + 1}"] == told.get(written[i], f"{written[i]} = ?")


def cell(name):
    notebook = nbformat.read(execute.NOTEBOOKS / "10_language.ipynb", as_version=4)
    return next(cell.source for cell in notebook.cells if cell.id == name)


ODD = {
    "returned None": lambda scores, temperature, u: None,
    "codes from 0 to 2": lambda scores, temperature, u: u,
    "codes from 0 to 2; ": lambda scores, temperature, u: np.full(len(u), 3),
    "ZeroDivisionError": lambda scores, temperature, u: 1 / 0,
    "returned shape": lambda scores, temperature, u: scores,
}


@pytest.mark.parametrize("words", ODD)
def test_view_says_what_an_odd_function_does(words):
    shown, _ = view(pick=ODD[words])
    assert words in shown.trouble() and shown.readings()["are numbers"] == "0 of 200"


def test_a_call_is_for_the_names_of_one_step_of_the_training():
    """np.cumsum(P) without its axis compares each row with all rows: memory with their square."""
    rows = []
    shown, _ = view(pick=lambda scores, temperature, u: rows.append(len(u)) or pick(scores, 1.0, u))
    assert not shown.trouble() and set(rows) == {200}


def test_view_runs_the_learners_own():
    shown, _ = view(pick=lambda scores, temperature, u: np.where(u < 0.5, 1, 0))
    lines = {text for label, text in shown.readings().items() if label.startswith("writes")}
    assert lines <= {"(nothing) = ?", "a = 1"} | {f"{'a' * n} = ?" for n in range(2, 35)}
    assert not shown.trouble()


def test_a_surprise_holds_for_other_seeds_too():
    """What the lesson says of one training, with the margins of the prediction."""
    names = language()
    for seed in (1, 2):
        W = names["trained"](
            names["start"](32, np.random.default_rng(seed)), np.random.default_rng(100 + seed)
        )[600]
        written = names["write_names"](W, 1, names["u"])
        unseen = {names["names"][row] for row in names["test"]}
        assert 160 < len(set(written) & unseen) < 240
        assert names["by_table"] < names["bits"](W, names["test"]) < 0.43
