"""Right answers pass, wrong ones get the intended hint, and nothing that a learner writes does any harm."""

import signal
import subprocess
import sys
import textwrap
import threading
import time

import numpy as np
import pytest
import zoo
from zoo.nasty import ANSWERS, LATE, changes_everything

import rnn_lesson
from rnn_lesson import checks, gradcheck, lesson_dataset, model, optimizers, surface

NO_ANSWER = {"lesson_dataset", "make_dataset"}


def named(entry):
    return f"{entry[0]}-{entry[-1].__name__}"


@pytest.mark.parametrize("task, answer", zoo.RIGHT, ids=map(named, zoo.RIGHT))
def test_right_answer_passes(task, answer):
    report = checks.check(task, answer)
    assert report.passed, report.message
    assert repr(report).startswith("✓ Right, on ") and len(report.message.split(". ")) >= 2


@pytest.mark.parametrize("task, hint, answer", zoo.WRONG, ids=map(named, zoo.WRONG))
def test_wrong_answer_gets_its_hint(task, hint, answer):
    report = checks.check(task, answer)
    assert not report.passed and hint in report.message, report.message


def test_zoo_is_large_enough():
    assert (
        {task for task, _ in zoo.RIGHT} == {task for task, _, _ in zoo.WRONG} == set(checks.TASKS)
    )
    for task in checks.TASKS:
        assert sum(name == task for name, _ in zoo.RIGHT) >= 4
        assert sum(name == task for name, _, _ in zoo.WRONG) >= 8


def test_there_is_a_task_for_every_public_function():
    assert set(rnn_lesson.__all__) - NO_ANSWER <= set(checks.TASKS)
    modules = model, gradcheck, optimizers, surface
    for name, task in checks.TASKS.items():
        assert any(getattr(module, name, None) is task.function for module in modules)


@pytest.mark.parametrize("name", checks.TASKS)
def test_the_functions_of_the_module_pass_quickly(name):
    start = time.perf_counter()
    report = checks.check(name, checks.TASKS[name].function)
    assert report.passed and "One thing more" not in report.message
    assert time.perf_counter() - start < 3  # 0.01 to 0.15 s on an idle machine


@pytest.mark.parametrize("name", checks.TASKS)
def test_every_known_mistake_can_be_seen_and_told_from_the_others(name):
    task = checks.TASKS[name]
    with np.errstate(all="ignore"):
        results = [
            (hint, [task.outcome(mistake, case).values for case in task.cases])
            for hint, mistake in task.mistakes
        ]
    for hint, result in results:
        assert not all(map(agree(task), result, task.expected)), f"as good as right: {hint}"
    for i, (hint, result) in enumerate(results):
        for other, earlier in results[:i]:
            assert other == hint or not all(map(agree(task), result, earlier)), (
                f"the same results: {hint} | {other}"
            )


def agree(task):
    def same(one, other):
        return (
            one
            and other
            and all(checks._judge.agree(task, one[part], other[part]) for part in other)
        )

    return same


# What is no answer at all.


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
@pytest.mark.parametrize("task", checks.TASKS)
def test_nasty_answer_becomes_a_message(task, answer):
    report = checks.check(task, answer)
    assert not report.passed and len(report.message) > 20 and "\n" not in report._repr_html_()


@pytest.mark.parametrize("answer", LATE, ids=lambda answer: answer.__name__)
@pytest.mark.parametrize("task", ["cost", "numerical_gradient", "rprop_path"])
def test_late_answer_is_left_behind(task, answer, monkeypatch, capsys):
    monkeypatch.setattr(checks, "SECONDS", 0.2)
    start = time.monotonic()
    report = checks.check(task, answer)
    assert time.monotonic() - start < 3
    assert "did not come back within 0.2 seconds" in report.message and not report.passed
    assert capsys.readouterr() == ("", "")


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


def test_what_everybody_shares_is_put_back():
    np.random.seed(5)
    before = (
        np.random.get_state()[1].copy(),
        np.geterr(),
        np.get_printoptions(),
        sys.getrecursionlimit(),
        np.allclose,
    )
    assert not checks.check("cost", changes_everything).passed
    after = (
        np.random.get_state()[1],
        np.geterr(),
        np.get_printoptions(),
        sys.getrecursionlimit(),
        np.allclose,
    )
    assert np.array_equal(before[0], after[0]) and before[1:] == after[1:]
    assert time.monotonic() > 0.0 and sys.stdout is not None


def test_trace_function_and_signal_handlers_stay():
    handler, trace = signal.getsignal(signal.SIGINT), sys.gettrace()
    checks.check("cost", ANSWERS["raises KeyboardInterrupt"])
    assert sys.gettrace() is trace and signal.getsignal(signal.SIGINT) is handler


@pytest.mark.skipif(sys.platform == "win32", reason="a test cannot send Ctrl-C to itself there")
def test_ctrl_c_of_the_user_comes_through():
    code = """
    import os, signal, threading, time
    from rnn_lesson import checks
    signal.signal(signal.SIGINT, signal.default_int_handler)  # A test run in the background ignores it.
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
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, timeout=60
    )
    assert done.stdout == "interrupted True True\nstill running False\n", done.stderr


def test_works_in_another_thread_too():
    found = []
    thread = threading.Thread(
        target=lambda: found.append(checks.check("cost", lambda y, t: np.mean((y - t) ** 2)))
    )
    thread.start()
    thread.join()
    assert found[0].passed


def test_works_where_there_are_no_threads(monkeypatch):
    def refuse(self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert checks.check("cost", lambda y, t: np.mean((y - t) ** 2)).passed
    assert not checks.check("cost", ANSWERS["exits"]).passed


def test_slow_loops_pass():
    def slow(X, t, wx, wRec):
        surface = []
        for j in wRec:
            surface.append([])
            for i in wx:
                total = 0
                for x, target in zip(X.tolist(), t.tolist()):
                    s = 0
                    for value in x:
                        s = value * i + s * j
                    total += (s - target) ** 2
                surface[-1].append(total / len(t))
        return surface

    assert checks.check("loss_surface", slow).passed


# What is said.


def test_unknown_task_names_the_tasks():
    for task in ("forwardstates", None, 3, ["cost"]):
        with pytest.raises(ValueError, match="forward_states, cost"):
            checks.check(task, print)


def test_what_is_not_written_yet_gets_a_nudge():
    report = checks.check("cost", ANSWERS["raises"])
    assert "ZeroDivisionError: division by zero" in report.message

    def stub(y, t):
        raise NotImplementedError

    assert repr(checks.check("cost", stub)).startswith("✎ Not written yet")


@pytest.mark.parametrize("name", ["SystemExit", "KeyboardInterrupt", "GeneratorExit"])
def test_an_exception_is_named(name):
    assert f"cost raised {name}" in checks.check("cost", ANSWERS[f"raises {name}"]).message


def test_a_huge_array_is_not_copied():
    assert "far too large" in checks.check("cost", ANSWERS["returns a huge array"]).message


def test_same_answer_gets_the_same_words():
    assert len({repr(checks.check("cost", lambda y, t: np.sum(y - t) ** 3)) for _ in range(3)}) == 1


def test_a_function_that_remembers_is_found_out():
    seen = []

    def remembers(y, t):
        seen.extend(y - t)
        return np.mean(np.square(seen))

    assert "two different answers" in checks.check("cost", remembers).message


def test_lesson_data_from_outside_are_named():
    X, t = lesson_dataset()
    namespace = {"X": X, "t": t, "np": np}
    exec("def cost(y, target):\n    return np.mean((y - t) ** 2)", namespace)
    message = checks.check("cost", namespace["cost"]).message
    assert "It is right only for m = 20" in message and "reads t from the notebook" in message


def test_a_remark_where_an_answer_takes_less_than_the_module():
    report = checks.check("numerical_gradient", zoo.gradcheck.rows_of_eye)
    assert report.passed
    assert (
        "One thing more: the function of the module also takes a function of a 2-D array W"
        in report.message
    )


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        (lambda S: S + 0.5, "Every number of S is too large by 0.5"),
        (lambda S: 7.25 * S, "S is 7.25 times what it should be, for every input"),
        (lambda S: -len(S) * S, "S is m times what it should be"),
        (lambda S: np.where(S == 0, np.nan, S), "S contains nan"),
        (lambda S: S[::-1], "runs backwards"),
        (lambda S: np.roll(S, 1, axis=1), "its last number or column stands first"),
        (lambda S: S.round(2), "only its first digits"),
        (lambda S: 0 * S + 3, "S is 3 for every input"),
        (
            lambda S: S[None],
            "The numbers are right, the shape is not: S must have shape (m, n + 1)",
        ),
        (lambda S: S if len(S) == 20 and S.shape[1] == 11 else S + S**2, "m = 20 and n = 10"),
        (lambda S: S if len(S) == 1 else S**2, "It is right only for one sample"),
        (
            lambda S: S + 1e-3 * np.arange(S.size).reshape(S.shape) ** 3,
            "S[0, 1] should be 2; yours is 2.001",
        ),
    ],
)
def test_general_diagnosis(change, hint):
    message = checks.check(
        "forward_states", lambda *args: change(model.forward_states(*args))
    ).message
    assert hint in message, message
