"""The usual way to make such a view, to compare with: `@interact` and a fresh matplotlib figure for every position.

The surface is computed once, outside; what costs is drawing the figure and sending it.
"""

CODE = """
import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import FloatSlider, interact
from matplotlib.colors import LogNorm

import rnn_lesson

X, t = rnn_lesson.lesson_dataset()
wx_axis = wRec_axis = np.linspace(-2, 2, 100)
surface = np.maximum(rnn_lesson.loss_surface(X, t, wx_axis, wRec_axis), 1e-6)
levels = np.geomspace(surface.min(), surface.max(), 40)

@interact(wx=FloatSlider(1.0, min=-2, max=2, step=0.025), wRec=FloatSlider(1.0, min=-2, max=2, step=0.025))
def naive(wx, wRec):
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4), gridspec_kw={'wspace': 0.4})
    contours = left.contourf(wx_axis, wRec_axis, surface, levels=levels, norm=LogNorm())
    figure.colorbar(contours, ax=left, label='cost', ticks=[0.1, 1, 10, 100, 1000])
    left.plot(wx, wRec, 'o', color='white', markeredgecolor='black')
    left.set(xlabel='wx', ylabel='wRec')
    states = rnn_lesson.forward_states(X, wx, wRec)
    right.plot(states[0], 'o-')
    right.set(xlabel='k', ylabel='S', title=f'cost {rnn_lesson.cost(states[:, -1], t):.4f}')
    plt.show()
"""

# A slider handle of the naive view, for `measure_drag(lesson, lesson.page.locator(HANDLE).first, quiet=3)`.
HANDLE = ".noUi-handle"
