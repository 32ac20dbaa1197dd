"""Links that let one person join one organisation, once."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import override_settings
from django.utils import timezone
from small_hubs import PASSWORD, SITE

from lanterne.hub.audit.models import Event
from lanterne.hub.people import invitations
from lanterne.hub.people.forms import JoinForm
from lanterne.hub.people.models import Invitation, Membership, Organisation, User
from lanterne.hub.people.roles import Role

INVITE, JOIN = "/en/work/here/people/invite/", "/en/account/join/"
NEW = "entirely other words"


def given(email="", name="Amal", roles=("publisher", "auditor")):
    return {"name": name, "email": email, "roles": list(roles)}


def account(email, password=NEW, again=None):
    return {"name": "Amal K", "email": email, "password": password, "again": again or password}


@pytest.fixture
def administrator(accounts):
    return accounts.person(Role.ADMINISTRATOR)


def link_of(administrator, **choices):
    """The path of a link that the page shows."""
    page = administrator.post(INVITE, given(**choices))
    assert "no-store" in page["Cache-Control"] or "no-cache" in page["Cache-Control"]
    return re.search(rf"https://{SITE}(/account/join/[\w-]+/)", page.content.decode())[1]


def come(client, link):
    """Follows a link in an English browser."""
    there = client.get(f"/en{link}")
    assert there["Location"] == JOIN, "the token goes out of the address"
    return client.get(JOIN)


@pytest.mark.database
def test_somebody_joins_by_a_link_that_is_shown_once_and_not_kept(accounts, administrator):
    link = link_of(administrator)
    token = link.split("/")[-2]
    kept = Invitation.objects.get()
    assert kept.digest == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(vars(kept))
    assert token not in administrator.get("/en/work/here/people/").content.decode()
    client = accounts.visitor()
    page = come(client, link).content.decode()
    assert "Publisher" in page
    assert token not in page
    answer = client.post(JOIN, account("amal@example.org"))
    assert answer["Location"] == "/en/work/"
    user = User.objects.get(email="amal@example.org")
    assert user.roles_in(Organisation.objects.get()) == {Role.PUBLISHER, Role.AUDITOR}
    assert client.get("/en/account/").status_code == 200
    assert client.get("/en/work/here/")["Location"] == "/en/account/second-factor/"
    assert client.get("/en/account/second-factor/app/").status_code == 200, "no password again"
    assert accounts.visitor().get(f"/en{link}").status_code == 404, "opens once"


def test_a_link_for_an_address_is_sent_there_and_shown_to_nobody(accounts, administrator):
    page = administrator.post(INVITE, given("Amal@Example.org")).content.decode()
    assert "/account/join/" not in page
    (letter,) = mail.outbox
    assert letter.to == ["amal@example.org"]
    link = re.search(rf"https://{SITE}(\S+)", letter.body)[1]
    client = accounts.visitor()
    come(client, link)
    client.post(JOIN, account("somebody-else@example.org"))
    user = User.objects.get(name="Amal K")
    assert user.email == "amal@example.org", "what is sent instead is not looked at"
    from allauth.account.models import EmailAddress  # noqa: PLC0415 - apps must be loaded first

    assert EmailAddress.objects.get(user=user).verified


def test_where_no_mail_is_sent_the_address_binds_but_is_not_taken_as_verified(
    accounts, administrator
):
    with override_settings(LANTERNE_MAIL=False):
        link = link_of(administrator, email="amal@example.org")
    assert not mail.outbox
    client = accounts.visitor()
    come(client, link)
    client.post(JOIN, account("amal@example.org"))
    from allauth.account.models import EmailAddress  # noqa: PLC0415 - apps must be loaded first

    assert not EmailAddress.objects.get().verified


def test_a_link_opens_in_the_language_of_who_comes(accounts, administrator):
    link = link_of(administrator)
    there = accounts.visitor().get(link, headers={"accept-language": "ar"})
    assert there["Location"] == f"/ar{link}"


@pytest.mark.parametrize("end", ["expired", "revoked", "no-administrator", "inviter-closed"])
@pytest.mark.database
def test_a_link_ends_with_time_by_hand_and_with_the_power_of_who_gave_it(
    accounts, administrator, end
):
    link = link_of(administrator)
    client = accounts.visitor()
    come(client, link)
    if end == "expired":
        Invitation.objects.update(expires=timezone.now() - timedelta(seconds=1))
    elif end == "revoked":
        one = Invitation.objects.get()
        administrator.post(f"/en/work/here/people/invitations/{one.pk}/revoke/")
    elif end == "no-administrator":
        Membership.objects.filter(role=Role.ADMINISTRATOR).delete()
    else:
        User.objects.filter(pk=administrator.user.pk).update(is_active=False)
    assert client.post(JOIN, account("amal@example.org")).status_code == 404
    assert not User.objects.filter(email="amal@example.org").exists()
    assert accounts.visitor().get(f"/en{link}").status_code == 404


def test_an_administrator_of_another_organisation_keeps_no_invitation_open(accounts):
    elsewhere = accounts.user(Role.ADMINISTRATOR, organisation="elsewhere")
    here = Organisation.objects.create(slug="here", name="here")
    _, token = invitations.invite(here, [Role.AUDITOR], by=elsewhere)
    assert invitations.opened(token) is None
    _, token = invitations.invite(here, [Role.ADMINISTRATOR], by=None)
    assert invitations.opened(token) is not None, "whoever runs the hub makes the first one"


@pytest.mark.database
def test_of_two_who_come_with_one_link_one_joins(accounts, administrator):
    link = link_of(administrator)
    one, other = accounts.visitor(), accounts.visitor()
    come(one, link)
    come(other, link)
    assert one.post(JOIN, account("one@example.org")).status_code == 302
    assert other.post(JOIN, account("other@example.org")).status_code == 404
    assert not User.objects.filter(email="other@example.org").exists()


@pytest.mark.database
def test_of_two_who_take_one_address_at_once_one_joins(accounts, administrator, monkeypatch):
    """Both have found that nobody has it before either makes an account."""
    link = link_of(administrator)
    one = accounts.visitor()
    come(one, link)
    looked = JoinForm.is_valid

    def meanwhile(form):
        monkeypatch.undo()
        found = looked(form)
        User.objects.create_user("one@example.org")
        return found

    monkeypatch.setattr(JoinForm, "is_valid", meanwhile)
    answer = one.post(JOIN, account("one@example.org"))
    assert "This address cannot be used." in answer.content.decode()
    assert Invitation.objects.get().accepted is None


@pytest.mark.database
def test_two_acceptances_at_once_do_not_both_count(accounts, administrator):
    """Both have read the invitation as open before either writes."""
    link_of(administrator)
    invitation = Invitation.objects.get()
    again = Invitation.objects.get()
    first, second = accounts.user(organisation="x"), accounts.user(organisation="x")
    assert invitations.accept(invitation, first)
    assert not invitations.accept(again, second)
    assert not second.memberships.exists()


def test_nobody_accepts_their_own_invitation(accounts, administrator):
    link = link_of(administrator)
    assert "Nobody can accept their own" in come(administrator, link).content.decode()
    administrator.post(JOIN)
    assert administrator.user.roles_in(Organisation.objects.get()) == {Role.ADMINISTRATOR}


def test_somebody_with_an_account_joins_a_second_organisation(accounts, administrator):
    link = link_of(administrator)
    client = accounts.person(Role.CASE_WORKER, organisation="elsewhere")
    assert "You are signed in as" in come(client, link).content.decode()
    assert client.post(JOIN)["Location"] == "/en/work/here/"
    assert client.get("/en/work/here/").status_code == 200


def test_an_address_with_an_account_signs_in_first_and_nobody_takes_it_over(
    accounts, administrator
):
    known = accounts.user(Role.CASE_WORKER, organisation="elsewhere")
    administrator.post(INVITE, given(known.email))
    link = re.search(rf"https://{SITE}(\S+)", mail.outbox[0].body)[1]
    client = accounts.visitor()
    there = come(client, link)
    assert there["Location"] == f"/en/account/login/?next={JOIN}"
    client.post(JOIN, account(known.email))
    known.refresh_from_db()
    assert known.check_password(PASSWORD)
    signed = client.post(there["Location"], {"login": known.email, "password": PASSWORD})
    assert signed["Location"] == JOIN
    assert client.post(JOIN)["Location"] == "/en/work/here/"
    another = accounts.person(Role.AUDITOR)
    open_link = link_of(administrator)
    come(client, open_link)
    client.post("/en/account/logout/")
    visitor = accounts.visitor()
    come(visitor, open_link)
    refused = visitor.post(JOIN, account(another.user.email))
    assert "cannot be used" in refused.content.decode()


def test_an_invitation_for_somebody_else_is_not_accepted(accounts, administrator):
    administrator.post(INVITE, given("amal@example.org"))
    link = re.search(rf"https://{SITE}(\S+)", mail.outbox[0].body)[1]
    client = accounts.person(Role.CASE_WORKER, organisation="elsewhere")
    assert "a different address" in come(client, link).content.decode()
    client.post(JOIN)
    assert not client.user.memberships.filter(organisation__slug="here").exists()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (account("amal@example.org", "short"), "at least 12 characters"),
        (account("amal@example.org", "amal@example.org"), "too similar"),
        (account("amal@example.org", NEW, "something else"), "not the same password"),
        (account("no address"), "valid email address"),
    ],
)
def test_what_is_wrong_with_a_new_account_is_said(accounts, administrator, values, said):
    client = accounts.visitor()
    come(client, link_of(administrator))
    page = client.post(JOIN, values)
    assert said in page.content.decode()
    assert NEW not in page.content.decode(), "no password comes back"
    assert User.objects.count() == 1


@pytest.mark.parametrize("roles", [[], ["root"], ["publisher", "<script>"]])
def test_an_invitation_has_roles_that_exist(administrator, roles):
    page = administrator.post(INVITE, {"name": "Amal", "roles": roles})
    assert page.status_code == 200
    assert "<script>" not in page.content.decode()
    assert not Invitation.objects.exists()


def test_everything_is_in_the_audit_log_and_no_address_is(accounts, administrator):
    administrator.post(INVITE, given("amal@example.org"))
    link = re.search(rf"https://{SITE}(\S+)", mail.outbox[0].body)[1]
    client = accounts.visitor()
    come(client, link)
    client.post(JOIN, account("amal@example.org"))
    other = Invitation.objects.get(accepted__isnull=False)
    link_of(administrator)
    left = Invitation.objects.get(accepted=None)
    administrator.post(f"/en/work/here/people/invitations/{left.pk}/revoke/")
    events = Event.objects.filter(kind="invitation").exclude(verb="people.manage")
    assert [(one.verb, one.thing) for one in events.order_by("number")] == [
        ("invitation.make", str(other.pk)),
        ("invitation.accept", str(other.pk)),
        ("invitation.make", str(left.pk)),
        ("invitation.revoke", str(left.pk)),
    ]
    assert not [one for one in Event.objects.all() if "@" in str(vars(one))]
