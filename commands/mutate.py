"""Does a test fail when the code breaks? Break it in every place, and run the tests each time.

    python start.py mutate -- model gradcheck      these rooms of mutation.toml
    python start.py mutate -- checks --most 500    500 of a room's mutants, the same ones each time

A mutant is the code with one operator, number, condition, result or statement changed. Only the
tests that reach the changed line run, in copies of the checkout: nothing is edited in place.
What survives is printed: a test is missing there, or the change makes no difference.
"""

import argparse
import ast
import importlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import tomllib
from collections import Counter
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
ROOMS = tomllib.loads((ROOT / "commands" / "mutation.toml").read_text(encoding="utf-8"))["rooms"]
NOT_COPIED = (".*", "__pycache__", "*.egg-info", "build", "served-*", "screenshots", "graded")
PRELOADED = ("pytest", "hypothesis", "numpy", "matplotlib.figure", "anywidget", "nbformat")

# What an operator becomes. The symbol of each stands first.
SWAPS = {
    ast.Add: ("+", "-"), ast.Sub: ("-", "+"), ast.Mult: ("*", "/"), ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "*"), ast.Mod: ("%", "*"), ast.Pow: ("**", "*"), ast.MatMult: ("@", "*"),
    ast.BitOr: ("|", "&"), ast.BitAnd: ("&", "|"), ast.BitXor: ("^", "|"),
    ast.And: ("and", "or"), ast.Or: ("or", "and"),
    ast.Lt: ("<", "<=", ">="), ast.LtE: ("<=", "<", ">"), ast.Gt: (">", ">=", "<="),
    ast.GtE: (">=", ">", "<"), ast.Eq: ("==", "!="), ast.NotEq: ("!=", "=="),
    ast.Is: ("is", "is not"), ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"), ast.NotIn: ("not in", "in"),
}  # fmt: skip


class Mutant(NamedTuple):
    path: str  # of the file, from the top of the checkout
    number: int  # of the line that is changed
    lines: range  # of its statement
    before: str  # the line, and what it becomes
    after: str
    text: str  # the whole file


# Mutants


def mutants(path):
    """Return all mutants of a file that are Python and differ from it."""
    source = (ROOT / path).read_text(encoding="utf-8")
    text, tree, found = source.encode(), ast.parse(source), {}
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    start_of = lambda node: starts[node.lineno - 1] + node.col_offset
    end_of = lambda node: starts[node.end_lineno - 1] + node.end_col_offset
    for statement, node in nodes(tree):
        for start, end, new in changes(node, text, start_of, end_of):
            mutated = (text[:start] + new.encode() + text[end:]).decode()
            number = text[:start].count(b"\n")
            before, after = (code.splitlines()[number].strip() for code in (source, mutated))
            lines = range(statement.lineno, statement.end_lineno + 1)
            found.setdefault(mutated, Mutant(path, number + 1, lines, before, after, mutated))
    return [mutant for mutant in found.values() if is_another(mutant.text, tree)]


def is_another(text, tree):
    try:
        return ast.dump(ast.parse(text)) != ast.dump(tree)
    except SyntaxError:
        return False


def nodes(node, statement=None):
    """Yield every node with the innermost statement that it stands in."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.JoinedStr):  # Python 3.11 does not know places inside f-strings.
            continue
        inner = child if isinstance(child, ast.stmt) else statement
        yield inner, child
        yield from nodes(child, inner)


def changes(node, text, start_of, end_of):
    """Yield (start, end, new text) for each way to break this node."""
    whole = lambda part: (start_of(part), end_of(part))
    code = lambda part: text[slice(*whole(part))].decode()
    for left, operator, right in operations(node):
        symbol, *others = SWAPS.get(type(operator), ("",))
        at = text.find(symbol.encode(), end_of(left), start_of(right))
        yield from ((at, at + len(symbol), other) for other in others if at >= 0)
    if isinstance(node, ast.Constant) and type(node.value) in (int, float, bool):
        yield from ((*whole(node), new) for new in other_values(node.value))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Not, ast.USub)):
        yield *whole(node), f"({code(node.operand)})"
    elif isinstance(node, (ast.If, ast.While, ast.IfExp)):
        yield *whole(node.test), f"(not ({code(node.test)}))"
    elif isinstance(node, ast.Return) and node.value:
        yield *whole(node.value), "None"
    elif isinstance(node, (ast.Break, ast.Continue)):
        yield *whole(node), "continue" if isinstance(node, ast.Break) else "break"
    elif isinstance(node, (ast.Raise, ast.AugAssign)) or is_call(node) or fills(node):
        yield *whole(node), "pass"
    for decorator in getattr(node, "decorator_list", ()):
        yield start_of(decorator) - 1, end_of(decorator), ""


def operations(node):
    """Yield (left, operator, right) of a node that joins two things, or more."""
    if isinstance(node, ast.BinOp):
        yield node.left, node.op, node.right
    elif isinstance(node, ast.AugAssign):
        yield node.target, node.op, node.value
    elif isinstance(node, ast.BoolOp):
        yield from ((one, node.op, other) for one, other in zip(node.values, node.values[1:]))
    elif isinstance(node, ast.Compare):
        yield from zip([node.left, *node.comparators], node.ops, node.comparators)


def other_values(value):
    if isinstance(value, bool):
        return [str(not value)]
    return [repr(value + 1), repr(value - 1) if isinstance(value, int) else repr(value * 2)]


def is_call(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)


def fills(node):
    """Whether a statement changes a part of something."""
    targets = node.targets if isinstance(node, ast.Assign) else ()
    return any(isinstance(target, (ast.Attribute, ast.Subscript)) for target in targets)


# Tests


class Watch:
    """A pytest plugin that remembers how long each test took, and which lines it reached."""

    def __init__(self, folder, room):
        import coverage

        include = [str(folder / pattern) for pattern in room["code"]]
        self.coverage = coverage.Coverage(data_file=None, include=include)
        self.folder, self.seconds = folder, {}

    def pytest_runtest_logstart(self, nodeid):
        self.coverage.switch_context(nodeid)

    def pytest_runtest_logreport(self, report):
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0) + report.duration

    def reached(self):
        """Return {file: {line: names of tests}}; a line run by an import has no test's name."""
        data = self.coverage.get_data()
        paths = {
            path: Path(path).relative_to(self.folder).as_posix() for path in data.measured_files()
        }
        return {name: data.contexts_by_lineno(path) for path, name in paths.items()}


def pytest_in(folder, tests, plugins=()):
    """Run these tests of a copy, silently; pytest's exit status."""
    import pytest

    os.chdir(folder)
    sys.path.insert(0, str(folder))
    with open(os.devnull, "w") as nothing:
        os.dup2(nothing.fileno(), 1)
        os.dup2(nothing.fileno(), 2)
    options = ["-x", "-q", "-o", "addopts=", "-p", "no:cacheprovider", "-p", "no:nbval"]
    return int(pytest.main([*options, *tests], plugins=plugins))


def look(folder, room, tell):
    """Run the tests of a room unbroken, in a process of its own, and tell what was seen."""
    watch = Watch(folder, room)
    watch.coverage.start()
    tests = [str(test) for pattern in room["tests"] for test in sorted(folder.glob(pattern))]
    status = pytest_in(folder, tests, [watch])
    watch.coverage.stop()
    tell.put((status, watch.seconds, watch.reached()))


def work(folder, take, tell):
    """Judge one mutant after the other, in a copy of one's own."""
    while job := take.get():
        mutant, tests, seconds = job
        file = folder / mutant.path
        unbroken = file.read_text(encoding="utf-8")
        file.write_text(mutant.text, encoding="utf-8")
        tell.put((mutant, judge(folder, tests, seconds) if tests else "is reached by no test"))
        file.write_text(unbroken, encoding="utf-8")


def judge(folder, tests, seconds):
    """Return what becomes of the mutant in this copy: killed, too slow, or survived."""
    child = os.fork()
    if not child:
        status = 1
        try:  # Whatever a mutant raises, this process ends here.
            os.setsid()  # With all that the tests start, so that nothing outlives the mutant.
            status = pytest_in(folder, tests)
        finally:
            os._exit(status)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return "survived" if status == 0 else "killed"
        time.sleep(0.01)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "too slow"


def jobs_of(room, seconds, reached, most):
    """Return (mutant, the tests that reach it, seconds that they may take) for each mutant."""
    paths = sorted({path for pattern in room["code"] for path in ROOT.glob(pattern)})
    found = [mutant for path in paths for mutant in mutants(path.relative_to(ROOT).as_posix())]
    if most is not None:
        found = random.Random(0).sample(found, min(most, len(found)))
    for mutant in found:
        lines = reached.get(mutant.path, {})
        tests = {test for number in mutant.lines for test in lines.get(number, ())}
        tests = sorted(seconds if "" in tests else tests, key=seconds.get)  # The quick ones first.
        yield mutant, tests, 10 + 5 * sum(map(seconds.get, tests))


def run(name, copies, most):
    """Judge the mutants of a room and print what survived."""
    began, room = time.monotonic(), ROOMS[name]
    context = get_context("fork")
    take, tell = context.Queue(), context.Queue()
    context.Process(target=look, args=(copies[0], room, tell), daemon=True).start()
    status, seconds, reached = tell.get()
    if status:
        sys.exit(f"The tests of {name} fail before anything is broken.")
    jobs = list(jobs_of(room, seconds, reached, most))
    for job in [*jobs, *[None] * len(copies)]:
        take.put(job)
    for folder in copies:
        context.Process(target=work, args=(folder, take, tell), daemon=True).start()
    verdicts = dict(tell.get() for _ in jobs)
    counts = Counter(verdicts.values())
    for mutant in sorted(verdicts, key=lambda mutant: (mutant.path, mutant.number)):
        if verdicts[mutant] not in ("killed", "too slow"):
            print(f"{mutant.path}:{mutant.number} {verdicts[mutant]}")
            print(f"    - {mutant.before}\n    + {mutant.after}")
    said = ", ".join(f"{count} {verdict}" for verdict, count in counts.most_common())
    print(f"{name}: {len(jobs)} mutants in {time.monotonic() - began:.0f} s: {said}\n", flush=True)


def main(argv):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("rooms", nargs="*", help=f"of {', '.join(ROOMS)}; all if none is named")
    parser.add_argument("--most", type=int, help="how many mutants of a room, drawn at random")
    options = parser.parse_args(argv)
    if unknown := set(options.rooms) - set(ROOMS):
        parser.error(f"no such room: {', '.join(unknown)}")
    if not hasattr(os, "fork"):
        sys.exit("This needs a system on which a process can fork: Linux, macOS, WSL.")
    # Written anew within a second, a file would be taken for the one that was compiled before.
    sys.dont_write_bytecode = True
    os.environ |= {"PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1"}
    for module in PRELOADED:  # What takes long to import is there when a mutant's process begins.
        importlib.import_module(module)
    with tempfile.TemporaryDirectory() as folder:
        copies = [Path(folder).resolve() / str(number) for number in range(os.cpu_count())]
        for copy in copies:
            shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*NOT_COPIED))
        for room in options.rooms or ROOMS:
            run(room, copies, options.most)


if __name__ == "__main__":
    main(sys.argv[1:])
