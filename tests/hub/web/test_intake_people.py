"""People and households: searched for, registered once, changed by two at the same time."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from intake_worker import (
    INTAKE,
    PASSPHRASE,
    TODAY,
    case_of,
    colleague,
    household,
    register,
    say,
    switched_on,
)

from lanterne.hub.intake.models import Case, Event, Household, Person
from lanterne.hub.people.roles import Role

TOMORROW = (date.today() + timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    ("registered", "typed"),
    [
        ("Mohamed Ould Ahmed", "محمد أحمد"),
        ("فاطمة الزهراء", "Fatima Zahra"),
        ("José Álvarez", "alvarez jose"),
        ("Сергей Иванов", "Ivanov"),
    ],
)
def test_somebody_is_found_in_another_script(workspace, registered, typed):
    host = switched_on(workspace)
    person = register(host, registered)
    register(host, "Xyzzy Plugh")
    found = host.post(f"{INTAKE}/find/", {"name": typed}).content.decode()
    assert person.code in found
    assert "Xyzzy" not in found
    assert typed not in str(host.get(f"{INTAKE}/find/").request["PATH_INFO"])


def test_somebody_is_found_by_a_phone_number(workspace):
    host = switched_on(workspace)
    person = register(host, "Amina Diallo", phone="+33 6 12 34 56 78")
    assert person.code in host.post(f"{INTAKE}/find/", {"phone": "0612345678"}).content.decode()
    assert (
        "Nobody was found" in host.post(f"{INTAKE}/find/", {"phone": "0699999999"}).content.decode()
    )


def test_nobody_is_registered_twice_without_being_asked(workspace):
    host = switched_on(workspace)
    first = register(host, "Amina Diallo")
    worker = colleague(workspace, host)
    sent = {"name": "Aminah Diallo", "registered": TODAY}
    asked = worker.post(f"{INTAKE}/register/", sent)
    assert asked.status_code == 409
    text = asked.content.decode()
    assert first.code in text
    assert "tell them the code" in text, (
        "she is a colleague's: the code and whom to ask, and no more"
    )
    assert f"/people/{first.pk}/" not in text
    assert 'value="Aminah Diallo"' in text, "what was typed is not lost"
    assert Person.objects.count() == 1
    assert worker.post(f"{INTAKE}/register/", {**sent, "looked": "yes"}).status_code == 302
    assert Person.objects.count() == 2


def test_a_person_of_a_colleague_is_not_shown(workspace):
    host = switched_on(workspace)
    person = register(host, "Amina Diallo")
    worker = colleague(workspace, host)
    case = case_of(person)
    for address in (
        f"people/{person.pk}/",
        f"people/{person.pk}/edit/",
        f"cases/{case.pk}/",
        f"cases/{case.pk}/questions/0/",
    ):
        assert worker.get(f"{INTAKE}/{address}").status_code == 403
    elsewhere = workspace.person(*Role, organisation="elsewhere")
    answer = elsewhere.get(f"/en/work/elsewhere/intake/people/{person.pk}/")
    assert answer.status_code == 404


def test_a_household_is_registered_whole_or_not_at_all(workspace):
    host = switched_on(workspace)
    family = (
        ("Amina Diallo", "first", "1985-02-03"),
        ("Ibrahima Diallo", "partner", ""),
        ("Fatou Diallo", "child", "2015-06-07"),
        ("Moussa Diallo", "child", "2018-01-01"),
    )
    spoilt = (*family[:3], ("Moussa Diallo", "child", TOMORROW))
    answer = household(host, *spoilt)
    assert answer.status_code == 422
    assert "This day is in the future" in answer.content.decode()
    assert 'value="Fatou Diallo"' in answer.content.decode()
    assert not Person.objects.exists()
    assert household(host, *family, phone="0612345678").status_code == 302
    made = Household.objects.get()
    assert made.members.count() == Person.objects.count() == Case.objects.count() == 4
    page = host.get(f"{INTAKE}/households/{made.pk}/").content.decode()
    assert page.count("child") >= 2
    assert "spouse or partner" in page
    child = next(one for one in Person.objects.all() if "Fatou" in shown(host, one))
    assert "0612345678" in shown(host, child), "what is the same for all was copied"


def shown(client, person):
    return client.get(f"{INTAKE}/people/{person.pk}/").content.decode()


@pytest.mark.parametrize(
    ("people", "said"),
    [
        (
            (("Amina Diallo", "first", ""), ("Amina Diallo", "child", "")),
            "in the household already",
        ),
        ((("Amina Diallo", "child", ""), ("Fatou Diallo", "child", "")), "must be the first"),
        ((("Amina Diallo", "first", ""), ("Fatou Diallo", "first", "")), "must be the first"),
        ((("Amina Diallo", "first", ""), ("", "child", "")), "This field is required"),
        ((("Amina Diallo", "first", ""), ("Fatou Diallo", "uncle", "")), "Select a valid choice"),
    ],
)
def test_a_household_that_cannot_be(workspace, people, said):
    host = switched_on(workspace)
    answer = household(host, *people)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Person.objects.exists()


def test_nobody_is_in_a_household_twice(workspace):
    host = switched_on(workspace)
    household(host, ("Amina Diallo", "first", ""), ("Fatou Diallo", "child", ""))
    made = Household.objects.get()
    address = f"{INTAKE}/households/{made.pk}/add/"
    there = made.members.first().person
    for code, said in ((there.code, "already"), ("0000-0000", "Nobody here has this code")):
        answer = host.post(address, {"code": code, "relation": "child"})
        assert answer.status_code == 422
        assert said in answer.content.decode()
    fresh = register(host, "Xyzzy Plugh")
    assert host.post(address, {"code": fresh.code.lower(), "relation": "parent"}).status_code == 302
    assert made.members.count() == 3


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"born": TOMORROW}, "This day is in the future"),
        ({"registered": TOMORROW}, "This day is in the future"),
        ({"born": TODAY, "registered": "2020-01-01"}, "before the date of birth"),
        ({"born": "1.2.1990x"}, "Enter a valid date"),
        ({"name": " "}, "This field is required"),
        ({"name": "x" * 201}, "at most 200 characters"),
        ({"name": "a\0b"}, "Null characters are not allowed"),
    ],
)
def test_what_cannot_be_registered(workspace, sent, said):
    host = switched_on(workspace)
    answer = host.post(f"{INTAKE}/register/", {"name": "Amina Diallo", "registered": TODAY, **sent})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Person.objects.exists()


def test_two_who_change_a_person_see_both_versions(workspace):
    host = switched_on(workspace)
    person = register(host, "Amina Diallo", reach="by day")
    other = workspace.browser(host.user)
    other.post(f"{INTAKE}/names/open/", {"passphrase": PASSPHRASE})
    address = f"{INTAKE}/people/{person.pk}/edit/"
    first = {"name": "Amina Diallo", "reach": "by night", "seen": "1"}
    second = {"name": "Amina Sow", "reach": "by letter", "seen": "1"}
    assert host.post(address, first).status_code == 302
    answer = other.post(address, second)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "by night" in text
    assert 'value="Amina Sow"' in text
    assert "by letter" in text
    assert 'name="seen" value="2"' in text
    assert other.post(address, {**second, "seen": "2"}).status_code == 302
    assert "by letter" in shown(host, person)
    found = host.post(f"{INTAKE}/find/", {"name": "Sow"}).content.decode()
    assert person.code in found, "people are found by the name that they have now"


@pytest.mark.parametrize("seen", ["", "none", "0", "-1", "9" * 30])
def test_a_version_that_nobody_has_seen_is_changed_by_nobody(workspace, seen):
    host = switched_on(workspace)
    person = register(host, "Amina Diallo")
    sent = {"name": "Amina Sow", "seen": seen}
    assert host.post(f"{INTAKE}/people/{person.pk}/edit/", sent).status_code == 409
    assert "Amina Sow" not in shown(host, person)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"said": "given", "on": TOMORROW}, "This day is in the future"),
        ({"said": "perhaps"}, "Select a valid choice"),
        ({"purpose": "marketing"}, "Select a valid choice"),
        ({"purpose": "referral", "said": "given"}, "to which organisation"),
    ],
)
def test_consent_that_cannot_be(workspace, sent, said):
    host = switched_on(workspace)
    person = register(host, "Amina Diallo")
    answer = say(host, person, **{"said": "given", **sent})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not person.consents.exists()


def test_what_was_said_is_kept_and_what_is_said_later_holds(workspace):
    host = switched_on(workspace)
    person = register(host, "Amina Diallo")
    assert "No case of this person is counted" in shown(host, person)
    say(host, person, "given")
    assert "are counted in what is measured from now on" in shown(host, person)
    say(host, person, "withdrawn")
    page = shown(host, person)
    assert "No case of this person is counted" in page
    assert "Figures that were published before stay" in page
    assert person.consents.count() == 2


def test_a_code_that_is_taken_is_not_given_again(workspace, monkeypatch):
    host = switched_on(workspace)
    first = register(host, "Amina Diallo")
    codes = iter([first.code, "K7M4-Q2XP", "AAAA-AAAA"])
    monkeypatch.setattr("lanterne.hub.intake.models.registered.new_code", lambda: next(codes))
    field = Person._meta.get_field("code")
    monkeypatch.setitem(field.__dict__, "_get_default", lambda: first.code)
    assert register(host, "Xyzzy Plugh").code == "K7M4-Q2XP"


def test_who_was_not_filled_in_is_nobody(workspace):
    """The page offers four people; two live together."""
    host = switched_on(workspace)
    nobody = ("", "", "")
    answer = household(
        host, ("Amina Diallo", "first", ""), ("Fatou Diallo", "child", ""), nobody, nobody
    )
    assert answer.status_code == 302
    assert Person.objects.count() == 2
    alone = household(host, ("Xyzzy Plugh", "first", ""), nobody, nobody, nobody)
    assert alone.status_code == 422
    assert "two people or more" in alone.content.decode()


def test_nobody_is_put_into_a_household_by_a_stranger(workspace):
    host = switched_on(workspace)
    household(host, ("Amina Diallo", "first", ""), ("Fatou Diallo", "child", ""))
    worker = colleague(workspace, host)
    theirs = register(worker, "Xyzzy Plugh")
    made = Household.objects.get()
    answer = host.post(
        f"{INTAKE}/households/{made.pk}/add/", {"code": theirs.code, "relation": "child"}
    )
    assert answer.status_code == 422
    assert "A colleague is responsible" in answer.content.decode()
    assert made.members.count() == 2


@pytest.mark.parametrize("name", ["-", "؟", "\u200f", "😀"])
def test_a_name_has_letters(workspace, name):
    host = switched_on(workspace)
    answer = host.post(f"{INTAKE}/register/", {"name": name, "registered": TODAY})
    assert answer.status_code == 422
    assert not Person.objects.exists()


def test_what_is_sent_twice_is_one(workspace):
    """A slow line, and a second press of the button."""
    host = switched_on(workspace)
    key = {"key": str(uuid.uuid4())}
    sent = {"name": "Amina Diallo", "registered": TODAY, "looked": "yes", **key}
    places = {host.post(f"{INTAKE}/register/", sent).headers["Location"] for _ in range(2)}
    assert len(places) == 1
    assert Person.objects.count() == Case.objects.count() == 1
    person = Person.objects.get()
    for _ in range(2):
        another = {"key": str(uuid.UUID(int=7))}
        assert host.post(f"{INTAKE}/people/{person.pk}/case/", another).status_code == 302
        note = {"on": TODAY, "text": "called", "language": "en", "key": str(uuid.UUID(int=8))}
        address = f"{INTAKE}/cases/{person.cases.first().pk}/events/new/note/"
        assert host.post(address, note).status_code == 302
    assert person.cases.count() == 2
    assert Event.objects.count() == 1
    family = (("Aaa Bbb", "first", ""), ("Ccc Ddd", "child", ""))
    for _ in range(2):
        assert household(host, *family, looked="yes", key=str(uuid.UUID(int=9))).status_code == 302
    assert Household.objects.count() == 1
