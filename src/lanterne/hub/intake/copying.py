"""Answers of one case that are copied to other cases of a household: to all of them, or to none."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from lanterne.hub.audit import Why
from lanterne.hub.intake.access import IntakeDesk
from lanterne.hub.intake.kept_answers import answers_of, keep_answers, logic_of
from lanterne.hub.intake.models import Case, Household, HouseholdMember
from lanterne.hub.intake.sealed import answers_sealer
from lanterne.hub.intake.seen import sees, workers_seen
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.intake.copied_answers import Copied, copy_into


@dataclass(frozen=True)
class Choice:
    """What is to be copied, and to whom.

    Attributes:
        source: The case that it is copied from.
        columns: Which answers.
        cases: The cases that get them.
        replacing: Ids of those of them whose other answers are replaced.
    """

    source: Case
    columns: frozenset[str]
    cases: Sequence[Case] = field(repr=False)
    replacing: frozenset[uuid.UUID] = frozenset()


def may_copy_from(at: IntakeDesk, case: Case) -> bool:
    """Whether answers of a case may be copied to others, which may be counted.

    What is held back goes nowhere by the hand of who may not end the hold.
    """
    may_end = at.desk.may(Verb.COUNT_AGAIN, Purpose.COLLECTION, made_by=case.owned_by)
    return may_end or not case.held_back


def open_cases_of(at: IntakeDesk, household: Household) -> QuerySet[Case]:
    """Open cases of people who live in a household now, and which one may change."""
    workers = workers_seen(at.desk, verb=Verb.EDIT_INTAKE)
    here = Case.objects.filter(
        person__memberships__household=household,
        person__memberships__until=None,
        person__worker__in=workers,
        worker__in=workers,
        closed=None,
    )
    return here.select_related("person", "organisation", "worker").order_by("number", "pk")


def households_with_others(at: IntakeDesk, case: Case) -> Sequence[Household]:
    """Households in which answers of a case can be copied to somebody else; closed, in none."""
    if case.closed is not None or not sees(at.desk, case) or not may_copy_from(at, case):
        return ()
    workers = workers_seen(at.desk, verb=Verb.EDIT_INTAKE)
    others = HouseholdMember.objects.filter(
        household=OuterRef("pk"),
        until=None,
        person__worker__in=workers,
        person__cases__worker__in=workers,
        person__cases__closed=None,
    ).exclude(person=case.person_id)
    there = Household.objects.filter(
        members__person=case.person_id, members__until=None, worker__in=workers
    )
    return list(there.filter(Exists(others)).order_by("number"))


def planned(at: IntakeDesk, choice: Choice) -> Sequence[tuple[Case, Copied]]:
    """What each case would get; raises VaultError where a row was changed."""
    sealer = answers_sealer(at.desk.organisation)
    logic = logic_of(at.intake, choice.source)
    source = answers_of(choice.source, logic, sealer)
    return [
        (
            one,
            copy_into(
                logic,
                source,
                choice.columns,
                answers_of(one, logic, sealer),
                replace=one.pk in choice.replacing,
            ),
        )
        for one in choice.cases
    ]


def copy_to_all(
    at: IntakeDesk, household: Household, choice: Choice, seen: Mapping[uuid.UUID, int]
) -> int | None:
    """Copy answers to all cases that were chosen, or to none.

    Args:
        at: Who copies them, and where.
        household: Where the people of the cases live.
        choice: What is copied, and to whom.
        seen: Id of each case, that of the source too → the version of its answers that was seen.

    Returns:
        How many cases have other answers now; ``None``: a case cannot be chosen any more, that of
        the source is held back, or another version of answers holds by now, and nothing was copied
        to anybody.
    """
    desk, keys = at.desk, [choice.source.pk, *(one.pk for one in choice.cases)]
    with transaction.atomic():
        there = open_cases_of(at, household).filter(pk__in=keys).order_by("pk")
        held = {one.pk: one for one in there.select_for_update(of=("self",))}
        stale = any(key not in held or held[key].revision != seen.get(key) for key in keys)
        if stale or not may_copy_from(at, held[choice.source.pk]):
            changed = None
        else:
            fresh = Choice(
                held[choice.source.pk],
                choice.columns,
                [held[one.pk] for one in choice.cases],
                choice.replacing,
            )
            changed = [one for one in planned(at, fresh) if one[1].answers != one[1].before]
            for case, copied in changed:
                done = keep_answers(case, copied.answers, case.revision, desk.user)
                assert done, "nobody changes a row that is locked"
                details = {"copied_from": choice.source.code}
                desk.record(Verb.EDIT_INTAKE, Purpose.COLLECTION, case, details=details)
    if changed is None:
        desk.refuse(Verb.EDIT_INTAKE, Purpose.COLLECTION, Why.STALE, household)
        return None
    return len(changed)
