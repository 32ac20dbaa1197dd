"""A real server: no plaintext of a request on the disk, at no time, however it ends."""

from __future__ import annotations

import json
import resource
import signal
import socket
import subprocess
import sys
import time
from itertools import repeat
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core import signing
from django.http import HttpResponse
from new_database import give_database
from senders import FIRST, answer_to, dial, head, last, receiver, send_file
from vaults import CANARY, holding, open_files

from lanterne.hub.upload.ticket import COOKIE, FORM, HOURS, by_ticket, hand_out
from lanterne.vault import open_vault

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux lists open files")

MB = 1 << 20
ROWS = CANARY + b"," * 12 + b"\n"
BLOCK = ROWS * (MB // len(ROWS))


@pytest.fixture
def places(tmp_path) -> tuple[Path, Path]:
    (tmp_path / "home").mkdir()
    (tmp_path / "temporary").mkdir()
    return tmp_path / "home", tmp_path / "temporary"


def until(condition, seconds: float = 30.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.005)
    return False


def on_disk(pid: int) -> int:
    """Bytes in files without a name that a process holds."""
    return sum(len(data) for target, data in open_files(pid) if target.endswith("(deleted)"))


def canaries(pid: int, *folders: Path) -> int:
    return len(holding(CANARY, *folders)) + sum(CANARY in data for _, data in open_files(pid))


@pytest.mark.parametrize("bare", [False, True])
def test_half_a_request_is_on_the_disk_in_no_readable_form(places, bare):
    """The server by itself, on the other hand, is caught."""
    with receiver(*places, 50 * MB, *(["bare"] if bare else [])) as server:
        with dial(server) as connection:
            connection.sendall(head("/add", 20 * MB, server.page().cookies) + FIRST + BLOCK * 8)
            assert until(lambda: on_disk(server.pid) > 7 * MB), "half of it is on the disk"
            assert bool(canaries(server.pid, *places)) is bare
        assert until(lambda: on_disk(server.pid) == 0), "it goes with the connection"
        assert not canaries(server.pid, *places)


def test_a_file_comes_through_the_server_into_the_vault(places):
    home, temporary = places
    with receiver(*places, 50 * MB) as server:
        status, body = send_file(server, repeat(BLOCK, 5), 5 * len(BLOCK))
        assert status == 200
        ((name, size, file_id, kind),) = json.loads(body)["files"]
        assert (name, size, kind) == ("cases.csv", 5 * len(BLOCK), "delimited text")
        assert json.loads(body)["fields"] == ["csrfmiddlewaretoken"]
        assert not canaries(server.pid, *places)
    vault = open_vault(home)
    assert vault.read_bytes("north", file_id) == BLOCK * 5
    assert not list(temporary.iterdir())


def test_small_and_chunked_requests_come_through_as_well(places):
    with receiver(*places, 5 * MB) as server:
        assert send_file(server, [b"a\nb\n"], 4)[0] == 200
        page = server.page()
        with dial(server) as connection:
            connection.sendall(head("/add", None, page.cookies))
            for part in (FIRST, BLOCK, BLOCK, last(page.token)):
                connection.sendall(f"{len(part):x}\r\n".encode() + part + b"\r\n")
            assert until(lambda: on_disk(server.pid) > MB)
            assert not canaries(server.pid, *places)
            connection.sendall(b"0\r\n\r\n")
            status, body = answer_to(connection)
        assert status == 200
        assert json.loads(body)["files"][0][1] == 2 * len(BLOCK)


@pytest.mark.parametrize("cookies", ["lanterne-ticket=guessed", "", ";=;a=b=c"])
def test_who_has_not_come_in_fills_no_disk(places, cookies):
    with receiver(*places, 50 * MB) as server, dial(server) as connection:
        connection.sendall(head("/add", 9 * len(BLOCK), cookies))
        for _ in range(9):
            connection.sendall(BLOCK)
            assert on_disk(server.pid) == 0
        status, body = answer_to(connection)
        assert status == 413
        for said in ("send less", "envoyez-en moins", "envíe menos", "الرجوع إلى"):
            assert said in body.decode()
        assert server.most_memory() < 200 * MB


def test_a_ticket_is_good_for_a_while(monkeypatch):
    limit, response = by_ticket(10**9), HttpResponse()
    hand_out(response, secure=True)
    cookie = response.cookies[COOKIE]
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Strict")
    sent = {"COOKIE": f"a=b; {COOKIE}={cookie.value}; c=d"}
    assert limit("POST", "/", sent) == 10**9
    assert limit("POST", "/", {}) == FORM
    other = signing.dumps("", salt="another purpose")
    assert limit("POST", "/", {"COOKIE": f"{COOKIE}={other}"}) == FORM
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + HOURS * 3600 + 1)
    assert limit("POST", "/", sent) == FORM


@pytest.mark.parametrize("chunked", [False, True])
def test_more_than_the_limit_is_answered_and_kept_nowhere(places, chunked):
    size = None if chunked else 6 * len(BLOCK)
    with receiver(*places, 2 * MB) as server, dial(server) as connection:
        connection.sendall(head("/add", size, server.page().cookies))
        for _ in range(6):
            connection.sendall(
                f"{len(BLOCK):x}\r\n".encode() + BLOCK + b"\r\n" if chunked else BLOCK
            )
        connection.sendall(b"0\r\n\r\n" if chunked else b"")
        assert answer_to(connection)[0] == 413
        assert on_disk(server.pid) == 0
        assert not list(places[0].rglob("*.part"))


def test_who_sends_without_end_is_cut_off(places):
    def send_without_end() -> None:
        for _ in range(400):
            connection.sendall(BLOCK)

    with receiver(*places, MB) as server, dial(server) as connection:
        connection.sendall(head("/add", 10**12, server.page().cookies))
        with pytest.raises(OSError, match=r"reset|[Bb]roken"):
            send_without_end()


def test_a_full_disk_is_answered(places):
    with receiver(*places, 50 * MB) as server, dial(server) as connection:
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (MB, MB))
        connection.sendall(head("/add", 8 * len(BLOCK), server.page().cookies) + BLOCK * 8)
        status, body = answer_to(connection)
        assert status == 507
        assert "Le disque du serveur est plein" in body.decode()
        assert server.page().token, "it goes on"
        assert on_disk(server.pid) == 0


def test_a_form_of_another_page_is_refused_and_leaves_nothing(places):
    home, _ = places
    with receiver(*places, 5 * MB) as server:
        page = server.page()
        with dial(server) as connection:
            body = FIRST + BLOCK + last("another" + page.token[7:])
            connection.sendall(head("/add", len(body), page.cookies) + body)
            assert answer_to(connection)[0] == 403
    vault = open_vault(home)
    assert vault.file_ids("north") == ()


@pytest.mark.parametrize("bare", [False, True])
def test_an_answer_to_a_slow_reader_waits_in_memory(places, bare):
    with receiver(*places, MB, *(["bare"] if bare else [])) as server, dial(server) as connection:
        connection.sendall(b"GET /page HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        if bare:
            assert until(lambda: canaries(server.pid, *places))
        else:
            time.sleep(1)
        assert (on_disk(server.pid) > 0) is bare
        assert bool(canaries(server.pid, *places)) is bare
        assert answer_to(connection) == (200, CANARY * 400_000)


def test_a_server_that_is_killed_while_a_request_arrives_leaves_nothing(places):
    with receiver(*places, 50 * MB) as server, dial(server) as connection:
        connection.sendall(head("/add", 20 * MB, server.page().cookies) + FIRST + BLOCK * 8)
        assert until(lambda: on_disk(server.pid) > 7 * MB)
        server.kill()
        assert not holding(CANARY, *places)
        assert not list(places[1].iterdir())


def test_a_server_that_is_killed_while_a_file_goes_into_the_vault_recovers(places):
    home, _ = places
    with receiver(*places, 200 * MB) as server, dial(server) as connection:
        page = server.page()
        end = last(page.token)
        size = len(FIRST) + 90 * len(BLOCK) + len(end)
        connection.sendall(head("/add", size, page.cookies) + FIRST)
        for _ in range(90):
            connection.sendall(BLOCK)
        connection.sendall(end)
        grown = lambda: [p for p in home.rglob("*.part") if p.stat().st_size > MB]  # noqa: E731
        assert until(grown)
        server.process.send_signal(signal.SIGSTOP)  # so that it does not end while it is looked at
        assert grown()
        assert not canaries(server.pid, *places)
        server.kill()
        assert grown()
        assert not holding(CANARY, *places)
    with receiver(*places, 50 * MB) as again:
        assert again.leftovers == 1
        assert not list(home.rglob("*.part"))
        assert send_file(again, [BLOCK], len(BLOCK))[0] == 200


def test_a_large_file_needs_no_more_memory_than_a_small_one(places):
    """256 MB here; benchmarks/upload.py sends 1 GB."""
    with receiver(*places, 300 * MB) as server:
        assert send_file(server, [BLOCK], len(BLOCK))[0] == 200
        before = server.most_memory()
        status, body = send_file(server, repeat(BLOCK, 256), 256 * len(BLOCK))
        assert status == 200
        assert json.loads(body)["files"][0][1] == 256 * len(BLOCK)
        assert server.most_memory() - before < 60 * MB


def test_the_workspace_itself_seals_what_arrives(places):
    home, _ = places
    give_database(home)
    code = f"""
import sys
from pathlib import Path
from lanterne.hub.home import Home
from lanterne.hub.server import serve_workspace
home = Home(Path({str(home)!r}))
serve_workspace(home, port=0, tell=lambda link: print(link, flush=True), browser=False,
    warn=print)
"""
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        port = urlsplit(process.stdout.readline().decode()).port
        with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
            connection.sendall(head("/en/", 900_000, "") + FIRST + BLOCK[:800_000])
            assert until(lambda: on_disk(process.pid) > 700_000)
            assert not canaries(process.pid, *places)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)
