"""Marks for every test, which tests one process runs, and the same examples in every run."""

import os
from pathlib import Path

import pytest
from hypothesis import settings
from starting import folder, start  # noqa: F401  (fixtures of several files)

#: Which tests take long, by the beginning of their name; all others are `quick`.
MARKS = {
    "browser": ("tests/browser/",),
    "lessons": (
        "notebooks/",
        "tests/test_part_two_language.py::test_a_surprise_holds_for_other_seeds_too",
        # Two networks are trained as a lesson trains them.
        "tests/test_predictions.py::test_answer_is_what_the_network_says[08.4]",
        "tests/test_predictions.py::test_answer_is_what_the_network_says[10.3]",
    ),
    "batch": (
        "tests/test_checks.py::test_random_slips",
        *(
            f"tests/test_{name}.py"
            for name in "assignments collect filter grading nbgrader release trouble".split()
        ),
    ),
    "machine": tuple(
        f"tests/test_{name}.py"
        for name in "execute explorers_odd kernel lab run setup start".split()
    ),
}

#: What one process runs in one go, as each file by itself is: what shares a server or a browser.
TOGETHER = ("tests/browser/test_live.py", "tests/browser/test_site.py", "tests/browser/")

#: The beginnings of the paths that take longest, in the order in which they begin.
FIRST = (
    "tests/browser/",
    "tests/test_assignments.py",
    "tests/test_grading.py",
    "tests/test_checks.py",
    "tests/test_explorers_odd.py",
    "tests/test_kernel.py",
    "notebooks/",
)

# Before numpy comes: two processes that each compute in two threads wait for each other, and a
# lesson's small matrices take three times as long. Kernels and servers inherit it.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Whoever writes CI=false means it, and everything asks only whether there is a CI.
if os.environ.get("CI", "").strip().lower() in ("", "0", "false", "no", "off"):
    os.environ.pop("CI", None)

# Derandomized: a red suite is red for everybody.
settings.register_profile(
    "same for everybody", derandomize=True, deadline=None, database=None, max_examples=60
)
settings.load_profile("same for everybody")


def pytest_collection_modifyitems(items):
    for item in items:
        marks = [mark for mark, names in MARKS.items() if item.nodeid.startswith(names)]
        item.add_marker(marks[0] if marks else "quick")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config):
    """Two processes; none but this one for a single file, or on a single core."""
    single = len(config.args) == 1 and Path(config.args[0].partition("::")[0]).is_file()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return 0 if single or cores == 1 else 2


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Hand out whole files, the longest first, so that the processes end at about the same time."""
    from xdist.scheduler import LoadFileScheduling

    class Scheduler(LoadFileScheduling):
        def _split_scope(self, nodeid):
            return next(filter(nodeid.startswith, TOGETHER), super()._split_scope(nodeid))

        def _assign_work_unit(self, node):
            place = lambda unit: next(
                (i for i, first in enumerate(FIRST) if unit.startswith(first)), len(FIRST)
            )
            self.workqueue.move_to_end(min(self.workqueue, key=place), last=False)
            super()._assign_work_unit(node)

        def remove_node(self, node):
            """Give back what a dead process did not run.

            The base class gives back what killed it too, and that kills the next or waits for ever.
            """
            work = self.assigned_work.pop(node)
            left = [(unit, test) for unit in work.values() for test in unit if not unit[test]]
            for unit, test in left[:1]:
                unit[test] = True
            to_do = {scope: unit for scope, unit in work.items() if not all(unit.values())}
            self.workqueue.update(to_do)
            for other in self.assigned_work:
                self._reschedule(other)
            return left[0][1] if left else None

    return Scheduler(config, log)
