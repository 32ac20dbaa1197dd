"""A small codebook with one column of each kind, for the tests of this folder."""

from __future__ import annotations

from lanterne.codebook.model import (
    Codebook,
    Column,
    ColumnType,
    Condition,
    Dependency,
    Missing,
    Rule,
    Table,
    Value,
)

LABEL = {"en": "label"}
BLANK = {Missing.NOT_RECORDED: ("",)}


def column(name: str, kind: ColumnType, *codes: str, **more: object) -> Column:
    return Column(name, kind, tuple(Value(code, LABEL) for code in codes), LABEL, **more)  # type: ignore[arg-type]


GENDER = column(
    "gender",
    ColumnType.CATEGORY,
    "Female",
    "Male",
    "Other",
    missing={
        Missing.NOT_RECORDED: ("", "99"),
        Missing.REFUSED: ("refused", "declined"),
        Missing.NOT_ASKED: ("not asked",),
        Missing.SUPPRESSED: ("*",),
    },
)
COUNTRY = column("country", ColumnType.COUNTRY, "NA", "KH", "NO")
AGE = column("ageBand", ColumnType.ORDINAL, "0--8", "9--17", "18--29")
MAJORITY = column("majority", ColumnType.CATEGORY, "Minor", "Adult")
CONTROL = column(
    "control",
    ColumnType.SET,
    "debt",
    "threats",
    "abuse",
    missing=BLANK | {Missing.UNKNOWN: ("unknown",), Missing.REFUSED: ("refused",)},
)
SECTOR = column("sector", ColumnType.SET, "farm", "fish", "home", "mine", "build")
FORCED = column("forced", ColumnType.FLAG, "1")
LABOUR = column("labour", ColumnType.CATEGORY, "farm", "sea")

TABLE = Table(
    "victims",
    LABEL,
    (GENDER, COUNTRY, AGE, MAJORITY, CONTROL, SECTOR, FORCED, LABOUR),
    rules=(
        Rule(
            "labour-is-forced",
            {"en": "A type of labour without forced labour."},
            (Condition("labour", ("",), negated=True), Condition("forced", ("1",), negated=True)),
        ),
        Rule(
            "no-debt-on-boats",
            {"en": "Debt on a boat."},
            (Condition("control", ("debt",)), Condition("sector", ("fish", "mine"))),
        ),
    ),
    dependencies=(
        Dependency("majority", "ageBand", {"0--8": "Minor", "9--17": "Minor", "18--29": "Adult"}),
    ),
)
CODEBOOK = Codebook("example", "1", LABEL, (TABLE,))

HEADER = ",".join(TABLE.names)
GOOD = "Female,NA,9--17,,abuse;debt,home;farm,1,farm"
"""A row without anything wrong; majority follows from the age band."""


def codebook_of(*columns: Column, **more: object) -> Codebook:
    """A codebook of the given columns."""
    table = Table("victims", LABEL, columns, **more)  # type: ignore[arg-type]
    return Codebook("small", "1", LABEL, (table,))
