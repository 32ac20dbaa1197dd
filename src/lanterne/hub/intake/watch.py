"""Names are closed where somebody signs out, and taken from who leaves; so is their team."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.db.models.signals import post_delete
from django.dispatch import receiver

from lanterne.hub.intake.holders import may_hold
from lanterne.hub.intake.models import NamesHolder, OpenedNames, TeamMember
from lanterne.hub.intake.opened import close_all
from lanterne.hub.intake.teams import stands_in
from lanterne.hub.people.models import Membership
from lanterne.hub.people.signals import account_closed, sessions_ended


@receiver(account_closed)
def closed(user: Any, **more: Any) -> None:
    """Take the names key and the team from whose account is closed; both anew if it is opened."""
    del more
    NamesHolder.objects.filter(user=user).delete()
    TeamMember.objects.filter(user=user).delete()


@receiver(sessions_ended)
@receiver(user_logged_out)
def signed_out(user: Any, **more: Any) -> None:
    """Close the names of who signs out, or is signed out, in all their browsers."""
    del more
    if user is not None:
        close_all(user)


@receiver(post_delete, sender=Membership)
def role_taken(instance: Membership, **more: Any) -> None:
    """Take the names key, and the team, from who has no role any more that needs it."""
    del more
    there = {"intake__organisation": instance.organisation, "user": instance.user}
    if not stands_in(instance.user.held_in(instance.organisation)):
        TeamMember.objects.filter(**there).delete()
    if not may_hold(instance.organisation, instance.user):
        NamesHolder.objects.filter(**there).delete()
        OpenedNames.objects.filter(**there).delete()
