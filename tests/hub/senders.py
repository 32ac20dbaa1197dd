"""A client that sends forms slowly, partly, or without end, to ``receiver.py``."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path

HERE = Path(__file__).parent
BOUNDARY = b"x4711x"
FIRST = (
    b"--" + BOUNDARY + b'\r\nContent-Disposition: form-data; name="cases"; filename="cases.csv"\r\n'
    b"Content-Type: text/csv\r\n\r\n"
)


@dataclass(frozen=True)
class Page:
    """What comes with the page that has the form.

    Attributes:
        token: Stands in the form.
        cookies: Come with each request; a ticket is among them.
    """

    token: str
    cookies: str


@dataclass(frozen=True)
class Receiver:
    """A server process.

    Attributes:
        process: It.
        port: Where it listens.
        leftovers: What it found at its start.
    """

    process: subprocess.Popen[bytes]
    port: int
    leftovers: int

    @property
    def pid(self) -> int:
        return self.process.pid

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def most_memory(self) -> int:
        """Largest resident memory since the start, in bytes."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return 1024 * int(status.partition("VmHWM:")[2].split()[0])

    def page(self) -> Page:
        """The page with the form."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/token", timeout=30) as answer:
            cookies = [each.partition(";")[0] for each in answer.headers.get_all("Set-Cookie")]
            return Page(answer.read().decode(), "; ".join(cookies))


@contextmanager
def receiver(home: Path, temporary: Path, limit: int, *bare: str) -> Iterator[Receiver]:
    """A running server, killed at the end. What it says of itself is in ``log`` of its home."""
    arguments = [sys.executable, HERE / "receiver.py", home, temporary, str(limit), *bare]
    path = os.pathsep.join([str(HERE), *sys.path])
    with (home / "log").open("ab") as log:
        process = subprocess.Popen(
            arguments,
            stdout=subprocess.PIPE,
            stderr=log,
            env={**os.environ, "PYTHONPATH": path, "TMPDIR": str(temporary)},
        )
    assert process.stdout is not None
    port, leftovers = map(int, process.stdout.readline().split())
    server = Receiver(process, port, leftovers)
    try:
        yield server
    finally:
        server.kill()


def last(token: str) -> bytes:
    """The end of a form: its token, and the closing mark."""
    field = b'Content-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n'
    mark = b"\r\n--" + BOUNDARY
    return mark + b"\r\n" + field + token.encode() + mark + b"--\r\n"


def head(where: str, length: int | None, cookies: str) -> bytes:
    """The head of a request with a form; ``None``: its length is not known."""
    size = "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"
    return (
        f"POST {where} HTTP/1.1\r\nHost: 127.0.0.1\r\n{size}\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY.decode()}\r\n"
        f"Cookie: {cookies}\r\nConnection: close\r\n\r\n"
    ).encode()


def dial(server: Receiver) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=60)


def answer_to(connection: socket.socket) -> tuple[int, bytes]:
    """Status and body."""
    with HTTPResponse(connection) as response:
        response.begin()
        return response.status, response.read()


def send_file(server: Receiver, blocks: Iterable[bytes], size: int) -> tuple[int, bytes]:
    """Send a file of ``size`` bytes."""
    page = server.page()
    end = last(page.token)
    with dial(server) as connection:
        connection.sendall(head("/add", len(FIRST) + size + len(end), page.cookies) + FIRST)
        for block in blocks:
            connection.sendall(block)
        connection.sendall(end)
        return answer_to(connection)
