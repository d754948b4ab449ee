"""Every public function takes numbers in any form, and refuses everything else by name."""

import inspect
import re
import threading

import numpy as np
import pytest

import rnn_lesson
from rnn_lesson import (
    backward_gradient,
    checks,
    cost,
    explorers,
    forward_states,
    gradient,
    loss_surface,
    make_dataset,
    numerical_gradient,
    plots,
    rprop_path,
    update_state,
)
from rnn_lesson._inputs import (
    checked,
    count,
    flag,
    floats,
    function,
    generator,
    number,
    positive,
    trusted,
)

pytestmark = pytest.mark.filterwarnings("error")

X, t, W = [[0, 1, 1], [1, 0, 1]], [2, 1], [1, 2]
WEIGHTS, STEPS = {"wx": 1, "wRec": 2}, {"eta_p": 1.2, "eta_n": 0.5}
PATH = {"X": X, "t": t, "W": W, "n_iter": 2}
LAYER = {"X": [[[0, 1, 1]], [[1, 0, 1]]], "Wx": [[1, 2], [0, 1], [3, 1]]}
LAYER |= {"Wr": [[1, 0], [2, 1]], "b": [1, 2]}
STATES = [[[0, 0], [1, 2]], [[0, 0], [0, 1]]]
MEANS, DECAYS = {"mean": [1, 2], "square": [1, 4]}, {"beta_1": 0.5, "beta_2": 0.75}
CALLS = {
    "assert_gradients_agree": {"analytic": [1, 2], "numeric": [1, 2], "tolerance": 1e-5},
    "backward_gradient": {"X": X, "S": [[0, 0, 1, 2], [0, 1, 1, 2]], "grad_out": [1, 2], "wRec": 2},
    "clipped": {"gradients": [[1, 2], [[2]]], "max_norm": 1},
    "cost": {"y": [1, 2], "t": t},
    "costs": {"X": X, "t": t, "W": [W, W, W]},
    "forward_states": {"X": X, **WEIGHTS},
    "gradient": {"X": X, "t": t, "W": W},
    "gradient_descent_path": {**PATH, "learning_rate": 1e-3, "max_norm": 1},
    "gradients": {"X": X, "t": t, "W": [W, W, W]},
    "layer_gradient": {"X": LAYER["X"], "S": STATES, "grad_states": STATES, "Wr": LAYER["Wr"]},
    "layer_states": LAYER,
    "loss_surface": {"X": X, "t": t, "wx": [0, 1, 2], "wRec": [1, 2]},
    "make_dataset": {"m": 2, "sequence_len": 3, "rng": np.random.default_rng(1)},
    "numerical_gradient": {"f": lambda W: float(np.sum(np.square(W))), "W": W, "eps": 0.5},
    "output_gradient": {"y": [1, 2], "t": t},
    "relative_error": {"a": [1, 2], "b": [2, 2]},
    "rprop_path": {**PATH, **STEPS, "delta_0": 0.001},
    "update_adam": {"W": W, **MEANS, "gradient": [3, 4], "i": 2, "rate": 1e-3, **DECAYS},
    "update_momentum": {"W": W, "velocity": [0, 1], "gradient": W, "rate": 1e-3, "momentum": 0.5},
    "update_rprop": {"X": X, "t": t, "W": W, "W_prev_sign": [1, 0], "W_delta": [1, 2], **STEPS},
    "update_state": {"xk": [0, 1], "sk": [1, 2], **WEIGHTS},
}
ARGUMENTS = [(name, argument) for name, call in CALLS.items() for argument in call]

NO_NUMBERS = [None, "1", "", b"1", 1j, object(), {1}, {"a": 1}, np.datetime64("2020-01-01")]
RAGGED_LIST = [[1], [1, 2]]
NO_NUMBERS += [RAGGED_LIST, ["1", "2"], [None, 1], [1j, 2], np.array(["a", "b"])]
NO_NUMBERS += [np.array([1, 2], object), np.nan, [np.nan, 1], [[1, np.nan, 0], [0, 1, 1]]]
NO_COUNTS = [1.0, 2.5, True, np.True_, np.float64(2), [2], -1, np.int8(-1)]
WHOLE, CALLED = {"m", "sequence_len", "n_iter", "i"}, {"rng", "f"}
ABOVE_0 = {"eps", "tolerance", "eta_p", "eta_n", "delta_0", "learning_rate", "max_norm", "rate"}
BELOW_1 = {"momentum", "beta_1", "beta_2"}
MAY_OVERFLOW = {"y", "grad_out", "sk", "analytic", "numeric"}
MAY_OVERFLOW |= {("backward_gradient", "S"), ("relative_error", "a"), ("relative_error", "b")}
SEVERAL = {"gradients"}  # a list of arrays of any shapes
ANY_SHAPE = {("relative_error", "a"), ("assert_gradients_agree", "analytic")}
ANY_SHAPE |= {("numerical_gradient", "W"), ("update_momentum", "W"), ("update_adam", "W")}
SETS_LENGTH = {"X", "y", "xk", ("loss_surface", "wx"), ("loss_surface", "wRec")}
SETS_LENGTH |= {("layer_states", "Wx"), ("layer_gradient", "S")}


def bad_values(name, argument):
    """Return values that `argument` of the function `name` must refuse."""
    good = CALLS[name][argument]
    bad = list(NO_NUMBERS)
    if argument in WHOLE:
        return bad + NO_COUNTS + ([0] if argument != "n_iter" else [])
    if argument in CALLED:
        return [*bad, 1, np.random, np.random.RandomState(1)]
    if argument in SEVERAL:
        bad = [value for value in bad if value is not RAGGED_LIST]
        return [*bad, [], [[]], [good[0], [np.inf]], {"Wx": [1]}, np.ones(3)]
    if not {argument, (name, argument)} & MAY_OVERFLOW:
        bad += [np.inf, -np.inf, np.longdouble("1e4000"), np.full(np.shape(good), np.inf)]
    if argument in ABOVE_0:
        bad += [0, -1, -1e-300]
    if argument in BELOW_1:
        bad += [1, 1.5, -1e-300]
    good = np.array(good, dtype=float)
    bad += [np.zeros((0,)), [], np.zeros((*good.shape, 0))]
    if (name, argument) in ANY_SHAPE:
        return bad
    bad += [good[None], np.ones((2, 2, 2, 2))]
    if good.ndim:
        bad += [good[:0], *([] if argument in ("xk", "sk") else [good[0]])]
        if not {argument, (name, argument)} & SETS_LENGTH:
            bad += [np.repeat(good, 2, axis=-1), good[..., :1]]
    if argument == "S":
        bad += [good[:, :-1], good[:1]]
    return bad


def test_every_public_function_stands_in_the_table():
    parameters = lambda name: list(inspect.signature(getattr(rnn_lesson, name)).parameters)
    functions = {name: parameters(name) for name in rnn_lesson.__all__}
    assert functions.pop("lesson_dataset") == []
    assert functions == {name: list(call) for name, call in CALLS.items()}


@pytest.mark.parametrize(("name", "argument"), ARGUMENTS)
def test_bad_input_is_refused_by_name(name, argument):
    refusal = re.compile(rf"(Type|Value)Error: (\w+ and )?{argument} must .+; got .", re.DOTALL)
    answers = []
    for bad in bad_values(name, argument):
        try:
            answer = f"accepted: {getattr(rnn_lesson, name)(**{**CALLS[name], argument: bad})!r}"
        except Exception as error:
            answer = f"{type(error).__name__}: {error}"
        if not refusal.match(answer):
            answers.append(f"{bad!r}: {answer}")
    assert answers == []


RAGGED = "X must be a 2-D array (m, n); got a ragged list, whose rows differ in length"
SHORT = "S must have shape (m, n+1) with m = 2 and n = 3; got shape (2, 3)"
REFUSED = {
    "X must be a 2-D array (m, n); got shape (2,)": (forward_states, [0, 1], 1, 1),
    RAGGED: (forward_states, [[0, 1], [1]], 1, 1),
    "X must be a 2-D array (m, n); got NaN": (forward_states, [[np.nan]], 1, 1),
    "X must not be empty; got shape (0, 3)": (forward_states, np.zeros((0, 3)), 1, 1),
    "X must be finite; got inf": (forward_states, [[np.inf]], 1, 1),
    "wx must be one number; got an array of shape (1,)": (forward_states, [[1]], [1], 1),
    "t must have shape (m,) with m = 2; got shape (1,)": (cost, [1, 2], [1]),
    SHORT: (backward_gradient, np.ones((2, 3)), np.ones((2, 3)), [1, 1], 1),
    "wx must be a 1-D array (a,); got shape ()": (loss_surface, [[1]], [1], 1, [1]),
    "W must have shape (2,); got shape (3,)": (gradient, [[1]], [1], [1, 2, 3]),
    "velocity must have the shape of W, (2, 1); got shape (2,)":
        (rnn_lesson.update_momentum, [[1], [2]], [1, 2], [[1], [2]], 1),
    "beta_2 must be at least 0 and less than 1; got 1":
        (rnn_lesson.update_adam, [1], [1], [1], [1], 1, 0.1, 0.9, 1),
    "n_iter must be at least 0; got -1": (rprop_path, [[1]], [1], (1, 1), -1),
    "eta_n must be greater than 0; got 0": (rprop_path, [[1]], [1], (1, 1), 1, 1.2, 0),
    "m must be at least 1; got 0": (make_dataset, 0, 1, np.random.default_rng()),
    "y must be a 1-D array (m,); got a masked array, which hides some":
        (cost, np.ma.array([1, 2], mask=[0, 1]), [1, 2]),
}  # fmt: skip
OF_THE_WRONG_TYPE = {
    "X must be a 2-D array (m, n); got elements of type str32": (forward_states, [["a"]], 1, 1),
    "X must be a 2-D array (m, n); got str": (forward_states, "ab", 1, 1),
    "n_iter must be a whole number; got 2.0": (rprop_path, [[1]], [1], (1, 1), 2.0),
    "rng must be a generator such as np.random.default_rng(1); got 7": (make_dataset, 1, 1, 7),
    "f must be a function; got int": (numerical_gradient, 3, [1]),
    "W must be numbers; got the function cost (to hand it over: name=...)":
        (numerical_gradient, lambda W: 1.0, cost),
    "m must be a whole number; got the function cost (to hand it over: name=...)":
        (make_dataset, cost, 1, 7),
    "n_iter must be a whole number; got str": (rprop_path, [[1]], [1], (1, 1), "2"),
}  # fmt: skip


@pytest.mark.parametrize(("message", "call"), (REFUSED | OF_THE_WRONG_TYPE).items())
def test_messages_say_what_was_expected_and_what_came(message, call):
    error = TypeError if message in OF_THE_WRONG_TYPE else ValueError
    with pytest.raises(error) as caught:
        call[0](*call[1:])
    assert caught.type is error and str(caught.value) == message
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("relative_error", "a and b"), ("assert_gradients_agree", "analytic and numeric")],
)
def test_shapes_that_differ_are_refused_not_broadcast(name, arguments):
    for pair in ([[1, 1], 1], [1, [1]], [[[1, 1]], [1, 1]]):
        with pytest.raises(ValueError, match=f"^{arguments} must have the same shape; got "):
            getattr(rnn_lesson, name)(*pair)


ROOMS = [rnn_lesson, checks, explorers, plots]
FLAGS = [
    (function, name)
    for room in ROOMS
    for function in vars(room).values()
    if inspect.isfunction(function) and not function.__name__.startswith("_")
    for name, about in inspect.signature(function).parameters.items()
    if isinstance(about.default, bool)
]


@pytest.mark.parametrize("value, got", [
    ("no", "'no'"), ("", "''"), (0, "0"), (1.0, "1.0"), (None, "NoneType"), ([], "list"),
    (np.zeros(2), "ndarray"), (cost, "the function cost (to hand it over: name=...)"),
])  # fmt: skip
@pytest.mark.parametrize("function, name", FLAGS, ids=[name for _, name in FLAGS])
def test_a_flag_is_true_or_false(function, name, value, got):
    with pytest.raises(TypeError) as caught:
        function(**{name: value})
    assert str(caught.value) == f"{name} must be True or False; got {got}"


def test_flags_are_found_and_those_of_numpy_are_flags_too():
    assert ("surface", "explore_loss") in [(name, function.__name__) for function, name in FLAGS]
    assert flag(np.False_, "surface") is False and flag(np.True_, "surface") is True


def test_missing_and_unknown_arguments():
    with pytest.raises(TypeError, match="'wRec'"):
        forward_states(X, 1)
    with pytest.raises(TypeError, match="'w'"):
        forward_states(X, 1, 1, w=1)
    with pytest.raises(TypeError, match="too many"):
        forward_states(X, 1, 1, 1)


FORMS = {
    "tuples": lambda a: tuple(map(tuple, a)) if np.ndim(a) == 2 else tuple(a) if np.ndim(a) else a,
    "floats": lambda a: np.asarray(a, dtype=float),
    "int8": lambda a: np.asarray(a, dtype=np.int8),
    "uint64": lambda a: np.asarray(a, dtype=np.uint64),
    "bool": lambda a: np.asarray(a, dtype=bool),
    "float16": lambda a: np.asarray(a, dtype=np.float16),
    "float32": lambda a: np.asarray(a, dtype=np.float32),
    "longdouble": lambda a: np.asarray(a, dtype=np.longdouble),
    "big-endian": lambda a: np.asarray(a, dtype=">f8"),
    "Fortran": lambda a: np.array(a, dtype=float, order="F"),
    "strided": lambda a: np.repeat(np.array(a, float), 2, axis=-1)[..., ::2] if np.ndim(a) else a,
    "backwards": lambda a: np.array(np.array(a)[..., ::-1])[..., ::-1] if np.ndim(a) else a,
    "read-only": lambda a: np.frombuffer(np.asarray(a, dtype=float).tobytes()).reshape(np.shape(a)),
    "masked": lambda a: np.ma.array(a, dtype=float),
}


def each(key, value, change):
    """Return change(value), or what it makes of each array where an argument is a list of them."""
    return [change(part) for part in value] if key in SEVERAL else change(value)


def flat(result):
    if isinstance(result, (tuple, list)):
        return np.concatenate([flat(part) for part in result])
    return np.ravel(np.asarray(result, float))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", [name for name in CALLS if name != "make_dataset"])
def test_numbers_in_any_form_give_the_same_and_stay_as_they_are(name, form):
    call, plain = dict(CALLS[name]), dict(CALLS[name])
    for key in call.keys() - WHOLE - ABOVE_0 - BELOW_1 - CALLED:
        call[key] = each(key, call[key], FORMS[form])
        plain[key] = each(key, call[key], lambda a: np.asarray(a).astype(float).tolist())
    before = {key: each(key, value, np.array) for key, value in call.items()}
    result = getattr(rnn_lesson, name)(**call)
    assert np.array_equal(flat(result), flat(getattr(rnn_lesson, name)(**plain)), equal_nan=True)
    for key, value in call.items():
        whole = flat if key in SEVERAL else np.asarray
        assert np.array_equal(whole(value), whole(before[key]))
        if isinstance(value, np.ndarray) and isinstance(result, np.ndarray):
            assert not np.shares_memory(result, value)


@pytest.mark.parametrize("name", sorted(CALLS.keys() - {"make_dataset", "numerical_gradient"}))
@pytest.mark.parametrize("size", [1e200, -1e200, 1e308])
def test_overflow_gives_no_warning(name, size):
    call = dict(CALLS[name])
    for keys in (call.keys() - {"X", "t"}, call.keys() & {"X", "t"}):
        for key in keys - WHOLE - ABOVE_0 - BELOW_1:
            call[key] = each(key, call[key], lambda a: np.full(np.shape(a), size))
        getattr(rnn_lesson, name)(**call)


def test_numpy_settings_are_left_alone():
    before = np.geterr()
    update_state(1e200, 1e200, 1e200, 1e200)
    with pytest.raises(ValueError):
        cost([1], [1, 2])
    assert np.geterr() == before


# The trust that checked functions place in each other.


def still_checked():
    with pytest.raises(ValueError, match="^y must "):
        cost([np.nan], [1])
    return True


def test_checked_functions_check_once():
    seen = []

    def rule(value, name):
        seen.append((value, name))
        return value

    inner = checked(a=rule)(lambda a: a)
    outer = checked(b=rule)(lambda b: inner(b) + inner(a=b))
    assert outer(3) == 6 and seen == [(3, "b")]
    assert inner(4) == 4 and seen[1:] == [(4, "a")]
    callback = checked(calls_back=True, b=rule)(lambda b: inner(b))
    assert callback(5) == 5 and seen[2:] == [(5, "b"), (5, "a")]


def test_rules_clean_defaults_too():
    assert checked(a=number)(lambda a=True: a)() == 1.0


def test_lengths_are_known_from_one_call_only():
    assert cost([1, 2], [1, 2]) == 0 and cost([1, 2, 3], [1, 2, 3]) == 0


@pytest.mark.parametrize("error", [KeyError, KeyboardInterrupt])
def test_checks_are_on_again_after_an_exception(error):
    def breaks(a=None, *_):
        raise error

    for call in (
        lambda: checked(a=number)(breaks)(1),
        lambda: numerical_gradient(breaks, [1.0]),
        lambda: checked(a=breaks)(lambda a: a)(1),
    ):
        with pytest.raises(error):
            call()
        assert still_checked()
    with pytest.raises(error), trusted():
        breaks()
    assert still_checked()


def test_trusted_blocks():
    with trusted():
        assert np.isnan(cost(np.array([np.nan]), np.array([1.0])))
        assert cost(np.array([1e200]), np.array([1.0])) == np.inf
        with trusted():
            pass
        assert np.isnan(cost(np.array([np.nan]), np.array([1.0])))  # The outer block still holds.
        with trusted(False):
            assert still_checked()
        assert np.isnan(cost(np.array([np.nan]), np.array([1.0])))
    assert still_checked()


def test_f_of_numerical_gradient_has_its_own_calls_checked():
    assert numerical_gradient(lambda W: float(still_checked()), [1.0, 2.0]).tolist() == [0, 0]
    with pytest.raises(ValueError, match="^t must "):
        numerical_gradient(lambda W: cost(W, [1]), [1.0, 2.0])
    assert still_checked()


def test_other_threads_are_not_trusted():
    inside, go_on = threading.Event(), threading.Event()

    @checked(a=number)
    def waits(a):
        inside.set()
        assert go_on.wait(10)

    thread = threading.Thread(target=waits, args=(1,))
    thread.start()
    assert inside.wait(10)
    try:
        assert still_checked()
    finally:
        go_on.set()
        thread.join()


# The rules one by one.


def test_rules_return_clean_values():
    assert floats([[1, True]], "a").tolist() == [[1, 1]] and floats(3, "a").shape == ()
    assert type(number(np.float32(0.5), "a")) is float and number(-1e308, "a") == -1e308
    assert positive(5e-324, "a") == 5e-324 and type(positive(np.int8(3), "a")) is float
    assert count(3)(np.int16(3), "a") == 3 and type(count(3)(np.int16(3), "a")) is int
    rng = np.random.default_rng(1)
    assert generator(rng, "a") is rng
    assert function(abs, "a")(-3) == 3


def test_floats_are_a_copy():
    array = np.ones(3)
    assert not np.shares_memory(floats(array, "a"), array)


def test_elements_may_be_infinite_where_the_rule_says_so():
    assert checked(a="m, inf")(lambda a: a)([np.inf]).tolist() == [np.inf]
    with pytest.raises(ValueError, match="^S must be finite"):
        checked(S="m")(lambda S: S)([np.inf])


def test_states_may_have_overflowed():
    assert cost([np.inf], [1]) == np.inf
    assert update_state(1, np.inf, 1, 2) == np.inf
