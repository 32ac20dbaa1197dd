"""The figures of a month, on a page and as CSV: internal, since nobody is protected in them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from datetime import date, timedelta

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from lanterne.hub.intake.access import intake_desk
from lanterne.hub.intake.event_words import ASSISTANCE, STATES
from lanterne.hub.intake.figures import OF, Figure, Months, figures_of, next_month
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web.downloads import CSV, download
from lanterne.messages.languages import conventions

YEAR = 12
"""Months of a CSV file."""

MARK = _("internal, not for publication: these figures protect nobody")
"""In every line of the CSV file, so that no line of it is taken for anything else."""

SINGLE: Mapping[Figure, Promise] = {
    Figure.PEOPLE: _("People registered"),
    Figure.OPENED: _("Cases opened"),
    Figure.REOPENED: _("Cases opened again"),
    Figure.CLOSED: _("Cases closed"),
}
GROUPS: Mapping[Figure, tuple[Promise, Mapping[str, Promise]]] = {
    Figure.ASSISTANCE: (_("Assistance given, each time"), ASSISTANCE),
    Figure.REFERRALS: (_("Referrals proposed, by where they stand now"), STATES),
}
"""What is counted by kinds → what it is called, and its kinds."""


@never_cache
@needs(Verb.SEE_FIGURES, Purpose.COLLECTION)
def figures(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """The figures of a month."""
    intake_desk(request, desk)
    month = _month_of(request)
    found = figures_of(desk.organisation, Months.until(month, 1))
    before = (month - timedelta(days=1)).replace(day=1)
    after = next_month(month)
    context = {
        "desk": desk,
        "month": f"{month:%Y-%m}",
        "month_name": _name(month),
        "before": f"{before:%Y-%m}",
        "after": f"{after:%Y-%m}" if after <= timezone.localdate() else "",
        "single": [(said, found.of(month, figure)) for figure, said in SINGLE.items()],
        "groups": [
            (figure.value, said, [(words[one], found.of(month, figure, one)) for one in OF[figure]])
            for figure, (said, words) in GROUPS.items()
        ],
    }
    return render(request, "intake/figures.html", context)


@never_cache
@needs(Verb.SEE_FIGURES, Purpose.COLLECTION)
def figures_csv(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """The figures of the twelve months to the one that is asked for, a line for each count."""
    intake_desk(request, desk)
    month = _month_of(request)
    found = figures_of(desk.organisation, Months.until(month, YEAR))
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(["month", "figure", "of", "count", "internal"])
    for one in found.months:
        for figure, kinds in OF.items():
            for kind in kinds:
                count = found.of(one, figure, kind)
                writer.writerow([f"{one:%Y-%m}", figure.value, kind, count, str(MARK)])
    return download(file.getvalue(), CSV, f"internal-figures-{month:%Y-%m}.csv")


def _month_of(request: HttpRequest) -> date:
    """The first day of the month that is asked for; of this one, where it is none or to come."""
    this = timezone.localdate().replace(day=1)
    found = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", request.GET.get("month", ""), re.ASCII)
    return min(date(int(found[1]), int(found[2]), 1), this) if found else this


def _name(month: date) -> str:
    from babel.dates import format_skeleton  # noqa: PLC0415 - Babel takes a tenth of a second

    return format_skeleton("yMMMM", month, locale=conventions(get_language() or "en"))
