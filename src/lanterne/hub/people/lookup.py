"""How people and invitations in addresses are found: in the organisation of who asks."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from lanterne.hub.people.access import Desk, finder
from lanterne.hub.people.models import Invitation, Organisation, User


def members(organisation: Organisation) -> QuerySet[User]:
    """The people of an organisation, with those whose account is closed."""
    found = User.objects.filter(memberships__organisation=organisation).distinct()
    return found.order_by("name", "email")


@finder("member")
def find_member(desk: Desk, key: uuid.UUID) -> User:
    """A person of the organisation."""
    return get_object_or_404(members(desk.organisation), pk=key)


@finder("invitation")
def find_invitation(desk: Desk, key: uuid.UUID) -> Invitation:
    """An invitation to the organisation."""
    return get_object_or_404(Invitation, pk=key, organisation=desk.organisation)
