"""Giving somebody back their account, from the command line of whoever runs the hub."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.db import transaction

from lanterne.errors import UsageError
from lanterne.hub.audit import record
from lanterne.hub.people.membership import end_sessions
from lanterne.hub.people.models import User
from lanterne.hub.people.roles import Purpose


def rescue(email: str, *, second_factors: bool) -> str:
    """Give somebody back their account.

    Args:
        email: Whose.
        second_factors: Whether their second factors are taken away too: ask them in person first.

    Returns:
        Path of a link by which they set a new password.

    Raises:
        UsageError: There is no such account, or it is closed.
    """
    user = User.objects.filter(email=email.lower(), is_active=True).first()
    if user is None:
        raise UsageError("account.not-there")
    with transaction.atomic():
        if second_factors:
            Authenticator.objects.filter(user=user).delete()
        record(
            "account.rescue",
            Purpose.ADMINISTRATION,
            actor=None,
            thing=user,
            details={"second_factors": second_factors},
        )
    end_sessions(user)
    key = default_token_generator.make_token(user)
    return f"/account/password/reset/{user_pk_to_url_str(user)}-{key}/"
