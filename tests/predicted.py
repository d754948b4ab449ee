"""Every answer to a prediction: computed from the module, or taken from what a lesson asserts."""

import ast
import contextlib
import io
from functools import cache

import execute
import matplotlib.pyplot as plt
import nbformat
import numpy as np

from rnn_lesson import (
    backward_gradient,
    cost,
    forward_states,
    gradient,
    gradient_descent_path,
    lesson_dataset,
    loss_surface,
    make_dataset,
    numerical_gradient,
    rprop_path,
    update_adam,
    update_momentum,
    update_rprop,
)

X, t = lesson_dataset()
BITS = np.array([[1, 0, 1, 1, 0, 1]])


def output(x, wx, wRec):
    return forward_states(x, wx, wRec)[0, -1]


def cost_at(W):
    return cost(forward_states(X, *W)[:, -1], t)


def dials():
    """The dials at which a new 1 is worth 1.6 and one three steps old -0.2."""
    wx, wRec = 1.6, np.cbrt(-0.2 / 1.6)
    assert np.allclose(forward_states([[1, 0, 0, 0]], wx, wRec)[0, [1, 4]], [1.6, -0.2])
    return {"wx": wx, "wRec": wRec}


def lowest():
    """The lowest cost at wRec = 1.2, by comparing, to the third decimal."""
    wx = np.arange(-3, 3, 0.001)
    return {"wx": wx[np.argmin(loss_surface(X, t, wx, [1.2]))]}


def level_places():
    """How many places are level: on the line wx = 0, and on the valley's floor off that line."""
    u = [np.polynomial.Polynomial(x[::-1]) for x in X]
    ut, uu = sum(p * target for p, target in zip(u, t)), sum(p * p for p in u)
    roots = [p.roots() for p in (ut, ut.deriv() * uu - ut * uu.deriv() / 2)]
    return sum(np.sum(np.abs(part.imag) < 1e-6) for part in roots)


def rates_that_arrive():
    ends = [
        gradient_descent_path(X, t, (-1.5, 2), 500, rate)[-1] for rate in (1e-3, 1e-4, 1e-6, 1e-7)
    ]
    return sum(bool(np.all(np.abs(end - 1) < 0.1)) for end in ends)


def third_step():
    W, sign, delta = np.array([-1.5, 2.0]), np.zeros(2), np.full(2, 0.001)
    for _ in range(3):
        delta, sign = update_rprop(X, t, W, sign, delta, 1.2, 0.5)
        W = W - sign * delta
    return delta[0]


def definitions(lesson, *names):
    """Run the cells of a lesson that define or import what a question needs; return the names."""
    notebook = nbformat.read(execute.NOTEBOOKS / f"{lesson}.ipynb", as_version=4)
    found = {}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in notebook.cells:
            if cell.cell_type == "code" and (cell.id == "imports" or cell.id in names):
                exec(compile(ast.parse(cell.source), cell.id, "exec"), found)
    plt.close("all")  # what a cell drew is nobody's business here
    return found


@cache
def bug_hunt():
    """What lesson 04 makes a suspect of, and what judges it."""
    names = "descend numerical-gradient two-ways relative-error famous-check fakes check-gradient "
    names += "verdict right-pieces suspects-outputs suspects-backward suspect-6"
    return definitions("04_gradcheck", *names.split())


@cache
def adders():
    """What lesson 08 defines, and its trained network W."""
    names = "make-sums layer-states first-weights outputs-code digit-gradient-code layer-gradient"
    names += " adder-gradients train right memory-code by-hand hunt"
    return definitions("08_state", *names.split())


#: The cells of lesson 10 that train the network and count for its rival.
LANGUAGE = (
    "language split inputs-and-targets softmax forward bits scores-gradient gradient train "
    "train-run floor rival rival-run pick write write-look"
).split()


@cache
def language():
    return definitions("10_language", *LANGUAGE)


def famous_check_rejects():
    names = bug_hunt()
    rejected = 0
    for fake in names["fakes"].values():
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                rejected += names["famous_check"](fake, names["numeric"]) is not None
        except AssertionError:
            rejected += 1
    assert len(names["fakes"]) == 4
    return rejected


def caught():
    names = bug_hunt()
    verdicts = [
        names["verdict"](suspect(X, t, names["W"]), names["numeric"])
        for suspect in names["suspects"]
    ]
    return [int(verdict.startswith("CAUGHT")) for verdict in verdicts]


def still_learn():
    names = bug_hunt()
    return sum(names["descend"](suspect)[-1] < 0.1 for suspect in names["suspects"])


def right_on_test_set():
    X_test, t_test = make_dataset(1000, 12, np.random.default_rng(6))
    return np.sum(np.round(forward_states(X_test, *rprop_path(X, t)[-1])[:, -1]) == t_test)


def ones(n):
    return output(np.ones((1, n)), *rprop_path(X, t)[-1])


def ceiling():
    wx, wRec = rprop_path(X, t)[-1]
    return wx / (1 - wRec)


def first_over_last_state():
    S = forward_states(X, 1, 2)
    over_time = backward_gradient(X, S, np.ones(len(t)), 2)[1]
    return over_time[0, 0] / over_time[0, -1]


def half_after_three_steps():
    def left(wRec):
        over_time = backward_gradient(X, forward_states(X, 1, wRec), np.ones(len(t)), wRec)[1]
        return over_time[0, -4]

    between = np.linspace(0.7, 0.9, 201)
    return np.interp(1 / 2, [left(wRec) for wRec in between], between)


def two_steps():
    S = forward_states([[1, 1]], 1, 2)
    return backward_gradient([[1, 1]], S, 2 * (S[:, -1] - 2), 2)[0][0]


def exact_at_eps_1():
    error = np.abs(numerical_gradient(cost_at, (1.2, 1.2), eps=1) / gradient(X, t, (1.2, 1.2)) - 1)
    return {(True, False): "wx", (False, True): "wRec"}.get(tuple(error < 1e-9))


def arrives_from_below():
    return "yes" if np.all(np.abs(rprop_path(X, t, (-1, -2), 10_000)[-1] - 1) < 0.1) else "no"


def across_the_saddle():
    """Two starts on both sides of the diagonal through the place where wx = 0 and u·t = 0."""
    roots = np.roots(X.T @ t)
    (level,) = roots[np.isreal(roots)].real
    return [(-2, level + 2 + 0.02), (-2, level + 2 - 0.02)]


def steady_push():
    W = velocity = np.zeros(1)
    for _ in range(300):
        W, velocity = update_momentum(W, velocity, np.ones(1), 0.1)
    return -velocity[0]


def first_step_of_adam():
    W, zeros = np.array([-1.5, 2.0]), np.zeros(2)
    return W[1] - update_adam(W, zeros, zeros, gradient(X, t, W), 1, 0.1)[0][1]


COMPUTED = {
    "00.1": lambda: sum([0, 1, 1, 0, 1, 0, 0, 0, 1, 0]),
    "00.2": lambda: len({tuple(bits) for bits in np.ndindex(*[2] * 10)}),
    "01.1": lambda: output(BITS, 1, 2),
    "01.2": lambda: output(BITS, 1, 0),
    "01.3": lambda: output(BITS, 1, -1),
    "01.4": dials,
    "02.1": lambda: cost_at((0, 0)),
    "02.2": lambda: cost_at((1, 2)),
    "02.3": lowest,
    "02.4": level_places,
    "03.1": two_steps,
    "03.2": first_over_last_state,
    "03.3": lambda: ["wx", "wRec"][int(np.flatnonzero(gradient(X, t, (0, 0)) == 0)[0])],
    "03.4": lambda: np.log(0.5) / np.log(0.9),
    "03.5": lambda: {"wRec": half_after_three_steps()},
    "04.1": lambda: numerical_gradient(cost_at, (1.2, 1.2), eps=1e-17).max(),
    "04.2": exact_at_eps_1,
    "04.3": famous_check_rejects,
    "04.4": caught,
    "04.5": still_learn,
    "05.1": rates_that_arrive,
    "05.2": third_step,
    "05.3": arrives_from_below,
    "05.4": across_the_saddle,
    "06.1": right_on_test_set,
    "06.2": lambda: "less" if ones(100) < 99.995 else "more",
    "06.3": lambda: np.round(ones(1000)),
    "06.4": ceiling,
    "07.1": steady_push,
    "07.2": first_step_of_adam,
    "07.4": lambda: np.log(0.5) / np.log(0.999),
    "08.1": lambda: -np.log(1 / 2),
    "09.3": lambda: np.log(1 / 2) / -np.log1p(np.exp(-3)),
    "10.1": lambda: np.log2(20),
    "10.2": lambda: np.log2(999),
}

#: What a lesson asserts of networks that it has trained: there it is computed, and not once more.
ASSERTED = {
    "07.3": ("[np.sum(there) for there in reached.values()] == [4, 4, 6, 1]", 1),
    "07.5": ("costs(X, t, W_ball)[0] < 1e-3", "arrives"),
    "08.2": ("right(W, 20, 10_000) == 20", 20),
    "08.3": ("1e-8 < size[10] < 1e-7", "vanish"),
    "08.4": ("whole == {8: [True] * 4, 3: [True, False, True, True], 2: [False] * 4}", 0),
    "08.5": ("len(seen) == 119", 119),
    "09.1": ("3.70 < best < 3.75", "no"),
    "09.2": ("[learned(name, 40) for name in kinds] == [0, 0, 3]", "no"),
    "10.3": ("round(by_table, 3) == 0.402 and round(bits(W, test), 3) == 0.413", "table"),
    "10.4": ("160 < len(right & unseen) < 240", 200),
    "10.5": ("len(set(write_names(W, 0.001, u))) == 1", 1),
}
