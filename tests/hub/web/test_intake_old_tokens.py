"""People whose tokens were made by older rules: it is said, and they are brought up to date."""

from __future__ import annotations

import pytest
from intake_worker import INTAKE, PASSPHRASE, TODAY, colleague, household, register, switched_on

from lanterne.hub.audit.models import Event
from lanterne.hub.intake import holders, old_tokens
from lanterne.hub.intake.models import Intake, NameToken, Person
from lanterne.hub.intake.old_tokens import bring_up_to_date, not_found_reliably
from lanterne.hub.people.roles import Role
from lanterne.intake.name_tokens import MADE_BY

RENEW = f"{INTAKE}/names/search/"


def grow_old(*people, rules=MADE_BY - 1):
    """As an older version of the program has left them: other tokens, and its version."""
    for number, person in enumerate(people):
        person.tokens.all().delete()
        NameToken.objects.create(
            person=person, organisation=person.organisation, token=f"{number:016x}"
        )
        Person.objects.filter(pk=person.pk).update(rules=rules)


def tokens():
    return {(one.person_id, one.token) for one in NameToken.objects.all()}


def found(client, person, name):
    return person.code in client.post(f"{INTAKE}/find/", {"name": name}).content.decode()


def test_who_is_registered_or_changed_has_tokens_of_the_rules_of_now(workspace):
    host = switched_on(workspace)
    person = register(host, "Amina Diallo")
    household(host, ("Awa Sow", "first", ""), ("Fatou Sow", "child", ""), looked="yes")
    assert set(Person.objects.values_list("rules", flat=True)) == {MADE_BY}
    grow_old(person)
    sent = {"name": "Amina Sow", "seen": "1"}
    assert host.post(f"{INTAKE}/people/{person.pk}/edit/", sent).status_code == 302
    assert Person.objects.get(pk=person.pk).rules == MADE_BY
    assert found(host, person, "Sow")


@pytest.mark.parametrize("rules", [MADE_BY - 1, MADE_BY + 1])
def test_it_is_said_that_somebody_is_missed_and_a_button_mends_it(workspace, rules):
    """Also where the program was put back to an older version."""
    host = switched_on(workspace)
    people = [register(host, name) for name in ("Amina Diallo", "Xyzzy Plugh")]
    before = tokens()
    pages = [f"{INTAKE}/{one}/" for one in ("find", "register", "register/household", "names")]
    for page in pages:
        assert "found reliably" not in host.get(page).content.decode(), page
    grow_old(*people, rules=rules)
    assert not found(host, people[0], "Diallo")
    for page in pages:
        assert "2 people cannot be found reliably yet" in host.get(page).content.decode(), page
    sent = {"name": "Amina Diallo", "registered": TODAY, "looked": ""}
    refused = host.post(f"{INTAKE}/register/", {**sent, "registered": "x"})
    assert "found reliably" in refused.content.decode()
    assert host.post(RENEW).status_code == 302
    assert tokens() == before
    assert found(host, people[0], "Diallo")
    for page in pages:
        assert "found reliably" not in host.get(page).content.decode(), page
    assert Event.objects.filter(verb="names.hold", details={"people": 2}).count() == 1


def test_they_are_brought_up_to_date_in_steps(workspace, monkeypatch):
    monkeypatch.setattr(old_tokens, "AT_ONCE", 2)
    host = switched_on(workspace)
    people = [register(host, f"Amina{n} Diallo{n}") for n in range(5)]
    before = tokens()
    grow_old(*people)
    for left in (3, 1, 0):
        host.post(RENEW)
        assert not_found_reliably(Intake.objects.get()).count() == left
    assert tokens() == before


def test_opening_the_names_brings_the_first_of_them_up_to_date(workspace):
    host = switched_on(workspace)
    person = register(host, "Amina Diallo")
    grow_old(person)
    other = workspace.browser(host.user)
    assert "found reliably" not in other.get(f"{INTAKE}/names/").content.decode(), "names are shut"
    assert other.post(RENEW).status_code == 409
    assert not_found_reliably(Intake.objects.get()).exists()
    assert other.post(f"{INTAKE}/names/open/", {"passphrase": PASSPHRASE}).status_code == 302
    assert not not_found_reliably(Intake.objects.get()).exists()
    assert found(other, person, "Diallo")
    assert workspace.person(Role.AUDITOR).post(RENEW).status_code == 403


def test_who_cannot_be_opened_does_not_keep_the_others(workspace, monkeypatch):
    monkeypatch.setattr(old_tokens, "AT_ONCE", 1)
    host = switched_on(workspace)
    broken, sound = register(host, "Amina Diallo"), register(host, "Xyzzy Plugh")
    grow_old(broken, sound)
    Person.objects.filter(pk=broken.pk).update(sealed=b"0" * 80)
    names = holders.open_names(Intake.objects.get().holders.get(user=host.user), PASSPHRASE)
    assert bring_up_to_date(Intake.objects.get(), names) == 1
    assert list(not_found_reliably(Intake.objects.get())) == [broken]
    assert bring_up_to_date(Intake.objects.get(), names) == 0
    assert "1 person cannot" in host.get(f"{INTAKE}/find/").content.decode()


def test_people_of_others_are_theirs(workspace):
    host = switched_on(workspace)
    worker = colleague(workspace, host)
    person = register(host, "Amina Diallo")
    grow_old(person)
    assert worker.post(RENEW).status_code == 302, "the key is that of the whole team"
    assert found(worker, person, "Diallo")
