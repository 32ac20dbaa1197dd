"""Requests on their way in: what the server keeps of them on the disk is encrypted.

Waitress takes a whole request before the application sees it, and keeps a body that is larger than
half a megabyte in a temporary file, as it is: cases would be on the disk in plaintext before they
are in the vault. :func:`seal_requests` puts a sealed file in its place, whose key is random, is in
memory only and goes with the request. Answers, which may show what is sensitive, wait in memory;
the server stops an application that writes faster than the client reads.

Servers that hand the body through as it arrives would need no such file, but a slow client would
hold a thread for as long as its upload lasts.

A proxy in front of the server must not keep bodies either: docs/explanation/encryption-at-rest.md.
"""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.utilities import Error

from lanterne.messages import TAGS, Message, say
from lanterne.vault.cipher import CHUNK, Header, Opener, Sealer
from lanterne.vault.secret import WRAPPED, Secret

Limit = Callable[[str, str, Mapping[str, str]], int]
"""Method, path and headers (``COOKIE``, ``CONTENT_TYPE``, …) → most bytes that may be sent.

Called by the server's own thread, before a byte of the body is kept: it must be quick, and say
little for those who have not come in, or anybody could fill the disk."""

DRAINED = 1 << 26
"""Bytes beyond the limit that are read and thrown away, so that a browser that has sent too much
shows the answer instead of a broken connection."""

_HEADER = Header(bytes(16), bytes(16), "request", bytes(WRAPPED))
"""No key is wrapped in it; the prefix of nonces may be the same, for each body has its own key."""


class SealedBody:
    """A request's body: in memory up to 64 KiB, then in a sealed temporary file without a name.

    What the server asks of its buffers, and no more.

    Args:
        folder: Where the file is made; ``None``: where the system has its temporary files.

    Attributes:
        failure: Why the disk took no more; what came after it is gone.
    """

    def __init__(self, folder: Path | None) -> None:
        self.failure: OSError | None = None
        self._folder = folder
        self._length = 0
        self._small: BinaryIO = io.BytesIO()
        self._file: BinaryIO | None = None
        self._key: Secret | None = None
        self._sealer: Sealer | None = None
        self._opened: BinaryIO | None = None

    def __len__(self) -> int:
        return self._length

    def __bool__(self) -> bool:
        return True

    def append(self, data: bytes) -> None:
        """Take what has arrived."""
        self._length += len(data)
        try:
            if self._sealer is None and self._length > CHUNK:
                self._begin()
            if self.failure is None:
                (self._sealer or self._small).write(data)
        except OSError as error:
            self.failure = error

    def getfile(self) -> BinaryIO:
        """The body, to be read from its begin; nothing is taken any more."""
        if self._opened is not None:
            return self._opened
        if self._file is None or self._sealer is None or self._key is None:
            self._small.seek(0)
            self._opened = self._small
        else:
            self._sealer.finish()
            self._file.seek(len(_HEADER.pack()))
            opener = Opener(self._file, self._key, _HEADER, b"request")
            self._opened = io.BufferedReader(opener, CHUNK)
        return self._opened

    def close(self) -> None:
        """Forget the body, its file and its key."""
        for file in (self._opened, self._file, self._small):
            if file is not None:
                with contextlib.suppress(OSError):
                    file.close()
        self._key = self._sealer = None

    def _begin(self) -> None:
        self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 - closed with the body
        self._key = Secret.new()
        self._sealer = Sealer(self._file, self._key, _HEADER, b"request")
        self._small.seek(0)
        self._sealer.write(self._small.read())
        self._small.close()


class _Nothing:
    """The buffer of a body that nobody wants."""

    def __len__(self) -> int:
        return 0

    def append(self, data: bytes) -> None:
        pass

    def getfile(self) -> BinaryIO:
        return io.BytesIO()

    def close(self) -> None:
        pass


class _Refused(Error):  # type: ignore[misc] # noqa: N818 - theirs is no exception
    """An answer of the server itself, before the pages are asked: so in all languages at once."""

    said: Message

    def __init__(self) -> None:
        super().__init__("")

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        del ident
        headers = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"),
        ]
        sentences = "\n\n".join(say(self.said, tag) for tag in TAGS)
        return f"{self.code} {self.reason}", headers, sentences.encode()


class _TooLarge(_Refused):
    code, reason = 413, "Content Too Large"
    said = Message("upload.too-large")


class _DiskFull(_Refused):
    code, reason = 507, "Insufficient Storage"
    said = Message("upload.disk-full")


class _Parser(HTTPRequestParser):  # type: ignore[misc]
    """Reads a request into a sealed body, up to the limit that its path has."""

    limit: Limit
    folder: Path | None = None
    completed: bool = False

    def __init__(self, adjustments: Any) -> None:
        super().__init__(adjustments)
        self._allowed = 0
        self._refused: _Refused | None = None

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        if self.body_rcv is not None:
            self.body_rcv.buf = SealedBody(self.folder)
            self._allowed = type(self).limit(self.command, self.path, self.headers)

    def received(self, data: bytes) -> int:
        taken: int = super().received(data)
        if self.body_rcv is None:
            return taken
        size = max(self.content_length, self.body_bytes_received)
        if self._refused is None and size > self._allowed:
            self._refuse(_TooLarge())
        elif self._refused is None and self.body_rcv.buf.failure is not None:
            self._refuse(_DiskFull())
        if self._refused is not None:
            self.completed = self.completed or self.body_bytes_received > self._allowed + DRAINED
            self.error = self._refused if self.completed else None
        return taken

    def _refuse(self, why: _Refused) -> None:
        self._refused = why
        self.body_rcv.buf.close()
        self.body_rcv.buf = _Nothing()


class _Channel(HTTPChannel):  # type: ignore[misc]
    """Forgets the body of a request whose client has gone."""

    request: Any = None

    def handle_close(self) -> None:
        super().handle_close()
        if self.request is not None:
            self.request.close()


def seal_requests(server: Any, limit: Limit, folder: Path | None = None) -> None:
    """Let a server of Waitress keep bodies of requests sealed, and answers in memory.

    Args:
        server: As :func:`waitress.create_server` made it; not yet running.
        limit: Says how much may be sent where.
        folder: Where sealed bodies wait; ``None``: where the system has its temporary files.
    """
    parser = type("Parser", (_Parser,), {"limit": staticmethod(limit), "folder": folder})
    channel = type("Channel", (_Channel,), {"parser_class": parser})
    listeners = getattr(server, "map", None) or {}
    for each in (server, *listeners.values()):
        if hasattr(each, "channel_class"):
            each.channel_class = channel
    server.adj.max_request_body_size = sys.maxsize  # the limit above is looked at instead
    server.adj.outbuf_overflow = sys.maxsize
    server.adj.recv_bytes = CHUNK
