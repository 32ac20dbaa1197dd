"""How alike the perpetrators of one victim are, and the victims of one perpetrator.

Pairs are never listed: a perpetrator of a thousand victims has half a million. With n_a people of
answer a in a group, the group has n_a · n_b ordered pairs (a, b), and n_a · (n_a - 1) pairs (a, a);
the sums over groups of these are the table of pairs, which is symmetric.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from lanterne.evaluation.network.degrees import total_variation
from lanterne.evaluation.network.measures import LINKS, PERPETRATORS, VICTIMS, LikenessMeasures
from lanterne.evaluation.network.rows import NetworkRows, Numbers, take


@dataclass(frozen=True)
class PairTable:
    """Ordered pairs of people of the same groups, by the answers of both in one column.

    Attributes:
        of: Whose pairs: ``perpetrators`` or ``victims``.
        table: Table of the column.
        column: Name of the column.
        cells: Columns ``first``, ``second`` (answers) and ``pairs`` (above 0).
    """

    of: str
    table: str
    column: str
    cells: pl.DataFrame


def pair_tables(rows: NetworkRows) -> Iterator[PairTable]:
    """Pairs of perpetrators of one victim, then pairs of victims of one perpetrator.

    The first by each column of perpetrators and of links, the second by each column of victims.
    """
    for of, table, group, answers in (
        (PERPETRATORS, PERPETRATORS, rows.victim, take(rows.perpetrators, rows.perpetrator)),
        (PERPETRATORS, LINKS, rows.victim, rows.links),
        (VICTIMS, VICTIMS, rows.perpetrator, take(rows.victims, rows.victim)),
    ):
        for name in answers.columns:
            yield PairTable(of, table, name, _cells(group, answers[name]))


def _cells(group: Numbers, answer: pl.Series) -> pl.DataFrame:
    """The table of pairs; its cost is the sum over groups of (distinct answers)²."""
    counts = (
        pl.DataFrame({"group": group, "first": answer.cast(pl.Categorical)})
        .lazy()
        .group_by("group", "first")
        .agg(pl.len().cast(pl.Int64).alias("pairs"))
    )
    others = counts.rename({"first": "second", "pairs": "others"})
    itself = (pl.col("first") == pl.col("second")).cast(pl.Int64)
    return (
        counts.join(others, on="group")
        .with_columns(pairs=pl.col("pairs") * (pl.col("others") - itself))
        .group_by("first", "second")
        .agg(pl.col("pairs").sum())
        .filter(pl.col("pairs") > 0)
        .with_columns(pl.col("first", "second").cast(pl.String))
        .collect()
    )


def measure_likeness(
    real: tuple[PairTable, ...],
    released: tuple[PairTable, ...],
    missing: dict[str, frozenset[str]],
) -> tuple[LikenessMeasures, ...]:
    """Compare tables of pairs of the same columns.

    Args:
        real: Pairs of the cases.
        released: Pairs of what is compared with them, in the same order.
        missing: Column → texts that say nothing.
    """
    return tuple(
        _measure(one, other, missing.get(one.column, frozenset()) | {""})
        for one, other in zip(real, released, strict=True)
    )


def _measure(real: PairTable, released: PairTable, silent: frozenset[str]) -> LikenessMeasures:
    all_real, known_real, same_real = _totals(real, silent)
    all_released, known_released, same_released = _totals(released, silent)
    both = real.cells.join(
        released.cells, on=["first", "second"], how="full", coalesce=True, suffix="_released"
    ).sort("first", "second")  # the order of a sum of floats is its last digit
    counts = both.select(pl.col("pairs", "pairs_released").fill_null(0)).to_numpy()
    return LikenessMeasures(
        of=real.of,
        table=real.table,
        column=real.column,
        pairs_real=all_real,
        pairs_released=all_released,
        known_real=known_real,
        known_released=known_released,
        same_real=same_real / known_real if known_real else None,
        same_released=same_released / known_released if known_released else None,
        distance=total_variation(counts[:, 0], counts[:, 1]) if all_real else None,
    )


def _totals(table: PairTable, silent: frozenset[str]) -> tuple[int, int, int]:
    """Unordered pairs: all, those in which both are known, and those of the same answer."""
    cells = table.cells
    known = cells.filter(~pl.any_horizontal(pl.col("first", "second").is_in(sorted(silent))))
    same = known.filter(pl.col("first") == pl.col("second"))
    return tuple(int(some["pairs"].sum()) // 2 for some in (cells, known, same))  # type: ignore[return-value]
