"""The view of lesson 09: a counter's state over the gate that keeps or wipes it."""

import functools

import numpy as np

from rnn_lesson import plots
from rnn_lesson._guest import Trouble, hushed
from rnn_lesson._inputs import checked, number
from rnn_lesson._lessons import gates
from rnn_lesson.explorers._calls import as_arrays, guest_for
from rnn_lesson.explorers._parts import bars, curve, places, sliders
from rnn_lesson.explorers._picture import Picture
from rnn_lesson.explorers._scene import Axis, Scene
from rnn_lesson.explorers._tables import texts
from rnn_lesson.explorers._widget import View

SHOWN = 4  # sequences to choose from
WORTH_SEEING = {
    "half open": {"wx": 0.5, "a": 0, "c": 0},
    "always open": {"wx": 1, "a": 8, "c": 0},
    "by hand": {"wx": 1, "a": 8, "c": -16},
    "a leak": {"wx": 1, "a": 3, "c": -11},
}


@checked(calls_back=True, wx=number, a=number, c=number)
def explore_gate(X=None, R=None, t=None, gated_states=None, wx=0.5, a=0.0, c=0.0):
    """Show the states of a counter that resets wipe, above its gate, with its weights as sliders.

    Parameters
    ----------
    X, R : (m, n) arrays
        Inputs and resets; 20 samples of length 12 unless given.
    t : (m,) array
        Targets: the ones since the last reset.
    gated_states : function, optional
        The learner's own, called as gated_states(X, R, wx, a, c).
    wx, a, c : float
        Where the view starts.

    Returns
    -------
    View
        With wx, a, c and sequence to read and set.
    """
    given = [value is not None for value in (X, R, t)]
    if any(given) and not all(given):
        raise ValueError("X, R and t must be given together; got only some of them")
    X, R, t = _data(X, R, t) if all(given) else _example()
    guest, states = guest_for("gated_states", gated_states, gates.gated_states)
    counts = np.array([_counts(x, r) for x, r in zip(X[:SHOWN], R)])
    names = [
        f"{i}: reset at k = {', '.join(map(str, np.flatnonzero(r) + 1)) or 'no step'}"
        for i, r in enumerate(R[:SHOWN], start=1)
    ]
    axes = {
        "wx": Axis.of_numbers("wx", 0, 2, 0.1),
        "c": Axis.of_numbers("c", -16, 4, 1),
        "a": Axis.of_numbers("a", -4, 8, 0.5),
        "sequence": Axis("sequence", list(range(1, len(names) + 1)), names),
    }
    scene = _scene(axes, functools.partial(_found, states, X, R), counts, R, t, guest)
    controls = [*sliders("wx", "a", "c"), {"kind": "choice", "axis": "sequence"}]
    controls += places(WORTH_SEEING)
    readings = {"cost": "cost", "gate": "open", "gate at a reset": "closed"}
    start = {"wx": wx, "a": a, "c": c, "sequence": 1}
    return View("A gate", {"gate": scene}, controls, start, readings, readings)


@checked(X="m n", R="m n", t="m")
def _data(X, R, t):
    return X, R, t


def _example():
    rng = np.random.default_rng(0)
    X, R = ((rng.random((20, 12)) < share).astype(float) for share in (0.5, 0.15))
    return X, R, np.array([_counts(x, r)[-1] for x, r in zip(X, R)])


def _counts(x, r):
    """Return the ones since the last reset after each step, 0 first."""
    so_far = [0.0]
    for bit, reset in zip(x, r):
        so_far.append(so_far[-1] * (1 - reset) + bit)
    return so_far


def _found(states, X, R, weights):
    """Return states (p, m, n + 1) and gates (p, m, n) at weights (p, 3), and the troubles."""
    m, n = X.shape
    S, F = np.full((len(weights), m, n + 1), np.nan), np.full((len(weights), m, n), np.nan)
    troubles = [""] * len(weights)
    with hushed(), np.errstate(all="ignore"):
        for i, (wx, a, c) in enumerate(weights.tolist()):
            try:
                answer = states(X, R, wx, a, c)
                S[i], F[i] = as_arrays("gated_states", answer, {"S": (m, n + 1), "F": (m, n)})
            except Trouble as trouble:
                troubles[i] = str(trouble)
    return S, F, troubles


def _scene(axes, found_at, counts, R, t, guest):
    """Return the scene: states above gates over time, and outputs over targets."""
    panels = {"states": _states_picture(counts), "outputs": _outputs_picture(t)}
    states, outputs = panels.values()
    gate = states.gate
    open_, closed = (np.argwhere(R == reset)[:1] for reset in (0, 1))

    def one(F, at):
        return F[:, at[0, 0], at[0, 1]] if len(at) else np.full(len(F), np.nan)

    def sample(places, at):
        weights = np.column_stack([places[name] for name in ("wx", "a", "c")])
        S, F, troubles = found_at(weights)
        p, shown = len(weights), len(counts)
        with np.errstate(all="ignore"):
            cost = np.mean((S[..., -1] - t) ** 2, axis=1)
        rows = {
            "states": states.pixels(y=S[:, :shown]),
            "gates": states.pixels(y=gate(F[:, :shown])),
            "counts": np.tile(states.pixels(y=counts), (p, 1, 1)),
            "y": outputs.pixels(y=S[..., -1]),
            "cost": texts(cost),
            "open": texts(one(F, open_), ".4f"),
            "closed": texts(one(F, closed), ".4f"),
        }
        return rows, troubles

    rows = dict.fromkeys(("states", "gates", "counts"), ("sequence",))
    return Scene(axes, panels, ("wx", "c", "a"), sample, rows, guest=guest)


def _states_picture(counts):
    """Return the axes of the states, and below them, on a scale of its own, that of the gate."""
    n, highest = counts.shape[1] - 1, max(4, int(np.ceil(counts.max() * 1.4)))
    low, high = -0.7 * highest, -0.28 * highest  # where the gate is 0 and 1

    def gate(f):
        return low + (high - low) * f

    def draw(ax):
        ax.axhline(0, color="black", linewidth=0.6)
        ax.axhspan(gate(-0.2), gate(1.2), color="black", alpha=0.07, linewidth=0, zorder=-1)
        counted = np.arange(0, highest + 1, max(1, highest // 4))
        ax.set_yticks([low, high, *counted], ["0", "1", *map(str, counted)])
        ax.set(xlim=(-0.5, n + 0.5), ylim=(gate(-0.2), highest), xlabel="time step k")
        ax.set(ylabel="gate f        state S")

    alt = "The states over time as dots above the gate as squares; bars show the ones to count"
    legend = [("▬", "ink", "ones since the reset"), ("●", "blue", "state"), ("■", "orange", "gate")]
    picture = Picture(draw, alt, "", legend, size=(3.4, 2.7))
    picture.gate = gate
    steps = np.arange(n + 1)
    picture.layers = [
        bars("counts", picture, steps),
        curve("states", "blue", "circle", over=(picture, steps)),
        curve("gates", "orange", "square", over=(picture, steps[1:])),
    ]
    return picture


def _outputs_picture(t):
    """Return the axes of the outputs over their targets, with the line on which they should lie."""
    highest = max(1, t.max())

    def draw(ax):
        ax.plot([0, highest], [0, highest], "--", color=plots.BLACK, linewidth=1)
        ax.set(xlim=(-0.06 * highest, 1.06 * highest), ylim=(-0.3 * highest, 1.5 * highest))
        ax.set(xlabel="target t", ylabel="output y")

    alt = "The outputs over their targets, for every sample; the right ones lie on a diagonal"
    legend = [("●", "blue", "output of a sample"), ("╍╍", "ink", "y = t")]
    picture = Picture(draw, alt, "", legend, size=(3.4, 2.7))
    picture.layers = [curve("y", "blue", "circle", line=False, over=(picture, t))]
    return picture
