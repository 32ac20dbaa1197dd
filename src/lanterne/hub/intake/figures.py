"""The figures of a month, as they are, for those who run the organisation and its donor.

Nobody is protected in them. They are counts and no rows; cases that are held back from statistics
are in none of them, as the page on which they are held back says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Min

from lanterne.hub.intake.kept_events import document_of_event
from lanterne.hub.intake.models import Case, Event
from lanterne.hub.intake.sealed import answers_sealer
from lanterne.hub.people.models import Organisation
from lanterne.intake.events import REFERRAL_STATES, Assistance, EventKind


class Figure(StrEnum):
    """What is counted."""

    PEOPLE = "people-registered"
    OPENED = "cases-opened"
    REOPENED = "cases-opened-again"
    CLOSED = "cases-closed"
    ASSISTANCE = "assistance"
    REFERRALS = "referrals"


OF: Mapping[Figure, Sequence[str]] = {
    **dict.fromkeys((Figure.PEOPLE, Figure.OPENED, Figure.REOPENED, Figure.CLOSED), ("",)),
    Figure.ASSISTANCE: tuple(one.value for one in Assistance),
    Figure.REFERRALS: tuple(one.value for one in REFERRAL_STATES),
}
"""Figure → of which kinds or states it is; one that is empty: of all."""


@dataclass(frozen=True)
class Months:
    """Months that follow each other.

    Attributes:
        first: The first day of the first one.
        after: The first day after the last one.
    """

    first: date
    after: date

    @classmethod
    def until(cls, month: date, count: int) -> Months:
        """So many months, of which one is the last."""
        months = month.year * 12 + month.month - count
        return cls(date(months // 12, months % 12 + 1, 1), next_month(month))

    def __iter__(self) -> Iterator[date]:
        month = self.first
        while month < self.after:
            yield month
            month = next_month(month)

    @property
    def last(self) -> date:
        """The last day."""
        return self.after - timedelta(days=1)


def next_month(day: date) -> date:
    """The first day of the month after that of a day."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


@dataclass(frozen=True)
class Figures:
    """Counts of some months.

    Attributes:
        months: Of which.
        counts: First day of a month, figure, and of which kind or state → how many.
    """

    months: Months
    counts: Mapping[tuple[date, Figure, str], int] = field(repr=False)

    def of(self, month: date, figure: Figure, kind: str = "") -> int:
        """How many."""
        return self.counts.get((month, figure, kind), 0)


def figures_of(organisation: Organisation, months: Months) -> Figures:
    """The figures of some months, by three queries; raises VaultError where a row was changed.

    A person is counted in the month of their first case. Help and referrals are counted each time;
    a referral where it was proposed, by where it stands now.
    """
    counts: Counter[tuple[date, Figure, str]] = Counter()
    cases = Case.objects.filter(organisation=organisation, held_back=False)
    within = (months.first, months.last)
    for on in cases.filter(registered__range=within).values_list("registered", flat=True):
        counts[_month(on), Figure.OPENED, ""] += 1
    first = cases.values("person").annotate(first=Min("registered")).filter(first__range=within)
    for on in first.values_list("first", flat=True):
        counts[_month(on), Figure.PEOPLE, ""] += 1
    sealer = answers_sealer(organisation)
    events = Event.objects.filter(case__in=cases, kind__in=list(_COUNTED), on__range=within)
    for event in events.iterator():
        figure = _COUNTED[EventKind(event.kind)]
        of = event.state
        if figure is Figure.ASSISTANCE:
            of = document_of_event(event, sealer)["assistance"]
        counts[_month(event.on), figure, of] += 1
    return Figures(months, counts)


_COUNTED: Mapping[EventKind, Figure] = {
    EventKind.CLOSED: Figure.CLOSED,
    EventKind.REOPENED: Figure.REOPENED,
    EventKind.ASSISTANCE: Figure.ASSISTANCE,
    EventKind.REFERRAL: Figure.REFERRALS,
}


def _month(day: date) -> date:
    return day.replace(day=1)
