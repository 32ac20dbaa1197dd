"""The job that measures a year of a joint dataset, once, whatever happened to an earlier attempt.

What was registered and spent is what register and ledgers say: the verb looks there first, and a
year that is delivered once more counts nobody twice and measures no stage again. What is wrong with
the file of one organisation is told to that organisation alone.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from lanterne import verbs
from lanterne.errors import InputError, LanterneError
from lanterne.hub.jobs.charge import Amount, Charge, Standing
from lanterne.hub.jobs.end_reasons import why as why_of
from lanterne.hub.jobs.models import Job
from lanterne.hub.jobs.work import Again, JobStoppedError, Work, handler
from lanterne.hub.joint.delivered_files import Delivered, UnusableError, delivered, note_reading
from lanterne.hub.joint.models import Agreement, Contribution, Delivery
from lanterne.hub.joint.own_ledger import budget_of, charge_once, check_limit
from lanterne.hub.joint.series_folder import opened_series
from lanterne.hub.joint.settling import fail, was_begun
from lanterne.hub.joint.terms import is_in_force, is_over
from lanterne.hub.joint.whole_minutes import wait_for_minute, whole_minutes
from lanterne.hub.people.made import OLDEST_FIRST
from lanterne.hub.people.roles import Verb
from lanterne.hub.web.models import Dataset
from lanterne.privacy import Unit
from lanterne.series.partner_files import FEWEST
from lanterne.series.partners_there import FilesOfPartnersError, read_partners
from lanterne.series.series_folder import Series
from lanterne.verbs import DeliverRequest, Progress

State = Delivery.State

BEFORE_THE_CHARGE = frozenset({"read", "plan", "rehearse"})
"""Stages in which nothing is spent yet."""

LAST_BEFORE_THE_CHARGE = "rehearse"
"""Begun when all cases are read."""

WAIT = 600.0
"""Seconds for which the work waits until somebody else is done."""


def onward(job: Job) -> str | None:
    """The page of the agreement."""
    found = Delivery.objects.filter(pk=job.subject).first()
    if found is None:
        return None
    return reverse("agreement", args=[job.organisation.slug, found.agreement_id])


def charge(job: Job) -> Charge | None:
    """What each person of the cohorts that were begun was charged; ``None``: none was begun."""
    found = Delivery.objects.select_related("agreement__dataset").filter(pk=job.subject).first()
    if found is None or not was_begun(found):
        return None
    budget = budget_of(found.agreement)
    amounts = (Amount(Unit.PERSON, budget.epsilon, budget.delta),)
    made = found.state == State.MEASURED
    return Charge(amounts, Standing.MADE if made else Standing.KEPT)


@handler(
    "joint-year",
    label=_("Measuring a joint dataset"),
    again=Again.RESUME,
    verb=Verb.START_RUN,
    onward=onward,
    charge=charge,
)
def measure_year(work: Work) -> None:
    """Register and measure what was handed in for a year."""
    found = Delivery.objects.select_related("agreement__dataset__organisation")
    delivery = found.get(pk=work.job.subject)
    if delivery.state == State.MEASURED:
        return
    if delivery.state == State.FAILED:
        raise LanterneError("joint.failed-before")
    handed, began = handed_in_for(delivery), time.monotonic()
    try:
        with whole_minutes(began):
            if not was_begun(delivery):  # what was charged goes on, whatever has changed since
                _check(delivery, handed)
            note_reading(handed, work.job.created_by)
            _measure(delivery, handed, _until_charged(work, delivery.agreement, handed, began))
    except UnusableError as error:
        raise _failed(delivery, handed, error.why) from None
    except LanterneError:
        if not was_begun(delivery):
            fail(delivery)
        raise
    Delivery.objects.filter(pk=delivery.pk).update(state=State.MEASURED)


def handed_in_for(delivery: Delivery) -> list[Contribution]:
    """What was handed in for a year, and is not of an organisation that has left since."""
    found = delivery.contributions.select_related(
        "partner__organisation", "case_file__dataset__organisation", "case_file__mapping"
    )
    return [one for one in found.order_by(*OLDEST_FIRST) if one.partner.left is None]


def _check(delivery: Delivery, handed: list[Contribution]) -> None:
    """Raise where something has changed since the year was closed."""
    agreement = delivery.agreement
    if not is_in_force(agreement):
        raise LanterneError("joint.not-in-force")
    if is_over(agreement, timezone.now().date()):
        raise LanterneError("joint.over")
    if len(handed) < FEWEST:
        raise LanterneError("joint.too-few", fewest=FEWEST)


def _measure(delivery: Delivery, handed: list[Contribution], progress: Progress) -> None:
    agreement = delivery.agreement
    with opened_series(agreement, WAIT) as series, delivered(agreement, handed) as files:
        _leave_what_left(agreement, series)
        _their_own(check_limit, agreement, handed)
        asked = DeliverRequest(series.folder, files.folder, delivery.year)
        try:
            verbs.deliver(asked, progress=progress)
        except FilesOfPartnersError as error:
            raise UnusableError(_of_each(error)) from None
        except InputError as error:
            raise UnusableError(_of_files(error, files)) from None


def _until_charged(
    work: Work, agreement: Agreement, handed: list[Contribution], began: float
) -> Progress:
    """Asks whether somebody cancels, until the charge; what was charged is measured to its end.

    When all cases are read, and before any cohort is charged, the ledgers of the organisations are.
    No stage is told, and each is charged at a whole minute: ledgers say when.
    """
    before = ""

    def ask(stage: str, _share: float) -> None:
        nonlocal before
        if stage in BEFORE_THE_CHARGE:
            work.tell("", 0.0)
        else:
            with suppress(JobStoppedError):
                work.tell("", 0.0)
        if stage == LAST_BEFORE_THE_CHARGE != before:
            wait_for_minute(began)
            _their_own(check_limit, agreement, handed)
            _their_own(charge_once, agreement, handed)
        before = stage

    return ask


def _leave_what_left(agreement: Agreement, series: Series) -> None:
    """Say in the series who has left, where that was cut short."""
    known = read_partners(series)
    for one in agreement.partners.exclude(left=None):
        if one.code in known:
            verbs.leave_series(series.folder, one.code)


def _their_own(
    done: Callable[[Agreement, Dataset], None], agreement: Agreement, handed: list[Contribution]
) -> None:
    """Ask or charge the ledger of each dataset of which cases are counted.

    Raises:
        UnusableError: Some do not allow it.
    """
    refused: dict[str, LanterneError] = {}
    for one in handed:
        try:
            done(agreement, one.case_file.dataset)
        except LanterneError as error:
            refused[one.partner.code] = error
    if refused:
        raise UnusableError(refused)


def _of_each(error: FilesOfPartnersError) -> Mapping[str, LanterneError]:
    """The same for each organisation whose files it is about."""
    return dict.fromkeys(error.codes, error)


def _of_files(error: InputError, files: Delivered) -> Mapping[str, LanterneError]:
    """What is wrong with whose file; where it is nobody's, it is the hub's own."""
    blamed = files.blamed(error)
    if not blamed:
        raise error
    return blamed


def _failed(
    delivery: Delivery, handed: list[Contribution], why: Mapping[str, LanterneError]
) -> LanterneError:
    """Note that nothing was measured, and whose files are to be replaced; each reads its own."""
    names = tuple(one.partner.name for one in handed if one.partner.code in why)
    with transaction.atomic():
        for one in handed:
            if one.partner.code in why:
                told = _told(why[one.partner.code])
                Contribution.objects.filter(pk=one.pk).update(delivery=None, **told)
        fail(delivery)
    return LanterneError("joint.files-unusable", organisations=names)


def _told(error: LanterneError) -> dict[str, object]:
    """A contribution that cannot be used is taken back, and says why in codes."""
    return {"taken_back": timezone.now(), "fault": json.dumps(why_of(error))}
