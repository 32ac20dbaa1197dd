"""The clock jumps back by a day between the steps: the order is kept, and the pages say so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from road import add_cases, dataset_with_cases, decided, notice, run_with_release, submitted

from lanterne.catalogue import read_state
from lanterne.hub.audit.chain import verify_chain
from lanterne.hub.jobs.models import Job
from lanterne.hub.people.roles import Role
from lanterne.hub.web.data.case_files import latest
from lanterne.hub.web.models import Publication, Report
from lanterne.hub.web.start_job import last_job

pytestmark = pytest.mark.database

SAID = "The clock of this computer was set back in the meantime"


@pytest.fixture
def clock(monkeypatch):
    """Gives a way to set the clock back by days."""
    right = timezone.now

    def back(days):
        monkeypatch.setattr(timezone, "now", lambda: right() - timedelta(days=days))

    return back


def read(client, *parts):
    page = client.get(f"/en/work/here/{'/'.join(map(str, parts))}/")
    assert page.status_code == 200
    return page.content.decode()


def publish(client, submission):
    assert client.post(f"/en/work/here/submissions/{submission.pk}/publish/").status_code == 302
    return Publication.objects.get(submission=submission)


@pytest.mark.parametrize("days", [(1, 2), (0, 0)])
def test_back_between_submission_approval_and_publication(workspace, tmp_path, made, clock, days):
    officer = workspace.person(Role.DATA_OFFICER)
    second = workspace.person(Role.PRIVACY_OFFICER, Role.PUBLISHER)
    dataset = dataset_with_cases(officer.user, tmp_path, "Cases of the north")
    one = submitted(officer, run_with_release(dataset, officer.user, made))
    assert SAID not in read(second, "submissions", one.pk)
    clock(days[0])
    assert decided(second, one).status_code == 302
    assert (SAID in read(second, "submissions", one.pk)) is bool(days[0])
    clock(days[1])
    first = publish(second, one)
    assert (SAID in read(second, "publications", first.pk)) is bool(days[1])
    clock(2 * days[1])
    later = submitted(officer, run_with_release(dataset, officer.user, made), **notice())
    decided(second, later)
    follower = publish(second, later)
    assert (first.edition, follower.edition) == (1, 2)
    (series,) = read_state(workspace.home.releases).series.values()
    assert [record.notice.edition for record in series.records] == [1, 2]
    assert series.records[1].notice.supersedes == first.name
    assert not read_state(workspace.home.releases).problems
    page = read(second, "datasets", dataset.pk, "publish")
    assert (SAID in page) is bool(days[1])
    assert page.index(follower.name) < page.index(first.name), "the last one is the first read"
    page = second.get(f"/en/releases/{first.name}/").content.decode()
    assert f"/en/releases/{follower.name}/" in page, "the public is led to the one that follows"
    form = {"reason_en": "A mistake.", "sure": "1"}
    clock(3 * days[1])
    answer = second.post(f"/en/work/here/publications/{follower.pk}/withdraw/", form)
    assert answer.status_code == 302, answer.content.decode()
    assert verify_chain() is None, "the audit log is ordered by its numbers"


def test_a_file_that_comes_after_the_clock_went_back_is_the_last_one(workspace, tmp_path, clock):
    officer = workspace.person(Role.DATA_OFFICER)
    dataset = dataset_with_cases(officer.user, tmp_path, "Cases of the north")
    for days in (1, 2):
        clock(days)
        brought = add_cases(dataset, officer.user, tmp_path)
        assert latest(dataset) == brought


def stand_from_the_last_to_the_first(page, things):
    places = [page.index(str(one.pk)) for one in reversed(things)]
    return places == sorted(places)


def test_lists_begin_with_what_came_last(workspace, tmp_path, made, clock):
    officer = workspace.person(Role.DATA_OFFICER)
    dataset = dataset_with_cases(officer.user, tmp_path, "Cases of the north")
    runs, sent, reports, jobs = [], [], [], []
    for days in (1, 3, 2, 4):
        clock(days)
        runs.append(run_with_release(dataset, officer.user, made))
        sent.append(submitted(officer, runs[-1]))
        of_cases = {"case_file": latest(dataset), "created_by": officer.user, "files": {"a": "b"}}
        reports.append(Report.objects.create(dataset=dataset, kind="evaluation", **of_cases))
        asked = {"organisation": dataset.organisation, "created_by": officer.user}
        jobs.append(Job.objects.create(kind="check", subject=dataset.pk, **asked))
    review = read(officer, "datasets", dataset.pk, "review")
    evaluate = read(officer, "datasets", dataset.pk, "evaluate")
    assert stand_from_the_last_to_the_first(review, sent)
    assert stand_from_the_last_to_the_first(review, runs)
    assert stand_from_the_last_to_the_first(evaluate, runs)
    assert stand_from_the_last_to_the_first(evaluate, reports)
    assert stand_from_the_last_to_the_first(read(officer, "jobs"), jobs)
    assert last_job("check", dataset.pk) == jobs[-1]
