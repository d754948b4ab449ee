"""Measure how fast the lessons are, and print it as a table. Nothing here passes or fails.

    python start.py bench               everything, in about five minutes
    python start.py bench -- python     what needs no browser
    python start.py bench -- classroom  grading
    python start.py bench -- browser    the interactive views, in Chromium
    python start.py bench -- nbval      what nbval's time is made of; not part of everything
    python start.py bench -- views      the views beside those of an earlier commit; not part either
    python start.py bench -- live       the lessons live in a browser; not part of everything
    python start.py bench -- hub        memory of learners on a JupyterHub; not part of everything

Whatever is compared is measured in turns, in this one run, so a machine that is busy slows both
sides. Shown are medians, and the lowest and highest of the values that the bar is about.
"""

import ast
import os
import subprocess
import sys
import tempfile
import time
import traceback
from functools import partial
from pathlib import Path
from statistics import median

import execute
import nbformat
import numpy as np

import rnn_lesson

ROOT = Path(__file__).resolve().parent.parent
WRITTEN_IN = ("01_forward", "02_cost", "03_backprop", "05_rprop")  # Lesson 04 plants bugs.
LINE = "{:<56} {:>8}  {:<37} {:>6}  {:<14} {:<10} {}"


def main(parts):
    # The browser and the students of the tests serve the benchmark too.
    sys.path.append(str(ROOT / "tests"))
    print(f"{load()} on {os.cpu_count()} processors.\n")
    print(LINE.format("what", "ours", "beside", "ratio", "spread", "bar", "").rstrip())
    broken = 0
    for part, benchmarks in PARTS.items():
        wanted = part in parts or not parts and part not in APART
        for benchmark in benchmarks if wanted else ():
            try:
                benchmark(add)
            except Exception:
                broken += 1
                print(f"{benchmark.__name__} broke:\n{traceback.format_exc()}", flush=True)
    print(f"\n{load()} at the end.")
    sys.exit(broken > 0)


def load():
    """How busy the machine is, where the system says so."""
    busy = os.getloadavg() if hasattr(os, "getloadavg") else ()
    return f"Load {' '.join(f'{load:.1f}' for load in busy) or 'unknown'}"


# The table


def add(what, ours, unit, name="", beside=(), ratios=(), bar=""):
    """Print one line: the medians of repeated values `ours` and `beside`, and of their `ratios`.

    A bar such as ">= 40 x" is about the ratio, any other, such as "<= 33 ms", about ours.
    """
    judged = ratios if ratios and (not bar or bar.endswith("x")) else ours
    spread = f"{short(min(judged))} to {short(max(judged))}" if len(judged) > 1 else ""
    opponent = f"{amount(median(beside), unit)} {name}" if beside else name
    ratio = short(median(ratios)) if ratios else ""
    verdict = ("met" if meets(median(judged), bar) else "MISSED") if bar else ""
    line = what, amount(median(ours), unit), opponent, ratio, spread, bar, verdict
    print(LINE.format(*line).rstrip(), flush=True)


def amount(value, unit):
    """A value for the screen; short times in milliseconds."""
    if unit == "s" and value < 1:
        value, unit = 1000 * value, "ms"
    return f"{short(value)} {unit}".rstrip()


def short(value):
    return f"{value:.3g}" if value < 100 else f"{value:,.0f}"


def meets(value, bar):
    sign, limit = bar.split()[:2]
    return value >= float(limit) if sign == ">=" else value <= float(limit)


# Without a browser


def seconds(action, at_least=0.0):
    """Seconds that one `action` takes, from as many as fill `at_least` seconds."""
    count, began = 0, time.perf_counter()
    while count == 0 or time.perf_counter() - began < at_least:
        action()
        count += 1
    return (time.perf_counter() - began) / count


def in_turns(one, other, times, at_least=0.0):
    """Seconds of two actions, measured in turns, and the ratios other / one."""
    pairs = [(seconds(one, at_least), seconds(other, at_least)) for _ in range(times)]
    return [a for a, _ in pairs], [b for _, b in pairs], [b / a for a, b in pairs]


def lesson_functions(**names):
    """The functions that the lessons write in their cells, and the constants that these use."""
    names = {"np": np} | names
    for lesson in WRITTEN_IN:
        for node in ast.parse(lesson_source(execute.NOTEBOOKS / f"{lesson}.ipynb")).body:
            constant = isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            if constant or isinstance(node, ast.FunctionDef):
                exec(ast.unparse(node), names)
    return names


def lesson_source(path):
    notebook = nbformat.read(path, as_version=4)
    return "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")


def surface(add):
    X, t = rnn_lesson.lesson_dataset()
    axis = np.linspace(-2, 2, 100)
    cost_at = lesson_functions(t=t)["cost_at"]
    cost_at.__globals__["X"] = X
    fast = lambda: rnn_lesson.loss_surface(X, t, axis, axis)
    by_module = lambda wx, wRec: rnn_lesson.cost(rnn_lesson.forward_states(X, wx, wRec)[:, -1], t)
    opponents = {"module's functions": by_module, "lesson's functions": cost_at}
    for (name, one), bar in zip(opponents.items(), (">= 1000 x", "")):
        loop = lambda one=one: np.array([[one(wx, wRec) for wx in axis] for wRec in axis])
        assert np.allclose(fast(), loop(), rtol=1e-9, atol=1e-12)
        ours, theirs, ratios = in_turns(fast, loop, 3, 0.1)
        add("loss_surface, 100 x 100", ours, "s", f"loop, {name}", theirs, ratios, bar)

    many_X, many_t = rnn_lesson.make_dataset(100_000, 10, np.random.default_rng(1))
    many = lambda: rnn_lesson.loss_surface(many_X, many_t, axis, axis)
    forward = lambda: rnn_lesson.forward_states(many_X, 1.1, 0.9)
    theirs, ours, ratios = in_turns(forward, many, 7, 0.3)
    what = "loss_surface of 100,000 samples"
    add(what, ours, "s", "forward pass over them", theirs, ratios, "<= 3 x")
    theirs, ours, ratios = in_turns(fast, many, 5, 0.1)
    add(what, ours, "s", "the same of 20 samples", theirs, ratios)


def rprop(add):
    X, t = rnn_lesson.lesson_dataset()
    walk = lesson_functions(X=X, t=t)["walk"]
    fast = lambda: rnn_lesson.rprop_path(X, t, (-10, 7), 10_000)
    loop = lambda: walk((-10, 7), 10_000)
    assert np.array_equal(fast(), loop())
    ours, theirs, ratios = in_turns(fast, loop, 3)
    add("rprop_path, 10,000 iterations", ours, "s", "loop, lesson's functions", theirs, ratios)


def imports(add):
    python = [sys.executable, "-c"]
    run = lambda name: subprocess.run([*python, f"import {name}"], cwd=ROOT, check=True)
    for module in ("rnn_lesson", "rnn_lesson.explorers"):
        theirs, ours, ratios = in_turns(lambda: run("numpy"), partial(run, module), 3)
        add(f"import {module}, a fresh Python", ours, "s", "import numpy", theirs, ratios)


def notebooks(add):
    lessons = sorted(execute.NOTEBOOKS.glob("*.ipynb"))
    with tempfile.TemporaryDirectory() as folder:
        for path in lessons:
            write_floor(path, Path(folder) / path.name)
        theirs, ours, ratios = in_turns(lambda: nbval([folder]), lambda: nbval(lessons), 2)
    what = f"{len(lessons)} notebooks under nbval"
    add(what, ours, "s", "their kernels and imports", theirs, ratios, "<= 1.5 x")


def nbval_in_parts(add, lessons=None):
    """Processor seconds of nbval over the lessons, and of ever less of what they hold."""
    lessons = lessons or sorted(execute.NOTEBOOKS.glob("0[0-6]*.ipynb"))
    with tempfile.TemporaryDirectory() as imports, tempfile.TemporaryDirectory() as empty:
        for path in lessons:
            write_floor(path, Path(imports) / path.name)
            write_floor(path, Path(empty) / path.name, with_imports=False)
        bare = [sys.executable, "-c", BARE, *map(str, lessons)]
        parts = {
            "nbval": lambda: nbval(lessons),
            "the same cells in the same kernels, without nbval": lambda: subprocess.run(
                bare, cwd=execute.NOTEBOOKS, check=True
            ),
            "nbval of their imports alone": lambda: nbval([imports]),
            "nbval of as many empty notebooks": lambda: nbval([empty]),
        }
        taken = {what: processor(action) for what, action in parts.items()}
    for what, seconds_ in taken.items():
        add(f"processor: {what}", [seconds_], "s", "of all", [taken["nbval"]])


BARE = """import sys, nbformat, nbclient
for path in sys.argv[1:]:
    nbclient.NotebookClient(nbformat.read(path, 4), kernel_name="python3").execute()"""


def processor(action):
    """Seconds of the processor that the processes take which an action starts and waits for."""
    spent = lambda: os.times().children_user + os.times().children_system
    before = spent()
    action()
    return spent() - before


def write_floor(path, target, with_imports=True):
    """Write a notebook that starts a kernel and imports what a lesson imports, no more."""
    tree = ast.parse(lesson_source(path) if with_imports else "")
    imports = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    source = "\n".join(map(ast.unparse, imports)) or "pass"
    cell = nbformat.v4.new_code_cell(source, execution_count=1)
    nbformat.write(execute.normalise(nbformat.v4.new_notebook(cells=[cell])), target)


def nbval(paths):
    """Run notebooks, or all those in a folder, as `start.py test` does."""
    command = [sys.executable, "-m", "pytest", "-c", ROOT / "pyproject.toml", "-q"]
    command += ["-p", "no:cacheprovider", *paths]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stdout[-3000:] + done.stderr[-1000:])


def grading(add):
    import bench_classroom

    bench_classroom.measure_grading(add)


# With a browser


def with_chromium(measure):
    from browser.lab import find_chromium

    if chromium := find_chromium():
        measure(chromium)
    else:
        print("The views are not measured: install Chromium, or set CHROMIUM to its path.")


def views(add):
    import bench_views

    with_chromium(lambda chromium: bench_views.measure_views(add, chromium))


def before(add):
    import bench_before

    with_chromium(lambda chromium: bench_before.compare(add, chromium))


def live(add):
    # Its build is ours, and not beside this file as the other commands are.
    sys.path.append(str(ROOT))
    import bench_live

    bench_live.measure_live(add)


def hub(add):
    import bench_hub

    bench_hub.measure_hub(add)


PARTS = {
    "python": (surface, rprop, imports, notebooks),
    "nbval": (nbval_in_parts,),
    "classroom": (grading,),
    "browser": (views,),
    "views": (before,),
    "live": (live,),
    "hub": (hub,),
}
APART = ("nbval", "views", "live", "hub")  # not part of everything


if __name__ == "__main__":
    main(sys.argv[1:])
