"""The view of lesson 04: how good central differences are for each step eps."""

import numpy as np
from matplotlib.ticker import FixedLocator

from rnn_lesson import plots
from rnn_lesson._inputs import checked, function, positive
from rnn_lesson.data import lesson_dataset
from rnn_lesson.explorers._widget import Axis, Picture, Scene, View, texts
from rnn_lesson.explorers._world import Trouble, as_array, call, hushed
from rnn_lesson.gradcheck import numerical_gradient as ours
from rnn_lesson.model import cost, forward_states
from rnn_lesson.optimizers import gradient

FLOOR = 1e-17  # lowest error on the log axis
REACH = 0.35  # how far the picture of the secant goes to either side of wRec


@checked(calls_back=True, W="2", eps=positive)
def explore_eps(W=(1.2, 1.2), numerical_gradient=None, eps=1e-7):
    """Show the relative error of a numerical gradient over eps, and the line whose slope it finds.

    Parameters
    ----------
    W : pair of numbers
        Weights [wx, wRec] at which the gradient is taken, on the lesson dataset.
    numerical_gradient : function, optional
        The learner's own, called as numerical_gradient(f, W, eps).
    eps : float
        Where the slider starts.

    Returns
    -------
    View
        With eps to read and set.
    """
    X, t = lesson_dataset()
    numerical_gradient = (
        ours if numerical_gradient is None else function(numerical_gradient, "numerical_gradient")
    )
    exact = gradient(X, t, W)
    exponents = np.arange(-15, 0.01, 0.25)
    axis = Axis("eps", 10**exponents, [f"{10**e:.1e}" for e in exponents])

    def f(W):
        return cost(forward_states(X, *W)[:, -1], t)

    errors, slopes, troubles = _errors(numerical_gradient, f, W, axis.values, exact)
    curve = _error_picture(axis.values, errors)
    secant = _secant_picture(f, W, exact[1])

    def sample(nodes, at):
        over = W[1] + REACH * np.array([-1.1, 1.1])
        lines = f(W) + slopes[nodes, 1, None] * (over - W[1])
        places = np.stack(
            np.broadcast_arrays(secant.pixels(x=over), secant.pixels(y=lines)), axis=-1
        )
        spots = curve.pixels(y=np.maximum(errors[nodes], FLOOR))
        x = np.repeat(curve.pixels(x=axis.values[nodes])[:, None], 2, axis=1)
        chords = _chords(secant, f, W, axis.values[nodes])
        return {
            "spots": np.stack([x, spots], axis=-1),
            "line": places,
            "chord": chords,
            "wx": texts(errors[nodes, 0], ".1e"),
            "wRec": texts(errors[nodes, 1], ".1e"),
        }, [troubles[node] for node in nodes]

    curve.panel["layers"] = [
        {"kind": "curve", "table": "spots", "color": "ink", "shape": "ring", "line": False}
    ]
    secant.panel["layers"] = [
        {"kind": "curve", "table": "line", "color": "orange", "shape": "none", "line": True},
        {"kind": "curve", "table": "chord", "color": "orange", "shape": "square", "line": False},
    ]
    scene = Scene({"eps": axis}, {"errors": curve, "secant": secant}, ("eps",), sample, quick=True)
    numbers = [
        {"label": "relative error, wx", "table": "wx", "spoken": True},
        {"label": "relative error, wRec", "table": "wRec", "spoken": True},
    ]
    return View(
        "Central differences",
        {"eps": scene},
        [{"kind": "slider", "axis": "eps"}],
        numbers,
        {"eps": eps},
    )


def _errors(numerical_gradient, f, W, steps, exact):
    """Return relative errors and gradients (len(steps), 2), and what went wrong at each step."""
    slopes, troubles = np.full((len(steps), 2), np.nan), [""] * len(steps)
    with hushed():
        for i, eps in enumerate(steps):
            try:
                found = call("numerical_gradient", numerical_gradient, f, W.copy(), float(eps))
                slopes[i] = as_array("numerical_gradient", found, (2,))
            except Trouble as trouble:
                troubles[i] = str(trouble)
    scale = np.maximum(np.abs(slopes), np.abs(exact))
    return np.abs(slopes - exact) / np.where(scale == 0, 1, scale), slopes, troubles


def _error_picture(steps, errors):
    def draw(ax):
        shown = np.maximum(errors, FLOOR)
        ax.loglog(steps, shown[:, 0], "s--", color=plots.BLUE, markersize=4, label="$w_x$")
        ax.loglog(steps, shown[:, 1], "o-", color=plots.ORANGE, markersize=4, label="$w_{Rec}$")
        ax.set(
            xlabel="eps",
            ylabel="relative error",
            xlim=(steps[0] / 3, steps[-1] * 3),
            ylim=(FLOOR / 3, 30),
        )
        for ticks in (ax.xaxis, ax.yaxis):
            ticks.set_major_locator(FixedLocator(10.0 ** np.arange(-15, 1, 3)))
        plots.log_ticks(ax)
        ax.legend(frameon=False)

    return Picture(draw, "Relative error of the numerical gradient over eps: a V for wRec")


def _secant_picture(f, W, slope):
    def draw(ax):
        over = np.linspace(W[1] - REACH, W[1] + REACH, 200)
        ax.plot(over, [f((W[0], wRec)) for wRec in over], color=plots.BLUE, label="cost")
        ax.plot(over, f(W) + slope * (over - W[1]), "--", color=plots.BLACK, label="tangent")
        height = f((W[0], W[1] + REACH))
        ax.plot(W[1], f(W), "o", color=plots.BLUE)
        ax.set(
            xlim=(over[0], over[-1]),
            ylim=(-0.4 * height, height),
            xlabel="$w_{Rec}$",
            ylabel="cost",
        )
        ax.legend(frameon=False)

    return Picture(
        draw,
        "The cost over wRec, its tangent, and the line with the slope that the numerical gradient finds",
    )


def _chords(picture, f, W, steps):
    """Return the two points (p, 2, 2) on the cost that each step compares."""
    ends = W[1] + np.stack([-steps, steps], axis=1)
    heights = np.array([[f((W[0], wRec)) for wRec in pair] for pair in ends])
    return np.stack([picture.pixels(x=ends), picture.pixels(y=heights)], axis=-1)
