"""``robots.txt`` and ``sitemap.xml``: what search engines may take, and where it is."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from itertools import islice
from typing import NamedTuple
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import override
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from lanterne.hub.languages import TAGS
from lanterne.hub.portal.api import for_programs
from lanterne.hub.portal.catalogue import catalogue
from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.harvest.addresses import absolute, in_each_language
from lanterne.hub.portal.profiles.subjects import topics

MOST = 50_000 // len(TAGS)
"""Most pages, each of which has an address in every language: a sitemap holds so many."""

_NAMES = AttributesImpl(
    {
        "xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9",
        "xmlns:xhtml": "http://www.w3.org/1999/xhtml",
    }
)
_NONE: AttributesImpl[str] = AttributesImpl({})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """View: everything but questions, of which there are endlessly many; of a workspace nothing."""
    lines = ["User-agent: *", "Disallow: /"]
    if settings.LANTERNE_PUBLIC:
        lines = ["User-agent: *", "Disallow: /*?", f"Sitemap: {absolute(request, 'sitemap')}"]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


class Page(NamedTuple):
    """A page: its path below the language, and the day on which it was changed, if there is one."""

    path: str
    day: str


@for_programs
def sitemap(request: HttpRequest) -> HttpResponse:
    """View: all pages in every language, each with the same page in the others."""
    text = StringIO()
    xml = SimplerXMLGenerator(text, "utf-8")
    xml.startDocument()
    xml.startElement("urlset", _NAMES)
    for page in islice(_pages(), MOST):
        addresses = in_each_language(request, page.path)
        for language in TAGS:
            xml.startElement("url", _NONE)
            xml.addQuickElement("loc", addresses[language])
            if page.day:
                xml.addQuickElement("lastmod", page.day)
            for other, address in addresses.items():
                link = {"rel": "alternate", "hreflang": other, "href": address}
                xml.addQuickElement("xhtml:link", attrs=link)
            xml.endElement("url")
    xml.endElement("urlset")
    xml.endDocument()
    return HttpResponse(text.getvalue(), content_type="application/xml")


def _pages() -> Iterator[Page]:
    """What is worth finding; of an edition that another one has taken the place of one page.

    Countries and themes come last: of many editions there are more than a sitemap holds.
    """
    current: list[Edition] = []
    yield Page(_path("catalogue"), "")
    yield Page(_path("glossary"), "")
    for slug in catalogue().state().series:
        yield Page(_path("series", slug), "")
    for entry in catalogue().entries():
        if not isinstance(entry, Edition) or entry.is_stray:
            continue
        yield Page(_path("release", entry.name), entry.date)
        if entry.standing is None or entry.standing.status == "current":
            for name in ("codebook", "figures", "profiles", "explore"):
                yield Page(_path(name, entry.name), entry.date)
            for story in entry.shown_stories:
                day = story.last_changed.date().isoformat()
                yield Page(_path("story", entry.name, story.story), day)
            current.append(entry)
    for entry in current:
        for topic in topics(entry):
            for one in topic.subjects:
                yield Page(_path("profile", entry.name, one.name), entry.date)


def _path(name: str, *args: str) -> str:
    """The path of a page below its language."""
    with override("en"):
        return reverse(name, args=args).removeprefix("/en/")
