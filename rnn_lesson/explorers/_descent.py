"""The view of lesson 05: drag a start over the surface and watch Rprop's path follow."""

import numpy as np

from rnn_lesson import optimizers, plots
from rnn_lesson._inputs import checked, function, number, positive
from rnn_lesson.explorers._weights import _curve, _data, _weights
from rnn_lesson.explorers._widget import Axis, Picture, Scene, View, texts
from rnn_lesson.explorers._world import Trouble, as_array, call, hushed, same_code
from rnn_lesson.surface import costs, gradients, loss_surface

N_ITER = 120
MAX_NORM = 1.0
CHUNK = 8192  # costs at a time, for these fit the processor's cache
SPANS = {"near": (-3, 3, 0.125), "far": (-12, 12, 1)}
BESIDE = ["nothing", "gradient descent", "clipped gradient descent"]


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
    race = Race(*_data(X, t), update_rprop, delta_0)
    curves = {
        "cost": _curve_picture("cost", (1e-8, 1e22), "The cost over the iterations"),
        "sizes": _curve_picture(
            "step size", (1e-8, 100), "Step sizes over the iterations: wx dashed, wRec solid"
        ),
    }
    near_first = max(abs(wx), abs(wRec)) <= SPANS["near"][1]
    scenes = {name: _scene(race, name, **curves) for name in sorted(SPANS, reverse=near_first)}
    controls = [
        {"kind": "scenes", "label": "View", "texts": {"near": "-3 to 3", "far": "-12 to 12"}},
        {"kind": "slider", "axis": "wx"},
        {"kind": "slider", "axis": "wRec"},
        {"kind": "player", "axis": "i"},
        {"kind": "slider", "axis": "eta_p"},
        {"kind": "slider", "axis": "eta_n"},
        {"kind": "choice", "axis": "beside"},
        {"kind": "slider", "axis": "learning_rate"},
    ]
    numbers = [
        {"label": "wx", "table": "wx_i"},
        {"label": "wRec", "table": "wRec_i"},
        {"label": "cost", "table": "cost_i", "spoken": True},
        {"label": "step of wx", "table": "wx_step"},
        {"label": "step of wRec", "table": "wRec_step"},
    ]
    start = {"wx": wx, "wRec": wRec, "i": N_ITER, "eta_p": eta_p, "eta_n": eta_n}
    start |= {"beside": BESIDE[0], "learning_rate": 1e-6}
    return View("Rprop's path", scenes, controls, numbers, start)


def _scene(race, zoom, cost, sizes):
    """Return the scene of the Rprop view in one of its spans."""
    low, high, step = SPANS[zoom]
    if race.update_rprop:
        step *= 2  # A learner's own takes so long that a quarter of the starts must do.
    iterations = np.arange(N_ITER + 1)
    rates = np.arange(-8, -0.9, 0.5)
    axes = {
        "wRec": Axis.of_numbers("start wRec", low, high, step, digits=3),
        "wx": Axis.of_numbers("start wx", low, high, step, digits=3),
        "i": Axis("iteration i", iterations, [str(i) for i in iterations]),
        "eta_p": Axis.of_numbers("eta+", 1.0, 2.0, 0.05, asks=True),
        "eta_n": Axis.of_numbers("eta-", 0.05, 1.0, 0.05, asks=True),
        "beside": Axis("beside Rprop", BESIDE, BESIDE, asks=True),
        "learning_rate": Axis(
            "learning rate", 10**rates, [f"{rate:.1e}" for rate in 10**rates], asks=True
        ),
    }
    surface = _surface_picture(race, axes, low, high)
    cost.panel["layers"] = [
        {**_curve(cost, "other_cost", iterations, "green", "none"), "dash": [6, 4]},
        _curve(cost, "cost", iterations, "blue", "none") | {"cursor": "i"},
    ]
    sizes.panel["layers"] = [
        _curve(sizes, "wx_size", iterations, "blue", "none") | {"dash": [6, 4], "cursor": "i"},
        _curve(sizes, "wRec_size", iterations, "orange", "none") | {"cursor": "i"},
    ]

    def sample(nodes, at):
        path, size, troubles = race.rprop(_weights(axes, nodes), at["eta_p"], at["eta_n"])
        other = np.full_like(path, np.nan)
        if at["beside"] != BESIDE[0]:
            max_norm = MAX_NORM if at["beside"] == BESIDE[2] else 1e300
            other = race.descent(_weights(axes, nodes), at["learning_rate"], max_norm)
        return {
            "path": _places(surface, path),
            "other": _places(surface, other),
            "cost": cost.pixels(y=race.costs(path)),
            "other_cost": cost.pixels(y=race.costs(other)),
            "wx_size": sizes.pixels(y=size[..., 0]),
            "wRec_size": sizes.pixels(y=size[..., 1]),
        }, troubles

    def detail(node, at):
        path, size, signs, _ = race.one(
            _weights(axes, np.array([node]))[0], at["eta_p"], at["eta_n"]
        )
        return {
            "wx_i": texts(path[:, 0]),
            "wRec_i": texts(path[:, 1]),
            "cost_i": texts(race.costs(path)),
            "wx_step": texts(-signs[:, 0] * size[:, 0], ".4g"),
            "wRec_step": texts(-signs[:, 1] * size[:, 1], ".4g"),
        }

    rows = {name: ("i",) for name in ("wx_i", "wRec_i", "cost_i", "wx_step", "wRec_step")}
    panels = {"surface": surface, "cost": cost, "sizes": sizes}
    return Scene(
        axes, panels, ("wRec", "wx"), sample, rows, quick=race.update_rprop is None, detail=detail
    )


def _places(picture, path):
    """Return the places (p, N_ITER + 1, 2), in table units, of paths over the surface."""
    return np.stack([picture.pixels(x=path[..., 0]), picture.pixels(y=path[..., 1])], axis=-1)


def _surface_picture(race, axes, low, high):
    """Return the picture of the surface, with the paths and the start as its layers."""
    grid = np.linspace(low, high, 121)
    surface = loss_surface(race.X, race.t, grid, grid)
    picture = Picture(
        lambda ax: plots.plot_surface(ax, grid, grid, surface),
        "Loss surface with Rprop's path; its start can be dragged",
        drag=["wx", "wRec"],
        field=True,
        note="the path leaves the picture",
    )
    places = {
        "xs": picture.pixels(x=axes["wx"].values).tolist(),
        "ys": picture.pixels(y=axes["wRec"].values).tolist(),
    }
    picture.panel["layers"] = [
        {"kind": "path", "table": "other", "color": "green", "cursor": "i", "dash": [6, 4]},
        {"kind": "path", "table": "path", "color": "paper", "cursor": "i"},
        {"kind": "marker", "x": "wx", "y": "wRec", **places},
    ]
    return picture


def _curve_picture(label, limits, alt):
    """Return log axes over the iterations."""

    def draw(ax):
        ax.set(
            xlim=(-2, N_ITER + 2), ylim=limits, yscale="log", xlabel="iteration $i$", ylabel=label
        )
        plots.log_ticks(ax)

    return Picture(draw, alt)


class Race:
    """Rprop, and beside it another way down, from many starts at once."""

    def __init__(self, X, t, update_rprop, delta_0):
        self.X, self.t, self.delta_0 = X, t, delta_0
        self.signs = optimizers.gradient_signs(X, t)
        ours = update_rprop is None or same_code(
            function(update_rprop, "update_rprop"), optimizers.update_rprop
        )
        self.update_rprop = None if ours else update_rprop

    def rprop(self, starts, eta_p, eta_n):
        """Return weights and step sizes (p, N_ITER + 1, 2) of all paths, and troubles."""
        if self.update_rprop is None:
            return *self._rprop_at_once(starts, eta_p, eta_n), [""] * len(starts)
        paths, sizes, troubles = [], [], []
        for start in starts:
            path, size, _, trouble = self.one(start, eta_p, eta_n)
            paths.append(path)
            sizes.append(size)
            troubles.append(trouble)
        return np.array(paths), np.array(sizes), troubles

    def one(self, start, eta_p, eta_n):
        """Return weights, step sizes and signs (N_ITER + 1, 2) from one start, and the trouble."""
        update = self.update_rprop or self._update
        path, sizes, signs = np.full((3, N_ITER + 1, 2), np.nan)
        path[0], sizes[0], signs[0] = start, self.delta_0, 0
        try:
            with hushed():
                for i in range(N_ITER):
                    if not np.isfinite(path[i]).all():
                        break
                    state = path[i].copy(), signs[i].copy(), sizes[i].copy()
                    answer = call(
                        "update_rprop", update, self.X.copy(), self.t.copy(), *state, eta_p, eta_n
                    )
                    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
                        raise Trouble(
                            f"update_rprop must return W_delta, W_sign; it returned {type(answer).__name__}"
                        )
                    sizes[i + 1] = as_array(
                        "the W_delta that update_rprop returns", answer[0], (2,)
                    )
                    signs[i + 1] = as_array("the W_sign that update_rprop returns", answer[1], (2,))
                    path[i + 1] = path[i] - signs[i + 1] * sizes[i + 1]
        except Trouble as trouble:
            return path, sizes, signs, str(trouble)
        return path, sizes, signs, ""

    def _update(self, X, t, W, W_prev_sign, W_delta, eta_p, eta_n):
        """Return what the module's update_rprop does, in a fraction of the time where the signs are sure."""
        signs, sure = self.signs(W[None])
        if not sure[0]:
            return optimizers.update_rprop(X, t, W, W_prev_sign, W_delta, eta_p, eta_n)
        return optimizers.next_step_size(W_delta, signs[0], W_prev_sign, eta_p, eta_n), signs[0]

    def _rprop_at_once(self, starts, eta_p, eta_n):
        """Return what `one` does for many starts, with the gradients of all in one call."""
        path, sizes = np.empty((2, len(starts), N_ITER + 1, 2))
        path[:, 0], sizes[:, 0] = starts, self.delta_0
        signs = np.zeros_like(starts)
        for i in range(N_ITER):
            with np.errstate(all="ignore"):
                new, sure = self.signs(path[:, i])
            if not sure.all():
                new[~sure] = np.nan_to_num(np.sign(gradients(self.X, self.t, path[~sure, i])))
            sizes[:, i + 1] = optimizers.next_step_size(sizes[:, i], new, signs, eta_p, eta_n)
            path[:, i + 1] = path[:, i] - new * sizes[:, i + 1]
            signs = new
        return path, sizes

    def descent(self, starts, learning_rate, max_norm):
        """Return the weights (p, N_ITER + 1, 2) of gradient descent, nan once it has diverged."""
        path = np.full((len(starts), N_ITER + 1, 2), np.nan)
        path[:, 0] = starts
        going = np.arange(len(starts))
        for i in range(N_ITER):
            if not len(going):
                break
            slopes = gradients(self.X, self.t, path[going, i])
            norm = np.hypot(*slopes.T)
            with np.errstate(all="ignore"):
                steps = slopes * np.minimum(1, max_norm / np.maximum(norm, 1e-300))[:, None]
                W = path[going, i] - learning_rate * steps
            fine = np.isfinite(norm) & np.isfinite(W).all(axis=1)
            going = going[fine]
            path[going, i + 1] = W[fine]
        return path

    def costs(self, path):
        """Return the cost (p, N_ITER + 1) along paths; nan where a path has ended."""
        flat = path.reshape(-1, 2)
        found = np.full(len(flat), np.nan)
        for part in range(0, len(flat), CHUNK):
            W = flat[part : part + CHUNK]
            there = np.isfinite(W).all(axis=1)
            if there.any():
                found[part : part + CHUNK][there] = costs(self.X, self.t, W[there])
        return found.reshape(path.shape[:-1])
