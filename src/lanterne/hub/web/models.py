"""What an organisation works on: datasets, their case files, runs, reports, reviews, publications.

Nothing that was computed from cases stands in a column here: it lies in the vault, encrypted, and
only its id is here. What is protected, such as the promise of a release, may stand here.
"""

from __future__ import annotations

import hashlib
import json
import uuid

from django.db import models

from lanterne.hub.jobs.models import Job
from lanterne.hub.people.made import Made
from lanterne.hub.people.models import Organisation, User


class Dataset(Made):
    """Cases about one set of people, over all their files and releases: they share a ledger."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="datasets")
    title = models.CharField(max_length=200)
    series = models.SlugField(max_length=60)
    """Name of its editions in the catalogue; unique in the hub."""
    codebook_name = models.CharField(max_length=100, blank=True)
    """A built-in codebook; empty where ``codebook`` holds one of its own."""
    codebook = models.TextField(blank=True)
    """Its own codebook, as TOML, in force: a person has said that its lists may be public."""
    draft = models.CharField(max_length=64, blank=True)
    """Id in the vault of a codebook that nobody has confirmed: its lists may be read from cases."""
    mapping = models.CharField(max_length=64, blank=True)
    """Id in the vault of the mapping that people work on: what becomes of a partner's columns."""
    form = models.CharField(max_length=64, blank=True)
    """Id in the vault of the form that its files are collected with, an XLSForm."""
    subject_id = models.CharField(max_length=200, blank=True)
    """Who is who, as said while no draft waited: see ``books.who_of``."""
    rows_are_people = models.BooleanField(default=False)
    """Somebody has said that every row is another person, whatever looks like an id."""
    household = models.CharField(max_length=200, blank=True)
    ignored = models.JSONField(default=list)
    """Columns of the files that are left out."""
    people_expected = models.PositiveIntegerField(default=100_000)
    """Order of magnitude of the people, as is publicly known."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=("series",), name="one_dataset_per_series"),)

    def __str__(self) -> str:
        return self.title

    @property
    def ledger_name(self) -> str:
        """Name of the file of its ledger, in the folder of ledgers."""
        return f"{self.id}.jsonl"


class CodebookVersion(Made):
    """A codebook of a dataset that was put in force, or that somebody proposes to use.

    All its lists were confirmed before: they may be public.
    """

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open"
        ADOPTED = "adopted"
        RETURNED = "returned"

    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="codebook_versions")
    codebook = models.TextField()
    """As TOML."""
    version = models.CharField(max_length=100)
    """What the codebook calls its version."""
    note = models.TextField(blank=True)
    """Why it is proposed."""
    who = models.JSONField(default=dict)
    """Who is who, and what is left out, once it is used; and what was said when it was proposed."""
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    decided = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("dataset",),
                condition=models.Q(state="open"),
                name="one_open_codebook_of_a_dataset",
            ),
        )

    def __str__(self) -> str:
        return f"codebook {self.id}"


class CodebookComment(Made):
    """What somebody said of a codebook while it was proposed. Written once."""

    version = models.ForeignKey(CodebookVersion, models.CASCADE, related_name="comments")
    column = models.CharField(max_length=200, blank=True)
    """The column that it is about; empty: the codebook as a whole."""
    text = models.TextField()

    def __str__(self) -> str:
        return f"comment {self.id}"


class MappingVersion(Made):
    """A mapping by which cases were made. Written once."""

    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="mapping_versions")
    version = models.CharField(max_length=40)
    file = models.CharField(max_length=64)
    """Id in the vault."""

    def __str__(self) -> str:
        return f"mapping {self.version} of {self.dataset_id}"


class CaseFile(Made):
    """One upload: a file, or the files of several tables. Its content lies in the vault."""

    class State(models.TextChoices):
        """What is known of it."""

        UPLOADED = "uploaded"
        CHECKED = "checked"
        FAULTY = "faulty"
        DELETED = "deleted"

    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="case_files")
    parts = models.JSONField(default=list)
    """Of each file its id in the vault, the table it holds (or empty) and its kind (csv, …)."""
    size = models.BigIntegerField(default=0)
    state = models.CharField(max_length=12, choices=State.choices, default=State.UPLOADED)
    findings = models.CharField(max_length=64, blank=True)
    """Id in the vault of what the check found and of the preview."""
    scan = models.CharField(max_length=64, blank=True)
    """Id in the vault of what was found in a partner's file: its columns and their answers."""
    mapping = models.ForeignKey(
        MappingVersion, models.PROTECT, null=True, related_name="case_files"
    )
    """By what the cases were made from a partner's file; ``None``: they came as they are."""
    made_from = models.UUIDField(null=True)
    """Id of that file, which may be deleted by now."""
    deleted = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"case file {self.id}"


class Run(Made):
    """One attempt at a release: choices, a job, and the release that came of it."""

    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="runs")
    case_file = models.ForeignKey(CaseFile, models.PROTECT, related_name="runs")
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
