"""Grade many submissions, several at once, and go on where an earlier run stopped."""

import os
from concurrent.futures import ProcessPoolExecutor, as_completed

from classroom._grade import grade
from classroom._results import key_of, store, stored

MEMORY = 4 * 2**30


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
    # Processes and not threads: a test cell that hangs is ended by a signal, and only a main thread
    # gets those.
    with ProcessPoolExecutor(os.cpu_count(), initializer=bound_memory) as pool:
        futures = {pool.submit(grade_one, one, key, conditions): one for one, key in to_do}
        try:
            for future in as_completed(futures):
                one, said = futures[future], ""
                try:
                    result = future.result()
                    # At once, so that a run that is stopped now need not do it again.
                    store(result, folder)
                    results.append(result)
                    said = short(result)
                # The grader's own trouble, a full disk say. No student but this one shall suffer
                # from it.
                except Exception as error:
                    failure = f"{one.assignment.name} could not be graded."
                    failures.setdefault(one.student, []).append(failure)
                    said = "COULD NOT BE GRADED, start again to try once more"
                    said += f" ({type(error).__name__}: {error})"
                done = len(results) + len(failures)
                say(f"[{done:3}/{len(work)}] {one.student}  {one.assignment.name}  {said}")
        # Ctrl-C too: else leaving the pool would wait for all that is still to be graded.
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return sorted(results, key=lambda result: (result["student"], result["assignment"])), failures


def grade_one(work, key, conditions):
    assignment = work.assignment
    questions = grade(assignment, work.submission, conditions)
    result = {"student": work.student, "assignment": assignment.name, "title": assignment.title}
    return result | {"questions": questions, "notes": work.notes, "key": key}


def bound_memory():
    """A result that fills the memory becomes a MemoryError of the test that used it."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    except (ImportError, ValueError, OSError):  # Windows and macOS do without.
        pass


def short(result):
    """The points so far, in a few characters."""
    questions = result["questions"].values()
    points = sum(question["points"] or 0 for question in questions)
    unmarked = sum(question["max"] for question in questions if question["points"] is None)
    to_mark = f", {unmarked:g} to mark" if unmarked else ""
    return f"{points:g} of {sum(question['max'] for question in questions):g}{to_mark}"
