"""Interactive views of the network: drag the weights, click the bits, and see.

Every view takes the learner's own functions and then shows what those do. A view is an
ipywidget: `view.wx` and the other axes can be read, set and observed from Python.
"""

from rnn_lesson.explorers._adder import explore_adder
from rnn_lesson.explorers._bits import explore_answers, explore_target
from rnn_lesson.explorers._descent import explore_rprop
from rnn_lesson.explorers._eps import explore_eps
from rnn_lesson.explorers._gate import explore_gate
from rnn_lesson.explorers._samples import explore_samples
from rnn_lesson.explorers._walkers import explore_walkers
from rnn_lesson.explorers._weights import explore_gradient, explore_loss, explore_states

__all__ = [
    "explore_adder",
    "explore_answers",
    "explore_eps",
    "explore_gate",
    "explore_gradient",
    "explore_loss",
    "explore_rprop",
    "explore_samples",
    "explore_states",
    "explore_target",
    "explore_walkers",
]
