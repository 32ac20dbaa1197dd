"""The limit of the budget: decided by a privacy officer, before the first spend, once."""

from __future__ import annotations

import re
import shutil
import uuid

import pytest
from road import choices, dataset_with_cases, run_with_release
from test_road_protect import at, job_again, ledger, start

from lanterne.errors import Refused
from lanterne.hub.audit.models import Event
from lanterne.hub.people.laptop import first_person
from lanterne.hub.people.roles import Role
from lanterne.hub.problem_texts import kept_says
from lanterne.hub.web.models import Dataset, Run
from lanterne.hub.web.publish import release_folders
from lanterne.privacy import Budget, KRelease, Ledger, Spend

pytestmark = pytest.mark.database

CAP = {"epsilon": 2, "delta": 1e-5}
DECLINE = {"decline": "1", "reason": "One report a year, asked for by law."}


@pytest.fixture
def dataset(officer, tmp_path):
    return dataset_with_cases(officer.user, tmp_path, decided=False)


@pytest.fixture
def privacy(workspace):
    return workspace.person(Role.PRIVACY_OFFICER)


def decide(client, dataset, form, **more):
    return client.post(at(dataset, "limit/"), {**form, "sure": "1", **more})


@pytest.mark.parametrize("method", [{}, {"method": "k-anonymised", "quasi": ["year"], "k": 3}])
def test_nothing_is_spent_before_a_privacy_officer_has_decided_on_a_limit(
    officer, dataset, method, privacy
):
    page = officer.get(at(dataset), choices(dataset, **method)).content.decode()
    assert "a privacy officer must set a limit first" in page
    assert "Spend it, and protect" not in page
    assert start(officer, dataset, **method).status_code == 409
    assert start(privacy, dataset, **method).status_code == 409
    assert not Run.objects.exists()
    assert not release_folders.ledger_of(dataset).exists()


@pytest.mark.parametrize("form", [CAP, DECLINE])
@pytest.mark.parametrize("role", [role for role in Role if role != Role.PRIVACY_OFFICER])
def test_nobody_else_decides_on_a_limit(workspace, dataset, role, form):
    assert decide(workspace.person(role), dataset, form).status_code == 403
    assert not release_folders.ledger_of(dataset).exists()


@pytest.mark.parametrize("form", [CAP, DECLINE])
def test_a_limit_is_asked_for_once_more_and_then_stands_for_ever(dataset, privacy, form):
    asked = privacy.post(at(dataset, "limit/"), form)
    assert asked.status_code == 200
    assert "for ever?" in asked.content.decode()
    assert not release_folders.ledger_of(dataset).exists()
    hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', asked.content.decode()))
    hidden.setdefault("reason", DECLINE["reason"])  # it is hidden with all its lines
    assert privacy.post(at(dataset, "limit/"), hidden).status_code == 302
    before = ledger(dataset).entries()
    for other in (CAP, DECLINE):
        again = decide(privacy, dataset, other)
        assert again.status_code == 409
        assert "cannot be changed" in again.content.decode()
    assert ledger(dataset).entries() == before


@pytest.mark.parametrize("form", [CAP, DECLINE])
@pytest.mark.either
def test_cases_that_were_looked_at_before_are_decided_on_all_the_same(
    workspace, officer, dataset, privacy, form
):
    ledger(dataset).note_look("risk")
    assert start(officer, dataset, epsilon=1).status_code == 409
    page = privacy.get(at(dataset), choices(dataset)).content.decode()
    assert 'action="/en/work/here/datasets' in page
    assert "/protect/limit/" in page
    assert "none can be set any more" not in page
    assert "No limit has been set." in page
    assert decide(privacy, dataset, form).status_code == 302
    assert decide(privacy, dataset, form).status_code == 409
    assert start(officer, dataset, epsilon=1).status_code == 302
    page = workspace.person(Role.AUDITOR).get(f"/en/work/here/datasets/{dataset.pk}/ledger/")
    assert "The limit was decided" in page.content.decode()


@pytest.mark.either
def test_more_than_the_limit_is_refused(officer, dataset, privacy):
    decide(privacy, dataset, CAP)
    assert ledger(dataset).cap().epsilon == 2
    refused = start(officer, dataset, epsilon=2.5)
    assert refused.status_code == 409
    assert "more than may still be spent" in refused.content.decode()
    assert not Run.objects.exists()
    page = officer.get(at(dataset), choices(dataset, epsilon=2.5)).content.decode()
    assert "Spend it, and protect" not in page
    assert start(officer, dataset, epsilon=1.5).status_code == 302
    assert start(officer, dataset, epsilon=1.5).status_code == 409
    assert ledger(dataset).spent().epsilon == 1.5


@pytest.mark.either
def test_a_limit_declined_in_writing_lets_people_spend_and_its_reason_is_kept(
    workspace, officer, dataset, privacy
):
    decide(privacy, dataset, DECLINE)
    assert ledger(dataset).standing().declined == DECLINE["reason"]
    assert start(officer, dataset).status_code == 302
    assert Run.objects.get().job.state == "done"
    event = Event.objects.get(verb="ledger.cap", outcome="done")
    assert event.actor == str(privacy.user.pk)
    assert event.details["no_cap"] == DECLINE["reason"]
    auditor = workspace.person(Role.AUDITOR)
    for place in (f"/en/work/here/datasets/{dataset.pk}/ledger/", "/en/work/here/audit/"):
        assert DECLINE["reason"] in auditor.get(place).content.decode()


def test_a_limit_that_is_set_stands_in_the_audit_log(workspace, dataset, privacy):
    decide(privacy, dataset, CAP)
    event = Event.objects.get(verb="ledger.cap", outcome="done")
    assert (event.details["epsilon"], event.details["delta"]) == ("2", "1e-05")
    assert event.thing == str(dataset.pk)
    assert "ε ≤ 2" in workspace.person(Role.AUDITOR).get("/en/work/here/audit/").content.decode()


@pytest.mark.parametrize(
    "form", [{"epsilon": "", "delta": "1e-5"}, {**CAP, "epsilon": 0}, {**DECLINE, "reason": "no"}]
)
def test_what_is_no_limit_and_no_reason_decides_nothing(dataset, privacy, form):
    assert decide(privacy, dataset, form).status_code == 422
    assert not release_folders.ledger_of(dataset).exists()


@pytest.mark.either
def test_on_one_computer_the_one_person_decides_in_the_same_steps(workspace, tmp_path):
    person = first_person()
    dataset = dataset_with_cases(person, tmp_path, decided=False)
    browser = workspace.browser(person)
    assert start(browser, dataset).status_code == 409
    assert "Decline a limit" in browser.get(at(dataset)).content.decode()
    assert browser.post(at(dataset, "limit/"), DECLINE).status_code == 200
    assert decide(browser, dataset, DECLINE).status_code == 302
    assert start(browser, dataset).status_code == 302


def test_the_worker_asks_again_before_it_charges(officer, dataset):
    run = Run.objects.create(
        dataset=dataset,
        case_file=dataset.case_files.get(),
        method="differential-privacy",
        choices={"epsilon": 1.0, "unit": "row"},
        created_by=officer.user,
    )
    job = job_again(run)
    assert (job.state, job.spent) == ("failed", False)
    assert "how much may ever be spent" in " ".join(kept_says(job.problems))
    assert not release_folders.ledger_of(dataset).exists()


@pytest.mark.either
def test_a_dataset_of_before_that_has_spent_goes_on(officer, dataset, made):
    run_with_release(dataset, officer.user, made)
    assert ledger(dataset).entries()[0].details == {"format": 1, "cap": None}
    assert start(officer, dataset).status_code == 302


class TestTwoTabs:
    """A price is good as long as nobody has spent since."""

    @pytest.fixture
    def dataset(self, officer, tmp_path):
        return dataset_with_cases(officer.user, tmp_path)

    @pytest.mark.either
    def test_the_price_of_the_second_tab_is_refused_with_the_new_one(self, officer, dataset):
        first = choices(dataset, epsilon=1.5, run=uuid.uuid4())
        second = choices(dataset, epsilon=1.5, run=uuid.uuid4())
        page = officer.get(at(dataset), second).content.decode()
        assert f'name="seen" value="{second["seen"]}"' in page
        assert officer.post(at(dataset, "start/"), first).status_code == 302
        before = release_folders.ledger_of(dataset).read_bytes()
        refused = officer.post(at(dataset, "start/"), second)
        text = refused.content.decode()
        assert refused.status_code == 409
        assert "since you saw the price" in text
        assert re.search(r"Spent after</dt><dd><bdi[^>]*>ε = 3<", text)
        assert release_folders.ledger_of(dataset).read_bytes() == before
        assert Run.objects.count() == 1
        event = Event.objects.get(verb="run.start", outcome="denied")
        assert (event.details["why"], event.thing) == ("stale", str(dataset.pk))
        now = re.search(r'name="seen" value="(\w+)"', text)[1]
        again = officer.post(at(dataset, "start/"), {**second, "seen": now})
        assert again.status_code == 302
        assert ledger(dataset).spent().epsilon == 3

    def test_a_form_that_does_not_say_which_price_was_seen_is_refused(self, officer, dataset):
        form = {k: v for k, v in choices(dataset, run=uuid.uuid4()).items() if k != "seen"}
        assert officer.post(at(dataset, "start/"), form).status_code == 409

    def test_two_that_wait_at_once_are_one_spend(self, officer, dataset):
        form = choices(dataset, epsilon=1.5)
        runs = [
            Run.objects.create(
                dataset=dataset,
                case_file=dataset.case_files.get(),
                method="differential-privacy",
                choices={"epsilon": 1.5, "unit": "row", "seen": form["seen"]},
                created_by=officer.user,
            )
            for _ in range(2)
        ]
        first, second = (job_again(run) for run in runs)
        assert (first.state, second.state) == ("done", "failed")
        (kept,) = second.problems
        assert kept["code"] == "ledger.price-changed"
        assert not second.spent
        assert ledger(dataset).spent().releases == 1
        shutil.rmtree(release_folders.release_of(runs[0]))
        assert job_again(runs[0]).state == "done", "its own spend makes a run not stale"

    @pytest.mark.either
    def test_a_look_at_a_release_changes_no_price(self, officer, dataset):
        form = choices(dataset, epsilon=1.5, run=uuid.uuid4())
        ledger(dataset).note_look("earlier")
        assert officer.post(at(dataset, "start/"), form).status_code == 302


def test_a_ledger_refuses_what_was_decided_on_by_an_older_price(tmp_path):
    path = tmp_path / "ledger.jsonl"
    first = Ledger(path)
    first.create(Budget(5.0, 1e-5))
    seen = first.standing().mark
    spend = Spend("all", "person", Budget(1.0, 1e-6), (), "one")
    Ledger(path, seen=seen).charge(spend)
    with pytest.raises(Refused, match="since the price was shown"):
        Ledger(path, seen=seen).charge(spend)
    with pytest.raises(Refused, match="since the price was shown"):
        Ledger(path, "we need it now", seen).note_k_release(KRelease("all", "k", "k", 5))
    with pytest.raises(Refused, match="since the price was shown"):
        Ledger(path, seen="").charge(spend)
    assert first.spent().epsilon == 1.0


def test_the_second_decision_of_two_at_once_is_refused(dataset, privacy, monkeypatch):
    from lanterne.hub.web.protect import limit  # noqa: PLC0415 - apps must be loaded first

    before = limit.standing(dataset)
    decide(privacy, dataset, CAP)
    monkeypatch.setattr(limit, "standing", lambda _: before)
    assert decide(privacy, dataset, DECLINE).status_code == 409
    assert ledger(dataset).cap().epsilon == 2
    assert Dataset.objects.get().pk == dataset.pk
