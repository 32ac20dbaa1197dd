"""Two people at the same moment, and what fails under them: on a whole server with PostgreSQL."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import postgresql
import psycopg
import pytest
import requests
from patience import until
from whole_server import Server, running_server, token_in

from lanterne.hub.home import Home
from lanterne.hub.portal.catalogue import Catalogue
from lanterne.hub.portal.edition import Edition
from lanterne.privacy import Ledger
from lanterne.release import verify_release
from lanterne.vault import open_vault

pytestmark = [
    pytest.mark.alone,
    pytest.mark.skipif(postgresql.programs() is None, reason="PostgreSQL is not installed"),
]
HERE = Path(__file__).parent


class Busy:
    """A server with people in it; ``said`` is what ``people_at_work.py`` has made."""

    def __init__(self, server: Server, home: Home) -> None:
        self.cluster, self.work, self.said = server.cluster, server.work, server.said
        self.home, self.children = home, server.children

    def person(self, number: int) -> requests.Session:
        """A browser of somebody, who has seen a page with a form."""
        browser = requests.Session()
        browser.cookies.set("session", self.said["people"][number])
        page = browser.get(f"{self.work}/en/work/here/new/", timeout=60)
        assert page.ok, page.status_code
        browser.headers["Referer"] = page.url
        browser.headers["X-CSRFToken"] = token_in(page)
        return browser

    def at(self, *parts: str) -> str:
        return f"{self.work}/en/work/here/{'/'.join(parts)}/"

    @contextmanager
    def database(self):
        """A session of its own, in a transaction that is undone at the end."""
        with psycopg.connect(
            host=str(self.cluster.folder), user=postgresql.USER, dbname="hub"
        ) as one:
            yield one
            one.rollback()

    def rows(self, question: str, *values: object) -> list[Any]:
        with self.database() as one:
            return one.execute(question, values).fetchall()

    def waiting(self) -> list[int]:
        """Processes of the database that wait for a lock."""
        found = self.rows("SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        return [pid for (pid,) in found]

    def state(self, submission: str) -> str:
        ((state,),) = self.rows("SELECT state FROM workspace_submission WHERE id = %s", submission)
        return state

    def job(self, page: requests.Response) -> tuple[str, str]:
        """The job of a page, and its state."""
        job = page.url.rstrip("/").rpartition("/")[2]
        ((state,),) = self.rows("SELECT state FROM jobs_job WHERE id = %s", job)
        return job, state

    def ended(self, page: requests.Response) -> bool:
        return self.job(page)[1] not in {"waiting", "running"}

    def editions(self) -> list[str]:
        """What the public sees: all of it must be whole."""
        entries = Catalogue(self.home.releases).entries()
        assert all(isinstance(one, Edition) for one in entries)
        assert all(verify_release(self.home.releases / one.name).ok for one in entries)
        return [one.name for one in entries]


@pytest.fixture(scope="module")
def small_disk(tmp_path_factory):
    """A file system in memory, for what is public; ``None``: nobody may mount one here."""
    place = tmp_path_factory.mktemp("home") / "releases"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m,mode=700", "tmpfs", str(place)]
    done = subprocess.run(command, capture_output=True, check=False)
    yield place, done.returncode == 0
    if done.returncode == 0:
        subprocess.run(["umount", str(place)], check=True)


@pytest.fixture(scope="module")
def server(tmp_path_factory, small_disk):
    folder, home = tmp_path_factory.mktemp("faults"), Home(small_disk[0].parent)

    def people(config):
        made = subprocess.run(
            [sys.executable, HERE / "people_at_work.py", config, folder],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        return json.loads(made.stdout)

    with running_server(folder, home.root, people) as running:
        yield Busy(running, home)


def both(server, lock, *posts):
    """The answers to requests that all stand at the same row or table when it is set free."""
    with ThreadPoolExecutor(len(posts)) as threads:
        with server.database() as other:
            other.execute(lock)
            asked = [threads.submit(post) for post in posts]
            until(lambda: len(server.waiting()) == len(posts))
        return [one.result() for one in asked]


def test_of_two_who_decide_at_the_same_moment_one_does_and_the_other_is_told(server):
    one = server.said["decided"]
    place = server.at("submissions", one["id"], "decide")
    forms = [
        {"verdict": "approve", "seal": one["seal"]},
        {"verdict": "return", "comment": "The title is not yet right."},
    ]
    posts = [
        partial(server.person(number).post, place, form, timeout=60)
        for number, form in enumerate(forms)
    ]
    lock = f"SELECT 1 FROM workspace_submission WHERE id = '{one['id']}' FOR UPDATE"
    answers = both(server, lock, *posts)
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    told = next(answer.text for answer in answers if answer.status_code == 409)
    assert "Somebody else has decided meanwhile. Nothing was changed." in told
    ((verdict,),) = server.rows(
        "SELECT verdict FROM workspace_decision WHERE submission_id = %s", one["id"]
    )
    assert server.state(one["id"]) == {"approve": "approved", "return": "returned"}[verdict]
    assert ("Approved" if verdict == "approve" else "Sent back") in told, "what was decided"


def test_of_two_who_publish_at_the_same_moment_one_does_and_the_other_sees_how_far_it_is(server):
    one = server.said["published"]
    place = server.at("submissions", one["id"], "publish")
    posts = [partial(server.person(number).post, place, timeout=60) for number in (0, 1)]
    lock = f"SELECT 1 FROM workspace_submission WHERE id = '{one['id']}' FOR UPDATE"
    answers = both(server, lock, *posts)
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].url == answers[1].url, "the page of one job"
    ((who,),) = server.rows(
        "SELECT p.name FROM jobs_job j JOIN people_user p ON p.id = j.created_by_id "
        "WHERE j.kind = 'publish' AND j.subject = %s", one["id"],
    )  # fmt: skip
    assert all(who in answer.text for answer in answers), "both read whose it is"
    until(lambda: server.ended(answers[0]))
    assert server.job(answers[0])[1] == "done"
    assert server.editions() == ["cases-published.v1"]
    assert server.state(one["id"]) == "published"
    again = server.person(1).post(place, timeout=60)
    assert server.job(again) == server.job(answers[0]), "a third attempt changes nothing"
    assert server.editions() == ["cases-published.v1"]


def protecting(server, key: uuid.UUID) -> dict[str, object]:
    """A form that protects the fictional people."""
    seen = Ledger(server.home.ledgers / f"{server.said['dataset']}.jsonl").standing().mark
    return {
        "method": "differential-privacy", "case_file": server.said["case_file"], "unit": "row",
        "answers": 1, "within": 20, "dial": "balanced", "length": "3", "k": 5, "run": key,
        "seen": seen,
    }  # fmt: skip


@pytest.mark.long  # test_database_away takes a database away on one computer
def test_a_database_that_goes_away_under_a_run_costs_nothing_twice(server):
    key, browsers = uuid.uuid4(), [server.person(0), server.person(0)]
    form = protecting(server, key)
    place = server.at("datasets", server.said["dataset"], "protect", "start")
    posts = [partial(one.post, place, form, timeout=60) for one in browsers]
    pages = both(server, "LOCK TABLE workspace_run IN EXCLUSIVE MODE", *posts)
    assert [page.status_code for page in pages] == [200, 200], "pressed twice, it is one run"
    ((job,),) = server.rows("SELECT job_id FROM workspace_run WHERE id = %s", key)
    page = server.at("jobs", str(job))
    ledger = server.home.ledgers / f"{server.said['dataset']}.jsonl"
    until(lambda: Ledger(ledger).spent().releases)  # from here on it is spent
    server.cluster.stop()
    began = time.monotonic()
    try:
        while time.monotonic() - began < 10:
            away = browsers[0].get(page, timeout=60)
            assert away.status_code == 503
            assert "Retry-After" in away.headers
            time.sleep(2)
    finally:
        server.cluster.start()
    until(lambda: browsers[0].get(page, timeout=60).ok)
    ended = "SELECT state, spent FROM jobs_job WHERE id = %s AND ended IS NOT NULL"
    assert until(lambda: server.rows(ended, str(job))) == [("done", True)]
    spends = [one for one in Ledger(ledger).entries() if one.kind == "spend"]
    assert [one.details["purpose"] for one in spends] == [f"run-{key}"]
    assert verify_release(server.home.runs / str(key) / f"run-{key}").ok
    assert "Done" in browsers[0].get(page, timeout=60).text


def test_a_full_disk_publishes_nothing_and_says_so_and_then_it_is_published(server, small_disk):
    if not small_disk[1]:
        pytest.skip("file systems can be mounted by root only")
    one, browser, before = server.said["full"], server.person(0), set(server.editions())
    filler = server.home.releases / ".filler"
    with filler.open("wb") as file:
        free = os.statvfs(server.home.releases)
        file.write(bytes((free.f_bavail - 4) * free.f_frsize))
    page = browser.post(server.at("submissions", one["id"], "publish"), timeout=60)
    until(lambda: server.ended(page))
    job, state = server.job(page)
    assert state == "failed"
    assert "Le disque est plein" in browser.get(page.url.replace("/en/", "/fr/"), timeout=60).text
    assert set(server.editions()) == before
    left = {path.name for path in server.home.releases.iterdir()} - {".publication.lock"}
    assert left == {".filler", *before, *(f"{name}.edition.json" for name in before)}
    filler.unlink()
    again = browser.post(server.at("jobs", job, "again"), timeout=60)
    until(lambda: server.ended(again))
    text = browser.get(page.url, timeout=60).text
    assert server.job(again) == (job, "done"), text
    assert set(server.editions()) == before | {"cases-full.v1"}
    assert server.state(one["id"]) == "published"


CASES = b"year,gender\n2020,Woman\n"


@pytest.mark.long  # test_leftovers sees what goes and what stays, test_vault_server kills
@pytest.mark.parametrize(("table", "kept"), [("workspace_casefile", 0), ("jobs_job", 1)])
def test_killed_between_an_upload_and_its_answer(server, table, kept):
    """Before the upload is noted it is gone whole; afterwards it is there, and the page says so."""
    browser = server.person(0)
    title = f"Fictional {table}"
    page = browser.post(server.at("new"), {"title": title}, timeout=60)
    assert page.ok
    ((dataset,),) = server.rows("SELECT id FROM workspace_dataset WHERE title = %s", title)
    place, vault = server.at("datasets", str(dataset), "data"), open_vault(server.home.root)
    before = set(vault.file_ids("here"))
    asked: list[object] = []

    def send() -> None:
        files = {"files": ("fictional.csv", CASES, "text/csv")}
        form = {"csrfmiddlewaretoken": browser.headers["X-CSRFToken"]}
        try:
            asked.append(browser.post(f"{place}bring/", form, files=files, timeout=60))
        except requests.ConnectionError as error:
            asked.append(error)

    thread = threading.Thread(target=send)
    with server.database() as other:
        other.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
        thread.start()
        (stuck,) = until(server.waiting)
        for name in ("workspace", "worker"):
            for pid in server.children(name):
                os.kill(pid, signal.SIGKILL)
        other.execute("SELECT pg_terminate_backend(%s)", [stuck])
    thread.join()
    assert isinstance(asked[0], requests.ConnectionError)
    until(lambda: requests.get(f"{server.work}/en/", timeout=30).ok)
    there = server.rows("SELECT id FROM workspace_casefile WHERE dataset_id = %s", dataset)
    assert len(there) == kept
    text = browser.get(place, timeout=60).text
    assert ("fictional.csv" in text) is bool(kept)
    assert ("No file at hand?" in text) is not bool(kept)
    until(lambda: len(set(vault.file_ids("here")) - before) == 2 * kept)
    if kept:
        assert "Nothing is lost: the file is kept." in text
        browser.post(server.at("cases", str(there[0][0]), "check"), timeout=60)
        checked = "SELECT 1 FROM jobs_job WHERE subject = %s AND kind = 'check' AND state = 'done'"
        assert until(lambda: server.rows(checked, there[0][0]))
