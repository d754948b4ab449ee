"""The browser's part of the benchmark: the views of cost and Rprop, beside naive ones."""

import math
import time
from contextlib import contextmanager
from typing import NamedTuple

import naive
from browser import lab, measure

ROUNDS = 3
PATIENCE = 30  # seconds until a view of slow functions should be fine
SLIDER = ".rnn-view .rnn-range"
IMPORT = "import rnn_lesson.explorers"

# What a learner writes who does not vectorise: about 0.1 ms and 1 ms a call, and for a path of
# Rprop 120 calls.
LOOPS = """
import numpy as np
import rnn_lesson
from rnn_lesson import explorers

def with_loops(X, wx, wRec):
    S = np.zeros((len(X), X.shape[1] + 1))
    for i in range(len(X)):
        for k in range(1, X.shape[1] + 1):
            S[i, k] = X[i, k - 1] * wx
            if wRec != 0:
                S[i, k] += S[i, k - 1] * wRec
    return S

def with_sums(X, wx, wRec):
    S = np.zeros((len(X), X.shape[1] + 1))
    for i in range(len(X)):
        for k in range(1, X.shape[1] + 1):
            S[i, k] = sum(X[i, j] * wx * wRec ** (k - 1 - j) for j in range(k))
    return S

def own_cost(y, t):
    total = 0
    for i in range(len(y)):
        total += (y[i] - t[i]) ** 2
    return total / len(y)

def own_rprop(X, t, W, W_prev_sign, W_delta, eta_p, eta_n):
    W_sign = np.sign(rnn_lesson.gradient(X, t, W))
    for i in range(2):
        if W_sign[i] == W_prev_sign[i]:
            W_delta[i] = W_delta[i] * eta_p
        else:
            W_delta[i] = W_delta[i] * eta_n
    return W_delta, W_sign
"""

# Sets `firstPicture`, in seconds, once the view is drawn and all its pictures are on the screen.
WATCH = """selector => {
    const began = performance.now();
    let drawn = selector !== '.rnn-view';
    addEventListener('rnn-drawn', () => { drawn = true; }, {capture: true, once: true});
    const look = () => {
        const images = Array.from(document.querySelectorAll(`${selector} img`));
        const loaded = images.every(image => image.complete && image.naturalWidth);
        const there = drawn && images.length && loaded;
        const note = () => { window.firstPicture = (performance.now() - began) / 1000; };
        requestAnimationFrame(there ? note : look);
    };
    window.firstPicture = undefined;
    look();
}"""


class Case(NamedTuple):
    """A view, its naive opponent, and calls of it with functions that a learner may write."""

    name: str
    call: str
    naive: str
    own: dict[str, str]


CASES = [
    Case("cost view", "explore_loss()", naive.COST, {
        "own loops (0.1 ms)": "explore_loss(forward_states=with_loops, cost=own_cost)",
        "own sums (1 ms)": "explore_loss(forward_states=with_sums, cost=own_cost)",
    }),
    Case("Rprop view", "explore_rprop()", naive.RPROP, {
        "own update_rprop": "explore_rprop(update_rprop=own_rprop)",
    }),
]  # fmt: skip


def measure_views(add, path):
    with lab.running_chromium(path) as chromium, lab.Server() as server:

        @contextmanager
        def opened(name, *cells):
            """An empty lesson, in a page and a kernel of its own, in which these cells were run."""
            with lab.opener(chromium, server) as open_lesson:
                lesson = open_lesson(server.write(f"notebooks/{name}.ipynb", ""))
                for cell in cells:
                    lesson.run_code(cell)
                yield lesson

        for case in CASES:
            drags(add, case, opened)
            first_pictures(add, case, opened)
            for name, call in case.own.items():
                own_functions(add, case, name, call, opened)
        for call in ("states", "loss", "gradient", "rprop"):
            traffic(add, call, opened)


def drags(add, case, opened):
    """Drag the first slider of the view and of its opponent, in turns."""
    with opened("ours", show(case.call)) as ours, opened("naive", case.naive) as theirs:
        handle, other = (
            lesson.page.locator(what).first
            for lesson, what in ((ours, SLIDER), (theirs, naive.HANDLE))
        )
        handle.wait_for()
        other.wait_for()
        pairs = [
            (measure.measure_drag(ours, handle), measure.measure_drag(theirs, other, quiet=3))
            for _ in range(ROUNDS)
        ]

    def line(what, key, unit="", bar="", factor=1):
        values = [
            [factor * (key(drag) if callable(key) else drag[key]) for drag in side]
            for side in zip(*pairs)
        ]
        ratios = [a / b if b else math.inf for a, b in zip(*values)] if bar.endswith("x") else ()
        add(f"{case.name}: {what}", values[0], unit, "naive", values[1], ratios, bar)

    line("frames drawn per input", "drawn_per_input", bar=">= 0.95")
    line("frames a second", "fps", bar=">= 40 x")
    line("input to pixels, median", "latency_median", "ms")
    line("input to pixels, p95", "latency_p95", "ms", bar="<= 33 ms")
    line("hand to pixels, p95", "hand_p95", "ms")
    line("backlog after mouse-up", "backlog", "ms", bar="<= 0 ms")
    line("traffic a frame", lambda drag: (drag["sent"] + drag["received"]) / drag["frames"], "B")


def first_pictures(add, case, opened):
    """Time from Run to the first picture, with a kernel that has imported the views and without."""
    warm, cold, other = [], [], []
    for _ in range(ROUNDS):
        for times, cells, code, selector in (
            (warm, [IMPORT], show(case.call), ".rnn-view"),
            (cold, [], show(case.call), ".rnn-view"),
            (other, [], case.naive, ".jp-OutputArea"),
        ):
            with opened("first", *cells) as lesson:
                times.append(first_picture(lesson, code, selector))
    add(f"{case.name}: Run to first picture, views imported", warm, "s", bar="<= 2.5 s")
    add(
        f"{case.name}: Run to first picture, nothing imported",
        cold,
        "s",
        "naive",
        other,
        bar="<= 2.5 s",
    )


def own_functions(add, case, name, call, opened):
    """Time until a view of slow functions answers, how it drags then, and until it is fine."""
    name = f"{case.name}, {name}"
    with opened("own", LOOPS) as lesson:
        answered = first_picture(lesson, show(call))
        add(f"{name}: until it answers", [answered], "s", bar="<= 1 s")
        drag = measure.measure_drag(lesson, lesson.page.locator(SLIDER).first)
        fine, took = until_fine(lesson)
    add(f"{name}: from then until it is fine", [took], "s", "" if fine else "and not yet fine")
    add(f"{name}: drawn per input meanwhile", [drag["drawn_per_input"]], "")
    add(f"{name}: input to pixels, p95 meanwhile", [drag["latency_p95"]], "ms")


def traffic(add, name, opened):
    """Megabytes that a view sends: for its first picture, until it is fine, for a drag of eta."""
    with opened("sent", IMPORT) as lesson:
        received = lambda: lesson.window.traffic["received"] / 1e6
        before = received()
        first_picture(lesson, show(f"explore_{name}()"))
        add(f"{name} view: sent for the first picture", [received() - before], "MB", bar="<= 0.5")
        until_fine(lesson)
        add(f"{name} view: sent until it is fine", [received() - before], "MB")
        if name == "rprop":
            before = received()
            slider = lesson.page.get_by_role("slider", name="eta+", exact=True)
            measure.measure_drag(lesson, slider)
            until_fine(lesson)
            add("rprop view: sent for a drag of eta+", [received() - before], "MB", bar="<= 1")


def until_fine(lesson):
    """Wait until the scene on the screen is fine; seconds, and whether it is."""
    began = time.perf_counter()
    fine, took = False, 0.0
    while not fine and took < PATIENCE:
        time.sleep(0.2)
        fine = lesson.ask("view.missing(view.scene) == 0")
        took = time.perf_counter() - began
    return fine, took


def show(call):
    """A cell that shows a view and keeps it."""
    return f"from rnn_lesson import explorers\nview = explorers.{call}\nview"


def first_picture(lesson, code, selector=".rnn-view"):
    """Run code in a new cell; seconds until its picture stands on the screen."""
    lesson.page.evaluate(WATCH, selector)
    lesson.run_code(code)
    return lesson.page.wait_for_function("() => window.firstPicture").json_value()
