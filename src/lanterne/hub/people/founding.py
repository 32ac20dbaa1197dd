"""Beginning an organisation, from the command line of whoever runs the hub."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.text import slugify

from lanterne.errors import UsageError
from lanterne.hub.audit import record
from lanterne.hub.people.invitations import invite
from lanterne.hub.people.models import Organisation
from lanterne.hub.people.roles import Purpose, Role

LONGEST = 60
"""Letters of a name in addresses."""

_SHORT = re.compile(rf"(?=.{{1,{LONGEST}}}$)[a-z0-9]+(?:-[a-z0-9]+)*")
"""Such a name: that of a folder and of a key, too, and so without an underscore."""


def found(name: str, short: str | None, administrator: str) -> str:
    """Begin an organisation, if it is not there, and invite somebody to administer it.

    Args:
        name: What it is called.
        short: Its name in addresses; ``None``: made from the name.
        administrator: Address that the invitation is for; empty: for whoever has the link.

    Returns:
        Path of the link; it cannot be shown again.

    Raises:
        UsageError: A name or an address will not do.
    """
    slug = _short(name) if short is None else short
    if not _SHORT.fullmatch(slug):
        raise UsageError(
            "The name in addresses must be small letters, digits and hyphens. Give one with "
            "--short."
        )
    if administrator:
        try:
            validate_email(administrator)
        except ValidationError:
            raise UsageError(f"{administrator!r} is no e-mail address.") from None
    with transaction.atomic():
        place, made = Organisation.objects.get_or_create(slug=slug, defaults={"name": name})
        if made:
            record("organisation.found", Purpose.ADMINISTRATION, actor=None, organisation=place)
        _invitation, token = invite(place, [Role.ADMINISTRATOR], by=None, email=administrator)
    return reverse("come", args=[token])


def _short(name: str) -> str:
    return re.sub("[-_]+", "-", slugify(name))[:LONGEST].strip("-")
