"""What a task is, and what somebody's answer to it gives on all of its inputs."""

import dis
import inspect
import traceback
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from rnn_lesson.checks._guard import Stop

LARGEST = 10**6
#: What to say about errors whose own words do not help a beginner.
ADVICE = {
    "bitwise_xor": ". A power is written ** in Python; ^ is something else",
    "for ^:": ". A power is written ** in Python; ^ is something else",
    "is out of bounds": ". Python counts from 0, so the last index is one less than the length",
    "list index out of range": ". Python counts from 0, so the last index is one less than the length",
    "truth value of an array": ". np.where decides for each element; a plain if cannot",
    "could not broadcast": ". Is a size written into the function? Take it from the arguments, as in m, n = X.shape",
    "could not be broadcast": ". Print the shapes of both sides: they do not fit",
}
LESSON_NAMES = {"X", "t", "y", "S", "W", "m", "n", "wx", "wRec", "W_grads", "grad_out", "eps"}


class Trouble(Exception):
    """Why there is no result that could be compared, said in one sentence."""


@dataclass(frozen=True)
class Task:
    """A function that a learner writes.

    `parts` names what it returns, nested as the result is, and `shapes` says what each
    must be. `mistakes` holds pairs of a hint and a function that makes this mistake.
    `beyond` holds inputs that a good answer need not take, each with what to say of one
    that does not, or "". `asks` turns a function into one that returns a result to compare;
    where that is a verdict, 0 or 1, `verdicts` says both in words.
    """

    function: object
    parts: object
    shapes: dict
    cases: list
    mistakes: list
    praise: str
    first: tuple = ()
    beyond: list = field(default_factory=list)
    rtol: float = 1e-7
    floor: float = 1e-10
    asks: object = lambda function: function
    verdicts: tuple = ()

    @property
    def name(self):
        return self.function.__name__

    @property
    def arguments(self):
        return list(inspect.signature(self.function).parameters)

    @property
    def leaves(self):
        """The names of all arrays and numbers in the result, the ones to look at first in front."""
        return list(dict.fromkeys([*self.first, *_flat(self.parts)]))

    @cached_property
    def expected(self):
        """What the module's function gives, a dict of arrays for each case."""
        return [self.outcome(self.function, case).values for case in self.cases]

    def outcome(self, answer, case):
        """Return the Outcome of one call; raises nothing but Stop."""
        given = [np.copy(arg) if isinstance(arg, np.ndarray) else arg for arg in case]
        values, trouble, missing = None, "", False
        try:
            values = _taken_apart(self.asks(answer)(*given), self.parts)
        except Stop:
            raise
        except NotImplementedError:
            trouble, missing = "raised NotImplementedError", True
        except Trouble as found:
            trouble = str(found)
        except BaseException as error:
            trouble = _raised(error, answer)
        changed = [
            name for name, arg, now in zip(self.arguments, case, given) if not _untouched(arg, now)
        ]
        return Outcome(values, trouble, missing, changed)

    def described(self, case):
        """Return the input in words that a learner can repeat: numbers where they are few, else shapes."""
        named = dict(zip(self.arguments, case))
        words = [_in_words(name, arg, named) for name, arg in named.items()]
        return ", ".join(word for word in words if word)


@dataclass
class Outcome:
    """What came of one call: values of all parts, or the trouble; and the arguments that it changed."""

    values: dict | None
    trouble: str = ""
    missing: bool = False
    changed: list = field(default_factory=list)


@dataclass
class Answers:
    """What came of all calls, filled while they run: so it also tells at which input a late answer stood.

    `over` says that nobody waits for more.
    """

    misfit: str = ""
    outside: list = field(default_factory=list)
    outcomes: list = field(default_factory=list)
    again: Outcome | None = None
    over: bool = False
    beyond: list = field(default_factory=list)


def collect(task, answer, answers):
    """Fill `answers` with what the answer gives on all inputs, and on the first of them once more."""
    answers.misfit = _misfit(task, answer)
    if answers.misfit:
        return
    answers.outside = _names_from_outside(answer)
    for case in task.cases:
        if answers.over:
            return
        answers.outcomes.append(task.outcome(answer, case))
    answers.again = task.outcome(answer, task.cases[0])
    answers.beyond = [task.outcome(answer, case) for _, case in task.beyond]


def _misfit(task, answer):
    """Return why an answer cannot be called with the task's arguments, or nothing."""
    if inspect.isgeneratorfunction(answer) or inspect.iscoroutinefunction(answer):
        return f"{task.name} must return its result: write it with def and return, without yield or async."
    try:
        signature = inspect.signature(answer)
        takes = ", ".join(signature.parameters)
    except Exception:  # some builtin functions have none
        return ""
    for count in sorted({len(case) for case in task.cases}, reverse=True):
        try:
            signature.bind(*range(count))
        except TypeError:
            rest = task.arguments[count:]
            if rest:
                return f"{task.name} must also work without {' and '.join(rest)}: give it a default, as the lesson does."
            wanted = ", ".join(task.arguments)
            return f"{task.name} must take ({wanted}), in this order and by position; yours takes ({takes})."
    return ""


def _names_from_outside(answer):
    """Return the lesson's names that a function reads from the notebook and not from its arguments."""
    code = _code(answer)
    if code is None:
        return []
    read = {step.argval for step in dis.get_instructions(code) if step.opname == "LOAD_GLOBAL"}
    return sorted(read & LESSON_NAMES)


def _code(answer):
    """Return the code of a function below its decorators, None where there is none."""
    try:
        code = inspect.unwrap(answer).__code__
    except Exception:
        return None
    return code if inspect.iscode(code) else None


def _raised(error, answer):
    """Say what was raised, and in which line of the learner's own."""
    code = _code(answer)
    own = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if code and frame.filename == code.co_filename
    ]
    where = f" (line {own[-1].lineno}: {own[-1].line})" if own and own[-1].line else ""
    try:
        message = str(error)[:200]
    except Exception:
        message = ""
    if isinstance(error, RecursionError):
        message = "it calls itself without end"
    advice = next((words for part, words in ADVICE.items() if part in message), "")
    return f"raised {type(error).__name__}{': ' * bool(message)}{message}{where}{advice}"


def _taken_apart(value, parts, wanted=""):
    """Return {name: array} of a result that is nested as `parts` is, or raise Trouble."""
    if value is None:
        raise Trouble("returned None")
    if isinstance(parts, str):
        return {parts: _as_array(value)}
    wanted = wanted or _written(parts)
    if not isinstance(value, (tuple, list, np.ndarray)) or np.ndim(_first_level(value)) == 0:
        raise Trouble(f"returned {_kind(value)}, where {len(parts)} things are asked for: {wanted}")
    if len(value) != len(parts):
        flat = len(value) == len(_flat(parts)) > len(parts)
        advice = "; put the first two in parentheses of their own" if flat else ""
        raise Trouble(
            f"returned {len(value)} things, where {len(parts)} are asked for: {wanted}{advice}"
        )
    if isinstance(parts[0], tuple) and _pair_last(value):
        raise Trouble(f"returned the two parts in the wrong order; return {wanted}")
    if isinstance(parts[0], tuple) and np.ndim(value[0]) == 0:
        raise Trouble(f"returned two numbers, and {parts[1]} is missing; return {wanted}")
    found = {}
    for part, name in zip(value, parts):
        found |= _taken_apart(part, name, wanted)
    return found


def _pair_last(value):
    """Return whether the pair of numbers stands behind the array."""
    first, last = _as_array(value[0]), _as_array(value[1])
    return last.shape == (2,) and first.ndim == 2


def _as_array(value):
    """Return a learner's result as a plain array of floats (float32 stays), or raise Trouble."""
    if isinstance(value, np.ndarray) and value.size > LARGEST:
        raise Trouble(f"returned an array of shape {value.shape}, far too large")
    try:
        array = np.asarray(value)
    except ValueError:
        if isinstance(value, (tuple, list)):
            raise Trouble(
                "returned a ragged list: its parts differ in shape. Return one array, and nothing beside it"
            ) from None
        raise
    if array.dtype.kind == "O":
        try:
            array = array.astype(float)
        except (TypeError, ValueError):
            raise Trouble(f"returned {_kind(value)}, and no numbers") from None
    if array.dtype.kind in "US":
        raise Trouble("returned text. Return the numbers themselves")
    if array.dtype.kind not in "biuf":
        raise Trouble(f"returned {_kind(value)} of {array.dtype.name}, and no real numbers")
    return np.array(array, dtype=np.float32 if array.dtype == np.float32 else float)


def _first_level(value):
    return value if isinstance(value, np.ndarray) else [0] * len(value)


def _kind(value):
    name = type(value).__name__
    return f"an object of type {name}"


def _flat(parts):
    return [parts] if isinstance(parts, str) else [name for part in parts for name in _flat(part)]


def _written(parts):
    """Return the nested names as they stand behind `return`."""
    return ", ".join(part if isinstance(part, str) else f"({_written(part)})" for part in parts)


def _untouched(arg, now):
    if not isinstance(arg, np.ndarray):
        return True
    return np.array_equal(arg, now, equal_nan=True)


def _in_words(name, arg, named):
    if callable(arg):
        return getattr(arg, "words", "")
    beside = "X" in named and name in ("t", "S", "grad_out")
    if np.size(arg) <= 6 and not (beside and named["X"].size > 6):
        return f"{name} = {numbers(arg)}"
    if name == "X":
        m, n = arg.shape
        return f"{m} sample{'s' * (m > 1)} of length {n}{' (integers)' * (arg.dtype.kind == 'i')}"
    if beside or name == "t":
        return ""
    return f"{len(arg)} samples" if name == "y" else f"{name} of shape {np.shape(arg)}"


def numbers(values):
    """Return a number or nested list of numbers as short text."""
    if np.ndim(values) == 0:
        return f"{float(values):.8g}"
    return f"[{', '.join(map(numbers, values))}]"
