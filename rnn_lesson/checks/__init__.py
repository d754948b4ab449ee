"""Answers to a learner: to functions (`check`) and to predictions (`predict`)."""

from rnn_lesson._guest import Trouble, hushed, is_hushed, type_name
from rnn_lesson.checks import _tasks, _tasks_part_two
from rnn_lesson.checks._exercise import exercise_with
from rnn_lesson.checks._guard import BACK, LEFT, SECONDS, guarded
from rnn_lesson.checks._judge import judged, safely
from rnn_lesson.checks._plain import plain_errors
from rnn_lesson.checks._predict import answered
from rnn_lesson.checks._predictions import PREDICTIONS
from rnn_lesson.checks._report import Report
from rnn_lesson.checks._task import Answers, Task, collect

__all__ = ["TASKS", "check", "exercise", "plain_errors", "predict"]

THINGS = [*vars(_tasks).values(), *vars(_tasks_part_two).values()]
TASKS = {thing.name: thing for thing in THINGS if isinstance(thing, Task)}

BAFFLED = "This check does not understand what {} gives. Does it return what the lesson asks for?"


def check(task, answer):
    """Return a Report on a function that a learner wrote: whether it is right and, if not, why.

    The function is called with copies of several inputs, of other sizes than the lesson's
    data too, and compared with the module's own. It gets 5 seconds for all of them.
    Results in float32 are compared as precisely as float32 can be.

    Parameters
    ----------
    task : str
        The name of the function in this module, such as "forward_states".
    answer : function
        The learner's own.

    Returns
    -------
    Report
        Never raises because of the answer.

    Raises
    ------
    ValueError
        If there is no such task.
    Trouble
        If a function calls it that is being checked, or shown in a view: it is told so.
    """
    # Else each check would begin another, in a thousand threads.
    if is_hushed():
        raise Trouble("runs a check: move that line out of the function, below it")
    if not isinstance(task, str) or task not in TASKS:
        raise ValueError(f"task must be one of {', '.join(TASKS)}; got {task!r}")
    task = TASKS[task]
    if not callable(answer):
        return Report("wrong", _no_function(task, answer))
    assert task.expected  # is computed here, before anybody else's code runs
    answers = Answers()
    end, printed = guarded(lambda: collect(task, answer, answers), SECONDS)
    answers.over = True  # a thread that was left behind must not add to them any more
    if answers.misfit:
        return Report("wrong", answers.misfit)
    if end != BACK or answers.again is None:
        return Report("wrong", _broken_off(task, answers, end))
    with hushed():
        return safely(judged, task, answers, printed) or Report("wrong", BAFFLED.format(task.name))


def _no_function(task, answer):
    kind = "None" if answer is None else f"an object of type {type_name(answer)}"
    call = f'checks.check("{task.name}", {task.name})'
    advice = f"Hand over the function itself, without parentheses: {call}."
    return f"This is {kind}, not a function. {advice}"


def _broken_off(task, answers, end):
    """Say at which input an answer did not come back, or broke what the check itself needs."""
    case = task.described(task.cases[len(answers.outcomes) % len(task.cases)])
    if end == BACK:
        return (
            f"For {case} {task.name} broke the check. Does it change functions of Python or "
            "NumPy? Leave them as they are."
        )
    left = " It cannot be stopped from here: restart the kernel." if end == LEFT else ""
    return (
        f"{task.name} did not come back within {SECONDS:g} seconds, for {case}. "
        f"Is there a loop that never ends?{left}"
    )


def predict(question, guess):
    """Return a Report on a learner's guess for one of the predictions of the lessons.

    Parameters
    ----------
    question : str
        A key of the predictions: the lesson and the number of the guess, such as "01.2".
    guess : number, text, sequence of numbers, view, or None
        What the learner expects, or the view in which he marked it. None, the value in a fresh
        lesson, gets a friendly nudge; a guess of another form than asked for is told the form.

    Returns
    -------
    Report
        Never raises because of the guess.

    Raises
    ------
    ValueError
        If there is no such question.
    """
    if not isinstance(question, str) or question not in PREDICTIONS:
        raise ValueError(f"question must be one of {', '.join(PREDICTIONS)}; got {question!r}")
    return answered(PREDICTIONS[question], guess)


exercise = exercise_with(TASKS, check)
