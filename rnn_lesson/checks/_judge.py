"""From what an answer gave to what a tutor would say, the plainest cause first."""

import numpy as np

from rnn_lesson._inputs import trusted
from rnn_lesson.checks import _edits, _nearby, _rules
from rnn_lesson.checks._report import Report
from rnn_lesson.checks._result import figures
from rnn_lesson.checks._task import agree, wrong_numbers

UNFIT = (
    "The numbers are right, but {part} is {came} and no {kind}: the lesson goes on with {use}, "
    "which asks for one. Return {example}."
)


def failed(error):
    """Take note of an error in our own diagnosis: a lesson goes on without it, a test does not."""


def safely(rule, *args):
    """Return what a rule finds, or "" where it breaks: no bug of ours may end a lesson."""
    try:
        with trusted(), np.errstate(all="ignore"):
            return rule(*args)
    except Exception as error:
        failed(error)
        return ""


def judged(task, answers, printed):
    """Return the Report on an answer that came back from all of its calls.

    The order matters: whoever changes the arguments or remembers something gets wrong
    numbers too, which would be explained by a mistake that was never made.
    """
    outcomes = answers.outcomes
    if all(outcome.missing for outcome in outcomes):
        advice = f"Put your code into {task.name} and run this cell again."
        return Report("open", f"Not written yet. {advice}")
    changed = next((outcome.changed for outcome in outcomes if outcome.changed), None)
    if changed:
        needed = f"the caller still needs {'them' if changed[1:] else 'it'}"
        copy = f"Work on a copy, for example {changed[0]}.copy()."
        return Report("wrong", f"You changed {' and '.join(changed)}: {needed}. {copy}")
    troubled = [i for i, outcome in enumerate(outcomes) if outcome.trouble]
    # A few troubled inputs say less than the numbers of the others do.
    if 2 * len(troubled) > len(outcomes):
        message = _mostly_trouble(task, outcomes, troubled[0], printed)
        return Report("wrong", message + _outside(answers))
    if not _same(task, outcomes[0], answers.again):
        return Report(
            "wrong",
            f"{task.name} gives two different answers for the same input. Does it remember "
            "something between calls, or draw random numbers? Its arguments alone must decide.",
        )
    # Where an input gave no numbers, no part is more wrong than another: the others tell.
    numbers = [(i, outcome) for i, outcome in enumerate(outcomes) if outcome.values]
    wrong = [part for part in task.leaves if not all(right(task, o, i, part) for i, o in numbers)]
    if wrong:
        message = safely(_only_prints, task, outcomes) if printed else ""
        message = message or safely(_known, task, outcomes, wrong)
        message = message or _unknown(task, answers, wrong)
        return Report("wrong", message + _outside(answers))
    if troubled:
        message = _mostly_trouble(task, outcomes, troubled[0], printed)
        return Report("wrong", message + _outside(answers))
    # Numbers before types and names: whoever has both wrong learns more from the numbers.
    unfit = next((outcome.unfit for outcome in outcomes if outcome.unfit), None)
    if unfit:
        return Report("wrong", _unfit(task, *unfit[0]))
    if answers.misnamed:
        return Report("wrong", f"The numbers are right. {answers.misnamed}")
    remark = safely(_remark, task, answers)
    return Report("right", f"Right, on {len(task.cases)} different inputs. {task.praise}{remark}")


def right(task, outcome, i, part):
    """Return whether a part of what came of the input i is right."""
    return outcome.values is not None and agree(task, outcome.values[part], task.expected[i][part])


def _same(task, one, other):
    if one.values is None or other.values is None:
        return one.values is other.values
    return all(agree(task, other.values[part], one.values[part]) for part in one.values)


def _outside(answers):
    """Say which of the lesson's names a function reads from the notebook."""
    if not answers.outside:
        return ""
    names = " and ".join(answers.outside)
    return f" Your function reads {names} from the notebook: use its arguments only."


def _unfit(task, part, came):
    """Say with which type of result the lesson cannot go on."""
    words = {"part": part, "kind": "plain array", "example": f"np.array({part}, dtype=float)"}
    if isinstance(part, tuple):
        pair = f"({', '.join(part)})"
        words = {"part": f"the pair {pair}", "kind": "tuple", "example": pair}
    return UNFIT.format(**words, came=came, use=task.goes_on[part])


def _remark(task, answers):
    """Say in which unusual case a right answer is not as the module's function."""
    for (remark, case), outcome in zip(task.beyond, answers.beyond):
        expected = task.outcome(task.function, case)
        if not _same(task, expected, outcome):
            also = f"the function of the module also takes {task.described(case)}; yours does not."
            return f" One thing more: {remark or also}"
    return ""


def _known(task, outcomes, wrong):
    """Return the hint of the known mistake that gives the same wrong results, with an example.

    Best is a mistake that explains the whole result. Else one that explains the part to
    look at first, and gets no part wrong that is right.
    """
    part = wrong[0]
    partly = ""  # a later mistake may explain all of it
    for hint, mistake in _edits.mistakes(task.name):
        same, off = _compared(task, mistake, outcomes, part)
        if same >= set(task.leaves) and off:
            return f"{hint} {_example(task, outcomes, part)}"
        if part in same & off and off <= set(wrong) and not partly:
            partly = f"{_about(task, part)}{hint} {_example(task, outcomes, part)}"
    return partly


def _only_prints(task, outcomes):
    """Say that a check prints where it should raise, if it lets most of what is wrong pass."""
    if not task.verdicts:
        return ""
    # Not all: where shapes differ, what it calls may raise.
    refuse = [i for i, expected in enumerate(task.expected) if all(expected.values())]
    missed = [i for i in refuse if not any(right(task, outcomes[i], i, p) for p in task.leaves)]
    if 2 * len(missed) <= len(refuse):
        return ""
    advice = "What is printed stops nothing: raise an AssertionError in place of print(...)."
    example = _example(task, outcomes, task.leaves[0])
    return f"Where the gradients differ, it prints and goes on. {advice} {example}"


def _compared(task, mistake, outcomes, needed):
    """Return the parts in which a mistake gives the learner's results, and those it gets wrong.

    It looks no further where the part that is needed differs.
    """
    same, off = set(task.leaves), set()
    for i, (case, outcome) in enumerate(zip(task.cases, outcomes)):
        if outcome.values is None:  # says nothing for or against a mistake
            continue
        made = task.outcome(mistake, case).values
        same = {part for part in same if made and agree(task, outcome.values[part], made[part])}
        if needed not in same:
            break
        off |= {part for part in task.leaves if not agree(task, made[part], task.expected[i][part])}
    return same, off


def _mostly_trouble(task, outcomes, first, printed):
    """Say what the trouble is, why, and for which inputs there is none."""
    advice = outcomes[first].advice
    hint = safely(_raises_alike, task, outcomes)
    if hint:
        where, advice = hint, ""
    else:
        fine = [
            all(right(task, o, i, part) for part in task.leaves) for i, o in enumerate(outcomes)
        ]
        where = safely(_rules.only_where, task, fine, task.leaves)
        if any(fine) and not where:
            where = f"Right for {task.described(task.cases[fine.index(True)])}."
    trouble = _trouble(task, first, outcomes[first].trouble, printed)
    return " ".join(filter(None, [where, trouble, advice]))


def _trouble(task, i, trouble, printed):
    """Say what happened in a call that gave nothing to compare."""
    if trouble == "returned None":
        if printed:
            return f"{task.name} prints its result and returns None. Replace print by return."
        return f"{task.name} returned None. Did you forget return?"
    return f"For {task.described(task.cases[i])} {task.name} {trouble}."


def _raises_alike(task, outcomes):
    """Return the hint of the known mistake that raises the same errors, and else gives the same.

    What a learner calls may be the module's function, which checks its arguments, or the
    lesson's, which does not: their words differ.
    """
    if not any(outcome.error for outcome in outcomes):
        return ""
    # Strictly first, as most learners call the module's: its words name the argument.
    for trust in (False, True):
        for hint, mistake in _edits.own(task.name):
            with trusted(trust):
                made = (task.outcome(mistake, case) for case in task.cases)
                if all(_alike(task, *pair) for pair in zip(outcomes, made)):
                    return hint
    return ""


def _alike(task, one, other):
    return one.error == other.error and _same(task, one, other)


def _unknown(task, answers, wrong):
    """Return a diagnosis of what no known mistake explains."""
    outcomes, part = answers.outcomes, wrong[0]
    pairs = [
        (o.values[part], task.expected[i][part], task.named(task.cases[i]))
        for i, o in enumerate(outcomes)
        if o.values
    ]
    rules = [_rules.verdict] if task.verdicts else _rules.RULES
    found = next(filter(None, (safely(rule, task, part, pairs) for rule in rules)), "")
    # Last of all, for it takes the longest and knows lines, where a rule knows causes.
    found = found or safely(_near, task, outcomes, wrong)
    fine = [right(task, outcome, i, part) for i, outcome in enumerate(outcomes)]
    where = safely(_rules.only_where, task, fine, [part])
    if answers.unread:
        where += f" It never reads {' and '.join(answers.unread)}."
    if not (found or where):
        where = _not_always(task, fine, part)
    example = _example(task, outcomes, part)
    return _about(task, part) + " ".join(filter(None, [found, where.strip(), example]))


def _near(task, outcomes, wrong):
    """Name the line that makes the lesson's function as wrong as the learner's."""
    for text, mistake in _nearby.functions(task.name):
        same, off = _compared(task, mistake, outcomes, wrong[0])
        if wrong[0] in same & off and off <= set(wrong):
            return _nearby.described(task.name, text)
    return ""


def _about(task, part):
    """Say which part of the result is meant, where there are several."""
    return f"Look at {part} first. " if len(task.leaves) > 1 else ""


def _not_always(task, fine, part):
    """Name an input for which a part is right, where that says something."""
    for case, ok, expected in zip(task.cases, fine, task.expected):
        if ok and np.any(expected[part]):
            return f"It is right for {task.described(case)}, but not always."
    return ""


def _example(task, outcomes, part):
    """Show the first number that is wrong."""
    i = next(i for i, o in enumerate(outcomes) if o.values and not right(task, o, i, part))
    got, expected = outcomes[i].values[part], task.expected[i][part]
    case = task.described(task.cases[i])
    if task.verdicts:
        return f"For {case} it must {task.verdicts[int(expected)]}; yours does not."
    if got.shape != expected.shape:
        if 0 < expected.size <= 6 and 0 < got.size <= 6:
            return f"For {case}, {part} should be {figures(expected)}; yours is {figures(got)}."
        shapes = f"should have shape {expected.shape}; yours has shape {got.shape}"
        return f"For {case}, {part} {shapes}."
    at = tuple(np.argwhere(wrong_numbers(task, got, expected))[0])
    where = f"{part}[{', '.join(map(str, at))}]" if at else part
    return f"For {case}, {where} should be {figures(expected[at])}; yours is {figures(got[at])}."
