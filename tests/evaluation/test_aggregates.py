"""True counts of published combinations, and coverage of their intervals."""

from __future__ import annotations

from itertools import product

import numpy as np
import polars as pl
import pytest

from lanterne.codebook.model import Column, ColumnType, Table, Value
from lanterne.evaluation.aggregates import measure_aggregates, true_counts

MEANS = ("debt", "isolation", "papers", "threats", "wages")


def column(name: str, kind: ColumnType, values: tuple[str, ...]) -> Column:
    return Column(name, kind, tuple(Value(v, {"en": v}) for v in values), {"en": name})


TABLE = Table(
    "victims",
    {"en": "Victims"},
    (
        column("sex", ColumnType.CATEGORY, ("f", "m")),
        column("means", ColumnType.SET, MEANS),
        column("who", ColumnType.SET, ("kin", "friend")),
    ),
)


def cases(rows: int = 301) -> pl.DataFrame:
    """Rows of all three columns; a number of rows that fills no whole word of bits."""
    random = np.random.default_rng(1)
    means = [";".join(m for m in MEANS if random.random() < 0.4) for _ in range(rows)]
    return pl.DataFrame(
        {
            "sex": random.choice(["f", "m", ""], rows),
            "means": means,
            "who": random.choice(["", "kin", "friend", "friend;kin"], rows),
        }
    )


def published() -> pl.DataFrame:
    """Combinations of one to three answers, some with two members of the same large set."""
    answers = [("sex", "f"), ("sex", "m"), ("who", "friend;kin"), ("who", "kin")]
    answers += [("means", member) for member in MEANS]
    found = [(a, b, c) for a, b, c in product([*answers, ("", "")], repeat=3) if a[0]]
    return pl.DataFrame(
        {
            "length": [sum(bool(name) for name, _ in row) for row in found],
            **{f"column_{place + 1}": [row[place][0] for row in found] for place in range(3)},
            **{f"value_{place + 1}": [row[place][1] for row in found] for place in range(3)},
            "method": "measured",
        }
    )


def gives(row: dict[str, str], name: str, value: str) -> bool:
    if not name:
        return True
    return value in row[name].split(";") if name == "means" else row[name] == value


def test_true_counts_equal_counting_person_by_person() -> None:
    people, combinations = cases(), published()
    rows = people.to_dicts()
    expected = [
        sum(all(gives(r, c[f"column_{p}"], c[f"value_{p}"]) for p in (1, 2, 3)) for r in rows)
        for c in combinations.iter_rows(named=True)
    ]
    assert true_counts(people, combinations, TABLE).tolist() == expected
    assert max(expected) > 0


def test_unused_places_may_be_null() -> None:
    people, combinations = cases(), published()
    nulls = combinations.with_columns(
        pl.when(pl.col("^(column|value)_.*$") != "").then(pl.col("^(column|value)_.*$"))
    )
    assert nulls["column_3"].null_count() > 0
    expected = true_counts(people, combinations, TABLE)
    assert true_counts(people, nulls, TABLE).tolist() == expected.tolist()


def test_errors_and_coverage_are_those_of_the_published_numbers() -> None:
    people = cases()
    one = published().filter(pl.col("length") == 1).unique("value_1", maintain_order=True)
    true = true_counts(people, one, TABLE)
    held = np.arange(len(one)) % 3 > 0  # a third of the intervals miss
    aggregates = one.with_columns(
        count=true + 4,
        count_low=np.where(held, true - 1, true + 1),
        count_high=true + 9,
        estimate=true - 2.5,
        estimate_low=true - 3.0,
        estimate_high=true + 0.0,
        synthetic=true,
    )
    (measured,) = measure_aggregates(people, aggregates, TABLE)
    assert (measured.length, measured.method, measured.published) == (1, "measured", len(one))
    assert measured.count_error == 4
    assert measured.estimate_error == 2.5
    assert measured.synthetic_error == 0
    assert measured.count_coverage == pytest.approx(held.mean())
    assert measured.estimate_coverage == 1
    assert measured.estimate_width == 3
    assert measured.mean_count == pytest.approx(true.mean())


def test_no_published_counts_give_no_measures() -> None:
    empty = published().clear().with_columns(count=pl.lit(0))
    assert measure_aggregates(cases(), empty, TABLE) == ()
