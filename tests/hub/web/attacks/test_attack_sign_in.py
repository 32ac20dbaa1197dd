"""Guessing, and being somebody else: against a hub with accounts."""

from __future__ import annotations

import re
import time

import pytest
from codes import digits
from django.core import mail
from django.test import override_settings
from small_hubs import PASSWORD, SITE
from test_accounts_sign_in import LOGIN, WORK, sign_in, with_app

from lanterne.errors import UsageError
from lanterne.hub.audit.models import Event
from lanterne.hub.people.founding import found
from lanterne.hub.people.invitations import invite
from lanterne.hub.people.models import Invitation, Membership, Organisation
from lanterne.hub.people.roles import Role
from lanterne.hub.people.settings import Accounts, account_settings
from lanterne.vault.keys import check_name

SHOW = "/en/account/second-factor/show/"


@pytest.fixture
def person(accounts):
    return accounts.user(Role.DATA_OFFICER)


def test_a_stolen_password_does_not_let_the_second_factor_be_guessed(accounts, person):
    """From many places, in many sessions: codes and recovery codes; then even the right one."""
    owner = accounts.visitor()
    sign_in(owner, person)
    secret = with_app(owner)
    tried = 0
    for number in range(12):
        thief = accounts.visitor(REMOTE_ADDR=f"192.0.2.{number}")
        if sign_in(thief, person)["Location"] != SHOW:
            continue
        for code in ("000001", "000002", "0000000001"):
            tried += thief.post(SHOW, {"code": code}).status_code == 200
            assert thief.get(WORK)["Location"].startswith(LOGIN)
    assert tried > 5
    last = accounts.visitor(REMOTE_ADDR="192.0.2.200")
    sign_in(last, person)
    last.post(SHOW, {"code": digits(secret, time.time() + 30)})
    assert last.get(WORK)["Location"].startswith(LOGIN), "whoever guesses on is not let in"
    assert owner.get(WORK).status_code == 200, "and nobody who is in is put out"


def test_a_place_that_names_itself_anew_each_time_is_one_place(accounts, person):
    for number in range(10):
        client = accounts.visitor(
            REMOTE_ADDR="192.0.2.9",
            HTTP_X_FORWARDED_FOR=f"198.51.100.{number}",
            HTTP_X_REAL_IP=f"198.51.100.{number}",
            HTTP_FORWARDED=f"for=198.51.100.{number}",
        )
        client.post(LOGIN, {"login": f"guess{number}@example.org", "password": "wrong words"})
    client = accounts.visitor(REMOTE_ADDR="192.0.2.9", HTTP_X_FORWARDED_FOR="203.0.113.1")
    sign_in(client, person)
    assert client.get(WORK)["Location"].startswith(LOGIN)


def test_no_link_that_is_sent_leads_to_a_port_or_a_host_that_a_visitor_names(accounts, person):
    admin = accounts.person(Role.ADMINISTRATOR)
    for headers in (
        {"HTTP_HOST": f"{SITE}:1337"},
        {"HTTP_X_FORWARDED_HOST": "evil.example"},
        {"HTTP_X_FORWARDED_PORT": "1337"},
    ):
        mail.outbox.clear()
        accounts.visitor().post("/en/account/password/reset/", {"email": person.email}, **headers)
        form = {"name": "New", "email": "new@example.org", "roles": ["auditor"]}
        admin.post("/en/work/here/people/invite/", form, **headers)
        for one in mail.outbox:
            for link in re.findall(r"https?://\S+", one.body):
                assert link.startswith(f"https://{SITE}/"), (headers, link)


def test_whether_there_is_an_account_is_not_told_by_the_time_it_takes(accounts, person):
    """With the hasher that the hub has: it is the work that takes long."""
    real = {"PASSWORD_HASHERS": account_settings_hashers()}
    with override_settings(**real):
        person.set_password(PASSWORD)
        person.save()
        quickest = {}
        for who in (person.email, "nobody-at-all@example.org"):
            times = []
            for number in range(4):
                client = accounts.visitor(REMOTE_ADDR=f"192.0.2.{number}")
                begun = time.process_time()
                client.post(LOGIN, {"login": who, "password": "wrong words"})
                times.append(time.process_time() - begun)
            quickest[who] = min(times)
    known, unknown = quickest.values()
    assert 0.5 < known / unknown < 2.0, quickest


def account_settings_hashers():
    return account_settings(Accounts())["PASSWORD_HASHERS"]


def test_who_guesses_at_an_account_is_in_the_log_of_its_organisation(accounts, person):
    sign_in(accounts.visitor(), person, "wrong words")
    stranger = accounts.user(Role.DATA_OFFICER, organisation="elsewhere")
    sign_in(accounts.visitor(), stranger, "wrong words")
    assert Event.objects.filter(outcome="failed").count() == 2
    auditor = accounts.person(Role.AUDITOR)
    text = b"".join(auditor.get("/en/work/here/audit.csv").streaming_content).decode()
    assert str(person.pk) in text
    assert str(stranger.pk) not in text


def test_no_guess_and_no_old_token_opens_an_invitation(accounts):
    admin = accounts.user(Role.ADMINISTRATOR)
    place = Organisation.objects.get(slug="here")
    made, token = invite(place, [Role.AUDITOR], by=admin)
    client = accounts.visitor()
    for guess in (token[:-1], f"{token}x", token.swapcase(), made.digest, str(made.pk), "%00", "x"):
        assert client.get(f"/en/account/join/{guess}/").status_code == 404, guess
    assert client.get("/en/account/join/").status_code == 404
    assert Membership.objects.count() == 1


def test_an_invitation_gives_what_was_given_and_nothing_that_is_sent(accounts):
    """More roles, another organisation, staff: put into the form of who joins."""
    admin = accounts.user(Role.ADMINISTRATOR)
    place = Organisation.objects.get(slug="here")
    _made, token = invite(place, [Role.AUDITOR], by=admin)
    client = accounts.visitor()
    client.get(f"/en/account/join/{token}/")
    words = "some words for tonight"
    form = {"name": "N", "email": "n@example.org", "password": words, "again": words}
    more = {"roles": ["administrator", "data-officer"], "role": "administrator", "id": "1"}
    more |= {"organisation": "elsewhere", "is_active": "1", "is_staff": "1", "is_superuser": "1"}
    client.post("/en/account/join/", form | more)
    held = Membership.objects.filter(user__email="n@example.org")
    assert list(held.values_list("role", "organisation__slug")) == [("auditor", "here")]


def test_an_administrator_gives_themselves_no_way_to_the_cases(accounts):
    admin = accounts.person(Role.ADMINISTRATOR)
    own = admin.user
    for role in Role:
        admin.post(f"/en/work/here/people/{own.pk}/give/", {"role": role.value})
    assert set(Membership.objects.values_list("role", flat=True)) == {"administrator"}
    form = {"name": "Me", "email": own.email, "roles": ["data-officer"]}
    admin.post("/en/work/here/people/invite/", form)
    link = re.search(r"/account/join/([\w-]+)/", mail.outbox[-1].body)[1]
    admin.get(f"/en/account/join/{link}/")
    admin.post("/en/account/join/")
    assert set(Membership.objects.values_list("role", flat=True)) == {"administrator"}
    assert Invitation.objects.get().accepted is None


@pytest.mark.parametrize("name", ["a_b", "_", "A", "a b", "é", "-a", "a-", "a" * 61, "..", "a/b"])
def test_an_organisation_has_a_name_that_a_key_can_have(accounts, name):
    """Otherwise nobody there could bring in a case."""
    with pytest.raises(UsageError):
        found("North", name, "")
    found(f"North {name} _ x_", None, "") if name.isascii() else None
    for slug in Organisation.objects.values_list("slug", flat=True):
        assert check_name(slug) == slug


def test_who_is_no_longer_a_member_is_out_with_the_page_that_is_open(accounts):
    officer = accounts.person(Role.DATA_OFFICER)
    assert officer.get(WORK).status_code == 200
    Membership.objects.filter(user=officer.user).delete()
    assert officer.get(WORK).status_code == 404
    assert officer.post("/en/work/here/new/", {"title": "Late"}).status_code == 404
