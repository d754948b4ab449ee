"""The view of lesson 04: how good central differences are for each step eps."""

import numpy as np
from matplotlib.ticker import FixedLocator

from rnn_lesson import gradcheck, plots
from rnn_lesson._inputs import checked, positive
from rnn_lesson.data import lesson_dataset
from rnn_lesson.explorers import _parts as parts
from rnn_lesson.explorers._calls import as_array, asked, guest_for
from rnn_lesson.explorers._picture import Picture
from rnn_lesson.explorers._scene import Axis, Scene
from rnn_lesson.explorers._tables import texts
from rnn_lesson.explorers._widget import View
from rnn_lesson.model import cost, forward_states
from rnn_lesson.optimizers import gradient

FLOOR = 1e-17  # lowest error on the log axis
WORTH_SEEING = (1, 0.1, 0.01, 1e-7, 1e-15)
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
    ours = gradcheck.numerical_gradient
    guest, numerical = guest_for("numerical_gradient", numerical_gradient, ours)
    exponents = np.arange(-15, 0.01, 0.25)
    axis = Axis("eps", 10**exponents, [f"{10**e:.1e}" for e in exponents], fine=True)

    def f(W):
        return cost(forward_states(X, *W)[:, -1], t)

    one = lambda eps: [as_array("numerical_gradient", numerical(f, W, float(eps)), (2,))]
    slopes_at = lambda steps: asked(one, [(2,)], steps)
    scene = _scene(axis, f, W, gradient(X, t, W), slopes_at, guest)
    readings = {"relative error, wx": "wx", "relative error, wRec": "wRec"}
    worth_seeing = {f"{eps:g}": {"eps": eps} for eps in WORTH_SEEING}
    controls = [*parts.sliders("eps"), *parts.places(worth_seeing)]
    return View("Central differences", {"eps": scene}, controls, {"eps": eps}, readings, readings)


def _scene(axis, f, W, exact, slopes_at, guest):
    """Return the scene: relative errors over eps, and the secant whose slope was found."""

    def errors_of(slopes):
        scale = np.maximum(np.abs(slopes), np.abs(exact))
        return np.abs(slopes - exact) / np.where(scale == 0, 1, scale)

    # Those of the module's function are there at once, a learner's when they have been found.
    known = np.full((len(axis.values), 2), np.nan)
    if guest is None:
        (slopes,), _ = slopes_at(axis.values)
        known[:] = errors_of(slopes)
    errors_over_eps = _error_picture(axis.values, known)
    secant = _secant_picture(f, W, exact[1])

    def sample(places, at):
        steps = places["eps"]
        (slopes,), troubles = slopes_at(steps)
        errors = errors_of(slopes)
        over = W[1] + REACH * np.array([-1.1, 1.1])
        # The two points on the cost that a step compares.
        ends = W[1] + np.stack([-steps, steps], axis=1)
        heights = np.array([[f((W[0], wRec)) for wRec in pair] for pair in ends])
        rows = {
            "spots": errors_over_eps.points(steps[:, None], np.maximum(errors, FLOOR)),
            "chord": secant.points(ends, heights),
            "errors": texts(errors, ".6e"),
            "wx": texts(errors[:, 0], ".1e"),
            "wRec": texts(errors[:, 1], ".1e"),
        }
        rows |= secant.lines("line", over, f(W) + slopes[:, 1, None] * (over - W[1]))
        return rows, troubles

    def redraw(stride, tables):
        known[::stride] = tables["errors"][::stride].astype(float)
        errors_over_eps.renew()

    panels = {"errors": errors_over_eps, "secant": secant}
    redraw = redraw if guest else None
    return Scene({"eps": axis}, panels, ("eps",), sample, redraw=redraw, guest=guest)


def _error_picture(steps, errors):
    def draw(ax):
        shown = np.maximum(errors, FLOOR)
        ax.loglog(steps, shown[:, 0], "s--", color=plots.BLUE, markersize=4)
        ax.loglog(steps, shown[:, 1], "o-", color=plots.ORANGE, markersize=4)
        ax.set(xlabel="eps", xlim=(steps[0] / 3, steps[-1] * 3))
        ax.set(ylabel="relative error", ylim=(FLOOR / 3, 30))
        for ticks in (ax.xaxis, ax.yaxis):
            ticks.set_major_locator(FixedLocator(10.0 ** np.arange(-15, 1, 3)))
        plots.log_ticks(ax)

    alt = "Relative error of the numerical gradient over eps: a V for wRec"
    legend = [("■", "blue", "wx"), ("●", "orange", "wRec"), ("○", "ink", "at this eps")]
    return Picture(draw, alt, "", legend, [parts.curve("spots", "ink", "ring", line=False)])


def _secant_picture(f, W, slope):
    def draw(ax):
        over = np.linspace(W[1] - REACH, W[1] + REACH, 200)
        ax.plot(over, [f((W[0], wRec)) for wRec in over], color=plots.BLUE)
        ax.plot(over, f(W) + slope * (over - W[1]), "--", color=plots.BLACK)
        height = f((W[0], W[1] + REACH))
        ax.plot(W[1], f(W), "o", color=plots.BLUE)
        ax.set(xlim=(over[0], over[-1]), ylim=(-0.4 * height, height))
        ax.set(xlabel="wRec", ylabel="cost")

    line = "the line with the slope that the numerical gradient finds"
    alt = f"The cost over wRec, its tangent, and {line}"
    legend = [("━", "blue", "cost"), ("╍╍", "ink", "tangent"), ("■━", "orange", "secant")]
    layers = [
        parts.curve("line", "orange", "none", start="line_from"),
        parts.curve("chord", "orange", "square", line=False),
    ]
    return Picture(draw, alt, "", legend, layers)
