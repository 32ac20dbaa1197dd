"""Changes from cohort to cohort and from edition to edition: their intervals hold what they say."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
from scipy import stats

sys.path.insert(0, str(Path(__file__).parents[1] / "synthesis"))

from small_tables import domain_of, measured, people, plain_book

from extent import ALL
from lanterne.codebook.model import ColumnType
from lanterne.errors import UsageError
from lanterne.privacy import Budget
from lanterne.release import Release
from lanterne.release.cohorts import COHORT
from lanterne.release.difference import Interval
from lanterne.release.layout import release_layout
from lanterne.release.trends import NO_CHANGE, Apart, revisions, trend
from lanterne.synthesis.cohort_source import CohortSource
from lanterne.synthesis.group_counts import counts_of_groups
from lanterne.synthesis.pool import pooled
from small_codebooks import book, column

BOOK = plain_book(3, 4, 3)
DOMAIN = domain_of(BOOK)
NAMES = ("2024", "2025", "2026")
CODES = [people(DOMAIN, number, seed) for seed, number in enumerate((300, 500, 220))]
BEFORE = np.concatenate([people(DOMAIN, 60, 9), CODES[1][60:]])
"""The cohort of 2025 before some of its records were corrected."""

ANSWERS = [(f"c{c}", f"v{v}") for c, size in enumerate(DOMAIN.layout.sizes) for v in range(1, size)]
RUNS = 100 if ALL else 60
FALSE_ALARM = 1e-4


def edition(measurements, stages=("final",) * 3, sources=None, names=NAMES):
    measured = dict(zip(names, measurements, strict=True))
    counts = counts_of_groups(measured, COHORT, pooled(measurements), DOMAIN, CODES[: len(names)])
    said = column(COHORT, ColumnType.CATEGORY, names)
    promised = [
        SimpleNamespace(cohort=name, ledger=name, stage=stage)
        for name, stage in zip(names, stages, strict=True)
    ]
    listed = sources or [CohortSource(name) for name in names]
    return Release(
        Path("edition"),
        book(said, *BOOK.table.columns),
        {},
        {"aggregates": counts},
        SimpleNamespace(cohorts=promised),
        {"cohorts": [one.to_dict() for one in listed]},
        release_layout(BOOK, cohorts=True),
    )


def drawn(codes, epsilon=2.0):
    return measured(codes, DOMAIN.layout, Budget(epsilon, 1e-6))


def truth(codes, answer):
    at, value = int(answer[0][1:]), int(answer[1][1:])
    return int((codes[:, at] == value).sum())


@cache
def series():
    """Of many series, each change beside the true one: by year, by edition; for reading only."""
    return [_of_one_series() for _ in range(RUNS)]


def _of_one_series():
    first, provisional, third = drawn(CODES[0]), drawn(BEFORE, 1.0), drawn(CODES[2])
    now = edition([first, drawn(CODES[1]), third])
    earlier = edition([first, provisional, third], ("final", "provisional", "final"))
    years, editions = [], []
    for answer in ANSWERS:
        exact = [truth(codes, answer) for codes in CODES]
        for place, one in enumerate(trend(now, [answer])[1:], start=1):
            years.append((one.change, exact[place] - exact[place - 1]))
        again = revisions(now, earlier, [answer])[1]
        editions.append((again.change, exact[1] - truth(BEFORE, answer)))
    return years, editions


def holding(changes, shorter=1.0):
    """The share of changes of a series that lie in their interval."""

    def holds(change, true):
        middle = change.number
        low, high = (middle + shorter * (end - middle) for end in (change.low, change.high))
        return low <= true <= high

    return np.mean([holds(*one) for one in changes])


def outside(shares):
    """Whether shares of runs say that coverage is not within 93 to 97 %; wrong once in 10,000."""
    low = stats.ttest_1samp(shares, 0.93, alternative="less").pvalue
    high = stats.ttest_1samp(shares, 0.97, alternative="greater").pvalue
    return min(low, high) < FALSE_ALARM / 2


def test_intervals_of_changes_cover_as_often_as_they_say():
    """Of many series; the cells of one depend on each other, so that a series is one draw."""
    for changes in zip(*series(), strict=True):
        shares = [holding(one) for one in changes]
        assert not outside(shares), np.mean(shares)


def test_the_check_sees_intervals_of_half_the_length():
    for changes in zip(*series()[:40], strict=True):
        assert outside([holding(one, 0.5) for one in changes])


def test_a_difference_of_symmetric_intervals_is_the_usual_one():
    one, other = Interval(50, 44, 56), Interval(30, 22, 38)
    assert one.minus(other) == Interval(20, 10, 30)
    cut = Interval(0, 0, 8)
    assert Interval(50, 44, 56).minus(cut) == Interval(50, 40, 56), "nobody is fewer than none"


def test_the_same_measurement_is_no_change_and_another_is():
    measurements = [drawn(codes) for codes in CODES]
    now = edition(measurements)
    found = revisions(now, edition(measurements), [ANSWERS[0]])
    assert [(one.change, one.measured_again) for one in found] == [(NO_CHANGE, False)] * 3
    earlier = edition(measurements[:2], ("final", "provisional"), names=NAMES[:2])
    found = revisions(now, earlier, [ANSWERS[0]])
    assert [one.measured_again for one in found] == [False, True]
    assert found[1].change.high > 0 > found[1].change.low


def test_all_people_of_a_cohort_are_counted_where_no_answer_is_given():
    found = trend(edition([drawn(codes) for codes in CODES]), [])
    for one, codes in zip(found, CODES, strict=True):
        assert one.count.number == pytest.approx(len(codes), abs=60)


def test_two_answers_are_found_in_whatever_order():
    now = edition([drawn(codes, 50.0) for codes in CODES])
    one = trend(now, [("c0", "v1"), ("c1", "v2")])
    assert one == trend(now, [("c1", "v2"), ("c0", "v1")])
    for place, codes in enumerate(CODES):
        both = int(((codes[:, 0] == 1) & (codes[:, 1] == 2)).sum())
        if one[place].count:
            assert one[place].count.low - 1 <= both <= one[place].count.high + 1


def test_what_is_defined_otherwise_is_not_compared_nor_are_cohorts_of_other_lengths():
    names = ("2024", "2025-2026", "2027-2028")
    sources = [
        CohortSource("2024", ("A",)),
        CohortSource("2025-2026", ("A", "B")),
        CohortSource("2027-2028", (), (), ("c1",)),
    ]
    now = edition([drawn(codes) for codes in CODES], sources=sources, names=names)
    first, second, third = trend(now, [("c1", "v1")])
    assert (first.change, first.apart, first.reported_by) == (None, None, ("A",))
    assert (second.change, second.apart) == (None, Apart.LENGTH)
    assert (third.change, third.apart) == (None, Apart.OTHERWISE)
    assert trend(now, [("c0", "v1")])[2].change is not None


def test_where_there_are_too_few_to_say_nothing_is_compared():
    now = edition([drawn(codes) for codes in CODES])
    counts = now.counts["aggregates"]
    gone = (pl.col("value_1") == "2025") & (pl.col("value_2") == "v1") & (pl.col("length") == 2)
    now = replace(now, counts={"aggregates": counts.filter(~gone)})
    found = trend(now, [("c0", "v1")])
    assert [one.apart for one in found] == [None, Apart.FEW, Apart.FEW]
    assert found[1].count is None
    before = edition([drawn(codes) for codes in CODES])
    assert revisions(now, before, [("c0", "v1")])[1].change is None


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ([("c9", "v1")], "trend.no-column"),
        ([(COHORT, "2024")], "trend.no-column"),
        ([("c0", "v9")], "trend.no-answer"),
        ([("c0", "")], "trend.no-answer"),
        ([("c0", "v1"), ("c0", "v2")], "trend.too-many"),
        ([("c0", "v1"), ("c1", "v1"), ("c2", "v1")], "trend.too-many"),
    ],
)
def test_answers_that_are_none_are_told(answers, code):
    with pytest.raises(UsageError) as raised:
        trend(edition([drawn(codes) for codes in CODES]), answers)
    assert raised.value.message.code == code


def test_editions_of_other_series_and_releases_that_are_none_are_told():
    now = edition([drawn(codes) for codes in CODES])
    other = edition([drawn(codes) for codes in CODES])
    for one in other.statement.cohorts:
        one.ledger = "another"
    alone = replace(now, manifest={})
    apart = edition([drawn(CODES[0])], ("final",), names=("2030",))
    for earlier, code in (
        (other, "trend.other-series"),
        (apart, "trend.other-series"),
        (alone, "trend.no-edition"),
    ):
        with pytest.raises(UsageError) as raised:
            revisions(now, earlier, [ANSWERS[0]])
        assert raised.value.message.code == code
