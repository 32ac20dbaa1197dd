"""What the columns of a release mean, in the languages of its codebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import Any


@dataclass(frozen=True)
class Column:
    """A column.

    Attributes:
        name: Its name in the files.
        kind: ``category``, ``ordinal``, ``flag``, ``set`` or ``number``, as the codebook has it.
        label: Language → its name for people.
        values: Code of each answer → language → its label; in the order of the codebook.
        missing: Texts that stand for no answer, other than the empty one.
        separator: Between the members of a set.
        group: Name of the columns with which it shares a denominator; empty: none.
        bins: Of a column of numbers, range → its least and greatest number; ranges are its values.
    """

    name: str
    kind: str
    label: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    missing: tuple[str, ...]
    separator: str
    group: str
    bins: Mapping[str, tuple[Decimal, Decimal]]

    @property
    def only_yes(self) -> bool:
        """Whether nothing but a yes can be recorded."""
        return self.kind == "flag" and len(self.values) == 1

    @property
    def listed_whole(self) -> bool:
        """Whether a published count of this set is of a whole cell, and not of a member.

        So it is with sets of at most four members.
        """
        return self.kind == "set" and len(self.values) <= 4

    def labels(self, language: str = "en") -> dict[str, str]:
        """Code of each answer → its label."""
        return {code: label.get(language, code) for code, label in self.values.items()}


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes:
        name: Its name in the files.
        label: Language → its name for people.
        columns: Name of each column → the column.
    """

    name: str
    label: Mapping[str, str]
    columns: Mapping[str, Column]

    def column(self, name: str) -> Column:
        """A column by its name; raises KeyError, with names that are near."""
        if name not in self.columns:
            near = get_close_matches(name, list(self.columns), n=3) or list(self.columns)
            raise KeyError(f"{self.name} has no column {name}. There are: {', '.join(near)}")
        return self.columns[name]


@dataclass(frozen=True)
class Codebook:
    """A codebook.

    Attributes:
        name: Its name.
        version: Its version.
        languages: Of its labels.
        tables: Name of each published table → the table. Nobody's household is published.
        first: Name of the only table, or of the victims of linked tables.
    """

    name: str
    version: str
    languages: tuple[str, ...]
    tables: Mapping[str, Table]
    first: str


def codebook_of(told: Mapping[str, Any]) -> Codebook:
    """A codebook from its file in a release."""
    tables = [_table(one) for one in told["tables"] if one.get("columns")]
    # The first reference of a link is to its victim.
    links = [refs for one in told["tables"] if len(refs := one.get("references", ())) > 1]
    return Codebook(
        str(told["name"]),
        str(told["version"]),
        tuple(told.get("languages", ())),
        {table.name: table for table in tables},
        str(links[0][0]["table"]) if links else tables[0].name,
    )


def _table(told: Mapping[str, Any]) -> Table:
    columns = [_column(one) for one in told["columns"]]
    return Table(str(told["name"]), told["label"], {column.name: column for column in columns})


def _column(told: Mapping[str, Any]) -> Column:
    missing, bins = told.get("missing", {}), _bins(told["number"]) if "number" in told else {}
    values = {str(one["code"]): one.get("label", {}) for one in told.get("values", ())}
    return Column(
        name=str(told["name"]),
        kind=str(told["type"]),
        label=told["label"],
        values=values or {name: {} for name in bins},
        missing=tuple(text for texts in missing.values() for text in texts if text),
        separator=str(told.get("separator", ";")),
        group=str(told.get("group", "")),
        bins=bins,
    )


def _bins(told: Mapping[str, Any]) -> dict[str, tuple[Decimal, Decimal]]:
    """The ranges of a column of numbers, as published counts write them: ``30--39``."""
    first, last, step = (Decimal(str(told[name])) for name in ("from", "to", "step"))
    digits = max(-int(one.normalize().as_tuple().exponent) for one in (first, step))
    starts = [Decimal(str(start)) for start in told["bins"]]
    ends = [*(start - step for start in starts[1:]), last]
    return {
        "--".join(dict.fromkeys(f"{end:.{max(digits, 0)}f}" for end in both)): both
        for both in zip(starts, ends, strict=True)
    }
