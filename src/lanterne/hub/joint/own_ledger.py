"""What joint datasets cost the people of an organisation, in the ledger of its own dataset.

A person belongs to one cohort of a joint dataset, and the ε of a cohort is for ever: so each
dataset of which cases are handed in is charged once, before they are counted for the first time,
and its own releases are held against the same limit.
"""

from __future__ import annotations

from lanterne.errors import LanterneError, Refused
from lanterne.hub.joint.models import Agreement
from lanterne.hub.web.ledger import JOINT
from lanterne.hub.web.models import Dataset
from lanterne.hub.web.publish.release_folders import ledger_of
from lanterne.privacy import Account, Budget, Ledger, Spend, Unit, default_delta
from lanterne.privacy.cap import check_cap
from lanterne.privacy.spending import by_kind


def budget_of(agreement: Agreement) -> Budget:
    """What each person is charged, once."""
    return Budget(agreement.epsilon, default_delta(agreement.people))


def check_limit(agreement: Agreement, dataset: Dataset) -> None:
    """Raise LanterneError unless its ledger allows what the agreement costs, or has paid it."""
    ledger = Ledger(ledger_of(dataset))
    if _is_charged(ledger, agreement):
        return
    now, spend = ledger.standing(), _spend(ledger, agreement, dataset)
    if not now.is_decided:
        raise LanterneError("joint.undecided")
    try:
        check_cap(now.cap, now.spent, by_kind(spend.promises()))
    except Refused:
        raise LanterneError("joint.over-limit", epsilon=spend.budget.epsilon) from None
    ledger.check_beside_others("spend")


def charge_once(agreement: Agreement, dataset: Dataset) -> None:
    """Charge the ledger of a dataset for an agreement, unless it was.

    No mechanisms are listed: they stand in the ledgers of the cohorts. So ε is added in full.

    Raises:
        LanterneError: The ledger does not allow it, or cannot be written: count nobody.
    """
    check_limit(agreement, dataset)
    ledger = Ledger(ledger_of(dataset))
    if not _is_charged(ledger, agreement):
        ledger.charge(_spend(ledger, agreement, dataset))


def _spend(ledger: Ledger, agreement: Agreement, dataset: Dataset) -> Spend:
    account = Account(ledger, _purpose(agreement), dataset.title)
    return account.spend(Unit.PERSON, budget_of(agreement), (), note=str(agreement))


def _is_charged(ledger: Ledger, agreement: Agreement) -> bool:
    spends = (one for one in ledger.entries() if one.kind == "spend")
    return any(one.details["purpose"] == _purpose(agreement) for one in spends)


def _purpose(agreement: Agreement) -> str:
    return f"{JOINT}{agreement.pk}"
