"""A codebook with few of its columns, where what is asked is the same of few as of many."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from unittest.mock import patch

from lanterne.codebook import load
from lanterne.codebook.model import Codebook
from lanterne.fictional import write

CASES = (
    *("yearOfRegistration", "gender", "ageBand", "majorityStatus", "isForcedLabour"),
    *("isSexualExploitation", "isOtherExploitation", "labourAgriculture", "meansThreats"),
    *("sexProstitution", "recruiterRelation", "recruitmentChannel"),
)
"""Of ``lanterne-cases``: each kind of column but countries, each group, a rule of each kind."""


def cut(book: Codebook, names: Collection[str]) -> Codebook:
    """The codebook of one table with these of its columns, and the rules that speak of no other."""
    table = book.table
    columns = tuple(column for column in table.columns if column.name in names)
    rules = tuple(rule for rule in table.rules if {one.column for one in rule.forbid} <= set(names))
    follow = tuple(one for one in table.dependencies if {one.child, one.parent} <= set(names))
    groups = tuple(one for one in book.groups if one.name in {column.group for column in columns})
    table = replace(table, columns=columns, rules=rules, dependencies=follow)
    return replace(book, tables=(table,), groups=groups)


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
