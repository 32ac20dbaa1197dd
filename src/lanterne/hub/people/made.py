"""What people make in an organisation: who made it, when, and what came before it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import models

from lanterne.hub.people.models import User

NEWEST_FIRST = ("-number", "-created")
OLDEST_FIRST = ("number", "created")
"""For ``order_by``: the order in which things came, whatever the clock said then."""


class Made(models.Model):
    """Something that somebody made.

    ``number`` counts the things of a kind as they come: a clock may be set back, so ``created`` is
    only shown. Two that are made at the same moment may have the same number.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    number = models.PositiveBigIntegerField(editable=False, db_index=True)

    class Meta:
        abstract = True

    def save(self, *args: Any, **more: Any) -> None:
        """Keep it; what is new comes after all that is there."""
        if self._state.adding:
            last = type(self)._default_manager.aggregate(last=models.Max("number"))["last"]
            self.number = (last or 0) + 1
        super().save(*args, **more)


Row = TypeVar("Row", bound=Made)


def in_order(rows: models.QuerySet[Row], keys: Sequence[uuid.UUID]) -> list[Row]:
    """The rows of some ids, in their order, without those that are gone.

    For long lists: ids alone are sorted, by an index, and only what is shown is read.
    """
    found = rows.in_bulk(list(keys))
    return [found[key] for key in keys if key in found]


def number_by_clock(*kinds: Any) -> None:
    """Number things that were made before they had numbers; for migrations.

    Args:
        kinds: Models, as a migration knows them.
    """
    for kind in kinds:
        keys = kind.objects.order_by("created", "pk").values_list("pk", flat=True)
        for number, key in enumerate(list(keys), 1):
            kind.objects.filter(pk=key).update(number=number)
