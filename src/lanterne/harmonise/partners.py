"""What each of several organisations asked, of cases that are published together. Public.

It is taken from the mappings alone, and never from counts.
"""

from __future__ import annotations

from collections.abc import Mapping as Table
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from lanterne.codebook.model import Codebook
from lanterne.harmonise.coverage import Coverage, coverage_of
from lanterne.harmonise.definitions import (
    Definitions,
    definitions_from_dict,
    definitions_of,
    otherwise_defined,
)
from lanterne.harmonise.mapping import Mapping


@dataclass(frozen=True)
class Partner:
    """One of several organisations whose cases were counted together.

    Attributes:
        name: As the public knows it.
        coverage: Column of the codebook → how far it can fill it.
        definitions: What its mapping says; ``None``: its file held cases of the codebook.
    """

    name: str
    coverage: Table[str, Coverage]
    definitions: Definitions | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of its mapping; empty where there is none."""
        return "" if self.definitions is None else self.definitions.digest

    def to_dict(self) -> dict[str, Any]:
        """As JSON values; :func:`partner_from_dict` gives an equal one back."""
        coverage = {column: str(one) for column, one in self.coverage.items()}
        told = None if self.definitions is None else self.definitions.to_dict()
        return {"name": self.name, "coverage": coverage, "definitions": told}


def partner_from_dict(data: Table[str, Any]) -> Partner:
    """From what ``to_dict`` gave; raises any error where it is something else."""
    told = data["definitions"]
    return Partner(
        str(data["name"]),
        {str(column): Coverage(one) for column, one in data["coverage"].items()},
        None if told is None else definitions_from_dict(told),
    )


def partner_of(name: str, mapping: Mapping | None, codebook: Codebook) -> Partner:
    """What an organisation asked, as its mapping says.

    Args:
        name: Of the organisation.
        mapping: By which its cases were made; ``None``: they came as the codebook has them, so that
            all of it was asked.
        codebook: Of all cases.
    """
    if mapping is None:
        return Partner(name, dict.fromkeys((c.name for c in codebook.columns), Coverage.COMPLETE))
    coverage = {one.target: one.coverage for one in coverage_of(mapping, codebook)}
    return Partner(name, coverage, definitions_of(mapping, codebook))


def together(groups: Sequence[Sequence[Partner]]) -> tuple[Partner, ...]:
    """Each organisation of several groups once, by name.

    What it could fill in one group and not in another is filled in part.
    """
    found: dict[str, Partner] = {}
    for one in (one for group in groups for one in group):
        before = found.get(one.name, one)
        coverage = {
            column: how if before.coverage.get(column, how) == how else Coverage.PARTIAL
            for column, how in one.coverage.items()
        }
        found[one.name] = replace(one, coverage=coverage)
    return tuple(found[name] for name in sorted(found))


def otherwise_asked(ones: Sequence[Partner], others: Sequence[Partner]) -> tuple[str, ...]:
    """Columns that some organisation makes otherwise in one group than in another.

    Of those that both have: that others come and go is said by who reports.

    Args:
        ones, others: Two groups, such as the organisations of two years.
    """
    before = {one.name: one for one in others}
    changed = {
        column
        for one in ones
        if one.name in before
        for column in otherwise_defined(one.definitions, before[one.name].definitions)
    }
    columns = dict.fromkeys(column for one in ones for column in one.coverage)
    return tuple(column for column in columns if column in changed)
