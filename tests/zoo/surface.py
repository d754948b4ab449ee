"""Answers to the tasks of lesson 02's map."""

import numpy as np

from rnn_lesson import lesson_dataset
from zoo import right, wrong

DATA, TARGETS = lesson_dataset()


def output(X, wx, wRec):
    y = 0
    for k in range(X.shape[1]):
        y = X[:, k] * wx + y * wRec
    return y


def mean_square(X, t, wx, wRec):
    return np.mean((output(X, wx, wRec) - t) ** 2)


def slope(X, t, wx, wRec):
    """The gradient, with the derivatives of the state carried forward."""
    s, by_wx, by_wRec = 0, 0, 0
    for k in range(X.shape[1]):
        by_wx, by_wRec = X[:, k] + by_wx * wRec, s + by_wRec * wRec
        s = X[:, k] * wx + s * wRec
    return 2 * np.mean((s - t) * by_wx), 2 * np.mean((s - t) * by_wRec)


# loss_surface


@right("loss_surface")
def two_loops(X, t, wx, wRec):
    return [[mean_square(X, t, i, j) for i in wx] for j in wRec]


@right("loss_surface")
def broadcast(X, t, wx, wRec):
    y = np.zeros((len(wRec), len(wx), len(X)))
    for k in range(X.shape[1]):
        y = X[:, k] * wx[None, :, None] + y * wRec[:, None, None]
    return np.mean((y - t) ** 2, axis=-1)


@right("loss_surface")
def with_meshgrid(X, t, wx, wRec):
    return np.vectorize(lambda i, j: mean_square(X, t, i, j))(*np.meshgrid(wx, wRec))


@right("loss_surface")
def parabola(X, t, wx, wRec):
    u = np.array([output(X, 1.0, j) for j in wRec])
    a, b, c = np.mean(u**2, axis=1), np.mean(u * t, axis=1), np.mean(t**2)
    return np.outer(a, wx**2) - 2 * np.outer(b, wx) + c


@wrong("loss_surface", "axes are exchanged")
def axes_exchanged(X, t, wx, wRec):
    return np.array([[mean_square(X, t, i, j) for j in wRec] for i in wx])


@wrong("loss_surface", "wx and wRec are swapped")
def weights_swapped(X, t, wx, wRec):
    return np.array([[mean_square(X, t, j, i) for i in wx] for j in wRec])


@wrong("loss_surface", "summed over the samples")
def summed(X, t, wx, wRec):
    return np.array([[np.sum((output(X, i, j) - t) ** 2) for i in wx] for j in wRec])


@wrong("loss_surface", "Only the first sample")
def first_sample(X, t, wx, wRec):
    return np.array([[(output(X, i, j)[0] - t[0]) ** 2 for i in wx] for j in wRec])


@wrong("loss_surface", "lesson's data")
def global_data(X, t, wx, wRec):
    return np.array([[mean_square(DATA, TARGETS, i, j) for i in wx] for j in wRec])


@wrong("loss_surface", "logarithm")
def logarithm(X, t, wx, wRec):
    return np.log10([[mean_square(X, t, i, j) for i in wx] for j in wRec])


@wrong("loss_surface", "flat list")
def flat(X, t, wx, wRec):
    return np.array([mean_square(X, t, i, j) for j in wRec for i in wx])


@wrong("loss_surface", "paired off")
def paired(X, t, wx, wRec):
    return np.array([mean_square(X, t, i, j) for i, j in zip(wx, wRec)])


@wrong("loss_surface", "upside down")
def upside_down(X, t, wx, wRec):
    return np.array([[mean_square(X, t, i, j) for i in wx] for j in wRec])[::-1]


@wrong("loss_surface", "cut to whole numbers")
def of_integers(X, t, wx, wRec):
    surface = np.zeros((len(wRec), len(wx)), dtype=int)
    for j in range(len(wRec)):
        for i in range(len(wx)):
            surface[j, i] = mean_square(X, t, wx[i], wRec[j])
    return surface


@wrong("loss_surface", "square root")
def root(X, t, wx, wRec):
    return np.sqrt([[mean_square(X, t, i, j) for i in wx] for j in wRec])


# costs


@right("costs")
def one_by_one(X, t, W):
    return [mean_square(X, t, wx, wRec) for wx, wRec in W]


@right("costs")
def all_at_once(X, t, W):
    y = np.zeros((len(W), len(X)))
    for k in range(X.shape[1]):
        y = np.outer(W[:, 0], X[:, k]) + y * W[:, 1:]
    return ((y - t) ** 2).mean(axis=1)


@right("costs")
def by_powers(X, t, W):
    n = X.shape[1]
    y = W[:, :1] * (W[:, 1:] ** np.arange(n - 1, -1, -1)) @ X.T
    return np.sum((y - t) ** 2, axis=1) / len(t)


@right("costs")
def diagonal(X, t, W):
    return np.diag([[mean_square(X, t, a[0], b[1]) for a in W] for b in W])


@wrong("costs", "columns of W are swapped")
def columns_swapped(X, t, W):
    return np.array([mean_square(X, t, wx, wRec) for wRec, wx in W])


@wrong("costs", "every wRec")
def grid(X, t, W):
    return np.array([[mean_square(X, t, i, j) for i in W[:, 0]] for j in W[:, 1]])


@wrong("costs", "summed over the samples")
def costs_summed(X, t, W):
    return np.array([np.sum((output(X, wx, wRec) - t) ** 2) for wx, wRec in W])


@wrong("costs", "averaged over the pairs")
def mean_of_all(X, t, W):
    return np.mean([mean_square(X, t, wx, wRec) for wx, wRec in W])


@wrong("costs", "Only the first pair")
def first_pair(X, t, W):
    for wx, wRec in W:
        return mean_square(X, t, wx, wRec)


@wrong("costs", "square is missing")
def no_square(X, t, W):
    return np.array([np.mean(output(X, wx, wRec) - t) for wx, wRec in W])


@wrong("costs", "square root")
def costs_root(X, t, W):
    return np.array([np.sqrt(mean_square(X, t, wx, wRec)) for wx, wRec in W])


@wrong("costs", "20 instead of the number of samples")
def twenty(X, t, W):
    return np.array([np.sum((output(X, wx, wRec) - t) ** 2) / 20 for wx, wRec in W])


@wrong("costs", "column")
def as_column(X, t, W):
    return np.array([[mean_square(X, t, wx, wRec)] for wx, wRec in W])


# gradients


@right("gradients")
def rows(X, t, W):
    return [slope(X, t, *w) for w in W]


@right("gradients")
def stacked(X, t, W):
    return np.stack([np.array([slope(X, t, *w) for w in W])[:, i] for i in (0, 1)], axis=1)


@right("gradients")
def backwards(X, t, W):
    found = np.empty((len(W), 2))
    for row, (wx, wRec) in zip(found, W):
        S = [np.zeros(len(X))]
        for xk in X.T:
            S.append(xk * wx + S[-1] * wRec)
        G, row[:] = 2 * (S[-1] - t) / len(t), 0
        for k in range(X.shape[1], 0, -1):
            row += G @ X[:, k - 1], G @ S[k - 1]
            G = G * wRec
    return found


@right("gradients")
def tuples(X, t, W):
    return tuple(tuple(map(float, slope(X, t, wx, wRec))) for wx, wRec in W)


@wrong("gradients", "wrong sign")
def downhill(X, t, W):
    return -np.array([slope(X, t, *w) for w in W])


@wrong("gradients", "transposed")
def two_rows(X, t, W):
    return np.array([slope(X, t, *w) for w in W]).T


@wrong("gradients", "two columns are swapped")
def results_swapped(X, t, W):
    return np.array([slope(X, t, *w)[::-1] for w in W])


@wrong("gradients", "columns of W are swapped")
def w_swapped(X, t, W):
    return np.array([slope(X, t, wx, wRec) for wRec, wx in W])


@wrong("gradients", "summed over the samples")
def gradients_summed(X, t, W):
    return len(t) * np.array([slope(X, t, *w) for w in W])


@wrong("gradients", "factor 2 is missing")
def no_two(X, t, W):
    return np.array([slope(X, t, *w) for w in W]) / 2


@wrong("gradients", "added up over the pairs")
def added_up(X, t, W):
    total = np.zeros(2)
    for w in W:
        total += slope(X, t, *w)
    return total


@wrong("gradients", "Only the first pair")
def first_only(X, t, W):
    for w in W:
        return np.array(slope(X, t, *w))


@wrong("gradients", "column for wRec is missing")
def only_wx(X, t, W):
    return np.array([slope(X, t, *w)[0] for w in W])
