"""Hypothesis draws the same examples in every run: a red suite is red for everybody."""

from hypothesis import settings

settings.register_profile(
    "same for everybody", derandomize=True, deadline=None, database=None, max_examples=60
)
settings.load_profile("same for everybody")
