"""The lesson's dataset is the source's; random ones count their ones."""

import numpy as np
import pytest

from rnn_lesson import lesson_dataset, make_dataset

pytestmark = pytest.mark.filterwarnings("error")


def test_lesson_dataset_is_the_one_that_the_source_printed():
    X, t = lesson_dataset()
    # Row by row, each sequence read as a binary number.
    rows = "111 911 160 464 662 623 574 662 932 969 908 362 348 508 403 952 938 471 10 733"
    rows = [int(row) for row in rows.split()]
    assert X.shape == (20, 10) and X.dtype == t.dtype == float
    assert [int("".join(f"{x:.0f}" for x in row), 2) for row in X] == rows
    assert t.tolist() == [row.bit_count() for row in rows]


def test_lesson_dataset_is_new_at_every_call():
    X, t = lesson_dataset()
    targets = t.copy()
    X[:] = 7
    assert np.array_equal(t, targets)
    t[:] = 7
    X, t = lesson_dataset()
    assert set(np.unique(X)) == {0, 1} and np.array_equal(t, targets)


@pytest.mark.parametrize(("m", "n"), [(1, 1), (1, 12), (5, 3), (np.int8(4), np.uint64(2))])
def test_make_dataset_counts_ones(m, n):
    X, t = make_dataset(m, n, np.random.default_rng(3))
    assert X.shape == (m, n) and t.shape == (m,) and X.dtype == t.dtype == float
    assert set(np.unique(X)) <= {0, 1}
    assert t.tolist() == [sum(row) for row in X.tolist()]


def test_make_dataset_draws_ones_and_zeros_alike_at_every_step():
    X, t = make_dataset(4000, 6, np.random.default_rng(1))
    assert np.all(np.abs(X.mean(axis=0) - 0.5) < 0.03)
    assert np.all(np.abs(np.corrcoef(X.T) - np.eye(6)) < 0.06)
    assert t.min() == 0 and t.max() == 6


def test_make_dataset_depends_on_the_generator_alone():
    np.random.seed(1)
    X, _ = make_dataset(20, 10, np.random.default_rng(5))
    np.random.seed(2)
    again, _ = make_dataset(20, 10, np.random.default_rng(5))
    other, _ = make_dataset(20, 10, np.random.default_rng(6))
    assert np.array_equal(X, again) and not np.array_equal(X, other)


def test_make_dataset_moves_its_generator_on():
    rng = np.random.default_rng(5)
    assert not np.array_equal(make_dataset(20, 10, rng)[0], make_dataset(20, 10, rng)[0])
