"""Views in which the learner clicks bits: the target follows, or the network answers."""

import contextlib
import functools

import numpy as np

from rnn_lesson._guest import Trouble
from rnn_lesson._inputs import checked, count
from rnn_lesson.explorers import _parts as parts
from rnn_lesson.explorers._calls import as_array, asked, guest_for
from rnn_lesson.explorers._picture import Picture
from rnn_lesson.explorers._scene import Scene
from rnn_lesson.explorers._tables import texts
from rnn_lesson.explorers._widget import View
from rnn_lesson.explorers._world import World

BITS = [{"kind": "bits", "axis": "bits"}]


@checked(calls_back=True, n=count(1, parts.MOST_BITS))
def explore_target(n=10, target=None, bits=None):
    """Show bits to click and the target of the sequence that they make.

    Parameters
    ----------
    n : int
        Number of bits, at most 12.
    target : function, optional
        From X (m, n) to t (m,); the number of ones unless given.
    bits : str, optional
        The sequence that the view starts with, such as "0110" for n = 4.

    Returns
    -------
    View
        With bits to read and set.
    """
    bits = parts.first_bits(bits, n, example="0001101111")
    guest, target = guest_for("target", target, lambda X: X.sum(axis=1))
    X = parts.all_sequences(n)

    def sample(places, at):
        t, troubles = _targets_of(target, X[parts.indices(places)])
        return {"t": texts(t)}, troubles

    scene = Scene({"bits": parts.bits_axis(n)}, {}, ("bits",), sample, guest=guest)
    start, readings = {"bits": bits}, {"target t": "t"}
    return View("Bits and their target", {"bits": scene}, BITS, start, readings, ["target t"])


def _targets_of(target, X):
    """Return target(X), and what went wrong for each sequence."""
    if len(X) > 1:
        # Where all together fail, each is asked about alone.
        with contextlib.suppress(Trouble):
            return as_array("target", target(X), (len(X),), said="(m,)"), [""] * len(X)
    one = lambda bits: as_array("target", target(bits[None]), (1,), said="(m,)")
    (t,), troubles = asked(one, [()], X)
    return t, troubles


@checked(calls_back=True, W="2", n=count(1, parts.MOST_BITS))
def explore_answers(W=(1.0, 1.0), n=12, forward_states=None, bits=None):
    """Show bits to click, and what the network with the weights W answers.

    Parameters
    ----------
    W : pair of numbers
        Weights [wx, wRec], trained ones say.
    n : int
        Number of bits, at most 12.
    forward_states : function, optional
        The learner's own.
    bits : str, optional
        The sequence that the view starts with, such as "0110" for n = 4.

    Returns
    -------
    View
        With bits to read and set.
    """
    bits = parts.first_bits(bits, n, example="011000010011")
    X = parts.all_sequences(n)
    t = X.sum(axis=1)
    world = World(X, t, forward_states=forward_states)
    # The states of all sequences are found in one call, as soon as somebody asks.
    answers = functools.cache(lambda: world.at(W[None]))
    so_far = np.column_stack([np.zeros(2**n), X.cumsum(axis=1)])
    picture = _counting_picture(n)

    def sample(places, at):
        found, trouble = answers()
        spelled, S = parts.indices(places), found["S"][0]
        rows = {
            "states": picture.pixels(y=S[spelled]),
            "count": picture.pixels(y=so_far[spelled]),
            "t": texts(t[spelled], ".0f"),
            "y": texts(S[spelled, -1], ".2f"),
            "error": texts(S[spelled, -1] - t[spelled], ".2g"),
        }
        return rows, trouble * len(spelled)

    axes = {"bits": parts.bits_axis(n)}
    scene = Scene(axes, {"states": picture}, ("bits",), sample, guest=world.guest)
    start, readings = {"bits": bits}, {"target t": "t", "output y": "y", "y - t": "error"}
    return View("What the network answers", {"bits": scene}, BITS, start, readings, ["output y"])


def _counting_picture(n):
    """Return the axes of the ones counted so far, and of the states that should be the same."""

    def draw(ax):
        ax.axhline(0, color="black", linewidth=0.6)
        ax.set(xlim=(-0.5, n + 0.5), ylim=(-1, n + 1), xticks=range(0, n + 1, max(1, n // 6)))
        ax.set(xlabel="time step k", ylabel="ones so far, state S")

    alt = "The ones counted so far as bars, the states of the network as dots"
    legend = [("▬", "ink", "ones so far"), ("●", "blue", "states of the network")]
    steps = np.arange(n + 1)
    layers = [parts.bars("count", steps), parts.curve("states", "blue", "circle", xs=steps)]
    return Picture(draw, alt, "", legend, layers, size=(3.4, 2.3))
