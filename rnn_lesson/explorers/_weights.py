"""Views in which one pair of weights (wx, wRec) drives everything: states, loss, gradient."""

import numpy as np

from rnn_lesson import plots
from rnn_lesson._inputs import checked, count
from rnn_lesson.data import lesson_dataset
from rnn_lesson.explorers._bits import all_sequences, bits_axis, first_bits
from rnn_lesson.explorers._widget import NOWHERE, UNIT, Axis, Picture, Scene, View, texts
from rnn_lesson.explorers._world import World
from rnn_lesson.surface import loss_surface

SLIDERS = [{"kind": "slider", "axis": "wx"}, {"kind": "slider", "axis": "wRec"}]
ZOOM = {"kind": "scenes", "label": "View", "texts": {"far": "far", "near": "near"}}
STEPS = {"far": (*plots.FAR, 0.05), "near": (*plots.NEAR, 0.02)}


@checked(calls_back=True, n=count(1))
def explore_states(n=6, forward_states=None, wx=1.0, wRec=1.0, bits=None):
    """Show the states over time of one binary sequence, with sliders for wx and wRec.

    Parameters
    ----------
    n : int
        Length of the sequence; each of its bits can be clicked.
    forward_states : function, optional
        The learner's own; the view then shows what that does.
    wx, wRec, bits
        Where the view starts.

    Returns
    -------
    View
        With wx, wRec and bits (a text such as "101101") to read and set.
    """
    bits = first_bits(bits, n, example="101101")
    X = all_sequences(n)
    world = World(X, X.sum(axis=1), forward_states=forward_states)
    axes = {
        "wRec": Axis.of_numbers("wRec", -2, 2, 0.05),
        "wx": Axis.of_numbers("wx", -2, 2, 0.1),
        "bits": bits_axis(n),
    }
    picture = _states_picture(n, 2 * (2.0**n - 1), size=(7, 3.5))

    def sample(nodes, at):
        found, troubles = world.at(_weights(axes, nodes))
        return {"states": picture.pixels(y=found["S"]), "y": texts(found["S"][:, :, -1])}, troubles

    rows = {"states": ("bits",), "y": ("bits",)}
    scene = Scene(axes, {"states": picture}, ("wRec", "wx"), sample, rows, quick=world.quick)
    controls = [{"kind": "bits", "axis": "bits"}, *SLIDERS]
    numbers = [{"label": "output y", "table": "y", "spoken": True}]
    return View(
        "States over time",
        {"states": scene},
        controls,
        numbers,
        {"wx": wx, "wRec": wRec, "bits": bits},
    )


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
    X, t = _data(X, t)
    world = World(X, t, forward_states=forward_states, cost=cost)
    scenes = _scenes(world, surface)
    return View("Loss surface", scenes, [ZOOM, *SLIDERS], [COST], {"wx": wx, "wRec": wRec})


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
    X, t = _data(X, t)
    functions = {"forward_states": forward_states, "cost": cost}
    functions |= {"output_gradient": output_gradient, "backward_gradient": backward_gradient}
    world = World(X, t, with_gradient=True, **functions)
    scenes = _scenes(world)
    numbers = [
        COST,
        {"label": "∂cost/∂wx", "table": "wx_grad"},
        {"label": "∂cost/∂wRec", "table": "wRec_grad"},
    ]
    controls = [ZOOM, *SLIDERS, {"kind": "choice", "axis": "sequence"}]
    return View("Gradient", scenes, controls, numbers, {"wx": wx, "wRec": wRec, "sequence": 1})


COST = {"label": "cost", "table": "cost", "spoken": True}


def _data(X, t):
    """Return the data to use: both given, or the lesson's."""
    if (X is None) != (t is None):
        raise ValueError("X and t must be given together; got only one of them")
    if X is None:
        return lesson_dataset()
    loss_surface(X, t, [0.0], [0.0])  # refuses what is wrong with X or t
    return np.array(X, dtype=float), np.array(t, dtype=float)


def _weights(axes, nodes):
    """Return the pairs (p, 2) of wx and wRec at the nodes of a grid with wx running fastest."""
    j, i = np.divmod(nodes, len(axes["wx"].values))
    return np.column_stack([axes["wx"].values[i], axes["wRec"].values[j]])


class Surface:
    """The picture of the loss surface, the learner's own where a function is theirs."""

    def __init__(self, world, axes, shown=True):
        self.shown = shown
        self.wx, self.wRec = axes["wx"].values, axes["wRec"].values
        self.exact = world.exact
        self.cost = np.full((len(self.wRec), len(self.wx)), np.nan)
        if self.exact:
            self.cost = loss_surface(world.X, world.t, self.wx, self.wRec)
        self.stride = 1
        marker = {"kind": "marker", "x": "wx", "y": "wRec"}
        self.picture = Picture(
            self.draw,
            "Loss surface: a marker to drag over wx and wRec",
            drag=["wx", "wRec"],
            field=True,
        )
        marker |= {
            "xs": self.picture.pixels(x=self.wx).tolist(),
            "ys": self.picture.pixels(y=self.wRec).tolist(),
        }
        self.picture.panel |= {"layers": [marker], "note": "marker at the edge of the picture"}

    def draw(self, ax):
        every = slice(None, None, self.stride)
        if self.shown:
            plots.plot_surface(ax, self.wx[every], self.wRec[every], self.cost[every, every])
        ax.set(xlim=self.wx[[0, -1]], ylim=self.wRec[[0, -1]], xlabel="$w_x$", ylabel="$w_{Rec}$")
        if self.stride > 1:
            ax.set_title("coarse, being computed", loc="left", fontsize="small", style="italic")

    def keep(self, nodes, cost):
        if not self.exact:
            self.cost.reshape(-1)[nodes] = cost

    def redraw(self, stride):
        if self.shown and not self.exact:
            self.stride = stride
            self.picture.renew()


def _scenes(world, shown=True):
    """Return the far and the near scene, which share all pictures but the surface."""
    m, n = world.X.shape
    panels = {"outputs": _outputs_picture(world.t)}
    if world.with_gradient:
        largest = plots.FAR[1] * np.sum(plots.FAR[1] ** np.arange(n))
        panels |= {"over_time": _over_time_picture(n), "states": _states_picture(n, largest)}
    return {zoom: _scene(world, zoom, panels, shown) for zoom in STEPS}


def _scene(world, zoom, panels, shown):
    """Return the scene of the loss view, or of the gradient view if the world has gradients."""
    axes = {
        "wRec": Axis.of_numbers("wRec", *STEPS[zoom]),
        "wx": Axis.of_numbers("wx", *STEPS[zoom]),
    }
    surface = Surface(world, axes, shown)
    panels = {"surface": surface.picture} | panels
    shown = min(4, len(world.t))
    if world.with_gradient:
        names = [
            f"{i + 1}: " + "".join(f"{x:g}" for x in row) for i, row in enumerate(world.X[:shown])
        ]
        axes["sequence"] = Axis("sequence", list(range(1, shown + 1)), names)
        surface.picture.panel["layers"].insert(0, {"kind": "arrow", "table": "arrow"})

    def sample(nodes, at):
        found, troubles = world.at(_weights(axes, nodes))
        surface.keep(nodes, found["cost"])
        rows = {"cost": texts(found["cost"]), "y": panels["outputs"].pixels(y=found["S"][:, :, -1])}
        if world.with_gradient:
            rows |= {
                "wx_grad": texts(found["gradient"][:, 0]),
                "wRec_grad": texts(found["gradient"][:, 1]),
                "arrow": _arrow(surface.picture, found["gradient"]),
                "over_time": panels["over_time"].pixels(y=found["over_time"]),
                "states": panels["states"].pixels(y=found["S"][:, :shown]),
            }
        return rows, troubles

    return Scene(
        axes, panels, ("wRec", "wx"), sample, {"states": ("sequence",)}, surface.redraw, world.quick
    )


def _arrow(picture, gradient):
    """Return the arrows (p, 2), in table units, that point uphill; each decade adds to the length."""
    right, up = (np.diff(picture.pixels(x=[0, 1]))[0], np.diff(picture.pixels(y=[0, 1]))[0])
    direction = gradient * (float(right), float(up))
    size = np.hypot(*direction.T)
    length = UNIT * np.clip(14 + 9 * np.log10(1 + np.hypot(*gradient.T)), 0, 110)
    with np.errstate(invalid="ignore", divide="ignore"):
        arrows = direction * (length / size)[:, None]
    return np.where(np.isfinite(arrows), arrows, NOWHERE).round().astype("<i2")


def _curve(picture, table, x, color, shape, line=True):
    """Return the layer that draws a table of heights over fixed places x."""
    xs = picture.pixels(x=x).tolist()
    return {"kind": "curve", "table": table, "xs": xs, "color": color, "shape": shape, "line": line}


def _outputs_picture(t):
    """Return the picture of the targets, over which the outputs move."""
    samples = np.arange(1, len(t) + 1)
    spread = max(np.ptp(t), 1)

    def draw(ax):
        ax.plot(samples, t, "_", color=plots.BLACK, markersize=10, markeredgewidth=2.5)
        ax.set(xlim=(0, len(t) + 1), ylim=(t.min() - 0.6 * spread, t.max() + 0.8 * spread))
        ax.set(xlabel="sample", ylabel="target $t$ (bar), output $y$ (dot)")

    picture = Picture(draw, "The outputs as dots beside the targets as bars, for every sample")
    picture.panel["layers"] = [_curve(picture, "y", samples, "blue", "circle", line=False)]
    return picture


def _over_time_picture(n):
    """Return the axes of the gradient through time."""

    def draw(ax):
        plots.plot_gradient_over_time(ax, {}, limit=1e7)
        ax.set_xlim(-0.3, n + 0.3)

    picture = Picture(
        draw, "Gradient through time: the cost's gradient with respect to the state at each step k"
    )
    picture.panel["layers"] = [_curve(picture, "over_time", np.arange(n + 1), "orange", "square")]
    return picture


def _states_picture(n, largest, size=(4.4, 3.5)):
    """Return the axes of the states over time, linear up to 10 and logarithmic beyond."""

    def draw(ax):
        ax.axhline(0, color="black", linewidth=0.6)
        ax.set(xlim=(-0.3, n + 0.3), xlabel="time step $k$", ylabel="state $S_k$")
        plots.symlog(ax, 10, 1.5 * largest)
        ax.set_yticks([*ax.get_yticks(), -10, -5, 5, 10])

    picture = Picture(
        draw, "States over time: a dot for the state after each step k, from 0 on", size
    )
    picture.panel["layers"] = [_curve(picture, "states", np.arange(n + 1), "blue", "circle")]
    return picture
