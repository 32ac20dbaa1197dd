"""What the portal answers, asked in this process: no network, no port, nobody else."""

from __future__ import annotations

import hashlib
import io
import sys
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from django.core.signals import got_request_exception

from lanterne.errors import LanterneError

_HTML = "text/html"


@dataclass(frozen=True)
class Answer:
    """What was answered.

    Attributes:
        status: Of HTTP.
        headers: Name, in small letters → value.
        path: A file with its content.
        digest: SHA-256 of the content.
    """

    status: int
    headers: Mapping[str, str]
    path: Path
    digest: str

    @property
    def kind(self) -> str:
        """Its media type, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip()

    @property
    def is_page(self) -> bool:
        """Whether people read it here; a page that is a file of a release is to be saved."""
        return self.kind == _HTML and not self.is_saved

    @property
    def is_saved(self) -> bool:
        """Whether it is a file that must stay what it is, to the byte."""
        return "content-disposition" in self.headers

    @property
    def is_undrawn(self) -> bool:
        """Whether it stands in for a picture that could not be drawn."""
        return self.status == HTTPStatus.SERVICE_UNAVAILABLE

    @property
    def leads_to(self) -> str:
        """The address that it leads to; empty: it is an answer itself."""
        moved = self.status in {HTTPStatus.FOUND, HTTPStatus.MOVED_PERMANENTLY}
        return self.headers.get("location", "") if moved else ""

    @property
    def text(self) -> str:
        """The content as text."""
        return self.path.read_text("utf-8")


class Portal:
    """The portal, which answers whoever is in this process.

    Attributes:
        origin: Under which it believes to be reached: ``https://data.example.org``.
    """

    def __init__(self, application: Any, origin: str, kept: Path) -> None:
        """Take an application of WSGI.

        Args:
            application: The portal.
            origin: Scheme and host.
            kept: A folder for what was answered.
        """
        self.origin = origin
        self._application = application
        self._kept = kept
        self._faults: list[BaseException] = []
        got_request_exception.connect(self._note)

    def ask(self, address: str) -> Answer:
        """The answer at an address.

        Args:
            address: Path and query.

        Raises:
            LanterneError: It is a picture that cannot be drawn.
            OSError: The disk is full or failed.
        """
        answer = self._asked(address)
        if answer.is_undrawn:
            raise LanterneError("showcase.not-drawn", address=unquote(address))
        return answer

    def absolute(self, address: str, base: str) -> str:
        """A link as path, query and fragment; empty: it leads elsewhere.

        Args:
            address: As it stands in a page.
            base: Path and query of that page.
        """
        whole = urlsplit(urljoin(f"{self.origin}{base}", address))
        if f"{whole.scheme}://{whole.netloc}" != self.origin:
            return ""
        path = quote(unquote(whole.path))  # programs differ in which signs they need to escape
        return whole._replace(scheme="", netloc="", path=path).geturl()

    def _asked(self, address: str) -> Answer:
        begun: dict[str, Any] = {}

        def start(status: str, headers: Iterable[tuple[str, str]], *_error: object) -> None:
            begun["status"] = int(status[:3])
            begun["headers"] = {name.lower(): value for name, value in headers}

        summed = hashlib.sha256()
        draft = self._kept / "draft"
        answered = self._application(self._environment(address), start)
        with closing(answered), draft.open("wb") as file:
            for block in answered:
                summed.update(block)
                file.write(block)
        if self._faults:
            raise self._faults[0]
        digest = summed.hexdigest()
        return Answer(begun["status"], begun["headers"], draft.replace(self._kept / digest), digest)

    def _note(self, **_said: object) -> None:
        """A view failed: that is a fault of ours, and no page."""
        fault = sys.exception()
        if fault is not None:
            self._faults.append(fault)

    def _environment(self, address: str) -> dict[str, Any]:
        asked, host = urlsplit(address), urlsplit(self.origin)
        return {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(asked.path, "latin-1"),  # as PEP 3333 asks
            "QUERY_STRING": asked.query,
            "SERVER_NAME": host.hostname or "",
            "SERVER_PORT": str(host.port or (443 if host.scheme == "https" else 80)),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": host.netloc,
            "HTTP_ACCEPT_LANGUAGE": "en",  # an address without a language leads to English
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": host.scheme,
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
