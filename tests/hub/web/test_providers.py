"""Signing in through the provider of an organisation, and what it may not do."""

from __future__ import annotations

import socket
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.test import override_settings
from provider import SECRET, provider
from small_hubs import SITE, accounts_settings

from lanterne.hub.audit.models import Event
from lanterne.hub.people.models import Membership, Organisation, User
from lanterne.hub.people.roles import Role
from lanterne.hub.people.settings import Accounts, Issuer

LOGIN = "/account/oidc/partner/login/"
ROLES = {"officers": Role.DATA_OFFICER, "watchers": Role.AUDITOR}
AMAL = {
    "sub": "amal-1",
    "email": "amal@partner.example",
    "email_verified": True,
    "name": "Amal K",
    "groups": ["officers", "everybody"],
}


@pytest.fixture(scope="module")
def running():
    with provider() as made:
        yield made


@pytest.fixture
def partner(running):
    running.person = dict(AMAL)
    return running


@pytest.fixture
def issuer(partner):
    return Issuer("partner", "Partner", partner.address, "lanterne", SECRET, "partner", ROLES)


@pytest.fixture
def place(accounts):
    return Organisation.objects.create(slug="partner", name="Partner")


def configured(accounts, *issuers, **choices):
    return override_settings(
        **accounts_settings(accounts.home, Accounts(issuers=issuers, **choices))
    )


def come(client, partner):
    """Through the provider and back."""
    away = client.get(LOGIN)["Location"]
    assert away.startswith(f"{partner.address}/authorize?")
    return client.get(partner.sign_in(away))


@pytest.mark.database
def test_groups_give_an_account_and_roles(accounts, partner, issuer, place):
    with configured(accounts, issuer):
        client = accounts.visitor()
        assert "Partner" in client.get("/en/account/login/").content.decode()
        assert come(client, partner)["Location"] == "/en/work/"
        user = User.objects.get()
        assert (user.email, user.name) == ("amal@partner.example", "Amal K")
        assert user.roles_in(place) == {Role.DATA_OFFICER}
        assert not user.has_usable_password()
        assert client.get("/en/work/partner/")["Location"] == "/en/account/second-factor/"
        assert client.get("/en/account/second-factor/app/").status_code == 200
    begun = Event.objects.get(verb="session.begin")
    assert begun.details == {"provider": "partner", "second_factor": False}
    assert partner.seen[-1]["code_verifier"]


def test_a_provider_that_asks_for_a_second_factor_spares_ours(accounts, partner, issuer, place):
    with configured(accounts, replace(issuer, second_factor=True)):
        client = accounts.visitor()
        come(client, partner)
        assert client.get("/en/work/partner/").status_code == 200


@pytest.mark.database
def test_roles_follow_the_groups_and_those_that_people_gave_stay(accounts, partner, issuer, place):
    with configured(accounts, issuer):
        come(accounts.visitor(), partner)
        user = User.objects.get()
        Membership.objects.create(user=user, organisation=place, role=Role.PUBLISHER)
        partner.person["groups"] = ["watchers"]
        come(accounts.visitor(), partner)
        assert user.roles_in(place) == {Role.AUDITOR, Role.PUBLISHER}
        partner.person["groups"] = []
        come(accounts.visitor(), partner)
        assert user.roles_in(place) == {Role.PUBLISHER}
    found = Event.objects.filter(verb__startswith="role.").order_by("number")
    assert [(one.verb, one.details["role"]) for one in found] == [
        ("role.give", "data-officer"),
        ("role.take", "data-officer"),
        ("role.give", "auditor"),
        ("role.take", "auditor"),
    ]


@pytest.mark.parametrize("groups", [None, [], ["everybody"], "officer", {"officers": 1}])
def test_without_a_group_that_counts_nobody_gets_an_account(
    accounts, partner, issuer, place, groups
):
    partner.person["groups"] = groups
    with configured(accounts, issuer):
        page = come(accounts.visitor(), partner)
    assert "By invitation only" in page.content.decode()
    assert not User.objects.exists()


def test_no_group_makes_an_administrator():
    with pytest.raises(ValueError, match="administrators"):
        Issuer("p", "P", "https://p.example", "c", "s", "p", {"all": Role.ADMINISTRATOR})
    with pytest.raises(ValueError, match="https"):
        Issuer("p", "P", "http://p.example", "c", "s", "p", {})


def known(accounts, organisation="partner", role=Role.PUBLISHER):
    from allauth.account.models import EmailAddress  # noqa: PLC0415 - apps must be loaded first

    user = accounts.user(role, organisation=organisation)
    User.objects.filter(pk=user.pk).update(email=AMAL["email"])
    EmailAddress.objects.create(user=user, email=AMAL["email"], primary=True, verified=True)
    return user


@pytest.mark.parametrize(
    ("trusted", "verified", "organisation", "found"),
    [
        (True, True, "partner", True),
        (False, True, "partner", False),
        (True, False, "partner", False),
        (True, True, "elsewhere", False),
    ],
)
def test_an_account_is_found_by_address_only_where_that_is_safe(
    accounts, partner, issuer, place, trusted, verified, organisation, found
):
    """By an issuer that is trusted with addresses, verified, inside its own organisation."""
    user = known(accounts, organisation)
    partner.person["email_verified"] = verified
    with configured(accounts, replace(issuer, trust_email=trusted)):
        client = accounts.visitor()
        come(client, partner)
        inside = client.get("/en/account/").status_code == 200
    assert inside == found
    assert User.objects.count() == 1
    assert (Role.DATA_OFFICER in user.roles_in(place)) == found


def test_an_account_that_works_elsewhere_too_is_not_opened(accounts, partner, issuer, place):
    user = known(accounts)
    elsewhere = Organisation.objects.create(slug="elsewhere", name="elsewhere")
    Membership.objects.create(user=user, organisation=elsewhere, role=Role.DATA_OFFICER)
    with configured(accounts, replace(issuer, trust_email=True)):
        client = accounts.visitor()
        come(client, partner)
        assert client.get("/en/account/").status_code == 302


def test_nobody_connects_another_account_to_theirs(accounts, partner, issuer, place):
    """Somebody who lures a person to this address must not get a second key to their account."""
    with configured(accounts, issuer):
        client = accounts.person(Role.DATA_OFFICER)
        assert client.get(f"{LOGIN}?process=connect").status_code == 404
        assert client.post(LOGIN, {"process": "connect"}).status_code == 404
        assert client.post(f"{LOGIN}?process=login", {"process": "connect"}).status_code == 404
        assert client.get("/account/oidc/other/login/").status_code == 404


def test_an_answer_that_nobody_asked_for_signs_nobody_in(accounts, partner, issuer, place):
    with configured(accounts, issuer):
        victim, attacker = accounts.visitor(), accounts.visitor()
        theirs = partner.sign_in(attacker.get(LOGIN)["Location"])
        page = victim.get(theirs)
        assert page.status_code in {200, 401}
        assert "were not signed in" in page.content.decode()
        assert victim.get("/en/account/").status_code == 302
        assert not User.objects.exists()


def test_a_provider_that_is_away_is_no_fault_of_the_hub(accounts, partner, issuer, place):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens
        away = replace(issuer, address=f"http://127.0.0.1:{taken.getsockname()[1]}")
        client = accounts.visitor()
        with configured(accounts, issuer):
            back = partner.sign_in(client.get(LOGIN)["Location"])
        with configured(accounts, away):
            for address in (LOGIN, back):
                page = client.get(address, follow=True)
                assert page.redirect_chain[-1][0] == "/en/account/provider/error/"
                assert "gave no usable answer" in page.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize("step", ["is_auto_signup_allowed", "save_user"])
@pytest.mark.database
def test_who_comes_in_two_windows_at_once_has_one_account(
    accounts, partner, issuer, place, monkeypatch, step
):
    """Both have found that there is no account before either makes one."""
    first, second = accounts.visitor(), accounts.visitor()
    with configured(accounts, issuer):
        away = [one.get(LOGIN)["Location"] for one in (first, second)]
        back = [partner.sign_in(one) for one in away]
        taken = getattr(DefaultSocialAccountAdapter, step)

        def meanwhile(adapter, *given):
            monkeypatch.undo()
            assert second.get(back[1])["Location"] == "/en/work/"
            return taken(adapter, *given)

        monkeypatch.setattr(DefaultSocialAccountAdapter, step, meanwhile)
        page = first.get(back[0], follow=True)
        assert "Your account has just been created." in page.content.decode()
        page = first.get("/en/account/provider/again/", follow=True)
        assert "Your account has just been created." not in page.content.decode(), "for no reason"
        assert come(first, partner)["Location"] == "/en/work/"
    assert User.objects.get().roles_in(place) == {Role.DATA_OFFICER}


def test_a_code_serves_once_and_for_its_own_challenge(accounts, partner, issuer, place):
    with configured(accounts, issuer):
        one, other = accounts.visitor(), accounts.visitor()
        back = partner.sign_in(one.get(LOGIN)["Location"])
        code = parse_qs(urlsplit(back).query)["code"][0]
        mine = partner.sign_in(other.get(LOGIN)["Location"])
        state = parse_qs(urlsplit(mine).query)["state"][0]
        page = other.get(f"{LOGIN}callback/?code={code}&state={state}")
        assert "were not signed in" in page.content.decode()
        assert other.get("/en/account/").status_code == 302


def test_the_way_back_is_one_address_whatever_the_language(accounts, partner, issuer, place):
    with configured(accounts, issuer):
        for language in ("fr", "ar"):
            page = accounts.visitor().get(f"/{language}/account/login/")
            assert f'href="{LOGIN}"' in page.content.decode()
        away = accounts.visitor().get(LOGIN)["Location"]
    asked = parse_qs(urlsplit(away).query)
    assert asked["redirect_uri"] == [f"https://{SITE}{LOGIN}callback/"]
    assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}


def test_a_closed_account_is_not_opened_by_a_provider(accounts, partner, issuer, place):
    with configured(accounts, issuer):
        come(accounts.visitor(), partner)
        User.objects.update(is_active=False)
        client = accounts.visitor()
        assert come(client, partner)["Location"] == "/en/account/inactive/"
        assert client.get("/en/account/").status_code == 302
