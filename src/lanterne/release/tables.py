"""The data of a release: the texts a column may hold, and how they are written and read.

In memory a table is *coded*: each column is an enumeration of the texts that the codebook permits
(one byte a cell for most), so that ten million rows are no burden, and null where a text is not
permitted. A large ``set`` has too many subsets to list: only those that occur are. A column of keys
is an enumeration of the keys that the table it belongs to may have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import combinations, pairwise
from math import gcd
from pathlib import Path

import polars as pl

from lanterne.codebook.model import Column, Table
from lanterne.release.layout import DataFile
from lanterne.release.surrogate_keys import fresh_keys

_MOST_MEMBERS = 8
"""A set with more members than this is not enumerated."""

_ROWS = 65_536
"""Rows that are written together; fixed, so that the bytes do not depend on the machine."""


def permitted_texts(column: Column) -> tuple[str, ...] | None:
    """Every text that a released cell may hold, blank first; ``None`` for a large set.

    The kinds of missingness follow the blank, each as the first of its texts, then come the
    values in the codebook's order, or the subsets of a set.
    """
    missing = _kinds_of_missingness(column)
    answers = column.texts
    if column.traits.several:
        if len(answers) > _MOST_MEMBERS:
            return None
        sizes = range(1, (column.at_most or len(answers)) + 1)
        answers = tuple(
            column.separator.join(subset)
            for size in sizes
            for subset in combinations(sorted(answers), size)
        )
    return tuple(dict.fromkeys(["", *missing, *answers]))


def _kinds_of_missingness(column: Column) -> list[str]:
    """The text that is written of each."""
    return [texts[0] for texts in column.missing.values() if texts]


def binned(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """The rows as they are counted: a number as its bin, and all else as it is.

    Args:
        frame: Coded, or texts; columns that are not of the table stay.
        table: The codebook's table.
    """
    return frame.with_columns(
        _binned(frame[column.name], column)
        for column in table.columns
        if column.numbers is not None and column.name in frame.columns
    )


def _binned(series: pl.Series, column: Column) -> pl.Series:
    assert column.numbers is not None
    codes = column.codes
    bins = {
        text: code
        for code, (start, stop) in zip(codes, pairwise(column.numbers.ends), strict=True)
        for text in column.numbers.texts[start:stop]
    }
    kind = pl.Enum(list(dict.fromkeys(["", *_kinds_of_missingness(column), *codes])))
    if series.dtype == pl.String:
        return series.replace(bins)
    return series.cast(pl.String).replace(bins).cast(kind)


def is_permitted(column: Column, text: str) -> bool:
    """Whether an answer of the column may be the text; of a column of numbers, a bin."""
    if not text or any(texts and text == texts[0] for texts in column.missing.values()):
        return True
    if not column.traits.several:
        return text in column.codes
    members = text.split(column.separator)
    few = len(members) <= (column.at_most or len(members))
    return few and members == sorted(set(members)) and set(members) <= set(column.codes)


def coded(
    texts: pl.LazyFrame, table: Table, keys: Mapping[str, pl.Enum] | None = None
) -> pl.DataFrame:
    """The table in coded form: null where a text is not permitted.

    Args:
        texts: Columns of texts; null and the empty text both mean that nothing is recorded.
        table: The codebook's table.
        keys: Columns of keys, which come first → the keys that may be there.
    """
    frame = texts.select(
        *(pl.col(name).cast(kind, strict=False) for name, kind in (keys or {}).items()),
        *(_coded(column) for column in table.columns),
    ).collect(engine="streaming")
    return frame.with_columns(
        _enumerated(frame[column.name], column)
        for column in table.columns
        if permitted_texts(column) is None
    )


def coded_file(
    texts: pl.LazyFrame, file: DataFile, others: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """A table of a release in coded form, with its keys and those that it refers to.

    Args:
        texts: Its columns as texts.
        file: Which table it is.
        others: The coded tables that it refers to, by name.
    """
    own = {file.key: fresh_keys(texts.select(file.key))} if file.key else {}
    referred = {
        column: _kind(others[table][key]) for column, (table, key) in file.references.items()
    }
    return coded(texts, file.table, own | referred)


def _coded(column: Column) -> pl.Expr:
    texts = permitted_texts(column)
    filled = pl.col(column.name).fill_null("")
    if texts is None:
        return filled.cast(pl.Categorical)
    return filled.cast(pl.Enum(texts), strict=False)


def _enumerated(series: pl.Series, column: Column) -> pl.Series:
    """A large set as an enumeration of the permitted texts that occur, in alphabetical order."""
    texts = (text for text in series.unique() if is_permitted(column, text))
    return series.cast(pl.Enum(sorted({"", *texts})), strict=False)


def arranged(frame: pl.DataFrame, file: DataFile) -> pl.DataFrame:
    """The rows in the order in which a release holds them: by their keys, or in ``row_order``."""
    return frame.sort(file.keys) if file.keys else frame[row_order(frame)]


def row_order(frame: pl.DataFrame) -> pl.Series:
    """An order of the rows that depends on the rows alone, so that it carries nothing.

    The rows are sorted, and then dealt out in steps of the golden ratio, so that the first rows
    of the file are an even sample of all of them and not those with most blanks.

    Args:
        frame: A coded table without nulls.
    """
    keys = _sort_keys(frame)
    ranked = keys.select(pl.arg_sort_by(keys.columns)).to_series()
    step = max(1, round(frame.height * 0.6180339887498949))
    while gcd(step, frame.height) > 1:
        step += 1
    positions = pl.int_range(frame.height, dtype=pl.Int64, eager=True) * step % max(1, frame.height)
    return ranked.gather(positions)


def _sort_keys(frame: pl.DataFrame) -> pl.DataFrame:
    """The codes of each row packed into few numbers; equal rows, and only they, are equal.

    Sorting by 40 columns takes ten times as long.
    """
    keys: list[pl.Series] = []
    size = 1
    for series in frame:
        codes = series.to_physical().cast(pl.UInt64)
        many = len(_kind(series).categories)
        if not keys or size * many > 2**64:
            keys.append(codes)
            size = many
        else:
            keys[-1] = keys[-1] * many + codes
            size *= many
    return pl.DataFrame([key.alias(str(place)) for place, key in enumerate(keys)])


def _kind(series: pl.Series) -> pl.Enum:
    """The enumeration that a coded column is made of."""
    kind = series.dtype
    assert isinstance(kind, pl.Enum)
    return kind


def write_data(frame: pl.DataFrame, stem: Path) -> None:
    """Write a coded table beside ``stem`` as ``.csv`` and ``.parquet``.

    A blank is an empty field in the one and null in the other.
    """
    with _disk():
        _write_csv(frame, Path(f"{stem}.csv"))
    write_parquet(frame, Path(f"{stem}.parquet"))


def write_parquet(frame: pl.DataFrame, path: Path) -> None:
    """Write a coded table as Parquet, all columns as texts."""
    with _disk():
        _as_texts(frame).sink_parquet(path, compression="zstd", row_group_size=_ROWS)


def _as_texts(frame: pl.DataFrame) -> pl.LazyFrame:
    return frame.lazy().select(
        pl.when(pl.col(name) != "").then(pl.col(name)).cast(pl.String) for name in frame.columns
    )


def _write_csv(frame: pl.DataFrame, path: Path) -> None:
    """Some rows at a time: as texts, a table takes sixteen times the memory or more."""
    # A blank in a table of one column would be an empty line, which readers skip.
    blank = '""' if frame.width == 1 else ""
    with path.open("wb") as file:
        for start in range(0, max(frame.height, 1), _ROWS):
            texts = _as_texts(frame.slice(start, _ROWS)).collect()
            texts.write_csv(file, include_header=not start, null_value=blank, line_terminator="\n")


@contextmanager
def _disk() -> Iterator[None]:
    """Polars reports some failures of the disk as its own; here they are all OSError."""
    try:
        yield
    except pl.exceptions.PolarsError as error:
        raise OSError(str(error)) from error


def read_data(path: Path) -> pl.LazyFrame:
    """A data file of a release, CSV or Parquet, as texts."""
    if path.suffix == ".csv":
        return pl.scan_csv(path, infer_schema=False, glob=False)
    return pl.scan_parquet(path, glob=False)


AGGREGATES: dict[str, pl.DataType] = {
    "length": pl.Int64(),
    "column_1": pl.String(),
    "value_1": pl.String(),
    "column_2": pl.String(),
    "value_2": pl.String(),
    "column_3": pl.String(),
    "value_3": pl.String(),
    "method": pl.String(),
    "count": pl.Int64(),
    "count_low": pl.Int64(),
    "count_high": pl.Int64(),
    "noisy_count": pl.Int64(),
    "estimate": pl.Float64(),
    "estimate_low": pl.Float64(),
    "estimate_high": pl.Float64(),
    "synthetic": pl.Int64(),
}
"""Columns of the aggregates and what they hold."""

EARLIER_AGGREGATES = {name: kind for name, kind in AGGREGATES.items() if name != "noisy_count"}
"""The same of releases in which ``count`` was the noisy count itself, and could be below zero, and
single answers were listed as combinations are: where there seemed to be enough people."""


def is_whole(aggregates: pl.DataFrame) -> bool:
    """Whether every single answer is listed: not so in earlier releases."""
    return "noisy_count" in aggregates.columns


def write_aggregates(aggregates: pl.DataFrame, path: Path) -> None:
    """Write the published counts as CSV, estimates to a hundredth of a person."""
    texts = [name for name, kind in AGGREGATES.items() if kind == pl.String]
    counts = aggregates.lazy().select(
        pl.when(pl.col(name) != "").then(pl.col(name)) if name in texts else pl.col(name)
        for name in AGGREGATES
    )
    with _disk():
        counts.sink_csv(path, float_precision=2, line_terminator="\n")


def read_aggregates(path: Path) -> pl.DataFrame:
    """The published counts; empty texts where a place is unused, null where there is no number.

    Those of an earlier release have no ``noisy_count``.
    """
    header = pl.read_csv(path, n_rows=0, glob=False).columns
    schema = EARLIER_AGGREGATES if header == list(EARLIER_AGGREGATES) else AGGREGATES
    return pl.read_csv(path, schema=schema, glob=False).with_columns(
        pl.col(pl.String).fill_null("")
    )
