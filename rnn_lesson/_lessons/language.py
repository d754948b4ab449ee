"""Functions that lesson 10 asks for and the module has not, as the lesson writes them."""

import numpy as np


def softmax(scores):
    """Return the probabilities (..., p) that scores of that shape stand for."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def scores_gradient(P, T):
    """Return the gradient (m, n, p) of the mean cross-entropy with respect to the scores."""
    read = T.sum(axis=-1, keepdims=True)
    return (P * read - T) / T.sum()


def pick(scores, temperature, u):
    """Return the code (m,) of a letter for each row of scores (m, p), drawn by u (m,)."""
    P = softmax(scores / temperature)
    return np.argmax(np.cumsum(P, axis=1) > u[:, None], axis=1)
