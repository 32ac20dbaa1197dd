"""Linked tables on the road: whom a promise is made to, a release, its evaluation."""

from __future__ import annotations

import re
import uuid

import pytest
from few_countries import write_linked

from few_starts import few_starts
from lanterne.hub.people.models import Organisation
from lanterne.hub.web import vault_documents
from lanterne.hub.web.data.case_files import CASES, Stored, add_case_file
from lanterne.hub.web.models import CaseFile, Dataset, Report, Run
from lanterne.hub.web.publish import release_folders
from lanterne.privacy import Budget, Ledger, Spend
from lanterne.release import verify_release


@pytest.fixture
def dataset(officer, tmp_path):
    book, cases = write_linked(tmp_path, 80)
    organisation = Organisation.objects.get(slug="here")
    made = Dataset.objects.create(
        organisation=organisation,
        title="Linked",
        series="linked",
        codebook=book.read_text("utf-8"),
        created_by=officer.user,
    )
    files = []
    for path in sorted(cases.glob("*.csv")):
        data = path.read_bytes()
        file_id = vault_documents.keep(organisation, CASES, data)
        files.append(Stored(file_id, path.name, "csv", len(data)))
    add_case_file(made, files, officer.user)
    CaseFile.objects.update(state=CaseFile.State.CHECKED)
    return made


def choices(dataset, **others):
    chosen = {"method": "differential-privacy", "case_file": dataset.case_files.get().pk}
    chosen["seen"] = Ledger(release_folders.ledger_of(dataset)).standing().mark
    return chosen | {"unit": "victim", "answers": 1, "within": 20, "dial": "balanced"} | others


def decline(dataset):
    """Nobody limits what may be spent on people who are invented."""
    Ledger(release_folders.ledger_of(dataset)).create(declined="Fictional people need none.")


def test_everybody_who_can_be_protected_has_a_price(officer, dataset):
    decline(dataset)
    at = f"/en/work/here/datasets/{dataset.pk}/protect/"
    page = officer.get(at).content.decode()
    assert "each perpetrator" in page
    assert "Synthetic rows, each answer" not in page
    for unit in ("victim", "perpetrator", "household"):
        page = officer.get(at, choices(dataset, unit=unit, bound=3)).content.decode()
        assert f"--bound {unit}=3" in page
        assert "Spend it, and protect" in page


def spend(dataset, unit, epsilon):
    ledger = Ledger(release_folders.ledger_of(dataset))
    ledger.charge(Spend("all", unit, Budget(epsilon, 1e-6), (), f"run-{unit}"))


def test_what_a_victim_has_cost_counts_where_a_household_is_protected(officer, dataset):
    Ledger(release_folders.ledger_of(dataset)).create(Budget(5.0, 1e-4))
    spend(dataset, "victim", 4.0)
    at = f"/en/work/here/datasets/{dataset.pk}/protect/"
    page = officer.get(at, choices(dataset, unit="household", epsilon=1.5)).content.decode()
    assert re.search(r"Spent before.*?ε = 4<.*?Spent after.*?ε = 5\.5<", page, re.S)
    assert "This is more than may still be spent." in page
    page = officer.get(at, choices(dataset, unit="household", epsilon=1)).content.decode()
    assert "Spend it, and protect" in page


def test_a_limit_refuses_what_promises_nothing_to_victims(officer, dataset):
    Ledger(release_folders.ledger_of(dataset)).create(Budget(50.0, 1e-4))
    at = f"/en/work/here/datasets/{dataset.pk}/protect/"
    form = choices(dataset, unit="perpetrator", epsilon=1)
    page = officer.get(at, form).content.decode()
    assert "Protect each victim instead." in page
    assert "Spend it, and protect" not in page
    assert officer.post(f"{at}start/", form | {"run": uuid.uuid4()}).status_code == 409
    assert not Run.objects.exists()


def test_more_links_than_the_codebook_allows_are_said_beside_their_field(officer, dataset):
    decline(dataset)
    at = f"/en/work/here/datasets/{dataset.pk}/protect/"
    page = officer.get(at, choices(dataset, bound=51)).content.decode()
    assert "50 at most: according to the codebook nobody has more links." in page
    assert "No budget is large enough" not in page
    assert (
        officer.post(f"{at}start/", choices(dataset, bound=51, run=uuid.uuid4())).status_code == 422
    )
    page = officer.get(at, choices(dataset, bound=50)).content.decode()
    assert "Spend it, and protect" in page


def test_a_network_is_protected_and_evaluated(officer, dataset):
    decline(dataset)
    at = f"/en/work/here/datasets/{dataset.pk}"
    form = choices(dataset, run=uuid.uuid4(), condensed="on")
    with few_starts():
        assert officer.post(f"{at}/protect/start/", form).status_code == 302
    run = Run.objects.get()
    assert run.job.state == "done", run.job.problems
    assert verify_release(release_folders.release_of(run)).ok
    assert officer.post(f"{at}/evaluate/start/", {"run": run.pk}).status_code == 302
    report = Report.objects.get()
    assert report.job.state == "done", report.job.problems
    page = officer.get(f"/fr/work/here/reports/{report.pk}/").content.decode()
    assert page.count("<li>") > 5
    assert officer.get(f"/fr/work/here/reports/{report.pk}/whole/").status_code == 200
    seen = officer.get(f"/fr/work/here/runs/{run.pk}/seen/")
    assert seen.status_code == 200
