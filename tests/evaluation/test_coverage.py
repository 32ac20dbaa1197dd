"""How often published intervals hold: by true count and by column, as they were published."""

from __future__ import annotations

import polars as pl

from lanterne.codebook.model import Column, ColumnType, Table, Value
from lanterne.evaluation.aggregates import check_counts
from lanterne.evaluation.coverage import Coverage, coverage_of

LABEL = {"en": "label"}
TABLE = Table(
    "people",
    LABEL,
    tuple(
        Column(name, ColumnType.CATEGORY, tuple(Value(v, LABEL) for v in "xyz"), LABEL)
        for name in ("a", "b")
    ),
)
PEOPLE = pl.DataFrame({"a": ["x"] * 30 + ["y"] * 5, "b": ["x"] * 25 + ["y"] * 10})


def published(*rows: tuple[str, str, str, str, int, int, int | None, int | None]) -> pl.DataFrame:
    """Column and value twice, the interval of the count, that of the estimate."""
    names = ("column_1", "value_1", "column_2", "value_2")
    ends = ("count_low", "count_high", "estimate_low", "estimate_high")
    frame = pl.DataFrame(rows, schema=[*names, *ends], orient="row")
    length = 1 + (frame["column_2"] != "").cast(pl.Int64)
    return frame.with_columns(
        length=length,
        method=pl.lit("measured"),
        count=pl.lit(1),
        estimate=pl.lit(1.0),
        synthetic=pl.lit(1),
    )


def test_coverage_is_told_by_true_count_and_by_column() -> None:
    counts = published(
        ("a", "x", "", "", 20, 40, 29, 31),  # 30: both hold
        ("a", "y", "", "", 6, 9, 4, 6),  # 5: the estimate holds
        ("a", "z", "", "", 1, 9, 0, 2),  # nobody: the estimate holds
        ("b", "z", "", "", 0, 4, None, None),  # nobody: the count holds, and there is no estimate
        ("a", "x", "b", "y", 0, 3, 4, 6),  # 5: the estimate holds
    )
    found = coverage_of(check_counts(PEOPLE, counts, TABLE))
    sizes = [(one.low, one.high, one.held) for one in found.sizes]
    assert [(low, high, held.checked) for low, high, held in sizes] == [
        (0, 0, 2), (1, 19, 2), (20, None, 1),
    ]  # fmt: skip
    assert [(held.count, held.estimate) for *_, held in sizes] == [
        (0.5, 1.0), (0.0, 1.0), (1.0, 1.0),
    ]  # fmt: skip
    columns = {one.column: one.held for one in found.columns}
    assert {name: held.checked for name, held in columns.items()} == {"a": 4, "b": 2}
    assert (columns["a"].count, columns["b"].count) == (0.25, 0.5)


def test_without_published_counts_there_is_no_coverage() -> None:
    nothing = published(("a", "x", "", "", 0, 1, 0, 1)).clear()
    assert coverage_of(check_counts(PEOPLE, nothing, TABLE)) == Coverage()
