"""What the hub decides where django-allauth asks: accounts, second factors, e-mail."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from lanterne.hub.people import mail
from lanterne.hub.people.attempts import Attempt
from lanterne.hub.people.factors import demand_turn
from lanterne.hub.people.models import User

_SAID = {
    "account/messages/password_changed.txt": _("Your password was changed."),
    "account/messages/password_set.txt": _("Your password was changed."),
    "mfa/messages/totp_activated.txt": _("The authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": _("The authenticator app was removed."),
    "mfa/messages/webauthn_added.txt": _("The passkey is set up."),
    "mfa/messages/webauthn_removed.txt": _("The passkey was removed."),
    "usersessions/messages/sessions_logged_out.txt": _("The other sessions were ended."),
}
"""Template of allauth's → what people read. What is not here goes without saying."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts: nobody makes one without an invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: the page of an invitation makes accounts."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Let nobody guess, and let nobody be kept out by who guesses: see ``attempts``."""
        name = str(credentials.get("email") or getattr(request.user, "email", ""))
        self.attempt = Attempt.of(request, name)
        demand_turn(self.attempt)
        if not self.attempt.device:
            super().pre_authenticate(request, **credentials)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Who it is; what is right is no failure."""
        user = super().authenticate(request, **credentials)
        if user:
            self.attempt.give_back()
        return user

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Our own words, in the language of the page; what was changed stays so without them."""
        if mail.send_about_account(template_prefix, email, context):
            return
        if template_prefix in mail.ASKED_FOR:
            said = _(
                "The e-mail could not be sent. Try again later, or ask the person who runs the hub."
            )
            messages.error(self.request, str(said))
            raise ImmediateHttpResponse(redirect("account_reset_password"))
        said = _("This is done, but the e-mail about it could not be sent.")
        messages.error(self.request, str(said), fail_silently=True)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say what was done, in our own words."""
        said = message or _SAID.get(message_template or "")
        if said:
            messages.add_message(request, level, str(said), fail_silently=True)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Second factors: their secrets lie encrypted in the database."""

    def encrypt(self, text: str) -> str:
        """Under a key that is derived from that of the hub, which is not in the database."""
        return _keys().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """The counterpart; also under keys that were in use before."""
        return _keys().decrypt(encrypted_text.encode("ascii")).decode()

    def get_totp_label(self, user: User) -> str:
        """What an authenticator app shows."""
        return user.email

    def build_totp_svg(self, url: str) -> str:
        """A drawing without any style of its own, dark on light as cameras need it."""
        code = qrcode.QRCode(border=4)
        code.add_data(url)
        code.make(fit=True)
        rows = code.get_matrix()
        path = "".join(
            f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
        )
        size = len(rows)
        return format_html(
            '<svg class="qr" viewBox="0 0 {} {}" role="img" aria-labelledby="qr-name" '
            'shape-rendering="crispEdges"><rect width="{}" height="{}" fill="#fff"/>'
            '<path d="{}" fill="#000"/></svg>',
            size,
            size,
            size,
            size,
            path,
        )


def _keys() -> MultiFernet:
    """The key of second factors: today's first, then those that it replaced."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(_derived(str(secret))) for secret in secrets])


def _derived(secret: str) -> bytes:
    digest = hashlib.sha256(b"lanterne second factors\0" + secret.encode()).digest()
    return base64.urlsafe_b64encode(digest)
