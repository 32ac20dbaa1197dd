"""The job of the Publish step: what was approved becomes the next edition, whole or not at all.

It may be done again whatever happened: what is in the catalogue already is found there by its mark.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from lanterne.catalogue import EditionRefused, Notice, publish, read_state, recover
from lanterne.errors import InputError, LanterneError
from lanterne.hub.jobs.end_reasons import OfReleaseError
from lanterne.hub.jobs.models import Job
from lanterne.hub.jobs.work import Again, Work, handler
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web.models import Decision, Publication, Submission
from lanterne.hub.web.publish import release_folders
from lanterne.hub.web.publish.notices import notice_of
from lanterne.hub.web.review.gate_exemption import asked_of, passing_of
from lanterne.messages import Message
from lanterne.verbs.road import Step

FURTHER_APPROVALS: list[Callable[[Submission], bool]] = []
"""Is asked whether all have approved whose approval a submission needs beside that of one other."""

TRIES = 5
"""Others may take the next number meanwhile."""

_MOVED = frozenset({"edition-exists", "edition-gap", "supersedes"})
_SAID = {
    "busy": Message("work.busy"),
    "series-broken": Message("work.series-broken"),
    "other-release": Message("work.other-release"),
    "not-passed": Message("work.not-let-pass"),
}
"""Rule of a refusal → what it means in the workspace."""


def onward(job: Job) -> str:
    """The page of the Publish step."""
    submission = Submission.objects.select_related("run__dataset").get(pk=job.subject)
    if submission.run.dataset.joint:
        return reverse("joint-edition", args=[job.organisation.slug, submission.run_id])
    return reverse("publish", args=[job.organisation.slug, submission.run.dataset_id])


@handler(
    "publish",
    label=_("Publishing"),
    again=Again.RESTART,
    verb=Verb.PUBLISH,
    purpose=Purpose.PUBLICATION,
    steps=(
        Step("verify", Message("stage.verify"), 1.0),
        Step("write", Message("stage.write"), 1.0),
    ),
    onward=onward,
)
def publish_approved(work: Work) -> None:
    """Publish a submission that was approved."""
    found = Submission.objects.select_related("run__dataset__organisation")
    submission = found.get(pk=work.job.subject)
    if submission.state == Submission.State.PUBLISHED:
        return
    # A job that failed, such as for want of room, may be begun again from its own page.
    approved = Submission.objects.filter(pk=submission.pk, state=Submission.State.APPROVED)
    approved.update(state=Submission.State.PUBLISHING)
    submission.refresh_from_db(fields=["state"])
    work.tell("verify", 0.0)
    try:
        recover(settings.LANTERNE_HOME.releases, archive=settings.LANTERNE_HOME.archive)
        notice = _there_already(submission) or _published(submission)
    except LanterneError as error:
        _claimed(submission).update(state=Submission.State.APPROVED)
        raise _told(error) from error
    work.tell("write", 1.0)
    with transaction.atomic():
        Publication.objects.get_or_create(
            submission=submission,
            defaults={
                "name": notice.name,
                "edition": notice.edition,
                "job": work.job,
                "created_by": work.job.created_by,
            },
        )
        _claimed(submission).update(state=Submission.State.PUBLISHED)


def _told(error: LanterneError) -> LanterneError:
    """What is wrong; each problem of a release, which anybody may see, with its place."""
    if isinstance(error, InputError):
        return OfReleaseError(error.problems)
    rule = error.rule if isinstance(error, EditionRefused) else ""
    return LanterneError(_SAID.get(rule, error.message))


def is_approved(submission: Submission) -> bool:
    """Whether somebody else has approved these very bytes and words."""
    approvals = submission.decisions.filter(verdict=Decision.Verdict.APPROVE, seal=submission.seal)
    others = approvals.exclude(created_by__in=submission.authors())
    return others.exists() and all(ask(submission) for ask in FURTHER_APPROVALS)


def _published(submission: Submission) -> Notice:
    if submission.state != Submission.State.PUBLISHING or not is_approved(submission):
        raise LanterneError("work.not-approved")
    release = release_folders.release_of(submission.run)
    if release_folders.mark(submission.run) != submission.mark:
        raise LanterneError("work.other-release")
    for attempt in range(1, TRIES + 1):
        notice = notice_of(submission, timezone.now())
        try:
            return publish(
                release,
                settings.LANTERNE_HOME.releases,
                notice,
                asked=asked_of(submission.run.dataset.organisation),
                exemption=passing_of(submission).exemption,
            ).notice
        except EditionRefused as refused:
            there = _there_already(submission)  # what was cut short may have been completed now
            if there is not None:
                return there
            if refused.rule not in _MOVED or attempt == TRIES:
                raise
    raise AssertionError("the last attempt raises or returns")


def _there_already(submission: Submission) -> Notice | None:
    """The edition that an attempt before has made, and could not write down."""
    series = read_state(settings.LANTERNE_HOME.releases).series.get(submission.run.dataset.series)
    for record in () if series is None else reversed(series.records):
        known = Publication.objects.filter(name=record.name)
        mine = record.notice.mark == submission.mark and record.tombstone is None
        if mine and not known.exclude(submission=submission).exists():
            return record.notice
    return None


def _claimed(submission: Submission):  # type: ignore[no-untyped-def]  # a query set
    return Submission.objects.filter(pk=submission.pk, state=Submission.State.PUBLISHING)
