"""The fast comparison against the obvious one, and what must hold for every pair of tables."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from math import comb
from statistics import mean, median

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lanterne.errors import UsageError
from lanterne.evaluation import codes as codes_module
from lanterne.evaluation import compare_frames
from lanterne.evaluation.comparison import column_sets

MISSING = {"a": frozenset({"", "unknown"}), "c": frozenset({"refused"})}

Rows = list[tuple[str, ...]]


@st.composite
def tables(draw: st.DrawFn) -> tuple[Rows, Rows]:
    """Two small tables of the same columns, the second perhaps empty."""
    answers = st.tuples(
        st.sampled_from(["", "unknown", "x", "y"]),
        st.sampled_from(["", "m", "f"]),
        st.sampled_from(["", "refused", "p;q", "p", "q"]),
        st.sampled_from(["", "1"]),
    )
    return (
        draw(st.lists(answers, min_size=1, max_size=30)),
        draw(st.lists(answers, min_size=0, max_size=30)),
    )


def frame(rows: Rows) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys("abcd", pl.String), orient="row")


def says_nothing(column: str, text: str) -> bool:
    return text == "" or text in MISSING.get(column, ())


def obvious(real: Rows, released: Rows, length: int) -> dict[str, float]:
    """The measures of one length with dictionaries, as the definitions read."""
    scale = len(real) / len(released) if released else 0.0
    distances, errors, relative = [], [], []
    total = Counter[str]()
    for columns in combinations(range(4), length):
        a = Counter(tuple(row[j] for j in columns) for row in real)
        b = Counter(tuple(row[j] for j in columns) for row in released)
        shares = [
            abs(a[cell] / len(real) - (b[cell] / len(released) if released else 0))
            for cell in a.keys() | b.keys()
        ]
        distances.append(sum(shares) / 2 if released else 1.0)
        for cell in a.keys() | b.keys():
            if any(says_nothing("abcd"[j], text) for j, text in zip(columns, cell, strict=True)):
                continue
            people, rows = a[cell], b[cell] * scale
            total["real"] += people > 0
            total["released"] += rows > 0
            total["real_mass"] += people
            total["released_mass"] += rows
            if not rows:
                total["suppressed"] += 1
                total["suppressed_mass"] += people
                total["common_suppressed"] += people >= 10
            if not people:
                total["fabricated"] += 1
                total["fabricated_mass"] += rows
            total["common"] += people >= 10
            if people and rows:
                errors.append(abs(people - rows))
                relative.append(abs(people - rows) / people)
    return {
        "distance_mean": mean(distances),
        "distance_median": median(distances),
        "distance_max": max(distances),
        "combinations_real": total["real"],
        "combinations_released": total["released"],
        "mean_count": total["real_mass"] / max(total["real"], 1),
        "count_error": mean(errors) if errors else 0.0,
        "count_error_all": (sum(errors) + total["suppressed_mass"]) / max(total["real"], 1),
        "relative_error": mean(relative) if relative else 0.0,
        "suppressed": total["suppressed"],
        "suppressed_share": total["suppressed"] / max(total["real"], 1),
        "suppressed_mass": total["suppressed_mass"] / max(total["real_mass"], 1),
        "fabricated": total["fabricated"],
        "fabricated_share": total["fabricated"] / max(total["released"], 1),
        "fabricated_mass": total["fabricated_mass"] / (total["released_mass"] or 1),
        "common": total["common"],
        "common_suppressed": total["common_suppressed"],
        "common_suppressed_share": total["common_suppressed"] / max(total["common"], 1),
    }


@given(tables())
@settings(max_examples=60, deadline=None)
def test_every_measure_equals_its_definition(pair: tuple[Rows, Rows]) -> None:
    real, released = pair
    comparison = compare_frames(frame(real), frame(released), MISSING)
    assert [one.length for one in comparison.lengths] == [1, 2, 3, 4]
    for one in comparison.lengths:
        expected = obvious(real, released, one.length)
        assert {name: getattr(one, name) for name in expected} == pytest.approx(expected)
        assert 0 <= one.distance_mean <= one.distance_max + 1e-12 <= 1 + 2e-12
        assert one.sets == one.sets_possible == comb(4, one.length)


@given(tables(), st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_the_order_of_rows_and_columns_changes_nothing(pair, random) -> None:  # type: ignore[no-untyped-def]
    real, released = (list(rows) for rows in pair)
    before = compare_frames(frame(real), frame(released), MISSING)
    random.shuffle(real)
    random.shuffle(released)
    assert compare_frames(frame(real), frame(released).select(list("dbca")), MISSING) == before


@given(tables())
@settings(max_examples=30, deadline=None)
def test_a_table_is_at_no_distance_from_itself(pair: tuple[Rows, Rows]) -> None:
    comparison = compare_frames(frame(pair[0]), frame(pair[0]), MISSING)
    for one in comparison.lengths:
        assert one.distance_max == one.count_error == one.count_error_all == 0
        assert one.suppressed == one.fabricated == one.common_suppressed == 0
    assert all(seen.real == seen.released for seen in comparison.counts)


def test_a_release_of_twice_the_rows_is_compared_by_share() -> None:
    real = frame([("x", "m", "p", "1"), ("y", "f", "q", "")])
    comparison = compare_frames(real, pl.concat([real, real]))
    assert comparison.rows_ratio == 2
    assert [one.distance_max for one in comparison.lengths] == [0, 0, 0, 0]
    assert [one.count_error for one in comparison.lengths] == [0, 0, 0, 0]


def test_tables_with_nothing_in_common_are_at_distance_one() -> None:
    comparison = compare_frames(frame([("x", "m", "p", "1")]), frame([("y", "f", "q", "")]))
    assert [one.distance_mean for one in comparison.lengths] == [1, 1, 1, 1]
    assert comparison.length(1).suppressed_share == 1  # type: ignore[union-attr]
    assert comparison.length(2).fabricated_mass == 1  # type: ignore[union-attr]


def test_columns_are_counted_with_blanks_and_by_frequency() -> None:
    real = frame([("x", "m", "p", "1"), ("x", "", "p", "1"), ("unknown", "m", "p", "1")])
    released = frame([("y", "m", "p", "1"), ("x", "m", "p", "1")])
    columns = {one.name: one for one in compare_frames(real, released, MISSING).columns}
    counted = [(one.value, one.real, one.released) for one in columns["a"].values]
    assert counted == [("x", 2, 1), ("unknown", 1, 0), ("y", 0, 1)]
    assert columns["b"].values[1].real_share == pytest.approx(1 / 3)
    assert columns["a"].distance == pytest.approx(0.5)


def test_nulls_are_blank_and_numbers_are_texts() -> None:
    real = pl.DataFrame({"flag": [1, None, 1], "year": [2020, 2021, None]})
    released = pl.DataFrame({"flag": ["1", "", "1"], "year": ["2020", "2021", ""]})
    assert compare_frames(real, released).lengths[1].distance_max == 0


def test_long_combinations_are_sampled_the_same_way_each_time() -> None:
    some = list(column_sets(30, 4, 50))
    assert some == list(column_sets(30, 4, 50))
    assert len(set(some)) == 50
    assert set(some) <= set(combinations(range(30), 4))
    assert len(list(column_sets(30, 2, 50))) == comb(30, 2)


def test_a_sample_of_all_but_one_set_misses_one() -> None:
    everything = set(combinations(range(7), 3))
    assert len(everything - set(column_sets(7, 3, len(everything) - 1))) == 1


def test_the_number_of_sets_is_stated_when_sampled() -> None:
    rows = frame([("x", "m", "p", "1")])
    three = compare_frames(rows, rows, lengths=(3,), max_sets=2).lengths
    assert [(one.length, one.sets, one.sets_possible) for one in three] == [(3, 2, 4)]


def test_sorting_and_renumbering_count_as_arrays_do(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(3)
    real, released = (
        pl.DataFrame({name: random.integers(0, 7, rows).astype(str) for name in "abcd"})
        for rows in (400, 380)
    )
    before = compare_frames(real, released)
    monkeypatch.setattr(codes_module, "DENSE", 0)
    assert compare_frames(real, released) == before
    monkeypatch.setattr(codes_module, "TOO_WIDE", 60)
    assert compare_frames(real, released) == before


def test_other_columns_are_refused_by_name() -> None:
    with pytest.raises(UsageError, match="the release has no column b and the cases have no"):
        compare_frames(
            pl.DataFrame({"a": ["1"], "b": ["1"]}), pl.DataFrame({"a": ["1"], "c": [""]})
        )


def test_no_cases_are_refused() -> None:
    with pytest.raises(UsageError, match="one row"):
        compare_frames(frame([]), frame([("x", "m", "p", "1")]))


def test_one_column_has_no_pairs() -> None:
    comparison = compare_frames(pl.DataFrame({"a": ["1"]}), pl.DataFrame({"a": ["2"]}))
    assert [one.length for one in comparison.lengths] == [1]
    assert comparison.pairs == comparison.counts == ()


def test_counts_of_pairs_cover_every_combination() -> None:
    random = np.random.default_rng(5)
    real, released = (
        pl.DataFrame({name: random.integers(0, 9, rows).astype(str) for name in "abc"})
        for rows in (900, 870)
    )
    comparison = compare_frames(real, released, {"a": frozenset({"0"})})
    pooled = comparison.length(2)
    assert pooled is not None
    seen = comparison.counts
    assert sum(one.combinations for one in seen if one.real) == pooled.combinations_real
    assert sum(one.combinations for one in seen if not one.real) == pooled.fabricated
    assert sum(one.combinations for one in seen if not one.released) == pooled.suppressed


def test_bands_split_the_combinations_of_pairs_by_size() -> None:
    real = frame([("x", "m", "", "")] * 12 + [("y", "f", "", "")] * 4 + [("y", "m", "", "")] * 4)
    released = frame([("x", "m", "", "")] * 14 + [("y", "f", "", "")] * 6)
    small, middle = compare_frames(real, released).bands
    assert (small.low, small.high, small.combinations, small.suppressed) == (1, 9, 2, 1)
    assert (small.error, small.relative_error) == (3, 0.75)
    assert (middle.low, middle.high, middle.combinations, middle.suppressed) == (10, 99, 1, 0)
    assert (middle.error, middle.relative_error) == (2, pytest.approx(1 / 6))
