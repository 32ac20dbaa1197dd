"""Guessing is slow from everywhere, and nobody can keep the owner of an account out by it."""

from __future__ import annotations

import time

import pytest
from small_hubs import SITE, OverHttps
from test_accounts_sign_in import LOGIN, sign_in, with_app

from lanterne.hub.people import attempts
from lanterne.hub.people.attempts import FIRST, FREE, LONGEST, Attempt
from lanterne.hub.people.roles import Role
from lanterne.hub.people.settings import Accounts, account_settings

pytestmark = pytest.mark.database

SHOW = "/en/account/second-factor/show/"
DEVICE = "__Host-device"


@pytest.fixture
def person(accounts):
    return accounts.user(Role.DATA_OFFICER)


@pytest.fixture
def clock(monkeypatch):
    """A clock that a test sets forward."""
    start, passed = time.time(), [0.0]
    monkeypatch.setattr(attempts.time, "time", lambda: start + passed[0])

    def forward(seconds):
        passed[0] += seconds

    return forward


def stranger(accounts, number):
    return accounts.visitor(REMOTE_ADDR=f"198.51.{number // 250}.{number % 250 + 1}")


def attack(accounts, user, tries, first=0):
    """Wrong passwords, each from another address."""
    for number in range(first, first + tries):
        sign_in(stranger(accounts, number), user, f"guess {number}")


def is_in(client):
    return not client.get("/en/account/").headers.get("Location", "").startswith(LOGIN)


def known_browser(accounts, user):
    """A browser in which somebody has signed in, and out again."""
    client = accounts.visitor(REMOTE_ADDR="203.0.113.7")
    assert sign_in(client, user).status_code == 302
    client.post("/en/account/logout/")
    assert not is_in(client)
    return client


def test_strangers_keep_nobody_out_of_a_browser_that_is_known(accounts, person):
    client = known_browser(accounts, person)
    attack(accounts, person, 40)
    client.defaults["REMOTE_ADDR"] = "203.0.113.99"  # a browser moves about
    assert sign_in(client, person)["Location"] == "/en/work/"


def test_strangers_at_the_same_address_keep_nobody_out_of_it_either(accounts, person):
    client = known_browser(accounts, person)
    same = accounts.visitor(REMOTE_ADDR="203.0.113.7")
    for number in range(12):
        sign_in(same, person, f"guess {number}")
    assert sign_in(client, person).status_code == 302


@pytest.mark.either
def test_the_owner_at_a_new_browser_waits_once_whatever_strangers_do(accounts, person, clock):
    attack(accounts, person, 12)
    client = accounts.visitor(REMOTE_ADDR="203.0.113.50")
    page = sign_in(client, person)
    assert page.status_code == 200
    assert "After that you can try again" in page.content.decode()
    for number in range(20, 200, 20):
        clock(LONGEST["password"] / 9)
        attack(accounts, person, 20, number)
    assert sign_in(client, person)["Location"] == "/en/work/"


def test_asking_too_early_does_not_put_a_turn_off(accounts, person, clock):
    attack(accounts, person, FREE)
    client = accounts.visitor(REMOTE_ADDR="203.0.113.50")
    for _ in range(5):
        assert sign_in(client, person).status_code == 200
        clock(FIRST / 5)
    assert sign_in(client, person).status_code == 302


def test_the_right_password_from_a_new_place_is_not_looked_at_before_its_turn(accounts, person):
    attack(accounts, person, FREE)
    client = accounts.visitor(REMOTE_ADDR="203.0.113.50")
    sign_in(client, person)
    assert not is_in(client)


@pytest.mark.either
@pytest.mark.long
def test_an_attack_from_many_places_looks_at_few_passwords(accounts, person, clock, monkeypatch):
    looked = []
    monkeypatch.setattr(type(person), "check_password", lambda *_: looked.append(1) and False)
    for _ in range(12):
        attack(accounts, person, 50)
        clock(60)
    assert FREE <= len(looked) <= FREE + 50, "of 600: each place has one turn, late"


def test_turns_come_later_the_more_has_failed_and_not_later_than_the_longest():
    account = [Attempt("a", f"10.0.0.{n}", "", "password") for n in range(40)]
    assert [one.take() for one in account[:FREE]] == [0.0] * FREE
    waits = []
    for one in account[FREE:20]:
        waits.append(one.take())
        for key, _delay in one._delays(time.time()):
            attempts.cache.delete(key)
        attempts._keep(one._account, [*attempts._moments(one._account), time.time()])
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (FIRST, LONGEST["password"])
    attempts.cache.clear()


def test_one_place_has_a_limit_of_its_own(accounts, person, clock):
    client = accounts.visitor(REMOTE_ADDR="198.51.100.1")
    for number in range(5):
        sign_in(client, person, f"guess {number}")
    clock(61)
    assert sign_in(client, person).status_code == 200, "five in five minutes"


def test_a_known_browser_has_a_limit_of_its_own(accounts, person, clock):
    client = known_browser(accounts, person)
    for number in range(5):
        sign_in(client, person, f"guess {number}")
    clock(61)
    assert sign_in(client, person).status_code == 200
    clock(300)
    assert sign_in(client, person).status_code == 302


def test_when_much_fails_everywhere_every_new_place_waits_once(
    accounts, person, clock, monkeypatch
):
    monkeypatch.setattr(attempts, "MANY", 10)
    known = known_browser(accounts, person)
    for number in range(10):
        client = stranger(accounts, number)
        client.post(LOGIN, {"login": f"guess{number}@example.org", "password": "wrong words"})
    client = accounts.visitor(REMOTE_ADDR="203.0.113.50")
    assert sign_in(client, person).status_code == 200
    assert sign_in(known, person).status_code == 302
    clock(FIRST + 1)
    assert sign_in(client, person).status_code == 302


def test_names_of_nobody_are_counted_alike(accounts, person, clock):
    pages = []
    for address in (person.email, "nobody@example.org"):
        for number in range(FREE):
            stranger(accounts, number).post(LOGIN, {"login": address, "password": "wrong words"})
        client = accounts.visitor(REMOTE_ADDR="203.0.113.50")
        page = client.post(LOGIN, {"login": address, "password": "wrong words"}).content.decode()
        pages.append("After that you can try again" in page)
    assert pages == [True, True]


def test_who_knows_the_password_keeps_nobody_out_at_the_code(accounts, person, clock):
    first = accounts.visitor(REMOTE_ADDR="203.0.113.7")
    sign_in(first, person)
    with_app(first)
    first.post("/en/account/logout/")
    for number in range(12):
        thief = stranger(accounts, number)
        sign_in(thief, person)
        thief.post(SHOW, {"code": "000000"})
        assert not is_in(thief)
    sign_in(first, person)
    answer = first.post(SHOW, {"code": "000001"})
    assert "After that you can try again" not in answer.content.decode(), "it is looked at"
    late = stranger(accounts, 99)
    sign_in(late, person)
    assert "After that you can try again" in late.post(SHOW, {"code": "000001"}).content.decode()


def test_the_mark_of_a_browser_is_kept_from_scripts_and_says_nothing(accounts, person):
    client = accounts.visitor()
    cookie = sign_in(client, person).cookies[DEVICE]
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Strict")
    for part in (str(person.pk), person.email, person.name):
        assert part not in cookie.value
    assert account_settings(Accounts(https=False))["LANTERNE_DEVICE_COOKIE"] == "device"


@pytest.mark.parametrize("spoil", ["other", "forged", "old", "password"])
def test_a_mark_that_is_not_ones_own_is_worth_nothing(accounts, person, clock, monkeypatch, spoil):
    client = known_browser(accounts, person)
    victim = accounts.user(Role.AUDITOR) if spoil == "other" else person
    if spoil == "forged":
        mark, since, signature = client.cookies[DEVICE].value.split(".")
        client.cookies[DEVICE] = f"{mark}.{since}.{signature[::-1]}"
    if spoil == "old":
        clock(181 * 24 * 3600)
    if spoil == "password":
        person.set_password("other words that nobody knows")
        person.save()
    attack(accounts, victim, FREE)
    words = "other words that nobody knows" if spoil == "password" else None
    answer = sign_in(client, victim, words) if words else sign_in(client, victim)
    assert answer.status_code == 200


def test_a_browser_is_known_for_several_accounts(accounts, person):
    client, other = known_browser(accounts, person), accounts.user(Role.AUDITOR)
    sign_in(client, other)
    client.post("/en/account/logout/")
    for user in (person, other):
        attack(accounts, user, 20)
    assert sign_in(client, person).status_code == 302


def test_what_is_no_mark_is_no_fault(accounts, person):
    for nonsense in ("~~~", "a.b.c", "é.1.2", ".".join("1" * 9), "x" * 4000, "a.9999999999.c"):
        client = OverHttps(HTTP_HOST=SITE)
        client.cookies[DEVICE] = nonsense
        assert sign_in(client, person).status_code == 302
