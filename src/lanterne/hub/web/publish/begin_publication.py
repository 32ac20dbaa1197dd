"""Beginning to publish what was approved: of two people who do so at once, one does."""

from __future__ import annotations

from django.db import transaction

from lanterne.hub.jobs.models import Job
from lanterne.hub.jobs.start import start
from lanterne.hub.people.access import Desk
from lanterne.hub.web.models import Submission
from lanterne.hub.web.start_job import last_job

State = Submission.State


def begin_publication(desk: Desk, submission: Submission) -> Job | None:
    """The job that publishes it, begun again where one got stuck; ``None``: it is not approved."""
    with transaction.atomic():
        waiting = Submission.objects.filter(pk=submission.pk, state=State.APPROVED)
        claimed = waiting.update(state=State.PUBLISHING)
        before = last_job("publish", submission.pk)
        stuck = submission.state == State.PUBLISHING and (before is None or before.is_over)
        return start("publish", desk, submission.pk) if claimed or stuck else before
