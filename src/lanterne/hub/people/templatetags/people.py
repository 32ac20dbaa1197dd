"""Providers on the page where one signs in, and scripts of the pages with passkeys."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def providers(context: dict[str, Any]) -> list[tuple[str, str]]:
    """Name of each provider, and the address where one signs in through it."""
    then = context["request"].GET.get("next", "")
    query = f"?{urlencode({'next': then})}" if then else ""
    return [
        (issuer.name, reverse("openid_connect_login", args=[issuer.id]) + query)
        for issuer in settings.LANTERNE_ISSUERS.values()
    ]


@register.simple_tag
def can_mail() -> bool:
    """Whether the hub can send e-mail."""
    return bool(settings.LANTERNE_MAIL)


@register.simple_tag
def needs_second_factor() -> bool:
    """Whether nobody sees the workspace without one."""
    return bool(settings.LANTERNE_SECOND_FACTOR)


@register.simple_tag
def passkeys(function: str, **ids: str) -> SafeString:
    """The scripts of a page with passkeys, and what they are told; nothing of it runs in place.

    Args:
        function: Of ``allauth.webauthn.forms``.
        ids: Name that the function knows an element by → its id in the page.
    """
    from lanterne.hub.people.scripts import addresses  # noqa: PLC0415 - only where accounts are

    scripts = format_html_join(
        "", '<script src="{}" defer></script>', ((address,) for address in addresses())
    )
    told = json.dumps({"ids": ids}).replace("<", "\\u003c")
    return format_html(
        '{}<script type="application/json" data-allauth-onload="allauth.webauthn.forms.{}">'
        "{}</script>",
        scripts,
        function,
        SafeString(told),
    )
