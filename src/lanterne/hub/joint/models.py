"""An agreement between organisations, what each has handed in, and the years that were measured.

Nothing here was computed from cases. What an organisation handed in is a case file of its own, in
its own vault; the others see that it did, and nothing else.
"""

from __future__ import annotations

from django.db import models

from lanterne.hub.jobs.models import Job
from lanterne.hub.people.made import Made
from lanterne.hub.people.models import Organisation, User
from lanterne.hub.web.models import CaseFile, Dataset, Decision


class Agreement(Made):
    """What several organisations agree on: its terms stay as they are."""

    class Referred(models.TextChoices):
        """Who counts a person whom one organisation referred to another."""

        FIRST = "first"
        NOW = "now"
        EACH = "each"

    dataset = models.OneToOneField(Dataset, models.PROTECT, related_name="agreement")
    """Its title, codebook, editions, and the organisation that proposed it."""
    purpose = models.TextField()
    """What for, in the words of who proposed it. Public."""
    until = models.DateField()
    """The last day on which a year may be measured."""
    referred = models.CharField(max_length=8, choices=Referred.choices)
    epsilon = models.FloatField()
    people = models.PositiveIntegerField()
    """Order of magnitude of the people of a cohort, as is publicly known."""
    cohorts = models.TextField()
    """Names of cohorts, with commas between."""
    final_after = models.PositiveSmallIntegerField(default=2)
    key = models.CharField(max_length=64, blank=True)
    """Id in the vault of who proposed it of the key of the register; empty: nothing is begun."""

    def __str__(self) -> str:
        return self.dataset.title

    @property
    def lead(self) -> Organisation:
        """The organisation that proposed it: it measures, draws, submits and publishes."""
        return self.dataset.organisation

    @property
    def called(self) -> dict[str, str]:
        """What the audit log says of it beside its id."""
        return {}


class Partner(Made):
    """A place in an agreement: a name at first, and an organisation of the hub once it joins."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="partners")
    name = models.CharField(max_length=200)
    """As the public will read it."""
    code = models.SlugField(max_length=48)
    """Stands before its ids."""
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="joint_places"
    )
    digest = models.CharField(max_length=64, blank=True)
    """SHA-256 of the code by which it joins; empty: it has joined, or no code is out."""
    expires = models.DateTimeField(null=True)
    joined = models.DateTimeField(null=True)
    seal = models.CharField(max_length=64, blank=True)
    """SHA-256 of the terms that it signed."""
    signed = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    left = models.DateTimeField(null=True)
    left_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)
    """The signed note that it left; empty: nothing had been measured."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("agreement", "organisation"), name="one_place_of_an_organisation"
            ),
            models.UniqueConstraint(fields=("agreement", "code"), name="one_place_of_a_code"),
        )

    def __str__(self) -> str:
        return self.name


class Delivery(Made):
    """A year that was closed, so that it is measured."""

    class State(models.TextChoices):
        """What became of it."""

        MEASURING = "measuring"
        MEASURED = "measured"
        FAILED = "failed"
        """Nothing was measured: it may be closed once more."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="deliveries")
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.MEASURING)
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("agreement", "year"),
                condition=~models.Q(state="failed"),
                name="one_delivery_of_a_year",
            ),
        )

    def __str__(self) -> str:
        return f"{self.year} of {self.agreement_id}"


class Contribution(Made):
    """Cases that an organisation has handed in."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="contributions")
    case_file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    delivery = models.ForeignKey(Delivery, models.SET_NULL, null=True, related_name="contributions")
    """The year in which they were counted; ``None``: not yet."""
    most_are_gone = models.BooleanField(default=False)
    """Whether most people of earlier years are really not among them, as somebody said."""
    taken_back = models.DateTimeField(null=True)
    """When they were taken back, or others came in their place."""
    fault = models.TextField(blank=True)
    """Why they could not be used, in codes that show nothing of a case; empty: they could."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("partner",),
                condition=models.Q(delivery=None, taken_back=None),
                name="one_waiting_contribution",
            ),
        )

    def __str__(self) -> str:
        return f"contribution {self.id}"


class PartnerDecision(models.Model):
    """For which organisation somebody decided on an edition."""

    decision = models.OneToOneField(Decision, models.CASCADE, related_name="of_partner")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="decisions")

    def __str__(self) -> str:
        return f"decision of {self.partner_id}"
