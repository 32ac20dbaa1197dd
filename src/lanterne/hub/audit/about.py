"""What an event says beside what was done: which role, which edition, which limit, and why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lanterne.hub.audit import words
from lanterne.hub.audit.models import Event
from lanterne.hub.people.models import User
from lanterne.hub.people.role_labels import ROLES

NAMED = ("dataset",)
"""Kinds of things that have a name beside their number; editions say theirs themselves."""

AS_IT_IS = {
    "edition": gettext_lazy("Edition"),
    "no_cap": gettext_lazy("Why there is no limit"),
    "copied_from": gettext_lazy("Answers copied from the case"),
    "household": gettext_lazy("Now lives in the household"),
    "page_key": gettext_lazy("New key of the offline page"),
}
"""Details that are read as they stand, and what a person reads before them."""

PEOPLE = {
    "from": gettext_lazy("Responsible before"),
    "to": gettext_lazy("Responsible now"),
    "put_in": gettext_lazy("Put into the team"),
    "taken_out": gettext_lazy("Taken out of the team"),
}
"""Details that name somebody by their id, and what a person reads before them."""


def said_of(event: Event, people: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What an event was about: what a person reads before it, and the fact.

    Args:
        event: The event.
        people: Of :func:`people_of`; of who is there no more the id is said.
    """
    details: Mapping[str, Any] = event.details
    for role in filter(None, str(details.get("roles") or details.get("role") or "").split(", ")):
        yield _("Role"), _role(role)
    for name, label in AS_IT_IS.items():
        if details.get(name):
            yield str(label), str(details[name])
    if details.get("verdict"):
        yield _("Decision"), words.said(words.VERDICTS, str(details["verdict"]))
    if "epsilon" in details and "delta" in details:
        yield _("Limit"), f"ε ≤ {details['epsilon']}, δ ≤ {details['delta']}"
    if details.get("emergency"):
        yield _("Emergency"), _("somebody else is responsible for this person")
    if details.get("team"):
        of_one = _("a colleague of their team is responsible for this person")
        yield _("Team"), of_one if event.thing else _("a list of the people of their team")
    if details.get("opened"):
        yield _("Encrypted files of the offline page"), words.said(words.OPENED, details["opened"])
    for name, label in PEOPLE.items():
        if details.get(name):
            key = str(details[name])
            yield str(label), people.get(key, key)
    if details.get("kind") and details.get("id"):
        named = words.said(words.KINDS, str(details["kind"]).replace("_", ""))
        yield _("Item or person"), f"{named} {details['id']}"


def why(event: Event) -> str:
    """Why it was refused; empty where it was not, or nobody has said."""
    return words.said(words.WHY, str(event.details.get("why", "")))


def names_of(events: Iterable[Event]) -> Mapping[str, str]:
    """Id of a thing → what it is called, of those that have a name and are still there."""
    found: dict[str, str] = {}
    for kind in NAMED:
        keys = {event.thing for event in events if event.kind == kind}
        try:
            there = apps.get_model("workspace", kind)._default_manager.filter(pk__in=keys)
            found.update({str(one.pk): str(one) for one in there})
        except (LookupError, ValidationError):  # an id that is none
            continue
    return found


def people_of(events: Iterable[Event]) -> Mapping[str, str]:
    """Id → name of the people whom details of events name, and who are still there."""
    keys = {str(one.details[name]) for one in events for name in PEOPLE if name in one.details}
    return {str(one.pk): str(one) for one in User.objects.filter(pk__in=keys)}


def _role(code: str) -> str:
    named = {str(role): name for role, (name, _purpose) in ROLES.items()}
    return str(named.get(code, code))
