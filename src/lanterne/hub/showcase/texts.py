"""Texts with the addresses in them led to files: pages, data, feeds, descriptions."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlsplit

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from lanterne.hub import headers
from lanterne.hub.languages import direction
from lanterne.hub.portal import static
from lanterne.hub.showcase.ask import Answer
from lanterne.hub.showcase.crawl import IN_DATA, Crawled, absolute_in, is_text, language_of
from lanterne.hub.showcase.markup import Guide, led

POLICY = "Content-Security-Policy"
OF_HEADERS = ("frame-ancestors", "report-to", "report-uri", "sandbox")
"""Parts of a policy that hold in a header alone."""

SCRIPTS = "script-src 'self'"
"""Part of the policy of pages that have a script, which is a file beside them."""


@dataclass(frozen=True)
class Site:
    """All that becomes files.

    Attributes:
        crawled: What there is.
        places: Address → path of its file.
        address: Where the files will be, with a slash at its end; empty: nobody knows.
    """

    crawled: Crawled
    places: Mapping[str, str]
    address: str

    def text_of(self, address: str, answer: Answer) -> str | None:
        """What is written for an answer; ``None``: its bytes as they are."""
        if answer.leads_to:
            return self._way_on(address)
        if not is_text(answer):
            return None
        text = answer.text
        if answer.is_page:
            text = self._page(address, answer, text)
        elif "json" in answer.kind:
            text = IN_DATA.sub(lambda found: f'"{self._in_data(found[1], address)}"', text)
        return absolute_in(self.crawled.portal.origin).sub(
            lambda found: self._absolute(found[0], address), text
        )

    def _page(self, address: str, answer: Answer, text: str) -> str:
        policy = _policy(answer.headers[POLICY.lower()], scripts="<script src=" in text)
        head = (
            f'<meta http-equiv="{POLICY}" content="{policy}">\n'
            '<meta name="referrer" content="no-referrer">'
        )
        guide = Guide(
            lambda link: self._link(link, address),
            lambda link: self._shown(link, address),
            lambda form: self._form(form, address),
            head,
        )
        try:
            return led(text, guide)
        except LookupError as error:
            raise RuntimeError(f"a page is made of what is not there: {error}") from error

    def _link(self, link: str, base: str) -> str | None:
        """A link as it stands in a file; ``None``: it leads to the page that it stands in, or to
        nothing."""
        if link.startswith(("#", self.crawled.portal.origin)):
            return link
        if not self.crawled.portal.absolute(link, base):
            return link  # elsewhere
        to = self.crawled.target(link, base)
        fragment = urlsplit(link).fragment
        if not to or self._asks_in_vain(link, to, base):
            return None
        path = _relative(self.places[to], self.places[base])
        return f"{path}#{fragment}" if fragment else path

    def _asks_in_vain(self, link: str, to: str, base: str) -> bool:
        """Whether a link asks the page in which it stands what only a program could answer."""
        asked = urlsplit(self.crawled.portal.absolute(link, base))
        kept = self.crawled.meant(link, base)
        cut = len(parse_qsl(asked.query, True)) > len(parse_qsl(urlsplit(kept).query, True))
        return cut and urlsplit(to).path == urlsplit(base).path

    def _shown(self, link: str, base: str) -> str:
        to = self.crawled.target(link, base)
        return f"{self.address}{self.places[to]}" if to else link

    def _in_data(self, link: str, base: str) -> str:
        to = self.crawled.target(link, base)
        if not to:
            return link
        return self._at(to) if self.address else _relative(self.places[to], self.places[base])

    def _absolute(self, link: str, base: str) -> str:
        """An address that was written out; one of no file is left, for it is not one of ours."""
        to = self.crawled.target(link, base)
        fragment = urlsplit(link).fragment
        return (self._at(to) + (f"#{fragment}" if fragment else "")) if to else link

    def _at(self, to: str) -> str:
        return f"{self.address}{quote(self.places[to])}"

    def _form(self, form: Mapping[str, str | None], base: str) -> str:
        """What stands in place of a form: the way to the search, or that nobody answers."""
        language = language_of(base) or "en"
        with override(language):
            search = self._link(reverse("search"), base)
            said = {"search": search if form.get("role") == "search" else "", **self._context()}
            return render_to_string("showcase/form.html", said).strip()

    def _context(self) -> dict[str, bool]:
        return {"downloads": self.crawled.downloads}

    def _way_on(self, address: str) -> str:
        """The page of an address that leads on."""
        language = language_of(address)
        to = self.crawled.target(self.crawled.answers[address].leads_to, address)
        with override(language):
            said = {
                "language": language,
                "direction": direction(language),
                "way": _relative(self.places[to], self.places[address]),
                "stylesheet": self._link(static.address("portal"), address),
                "policy": _policy(headers.POLICY),
            }
            return render_to_string("showcase/way_on.html", said)


def _relative(path: str, base: str) -> str:
    """A file as a link in another one."""
    return quote(posixpath.relpath(path, posixpath.dirname(base) or "."))


def _policy(policy: str, *, scripts: bool = False) -> str:
    """A policy as it may stand in a page; that of the header, where there is one, holds as well."""
    parts = [part.strip() for part in policy.split(";")]
    kept = [one for one in parts if one and one.partition(" ")[0] not in OF_HEADERS]
    if scripts and not any(one.startswith("script-src") for one in kept):
        kept.append(SCRIPTS)
    return "; ".join(kept)
