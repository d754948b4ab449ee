"""One student's trouble is his own, and so is the machine's: nobody else loses a point by it."""

import errno
import json
import os
import signal
import subprocess
import sys
import time

import pytest
import students

from classroom import __main__ as commands
from classroom import (
    _batch,
    _clock,
    _grade,
    _pool,
    _reasons,
    _report,
    _results,
    _sandbox,
    _submission,
    _text,
)

NAME = "assignment_1_bias"


BAD = "'half ' + chr(0xd800) + chr(27) + '[31m'"
TEXTS = {
    "an exception": (f"def f(x):\n    raise ValueError({BAD})", "f(1)"),
    "an exception's type": (f"def f(x):\n    raise type({BAD}, (Exception,), {{}})", "f(1)"),
    "the words of an assertion": (f"def f(x):\n    return {BAD}", "y = f(1)\nassert y == 1, y"),
    "an assertion of a student's": (f"def f(x):\n    assert False, {BAD}", "f(1)"),
    "an error of the test": (f"def f(x):\n    return {BAD}", "{}[f(1)]"),
    "an answer": ("def f(x):\n    return 1  # half \ud800\x1b[31m", "assert f(1) == 2"),
    "an answer cell that raises": (f"def f(x): ...\nraise ValueError({BAD})\n", "f(1)[0]"),
    "a number without a text": ("def f(x):\n    return 10**4000", "y = f(1)**2\nassert 0, y"),
    "a character that is none": (
        "import numpy as np\ndef f(x):\n    return np.array([2**31], '<u4').view('<U1')",
        "assert f(1)[0] == 'a', f(1)",
    ),
}


@pytest.fixture(scope="module")
def texts():
    """All of them in one notebook, and an honest answer to each question beside them."""
    answers = {}
    for i, (answer, test) in enumerate(TEXTS.values()):
        answers[f"f{i}"] = [text.replace("f(", f"f{i}(") for text in (answer, test)]
        answers[f"g{i}"] = [f"def g{i}(x): return x", f"assert g{i}(1) == 1"]
    results = _grade.grade(*students.small(**answers), students.HURRIED)
    json.dumps(results).encode()
    said = [result["reason"] + result["answer"] for result in results.values()]
    assert all(text.encode() and not _text.ODD.search(text) for text in said)
    return [(result["points"], result["reason"]) for result in results.values()]


@students.NEEDS_SANDBOX
@pytest.mark.parametrize("case", TEXTS)
def test_a_text_that_cannot_be_written_costs_its_test_alone(texts, case):
    place = 2 * list(TEXTS).index(case)
    (points, reason), other = texts[place : place + 2]
    assert points == 0 and reason and other == (1, _reasons.PASSED)


@students.NEEDS_SANDBOX
@pytest.mark.parametrize(("answer", "points"), [("x", 1), ("x + 1", None)])
def test_where_several_cells_may_be_the_answer_the_teacher_is_asked(answer, points):
    assignment, submission = students.small(f=(f"def f(x): return {answer}", "assert f(1) == 1"))
    submission = submission._replace(others={"f": ["# CANDIDATE"]})
    result = _grade.grade(assignment, submission, students.CLOSED_IN)["f-0"]
    assert result["points"] == points
    assert ("CANDIDATE" in result["answer"]) == (_reasons.SEVERAL in result["reason"])
    assert (points is None) == ("CANDIDATE" in result["answer"])


@students.NEEDS_SANDBOX
def test_a_function_of_the_graders_serves_in_its_own_test_alone():
    """An answer that keeps it and calls it later has the grader calculate without end."""
    answers = {
        "f": "kept = []\ndef f(x):\n    kept.append(x)\n    return 1",
        "g": "kept[0](10**9)\ndef g(x):\n    return 1",
        "h": "def h(x):\n    return 1",
    }
    answers = {
        name: (text, f"assert {name}(lambda n: sum(range(n))) == 1")
        for name, text in answers.items()
    }
    # A visible test runs before the next answer, as in all that are handed out.
    results = _grade.grade(*students.small(**answers), students.HURRIED)
    assert [one["points"] for one in results.values()] == [1, 0, 1]
    assert results["g-0"]["reason"] == "It sent the grader what is no data."


def test_of_a_hidden_test_only_fixed_sentences_are_said():
    for error in (_reasons.NotThere("WORDS"), ValueError("WORDS"), AssertionError("WORDS")):
        if isinstance(error, ValueError):
            error.remote = True
        assert "WORDS" not in _reasons.why_hidden(error, students.CLOSED_IN, "")


def test_syntax_of_a_newer_python_is_said_to_be_that():
    assert "3.99" in _reasons.newer_python("3.99.1")
    assert not _reasons.newer_python("3.11.1") and not _reasons.newer_python("")


# Processes


def fragile(job, folder):
    """Ends its process: once, or every time."""
    flag = folder / job
    if job == "always" or (job == "once" and not flag.exists()):
        flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if job == "raises":
        raise ValueError("because")
    if job == "nothing":
        return None
    return job.upper()


def test_a_killed_process_loses_its_own_job_and_is_tried_once_more(tmp_path):
    jobs = ["a", "once", "always", "raises", "nothing", "b", "c"]
    outcomes = _pool.run_all(fragile, [(job, tmp_path) for job in jobs], 20, at_once=2)
    found = {job: outcome for (job, _), outcome in outcomes}
    assert isinstance(found.pop("always"), _pool.Killed)
    assert str(found.pop("raises")) == "ValueError: because"
    assert found == {"a": "A", "b": "B", "c": "C", "once": "ONCE", "nothing": None}


def slow(_):
    time.sleep(60)


def test_leaving_ends_the_processes_at_once():
    began = time.monotonic()
    jobs = _pool.run_all(slow, [(1,), (2,)], 0.1, at_once=2)
    outcomes = [outcome for _, outcome in jobs]
    assert all(isinstance(outcome, _pool.Endless) for outcome in outcomes)
    assert time.monotonic() - began < 20


@pytest.fixture
def crowded():
    """A processor on which three processes are busy."""
    processor = {min(os.sched_getaffinity(0))}
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(3)]
    for process in busy:
        os.sched_setaffinity(process.pid, processor)
    while any(_clock.schedule(process.pid)[0] < 0.1 for process in busy):
        time.sleep(0.05)
    yield processor
    for process in busy:
        process.kill()
        process.wait()


WORK = "import time\nend = time.process_time() + {}\nwhile time.process_time() < end: pass"


@students.NEEDS_SANDBOX
@pytest.mark.skipif(not os.path.exists("/proc/self/schedstat"), reason="no times of waiting here")
def test_the_time_that_others_take_is_not_charged(crowded):
    process = _sandbox.Process(closed_in=True)
    os.sched_setaffinity(process.worker, crowded)
    clock = _clock.Stopwatch(process.worker, os.getpid())
    began = time.monotonic()
    with process.within(1.2, clock):
        assert process.run(WORK.format(0.6)) is None
    assert clock() < 1.2
    # Else the machine was not busy, and this showed nothing.
    assert time.monotonic() - began > 1.2 * clock()
    with pytest.raises(_sandbox.TooSlow), process.within(0.3):
        process.run(WORK.format(60))
    process.close()


def test_sleep_is_charged():
    clock = _clock.Stopwatch(os.getpid())
    time.sleep(0.2)
    assert clock() > 0.19


def work_of(student):
    return commands._collect.Work(
        student, students.assignment(NAME), _submission.Submission({}, []), []
    )


def test_a_verdict_of_too_long_is_kept_for_a_day(tmp_path):
    question = {"reason": f"{_reasons.TOO_LONG}: a cell has 10 seconds."}
    result = {"student": "anna", "assignment": NAME, "key": "k", "questions": {"q": question}}
    _results.store(result, tmp_path)
    assert _results.stored(work_of("anna"), "k", tmp_path) == result
    path = _results.path_of(tmp_path, "anna", NAME)
    os.utime(path, (0, 0))
    assert _results.stored(work_of("anna"), "k", tmp_path) is None
    question["reason"] = "A visible test failed."
    _results.store(result, tmp_path)
    os.utime(path, (0, 0))
    assert _results.stored(work_of("anna"), "k", tmp_path) == result


def test_a_file_of_another_student_is_not_taken(tmp_path):
    """As where the file system takes two names for one."""
    _results.store({"student": "Anna", "assignment": NAME, "key": "k", "questions": {}}, tmp_path)
    _results.path_of(tmp_path, "Anna", "").parent.rename(tmp_path / "anna")
    assert _results.stored(work_of("anna"), "k", tmp_path) is None


def test_the_quick_are_graded_first_and_the_time_is_said(monkeypatch):
    def grade_one(work, key, conditions, seconds):
        late = work.student.startswith("slow") and seconds < conditions.seconds_per_notebook
        return None if late else {"student": work.student}

    monkeypatch.setattr(_batch, "grade_one", grade_one)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    names = ["slow 1", "a", "slow 2", "b"]
    said, to_do = [], [(work_of(name), "") for name in names]
    order = [one.student for one, _ in _batch.rounds(to_do, students.CLOSED_IN, said.append)]
    assert order == ["a", "b", "slow 1", "slow 2"]
    assert said == ["2 took longer than 15 seconds. Once more: 4 minutes at most."]
    progress = _batch.Progress(said.append, 310, 300)
    assert said[1] == "300 to grade, 1 at a time: about 10 minutes if none is slow."
    progress.done(work_of("anna"), "16 of 20")
    progress.began -= 60
    progress.done(work_of("ben"), "16 of 20")
    assert said[2:] == [
        f"[ 11/310] anna  {NAME}  16 of 20",
        f"[ 12/310] ben  {NAME}  16 of 20  (about 149 minutes left)",
    ]


# What the machine lacks


def test_a_file_is_whole_or_as_it_was(tmp_path):
    path = tmp_path / "grades.json"
    _text.write_whole(path, "old")
    with pytest.raises(UnicodeError):
        _text.write_whole(path, "new \ud800")
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("blocked", ["feedback", "results", "grades.csv", "marks.csv"])
def test_a_target_that_cannot_be_written_is_said_before_any_work(tmp_path, blocked, monkeypatch):
    (tmp_path / "in" / "anna").mkdir(parents=True)
    (tmp_path / "out").mkdir()
    path = tmp_path / "out" / blocked
    if "." in blocked:
        path.write_text("student,assignment,question\n")
        monkeypatch.setattr("builtins.open", refuse(path, open))  # As Windows for a spreadsheet.
    else:
        path.write_text("")
    monkeypatch.setattr(_batch, "grade_all", None)
    with pytest.raises(SystemExit, match="Nothing can be written to"):
        commands.grade_folder(tmp_path / "in", tmp_path / "out", students.CLOSED_IN)


def refuse(path, real):
    def opened(file, mode="r", *args, **more):
        if str(file) == str(path) and "+" in mode:
            raise PermissionError(errno.EACCES, "is open elsewhere", str(path))
        return real(file, mode, *args, **more)

    return opened


def test_a_full_disk_is_said_before_any_work(tmp_path, monkeypatch):
    monkeypatch.setattr(_report.shutil, "disk_usage", lambda path: type("", (), {"free": 10}))
    with pytest.raises(SystemExit, match="is full"):
        _report.prepare(tmp_path)


@pytest.fixture
def handed_in(tmp_path):
    students.write(tmp_path / "in" / "anna" / f"{NAME}.ipynb", students.handed_out(NAME))
    return ["grade", str(tmp_path / "in"), "--to", str(tmp_path / "out")]


@pytest.mark.parametrize(
    ("error", "says"),
    [(OSError(errno.ENOSPC, "No space left"), "No space left"), (KeyboardInterrupt(), "130")],
)
def test_what_stops_the_run_is_one_sentence(handed_in, monkeypatch, capsys, error, says):
    def stop(*_):
        raise error

    monkeypatch.setattr(_batch, "grade_one", lambda *_: {"student": "anna", "assignment": NAME})
    monkeypatch.setattr(_batch, "store", stop)
    with pytest.raises(SystemExit) as stopped:
        commands.main(handed_in)
    assert says in str(stopped.value)
    assert "Traceback" not in capsys.readouterr().err


def test_the_status_says_that_one_could_not_be_graded(handed_in, monkeypatch):
    monkeypatch.setattr(_batch, "grade_one", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    with pytest.raises(SystemExit, match="could not be graded"):
        commands.main(handed_in)


def test_a_console_that_lacks_letters_stops_nothing(tmp_path, handed_in):
    (tmp_path / "in" / "anna").rename(tmp_path / "elsewhere")
    (tmp_path / "in" / "Ünal 東").mkdir()
    (tmp_path / "in" / "東.py").touch()
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    command = [sys.executable, str(students.ROOT / "classroom"), *handed_in]
    done = subprocess.run(command, env=environment, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert b"\\u6771.py is no notebook" in done.stdout
    assert "Ünal 東" in (tmp_path / "out" / "grades.csv").read_text(encoding="utf-8-sig")
