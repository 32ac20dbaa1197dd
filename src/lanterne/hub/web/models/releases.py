"""Releases of a dataset: runs, private reports, reviews, publications."""

from __future__ import annotations

import hashlib
import json
import uuid

from django.db import models

from lanterne.hub.jobs.models import Job
from lanterne.hub.people.made import Made
from lanterne.hub.people.models import User
from lanterne.hub.web.models.datasets import CaseFile, Dataset


class Run(Made):
    """One attempt at a release: choices, a job, and the release that came of it."""

    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="runs")
    case_file = models.ForeignKey(CaseFile, models.PROTECT, null=True, related_name="runs")
    """``None``: it is drawn from kept measurements of several organisations."""
    method = models.CharField(max_length=40)
    choices = models.JSONField(default=dict)
    """Arguments of the verb; public."""
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")
    promise = models.JSONField(default=dict)
    """What the release promises, once it is there: protected."""

    def __str__(self) -> str:
        return f"run {self.id}"


class Report(Made):
    """Something private that was computed from cases: it lies in the vault."""

    class Kind(models.TextChoices):
        """What it is."""

        RISK = "risk"
        EVALUATION = "evaluation"
        COMPARISON = "comparison"
        GATE = "gate"

    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="reports")
    case_file = models.ForeignKey(CaseFile, models.PROTECT, related_name="reports")
    runs = models.ManyToManyField(Run, related_name="reports")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")
    files = models.JSONField(default=dict)
    """Name (``page.fr``, ``figures``) → id in the vault."""

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Submission(Made):
    """A release that somebody wants published, as it will be seen."""

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open"
        APPROVED = "approved"
        PUBLISHING = "publishing"
        """Approved, and on its way into the catalogue."""
        RETURNED = "returned"
        REFUSED = "refused"
        REPLACED = "replaced"
        """Its author has submitted another one in its place."""
        PUBLISHED = "published"

    run = models.ForeignKey(Run, models.PROTECT, related_name="submissions")
    notice = models.JSONField(default=dict)
    """Title, description, licence, publisher, citation, languages: as the public will read them."""
    mark = models.CharField(max_length=64)
    """Checksum of the release's list of checksums when it was submitted: what is approved."""
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)

    def __str__(self) -> str:
        return f"submission {self.id}"

    @property
    def seal(self) -> str:
        """SHA-256 of what a decision is about: mark, notice, and an exception if there is one."""
        decided = [self.mark, self.notice]
        if self.exemption is not None:
            decided.append(self.exemption.words)
        text = json.dumps(decided, sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def exemption(self) -> Exemption | None:
        """The last exception that was written for it."""
        return self.exemptions.order_by("-number", "-created").first()

    def authors(self) -> set[uuid.UUID]:
        """Ids of those who have submitted it, made the release, or measured what it is drawn from.

        None of them decides on it.
        """
        found = {self.created_by_id, self.run.created_by_id}
        source = self.run.choices.get("from")
        if source:
            found.update(Run.objects.filter(pk=source).values_list("created_by_id", flat=True))
        return found


class Exemption(Made):
    """Why a submission may be public though the gate has not let it pass. Written once; public."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="exemptions")
    reason = models.JSONField(default=dict)
    """Language → why, as the public reads it."""
    answer = models.CharField(max_length=12)
    """What the gate had said: ``refused`` or ``unjudged``."""
    policy = models.CharField(max_length=20)
    content = models.CharField(max_length=64)
    """Level, or ``own``, and SHA-256 of the policy that the exception is from."""

    def __str__(self) -> str:
        return f"exception for {self.submission_id}"

    @property
    def words(self) -> list[object]:
        """What is approved with it."""
        return [self.reason, self.answer, self.content]


class Decision(Made):
    """What a second person said of a submission. Written once."""

    class Verdict(models.TextChoices):
        """What they said."""

        APPROVE = "approve"
        RETURN = "return"
        REFUSE = "refuse"

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="decisions")
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    comment = models.TextField(blank=True)
    public_name = models.CharField(max_length=200, default="", blank=True)
    """Who approves, as the public may read it; empty: they do not want to be named."""
    seal = models.CharField(max_length=64, default="")
    """SHA-256 of the mark and the notice that were decided on: no other may be published.

    Empty in decisions from before it was kept: they approve nothing any more.
    """

    def __str__(self) -> str:
        return f"{self.verdict} of {self.submission_id}"


class Withdrawal(Made):
    """What somebody proposed, and a second person decided: an edition is suspended meanwhile."""

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open"
        CONFIRMED = "confirmed"
        RESTORED = "restored"
        """The edition was put back."""

    publication = models.ForeignKey("Publication", models.PROTECT, related_name="withdrawals")
    reason = models.JSONField(default=dict)
    """Language → why: public once the edition is withdrawn, and not before."""
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    decided = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    comment = models.TextField(blank=True)
    """Why it was put back."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("publication",),
                condition=models.Q(state="open"),
                name="one_open_withdrawal_of_an_edition",
            ),
        )

    def __str__(self) -> str:
        return f"withdrawal of {self.publication.name}"


class Publication(Made):
    """An edition in the catalogue. What the public reads stands in the catalogue, not here."""

    submission = models.OneToOneField(Submission, models.PROTECT, related_name="publication")
    name = models.CharField(max_length=120, unique=True)
    edition = models.PositiveIntegerField()
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")
    withdrawn = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.name

    @property
    def called(self) -> dict[str, str]:
        """What the audit log says of it beside its id."""
        return {"edition": self.name}
