"""What any two arrays tell about a mistake that stands in no table.

The rules are tables of words and laws. A law makes of the right result what the learner's
function gives; it must hold on all inputs. No rule may rely on anything about the learner's
numbers but that they are floats: they may be nan, of any shape, or none at all.
"""

import inspect

import numpy as np

from rnn_lesson.checks._task import agree, wrong_numbers

#: Laws on the right result alone. The first that holds is told, so the narrow ones come first.
CHANGED = {
    "{part} is always 0": lambda e: 0 * e,
    "{part} is transposed: rows and columns are exchanged": lambda e: e.T,
    "{part} runs backwards: its numbers stand in reverse order": lambda e: e[::-1],
    "The columns of {part} stand in reverse order": lambda e: e[:, ::-1],
    "{part} is moved by one place: its last number or column stands first": (
        lambda e: np.roll(e, 1, axis=-1)
    ),
    "{part} is moved by one place: its first number or column stands last": (
        lambda e: np.roll(e, -1, axis=-1)
    ),
    "{part} lacks its first number or column": lambda e: e[..., 1:],
    "{part} lacks its last number or column": lambda e: e[..., :-1],
    "{part} lacks its first row": lambda e: e[1:],
    "{part} lacks its last row": lambda e: e[:-1],
    "Only the first number or row of {part} is there: is return inside a loop?": lambda e: e[0],
    "Only the last number or row of {part} is there: keep all of them": lambda e: e[-1],
    "Only the first column of {part} is there": lambda e: e[..., 0],
    "Only the last column of {part} is there": lambda e: e[..., -1],
    "{part} is summed up: each number is asked for": lambda e: e.sum(),
    "{part} is averaged: each number is asked for": lambda e: e.mean(),
    "{part} is summed over its rows": lambda e: e.sum(axis=0),
    "{part} is summed over its columns": lambda e: e.sum(axis=-1),
    "{part} is averaged over its rows": lambda e: e.mean(axis=0),
    "{part} is averaged over its columns": lambda e: e.mean(axis=-1),
    "{part} is summed up along the way: each number holds all before it": (
        lambda e: np.cumsum(e, axis=-1)
    ),
    "{part} is cut to whole numbers: make an array of floats for it, as np.zeros does, "
    "and divide with /": np.trunc,
    "{part} is rounded to whole numbers": np.round,
    "{part} is rounded down to whole numbers: divide with / and not with //": np.floor,
    "{part} has lost its sign: it is the absolute value of what it should be": np.abs,
    "{part} holds signs alone": np.sign,
    "{part} is squared": np.square,
    "{part} is the square root of what it should be": np.sqrt,
    "{part} is turned over: 1 divided by what it should be": lambda e: 1 / e,
}
FACTORS = {
    "has the wrong sign": lambda m, n: -1,
    "is twice what it should be": lambda m, n: 2,
    "is half of what it should be: is a factor 2 missing": lambda m, n: 1 / 2,
    "is m times what it should be: it is summed over the samples, not averaged": lambda m, n: m,
    "is divided by m once too often": lambda m, n: 1 / m,
    "is divided by 20 instead of the number of samples: it only works for m = 20": (
        lambda m, n: m / 20
    ),
    "is m / 2 times what it should be: the factor 2 is missing, and so is the division by m": (
        lambda m, n: m / 2
    ),
    "is multiplied by m, where it must be divided by it": lambda m, n: m**2,
    "is n times what it should be": lambda m, n: n,
    "is divided by n, the number of time steps, and should not be": lambda m, n: 1 / n,
    "is divided by n, the number of time steps, instead of m": lambda m, n: m / n,
    "is divided by m + 1 instead of m": lambda m, n: m / (m + 1),
    "is divided by m + 1 instead of m, and the factor 2 is missing": lambda m, n: m / (m + 1) / 2,
}
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
#: Which numbers or columns, in order, are bad in one way, or which rows of a table are.
PLACES = {
    "Only the first {place} of {part} is {bad}": lambda w: w[0] and not w[1:].any(),
    "Only the last {place} of {part} is {bad}": lambda w: w[-1] and not w[:-1].any(),
    "Only the first {place} of {part} is {good}": lambda w: not w[0] and w[1:].all(),
    "Only the last {place} of {part} is {good}": lambda w: not w[-1] and w[:-1].all(),
    "The first and the last {place} of {part} are {bad}, the others {good}": (
        lambda w: w[0] and w[-1] and not w[1:-1].any()
    ),
    "The first two {place}s of {part} are {good}, all others {bad}": (
        lambda w: not w[:2].any() and w[2:].all()
    ),
    "The last two {place}s of {part} are {good}, all others {bad}": (
        lambda w: not w[-2:].any() and w[:-2].all()
    ),
}


def _holds(task, pairs, law):
    """Return whether a law makes of each right result what the learner has."""
    for got, expected, _ in pairs:
        try:
            made = np.asarray(law(expected), dtype=float)
        except (IndexError, ValueError, TypeError):  # no law for results of this shape
            return False
        if not agree(task, got, made):
            return False
    return True


def shape(task, part, pairs):
    if all(got.shape == expected.shape for got, expected, _ in pairs):
        return ""
    flat = [(got.ravel(), expected.ravel(), named) for got, expected, named in pairs]
    if _holds(task, flat, lambda e: e):
        return f"The numbers are right, the shape is not: {part} must {task.shapes[part]}."
    words = next((words for words, law in CHANGED.items() if _holds(task, pairs, law)), "")
    return f"{words.format(part=part)}{'. ' * bool(words)}{part} must {task.shapes[part]}."


def not_finite(task, part, pairs):
    if any(np.isnan(got).any() and not np.isnan(expected).any() for got, expected, _ in pairs):
        return (
            f"{part} contains nan, which is not a number: "
            "is something divided by 0, read before it is set, or does a function that it calls "
            "lack its return?"
        )
    return ""


def changed(task, part, pairs):
    """Recognise what became of the right numbers."""
    words = next((words for words, law in CHANGED.items() if _holds(task, pairs, law)), "")
    return words and f"{words.format(part=part).rstrip('.')}."


def rounded(task, part, pairs):
    if all(np.allclose(got, expected, rtol=1e-2, atol=6e-3) for got, expected, _ in pairs):
        return (
            f"{part} is almost right: only its first digits are. "
            "Do not round, and compute in float64, as NumPy does."
        )
    return ""


def factor(task, part, pairs):
    """Recognise one factor for all numbers, the same for all inputs or made of m and n."""
    found = [_ratio(got, expected, *sizes(named)) for got, expected, named in pairs]
    ratios = [ratio for ratio in found if ratio]  # where 0 is right, any factor will do
    if None in found or not ratios or all(np.isclose(ratio, 1) for ratio, _, _ in ratios):
        return ""
    for words, law in FACTORS.items():
        for sign, too in ((1, ""), (-1, ", and its sign is wrong")):
            if all(np.isclose(ratio, sign * law(m, n), rtol=1e-5) for ratio, m, n in ratios):
                return f"{part} {words}{too}."
    first = ratios[0][0]
    if all(np.isclose(ratio, first, rtol=1e-5) for ratio, _, _ in ratios):
        return f"{part} is {first:.4g} times what it should be, for every input."
    divisors = [m / ratio if ratio else np.inf for ratio, m, _ in ratios]
    if np.isfinite(divisors).all() and np.allclose(divisors, divisors[0], rtol=1e-5):
        return f"{part} is divided by {divisors[0]:.4g} instead of the number of samples m."
    if any(expected.size > 1 for _, expected, _ in pairs):
        return (
            f"{part} is off by a factor that depends on the input, "
            "and is the same for all its numbers."
        )
    return ""


def _ratio(got, expected, m, n):
    """Return (ratio, m, n) of one input, () where any ratio would do, None where there is none."""
    size = np.abs(expected).max(initial=0)
    if not size > 1e-9:
        return () if np.abs(got).max(initial=0) <= 1e-9 else None
    at = np.unravel_index(np.argmax(np.abs(expected)), expected.shape)
    ratio = float(got[at] / expected[at])
    same = np.allclose(got, ratio * expected, rtol=1e-5, atol=1e-7 * size * abs(ratio))
    return (ratio, m, n) if np.isfinite(ratio) and same else None


def sizes(named):
    """Return m and n of an input, nan for what it has not: no law of it holds then."""
    shape = np.shape(named.get("X", named.get("y")))
    return (*shape, np.nan, np.nan)[:2]


def offset(task, part, pairs):
    differences = [got - expected for got, expected, _ in pairs]
    first = differences[0].flat[0]
    same = all(np.allclose(d, first, rtol=1e-6, atol=1e-9) for d in differences)
    if not np.isfinite(first) or not first or not same:
        return ""
    return f"Every number of {part} is too {'large' if first > 0 else 'small'} by {abs(first):.6g}."


def always_the_same(task, part, pairs):
    if len(pairs) < 3:
        return ""
    first, right = pairs[0][0].flat[0], pairs[0][1].flat[0]
    same = all(np.allclose(got, first, equal_nan=True) for got, _, _ in pairs)
    if same and not all(np.allclose(expected, right) for _, expected, _ in pairs):
        return f"{part} is {first:.6g} for every input: it must depend on the arguments."
    return ""


def one_weight(task, part, pairs):
    """Say what is wrong where the numbers of one of the two weights are right."""
    if not all(expected.shape[-1:] == (2,) for _, expected, _ in pairs):
        return ""
    fine = [
        all(agree(task, got[..., i], expected[..., i]) for got, expected, _ in pairs)
        for i in (0, 1)
    ]
    if sum(fine) != 1:
        return ""
    good, bad = ("wx", "wRec") if fine[0] else ("wRec", "wx")
    i = fine.index(False)
    rest = [(got[..., i], expected[..., i], named) for got, expected, named in pairs]
    rules = changed, rounded, factor, offset, always_the_same
    more = next(filter(None, (rule(task, "that", rest) for rule in rules)), "")
    ending = f": {more}" if more else "."
    return f"What belongs to {good} is right, what belongs to {bad} is wrong{ending}"


def places(task, part, pairs):
    """Say in which numbers, columns or rows a part is wrong, where it is so for all inputs."""
    empty = [(got == 0) & (expected != 0) for got, expected, _ in pairs]
    wrong = [wrong_numbers(task, got, expected) for got, expected, _ in pairs]
    if not all(mask.ndim for mask in wrong):
        return ""
    for masks, bad, good in (empty, "0, and should not be", "filled"), (wrong, "wrong", "right"):
        columns = [mask.reshape(-1, mask.shape[-1]).any(axis=0) for mask in masks]
        rows = [mask.any(axis=-1) for mask in masks if mask.ndim == 2]
        for place, lines in ("column" if rows else "number", columns), ("row", rows):
            telling = [line for line in lines if len(line) > 1 and line.any()]
            for words, law in PLACES.items():
                if len(telling) > 1 and all(law(line) for line in telling):
                    return words.format(part=part, place=place, bad=bad, good=good) + "."
    return ""


def verdict(task, part, pairs):
    """Say on which side a check errs."""
    passes = any(got < expected for got, expected, _ in pairs)
    refuses = any(got > expected for got, expected, _ in pairs)
    wrongs = ["lets gradients pass that differ"] * passes + ["refuses those that agree"] * refuses
    return f"It {' and '.join(wrongs)}."


#: In the order in which they are asked. Behind `shape` all shapes are right, so nothing is empty;
#: behind `not_finite` a learner's nan cannot look like agreement. `rounded` comes before `factor`,
#: for numbers that are nearly right have no one factor; `places` last, for it says where, not what.
RULES = (shape, not_finite, changed, rounded, factor, offset, always_the_same, one_weight, places)


def only_where(task, fine, parts):
    """Say by which rule an answer is right for some inputs, if there is one.

    Where 0 is right, anything may be.
    """
    facts = [_facts(task.named(case)) for case in task.cases]
    tells = [any(np.any(expected[part]) for part in parts) for expected in task.expected]
    seen = [(fact, ok) for fact, ok, tell in zip(facts, fine, tells) if tell]
    if len({ok for _, ok in seen}) == 2:
        if fine == [len(case) == len(task.arguments) for case in task.cases]:
            defaults = inspect.signature(task.function).parameters.values()
            names = [str(each) for each in defaults if each.default is not each.empty]
            return f"It is right where all arguments are handed over: else {' and '.join(names)}."
        for words, holds in WHERE.items():
            if all(holds(fact) in (None, ok) for fact, ok in seen):
                return f"It is right only for {words}."
    return ""


def _facts(named):
    """Return what an input is like; nan where it has no such thing, so that no comparison holds."""
    m, n = sizes(named)
    X = named.get("X", np.array(np.nan))
    wx, wRec = (named.get(key, np.nan) for key in ("wx", "wRec"))
    W = named.get("W")
    if isinstance(W, np.ndarray) and W.shape == (2,) and "X" in named:
        wx, wRec = W
    arrays = [value for value in named.values() if isinstance(value, np.ndarray)]
    return {
        "m": m,
        "n": n,
        "wx": wx,
        "wRec": wRec,
        "bits": bool(np.isin(X, (0, 1)).all()),
        "integers": any(array.dtype.kind == "i" for array in arrays),
    }
