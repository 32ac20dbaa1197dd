"""What every page needs: its language, the same page in the others, and its files of style."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, override

from lanterne.hub.languages import LANGUAGES, direction
from lanterne.hub.portal import static


def every_page(request: HttpRequest) -> dict[str, Any]:
    """Context processor.

    Returns:
        ``language``, ``direction``; ``languages``: code, own name and address of the same page in
        each; ``stylesheet``, ``workspace_stylesheet``, ``worlds_stylesheet``, ``icon`` and
        ``htmx``: addresses;
        ``candidate``: where one goes back to from a release that is not public; ``messages``:
        none; ``has_workspace``: whether this process has one; ``showcase``, ``harvested``,
        ``catalogued`` and ``downloads``: as ``lanterne.hub.showcase.views`` has it, what there is
        where somebody answers; ``contact``: address of a page or of mail for questions, if there
        is one; ``contact_shown``: how it is written.
    """
    language = get_language() or "en"
    return {
        "language": language,
        "direction": direction(language),
        "languages": [(code, name, _address(request, code)) for code, name in LANGUAGES],
        "stylesheet": static.address("portal"),
        "workspace_stylesheet": static.address("workspace"),
        "worlds_stylesheet": static.address("worlds"),
        "icon": static.address("lantern"),
        "htmx": static.address("htmx"),
        "candidate": getattr(request, "candidate", ""),
        "messages": (),  # of what was done; with accounts, those of the session take its place
        "has_workspace": settings.LANTERNE_HOME is not None,
        "contact": settings.LANTERNE_CONTACT,
        "contact_shown": settings.LANTERNE_CONTACT.removeprefix("mailto:"),
        "showcase": False,
        "harvested": True,
        "catalogued": True,
        "downloads": True,
    }


def _address(request: HttpRequest, language: str) -> str:
    """The same page in another language; of what is no page, the catalogue."""
    first, _, rest = request.get_full_path().removeprefix("/").partition("/")
    if request.resolver_match is not None and first in dict(LANGUAGES):
        return f"/{language}/{rest}"
    with override(language):
        return reverse("catalogue")
