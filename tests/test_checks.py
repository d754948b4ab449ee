"""What `checks.check` says, that it refuses what is wrong, and that no answer does any harm."""

import ast
import inspect
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
import warnings

import execute
import nbformat
import numpy as np
import pytest
import zoo
from zoo import slips
from zoo.nasty import ANSWERS, LATE, changes_everything, endless_loop

from rnn_lesson import _guest, checks, lesson_dataset, model
from rnn_lesson.checks import _judge, _rules

TASKS = checks.TASKS
#: A task for each kind of result: a number, an array, a nested pair; and one that takes a function.
KINDS = ["cost", "forward_states", "backward_gradient", "numerical_gradient"]


def cells_of(folder):
    """Return the syntax trees of all code cells in the notebooks of a folder."""
    notebooks = [nbformat.read(path, as_version=4) for path in sorted(folder.glob("*.ipynb"))]
    cells = [cell for notebook in notebooks for cell in notebook.cells]
    return [ast.parse(cell.source) for cell in cells if cell.cell_type == "code"]


CELLS = cells_of(execute.NOTEBOOKS) + cells_of(execute.NOTEBOOKS / "assignments")
NODES = [node for cell in CELLS for node in ast.walk(cell)]


@pytest.mark.parametrize(
    "task, answer", zoo.RIGHT, ids=lambda entry: getattr(entry, "__name__", entry)
)
def test_right_answer_passes(task, answer):
    report = checks.check(task, answer)
    assert report.passed, report.message
    assert repr(report).startswith("✓ Right, on ") and len(report.message.split(". ")) >= 2


@pytest.mark.parametrize("task, words, answer", zoo.WRONG)
def test_wrong_answer_is_told_why(task, words, answer):
    report = checks.check(task, answer)
    assert not report.passed and words in report.message, report.message


def test_there_is_a_task_for_what_a_lesson_asks_for_and_no_other():
    functions = [node for node in NODES if isinstance(node, ast.FunctionDef)]
    asked = {node.name for node in functions if "exercise" in map(ast.unparse, node.decorator_list)}
    assert asked == set(TASKS)


def test_arguments_that_a_lesson_hands_over_by_name_must_have_it():
    by_name = {name: set() for name in TASKS}
    # An assignment calls the module's functions, and not those that a learner wrote.
    nodes = [node for cell in cells_of(execute.NOTEBOOKS) for node in ast.walk(cell)]
    for call in (node for node in nodes if isinstance(node, ast.Call)):
        by_name.get(ast.unparse(call.func), set()).update(word.arg for word in call.keywords)
    assert by_name == {name: set(task.by_name) for name, task in TASKS.items()}
    message = checks.check("update_state", lambda x, s, a, b: x * a + s * b).message
    assert (
        "calls update_state with wx=... and wRec=...: name it so; yours takes (x, s, a, b)"
        in message
    )


#: Where a list does as well: nothing but numbers is returned, or S[:, k] = ... takes it.
LISTS_TOO = {"update_state", "cost", "output_gradient", "check_gradient"}
LISTS_TOO |= {"gated_gradient", "pick"}
GOES_ON = [(task, part, use) for task in TASKS.values() for part, use in task.goes_on.items()]


@pytest.mark.parametrize(
    "task, part, use", GOES_ON, ids=lambda entry: str(getattr(entry, "name", entry))
)
def test_a_list_is_refused_where_the_lesson_cannot_go_on_with_it(task, part, use):
    def result_for(*args, kind):
        """Return the right result with the part as a list, or as it should be."""
        result = task.function(*args)
        if isinstance(part, tuple):
            return kind(result[0]), result[1]
        if isinstance(task.parts, str):
            return kind(result)
        i = task.parts.index(part)
        return *result[:i], kind(result[i]), *result[i + 1 :]

    assert {task.name for task, _, _ in GOES_ON} == set(TASKS) - LISTS_TOO
    as_list = checks.check(task.name, by_position(task, lambda *args: result_for(*args, kind=list)))
    assert not as_list.passed and "The numbers are right, but" in as_list.message
    assert (
        use in as_list.message
        and ("tuple" if isinstance(part, tuple) else "array") in as_list.message
    )

    names = {"rate": 0.1, "t": 1.0, "wx_grad": 6, "wRec_grad": 2}
    value = result_for(*task.cases[0], kind=lambda good: good)
    if isinstance(part, str):
        good = value if isinstance(task.parts, str) else value[task.parts.index(part)]
        eval(use, names | {part: good})
        with pytest.raises((TypeError, AttributeError)):
            eval(use, names | {part: good.tolist()})


def by_position(task, answer):
    """Return an answer with the task's own signature."""
    namespace = {"answer": answer}
    declared = inspect.signature(task.function)
    exec(f"def f{declared}: return answer({', '.join(task.arguments)})", namespace)
    return namespace["f"]


@pytest.mark.parametrize("name", TASKS)
def test_the_functions_of_the_module_pass_quickly(name):
    start = time.perf_counter()
    report = checks.check(name, TASKS[name].function)
    assert report.passed and "One thing more" not in report.message
    assert time.perf_counter() - start < 3  # about 0.01 s on an idle machine


# Slips.


@pytest.mark.parametrize("seed", [1, 2])
def test_random_slips(seed, monkeypatch):
    """Never an exception, nothing wrong accepted, always a sentence, nearly always a reason.

    A slip may change nothing that matters, such as `k - 1` for `k + -1`. Whether it does is
    judged by other inputs and another comparison than the check's.
    """
    monkeypatch.setattr(checks, "SECONDS", 1.0)
    bare = 0
    for name, kinds, function in slips.slips(seed, 500):
        report = checks.check(name, function)
        where = f"{kinds}\n{function.source}\n{report.message}"
        assert len(report.message) > 25 and report.message[-1] in ".?", where
        assert not (report.passed and slips.gives_other_numbers(name, function)), where
        bare += slips.has_no_reason(report.message)
    assert bare < 10


def test_a_slip_that_changes_nothing_is_told_from_one_that_does():
    assert not slips.gives_other_numbers("cost", lambda y, t: np.sum((t - y) ** 2) / len(y))
    assert slips.gives_other_numbers("cost", lambda y, t: np.sum((t - y) ** 2) / (len(y) + 1e-3))
    assert slips.has_no_reason("For y = [1, 2], t = [1, 3], cost should be 0.5; yours is 1.")
    assert not slips.has_no_reason("Half. For y = [1, 2], cost should be 0.5; yours is 1.")


def odd_numbers(expected):
    """Yield what a function may return in the place of an array: no rule may break at it."""
    yield expected
    for number in (0.0, -1.0, 1e308, 5e-324, np.inf, -np.inf, np.nan):
        yield np.full(expected.shape, number)
    for shape in ((), (0,), (1,), (0, 3), (2, 0), (2, 3), (1, 1, 1), expected.shape + (2,)):
        yield np.ones(shape)
    yield np.where(np.arange(expected.size).reshape(expected.shape) % 2, np.nan, expected)


@pytest.mark.parametrize("name", TASKS)
def test_no_rule_breaks(name):
    task = TASKS[name]
    for part in task.leaves:
        kinds = [list(odd_numbers(expected[part])) for expected in task.expected]
        rows = [*zip(*kinds), [kind[i % len(kind)] for i, kind in enumerate(kinds)]]
        for row in rows:
            pairs = [
                (got, expected[part], task.named(case))
                for got, expected, case in zip(row, task.expected, task.cases)
            ]
            with np.errstate(all="ignore"):
                for rule in _rules.RULES if same_shapes(pairs) else _rules.RULES[:1]:
                    assert isinstance(rule(task, part, pairs), str)


@pytest.mark.parametrize("words", [*_rules.CHANGED, *_rules.FACTORS])
def test_every_law_is_told(words):
    task = TASKS["cost" if "root" in words else "forward_states"]
    cases = [task.named(case) for case in task.cases]
    right = [expected[task.parts] for expected in task.expected]
    if words in _rules.FACTORS:
        law = lambda named, expected: _rules.FACTORS[words](*_rules.sizes(named)) * expected
    else:
        law = lambda named, expected: _rules.CHANGED[words](expected)
    with np.errstate(all="ignore"):
        got = [np.asarray(law(*two), dtype=float) for two in zip(cases, right)]
        pairs = list(zip(got, right, cases))
        rules = _rules.RULES if same_shapes(pairs) else _rules.RULES[:1]
        told = next(filter(None, (rule(task, task.parts, pairs) for rule in rules)))
    assert told.startswith(
        words.format(part=task.parts) if "{" in words else f"{task.parts} {words}"
    )


@pytest.mark.parametrize("words, holds", _rules.WHERE.items(), ids=_rules.WHERE)
def test_every_place_is_told(words, holds):
    task = TASKS["forward_states"]
    fine = [holds(_rules._facts(task.named(case))) in (None, True) for case in task.cases]
    assert _rules.only_where(task, fine, ["S"]) == f"It is right only for {words}."


def same_shapes(pairs):
    return all(got.shape == expected.shape for got, expected, _ in pairs)


def test_a_bug_in_a_rule_costs_no_more_than_its_words(monkeypatch):
    def broken(*args):
        raise ZeroDivisionError

    noted = []
    monkeypatch.setattr(_rules, "RULES", (broken,))
    monkeypatch.setattr(_judge, "_known", broken)
    with pytest.raises(AssertionError, match="our own diagnosis"):
        checks.check("cost", lambda y, t: np.mean(y))
    monkeypatch.setattr(_judge, "failed", noted.append)
    message = checks.check("cost", lambda y, t: np.mean(y)).message
    assert "cost should be 1.25; yours is 4.5." in message and len(noted) == 2
    monkeypatch.setattr(checks, "judged", broken)
    report = checks.check("cost", model.cost)
    assert not report.passed and "does not understand" in report.message and len(noted) == 3


# What is no answer at all.


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
@pytest.mark.parametrize("task", KINDS)
def test_nasty_answer_becomes_a_message(task, answer):
    report = checks.check(task, answer)
    assert not report.passed and 20 < len(report.message) < 1000
    assert "\n" not in report.message and threading.active_count() < 20


@pytest.mark.parametrize("answer", LATE, ids=lambda answer: answer.__name__)
def test_late_answer_is_left_behind(answer, monkeypatch, capsys):
    monkeypatch.setattr(checks, "SECONDS", 0.2)
    start = time.monotonic()
    report = checks.check("numerical_gradient", answer)
    assert time.monotonic() - start < 3
    assert "did not come back within 0.2 seconds" in report.message and not report.passed
    assert capsys.readouterr() == ("", "")


def test_the_input_is_named_at_which_a_loop_does_not_end(monkeypatch):
    monkeypatch.setattr(checks, "SECONDS", 0.2)
    message = checks.check(
        "cost", lambda y, t: model.cost(y, t) if y[1:].size else endless_loop()
    ).message
    assert "within 0.2 seconds, for y = [2.5], t = [1]." in message


def test_late_loop_does_not_run_on(monkeypatch):
    monkeypatch.setattr(checks, "SECONDS", 0.2)
    before = threading.active_count()  # other tests may have left some, which end soon
    for answer in LATE[:2]:
        assert "restart" not in checks.check("cost", answer).message
    time.sleep(0.1)
    assert threading.active_count() <= before


def test_prints_and_warnings_are_swallowed(capfd, recwarn):
    def talks(y, t):
        print("y", y, file=sys.stderr)
        print("t", t)
        np.array([1.0]) / 0
        return np.mean((y - t) ** 2)

    assert checks.check("cost", talks).passed
    assert not checks.check("cost", ANSWERS["returns inf"]).passed
    assert capfd.readouterr() == ("", "") and not recwarn.list


def shared():
    """Return what everybody shares."""
    state = np.random.get_state()[1].tolist()
    filters = [each for each in warnings.filters if each is not _guest._UNWARNED]
    settings = np.geterr(), np.get_printoptions(), sys.getrecursionlimit(), filters
    return state, settings, np.allclose, len


def test_what_everybody_shares_is_put_back():
    np.random.seed(5)
    before = shared()
    assert not checks.check("cost", changes_everything).passed
    assert "broke the check" in checks.check("cost", ANSWERS["breaks Python"]).message
    assert shared() == before and time.monotonic() > 0.0 and sys.stdout is not None


def test_trace_function_and_signal_handlers_stay():
    handler, trace = signal.getsignal(signal.SIGINT), sys.gettrace()
    checks.check("cost", ANSWERS["raises KeyboardInterrupt"])
    assert sys.gettrace() is trace and signal.getsignal(signal.SIGINT) is handler


@pytest.mark.skipif(sys.platform == "win32", reason="a test cannot send Ctrl-C to itself there")
def test_ctrl_c_of_the_user_comes_through():
    code = """
    import os, signal, threading, time
    from rnn_lesson import checks
    signal.signal(signal.SIGINT, signal.default_int_handler)  # A background run ignores it.
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    start, ticks = time.monotonic(), []
    try:
        checks.check("cost", lambda y, t: all(ticks.append(1) is None for _ in iter(int, 1)))
    except KeyboardInterrupt:
        print("interrupted", time.monotonic() - start < 3, len(ticks) > 0)
        time.sleep(0.1)
        before = len(ticks)
        time.sleep(0.1)
        print("still running", len(ticks) > before)
    """
    command = [sys.executable, "-c", textwrap.dedent(code)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.stdout == "interrupted True True\nstill running False\n", done.stderr


def test_works_in_another_thread_too():
    found = []
    thread = threading.Thread(target=lambda: found.append(checks.check("cost", model.cost)))
    thread.start()
    thread.join()
    assert found[0].passed


# What is said.


def test_unknown_task_names_the_tasks():
    for task in ("forwardstates", "loss_surface", None, 3, ["cost"]):
        with pytest.raises(ValueError, match="forward_states, cost"):
            checks.check(task, print)


def test_what_is_not_written_yet_gets_a_nudge():
    report = checks.check("cost", ANSWERS["raises"])
    assert "ZeroDivisionError: division by zero" in report.message

    def stub(y, t):
        raise NotImplementedError

    report = checks.check("cost", stub)
    assert repr(report).startswith("✎ Not written yet") and report.kind == "open"


@pytest.mark.parametrize("name", ["SystemExit", "KeyboardInterrupt", "GeneratorExit", "Odd"])
def test_an_exception_is_named(name):
    assert f"cost raised {name}" in checks.check("cost", ANSWERS[f"raises {name}"]).message


@pytest.mark.parametrize(
    ("task", "text", "advice"),
    [
        ("output_gradient", "return 2 * (y - t) / m", "begin with m = len(y)"),
        ("forward_states", "return np.zeros((m, n + 1))", "begin with m, n = X.shape"),
        ("cost", "return np.mean((y_ - t) ** 2)", "Do you mean y?"),
        ("cost", "return mse(y)", "It knows its arguments, y, t, and what it sets itself"),
        ("cost", "total += 1; return total", "It is read before it is set"),
        ("cost", "return np.mean((y - t) ^ 2)", "A power is written **"),
        ("cost", "return y[len(y)]", "Python counts from 0"),
        ("output_gradient", "return (2)(y - t) / len(y)", "A product is written with *"),
        ("forward_states", "S = np.zeros(X.shape); return S(0)", "an index in square brackets"),
        ("cost", "return 1 * print(y)", "does it lack its return?"),
        ("cost", "return np.mean((y - t) ** 2, axis=1)", "m numbers have axis 0 alone"),
        ("forward_states", "m, n = X.shape()", "X.shape without parentheses"),
        ("forward_states", "m, n = len(X)", "m, n = X.shape."),
        ("forward_states", "return [k for k in X.size]", "to count, write range(n)"),
        ("forward_states", "return np.zeros(*X.shape)", "np.zeros((m, n + 1))"),
        ("forward_states", "return np.zeros(X.shape + 1)", "take it apart first"),
        ("check_gradient", "raise 'they differ'", "raise AssertionError(...)"),
        ("lstm_step", "return np.split(np.ones((2, 4, 3)), 4)", "unless told: axis=1"),
        ("cost", "return [1, 2] * 0.5", "make an array of it"),
        ("cost", "y = np.zeros(2); y[0] = [1, 2]; return y", "There is room for one number"),
        ("cost", "return float((y - t) ** 2)", "float takes one number: is a sum or a mean"),
        ("cost", "return np.ones((2, 3)) @ np.ones((2, 3))", "needs as many columns in A as rows"),
    ],
)
def test_an_exception_gets_advice(task, text, advice):
    namespace = {"np": np}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python warns of some of these itself
        exec(f"def f{inspect.signature(TASKS[task].function)}: {text}", namespace)
    message = checks.check(task, namespace["f"]).message
    assert advice in message and " raised " in message, message


def test_a_huge_array_is_not_copied():
    assert "far too many" in checks.check("cost", ANSWERS["returns a huge array"]).message


def test_inf_is_no_factor():
    def infinite(xk, sk, wx, wRec):
        return np.where(xk * wx + sk * wRec > 0, np.inf, -np.inf)

    message = checks.check("update_state", infinite).message
    assert "m - 1" not in message and "times" not in message and "yours is inf" in message


def test_same_answer_gets_the_same_words():
    code = 'import numpy as np; from rnn_lesson import checks; print(checks.check("next_step_size",'
    code += " lambda d, s, b, p, n: np.where(s * b > p, p, n) + d))"
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed},  # another order of sets
            capture_output=True,
            text=True,
        ).stdout
        for seed in "12"
    }
    assert len(told) == 1 and "should be" in told.pop()


def test_a_function_that_remembers_is_found_out():
    seen = []

    def remembers(y, t):
        seen.extend(y - t)
        return np.mean(np.square(seen))

    assert "two different answers" in checks.check("cost", remembers).message


def test_lesson_data_from_outside_and_arguments_never_read_are_named():
    X, t = lesson_dataset()
    namespace = {"X": X, "t": t, "np": np}
    exec("def cost(y, target):\n    return np.mean((y - t[: len(y)]) ** 2)", namespace)
    message = checks.check("cost", namespace["cost"]).message
    assert "It is right only for m = 20" in message and "It never reads target." in message
    assert "reads t from the notebook" in message


def test_a_remark_where_an_answer_takes_less_than_the_module():
    report = checks.check("numerical_gradient", zoo.gradcheck.rows_of_eye)
    assert report.passed
    more = "One thing more: the function of the module also takes a function of a 2-D array W"
    assert more in report.message


def test_a_remark_where_the_sign_of_a_slope_that_overflows_is_nan():
    report = checks.check("update_rprop", zoo.edited("update_rprop", "np.nan_to_num( -> ("))
    assert report.passed and "One thing more: where the gradient overflows to nan" in report.message
