"""Several organisations publish one dataset, year after year; what goes wrong loses nothing."""

from __future__ import annotations

import re

from joint_road import (
    SLUGS,
    approve,
    close,
    draw,
    hand_in_all,
    last_job,
    notice,
)

import lanterne
from lanterne.catalogue import read_state
from lanterne.hub.joint.models import Delivery
from lanterne.hub.joint.series_folder import folder_of
from lanterne.hub.web.publish import release_folders


def measured(house, agreement, year):
    answer = close(house["north"], agreement, year)
    assert answer.status_code == 302, answer.content.decode()
    job = last_job("joint-year")
    assert job.state == "done", job.problems
    return agreement.deliveries.get(year=year)


def published(house, agreement):
    lead = house["north"]
    run = draw(lead, agreement)
    job = last_job("joint-edition")
    assert job.state == "done", job.problems
    answer = lead.officer.post(lead.at(f"editions/{run.pk}/submit/"), notice())
    assert answer.status_code == 302, answer.content.decode()
    for slug in SLUGS:
        answer = approve(house[slug], run)
        assert answer.status_code == 302, answer.content.decode()
    lead.privacy.post(lead.at(f"editions/{run.pk}/publish/"))
    assert last_job("publish").state == "done", last_job("publish").problems
    page = lead.privacy.get(lead.at(f"editions/{run.pk}/")).content.decode()
    (address,) = re.findall(r'href="([^"]+/publications/[^"]+)"', page)
    assert lead.privacy.get(address).status_code == 200, "where it can be withdrawn"
    return run


def test_three_organisations_publish_two_editions(house, agreement, tmp_path, workspace):
    hand_in_all(house, agreement, tmp_path)
    assert measured(house, agreement, 2025).state == Delivery.State.MEASURED
    first = published(house, agreement)
    hand_in_all(house, agreement, tmp_path, years=2)
    measured(house, agreement, 2026)
    published(house, agreement)
    records = read_state(workspace.home.releases).series[agreement.dataset.series].records
    assert [record.notice.edition for record in records] == [1, 2]
    ledgers = folder_of(agreement) / "ledgers"
    for record in records:
        report = lanterne.verify(workspace.home.releases / record.name, ledger=ledgers)
        assert report.ok, report.problems
    release = lanterne.load(workspace.home.releases / records[1].name)
    assert {one.cohort for one in release.cohorts} == {"2025", "2026"}
    assert all(one.reported_by == ("Est", "Nord", "Sud") for one in release.cohorts)
    assert [loss.links for loss in release.statement.unpromised] == [2, 3]
    assert release_folders.is_made(first)
    assert not (folder_of(agreement) / "register.key").exists(), "it lies in the vault"
    assert not list(folder_of(agreement).parent.glob("delivery-*"))
