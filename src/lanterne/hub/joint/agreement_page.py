"""The page of an agreement: its terms, who has signed, who has handed in, and what was measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lanterne.codebook.model import in_language
from lanterne.hub.joint.edition_job import METHOD
from lanterne.hub.joint.handing_in import (
    last_fault,
    may_be_handed_in,
    says_most_are_gone,
    waiting_of,
)
from lanterne.hub.joint.models import Agreement, Partner
from lanterne.hub.joint.series_folder import folder_of
from lanterne.hub.joint.settling import settle
from lanterne.hub.joint.terms import (
    codebook_of,
    has_signed,
    is_in_force,
    is_over,
    partners_of,
    place_of,
    seal_of,
    years_to_close,
)
from lanterne.hub.joint.words import REFERRED, STAGES, STATES, SUBMISSIONS
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.made import NEWEST_FIRST, OLDEST_FIRST
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web.models import Publication, Run
from lanterne.hub.web.publish.release_folders import is_made
from lanterne.hub.web.publish.withdrawal_state import open_withdrawal
from lanterne.hub.web.review.policies import label_of, policy_of
from lanterne.series.partner_files import FEWEST
from lanterne.series.plan_file import load_series
from lanterne.series.standing import CohortStanding, standings
from lanterne.verbs import EditionRequest
from lanterne.verbs.requests import command_line


@dataclass(frozen=True)
class PlaceRow:
    """An organisation in an agreement.

    Attributes:
        partner: It.
        signed: Whether it has signed the terms as they are now.
        handed: When it handed in what waits for the next year; ``None``: it has not.
    """

    partner: Partner
    signed: bool
    handed: datetime | None

    @property
    def other_name(self) -> str:
        """What the hub calls the organisation in this place, where that is another name."""
        organisation = self.partner.organisation
        return (
            ""
            if organisation is None or organisation.name == self.partner.name
            else organisation.name
        )


def terms_of(agreement: Agreement) -> dict[str, Any]:
    """What is agreed on, for a page."""
    language = get_language() or "en"
    book = codebook_of(agreement)
    return {
        "agreement": agreement,
        "codebook_title": in_language(book.title, language),
        "columns": [in_language(column.label, language) for column in book.columns],
        "policy": label_of(policy_of(agreement.lead)),
        "referred": REFERRED[agreement.referred],
        "at_least": _("At least %(fewest)s organisations hand in cases; else nothing is measured.")
        % {"fewest": FEWEST},
        "final": ngettext("%(years)s year later", "%(years)s years later", agreement.final_after)
        % {"years": agreement.final_after},
        "places": rows_of(agreement),
    }


def rows_of(agreement: Agreement) -> list[PlaceRow]:
    """The organisations, in the order in which they were named."""
    seal = seal_of(agreement)
    return [_row(one, seal) for one in partners_of(agreement)]


def _row(partner: Partner, seal: str) -> PlaceRow:
    waits = waiting_of(partner)
    return PlaceRow(partner, has_signed(partner, seal), None if waits is None else waits.created)


@require_safe
@needs(Verb.SEE_DATASET, Purpose.PROTECTION, of="agreement")
def agreement_page(request: HttpRequest, desk: Desk, agreement: Agreement) -> HttpResponseBase:
    """Where an agreement stands, for one of its organisations."""
    return shown(request, desk, agreement)


def shown(
    request: HttpRequest,
    desk: Desk,
    agreement: Agreement,
    *,
    told: object = "",
    code: tuple[Partner, str] | None = None,
    withdrawn: object = "",
    status: int = 200,
) -> HttpResponseBase:
    """The page, with what is said of what was asked for there.

    Args:
        request: By whom.
        desk: Where they are.
        agreement: Of which.
        told: What was not done, and why.
        code: A place, and the code by which it is taken, which is shown once.
        withdrawn: What is said of a person who is taken out.
        status: Of the answer.
    """
    settle(agreement)
    own, today = place_of(agreement, desk.organisation), timezone.now().date()
    leads = agreement.lead == desk.organisation
    force = is_in_force(agreement)
    takes_part = own.left is None
    may_agree = takes_part and desk.may(Verb.AGREE, Purpose.PROTECTION)
    may_measure = takes_part and leads and desk.may(Verb.START_RUN, Purpose.PROTECTION)
    terms, seal = terms_of(agreement), seal_of(agreement)
    context = {
        "desk": desk,
        **terms,
        "own": own,
        "leads": leads,
        "in_force": force,
        "over": is_over(agreement, today),
        "seal": seal,
        "may_sign": may_agree and not has_signed(own, seal),
        "may_leave": may_agree and not leads,
        "may_invite": may_agree and leads,
        "told": told,
        "code": code,
        "withdrawn": withdrawn,
        **_handing_in(desk, own),
        "may_close": may_measure and force,
        "years": years_to_close(agreement, today),
        "handed_in": sum(one.handed is not None for one in terms["places"]),
        "deliveries": _deliveries(agreement),
        "cohorts": list(_cohorts(agreement)),
        "editions": _editions(agreement) if takes_part else [],
        "public": _public(agreement) if own.note else [],
        "may_hide": desk.may(Verb.WITHDRAW, Purpose.PUBLICATION),
        "may_draw": may_measure and agreement.deliveries.filter(state="measured").exists(),
        "line": command_line("series edition", EditionRequest("series", out="edition")),
    }
    return render(request, "joint/agreement.html", context, status=status)


def _handing_in(desk: Desk, own: Partner) -> dict[str, Any]:
    """What this organisation may hand in, and what waits of it."""
    may = own.left is None and desk.may(Verb.HAND_IN, Purpose.PROTECTION)
    return {
        "may_hand_in": may,
        "waits": waiting_of(own),
        "counted": own.contributions.filter(delivery__state="measured")
        .order_by("-delivery__year")
        .values_list("delivery__year", flat=True)
        .first(),
        "faults": last_fault(own),
        "most_are_gone": says_most_are_gone(own),
        "case_files": list(may_be_handed_in(own)) if may else [],
    }


def _deliveries(agreement: Agreement) -> Sequence[tuple[Any, Any]]:
    found = agreement.deliveries.select_related("job").order_by(*OLDEST_FIRST)
    return [(one, STATES[one.state]) for one in found]


@dataclass(frozen=True)
class CohortRow:
    """What was spent on a cohort, and on what.

    Attributes:
        standing: Its name, and ε that was spent.
        stages: What was measured, in words.
    """

    standing: CohortStanding
    stages: tuple[Promise, ...]


def _cohorts(agreement: Agreement) -> Iterator[CohortRow]:
    """How each cohort stands, as the ledgers say; nothing before the first year was closed."""
    folder = folder_of(agreement)
    if folder.exists():
        for one in standings(load_series(folder)):
            yield CohortRow(one, tuple(STAGES[stage, stage in one.kept] for stage in one.begun))


def _submitted(run: Run) -> Promise | None:
    """Where what was submitted last of an edition stands; ``None``: nothing was."""
    last = run.submissions.order_by(*NEWEST_FIRST).first()
    return None if last is None else SUBMISSIONS[last.state]


def _public(agreement: Agreement) -> list[tuple[Publication, bool]]:
    """Editions that are public, the newest first, and whether each is suspended."""
    found = Publication.objects.filter(submission__run__dataset=agreement.dataset, withdrawn=None)
    return [(one, open_withdrawal(one) is not None) for one in found.order_by(*NEWEST_FIRST)]


def _editions(agreement: Agreement) -> list[tuple[Run, bool, Promise | None]]:
    """Editions that were drawn, the newest first; whether each is there, and what became of it."""
    runs = Run.objects.filter(dataset=agreement.dataset, method=METHOD).select_related("job")
    return [(one, is_made(one), _submitted(one)) for one in runs.order_by(*NEWEST_FIRST)]
