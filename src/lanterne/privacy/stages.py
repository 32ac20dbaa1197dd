"""Stages of one charge: measured at different times, charged together before the first.

Claim. Let a spend of (ε, δ) be measured in stages, each once at most. Let an entry of the ledger
name the mechanisms of a stage before its noise is drawn, so that those of all stages that were
begun cost at most ε at δ together. Then all stages together are (ε, δ)-private, although a later
one is planned, and chooses its tables, after an earlier one was seen.

Proof. The mechanisms of a stage follow from public facts, and whatever is chosen from earlier
outcomes within them is covered by the claim of :class:`~lanterne.privacy.parts.Parts`. All that is
left after a stage is, for every outcome, dominated by the pair of the mechanisms that its entry
names, and products of such pairs add up as the accountant adds them (Zhu, Dong, Wang 2022, arXiv
2106.08567, Theorem 10). That no stage is begun twice, and that their sum keeps to the charge, is
checked under the lock of the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lanterne.errors import LanterneError, Refused, UsageError
from lanterne.privacy.accountant import epsilon_spent
from lanterne.privacy.chain import Entry
from lanterne.privacy.events import Event, events_from_list, events_to_list, merge

STAGE = "stage"
"""Kind of the entry that says that a stage is measured."""


IN_STAGES = "measured in stages"
"""What the ledger notes of a charge that is: no other charge is taken for one."""


@dataclass(frozen=True)
class Stage:
    """A stage that is to be measured.

    Attributes:
        name: Which one.
        events: Its mechanisms.
        beside: Those of the other stages, as they were measured or are planned.
    """

    name: str
    events: tuple[Event, ...]
    beside: tuple[Event, ...]


def stage_details(charge: Entry, stage: Stage) -> dict[str, Any]:
    """What the entry says: of which charge, which stage, and by which mechanisms."""
    events, beside = events_to_list(stage.events), events_to_list(stage.beside)
    return {"of": charge.digest, "stage": stage.name, "events": events, "beside": beside}


def charge_in_stages(entries: Sequence[Entry], purpose: str) -> Entry | None:
    """The entry by which all stages of something were charged; ``None``: they were not."""
    for one in entries:
        told = one.details.get("purpose"), one.details.get("note")
        if one.kind == "spend" and told == (purpose, IN_STAGES):
            return one
    return None


def charged_for_stages(entries: Sequence[Entry], charge: Entry) -> list[tuple[Event, ...]]:
    """All mechanisms of a charge as each of its stages found them: measured, begun or planned."""
    of_it = (one.details for one in entries if one.kind == STAGE)
    return [
        merge(event for key in ("events", "beside") for event in events_from_list(one[key]))
        for one in of_it
        if one.get("of") == charge.digest
    ]


def stages_begun(entries: Sequence[Entry], charge: Entry) -> Mapping[str, tuple[Event, ...]]:
    """The stages of a charge that were begun, in their order → their mechanisms."""
    of_it = (one.details for one in entries if one.kind == STAGE)
    return {
        str(one["stage"]): events_from_list(one["events"])
        for one in of_it
        if one.get("of") == charge.digest
    }


def check_stage(entries: Sequence[Entry], charge: Entry, stage: Stage) -> None:
    """Raise unless a stage may be begun after these entries.

    Raises:
        UsageError: None of them is the charge.
        Refused: It was begun before.
        LanterneError: Its mechanisms, and those that were begun, cost more than the charge says.
    """
    if all(one.digest != charge.digest for one in entries):
        raise UsageError("ledger.stage-uncharged")
    begun = stages_begun(entries, charge)
    if stage.name in begun:
        raise Refused("ledger.stage-begun")
    together = merge([*stage.events, *(event for some in begun.values() for event in some)])
    cost, stated = epsilon_spent(together, charge.details["delta"]), charge.details["epsilon"]
    if cost > stated:
        unit = str(charge.details["unit"])
        raise LanterneError("ledger.costs-more", cost=cost, stated=stated, unit=unit)
