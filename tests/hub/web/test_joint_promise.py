"""What a joint dataset costs people stands in the ledger of their own organisation, once."""

from __future__ import annotations

import pytest
from django.urls import reverse
from joint_road import (
    approve,
    close,
    draw,
    hand_in_all,
    last_job,
    notice,
    page_of,
    people_of,
    written,
)

from lanterne.hub.audit.models import Event
from lanterne.hub.jobs.models import Job
from lanterne.hub.jobs.work import JobStoppedError, Work
from lanterne.hub.joint import whole_minutes, year_job
from lanterne.hub.joint.models import Delivery
from lanterne.hub.joint.series_folder import folder_of
from lanterne.hub.joint.settling import was_begun
from lanterne.hub.people.models import Membership
from lanterne.hub.people.roles import Role
from lanterne.hub.web.models import Publication
from lanterne.hub.web.publish.release_folders import ledger_of
from lanterne.privacy import Budget, KRelease, Ledger
from lanterne.series.plan_file import load_series

State = Delivery.State


def spends_of(member):
    ledger = Ledger(ledger_of(member.dataset))
    return [one.details["purpose"] for one in ledger.entries() if one.kind == "spend"]


def cancel(one, job):
    answer = one.officer.post(f"/en/work/{one.slug}/jobs/{job.pk}/cancel/")
    assert answer.status_code == 302
    job.refresh_from_db()
    assert job.state == "cancelled"


def test_each_dataset_is_charged_once_for_all_years(house, agreement, tmp_path):
    """A person belongs to one cohort: the second year charges nobody of the first anew."""
    for years in (1, 2):
        hand_in_all(house, agreement, tmp_path, years)
        close(house["north"], agreement, 2024 + years)
        assert last_job().state == "done", last_job().problems
        for one in house.values():
            assert spends_of(one) == [f"joint-{agreement.pk}"]
            assert Ledger(ledger_of(one.dataset)).spent().epsilon == agreement.epsilon
    south = house["south"]
    for rest in ("ledger/", "protect/", ""):
        page = south.privacy.get(f"/en/work/south/datasets/{south.dataset.pk}/{rest}")
        assert page.status_code == 200, rest
    page = south.privacy.get(f"/en/work/south/datasets/{south.dataset.pk}/ledger/")
    assert str(agreement) in page.content.decode(), "what it was spent on"


def test_without_a_limit_that_was_decided_nothing_is_handed_in(house, agreement, tmp_path):
    south = house["south"]
    south.own_dataset()
    ledger_of(south.dataset).unlink()
    answer = south.hand_in(agreement, written(people_of("south", 1), tmp_path / "s.csv"))
    assert answer.status_code == 409
    assert "privacy officer decides" in answer.content.decode()


def test_a_limit_that_leaves_too_little_is_said_at_once(house, agreement, tmp_path):
    south = house["south"]
    south.own_dataset()
    ledger_of(south.dataset).unlink()
    Ledger(ledger_of(south.dataset)).create(Budget(agreement.epsilon / 2, 1e-3))
    answer = south.hand_in(agreement, written(people_of("south", 1), tmp_path / "s.csv"))
    assert answer.status_code == 409
    assert "leaves less than" in answer.content.decode()


def test_beside_a_release_by_a_k_method_nothing_is_handed_in(house, agreement, tmp_path):
    """It is said at once, and not when the cases of all others have been read."""
    south = house["south"]
    ledger = Ledger(ledger_of(south.own_dataset()))
    ledger.note_k_release(KRelease("people", "census", "k-anonymised", 10, {}))
    answer = south.hand_in(agreement, written(people_of("south", 1), tmp_path / "s.csv"))
    assert answer.status_code == 409
    assert "k-method" in answer.content.decode()


def test_a_limit_used_up_before_the_year_is_measured_charges_nobody(house, agreement, tmp_path):
    """All ledgers are asked before the first is charged."""
    hand_in_all(house, agreement, tmp_path)
    east = house["east"]
    ledger_of(east.dataset).unlink()
    Ledger(ledger_of(east.dataset)).create(Budget(agreement.epsilon / 2, 1e-3))
    close(house["north"], agreement, 2025)
    assert last_job().state == "failed"
    assert agreement.deliveries.get().state == State.FAILED
    assert [spends_of(one) for one in house.values()] == [[], [], []]
    assert "leaves less than" in page_of(east, agreement)
    assert "leaves less than" not in page_of(house["south"], agreement)


def test_a_file_that_cannot_be_read_charges_nobody(house, agreement, tmp_path):
    hand_in_all(house, agreement, tmp_path)
    bad = [("S-1", "woman", "unknown age", "labour"), *people_of("south", 1)[2:]]
    house["south"].hand_in(agreement, written(bad, tmp_path / "bad.csv"))
    close(house["north"], agreement, 2025)
    assert last_job().state == "failed"
    assert [spends_of(one) for one in house.values()] == [[], [], []]


def _closed_and_waiting(house, agreement, monkeypatch):
    """A year that was closed, and of which nobody has done any work."""
    lead = house["north"]

    def waiting(_kind, _desk, subject):
        return Job.objects.create(
            kind="joint-year",
            organisation=lead.organisation,
            subject=subject,
            created_by=lead.officer.user,
        )

    with monkeypatch.context() as only:
        only.setattr("lanterne.hub.joint.year_page.start", waiting)
        close(lead, agreement, 2025)
    return agreement.deliveries.get()


def test_a_year_that_is_cancelled_before_it_begins_can_be_closed_again(
    house, agreement, tmp_path, monkeypatch
):
    hand_in_all(house, agreement, tmp_path)
    delivery = _closed_and_waiting(house, agreement, monkeypatch)
    cancel(house["north"], last_job())
    assert "not measured" in page_of(house["north"], agreement)
    delivery.refresh_from_db()
    assert delivery.state == State.FAILED
    assert close(house["north"], agreement, 2025).status_code == 302
    assert last_job().state == "done", last_job().problems
    assert all(len(spends_of(one)) == 1 for one in house.values())


@pytest.mark.parametrize("charged", [False, True])
def test_a_year_is_cancelled_until_it_is_charged_and_not_after(
    charged, house, agreement, tmp_path, monkeypatch
):
    hand_in_all(house, agreement, tmp_path)
    delivery = _closed_and_waiting(house, agreement, monkeypatch)
    asked = []

    def cancelled(_stage, _share):
        if was_begun(delivery) is charged:
            asked.append(charged)
            raise JobStoppedError

    work = Work(last_job(), cancelled, lambda *_told: None)
    if charged:
        year_job.measure_year(work)
    else:
        with pytest.raises(JobStoppedError):
            year_job.measure_year(work)
    delivery.refresh_from_db()
    assert delivery.state == (State.MEASURED if charged else State.FAILED)
    assert asked


def test_a_person_is_taken_out_and_only_their_organisation_can(house, agreement, tmp_path):
    hand_in_all(house, agreement, tmp_path)
    south = house["south"]
    address = south.at(f"{agreement.pk}/withdraw/")
    assert south.officer.post(address, {"number": "S-1"}).status_code == 409, "nothing is counted"
    close(house["north"], agreement, 2025)
    answer = south.officer.post(address, {"number": " S-1 "})
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/markdown")
    assert "S-1" not in answer.content.decode(), "the note does not say who"
    for number in ("N-1", "nord/N-1", "S-99999", "<b>"):
        page = south.officer.post(address, {"number": number})
        assert page.status_code == 200
        assert "Nothing was counted under this number" in page.content.decode()
        assert number not in page.content.decode()
    series = load_series(folder_of(agreement))
    assert series.register.exists()
    assert not series.key.exists()


def test_one_person_does_not_decide_for_two_organisations(house, agreement, tmp_path):
    hand_in_all(house, agreement, tmp_path)
    lead, south, east = house.values()
    close(lead, agreement, 2025)
    run = draw(lead, agreement)
    lead.officer.post(lead.at(f"editions/{run.pk}/submit/"), notice())
    for role in (Role.PRIVACY_OFFICER, Role.DATA_OFFICER):
        Membership.objects.create(
            user=south.privacy.user, organisation=east.organisation, role=role
        )
    assert approve(south, run).status_code == 302
    east.privacy, own = south.privacy, east.privacy
    answer = approve(east, run)
    assert answer.status_code == 403
    assert "for another organisation" in answer.content.decode()
    east.privacy = own
    assert approve(east, run).status_code == 302


def test_any_organisation_hides_an_edition_and_the_proposer_decides(house, agreement, tmp_path):
    hand_in_all(house, agreement, tmp_path)
    lead, south, east = house.values()
    close(lead, agreement, 2025)
    run = draw(lead, agreement)
    lead.officer.post(lead.at(f"editions/{run.pk}/submit/"), notice())
    for one in house.values():
        approve(one, run)
    page = south.at(f"editions/{run.pk}/")
    lead.privacy.post(lead.at(f"editions/{run.pk}/publish/"))
    publication = Publication.objects.get()
    hide = south.at(f"public/{publication.pk}/hide/")
    public = reverse("release", args=[publication.name])
    assert "is suspended" not in east.officer.get(public).content.decode()
    assert hide in south.privacy.get(page).content.decode()
    assert south.officer.get(hide).status_code == 403
    assert south.privacy.post(hide, {"sure": "1"}).status_code == 422, "without a reason"
    reason = {"reason_en": "A column says too much.", "sure": "1"}
    assert south.privacy.post(hide, reason).status_code == 302
    assert south.privacy.post(hide, reason).status_code == 409
    theirs = east.at(f"public/{publication.pk}/hide/")
    assert east.privacy.post(theirs, reason).status_code == 409
    assert "is suspended" in east.officer.get(public).content.decode()
    assert "Suspended" in south.privacy.get(page).content.decode()
    assert Event.objects.filter(
        organisation=south.organisation.pk, verb="release.withdraw"
    ).exists()
    address = reverse("publication", args=[lead.slug, publication.pk])
    assert address in lead.privacy.get(f"/en/work/{lead.slug}/").content.decode()
    again = {"verdict": "restore", "comment": "It does not.", "sure": "1"}
    assert lead.privacy.post(f"{address}withdraw/decide/", again).status_code == 302
    assert "is suspended" not in east.officer.get(public).content.decode()
    east.privacy.post(east.at(f"{agreement.pk}/leave/"), {"sure": "1"})
    left = east.at(f"{agreement.pk}/")
    assert theirs in east.privacy.get(left).content.decode(), "what it handed in is in it"
    answer = east.privacy.post(theirs, reason)
    assert (answer.status_code, answer["Location"]) == (302, left)
    assert "suspended while under review" in east.privacy.get(left).content.decode()
    assert "is suspended" in lead.officer.get(public).content.decode()
    confirmed = {"verdict": "withdraw", "comment": "", "sure": "1"}
    assert lead.privacy.post(f"{address}withdraw/decide/", confirmed).status_code == 302
    assert publication.name not in east.privacy.get(left).content.decode()
    assert east.privacy.get(theirs).status_code == 404, "it is not public any more"


class Clock:
    """Stands for the module ``time``; whoever sleeps wakes up at once, later."""

    now = 1000.0

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


@pytest.mark.parametrize("reading", [3.0, 59.0, 61.0])
def test_how_long_a_year_takes_does_not_say_how_many_cases_another_has(
    reading, house, agreement, tmp_path, monkeypatch
):
    """It is charged, and ends, at whole minutes, however long the files are read; nothing is told
    of the stages between."""
    hand_in_all(house, agreement, tmp_path)
    _closed_and_waiting(house, agreement, monkeypatch)
    clock, told, charged = Clock(), set(), []
    began, open_files, begin_stage = clock.now, year_job.delivered, Ledger.begin_stage

    def read(*given):
        clock.now += reading
        return open_files(*given)

    def begin(*given):
        charged.append(clock.now - began)
        clock.now += reading / 7
        return begin_stage(*given)

    for module in (year_job, whole_minutes):
        monkeypatch.setattr(module, "time", clock)
    monkeypatch.setattr(whole_minutes, "MINUTE", 60.0)
    monkeypatch.setattr(year_job, "delivered", read)
    monkeypatch.setattr(Ledger, "begin_stage", begin)
    year_job.measure_year(Work(last_job(), lambda *stage: told.add(stage), lambda *_told: None))
    whole = 60.0 if reading < 60 else 120.0
    assert charged == [pytest.approx(whole)]
    assert clock.now - began == pytest.approx(whole + 60)
    assert told == {("", 0.0)}
