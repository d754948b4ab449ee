"""How a guess is read and compared: the kinds of prediction that a lesson asks for.

Each kind says in one sentence what a guess must look like. A guess of another form is told so and
is not answered: whoever forgot the quotes has not guessed yet.
"""

from dataclasses import dataclass
from math import log10

import numpy as np

from rnn_lesson.checks._report import Report
from rnn_lesson.optimizers import rprop_path

NO_GUESS = (
    "No guess yet. Replace None by what you expect and run this cell again; "
    "a wrong guess teaches most."
)


class Form(Exception):
    """Why a guess cannot be compared, where its prediction's `form` does not say it."""


def answered(prediction, guess):
    """Return the Report on a guess for a prediction; raise nothing because of the guess."""
    if guess is None:
        return Report("open", NO_GUESS)
    try:
        value = prediction.read(guess)
    except Exception as error:
        form = str(error) if isinstance(error, Form) else prediction.form
        return Report("open", f"That cannot be compared yet: {form} Try again.")
    if prediction.fits(value):
        return Report("right", f"Yes. {prediction.because}")
    return Report("wrong", f"You said {prediction.shown(value)}. {prediction.because}")


@dataclass(frozen=True)
class Number:
    """One number, or several in order, to a relative tolerance."""

    answer: object
    because: str
    within: float = 0

    @property
    def form(self):
        # Whether the answer is finite may be what is asked: a guess of np.inf is compared as well.
        if np.ndim(self.answer) == 0:
            return "the answer is one number, and np.inf counts as one."
        count = len(self.answer)
        return f"the answer is a list of {count} numbers, such as {[0] * count}."

    def read(self, guess):
        value = np.asarray(float(guess) if isinstance(guess, str) else guess)
        real = value.dtype.kind in "biuf" and not np.isnan(value).any()
        if value.shape != np.shape(self.answer) or not real:
            raise ValueError
        return value

    def fits(self, value):
        answer = np.array(self.answer)
        return bool(np.all(np.abs(value - answer) <= self.within * np.abs(answer)))

    def shown(self, value):
        if np.ndim(value):
            return f"[{', '.join(map(self.shown, value))}]"
        return f"{float(value):.6g}"


class Order(Number):
    """A number of which the order of magnitude counts: within a factor of ten, either way."""

    form = "the answer is one number above 0."

    def read(self, guess):
        value = super().read(guess)
        if value <= 0:
            raise ValueError
        return value

    def fits(self, value):
        return abs(log10(value) - log10(self.answer)) <= 1


@dataclass(frozen=True)
class Choice:
    """One of a few words, in quotes; upper and lower case are the same."""

    answer: str
    because: str
    options: tuple

    @property
    def form(self):
        *first, last = (f'"{option}"' for option in self.options)
        return f"the answer is {', '.join(first)} or {last}, with the quotes."

    def read(self, guess):
        words = {option.lower(): option for option in self.options}
        if not isinstance(guess, str) or guess.strip().lower() not in words:
            raise ValueError
        return words[guess.strip().lower()]

    def fits(self, value):
        return value == self.answer

    def shown(self, value):
        return f'"{value}"'


@dataclass(frozen=True)
class Place:
    """Where the learner put a view: `answer` and `within` name its axes; `given` must stand first.

    The answer is then shown in the view itself.
    """

    answer: dict
    because: str
    within: dict
    given: dict | None = None
    form = "hand over the view itself, as in checks.predict(..., view)."

    def read(self, view):
        given = self.given or {}
        if any(not hasattr(view, axis) for axis in [*self.answer, *given]):
            raise ValueError
        for axis, value in given.items():
            if abs(getattr(view, axis) - value) > 0.03:
                raise Form(f"put {axis} at {value:g} first; it is at {getattr(view, axis):.2f}.")
        value = {axis: float(getattr(view, axis)) for axis in self.answer}
        if not self.fits(value):
            for axis, right in self.answer.items():
                setattr(view, axis, right)
        return value

    def fits(self, value):
        return all(abs(value[axis] - self.answer[axis]) <= self.within[axis] for axis in value)

    def shown(self, value):
        off = [
            f"{axis} = {value[axis]:.2f}, which is off by {abs(value[axis] - right):.2f}"
            for axis, right in self.answer.items()
        ]
        return f"{' and '.join(off)} (the view now shows the answer)"


@dataclass(frozen=True)
class Border:
    """Two starts at most `apart` from each other, of which exactly one leads Rprop to (1, 1)."""

    data: object  # a function that returns X, t
    because: str
    apart: float = 0.1
    n_iter: int = 2000
    form = "the answer is two starts, [(wx, wRec), (wx, wRec)]."

    def read(self, guess):
        starts = np.asarray(guess, dtype=float)
        if starts.shape != (2, 2) or not np.isfinite(starts).all():
            raise ValueError
        apart = np.hypot(*(starts[0] - starts[1]))
        if apart > self.apart + 1e-9:
            raise Form(
                f"the starts must be {self.apart:g} apart at most; yours are {apart:.2f} apart."
            )
        ends = [rprop_path(*self.data(), start, self.n_iter)[-1] for start in starts]
        return [bool(np.all(np.abs(end - 1) < 0.01)) for end in ends]

    def fits(self, arrived):
        return sum(arrived) == 1

    def shown(self, arrived):
        return "two starts that both arrive" if all(arrived) else "two starts that are both lost"
