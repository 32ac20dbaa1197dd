"""From the front page on, all that the portal shows: what is new there comes along by itself.

A question that somebody puts is an address with a query, and there are endlessly many. Of pages
those alone are taken that ask for one kind of people, of data also those that ask by columns; a
link with more in it leads to the page without it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from django.urls import Resolver404, resolve
from django.utils.translation import override

from lanterne.errors import LanterneError
from lanterne.hub.languages import TAGS
from lanterne.hub.portal.api import is_for_programs
from lanterne.hub.showcase.ask import Answer, Portal
from lanterne.hub.showcase.markup import links_in

OF_PAGES, OF_DATA = frozenset({"people"}), frozenset({"people", "by"})
"""Parts of a query that are asked: there are as many of them as kinds of people and columns."""

DOWNLOADS = frozenset({"download", "download-all", "api-download", "api-download-all"})
"""Names of the addresses at which there are files of releases."""

AT_ROOT = ("/robots.txt", "/sitemap.xml")
"""What no page links to: programs know where it is."""

_GOOD = {HTTPStatus.OK, HTTPStatus.FORBIDDEN, HTTPStatus.GONE}
"""Answers that people are shown: a page, and those of editions that are suspended or withdrawn."""

_TEXTS = re.compile(r"(text/|application/)(\w+\+)?(xml|json|turtle|javascript|html|plain|atom)")
IN_DATA = re.compile(r'"(/(?:api/v1|[a-z]{2})/[^"\\\s]*)"')
"""An address in JSON."""


@dataclass(frozen=True)
class Crawled:
    """What was found.

    Attributes:
        answers: Path and query → what is there, in the order in which it was found.
        portal: Who was asked.
        downloads: Whether files of releases are among it.
    """

    answers: dict[str, Answer]
    portal: Portal
    downloads: bool

    def meant(self, link: str, base: str) -> str:
        """What a link leads to, as path and query; empty: elsewhere, or to nothing that is taken.

        Args:
            link: As it stands in a page.
            base: Path and query of that page.
        """
        asked = urlsplit(self.portal.absolute(link, base))
        if not asked.path or (not self.downloads and _name(asked.path) in DOWNLOADS):
            return ""
        query = parse_qsl(asked.query, keep_blank_values=True)
        if not is_for_programs(asked.path):
            query = [one for one in query if one[0] in OF_PAGES]
        elif not {name for name, _text in query} <= OF_DATA:
            return ""
        return f"{asked.path}?{urlencode(query)}" if query else asked.path

    def target(self, link: str, base: str) -> str:
        """The address of the answer to which a link leads in the end; empty: there is none.

        An address that leads on and that people may keep, such as that of the current edition, is
        an answer of its own; see :func:`stays`.
        """
        address = self.meant(link, base)
        while address in self.answers:
            if stays(address, self.answers[address]):
                return address
            address = self.meant(self.answers[address].leads_to, address)
        return ""


def crawl(
    portal: Portal,
    *,
    is_somewhere: bool,
    downloads: bool,
    tell: Callable[[float], None],
) -> Crawled:
    """Ask for all that there is.

    Args:
        portal: Who is asked.
        is_somewhere: Whether there is something for programs that must know where it is.
        downloads: Whether files of releases are taken.
        tell: Called with the share that is done, of what is known.

    Raises:
        LanterneError: Something is not answered as it should.
        OSError: The disk is full or failed.
    """
    found = Crawled({}, portal, downloads)
    missing: set[str] = set()
    waiting = ["/", *(f"/{language}/" for language in TAGS), *(AT_ROOT if is_somewhere else ())]
    while waiting:
        following: dict[str, None] = {}
        for number, address in enumerate(waiting):
            done = len(found.answers)
            tell(done / (done + len(waiting) - number + len(following) + 1))
            answer = portal.ask(address)
            if answer.status == HTTPStatus.NOT_FOUND:
                missing.add(address)
                continue
            if answer.status not in _GOOD and not answer.leads_to:
                gaps = {"address": unquote(address), "status": str(answer.status)}
                raise LanterneError("showcase.not-answered", **gaps)
            found.answers[address] = answer
            for link in _links(answer, portal.origin):
                to = found.meant(link, address)
                if to and to not in found.answers and to not in missing:
                    following[to] = None
        waiting = [one for one in following if one not in found.answers]
    return found


def language_of(address: str) -> str:
    """The language in an address; empty: it has none."""
    first = urlsplit(address).path.split("/")[1]
    return first if first in TAGS else ""


def stays(address: str, answer: Answer) -> bool:
    """Whether there is a file for an answer: not where it leads to another language or question."""
    return not answer.leads_to or bool(language_of(address) and not urlsplit(address).query)


def is_text(answer: Answer) -> bool:
    """Whether an answer may have addresses in it."""
    return not answer.is_saved and _TEXTS.match(answer.kind) is not None


def _links(answer: Answer, origin: str) -> Iterator[str]:
    if answer.leads_to:
        yield answer.leads_to
        return
    if not is_text(answer):
        return
    text = answer.text
    if answer.is_page:
        yield from links_in(text)
    elif "json" in answer.kind:
        yield from (found[1] for found in IN_DATA.finditer(text))
    yield from (found[0] for found in absolute_in(origin).finditer(text))


def absolute_in(origin: str) -> re.Pattern[str]:
    """What finds addresses of the portal that are written out, in texts of any kind."""
    return re.compile(
        re.escape(origin) + r"/[^\s\"'<>&\\,;]*|" + re.escape(origin) + r"(?=[\"'\s])"
    )


def _name(path: str) -> str:
    """What the project calls an address."""
    language = language_of(path)
    try:
        with override(language or "en"):
            return resolve(unquote(path)).url_name or ""
    except Resolver404:
        return ""
