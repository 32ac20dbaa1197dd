"""People are handed over: one, or all of somebody who leaves; who has nobody is seen."""

from __future__ import annotations

import pytest
from intake_worker import (
    INTAKE,
    PASSPHRASE,
    case_of,
    colleague,
    register,
    switched_on,
    team,
)

from lanterne.hub.audit.models import Event
from lanterne.hub.intake.handover import hand_over_person
from lanterne.hub.intake.models import Case, Household, HouseholdMember, Perpetrator, Person
from lanterne.hub.people.access import Desk
from lanterne.hub.people.models import Membership
from lanterne.hub.people.roles import Role, Verb


@pytest.fixture
def three(workspace):
    """A host with every role, and two case workers who can open names."""
    host = switched_on(workspace)
    return host, colleague(workspace, host), colleague(workspace, host)


def hand(client, thing, to, kind="people"):
    return client.post(f"{INTAKE}/{kind}/{thing.pk}/hand-over/", {"to": str(to.user.pk)})


def reads(client, person):
    return client.get(f"{INTAKE}/people/{person.pk}/").status_code == 200


def test_a_case_worker_hands_one_person_over_with_cases_household_and_perpetrators(three):
    _host, giver, taker = three
    person, stays = register(giver, "Amina Diallo"), register(giver, "Xyzzy Plugh")
    case = case_of(person)
    for name, cases in (("Own", [person]), ("Shared", [person, stays])):
        perpetrators = f"{INTAKE}/cases/{case_of(cases[0]).pk}/perpetrators"
        giver.post(f"{perpetrators}/new/", {"known_as": name})
        made = Perpetrator.objects.order_by("number").last()
        for one in cases[1:]:
            same = f"{INTAKE}/cases/{case_of(one).pk}/perpetrators/same/"
            assert giver.post(same, {"perpetrator": str(made.pk)}).status_code == 302
    owned = {"organisation": person.organisation, "worker": giver.user, "created_by": giver.user}
    alone, shared = Household.objects.create(**owned), Household.objects.create(**owned)
    for home, members in ((alone, [person]), (shared, [person, stays])):
        for one in members:
            HouseholdMember.objects.create(
                household=home,
                person=one,
                sealed=b"",
                since="2024-01-01",
                created_by=giver.user,
            )
    page = giver.get(f"{INTAKE}/people/{person.pk}/hand-over/").content.decode()
    assert person.code in page
    assert "Amina" not in page
    assert hand(giver, person, taker).headers["Location"] == f"{INTAKE}/"
    assert reads(taker, person)
    assert not reads(giver, person)
    assert taker.get(f"{INTAKE}/cases/{case.pk}/questions/0/").status_code == 200
    assert giver.get(f"{INTAKE}/cases/{case.pk}/").status_code == 403
    assert reads(giver, stays)
    assert not reads(taker, stays)
    own, both = Perpetrator.objects.order_by("number")
    assert (own.worker, both.worker) == (taker.user, giver.user)
    workers = [Household.objects.get(pk=one.pk).worker for one in (alone, shared)]
    assert workers == [taker.user, giver.user]
    done = Event.objects.get(verb=Verb.HAND_OVER, outcome="done")
    assert done.details == {
        "code": person.code,
        "from": str(giver.user.pk),
        "to": str(taker.user.pk),
    }


def test_all_of_somebody_are_handed_over_at_once(three):
    host, giver, taker = three
    people = [register(giver, name) for name in ("Amina Diallo", "Beatriz Lopes")]
    others = register(host, "Xyzzy Plugh")
    Case.objects.filter(person=people[0]).update(closed="2024-01-01")
    assert hand(giver, giver.user, taker, "responsible").status_code == 302
    assert all(reads(taker, one) for one in people)
    assert not any(reads(giver, one) for one in people)
    assert not reads(taker, others)
    assert not Case.objects.filter(worker=giver.user).exists()
    codes = {
        one.details["code"] for one in Event.objects.filter(verb=Verb.HAND_OVER, outcome="done")
    }
    assert codes == {one.code for one in people}


def test_nobody_hands_over_what_is_a_colleagues_but_a_privacy_officer(three, workspace):
    host, giver, taker = three
    person = register(giver, "Amina Diallo")
    for thing, kind in ((person, "people"), (giver.user, "responsible")):
        assert hand(taker, thing, taker, kind).status_code == 403
        elsewhere = workspace.person(*Role, organisation="elsewhere")
        path = f"/en/work/elsewhere/intake/{kind}/{thing.pk}/hand-over/"
        assert elsewhere.post(path, {"to": str(elsewhere.user.pk)}).status_code == 404
    assert Person.objects.get().worker == giver.user
    officer = workspace.person(Role.PRIVACY_OFFICER)
    assert taker.get(f"{INTAKE}/responsible/").status_code == 403
    found = officer.post(f"{INTAKE}/responsible/", {"code": person.code.lower()})
    assert found.headers["Location"] == f"{INTAKE}/people/{person.pk}/hand-over/"
    assert "Nobody here" in officer.post(f"{INTAKE}/responsible/", {"code": "A"}).content.decode()
    assert hand(officer, person, taker).headers["Location"] == f"{INTAKE}/responsible/"
    assert Person.objects.get().worker == taker.user
    assert not reads(officer, person), "whoever hands people over reads nothing about them"
    del host


def test_only_who_can_open_names_and_may_read_takes_people(three, workspace):
    host, giver, taker = three
    person = register(giver, "Amina Diallo")
    officer = colleague(workspace, host, Role.PRIVACY_OFFICER)
    waits = workspace.person(Role.CASE_WORKER)
    waits.post(f"{INTAKE}/names/join/", {"passphrase": PASSPHRASE, "again": PASSPHRASE})
    elsewhere = workspace.person(*Role, organisation="elsewhere")
    for to in (officer, waits, elsewhere, giver):
        answer = hand(giver, person, to)
        assert answer.status_code == 422
        assert "Select a valid choice" in answer.content.decode()
    assert giver.post(f"{INTAKE}/people/{person.pk}/hand-over/").status_code == 422
    taker.user.is_active = False
    taker.user.save()
    assert hand(giver, person, taker).status_code == 422
    assert Person.objects.get().worker == giver.user


def test_who_was_slower_hands_nobody_over(three):
    host, giver, taker = three
    person = register(giver, "Amina Diallo")
    seen = Person.objects.select_related("worker").get()
    desk = Desk(giver.user, person.organisation, frozenset({Role.CASE_WORKER}))
    assert hand_over_person(desk, Person.objects.get(), taker.user)
    assert not hand_over_person(desk, seen, host.user)
    assert Person.objects.get().worker == taker.user


def test_people_whose_worker_lost_the_role_are_listed_and_handed_over(three, workspace):
    host, giver, taker = three
    people = [register(giver, name) for name in ("Amina Diallo", "Beatriz Lopes")]
    officer = workspace.person(Role.PRIVACY_OFFICER)
    assert not officer.get("/en/work/here/").context["waiting"]
    assert "have nobody" not in officer.get(f"{INTAKE}/responsible/").content.decode()
    gone = f"/en/work/here/people/{giver.user.pk}/"
    Membership.objects.filter(user=giver.user).delete()
    assert host.get(gone).status_code == 404, "they are not of the organisation any more"
    (waiting,) = officer.get("/en/work/here/").context["waiting"]
    assert waiting.urgent
    assert waiting.address == f"{INTAKE}/responsible/{giver.user.pk}/hand-over/"
    page = officer.get(f"{INTAKE}/responsible/").content.decode()
    assert "These people have nobody" in page
    assert "Show the codes (2)" in page
    assert all(one.code in page for one in people)
    assert "Amina" not in page
    assert "These people have nobody" in officer.get(waiting.address).content.decode()
    assert hand(officer, giver.user, taker, "responsible").status_code == 302
    assert all(reads(taker, one) for one in people)
    assert not officer.get("/en/work/here/").context["waiting"]
    log = host.get("/en/work/here/audit/").content.decode()
    assert "Responsible now" in log
    assert officer.get(waiting.address).status_code == 404, "they are responsible for nobody"


def test_people_of_a_closed_account_have_nobody(three, workspace):
    _host, giver, _taker = three
    register(giver, "Amina Diallo")
    officer = workspace.person(Role.PRIVACY_OFFICER)
    giver.user.is_active = False
    giver.user.save()
    assert "These people have nobody" in officer.get(f"{INTAKE}/responsible/").content.decode()


def test_on_a_server_nobody_gives_themselves_or_their_team_a_colleagues_people(accounts):
    host = switched_on(accounts)
    giver, mate, far = (colleague(accounts, host) for _ in range(3))
    officer = colleague(accounts, host, Role.PRIVACY_OFFICER, Role.CASE_WORKER)
    team("Mobile unit", officer, mate)
    person, own = register(giver, "Amina Diallo"), register(officer, "Fatou Sow")
    page = officer.get(f"{INTAKE}/people/{person.pk}/hand-over/").content.decode()
    assert "You cannot choose yourself here" in page
    for to in (officer, mate):
        assert str(to.user.pk) not in page
        for thing, kind in ((person, "people"), (giver.user, "responsible")):
            assert hand(officer, thing, to, kind).status_code == 422
    assert Person.objects.get(pk=person.pk).worker == giver.user
    page = officer.get(f"{INTAKE}/people/{own.pk}/hand-over/").content.decode()
    assert "You cannot choose yourself here" not in page
    assert hand(officer, own, mate).status_code == 302, "their own people"
    assert hand(officer, own, officer).status_code == 422, "which are the mate's now"
    assert hand(officer, person, far).status_code == 302
    assert hand(host, person, officer).status_code == 302, "another privacy officer"
    assert Person.objects.get(pk=person.pk).worker == officer.user


def test_at_one_computer_one_person_is_enough(workspace):
    host = switched_on(workspace)
    giver = colleague(workspace, host)
    person = register(giver, "Amina Diallo")
    page = host.get(f"{INTAKE}/people/{person.pk}/hand-over/").content.decode()
    assert "You cannot choose yourself here" not in page
    assert hand(host, person, host).status_code == 302
    assert Person.objects.get().worker == host.user
