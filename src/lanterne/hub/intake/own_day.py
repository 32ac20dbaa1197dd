"""What is to be done: what is due, referrals without an answer, who turns 18.

It is one's own, or that of one's team.

A page asks for each by one query, however much there is, and shows the most urgent of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, QuerySet, prefetch_related_objects
from django.utils import timezone

from lanterne.hub.intake.access import IntakeDesk
from lanterne.hub.intake.kept_events import document_of_event
from lanterne.hub.intake.models import Case, Consent, Event, Person
from lanterne.hub.intake.referral_consent import agreed_of
from lanterne.hub.intake.registration import documents_of, listed_fields
from lanterne.hub.intake.sealed import answers_sealer
from lanterne.hub.intake.seen import Whose, workers_seen
from lanterne.hub.intake.shown_events import is_to_revoke
from lanterne.hub.people.made import NEWEST_FIRST, in_order
from lanterne.intake.consent import Said, SaidBy
from lanterne.intake.events import OPEN_REFERRALS, EventKind, EventState
from lanterne.intake.partial_days import comes_of_age
from lanterne.vault.secret import Secret

MOST = 50
"""Events of a list."""

MOST_PEOPLE = 300
"""People whose dates of birth are looked at without being asked, those who were registered last."""

AT_ONCE = 10_000
"""Ids that a query names, at most: a database takes no number of them."""

WEEK, MONTH = timedelta(days=7), timedelta(days=30)


@dataclass(frozen=True)
class Listed:
    """An event in a list.

    Attributes:
        event: The event.
        names: Names of the person; empty while names are closed.
        said: What is to be done, or to whom they are referred.
        urgent: Whether it is overdue, or to be revoked.
    """

    event: Event
    names: Mapping[str, str] = field(repr=False)
    said: str = field(repr=False)
    urgent: bool


@dataclass(frozen=True)
class OfAge:
    """Somebody who was registered as a minor, and turns 18 or has turned 18.

    Attributes:
        person: Who.
        names: Their names.
        on: When they turn 18.
        already: Whether they have.
    """

    person: Person
    names: Mapping[str, str] = field(repr=False)
    on: date
    already: bool


@dataclass(frozen=True)
class Found:
    """The first of what was found, and how many more there are."""

    first: Sequence[Listed]
    more: int


def with_something_due(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with a follow-up that is overdue, or due within a week."""
    due = _follow_ups(timezone.localdate()).filter(case=OuterRef("pk"))
    return cases.filter(Exists(due))


def without_consent(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases of people who were never asked what they agree to, as far as it is written down."""
    asked = Consent.objects.filter(person=OuterRef("person")).exclude(said=Said.NOT_ASKED)
    return cases.filter(~Exists(asked))


def follow_ups(at: IntakeDesk, whose: Whose) -> Found:
    """Follow-ups of cases that are overdue or due within a week, the oldest first."""
    today = timezone.localdate()
    found = _of(whose, _follow_ups(today), at).order_by("due", "number")
    first = list(found[:MOST])
    more = found.count() - MOST if len(first) == MOST else 0
    sealer = answers_sealer(at.desk.organisation)
    listed = [
        (one, document_of_event(one, sealer)["text"], one.due is not None and one.due < today)
        for one in first
    ]
    return Found(_listed(at, listed), more)


def _follow_ups(today: date) -> QuerySet[Event]:
    return Event.objects.filter(
        kind=EventKind.FOLLOW_UP, state=EventState.DUE, due__lt=today + WEEK
    )


def referrals(at: IntakeDesk, whose: Whose) -> Found:
    """Referrals that have no answer yet, and first of all those that are to be revoked.

    All open ones are looked at, since none that is to be revoked may be missed.
    """
    states = [one.value for one in OPEN_REFERRALS]
    there = Event.objects.filter(kind=EventKind.REFERRAL, state__in=states)
    # Sorted here: for the sake of an order SQLite would read all referrals there ever were.
    found = sorted(_of(whose, there, at), key=lambda one: (one.on, one.number))
    agreed = agreed_of({one.case.person_id for one in found}, at.desk.organisation)
    sealer = answers_sealer(at.desk.organisation)
    listed: list[tuple[Event, str, bool]] = []
    for one in found:
        document = document_of_event(one, sealer)
        revoke = is_to_revoke(one, document, agreed[one.case.person_id])
        if revoke or one.state == EventState.PROPOSED:
            listed.append((one, document["to"], revoke))
    listed.sort(key=lambda one: not one[2])
    return Found(_listed(at, listed[:MOST]), max(0, len(listed) - MOST))


def _of(whose: Whose, events: QuerySet[Event], at: IntakeDesk) -> QuerySet[Event]:
    workers = workers_seen(at.desk, whose)
    seen = events.filter(case__organisation=at.desk.organisation, case__worker__in=workers)
    of_event = ("case__code", "kind", "number", "state", "on", "due", "revision", "sealed")
    return seen.select_related("case__person__worker").only(
        *of_event, *listed_fields("case__person__")
    )


def _listed(at: IntakeDesk, events: Sequence[tuple[Event, str, bool]]) -> list[Listed]:
    people = [event.case.person for event, _said, _urgent in events]
    names = documents_of(people, at.names) if at.names else [{} for _ in people]
    return [
        Listed(event, of, said, urgent)
        for (event, said, urgent), of in zip(events, names, strict=True)
    ]


def coming_of_age(
    at: IntakeDesk, whose: Whose, most: int | None = MOST_PEOPLE
) -> tuple[Sequence[OfAge], bool]:
    """People who turn 18 within 30 days, or have since they were registered.

    Who has is there until they themselves have said, since that day, what they agree to: what their
    guardian said is no longer theirs. Nobody while names are closed, since nobody knows then.

    Args:
        at: Who asks.
        whose: Whose people.
        most: How many people are looked at, at most; ``None``: all.

    Returns:
        They, and whether there are more people than were looked at.
    """
    if at.names is None:
        return (), False
    workers = workers_seen(at.desk, whose)
    seen = Person.objects.filter(organisation=at.desk.organisation, worker__in=workers)
    keys = seen.order_by(*NEWEST_FIRST).values_list("pk", flat=True)
    people = in_order(
        Person.objects.only("code", "sealed", "revision", "worker"),
        list(keys if most is None else keys[: most + 1]),
    )
    more = most is not None and len(people) > most
    found = {one.person.pk: one for one in _coming_of_age(at.names, people[:most])}
    said = Consent.objects.filter(
        person__in=[key for key, one in found.items() if one.already], by=SaidBy.PERSON
    ).exclude(said=Said.NOT_ASKED)
    asked = {key for key, on in said.values_list("person", "on") if on >= found[key].on}
    left = [one for key, one in found.items() if key not in asked]
    prefetch_related_objects([one.person for one in left], "worker")
    return sorted(left, key=lambda one: one.on), more


def _coming_of_age(key: Secret, people: Sequence[Person]) -> Iterator[OfAge]:
    today = timezone.localdate()
    turning = []
    for person, names in zip(people, documents_of(people, key), strict=True):
        on = comes_of_age(date.fromisoformat(names["born"])) if names.get("born") else None
        if on is not None and on <= today + MONTH:
            turning.append(OfAge(person, names, on, on <= today))
    first = _first_registered([one.person.pk for one in turning])
    for one in turning:
        registered = first.get(one.person.pk)
        if registered is not None and registered < one.on:
            yield one


def _first_registered(people: Sequence[UUID]) -> Mapping[UUID, date]:
    """When the first case of each of these people was registered.

    They are found by their ids alone: with another condition SQLite reads the cases of everybody.
    """
    found: dict[UUID, date] = {}
    for start in range(0, len(people), AT_ONCE):
        cases = Case.objects.filter(person__in=people[start : start + AT_ONCE]).order_by()
        first = cases.values("person").annotate(first=Min("registered"))
        found |= dict(first.values_list("person", "first"))
    return found
