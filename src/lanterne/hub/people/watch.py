"""Signing in and out, and changes of accounts, written to the audit log.

No event holds an e-mail address. A failed attempt names the account that was tried, if there is
one, as the thing and not as the actor: nobody knows who it was.
"""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set, user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
    authenticator_used,
)
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.dispatch import receiver

from lanterne.hub.audit import Outcome, record
from lanterne.hub.people.models import User
from lanterne.hub.people.providers import bring_roles, issuer_of
from lanterne.hub.people.roles import Purpose
from lanterne.hub.people.session import forget_ended, forget_shown, has_shown, note_shown


@receiver(user_logged_in)
def signed_in(sender: Any, request: Any, user: User, **rest: Any) -> None:
    """Somebody signed in, with all that was asked of them."""
    forget_ended()
    login = rest.get("sociallogin")
    issuer = login and issuer_of(login)
    if login:
        bring_roles(user, login)
    if issuer and issuer.second_factor:
        note_shown(request, user)
    record(
        "session.begin",
        Purpose.ADMINISTRATION,
        actor=user,
        details={"second_factor": has_shown(request), "provider": issuer.id if issuer else ""},
    )


@receiver(user_logged_out)
def signed_out(sender: Any, request: Any, user: User | None, **rest: Any) -> None:
    """Somebody signed out."""
    if user is not None:
        record("session.end", Purpose.ADMINISTRATION, actor=user, thing=user)


@receiver(user_login_failed)
def failed(sender: Any, credentials: dict[str, Any], **rest: Any) -> None:
    """A password did not fit, or there is no such account."""
    address = str(credentials.get("email", "")).lower()
    _failed(User.objects.filter(email=address).first(), "password")


@receiver(authentication_failed)
def second_factor_failed(sender: Any, user: User, authenticator: Any, **rest: Any) -> None:
    """A code did not fit."""
    _failed(user, str(authenticator.type))


def _failed(tried: User | None, method: str) -> None:
    record(
        "session.begin",
        Purpose.ADMINISTRATION,
        actor=None,
        thing=tried,
        outcome=Outcome.FAILED,
        details={"method": method},
    )


@receiver(authenticator_used)
def second_factor_used(sender: Any, request: Any, user: User, **rest: Any) -> None:
    """A code or a passkey fitted."""
    note_shown(request, user)


@receiver(authenticator_added)
def second_factor_added(
    sender: Any, request: Any, user: User, authenticator: Any, **rest: Any
) -> None:
    """Somebody set up a second factor; that they could shows that they have it."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        note_shown(request, user)
    _changed("factor.add", user, str(authenticator.type))


@receiver(authenticator_removed)
def second_factor_removed(
    sender: Any, request: Any, user: User, authenticator: Any, **rest: Any
) -> None:
    """Somebody took a second factor away; without any other the workspace closes."""
    if not Authenticator.objects.filter(user=user).exists():  # recovery codes went with the last
        forget_shown(request)
    _changed("factor.remove", user, str(authenticator.type))


@receiver(authenticator_reset)
def codes_made_anew(sender: Any, user: User, authenticator: Any, **rest: Any) -> None:
    """Somebody had new recovery codes made."""
    _changed("factor.renew", user, str(authenticator.type))


@receiver([password_set, password_changed, password_reset])
def password_is_new(sender: Any, user: User, **rest: Any) -> None:
    """Somebody has a new password."""
    _changed("password.change", user, "password")


def _changed(verb: str, user: User, what: str) -> None:
    record(verb, Purpose.ADMINISTRATION, actor=user, thing=user, details={"what": what})
