"""Intervals of shares, from the data sets for inference of a release: where they hold.

An interval holds where the columns were measured together and each count that a share rests on is
clear of its noise: at least three of its standard deviations, and 20 people. Elsewhere none is
given. Why, is said in the documentation of Lanterne, in its chapter on inference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from lanterne_reader.combining import Combined, combine

CLEAR = 3.0
"""Least count, in standard deviations of its noise."""

FEWEST = 20
"""Least count, in people."""


def read_noise(path: Path) -> dict[frozenset[str], float]:
    """Columns that were measured together → the standard deviation of counts over them, in people.

    Args:
        path: ``datasets/noise.csv`` of a release; nothing was measured where it is not there.
    """
    if not path.exists():
        return {}
    lines = pl.read_csv(path, infer_schema=False).fill_null("")
    return {
        frozenset(filter(None, line[:-1])): float(line[-1])
        for line in lines.select("column_1", "column_2", "column_3", "deviation").iter_rows()
    }


def interval_of_share(
    sets: Sequence[pl.DataFrame],
    noise: Mapping[frozenset[str], float],
    columns: Sequence[str],
    yes: pl.Expr,
    known: pl.Expr,
) -> Combined | str:
    """The share with its interval of 95 % for the people in the records; or why there is none.

    Args:
        sets: The data sets.
        noise: How much noise is in counts, as :func:`read_noise` gives it.
        columns: All columns that the share is about.
        yes: Who gives the answer.
        known: Who is asked about.
    """
    if not sets:
        return "the release carries no data sets for inference"
    deviation = noise.get(frozenset(columns))
    if deviation is None:
        return "these columns were not measured together"
    found = [numbers_of(one, yes, known) for one in sets]
    cells = [sum(cell) / len(sets) for cell in zip(*((n, of - n) for n, of in found), strict=True)]
    if min(cells) < max(CLEAR * deviation, FEWEST):
        return "too few people to say"
    shares = [number / of for number, of in found]
    usual = [share * (1 - share) / of for share, (_, of) in zip(shares, found, strict=True)]
    return combine(shares, usual, "records")


def numbers_of(rows: pl.DataFrame, yes: pl.Expr, known: pl.Expr) -> tuple[int, int]:
    """How many rows give an answer, and of how many."""
    number, of = rows.select((yes & known).sum(), known.sum().alias("of")).row(0)
    return int(number), int(of)
