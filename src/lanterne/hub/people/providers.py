"""People who sign in through the provider of their organisation (OpenID Connect).

The provider says who somebody is and which groups they are in. What that means here is decided
by the configuration: groups give roles in one organisation, and never that of an administrator.
"""

from __future__ import annotations

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal.flows.signup import redirect_to_signup
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from lanterne.hub.audit import record
from lanterne.hub.people.models import Membership, Organisation, User
from lanterne.hub.people.roles import Purpose, Role
from lanterne.hub.people.settings import Issuer


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Who may come in through a provider, and as what."""

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        """Whether an account that exists is theirs.

        It is if the issuer is trusted with addresses, and the account works in the organisation
        of the issuer and in no other: no provider opens a door to others' cases.
        """
        issuer = issuer_of(login)
        if issuer is None or not issuer.trust_email:
            return False
        held = Membership.objects.filter(user__email=email.lower())
        return set(held.values_list("organisation__slug", flat=True)) == {issuer.organisation}

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Whether somebody without an account gets one.

        They do if a group of theirs has a role here, and nobody has their address already: whose
        account that is, their provider does not decide.
        """
        issuer = issuer_of(sociallogin)
        address = sociallogin.user.email
        if issuer is None or not address or User.objects.filter(email=address).exists():
            return False
        return bool(_roles(issuer, sociallogin))

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        """Name and address of a new account."""
        user: User = sociallogin.user
        user.email = (data.get("email") or "").lower()
        user.name = (data.get("name") or "")[:200]
        return user

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> User:
        """A new account; somebody who came in two windows at once is let in by one of them."""
        try:
            with transaction.atomic():
                user: User = super().save_user(request, sociallogin, form)
        except IntegrityError as error:
            raise ImmediateHttpResponse(redirect_to_signup(request, sociallogin)) from error
        return user


def issuer_of(login: Any) -> Issuer | None:
    """Which of the configured issuers a sign-in came from."""
    found: Issuer | None = settings.LANTERNE_ISSUERS.get(login.account.provider)
    return found


def bring_roles(user: User, login: Any) -> None:
    """Give somebody the roles of their groups, and take those that their groups gave before.

    Roles that people gave are left alone.
    """
    issuer = issuer_of(login)
    if issuer is None:
        return
    organisation = Organisation.objects.filter(slug=issuer.organisation).first()
    if organisation is None:
        return
    wanted = _roles(issuer, login)
    with transaction.atomic():
        given = Membership.objects.filter(user=user, organisation=organisation, source=issuer.id)
        for membership in given.exclude(role__in=wanted):
            membership.delete()
            _record("role.take", user, organisation, membership.role)
        for role in wanted - user.roles_in(organisation):
            _, new = Membership.objects.get_or_create(
                {"source": issuer.id}, user=user, organisation=organisation, role=role
            )
            if new:  # and not in another window at the same time
                _record("role.give", user, organisation, role)


def _roles(issuer: Issuer, login: Any) -> frozenset[Role]:
    """The roles of the groups that the issuer names."""
    told = login.account.extra_data
    parts = [told, told.get("userinfo") or {}, told.get("id_token") or {}]
    groups = {str(group) for part in parts for group in _listed(part.get(issuer.group_claim))}
    roles = frozenset(role for group, role in issuer.roles.items() if group in groups)
    return roles - {Role.ADMINISTRATOR}


def _listed(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def _record(verb: str, user: User, organisation: Organisation, role: str) -> None:
    record(
        verb,
        Purpose.ADMINISTRATION,
        actor=None,
        organisation=organisation,
        thing=user,
        details={"role": str(role), "by": "group"},
    )
