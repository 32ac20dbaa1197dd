"""The e-mails of the hub: short, plain text, and nothing in them but a link and why it came."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from lanterne.hub.people.models import Organisation

log = logging.getLogger("lanterne.hub")

ASKED_FOR = ("account/email/password_reset_key", "account/email/unknown_account")
"""What somebody waits for; of everything else the e-mail only tells."""

_SIGN = "Lanterne"


def send_about_account(kind: str, address: str, context: Mapping[str, Any]) -> bool:
    """Tell somebody about their account.

    Args:
        kind: Prefix of allauth's templates, such as ``account/email/password_reset_key``.
        address: Where to.
        context: What allauth gives its templates.

    Returns:
        Whether it went, or none was to go.
    """
    if not settings.LANTERNE_MAIL:
        return True
    if kind == "account/email/password_reset_key":
        return _send(
            address,
            _("A new password"),
            _(
                "Somebody, we hope you, asked for a new password for your account. This link "
                "opens once:"
            ),
            context["password_reset_url"],
            _("If it was not you, do nothing: your password stays as it is."),
        )
    if kind == "account/email/unknown_account":
        return _send(
            address,
            _("There is no account with this address"),
            _(
                "Somebody, perhaps you, asked for a new password, but there is no account here "
                "with this e-mail address."
            ),
            _("If it was you, try your other addresses. If it was not, do nothing."),
        )
    return _send(
        address,
        _("Your account was changed"),
        _("The password or a second factor of your account was changed just now."),
        _("If it was not you, tell the administrator of your organisation at once."),
    )


def send_invitation(address: str, organisation: Organisation, link: str) -> bool:
    """Invite somebody.

    Returns:
        Whether it went.
    """
    return _send(
        address,
        _("An invitation"),
        _(
            "You are invited to work with %(organisation)s on the protection of case records. "
            "This link opens once, within seven days:"
        )
        % {"organisation": organisation.name},
        link,
        _("If you do not know what this is about, do nothing."),
    )


def _send(address: str, subject: str, *paragraphs: str) -> bool:
    body = "\n\n".join((*paragraphs, f"-- \n{_SIGN}"))
    try:
        EmailMessage(f"{_SIGN}: {subject}", body, to=[address]).send()
    except OSError as error:  # whatever smtplib raises is one too
        log.error("An e-mail could not be sent", exc_info=error)
        return False
    return True
