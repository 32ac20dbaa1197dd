"""Whether published counts make sense: known answers, ordered bounds, children below parents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, combinations

import polars as pl

from lanterne.codebook.encode import encode_table
from lanterne.codebook.encoding import Encoding
from lanterne.codebook.model import Column, Table
from lanterne.errors import Place, Problem
from lanterne.messages import Message
from lanterne.release.tables import AGGREGATES, EARLIER_AGGREGATES, is_permitted, is_whole

LONGEST = 3
"""Most answers in one published combination."""

_PLACES = range(1, LONGEST + 1)
_COUNTED = (
    *("count", "count_low", "count_high"),
    *("estimate", "estimate_low", "estimate_high", "synthetic"),
)
_SLACK = 1e-6
"""People by which an estimate may exceed its parent's: rounding of floating-point sums."""


Answers = Mapping[str, Mapping[str, int]]
"""Column → text → rows that hold it."""


def counts_problems(
    aggregates: pl.DataFrame,
    answers: Answers,
    table: Table,
    file: str,
    encoding: Encoding | None = None,
    cohort: str = "",
) -> tuple[Problem, ...]:
    """What is wrong with published counts, one problem per broken rule.

    Args:
        aggregates: The published counts, with the columns of ``tables.AGGREGATES``.
        answers: Of the synthetic rows, as :func:`answers_in` counts them.
        table: The codebook's table.
        file: Name of the file, for the messages.
        encoding: As the table was counted; ``None``: as its columns and dependencies say.
        cohort: Of an edition of a series, the column that says in which cohort somebody is: counts
            of a cohort and of all people were measured with other noise, and may contradict.
    """
    if aggregates.columns not in (list(AGGREGATES), list(EARLIER_AGGREGATES)):
        return (Problem("header.not-of-counts", place=Place(file)),)
    whole = is_whole(aggregates)
    problems = [*_broken(aggregates, _shape(whole), file), *_unknown(aggregates, table, file)]
    if problems:
        return tuple(problems)
    keyed = _keyed(aggregates, cohort)
    return (
        *_broken(aggregates, _numbers(whole), file),
        *(_left_out(aggregates, table, encoding, file) if whole else ()),
        *_broken(keyed, [("count-twice.combination", _twice())], file),
        *_above_parents(keyed, file),
        *_miscounted(aggregates, answers, table, file),
    )


def answers_in(frame: pl.DataFrame) -> Answers:
    """How many rows hold each text of each column, of a coded table."""
    return {series.name: dict(series.drop_nulls().value_counts().iter_rows()) for series in frame}


Fault = tuple[str, pl.Expr]
"""The sentence of what is wrong, and where it is."""


def _broken(frame: pl.DataFrame, faults: list[Fault], file: str) -> Iterator[Problem]:
    for code, expression in faults:
        where = frame.select(expression.fill_null(value=True)).to_series().arg_true()
        if len(where):
            rows = Message("count.rows", {"count": len(where)})
            yield Problem(code, {"rows": rows}, Place(file, where[0] + 2))


def _shape(whole: bool) -> list[Fault]:
    """Lengths, places and blanks."""
    numbers = (*_COUNTED, "noisy_count") if whole else _COUNTED
    length = pl.col("length")
    used = [
        ((pl.col(f"{part}_{place}") != "") != (length >= place))
        for place in _PLACES
        for part in ("column", "value")
    ]
    return [
        ("count-length.answers", ~length.is_in(_PLACES)),
        ("count-length.places", pl.any_horizontal(used)),
        ("count-method.unknown", pl.col("method") != "measured"),
        ("count-missing.number", pl.any_horizontal(pl.col(name).is_null() for name in numbers)),
    ]


def _numbers(whole: bool) -> list[Fault]:
    """Bounds around numbers; nothing below nobody.

    In an earlier release the count is the noisy one and may fall below zero; its interval is cut
    there.
    """
    count = pl.col("count") if whole else pl.col("count").clip(lower_bound=0)
    low, high = pl.col("count_low") > count, count > pl.col("count_high")
    estimate = pl.col("estimate")
    outside = (pl.col("estimate_low") > estimate) | (estimate > pl.col("estimate_high"))
    floor = ("count_low", "count_high", "estimate", "estimate_low", "estimate_high", "synthetic")
    below = pl.any_horizontal((pl.col(name) < 0).fill_null(value=False) for name in floor)
    wild = pl.any_horizontal(
        (~pl.col(name).is_finite()).fill_null(value=False)
        for name in ("estimate", "estimate_low", "estimate_high")
    )
    noisy = [("count-noisy.other", count != _cut_noisy())]
    return [
        *(noisy if whole else []),
        ("count-bounds.count", (low | high).fill_null(value=False)),
        ("count-bounds.estimate", outside.fill_null(value=False)),
        ("count-negative.people", below),
        ("count-number.none", wild),
    ]


def _cut_noisy() -> pl.Expr:
    return pl.col("noisy_count").clip(lower_bound=0)


def _left_out(
    aggregates: pl.DataFrame, table: Table, encoding: Encoding | None, file: str
) -> Iterator[Problem]:
    """Columns of which a single answer is not listed; that nobody may give it is no answer."""
    listed = set(aggregates.filter(pl.col("length") == 1).select("column_1", "value_1").iter_rows())
    for name in sorted({name for name, _ in every_answer(table, encoding) - listed}):
        yield Problem("count-left-out.answer", place=Place(file, column=name))


def every_answer(table: Table, encoding: Encoding | None = None) -> set[tuple[str, str]]:
    """Columns and values of all single answers that a record may give: each has a count.

    Args:
        table: The table whose answers are counted.
        encoding: As it was counted; ``None``: as its columns and dependencies say.
    """
    silent = {column.name: {"", *chain(*column.missing.values())} for column in table.columns}
    return {
        (name, text)
        for column in (encoding or encode_table(table)).columns
        for cell, can in zip(column.cells, column.possible, strict=True)
        for name, text in zip(column.sources, cell, strict=True)
        if can and text not in silent[name]
    }


def _unknown(aggregates: pl.DataFrame, table: Table, file: str) -> Iterator[Problem]:
    """Answers that the codebook does not know, one problem per place."""
    columns = {column.name: column for column in table.columns}
    for place in _PLACES:
        pairs = aggregates.select(f"column_{place}", f"value_{place}").unique()
        if not all(
            (not name and not value) or (name in columns and is_answer(columns[name], value))
            for name, value in pairs.iter_rows()
        ):
            yield Problem("count-answer.unlisted", place=Place(file, column=f"value_{place}"))


def is_answer(column: Column, value: str) -> bool:
    """Whether a text is what published counts call an answer: no kind of missingness.

    For a set of more than ``SMALL_SET`` values it is one member.
    """
    if not value or any(value in texts for texts in column.missing.values()):
        return False
    if column.split:
        return value in column.codes
    return is_permitted(column, value)


def _keyed(aggregates: pl.DataFrame, cohort: str) -> pl.DataFrame:
    """Lengths and numbers, with whole-number answers ``a ≤ b ≤ c``; 0 where unused.

    ``apart`` is the number of the cohort, where there is one: no parent leaves it out.
    """
    labels = aggregates.select(
        pl.concat_str(f"column_{place}", f"value_{place}", separator="\x1f").alias(f"{place}")
        for place in _PLACES
    )
    seen = pl.concat([labels[name].unique() for name in labels.columns]).unique().sort()
    places = labels.select(pl.all().cast(pl.Enum(seen)).to_physical().cast(pl.Int64))
    low, high = pl.min_horizontal(pl.all()), pl.max_horizontal(pl.all())
    middle = pl.sum_horizontal(pl.all()) - low - high
    ordered = places.select(a=low, b=middle, c=high)
    of_cohort = aggregates["column_1"] == cohort
    apart = pl.select(pl.when(of_cohort).then(places["1"]).alias("apart")).to_series()
    return ordered.with_columns(aggregates["length", "estimate", "synthetic"]).with_columns(apart)


def _twice() -> pl.Expr:
    return pl.struct("a", "b", "c").is_duplicated()


def _above_parents(keyed: pl.DataFrame, file: str) -> Iterator[Problem]:
    """Combinations that are larger than one of the shorter ones that they contain.

    Unused places hold the smallest number, so a combination of length n fills the last n places.
    """
    base = keyed.select(pl.max_horizontal("a", "b", "c").max()).item()
    base = (base or 0) + 1
    for length in range(2, LONGEST + 1):
        here, shorter = (keyed.filter(pl.col("length") == size) for size in (length, length - 1))
        parents = shorter.select(_key(("a", "b", "c")[1 - length :], base), "estimate", "synthetic")
        used = ("a", "b", "c")[-length:]
        for left in combinations(used, length - 1):
            (dropped,) = {*used} - {*left}
            kept = here.filter((pl.col("apart") != pl.col(dropped)).fill_null(value=True))
            both = kept.select(_key(left, base), "estimate", "synthetic").join(
                parents, on="key", suffix="_parent"
            )
            above = (pl.col("estimate") > pl.col("estimate_parent") + _SLACK) | (
                pl.col("synthetic") > pl.col("synthetic_parent")
            )
            rows = both.select(above.sum()).item()
            if rows:
                times = Message("count.times", {"count": rows})
                yield Problem("count-parent.larger", {"times": times}, Place(file))


def _key(names: tuple[str, ...], base: int) -> pl.Expr:
    key = pl.col(names[0])
    for name in names[1:]:
        key = key * base + pl.col(name)
    return key.alias("key")


def _miscounted(
    aggregates: pl.DataFrame, answers: Answers, table: Table, file: str
) -> Iterator[Problem]:
    """Single answers whose number of synthetic rows is not that of the data."""
    single = aggregates.filter(pl.col("length") == 1)
    for name, rows in single.group_by("column_1", maintain_order=True):
        column = table.column(str(name[0]))
        counts = answers[column.name]
        for value, count in rows.select("value_1", "synthetic").iter_rows():
            if count != _occurrences(column, value, counts):
                yield Problem("count-synthetic.other", place=Place(file, column=column.name))
                break


def _occurrences(column: Column, value: str, counts: Mapping[str, int]) -> int:
    """Rows that give an answer: the whole cell, or one member of a large set."""
    if not column.split:
        return counts.get(value, 0)
    return sum(rows for text, rows in counts.items() if value in text.split(column.separator))
