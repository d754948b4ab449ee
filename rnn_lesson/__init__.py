"""A recurrent neural network with two weights, wx and wRec, that learns to count ones.

The modules follow the lessons: `data`, `model`, `gradcheck`, `optimizers`, `surface`
and `layers` compute and need numpy alone; `plots` draws still pictures and `explorers`
interactive views. Import those two by name, for they bring matplotlib along.
"""

from rnn_lesson.data import lesson_dataset, make_dataset
from rnn_lesson.gradcheck import assert_gradients_agree, numerical_gradient, relative_error
from rnn_lesson.layers import clipped, layer_gradient, layer_states
from rnn_lesson.model import backward_gradient, cost, forward_states, output_gradient, update_state
from rnn_lesson.optimizers import (
    gradient,
    gradient_descent_path,
    rprop_path,
    update_adam,
    update_momentum,
    update_rprop,
)
from rnn_lesson.surface import costs, gradients, loss_surface

__all__ = [
    "assert_gradients_agree",
    "backward_gradient",
    "clipped",
    "cost",
    "costs",
    "forward_states",
    "gradient",
    "gradient_descent_path",
    "gradients",
    "layer_gradient",
    "layer_states",
    "lesson_dataset",
    "loss_surface",
    "make_dataset",
    "numerical_gradient",
    "output_gradient",
    "relative_error",
    "rprop_path",
    "update_adam",
    "update_momentum",
    "update_rprop",
    "update_state",
]
