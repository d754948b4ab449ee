"""The view of lesson 10: what a network writes, at any iteration and temperature."""

import functools

import numpy as np

from rnn_lesson import plots
from rnn_lesson._guest import Trouble
from rnn_lesson._inputs import checked, kind_of, number
from rnn_lesson._lessons import language
from rnn_lesson.explorers import _parts as parts
from rnn_lesson.explorers._calls import as_array, guest_for
from rnn_lesson.explorers._picture import Picture
from rnn_lesson.explorers._scene import Axis, Scene
from rnn_lesson.explorers._widget import View

SHOWN, DRAWN, LONGEST = 7, 200, 34  # names on the screen, names that are graded, letters of one
WIDTH = 48  # letters of a line on the screen
BITS = (0.3, 6.0)  # of the axis on the left
# Of the lines to compare with: in the legend, and in the picture.
MARKS = ("╍╍", "orange", "--", plots.ORANGE), ("┈", "ink", ":", plots.BLACK)


def kind(wanted, words):
    """Return the rule for a value of the wanted type, or of one of these."""

    def rule(value, name):
        if not isinstance(value, wanted):
            raise TypeError(f"{name} must be {words}; got {kind_of(value)}")
        return value

    return rule


A_DICT = kind(dict, "a dict")
SEVERAL = kind((list, tuple, set, frozenset), "a list or a set of texts")


@checked(
    calls_back=True,
    weights_by_step=A_DICT,
    letters=kind(str, "a text"),
    names=SEVERAL,
    seen=SEVERAL,
    bits_by_step=A_DICT,
    lines=A_DICT,
    step=number,
    temperature=number,
)
def explore_samples(
    weights_by_step, letters, names, seen, bits_by_step, lines, pick=None, step=600, temperature=1.0
):
    """Show what a network writes, by the iteration of its training and the temperature.

    Parameters
    ----------
    weights_by_step : dict
        {iteration: (Wx (p, h), Wr (h, h), b (h,), Wy (h, p), c (p,))}.
    letters : str
        The p letters; the first is the end mark, which is also read before a text.
    names : list of texts
        The name of 1, of 2, and so on: what is to be written.
    seen : collection of texts
        Those of them that the training used.
    bits_by_step : dict
        {iteration: bits a letter}, for the curve.
    lines : dict
        {label: bits a letter} to compare it with, two at most.
    pick : function, optional
        The learner's own, called as pick(scores (m, p), temperature, u (m,)).
    step, temperature : float
        Where the view starts.

    Returns
    -------
    View
        With step and temperature to read and set.
    """
    if not weights_by_step or weights_by_step.keys() - bits_by_step:
        some = "must have an iteration or more, and bits_by_step the same ones"
        raise ValueError(f"weights_by_step {some}; got {[*weights_by_step]} and {[*bits_by_step]}")
    guest, pick = guest_for("pick", pick, language.pick)
    steps = np.array(sorted(weights_by_step))
    weights = [np.stack(part) for part in zip(*(weights_by_step[i] for i in steps))]
    write = functools.partial(_written, weights, letters, pick)
    grade = functools.partial(_graded, {name: i for i, name in enumerate(names, 1)}, seen)
    picture, bits = _picture(steps, lines), [bits_by_step[i] for i in steps]
    scene = _scene(steps, bits, picture, write, grade, guest)
    readings = {"are numbers": "numbers", "never seen": "new"}
    readings |= {f"writes {i + 1}": f"text_{i}" for i in range(SHOWN)}
    start = {"step": step, "temperature": temperature}
    controls = parts.sliders("step", "temperature")
    return View("What it writes", {"samples": scene}, controls, start, readings, ["writes 1"])


def _scene(steps, bits, picture, write, grade, guest):
    """Return the scene: a node for each temperature, whose rows hold all steps of the training."""
    u = np.random.default_rng(1).random((LONGEST, DRAWN))
    axes = {
        "step": Axis.of_counts("iteration", steps),
        "temperature": Axis.of_numbers("temperature", 0.1, 2, 0.1, digits=1),
    }

    def sample(places, at):
        written, troubles = zip(*(write(temperature, u) for temperature in places["temperature"]))
        graded = [grade(texts) for texts in written]
        rows = {name: np.stack([row[name] for row in graded]) for name in graded[0]}
        rows["share"] = picture.pixels(y=BITS[0] * (BITS[1] / BITS[0]) ** rows["share"])
        # A curve that all nodes share travels in each row, and deflates to nothing.
        rows["bits"] = np.tile(picture.pixels(y=bits), (len(written), 1))
        return rows, list(troubles)

    tables = ["numbers", "new", *(f"text_{i}" for i in range(SHOWN))]
    own_axes = dict.fromkeys(tables, ("step",))
    return Scene(axes, {"bits": picture}, ("temperature",), sample, own_axes, guest=guest)


def _written(weights, letters, pick, temperature, u):
    """Return [[text]] for each step and each draw, and what went wrong."""
    Wx, Wr, b, Wy, c = weights
    steps, draws = np.arange(len(b))[:, None], u.shape[1]
    S, codes, written = np.zeros((len(b), draws, b.shape[1])), np.zeros((len(b), draws), int), []
    over = np.zeros(codes.shape, bool)
    for numbers in u:
        S = np.tanh(Wx[steps, codes] + S @ Wr + b[:, None])
        scores = S @ Wy + c[:, None]
        try:
            # Step by step: a pick that sets each number against all letters of all rows needs
            # memory with the square of the rows, and one call for all steps has 6,200.
            codes = np.array([_picked(pick, rows, temperature, numbers) for rows in scores])
        except Trouble as trouble:
            return [["?"] * draws] * len(b), str(trouble)
        written.append(codes)
        over |= codes == 0
        if over.all():
            break
    drawn = np.array(list(letters))[np.array(written)].transpose(1, 2, 0)
    return [["".join(row).partition(letters[0])[0] for row in each] for each in drawn], ""


def _picked(pick, scores, temperature, numbers):
    """Return the codes (m,) that `pick` gives for scores (m, p), or raise Trouble."""
    m, p = scores.shape
    codes = pick(scores, float(temperature), numbers.copy())
    codes = as_array("pick", codes, (m,), said="(m,), a code for each row")
    if not np.isin(codes, np.arange(p)).all():
        raise Trouble(f"pick must return codes from 0 to {p - 1}; it returned others")
    return codes.astype(int)


def _graded(names, seen, texts):
    """Return {table: one row a step} of what was written at each step, and the share of names."""
    right = [[text for text in each if text in names] for each in texts]
    new = [len(set(each).difference(seen)) for each in right]
    rows = {
        "share": np.array([len(each) for each in right]) / DRAWN,
        "numbers": _lines(f"{len(each)} of {DRAWN}" for each in right),
        "new": _lines(f"{count} of these" for count in new),
    }
    for i in range(SHOWN):
        rows[f"text_{i}"] = _lines(_line(each[i], names, seen) for each in texts)
    return rows


def _line(text, names, seen):
    if text not in names:
        return f"{text or '(nothing)'} = ?"
    return f"{text} = {names[text]}{'' if text in seen else ', new'}"


def _lines(texts):
    return np.array([text.encode("ascii", "replace")[:WIDTH] for text in texts], f"S{WIDTH}")


def _picture(steps, lines):
    """Return the axes of bits a letter over the training, and beside them those of the share."""
    low, high = BITS

    def draw(ax):
        for value, (*_, style, shade) in zip(lines.values(), MARKS):
            ax.axhline(value, linestyle=style, color=shade)
        ax.set(xlim=(steps[0], steps[-1] * 1.02), ylim=BITS, yscale="log")
        ax.set(xlabel="iteration", ylabel="bits a letter, on the test")
        ax.set_yticks([0.4, 0.5, 1, 2, 4], ["0.4", "0.5", "1", "2", "4"])
        ax.minorticks_off()
        to_share = lambda y: np.log(np.maximum(y, 1e-9) / low) / np.log(high / low)
        shares = ax.secondary_yaxis("right", (to_share, lambda s: low * (high / low) ** s))
        # Inside, for on the right a picture has no room for labels; 0 and 1 would lie on its frame.
        shares.set_yticks([0.25, 0.5, 0.75], ["1/4", "1/2", "3/4"])
        shares.tick_params(axis="y", direction="in", pad=-20)

    legend = [("━", "blue", "bits")]
    legend += [(mark, color, label) for label, (mark, color, *_) in zip(lines, MARKS)]
    legend += [("┈", "green", "share that are numbers, right")]
    alt = "Bits a letter over the iterations, and the share of samples that are numbers"
    layers = [
        parts.curve("share", "green", "square", xs=steps, cursor="step", dash=[2, 3]),
        parts.curve("bits", "blue", "none", xs=steps, cursor="step"),
    ]
    return Picture(draw, alt, "", legend, layers)
