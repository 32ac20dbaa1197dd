"""Overlap of intervals, by hand and by its properties."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanterne.evaluation.overlap import Interval, interval_overlap, overlaps


def interval(low: float, high: float) -> Interval:
    return Interval((low + high) / 2, low, high)


def test_by_hand() -> None:
    # they share 1; that is half of the first and a quarter of the second
    assert interval_overlap(interval(0, 2), interval(1, 5)) == pytest.approx((1 / 2 + 1 / 4) / 2)
    assert interval_overlap(interval(0, 1), interval(2, 3)) == 0
    assert interval_overlap(interval(0, 4), interval(1, 2)) == pytest.approx((1 / 4 + 1) / 2)
    assert interval_overlap(interval(1, 1), interval(0, 2)) == pytest.approx(1 / 2)


ends = st.tuples(st.floats(-100, 100), st.floats(0.01, 100)).map(lambda e: interval(e[0], sum(e)))


@given(ends, ends)
def test_it_is_symmetric_and_a_share(one: Interval, other: Interval) -> None:
    shared = interval_overlap(one, other)
    assert shared == interval_overlap(other, one)
    assert 0 <= shared <= 1
    assert interval_overlap(one, one) == 1


def test_sides_and_scales() -> None:
    around = Interval.around(1.0, 0.5)
    assert (around.low, around.high) == pytest.approx((1 - 0.98, 1 + 0.98), abs=1e-3)
    assert (around.side(0), around.side(1), around.side(3)) == (1, 0, -1)
    assert around.exp().estimate == math.e


def test_pooled() -> None:
    pairs = [(interval(0, 2), interval(0, 2)), (interval(0, 1), interval(2, 3))]
    found = overlaps(pairs)
    assert found is not None
    assert (found.quantities, found.mean, found.least, found.covered) == (2, 0.5, 0.0, 0.5)
    assert overlaps([]) is None
