"""Where else somebody can go from a page of their organisation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lanterne.hub.people.access import Desk
from lanterne.hub.people.desk import owner_of
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web.second_person import alone

register = template.Library()

AREAS: tuple[tuple[str, Promise, Verb, Purpose], ...] = (
    ("datasets", _("Datasets"), Verb.SEE_DATASET, Purpose.COLLECTION),
    ("joint", _("Joint datasets"), Verb.SEE_DATASET, Purpose.PROTECTION),
    ("intake", _("Intake"), Verb.SEE_DATASET, Purpose.COLLECTION),
    ("jobs", _("Work in progress"), Verb.SEE_DATASET, Purpose.PROTECTION),
    ("policy", _("Policy"), Verb.SET_POLICY, Purpose.REVIEW),
    ("people", _("People"), Verb.MANAGE_PEOPLE, Purpose.ADMINISTRATION),
    ("audit", _("Audit log"), Verb.READ_AUDIT, Purpose.OVERSIGHT),
)
"""Name of the address, what a person reads, and what they must be allowed to do there."""


@dataclass(frozen=True)
class Area:
    """A place to go.

    Attributes:
        label: What a person reads.
        address: Where it is.
        here: Whether the page is there, or below it.
    """

    label: Promise
    address: str
    here: bool


@register.simple_tag(takes_context=True)
def areas(context: Any, desk: Desk) -> list[Area]:
    """The places that are open to whoever sits at the desk."""
    path = context["request"].path
    found = [
        (label, reverse(name, args=[desk.organisation.slug]))
        for name, label, verb, purpose in AREAS
        if desk.may(verb, purpose) and _is_there(name, desk)
    ]
    deepest = max((one for _label, one in found if path.startswith(one)), key=len, default="")
    return [Area(label, address, address == deepest) for label, address in found]


def _is_there(name: str, desk: Desk) -> bool:
    """Whether an organisation has that place: of one computer there are no other organisations."""
    if name == "joint":
        return not alone()
    return name != "intake" or _has_intake(desk)


def _has_intake(desk: Desk) -> bool:
    """Whether people are registered here, or whoever sits at the desk may begin with it."""
    on = getattr(desk.organisation, "intake", None) is not None
    return on or desk.may(Verb.SWITCH_INTAKE, Purpose.COLLECTION)


@register.simple_tag
def may(desk: Desk, verb: str, purpose: str, thing: object = None) -> bool:
    """Whether somebody may do something here, or to a thing, so that a way to it is shown."""
    return desk.may(Verb(verb), Purpose(purpose), made_by=owner_of(thing))
