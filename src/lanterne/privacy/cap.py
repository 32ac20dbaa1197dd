"""The most that may be spent on the people of a ledger: decided once, before the first release.

Whoever opens a ledger may decide at once. One that begins with a look at the cases is decided on
later, in an entry of its own, as long as nothing was released. The first decision stands: whatever
is written after it changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lanterne.errors import Refused, UsageError
from lanterne.messages import Message, Parameter, lines
from lanterne.privacy.budget import Budget
from lanterne.privacy.chain import Entry
from lanterne.privacy.differencing import FEWEST_WORDS, K_RELEASE, MOST_CHARACTERS, is_a_reason
from lanterne.privacy.spending import Spent, UnitSpend, decimal
from lanterne.privacy.units import Unit

CAP = "cap"
"""Kind of the entry that decides on a ledger which was begun without a decision."""


def decision_details(cap: Budget | None, declined: str | None) -> dict[str, Any]:
    """What the entry says that decides."""
    limit = {"epsilon": cap.epsilon, "delta": cap.delta} if cap else None
    return {"cap": limit} if declined is None else {"cap": limit, "no_cap": declined}


def cap_of(entries: Sequence[Entry]) -> Budget | None:
    """The most that may be spent; ``None``: there is no limit."""
    limit = _decision(entries).get("cap")
    return Budget(limit["epsilon"], limit["delta"]) if limit else None


def declined_of(entries: Sequence[Entry]) -> str:
    """Why there is no cap, as somebody wrote before the first release; empty: nobody did."""
    return str(_decision(entries).get("no_cap", ""))


def is_decided(entries: Sequence[Entry]) -> bool:
    """Whether a release may follow: somebody has set a cap or declined one, or it is too late.

    A ledger of before such a decision was asked for has releases, and no cap can follow them.
    """
    return bool(_decision(entries)) or any(one.kind in {"spend", K_RELEASE} for one in entries)


def _decision(entries: Sequence[Entry]) -> Mapping[str, Any]:
    """What the first entry says that decides; nothing where none does."""
    decides = (
        entry.details
        for entry in entries
        if entry.kind in {"open", CAP} and (entry.details.get("cap") or "no_cap" in entry.details)
    )
    return next(decides, {})


def check_declined(cap: Budget | None, declined: str | None) -> None:
    """Raise UsageError where a reason for no cap stands beside a cap, or says nothing."""
    if declined is None:
        return
    if cap is not None:
        raise UsageError("cap.and-a-reason")
    if not is_a_reason(declined):
        raise UsageError("cap.reason-says-nothing", words=FEWEST_WORDS, characters=MOST_CHARACTERS)


def check_cap(cap: Budget | None, spent: Spent, costs: Mapping[Unit, UnitSpend]) -> None:
    """Refuse what a cap does not allow.

    Args:
        cap: The most that may be spent on each kind of person; ``None``: there is no limit.
        spent: What was spent before.
        costs: Kind of person → what a release would cost them.

    Raises:
        Refused: The cap would be exceeded, or could be.
    """
    if cap is None:
        return
    if Unit.PERSON not in costs:
        raise Refused("cap.promises-nothing")
    refusals = [
        refusal
        for kind, cost in costs.items()
        if (refusal := _refusal(cap, spent.of(kind), cost.budget, Message(f"cap.each.{kind}")))
    ]
    if refusals:
        raise Refused(lines([Message("cap.exceeded"), *refusals]))


def _refusal(cap: Budget, spent: Spent, requested: Budget, who: Message) -> Message | None:
    """Why the cap refuses to spend more on one kind of person; None when there is room."""
    epsilon = decimal(cap.epsilon) - decimal(spent.epsilon)
    delta = decimal(cap.delta) - decimal(spent.delta)
    if decimal(requested.epsilon) <= epsilon and decimal(requested.delta) <= delta:
        return None
    left = max(0.0, float(epsilon)), max(0.0, float(delta))
    before = {**_amount(spent.epsilon, spent.delta), "count": spent.releases}
    return Message(
        "cap.refusal",
        {
            "who": who,
            "requested": Message("cap.requested", _amount(requested.epsilon, requested.delta)),
            "spent": Message("cap.spent", before),
            "limit": Message("cap.limit", _amount(cap.epsilon, cap.delta)),
            "remaining": Message("cap.remaining", _amount(*left)),
        },
    )


def _amount(epsilon: float, delta: float) -> dict[str, Parameter]:
    return {"epsilon": epsilon, "delta": f"{delta:.3e}"}
