"""A job: what is to be done, how far it is, and how it ended."""

from __future__ import annotations

from django.db import models

from lanterne.hub.people.made import Made
from lanterne.hub.people.models import Organisation


class State(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    """It ended with a fault that its page explains."""
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    """Its worker died, and it cannot be taken up again by itself: a person decides."""


ENDED = frozenset({State.DONE, State.FAILED, State.CANCELLED, State.INTERRUPTED})


class Job(Made):
    """One piece of long work; ``subject`` is the id of what the handler works on."""

    kind = models.CharField(max_length=40)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="jobs")
    subject = models.UUIDField(db_index=True)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    stage = models.CharField(max_length=40, blank=True)
    share = models.FloatField(default=0.0)
    seconds_left = models.FloatField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    heartbeat = models.DateTimeField(null=True)
    started = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    spent = models.BooleanField(default=False)
    """Whether the budget was charged, as the ledger says."""
    problems = models.JSONField(default=list)
    """What the person reads when it failed: sentences, none with a cell's value."""

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return State(self.state) in ENDED
