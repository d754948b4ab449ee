"""Print the tables of mistakes and the zoo; exit with 1 where one is not told its own words."""

import sys
from itertools import groupby
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import zoo  # noqa: E402
from rnn_lesson import checks  # noqa: E402


def print_table():
    """Print the table and return how many entries are not told what they should be."""
    off = 0
    for task in checks.TASKS:
        print(f"\n{task}")
        for hint, edits in groupby(zoo.confirmed(task), key=lambda entry: entry[0]):
            print(f"  {hint}")
            for _, edit, message in edits:
                off += _line(zoo.hint_in(task, message) == hint, edit, message)
        for _, answer in (entry for entry in zoo.RIGHT if entry[0] == task):
            report = checks.check(task, answer)
            off += _line(report.passed, answer.__name__, report.message, always=True)
        for _, words, answer in (entry for entry in zoo.WRONG if entry[0] == task):
            report = checks.check(task, answer)
            good = words in report.message and not report.passed
            off += _line(good, answer.__name__, report.message, always=True)
    return off


def _line(good, name, message, always=False):
    print(f"    {'✓' if good else '✗'} {name}")
    if always or not good:
        print(f"        {message}")
    return not good


if __name__ == "__main__":
    if "slips" in sys.argv[1:]:
        from zoo import slips

        raise SystemExit(slips.main())
    off = print_table()
    print(f"\n{off} are not told what they should be" if off else "\nEach is told its own words.")
    raise SystemExit(bool(off))
