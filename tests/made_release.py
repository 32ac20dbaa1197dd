"""A release that nobody measured: rows and counts that are held against cases."""

from __future__ import annotations

import random
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl

from small_codebooks import rich_book

BOOK = rich_book()
LABELS = ("gender", "country", "minor")


def published() -> pl.DataFrame:
    """Counts of one answer, and of two, that a release may have."""
    answers = [(name, code) for name in LABELS for code in BOOK.table.column(name).codes]
    pairs = [one for one in product(answers, answers) if one[0][0] < one[1][0]]
    rows = [(1, *one, "", "") for one in answers] + [(2, *a, *b) for a, b in pairs]
    names = ["length", "column_1", "value_1", "column_2", "value_2"]
    frame = pl.DataFrame(rows, schema=names, orient="row")
    return frame.with_columns(
        pl.lit("measured").alias("method"),
        *(pl.lit(9.0).alias(f"{of}{end}") for of in ("count", "estimate") for end in ("", "_high")),
        *(pl.lit(2.0).alias(f"{of}_low") for of in ("count", "estimate")),
        pl.lit(8).alias("synthetic"),
    )


def released_rows() -> pl.DataFrame:
    chance = random.Random(9)
    rows = [
        {
            name: chance.choice(["", *(column.codes[:3])])
            for name, column in ((one.name, one) for one in BOOK.table.columns)
        }
        for _ in range(57)
    ]
    return pl.DataFrame(rows)


RELEASE: Any = SimpleNamespace(
    codebook=BOOK, data=released_rows(), aggregates=published(), statement=None, path=Path("made")
)


def rows_on_disk(folder: Path) -> Path:
    """The released rows as a large release has them: in parts, a blank as null."""
    place = folder / "data" / BOOK.table.name
    place.mkdir(parents=True)
    blank = pl.all().replace("", None)
    for number, part in enumerate(RELEASE.data.select(blank).iter_slices(20)):
        part.write_parquet(place / f"part-{number:05}.parquet")
    return folder
