"""The view of lesson 09: a counter's state over the gate that keeps or wipes it."""

import numpy as np

from rnn_lesson import plots
from rnn_lesson._inputs import checked, number
from rnn_lesson._lessons import gates
from rnn_lesson.explorers import _parts as parts
from rnn_lesson.explorers._calls import as_arrays, asked, guest_for
from rnn_lesson.explorers._picture import Picture
from rnn_lesson.explorers._scene import Axis, Scene
from rnn_lesson.explorers._tables import texts
from rnn_lesson.explorers._widget import View

SHOWN = 4  # sequences to choose from
SIZE = (3.4, 2.7)
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
    m, n = X.shape
    shapes = {"S": (m, n + 1), "F": (m, n)}
    one = lambda *weights: as_arrays("gated_states", states(X, R, *map(float, weights)), shapes)
    states_at = lambda wx, a, c: asked(one, shapes.values(), wx, a, c)
    scene = _scene(axes, states_at, counts, R, t, guest)
    controls = [*parts.sliders("wx", "a", "c"), {"kind": "choice", "axis": "sequence"}]
    controls += parts.places(WORTH_SEEING)
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


def _scene(axes, states_at, counts, R, t, guest):
    """Return the scene: states above gates over time, and outputs over targets."""
    highest = max(4, int(np.ceil(counts.max() * 1.4)))
    # The gate's own scale, below the states: from where it is 0 to where it is 1.
    low, high = -0.7 * highest, -0.28 * highest
    gate = lambda f: low + (high - low) * f
    states, outputs = _states_picture(counts, highest, gate), _outputs_picture(t)
    open_, closed = (np.argwhere(R == reset)[:1] for reset in (0, 1))

    def one(F, at):
        return F[:, at[0, 0], at[0, 1]] if len(at) else np.full(len(F), np.nan)

    def sample(places, at):
        (S, F), troubles = states_at(places["wx"], places["a"], places["c"])
        shown = len(counts)
        rows = {
            "states": states.pixels(y=S[:, :shown]),
            "gates": states.pixels(y=gate(F[:, :shown])),
            "counts": np.tile(states.pixels(y=counts), (len(S), 1, 1)),
            "y": outputs.pixels(y=S[..., -1]),
            "cost": texts(np.mean((S[..., -1] - t) ** 2, axis=1)),
            "open": texts(one(F, open_), ".4f"),
            "closed": texts(one(F, closed), ".4f"),
        }
        return rows, troubles

    panels = {"states": states, "outputs": outputs}
    rows = dict.fromkeys(("states", "gates", "counts"), ("sequence",))
    return Scene(axes, panels, ("wx", "c", "a"), sample, rows, guest=guest)


def _states_picture(counts, highest, gate):
    """Return the axes of the states, and below them, on a scale of its own, that of the gate."""
    steps = np.arange(counts.shape[1])

    def draw(ax):
        ax.axhline(0, color="black", linewidth=0.6)
        ax.axhspan(gate(-0.2), gate(1.2), color="black", alpha=0.07, linewidth=0, zorder=-1)
        counted = np.arange(0, highest + 1, max(1, highest // 4))
        ax.set_yticks([gate(0), gate(1), *counted], ["0", "1", *map(str, counted)])
        ax.set(xlim=(-0.5, steps[-1] + 0.5), ylim=(gate(-0.2), highest), xlabel="time step k")
        ax.set(ylabel="gate f        state S")

    alt = "The states over time as dots above the gate as squares; bars show the ones to count"
    legend = [("▬", "ink", "ones since the reset"), ("●", "blue", "state"), ("■", "orange", "gate")]
    layers = [
        parts.bars("counts", steps),
        parts.curve("states", "blue", "circle", xs=steps),
        parts.curve("gates", "orange", "square", xs=steps[1:]),
    ]
    return Picture(draw, alt, "", legend, layers, size=SIZE)


def _outputs_picture(t):
    """Return the axes of the outputs over their targets, with the line on which they should lie."""
    highest = max(1, t.max())

    def draw(ax):
        ax.plot([0, highest], [0, highest], "--", color=plots.BLACK, linewidth=1)
        ax.set(xlim=(-0.06 * highest, 1.06 * highest), ylim=(-0.3 * highest, 1.5 * highest))
        ax.set(xlabel="target t", ylabel="output y")

    alt = "The outputs over their targets, for every sample; the right ones lie on a diagonal"
    legend = [("●", "blue", "output of a sample"), ("╍╍", "ink", "y = t")]
    layers = [parts.curve("y", "blue", "circle", line=False, xs=t)]
    return Picture(draw, alt, "", legend, layers, size=SIZE)
