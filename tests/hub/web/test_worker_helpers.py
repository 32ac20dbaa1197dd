"""Who reads cases beside the worker, as ``hub.toml`` says: a job with processes of its own."""

from __future__ import annotations

import multiprocessing
import time
import uuid
from dataclasses import replace

import pytest
from django.test import override_settings
from road import choices, dataset_with_cases
from shelf import BOOK, write_people

from lanterne.codebook import load_codebook
from lanterne.harmonise.form_names import CONSENT, GIVEN
from lanterne.hub.settings import Worker
from lanterne.hub.web.models import Run
from lanterne.hub.web.publish import release_folders
from lanterne.hub.web.work import runner
from lanterne.privacy import Ledger
from lanterne.release import verify_release
from lanterne.runners.processes import Processes
from lanterne.verbs import ProtectRequest, RedrawRequest

WITH_SPARK = Worker("spark", "local[2]")


@pytest.fixture
def dataset(officer, tmp_path):
    return dataset_with_cases(officer.user, tmp_path)


@pytest.fixture
def read_apart(monkeypatch):
    """How many pieces of work were given to processes."""
    seen = []
    real = Processes.run

    def noted(self, items, first, *then):
        seen.append(len(items))
        return real(self, items, first, *then)

    monkeypatch.setattr(Processes, "run", noted)
    return seen


def started(officer, dataset) -> Run:
    place = f"/en/work/here/datasets/{dataset.pk}/protect/start/"
    answer = officer.post(place, choices(dataset, run=uuid.uuid4()))
    assert answer.status_code == 302
    return Run.objects.get()


def assert_none_stays():
    """Of the processes, in whose memory cases were; they take a moment to end."""
    deadline = time.monotonic() + 60
    while multiprocessing.active_children() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not multiprocessing.active_children()


@override_settings(LANTERNE_WORKER=Worker("processes"))
def test_a_job_is_done_by_processes_that_find_the_cases(officer, dataset, read_apart):
    """They lie encrypted in the vault, and are opened in the memory of the worker alone."""
    run = started(officer, dataset)
    assert run.job.state == "done", run.job.problems
    assert read_apart
    assert_none_stays()
    assert verify_release(release_folders.release_of(run)).ok
    assert Ledger(release_folders.ledger_of(dataset)).spent().releases == 1


def test_without_a_setting_the_worker_reads_them(officer, dataset, read_apart):
    run = started(officer, dataset)
    assert run.job.state == "done", run.job.problems
    assert not read_apart


@pytest.fixture
def asked(tmp_path):
    cases = write_people(tmp_path / "people.csv", 30)
    return ProtectRequest(cases, BOOK, out=tmp_path / "out", epsilon=1.0)


@override_settings(LANTERNE_WORKER=WITH_SPARK)
def test_spark_of_this_machine_is_asked_for_where_it_is_set(asked):
    wanted = {"runner": "spark", "master": "local[2]"}
    assert runner.read_by(asked, load_codebook(BOOK)) == replace(asked, **wanted)
    again = RedrawRequest("fitted.npz", out="out")
    assert runner.drawn_by(again) == replace(again, **wanted)


@override_settings(LANTERNE_WORKER=WITH_SPARK)
def test_linked_tables_and_forms_are_read_by_the_worker(asked, tmp_path):
    assert runner.read_by(asked, load_codebook("lanterne-network")) == asked
    header, *rows = asked.cases.read_text("utf-8").splitlines()
    filled = [f"{header},{CONSENT}", *(f"{row},{GIVEN}" for row in rows)]
    asked.cases.write_text("\n".join(filled), "utf-8")
    assert runner.read_by(asked, load_codebook(BOOK)) == asked
