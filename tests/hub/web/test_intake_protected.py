"""From people who were registered to a verified release, as the pages lead."""

from __future__ import annotations

import uuid

from intake_worker import INTAKE, TODAY, answer_needed, case_of, register, say, switched_on
from road import choices
from test_limit import DECLINE, at

import lanterne
from lanterne.hub.jobs.models import Job
from lanterne.hub.web.models import CaseFile, Run
from lanterne.hub.web.publish.release_folders import release_of


def test_from_the_intake_to_a_verified_release(workspace, monkeypatch):
    host = switched_on(workspace, "gvpsd-2022")
    people = [register(host, f"Person{number} Family{number}") for number in range(24)]
    for number, person in enumerate(people):
        say(host, person, "refused" if number % 6 == 0 else "given")
        answer_needed(host, case_of(person), "cases", choice=number % 2)
    host.post(f"{INTAKE}/statistics/", {"dataset": "new", "title": "Ours", "until": TODAY})
    dataset = CaseFile.objects.get().dataset
    assert host.post(at(dataset, "limit/"), {**DECLINE, "sure": "1"}).status_code == 302
    sent = choices(dataset, run=uuid.uuid4(), unit="person")
    assert host.post(at(dataset, "start/"), sent).status_code == 302
    run, job = Run.objects.get(), Job.objects.get(kind="protect")
    assert job.state == "done", job.problems
    assert run.promise["unit"] == "person"
    assert lanterne.verify(release_of(run)).ok
    text = b"".join(one.read_bytes() for one in release_of(run).rglob("*") if one.is_file())
    for person in people:
        assert person.code.encode() not in text
        assert case_of(person).code.encode() not in text
    say(host, people[1], "withdrawn")
    again = choices(dataset, run=uuid.uuid4(), unit="person")
    refused = host.post(at(dataset, "start/"), again)
    assert refused.status_code == 409
    assert "somebody has withdrawn their consent" in refused.content.decode()
    assert Run.objects.get() == run, "and nothing was begun"
    with monkeypatch.context() as patched:  # they withdraw after that look, and before the work
        patched.setattr("lanterne.hub.web.protect.page.check_reading", lambda _file: None)
        again["run"] = uuid.uuid4()
        assert host.post(at(dataset, "start/"), again).status_code == 302
    late = Job.objects.get(kind="protect", state="failed")
    assert [one["code"] for one in late.problems] == ["intake.withdrawn"]
    assert not release_of(Run.objects.get(job=late)).exists()
