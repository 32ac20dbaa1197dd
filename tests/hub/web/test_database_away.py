"""The database is away for a while, or the clock is wrong: work goes on, and pages say so."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing

import pytest
from django.db import InterfaceError, OperationalError, connection, transaction
from real import Hub

from lanterne.hub import database_retry
from lanterne.hub.people.roles import Role

pytestmark = pytest.mark.database

alone = pytest.mark.alone


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
@pytest.mark.parametrize("address", ["/en/work/here/", "/fr/work/here/new/"])
def test_a_page_says_that_the_database_is_away_and_when_to_ask_again(
    workspace, monkeypatch, error, address
):
    client = workspace.person(Role.DATA_OFFICER)
    client.raise_request_exception = False

    def away(*_arguments, **_named):
        raise error("Kanarienvogel-4711")

    monkeypatch.setattr("django.db.models.sql.compiler.SQLCompiler.execute_sql", away)
    page = client.get(address)
    assert (page.status_code, page["Retry-After"]) == (503, "10")
    text = page.content.decode()
    assert "Kanarienvogel" not in text
    assert ("La base de données" if address[1:3] == "fr" else "The database cannot") in text
    assert "default-src 'none'" in page["Content-Security-Policy"]
    assert client.get("/en/").status_code == 503, "the door asks who it is"


def test_asking_patiently_gives_the_answer_when_there_is_one(monkeypatch, workspace):
    waited, answers = [], [OperationalError(), InterfaceError(), OperationalError(), 42]
    monkeypatch.setattr(time, "sleep", waited.append)

    def ask():
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert database_retry.patiently(ask) == 42
    assert waited == [0.25, 0.5, 1.0]
    with pytest.raises(ValueError, match="another"):
        database_retry.patiently(lambda: int("another"))


def test_within_a_transaction_nothing_is_asked_again(workspace):
    asked = []

    def ask():
        asked.append(connection.in_atomic_block)
        raise OperationalError

    with pytest.raises(OperationalError), transaction.atomic():
        database_retry.patiently(ask)
    assert asked == [True]


@pytest.fixture
def hub(tmp_path, new_home):
    made = Hub(tmp_path / "hub", new_home)
    yield made
    made.end()


@alone
def test_a_job_goes_on_while_the_database_is_locked_and_its_end_is_kept(hub):
    worker = hub.worker("--begin=silent", "--impatient")
    hub.reach("read")
    with closing(sqlite3.connect(hub.home.database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        hub.let_pass("read")
        hub.wait((hub.home.root / "cleaned").exists)
        time.sleep(4)  # longer than the worker waits for a lock
        other.execute("ROLLBACK")
    hub.wait(lambda: hub.state() == "done")
    assert hub.trace() == ["read"]
    assert worker.poll() is None


@alone
@pytest.mark.long  # a worker with a job waits, above
def test_an_idle_worker_waits_for_the_database_and_then_works(hub):
    hub.act("begin", "refusing")
    with closing(sqlite3.connect(hub.home.database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        worker = hub.worker("--impatient")
        time.sleep(6)
        assert worker.poll() is None
        other.execute("ROLLBACK")
    hub.wait(lambda: hub.state() == "failed")
    assert worker.poll() is None


@alone
@pytest.mark.long
@pytest.mark.parametrize("days", [-400, 400])
def test_a_clock_that_jumps_changes_nothing(hub, days):
    first = hub.worker("--begin=silent")
    hub.reach("read")
    hub.worker(f"--clock={days}")
    time.sleep(4)
    assert hub.trace() == ["read"], "nobody took it for dead"
    hub.kill(first)
    hub.reach("read", 2)
    hub.let_pass("read")
    hub.wait(lambda: hub.state() == "done")
    hub.act("begin", "refusing")  # by a clock that is right again
    hub.wait(lambda: hub.rows("state")[1][0] == "failed")
