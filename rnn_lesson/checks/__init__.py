"""Answers to what a learner writes: so far, to the predictions of the lessons."""

import html

import numpy as np

from rnn_lesson._predictions import PREDICTIONS

LOOKS = {"right": ("✓", "#00664a"), "wrong": ("✗", "#a02000"), "open": ("✎", "#004c75")}


class Report:
    """What a check found: `passed` (bool) and `message` (str), shown with a symbol and a colour."""

    def __init__(self, kind, message):
        self.kind, self.passed, self.message = kind, kind == "right", message

    def __repr__(self):
        return f"{LOOKS[self.kind][0]} {self.message}"

    def _repr_html_(self):
        symbol, color = LOOKS[self.kind]
        style = f"border-left: 4px solid {color}; background: #f6f6f6; color: #1a1a1a; padding: 6px 12px; max-width: 44em"
        return f'<div style="{style}"><b style="color: {color}">{symbol}</b> {html.escape(self.message)}</div>'


def predict(question, guess):
    """Return a Report on a learner's guess for one of the predictions of the lessons.

    Parameters
    ----------
    question : str
        A key of the predictions, such as "01 binary".
    guess : number, text, sequence of numbers, or None
        What the learner expects. None, the value in a fresh lesson, gets a friendly nudge.

    Returns
    -------
    Report
        Never raises because of the guess.

    Raises
    ------
    KeyError
        If there is no such question.
    """
    answer, tolerance, because = PREDICTIONS[question]
    if guess is None:
        return Report("open", "No guess yet. Replace None by what you expect and run this cell again; a wrong guess teaches most.")
    if _fits(guess, answer, tolerance):
        return Report("right", f"Yes. {because}")
    return Report("wrong", f"You said {_short(guess)}. {because}")


def _fits(guess, answer, tolerance):
    """Return whether a guess is the answer: the same words, or numbers to a relative tolerance."""
    if isinstance(answer, str):
        return isinstance(guess, str) and guess.strip().lower() == answer
    try:
        guess, answer = np.asarray(guess, dtype=float), np.asarray(answer, dtype=float)
    except (TypeError, ValueError):
        return False
    return guess.shape == answer.shape and bool(np.all(np.abs(guess - answer) <= tolerance * np.abs(answer)))


def _short(guess):
    text = repr(guess)
    return text if len(text) <= 60 else text[:57] + "..."
