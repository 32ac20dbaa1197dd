"""``lanterne hub audit``: the log of a hub, checked from outside of it."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import time
from contextlib import closing

import pytest
from real import Hub

from lanterne.hub.worker_process import a_worker
from program import command

pytestmark = pytest.mark.alone


@pytest.fixture(scope="module")
def hub(tmp_path_factory, new_home):
    made = Hub(tmp_path_factory.mktemp("hub") / "hub", new_home)
    worker = made.worker("--begin=refusing")
    made.wait(lambda: made.state() == "failed")
    made.kill(worker)
    yield made
    made.end()


def verb(hub, *words):
    made = subprocess.run(
        command("hub", "audit", *words, "--home", hub.home.root),
        capture_output=True, text=True, check=False, env={**os.environ, "COLUMNS": "80"},
    )  # fmt: skip
    assert "Traceback" not in made.stderr
    return made.returncode, made.stdout, made.stderr


def test_a_whole_log_a_changed_one_and_one_that_was_cut_off(hub, tmp_path):
    _, noted, _ = verb(hub, "checkpoint")
    file = tmp_path / "checkpoints"
    file.write_text(noted)
    code, said, _ = verb(hub, "verify", "--checkpoint", file)
    assert (code, said.splitlines()[0]) == (0, "The audit log is whole: 1 event.")
    with closing(sqlite3.connect(hub.home.database)) as database, database:
        with pytest.raises(sqlite3.Error, match="neither changed nor removed"):
            database.execute("UPDATE audit_event SET outcome = 'done'")
        database.execute("DROP TRIGGER audit_event_no_update")
        database.execute("DROP TRIGGER audit_event_no_delete")
        database.execute("UPDATE audit_event SET outcome = 'done'")
    code, said, _ = verb(hub, "verify")
    assert code == 1
    assert "Event 1 of the audit log was changed" in said
    with closing(sqlite3.connect(hub.home.database)) as database, database:
        database.execute("DELETE FROM audit_event")
        database.execute("DELETE FROM audit_head")
    code, said, _ = verb(hub, "verify", "--checkpoint", file, "--json")
    assert (code, json.loads(said)["fault"], json.loads(said)["broken_at"]) == (1, "cut", 1)


def test_where_there_is_no_hub_none_is_made(hub, tmp_path):
    nowhere = tmp_path / "nowhere"
    hub_of = subprocess.run(
        command("hub", "audit", "verify", "--home", nowhere),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (hub_of.returncode, nowhere.exists()) == (2, False)
    assert "There is no hub" in hub_of.stderr
    code, _, said = verb(hub, "verify", "--checkpoint", nowhere)
    assert (code, "cannot be read" in said) == (2, True)


def test_the_worker_beside_the_server_is_started_again_when_it_is_killed(hub):
    with a_worker(hub.home, None, print) as child:
        first = child.process.pid
        os.kill(first, signal.SIGKILL)
        end = time.monotonic() + 20
        while child.process is None or child.process.pid == first:
            assert time.monotonic() < end
            time.sleep(0.1)
        second = child.process
        hub.wait(lambda: any(hub.home.locks.glob("worker-*")))
    assert second.poll() is not None
