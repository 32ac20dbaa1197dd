"""What waits for somebody's decision in agreements."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lanterne.hub.joint.approvals import still_to_decide
from lanterne.hub.joint.handing_in import waiting_of
from lanterne.hub.joint.models import Agreement
from lanterne.hub.joint.terms import (
    has_signed,
    is_in_force,
    is_over,
    place_of,
    seal_of,
    years_to_close,
)
from lanterne.hub.people.access import Desk
from lanterne.hub.people.made import OLDEST_FIRST
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web.models import Submission
from lanterne.hub.web.review.decisions import Waiting, waits

State = Submission.State


def _agreements(desk: Desk) -> list[Agreement]:
    """Those in which the organisation takes part."""
    found = Agreement.objects.filter(
        partners__organisation=desk.organisation, partners__left=None
    ).select_related("dataset__organisation")
    return list(found.order_by(*OLDEST_FIRST))


@waits
def signatures(desk: Desk) -> Iterator[Waiting]:
    """Agreements whose terms the organisation has not signed, or not as they are now."""
    if not desk.may(Verb.AGREE, Purpose.PROTECTION):
        return
    for one in _agreements(desk):
        if not has_signed(place_of(one, desk.organisation), seal_of(one)):
            address = reverse("agreement", args=[desk.organisation.slug, one.pk])
            yield Waiting(_("Sign an agreement, or leave it"), str(one), address, one.created)


@waits
def cases(desk: Desk) -> Iterator[Waiting]:
    """Agreements in force to which the organisation has not handed in for a year to be closed."""
    if not desk.may(Verb.HAND_IN, Purpose.PROTECTION):
        return
    today = timezone.now().date()
    for one in _agreements(desk):
        ready = is_in_force(one) and not is_over(one, today) and years_to_close(one, today)
        if ready and waiting_of(place_of(one, desk.organisation)) is None:
            address = reverse("agreement", args=[desk.organisation.slug, one.pk])
            yield Waiting(_("Hand in cases for a joint dataset"), str(one), address, one.created)


@waits
def editions(desk: Desk) -> Iterator[Waiting]:
    """Editions of joint datasets that the organisation has not decided on."""
    if not desk.may(Verb.DECIDE, Purpose.REVIEW):
        return
    for one in _agreements(desk):
        open_ = Submission.objects.filter(run__dataset=one.dataset, state=State.OPEN)
        for submission in open_.select_related("run__dataset").order_by(*OLDEST_FIRST):
            mine = place_of(one, desk.organisation) in still_to_decide(one, submission)
            if mine and desk.user.pk not in submission.authors():
                address = reverse("joint-edition", args=[desk.organisation.slug, submission.run_id])
                what = _("Approve an edition of a joint dataset, send it back or refuse it")
                yield Waiting(what, str(one), address, submission.created)


@waits
def publications(desk: Desk) -> Iterator[Waiting]:
    """Editions that all have approved, for whoever proposed the agreement."""
    if not desk.may(Verb.PUBLISH, Purpose.PUBLICATION):
        return
    found = Submission.objects.filter(
        run__dataset__organisation=desk.organisation,
        run__dataset__joint=True,
        state=State.APPROVED,
    )
    for one in found.select_related("run__dataset").order_by(*OLDEST_FIRST):
        address = reverse("joint-edition", args=[desk.organisation.slug, one.run_id])
        yield Waiting(_("Publish what was approved"), one.run.dataset.title, address, one.created)
