"""A codebook with few of its columns, where what is asked is the same of few as of many."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from unittest.mock import patch

from lanterne.codebook import load
from lanterne.codebook.model import Codebook, Column, Table
from lanterne.fictional import write

CASES = (
    *("yearOfRegistration", "gender", "ageBand", "majorityStatus", "isForcedLabour"),
    *("isSexualExploitation", "isOtherExploitation", "labourAgriculture", "meansThreats"),
    *("sexProstitution", "recruiterRelation", "recruitmentChannel"),
)
"""Of ``lanterne-cases``: each kind of column but countries, each group, a rule of each kind."""

COUNTRIES = ("citizenship", "countryOfExploitation")
"""Its columns of countries, which have one list."""

NETWORK = (
    *("yearRegister", "gender", "isForcedLabour", "UN_COO_Region", "IP_Gender", "IP_ageBroad"),
    *("IP_Roles", "IP_PayMoney"),
)
"""Of ``lanterne-network``: of each table, and each kind of column but countries."""


def cut(book: Codebook, names: Collection[str], most: int | None = None) -> Codebook:
    """The codebook with these of its columns, and with the rules that speak of no other.

    Args:
        book: The codebook.
        names: Of the columns.
        most: Answers of a column, of which there are hundreds where they are countries.
    """
    tables = tuple(_cut(table, set(names), most) for table in book.tables)
    used = {column.group for table in tables for column in table.columns}
    return replace(book, tables=tables, groups=tuple(g for g in book.groups if g.name in used))


def _cut(table: Table, names: set[str], most: int | None) -> Table:
    columns = (one for one in table.columns if one.name in names)
    return replace(
        table,
        columns=tuple(_shortened(one, most) for one in columns),
        rules=tuple(one for one in table.rules if {part.column for part in one.forbid} <= names),
        dependencies=tuple(one for one in table.dependencies if {one.child, one.parent} <= names),
    )


def _shortened(column: Column, most: int | None) -> Column:
    if most is None or len(column.values) <= most:
        return column
    return replace(column, values=column.values[:most], hierarchy=None)


@contextmanager
def cases_of_few_columns() -> Iterator[None]:
    """``lanterne-cases``, and the fictional cases that are made for it, have few columns."""
    whole, frame = load._builtin, write._frame

    def named(name: str) -> Codebook:
        return cut(whole(name), CASES) if name == "lanterne-cases" else whole(name)

    with (
        patch.object(load, "_builtin", named),
        patch.object(write, "_frame", lambda *given: frame(*given).select(CASES)),
    ):
        yield
