"""A job: what is to be done, how far it is, and how it ended."""

from __future__ import annotations

import uuid

from django.db import models

from lanterne.hub.people.models import Organisation, User


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


class Job(models.Model):
    """One piece of long work.

    ``subject`` is the id of what the handler works on; ``problems`` are sentences for the person
    who started it, without any answer of a case: a list of objects as
    :class:`lanterne.errors.Problem` says them, in ``details`` encrypted where they name rows.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="jobs")
    subject = models.UUIDField(db_index=True)
    arguments = models.JSONField(default=dict)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
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
