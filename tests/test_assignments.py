"""The assignments: their form, and that their tests, in the real grader, tell right from wrong."""

import ast
import os
import re
from concurrent.futures import ProcessPoolExecutor

import nbformat
import pytest
import students

from classroom import _grade
from classroom._submission import Submission

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
    """{(assignment, "right" or "wrong", i): questions}.

    The i-th right answers to all questions of an assignment are one student's, and so on.
    """
    with ProcessPoolExecutor(os.cpu_count(), initializer=students.reuse_processes) as pool:
        futures = {}
        for name in ALL:
            wrong = {
                cell: [source for source, _ in several]
                for cell, several in students.wrong_answers(name).items()
            }
            for part, known in (("right", students.right_answers(name)), ("wrong", wrong)):
                for i, answers in enumerate(columns(known)):
                    work = students.assignment(name), Submission(answers, []), students.CLOSED_IN
                    futures[name, part, i] = pool.submit(_grade.grade, *work)
        return {place: future.result() for place, future in futures.items()}


def columns(known):
    """[{cell: its i-th answer}], for as long as any cell has one."""
    for i in range(max(map(len, known.values()))):
        yield {cell: several[i] for cell, several in known.items() if i < len(several)}


def judges(name):
    """{answer: the test cells that judge it}, those between it and the next answer."""
    judges = {}
    for cell in students.assignment(name).cells:
        if cell.kind == "answer":
            judges[cell.id] = []
        elif cell.kind == "test":
            judges[list(judges)[-1]].append(cell.id)
    return judges


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
            for test in judges(name)[answer]:
                question = questions[test]
                assert question["points"] == question["max"], (source, question["reason"])


@students.NEEDS_SANDBOX
@pytest.mark.parametrize("name", ALL)
def test_every_wrong_answer_is_refused_where_it_should_be(graded, name):
    """Some test cell refuses it, and the first that does, does so in the stated part."""
    for answer, sources in students.wrong_answers(name).items():
        for i, (source, part) in enumerate(sources):
            questions = [graded[name, "wrong", i][test] for test in judges(name)[answer]]
            reasons = [question["reason"] for question in questions if question["points"] == 0]
            assert reasons, source
            hidden = reasons[0].startswith("Passed the tests")
            assert ("hidden" if hidden else "visible") == part, (source, reasons[0])
