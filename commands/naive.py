"""The usual way to make such a view, to compare with: `@interact` and a new figure for each place.

Both draw what ours draw, with the module's own helpers: the surface with its colour bar, of as many
points; the same panels of the same size, curves and numbers; twice the pixels. The surface is
computed once, outside. What costs is drawing the figure and sending it.

COST: the surface with the marker, the outputs of all samples beside their targets, the cost.
RPROP: the surface with the path, the cost and both step sizes over the iterations, the last
weights, cost and steps.
"""

START = """
%config InlineBackend.figure_format = 'retina'
import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import FloatSlider, interact

import rnn_lesson
from rnn_lesson import plots

X, t = rnn_lesson.lesson_dataset()
axis = np.linspace(-3, 3, 121)
surface = rnn_lesson.loss_surface(X, t, axis, axis)
"""

COST = (
    START
    + """
samples = np.arange(1, len(t) + 1)

span = {'min': -3, 'max': 3, 'step': 0.05}

@interact(wx=FloatSlider(1.2, **span), wRec=FloatSlider(1.2, **span))
def naive(wx, wRec):
    y = rnn_lesson.forward_states(X, wx, wRec)[:, -1]
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.8, 3.5), gridspec_kw={'wspace': 0.4})
    plots.plot_surface(left, axis, axis, surface)
    ring = {'color': 'none', 'markeredgecolor': 'white', 'markersize': 11, 'markeredgewidth': 2}
    left.plot(wx, wRec, 'o', **ring)
    right.plot(samples, t, '_', color='black', markersize=10, markeredgewidth=2.5)
    right.plot(samples, y, 'o', color=plots.BLUE)
    right.set(xlim=(0, 21), ylim=(-1, 11))
    right.set(xlabel='sample', ylabel='target $t$ (bar), output $y$ (dot)')
    figure.suptitle(f'cost {rnn_lesson.cost(y, t):.6g}')
    plt.show()
"""
)

RPROP = (
    START
    + """
span = {'min': -3, 'max': 3, 'step': 0.125}

@interact(wx=FloatSlider(-1.5, **span), wRec=FloatSlider(2.0, **span))
def naive(wx, wRec):
    path = rnn_lesson.rprop_path(X, t, (wx, wRec), 120)
    costs, steps = rnn_lesson.costs(X, t, path), np.diff(path, axis=0)
    size = {'figsize': (13.2, 3.5), 'gridspec_kw': {'wspace': 0.4}}
    figure, (left, middle, right) = plt.subplots(1, 3, **size)
    plots.plot_surface(left, axis, axis, surface)
    plots.plot_path(left, path)
    left.set(xlim=(-3, 3), ylim=(-3, 3))
    middle.semilogy(costs)
    middle.set(xlabel='iteration $i$', ylabel='cost', ylim=(1e-8, 1e22))
    right.semilogy(np.abs(steps[:, 0]), '--')
    right.semilogy(np.abs(steps[:, 1]))
    right.set(xlabel='iteration $i$', ylabel='step size', ylim=(1e-8, 100))
    for ax in (middle, right):
        plots.log_ticks(ax)
    (wx, wRec), (wx_step, wRec_step) = path[-1], steps[-1]
    last = f'wx {wx:.6g}, wRec {wRec:.6g}, cost {costs[-1]:.6g}'
    figure.suptitle(f'{last}, steps {wx_step:.4g}, {wRec_step:.4g}')
    plt.show()
"""
)

# A slider handle of the naive view.
HANDLE = ".noUi-handle"
