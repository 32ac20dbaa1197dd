"""Answers of OAI-PMH as XML: what stands around them, headers, and records in Dublin Core."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from io import StringIO
from urllib.parse import quote
from xml.sax.xmlreader import AttributesImpl

from django.http import HttpRequest, QueryDict
from django.utils.xmlutils import SimplerXMLGenerator

from lanterne.codebook.model import Text
from lanterne.hub.portal.catalogue import catalogue
from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.harvest.addresses import absolute
from lanterne.hub.portal.harvest.described import publication_of
from lanterne.hub.portal.harvest.events import Event, Kind
from lanterne.hub.portal.harvest.feed import printed
from lanterne.hub.portal.harvest.oai_request import DUBLIN_CORE, TOKEN, Asked, OaiError, written
from lanterne.release.formats.about import licence_address

_OAI = "http://www.openarchives.org/OAI/2.0/"
_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
_DC_SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_NONE: Mapping[str, str] = {}
_UNSAID = frozenset({"badVerb", "badArgument"})
"""Errors after which the question is not repeated, as it was none (3.2)."""


class Answer:
    """An answer that is being written.

    Attributes:
        request: What is answered.
        host: Name of the portal, without a port.
    """

    def __init__(self, request: HttpRequest, now: datetime) -> None:
        self.request = request
        self.host = request.get_host().partition(":")[0]
        self._text = StringIO()
        self._xml = SimplerXMLGenerator(self._text, "utf-8")
        self._xml.startDocument()
        self._begin(
            "OAI-PMH",
            {
                "xmlns": _OAI,
                "xmlns:xsi": _INSTANCE,
                "xsi:schemaLocation": f"{_OAI} {_OAI}OAI-PMH.xsd",
            },
        )
        self.say("responseDate", written(now))

    def text(self) -> str:
        """The whole of it; ends it."""
        self._xml.endElement("OAI-PMH")
        self._xml.endDocument()
        return self._text.getvalue()

    @contextmanager
    def of(self, asked: Asked) -> Iterator[None]:
        """What was asked, and what it is answered with."""
        self._asked({"verb": asked.verb, **asked.given})
        self._begin(asked.verb)
        yield
        self._xml.endElement(asked.verb)

    def refuse(self, error: OaiError, given: QueryDict) -> None:
        """Say what is wrong; nothing else was said."""
        self._asked({} if error.code in _UNSAID else {name: str(given[name]) for name in given})
        self.say("error", error.about, code=error.code)

    def say(self, name: str, text: str, **about: str) -> None:
        """An element with a text."""
        self._xml.addQuickElement(name, printed(text), {n: printed(v) for n, v in about.items()})

    def format(self) -> None:
        """The one format that records have."""
        self._begin("metadataFormat")
        self.say("metadataPrefix", DUBLIN_CORE)
        self.say("schema", _DC_SCHEMA)
        self.say("metadataNamespace", _DC)
        self._xml.endElement("metadataFormat")

    def set(self, slug: str, title: Text) -> None:
        """A dataset."""
        self._begin("set")
        self.say("setSpec", slug)
        self.say("setName", title.get("en") or next(iter(title.values()), slug))
        self._xml.endElement("set")

    def identifier(self, event: Event) -> str:
        """What names an edition here and nowhere else."""
        return f"oai:{self.host}:{quote(event.name, safe='')}"

    def header(self, event: Event) -> None:
        """What an edition is called, and when something last happened to it."""
        gone = event.kind in {Kind.WITHDRAWAL, Kind.SUSPENSION}
        self._begin("header", {"status": "deleted"} if gone else _NONE)
        self.say("identifier", self.identifier(event))
        self.say("datestamp", written(event.when))
        if event.series:
            self.say("setSpec", event.series)
        self._xml.endElement("header")

    def record(self, event: Event) -> None:
        """An edition; of one that went there is no more than the header."""
        self._begin("record")
        self.header(event)
        edition = catalogue().get(event.name)
        if isinstance(edition, Edition) and event.kind in {Kind.EDITION, Kind.CORRECTION}:
            self._begin("metadata")
            self._dublin_core(edition)
            self._xml.endElement("metadata")
        self._xml.endElement("record")

    def resumption(self, token: str, begin: int, whole: int) -> None:
        """Where the list goes on; an empty token ends it."""
        self.say(TOKEN, token, completeListSize=str(whole), cursor=str(begin))

    def _asked(self, given: Mapping[str, str]) -> None:
        self.say("request", absolute(self.request, "oai"), **given)

    def _dublin_core(self, edition: Edition) -> None:
        """Its metadata in the fifteen elements of Dublin Core."""
        about = publication_of(self.request, edition)
        self._begin(
            f"{DUBLIN_CORE}:dc",
            {
                f"xmlns:{DUBLIN_CORE}": _DC,
                "xmlns:dc": "http://purl.org/dc/elements/1.1/",
                "xsi:schemaLocation": f"{_DC} {_DC_SCHEMA}",
            },
        )
        for name, texts in (("title", about.title), ("description", about.description)):
            for language, text in texts.items():
                self.say(f"dc:{name}", text, **{"xml:lang": language})
        for name, value in (
            ("creator", about.publisher),
            ("publisher", about.publisher),
            ("date", edition.date),
            ("type", "Dataset"),
            ("format", "text/csv"),
            ("identifier", about.page),
            ("relation", about.series),
            ("relation", about.replaces),
            ("rights", about.licence and licence_address(about.licence)),
        ):
            if value:
                self.say(f"dc:{name}", value)
        self._xml.endElement(f"{DUBLIN_CORE}:dc")

    def _begin(self, name: str, about: Mapping[str, str] = _NONE) -> None:
        self._xml.startElement(name, AttributesImpl(dict(about)))
