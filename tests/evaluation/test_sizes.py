"""Combinations by size, against counting by hand."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lanterne.evaluation import compare_frames
from lanterne.evaluation.sizes import SIZES


def frame(rows: list[tuple[str, str, str]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["a", "b", "c"], orient="row")


def size(count: float) -> int:
    return max([0, *(place for place, low in enumerate(SIZES) if count >= low)])


rows = st.lists(
    st.tuples(st.sampled_from(["", "x", "y"]), st.sampled_from(["", "u"]), st.sampled_from("pq")),
    min_size=1,
    max_size=60,
)


@given(real=rows, released=rows)
@settings(max_examples=40, deadline=None)
def test_sizes_are_those_of_counting_one_by_one(
    real: list[tuple[str, str, str]], released: list[tuple[str, str, str]]
) -> None:
    found = compare_frames(frame(real), frame(released), lengths=(1, 2, 3)).sizes
    scale = len(real) / len(released)
    for length in (1, 2, 3):
        kept, missing, invented = Counter[int](), Counter[int](), Counter[int]()
        errors: dict[int, list[float]] = {}
        for columns in combinations(range(3), length):
            before, after = (
                Counter(key for row in table if "" not in (key := tuple(row[j] for j in columns)))
                for table in (real, released)
            )
            for key in before | after:
                if before[key]:
                    place = size(before[key])
                    (kept if after[key] else missing)[place] += 1
                    errors.setdefault(place, []).append(after[key] * scale - before[key])
                else:
                    invented[size(after[key] * scale)] += 1
        told = {SIZES.index(one.low): one for one in found if one.length == length}
        assert told.keys() == {*kept, *missing, *invented}
        for place, one in told.items():
            assert (one.preserved, one.suppressed) == (kept[place], missing[place])
            assert one.fabricated == invented[place]
            assert one.real == kept[place] + missing[place]
            off = errors.get(place, [0.0])
            assert one.error == pytest.approx(np.mean(np.abs(off)))
            assert one.bias == pytest.approx(np.mean(off))


def test_a_combination_of_ten_stands_with_the_tens() -> None:
    ten = pl.DataFrame({"a": ["x"] * 10 + ["y"] * 9})
    one, two = compare_frames(ten, ten).sizes
    assert (one.low, one.high, one.real) == (1, 9, 1)
    assert (two.low, two.high, two.real) == (10, 19, 1)
    assert compare_frames(ten, ten).sizes[0].relative_error == 0
