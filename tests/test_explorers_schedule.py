"""The schedule, alone on a clock that the tests turn, and the texts of tables."""

import numpy as np
import pytest
from seen import Time

from rnn_lesson.explorers import _schedule
from rnn_lesson.explorers._schedule import Budget, Schedule, filling_order, finest
from rnn_lesson.explorers._tables import texts


def schedule(shape=(9, 9), place=(4, 4), seconds=0.01):
    """A schedule over one grid, and a function that fills it as if each node took so long."""
    clock = Time()
    plan = Schedule({"grid": np.zeros(shape, "u1")}, clock)
    plan.begin("grid", place)

    def fill(budget):
        lots = []
        for lot in plan.lots("grid", budget):
            clock.now += seconds * len(lot)
            plan.took(len(lot), seconds * len(lot))
            plan.ready["grid"].ravel()[lot] = 1
            lots.append(lot.tolist())
        return lots

    return plan, fill


def test_a_budget_ends_after_the_lot_in_which_it_is_spent():
    plan, fill = schedule()
    assert [len(lot) for lot in fill(Budget(total=0.1, lot=0.03))] == [1, 1, 1, 3, 3, 3]
    assert [len(lot) for lot in fill(Budget(total=0.1, lot=0.03))] == [3, 3, 3, 3]
    assert len(plan.missing("grid")) == 81 - 24
    assert [len(lot) for lot in fill(Budget(total=0, lot=0.02))] == [2]


def test_without_limits_lots_are_as_large_as_they_may_be():
    _, fill = schedule((100, 50), (0, 0), seconds=0)
    assert [len(lot) for lot in fill(_schedule.ALL)] == [2048, 2048, 904]


def test_the_pace_falls_at_once_and_rises_step_by_step():
    one_lot = Budget(total=0, lot=0.005)
    plan, fill = schedule((40, 40), (0, 0), seconds=1e-6)
    for expected in (8, 64, 512):
        fill(one_lot)
        assert plan.pace == expected
    plan, fill = schedule((40, 40), (0, 0), seconds=1)
    plan.pace = 1000
    fill(one_lot)
    assert plan.pace == pytest.approx(1)


def test_a_node_that_came_out_of_turn_is_not_computed_again():
    plan, fill = schedule((5, 5), (2, 2))
    plan.ready["grid"][0, 0] = plan.ready["grid"][4, 4] = 1
    computed = sum(fill(_schedule.ALL), [])
    assert sorted(computed) == sorted(set(range(25)) - {0, 24})
    assert computed[0] == 12 and len(plan.missing("grid")) == 0


def test_the_place_itself_comes_first_then_a_lattice_then_its_row_and_column():
    order = filling_order((121, 121), (45, 30))
    assert sorted(order) == list(range(121 * 121)) and order[0] == 45 * 121 + 30
    rows, columns = np.unravel_index(order, (121, 121))
    lattice, cross = (rows % 8 == 0) & (columns % 8 == 0), (rows == 45) | (columns == 30)
    first = np.flatnonzero(~(lattice | cross))[0]
    assert lattice[:first].sum() == 16**2 and cross[:first].sum() == 2 * 121 - 1
    far = (rows[1:first] - 45) ** 2 + (columns[1:first] - 30) ** 2
    coarsest = (rows[1:37] % 24 == 0) & (columns[1:37] % 24 == 0)
    assert coarsest.all() and (np.diff(far[:36]) >= 0).all()


def test_the_finest_complete_lattice():
    ready = np.zeros((25, 30), "u1")
    assert finest(ready) == 0
    for stride in (24, 8, 4, 2, 1):
        ready[::stride, ::stride] = 1
        assert finest(ready) == stride
    ready[8, 8] = 0
    assert finest(ready) == 24 and finest(np.ones((3, 3))) == 1
    corner = np.zeros((8, 9))
    corner[0] = 1  # one row is no lattice, whatever the stride
    assert finest(corner) == 0


def test_numbers_are_texts_of_one_width():
    shown = texts([[-0.0, 1.2345678], [np.nan, -1e300]])
    assert shown.dtype == "S13" and shown.shape == (2, 2)
    assert [text.strip() for text in shown.ravel()] == [b"0", b"1.23457", b"nan", b"-1e+300"]
