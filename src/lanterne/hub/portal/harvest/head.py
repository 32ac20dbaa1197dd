"""What a page says of itself to search engines, and to programs that show it where it is shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lanterne.codebook.model import Text, in_language
from lanterne.hub.languages import LANGUAGES
from lanterne.hub.portal import static
from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.figures.figure_cache import figure
from lanterne.hub.portal.figures.find import plans
from lanterne.hub.portal.harvest.addresses import absolute, in_each_language

LONGEST = 300
"""Characters of a description: programs that show it cut it off anyway."""

_LOCALES = {"en": "en_GB", "fr": "fr_FR", "es": "es_ES", "ar": "ar_AR"}
"""Language → as the Open Graph protocol writes it, which asks for a country."""


@dataclass(frozen=True)
class Picture:
    """A picture that stands for a page.

    Attributes:
        address: Where it is, absolute.
        alt: What it shows.
    """

    address: str
    alt: str


@dataclass(frozen=True)
class Head:
    """What a public page says of itself.

    Attributes:
        canonical: Its address, without a question that was put to it.
        alternates: Language, or ``x-default`` → address of the same page.
        title, description: Plain text.
        locale, locales: Of this page, and of the others.
        picture: A figure of the release; else that of the portal.
    """

    canonical: str
    alternates: Mapping[str, str]
    title: str
    description: str
    locale: str
    locales: tuple[str, ...]
    picture: Picture


def head_of(request: HttpRequest, about: Mapping[str, Any], title: str) -> Head | None:
    """The head of a page; ``None``: the page is not public, or is none.

    Args:
        request: What was asked for.
        about: What the page was made of: its ``edition``, its ``view`` of a figure, the ``lead``
            of its dataset; and what is ``said`` on it first, if there is such a sentence.
        title: Of the page, where it is about none of these.
    """
    language, _sign, path = request.path.removeprefix("/").partition("/")
    if not settings.LANTERNE_PUBLIC or request.resolver_match is None:
        return None
    if language not in dict(LANGUAGES):
        return None
    edition, lead = about.get("edition"), about.get("lead")
    shown = about.get("view") if "figure" in request.resolver_match.kwargs else None
    first = edition or lead
    text = first.description if first else {}
    addresses = in_each_language(request, path)
    return Head(
        addresses[language],
        addresses,
        _title(first.title if first else {}, shown.heading if shown else title),
        shown.reading if shown else about.get("said") or _description(text),
        _LOCALES[language],
        tuple(locale for code, locale in _LOCALES.items() if code != language),
        _picture(request, edition, shown),
    )


def all_data() -> str:
    """What all data here are, in the language of the page."""
    return _(
        "Data on people who were trafficked, made so that it stays uncertain who is in them. "
        "Choose a release to read what it is, explore it or download it."
    )


def _title(text: Text, more: str) -> str:
    return " · ".join(filter(None, [more, _said(text)])) or "Lanterne"


def _description(text: Text) -> str:
    """The first paragraph, at its length that programs show; or what all data here are."""
    first = _said(text).strip().partition("\n")[0] or all_data()
    return first if len(first) <= LONGEST else f"{first[: LONGEST - 1].rpartition(' ')[0]}…"


def _said(text: Text) -> str:
    return in_language(text, get_language() or "en")


def _picture(request: HttpRequest, edition: Edition | None, shown: Any) -> Picture:
    """The figure of the page, or the first one of the release, or that of the portal."""
    if edition is not None:
        found = (figure(edition, plan) for plan in plans(edition))
        name = shown.plan.name if shown else next((f.plan.name for f in found if f.items), "")
        if name:
            address = absolute(request, "figure-saved", edition.name, name, "png")
            return Picture(address, shown.heading if shown else _said(edition.title))
    return Picture(request.build_absolute_uri(static.address("card")), "Lanterne")
