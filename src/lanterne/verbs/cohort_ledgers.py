"""The ledgers of the cohorts of a series, asked as if they were one: nobody is in two of them."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.errors import UsageError

if TYPE_CHECKING:
    from lanterne.privacy import Entry, Ledger, Spent


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
    def within(cls, folder: Path) -> CohortLedgers:
        """All ledgers of a folder; raises UsageError: there is none."""
        from lanterne.privacy import Ledger
        from lanterne.release.held import LEDGERS

        found = tuple(Ledger(path) for path in sorted(folder.glob(LEDGERS)))
        if not found:
            raise UsageError("ledger.not-there", ledger=str(folder))
        return cls(folder, found)

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
