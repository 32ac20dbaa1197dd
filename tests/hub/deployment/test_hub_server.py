"""A whole server: its processes on a real PostgreSQL, asked as people and proxies ask them."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import postgresql
import psutil
import pytest
import requests

pytestmark = [
    pytest.mark.alone,
    pytest.mark.skipif(postgresql.programs() is None, reason="PostgreSQL is not installed"),
]
PASSWORD = "lanterns in the north wind"
WAIT = 90.0
"""Seconds for something to be there, on a busy machine."""


@dataclass(frozen=True)
class Server:
    cluster: postgresql.Cluster
    config: Path
    process: subprocess.Popen[str]
    work: str
    public: str


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def lanterne(*arguments):
    program = Path(sys.executable).with_name("lanterne")
    return subprocess.run(
        [program, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=120
    )


def until(look, seconds=WAIT):
    """What ``look`` gives, as soon as it gives something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            found = look()
        except requests.ConnectionError:
            found = None
        if found:
            return found
        time.sleep(0.3)
    raise AssertionError("it never came")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("server")
    work, public = free_port(), free_port()
    with postgresql.running_cluster() as cluster:
        place = cluster.database("hub")
        config = folder / "hub.toml"
        config.write_text(
            f"""
format = 1
home = "home"
second_factor = false

[workspace]
address = "http://localhost:{work}"
listen = "127.0.0.1:{work}"

[portal]
address = "http://127.0.0.1:{public}"
listen = "127.0.0.1:{public}"

[database]
name = "{place.name}"
user = "{place.user}"
host = "{place.host}"
""",
            "utf-8",
        )
        program = Path(sys.executable).with_name("lanterne")
        log = (folder / "log").open("w")
        process = subprocess.Popen(
            [program, "serve", "--config", str(config)], stdout=log, stderr=log, text=True
        )
        made = Server(
            cluster, config, process, f"http://localhost:{work}", f"http://127.0.0.1:{public}"
        )
        try:
            until(lambda: requests.get(f"{made.work}/en/", timeout=30).ok)
            yield made
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
            log.close()
        written = (folder / "log").read_text()
        assert "Traceback" not in written
        assert "evil" not in written, "what somebody asks is not written down"


def token_in(page):
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]


@pytest.fixture(scope="module")
def administrator(server):
    """Somebody who joined by the link that the command line printed."""
    made = lanterne("hub", "organisation", "Network of the North", "--config", server.config)
    assert made.returncode == 0, made.stderr
    link = re.search(r"http\S+", made.stdout)[0]
    browser = requests.Session()
    page = browser.get(link, timeout=30)
    assert page.ok
    form = {
        "csrfmiddlewaretoken": token_in(page),
        "name": "Amina",
        "email": "amina@example.org",
        "password": PASSWORD,
        "again": PASSWORD,
    }
    answer = browser.post(page.url, form, headers={"Referer": page.url}, timeout=30)
    assert answer.ok
    assert requests.get(link, timeout=30).status_code in {403, 404, 410}, "the link opens once"
    return browser


def test_the_first_administrator_comes_in_and_sees_no_case(server, administrator):
    page = administrator.get(f"{server.work}/en/work/network-of-the-north/", timeout=30)
    assert page.ok
    assert "Network of the North" in page.text
    assert "script-src" in page.headers["Content-Security-Policy"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    new = administrator.get(f"{server.work}/en/work/network-of-the-north/new/", timeout=30)
    assert new.status_code == 403


def test_the_public_pages_are_another_process_that_opens_no_key_and_no_database(server):
    page = requests.get(f"{server.public}/en/", timeout=30)
    assert page.ok
    assert "Set-Cookie" not in page.headers
    assert requests.get(f"{server.public}/en/work/", timeout=30).status_code == 404
    (portal,) = children(server.process.pid, "portal")
    opened = [str(one.resolve()) for one in Path(f"/proc/{portal}/fd").iterdir()]
    private = ("keys", "vault", "ledgers", "runs", "PGSQL")
    assert not [path for path in opened if any(word in path for word in private)]


def test_another_name_is_refused(server):
    for address in (server.work, server.public):
        answer = requests.get(f"{address}/en/", headers={"Host": "evil.example"}, timeout=30)
        assert answer.status_code == 400


def test_the_doctor_sees_what_is_well_and_what_is_not(server):
    assert until(lambda: b"ok" in worker_line(server))
    done = lanterne("hub", "doctor", "--config", server.config, "--json")
    assert done.returncode == 1
    found = json.loads(done.stdout)["findings"]
    faults = {one["subject"] for one in found if one["level"] == "fault"}
    assert faults == {"workspace", "portal", "accounts"}, "no HTTPS, and no second factor"
    assert {"database", "migrations", "worker", "clock", "modes"} <= {
        one["subject"] for one in found if one["level"] == "ok"
    }


def worker_line(server):
    lines = lanterne("hub", "doctor", "--config", server.config).stdout.splitlines()
    return next(line.encode() for line in lines if "worker" in line)


def test_a_database_that_goes_away_is_waited_for(server, administrator):
    address = f"{server.work}/en/work/network-of-the-north/"
    server.cluster.stop()
    try:
        away = administrator.get(address, timeout=60)
        assert away.status_code == 503
        assert "Retry-After" in away.headers
        assert requests.get(f"{server.public}/en/", timeout=30).ok, "the public reads on"
    finally:
        server.cluster.start()
    assert until(lambda: administrator.get(address, timeout=60).ok)


@pytest.mark.parametrize("name", ["workspace", "portal", "worker"])
def test_a_process_that_is_killed_is_there_again(server, name):
    (before,) = until(lambda: children(server.process.pid, name))
    os.kill(before, signal.SIGKILL)
    (after,) = until(lambda: [one for one in children(server.process.pid, name) if one != before])
    assert after != before
    place = server.public if name == "portal" else server.work
    assert until(lambda: requests.get(f"{place}/en/", timeout=30).ok)


def children(parent, name):
    """Ids of the processes of a name."""
    return [
        one.pid
        for one in psutil.Process(parent).children()
        if f"process {name} " in " ".join(_words(one))
    ]


def _words(process):
    """What a process was called with; nothing when it has just ended."""
    try:
        return process.cmdline()
    except psutil.Error:
        return []
