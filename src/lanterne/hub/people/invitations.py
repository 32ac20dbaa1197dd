"""Invitations: a link that lets one person join one organisation, once, within a week.

The link is shown once or sent by e-mail; the hub keeps its SHA-256 and cannot show it again. An
invitation ends with the power of whoever gave it, and nobody accepts their own.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from lanterne.hub.audit import record
from lanterne.hub.people.models import Invitation, Membership, Organisation, User
from lanterne.hub.people.roles import Purpose, Role

LASTS = timedelta(days=7)


def invite(
    organisation: Organisation,
    roles: Iterable[Role],
    *,
    by: User | None,
    email: str = "",
    name: str = "",
) -> tuple[Invitation, str]:
    """Invite somebody.

    Args:
        organisation: Where to.
        roles: As what.
        by: Who invites; ``None``: whoever runs the hub, from its command line.
        email: Who accepts must have this address; empty: any.
        name: What they are called, as far as is known.

    Returns:
        The invitation, and the token of its link, which is not kept.
    """
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=email.lower(),
        name=name,
        roles=[role.value for role in Role if role in set(roles)],
        digest=_digest(token),
        invited_by=by,
        expires=timezone.now() + LASTS,
    )
    _record("invitation.make", by, invitation)
    return invitation, token


def path(token: str) -> str:
    """Path of the link. Without a language: whoever opens it reads it in theirs."""
    return f"/account/join/{token}/"


def was_mailed(invitation: Invitation) -> None:
    """The link went to the address of the invitation, and is shown to nobody."""
    Invitation.objects.filter(pk=invitation.pk).update(mailed=True)


def waiting(organisation: Organisation) -> QuerySet[Invitation]:
    """Invitations that can still be accepted."""
    return _open().filter(organisation=organisation).order_by("-created")


def opened(token: str) -> Invitation | None:
    """The invitation that a token opens; ``None``: it never was one, or is no longer."""
    return _open().filter(digest=_digest(token)).first()


def accept(invitation: Invitation, user: User) -> bool:
    """Somebody joins, if the invitation is still open and not their own.

    Returns:
        Whether they joined; of two who come at once, one does.
    """
    if invitation.invited_by_id == user.pk:
        return False
    if invitation.email and invitation.email != user.email.lower():
        return False
    with transaction.atomic():
        taken = _open().filter(pk=invitation.pk)
        # The conditions go with the update: an id alone would let two in.
        if not Invitation.objects.filter(pk__in=taken.values("pk"), accepted=None).update(
            accepted=timezone.now(), accepted_by=user
        ):
            return False
        for role in invitation.roles:
            Membership.objects.get_or_create(
                user=user, organisation=invitation.organisation, role=Role(role)
            )
        _record("invitation.accept", user, invitation)
    return True


def revoke(invitation: Invitation, by: User) -> None:
    """Close an invitation that nobody has accepted."""
    Invitation.objects.filter(pk=invitation.pk, accepted=None).update(revoked=timezone.now())
    _record("invitation.revoke", by, invitation)


def _open() -> QuerySet[Invitation]:
    """Neither used, nor revoked, nor too old, and whoever gave it may still give it."""
    now = timezone.now()
    administers = Q(
        invited_by__is_active=True,
        invited_by__memberships__role=Role.ADMINISTRATOR,
        invited_by__memberships__organisation=F("organisation"),
    )
    return Invitation.objects.filter(
        Q(invited_by=None) | administers, accepted=None, revoked=None, expires__gt=now
    ).distinct()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _record(verb: str, actor: User | None, invitation: Invitation) -> None:
    record(
        verb,
        Purpose.ADMINISTRATION,
        actor=actor,
        organisation=invitation.organisation,
        thing=invitation,
        details={"roles": ", ".join(invitation.roles), "bound": bool(invitation.email)},
    )
