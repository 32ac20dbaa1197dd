"""People who have nobody: whoever was responsible for them may not read about them any more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lanterne.hub.audit.models import Event
from lanterne.hub.intake.handover import responsible
from lanterne.hub.people.access import Desk
from lanterne.hub.people.models import User
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web.review.decisions import Waiting, waits

LEFT = ("role.take", "person.remove", "account.close")
"""Acts by which somebody stops being there, as the audit log has them."""


@waits
def nobodys(desk: Desk) -> Iterator[Waiting]:
    """Whose people have nobody, one by one."""
    if not desk.may(Verb.HAND_OVER, Purpose.COLLECTION):
        return
    for one in responsible(desk.organisation):
        if one.gone:
            address = reverse("hand-over-all", args=[desk.organisation.slug, one.worker.pk])
            what = _("Registered people have nobody: hand them over")
            yield Waiting(what, ", ".join(one.codes[:3]), address, _since(desk, one.worker), True)


def _since(desk: Desk, worker: User) -> datetime:
    """Since when somebody is not there, as the audit log says; else now."""
    left = Event.objects.filter(verb__in=LEFT, thing=str(worker.pk))
    last = left.filter(organisation=str(desk.organisation.pk)).order_by("-number").first()
    return timezone.now() if last is None else last.at
