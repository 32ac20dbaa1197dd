"""The mail server does not answer: what was changed stays so, and the page says that none went."""

from __future__ import annotations

import html
import re
import smtplib
import socket

import pytest
from codes import digits
from django.test import override_settings
from small_hubs import PASSWORD, SITE

from lanterne.hub.audit.models import Event
from lanterne.hub.people.account_recovery import rescue
from lanterne.hub.people.models import Invitation, User
from lanterne.hub.people.roles import Role

ACCOUNT, FACTORS = "/en/account/", "/en/account/second-factor/"
RESET, INVITE = "/en/account/password/reset/", "/en/work/here/people/invite/"
NEW = "other words that nobody knows"
DONE, NOT_SENT = "This is done, but the e-mail", "The e-mail could not be sent"


@pytest.fixture(autouse=True)
def _away():
    """A port at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with override_settings(
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=taken.getsockname()[1],
        ):
            yield


@pytest.fixture
def person(accounts):
    """Somebody who may be written to."""
    from allauth.account.models import EmailAddress  # noqa: PLC0415 - apps must be loaded first

    user = accounts.user(Role.DATA_OFFICER)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def signed_in(accounts, user, password=PASSWORD):
    client = accounts.visitor()
    answer = client.post("/en/account/login/", {"login": user.email, "password": password})
    assert answer.status_code == 302
    return client


def verbs():
    return set(Event.objects.values_list("verb", flat=True))


@pytest.mark.parametrize("refused", [False, True])
def test_an_invitation_is_kept_and_its_link_is_shown_to_be_handed_over(
    accounts, monkeypatch, refused
):
    if refused:
        error = smtplib.SMTPRecipientsRefused({"amal@example.org": (550, b"Kanarienvogel-4711")})

        def refuse(_message, **_more):
            raise error

        monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refuse)
    administrator = accounts.person(Role.ADMINISTRATOR)
    given = {"name": "Amal", "email": "amal@example.org", "roles": ["publisher"]}
    page = administrator.post(INVITE, given)
    assert page.status_code == 200
    text = page.content.decode()
    assert NOT_SENT in text
    assert "The link was sent" not in text
    assert "Kanarienvogel" not in text
    assert not Invitation.objects.get().mailed
    link = re.search(rf"https://{SITE}(/account/join/[\w-]+/)", text)[1]
    client = accounts.visitor()
    client.get(f"/en{link}")
    values = {"name": "Amal", "email": "", "password": NEW, "again": NEW}
    assert client.post("/en/account/join/", values).status_code == 302
    from allauth.account.models import EmailAddress  # noqa: PLC0415 - apps must be loaded first

    address = EmailAddress.objects.get(user__email="amal@example.org")
    assert not address.verified, "others have seen the link"


def test_a_changed_password_is_changed_and_written_down(accounts, person):
    client = signed_in(accounts, person)
    values = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post(f"{ACCOUNT}password/", values).status_code == 302
    text = client.get(ACCOUNT).content.decode()
    assert "Your password was changed" in text
    assert DONE in text
    assert "password.change" in verbs()
    signed_in(accounts, person, NEW)


def test_a_password_that_a_link_sets_is_set(accounts, person):
    client = accounts.visitor()
    place = client.get(rescue(person.email, second_factors=False), follow=True)
    answer = client.post(place.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    assert answer.status_code == 302
    assert DONE in client.get(answer["Location"]).content.decode()
    assert "password.change" in verbs()
    signed_in(accounts, person, NEW)


def test_second_factors_are_set_up_renewed_and_taken_away(accounts, person):
    client = signed_in(accounts, person)
    app = f"{FACTORS}app/"
    client.post(f"{ACCOUNT}reauthenticate/?next={app}", {"password": PASSWORD})
    secret = re.search(r'class="secret"><bdi dir="ltr">(\w+)<', client.get(app).content.decode())[1]
    acts = [
        (app, {"code": digits(secret)}),
        (f"{FACTORS}recovery-codes/new/", {}),
        (f"{FACTORS}app/remove/", {}),
    ]
    for address, values in acts:
        answer = client.post(address, values)
        assert answer.status_code == 302, address
        assert DONE in client.get(answer["Location"]).content.decode(), address
    assert {"factor.add", "factor.renew", "factor.remove"} <= verbs()


def test_who_asks_for_a_new_password_is_not_told_that_a_link_is_on_its_way(accounts, person):
    pages = []
    for address in (person.email, "nobody@example.org"):
        client = accounts.visitor()
        asked = client.post(RESET, {"email": address})
        assert asked["Location"] == RESET
        text = client.get(RESET).content.decode()
        assert NOT_SENT in text
        pages.append(re.sub(r'value="\w{64}"', "", text))
    assert pages[0] == pages[1], "nobody learns whether there is an account"


@pytest.mark.parametrize(
    ("language", "invited", "done", "asked"),
    [
        (
            "fr",
            "Le courriel n'a pas pu être envoyé. Prévenez la personne qui gère le service.",
            "C'est fait, mais le courriel qui l'annonce n'a pas pu être envoyé.",
            "Le courriel n'a pas pu être envoyé. Réessayez plus tard",
        ),
        (
            "es",
            "No se pudo enviar el correo. Avise a quien administra el servicio.",
            "Está hecho, pero no se pudo enviar el correo que lo comunica.",
            "No se pudo enviar el correo. Inténtelo más tarde",
        ),
        (
            "ar",
            "تعذّر إرسال الرسالة. يُرجى إبلاغ الجهة المشغّلة للمنصة.",
            "تم ذلك، لكن تعذّر إرسال رسالة الإشعار به.",
            "تعذّر إرسال الرسالة. يُرجى المحاولة مرة أخرى لاحقًا",
        ),
    ],
)
def test_the_pages_say_so_in_the_language_of_the_reader(
    accounts, person, language, invited, done, asked
):
    def there(address):
        return address.replace("/en/", f"/{language}/")

    def said(answer):
        return html.unescape(answer.content.decode())

    administrator = accounts.person(Role.ADMINISTRATOR)
    given = {"name": "Amal", "email": "amal@example.org", "roles": ["publisher"]}
    assert invited in said(administrator.post(there(INVITE), given))
    client = signed_in(accounts, person)
    values = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert done in said(client.post(there(f"{ACCOUNT}password/"), values, follow=True))
    visitor = accounts.visitor()
    assert asked in said(visitor.post(there(RESET), {"email": person.email}, follow=True))


def test_a_hub_without_mail_misses_none(accounts, person):
    client = signed_in(accounts, person)
    values = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    with override_settings(LANTERNE_MAIL=False):
        client.post(f"{ACCOUNT}password/", values)
        assert DONE not in client.get(ACCOUNT).content.decode()
    assert User.objects.get().check_password(NEW)
