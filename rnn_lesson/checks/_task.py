"""What a task is, and what somebody's answer to it gives on all of its inputs."""

import difflib
import dis
import inspect
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from rnn_lesson._guest import (
    LONGEST_LINE,
    TooLate,
    Trouble,
    code_of,
    message_of,
    one_line,
    raised,
    type_name,
)
from rnn_lesson.checks._result import figures, names_of, taken_apart, unfit

#: What to say about errors whose own words do not help a beginner.
POWER = "A power is written ** in Python; ^ is something else."
FROM_ZERO = "Python counts from 0, so the last index is one less than the length."
ADVICE = {
    "bitwise_xor": POWER,
    "for ^:": POWER,
    "out of bounds for array of dimension": "It has fewer axes: m numbers have axis 0 alone.",
    "out of bounds": FROM_ZERO,
    "index out of range": FROM_ZERO,
    "truth value of an array": "np.where, np.maximum and np.minimum go element by element; "
    "a plain if, max and min cannot.",
    "could not broadcast": "Take sizes from the arguments: m, n = X.shape.",
    "could not be broadcast": "Print the shapes of both sides: they do not fit.",
    "'tuple' object has no": "The lesson hands over tuples too: take np.array(W, dtype=float).",
    "local variable": "It is read before it is set. Set it first, above the loop if there is one.",
    "object is not callable": "A product is written with *, as in 2 * (y - t), an index in square "
    "brackets, as in S[:, k], and X.shape without parentheses.",
    "'int' object is not iterable": "A number is no list of numbers: to count, write range(n).",
    "unpack non-iterable int": "Take both from the shape: m, n = X.shape.",
    "as a data type": "A shape is one thing, in parentheses of its own: np.zeros((m, n + 1)).",
    "concatenate tuple": "A shape is a tuple: take it apart first, m, n = X.shape.",
    "exceptions must derive": "Raise an error that holds the words: raise AssertionError(...).",
    "array split": "np.split goes along the first axis unless told: axis=1.",
    "NoneType": "One of your functions gives None there: does it lack its return?",
    "can't multiply sequence": "Nobody computes with a list: make an array of it, np.array(...).",
    "array element with a sequence": "There is room for one number: is a sum or a mean missing?",
    "converted to Python scalars": "float takes one number: is a sum or a mean missing?",
    "in its core dimension": "A @ B needs as many columns in A as rows in B: print their shapes.",
    "name 'np'": "Run the first cell of the lesson: it imports NumPy as np.",
}
#: Names in a notebook that are nobody's function: whoever reads one from there gets old data.
LESSON_NAMES = {"X", "t", "y", "S", "W", "m", "n", "wx", "wRec", "W_grads", "grad_out", "eps"}
LESSON_NAMES |= {"cost_of", "analytic", "numeric"}


@dataclass(eq=False)
class Task:
    """A function that a learner writes.

    `shapes` names the parts of its result and says what each must be; `parts` holds the names
    nested as the result is, where it is. Those in `first` are the ones to look at first.
    `cases` holds the inputs, with a list for an array; `beyond` those that a good answer need
    not take, each with what to say of one that does not, or "". `goes_on` says what the lesson
    does next with a part, where a list could not do that; `by_name` holds the arguments that it
    hands over by name. `asks` turns a function into one that returns a result to compare; where
    that is a verdict, 0 or 1, `verdicts` says both in words.
    """

    function: object
    shapes: dict
    cases: list
    praise: str
    parts: object = None
    first: tuple = ()
    beyond: list = field(default_factory=list)
    goes_on: dict = field(default_factory=dict)
    by_name: tuple = ()
    rtol: float = 1e-7
    floor: float = 1e-10
    asks: object = lambda function: function
    verdicts: tuple = ()

    def __post_init__(self):
        names = tuple(self.shapes)
        self.parts = self.parts or (names if len(names) > 1 else names[0])
        self.cases = [with_arrays(case) for case in self.cases]
        self.beyond = [(remark, with_arrays(case)) for remark, case in self.beyond]

    @property
    def name(self):
        return self.function.__name__

    @cached_property
    def arguments(self):
        return list(inspect.signature(self.function).parameters)

    @cached_property
    def leaves(self):
        """The names of all arrays and numbers in the result, the ones to look at first in front."""
        return list(dict.fromkeys([*self.first, *names_of(self.parts)]))

    @cached_property
    def expected(self):
        """What the module's function gives, a dict of arrays for each case."""
        expected = [self.outcome(self.function, case).values for case in self.cases]
        for array in (array for values in expected for array in values.values()):
            array.setflags(write=False)  # a learner's function may find its way here
        return expected

    def outcome(self, answer, case):
        """Return the Outcome of one call; raises nothing but TooLate."""
        # Copies, for what one answer does to its arguments must not reach the next.
        given = [np.copy(arg) if isinstance(arg, np.ndarray) else arg for arg in case]
        found = Outcome()
        try:
            value = self.asks(answer)(*given)
            found.values = taken_apart(value, self.parts)
            found.unfit = unfit(value, self.parts, self.goes_on)
        except TooLate:
            raise
        except Trouble as trouble:
            found.trouble = found.error = str(trouble)
        # Not Exception: a function may call sys.exit, or raise KeyboardInterrupt on its own.
        except BaseException as error:
            found.missing = isinstance(error, NotImplementedError)
            found.error = f"{type_name(error)}: {message_of(error)}"
            found.trouble, found.advice = raised(error, answer), _advice(error, self, answer)
        found.changed = [
            name
            for name, arg, now in zip(self.arguments, case, given)
            if isinstance(arg, np.ndarray) and not np.array_equal(arg, now, equal_nan=True)
        ]
        return found

    def named(self, case):
        """Return {argument: value} of an input."""
        return dict(zip(self.arguments, case))

    def described(self, case):
        """Return the input in words to repeat it by: numbers where they are few, else shapes."""
        named = self.named(case)
        words = [_in_words(name, arg, named) for name, arg in named.items()]
        return ", ".join(word for word in words if word)


def with_arrays(case):
    """Return an input with an array for each list."""
    return tuple(np.array(arg) if isinstance(arg, list) else arg for arg in case)


def agree(task, got, expected):
    """Return whether an array is right: its shape, and each number."""
    return got.shape == expected.shape and not wrong_numbers(task, got, expected).any()


def wrong_numbers(task, got, expected):
    """Return which numbers of an array of the right shape are wrong by more than rounding.

    Another order of sums is allowed, and whoever computes in float32 gets what that can do.
    """
    rtol, floor = (1e-5, 1e-6) if got.dtype == np.float32 else (task.rtol, task.floor)
    largest = max(1, np.abs(expected[np.isfinite(expected)]).max(initial=0))
    with np.errstate(all="ignore"):
        close = np.abs(got - expected) <= rtol * np.abs(expected) + floor * largest
    return ~(close | (got == expected) | np.isnan(got) & np.isnan(expected))


@dataclass
class Outcome:
    """What came of one call: values of all parts or the trouble, and what else was noticed.

    `error` is the exception alone, to be compared; `unfit` holds parts of the wrong type,
    `changed` the arguments that the function changed.
    """

    values: dict | None = None
    trouble: str = ""
    error: str = ""
    advice: str = ""
    missing: bool = False
    unfit: list = field(default_factory=list)
    changed: list = field(default_factory=list)


@dataclass
class Answers:
    """What came of all calls, filled while they run: so it also tells where a late answer stood.

    `over` says that nobody waits for more.
    """

    misfit: str = ""
    misnamed: str = ""
    outside: list = field(default_factory=list)
    unread: list = field(default_factory=list)
    outcomes: list = field(default_factory=list)
    again: Outcome | None = None
    over: bool = False
    beyond: list = field(default_factory=list)


def collect(task, answer, answers):
    """Fill `answers` with what the answer gives on all inputs, and on the first once more."""
    answers.misfit = _misfit(task, answer)
    if answers.misfit:
        return
    answers.misnamed = _misnamed(task, answer)
    code = code_of(answer)
    if code:
        answers.outside, answers.unread = _outside(code), _unread(code)
    for case in task.cases:
        # A function that swallows TooLate runs on in its thread, while the next check has begun.
        if answers.over:
            return
        answers.outcomes.append(task.outcome(answer, case))
    # Once more, for a function that remembers would be told a mistake that it has not made.
    answers.again = task.outcome(answer, task.cases[0])
    # Last, for what goes wrong beyond the lesson must cost nobody the answer within.
    answers.beyond = [task.outcome(answer, case) for _, case in task.beyond]


def _misfit(task, answer):
    """Return why an answer cannot be called with the task's arguments, or nothing."""
    if inspect.isgeneratorfunction(answer) or inspect.iscoroutinefunction(answer):
        how = "write it with def and return, without yield or async"
        return f"{task.name} must return its result: {how}."
    counts = {len(case) for case in task.cases}
    refused = max((count for count in counts if not _takes(answer, count)), default=None)
    if refused is None:
        return ""
    if refused < len(task.arguments):
        rest, how = " and ".join(task.arguments[refused:]), "give it a default, as the lesson does"
        return f"{task.name} must also work without {rest}: {how}."
    how = f"({', '.join(task.arguments)}), in this order and by position; yours takes"
    return f"{task.name} must take {how} {_parameters(answer)}."


def _misnamed(task, answer):
    """Return why the lesson cannot hand over some arguments by name, or nothing."""
    if _takes(answer, len(task.arguments) - len(task.by_name), task.by_name):
        return ""
    names = " and ".join(f"{name}=..." for name in task.by_name)
    called = f"The lesson calls {task.name} with {names}"
    return f"{called}: name it so; yours takes {_parameters(answer)}."


def _signature(answer):
    try:
        return inspect.signature(answer)
    except Exception:  # some builtin functions have none, and an object may lie: the call tells
        return inspect.signature(lambda *args, **named: None)


def _takes(answer, count, names=()):
    """Return whether a function takes so many arguments by position, and these by name."""
    try:
        _signature(answer).bind(*range(count), **dict.fromkeys(names))
    except TypeError:
        return False
    return True


def _parameters(answer):
    return one_line(f"({', '.join(_signature(answer).parameters)})", LONGEST_LINE)


def _outside(code):
    """Return the lesson's names that a function reads from the notebook, not from its arguments."""
    read = {step.argval for step in dis.get_instructions(code) if step.opname == "LOAD_GLOBAL"}
    return sorted(read & LESSON_NAMES)


def _unread(code):
    """Return the arguments that a function never reads, as far as its code tells."""
    # Each Python has its own LOAD_FAST_...; some load two names at once, so argval may be a pair.
    steps = dis.get_instructions(code)
    loads = [step.argval for step in steps if "LOAD_FAST" in step.opname]
    read = {name for load in loads for name in (load if isinstance(load, tuple) else (load,))}
    read |= set(code.co_cellvars)
    return [name for name in code.co_varnames[: code.co_argcount] if name not in read]


def _advice(error, task, answer):
    """Return what to do about an exception, or nothing where its own words say it."""
    message = message_of(error)
    for part, words in ADVICE.items():
        if part in message:
            return words
    name = getattr(error, "name", None)
    if not isinstance(error, NameError) or not isinstance(name, str):
        return ""
    if name in ("m", "n") and "X" in task.arguments:
        return f"There is no {name} of its own in it: begin with m, n = X.shape."
    if name == "m":
        return f"There is no m of its own in it: begin with m = len({task.arguments[0]})."
    code = code_of(answer)
    known = [*task.arguments, *(code.co_varnames if code else ())]
    close = difflib.get_close_matches(name, known, 1)
    if close:
        return f"Do you mean {close[0]}?"
    return f"It knows its arguments, {', '.join(task.arguments)}, and what it sets itself."


def _in_words(name, arg, named):
    if callable(arg):
        return getattr(arg, "words", "")
    beside = "X" in named and name in ("t", "S", "grad_out")
    if np.size(arg) <= 6 and not (beside and named["X"].size > 6):
        return f"{name} = {figures(arg)}"
    if name == "X":
        m, n, *p = arg.shape
        of = f"{m} sample{'s' * (m > 1)} of length {n}" + "".join(f", {wide} wide" for wide in p)
        return f"{of}{' (integers)' * (arg.dtype.kind == 'i')}"
    if beside or name == "t":
        return ""
    return f"{len(arg)} samples" if name == "y" else f"{name} of shape {np.shape(arg)}"
