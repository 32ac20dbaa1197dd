"""The events, and the end of their chain."""

from __future__ import annotations

from django.db import models

from lanterne.hub.audit.log import START


class Event(models.Model):
    """One act. Written once; never changed."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=36)
    organisation = models.CharField(max_length=36, blank=True, db_index=True)
    verb = models.CharField(max_length=40)
    purpose = models.CharField(max_length=20)
    kind = models.CharField(max_length=40, blank=True)
    thing = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(max_length=12)
    details = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"event {self.number}"


class Head(models.Model):
    """The end of the chain: one row, locked by whoever writes the next event."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default=START)

    def __str__(self) -> str:
        return f"head at {self.number}"
