"""What is refused stands in the audit log as refused: what, to whom or to which thing, and why."""

from __future__ import annotations

import shutil
import uuid

import pytest
from road import choices, dataset_with_cases, decided, notice, run_with_release, submitted

from lanterne.hub.audit.models import Event
from lanterne.hub.people.models import Membership, Organisation
from lanterne.hub.people.roles import Role
from lanterne.hub.web.models import Publication, Submission
from lanterne.hub.web.publish import release_folders

HERE = "/en/work/here"


def refused(verb):
    """The one refusal of a verb; that it is one is a part of the promise."""
    return Event.objects.get(verb=verb, outcome="denied")


def facts(event):
    return {name: event.details.get(name) for name in ("why", "role", "edition", "verdict", "id")}


@pytest.fixture
def dataset(officer, tmp_path):
    return dataset_with_cases(officer.user, tmp_path)


@pytest.fixture
def published(workspace, officer, dataset, made):
    """An edition that is public."""
    run = run_with_release(dataset, officer.user, made)
    submission = submitted(officer, run)
    publisher = workspace.person(Role.PUBLISHER)
    decided(publisher, submission)
    publisher.post(f"{HERE}/submissions/{submission.pk}/publish/")
    return Publication.objects.get()


@pytest.mark.database
def test_a_role_that_one_may_not_give_stands_there_with_whom_it_was_for(accounts):
    officer, member = accounts.person(Role.DATA_OFFICER), accounts.user(Role.AUDITOR)
    place = f"{HERE}/people/{member.pk}/give/"
    assert officer.post(place, {"role": "administrator"}).status_code == 403
    event = refused("people.manage")
    assert facts(event) | {"actor": event.actor, "thing": (event.kind, event.thing)} == {
        "why": "role",
        "role": "administrator",
        "edition": None,
        "verdict": None,
        "id": None,
        "actor": str(officer.user.pk),
        "thing": ("user", str(member.pk)),
    }


def test_a_role_for_oneself_stands_there(accounts):
    admin = accounts.person(Role.ADMINISTRATOR)
    admin.post(f"{HERE}/people/{admin.user.pk}/give/", {"role": "publisher"})
    event = refused("role.give")
    assert (event.details["why"], event.details["role"]) == ("own", "publisher")
    assert event.thing == str(admin.user.pk)
    assert not Membership.objects.filter(user=admin.user, role="publisher").exists()


def test_a_role_that_one_may_not_take_stands_there(accounts):
    officer, member = accounts.person(Role.DATA_OFFICER), accounts.user(Role.AUDITOR)
    place = f"{HERE}/people/{member.pk}/take/auditor/"
    assert officer.post(place).status_code == 403
    assert refused("people.manage").details == {"why": "role", "role": "auditor"}


@pytest.mark.database
def test_text_that_is_no_role_is_not_written_down(accounts):
    admin, member = accounts.person(Role.ADMINISTRATOR), accounts.user(Role.AUDITOR)
    admin.post(f"{HERE}/people/{member.pk}/give/", {"role": "Kanarienvogel-4711"})
    assert refused("role.give").details == {"why": "form"}
    accounts.person(Role.AUDITOR).post(
        f"{HERE}/people/{member.pk}/give/", {"role": "Kanarienvogel-4711"}
    )
    assert refused("people.manage").details == {"why": "role", "role": "?"}
    assert not [one for one in Event.objects.all() if "Kanarienvogel" in str(vars(one))]


@pytest.mark.parametrize("what", ["close", "open"])
def test_an_account_that_is_not_ours_stands_there(accounts, what):
    admin, member = accounts.person(Role.ADMINISTRATOR), accounts.user(Role.AUDITOR)
    there, _ = Organisation.objects.get_or_create(slug="there", defaults={"name": "there"})
    Membership.objects.create(user=member, organisation=there, role=Role.AUDITOR)
    admin.post(f"{HERE}/people/{member.pk}/{what}/")
    event = refused(f"account.{what}")
    assert (event.details["why"], event.thing) == ("rule", str(member.pk))


def test_an_edition_that_one_may_not_withdraw_stands_there_by_name(officer, published):
    answer = officer.post(f"{HERE}/publications/{published.pk}/withdraw/", {"reason_en": "No."})
    assert answer.status_code == 403
    event = refused("release.withdraw")
    assert (event.details["why"], event.details["edition"]) == ("role", published.name)
    assert event.thing == str(published.pk)


def test_a_decision_on_ones_own_stands_there(workspace, dataset, made):
    both = workspace.person(Role.DATA_OFFICER, Role.PRIVACY_OFFICER)
    submission = submitted(both, run_with_release(dataset, both.user, made))
    assert decided(both, submission).status_code == 403
    event = refused("review.decide")
    assert (event.thing, event.details["verdict"]) == (str(submission.pk), "approve")


def test_what_is_published_too_early_stands_there_as_too_early(workspace, officer, dataset, made):
    submission = submitted(officer, run_with_release(dataset, officer.user, made))
    publisher = workspace.person(Role.PUBLISHER)
    assert publisher.post(f"{HERE}/submissions/{submission.pk}/publish/").status_code == 409
    event = refused("release.publish")
    assert (event.details["why"], event.thing) == ("state", str(submission.pk))
    assert Submission.objects.get().state == Submission.State.OPEN


@pytest.mark.database
def test_a_decision_on_what_was_changed_stands_there(workspace, officer, dataset, made):
    submission = submitted(officer, run_with_release(dataset, officer.user, made))
    privacy = workspace.person(Role.PRIVACY_OFFICER)
    assert decided(privacy, submission, seal="0" * 64).status_code == 409
    assert refused("review.decide").thing == str(submission.pk)


def test_a_run_that_is_refused_by_a_rule_stands_there(officer, dataset, made):
    run_with_release(dataset, officer.user, made)
    form = choices(dataset, run=uuid.uuid4(), method="k-anonymised", quasi=["year"], k=3)
    assert officer.post(f"{HERE}/datasets/{dataset.pk}/protect/start/", form).status_code == 409
    event = refused("run.start")
    assert (event.details["why"], event.thing) == ("rule", str(dataset.pk))


def test_what_cannot_be_drawn_again_stands_there(officer, dataset, made):
    run = run_with_release(dataset, officer.user, made)
    release_folders.kept_of(run).unlink()
    officer.post(f"{HERE}/runs/{run.pk}/redraw/", {"run": uuid.uuid4(), "dial": "strict"})
    event = refused("run.start")
    assert (event.details["why"], event.thing) == ("state", str(run.pk))


def test_a_notice_that_is_not_filled_in_stands_there(officer, dataset, made):
    run = run_with_release(dataset, officer.user, made)
    answer = officer.post(f"{HERE}/runs/{run.pk}/submit/", notice(licence="none"))
    assert answer.status_code == 422
    event = refused("review.submit")
    assert (event.details["why"], event.thing) == ("form", str(run.pk))


def test_what_another_organisation_has_is_named_and_not_there(workspace, dataset):
    other = workspace.person(Role.DATA_OFFICER, organisation="elsewhere")
    place = f"/en/work/elsewhere/datasets/{dataset.pk}/protect/start/"
    assert other.post(place, {}).status_code == 404
    event = refused("run.start")
    assert event.details == {"why": "missing", "kind": "dataset", "id": str(dataset.pk)}


def test_a_stranger_at_the_door_stands_in_the_log_of_the_house(workspace, dataset):
    other = workspace.person(Role.DATA_OFFICER, organisation="elsewhere")
    assert other.post(f"{HERE}/datasets/{dataset.pk}/protect/start/", {}).status_code == 404
    event = refused("run.start")
    assert (event.actor, event.details["why"]) == (str(other.user.pk), "role")
    assert event.organisation == str(dataset.organisation_id)


def test_what_is_done_is_not_refused(workspace, officer, dataset):
    form = choices(dataset, run=uuid.uuid4(), epsilon=1.5)
    assert officer.post(f"{HERE}/datasets/{dataset.pk}/protect/start/", form).status_code == 302
    assert not Event.objects.filter(outcome="denied").exists()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("refused", "their roles do not allow it", "Publisher")),
        ("fr", ("refusé", "ses rôles ne le permettent pas", "Responsable de publication")),
        ("es", ("denegado", "sus roles no lo permiten", "Responsable de publicación")),
        ("ar", ("رُفض", "أدوار الشخص لا تسمح بذلك", "الناشر")),
    ],
)
def test_a_refusal_reads_as_one_with_its_object(accounts, language, words):
    officer, member = accounts.person(Role.DATA_OFFICER), accounts.user(Role.AUDITOR)
    officer.post(f"{HERE}/people/{member.pk}/give/", {"role": "publisher"})
    auditor = accounts.person(Role.AUDITOR)
    page = auditor.get(f"/{language}/work/here/audit/", {"verb": "people.manage"})
    text = page.content.decode()
    (line,) = [one for one in page.context["lines"] if one.event.outcome == "denied"]
    assert text.count('class="refused"') == 1
    for word in (*words, str(member.pk)[:8], member.name, line.why_not, line.about[0][1]):
        assert word in text
    table = b"".join(auditor.get(f"{HERE}/audit.csv").streaming_content).decode()
    assert '""role"": ""publisher""' in table


def test_which_edition_it_was_is_read_in_the_log(workspace, officer, published):
    officer.post(f"{HERE}/publications/{published.pk}/withdraw/", {"reason_en": "No."})
    shutil.rmtree(release_folders.folder_of(published.submission.run))
    text = workspace.person(Role.AUDITOR).get(f"{HERE}/audit/").content.decode()
    assert f"Edition: <bdi>{published.name}</bdi>" in text
