"""Names of registered people: who can open them, and who cannot, whatever they steal."""

from __future__ import annotations

import sqlite3

import pytest
from django.db import connection
from intake_worker import (
    INTAKE,
    PASSPHRASE,
    TODAY,
    case_of,
    colleague,
    names_cookie,
    register,
    say,
    switched_on,
)

from lanterne.hub.intake import holders
from lanterne.hub.intake.models import Intake, NamesHolder, OpenedNames, Person
from lanterne.hub.intake.registration import document_of
from lanterne.hub.intake.sealed import names_sealer
from lanterne.hub.people.models import Membership
from lanterne.hub.people.roles import Role
from lanterne.hub.process_vault import vault
from lanterne.vault import VaultError
from lanterne.vault.secret import Secret

CANARY = "Zwxqvk Tharnibel"
TOLD = "he-said-quxlorp"


def shown(client, address="/", status=200):
    answer = client.get(f"{INTAKE}{address}")
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def test_it_is_off_until_somebody_switches_it_on(workspace):
    worker = workspace.person(Role.CASE_WORKER)
    assert "It is off" in shown(worker)
    assert worker.get(f"{INTAKE}/switch/").status_code == 403
    for address in ("find/", "register/", "names/", "statistics/"):
        assert worker.get(f"{INTAKE}/{address}").status_code in {403, 404}
    host = switched_on(workspace)
    assert "It is off" not in shown(worker)
    assert len(set(host.printed)) == 2
    host.post(f"{INTAKE}/switch/", {"codebook": "lanterne-cases"})
    assert Intake.objects.count() == 1


def test_after_its_end_nobody_is_registered_and_what_is_there_is_read(workspace):
    host = switched_on(workspace)
    person = register(host, CANARY)
    host.post(f"{INTAKE}/switch/", {"act": "end"})
    assert "The intake has ended" in shown(host, "/register/", status=409)
    sent = {"name": "Another", "registered": TODAY, "looked": "yes"}
    assert host.post(f"{INTAKE}/register/", sent).status_code == 409
    assert Person.objects.count() == 1
    assert CANARY in shown(host, f"/people/{person.pk}/")
    host.post(f"{INTAKE}/people/{person.pk}/case/")
    assert person.cases.count() == 1
    host.post(f"{INTAKE}/switch/", {"act": "go-on"})
    assert host.post(f"{INTAKE}/register/", sent).status_code == 302


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("short", "short", "12 characters or more"),
        ("four words and a lamp", "four words and a lamb", "are not the same"),
        ("", "", "This field is required"),
    ],
)
def test_a_passphrase_that_will_not_do(workspace, first, second, said):
    client = workspace.person(*Role)
    sent = {"codebook": "lanterne-cases", "passphrase": first, "again": second}
    assert said in client.post(f"{INTAKE}/switch/", sent).content.decode()
    assert not Intake.objects.exists()


def test_a_colleague_is_let_in_and_opens_names(workspace):
    host = switched_on(workspace)
    person = register(host, CANARY)
    worker = workspace.person(Role.CASE_WORKER)
    assert "Choose a passphrase for names" in shown(worker, "/names/")
    worker.post(f"{INTAKE}/names/join/", {"passphrase": PASSPHRASE, "again": PASSPHRASE})
    early = worker.post(f"{INTAKE}/names/open/", {"passphrase": PASSPHRASE})
    assert "A colleague who can open names lets you in" in early.content.decode()
    holder = NamesHolder.objects.get(user=worker.user)
    assert worker.post(f"{INTAKE}/names/{holder.pk}/let-in/").status_code == 409
    assert host.post(f"{INTAKE}/names/{holder.pk}/let-in/").status_code == 302
    wrong = worker.post(f"{INTAKE}/names/open/", {"passphrase": "another passphrase"})
    assert "not your passphrase" in wrong.content.decode()
    assert "Names are closed" in shown(worker)
    assert worker.post(f"{INTAKE}/names/open/", {"passphrase": PASSPHRASE}).status_code == 302
    found = worker.post(f"{INTAKE}/find/", {"name": CANARY}).content.decode()
    assert person.code in found
    worker.post(f"{INTAKE}/names/close/")
    assert "Names are closed" in shown(worker)
    assert worker.post(f"{INTAKE}/find/", {"name": CANARY}).status_code == 409


def test_who_loses_the_role_loses_the_names_at_once(workspace):
    host = switched_on(workspace)
    worker = colleague(workspace, host, Role.CASE_WORKER, Role.AUDITOR)
    assert "Names are open" in shown(worker)
    Membership.objects.get(user=worker.user, role=Role.CASE_WORKER).delete()
    assert not NamesHolder.objects.filter(user=worker.user).exists()
    assert not OpenedNames.objects.filter(user=worker.user).exists()
    assert worker.post(f"{INTAKE}/names/open/", {"passphrase": PASSPHRASE}).status_code == 403


def test_a_browser_alone_and_the_database_alone_open_nothing(workspace):
    host = switched_on(workspace)
    other = colleague(workspace, host)
    name = names_cookie(host)
    cookie = host.cookies[name].value
    other.cookies[name] = cookie  # that of somebody else
    assert "Names are closed" in shown(other)
    host.cookies[name] = cookie[:-2] + ("AA" if cookie[-2:] != "AA" else "BB")
    assert "Names are closed" in shown(host)
    host.cookies[name] = cookie
    assert "Names are open" in shown(host)
    OpenedNames.objects.update(until="2000-01-01T00:00:00Z")
    assert "Names are closed" in shown(host)


def test_a_key_for_recovery_opens_names_once_everybody_has_forgotten(workspace):
    host = switched_on(workspace)
    person = register(host, CANARY)
    worker = workspace.person(Role.CASE_WORKER)
    sent = {"passphrase": "another four words here", "again": "another four words here"}
    for key, said in (
        (host.printed[0][:-1] + ("Q" if host.printed[0][-1] != "Q" else "P"), "one sign is not"),
        ("nonsense", "one sign is not"),
    ):
        answer = worker.post(f"{INTAKE}/names/recover/", {**sent, "recovery": key})
        assert said in answer.content.decode()
        assert key not in answer.content.decode().replace(f'value="{key}"', "")
    spelt = " ".join(re_grouped(host.printed[1].lower()))
    assert worker.post(f"{INTAKE}/names/recover/", {**sent, "recovery": spelt}).status_code == 302
    assert "Names are open" in shown(worker)
    found = worker.post(f"{INTAKE}/find/", {"name": CANARY}).content.decode()
    assert person.code in found


def re_grouped(text):
    return [text[place : place + 6] for place in range(0, len(text), 6)]


def test_a_thief_of_database_and_organisation_key_reads_no_name(workspace):
    """All that a server has: its key opens much, and a name is in none of it."""
    host = switched_on(workspace)
    person = register(host, CANARY, phone="+33 6 12 34 56 78", reach="behind Zwxqvk's bakery")
    key = vault().keys.get_or_make("here").secret
    with pytest.raises(VaultError):
        document_of(person, key)
    for holder in NamesHolder.objects.all():
        found = holders._key_of(holder)
        text = str(found.document)
        assert "AGE-SECRET-KEY" not in text
        handed = holders._handed(holder)
        assert key.exposed() not in handed
    for opened in OpenedNames.objects.all():
        assert key.unwrap(bytes(opened.wrapped), b"") is None
    dump = database_as_text()
    for word in (*CANARY.split(), "bakery", "12345678", "34 56 78"):
        assert word.encode() not in dump
        assert word.lower().encode() not in dump


def test_nothing_that_was_said_stands_in_clear_in_the_database(workspace):
    host = switched_on(workspace)
    person = register(host, CANARY)
    case = case_of(person)
    say(host, person, "given", "referral", note=TOLD)
    host.post(f"{INTAKE}/cases/{case.pk}/hold-back/", {"reason": TOLD})
    host.post(f"{INTAKE}/cases/{case.pk}/perpetrators/new/", {"known_as": TOLD})
    page = shown(host, f"/people/{person.pk}/") + shown(host, f"/cases/{case.pk}/")
    assert page.count(TOLD) >= 3
    dump = database_as_text()
    assert TOLD.encode() not in dump
    assert str(person.code).encode() in dump, "codes are in clear, so that this looks at all"


def database_as_text() -> bytes:
    """The whole database, free pages too where it is a file of SQLite."""
    if connection.vendor != "sqlite":
        pytest.skip("this database is looked at on the disk of another test")
    raw: sqlite3.Connection = connection.connection
    return bytes(raw.serialize())


def test_rows_that_were_swapped_in_the_database_are_refused(workspace):
    host = switched_on(workspace)
    one, two = register(host, "Amina Diallo"), register(host, "Beatriz Lopes")
    Person.objects.filter(pk=one.pk).update(sealed=two.sealed)
    answer = host.get(f"{INTAKE}/people/{one.pk}/")
    assert answer.status_code != 200
    assert "Beatriz" not in answer.content.decode()
    case, other = case_of(one), case_of(two)
    type(case).objects.filter(pk=other.pk).update(answers=case.answers)
    assert host.get(f"{INTAKE}/cases/{other.pk}/").status_code != 200


def test_a_names_key_that_somebody_put_into_the_database_is_refused(workspace):
    """Who writes to the database alone cannot make the team seal names under a key of theirs."""
    host = switched_on(workspace)
    holder = NamesHolder.objects.get(user=host.user)
    theirs = Secret.new()
    forged = names_sealer(theirs).seal("anything", "handed", str(holder.pk))
    NamesHolder.objects.filter(pk=holder.pk).update(handed=forged)
    host.post(f"{INTAKE}/names/close/")
    answer = host.post(f"{INTAKE}/names/open/", {"passphrase": PASSPHRASE})
    assert answer.status_code != 302
    assert "Names are closed" in shown(host)
