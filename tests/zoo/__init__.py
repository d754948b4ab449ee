"""The zoo: answers to the tasks of `checks.check` that stand in no table of mistakes.

Right ones in unusual ways, and wrong ones: as `edits` of the lesson's function where one says
it. The edits of the tables need nobody to write them down: `confirmed` puts each to the real check.
`python tests/zoo` prints both, with what each is told.
"""

from rnn_lesson import checks
from rnn_lesson.checks import _edits

RIGHT = []  # (task, function)
WRONG = []  # (task, what the message must contain, function)


def right(task):
    """Decorate an answer that must pass."""
    return lambda function: RIGHT.append((task, function)) or function


def wrong(task, words):
    """Decorate an answer that must be refused with these words."""
    return lambda function: WRONG.append((task, words, function)) or function


def edited(task, edit):
    """Return what an edit makes of the lesson's function."""
    (text,) = _edits._edited(_edits.source(task), edit)
    answer = _edits.made(task, text)
    answer.__name__ = edit
    return answer


def hint_in(task, message):
    """Return the hint of a task's tables that a message gives, or nothing."""
    hints = {hint for hint, _ in _edits.mistakes(task) if hint in message}
    return max(hints, key=len, default="")  # one hint may be the beginning of another


def confirmed(task):
    """Yield (hint, edit, what it is told) for each edit in a task's table."""
    for (hint, edit, _), (_, mistake) in zip(_edits.edits(task), _edits.own(task)):
        yield hint, edit, checks.check(task, mistake).message


def strict(error):
    raise AssertionError("an error in our own diagnosis, which a lesson would survive") from error


checks._judge.failed = strict

from zoo import edits, gradcheck, model, optimizers, part_two  # noqa: E402, F401
