"""Datasets: their case files, and what their columns mean."""

from __future__ import annotations

from django.db import models

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
    form_sent = models.CharField(max_length=64, blank=True)
    """That of one that nobody has read yet: it takes the place of the other once it was."""
    subject_id = models.CharField(max_length=200, blank=True)
    """Who is who, as said while no draft waited: see ``books.who_of``."""
    rows_are_people = models.BooleanField(default=False)
    """Somebody has said that every row is another person, whatever looks like an id."""
    household = models.CharField(max_length=200, blank=True)
    ignored = models.JSONField(default=list)
    """Columns of the files that are left out."""
    joint = models.BooleanField(default=False)
    """Whether the cases are those of several organisations: it has pages of its own."""
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
    version = models.TextField()
    """What the codebook calls its version."""
    note = models.TextField(blank=True)
    """Why it is proposed."""
    draft = models.CharField(max_length=64, blank=True)
    """Id in the vault of the draft that it was made of, while nobody has decided."""
    who = models.JSONField(default=dict)
    """Who was who in the dataset when it was proposed."""
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
    column = models.TextField(blank=True)
    """The column that it is about; empty: the codebook as a whole."""
    text = models.TextField()

    def __str__(self) -> str:
        return f"comment {self.id}"


class VignetteCoding(Made):
    """What one person made of the vignettes of a codebook, each story by itself.

    The stories are invented: nothing here is of a case. Who made what of them is shown to those who
    took part and to those who decide on the codebook, and goes into no release.
    """

    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="vignette_codings")
    coded_by = models.CharField(max_length=64)
    """SHA-256 of the definitions; see ``coded_by`` in ``lanterne.harmonise.coded_vignettes``."""
    version = models.TextField()
    """What the codebook called its version."""
    answers = models.JSONField(default=dict)
    """Vignette → column → answer, as the codebook writes it; a vignette is there once coded."""
    finished = models.DateTimeField(null=True)
    """From then on the answers stay, and those of others are shown."""
    after_others = models.BooleanField(default=False)
    """Whether those of others were open to this person before they answered."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("dataset", "created_by", "coded_by"), name="one_coding_of_a_person"
            ),
        )

    def __str__(self) -> str:
        return f"coding {self.id}"


class PageKey(Made):
    """A key to which offline pages of a dataset encrypt what is filled in. Written once."""

    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="page_keys")
    recipient = models.CharField(max_length=100)
    """The public one, as it stands in pages."""
    private = models.CharField(max_length=64)
    """Id in the vault of the private one."""

    def __str__(self) -> str:
        return f"page key {self.id}"


class MappingVersion(Made):
    """A mapping by which cases were made. Written once."""

    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="mapping_versions")
    version = models.CharField(max_length=40)
    file = models.CharField(max_length=64)
    """Id in the vault; empty: it was deleted, after the cases that were made by it."""

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
    counted = models.CharField(max_length=64, blank=True)
    """Id in the vault of which registered cases these are; empty: they came as a file."""
    deleted = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"case file {self.id}"
