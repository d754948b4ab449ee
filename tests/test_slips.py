"""One slip is told its cause, by `checks.check`, and what only looks right is not accepted."""

import numpy as np
import pytest

from rnn_lesson import checks, model
from rnn_lesson.checks import _edits


@pytest.mark.parametrize(
    "task, old, new, words",
    [
        # An input that raises makes no part more wrong than the others.
        ("update_adam", "np.sqrt(", "np.cumsum(", "Look at W first. The wrong line is `size ="),
        ("layer_gradient", "S[:, k - 1].T @", "S[:, k - 1].T %", "Look at Wr_grad first. The"),
        ("update_momentum", "momentum=0.9", "momentum=1.7", "are handed over: else momentum=0.9."),
        ("numerical_gradient", "eps=1e-7", "eps=-3.0", "are handed over: else eps=1e-07."),
        ("pick", "np.cumsum", "np.min", "The wrong line is `return np.argmax(np.min("),
        ("relative_error", "scale == 0", "b == 0", "The wrong line is `return np.abs(a - b) /"),
        ("numerical_gradient", "(W.shape):", "(f.shape):", "'function' object has no attribute"),
        ("update_rprop", "gradient(X, t, W)", "gradient(X, t - 1, W)", "W_sign"),
        ("softmax", "np.exp", "np.tanh", "The wrong line is `powers = np.tanh("),
    ],
)
def test_one_slip_is_told_its_cause(task, old, new, words):
    text = _edits.source(task)
    assert old in text
    message = checks.check(task, _edits.made(task, text.replace(old, new, 1))).message
    assert words in message, message


@pytest.mark.parametrize(
    "kind, words",
    [
        (lambda S: np.asmatrix(S), "S is an object of type matrix and no plain array"),
        (lambda S: S.astype(object), "S is an array of dtype object and no plain array"),
        (lambda S: np.ma.array(S), "S is an object of type MaskedArray and no plain array"),
        (lambda S: np.ma.array(S, mask=S == 1), "a masked array, which hides some"),
        (lambda S: range(10**9), "returned 1,000,000,000 numbers, far too many"),
        (lambda S: [[0.0] * 2000] * 2000, "returned 4,000,000 numbers, far too many"),
    ],
)
def test_what_only_looks_like_an_array_is_refused(kind, words):
    """A matrix multiplies otherwise, objects have no np.exp, and what is masked is not there."""
    answer = lambda X, wx, wRec: kind(model.forward_states(X, wx, wRec))
    assert words in checks.check("forward_states", answer).message
