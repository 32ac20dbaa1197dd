"""How long people are kept, and who is due to be removed."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from lanterne.hub.intake.models import Intake, Person, Retention
from lanterne.hub.people.models import User

MOST_YEARS = 100


def years_of(intake: Intake) -> int | None:
    """After how many years people are to be removed; ``None``: nobody has chosen."""
    return Retention.objects.filter(intake=intake).values_list("years", flat=True).first()


def choose_years(intake: Intake, years: int | None, user: User) -> Retention | None:
    """Say after how many years people are to be removed; ``None``: nobody is due."""
    Retention.objects.filter(intake=intake).delete()
    if years is None:
        return None
    return Retention.objects.create(intake=intake, years=years, created_by=user)


def due(intake: Intake, today: date | None = None) -> QuerySet[Person]:
    """Who is due: all of their cases are closed, the last one for so many years.

    Each has ``last_closed``, the day on which the last case was closed; who waits longest is first.
    """
    years = years_of(intake)
    if years is None:
        return Person.objects.none()
    people = Person.objects.filter(organisation=intake.organisation_id).annotate(
        last_closed=Max("cases__closed"), open_cases=Count("cases", Q(cases__closed=None))
    )
    before = _years_before(today or timezone.localdate(), years)
    return people.filter(open_cases=0, last_closed__lte=before).order_by("last_closed", "code")


def _years_before(day: date, years: int) -> date:
    """The same day of an earlier year; the 28th for a 29th of February that was not."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
