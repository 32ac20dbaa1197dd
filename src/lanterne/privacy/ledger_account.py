"""Who pays for a release."""

from __future__ import annotations

from dataclasses import dataclass

from lanterne.privacy.budget import Budget
from lanterne.privacy.events import Event
from lanterne.privacy.ledger import Ledger
from lanterne.privacy.spending import Spend, UnitSpend


@dataclass(frozen=True)
class Account:
    """The ledger that a release is charged to, and what it says of the release.

    Attributes:
        ledger: Where the cost is written.
        purpose: Name of the release.
        population: Whose data it is, in words.
        request: Digest of what was asked for; empty: there was no request.
    """

    ledger: Ledger
    purpose: str
    population: str = "the people in this folder's case files"
    request: str = ""

    def spend(
        self,
        unit: str,
        budget: Budget,
        events: tuple[Event, ...],
        *,
        note: str = "",
        also: tuple[UnitSpend, ...] = (),
    ) -> Spend:
        """What this release will cost its people; see :class:`Spend`."""
        return Spend(self.population, unit, budget, events, self.purpose, note, also, self.request)
