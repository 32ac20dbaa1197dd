"""Which columns of a codebook a source can fill: public, and sent out with a joint release."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lanterne.codebook.model import Codebook, Missing
from lanterne.harmonise.check_mapping import kinds_lost
from lanterne.harmonise.mapping import Equivalence, MappedColumn, Mapping, Rule, Status


class Coverage(StrEnum):
    """How far a source fills a column."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    """Its question is wider, narrower or not quite the same, or a reason for silence is lost."""
    IMPOSSIBLE = "impossible"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True)
class Covered:
    """One column of a codebook in a mapping.

    Attributes:
        target: The column.
        coverage: How far it is filled.
        equivalence: How near the question is.
        status: Whether a person approved it.
        lost: Reasons for silence that the source tells apart and the codebook does not.
    """

    target: str
    coverage: Coverage
    equivalence: Equivalence
    status: Status
    lost: frozenset[Missing] = frozenset()


def coverage_of(mapping: Mapping, codebook: Codebook) -> tuple[Covered, ...]:
    """How far each column of a codebook is filled, in the order of the codebook."""
    found = []
    for target in codebook.columns:
        column = mapping.column_of(target.name)
        lost = kinds_lost(column, target)
        coverage = _coverage(column, loses=bool(lost))
        found.append(Covered(target.name, coverage, column.equivalence, column.status, lost))
    return tuple(found)


def _coverage(column: MappedColumn, *, loses: bool) -> Coverage:
    if column.rule is Rule.IMPOSSIBLE:
        return Coverage.IMPOSSIBLE
    if column.rule is Rule.UNDETERMINED:
        return Coverage.UNDETERMINED
    whole = column.equivalence is Equivalence.EQUAL and not loses
    return Coverage.COMPLETE if whole else Coverage.PARTIAL
