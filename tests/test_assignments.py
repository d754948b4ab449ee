"""The assignments: their form, and that their tests, in the real grader, tell right from wrong."""

import ast
import re

import answers
import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
import students

FORM = {
    "answer": {"grade": False, "solution": True, "locked": False, "task": False},
    "test": {"grade": True, "solution": False, "locked": True, "task": False},
    "written": {"grade": True, "solution": True, "locked": False, "task": False},
}
ALL = sorted(students.PATHS)


def cells(name, kind):
    return [cell for cell in students.assignment(name).cells if cell.kind == kind]


def test_every_lesson_with_code_to_write_has_one():
    assert ALL == [
        "assignment_1_bias",
        "assignment_2_cost",
        "assignment_3_backprop",
        "assignment_4_gradcheck",
        "assignment_5_rprop",
        "assignment_6_testing",
        "assignment_7_gate",
        "assignment_8_brackets",
    ]


@pytest.mark.parametrize("name", ALL)
def test_the_cells_are_nbgraders(name):
    for cell in nbformat.read(students.PATHS[name], as_version=4).cells:
        kind = next(own.kind for own in students.assignment(name).cells if own.id == cell.id)
        if kind in FORM:
            mark = dict(cell.metadata.nbgrader)
            assert mark.items() >= (FORM[kind] | {"schema_version": 3, "grade_id": cell.id}).items()
            assert ("points" in mark) == FORM[kind]["grade"]


@pytest.mark.parametrize("name", ALL)
def test_it_has_tests_of_both_kinds_hints_and_a_question_to_think_about(name):
    for cell in cells(name, "test"):
        assert "assert" in cell.visible and "assert" in cell.hidden and cell.hidden_try
    for cell in cells(name, "written"):
        assert "### BEGIN MARK SCHEME" in cell.source
    text = "\n".join(cell.source for cell in students.assignment(name).cells if cell.kind == "text")
    assert cells(name, "written")
    assert len(re.findall("<details><summary>Hint", text)) >= 3
    assert len(re.findall("<details><summary>A stronger hint", text)) >= 3
    assert 18 <= sum(cell.points for cell in students.assignment(name).questions) <= 25


@pytest.mark.parametrize("name", ALL)
def test_points_in_the_text_are_those_of_the_tests(name):
    title = students.assignment(name).cells[0].source
    table = [float(points) for points in re.findall(r"^\|.*\| *(\d+) *\|$", title, re.MULTILINE)]
    assert sum(table) == sum(cell.points for cell in students.assignment(name).questions)


@pytest.mark.parametrize("name", ALL)
def test_every_question_stands_under_the_heading_of_its_task(name):
    for cell in students.assignment(name).questions:
        assert re.match(r"Task \d|\d[a-z]:", cell.heading), cell.heading


@pytest.mark.parametrize("name", ALL)
def test_an_answer_is_functions_and_nothing_else(name):
    for cell in cells(name, "answer"):
        for source in (cell.source, cell.handed_out):
            assert all(isinstance(node, ast.FunctionDef) for node in ast.parse(source).body)


@pytest.mark.parametrize("name", ALL)
def test_every_stub_raises_not_implemented_error(name):
    for cell in cells(name, "answer"):
        names = {}
        exec(cell.handed_out, names)
        for function in cell.names:
            parameters = names[function].__code__.co_argcount
            with pytest.raises(NotImplementedError):
                names[function](*[None] * parameters)


@pytest.fixture(scope="module")
def graded():
    return answers.graded(ALL)


@pytest.mark.parametrize("name", ALL)
def test_there_are_right_and_wrong_answers_to_every_question(name):
    right, wrong = students.right_answers(name), students.wrong_answers(name)
    assert set(right) == set(wrong) == {cell.id for cell in cells(name, "answer")}
    assert all(len(set(sources)) >= 3 for sources in right.values())
    assert all(len(set(sources)) >= 5 for sources in wrong.values())


@pytest.mark.parametrize("edit", ["m + n -> m", "return ->", "m -> n && m -> n", "m ->"])
def test_an_edit_of_what_does_not_stand_there_once_fails(edit):
    with pytest.raises(ValueError, match="times, not once"):
        students.edited("m = 2\nk = m", edit)


@students.NEEDS_SANDBOX
@pytest.mark.parametrize("name", ALL)
def test_every_right_answer_gets_its_points(graded, name):
    for answer, sources in students.right_answers(name).items():
        for i, source in enumerate(sources):
            questions = graded[name, "right", i]
            for test in answers.judges(name)[answer]:
                question = questions[test]
                assert question["points"] == question["max"], (source, question["reason"])


@students.NEEDS_SANDBOX
@pytest.mark.parametrize("name", ALL)
def test_every_wrong_answer_is_refused_where_it_should_be(graded, name):
    """Some test cell refuses it, and the first that does, does so in the stated part."""
    for answer, sources in students.wrong_answers(name).items():
        for i, (source, part) in enumerate(sources):
            refused = answers.refusals(graded[name, "wrong", i], answers.judges(name)[answer])
            assert refused and refused[0][0] == part, (source, refused)


# Wrong results of every kind, against all hidden tests.


WHATEVER_COMES = {
    "None": None,
    "True": True,
    "False": False,
    "zero": 0,
    "infinity": np.inf,
    "nan": np.nan,
    "an empty list": [],
    "an empty tuple": (),
    "an empty array": np.zeros(0),
    "no letter": "",
}


def likenesses(result):
    """{kind: a wrong result that looks like this right one}."""
    wrong = {"an axis too many": [result]}
    array = as_numbers(result)
    if array is None or array.size == 0:
        if isinstance(result, (list, tuple)):
            more = [*result, result[-1] if result else 0]
            wrong |= {"a part too few": result[:-1], "a part too many": more}
        return wrong
    wrong["zeros"], wrong["ones"] = np.zeros(array.shape), np.ones(array.shape)
    wrong["all nan"] = np.full(array.shape, np.nan)
    for axis in range(array.ndim):
        more = np.concatenate([array, np.take(array, [-1], axis)], axis)
        wrong[f"one too few along {axis}"] = np.delete(array, -1, axis).tolist()
        wrong[f"one too many along {axis}"] = more.tolist()
    return wrong


def as_numbers(result):
    """A result as an array, or None where its parts have different shapes or are no numbers."""
    try:
        return np.asarray(result, dtype=float)
    except (TypeError, ValueError):
        return None


def kinds_of_wrong(result, arguments):
    """{kind: wrong result}. Those whose kind begins with "part" have one part wrong."""
    wrong = WHATEVER_COMES | likenesses(result)
    wrong |= {f"argument {i} itself": argument for i, argument in enumerate(arguments)}
    if isinstance(result, tuple):
        for i, part in enumerate(result):
            for kind, instead in (WHATEVER_COMES | likenesses(part)).items():
                wrong[f"part {i}: {kind}"] = (*result[:i], instead, *result[i + 1 :])
    return wrong


class Spoilt:
    """A right function whose results become wrong ones, of one kind, while `kind` names it."""

    def __init__(self, function):
        self.function, self.kind, self.kinds = function, None, []

    def __call__(self, *arguments, **named):
        result = self.function(*arguments, **named)
        wrong = kinds_of_wrong(result, arguments)
        self.kinds = self.kinds or list(wrong)
        return wrong.get(self.kind, result)


class HiddenPart:
    """The hidden part of a test cell, to be run alone with wrong results of an answer."""

    def __init__(self, test, names, spoilt):
        self.spoilt, self.code = spoilt, compile(test.hidden, test.id, "exec")
        self.names = names | spoilt
        exec(test.visible, self.names)  # The hidden part uses its names.
        self.before = dict(self.names)

    def passes(self, kind):
        for function in self.spoilt.values():
            function.kind = kind
        # The same dict, for the functions that the visible part defined look names up in it.
        self.names.clear()
        self.names.update(self.before)
        try:
            exec(self.code, self.names)
        except Exception:
            return False
        return True

    def what_passes(self):
        """The kinds of wrong results that it takes for right."""
        assert self.passes(None)
        kinds = [kind for function in self.spoilt.values() for kind in function.kinds]
        passed = {kind for kind in kinds if self.passes(kind)}
        # Else one run may have left behind what made all later ones fail.
        assert len(kinds) > 10 and self.passes(None)
        return passed


def what_passes(name, answer):
    """{test cell: the kinds of wrong results that its hidden part takes for right}."""
    names = {}
    for cell in cells(name, "setup"):
        exec(cell.source, names)
    exec(students.right_answers(name)[answer.id][0], names)
    spoilt = {function: Spoilt(names[function]) for function in answer.names}
    tests = [cell for cell in cells(name, "test") if cell.id in answers.judges(name)[answer.id]]
    return {test.id: HiddenPart(test, names, spoilt).what_passes() for test in tests}


@pytest.mark.parametrize("name", ALL)
def test_no_wrong_result_of_any_kind_passes_a_hidden_test(name):
    """No visible part and no grader stands before the hidden parts here."""
    designs = students.written(name).get("DESIGNS", [])
    for answer in cells(name, "answer"):
        passed = what_passes(name, answer)
        if answer.id in designs:  # One of them with a part more or less may be as right.
            size = "one too", "a part too"
            passed = {
                test: {kind for kind in kinds if not kind.startswith(size)}
                for test, kinds in passed.items()
            }
        in_part = lambda kind: kind.startswith("part ")
        whole = {test: kinds - set(filter(in_part, kinds)) for test, kinds in passed.items()}
        assert not any(whole.values()), whole
        # Where one test is about one part of a result, another is about the other.
        by_all = set.intersection(*passed.values())
        assert not by_all, (answer.id, by_all)


@pytest.mark.parametrize("name", ALL)
def test_a_satisfied_test_cell_says_what_it_is_worth(name):
    for cell in cells(name, "test"):
        points = f"{cell.points:g} point{'s' * (cell.points != 1)}"
        said = f"✓ The tests that you can see are satisfied: {points}, if the hidden ones agree."
        visible = ast.parse(cell.visible).body
        assert ast.unparse(visible[-1]) == f"print({said!r})", cell.id
        assert cell.visible.count("✓") == 1


@pytest.mark.parametrize("name", ALL)
def test_its_setup_cell_asks_for_plain_errors(name):
    setup, *_ = cells(name, "setup")
    assert "\nchecks.plain_errors()\n" in setup.source + "\n"


@pytest.mark.parametrize("name", ALL)
def test_a_long_one_has_a_place_to_stop_and_its_menus_are_jupyterlabs(name):
    text = "\n".join(cell.source for cell in students.assignment(name).cells if cell.kind == "text")
    minutes = int(re.search(r"\*\*Time:\*\* about (\d+) minutes", text)[1])
    assert minutes <= 60 or "**A good place to stop.**" in text
    assert "Kernel > Restart Kernel and Run All Cells..." in text and "*Run > Restart" not in text


def played(name, monkeypatch):
    """The names that are left when setup, model answers and looks have run, one after the other."""
    names = {}
    monkeypatch.setattr("matplotlib.pyplot.show", lambda: None)
    for cell in students.assignment(name).cells:
        if cell.kind in ("setup", "answer", "look"):
            exec(cell.source, names)
    plt.close("all")  # whoever runs next in this process counts the figures
    return names


def test_the_figures_of_the_gate_show_what_their_texts_say(monkeypatch, capsys):
    names = played("assignment_7_gate", monkeypatch)
    assert capsys.readouterr().out.count("True") == 5
    average = lambda u, v: names["averager_states"](names["X"][3:4], names["Z"][3:4], u, v)[0][0]
    alike, trusting = average(0, np.log(3 / 7)), average(-1.8, -0.2)
    truth = names["t"][3]
    assert abs(trusting[-1] - truth) < 0.5 * abs(alike[-1] - truth)
    assert np.abs(np.diff(trusting)).max() < 0.5 * np.abs(np.diff(alike)).max()
    plain = np.mean((names["fresh"][0].mean(axis=1) - names["fresh"][2]) ** 2)
    assert 0.25 < names["cost_at"](names["W"], *names["fresh"]) / plain < 0.4
    biases, (cost, slope, error) = names["biases"], map(np.array, names["curves"].values())
    best = np.argmin(cost)
    assert -3 < biases[best] < -2 and 0.1 < cost[best] < 0.2
    assert abs(cost[0] - 0.92) < 0.01 and abs(cost[-1] - 3) < 0.05
    assert slope[best] < 0.1 * min(slope[best - 3], slope[best + 3])
    assert max(slope[0] / cost[0], slope[-1] / cost[-1]) < 1e-8
    assert np.all(np.abs(error[biases < -8] - 1.6) < 0.1) and error[biases > 2].max() < 1e-12


def test_the_figure_of_the_brackets_shows_what_its_text_says(monkeypatch, capsys):
    names = played("assignment_8_brackets", monkeypatch)
    assert "texts: 0.00\n" in capsys.readouterr().out
    share = names["share"]
    assert all(share[2, n] == 1 for n in names["lengths"])
    assert 0.8 < share[4, 8] < share[3, 8] < 1 and share[3, 128] + share[4, 128] < 0.1
