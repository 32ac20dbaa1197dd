"""The job that overwrites what deleted people leave in the files of the database.

It is begun with each deletion, in the same transaction. With a big database it takes long, and
others who read can be in its way: then it tries again, and at last says that it is left to do.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import DatabaseError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lanterne.errors import LanterneError
from lanterne.hub.intake.models import Certificate, Intake
from lanterne.hub.intake.sweep import sweep
from lanterne.hub.jobs.models import Job
from lanterne.hub.jobs.start import start
from lanterne.hub.jobs.views import Seen
from lanterne.hub.jobs.work import Again, Work, handler
from lanterne.hub.people.access import Desk
from lanterne.hub.people.made import OLDEST_FIRST
from lanterne.hub.people.models import Organisation
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web.review.decisions import Waiting, waits
from lanterne.hub.web.start_job import last_job
from lanterne.messages import Message
from lanterne.verbs.road import Step

KIND = "sweep"

PAUSES = (1.0, 5.0, 20.0, 60.0)
"""Seconds between two attempts, while others read."""


@dataclass(frozen=True)
class Sweeping:
    """Where it stands that what was deleted is overwritten.

    Attributes:
        left: For how many deletions it has not happened yet.
        seen: The last job that was to do it, as pages show it; ``None``: there was none.
    """

    left: int
    seen: Seen | None

    @property
    def goes_on(self) -> bool:
        """Whether a job does it, or is going to."""
        return self.seen is not None and not self.seen.job.is_over


def begin_sweep(desk: Desk, intake: Intake) -> Job:
    """Have it done by the worker."""
    return start(KIND, desk, intake.pk)


def sweeping(intake: Intake) -> Sweeping:
    """Where it stands in an organisation."""
    job = last_job(KIND, intake.pk)
    return Sweeping(_left(intake.organisation).count(), Seen(job) if job else None)


def _left(organisation: Organisation) -> QuerySet[Certificate]:
    return Certificate.objects.filter(organisation=organisation, swept=None)


def _address(organisation: str) -> str:
    return reverse("removal", args=[organisation])


def _page_of_result(job: Job) -> str:
    return _address(job.organisation.slug)


@handler(
    KIND,
    label=_("Overwriting remains of deleted data"),
    again=Again.RESTART,
    verb=Verb.PURGE,
    purpose=Purpose.COLLECTION,
    steps=(Step("sweep", Message("stage.sweep"), 1.0, by_rows=True),),
    onward=_page_of_result,
)
def sweep_files(work: Work) -> None:
    """Overwrite it, for all deletions that wait for it."""
    for pause in (*PAUSES, None):
        work.tell("sweep", 0.0)
        why: DatabaseError | None = None
        try:
            if sweep():
                return
        except DatabaseError as error:
            why = error
        if pause is None:
            raise LanterneError("intake.not-swept") from why
        time.sleep(pause)


@waits
def not_swept(desk: Desk) -> Iterator[Waiting]:
    """Deletions that leave something in the files, and that no job sees to any more."""
    intake = Intake.objects.filter(organisation=desk.organisation).first()
    if intake is None or not desk.may(Verb.PURGE, Purpose.COLLECTION):
        return
    oldest = _left(desk.organisation).order_by(*OLDEST_FIRST).first()
    if oldest is not None and not sweeping(intake).goes_on:
        what = _("Encrypted remains of deleted data are not overwritten yet")
        yield Waiting(what, oldest.code, _address(desk.organisation.slug), oldest.created)
