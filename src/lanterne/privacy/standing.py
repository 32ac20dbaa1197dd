"""What a ledger says at one moment: its entries, their sums, and the cap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lanterne.privacy.budget import Budget
from lanterne.privacy.cap import (
    check_cap,
    declined_of,
    is_decided,
)
from lanterne.privacy.chain import Entry
from lanterne.privacy.ledger_entries import (
    price_mark,
)
from lanterne.privacy.spending import (
    Spent,
    UnitSpend,
    by_kind,
)


@dataclass(frozen=True)
class Standing:
    """What a ledger says at one moment: it is read once.

    Attributes:
        entries: As :meth:`Ledger.entries` gives them; none where there is no ledger.
        spent: What all releases have spent together.
        cap: The most that may be spent; ``None``: there is no limit.
    """

    entries: tuple[Entry, ...]
    spent: Spent
    cap: Budget | None

    @property
    def declined(self) -> str:
        """Why there is no cap, as somebody wrote before the first release; empty: nobody did."""
        return declined_of(self.entries)

    @property
    def is_decided(self) -> bool:
        """Whether a release may follow: see :func:`lanterne.privacy.cap.is_decided`."""
        return is_decided(self.entries)

    @property
    def mark(self) -> str:
        """What a price depends on: the digest of the last entry that changes it; empty: none."""
        return price_mark(self.entries)

    def check(self, promises: Iterable[UnitSpend]) -> None:
        """Refuse a release that the cap does not allow, before it is begun.

        :meth:`Ledger.charge` refuses it as well.

        Raises:
            Refused: The cap would be exceeded, or could be.
            UsageError: Two promises are to the same people.
        """
        check_cap(self.cap, self.spent, by_kind(promises))
