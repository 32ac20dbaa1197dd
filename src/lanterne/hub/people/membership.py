"""Giving and taking roles, and ending the access of a person. Every change is written down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from django.apps import apps
from django.db import transaction

from lanterne.hub.audit import Why
from lanterne.hub.people.access import Desk
from lanterne.hub.people.models import Membership, Organisation, User
from lanterne.hub.people.roles import Purpose, Role
from lanterne.hub.people.signals import account_closed, sessions_ended


def held_in(organisation: Organisation) -> Mapping[UUID, frozenset[Role]]:
    """Id of each person of an organisation → their roles there, as :meth:`User.held_in`."""
    found: defaultdict[UUID, set[Role]] = defaultdict(set)
    held = Membership.objects.filter(organisation=organisation)
    for user, role in held.values_list("user", "role"):
        found[user].add(Role(role))
    return {user: frozenset(roles) for user, roles in found.items()}


def give(desk: Desk, member: User, role: Role) -> bool:
    """Give somebody a role.

    Returns:
        Whether it was given: nobody gives one to themselves, and who tries is written down.
    """
    if member.pk == desk.user.pk:
        desk.refuse("role.give", Purpose.ADMINISTRATION, Why.OWN, member, role=role.value)
        return False
    with transaction.atomic():
        _, made = Membership.objects.get_or_create(
            user=member, organisation=desk.organisation, role=role
        )
        if made:
            desk.record("role.give", Purpose.ADMINISTRATION, member, details={"role": role.value})
    return True


def take(desk: Desk, member: User, role: Role) -> None:
    """Take a role from somebody, or give one's own up."""
    with transaction.atomic():
        taken, _ = Membership.objects.filter(
            user=member, organisation=desk.organisation, role=role
        ).delete()
        if taken:
            desk.record("role.take", Purpose.ADMINISTRATION, member, details={"role": role.value})
    if not member.roles_in(desk.organisation):
        end_sessions(member)


def is_last_administrator(organisation: Organisation, member: User) -> bool:
    """Whether nobody else could invite people after them."""
    administrators = Membership.objects.filter(
        organisation=organisation, role=Role.ADMINISTRATOR, user__is_active=True
    )
    return set(administrators.values_list("user_id", flat=True)) == {member.pk}


def remove(desk: Desk, member: User) -> None:
    """Take all roles here from somebody, and sign them out everywhere."""
    with transaction.atomic():
        Membership.objects.filter(user=member, organisation=desk.organisation).delete()
        desk.record("person.remove", Purpose.ADMINISTRATION, member)
    end_sessions(member)


def works_elsewhere(organisation: Organisation, member: User) -> bool:
    """Whether somebody has a role in another organisation too: the account is not ours to close."""
    held = Membership.objects.filter(user=member)
    return held.exclude(organisation=organisation).exists()


def close_account(desk: Desk, member: User) -> bool:
    """Close the account of somebody who works in this organisation alone.

    Returns:
        Whether it was closed: nobody closes their own. Who tries is written down.
    """
    own = member.pk == desk.user.pk
    if own or works_elsewhere(desk.organisation, member):
        why = Why.OWN if own else Why.RULE
        desk.refuse("account.close", Purpose.ADMINISTRATION, why, member)
        return False
    with transaction.atomic():
        User.objects.filter(pk=member.pk).update(is_active=False)
        desk.record("account.close", Purpose.ADMINISTRATION, member)
        account_closed.send(sender=User, user=member)
    end_sessions(member)
    return True


def open_account(desk: Desk, member: User) -> bool:
    """Open the account of somebody again.

    Returns:
        Whether it was opened. Who tries is written down.
    """
    if works_elsewhere(desk.organisation, member):
        desk.refuse("account.open", Purpose.ADMINISTRATION, Why.RULE, member)
        return False
    with transaction.atomic():
        User.objects.filter(pk=member.pk).update(is_active=True)
        desk.record("account.open", Purpose.ADMINISTRATION, member)
    return True


def sign_out(desk: Desk, member: User) -> None:
    """End all sessions of somebody, who may sign in again."""
    desk.record("session.end", Purpose.ADMINISTRATION, member)
    end_sessions(member)


def end_sessions(member: User) -> None:
    """End all sessions of somebody, at once, in all processes."""
    sessions_ended.send(sender=User, user=member)
    if not apps.is_installed("allauth.usersessions"):
        return
    from allauth.usersessions.models import UserSession  # noqa: PLC0415 - only where installed

    for session in UserSession.objects.filter(user_id=member.pk):
        session.end()
