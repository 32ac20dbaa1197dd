"""What cases would be if columns were left out of them, or their answers made wider."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from lanterne.codebook.model import Column, Table
from lanterne.counting.answered import HOME
from lanterne.errors import UsageError


@dataclass(frozen=True)
class Wider:
    """What is asked: what if less were told?

    Attributes:
        left_out: Columns that are looked at as if they were not there.
        levels: Column → steps up its hierarchy, from 1.
    """

    left_out: Collection[str] = ()
    levels: Mapping[str, int] = field(default_factory=dict)

    def check(self, tables: Sequence[Table]) -> None:
        """Raise UsageError for a column that no table has, or a level that it has not."""
        columns = {column.name: column for table in tables for column in table.columns}
        for name in (*self.left_out, *self.levels):
            if name not in columns:
                raise UsageError("risk.no-column", columns=name, known=tuple(columns))
        for name, steps in self.levels.items():
            _check_level(columns[name], steps)
        if all(name in self.left_out for name in columns):
            raise UsageError("risk.nothing-left")

    def of(self, table: Table) -> Table:
        """What the columns of a table would be."""
        return self.seen(table, pl.DataFrame(schema=dict.fromkeys(table.names, pl.String)))[0]

    def seen(self, table: Table, people: pl.DataFrame) -> tuple[Table, pl.DataFrame]:
        """A table and its people, as they would be.

        Args:
            table: What the columns mean.
            people: The texts of all people; the columns of the table.
        """
        kept = [column for column in table.columns if column.name not in self.left_out]
        lifted = {
            column.name: column.hierarchy.lifted(column.codes, self.levels[column.name])
            for column in kept
            if column.hierarchy is not None and column.name in self.levels
        }
        frame = people.select(
            pl.col(column.name).cast(pl.String).replace(lifted[column.name])
            if column.name in lifted
            else pl.col(column.name)
            for column in kept
        )
        return replace(table, columns=tuple(_labelled(column, lifted) for column in kept)), frame


@dataclass(frozen=True)
class Look:
    """Gives rows as they would be, and leaves the household beside them as it is; picklable."""

    wider: Wider
    table: Table

    def __call__(self, rows: pl.DataFrame) -> pl.DataFrame:
        """See :meth:`Wider.seen`."""
        return self.wider.seen(self.table, rows)[1].with_columns(
            rows[name] for name in rows.columns if name == HOME
        )


def _labelled(column: Column, lifted: Collection[str]) -> Column:
    """A column whose wider answers have labels, where they are asked for."""
    return with_wider_answers(column) if column.name in lifted else column


def with_wider_answers(column: Column) -> Column:
    """A column whose answers may also be the wider ones of its hierarchy."""
    if column.hierarchy is None:
        return column
    return replace(column, values=(*column.values, *column.hierarchy.values), hierarchy=None)


def _check_level(column: Column, steps: int) -> None:
    highest = len(column.hierarchy.levels) if column.hierarchy else 0
    if not highest:
        raise UsageError("risk.no-wider-answers", column=column.name)
    if not 1 <= steps <= highest:
        raise UsageError("risk.level", column=column.name, most=highest, got=steps)
