"""Signing in with a password and a second factor, and everything that must not work."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from codes import digits
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import override_settings
from django.utils import timezone
from small_hubs import PASSWORD, SITE, OverHttps

from lanterne.hub.audit.models import Event
from lanterne.hub.people import session as sessions
from lanterne.hub.people.models import User
from lanterne.hub.people.roles import Role
from lanterne.hub.people.settings import LONGEST_IDLE, LONGEST_SESSION, account_settings

LOGIN, WORK = "/en/account/login/", "/en/work/here/"
APP = "/en/account/second-factor/app/"
CODES = "/en/account/second-factor/recovery-codes/"


def sign_in(client, user, password=PASSWORD):
    return client.post(LOGIN, {"login": user.email, "password": password})


def with_app(client):
    """Sets up an authenticator app, as the pages ask for it; its secret."""
    client.post(f"/en/account/reauthenticate/?next={APP}", {"password": PASSWORD})
    page = client.get(APP).content.decode()
    secret = re.search(r'class="secret"><bdi dir="ltr">(\w+)<', page)[1]
    answer = client.post(APP, {"code": digits(secret)})
    assert answer["Location"] == CODES
    return secret


@pytest.fixture
def person(accounts):
    return accounts.user(Role.DATA_OFFICER)


def test_the_workspace_opens_after_a_second_factor_and_not_before(accounts, person):
    client = accounts.visitor()
    assert client.get(WORK)["Location"] == f"{LOGIN}?next={WORK}"
    assert sign_in(client, person)["Location"] == "/en/work/"
    assert client.get(WORK)["Location"] == "/en/account/second-factor/"
    assert "One more step" in client.get("/en/account/second-factor/").content.decode()
    with_app(client)
    assert client.get(WORK).status_code == 200


def test_later_the_code_is_asked_for_and_a_wrong_one_lets_nobody_in(accounts, person):
    first = accounts.visitor()
    sign_in(first, person)
    secret = with_app(first)
    client = accounts.visitor()
    assert sign_in(client, person)["Location"] == "/en/account/second-factor/show/"
    assert client.get(WORK)["Location"].startswith(LOGIN), "a password alone is not enough"
    wrong = f"{(int(digits(secret)) + 1) % 1_000_000:06d}"
    assert client.post("/en/account/second-factor/show/", {"code": wrong}).status_code == 200
    assert client.get(WORK)["Location"].startswith(LOGIN)
    later = digits(secret, time.time() + 30)  # that of now was used to set the app up
    shown = client.post("/en/account/second-factor/show/", {"code": later})
    assert shown["Location"] == "/en/work/"
    assert client.get(WORK).status_code == 200
    failed = Event.objects.filter(outcome="failed").get()
    assert (failed.actor, failed.thing, failed.details) == ("", str(person.pk), {"method": "totp"})


def test_a_recovery_code_opens_once_and_codes_are_shown_once(accounts, person):
    first = accounts.visitor()
    sign_in(first, person)
    with_app(first)
    codes = re.findall(r"<li><code>(\d+)</code>", first.get(CODES).content.decode())
    assert len(set(codes)) == 10
    assert not re.search(r"<code>\d", first.get(CODES).content.decode()), "shown only once"
    for client, then in ((accounts.visitor(), "/en/work/"), (accounts.visitor(), None)):
        sign_in(client, person)
        answer = client.post("/en/account/second-factor/show/", {"code": codes[0]})
        assert answer.headers.get("Location") == then


def test_where_no_second_factor_is_asked_for_a_password_is_enough(accounts, person):
    client = accounts.visitor()
    with override_settings(LANTERNE_SECOND_FACTOR=False):
        sign_in(client, person)
        assert client.get(WORK).status_code == 200


def test_secrets_of_second_factors_lie_encrypted_in_the_database(accounts, person):
    from allauth.mfa.models import Authenticator  # noqa: PLC0415 - apps must be loaded first

    client = accounts.visitor()
    sign_in(client, person)
    secret = with_app(client)
    stored = Authenticator.objects.get(type="totp")
    assert secret not in str(stored.data)
    with override_settings(SECRET_KEY="a new one", SECRET_KEY_FALLBACKS=["only for tests"]):
        assert stored.wrap().validate_code(digits(secret)), "keys can be replaced"


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(accounts, person):
    pages = []
    for login in (person.email, "nobody@example.org"):
        page = accounts.visitor().post(LOGIN, {"login": login, "password": "wrong words"})
        assert page.status_code == 200
        text = page.content.decode().replace(login, "ADDRESS")
        pages.append(re.sub(r'value="\w{64}"', "", text))
    assert pages[0] == pages[1]
    known, unknown = Event.objects.filter(verb="session.begin", outcome="failed").order_by("number")
    assert (known.thing, unknown.thing) == (str(person.pk), "")


def test_a_new_password_is_asked_for_without_telling_whether_there_is_an_account(accounts, person):
    pages = []
    for address in (person.email, "nobody@example.org"):
        client = accounts.visitor()
        asked = client.post("/en/account/password/reset/", {"email": address})
        pages.append((asked.status_code, asked["Location"], client.get(asked["Location"]).content))
    assert pages[0] == pages[1]
    assert len(mail.outbox) == 2, "both take equally long"
    link = re.search(rf"https://{SITE}(\S+)", mail.outbox[0].body)[1]
    assert person.email not in mail.outbox[0].body
    client = accounts.visitor()
    place = client.get(link)["Location"]
    new = "other words that nobody knows"
    assert client.post(place, {"password1": new, "password2": new}).status_code == 302
    assert sign_in(accounts.visitor(), person, new).status_code == 302
    assert "This link does not work" in accounts.visitor().get(link).content.decode(), "opens once"


def test_guessing_is_stopped_even_with_the_right_password_and_from_many_places(accounts, person):
    for number in range(5):
        client = accounts.visitor(REMOTE_ADDR=f"192.0.2.{number}")
        sign_in(client, person, f"guess {number}")
    elsewhere = accounts.visitor(REMOTE_ADDR="192.0.2.77")
    answer = sign_in(elsewhere, person)
    assert answer.status_code == 200
    assert elsewhere.get(WORK)["Location"].startswith(LOGIN)
    others = accounts.user(Role.AUDITOR)
    assert sign_in(elsewhere, others).status_code == 302, "others are not locked out"


def test_one_place_that_tries_many_accounts_is_stopped(accounts, person):
    client = accounts.visitor(REMOTE_ADDR="192.0.2.9")
    for number in range(10):
        client.post(LOGIN, {"login": f"guess{number}@example.org", "password": "wrong words"})
    assert sign_in(client, person).status_code == 200
    many = [client.post(LOGIN, {"login": "", "password": ""}).status_code for _ in range(31)]
    assert many[-1] == 429
    assert "Too many attempts" in client.post(LOGIN, {}).content.decode()


def test_the_session_of_before_is_worth_nothing_after_signing_in(accounts, person):
    client = accounts.visitor()
    client.get(f"{LOGIN}?next={WORK}")
    client.post(LOGIN, {"login": person.email, "password": "wrong words"})
    planted = client.session
    planted["planted"] = True
    planted.save()
    client.cookies["__Host-session"] = planted.session_key
    sign_in(client, person)
    assert client.cookies["__Host-session"].value != planted.session_key
    attacker = accounts.visitor()
    attacker.cookies["__Host-session"] = planted.session_key
    assert attacker.get(WORK)["Location"].startswith(LOGIN)


def test_cookies_are_kept_from_scripts_from_other_sites_and_from_plain_http(accounts, person):
    client = accounts.visitor()
    answer = sign_in(client, person)
    cookie = answer.cookies["__Host-session"]
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Lax")
    assert (cookie["path"], cookie["domain"], cookie["max-age"]) == ("/", "", "")
    form = accounts.visitor().get(LOGIN)
    assert form.cookies["__Host-csrf"]["secure"]


def test_a_form_from_elsewhere_signs_nobody_in_or_out(accounts, person):
    client = OverHttps(HTTP_HOST=SITE, enforce_csrf_checks=True)
    assert sign_in(client, person).status_code == 403
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', client.get(LOGIN).content.decode())[1]
    values = {"login": person.email, "password": PASSWORD, "csrfmiddlewaretoken": token}
    forged = client.post(LOGIN, values, headers={"origin": "https://evil.example"})
    assert forged.status_code == 403
    good = client.post(LOGIN, values, headers={"origin": f"https://{SITE}"})
    assert good.status_code == 302
    assert client.post("/en/account/logout/").status_code == 403
    assert client.get("/en/account/logout/").status_code == 200
    assert client.get("/en/account/").status_code == 200, "looking at the page signs nobody out"


def test_another_name_of_the_hub_is_refused_and_mails_no_link(accounts, person):
    client = OverHttps(HTTP_HOST="evil.example")
    for address in (LOGIN, "/en/account/password/reset/", WORK):
        assert client.get(address).status_code == 400
    assert client.post("/en/account/password/reset/", {"email": person.email}).status_code == 400
    assert not mail.outbox


def test_signing_in_leads_to_no_other_site(accounts, person):
    for then in (
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
    ):
        values = {"login": person.email, "password": PASSWORD, "next": then}
        assert accounts.visitor().post(LOGIN, values)["Location"] == "/en/work/"


@pytest.mark.parametrize(
    ("steps", "over"),
    [
        ((LONGEST_IDLE - 60,), False),
        ((LONGEST_IDLE + 1,), True),
        ((1500,) * (LONGEST_SESSION // 1500), False),
        ((1500,) * (LONGEST_SESSION // 1500 + 1), True),
        ((-3600,), True),
    ],
)
def test_a_session_ends_when_idle_when_old_and_when_the_clock_jumped(
    accounts, monkeypatch, steps, over
):
    client, passed = accounts.person(Role.DATA_OFFICER), 0
    client.get(WORK)
    start = time.time()
    for step in steps:
        passed += step
        monkeypatch.setattr(sessions.time, "time", lambda now=start + passed: now)
        answer = client.get(WORK)
    assert (answer.status_code == 302) == over
    assert Event.objects.filter(verb="session.expire").exists() == over
    assert Session.objects.count() == (0 if over else 1)


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(accounts, monkeypatch):
    client = accounts.person(Role.DATA_OFFICER)
    client.get(WORK)
    start = time.time()
    for passed in range(0, LONGEST_IDLE + 400, 300):
        monkeypatch.setattr(sessions.time, "time", lambda now=start + passed: now)
        answer = client.get(WORK, headers={"hx-request": "true"})
    assert answer.status_code == 302


def test_sessions_are_seen_and_ended(accounts, person):
    one, other = accounts.visitor(), accounts.visitor()
    for client in (one, other):
        sign_in(client, person)
    page = one.get("/en/account/sessions/").content.decode()
    assert (page.count("This browser"), page.count("Another browser")) == (1, 1)
    one.post("/en/account/sessions/")
    assert one.get("/en/account/").status_code == 200
    assert other.get("/en/account/").status_code == 302


def test_a_changed_password_ends_other_sessions(accounts, person):
    one, other = accounts.visitor(), accounts.visitor()
    for client in (one, other):
        sign_in(client, person)
    new = "other words that nobody knows"
    values = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert one.post("/en/account/password/", values).status_code == 302
    assert "Your password was changed" in one.get("/en/account/").content.decode()
    assert other.get("/en/account/").status_code == 302


@pytest.mark.parametrize("weak", ["short", "password1234", "123456789012345", "somebody-1234"])
def test_a_weak_password_is_refused(accounts, person, weak):
    client = accounts.visitor()
    sign_in(client, person)
    values = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    assert client.post("/en/account/password/", values).status_code == 200
    assert sign_in(accounts.visitor(), person).status_code == 302


def test_passwords_are_kept_by_argon2():
    from lanterne.hub.people.settings import Accounts  # noqa: PLC0415

    hashers = account_settings(Accounts())["PASSWORD_HASHERS"]
    with override_settings(PASSWORD_HASHERS=hashers):
        made = make_password(PASSWORD)
        assert made.startswith("argon2$argon2id$")
        assert check_password(PASSWORD, made)


def test_no_event_of_the_audit_log_holds_an_address(accounts, person):
    client = accounts.visitor()
    sign_in(client, person, "wrong words")
    sign_in(client, person)
    with_app(client)
    client.post("/en/account/logout/")
    verbs = list(Event.objects.order_by("number").values_list("verb", "outcome"))
    assert [one for one in verbs if one[0] == "session.begin"] == [
        ("session.begin", "failed"),
        ("session.begin", "done"),
    ]
    assert {"factor.add", "session.end"} <= {verb for verb, _ in verbs}
    assert not [one for one in Event.objects.all() if "@" in str(vars(one))]


def test_nobody_makes_an_account_without_an_invitation(accounts):
    client = accounts.visitor()
    for address in ("/en/account/signup/", "/en/account/email/", "/account/signup/"):
        answer = client.post(address, {"email": "me@example.org", "password1": PASSWORD})
        assert answer.status_code in {302, 404}
    assert not User.objects.exists()


def test_a_closed_account_opens_nothing_and_its_session_ends_at_once(accounts, person):
    client = accounts.visitor()
    sign_in(client, person)
    User.objects.update(is_active=False)
    assert client.get("/en/account/").status_code == 302
    again = sign_in(accounts.visitor(), person)
    assert again["Location"] == "/en/account/inactive/"


def test_without_its_last_second_factor_the_workspace_closes(accounts, person):
    client = accounts.visitor()
    sign_in(client, person)
    with_app(client)
    assert client.get(WORK).status_code == 200
    assert client.post("/en/account/second-factor/app/remove/").status_code == 302
    assert client.get(WORK)["Location"] == "/en/account/second-factor/"


def test_nothing_is_kept_of_sessions_that_have_ended(accounts, person):
    from allauth.usersessions.models import UserSession  # noqa: PLC0415 - apps must be loaded first

    first = accounts.visitor(REMOTE_ADDR="192.0.2.1")
    sign_in(first, person)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    sign_in(accounts.visitor(REMOTE_ADDR="192.0.2.2"), person)
    assert list(UserSession.objects.values_list("ip", flat=True)) == ["192.0.2.2"]
    assert Session.objects.count() == 1


def test_an_address_is_the_same_in_capitals(accounts, person):
    client = accounts.visitor()
    values = {"login": person.email.upper(), "password": PASSWORD}
    assert client.post(LOGIN, values)["Location"] == "/en/work/"
