"""From a protected release to an edition in the public catalogue, by two people."""

from __future__ import annotations

import html
import re
import shutil
import zipfile
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from road import dataset_with_cases, decided, run_with_release, submitted

from lanterne.catalogue import read_state
from lanterne.hub.audit.models import Event
from lanterne.hub.jobs.models import Job
from lanterne.hub.people.models import User
from lanterne.hub.people.roles import Role
from lanterne.hub.portal import edition
from lanterne.hub.web.models import Decision, Publication, Report, Run, Submission
from lanterne.hub.web.publish import release_folders
from lanterne.hub.web.work.publish import is_approved
from lanterne.privacy import Ledger
from lanterne.release import verify_release


@pytest.fixture
def second(workspace):
    return workspace.person(Role.PRIVACY_OFFICER, Role.PUBLISHER)


@pytest.fixture
def run(officer, tmp_path, made):
    dataset = dataset_with_cases(officer.user, tmp_path, "Cases of the north")
    return run_with_release(dataset, officer.user, made)


def publish(client, submission):
    return client.post(f"/en/work/here/submissions/{submission.pk}/publish/")


def test_what_is_approved_is_published_and_whole(workspace, officer, second, run, tmp_path):
    submission = submitted(officer, run)
    assert decided(second, submission).status_code == 302
    assert publish(second, submission).status_code == 302
    publication = Publication.objects.get()
    assert publication.name == "cases-of-the-north.v1"
    assert verify_release(workspace.home.releases / publication.name).ok
    (record,) = read_state(workspace.home.releases).series["cases-of-the-north"].records
    assert record.notice.title == {"fr": "Cas du Nord", "ar": "حالات الشمال"}
    assert record.notice.mark == submission.mark
    page = officer.get("/fr/releases/cases-of-the-north.v1/")
    assert page.status_code == 200
    for place in ("", "withdraw/"):
        answer = second.get(f"/fr/work/here/publications/{publication.pk}/{place}")
        assert answer.status_code == (405 if place else 200)


def test_the_candidate_is_seen_as_the_public_will_and_is_not_public(officer, second, run):
    submission = submitted(officer, run)
    here = f"/fr/work/here/submissions/{submission.pk}/seen/"
    page = second.get(here).content.decode()
    inside = f"{here}releases/cases-of-the-north.v1/"
    assert f'href="{inside}explore/"' in page
    assert "submissions" in re.search(r'class="candidate".*?</p>', page, re.S)[0]
    for rest in ("", "explore/", "codebook/", "files/data/people.csv"):
        assert second.get(f"{inside}{rest}").status_code == 200, rest
    packed = second.get(f"{inside[:-1]}.zip")
    assert f'href="{inside[:-1]}.zip"' in page
    names = zipfile.ZipFile(BytesIO(packed.getvalue())).namelist()
    assert names[0] == "cases-of-the-north.v1.edition.json"
    assert second.get("/fr/releases/cases-of-the-north.v1/").status_code == 404
    decided(second, submission)
    publish(second, submission)
    public = officer.get("/fr/releases/cases-of-the-north.v1/").content.decode()
    shown, told = (_without_sum_of_zip(one) for one in (page.replace(here, "/fr/"), public))
    assert shown == told


def test_a_candidate_is_verified_once_and_not_for_each_of_its_pages(officer, run, monkeypatch):
    verified = []
    real = edition.verify_release
    monkeypatch.setattr(
        edition, "verify_release", lambda folder: verified.append(folder) or real(folder)
    )
    inside = f"/fr/work/here/runs/{run.pk}/seen/releases/{run.dataset.series}/"
    for rest in ("", "explore/", "codebook/", "files/README.md"):
        assert officer.get(f"{inside}{rest}").status_code == 200, rest
    assert len(verified) == 1


def _without_sum_of_zip(page):
    """What a page says, but for the checksum of a file that holds the moment of publication."""
    main = re.search(r"<main.*</main>", page, re.S)[0]
    less, times = re.subn(r'(<p class="small code sum">.*?)[0-9a-f]{64}', r"\1", main)
    assert times == 1
    return less


def test_a_report_says_lights_and_stays_in_the_house(workspace, officer, second, run):
    at = f"/en/work/here/datasets/{run.dataset.pk}/evaluate/"
    assert "Compare with the cases" in officer.get(at).content.decode()
    assert officer.post(f"{at}start/", {"run": run.pk}).status_code == 302
    report = Report.objects.get()
    report.job.refresh_from_db()
    assert report.job.state == "done", report.job.problems
    assert Ledger(release_folders.ledger_of(run.dataset)).looks() == 1
    page = officer.get(f"/ar/work/here/reports/{report.pk}/").content.decode()
    assert "lamp" in page
    whole = officer.get(f"/fr/work/here/reports/{report.pk}/whole/")
    policy = whole.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "unsafe" not in whole.content.decode()
    assert 'lang="fr"' in whole.content.decode()
    assert workspace.person(Role.PUBLISHER).get(whole.request["PATH_INFO"]).status_code == 403
    assert workspace.person(Role.ADMINISTRATOR).get(whole.request["PATH_INFO"]).status_code == 403


def test_several_runs_are_compared_by_name(officer, run, made):
    other = run_with_release(run.dataset, officer.user, made)
    at = f"/en/work/here/datasets/{run.dataset.pk}/evaluate/start/"
    assert officer.post(at, {"run": [run.pk, other.pk]}).status_code == 302
    report = Report.objects.get()
    report.job.refresh_from_db()
    assert (report.kind, report.job.state) == ("comparison", "done"), report.job.problems
    whole = officer.get(f"/en/work/here/reports/{report.pk}/whole/").content.decode()
    assert str(run.pk) not in whole
    assert "ε = 4" in whole


def test_a_page_of_many_reports_asks_no_more_than_one_of_few(officer, run):
    at = f"/en/work/here/datasets/{run.dataset.pk}/evaluate/"

    def asked(reports):
        for _ in range(reports):
            report = run.dataset.reports.create(
                case_file=run.case_file, kind="evaluation", created_by=officer.user
            )
            report.runs.set([run])
        with CaptureQueriesContext(connection) as queries:
            assert officer.get(at).status_code == 200
        return len(queries)

    assert officer.get(at).status_code == 200, "what is asked once only"
    assert asked(1) == asked(5)


def test_the_gate_signs_with_a_key_that_lies_in_the_vault(workspace, officer, run):
    at = f"/en/work/here/datasets/{run.dataset.pk}/evaluate/gate/"
    assert officer.post(at, {"run": run.pk, "policy": "lenient"}).status_code == 302
    report = Report.objects.get()
    report.job.refresh_from_db()
    assert report.job.state == "done", report.job.problems
    page = officer.get(f"/en/work/here/reports/{report.pk}/").content.decode()
    assert "policy" in page
    keys = b"".join(path.read_bytes() for path in workspace.home.root.rglob("*") if path.is_file())
    assert b"PRIVATE KEY" not in keys
    assert b"ed25519:" in keys
    submission = submitted(officer, run)
    page = officer.get(f"/en/work/here/submissions/{submission.pk}/").content.decode()
    assert "The gate" in page


def test_nobody_approves_their_own(workspace, run, officer):
    both = workspace.person(*Role)
    own = submitted(both, run)
    assert decided(both, own).status_code == 403
    by_other = submitted(both, run_started_by(run, both))
    assert decided(both, by_other).status_code == 403
    theirs = submitted(officer, run_started_by(run, both))
    assert decided(both, theirs).status_code == 403
    assert not Decision.objects.exists()
    assert Event.objects.filter(verb="review.decide", outcome="denied").count() == 3


def test_who_measured_what_was_drawn_again_does_not_make_it_approved(officer, second, run):
    measured = run_started_by(run, second)
    drawn = Run.objects.create(
        dataset=run.dataset,
        case_file=run.case_file,
        method=run.method,
        choices={"from": str(measured.pk)},
        created_by=officer.user,
    )
    submission = Submission.objects.create(run=drawn, mark="m", created_by=officer.user)
    approval = {"verdict": "approve", "seal": submission.seal, "created_by": second.user}
    submission.decisions.create(**approval)
    assert not is_approved(submission)
    Run.objects.filter(pk=measured.pk).update(created_by=officer.user)
    assert is_approved(submission)


def run_started_by(run, client):
    run.created_by = client.user
    run.save()
    return run


@pytest.mark.parametrize("roles", [[Role.DATA_OFFICER], [*Role]])
def test_only_who_lets_people_in_is_led_to_where_that_is_done(workspace, run, roles):
    client = workspace.person(*roles)
    submission = submitted(client, run)
    page = client.get(f"/en/work/here/submissions/{submission.pk}/").content.decode()
    assert "another person must decide" in page
    (place,) = re.findall(r'href="([^"]*second[^"]*)"', page) or [""]
    assert bool(place) == (Role.ADMINISTRATOR in roles)
    assert not place or client.get(place).status_code in {200, 302}


def test_other_bytes_are_neither_approved_nor_published(officer, second, run, workspace):
    submission = submitted(officer, run)
    decided(second, submission)
    readme = next(release_folders.release_of(run).glob("README*"))
    readme.write_text("changed", "utf-8")
    sums = release_folders.release_of(run) / "SHA256SUMS"
    sums.write_text(sums.read_text("utf-8").replace("a", "b"), "utf-8")
    publish(second, submission)
    assert not Publication.objects.exists()
    assert not list(workspace.home.releases.glob("[!.]*"))
    submission.refresh_from_db()
    assert submission.state == "approved"
    again = submitted(officer, run)
    sums.write_text("other", "utf-8")
    assert decided(second, again).status_code == 409


def test_files_that_are_damaged_when_they_are_published_are_named(officer, second, run):
    submission = submitted(officer, run)
    decided(second, submission)
    for name in ("README.md", "PRIVACY.md"):
        (release_folders.release_of(run) / name).write_text("changed", "utf-8")
    publish(second, submission)
    assert not Publication.objects.exists()
    job = Job.objects.get(kind="publish")
    page = html.unescape(officer.get(f"/fr/work/here/jobs/{job.pk}/").content.decode())
    for name in ("README.md", "PRIVACY.md"):
        assert f"{name}\u00a0: Le fichier ne correspond pas à la liste" in page
    assert "Les dossiers" not in page.partition("<main")[2].partition("</main>")[0]


def test_a_notice_that_was_changed_after_approval_is_not_published(officer, second, run, workspace):
    submission = submitted(officer, run)
    decided(second, submission)
    Submission.objects.filter(pk=submission.pk).update(
        notice={**submission.notice, "publisher": "Somebody else"}
    )
    publish(second, submission)
    assert not Publication.objects.exists()
    assert not list(workspace.home.releases.glob("*.json"))


def test_what_is_changed_must_be_approved_again(officer, second, run):
    first = submitted(officer, run)
    decided(second, first)
    again = submitted(officer, run, title_fr="Un autre titre")
    first.refresh_from_db()
    assert first.state == "replaced"
    assert publish(second, first).status_code == 409
    assert publish(second, again).status_code == 409
    assert decided(second, again, seal=first.seal).status_code == 409
    assert decided(second, again).status_code == 302


@pytest.mark.parametrize(("verdict", "state"), [("return", "returned"), ("refuse", "refused")])
def test_sent_back_or_refused_with_a_reason(officer, second, run, verdict, state):
    submission = submitted(officer, run)
    assert decided(second, submission, verdict).status_code == 422
    assert decided(second, submission, verdict, comment="Say more.").status_code == 302
    submission.refresh_from_db()
    assert submission.state == state
    page = officer.get(f"/en/work/here/submissions/{submission.pk}/").content.decode()
    assert "Say more." in page
    assert decided(second, submission).status_code == 409
    assert publish(second, submission).status_code == 409


def test_an_edition_is_withdrawn_with_a_reason_and_the_next_has_the_next_number(
    officer, second, run, workspace, made
):
    first = submitted(officer, run)
    decided(second, first)
    publish(second, first)
    publication = Publication.objects.get()
    at = f"/en/work/here/publications/{publication.pk}/withdraw/"
    assert second.post(at, {}).status_code == 422
    asked = second.post(at, {"reason_fr": "Une erreur."})
    assert "for good?" in asked.content.decode()
    assert (workspace.home.releases / publication.name).exists()
    assert second.post(at, {"reason_fr": "Une erreur.", "sure": "1"}).status_code == 302
    assert not (workspace.home.releases / publication.name).exists()
    assert (workspace.home.archive / publication.name).is_dir()
    assert (
        "Une erreur."
        in second.get(f"/en/work/here/publications/{publication.pk}/").content.decode()
    )
    other = submitted(officer, run_with_release(run.dataset, officer.user, made))
    decided(second, other)
    publish(second, other)
    assert Publication.objects.get(submission=other).name == "cases-of-the-north.v2"


def test_the_next_edition_is_seen_as_it_will_be_beside_the_first(officer, second, run, made):
    first = submitted(officer, run)
    decided(second, first)
    publish(second, first)
    again = submitted(officer, run_with_release(run.dataset, officer.user, made))
    here = f"/fr/work/here/submissions/{again.pk}/seen/"
    page = second.get(here)
    assert page.status_code == 200
    assert "cases-of-the-north.v2" in page.content.decode()
    assert second.get(f"{here}releases/cases-of-the-north.v2/explore/").status_code == 200
    decided(second, again)
    publish(second, again)
    assert Publication.objects.filter(name="cases-of-the-north.v2").exists()


def test_the_zip_holds_protected_files_and_no_other(officer, run):
    (release_folders.release_of(run) / "notes.txt").write_text("not listed", "utf-8")
    answer = officer.get(f"/en/work/here/runs/{run.pk}/release.zip")
    names = zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content))).namelist()
    assert "cases-of-the-north/manifest.json" in names
    assert not [
        name for name in names if "fitted" in name or "notes" in name or name.endswith(".gate.json")
    ]


def test_things_of_another_organisation_do_not_exist(workspace, officer, run):
    submission = submitted(officer, run)
    other = workspace.person(*Role, organisation="elsewhere")
    for place in ("here", "elsewhere"):
        for rest in (
            f"datasets/{run.dataset.pk}/protect/",
            f"datasets/{run.dataset.pk}/evaluate/",
            f"datasets/{run.dataset.pk}/review/",
            f"datasets/{run.dataset.pk}/publish/",
            f"runs/{run.pk}/",
            f"runs/{run.pk}/release.zip",
            f"runs/{run.pk}/seen/",
            f"runs/{run.pk}/submit/",
            f"submissions/{submission.pk}/",
            f"submissions/{submission.pk}/seen/",
        ):
            assert other.get(f"/en/work/{place}/{rest}").status_code == 404, rest


def seen(workspace):
    return sorted(path.name for path in workspace.home.runs.glob("*/seen-*"))


@pytest.mark.parametrize("verdict", ["approve", "return", "refuse"])
def test_what_was_made_to_be_looked_at_goes_when_it_is_decided(
    workspace, officer, second, run, verdict
):
    submission = submitted(officer, run)
    assert second.get(f"/en/work/here/submissions/{submission.pk}/seen/").status_code == 200
    assert officer.get(f"/en/work/here/runs/{run.pk}/seen/").status_code == 200
    stale = release_folders.folder_of(run) / "seen-submission-0000-cases-of-the-north.v0"
    stale.mkdir()
    assert len(seen(workspace)) == 3
    shutil.rmtree(next(release_folders.folder_of(run).glob("seen-submission-*.v1")))
    second.get(f"/en/work/here/submissions/{submission.pk}/seen/")  # made anew
    assert not stale.exists()
    assert len(seen(workspace)) == 2
    assert decided(second, submission, verdict, comment="Why.").status_code == 302
    assert seen(workspace) == []
    assert release_folders.is_made(run)
    again = second.get(f"/en/work/here/submissions/{submission.pk}/seen/")
    assert again.status_code == 200


@pytest.mark.parametrize(("first", "then"), [("", ""), ("on", ""), ("", "on"), ("on", "on")])
def test_names_are_public_only_of_who_wants_it(workspace, officer, second, run, first, then):
    for client, name in ((officer, "Ada of the north"), (second, "Grace of the south")):
        User.objects.filter(pk=client.user.pk).update(name=name)
    form = officer.get(f"/en/work/here/runs/{run.pk}/submit/").content.decode()
    box = re.search(r'<input type="checkbox" name="name_is_public"[^>]*>', form)[0]
    assert "checked" not in box
    submission = submitted(officer, run, **({"name_is_public": "on"} if first else {}))
    page = second.get(f"/en/work/here/submissions/{submission.pk}/").content.decode()
    assert re.search(r'<input type="checkbox" name="name_is_public">', page)
    decided(second, submission, **({"name_is_public": "on"} if then else {}))
    publish(second, submission)
    (record,) = read_state(workspace.home.releases).series["cases-of-the-north"].records
    assert record.notice.submitted_by == ("Ada of the north" if first else "")
    assert record.notice.approved_by == ("Grace of the south" if then else "")
    public = officer.get("/en/releases/cases-of-the-north.v1/").content.decode()
    assert ("Ada of the north" in public) == bool(first)
    assert ("Grace of the south" in public) == bool(then)


def test_who_sends_it_back_is_not_named_and_the_next_form_names_nobody(officer, second, run):
    for client, name in ((officer, "Ada of the north"), (second, "Grace of the south")):
        User.objects.filter(pk=client.user.pk).update(name=name)
    submission = submitted(officer, run, name_is_public="on")
    decided(second, submission, "return", comment="Why.", name_is_public="on")
    assert Decision.objects.get().public_name == ""
    form = officer.get(f"/en/work/here/runs/{run.pk}/submit/").content.decode()
    assert (
        "checked" not in re.search(r'<input type="checkbox" name="name_is_public"[^>]*>', form)[0]
    )


def test_a_name_that_no_notice_may_hold_is_refused_with_a_sentence(officer, second, run):
    User.objects.filter(pk=second.user.pk).update(name="Grace\u202e")
    submission = submitted(officer, run)
    answer = decided(second, submission, name_is_public="on")
    assert answer.status_code == 422
    assert "Approve without it." in answer.content.decode()
    assert not Decision.objects.exists()
    assert decided(second, submission).status_code == 302
