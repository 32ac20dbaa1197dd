"""Linked tables on the road: whom a promise is made to, a release, its evaluation."""

from __future__ import annotations

import uuid

import pytest

import lanterne
from lanterne.hub.people.models import Organisation
from lanterne.hub.people.roles import Role
from lanterne.hub.workspace import kept, releases
from lanterne.hub.workspace.case_files import CASES, Stored, add_case_file
from lanterne.hub.workspace.models import CaseFile, Dataset, Report, Run
from lanterne.release import verify_release


@pytest.fixture
def officer(workspace):
    return workspace.person(Role.DATA_OFFICER)


@pytest.fixture
def dataset(officer, tmp_path):
    lanterne.sample(tmp_path / "net", codebook="lanterne-network", victims=80)
    organisation = Organisation.objects.get(slug="here")
    made = Dataset.objects.create(
        organisation=organisation,
        title="Linked",
        series="linked",
        codebook_name="lanterne-network",
        created_by=officer.user,
    )
    files = []
    for path in sorted((tmp_path / "net").glob("*.csv")):
        data = path.read_bytes()
        file_id = kept.keep(organisation, CASES, data)
        files.append(Stored(file_id, path.name, "csv", len(data)))
    add_case_file(made, files, officer.user)
    CaseFile.objects.update(state=CaseFile.State.CHECKED)
    return made


def choices(dataset, **others):
    chosen = {"method": "differential-privacy", "case_file": dataset.case_files.get().pk}
    return chosen | {"unit": "victim", "answers": 1, "within": 20, "dial": "balanced"} | others


def test_everybody_who_can_be_protected_has_a_price(officer, dataset):
    at = f"/en/work/here/datasets/{dataset.pk}/protect/"
    page = officer.get(at).content.decode()
    assert "each perpetrator" in page
    assert "Invented rows, each answer" not in page
    for unit in ("victim", "perpetrator", "household"):
        page = officer.get(at, choices(dataset, unit=unit, bound=3)).content.decode()
        assert f"--bound {unit}=3" in page
        assert "Spend it, and protect" in page


def test_a_network_is_protected_and_evaluated(officer, dataset):
    at = f"/en/work/here/datasets/{dataset.pk}"
    form = choices(dataset, run=uuid.uuid4(), condensed="on")
    assert officer.post(f"{at}/protect/start/", form).status_code == 302
    run = Run.objects.get()
    assert run.job.state == "done", run.job.problems
    assert verify_release(releases.release_of(run)).ok
    assert officer.post(f"{at}/evaluate/start/", {"run": run.pk}).status_code == 302
    report = Report.objects.get()
    assert report.job.state == "done", report.job.problems
    page = officer.get(f"/fr/work/here/reports/{report.pk}/").content.decode()
    assert page.count("<li>") > 5
    assert officer.get(f"/fr/work/here/reports/{report.pk}/whole/").status_code == 200
    seen = officer.get(f"/fr/work/here/runs/{run.pk}/seen/")
    assert seen.status_code == 200
