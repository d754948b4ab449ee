"""The view of lesson 07: drag a start, and watch Rprop, momentum and two Adams go their ways."""

import numpy as np

from rnn_lesson import optimizers
from rnn_lesson._inputs import checked, decay, function, number, trusted
from rnn_lesson.explorers import _descent
from rnn_lesson.explorers._calls import Guest, as_arrays, same_code
from rnn_lesson.explorers._parts import curve, given_data, places, sliders, trail, weights_at
from rnn_lesson.explorers._scene import Axis, Scene
from rnn_lesson.explorers._tables import texts
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
    walkers = Walkers(*given_data(X, t), update_momentum, update_adam)
    controls = [
        *sliders("wx", "wRec"),
        {"kind": "player", "axis": "i"},
        *sliders("beta_2"),
        *places(STARTS),
    ]
    start = {"wx": wx, "wRec": wRec, "i": _descent.N_ITER, "beta_2": beta_2}
    readings = {
        "cost: Rprop": "rprop_text",
        "momentum": "ball_text",
        "Adam, 0.999": "usual_text",
        "Adam, beta_2": "adam_text",
        "root of wRec, 0.999": "usual_size_text",
        "root of wRec, beta_2": "adam_size_text",
    }
    return View("Walkers", {"walkers": _scene(walkers)}, controls, start, readings, [])


def _scene(walkers):
    axes = _axes()
    surface = _paths_picture(walkers, axes)
    cost, sizes = _cost_picture(), _sizes_picture()

    def drawn(paths, divisors):
        found = {}
        for name, path in paths.items():
            found |= surface.lines(name, path[..., 0], path[..., 1])
            found[f"{name}_cost"] = cost.pixels(y=walkers.race.costs(path))
        return found | {f"{name}_size": sizes.pixels(y=size) for name, size in divisors.items()}

    def sampled(starts, beta_2):
        paths, divisors, troubles = walkers.walk(starts, _descent.N_ITER, beta_2)
        return drawn(paths, divisors), troubles

    row_of = {}  # {(wRec, beta_2): a row of the grid}

    def sample(places, at):
        starts = weights_at(places)
        # All steps of one start take as long as those of a row of them. So a row is computed for
        # the first, and the next ones in it are there at once: the lots that are asked for grow.
        on_grid = np.flatnonzero(axes["wx"].values == starts[0, 0])
        if walkers.guest or len(starts) > 1 or not len(on_grid):
            return sampled(starts, at["beta_2"])
        key = starts[0, 1], at["beta_2"]
        if key not in row_of:
            if len(row_of) > 50:
                row_of.clear()
            wx = axes["wx"].values
            row_of[key] = sampled(np.column_stack([wx, np.full(len(wx), key[0])]), key[1])
        tables, troubles = row_of[key]
        return {name: table[on_grid] for name, table in tables.items()}, troubles[:1]

    def detail(places, at):
        starts = weights_at(places)
        paths, divisors, troubles = walkers.walk(starts, _descent.LONGEST, at["beta_2"])
        numbers = {f"{name}_text": texts(walkers.race.costs(path)) for name, path in paths.items()}
        numbers |= {f"{name}_size_text": texts(size, ".4g") for name, size in divisors.items()}
        return numbers | drawn(paths, divisors), troubles

    rows = {f"{name}_text": ("i",) for name in (*PATHS, "usual_size", "adam_size")}
    panels = {"surface": surface, "cost": cost, "sizes": sizes}
    return Scene(axes, panels, ("wRec", "wx"), sample, rows, guest=walkers.guest, detail=detail)


def _paths_picture(walkers, axes):
    low, high, _ = _descent.SPANS["near"]
    surface = _descent._surface_picture(walkers.race, axes, low, high)
    surface.alt = "Loss surface with the paths of four walkers; their start can be dragged"
    colors = {name: color.replace("ink", "paper") for name, (color, *_) in PATHS.items()}
    trails = [trail(name, colors[name], dash=PATHS[name][1]) for name in UPWARDS]
    surface.layers = [*trails, surface.layers[-1]]
    return surface


def _axes():
    low, high, step = _descent.SPANS["near"]
    texts_of = [f"{beta:g}" for beta in BETAS]
    beta_2 = Axis("beta_2", np.array(BETAS), texts_of, asks=True, fine=True)
    return _descent.start_axes(low, high, max(step, STEP)) | {"beta_2": beta_2}


def _cost_picture():
    # The Adams are named beside, for all four do not fit in one line.
    named = PATHS["rprop"], PATHS["ball"]
    legend = [(mark, color, words) for color, _, mark, words in named]
    alt = "The costs of four walkers over the iterations"
    picture = _descent._log_picture("cost", _descent.HEIGHTS["near"], alt, "", legend)
    picture.layers = [_curve(picture, name, f"{name}_cost") for name in PATHS]
    return picture


def _sizes_picture():
    alt = "What both Adams divide the slope of wRec by, over the iterations"
    legend = [(mark, color, words) for color, _, mark, words in (PATHS["usual"], PATHS["adam"])]
    words = "root of the mean square", (1e-2, 1e13), alt, "wRec:", legend
    picture = _descent._log_picture(*words)
    picture.layers = [_curve(picture, name, f"{name}_size") for name in ("usual", "adam")]
    return picture


def _curve(picture, name, table):
    color, dash, *_ = PATHS[name]
    over = picture, np.arange(_descent.LONGEST + 1)
    return curve(table, color, "none", over=over, dash=dash, cursor="i")


class Walkers:
    """Four ways down the surface of some data, from many starts."""

    def __init__(self, X, t, update_momentum, update_adam):
        self.race = _descent.Race(X, t, None, 0.001)
        self.slopes = optimizers.quick_gradients(X, t)
        given = {"update_momentum": update_momentum, "update_adam": update_adam}
        # The learner's own, without those written as the module's.
        self.own = {
            name: own
            for name, own in given.items()
            if own is not None and not same_code(function(own, name), getattr(optimizers, name))
        }
        self.guest = Guest() if self.own else None

    def walk(self, starts, n_iter, beta_2):
        """Return {path: weights (p, n_iter + 1, 2)}, {Adam's path: (p, n_iter + 1)}, troubles.

        The second is what Adam divides the slope of wRec by: nan at the start, where it has none.
        """
        (rprop, _, _), _ = self.race.rprop(starts, n_iter, 1.2, 0.5)
        (ball, _), troubles = self._moved("update_momentum", starts, n_iter)
        paths, divisors = {"rprop": rprop, "ball": ball}, {}
        # Both Adams side by side, for the gradient at two places costs little more than at one.
        betas = np.repeat([[USUAL], [beta_2]], len(starts), axis=0)
        (path, square), later = self._moved("update_adam", np.tile(starts, (2, 1)), n_iter, betas)
        # A learner's mean square may be anything; at the start it is 0 / 0.
        with np.errstate(all="ignore"):
            size = np.sqrt(square[:, :, 1] / (1 - betas ** np.arange(n_iter + 1.0)))
        for part, name in enumerate(("usual", "adam")):
            of = slice(part * len(starts), (part + 1) * len(starts))
            paths[name], divisors[name] = path[of], size[of]
            troubles = [first or then for first, then in zip(troubles, later[of])]
        return paths, divisors, troubles

    def _moved(self, name, starts, n_iter, betas=None):
        """Return weights and last memory, (2, p, n_iter + 1, 2), of a way down, and troubles."""
        if name not in self.own:
            # Trusted: what is computed here again and again needs no check.
            with trusted(), np.errstate(all="ignore"):
                update = getattr(optimizers, name)
                return self._path(update, starts, n_iter, betas), [""] * len(starts)
        parts = ["W", "velocity"] if betas is None else ["W", "mean", "square"]

        def ask(*given):
            given = [each[0] if isinstance(each, np.ndarray) else each for each in given]
            answer = self.guest.call(name, self.own[name], *given)
            return as_arrays(name, answer, dict.fromkeys(parts, (2,)))

        def walk(update, i):
            beta_2 = None if betas is None else betas[i].item()
            return self._path(update, starts[i], n_iter, beta_2)

        return _descent.one_by_one(walk, ask, len(starts), len(parts))

    def _path(self, update, starts, n_iter, beta_2):
        """Return weights and the last memory, (2, p, n_iter + 1, 2), of momentum or of Adam."""
        W, memory = np.array(starts, dtype=float), [np.zeros(starts.shape)] * 2
        memory = memory if beta_2 is not None else memory[:1]
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
