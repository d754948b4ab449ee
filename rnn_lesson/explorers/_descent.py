"""The view of lesson 05: drag a start over the surface and watch Rprop's path follow."""

import numpy as np
from matplotlib.ticker import FixedLocator

from rnn_lesson import optimizers, plots
from rnn_lesson._guest import Trouble
from rnn_lesson._inputs import checked, number, positive, trusted
from rnn_lesson.explorers import _parts as parts
from rnn_lesson.explorers._calls import as_arrays, guest_for
from rnn_lesson.explorers._picture import NOWHERE, Picture
from rnn_lesson.explorers._scene import Axis, Scene
from rnn_lesson.explorers._tables import texts
from rnn_lesson.explorers._widget import View
from rnn_lesson.surface import costs, gradients, loss_surface

N_ITER = 120  # while the hand drags
LONGEST = 1000  # where it rests
MAX_NORM = 1.0
HEIGHTS = {"near": (1e-18, 1e12), "far": (1e-18, 1e22)}  # of the axis for the cost
CACHED = 8192  # costs at a time that the processor's cache can hold
SPANS = {"near": (-3, 3, 0.125), "far": (-12, 12, 1)}
STARTS = {
    "cliff": {"wx": -1.5, "wRec": 2},
    "lower cliff": {"wx": -1, "wRec": -2},
    "top": {"wx": 0, "wRec": 3},
    "far away": {"wx": -10, "wRec": 7},
}
BESIDE = ["nothing", "gradient descent", "clipped gradient descent"]
READINGS = {
    "wx": "wx_i",
    "wRec": "wRec_i",
    "cost": "cost_i",
    "step of wx": "wx_step",
    "step of wRec": "wRec_step",
}
ALT = "Loss surface with Rprop's path; its start can be dragged"
TRAILS = [parts.trail("other", "green", dash=[6, 4]), parts.trail("path", "paper", label="i =")]


@checked(calls_back=True, wx=number, wRec=number, delta_0=positive)
def explore_rprop(
    X=None, t=None, update_rprop=None, wx=-1.5, wRec=2.0, eta_p=1.2, eta_n=0.5, delta_0=0.001
):
    """Show Rprop's path over the surface from a start to drag, iteration by iteration.

    Parameters
    ----------
    X, t : arrays, optional
        Data; the lesson dataset unless given.
    update_rprop : function, optional
        The learner's own, with the arguments of `rnn_lesson.update_rprop`.
    wx, wRec, eta_p, eta_n : float
        Where the controls start.
    delta_0 : float
        The initial step size.

    Returns
    -------
    View
        With wx, wRec (the start), i, eta_p, eta_n, beside and learning_rate to read and set.
    """
    race = Race(*parts.given_data(X, t), update_rprop, delta_0)
    near_first = max(abs(wx), abs(wRec)) <= SPANS["near"][1]
    scenes = {name: _scene(race, name) for name in sorted(SPANS, reverse=near_first)}
    controls = [
        {"kind": "scenes", "label": "View", "texts": {"near": "-3 to 3", "far": "-12 to 12"}},
        *parts.sliders("wx", "wRec"),
        {"kind": "player", "axis": "i"},
        *parts.sliders("eta_p", "eta_n"),
        {"kind": "choice", "axis": "beside"},
        *parts.sliders("learning_rate"),
        *parts.places(STARTS),
    ]
    start = {"wx": wx, "wRec": wRec, "i": N_ITER, "eta_p": eta_p, "eta_n": eta_n}
    start |= {"beside": BESIDE[0], "learning_rate": 1e-6}
    return View("Rprop's path", scenes, controls, start, READINGS, ["cost"])


def _scene(race, zoom):
    """Return the scene of the Rprop view in one of its spans."""
    axes = _axes(race, *SPANS[zoom])
    surface = surface_picture(race, axes, *SPANS[zoom][:2], ALT, TRAILS)
    cost, sizes = _cost_picture(*HEIGHTS[zoom]), _sizes_picture()

    def walk(starts, at, n_iter):
        (path, size, signs), troubles = race.rprop(starts, n_iter, at["eta_p"], at["eta_n"])
        costs, steps = race.costs(path), -signs * size
        nothing = np.full(path.shape, NOWHERE, "<i2")
        drawn = {"other": nothing, "other_from": nothing, "other_cost": nothing[..., 0]}
        if at["beside"] != BESIDE[0]:
            max_norm = MAX_NORM if at["beside"] == BESIDE[2] else 1e300
            other = race.descent(starts, n_iter, at["learning_rate"], max_norm)
            drawn = surface.lines("other", other[..., 0], other[..., 1])
            drawn["other_cost"] = cost.pixels(y=race.costs(other))
        drawn |= surface.lines("path", path[..., 0], path[..., 1])
        drawn["cost"] = cost.pixels(y=costs)
        drawn["wx_size"] = sizes.pixels(y=size[..., 0])
        drawn["wRec_size"] = sizes.pixels(y=size[..., 1])
        numbers = {"wx_i": (path[..., 0],), "wRec_i": (path[..., 1],), "cost_i": (costs,)}
        numbers |= {"wx_step": (steps[..., 0], ".4g"), "wRec_step": (steps[..., 1], ".4g")}
        return drawn, numbers, troubles

    panels = {"surface": surface, "cost": cost, "sizes": sizes}
    return path_scene(axes, panels, walk, READINGS, race.guest)


def path_scene(axes, panels, walk, readings, guest):
    """Return a scene of paths from starts: short ones for the grid, long ones where the hand rests.

    walk(starts (p, 2), {axis: value}, n_iter) returns {table: what is drawn}, {table: numbers along
    the paths, and how to write them}, and the troubles.
    """

    def sample(places, at):
        drawn, _, troubles = walk(parts.weights_at(places), at, N_ITER)
        return drawn, troubles

    def detail(places, at):
        drawn, numbers, troubles = walk(parts.weights_at(places), at, LONGEST)
        return drawn | {table: texts(*number) for table, number in numbers.items()}, troubles

    rows = dict.fromkeys(readings.values(), ("i",))
    return Scene(axes, panels, ("wRec", "wx"), sample, rows, guest=guest, detail=detail)


def start_axes(low, high, step):
    return {
        "wRec": Axis.of_numbers("start wRec", low, high, step, digits=3),
        "wx": Axis.of_numbers("start wx", low, high, step, digits=3),
        "i": Axis.of_counts("iteration i", range(LONGEST + 1)),
    }


def _axes(race, low, high, step):
    # A learner's own takes so long that a quarter of the starts must do.
    start = start_axes(low, high, 2 * step if race.guest else step)
    rates = 10 ** np.arange(-8, -0.9, 0.5)
    rate_texts = [f"{rate:.1e}" for rate in rates]
    return start | {
        "eta_p": Axis.of_numbers("eta+", 1.0, 2.0, 0.05, asks=True),
        "eta_n": Axis.of_numbers("eta-", 0.05, 1.0, 0.05, asks=True),
        "beside": Axis("beside Rprop", BESIDE, BESIDE, asks=True),
        "learning_rate": Axis("learning rate", rates, rate_texts, asks=True, fine=True),
    }


def surface_picture(race, axes, low, high, alt, trails):
    """Return the picture of the surface, with the paths and the start as its layers."""
    grid = np.linspace(low, high, 121)
    surface = loss_surface(race.X, race.t, grid, grid)

    def draw(ax):
        plots.plot_surface(ax, grid, grid, surface)
        ax.set(xlabel="wx", ylabel="wRec")

    legend = [("○", "ink", "drag the start"), ("★", "ink", "iteration i")]
    return Picture(draw, alt, "", legend, [*trails, parts.marker(axes)], field=True)


def _cost_picture(low, high):
    legend = [("━", "blue", "Rprop"), ("╍╍", "green", "beside: {beside}")]
    curves = [line("other_cost", "green", dash=[6, 4]), line("cost", "blue", cursor="i")]
    alt = "The cost over the iterations"
    return log_picture("cost", (low, high), alt, "", legend, curves)


def _sizes_picture():
    alt = "Step sizes over the iterations: wx dashed, wRec solid"
    legend = [("╍╍", "blue", "wx"), ("━", "orange", "wRec")]
    curves = [
        line("wx_size", "blue", dash=[6, 4], cursor="i", label="wx"),
        line("wRec_size", "orange", cursor="i", label="wRec"),
    ]
    return log_picture("step size", (1e-11, 100), alt, "step size of", legend, curves)


def line(table, color, **more):
    """Return the layer of a curve over the iterations."""
    return parts.curve(table, color, "none", xs=np.arange(LONGEST + 1), **more)


def log_picture(label, limits, *about):
    """Return axes over the iterations, the first 100 of which take more than half of the width."""

    def draw(ax):
        ax.set(ylim=limits, yscale="log")
        ax.set_xscale("symlog", linthresh=100, linscale=1.2)
        ax.set(
            xlim=(-2, LONGEST * 1.05), xlabel="iteration i, logarithmic beyond 100", ylabel=label
        )
        plots.log_ticks(ax)
        ax.axvspan(100, LONGEST * 1.05, color="black", alpha=0.07, linewidth=0, zorder=-1)
        ax.xaxis.set_major_locator(FixedLocator([0, 50, 100, 300, 1000]))
        ax.xaxis.set_major_formatter("{x:g}")

    return Picture(draw, *about)


def walked(walk, ours, own, name, shapes, *given):
    """Return what walk(update, *given) makes of p starts, (..., p, n_iter + 1, 2), and troubles.

    `given` are arrays of p rows, W first. `ours` updates all at once. A learner's `own` returns
    {what it is called: shape}, or has that a path is nan from there on. It is asked from start to
    finish for one after the other, as the lesson's loop does: it may remember its last call.
    """
    if own is None:
        # Trusted: what is computed here again and again needs no check.
        with trusted():
            return walk(ours, *given), [""] * len(given[0])
    found, troubles = [], [""] * len(given[0])
    for i in range(len(troubles)):

        def update(W, *more, i=i):
            try:
                # Where a path has ended there is nothing to ask a function that wants numbers.
                if np.isfinite(W).all():
                    one = (each[0] if isinstance(each, np.ndarray) else each for each in (W, *more))
                    return [part[None] for part in as_arrays(name, own(*one), shapes)]
            except Trouble as trouble:
                troubles[i] = str(trouble)
            return np.full((len(shapes), 1, 2), np.nan)

        found.append(walk(update, *(each[i : i + 1] for each in given)))
    return np.concatenate(found, axis=1), troubles


class Race:
    """Rprop, and beside it another way down, from many starts at once."""

    def __init__(self, X, t, update_rprop, delta_0):
        self.X, self.t, self.delta_0 = X, t, delta_0
        ours = optimizers.update_rprop
        self.guest, self.update_rprop = guest_for("update_rprop", update_rprop, ours)

    def rprop(self, starts, n_iter, eta_p, eta_n):
        """Return weights, step sizes and signs, (3, p, n_iter + 1, 2), and the troubles."""
        ours, own = optimizers.quick_update(self.X, self.t, eta_p, eta_n), None
        if self.guest:
            own = lambda *given: self.update_rprop(self.X, self.t, *given, eta_p, eta_n)
        walk = lambda update, W: optimizers.rprop_paths(update, W, n_iter, self.delta_0)
        shapes = {"W_delta": (2,), "W_sign": (2,)}
        return walked(walk, ours, own, "update_rprop", shapes, starts)

    def descent(self, starts, n_iter, learning_rate, max_norm):
        """Return the weights (p, n_iter + 1, 2) of gradient descent, nan once it has diverged."""
        with trusted():
            return optimizers.descent_paths(
                lambda W: gradients(self.X, self.t, W), starts, n_iter, learning_rate, max_norm
            )

    def costs(self, path):
        """Return the cost (..., N_ITER + 1) along paths; nan where a path has ended."""
        flat = path.reshape(-1, 2)
        found = np.full(len(flat), np.nan)
        for part in range(0, len(flat), CACHED):
            W = flat[part : part + CACHED]
            # An ended path has no cost, and `costs` refuses what is not finite.
            there = np.isfinite(W).all(axis=1)
            if there.any():
                found[part : part + CACHED][there] = costs(self.X, self.t, W[there])
        return found.reshape(path.shape[:-1])
