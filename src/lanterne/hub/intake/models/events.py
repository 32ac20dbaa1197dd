"""What happens to a case over time.

In clear stand the case, the kind, where a referral or a follow-up stands, the day, and the day on
which something is due: lists are made of them. All that is said is sealed, and sealed to these, so
that whoever writes to the database alone changes none of them unseen.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from lanterne.hub.people.made import Made
from lanterne.hub.people.models import User
from lanterne.intake.events import EventKind, EventState


class Told(models.Model):
    """One version of an event."""

    state = models.CharField(
        max_length=12,
        blank=True,
        default="",
        choices=[(one.value, one.value) for one in EventState],
    )
    """Where a referral or a follow-up stands; empty: it is neither."""
    on = models.DateField()
    """The day on which it happened; of an exploitation the one on which it was told."""
    due = models.DateField(null=True)
    """The day on which a follow-up is due."""
    sealed = models.BinaryField()
    """What is said of it."""
    revision = models.PositiveIntegerField(default=1)
    """How often it was written."""
    written = models.DateTimeField(default=timezone.now)
    """When this version was written."""
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    """Who wrote this version."""

    class Meta:
        abstract = True


class Event(Made, Told):
    """What happened, or is to be done."""

    case = models.ForeignKey("intake.Case", models.CASCADE, related_name="events")
    kind = models.CharField(max_length=16, choices=[(one.value, one.value) for one in EventKind])

    class Meta:
        indexes = (
            models.Index(fields=("kind", "state", "due"), name="events_to_be_done"),
            models.Index(fields=("kind", "on"), name="events_of_a_month"),
        )

    @property
    def owned_by(self) -> User:
        """Whose it is: whose the case is."""
        return self.case.worker

    @property
    def called(self) -> dict[str, str]:
        """What stands in the audit log."""
        return {"code": self.case.code, "event": self.kind}

    def __str__(self) -> str:
        return f"event {self.id}"


class EarlierEvent(Made, Told):
    """An event as it was before it changed. ``created`` is when it was replaced."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="earlier")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("event", "revision"), name="one_event_of_a_revision"),
        )

    def __str__(self) -> str:
        return f"earlier event {self.id}"
