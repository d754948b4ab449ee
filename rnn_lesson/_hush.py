"""The old name of `_guest`, until the views import from there."""

from rnn_lesson._guest import hushed  # noqa: F401
