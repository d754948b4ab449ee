"""Marks for every test, and the same examples from Hypothesis in every run."""

from pathlib import Path

from hypothesis import settings
from starting import folder, start  # noqa: F401  (fixtures of several files)

#: Which tests take long, by the beginning of their path; all others are `quick`.
MARKS = {
    "browser": ("tests/browser/",),
    "lessons": ("notebooks/", "tests/test_editions.py"),
    "batch": tuple(
        f"tests/test_{name}.py"
        for name in "assignments collect filter grading nbgrader release trouble".split()
    ),
    "machine": tuple(
        f"tests/test_{name}.py" for name in "explorers_odd kernel lab setup start".split()
    ),
}

# Derandomized: a red suite is red for everybody.
settings.register_profile(
    "same for everybody", derandomize=True, deadline=None, database=None, max_examples=60
)
settings.load_profile("same for everybody")


def pytest_collection_modifyitems(config, items):
    for item in items:
        path = Path(item.path).relative_to(config.rootpath).as_posix()
        marks = [mark for mark, beginnings in MARKS.items() if path.startswith(beginnings)]
        item.add_marker(marks[0] if marks else "quick")
