"""A worker killed in each stage of a job: nothing done twice, spent twice, or spent unseen."""

from __future__ import annotations

import time
import uuid

import pytest
from real import PATIENCE, Hub

from lanterne.hub.jobs.heartbeat import EXIT_CODE

pytestmark = pytest.mark.alone


@pytest.fixture
def hub(tmp_path, new_home):
    made = Hub(tmp_path / "hub", new_home)
    yield made
    made.end()


def test_reading_is_begun_anew_after_each_death_and_given_up_after_three(hub):
    first = hub.worker("--begin=reading")
    hub.reach("read")
    hub.kill(first)
    assert hub.state() == "running", "nobody has seen yet that it died"
    hub.let_pass("read")
    second = hub.worker()
    hub.reach("search")
    hub.kill(second)
    third = hub.worker()
    hub.reach("search", 2)
    hub.kill(third)
    hub.worker()
    hub.wait(lambda: hub.state() == "interrupted")
    assert hub.trace() == ["read", "read", "search", "read", "search"]
    hub.let_pass("search")
    (key,) = hub.rows("id")[0]
    assert hub.act("again", str(uuid.UUID(key))) == "True"
    hub.wait(lambda: hub.state() == "done")


def test_what_a_person_must_decide_is_not_begun_again(hub):
    worker = hub.worker("--begin=asking")
    hub.reach("read")
    hub.kill(worker)
    hub.worker()
    hub.wait(lambda: hub.state() == "interrupted")
    assert hub.trace() == ["read"]


@pytest.mark.parametrize(
    ("stage", "ends", "begun"),
    [
        pytest.param(
            *("plan", "done", ["plan", "plan", "measure", "sample", "verify"]),
            marks=pytest.mark.long,  # test_jobs_protect_killed kills as it plans
        ),
        pytest.param(
            "measure",
            "interrupted",
            ["plan", "measure"],
            marks=pytest.mark.long,  # so does test_jobs_protect_killed, of the real job
        ),
        ("sample", "done", ["plan", "measure", "sample", "sample", "verify"]),
        pytest.param(
            "verify",
            "done",
            ["plan", "measure", "sample", "verify"],
            marks=pytest.mark.long,  # nothing is spent after the stage before
        ),
    ],
)
def test_killed_in_each_stage_of_spending_it_is_spent_once_and_seen(hub, stage, ends, begun):
    stages = ["plan", "measure", "sample", "verify"]
    hub.let_pass(*stages[: stages.index(stage)])
    worker = hub.worker("--begin=spending")
    hub.reach(stage)
    hub.kill(worker)
    charged = stage != "plan"
    assert hub.spends() == charged
    hub.let_pass(*stages)
    hub.worker()
    hub.wait(lambda: hub.state() == ends)
    assert hub.trace() == begun
    assert hub.spends() == 1
    ((spent,),) = hub.rows("spent")
    assert spent


def test_two_workers_do_a_job_once_and_a_silent_one_is_not_taken_for_dead(hub):
    first, second = hub.worker("--begin=silent"), hub.worker()
    hub.reach("read")
    time.sleep(3)  # longer than the pause between two looks for the dead
    assert hub.trace() == ["read"]
    hub.let_pass("read")
    hub.wait(lambda: hub.state() == "done")
    time.sleep(1)
    assert hub.trace() == ["read"]
    assert first.poll() is None
    assert second.poll() is None


@pytest.mark.long
def test_a_signal_ends_a_job_as_ctrl_c_does_and_it_is_taken_up_again(hub):
    worker = hub.worker("--begin=silent")
    hub.reach("read")
    worker.terminate()
    assert worker.wait(10) == 0
    assert (hub.home.root / "cleaned").exists(), "what the job had open was closed"
    assert hub.state() == "running"
    hub.let_pass("read")
    hub.worker()
    hub.wait(lambda: hub.state() == "done")


@pytest.mark.long  # test_hub_start waits for it whenever it kills a server
def test_a_worker_ends_with_the_server_that_started_it(hub):
    worker = hub.worker("--begin=silent", "--beside")
    hub.reach("read")
    worker.stdin.close()
    assert worker.wait(10) == 0


@pytest.mark.long
def test_a_silent_job_that_was_cancelled_is_interrupted(hub):
    job = hub.act("begin", "silent")
    worker = hub.worker()
    hub.reach("read")
    hub.act("cancel", job)
    hub.wait(lambda: hub.state() == "cancelled")
    assert (hub.home.root / "cleaned").exists()
    assert worker.poll() is None, "the worker goes on with the next job"
    hub.act("begin", "refusing")
    hub.wait(lambda: hub.rows("state")[1][0] == "failed")


@pytest.mark.long
def test_a_job_that_does_not_end_is_ended_with_its_worker_and_not_begun_again(hub):
    job = hub.act("begin", "stubborn")
    worker = hub.worker()
    hub.reach("read")
    hub.act("cancel", job)
    assert worker.wait(PATIENCE) == EXIT_CODE
    begun = len(hub.trace())
    hub.worker()
    hub.wait(lambda: hub.state() == "cancelled")
    assert len(hub.trace()) == begun


def test_nothing_of_a_case_stands_in_the_database_or_the_log(hub):
    hub.worker("--begin=failing")
    hub.wait(lambda: hub.state() == "failed")
    for path in hub.home.root.rglob("*"):
        if path.is_file():
            assert b"Kanarienvogel" not in path.read_bytes(), path.name
    assert "ValueError in acting.py" in (hub.home.root / "log").read_text()
