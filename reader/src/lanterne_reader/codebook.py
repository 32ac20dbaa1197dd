"""What the columns of a release mean, in the languages of its codebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
    """

    name: str
    kind: str
    label: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    missing: tuple[str, ...]
    separator: str
    group: str

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
    """

    name: str
    version: str
    languages: tuple[str, ...]
    tables: Mapping[str, Table]


def codebook_of(told: Mapping[str, Any]) -> Codebook:
    """A codebook from its file in a release."""
    tables = [_table(one) for one in told["tables"] if one.get("columns")]
    return Codebook(
        str(told["name"]),
        str(told["version"]),
        tuple(told.get("languages", ())),
        {table.name: table for table in tables},
    )


def _table(told: Mapping[str, Any]) -> Table:
    columns = [_column(one) for one in told["columns"]]
    return Table(str(told["name"]), told["label"], {column.name: column for column in columns})


def _column(told: Mapping[str, Any]) -> Column:
    missing = told.get("missing", {})
    return Column(
        name=str(told["name"]),
        kind=str(told["type"]),
        label=told["label"],
        values={str(one["code"]): one.get("label", {}) for one in told.get("values", ())},
        missing=tuple(text for texts in missing.values() for text in texts if text),
        separator=str(told.get("separator", ";")),
        group=str(told.get("group", "")),
    )
