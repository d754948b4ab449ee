"""The view of lesson 07: drag a start, and watch Rprop, momentum and two Adams go their ways."""

import numpy as np

from rnn_lesson import optimizers
from rnn_lesson._inputs import checked, decay, number
from rnn_lesson.explorers import _descent
from rnn_lesson.explorers import _parts as parts
from rnn_lesson.explorers._calls import guests_for
from rnn_lesson.explorers._scene import Axis
from rnn_lesson.explorers._widget import View

STEP = 0.25  # between two starts of the grid
MAX_NORM, BALL_RATE = 100.0, 1e-3  # momentum's, as in the lesson
ADAM_RATE, USUAL = 0.1, 0.999
BETAS = [0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999]
# {path: (its colour, its dashes, mark and name in the legend)}. By dashes too: colours alone do
# not reach everybody.
PATHS = {
    "rprop": ("ink", [], "━", "Rprop, left in white"),
    "ball": ("orange", [8, 4], "╍╍", "momentum"),
    "usual": ("blue", [2, 3], "┅┅", "Adam, 0.999"),
    "adam": ("green", [9, 3, 2, 3], "━ ╸", "Adam, {beta_2}"),
}
# Down the cliff both Adams take one line: the one that gets less far lies on top.
UPWARDS = ["rprop", "ball", "adam", "usual"]
READINGS = {
    "cost: Rprop": "rprop_text",
    "momentum": "ball_text",
    "Adam, 0.999": "usual_text",
    "Adam, beta_2": "adam_text",
    "root of wRec, 0.999": "usual_size_text",
    "root of wRec, beta_2": "adam_size_text",
}
STARTS = {
    "cliff": {"wx": -1.5, "wRec": 2},
    "lower cliff": {"wx": -1, "wRec": -2},
    "plain": {"wx": 0.5, "wRec": 0.5},
    "right": {"wx": 3, "wRec": 2},
}


@checked(calls_back=True, wx=number, wRec=number, beta_2=decay)
def explore_walkers(
    X=None, t=None, update_momentum=None, update_adam=None, wx=-1.5, wRec=2.0, beta_2=0.9
):
    """Show the paths of Rprop, momentum and Adam with two memories from one start to drag.

    Momentum has rate 0.001 and gradients clipped to 100, both Adams rate 0.1 and no clipping.

    Parameters
    ----------
    X, t : arrays, optional
        Data; the lesson dataset unless given.
    update_momentum, update_adam : functions, optional
        The learner's own, with the arguments of those of `rnn_lesson`.
    wx, wRec, beta_2 : float
        Where the controls start.

    Returns
    -------
    View
        With wx, wRec (the start), i and beta_2 (of one Adam; the other has 0.999) to read and set.
    """
    walkers = Walkers(*parts.given_data(X, t), update_momentum, update_adam)
    controls = [
        *parts.sliders("wx", "wRec"),
        {"kind": "player", "axis": "i"},
        *parts.sliders("beta_2"),
        *parts.places(STARTS),
    ]
    start = {"wx": wx, "wRec": wRec, "i": _descent.N_ITER, "beta_2": beta_2}
    return View("Walkers", {"walkers": _scene(walkers)}, controls, start, READINGS, [])


def _scene(walkers):
    axes, (low, high, _) = _axes(), _descent.SPANS["near"]
    alt = "Loss surface with the paths of four walkers; their start can be dragged"
    colors = {name: color.replace("ink", "paper") for name, (color, *_) in PATHS.items()}
    trails = [parts.trail(name, colors[name], dash=PATHS[name][1]) for name in UPWARDS]
    surface = _descent.surface_picture(walkers.race, axes, low, high, alt, trails)
    cost, sizes = _cost_picture(), _sizes_picture()

    def walk(starts, at, n_iter):
        paths, divisors, troubles = walkers.walk(starts, n_iter, at["beta_2"])
        drawn, numbers = {}, {}
        for name, path in paths.items():
            costs = walkers.race.costs(path)
            drawn |= surface.lines(name, path[..., 0], path[..., 1])
            drawn[f"{name}_cost"], numbers[f"{name}_text"] = cost.pixels(y=costs), (costs,)
        for name, size in divisors.items():
            drawn[f"{name}_size"] = sizes.pixels(y=size)
            numbers[f"{name}_size_text"] = size, ".4g"
        return drawn, numbers, troubles

    panels = {"surface": surface, "cost": cost, "sizes": sizes}
    return _descent.path_scene(axes, panels, walk, READINGS, walkers.guest)


def _axes():
    low, high, step = _descent.SPANS["near"]
    texts_of = [f"{beta:g}" for beta in BETAS]
    beta_2 = Axis("beta_2", np.array(BETAS), texts_of, asks=True, fine=True)
    return _descent.start_axes(low, high, max(step, STEP)) | {"beta_2": beta_2}


def _cost_picture():
    # The Adams are named beside, for all four do not fit in one line.
    alt = "The costs of four walkers over the iterations"
    about = "cost", _descent.HEIGHTS["near"], alt, "", _legend("rprop", "ball")
    return _descent.log_picture(*about, [_line(name, f"{name}_cost") for name in PATHS])


def _sizes_picture():
    alt = "What both Adams divide the slope of wRec by, over the iterations"
    about = "root of the mean square", (1e-2, 1e13), alt, "wRec:", _legend("usual", "adam")
    return _descent.log_picture(*about, [_line(name, f"{name}_size") for name in ("usual", "adam")])


def _legend(*names):
    return [(mark, color, words) for color, _, mark, words in map(PATHS.get, names)]


def _line(name, table):
    color, dash, *_ = PATHS[name]
    return _descent.line(table, color, dash=dash, cursor="i")


class Walkers:
    """Four ways down the surface of some data, from many starts."""

    def __init__(self, X, t, update_momentum, update_adam):
        self.race = _descent.Race(X, t, None, 0.001)
        self.slopes = optimizers.quick_gradients(X, t)
        own = {"update_momentum": update_momentum, "update_adam": update_adam}
        self.guest, self.own = guests_for(own, {name: getattr(optimizers, name) for name in own})

    def walk(self, starts, n_iter, beta_2):
        """Return {path: weights (p, n_iter + 1, 2)}, {Adam's path: (p, n_iter + 1)}, troubles.

        The second is what Adam divides the slope of wRec by: nan at the start, where it has none.
        """
        (rprop, _, _), _ = self.race.rprop(starts, n_iter, 1.2, 0.5)
        (ball, _), troubles = self._moved("update_momentum", n_iter, starts)
        paths, divisors = {"rprop": rprop, "ball": ball}, {}
        # Both Adams side by side, for the gradient at two places costs little more than at one.
        betas = np.repeat([[USUAL], [beta_2]], len(starts), axis=0)
        (path, square), later = self._moved("update_adam", n_iter, np.tile(starts, (2, 1)), betas)
        # A learner's mean square may be anything; at the start it is 0 / 0.
        size = np.sqrt(square[:, :, 1] / (1 - betas ** np.arange(n_iter + 1.0)))
        for part, name in enumerate(("usual", "adam")):
            of = slice(part * len(starts), (part + 1) * len(starts))
            paths[name], divisors[name] = path[of], size[of]
            troubles = [first or then for first, then in zip(troubles, later[of])]
        return paths, divisors, troubles

    def _moved(self, name, n_iter, starts, *betas):
        """Return weights and last memory, (2, p, n_iter + 1, 2), of a way down, and troubles."""

        def walk(update, starts, *betas):
            # The lesson's functions take a number, ours one for each start.
            betas = (beta.item() if name in self.own else beta for beta in betas)
            return self._path(update, n_iter, starts, *betas)

        shapes = dict.fromkeys(["W", "mean", "square"] if betas else ["W", "velocity"], (2,))
        ours, own = getattr(optimizers, name), self.own.get(name)
        return _descent.walked(walk, ours, own, name, shapes, starts, *betas)

    def _path(self, update, n_iter, starts, beta_2=None):
        """Return weights and the last memory, (2, p, n_iter + 1, 2), of momentum or of Adam."""
        W, memory = starts, [np.zeros(starts.shape)] * (1 if beta_2 is None else 2)
        path = np.full((2, len(starts), n_iter + 1, 2), np.nan)
        path[:, :, 0] = W, memory[-1]
        for i in range(1, n_iter + 1):
            slopes = self.slopes(W)
            if beta_2 is None:
                length = np.hypot(*slopes.T)[:, None]
                more = slopes / np.maximum(1, length / MAX_NORM), BALL_RATE
            else:
                more = slopes, i, ADAM_RATE, 0.9, beta_2
            W, *memory = update(W, *memory, *more)
            path[0, :, i], path[1, :, i] = W, memory[-1]
        return path
