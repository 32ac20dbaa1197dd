"""A server in the place of Zenodo, which keeps what it was sent and fails where it is told to.

Its addresses, fields and numbers of HTTP are those of developers.zenodo.org, and where they differ
those of the site's own tests (zenodo-rdm, ``site/tests/legacy``). It is stricter than the site:
what no documentation names is an error here.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote

from lanterne.deposits import sites
from lanterne.deposits.sites import SITES, Site

TOKEN = "S3cretTokenOfNobody0123456789abcdefghijklmnopqrstuvwxyz"
MOMENT = datetime(2026, 12, 1, 22, 0, tzinfo=UTC)
LICENCES = {"cc-by-4.0": "cc-by-4.0", "cc0-1.0": "cc-zero", "odbl-1.0": "odc-odbl"}
"""Licence that is sent, in small letters → what the site then calls it."""

FIELDS = {
    *("upload_type", "publication_date", "title", "creators", "description", "access_right"),
    *("license", "keywords", "notes", "related_identifiers", "communities", "version", "language"),
}
"""Documented fields that a data set may have here."""

DRAFT = r"/api/deposit/depositions/(\d+)"
STEPS = {
    "create": ("POST", r"/api/deposit/depositions"),
    "read": ("GET", DRAFT),
    "describe": ("PUT", DRAFT),
    "delete": ("DELETE", DRAFT),
    "new-version": ("POST", DRAFT + "/actions/newversion"),
    "publish": ("POST", DRAFT + "/actions/publish"),
    "forget": ("DELETE", DRAFT + r"/files/([a-z0-9-]+)"),
    "upload": ("PUT", r"/api/files/bucket-(\d+)/([^/]+)"),
}


@dataclass
class Fault:
    """How a step fails.

    Attributes:
        status: What is answered instead; 0: the connection is closed.
        body: With which body.
        header: With which further header.
        done: Whether the step is done all the same.
        after: How often the step goes well before.
        then: Called before it fails.
    """

    status: int = 0
    body: bytes = b""
    header: tuple[str, str] = ("X-Nothing", "0")
    done: bool = False
    after: int = 0
    then: Callable[[], None] = lambda: None


@dataclass
class Kept:
    """A deposit."""

    whole: int
    created: datetime
    metadata: dict[str, Any] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    published: bool = False


@dataclass
class StandIn:
    """The site.

    Attributes:
        deposits: Number → what is kept.
        asked: Step and path of each request, in order.
        faults: Step → how it fails.
        change: Applied to each description before it is sent.
        spoil: Applied to the bytes of a file before they are kept.
        on: Called with the name of each step, before it is done.
        documented: Whether a new version is answered as documented, or as the site does today.
    """

    site: Site
    deposits: dict[int, Kept] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    faults: dict[str, Fault] = field(default_factory=dict)
    change: Callable[[dict[str, Any]], None] = lambda described: None
    spoil: Callable[[bytes], bytes] = bytes
    on: Callable[[str], object] = str
    documented: bool = True
    now: datetime = MOMENT

    @property
    def steps(self) -> list[str]:
        """Names of what was asked, in order."""
        return [step for step, _path in self.asked]

    @property
    def drafts(self) -> list[int]:
        """Deposits that are not published."""
        return [number for number, one in self.deposits.items() if not one.published]

    def add(self, **fields: Any) -> int:
        """A deposit."""
        number = 542_201 + len(self.deposits)
        fields.setdefault("whole", number - 1)
        self.deposits[number] = Kept(created=fields.pop("created", self.now), **fields)
        return number

    def described(self, number: int) -> dict[str, Any]:
        """A deposit as the API describes it."""
        one, api = self.deposits[number], self.site.api
        mine = f"{api}/deposit/depositions/{number}"
        last = max(other for other, it in self.deposits.items() if it.whole == one.whole)
        doi = {"doi": f"{self.site.dois}zenodo.{number}"} if one.published else {}
        found = {
            "conceptrecid": str(one.whole),
            "created": one.created.isoformat(),
            "files": [
                {
                    "id": self.key(name),
                    "filename": name,
                    "filesize": len(content),
                    "checksum": hashlib.md5(content).hexdigest(),
                }
                for name, content in one.files.items()
            ],
            "id": number,
            "links": {
                "bucket": f"{api}/files/bucket-{number}",
                "latest_draft": f"{api}/deposit/depositions/{last}",
                "self": mine,
            },
            "metadata": {
                **one.metadata,
                "prereserve_doi": {"doi": f"{self.site.dois}zenodo.{number}", "recid": number},
            },
            "owner": 12345,
            "state": "done" if one.published else "unsubmitted",
            "submitted": one.published,
            "title": one.metadata.get("title", ""),
            **doi,
        }
        self.change(found)
        return found

    @staticmethod
    def key(name: str) -> str:
        """Id of a file."""
        return f"f-{hashlib.md5(name.encode()).hexdigest()}"

    def answer(self, step: str, found: re.Match[str], body: bytes) -> tuple[int, Any]:
        """Do a step; number of HTTP and what is answered."""
        if step == "create":
            return (201, self.described(self.add())) if json.loads(body) == {} else (400, {})
        number = int(found[1])
        one = self.deposits.get(number)
        if one is None:
            return 404, {"message": "The persistent identifier does not exist.", "status": 404}
        if step == "read":
            return 200, self.described(number)
        if one.published != (step == "new-version"):
            return 404, {"message": "The persistent identifier does not exist.", "status": 404}
        return getattr(self, f"_{step.replace('-', '_')}")(number, one, found, body)

    def _describe(self, number: int, one: Kept, _found: Any, body: bytes) -> tuple[int, Any]:
        sent = json.loads(body)["metadata"]
        licence = LICENCES.get(sent.get("license", "cc-zero").lower())
        wrong = [name for name in sent if name not in FIELDS] + ["license"] * (licence is None)
        if wrong:
            errors = [{"field": f"metadata.{name}", "messages": ["wrong"]} for name in wrong]
            return 400, {"status": 400, "message": "A validation error occurred.", "errors": errors}
        one.metadata = {**sent, "license": licence}
        return 200, self.described(number)

    def _delete(self, number: int, *_rest: Any) -> tuple[int, Any]:
        del self.deposits[number]
        return 204, None

    def _new_version(self, number: int, one: Kept, *_rest: Any) -> tuple[int, Any]:
        open_ones = [n for n, it in self.deposits.items() if it.whole == one.whole]
        new = next((n for n in open_ones if not self.deposits[n].published), None)
        if new is None:
            metadata = {**one.metadata}
            metadata.pop("publication_date", None)
            new = self.add(whole=one.whole, metadata=metadata, files={**one.files})
        return 201, self.described(number if self.documented else new)

    def _publish(self, number: int, one: Kept, *_rest: Any) -> tuple[int, Any]:
        if not one.files or not one.metadata.get("publication_date"):
            return 400, {"status": 400, "message": "Validation error"}
        one.published = True
        return 202, self.described(number)

    def _forget(self, _number: int, one: Kept, found: Any, _body: bytes) -> tuple[int, Any]:
        names = {self.key(name): name for name in one.files}
        if found[2] not in names:
            return 404, {"status": 404}
        del one.files[names[found[2]]]
        return 204, None

    def _upload(self, _number: int, one: Kept, found: Any, body: bytes) -> tuple[int, Any]:
        name, kept = unquote(found[2]), self.spoil(body)
        one.files[name] = kept
        summed = f"md5:{hashlib.md5(kept).hexdigest()}"
        return 201, {"key": name, "size": len(kept), "checksum": summed, "is_head": True}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or each answer waits for 40 ms
    stand_in: StandIn

    def log_message(self, format: str, *args: Any) -> None:
        """Nobody reads it."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        return format_datetime(self.stand_in.now, usegmt=True)

    def _do(self) -> None:
        site = self.stand_in
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        step, found = self._step()
        site.asked.append((step, self.path))
        site.headers.append(dict(self.headers))
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            self._send(401, {"message": "Unauthorized", "status": 401})
            return
        site.on(step)
        fault = site.faults.get(step)
        if fault is not None and fault.after > 0:
            fault.after, fault = fault.after - 1, None
        if fault is None or fault.done:
            status, values = site.answer(step, found, body) if found else (404, {})
        if fault is None:
            self._send(status, values)
            return
        fault.then()
        if fault.status == 0:
            self.close_connection = True
            return
        self._send(fault.status, fault.body, fault.header)

    do_GET = do_POST = do_PUT = do_DELETE = _do  # noqa: N815 - names of the library

    def _step(self) -> tuple[str, re.Match[str] | None]:
        for name, (method, path) in STEPS.items():
            found = re.fullmatch(path, self.path)
            if method == self.command and found:
                return name, found
        return f"{self.command} {self.path}", None

    def _send(self, status: int, values: Any, header: tuple[str, str] | None = None) -> None:
        content = values if isinstance(values, bytes) else json.dumps(values).encode()
        content = b"" if values is None else content
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        if header:
            self.send_header(*header)
        with suppress(ConnectionError):  # whoever asked went away
            self.end_headers()
            self.wfile.write(content)


@contextmanager
def standing_in(to: str = "sandbox") -> Iterator[StandIn]:
    """The site in the place of another, as long as the block lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {}))
    api = f"http://127.0.0.1:{server.server_port}/api"
    site = StandIn(Site(api, SITES[to].pages, SITES[to].dois))
    server.RequestHandlerClass.stand_in = site  # type: ignore[attr-defined]
    serving = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    serving.start()
    try:
        with patch.dict(sites.SITES, {to: site.site}):
            yield site
    finally:
        server.shutdown()
        server.server_close()
        serving.join()


def later(moment: datetime, minutes: int) -> datetime:
    """So many minutes after a moment."""
    return moment + timedelta(minutes=minutes)
