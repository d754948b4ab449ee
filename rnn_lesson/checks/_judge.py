"""From what an answer gave to what a tutor would say: first the known mistakes, then what any two arrays tell."""

import numpy as np

from rnn_lesson._inputs import trusted
from rnn_lesson.checks._report import Report
from rnn_lesson.checks._task import numbers


def judged(task, answers, printed):
    """Return the Report on an answer that came back from all of its calls."""
    outcomes = answers.outcomes
    if all(outcome.missing for outcome in outcomes):
        return Report(
            "open", f"Not written yet. Put your code into {task.name} and run this cell again."
        )
    changed = next((outcome.changed for outcome in outcomes if outcome.changed), None)
    if changed:
        names = " and ".join(changed)
        return Report(
            "wrong",
            f"You changed {names}: the caller still needs {'them' if changed[1:] else 'it'}. "
            f"Work on a copy, for example {changed[0]}.copy().",
        )
    troubled = [i for i, outcome in enumerate(outcomes) if outcome.trouble]
    if 2 * len(troubled) > len(outcomes):
        return Report(
            "wrong", _mostly_trouble(task, outcomes, troubled[0], printed) + _outside(answers)
        )
    if not _same(task, outcomes[0], answers.again):
        return Report(
            "wrong",
            f"{task.name} gives two different answers for the same input. Does it remember "
            "something between calls, or draw random numbers? Its arguments alone must decide.",
        )
    wrong = [
        part
        for part in task.leaves
        if not all(_right(task, o, i, part) for i, o in enumerate(outcomes))
    ]
    if not wrong:
        return Report(
            "right",
            f"Right, on {len(task.cases)} different inputs. {task.praise}{_remark(task, answers)}",
        )
    message = _known(task, outcomes, wrong) or _unknown(task, outcomes, wrong, printed)
    return Report("wrong", message + _outside(answers))


def _outside(answers):
    """Say which of the lesson's names a function reads from the notebook."""
    if not answers.outside:
        return ""
    return f" Your function reads {' and '.join(answers.outside)} from the notebook: use its arguments only."


def agree(task, got, expected):
    """Return whether an array is right: its shape, and each number up to the rounding of another order of sums.

    Somebody who computes in float32 gets what float32 can do.
    """
    if got.shape != expected.shape:
        return False
    rtol, floor = (1e-5, 1e-6) if got.dtype == np.float32 else (task.rtol, task.floor)
    largest = max(1, np.abs(expected[np.isfinite(expected)]).max(initial=0))
    with np.errstate(all="ignore"):
        close = np.abs(got - expected) <= rtol * np.abs(expected) + floor * largest
    return bool(np.all(close | ~(np.isfinite(got) | np.isfinite(expected))))


def _right(task, outcome, i, part):
    return outcome.values is not None and agree(task, outcome.values[part], task.expected[i][part])


def _same(task, one, other):
    if one.values is None or other.values is None:
        return one.values is other.values
    return all(agree(task, other.values[part], one.values[part]) for part in one.values)


def _trouble(task, i, trouble, printed):
    """Say what happened in a call that gave nothing to compare."""
    if trouble == "returned None":
        if printed:
            return f"{task.name} prints its result and returns None. Replace print by return."
        return f"{task.name} returned None. Did you forget return?"
    return f"For {task.described(task.cases[i])} {task.name} {trouble}."


def _remark(task, answers):
    """Say in which unusual case a right answer is not as the module's function."""
    for (remark, case), outcome in zip(task.beyond, answers.beyond):
        expected = task.outcome(task.function, case).values
        if outcome.values is None or not all(
            agree(task, outcome.values[part], expected[part]) for part in expected
        ):
            remark = (
                remark
                or f"the function of the module also takes {task.described(case)}; yours does not."
            )
            return f" One thing more: {remark}"
    return ""


def _known(task, outcomes, wrong):
    """Return the hint of the known mistake that gives the same wrong results, with an example; else nothing.

    Best is a mistake that explains the whole result. Else one that explains the part to
    look at first, and gets no part wrong that is right.
    """
    part = wrong[0]
    partly = ""
    with trusted(), np.errstate(all="ignore"):
        for hint, mistake in task.mistakes:
            same, off = _compared(task, mistake, outcomes, part)
            if same >= set(task.leaves) and off:
                return f"{hint} {_example(task, outcomes, part)}"
            if part in same & off and off <= set(wrong) and not partly:
                partly = f"{_about(task, part)}{hint} {_example(task, outcomes, part)}"
    return partly


def _compared(task, mistake, outcomes, needed):
    """Return the parts in which a mistake gives what the learner's function gives, and those in which it is wrong.

    It looks no further where the part that is needed differs.
    """
    same, off = set(task.leaves), set()
    for i, (case, outcome) in enumerate(zip(task.cases, outcomes)):
        if outcome.values is None:
            continue
        made = task.outcome(mistake, case).values
        same = {part for part in same if made and agree(task, outcome.values[part], made[part])}
        if needed not in same:
            break
        off |= {part for part in task.leaves if not agree(task, made[part], task.expected[i][part])}
    return same, off


def _mostly_trouble(task, outcomes, first, printed):
    """Say what the trouble is, and for which inputs there is none."""
    right = [all(_right(task, o, i, part) for part in task.leaves) for i, o in enumerate(outcomes)]
    where = _only_where(task, right, task.leaves)
    if any(right) and not where:
        where = f"Right for {task.described(task.cases[right.index(True)])}."
    return f"{where} {_trouble(task, first, outcomes[first].trouble, printed)}".strip()


def _unknown(task, outcomes, wrong, printed):
    """Return a diagnosis of what no known mistake explains."""
    faulty = [
        p
        for p in wrong
        if any(o.values and not _right(task, o, i, p) for i, o in enumerate(outcomes))
    ]
    if not faulty:
        first = next(i for i, outcome in enumerate(outcomes) if outcome.trouble)
        return _mostly_trouble(task, outcomes, first, printed)
    part = faulty[0]
    pairs = [
        (o.values[part], task.expected[i][part], task.cases[i])
        for i, o in enumerate(outcomes)
        if o.values
    ]
    rules = (
        _shape,
        _not_finite,
        _cut,
        _rounded,
        _factor,
        _offset,
        _always_the_same,
        _order,
        _one_weight,
    )
    found = next(filter(None, (rule(task, part, pairs) for rule in rules)), "")
    where = _only_where(
        task, [_right(task, outcome, i, part) for i, outcome in enumerate(outcomes)], [part]
    )
    if not (found or where):
        where = _not_always(task, outcomes, part)
    return _about(task, part) + " ".join(
        filter(None, [found, where, _example(task, outcomes, part)])
    )


def _about(task, part):
    """Say which part of the result is meant, where there are several."""
    return f"Look at {part} first. " if len(task.leaves) > 1 else ""


def _example(task, outcomes, part):
    """Show the first number that is wrong."""
    i = next(i for i, o in enumerate(outcomes) if o.values and not _right(task, o, i, part))
    got, expected = outcomes[i].values[part], task.expected[i][part]
    case = task.described(task.cases[i])
    if task.verdicts:
        return f"For {case} it must {task.verdicts[int(expected)]}; yours does not."
    if got.shape != expected.shape:
        if 0 < expected.size <= 6 and 0 < got.size <= 6:
            return f"For {case}, {part} should be {numbers(expected)}; yours is {numbers(got)}."
        return (
            f"For {case}, {part} should have shape {expected.shape}; yours has shape {got.shape}."
        )
    off = [
        index
        for index in np.ndindex(expected.shape)
        if not agree(task, np.asarray(got[index]), np.asarray(expected[index]))
    ] or [()]
    index = f"[{', '.join(map(str, off[0]))}]" if off[0] else ""
    return f"For {case}, {part}{index} should be {numbers(expected[off[0]])}; yours is {numbers(got[off[0]])}."


def _shape(task, part, pairs):
    if all(got.shape == expected.shape for got, expected, _ in pairs):
        return ""
    if all(
        got.T.shape == expected.shape and agree(task, got.T, expected) for got, expected, _ in pairs
    ):
        return f"{part} is transposed: rows and columns are exchanged."
    if all(
        got.size == expected.size and agree(task, got.reshape(expected.shape), expected)
        for got, expected, _ in pairs
    ):
        return f"The numbers are right, the shape is not: {part} must {task.shapes[part]}."
    return f"{part} must {task.shapes[part]}."


def _not_finite(task, part, pairs):
    if any(np.isnan(got).any() and not np.isnan(expected).any() for got, expected, _ in pairs):
        return f"{part} contains nan, which is not a number: is something divided by 0, or read before it is set?"
    return ""


FACTORS = {
    "has the wrong sign": lambda m, n: -1,
    "is twice what it should be": lambda m, n: 2,
    "is half of what it should be: is a factor 2 missing": lambda m, n: 1 / 2,
    "is m times what it should be: it is summed over the samples, not averaged": lambda m, n: m,
    "is divided by m once too often": lambda m, n: 1 / m,
    "is divided by 20 instead of the number of samples: it only works for m = 20": lambda m, n: (
        m / 20
    ),
    "is m / 2 times what it should be: the factor 2 is missing, and so is the division by m": lambda m, n: (
        m / 2
    ),
    "is n times what it should be": lambda m, n: n,
    "is divided by n, the number of time steps, and should not be": lambda m, n: 1 / n,
    "is divided by n, the number of time steps, instead of m": lambda m, n: m / n,
    "is divided by m - 1 instead of m": lambda m, n: m / (m - 1) if m > 1 else np.inf,
    "is divided by m + 1 instead of m": lambda m, n: m / (m + 1),
    "is divided by m + 1 instead of m, and the factor 2 is missing": lambda m, n: m / (m + 1) / 2,
}


def _factor(task, part, pairs):
    """Return the one factor, the same for all inputs or made of m and n, by which all numbers are off."""
    ratios = []
    for got, expected, case in pairs:
        size = np.abs(expected).max(initial=0)
        if size < 1e-9 or not np.isfinite(size):
            if np.abs(got).max(initial=0) > 1e-9:
                return ""
            continue
        at = np.unravel_index(np.argmax(np.abs(expected)), expected.shape)
        ratio = float(got[at] / expected[at])
        if not np.allclose(got, ratio * expected, rtol=1e-5, atol=1e-7 * size * abs(ratio)):
            return ""
        ratios.append((ratio, *_sizes(task, case)))
    if not ratios or all(np.isclose(ratio, 1) for ratio, _, _ in ratios):
        return ""
    if all(ratio == 0 for ratio, _, _ in ratios):
        return f"{part} is always 0."
    for words, law in FACTORS.items():
        for sign, too in ((1, ""), (-1, ", and its sign is wrong")):
            if all(np.isclose(ratio, sign * law(m, n), rtol=1e-5) for ratio, m, n in ratios):
                return f"{part} {words}{too}."
    divisors = [m / ratio for ratio, m, _ in ratios]
    if np.allclose(divisors, divisors[0], rtol=1e-5) and len({m for _, m, _ in ratios}) > 1:
        return f"{part} is divided by {divisors[0]:.4g} instead of the number of samples m."
    if np.allclose([ratio for ratio, _, _ in ratios], ratios[0][0], rtol=1e-5):
        return f"{part} is {ratios[0][0]:.4g} times what it should be, for every input."
    if any(expected.size > 1 for _, expected, _ in pairs):
        return f"{part} is off by a factor that depends on the input, and is the same for all its numbers."
    return ""


def _sizes(task, case):
    """Return m and n of an input, 1 where it has none."""
    named = dict(zip(task.arguments, case))
    if "X" in named:
        return named["X"].shape
    return np.size(named["y"]) if "y" in named else 1, 1


def _offset(task, part, pairs):
    differences = [got - expected for got, expected, _ in pairs]
    first = differences[0].flat[0] if differences[0].size else 0
    if (
        np.isfinite(first)
        and first
        and all(np.allclose(d, first, rtol=1e-6, atol=1e-9) for d in differences)
    ):
        return f"Every number of {part} is too {'large' if first > 0 else 'small'} by {abs(first):.6g}."
    return ""


def _always_the_same(task, part, pairs):
    values = [got for got, _, _ in pairs]
    if len(values) > 2 and all(
        np.size(v) and np.allclose(v, values[0].flat[0], equal_nan=True) for v in values
    ):
        if not all(np.allclose(expected, pairs[0][1].flat[0]) for _, expected, _ in pairs):
            return f"{part} is {values[0].flat[0]:.6g} for every input: it must depend on the arguments."
    return ""


def _order(task, part, pairs):
    """Recognise right numbers that stand in the wrong places."""
    ways = {
        f"{part} is transposed: rows and columns are exchanged.": lambda a: a.T,
        f"{part} runs backwards: its numbers stand in reverse order.": lambda a: a[::-1],
        f"The columns of {part} stand in reverse order.": lambda a: a[:, ::-1] if a.ndim > 1 else a,
        f"{part} is moved by one place: its last number or column stands first.": lambda a: np.roll(
            a, -1, axis=-1
        ),
        f"{part} is moved by one place: its first number or column stands last.": lambda a: np.roll(
            a, 1, axis=-1
        ),
    }
    for words, turned in ways.items():
        if all(got.ndim and agree(task, turned(got), expected) for got, expected, _ in pairs):
            return words
    return ""


def _cut(task, part, pairs):
    if all(np.array_equal(got, np.trunc(expected)) for got, expected, _ in pairs):
        return f"{part} is cut to whole numbers: make an array of floats for it, as np.zeros does, and divide with /."
    return ""


def _one_weight(task, part, pairs):
    """Say what is wrong where the numbers of one of the two weights are right, those of the other are not."""
    if not all(
        got.shape == expected.shape and expected.shape[-1:] == (2,) for got, expected, _ in pairs
    ):
        return ""
    right = [
        all(agree(task, got[..., i], expected[..., i]) for got, expected, _ in pairs)
        for i in (0, 1)
    ]
    if sum(right) != 1:
        return ""
    good, bad = ("wx", "wRec") if right[0] else ("wRec", "wx")
    i = right.index(False)
    rest = [(got[..., i], expected[..., i], case) for got, expected, case in pairs]
    rules = _cut, _rounded, _factor, _offset, _always_the_same
    more = next(filter(None, (rule(task, "that", rest) for rule in rules)), "")
    return f"What belongs to {good} is right, what belongs to {bad} is wrong{f': {more}' if more else '.'}"


def _rounded(task, part, pairs):
    if all(np.allclose(got, expected, rtol=1e-2, atol=6e-3) for got, expected, _ in pairs):
        return f"{part} is almost right: only its first digits are. Do not round, and compute in float64, as NumPy does."
    return ""


WHERE = {
    "m = 20 and n = 10, the size of the lesson's data": lambda f: f["m"] == 20 and f["n"] == 10,
    "m = 20, the size of the lesson's data": lambda f: f["m"] == 20,
    "one sample": lambda f: f["m"] == 1,
    "more than one sample": lambda f: f["m"] > 1,
    "one time step": lambda f: f["n"] == 1,
    "more than one time step": lambda f: f["n"] > 1,
    "inputs of 0 and 1": lambda f: f["bits"],
    "wRec > 0": lambda f: f["wRec"] > 0 if f["wRec"] else None,
    "wRec other than 0": lambda f: f["wRec"] != 0,
    "wRec between -1 and 1": lambda f: abs(f["wRec"]) < 1,
    "wx > 0": lambda f: f["wx"] > 0,
    "wx > 0 and wRec > 0": lambda f: f["wx"] > 0 and f["wRec"] > 0,
    "numbers that are no integers": lambda f: not f["integers"],
}


def _only_where(task, right, parts):
    """Say by which rule an answer is right for some inputs, if there is one; where 0 is right, anything may be."""
    facts = [_facts(task, case) for case in task.cases]
    tells = [any(np.any(expected[part]) for part in parts) for expected in task.expected]
    seen = [(fact, ok) for fact, ok, tell in zip(facts, right, tells) if tell]
    if len({ok for _, ok in seen}) == 2:
        for words, holds in WHERE.items():
            if all(holds(fact) in (None, ok) for fact, ok in seen):
                return f"It is right only for {words}."
    return ""


def _not_always(task, outcomes, part):
    """Name an input for which a part is right, where that says something."""
    for i, outcome in enumerate(outcomes):
        if _right(task, outcome, i, part) and np.any(task.expected[i][part]):
            return f"It is right for {task.described(task.cases[i])}, but not always."
    return ""


def _facts(task, case):
    """Return what an input is like; nan where it has no such thing, so that no comparison holds."""
    named = dict(zip(task.arguments, case))
    m, n = _sizes(task, case)
    X = named.get("X", np.array(np.nan))
    wx, wRec = (named.get(key, np.nan) for key in ("wx", "wRec"))
    W = named.get("W")
    if np.ndim(wx):
        wx = wRec = np.nan
    if isinstance(W, np.ndarray) and W.shape == (2,) and "X" in named:
        wx, wRec = W
    arrays = [arg for arg in case if isinstance(arg, np.ndarray)]
    return {
        "m": m,
        "n": n if "X" in named else np.nan,
        "wx": wx,
        "wRec": wRec,
        "bits": bool(np.isin(X, (0, 1)).all()),
        "integers": any(arg.dtype.kind == "i" for arg in arrays),
    }
