"""What goes wrong in a joint dataset: nothing is lost, counted twice, or spent unseen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from joint_road import (
    BOOK,
    close,
    code_in,
    draw,
    hand_in_all,
    joined_later,
    last_job,
    page_of,
    people_of,
    proposal,
    written,
)

import lanterne
from lanterne.codebook import codebook_to_toml
from lanterne.hub.jobs.models import Job
from lanterne.hub.jobs.work import Work
from lanterne.hub.joint import series_folder, year_job
from lanterne.hub.joint.models import Agreement, Contribution, Delivery, Partner
from lanterne.hub.joint.series_folder import folder_of
from lanterne.hub.joint.terms import is_in_force, years_to_close
from lanterne.hub.web.data.case_files import delete_case_file
from lanterne.hub.web.models import Dataset
from lanterne.hub.web.publish import release_folders
from lanterne.privacy import Ledger
from lanterne.privacy.stages import STAGE
from lanterne.series import deliver
from lanterne.series.plan_file import load_series
from lanterne.series.register_file import RegisterFile


def spent(agreement):
    """Cohort → its charge and its stages, as the ledgers say."""
    folder = folder_of(agreement) / "ledgers"
    return {
        path.stem: (
            Ledger(path).spent().epsilon,
            [one.details["stage"] for one in Ledger(path).entries() if one.kind == STAGE],
        )
        for path in sorted(folder.glob("*.jsonl"))
    }


def test_a_file_that_comes_late_waits_for_the_next_year(house, agreement, accounts, tmp_path):
    joined_later(house, agreement, accounts, "west", "Ouest")
    hand_in_all(house, agreement, tmp_path, without=("west",))
    close(house["north"], agreement, 2025)
    assert last_job().state == "done", last_job().problems
    west = house["west"]
    late = written(people_of("west", 1), tmp_path / "late.csv")
    assert west.hand_in(agreement, late).status_code == 302
    assert Contribution.objects.get(partner__organisation=west.organisation).delivery is None
    assert agreement.deliveries.get(year=2025).contributions.count() == 3
    hand_in_all(house, agreement, tmp_path, years=2, without=("west",))
    close(house["north"], agreement, 2026)
    assert agreement.deliveries.get(year=2026).contributions.count() == 4


def test_cases_of_another_version_of_the_codebook_are_not_taken(house, agreement, tmp_path):
    south = house["south"]
    case_file = south.bring(written(people_of("south", 1), tmp_path / "s.csv"))
    other = codebook_to_toml(replace(BOOK, version="2"))
    Dataset.objects.filter(pk=case_file.dataset_id).update(codebook=other)
    answer = south.officer.post(south.at(f"{agreement.pk}/hand-in/"), {"case_file": case_file.pk})
    assert answer.status_code == 422
    assert not Contribution.objects.exists()
    for wrong in ("", "nothing", str(agreement.pk)):
        answer = south.officer.post(south.at(f"{agreement.pk}/hand-in/"), {"case_file": wrong})
        assert answer.status_code == 422


def test_what_is_handed_in_twice_is_counted_once(house, agreement, tmp_path):
    hand_in_all(house, agreement, tmp_path)
    south = house["south"]
    south.hand_in(agreement, written(people_of("south", 1)[:50], tmp_path / "again.csv"))
    assert Contribution.objects.filter(partner__code="sud").count() == 2
    close(house["north"], agreement, 2025)
    assert last_job().state == "done", last_job().problems
    used = agreement.deliveries.get().contributions
    assert used.filter(partner__code="sud").count() == 1
    assert used.get(partner__code="sud").case_file.parts != []
    assert used.count() == 3


def _alter(case_file):
    """Change the sealed file on the disk."""
    name = case_file.parts[0]["file"]
    (place,) = settings.LANTERNE_HOME.vault.rglob(f"{name}*")
    content = bytearray(place.read_bytes())
    content[len(content) // 2] ^= 1
    place.write_bytes(content)


def _delete(case_file):
    delete_case_file(case_file)


@pytest.mark.parametrize("harm", [_alter, _delete])
def test_a_file_that_was_altered_or_deleted_stops_the_year_and_only_its_owner_reads_why(
    harm, house, agreement, tmp_path
):
    hand_in_all(house, agreement, tmp_path)
    harm(Contribution.objects.get(partner__code="sud").case_file)
    close(house["north"], agreement, 2025)
    job = last_job()
    assert job.state == "failed"
    assert "Sud" in str(job.problems), "whose it is"
    assert agreement.deliveries.get().state == Delivery.State.FAILED
    assert spent(agreement) == {"2025": (0.0, []), "2026": (0.0, [])}
    assert "could not be used" in page_of(house["south"], agreement)
    for slug in ("north", "east"):
        assert "could not be used" not in page_of(house[slug], agreement).replace(
            "files could not be used", ""
        )
    again = written(people_of("south", 1), tmp_path / "again.csv")
    assert house["south"].hand_in(agreement, again).status_code == 302
    close(house["north"], agreement, 2025)
    assert last_job().state == "done", last_job().problems
    assert spent(agreement)["2025"] == (8.0, ["provisional"])


def test_a_row_that_is_wrong_is_told_to_its_owner_without_its_cell(house, agreement, tmp_path):
    hand_in_all(house, agreement, tmp_path)
    bad = [("S-1", "woman", "17 and a half", "labour"), *people_of("south", 1)[2:]]
    house["south"].hand_in(agreement, written(bad, tmp_path / "bad.csv"))
    close(house["north"], agreement, 2025)
    assert last_job().state == "failed"
    for slug in house:
        page = page_of(house[slug], agreement)
        assert "17 and a half" not in page
        assert "17 and a half" not in str(last_job().problems)
    assert spent(agreement)["2025"] == (0.0, [])


def test_ids_that_were_rewritten_stop_the_year_for_their_owner(house, agreement, tmp_path):
    hand_in_all(house, agreement, tmp_path)
    close(house["north"], agreement, 2025)
    hand_in_all(house, agreement, tmp_path, years=2)
    renamed = [(f"X{row[0]}", *row[1:]) for row in people_of("south", 2)]
    house["south"].hand_in(agreement, written(renamed, tmp_path / "renamed.csv"))
    close(house["north"], agreement, 2026)
    assert last_job().state == "failed"
    assert "Sud" in str(last_job().problems)
    assert "most people" in page_of(house["south"], agreement)
    assert spent(agreement)["2026"] == (0.0, [])


def test_two_people_close_a_year_and_one_does(house, agreement, tmp_path, monkeypatch):
    hand_in_all(house, agreement, tmp_path)
    lead = house["north"]
    monkeypatch.setattr("lanterne.hub.joint.year_page.start", lambda *_told: _waiting_job(lead))
    assert close(lead, agreement, 2025).status_code == 302
    other = lead.privacy.post(lead.at(f"{agreement.pk}/close/"), {"year": "2025", "sure": "1"})
    assert other.status_code == 409
    assert agreement.deliveries.count() == 1


def _waiting_job(lead):
    return Job.objects.create(
        kind="joint-year",
        organisation=lead.organisation,
        subject=Agreement.objects.get().pk,
        created_by=lead.officer.user,
    )


class KilledError(BaseException):
    """The process is gone."""


STEPS = ("begin", "key", "registered", "charged", "begun", "kept", "noted")


def _die_at(step, monkeypatch):
    """Let the work die at a step; what a process that is killed leaves, stays."""
    places = {
        "begin": ("lanterne.hub.joint.series_folder.load_series", False),
        "key": ("lanterne.hub.joint.year_job.delivered", False),
        "registered": ("lanterne.series.register_file.RegisterFile.save", True),
        "charged": ("lanterne.privacy.ledger.check_stage", False),
        "kept": (None, False),
        "begun": (None, False),
        "noted": (None, False),
    }

    def dead(*_told, **_more):
        raise KilledError

    name, after = places[step]
    if step == "kept":
        monkeypatch.setattr(deliver, "save_kept", dead)
    elif step == "begun":
        monkeypatch.setattr("lanterne.synthesis.protect.measure", dead)
    elif step == "noted":
        monkeypatch.setattr(year_job.verbs, "deliver", _and_die(year_job.verbs.deliver))
    elif after:
        monkeypatch.setattr(RegisterFile, "save", _and_die(RegisterFile.save))
    else:
        monkeypatch.setattr(name, dead)


def _and_die(done):
    def dying(*told, **more):
        done(*told, **more)
        raise KilledError

    return dying


@pytest.mark.parametrize("step", STEPS)
def test_a_hub_that_is_killed_goes_on_and_counts_nobody_twice(
    step, house, agreement, tmp_path, monkeypatch
):
    """Each stage is charged once; measurements that were lost are seen in ledger and page."""
    hand_in_all(house, agreement, tmp_path)
    lead = house["north"]
    with monkeypatch.context() as only:
        only.setattr("lanterne.hub.joint.year_page.start", lambda *_told: _waiting_job(lead))
        close(lead, agreement, 2025)
    delivery = agreement.deliveries.get()
    job = replace_subject(last_job(), delivery)
    work = Work(job, lambda *_told: None, lambda *_told: None)
    with monkeypatch.context() as dying:
        _die_at(step, dying)
        with pytest.raises(KilledError):
            year_job.measure_year(work)
    before = spent(agreement) if (folder_of(agreement) / "ledgers").exists() else {}
    job.attempts = 2
    year_job.measure_year(work)
    delivery.refresh_from_db()
    assert delivery.state == Delivery.State.MEASURED
    assert spent(agreement)["2025"] == (8.0, ["provisional"])
    assert all(spent(agreement)[cohort][0] >= charge for cohort, (charge, _) in before.items())
    lost = step in {"begun", "kept"}
    series = load_series(folder_of(agreement))
    assert series.kept(series.plan.cohorts[0], "provisional").exists() is not lost
    assert not (folder_of(agreement) / "register.key").exists()
    assert not list(folder_of(agreement).parent.glob("delivery-*"))


def replace_subject(job, delivery):
    """The job, about this year."""
    Job.objects.filter(pk=job.pk).update(subject=delivery.pk)
    job.refresh_from_db()
    return job


def test_a_key_that_a_killed_process_left_is_removed(house, agreement, tmp_path):
    hand_in_all(house, agreement, tmp_path)
    close(house["north"], agreement, 2025)
    left = folder_of(agreement) / "register.key"
    left.write_bytes(b"x" * 32)
    with series_folder.opened_series(Agreement.objects.get()) as series:
        assert series.key.read_bytes() != b"x" * 32
    assert not left.exists()


def test_terms_that_changed_are_signed_anew_before_a_year_is_closed(house, agreement, tmp_path):
    hand_in_all(house, agreement, tmp_path)
    lead = house["north"]
    assert is_in_force(agreement)
    lead.privacy.post(lead.at(f"{agreement.pk}/add/"), {"name": "Ouest"})
    assert not is_in_force(agreement)
    assert close(lead, agreement, 2025).status_code == 409
    south = house["south"]
    page = south.privacy.get(south.at(f"{agreement.pk}/")).content.decode()
    assert "signature is missing" in page
    assert close(lead, agreement, 2025).status_code == 409
    place = agreement.partners.get(name="Ouest")
    lead.privacy.post(lead.at(f"{agreement.pk}/remove/"), {"place": place.pk})
    assert is_in_force(agreement), "the terms are those that all had signed"
    assert close(lead, agreement, 2025).status_code == 302


def test_a_code_works_once_and_for_one_organisation(house, accounts):
    lead, south = house["north"], house["south"]
    lead.privacy.post(lead.at("new/"), proposal(lead))
    agreement = Agreement.objects.get()
    place = agreement.partners.get(name="Sud")
    invite = lead.at(f"{agreement.pk}/invite/")
    old, code = (
        code_in(lead.privacy.post(invite, {"place": place.pk}).content.decode()) for _ in range(2)
    )
    for wrong in ("", "nothing", old):
        assert south.privacy.post(south.at("terms/"), {"code": wrong}).status_code == 422
    accept, other = south.at("accept/"), {"code": code, "seal": "0" * 64}
    assert south.privacy.post(accept, other).status_code == 409, "other terms"
    page = south.privacy.post(south.at("terms/"), {"code": code}).content.decode()
    seal = page.split('name="seal" value="')[1][:64]
    read = {"code": code, "seal": seal}
    assert lead.privacy.post(lead.at("accept/"), read).status_code == 409, "it takes part already"
    assert south.privacy.post(accept, read).status_code == 302
    east = house["east"]
    assert east.privacy.post(east.at("terms/"), {"code": code}).status_code == 422
    place = agreement.partners.get(name="Est")
    code = code_in(lead.privacy.post(invite, {"place": place.pk}).content.decode())
    Partner.objects.filter(name="Est").update(expires=timezone.now() - timedelta(days=1))
    assert east.privacy.post(east.at("terms/"), {"code": code}).status_code == 422, "too late"


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""}, {"purpose": ""}, {"codebook": ""}, {"partners": "Sud"},
        {"partners": "Sud\nsud"}, {"epsilon": "0"}, {"epsilon": "100"}, {"people": "3"},
        {"cohorts": "next year"}, {"cohorts": "2025,2024-2026"}, {"until": "2020-01-01"},
        {"referred": "whoever"},
    ],
)  # fmt: skip
def test_terms_that_cannot_be_are_sent_back_with_all_that_was_written(wrong, house):
    lead = house["north"]
    answer = lead.privacy.post(lead.at("new/"), proposal(lead, **wrong))
    assert answer.status_code == 422
    if "purpose" not in wrong:
        assert "where help is needed" in answer.content.decode()
    assert not Agreement.objects.exists()
    assert not Dataset.objects.filter(joint=True).exists()


def test_with_too_few_nothing_is_measured(house, agreement, tmp_path):
    hand_in_all(house, agreement, tmp_path, without=("east",))
    assert close(house["north"], agreement, 2025).status_code == 409
    hand_in_all(house, agreement, tmp_path)
    south = house["south"]
    south.privacy.post(south.at(f"{agreement.pk}/leave/"), {"sure": "1"})
    assert close(house["north"], agreement, 2025).status_code == 409
    assert not agreement.deliveries.exists()


def test_years_to_come_and_years_gone_are_not_closed(house, agreement, tmp_path):
    now = timezone.now().date()
    Agreement.objects.filter(pk=agreement.pk).update(cohorts=f"{now.year},{now.year + 1}")
    agreement.refresh_from_db()
    assert years_to_close(agreement, now) == [now.year]
    hand_in_all(house, agreement, tmp_path)
    assert close(house["north"], agreement, now.year + 1).status_code == 409


def test_an_organisation_that_left_is_in_nothing_measured_later(
    house, agreement, accounts, tmp_path
):
    joined_later(house, agreement, accounts, "west", "Ouest")
    hand_in_all(house, agreement, tmp_path)
    close(house["north"], agreement, 2025)
    assert last_job().state == "done", last_job().problems
    west = house["west"]
    west.privacy.post(west.at(f"{agreement.pk}/leave/"), {"sure": "1"})
    assert west.hand_in(agreement, tmp_path / "west-1.csv").status_code in {409, 422}
    assert reported(draw(house["north"], agreement)) == {"2025": {"Nord", "Sud", "Est", "Ouest"}}
    hand_in_all(house, agreement, tmp_path, years=2, without=("west",))
    close(house["north"], agreement, 2026)
    assert last_job().state == "done", last_job().problems
    three = {"Nord", "Sud", "Est"}
    assert reported(draw(house["north"], agreement)) == {"2025": three, "2026": three}


def reported(run):
    """Cohort → organisations whose cases the measurements hold from which it was drawn."""
    release = lanterne.load(release_folders.release_of(run))
    return {one.cohort: set(one.reported_by) for one in release.cohorts}
