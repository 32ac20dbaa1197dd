"""A whole server: its processes on a real PostgreSQL, asked as people and proxies ask them."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from pathlib import Path

import postgresql
import psutil
import pytest
import requests
from patience import until
from whole_server import running_server, token_in

from program import command

pytestmark = [
    pytest.mark.alone,
    pytest.mark.skipif(postgresql.programs() is None, reason="PostgreSQL is not installed"),
]
PASSWORD = "lanterns in the north wind"


def lanterne(*arguments):
    return subprocess.run(
        command(*arguments), capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("server")
    with running_server(folder, Path("home")) as running:
        yield running
    written = running.log.read_text()
    assert "Traceback" not in written
    assert "evil" not in written, "what somebody asks is not written down"


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


def test_the_public_pages_are_another_process_that_opens_no_key_and_no_database(
    server, administrator
):
    page = requests.get(f"{server.public}/en/", timeout=30)
    assert page.ok
    assert "Set-Cookie" not in page.headers
    assert requests.get(f"{server.public}/en/work/", timeout=30).status_code == 404
    (portal,) = server.children("portal")
    opened = [one.resolve() for one in Path(f"/proc/{portal}/fd").iterdir()]
    home = server.config.parent / "home"
    within = {path.relative_to(home).parts[0] for path in opened if path.is_relative_to(home)}
    assert within.isdisjoint({"keys", "vault", "ledgers", "runs"})
    assert psutil.Process(portal).net_connections("unix") == []  # by which the database is asked
    (workspace,) = server.children("workspace")
    assert psutil.Process(workspace).net_connections("unix") != []


def test_another_name_is_refused(server):
    for address in (server.work, server.public):
        answer = requests.get(f"{address}/en/", headers={"Host": "evil.example"}, timeout=30)
        assert answer.status_code == 400


def test_the_doctor_sees_what_is_well_and_what_is_not(server):
    def looked_at():
        done = lanterne("hub", "doctor", "--config", server.config, "--json")
        assert done.returncode == 1
        found = json.loads(done.stdout)["findings"]
        worker = {one["level"] for one in found if one["subject"] == "worker"}
        return worker == {"ok"} and found

    found = until(looked_at)  # a worker may not have begun yet
    faults = {one["subject"] for one in found if one["level"] == "fault"}
    assert faults == {"workspace", "portal", "accounts"}, "no HTTPS, and no second factor"
    assert {"database", "migrations", "worker", "clock", "modes"} <= {
        one["subject"] for one in found if one["level"] == "ok"
    }


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


@pytest.mark.parametrize(
    "name",
    [
        "worker",  # the others are kept alive by the same lines
        *(pytest.param(one, marks=pytest.mark.long) for one in ("workspace", "portal")),
    ],
)
def test_a_process_that_is_killed_is_there_again(server, name):
    (before,) = until(lambda: server.children(name))
    os.kill(before, signal.SIGKILL)
    (after,) = until(lambda: [one for one in server.children(name) if one != before])
    assert after != before
    place = server.public if name == "portal" else server.work
    assert until(lambda: requests.get(f"{place}/en/", timeout=30).ok)
