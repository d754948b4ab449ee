"""Still pictures for the lessons. Every helper draws on the `ax` it is given.

Colours are those of Okabe and Ito, which colour-blind readers can tell apart; whatever
a colour says, a marker, a line style or a letter says as well.
"""

from itertools import cycle

import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LogNorm
from matplotlib.ticker import MaxNLocator, NullLocator

SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

BLUE, ORANGE, GREEN, PINK, BLACK = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000"

#: Style and colour of the first line of a picture, the second, and so on.
STYLES = ["o-", "s--", "^:", "D-.", "v-", "P--"]
LINES = list(zip(STYLES, [BLUE, ORANGE, GREEN, PINK, BLACK, "#56B4E9"]))

#: The six points that lessons 02 and 03 visit: letter -> (wx, wRec).
POINTS = {"A": (1, 2), "B": (1, -2), "C": (1.2, 1.2), "D": (1, 0.5), "E": (0, 0), "F": (1, 1)}

#: Edges of the two views of the loss surface: (lowest, highest) weight.
FAR, NEAR = (-3.0, 3.0), (-0.1, 2.1)


def plot_surface(ax, wx, wRec, surface, lowest=1e-2):
    """Draw a loss surface (len(wRec), len(wx)) as filled contours on a log scale.

    Costs below `lowest` get the darkest colour, and the colour bar says so. Where the cost
    is nan the surface stays blank.
    """
    known = surface[np.isfinite(surface)]
    highest = max(known.max(initial=0), 10 * lowest)
    decades = np.arange(np.log10(lowest), np.ceil(np.log10(highest)) + 0.1)
    levels = 10 ** np.arange(decades[0], decades[-1] + 0.1, 1 / 3)
    colors = {"norm": LogNorm(levels[0], levels[-1]), "cmap": "viridis"}
    bounded = np.clip(np.where(surface == np.inf, highest, surface), lowest / 10, highest)
    shown = np.ma.masked_invalid(bounded)
    if known.size:
        filled = ax.contourf(wx, wRec, shown, levels=levels, extend="min", **colors)
    else:  # Contours of nothing raise; the colour bar stands all the same.
        filled = ScalarMappable(**colors)
    ticks = 10 ** decades[:: max(1, len(decades) // 8)]
    bar = ax.figure.colorbar(filled, ax=ax, ticks=ticks, format=power_of_ten, pad=0.03)
    bar.ax.set_title("cost", fontsize="medium")
    bar.ax.yaxis.set_minor_locator(NullLocator())
    ax.set(xlabel="$w_x$", ylabel="$w_{Rec}$")


def mark_points(ax, points=POINTS):
    """Mark points given as {letter: (wx, wRec)}, leaving out those beyond the axes."""
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    for letter, (wx, wRec) in points.items():
        if left <= wx <= right and low <= wRec <= high:
            ax.plot(wx, wRec, "o", color="white", markeredgecolor="black", markersize=15)
            style = {"ha": "center", "va": "center_baseline", "fontsize": 9, "fontweight": "bold"}
            ax.text(wx, wRec, letter, color="black", **style)


def plot_states(ax, S, labels=None):
    """Draw the states S (m, n + 1) over the time steps, one line a sample."""
    for i, (states, (style, colour)) in enumerate(zip(S, cycle(LINES))):
        ax.plot(states, style, color=colour, markersize=5, label=labels[i] if labels else None)
    ax.axhline(0, color="black", linewidth=0.6)
    ax.set(xlabel="time step $k$", ylabel="state $S_k$")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    if labels:
        ax.legend(frameon=False)


def plot_gradient_over_time(ax, gradients, limit=None):
    """Draw gradients through time, {label: (n + 1,)}, on a symmetric log axis up to +-limit.

    Between -0.01 and 0.01 the axis is linear, so that 0 has a place on it.
    """
    for (label, gradient), (style, colour) in zip(gradients.items(), cycle(LINES)):
        ax.plot(gradient, style, color=colour, markersize=5, label=label)
    ax.axhline(0, color="black", linewidth=0.6)
    highest = max((np.max(np.abs(gradient)) for gradient in gradients.values()), default=0)
    symlog(ax, 0.01, limit or max(1, 3 * highest))
    ax.set(xlabel="time step $k$", ylabel=r"$\partial$cost / $\partial S_k$")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    if any(gradients):
        ax.legend(frameon=False, ncols=3, loc="lower center", bbox_to_anchor=(0.5, 1))


def plot_path(ax, path, colour="white", label=None):
    """Draw a path of weights (n_iter + 1, 2) over a surface, from its start to its end."""
    wx, wRec = np.transpose(path)
    edge = {"markeredgecolor": "black", "linestyle": "none"}
    ax.plot(wx, wRec, "-", color="black", linewidth=2.6)
    ax.plot(wx, wRec, ".-", color=colour, linewidth=1.2, markersize=4, label=label)
    ax.plot(wx[0], wRec[0], "s", color=colour, markersize=8, **edge)
    ax.plot(wx[-1], wRec[-1], "*", color=colour, markersize=13, **edge)


def plot_costs(ax, costs):
    """Draw costs over the iterations, {label: (n_iter + 1,)}, on a log axis."""
    for (label, values), style in zip(costs.items(), cycle(["-", "--", ":", "-."])):
        ax.plot(values, style, linewidth=2, label=label)
    ax.set(xlabel="iteration $i$", ylabel="cost", yscale="log")
    log_ticks(ax)
    if any(costs):
        ax.legend(frameon=False)


def symlog(ax, linear, limit):
    """Give ax a symmetric log scale in y up to +-limit, linear up to +-`linear`, with few ticks."""
    ax.set_yscale("symlog", linthresh=linear)
    ax.set_ylim(-limit, limit)
    decades = np.arange(np.ceil(np.log10(linear)) + 1, np.floor(np.log10(limit)) + 1)
    ticks = 10.0 ** decades[:: max(1, round(len(decades) / 4))]
    ax.set_yticks([*-ticks[::-1], 0, *ticks])
    log_ticks(ax)


def log_ticks(ax):
    """Mark the log axes of ax at powers of ten only, and label these in plain text.

    Matplotlib sets a label such as $10^4$ as mathematics, which takes a hundred times as long.
    """
    for axis in (ax.xaxis, ax.yaxis):
        if axis.get_scale() != "linear":
            axis.set_major_formatter(power_of_ten)
            axis.set_minor_locator(NullLocator())


def power_of_ten(value, position=None):
    """Return the label of a tick at a power of ten, such as 10⁴ or −10⁴, and no label elsewhere."""
    if value == 0:
        return "0"
    exponent = np.log10(abs(value))
    if abs(exponent - round(exponent)) > 1e-6:
        return ""
    return ("−10" if value < 0 else "10") + str(round(exponent)).translate(SUPERSCRIPT)


def plot_arrows(ax, places, gradients):
    """Draw gradients (p, 2) as arrows at places (p, 2), uphill, their length on a log scale."""
    size = np.hypot(*np.transpose(gradients))[:, np.newaxis]
    arrows = np.divide(gradients, size, where=size > 0, out=np.zeros_like(gradients))
    arrows *= 0.1 + 0.04 * np.log10(1 + size)
    style = {"color": "white", "edgecolor": "black", "linewidth": 0.6, "width": 0.009}
    where = {"angles": "xy", "scale_units": "xy", "scale": 1}
    ax.quiver(*np.transpose(places), *arrows.T, **where, **style)


def plot_secants(ax, f, w, eps, slope):
    """Draw f around w, its tangent, and the lines of a forward and a central difference."""
    below, here, above = f(w - eps), f(w), f(w + eps)
    over = np.linspace(w - 2 * eps, w + 1.5 * eps, 100)
    ax.plot(over, [f(v) for v in over], color="grey", linewidth=4, alpha=0.5, label="cost")
    lines = {
        "tangent": (slope, "-", BLACK),
        "forward": ((above - here) / eps, ":", ORANGE),
        "central": ((above - below) / (2 * eps), "--", BLUE),
    }
    for name, (rise, style, colour) in lines.items():
        line = here + rise * (over - w)
        ax.plot(over, line, style, color=colour, linewidth=2, label=f"{name}: slope {rise:.0f}")
    ax.legend(frameon=False)


def plot_errors(ax, eps, errors):
    """Draw relative errors over the steps eps, {label: (len(eps),)}, on two log axes.

    An error of 0 has no place on a log axis; it is drawn at 1e-17.
    """
    looks = zip(("o-", "s--", "^:"), (ORANGE, BLUE, GREEN))
    for (label, error), (style, colour) in zip(errors.items(), looks):
        ax.loglog(eps, np.maximum(error, 1e-17), style, color=colour, markersize=4, label=label)
    ax.set(xlabel="eps", ylabel="relative error")
    log_ticks(ax)
    ax.legend(frameon=False)


def plot_verdicts(ax, errors, tolerance):
    """Draw relative errors, {name: (witnesses, 2)}, a row a name: wx squares, wRec circles."""
    for row, error in enumerate(errors.values()):
        shown = np.maximum(error, 1e-12)
        for i, (marker, colour) in enumerate([("s", BLUE), ("o", ORANGE)]):
            height = np.full(len(shown), row + 0.3 * i - 0.15)
            ax.plot(shown[:, i], height, marker, color=colour, alpha=0.6)
    ax.axvline(tolerance, color="black", linestyle="--")
    ax.set(xscale="log", xlabel="relative error", xlim=(1e-12, 10))
    log_ticks(ax)
    ax.set_yticks(range(len(errors)), list(errors))
    ax.invert_yaxis()
