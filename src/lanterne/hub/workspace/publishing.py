"""The page of the Publish step: into the catalogue, and out of it with a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lanterne.errors import InputError, LanterneError
from lanterne.hub.jobs.start import start
from lanterne.hub.languages import LANGUAGES, direction
from lanterne.hub.people.desk import Desk, needs
from lanterne.hub.people.made import OLDEST_FIRST
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.publication import EditionRefused, Record, read_state, withdraw
from lanterne.hub.publication.tombstone import LONGEST_REASON
from lanterne.hub.workspace import checks, clocks, road_commands
from lanterne.hub.workspace.models import Dataset, Publication, Submission
from lanterne.hub.workspace.notices import lines, notice_of
from lanterne.hub.workspace.passing import NOT_PASSED, may_be_public, passing_of
from lanterne.hub.workspace.steps import steps
from lanterne.hub.workspace.waiting import last_job

State = Submission.State


class ReasonForm(forms.Form):
    """Why an edition is withdrawn, in one language or several; everybody may read it."""

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        for tag, own in LANGUAGES:
            self.fields[f"reason_{tag}"] = forms.CharField(
                label=own,
                max_length=LONGEST_REASON,
                required=False,
                widget=forms.Textarea({"lang": tag, "dir": direction(tag), "rows": 3}),
            )

    def clean(self) -> dict[str, Any]:
        """That there is a reason."""
        found = super().clean() or {}
        if not any(found.values()):
            self.add_error(None, _("Say why, in at least one language."))
        return found

    @property
    def reason(self) -> dict[str, str]:
        """Language → reason."""
        found = self.cleaned_data
        said = {tag: found[f"reason_{tag}"] for tag, _own in LANGUAGES}
        return {tag: lines(text) for tag, text in said.items() if text}


@require_safe
@needs(Verb.SEE_DATASET, Purpose.PUBLICATION, of="dataset")
def publish_step(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """What can be published of a dataset, and what is public."""
    return _page(request, desk, dataset)


@require_POST
@needs(Verb.PUBLISH, Purpose.PUBLICATION, of="submission")
def start_publication(request: HttpRequest, desk: Desk, submission: Submission) -> HttpResponseBase:
    """Publish what was approved; of two people who do so at once, one does."""
    if submission.state == State.APPROVED and not may_be_public(passing_of(submission)):
        return _page(request, desk, submission.run.dataset, str(NOT_PASSED), 409)
    with transaction.atomic():
        waiting = Submission.objects.filter(pk=submission.pk)
        claimed = waiting.filter(state=State.APPROVED).update(state=State.PUBLISHING)
        before = last_job("publish", submission.pk)
        stuck = submission.state == State.PUBLISHING and (before is None or before.is_over)
        if claimed or stuck:
            before = start("publish", desk, submission.pk)
    if before is None:
        told = _("This has not been approved.")
        return _page(request, desk, submission.run.dataset, told, 409)
    return redirect("job", desk.organisation.slug, before.pk)


@require_safe
@needs(Verb.SEE_DATASET, Purpose.PUBLICATION, of="publication")
def publication_page(
    request: HttpRequest, desk: Desk, publication: Publication
) -> HttpResponseBase:
    """An edition: where it is, how it is verified, and how it is withdrawn."""
    return _edition(request, desk, publication, ReasonForm(None))


@require_POST
@needs(Verb.WITHDRAW, Purpose.PUBLICATION, of="publication")
def withdraw_edition(
    request: HttpRequest, desk: Desk, publication: Publication
) -> HttpResponseBase:
    """Take an edition out of the catalogue; why stays there, and its number is never used again."""
    form = ReasonForm(request.POST)
    home = settings.LANTERNE_HOME
    if not form.is_valid():
        return _edition(request, desk, publication, form, 422)
    try:
        now = timezone.now()
        withdraw(publication.name, home.releases, form.reason, archive=home.archive, withdrawn=now)
    except EditionRefused as refused:
        if refused.rule != "withdrawn":
            told = _("This cannot be done at this moment. Try again in a minute.")
            form.add_error(None, told)
            return _edition(request, desk, publication, form, 409)
    except InputError:
        told = _("Somewhere stands a character that cannot be seen. Type the texts anew.")
        form.add_error(None, told)
        return _edition(request, desk, publication, form, 422)
    except LanterneError:
        form.add_error(None, _("The disk did not take it. Look again, then try again."))
        return _edition(request, desk, publication, form, 409)
    Publication.objects.filter(pk=publication.pk, withdrawn=None).update(
        withdrawn=timezone.now(), withdrawn_by=desk.user
    )
    return redirect("publication", desk.organisation.slug, publication.pk)


def _record(publication: Publication) -> Record | None:
    """The edition as the catalogue has it: what is public is what stands there."""
    return read_state(settings.LANTERNE_HOME.releases).record(publication.name)


def _edition(
    request: HttpRequest,
    desk: Desk,
    publication: Publication,
    form: ReasonForm,
    status: int = 200,
) -> HttpResponseBase:
    dataset, record = publication.submission.run.dataset, _record(publication)
    gone = publication.withdrawn is not None or bool(record and record.tombstone)
    submission = publication.submission
    approved = submission.decisions.order_by(*OLDEST_FIRST).values_list("created", flat=True)
    times = [submission.created, *approved, publication.created, publication.withdrawn]
    context = {
        "desk": desk,
        "dataset": dataset,
        "steps": steps(desk, dataset, "publish"),
        "publication": publication,
        "record": record,
        "notice": None if record is None else record.notice,
        "texts": [] if record is None else checks.texts_of(publication.submission.notice),
        "reasons": [] if not (record and record.tombstone) else list(_reasons(record)),
        "gone": gone,
        "clock": clocks.said_of(time for time in times if time is not None),
        "verify_line": road_commands.verifying(publication.name),
        "form": form,
        "may_withdraw": not gone and desk.may(Verb.WITHDRAW, Purpose.PUBLICATION),
    }
    return render(request, "workspace/publication.html", context, status=status)


def _reasons(record: Record) -> list[tuple[str, str, str]]:
    assert record.tombstone is not None  # the caller has looked
    return [(tag, direction(tag), text) for tag, text in record.tombstone.reason.items()]


def _page(
    request: HttpRequest, desk: Desk, dataset: Dataset, told: str = "", status: int = 200
) -> HttpResponseBase:
    language = get_language() or "en"
    found = Submission.objects.filter(run__dataset=dataset).select_related("run__dataset")
    ready = found.filter(state__in=[State.APPROVED, State.PUBLISHING]).order_by(*OLDEST_FIRST)
    public = Publication.objects.filter(submission__run__dataset=dataset)
    published = public.order_by("edition").values_list("created", flat=True)
    context = {
        "desk": desk,
        "dataset": dataset,
        "clock": clocks.said_of(published),
        "steps": steps(desk, dataset, "publish"),
        "ready": [_ready(one, language) for one in ready],
        "publications": public.select_related("submission").order_by("-edition"),
        "may_publish": desk.may(Verb.PUBLISH, Purpose.PUBLICATION),
        "told": told,
    }
    return render(request, "workspace/publish.html", context, status=status)


def _ready(submission: Submission, language: str) -> dict[str, Any]:
    notice, job = notice_of(submission), last_job("publish", submission.pk)
    titles = submission.notice["title"]
    running = submission.state == State.PUBLISHING and job is not None and not job.is_over
    return {
        "submission": submission,
        "notice": notice,
        "line": road_commands.publishing(notice),
        "title": titles.get(language) or next(iter(titles.values())),
        "job": job if running else None,
    }
