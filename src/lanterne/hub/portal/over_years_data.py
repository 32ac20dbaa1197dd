"""Numbers from cohort to cohort for programs: what the page shows, as JSON or CSV."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from lanterne.hub.portal.api import csv_answer, for_programs, json_answer
from lanterne.hub.portal.api_operations import Operation, answers
from lanterne.hub.portal.csv_lines import Line
from lanterne.hub.portal.lookup import edition_or_404
from lanterne.hub.portal.over_years import OverYears, asked_in, edition_before, over_years
from lanterne.release.difference import Interval
from lanterne.release.trends import CohortCount, Revision

HEADER = (
    *("cohort", "stage", "number", "low", "high"),
    *("change", "change_low", "change_high", "not_compared", "reported_by"),
)
"""Header of the CSV file."""


@answers(Operation("Numbers of people from cohort to cohort of an edition, and their changes."))
@for_programs
def over_years_data(request: HttpRequest, name: str, suffix: str = "json") -> HttpResponse:
    """View: the same as data; a release without cohorts has none."""
    edition = edition_or_404(name)
    if not edition.release.cohorts:
        raise Http404
    view = over_years(asked_in(request.GET, edition), edition, edition_before(edition))
    if suffix == "csv":
        return csv_answer(f"{name}-over-the-years", HEADER, _lines(view))
    return json_answer(_values(view))


def _values(view: OverYears) -> dict[str, Any]:
    return {
        "people": view.question.people.table.name,
        "where": dict(view.question.where),
        "cohorts": [_cohort(line.said) for line in view.lines],
        "earlier": view.earlier.name if view.earlier else None,
        "measured_again": [_revision(one) for one in view.revised],
    }


def _cohort(one: CohortCount) -> dict[str, Any]:
    return {
        "cohort": one.cohort,
        "stage": one.stage,
        "reported_by": list(one.reported_by),
        "count": _interval(one.count),
        "measured": one.measured,
        "change": _interval(one.change),
        "not_compared": one.apart,
    }


def _revision(one: Revision) -> dict[str, Any]:
    return {
        "cohort": one.cohort,
        "before": _interval(one.before),
        "now": _interval(one.now),
        "change": _interval(one.change),
        "measured": {"before": one.measured_before, "now": one.measured_now},
        "made_alike": one.made_alike,
    }


def _interval(one: Interval | None) -> dict[str, float] | None:
    return asdict(one) if one else None


def _lines(view: OverYears) -> Iterator[Line]:
    for line in view.lines:
        said = line.said
        numbers = [
            number
            for one in (said.count, said.change)
            for number in ((one.number, one.low, one.high) if one else (None, None, None))
        ]
        yield (said.cohort, said.stage, *numbers, said.apart, "; ".join(said.reported_by))
