"""k, ℓ, the chance of a match and the risk of households, by hand and by brute force."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rare_by_hand import table

from lanterne.risk.classes import assess_classes
from lanterne.risk.households import assess_households, household_risks

ONES = np.ones(30, np.int64)
"""Each row is of one person."""

ROWS = [(1, 1, 1), (1, 1, 1), (1, 2, 1), (2, 1, 2), (2, 2, 2), (2, 2, 0)]


def test_classes_of_six_people():
    risk = assess_classes(table(ROWS), ONES[: len(ROWS)], [0], 4)
    assert (risk.smallest, risk.classes, risk.alone, risk.below) == (3, 2, 0, 6)
    of = {one.column: (one.diversity, one.revealed) for one in risk.diversity}
    # In the first class all answer 1 to the last question; in the second two say 2, one nothing.
    assert of == {"c1": (2, 0), "c2": (1, 3)}
    assert [m.right for m in risk.matches] == [None] * 3


def test_classes_over_everything():
    risk = assess_classes(table(ROWS), ONES[: len(ROWS)], range(3), 2)
    assert (risk.smallest, risk.classes, risk.alone, risk.below) == (1, 5, 4, 4)
    # Of all victims one tenth is in the cases: 0.1 · 4 / (0.1 · 4 + 0.9 · 2).
    assert risk.matches[1].right == pytest.approx(0.4 / 2.2)
    assert [(band.low, band.classes, band.people) for band in risk.bands[:3]] == [
        (1, 4, 4), (2, 1, 2), (3, 0, 0),
    ]  # fmt: skip
    # The last question within the first two: (1, 1) says 1 twice; (2, 2) says 2, and nothing.
    assert (risk.diversity[2].diversity, risk.diversity[2].revealed) == (1, 2)


@settings(max_examples=100, deadline=None)
@given(
    st.integers(1, 4).flatmap(
        lambda width: st.lists(st.tuples(*([st.integers(0, 3)] * width)), min_size=1, max_size=30)
    ),
    st.data(),
)
def test_classes_agree_with_the_plain_way(rows, data):
    width = len(rows[0])
    key = data.draw(st.sets(st.integers(0, width - 1), min_size=1))
    risk = assess_classes(table(rows), ONES[: len(rows)], sorted(key), 3)
    classes = defaultdict(list)
    for row in rows:
        classes[tuple(row[j] for j in sorted(key))].append(row)
    sizes = [len(people) for people in classes.values()]
    assert (risk.smallest, risk.classes) == (min(sizes), len(sizes))
    assert risk.below == sum(size for size in sizes if size < 3)
    assert sum(band.people for band in risk.bands) == len(rows)
    for one in risk.diversity:
        j = int(one.column[1:])
        within = defaultdict(list)
        for row in rows:
            of = key if len(key) < width else set(range(width)) - {j}
            within[tuple(row[i] for i in sorted(of))].append(row[j])
        assert one.diversity == min(len(set(answers)) for answers in within.values())
        assert one.revealed == sum(
            len(answers)
            for answers in within.values()
            if len(answers) > 1 and len(set(answers)) == 1 and answers[0]
        )


def test_the_risk_of_households():
    """One of two is found with 1 − ½ · ½; who lives alone has their own risk."""
    own = np.array([0.5, 0.5, 0.25, 0.1, 1.0, 0.2])
    households = pl.Series(["h", "h", "", "", "g", "g"])
    assert household_risks(own, households) == pytest.approx([0.75, 0.75, 0.25, 0.1, 1.0, 1.0])


def test_households_of_six_people():
    """Classes by the first column are of 3 and 3: a third each; together 1 − (2/3)²."""
    stands_out = np.array([True, False, False, False, False, False])
    households = pl.Series(["h", "", "h", "", "g", ""])
    risk = assess_households(table(ROWS), [0], households, "household", stands_out)
    assert (risk.households, risk.people, risk.exposed) == (1, 2, 1)
    assert risk.own == pytest.approx(1 / 3)
    assert risk.by_household == pytest.approx((4 / 3 + 2 * 5 / 9) / 6)
    assert [(band.own, band.by_household) for band in risk.bands] == [
        (0, 0), (0, 0), (0, 0), (6, 4), (0, 2),
    ]  # fmt: skip
