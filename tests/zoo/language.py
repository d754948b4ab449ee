"""Answers to the tasks of lesson 10."""

import numpy as np

from zoo import right


@right("softmax")
def by_logarithm(scores):
    scores = scores - scores.max(axis=-1, keepdims=True)
    return np.exp(scores - np.log(np.sum(np.exp(scores), axis=-1, keepdims=True)))


@right("softmax")
def row_by_row(scores):
    made = np.zeros(scores.shape)
    for i in np.ndindex(scores.shape[:-1]):
        powers = np.exp(scores[i] - max(scores[i]))
        made[i] = powers / sum(powers)
    return made


@right("pick")
def counted(scores, temperature, u):
    P = by_logarithm(scores / temperature)
    return (P.cumsum(axis=1) <= u[:, None]).sum(axis=1)


@right("pick")
def searched(scores, temperature, u):
    edges = np.cumsum(by_logarithm(scores / temperature), axis=1)
    return np.array([np.searchsorted(row, each, side="right") for row, each in zip(edges, u)])
