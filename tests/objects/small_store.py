"""A store that speaks as much of S3 as is asked: objects, pieces, lists; and how it fails."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from email.utils import formatdate
from functools import cache
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from lanterne.files.object_path import ObjectPath

KEY, SECRET = "AKIDOFTESTS", "secret/of+tests"
"""What must stand nowhere else."""


class Store:
    """What is in the store, what it was asked, and how it fails.

    Attributes:
        buckets: Bucket → key → bytes.
        asked: Method and path of each request.
        fails: Method and key → ``denied``, ``half``, ``short``, ``hang``, ``busy``, ``gone`` or
            nothing.
        meanwhile: Called before each object is given.
        twice: Whether lists have each object twice.
        page: Most objects of a list.
    """

    def __init__(self) -> None:
        self.buckets: dict[str, dict[str, bytes]] = {"cases": {}}
        self.asked: list[tuple[str, str]] = []
        self.fails: Callable[[str, str], str] = lambda method, key: ""
        self.meanwhile: Callable[[str, str], None] = lambda method, key: None
        self.twice, self.page, self.address = False, 1000, ""

    def environment(self) -> dict[str, str]:
        """Variables by which it is found."""
        keys = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET}
        where = {"AWS_ENDPOINT_URL": self.address, "AWS_REGION": "eu-west-1"}
        return {**keys, **where, "AWS_EC2_METADATA_DISABLED": "true"}


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body of an answer travel together: else each waits for the other
    store: Store

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is said."""

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        bucket, _, key = unquote(parts.path).lstrip("/").partition("/")
        asked, there = parse_qs(parts.query), self.store.buckets.get(bucket)
        self.store.asked.append((self.command, key))
        fault = self.store.fails(self.command, key)
        if fault == "hang":
            time.sleep(3)
        if fault in {"hang", "busy"}:
            return self._refuse(503, "SlowDown")
        if fault == "denied":
            return self._refuse(403, "AccessDenied")
        if there is None:
            return self._refuse(404, "NoSuchBucket")
        if "list-type" in asked:
            return self._give(200, self._list({k: v[0] for k, v in asked.items()}, there), {})
        self.store.meanwhile(self.command, key)
        if key not in there or fault == "gone":
            return self._refuse(404, "NoSuchKey")
        return self._object(there[key], fault)

    def _object(self, content: bytes, fault: str) -> None:
        tag = md5(content, usedforsecurity=False).hexdigest()
        headers = {"ETag": f'"{tag}"', "Last-Modified": formatdate(1.7e9, usegmt=True)}
        piece = self.headers.get("Range")
        if piece is None or self.command == "HEAD":
            return self._give(200, content, headers)
        first, last = (int(one) for one in piece.removeprefix("bytes=").split("-"))
        last = min(last, len(content) - 1) - (fault == "short")
        headers["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
        return self._give(206, content[first : last + 1], headers, fault == "half")

    def _list(self, asked: dict[str, str], there: dict[str, bytes]) -> bytes:
        before, after = asked.get("prefix", ""), asked.get("continuation-token", "")
        most = min(self.store.page, int(asked.get("max-keys", "1000")))
        below = [key for key in sorted(there) if key.startswith(before) and key > after]
        whole = len(below) <= most
        text, folders = "", set[str]()
        for key in below[:most]:
            name, folder, _ = key.removeprefix(before).partition("/")
            if folder:
                folders.add(f"{before}{name}/")
                continue
            one = f"<Contents><Key>{escape(key)}</Key><Size>{len(there[key])}</Size></Contents>"
            text += one * (1 + self.store.twice)
        text += "".join(
            f"<CommonPrefixes><Prefix>{escape(one)}</Prefix></CommonPrefixes>" for one in folders
        )
        if not whole:
            token = escape(below[most - 1])
            text += f"<NextContinuationToken>{token}</NextContinuationToken>"
        count = f"<KeyCount>{len(below[:most])}</KeyCount>"
        text += f"{count}<IsTruncated>{str(not whole).lower()}</IsTruncated>"
        return f'<?xml version="1.0"?><ListBucketResult>{text}</ListBucketResult>'.encode()

    def _refuse(self, status: int, code: str) -> None:
        said = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>{KEY}</Message></Error>"
        self._give(status, said.encode(), {})

    def _give(
        self, status: int, content: bytes, headers: dict[str, str], half: bool = False
    ) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content[: len(content) // 2] if half else content)
        self.close_connection = half


def begun() -> Store:
    """A store on this computer, as long as this process lasts; its variables are set."""
    store = Store()
    answers = type("Answers", (_Answers,), {"store": store})
    server = ThreadingHTTPServer(("127.0.0.1", 0), answers)
    store.address = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    os.environ.update(store.environment())
    return store


shared = cache(begun)
"""The store of all tests of a process that want it as it is."""


def put(folder: Path, store: Store) -> ObjectPath:
    """The files of a folder, and of folders in it, as the only objects under these names."""
    name = folder.as_posix().strip("/")
    for key in [key for key in store.buckets["cases"] if key.startswith(f"{name}/")]:
        del store.buckets["cases"][key]
    for one in (one for one in folder.rglob("*") if one.is_file()):
        below = one.relative_to(folder).as_posix()
        store.buckets["cases"][f"{name}/{below}"] = one.read_bytes()
    return ObjectPath("cases", name)
