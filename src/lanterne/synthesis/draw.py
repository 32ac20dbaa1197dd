"""Draw from a fitted table: synthetic rows, their texts and the published counts, at no cost."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from lanterne.cases import decode
from lanterne.codebook import encode_table
from lanterne.codebook.model import Codebook
from lanterne.counting.marginals import Codes
from lanterne.privacy import Protected
from lanterne.privacy.units import people_per
from lanterne.synthesis.aggregates import published_counts
from lanterne.synthesis.attest import Dial
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.engine import Progress, Synthesis, silent, synthesise
from lanterne.synthesis.measure import Measurements
from lanterne.synthesis.measured_together import measured_together
from lanterne.synthesis.model import LatentClassModel
from lanterne.synthesis.number_spread import numbers_of_rows
from lanterne.synthesis.protect import FittedTable
from lanterne.synthesis.result import ProtectedTable, settings_of_mapping
from lanterne.synthesis.worth import measured_worth

ROWS_AT_ONCE = 500_000
"""Rows that are turned into texts together."""


@dataclass(frozen=True)
class DrawnRows:
    """Synthetic rows before anything is counted or written of them. Protected.

    Attributes:
        table: What they were drawn from.
        domain: The domain of their codes.
        synthesis: The rows, and the evidence behind them.
        numbers: Rows × columns of numbers: one more than the cell of each; 0 where there is none.
        settings: How they were drawn.
    """

    table: FittedTable
    domain: Domain
    synthesis: Synthesis
    numbers: Codes
    settings: Mapping[str, str | float | int]


def draw_table(
    fitted: Protected[FittedTable],
    dial: Dial = Dial.BALANCED,
    rows: int | None = None,
    seed: int | None = None,
    progress: Progress = silent,
) -> Protected[ProtectedTable]:
    """Draw synthetic rows and published counts from a fitted table, at no cost.

    Where households are protected, rows, counts and the number of people are of the people who
    count: of a large household, not all. The settings say how many of one household do.

    Args:
        fitted: Measurements and model.
        dial: From closest to the cases, to least invented.
        rows: Number of rows; by default the estimated number of people. It is published: never
            the exact number of cases.
        seed: Seed of the drawing, which protects nothing; by default a new one.
        progress: Told how far things are.
    """
    return table_of(draw_rows(fitted, dial, rows, seed, progress), progress)


def draw_rows(
    fitted: Protected[FittedTable],
    dial: Dial,
    rows: int | None = None,
    seed: int | None = None,
    progress: Progress = silent,
) -> Protected[DrawnRows]:
    """The rows of :func:`draw_table` alone, with its arguments."""
    table = fitted.value
    seed = secrets.randbits(31) if seed is None else seed
    domain = Domain.of(table.codebook.table, encode_table(table.codebook.table))
    drawn, numbers = rows_of(table.measurements, table.model, domain, dial, seed, progress, rows)
    settings = settings_of_table(table, dial, rows, seed)
    return Protected(DrawnRows(table, domain, drawn, numbers, settings))


def settings_of_table(
    table: FittedTable, dial: Dial, rows: int | None, seed: int
) -> dict[str, str | float | int]:
    """What a release says of how the rows of one table were drawn.

    Args:
        table: What they were drawn from.
        dial: From closest to the cases, to least invented.
        rows: Number of rows that somebody chose; ``None``: nobody did.
        seed: Of the drawing.
    """
    settings = settings_of_drawing(table.measurements, table.model.people, dial, seed)
    unit, bounds = table.statement.unit, table.statement.bounds
    if people_per(unit) in bounds:
        settings[f"people_counted_per_{unit}"] = bounds[people_per(unit)]
    settings |= settings_of_mapping(table.mapping)
    if rows is not None:
        settings["rows_requested"] = rows
    return settings


def settings_of_drawing(
    measured: Measurements, people: float, dial: Dial, seed: int
) -> dict[str, str | float | int]:
    """What a release says of how its rows were drawn.

    Args:
        measured: What they were drawn from.
        people: As was measured.
        dial: From closest to the cases, to least invented.
        seed: Of the drawing.
    """
    settings: dict[str, str | float | int] = {
        "technique": "differential-privacy",
        "dial": dial.value,
        "seed_of_drawing": seed,
        "people_estimated": max(round(people), 1),
        "three_way_tables_measured": len(measured.triples),
    }
    if measured.target_tables:
        settings["target_tables_measured"] = len(measured.target_tables)
    return settings


def rows_of(
    measured: Measurements,
    model: LatentClassModel,
    domain: Domain,
    dial: Dial,
    seed: int,
    progress: Progress,
    rows: int | None = None,
) -> tuple[Synthesis, Codes]:
    """Rows, and one more than the cell of each in each column of numbers (0: there is none)."""
    drawn = synthesise(measured, model, domain, dial, seed, progress, rows)
    return drawn, numbers_of_rows(measured.ranges, model.people, domain, drawn.codes, seed + 3)


def table_of(drawn: Protected[DrawnRows], progress: Progress = silent) -> Protected[ProtectedTable]:
    """Rows as texts and published counts, from what :func:`draw_rows` gave back."""
    made = drawn.value
    progress("count", 0.0)
    aggregates = published_counts(made.synthesis.evidence, made.synthesis.codes)
    data = texts_of(made.synthesis.codes, made.numbers, made.domain, made.table.codebook)
    codebook, statement = made.table.codebook, made.table.statement
    worth = measured_worth(made.table.measurements, made.table.model.people)
    return Protected(
        ProtectedTable(
            codebook,
            data,
            aggregates,
            statement,
            made.settings,
            {codebook.table.name: worth},
            measured_together(made.table.measurements, made.domain),
            definitions=made.table.definitions,
            partners=made.table.partners,
        )
    )


def texts_of(codes: Codes, numbers: Codes, domain: Domain, codebook: Codebook) -> pl.DataFrame:
    """The rows as texts, enumerated where a column has a closed list: a byte or two a cell."""
    lists: dict[str, set[str]] = {}
    for column in domain.encoding.columns:
        for place, name in enumerate(column.sources):
            lists.setdefault(name, set()).update(cell[place] for cell in column.cells)
    for number in domain.encoding.numbers:
        lists[number.name] |= set(number.numbers.texts)
    open_ended = {column.name for column in codebook.table.columns if column.traits.several}
    kinds: dict[str, pl.DataType] = {
        name: pl.String() if name in open_ended else pl.Enum(sorted(texts))
        for name, texts in lists.items()
    }
    parts = (slice(begin, begin + ROWS_AT_ONCE) for begin in range(0, len(codes), ROWS_AT_ONCE))
    return pl.concat(
        decode(
            np.hstack([domain.expand(codes[part]), numbers[part]]),
            domain.encoding,
            domain.separators,
        ).with_columns(pl.col(name).cast(kind) for name, kind in kinds.items())
        for part in parts
    )
