"""How definitions were harmonised: of each column of a codebook, what a partner asked. Public.

It is taken from the mapping alone, of which names of columns, equivalences and notes are public.
Who approved it, which columns were left out, and which answer became which stays in the mapping.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping as Table
from dataclasses import asdict, dataclass, replace
from typing import Any

from lanterne.codebook.model import Codebook
from lanterne.harmonise.mapping import Equivalence, MappedColumn, Mapping, Rule, Status
from lanterne.harmonise.wide_mapping import all_filled
from lanterne.harmonise.write_mapping import identity_of


@dataclass(frozen=True)
class Definition:
    """What one column of a codebook was made from.

    Attributes:
        target: The column.
        rule: How.
        sources: Columns of the partner's file, which are its questions.
        equivalence: How near they are.
        note: Why, in the partner's words.
        digest: SHA-256 of what decides the answers: rule, columns, and which answer becomes which;
            empty: an earlier version did not keep it. It is published nowhere.
    """

    target: str
    rule: Rule
    sources: tuple[str, ...]
    equivalence: Equivalence
    note: str
    digest: str = ""

    def same_as(self, other: Definition) -> bool:
        """Whether the same answers of the same questions are the same answers here."""
        if self.digest and other.digest:
            return self.digest == other.digest
        return self == replace(other, digest=self.digest)


@dataclass(frozen=True)
class Definitions:
    """How the columns of a codebook came about.

    Attributes:
        mapping: Name of the mapping.
        version: Its version.
        digest: Its SHA-256, as hexadecimal digits.
        columns: One for each column of the codebook, in its order.
    """

    mapping: str
    version: str
    digest: str
    columns: tuple[Definition, ...]

    def to_dict(self) -> dict[str, Any]:
        """As nested tables; :func:`definitions_from_dict` gives an equal one back."""
        columns = [
            {
                "target": one.target,
                "rule": one.rule.value,
                "sources": list(one.sources),
                "equivalence": one.equivalence.value,
                "note": one.note,
                **({"sha256": one.digest} if one.digest else {}),
            }
            for one in self.columns
        ]
        return {
            "mapping": self.mapping,
            "version": self.version,
            "sha256": self.digest,
            "columns": columns,
        }


def definitions_from_dict(data: Table[str, Any]) -> Definitions:
    """From what ``to_dict`` gave; raises any error where it is something else."""
    columns = (
        Definition(
            str(one["target"]),
            Rule(one["rule"]),
            tuple(map(str, one["sources"])),
            Equivalence(one["equivalence"]),
            str(one["note"]),
            str(one.get("sha256", "")),
        )
        for one in data["columns"]
    )
    return Definitions(
        str(data["mapping"]), str(data["version"]), str(data["sha256"]), tuple(columns)
    )


def definitions_of(mapping: Mapping, codebook: Codebook) -> Definitions:
    """What a mapping says of the columns that a release has: of linked tables, of all but homes."""
    homes = codebook.network.households if codebook.network else None
    tables = (table for table in codebook.tables if table is not homes)
    made = (mapping.column_of(name) for table in tables for name in table.names)
    columns = (
        Definition(
            one.target, one.rule, _asked(mapping, one), one.equivalence, one.note, _digest(one)
        )
        for one in made
    )
    return Definitions(*identity_of(mapping), tuple(columns))


def otherwise_defined(one: Definitions | None, other: Definitions | None) -> tuple[str, ...]:
    """Columns that two mappings make otherwise; all of them where one of both says nothing.

    Args:
        one, other: What each says; ``None``: the file held cases, or nothing was kept.
    """
    if one is None or other is None:
        known = one or other
        return () if known is None else tuple(column.target for column in known.columns)
    others = {column.target: column for column in other.columns}
    return tuple(
        column.target
        for column in one.columns
        if column.target not in others or not column.same_as(others[column.target])
    )


def _digest(column: MappedColumn) -> str:
    """Of all that decides what an answer becomes, and nothing else."""
    decides = replace(column, status=Status.APPROVED, equivalence=Equivalence.EQUAL, by="", note="")
    text = json.dumps(asdict(decides), sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _asked(mapping: Mapping, column: MappedColumn) -> tuple[str, ...]:
    """The columns of the file that it reads: one for each of several people in a row."""
    groups = mapping.source.groups
    return tuple(header for read in column.reads for header in all_filled(read, groups))
