"""The seven steps of the road, and the bar that shows them."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lanterne.hub.people.access import Desk
from lanterne.hub.web.models import Dataset

STEPS: tuple[tuple[str, Promise], ...] = (
    ("data", _("Data")),
    ("harmonise", _("Harmonise")),
    ("risk", _("Risk")),
    ("protect", _("Protect")),
    ("evaluate", _("Evaluate")),
    ("review", _("Review")),
    ("publish", _("Publish")),
)
"""Name of the address, and what a person reads."""


@dataclass(frozen=True)
class Step:
    """A step in the bar.

    Attributes:
        number: 1 to 7.
        name: Name of its address.
        label: What a person reads.
        address: Where it is.
        here: Whether this is the page.
    """

    number: int
    name: str
    label: Promise
    address: str
    here: bool


def steps(desk: Desk, dataset: Dataset, here: str) -> tuple[Step, ...]:
    """The bar of a dataset; a joint one has none."""
    if dataset.joint:
        return ()
    where = [desk.organisation.slug, dataset.pk]
    return tuple(
        Step(number, name, label, reverse(name, args=where), name == here)
        for number, (name, label) in enumerate(STEPS, 1)
    )
