"""``lanterne sample --intake``: a hub to learn in, opened as a person opens it."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from laptop_hub import Laptop, verb

from lanterne.fictional.intake_year import WORKERS, intake_year

PEOPLE = 40
INTAKE = "/en/work/here/intake"
DATASET = re.compile("/en/work/here/datasets/[0-9a-f-]{36}/")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict]:
    """A home with invented people, and what was printed of it."""
    home = tmp_path_factory.mktemp("training") / "hub"
    done = verb("sample", "--intake", home, "--victims", PEOPLE, "--json")
    assert done.returncode == 0, done.stderr
    return home, json.loads(done.stdout)


@pytest.fixture(scope="module")
def browser(made: tuple[Path, dict]) -> Iterator[Laptop]:
    hub = Laptop(made[0])
    yield hub
    hub.end()


def test_it_opens_with_the_passphrase_that_was_printed(made, browser):
    home, printed = made
    assert printed["next"] == f"lanterne serve --home {home}"
    assert home.stat().st_mode & 0o077 == 0
    assert "Names are closed" in browser.ask(f"{INTAKE}/")[1]
    browser.ask(f"{INTAKE}/names/")
    status, page = browser.ask(f"{INTAKE}/names/open/", passphrase=printed["passphrase"])
    assert status == 200
    assert "Names are open" in page
    year = intake_year(PEOPLE, last=date.today())
    own = [one for one in year.people if one.worker == 0]
    still_open = [one for one in own if one.closed is None]
    assert still_open
    assert all(one.document["name"] in page for one in still_open)
    others = {one.document["name"] for one in year.people} - {one.document["name"] for one in own}
    assert not any(name in page for name in others)
    found = browser.ask(f"{INTAKE}/find/", name=own[0].document["name"])[1]
    assert own[0].document["name"] in found
    people = browser.ask("/en/work/here/people/")[1]
    assert all(name in people for name in year.workers)


def test_its_cases_pass_the_check_once_they_are_counted(browser):
    """Whatever breaks a rule of the codebook would be said on the page of the data."""
    today = date.today().isoformat()
    browser.ask(f"{INTAKE}/statistics/")
    browser.ask(f"{INTAKE}/statistics/", dataset="new", title="Training", until=today)
    address = DATASET.search(browser.ask("/en/work/here/")[1])[0]
    end = time.monotonic() + 60
    while "The cases passed the check" not in (page := browser.ask(f"{address}data/")[1]):
        assert time.monotonic() < end, re.sub("<[^>]+>", " ", page)[-2000:]
        time.sleep(0.3)


def test_a_place_where_something_is_stays_as_it_is(made, tmp_path):
    home, _printed = made
    before = (home / "hub.sqlite3").read_bytes()
    file = tmp_path / "file"
    file.write_text("mine")
    for place, said in ((home, "is not empty"), (file, "is a file")):
        done = verb("sample", place, "--intake")
        assert done.returncode == 2
        assert said in done.stderr
    assert (home / "hub.sqlite3").read_bytes() == before
    assert file.read_text() == "mine"
    for words in (("--codebook", "lanterne-cases"), ("--perpetrators", 40), ("--victims", 0)):
        assert verb("sample", tmp_path / "new", "--intake", *words).returncode == 2
    assert sorted(tmp_path.iterdir()) == [file], "and nothing half made is left"


def test_a_year_is_the_same_by_its_seed_and_could_have_been():
    last = date(2026, 3, 1)
    year = intake_year(80, 3, last=last)
    assert year == intake_year(80, 3, last=last)
    assert year != intake_year(80, 4, last=last)
    assert len(year.people) == 80
    assert len({one.worker for one in year.people}) == len(year.workers) == WORKERS
    for one in year.people:
        days = [said.on for said in one.statements]
        assert days == sorted(days)
        assert all(one.registered <= day <= last for day in days)
        assert one.closed is None or one.registered < one.closed <= last
        born = one.document["born"]
        if born:
            age = (one.registered - date.fromisoformat(born)).days / 365.25
            assert (age < 18) == (one.cells["majorityStatus"] == "Minor")
        minor = one.cells["majorityStatus"] == "Minor"
        assert all((said.by != "person") == minor for said in one.statements)
        assert {link.perpetrator for link in one.links} <= set(year.perpetrators)
    households: dict[int, list] = {}
    for one in year.people:
        if one.household >= 0:
            households.setdefault(one.household, []).append(one)
    assert households
    for members in households.values():
        assert [one.relation == "first" for one in members].count(True) == 1
        assert len({(one.worker, one.registered) for one in members}) == 1
        assert len({one.document["name"] for one in members}) == len(members)
    assert {said.said for one in year.people for said in one.statements} == {
        "given", "refused", "withdrawn", "not-asked",
    }  # fmt: skip
