"""Roles given and taken, accounts closed, and why somebody may do something."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lanterne.hub.audit.models import Event
from lanterne.hub.people.explain import answers
from lanterne.hub.people.models import Organisation, User
from lanterne.hub.people.role_labels import ROLES, SCOPES, VERBS
from lanterne.hub.people.roles import GRANTS, Purpose, Role, Scope, Verb, allows

PEOPLE = "/en/work/here/people/"


@pytest.fixture
def administrator(accounts):
    return accounts.person(Role.ADMINISTRATOR)


@pytest.fixture
def here(administrator):
    return Organisation.objects.get(slug="here")


def test_roles_are_given_and_taken_and_it_is_written_down(accounts, administrator, here):
    member = accounts.user(Role.CASE_WORKER)
    place = f"{PEOPLE}{member.pk}/"
    administrator.post(f"{place}give/", {"role": "publisher"})
    assert member.roles_in(here) == {Role.CASE_WORKER, Role.PUBLISHER}
    asked = administrator.get(f"{place}take/case-worker/")
    assert "Remove the role" in asked.content.decode()
    assert member.roles_in(here) == {Role.CASE_WORKER, Role.PUBLISHER}, "looking takes nothing"
    administrator.post(f"{place}take/case-worker/")
    assert member.roles_in(here) == {Role.PUBLISHER}
    events = Event.objects.filter(verb__startswith="role.").order_by("number")
    assert [(one.verb, one.thing, one.details["role"]) for one in events] == [
        ("role.give", str(member.pk), "publisher"),
        ("role.take", str(member.pk), "case-worker"),
    ]


def test_nobody_gives_a_role_to_themselves(administrator, here):
    me = administrator.user
    page = administrator.get(f"{PEOPLE}{me.pk}/").content.decode()
    assert "Nobody can give themselves a role" in page
    assert "/give/" not in page
    there = administrator.post(f"{PEOPLE}{me.pk}/give/", {"role": "data-officer"}, follow=True)
    assert "nobody can give themselves a role" in there.content.decode()
    assert me.roles_in(here) == {Role.ADMINISTRATOR}


@pytest.mark.parametrize("role", ["root", "", "<b>"])
def test_a_role_that_does_not_exist_is_not_given(accounts, administrator, here, role):
    member = accounts.user(Role.AUDITOR)
    administrator.post(f"{PEOPLE}{member.pk}/give/", {"role": role})
    assert member.roles_in(here) == {Role.AUDITOR}


def test_the_last_administrator_is_warned(accounts, administrator, here):
    me = administrator.user
    for page in ("take/administrator/", "remove/"):
        assert "last administrator" in administrator.get(f"{PEOPLE}{me.pk}/{page}").content.decode()
    other = accounts.user(Role.ADMINISTRATOR, is_active=False)
    assert "last administrator" in administrator.get(f"{PEOPLE}{me.pk}/remove/").content.decode()
    User.objects.filter(pk=other.pk).update(is_active=True)
    page = administrator.get(f"{PEOPLE}{me.pk}/remove/").content.decode()
    assert "last administrator" not in page
    assert administrator.post(f"{PEOPLE}{me.pk}/take/administrator/")["Location"] == "/en/work/"
    assert not me.roles_in(here)


def test_who_is_taken_out_is_out_at_once(accounts, administrator, here):
    client = accounts.visitor()
    member = accounts.user(Role.DATA_OFFICER, Role.AUDITOR)
    client.post("/en/account/login/", {"login": member.email, "password": "three words and a lamp"})
    assert client.get("/en/account/").status_code == 200
    assert administrator.post(f"{PEOPLE}{member.pk}/remove/")["Location"] == PEOPLE
    assert client.get("/en/account/").status_code == 302
    assert not member.roles_in(here)
    assert administrator.get(f"{PEOPLE}{member.pk}/").status_code == 404


def test_an_account_is_closed_with_its_sessions_and_opened_again(accounts, administrator):
    client = accounts.visitor()
    member = accounts.user(Role.DATA_OFFICER)
    values = {"login": member.email, "password": "three words and a lamp"}
    client.post("/en/account/login/", values)
    administrator.post(f"{PEOPLE}{member.pk}/close/")
    assert client.get("/en/account/").status_code == 302
    assert "Account closed" in administrator.get(PEOPLE).content.decode()
    administrator.post(f"{PEOPLE}{member.pk}/open/")
    assert client.get("/en/account/").status_code == 302, "what was ended stays ended"
    client.post("/en/account/login/", values)
    assert client.get("/en/account/").status_code == 200
    administrator.post(f"{PEOPLE}{member.pk}/sign-out/")
    assert client.get("/en/account/").status_code == 302
    verbs = [one.verb for one in Event.objects.filter(thing=str(member.pk)).order_by("number")]
    assert [v for v in verbs if v in {"account.close", "account.open", "session.end"}] == [
        "account.close",
        "account.open",
        "session.end",
    ]


def test_an_account_that_works_elsewhere_is_not_closed_from_here(accounts, administrator, here):
    member = accounts.user(Role.DATA_OFFICER)
    elsewhere = Organisation.objects.create(slug="elsewhere", name="elsewhere")
    member.memberships.create(organisation=elsewhere, role=Role.AUDITOR)
    for act in ("close", "open"):
        page = administrator.post(f"{PEOPLE}{member.pk}/{act}/", follow=True)
        assert "not yours" in page.content.decode()
    member.refresh_from_db()
    assert member.is_active
    administrator.post(f"{PEOPLE}{member.pk}/remove/")
    assert member.roles_in(elsewhere) == {Role.AUDITOR}


def test_nobody_closes_their_own_account(administrator):
    administrator.post(f"{PEOPLE}{administrator.user.pk}/close/")
    assert User.objects.get().is_active


def test_people_of_another_organisation_are_as_if_they_did_not_exist(accounts, administrator):
    other = accounts.user(Role.DATA_OFFICER, organisation="elsewhere")
    for page in ("", "take/data-officer/", "remove/"):
        assert administrator.get(f"{PEOPLE}{other.pk}/{page}").status_code == 404
    for act in ("give", "close", "open", "sign-out", "remove"):
        assert administrator.post(f"{PEOPLE}{other.pk}/{act}/").status_code == 404
    assert other.email not in administrator.get(PEOPLE).content.decode()


def test_the_page_of_all_asks_the_database_no_more_for_more_people(accounts, administrator):
    def asked():
        with CaptureQueriesContext(connection) as found:
            text = administrator.get(PEOPLE).content.decode()
        return len(found), text

    accounts.user(Role.AUDITOR)
    asked()  # the first page of all begins the audit log, and writes the session
    few, _text = asked()
    for _number in range(5):
        accounts.user(Role.CASE_WORKER, Role.PUBLISHER, is_active=False)
    many, text = asked()
    assert many == few
    assert text.count("Case worker · Publisher") == 5, "a closed account keeps its roles"


def test_a_name_cannot_put_anything_into_a_page(accounts, administrator):
    member = accounts.user(Role.AUDITOR, name="<script>alert(1)</script>")
    for page in (PEOPLE, f"{PEOPLE}{member.pk}/", f"{PEOPLE}{member.pk}/remove/"):
        text = administrator.get(page).content.decode()
        assert "<script>alert" not in text
        assert "&lt;script&gt;" in text


@pytest.mark.parametrize("roles", [[], *([role] for role in Role), list(Role)])
def test_the_reasons_given_are_those_by_which_it_is_decided(roles):
    """What the page says against what the desk asks, for every act and purpose."""
    for verb, answer in zip(Verb, answers(roles), strict=True):
        allowed = any(allows(roles, verb, purpose, Scope.OWN) for purpose in Purpose)
        assert bool(answer.reasons) == allowed, verb
        granted = [grant for role in roles for grant in GRANTS[role] if grant.verb is verb]
        assert len(answer.reasons) == len(granted)
        for scope in (Scope.TEAM, Scope.ORGANISATION):
            said = [one.scope for one in answer.reasons]
            wide = [one for one in said if one in ("", *(SCOPES.get(s) for s in wider(scope)))]
            assert bool(wide) == any(allows(roles, verb, purpose, scope) for purpose in Purpose)


def wider(scope):
    return [one for one in Scope if one.covers(scope)]


def test_the_page_says_that_an_administrator_sees_no_cases_and_why(accounts, administrator):
    page = administrator.get(f"{PEOPLE}{administrator.user.pk}/").content.decode()
    row = re.search(r"See cases: the preview.*?</tr>", page, re.S)[0]
    assert "Denied" in row
    assert "None of their roles allows it" in row
    officer = accounts.user(Role.CASE_WORKER)
    page = administrator.get(f"{PEOPLE}{officer.pk}/").content.decode()
    row = re.search(r"See cases: the preview.*?</tr>", page, re.S)[0]
    assert "Case worker" in row
    assert "for what they made themselves, or are responsible for" in row
    row = re.search(r"See what was registered about people.*?</tr>", page, re.S)[0]
    assert "for what they or colleagues of their team are responsible for" in row


def test_ones_own_account_shows_what_one_may_do_and_takes_a_name(accounts):
    client = accounts.person(Role.CASE_WORKER)
    assert "Upload case files" in client.get("/en/account/").content.decode()
    client.post("/en/account/", {"name": "Ámbar"})
    client.user.refresh_from_db()
    assert client.user.name == "Ámbar"


def test_everything_that_can_be_done_and_every_role_has_words():
    assert set(VERBS) == set(Verb)
    assert set(ROLES) == set(Role)
