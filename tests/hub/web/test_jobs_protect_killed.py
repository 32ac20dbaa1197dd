"""A worker killed while it really protects: nothing is spent twice, or unseen."""

from __future__ import annotations

import shutil

import pytest
from real import Hub
from shelf import BOOK, write_people

from lanterne.verbs import verify

pytestmark = pytest.mark.alone

AFTER = ("measure", "fit", "count", "sample", "refine", "write", "verify")


@pytest.fixture
def hub(tmp_path, new_home):
    made = Hub(tmp_path / "hub", new_home)
    (made.home.root / "cases").mkdir()
    write_people(made.home.root / "cases" / "people.csv", 300)
    shutil.copyfile(BOOK, made.home.root / "book.toml")
    made.act("begin", "protecting")
    yield made
    made.end()


def test_killed_before_the_ledger_it_is_begun_again_and_after_it_nobody_spends_again(hub):
    hub.let_pass("read")
    worker = hub.worker()
    hub.reach("plan")
    hub.kill(worker)
    assert hub.spends() == 0
    hub.let_pass("plan", "rehearse")
    worker = hub.worker()
    hub.reach("measure")
    hub.kill(worker)
    assert hub.spends() == 1
    hub.let_pass(*AFTER)
    hub.worker()
    hub.wait(lambda: hub.state() == "interrupted")
    assert hub.spends() == 1
    ((spent, problems),) = hub.rows("spent, problems")
    assert spent
    assert "nothing came of it" in problems
    assert not list(hub.home.runs.rglob("SHA256SUMS"))


@pytest.mark.long  # test_jobs_crash kills in the stage "sample"
def test_killed_once_the_measurements_are_kept_it_goes_on_at_no_cost(hub):
    hub.let_pass("read", "plan", "rehearse", "measure", "fit", "count")
    worker = hub.worker()
    hub.reach("sample")
    hub.kill(worker)
    hub.let_pass(*AFTER)
    hub.worker()
    hub.wait(lambda: hub.state() == "done")
    assert hub.spends() == 1
    (sums,) = hub.home.runs.rglob("SHA256SUMS")
    assert verify(sums.parent).ok
