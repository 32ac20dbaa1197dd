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

A charge may be to several kinds of people, each with a budget of its own: the claim holds of each,
by the sensitivities that it has. Who may count in C cohorts (``UnitTraits.cohorts``) is charged by
each of them what C cohorts like it cost in sequence. An entry of a stage names the mechanisms of
its own cohort, once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lanterne.errors import LanterneError, Refused, UsageError
from lanterne.privacy.accountant import epsilon_spent
from lanterne.privacy.chain import Entry
from lanterne.privacy.events import Event, events_from_list, events_to_list, merge, repeated
from lanterne.privacy.units import unit_of

STAGE = "stage"
"""Kind of the entry that says that a stage is measured."""


IN_STAGES = "measured in stages"
"""What the ledger notes of a charge that is: no other charge is taken for one."""


@dataclass(frozen=True)
class StageFor:
    """A stage, as one kind of people is touched by it.

    Attributes:
        events: Its mechanisms.
        beside: Those of the other stages, as they were measured or are planned.
    """

    events: tuple[Event, ...]
    beside: tuple[Event, ...]

    def to_dict(self) -> dict[str, Any]:
        """As the ledger writes it."""
        return {"events": events_to_list(self.events), "beside": events_to_list(self.beside)}


@dataclass(frozen=True)
class Stage:
    """A stage that is to be measured.

    Attributes:
        name: Which one.
        events: Its mechanisms, with the sensitivities of those who are protected first of all.
        beside: Those of the other stages, as they were measured or are planned.
        also: The same for the other kinds of people to whom the charge promises something.
        noise: What else is to be known of its noise at a later stage, as JSON values.
    """

    name: str
    events: tuple[Event, ...]
    beside: tuple[Event, ...]
    also: tuple[StageFor, ...] = ()
    noise: Any = None


def stage_details(charge: Entry, stage: Stage) -> dict[str, Any]:
    """What the entry says: of which charge, which stage, and by which mechanisms."""
    first = StageFor(stage.events, stage.beside).to_dict()
    also = {"also": [one.to_dict() for one in stage.also]} if stage.also else {}
    noise = {} if stage.noise is None else {"noise": stage.noise}
    return {"of": charge.digest, "stage": stage.name, **first, **also, **noise}


def _promises(charge: Entry) -> list[Mapping[str, Any]]:
    """What a charge promises: to those who are protected first of all, then to others."""
    return [charge.details, *charge.details.get("also", ())]


def in_sequence(events: Sequence[Event], unit: str) -> tuple[Event, ...]:
    """The mechanisms of as many such cohorts as one of a unit may count in."""
    return merge(repeated(events, unit_of(unit).traits.cohorts))


def charge_in_stages(entries: Sequence[Entry], purpose: str) -> Entry | None:
    """The entry by which all stages of something were charged; ``None``: they were not."""
    for one in entries:
        told = one.details.get("purpose"), one.details.get("note")
        if one.kind == "spend" and told == (purpose, IN_STAGES):
            return one
    return None


def charged_for_stages(entries: Sequence[Entry], charge: Entry) -> list[list[tuple[Event, ...]]]:
    """All mechanisms of a charge as each of its stages found them: measured, begun or planned.

    Of each stage, those of each kind of people to whom the charge promises something.
    """
    units = [str(promise["unit"]) for promise in _promises(charge)]
    return [
        [
            in_sequence(_events(told, "events", "beside"), unit)
            for unit, told in zip(units, (one, *one.get("also", ())), strict=True)
        ]
        for one in _stages_of(entries, charge)
    ]


def _events(told: Mapping[str, Any], *keys: str) -> tuple[Event, ...]:
    return merge(event for key in keys for event in events_from_list(told[key]))


def _stages_of(entries: Sequence[Entry], charge: Entry) -> list[Mapping[str, Any]]:
    """What the entries of the stages of a charge say, in their order."""
    of_it = (one.details for one in entries if one.kind == STAGE)
    return [one for one in of_it if one.get("of") == charge.digest]


def noise_of_stages(entries: Sequence[Entry], charge: Entry) -> Mapping[str, Any]:
    """The stages of a charge that were begun → what else each said of its noise."""
    return {str(one["stage"]): one.get("noise") for one in _stages_of(entries, charge)}


def stages_begun(
    entries: Sequence[Entry], charge: Entry, place: int = 0
) -> Mapping[str, tuple[Event, ...]]:
    """The stages of a charge that were begun, in their order → their mechanisms.

    Args:
        entries: Of the ledger.
        charge: One of them.
        place: For whom: 0 are those who are protected first of all, then come the others.
    """
    return {
        str(one["stage"]): events_from_list([one, *one.get("also", ())][place]["events"])
        for one in _stages_of(entries, charge)
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
    if stage.name in stages_begun(entries, charge):
        raise Refused("ledger.stage-begun")
    now = (stage.events, *(one.events for one in stage.also))
    for place, (promise, events) in enumerate(zip(_promises(charge), now, strict=True)):
        begun = stages_begun(entries, charge, place).values()
        unit, stated = str(promise["unit"]), promise["epsilon"]
        together = [*events, *(event for some in begun for event in some)]
        cost = epsilon_spent(in_sequence(together, unit), promise["delta"])
        if cost > stated:
            raise LanterneError("ledger.costs-more", cost=cost, stated=stated, unit=unit)
