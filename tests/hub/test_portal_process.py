"""The public portal as a process of its own, over real connections."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
import pytest
from shelf import NETWORK, TABLE

from lanterne.errors import UsageError
from lanterne.hub.public import Listening, serve_portal

HOST = "data.example.org"
NAME = quote(TABLE)

START = """
import json, sys
from pathlib import Path
from lanterne.hub.public import Listening, serve_portal
tell = lambda address: print(address, flush=True)
known = json.loads(sys.argv[2])
at = Listening(port=0, proxy=known.pop("proxy", None))
serve_portal(Path(sys.argv[1]), ["data.example.org"], at=at, tell=tell, **known)
"""

ASKED = """
import json, sys
import lanterne.hub.public as public
from django.conf import settings
from django.db import connections
class Asked:
    port = 1
    def run(self, application):
        loaded = [n for n in sys.modules if n.startswith("lanterne.")]
        print(json.dumps({
            "apps": settings.INSTALLED_APPS,
            "databases": [s["ENGINE"] for s in connections.settings.values()],
            "key": bool(settings._wrapped.__dict__.get("SECRET_KEY")),
            "debug": settings.DEBUG,
            "middleware": settings.MIDDLEWARE,
            "loaded": loaded,
        }))
public.listen = lambda *given, **more: Asked()
from pathlib import Path
public.serve_portal(Path(sys.argv[1]), ["data.example.org"])
"""


@pytest.fixture(scope="module")
def start() -> Iterator[Callable[..., tuple[int, subprocess.Popen[str]]]]:
    running = []

    def begin(folder: Path, **more: Any) -> tuple[int, subprocess.Popen[str]]:
        process = subprocess.Popen(
            [sys.executable, "-c", START, str(folder), json.dumps(more)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        assert process.stdout is not None
        return int(process.stdout.readline().strip().rstrip("/").rpartition(":")[2]), process

    yield begin
    for process in running:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def port(start, made) -> int:
    return start(made, rate=None)[0]


def get(port: int, path: str, host: str = HOST, **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("GET", path, headers={"Host": host, **named})
    answer = connection.getresponse()
    answer.body = answer.read()  # type: ignore[attr-defined]
    connection.close()
    return answer


def test_everybody_may_come_in_under_its_name_alone(port):
    page = get(port, "/en/")
    assert page.status == 200
    assert TABLE in page.body.decode()
    assert page.getheader("Set-Cookie") is None
    assert page.getheader("Server") is None
    assert page.getheader("Cache-Control") == "public, max-age=60"
    for host in ("evil.example", "127.0.0.1", f"{HOST}.evil.example"):
        refused = get(port, "/en/", host)
        assert refused.status == 400
        assert TABLE not in refused.body.decode()
        assert "default-src 'none'" in refused.getheader("Content-Security-Policy")


def test_there_is_no_door_and_no_workspace(port):
    for path in ("/open/x", "/en/work/", "/en/account/login/", "/admin/"):
        assert get(port, path).status == 404
    assert "/work/" not in get(port, "/en/").body.decode()


def test_the_process_has_no_key_no_database_and_no_account(made):
    told = json.loads(
        subprocess.run(
            [sys.executable, "-c", ASKED, str(made)], capture_output=True, text=True, check=True
        ).stdout
    )
    assert told["apps"] == ["lanterne.hub.portal"]
    assert told["databases"] in ([], ["django.db.backends.dummy"])
    assert (told["key"], told["debug"]) == (False, False)
    assert not any("session" in one or "door" in one or "auth" in one for one in told["middleware"])
    parts = ("people", "web", "audit", "jobs", "upload", "project")
    for part in ("vault", *(f"hub.{one}" for one in parts)):
        assert not any(name.startswith(f"lanterne.{part}") for name in told["loaded"]), part


def test_by_https_browsers_are_told_to_come_back_so(start, made):
    port, _ = start(made, secure=True, proxy="127.0.0.1")
    moved = get(port, "/fr/")
    assert moved.status == 301
    assert moved.getheader("Location") == f"https://{HOST}/fr/"
    page = get(port, "/fr/", X_Forwarded_Proto="https", X_Forwarded_For="192.0.2.1")
    assert page.status == 200
    assert page.getheader("Strict-Transport-Security") == "max-age=31536000"


def test_without_https_nothing_is_said_of_it(port):
    page = get(port, "/fr/", X_Forwarded_Proto="https")
    assert page.status == 200
    assert page.getheader("Strict-Transport-Security") is None


def test_a_trusted_proxy_says_who_asks(start, made):
    port, _ = start(made, rate=2, proxy="127.0.0.1")
    for who in ("192.0.2.1", "192.0.2.2"):
        forged = f"198.51.100.9, {who}"  # what the visitor wrote stands before what the proxy saw
        said = [get(port, "/en/", X_Forwarded_For=one) for one in (who, who, forged)]
        assert [one.status for one in said] == [200, 200, 429]
        assert int(said[2].getheader("Retry-After")) in range(1, 61)


@pytest.mark.parametrize("proxy", [None, "192.0.2.250"])
def test_nobody_else_does(start, made, proxy):
    port, _ = start(made, rate=2, proxy=proxy)
    said = [get(port, "/en/", X_Forwarded_For=f"192.0.2.{number}") for number in range(3)]
    assert [one.status for one in said] == [200, 200, 429]


def test_fifty_visitors_at_once_meet_no_error(port):
    paths = [
        path
        for language in ("en", "fr", "es", "ar")
        for path in (
            f"/{language}/",
            f"/{language}/releases/{NAME}/",
            f"/{language}/releases/{NAME}/codebook/",
            f"/{language}/releases/{NETWORK}/explore/",
            f"/api/v1/releases/{NAME}/counts?by=year&by=gender&where[debt]=1",
            f"/{language}/releases/{NAME}/files/README.md",
        )
    ]
    alone = {path: get(port, path).body for path in paths}
    met: list[tuple[int, bool]] = []

    def visit(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for path in paths[number % 7 :: 2]:
            connection.request("GET", path, headers={"Host": HOST})
            answer = connection.getresponse()
            met.append((answer.status, answer.read() == alone[path]))
        connection.close()

    threads = [threading.Thread(target=visit, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(met) == sum(len(paths[number % 7 :: 2]) for number in range(50))
    assert set(met) == {(200, True)}


def test_a_release_is_open_before_anybody_asks(start, made):
    port, process = start(made)
    watched = psutil.Process(process.pid)
    for _ in range(200):
        if any("polars" in one.path for one in watched.memory_maps()):
            break
        signal.sigtimedwait([], 0.1)
    else:
        pytest.fail("nothing was opened")
    assert get(port, "/en/").status == 200


def test_memory_goes_back(start, made):
    """Polars hears the wish although the process that started this one has loaded it too."""
    _, process = start(made)
    assert process.poll() is None
    code = (
        "from lanterne.hub.allocator import take_little; take_little(); import polars, os; "
        "print(os.environ['_RJEM_MALLOC_CONF'].endswith('dirty_decay_ms:0,muzzy_decay_ms:0'))"
    )
    environment = {**os.environ, "_RJEM_MALLOC_CONF": "dirty_decay_ms:500"}
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert told.stdout == "True\n"


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_it_is_told_to(start, made, end):
    port, process = start(made)
    assert get(port, "/en/").status == 200
    process.send_signal(end)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (0, "", "")
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), timeout=5)


def test_what_cannot_be_served_is_said(made, tmp_path):
    with pytest.raises(UsageError, match="is not a folder"):
        serve_portal(tmp_path / "nowhere", [HOST])
    with pytest.raises(UsageError, match="no host name"):
        serve_portal(made, [])
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"Port {port} is taken"):
            serve_portal(made, [HOST], at=Listening(port=port))
