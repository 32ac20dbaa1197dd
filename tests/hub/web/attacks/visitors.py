"""A browser without a screen, for a hub of real processes."""

from __future__ import annotations

import re
import secrets
import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from typing import Any

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Visitor:
    """Somebody who came in by a one-time link; remembers where they were.

    Attributes:
        addresses: Every address that a request went to, or was led to.
        headers: Every header that came back.
    """

    def __init__(self, link: str) -> None:
        self.root = link.partition("/open/")[0]
        self.addresses: list[str] = []
        self.headers: list[str] = []
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.ask(link)

    def ask(
        self, address: str, data: bytes | None = None, kind: str = "", **headers: str
    ) -> tuple[int, str]:
        """The status and the text of an answer, of whatever it led to."""
        request = urllib.request.Request(urllib.parse.urljoin(self.root, address), data, headers)
        if kind:
            request.add_header("Content-Type", kind)
            request.add_header("Origin", self.root)
        try:
            answer: Any = self._opener.open(request, timeout=120)
        except urllib.error.HTTPError as error:
            answer = error
        self.addresses += [request.full_url, answer.url]
        self.headers.append(str(answer.headers))
        return answer.status, answer.read().decode("utf-8", "replace")

    def get(self, address: str) -> str:
        status, text = self.ask(address)
        assert status == 200, (address, status, text[:2000])
        return text

    def fill_in(self, page: str, address: str, **fields: Any) -> tuple[int, str]:
        """Send a form of a page; a pair of a name and bytes is a file."""
        token = TOKEN.search(self.get(page))
        assert token is not None, page
        mark = secrets.token_hex(8)
        parts = [("csrfmiddlewaretoken", token[1]), *fields.items()]
        body = b""
        for name, value in parts:
            for one in value if isinstance(value, list) else [value]:
                head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"'
                if isinstance(one, tuple):
                    body += f'{head}; filename="{one[0]}"\r\n\r\n'.encode() + one[1] + b"\r\n"
                else:
                    body += f"{head}\r\n\r\n{one}\r\n".encode()
        body += f"--{mark}--\r\n".encode()
        return self.ask(address, body, f"multipart/form-data; boundary={mark}")

    def wait(self, until: Any, patience: float = 90.0) -> None:
        """Until something is so."""
        end = time.monotonic() + patience
        while not until():
            assert time.monotonic() < end, self.addresses[-5:]
            time.sleep(0.2)
