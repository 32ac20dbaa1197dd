"""The ledgers of the cohorts of a series, asked as if they were one: nobody is in two of them."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.errors import InputError, UsageError

if TYPE_CHECKING:
    from lanterne.privacy import Entry, Ledger, Spent
    from lanterne.release import Release


def named_entries(release: Release) -> frozenset[str]:
    """The entries of ledgers that a release names, that of each cohort of an edition."""
    said = release.statement or release.k_statement
    entry = "" if said is None else said.ledger
    cohorts = release.statement.cohorts if release.statement else ()
    return frozenset({entry, *(one.ledger for one in cohorts)} - {""})


def _digests(ledger: Ledger) -> frozenset[str]:
    """The entries of a ledger; none where it cannot be read: it may be a file of something else."""
    try:
        return ledger.digests()
    except InputError:
        return frozenset()


@dataclass(frozen=True)
class CohortLedgers:
    """The ledgers in a folder.

    Attributes:
        path: The folder.
        ledgers: Of the cohorts, one at least.
    """

    path: Path
    ledgers: tuple[Ledger, ...]

    @classmethod
    def within(cls, folder: Path, entries: frozenset[str]) -> CohortLedgers:
        """The ledgers of a folder that hold some entries; all of them where none does.

        Raises:
            UsageError: There is none.
        """
        from lanterne.privacy import Ledger
        from lanterne.release.held import LEDGERS

        found = tuple(Ledger(path) for path in sorted(folder.glob(LEDGERS)) if path.is_file())
        if not found:
            raise UsageError("ledger.not-there", ledger=str(folder))
        meant = tuple(one for one in found if not entries.isdisjoint(_digests(one)))
        return cls(folder, meant or found)

    def entries(self) -> list[Entry]:
        """The entries of all."""
        return [entry for ledger in self.ledgers for entry in ledger.entries()]

    def spent(self) -> Spent:
        """The sums of that on which most was spent: nobody is in two."""
        return max((ledger.spent() for ledger in self.ledgers), key=lambda spent: spent.epsilon)

    def note_look(self, release: str | None) -> None:
        """Write down in each that somebody looks at the cases."""
        for ledger in self.ledgers:
            ledger.note_look(release)

    def looks(self) -> int:
        """How often somebody looked at the cases of one cohort, the most of all."""
        return max(ledger.looks() for ledger in self.ledgers)
