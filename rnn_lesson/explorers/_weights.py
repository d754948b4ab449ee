"""Views in which one pair of weights (wx, wRec) drives everything: states, loss, gradient."""

import functools

import numpy as np

from rnn_lesson import plots
from rnn_lesson._inputs import checked, count, flag
from rnn_lesson.explorers import _parts as parts
from rnn_lesson.explorers._calls import Guest
from rnn_lesson.explorers._picture import NOWHERE, SIZE, UNIT, Picture
from rnn_lesson.explorers._scene import Axis, Scene
from rnn_lesson.explorers._tables import texts
from rnn_lesson.explorers._widget import View
from rnn_lesson.explorers._world import World
from rnn_lesson.surface import loss_surface

ZOOM = {"kind": "scenes", "label": "View", "texts": {"far": "far", "near": "near"}}
POINTS = {letter: {"wx": wx, "wRec": wRec} for letter, (wx, wRec) in plots.POINTS.items()}
MACHINES = {f"{wRec:g}": {"wx": 1, "wRec": wRec} for wRec in (1, 2, 0, -1, 0.5)}
SEQUENCES = 4  # to choose from
STEPS = {"far": (*plots.FAR, 0.05), "near": (*plots.NEAR, 0.02)}


@checked(calls_back=True, n=count(1, parts.MOST_BITS))
def explore_states(n=6, forward_states=None, wx=1.0, wRec=1.0, bits=None):
    """Show the states over time of one binary sequence, with sliders for wx and wRec.

    Parameters
    ----------
    n : int
        Length of the sequence, at most 12; each of its bits can be clicked.
    forward_states : function, optional
        The learner's own; the view then shows what that does.
    wx, wRec, bits
        Where the view starts.

    Returns
    -------
    View
        With wx, wRec and bits (a text such as "101101") to read and set.
    """
    bits = parts.first_bits(bits, n, example="101101")
    # Of a few short sequences all are computed at once; of many long ones, the one that is shown.
    few, X, guest = n <= 6, parts.all_sequences(n), Guest("forward_states")

    def world_of(X):
        return World(X, X.sum(axis=1), guest=guest, forward_states=forward_states)

    world = functools.lru_cache(1)(lambda bits: world_of(X if few else X[[int(bits, 2)]]))
    axes = {
        "wRec": Axis.of_numbers("wRec", -2, 2, 0.05),
        "wx": Axis.of_numbers("wx", -2, 2, 0.1),
        "bits": parts.bits_axis(n, asks=not few),
    }
    title = "the states of the network over time"
    picture = _states_picture(n, 2 * (2.0**n - 1), title, size=(3.4, 2.3))

    def sample(places, at):
        found, troubles = world(few or at["bits"]).at(parts.weights_at(places))
        S = found["S"] if few else found["S"][:, 0]
        return {"states": picture.pixels(y=S), "y": texts(S[..., -1])}, troubles

    rows = {"states": ("bits",), "y": ("bits",)} if few else {}
    guest = world(few or bits).guest
    scene = Scene(axes, {"states": picture}, ("wRec", "wx"), sample, rows, guest=guest)
    controls = [{"kind": "bits", "axis": "bits"}, *parts.sliders("wx", "wRec")]
    controls += parts.places(MACHINES, "wRec =")
    start, readings = {"wx": wx, "wRec": wRec, "bits": bits}, {"output y": "y"}
    return View("States over time", {"states": scene}, controls, start, readings, ["output y"])


@checked(calls_back=True, surface=flag)
def explore_loss(X=None, t=None, forward_states=None, cost=None, wx=1.2, wRec=1.2, surface=True):
    """Show the loss surface with a marker to drag, the outputs beside the targets, and the cost.

    Parameters
    ----------
    X, t : arrays, optional
        Data; the lesson dataset unless given.
    forward_states, cost : functions, optional
        The learner's own; the surface is then theirs too.
    wx, wRec : float
        Where the view starts.
    surface : bool
        False leaves the surface blank, for whoever is to find the way without a map.

    Returns
    -------
    View
        With wx, wRec and scene ("far" or "near") to read and set.
    """
    world = World(*parts.given_data(X, t), forward_states=forward_states, cost=cost)
    # Without a map no place is worth more than another.
    controls = [ZOOM, *parts.sliders("wx", "wRec"), *(parts.places(POINTS) if surface else ())]
    scenes = _scenes(world, surface)
    start, readings = {"wx": wx, "wRec": wRec}, {"cost": "cost"}
    return View("Loss surface", scenes, controls, start, readings, ["cost"])


@checked(calls_back=True)
def explore_gradient(
    X=None,
    t=None,
    forward_states=None,
    cost=None,
    output_gradient=None,
    backward_gradient=None,
    wx=1.2,
    wRec=1.2,
):
    """Show the loss view with the gradient: its arrow, its size, and its way back through time.

    Parameters
    ----------
    X, t : arrays, optional
        Data; the lesson dataset unless given.
    forward_states, cost, output_gradient, backward_gradient : functions, optional
        The learner's own, any of them.
    wx, wRec : float
        Where the view starts.

    Returns
    -------
    View
        With wx, wRec, sequence and scene to read and set.
    """
    functions = {"forward_states": forward_states, "cost": cost}
    functions |= {"output_gradient": output_gradient, "backward_gradient": backward_gradient}
    world = World(*parts.given_data(X, t), with_gradient=True, **functions)
    readings = {"cost": "cost", "∂cost/∂wx": "wx_grad", "∂cost/∂wRec": "wRec_grad"}
    controls = [ZOOM, *parts.sliders("wx", "wRec"), *parts.places(POINTS)]
    controls += [{"kind": "choice", "axis": "sequence"}]
    start = {"wx": wx, "wRec": wRec, "sequence": 1}
    return View("Gradient", _scenes(world), controls, start, readings, ["cost"])


class Surface:
    """The picture of the loss surface, the learner's own where a function is theirs."""

    def __init__(self, world, axes, shown=True):
        self.shown = shown
        self.wx, self.wRec = axes["wx"].values, axes["wRec"].values
        self.cost = np.full((len(self.wRec), len(self.wx)), np.nan)
        if world.exact:
            self.cost = loss_surface(world.X, world.t, self.wx, self.wRec)
        self.stride = 0  # of the lattice that is drawn, 0 while there is none
        alt = "Loss surface: a marker to drag over wx and wRec"
        arrow = ", arrow uphill" if world.with_gradient else ""
        title = f"loss surface: drag the ring{arrow}"
        layers = [{"kind": "arrow", "table": "arrow"}] if world.with_gradient else []
        layers += [parts.marker(axes)]
        self.picture = Picture(self.draw, alt, title, layers=layers, field=True)

    def draw(self, ax):
        every = slice(None, None, self.stride or None)
        if self.shown:
            plots.plot_surface(ax, self.wx[every], self.wRec[every], self.cost[every, every])
        # A coarse lattice may end before the axes do.
        ax.set(xlim=self.wx[[0, -1]], ylim=self.wRec[[0, -1]], xlabel="wx", ylabel="wRec")
        if self.shown:
            parts.letters(ax)
        if self.stride > 1:
            ax.set_title("coarse, being computed", loc="left", style="italic")

    def redraw(self, stride, tables):
        """Draw a lattice of the costs known."""
        self.stride, known = stride, np.s_[::stride, ::stride]
        # From texts, whose other rows may be empty.
        self.cost[known] = tables["cost"][known].astype(float)
        self.picture.renew()


def _scenes(world, shown=True):
    """Return the far and the near scene, which share all pictures but the surface."""
    m, n = world.X.shape
    panels = {"outputs": _outputs_picture(world.t)}
    if world.with_gradient:
        largest = plots.FAR[1] * np.sum(plots.FAR[1] ** np.arange(n))
        panels |= {
            "over_time": _over_time_picture(n, m),
            "states": _states_picture(n, largest, "states of sequence {sequence}"),
        }
    return {zoom: _scene(world, zoom, panels, shown) for zoom in STEPS}


def _scene(world, zoom, panels, shown):
    """Return the scene of the loss view, or of the gradient view if the world has gradients."""
    axes = {name: Axis.of_numbers(name, *STEPS[zoom]) for name in ("wRec", "wx")}
    surface = Surface(world, axes, shown)
    panels = {"surface": surface.picture} | panels
    # The surface of the module's functions is drawn already.
    redraw = surface.redraw if shown and not world.exact else None
    if world.with_gradient:
        spelled = ["".join(f"{x:g}" for x in row) for row in world.X[:SEQUENCES]]
        names = [f"{i}: {bits}" for i, bits in enumerate(spelled, start=1)]
        axes["sequence"] = Axis("sequence", list(range(1, len(names) + 1)), names)

    def sample(places, at):
        found, troubles = world.at(parts.weights_at(places))
        rows = {"cost": texts(found["cost"]), "y": panels["outputs"].pixels(y=found["S"][:, :, -1])}
        if world.with_gradient:
            rows |= {
                "wx_grad": texts(found["gradient"][:, 0]),
                "wRec_grad": texts(found["gradient"][:, 1]),
                "arrow": _arrow(surface.picture, found["gradient"]),
                "over_time": panels["over_time"].pixels(y=found["over_time"]),
                "states": panels["states"].pixels(y=found["S"][:, :SEQUENCES]),
            }
        return rows, troubles

    rows = {"states": ("sequence",)}
    return Scene(axes, panels, ("wRec", "wx"), sample, rows, redraw, world.guest)


def _arrow(picture, gradient):
    """Return the arrows (p, 2), in places, that point uphill; each decade adds to the length."""
    right, up = (np.diff(picture.pixels(x=[0, 1]))[0], np.diff(picture.pixels(y=[0, 1]))[0])
    direction = gradient * (float(right), float(up))
    size = np.hypot(*direction.T)
    length = UNIT * np.clip(14 + 9 * np.log10(1 + np.hypot(*gradient.T)), 0, 110)
    arrows = direction * (length / size)[:, None]
    return np.where(np.isfinite(arrows), arrows, NOWHERE).round().astype("<i2")


def _outputs_picture(t):
    """Return the picture of the targets, over which the outputs move."""
    samples = np.arange(1, len(t) + 1)
    spread = max(np.ptp(t), 1)

    def draw(ax):
        ax.bar(samples, t, width=0.9, color="black", alpha=0.13)
        ax.hlines(t, samples - 0.45, samples + 0.45, color=plots.BLACK, linewidth=2)
        ax.set(xlim=(0, len(t) + 1), ylim=(t.min() - 0.6 * spread, t.max() + 0.8 * spread))
        ax.set(xlabel="sample", ylabel="target t, output y")

    alt = "The outputs as dots beside the targets as bars, for every sample"
    legend = [("▬", "ink", "target t"), ("●", "blue", "output y")]
    layers = [parts.curve("y", "blue", "circle", line=False, xs=samples)]
    return Picture(draw, alt, "", legend, layers)


def _over_time_picture(n, m):
    def draw(ax):
        plots.plot_gradient_over_time(ax, {}, limit=1e7)
        ax.set(xlim=(-0.3, n + 0.3), xlabel="time step k", ylabel="∂cost / ∂S")

    alt = "Gradient through time: the cost's gradient with respect to the state at each step k"
    title = f"∂cost/∂S, sum over the {m} samples"
    layers = [parts.curve("over_time", "orange", "square", xs=np.arange(n + 1))]
    return Picture(draw, alt, title, layers=layers)


def _states_picture(n, largest, title, size=SIZE):
    """Return the axes of the states over time: linear where counting goes, logarithmic beyond."""

    def draw(ax):
        ax.axhline(0, color="black", linewidth=0.6)
        parts.linear_within(ax, -2, n + 1, 1.5 * largest)
        ax.set(xlim=(-0.3, n + 0.3), xlabel="time step k", ylabel="state S")
        ax.set_xticks(range(0, n + 1, max(1, n // 5)))

    alt = "States over time: a dot for the state after each step k, from 0 on"
    layers = [parts.curve("states", "blue", "circle", xs=np.arange(n + 1))]
    return Picture(draw, alt, title, layers=layers, size=size)
