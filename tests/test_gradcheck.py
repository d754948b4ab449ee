"""Gradients by central differences, against backpropagation and by hand; the comparison."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_lesson import (
    assert_gradients_agree,
    cost,
    forward_states,
    gradient,
    lesson_dataset,
    numerical_gradient,
    relative_error,
)

pytestmark = pytest.mark.filterwarnings("error")
X, t = lesson_dataset()


def lesson_cost(W):
    return cost(forward_states(X, *W)[:, -1], t)


def test_gradient_check_of_the_source():
    numeric = numerical_gradient(lesson_cost, [1.2, 1.2])
    assert numeric == pytest.approx([375.6854816395034, 2329.373310054043], rel=1e-6)
    assert_gradients_agree(gradient(X, t, [1.2, 1.2]), numeric)


def test_the_sign_error_of_the_source_is_found():
    numeric = numerical_gradient(lesson_cost, [1.2, 1.2])
    words = "index 0: backpropagation says -375.685, central differences say 375.685 "
    with pytest.raises(AssertionError, match=words):
        assert_gradients_agree([-375.685, -2329.373], numeric)


@given(st.floats(-1.5, 1.5), st.floats(-1.3, 1.3))
def test_backpropagation_agrees_everywhere(wx, wRec):
    numeric = numerical_gradient(lesson_cost, [wx, wRec], eps=1e-6)
    assert numeric == pytest.approx(gradient(X, t, [wx, wRec]), rel=1e-6, abs=1e-6)


def test_wx_is_exact_even_at_eps_1():
    numeric = numerical_gradient(lesson_cost, [1.2, 1.2], eps=1)
    analytic = gradient(X, t, [1.2, 1.2])
    assert numeric[0] == pytest.approx(analytic[0], rel=1e-13)
    assert numeric[1] > 2 * analytic[1]


@pytest.mark.parametrize("shape", [(), (1,), (3,), (2, 3)])
def test_numerical_gradient_moves_one_weight_at_a_time(shape):
    """The gradient of sum of c_i w_i^2 is 2 c_i w_i, exactly so where the arithmetic is exact."""
    c = np.arange(1.0, 1 + np.prod(shape, dtype=int)).reshape(shape)
    W = c[::-1] - 2 if shape else np.array(3.0)
    seen = []

    def f(at):
        seen.append(np.array(at))
        at_shape = np.shape(at)
        assert at_shape == shape
        return np.sum(c * np.square(at))

    grad = numerical_gradient(f, W, eps=0.5)
    assert isinstance(grad, np.ndarray) and grad.shape == shape
    assert np.array_equal(grad, 2 * c * W)
    assert len(seen) == 2 * W.size
    assert all(np.abs(at - W).sum() == 0.5 for at in seen)


def test_default_eps():
    assert numerical_gradient(lambda W: W**3, 0.0) == pytest.approx(1e-14, rel=1e-12)


def test_f_may_change_the_array_that_it_gets():
    def f(W):
        W *= 2
        return float(W.sum())

    assert numerical_gradient(f, [1.0, 2.0], eps=0.25).tolist() == [2, 2]


@pytest.mark.parametrize("result", [None, "1", 1j, [1.0, 2.0], np.ones(1), np.nan, np.inf])
def test_f_must_return_a_number(result):
    with pytest.raises((TypeError, ValueError), match=r"^f's result must be .*; got "):
        numerical_gradient(lambda W: result, [1.0, 2.0])


def test_f_may_return_any_kind_of_number():
    for one in (1, True, np.float32(1), np.int8(1), np.array(1.0)):
        assert numerical_gradient(lambda W, one=one: one, [1.0, 2.0]).tolist() == [0, 0]


ERRORS = [(1, 1, 0), (0, 0, 0), (1, -1, 2), (4, 3, 0.25), (-3, -4, 0.25), (0, 5, 1)]


@pytest.mark.parametrize(("a", "b", "error"), [*ERRORS, (2e-300, 1e-300, 0.5)])
def test_relative_error(a, b, error):
    assert relative_error(a, b) == relative_error(b, a) == error
    assert relative_error([[a, 1]], [[b, 2]]).tolist() == [[error, 0.5]]


@pytest.mark.parametrize("tolerance", [1e-5, 0.25])
def test_agreement_is_up_to_the_tolerance_and_no_further(tolerance):
    assert_gradients_agree([1.0, 8.0], [1.0, 8.0 * (1 - tolerance * 0.999)], tolerance)
    with pytest.raises(AssertionError):
        assert_gradients_agree([1.0, 8.0], [1.0, 8.0 * (1 - tolerance * 1.001)], tolerance)
    assert_gradients_agree([4.0], [3.0], 0.25)


def test_default_tolerance():
    assert_gradients_agree(1.0, 1 - 0.9e-5)
    with pytest.raises(AssertionError):
        assert_gradients_agree(1.0, 1 - 1.1e-5)


def test_disagreement_names_the_first_wrong_element():
    with pytest.raises(AssertionError) as caught:
        assert_gradients_agree([[1, 2, 3], [4, 5, 6]], [[1, 2, 3], [4, 4, 3]], 1e-3)
    assert str(caught.value) == (
        "the gradients differ at index 1, 1: backpropagation says 5, "
        "central differences say 4 (relative error 2.0e-01, allowed 1.0e-03)"
    )
    with pytest.raises(AssertionError, match="index 1"):
        assert_gradients_agree([4, 8], [3, 4], tolerance=0.25)  # the first is just within
    with pytest.raises(AssertionError, match="differ: backpropagation says 5"):
        assert_gradients_agree(5, 4)


def test_overflow_is_no_agreement():
    with pytest.raises(AssertionError, match="index 1"):
        assert_gradients_agree([1, np.inf], [1, np.inf])
    with pytest.raises(AssertionError):
        assert_gradients_agree(np.inf, 1)
