"""``lanterne serve`` as a person has it on a laptop, and a browser without a picture."""

from __future__ import annotations

import http.cookiejar
import os
import socket
import subprocess
import urllib.error
import urllib.request
from http.client import HTTPResponse
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from patience import until
from senders import BOUNDARY, head, last
from served import Served

from program import command

FILE = (
    b"--" + BOUNDARY + b'\r\nContent-Disposition: form-data; name="files"; filename="cases.csv"\r\n'
    b"Content-Type: text/csv\r\n\r\n"
)


def verb(*words: object, typed: str = "") -> subprocess.CompletedProcess[str]:
    """A verb of the command line, with what a person types."""
    return subprocess.run(
        command(*words),
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "COLUMNS": "200", "NO_COLOR": "1"},
    )


class Laptop(Served):
    """A running hub and the browser of its first person."""

    def __init__(self, home: Path, typed: str = "") -> None:
        self.home = home
        super().__init__("--home", home, log=home.with_name(f"{home.name}.log"), typed=typed)
        self.cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        assert self.ask(urlsplit(self.link).path)[0] == 200

    def ask(self, path: str, **fields: str) -> tuple[int, str]:
        """Status and page; with fields a form is sent, which the page of that address holds."""
        address = f"{self.root}{path}"
        data = urlencode({**fields, "csrfmiddlewaretoken": self.token}) if fields else None
        try:
            with self._opener.open(address, data and data.encode(), timeout=60) as answer:
                self.address = urlsplit(answer.url).path
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    @property
    def token(self) -> str:
        return next(one.value or "" for one in self.cookies if one.name == "csrftoken")

    def new_dataset(self) -> str:
        """Start a dataset; the address of its data."""
        self.ask("/en/work/here/new/")
        status, _ = self.ask("/en/work/here/new/", title="Cases")
        assert status == 200
        return self.address

    def begin_upload(self, place: str, size: int) -> socket.socket:
        """Send the head of a form with a file of so many bytes, and its first part."""
        cookies = "; ".join(f"{one.name}={one.value}" for one in self.cookies)
        end = last(self.token)
        connection = socket.create_connection(("127.0.0.1", urlsplit(self.root).port), timeout=60)
        connection.sendall(head(f"{place}bring/", len(FILE) + size + len(end), cookies) + FILE)
        return connection

    def upload(self, place: str, data: bytes) -> tuple[int, str]:
        """Send a file, whole."""
        with self.begin_upload(place, len(data)) as connection:
            connection.sendall(data + last(self.token))
            with HTTPResponse(connection) as response:
                response.begin()
                return response.status, response.read().decode()

    def children(self) -> list[int]:
        """Process ids of the workers."""
        task = Path(f"/proc/{self.process.pid}/task")
        found = "".join(path.read_text() for path in task.glob("*/children"))
        return [int(one) for one in found.split()]

    def kill(self) -> None:
        """As ``kill -9`` does; the worker ends by itself."""
        workers = self.children()
        self.process.kill()
        self.process.wait()
        until(lambda: not any(Path(f"/proc/{one}").exists() for one in workers))


def vaulted(home: Path) -> list[str]:
    """Names in the vault, hidden ones as well."""
    return sorted(path.name for path in home.glob("vault/*/*"))
