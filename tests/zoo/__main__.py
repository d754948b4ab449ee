"""Print the zoo's table."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import zoo  # noqa: E402
from rnn_lesson import checks  # noqa: E402


def print_table():
    for task in checks.TASKS:
        print(f"\n{task}")
        for name, function in zoo.RIGHT:
            if name == task:
                print(f"  {function.__name__:24} {checks.check(task, function)}")
        for name, hint, function in zoo.WRONG:
            if name == task:
                report = checks.check(task, function)
                print(f"  {function.__name__:24} {report}")
                if hint not in report.message:
                    print(f"  {'':24} NOT THE HINT: {hint}")


if __name__ == "__main__":
    print_table()
