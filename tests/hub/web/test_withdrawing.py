"""An edition is hidden at once by one person, and withdrawn or put back by a second one."""

from __future__ import annotations

import re

import pytest
from road import dataset_with_cases, decided, run_with_release, submitted

from lanterne.catalogue import read_state
from lanterne.errors import LanterneError
from lanterne.hub.audit.models import Event
from lanterne.hub.people.laptop import first_person
from lanterne.hub.people.roles import Role
from lanterne.hub.web.models import Publication, Withdrawal
from lanterne.hub.web.publish import withdrawal

pytestmark = pytest.mark.database

REASON = {"reason_en": "A place <b>names one family.", "reason_fr": "Un lieu désigne une famille."}


def edition(officer, publisher, tmp_path, made):
    dataset = dataset_with_cases(officer.user, tmp_path, "Cases of the north")
    submission = submitted(officer, run_with_release(dataset, officer.user, made))
    assert decided(publisher, submission).status_code == 302
    publisher.post(f"/en/work/here/submissions/{submission.pk}/publish/")
    return Publication.objects.get()


@pytest.fixture
def publisher(accounts):
    return accounts.person(Role.PUBLISHER)


@pytest.fixture
def second(accounts):
    return accounts.person(Role.PRIVACY_OFFICER)


@pytest.fixture
def public(accounts, publisher, tmp_path, made):
    return edition(accounts.person(Role.DATA_OFFICER), publisher, tmp_path, made)


def at(publication, rest=""):
    return f"/en/work/here/publications/{publication.pk}/{rest}"


def propose(client, publication, **more):
    return client.post(at(publication, "withdraw/"), {**REASON, "sure": "1", **more})


def decide(client, publication, verdict, **more):
    form = {"verdict": verdict, "comment": "It names nobody.", "sure": "1", **more}
    return client.post(at(publication, "withdraw/decide/"), form)


def seen(accounts, publication):
    return accounts.visitor().get(f"/en/releases/{publication.name}/").status_code


def last(verb="release.withdraw", outcome="done"):
    return Event.objects.filter(verb=verb, outcome=outcome).order_by("number").last()


def test_it_is_asked_once_more_before_it_is_hidden(accounts, publisher, public):
    asked = publisher.post(at(public, "withdraw/"), REASON)
    text = asked.content.decode()
    assert asked.status_code == 200
    assert "Hide this edition now?" in text
    assert seen(accounts, public) == 200
    assert not Withdrawal.objects.exists()
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text))
    assert hidden["sure"] == "1"
    assert publisher.post(at(public, "withdraw/"), hidden | REASON).status_code == 302
    assert seen(accounts, public) == 403


def test_one_person_hides_it_at_once_and_withdraws_nothing(accounts, publisher, public):
    assert propose(publisher, public).status_code == 302
    assert seen(accounts, public) == 403
    assert (accounts.home.releases / public.name).is_dir()
    page = accounts.visitor().get(f"/en/releases/{public.name}/").content.decode()
    assert "suspended while it is under review" in page
    assert "names one family" not in page, "why is public once it is agreed on"
    public.refresh_from_db()
    assert public.withdrawn is None
    assert last().details == {"edition": public.name, "verdict": "suspend", "one_computer": False}


@pytest.mark.parametrize("verdict", ["withdraw", "restore"])
def test_nobody_decides_on_their_own_proposal(accounts, publisher, public, verdict):
    propose(publisher, public)
    page = publisher.get(at(public)).content.decode()
    assert "so another person decides" in page
    assert "withdraw/decide/" not in page
    assert decide(publisher, public, verdict).status_code == 403
    assert seen(accounts, public) == 403
    refused = last(outcome="denied")
    assert refused.details == {"edition": public.name, "why": "own", "verdict": verdict}


def test_a_second_person_withdraws_it_for_good(accounts, publisher, second, public):
    propose(publisher, public)
    assert "names one family" in second.get(at(public)).content.decode()
    asked = decide(second, public, "withdraw", sure="").content.decode()
    asked = second.post(at(public, "withdraw/decide/"), {"verdict": "withdraw"}).content.decode()
    assert "Withdraw this edition for good?" in asked
    assert (accounts.home.releases / public.name).is_dir()
    assert decide(second, public, "withdraw").status_code == 302
    assert seen(accounts, public) == 410
    assert (accounts.home.archive / public.name).is_dir()
    page = accounts.visitor().get(f"/fr/releases/{public.name}/").content.decode()
    assert "Un lieu désigne une famille." in page
    public.refresh_from_db()
    assert public.withdrawn_by_id == second.user.pk
    (proposal,) = public.withdrawals.all()
    assert (proposal.state, proposal.decided_by_id) == ("confirmed", second.user.pk)
    assert last().details["verdict"] == "withdraw"


def test_a_second_person_puts_it_back_and_says_why(accounts, publisher, second, public):
    propose(publisher, public)
    assert decide(second, public, "restore", comment=" ").status_code == 422
    assert decide(second, public, "restore").status_code == 302
    assert seen(accounts, public) == 200
    (proposal,) = public.withdrawals.all()
    assert (proposal.state, proposal.comment) == ("restored", "It names nobody.")
    assert last().details["verdict"] == "restore"
    assert propose(second, public).status_code == 302, "it can be proposed anew, by anybody"
    assert decide(publisher, public, "withdraw").status_code == 302
    assert seen(accounts, public) == 410


def test_what_is_decided_is_not_decided_twice(accounts, publisher, second, public):
    assert decide(second, public, "withdraw").status_code == 409
    propose(publisher, public)
    assert propose(second, public).status_code == 409
    decide(second, public, "withdraw")
    assert decide(second, public, "restore").status_code == 409
    assert propose(publisher, public).status_code == 302, "it is withdrawn, as was asked for"
    assert seen(accounts, public) == 410


@pytest.mark.parametrize(
    "role", [Role.CASE_WORKER, Role.DATA_OFFICER, Role.AUDITOR, Role.ADMINISTRATOR]
)
def test_others_neither_hide_nor_decide(accounts, publisher, public, role):
    other = accounts.person(role)
    assert propose(other, public).status_code == 403
    propose(publisher, public)
    assert decide(other, public, "restore").status_code == 403
    assert seen(accounts, public) == 403
    assert "withdraw/decide/" not in other.get(at(public)).content.decode()


@pytest.mark.either
def test_who_is_the_only_one_is_told_what_to_do(accounts, publisher, public):
    propose(publisher, public)
    assert "Nobody else here may" in publisher.get(at(public)).content.decode()
    second = accounts.person(Role.PRIVACY_OFFICER)
    assert second.user.name in publisher.get(at(public)).content.decode()


def test_a_disk_that_fails_keeps_no_proposal(accounts, publisher, public, monkeypatch):
    def full(*_, **__):
        raise LanterneError("The disk is full.")

    monkeypatch.setattr(withdrawal, "suspend", full)
    assert propose(publisher, public).status_code == 409
    assert not Withdrawal.objects.exists()
    assert seen(accounts, public) == 200


def test_a_reason_is_needed(publisher, public):
    assert publisher.post(at(public, "withdraw/"), {"sure": "1"}).status_code == 422
    assert not Withdrawal.objects.exists()


@pytest.mark.either
def test_on_one_computer_one_person_does_it_and_it_is_said(workspace, tmp_path, made):
    first = workspace.browser(first_person())
    helper = workspace.person(Role.PUBLISHER)
    public = edition(first, helper, tmp_path, made)
    assert "one person does this alone" in first.get(at(public)).content.decode()
    assert "for good?" in first.post(at(public, "withdraw/"), REASON).content.decode()
    assert propose(first, public).status_code == 302
    assert read_state(workspace.home.releases).record(public.name).tombstone
    assert last().details["one_computer"] is True
