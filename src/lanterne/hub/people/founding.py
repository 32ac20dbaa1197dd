"""Beginning an organisation, from the command line of whoever runs the hub."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from lanterne.catalogue.file_names import LONGEST_SLUG, SLUG
from lanterne.errors import UsageError
from lanterne.hub.audit import record
from lanterne.hub.people import invitations
from lanterne.hub.people.models import Organisation
from lanterne.hub.people.roles import Purpose, Role
from lanterne.hub.slugs import short_name


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
    slug = short_name(name, LONGEST_SLUG) if short is None else short
    if len(slug) > LONGEST_SLUG or not SLUG.fullmatch(slug):  # a folder and a key are called so too
        raise UsageError("organisation.short-name")
    if administrator:
        try:
            validate_email(administrator)
        except ValidationError:
            raise UsageError("organisation.no-address", address=administrator) from None
    with transaction.atomic():
        place, made = Organisation.objects.get_or_create(slug=slug, defaults={"name": name})
        if made:
            record("organisation.found", Purpose.ADMINISTRATION, actor=None, organisation=place)
        _invitation, token = invitations.invite(
            place, [Role.ADMINISTRATOR], by=None, email=administrator
        )
    return invitations.path(token)
