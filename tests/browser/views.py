"""A notebook of interactive views, and what a hand does with them: shared by the tests of views."""

import time

from rnn_lesson import explorers

from .lab import js

# What Python says of a view: {label: [index, text]} of its axes, the nearest node, its bits, the
# numbers beside it, and its markers, each with the width of the picture, in the picture's pixels.
HELPERS = """
import re
import numpy as np

def said_of(view):
    at = view.position
    scene, axes = view.spec["scenes"][at["scene"]], view._scenes[at["scene"]].axes
    index = {name: axis.index(at[name]) for name, axis in axes.items()}

    def text(name):
        on_node = axes[name].values[index[name]] == at[name]
        # JavaScript writes 1e-7 where Python writes 1e-07.
        return axes[name].texts[index[name]] if on_node else re.sub("e-0", "e-", repr(at[name]))

    def along(layer, axis):
        values, places = axes[layer[axis]].values, layer[axis + "s"]
        return float(np.interp(at[layer[axis]], values, places)) / 8

    return {
        "axes": {axis.label: [index[name], text(name)] for name, axis in axes.items()},
        "position": {"scene": at["scene"]} | index,
        "bits": getattr(view, "bits", ""),
        "numbers": list(view.readings().values()),
        "markers": [
            [along(layer, "x"), along(layer, "y"), panel["width"]]
            for panel in scene["panels"] for layer in panel["layers"] if layer["kind"] == "marker"
        ],
    }
"""
IMPORTS = (
    HELPERS
    + """
import gc
import rnn_lesson
from ipywidgets.widgets.widget import _instances
from matplotlib.figure import Figure
from rnn_lesson import explorers
from rnn_lesson.explorers import _weights
"""
)
VIEWS_FILE = "notebooks/views.ipynb"
NAMES = ["target", "states", "loss", "gradient", "eps", "rprop", "walkers", "answers", "adder"]
OWN = ["wrong", "raising"]  # views of a learner's functions, below the others
VIEWS = {name: index for index, name in enumerate(NAMES + OWN)}
# The views with sliders for wx and wRec.
WEIGHTS = ["states", "loss", "gradient", "rprop", "walkers"]
MAPS = WEIGHTS[1:]  # those with a marker to drag on a surface
ZOOMS = MAPS[:3]  # those with a near scene and a far one
STARTS = ["rprop", "walkers"]  # those whose weights are where paths begin
BITS = ["target", "answers", "states"]  # those with a sequence to click

FUNCTIONS = """
import time
_weights.STEPS = {"far": (-3, 3, 0.25), "near": (-0.1, 2.1, 0.1)}

def wrong_one(X, wx, wRec):
    return rnn_lesson.forward_states(X, wx, wRec) + 1

def raising_one(X, wx, wRec):
    raise RuntimeError("too much for me")

def slow_one(X, wx, wRec):
    time.sleep(0.001)
    return rnn_lesson.forward_states(X, wx, wRec) + (0 if wRec < 50 else 1)
"""
# What it takes to show trouble, a long one, notes and a neighbour's numbers in one drag.
MOODY = """
def moody_one(X, wx, wRec):
    time.sleep(0.003)
    if wRec > 1:
        raise RuntimeError("too much for me, " * 30)
    return rnn_lesson.forward_states(X, wx, wRec)
"""
OWN_CELL = "{0} = explorers.explore_loss(forward_states={0}_one)\n{0}"

# Python, in the lesson's kernel.
DATA, TARGET = "rnn_lesson.lesson_dataset()[0]", "rnn_lesson.lesson_dataset()[1]"
COST = f"'%.6g' % rnn_lesson.cost({{}}[:, -1], {TARGET})"
STATES = f"rnn_lesson.forward_states({DATA}, {{wx}}, {{wRec}})"

SAID = "said_of(NAME)"

# How long the kernel rests between two slices of what is to be filled: what a test of the phases of
# filling sets, so that the kernel does not run ahead of a busy browser.
PAUSE = "setattr(explorers._widget._schedule, 'PAUSE', {})"
UNHURRIED, USUAL = PAUSE.format(5), PAUSE.format(explorers._widget._schedule.PAUSE)


def view_of(lesson, name):
    """The view of a kind."""
    view = lesson.view(VIEWS[name])
    view.scroll_into_view_if_needed()
    return view


def slider(view, name):
    return view.get_by_role("slider", name=name, exact=True)


def choice(view, name):
    return view.get_by_role("combobox", name=name)


def field(view, name):
    return view.get_by_role("textbox", name=f"{name}, type a number", exact=True)


def surface(view):
    return view.locator("canvas.rnn-drag")


def weights(name):
    """What the two sliders of a view are called."""
    return ("start wx", "start wRec") if name in STARTS else ("wx", "wRec")


def scenario(lesson, name, **values):
    """Set the traits of a view from Python, and wait until the browser follows."""
    lesson.ask(f"[{name}.set_trait(key, value) for key, value in {values!r}.items()]")
    in_step(lesson, name)


def in_step(lesson, name, view=None):
    """Wait until Python is where the view is; return the indices of the nearest node.

    Then controls, typed and spoken texts, numbers and marker are those that Python says.
    """
    view = view or lesson.view(VIEWS[name])
    deadline = time.monotonic() + 10
    while True:
        shown, said = view.evaluate(js("shown")), lesson.ask(SAID.replace("NAME", name))
        if not differences(shown, said) or time.monotonic() > deadline:
            break
    assert differences(shown, said) == {}
    assert all(spoken.startswith(text) for _, text, spoken in shown["sliders"].values())
    if surface(view).count():
        assert surface(view).evaluate(js("circle"), said["markers"][0]) > 0.9
    return said["position"]


def differences(shown, said):
    """Where a view does not show what Python says: {part: (what it shows, what Python says)}."""
    axes, chosen = said["axes"], shown["choices"]
    pairs = {label: (found[:2], axes[label]) for label, found in shown["sliders"].items()}
    pairs |= {label: (chosen[label], str(axes[label][0])) for label in chosen if label in axes}
    if "View" in chosen:
        pairs["View"] = chosen["View"], said["position"]["scene"]
    pairs |= {part: (shown[part], said[part]) for part in ("bits", "numbers")}
    return {part: pair for part, pair in pairs.items() if pair[0] != pair[1]}
