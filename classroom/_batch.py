"""Grade many submissions, several at once, and go on where an earlier run stopped."""

import contextlib
import errno
import os
import time

from classroom._grade import CutShort, grade
from classroom._pool import Failed, run_all
from classroom._results import key_of, store, stored

QUICK = 15  # seconds a notebook has in the first round; honest ones take one or two


def grade_all(work, folder, say, conditions):
    """Grade every Work; those whose results `folder` holds already are not graded again.

    Return the results as dicts, and {student: [why one could not be graded]}.
    """
    results, failures, to_do = [], {}, []
    for one in work:
        key = key_of(one, conditions)
        known = stored(one, key, folder)
        results.append(known) if known else to_do.append((one, key))
    if results:
        say(f"{len(results)} of {len(work)} were graded before.")
    progress = Progress(say, len(work), len(to_do))
    with contextlib.closing(rounds(to_do, conditions, say)) as outcomes:
        for one, outcome in outcomes:
            # At once, so that a run that is stopped now need not do it again.
            failure = outcome if isinstance(outcome, Failed) else kept(outcome, folder)
            if failure:
                sentence = f"{one.assignment.name} could not be graded: {failure}."
                failures.setdefault(one.student, []).append(sentence)
                progress.done(one, f"COULD NOT BE GRADED, start again to try once more ({failure})")
            else:
                results.append(outcome)
                progress.done(one, short(outcome))
    return sorted(results, key=lambda result: (result["student"], result["assignment"])), failures


def kept(result, folder):
    """Store a result. Return what keeps this one from it; where it keeps all, raise OSError."""
    try:
        store(result, folder)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
            raise
        return error


def rounds(to_do, conditions, say):
    """Yield (work, result or Failed): first all that are done quickly, then those that sleep.

    So a class waits for no one student, and who stops the run has the grades of the others.
    """
    whole = conditions.seconds_per_notebook
    first, slow = min(QUICK, whole) if len(to_do) > at_once() else whole, []
    for seconds, jobs in ((first, to_do), (whole, slow)):
        if jobs is slow and slow:
            most = minutes(len(slow) * whole / at_once())
            say(f"{len(slow)} took longer than {first:g} seconds. Once more: {most} at most.")
        given = [(one, key, conditions, seconds) for one, key in jobs]
        with contextlib.closing(run_all(grade_one, given, whole)) as outcomes:
            for (one, key, *_), outcome in outcomes:
                if outcome is None:
                    slow.append((one, key))
                else:
                    yield one, outcome


def grade_one(work, key, conditions, seconds):
    """The result of one Work, or None where it takes longer than `seconds` and may."""
    assignment = work.assignment
    try:
        questions = grade(assignment, work.submission, conditions, seconds)
    except CutShort:
        return None
    result = {"student": work.student, "assignment": assignment.name, "title": assignment.title}
    return result | {"questions": questions, "notes": work.notes, "key": key}


class Progress:
    """Says what was done, and about how long the rest will take."""

    def __init__(self, say, every, to_do):
        self.say, self.every, self.to_do, self.graded = say, every, to_do, 0
        self.began = time.monotonic()
        if to_do > at_once():
            about = minutes(2 * to_do / at_once())
            say(f"{to_do} to grade, {at_once()} at a time: about {about} if none is slow.")

    def done(self, work, said):
        self.graded += 1
        left = self.to_do - self.graded
        passed = time.monotonic() - self.began
        if left and passed > 20:
            said += f"  (about {minutes(passed / self.graded * left)} left)"
        count = f"[{self.every - left:3}/{self.every}]"
        self.say(f"{count} {work.student}  {work.assignment.name}  {said}")


def at_once():
    return os.cpu_count() or 1


def minutes(seconds):
    return f"{seconds:.0f} seconds" if seconds < 100 else f"{seconds / 60:.0f} minutes"


def short(result):
    """The points so far, in a few characters."""
    questions = result["questions"].values()
    points = sum(question["points"] or 0 for question in questions)
    unmarked = sum(question["max"] for question in questions if question["points"] is None)
    to_mark = f", {unmarked:g} to mark" if unmarked else ""
    return f"{points:g} of {sum(question['max'] for question in questions):g}{to_mark}"
