"""Views in which the learner clicks bits: the target follows, or the network answers."""

import numpy as np

from rnn_lesson._inputs import checked, count, function
from rnn_lesson.explorers._widget import Axis, Picture, Scene, View, texts
from rnn_lesson.explorers._world import Trouble, World, as_array, call, hushed


def all_sequences(n):
    """Return all binary sequences of length n, (2^n, n), in the order of the numbers they spell."""
    return (np.arange(2**n)[:, None] >> np.arange(n)[::-1] & 1).astype(float)


def bits_axis(n):
    """Return the axis over all sequences, whose values are texts such as "0110"."""
    spelled = [f"{number:0{n}b}" for number in range(2**n)]
    return Axis("bits", spelled, spelled)


def first_bits(bits, n, example):
    """Return the bits that a view of n bits starts with: those given, else as many as fit of the example."""
    if bits is None:
        return example[:n].ljust(n, "0")
    if not isinstance(bits, str) or len(bits) != n or set(bits) - {"0", "1"}:
        raise ValueError(f"bits must be a text of {n} zeros and ones; got {bits!r}")
    return bits


def targets_of(target, X):
    """Return target(X) and, for each sequence, what went wrong; a target that raises is asked about each one alone."""
    try:
        answer = call("target", target, X)
    except Trouble as trouble:
        if len(X) == 1:
            return np.full(1, np.nan), [str(trouble)]
        t, troubles = zip(*(targets_of(target, X[i : i + 1]) for i in range(len(X))))
        return np.concatenate(t), [trouble for part in troubles for trouble in part]
    try:
        return as_array("target", answer, (len(X),)), [""] * len(X)
    except Trouble as trouble:
        return np.full(len(X), np.nan), [str(trouble)] * len(X)


@checked(calls_back=True, n=count(1))
def explore_target(n=10, target=None, bits=None):
    """Show bits to click and the target of the sequence that they make.

    Parameters
    ----------
    n : int
        Number of bits.
    target : function, optional
        From X (m, n) to t (m,); the number of ones unless given.
    bits : str, optional
        The sequence that the view starts with, such as "0110" for n = 4.

    Returns
    -------
    View
        With bits to read and set.
    """
    bits = first_bits(bits, n, example="0001101111")
    axes = {"bits": bits_axis(n)}
    X = all_sequences(n)
    targets = function(target, "target") if target is not None else lambda X: X.sum(axis=1)
    with hushed():
        t, troubles = targets_of(targets, X)

    def sample(nodes, at):
        return {"t": texts(t[nodes])}, [troubles[node] for node in nodes]

    scene = Scene(axes, {}, ("bits",), sample, quick=True)
    controls = [{"kind": "bits", "axis": "bits"}]
    numbers = [{"label": "target t", "table": "t", "spoken": True}]
    return View("Bits and their target", {"bits": scene}, controls, numbers, {"bits": bits})


@checked(calls_back=True, W="2", n=count(1))
def explore_answers(W=(1.0, 1.0), n=12, forward_states=None, bits=None):
    """Show bits to click, and what the network with the weights W answers.

    Parameters
    ----------
    W : pair of numbers
        Weights [wx, wRec], trained ones say.
    n : int
        Number of bits.
    forward_states : function, optional
        The learner's own.
    bits : str, optional
        The sequence that the view starts with, such as "0110" for n = 4.

    Returns
    -------
    View
        With bits to read and set.
    """
    bits = first_bits(bits, n, example="011000010011")
    axes = {"bits": bits_axis(n)}
    X = all_sequences(n)
    t = X.sum(axis=1)
    found, trouble = World(X, t, forward_states=forward_states).at(W[None])
    S = found["S"][0]

    def draw(ax):
        ax.set(xlim=(-0.3, n + 0.3), ylim=(-1, n + 1), xticks=range(n + 1))
        ax.set(xlabel="time step $k$", ylabel="ones so far (bar), state $S_k$")

    picture = Picture(
        draw, "The ones counted so far as bars, the states of the network as dots", size=(7, 3)
    )
    steps = picture.pixels(x=np.arange(n + 1)).tolist()
    so_far = np.column_stack([np.zeros(2**n), X.cumsum(axis=1)])
    picture.panel["layers"] = [
        {
            "kind": "curve",
            "table": "count",
            "xs": steps,
            "color": "ink",
            "shape": "bar",
            "line": False,
        },
        {
            "kind": "curve",
            "table": "states",
            "xs": steps,
            "color": "blue",
            "shape": "circle",
            "line": True,
        },
    ]

    def sample(nodes, at):
        rows = {
            "states": picture.pixels(y=S[nodes]),
            "count": picture.pixels(y=so_far[nodes]),
            "t": texts(t[nodes], ".0f"),
            "y": texts(S[nodes, -1], ".2f"),
            "error": texts(S[nodes, -1] - t[nodes], ".2g"),
        }
        return rows, trouble * len(nodes)

    scene = Scene(axes, {"states": picture}, ("bits",), sample, quick=True)
    controls = [{"kind": "bits", "axis": "bits"}]
    numbers = [
        {"label": "target t", "table": "t"},
        {"label": "output y", "table": "y", "spoken": True},
        {"label": "y - t", "table": "error"},
    ]
    return View("What the network answers", {"bits": scene}, controls, numbers, {"bits": bits})
