"""How one stage of several is charged: with all of them, where none of them was before."""

from __future__ import annotations

from dataclasses import dataclass

from lanterne.privacy.chain import Entry
from lanterne.privacy.ledger import Ledger
from lanterne.privacy.spending import Spend, Spent
from lanterne.privacy.stages import Stage, check_stage


@dataclass(frozen=True)
class StageCharge:
    """A stage that is to be measured, and the charge that it is a part of.

    Attributes:
        ledger: That is charged.
        before: The entry by which all stages were charged; ``None``: they were not.
        spend: What all stages cost together.
        stage: The one that is measured now.
    """

    ledger: Ledger
    before: Entry | None
    spend: Spend
    stage: Stage

    def foresee(self) -> tuple[Entry, Spent]:
        """What the ledger would say then, as :meth:`Ledger.foresee`; raises what :meth:`pay` would.

        Nothing is written.
        """
        if self.before is None:
            return self.ledger.foresee(self.spend)
        check_stage(self.ledger.entries(), self.before, self.stage)
        return self.before, self.ledger.spent()

    def pay(self) -> Entry:
        """Write it to the ledger; draw the noise after. The entry of the charge.

        Raises what :meth:`Ledger.charge` and :meth:`Ledger.begin_stage` raise.
        """
        paid = self.before or self.ledger.charge(self.spend)
        self.ledger.begin_stage(paid, self.stage)
        return paid
