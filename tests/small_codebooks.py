"""Small codebooks for the tests of several packages."""

from __future__ import annotations

from lanterne.codebook.model import (
    Codebook,
    Column,
    ColumnType,
    Dependency,
    Missing,
    Table,
    Value,
)

LABEL = {"en": "label"}
UNKNOWN = {Missing.NOT_RECORDED: ("",), Missing.UNKNOWN: ("?",)}


def column(name, kind, codes, **more):
    return Column(name, kind, tuple(Value(code, LABEL) for code in codes), LABEL, **more)


def book(*columns, **more):
    return Codebook("small", "1", LABEL, (Table("t", LABEL, columns, **more),))


def rich_book(*rules):
    """One column of each kind, a dependency, a required column, a small and a large set."""
    columns = (
        column("gender", ColumnType.CATEGORY, ("woman", "man", "other"), missing=UNKNOWN),
        column("age", ColumnType.ORDINAL, ("0--8", "9--17", "18--29")),
        column("minor", ColumnType.FLAG, ("1", "0")),
        column("country", ColumnType.COUNTRY, ("NA", "FR", "NG"), required=True),
        column("control", ColumnType.SET, ("debt", "threat", "force")),
        column("sector", ColumnType.SET, ("farm", "fish", "home", "mine", "shop")),
        column("forced", ColumnType.FLAG, ("1",)),
        column("labour", ColumnType.CATEGORY, ("land", "sea")),
    )
    follows = Dependency("minor", "age", {"0--8": "1", "9--17": "1", "18--29": "0"})
    return book(*columns, rules=rules, dependencies=(follows,))
