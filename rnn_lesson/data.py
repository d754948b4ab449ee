"""Data to learn from: binary sequences X and, for each, its number of ones t."""

from importlib.resources import files

import numpy as np

from rnn_lesson._inputs import checked, count, generator


def lesson_dataset():
    """Return the 20 sequences of length 10 that every lesson uses.

    Returns
    -------
    X : (20, 10) array of 0. and 1.
        One sequence in a row, one time step in a column.
    t : (20,) array
        Target: the number of ones in each sequence.

    Both arrays are new at every call, so changing them spoils nothing.
    """
    with files("rnn_lesson").joinpath("lesson_dataset.csv").open() as lines:
        table = np.loadtxt(lines, delimiter=",", skiprows=1)
    return table[:, :-1], table[:, -1]


@checked(m=count(1), sequence_len=count(1), rng=generator)
def make_dataset(m, sequence_len, rng):
    """Draw m random binary sequences; a bit is 1 with probability 1/2.

    Parameters
    ----------
    m, sequence_len : int
        Number of sequences and number of time steps, at least 1 each.
    rng : numpy.random.Generator
        `np.random.default_rng(seed)`: the same seed gives the same data to everybody.

    Returns
    -------
    X : (m, sequence_len) array of 0. and 1.
    t : (m,) array
        The number of ones in each sequence.

    Raises
    ------
    TypeError, ValueError
        If m or sequence_len is no whole number or below 1, or rng is no generator.
    """
    X = rng.integers(0, 2, size=(m, sequence_len)).astype(float)
    t = X.sum(axis=1)
    return X, t
