"""A team's day: lists and search, two at once, what is written down, and what is counted."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from intake_things import asked
from intake_worker import (
    INTAKE,
    TODAY,
    case_of,
    colleague,
    hold_back,
    household,
    let_be_counted,
    register,
    say,
    switched_on,
    team,
)

from lanterne.hub.audit.models import Event
from lanterne.hub.intake import own_day, seen
from lanterne.hub.intake.counted import counted, counted_cases
from lanterne.hub.intake.models import Case, Household, Intake, Person, Team, TeamMember
from lanterne.hub.intake.seen import Whose
from lanterne.hub.people.access import Desk
from lanterne.hub.people.models import Organisation
from lanterne.hub.people.roles import Role, Verb

SOON = (date.today() + timedelta(days=2)).isoformat()
MINOR = (date.today() - timedelta(days=17 * 365 + 350)).isoformat()


def add(browser, person, kind, **said):
    case = case_of(person)
    address = f"{INTAKE}/cases/{case.pk}/events/new/{kind}/"
    assert browser.post(address, {"on": TODAY, **said}).status_code == 302
    return case.events.order_by("number").last()


def page(browser, path=""):
    answer = browser.get(f"{INTAKE}/{path}")
    assert answer.status_code == 200
    text = answer.content.decode()
    return text[text.index("<main") : text.index("</main>")]


@pytest.fixture
def office(workspace):
    """A host, a colleague of the team, and one of none; each has a person with all that is due."""
    host = switched_on(workspace)
    mate, other = colleague(workspace, host), colleague(workspace, host)
    for browser, name in ((host, "Hella"), (mate, "Mathilde"), (other, "Otto")):
        browser.user.name = name
        browser.user.save()
    people = {}
    for browser, name in ((host, "Amina Diallo"), (mate, "Fatou Sow"), (other, "Nour Haddad")):
        person = people[browser] = register(browser, name, born=MINOR, registered="2024-01-01")
        say(browser, person, "given", "referral", to_any="on")
        add(browser, person, "follow-up", text="Call her", due=SOON)
        add(browser, person, "referral", to="A house", text="a room")
    team("Mobile unit", host, mate)
    return host, mate, other, people


def test_lists_are_of_ones_own_or_of_the_team(office):
    _host, mate, other, _people = office
    for show in ("open", "due"):
        mine, ours = (page(mate, f"?show={show}{more}") for more in ("", "&whose=team"))
        for name, where in (("Fatou Sow", (mine, ours)), ("Amina Diallo", (ours,))):
            for text in (mine, ours):
                assert (name in text) == (text in where), (show, name)
                assert "Nour Haddad" not in text
        assert "Hella" in mine, "who is in the team is said"
        assert ours.count("Hella") == 1 + mine.count("Hella") + 3, "of the case, and what is due"
    kept = [one.count("?show=due&amp;whose=team") for one in (mine, ours)]
    assert kept == [1, 2], "the way to the team's list; in that list also the filter"
    listed = page(mate, "?whose=team")
    assert listed.count("Amina Diallo") == 4, "a case, something due, a referral, coming of age"
    assert listed.count("Fatou Sow") == 4
    assert page(mate, "?whose=mine").count("Fatou Sow") == 4
    assert page(other, "?whose=team") == page(other, ""), "in no team one's own are shown"
    assert "Your team" not in page(other)
    for link in set(re.findall(r'href="(/en/work/[^"]+)"', listed)):
        assert mate.get(link).status_code == 200, link
    for link in set(re.findall(r'href="(\?[^"]+)"', listed)):
        assert mate.get(f"{INTAKE}/{link.replace('&amp;', '&')}").status_code == 200, link


def test_with_names_closed_a_team_shows_codes(office):
    _host, mate, _other, people = office
    mate.post(f"{INTAKE}/names/close/")
    text = page(mate, "?whose=team")
    for name in ("Amina", "Fatou"):
        assert name not in text
    for person in list(people.values())[:2]:
        assert person.code in text


def test_a_search_opens_a_person_of_the_team_like_an_own_one(office):
    host, mate, other, people = office
    person = people[host]
    for browser, opens in ((host, True), (mate, True), (other, False)):
        text = browser.post(f"{INTAKE}/find/", {"name": "Amina"}).content.decode()
        assert (f"{INTAKE}/people/{person.pk}/" in text) == opens
        assert (MINOR in text) == opens
        assert (f"{INTAKE}/emergencies/of/{person.pk}/" in text) == (not opens)
        assert ("Hella" in text) == (browser is not host)
    answer = mate.get(f"{INTAKE}/emergencies/of/{person.pk}/")
    assert answer.headers["Location"] == f"{INTAKE}/people/{person.pk}/", "it needs no reason"


def test_pages_of_a_person_of_the_team_offer_what_a_member_may_do_and_no_more(office):
    host, mate, _other, people = office
    person = people[host]
    hold_back(host, person)
    for where in (f"people/{person.pk}/", f"cases/{case_of(person).pk}/"):
        text = page(mate, where)
        assert "You stand in as a member of the team." in text
        assert "Hella" in text
        assert "You stand in" not in page(host, where)
        for link in set(re.findall(r'href="(/en/work/[^"]+)"', text)):
            assert mate.get(link).status_code == 200, link
        actions = set(re.findall(r'action="(/en/work/[^"]+)"', text))
        assert actions
        for action in actions:
            assert asked(mate, "POST", action) == "in", action
    assert "Only the colleague who is responsible can let it be counted again." in text
    let_be_counted(mate, person)
    assert case_of(person).held_back
    let_be_counted(host, person)
    assert not case_of(person).held_back
    hold_back(mate, person)
    assert case_of(person).held_back, "whoever stands in protects at once"


def test_a_household_names_people_of_the_team_alone(office):
    host, mate, other, people = office
    household(host, ("Kin One", "first", ""), ("Kin Two", "child", ""), looked="yes")
    home = Household.objects.get()
    address = f"{INTAKE}/households/{home.pk}/add/"
    code = {"relation": "child", "code": people[mate].code}
    assert host.post(address, code).status_code == 302, "a person of the team"
    refused = host.post(address, {**code, "code": people[other].code})
    assert refused.status_code == 422
    assert "ask them" in refused.content.decode()
    Person.objects.filter(pk=home.members.order_by("number")[1].person_id).update(worker=other.user)
    text = page(mate, f"households/{home.pk}/")
    assert [name in text for name in ("Kin One", "Kin Two", "Fatou Sow")] == [True, False, True]


def test_two_of_a_team_who_change_the_same_see_both_versions(office):
    host, mate, _other, people = office
    person = people[host]
    names = f"{INTAKE}/people/{person.pk}/edit/"
    assert (
        host.post(names, {"name": "Amina Diallo", "reach": "Market", "seen": 1}).status_code == 302
    )
    answer = mate.post(names, {"name": "Amina Diallo", "reach": "Bakery", "seen": 1})
    assert answer.status_code == 409
    assert {"Market", "Bakery"} <= set(re.findall("Market|Bakery", answer.content.decode()))
    event = add(host, person, "note", text="Begun", language="en")
    where = f"{INTAKE}/events/{event.pk}/"
    note = {"on": TODAY, "language": "en", "seen": 1}
    assert mate.post(where, {**note, "text": "By Mathilde"}).status_code == 302
    answer = host.post(where, {**note, "text": "By Hella"})
    assert answer.status_code == 409
    assert {"By Mathilde", "By Hella"} <= set(re.findall(r"By \w+", answer.content.decode()))
    case = case_of(person)
    where = f"{INTAKE}/cases/{case.pk}/questions/0/"
    question = next(one for one in host.get(where).context["group"].questions if one.choices)
    first, second = (one.code for one in question.choices[:2])
    seen_first = {"seen": host.get(where).context["seen"], "then": "stop"}
    assert mate.post(where, {question.name: first, **seen_first}).status_code == 302
    answer = host.post(where, {question.name: second, **seen_first})
    assert answer.status_code == 409
    assert [one.theirs for one in answer.context["apart"]] == [str(question.choices[0].label)]


def test_the_log_says_what_was_done_as_a_member_of_the_team(office, workspace):
    host, mate, _other, people = office
    person = people[host]
    before = Event.objects.order_by("number").last().number
    mate.get(f"{INTAKE}/people/{person.pk}/")
    say(mate, person, "given")
    mate.post(f"{INTAKE}/people/{person.pk}/edit/", {"name": "Amina", "seen": 9})
    mate.get(f"{INTAKE}/people/{people[mate].pk}/")
    host.get(f"{INTAKE}/people/{person.pk}/")
    mate.get(f"{INTAKE}/people/{person.pk}/export/")
    written = [
        (one.verb, one.outcome, one.details.get("team", False))
        for one in Event.objects.filter(number__gt=before).order_by("number")
    ]
    read, edit = Verb.READ_INTAKE.value, Verb.EDIT_INTAKE.value
    assert written == [
        (read, "allowed", True),
        *((edit, outcome, True) for outcome in ("allowed", "done", "allowed", "denied")),
        *((read, "allowed", False) for _ in range(2)),
        (Verb.EXPORT_PERSON.value, "denied", False),
    ]
    assert "Amina" not in str(list(Event.objects.values()))
    log = workspace.person(Role.AUDITOR).get("/en/work/here/audit/").content.decode()
    assert "a colleague of their team is responsible for this person" in log


def test_who_counts_does_not_depend_on_teams(office):
    _host, mate, _other, people = office
    for browser, person in people.items():
        say(browser, person, "given")
    hold_back(mate, people[mate])

    def found():
        intake = Intake.objects.get()
        cases = list(counted_cases(intake, date.today()).values_list("pk", flat=True))
        return cases, counted(intake, date.today()).rows

    with_team = found()
    assert len(with_team[0]) == 2
    TeamMember.objects.all().delete()
    assert found() == with_team
    team("Another", *people)
    assert found() == with_team


def test_lists_of_a_team_use_the_indexes_of_ones_own(office):
    _host, mate, _other, _people = office
    place = Organisation.objects.get()
    desk = Desk(mate.user, place, mate.user.roles_in(place))
    for whose, number in ((Whose.MINE, 1), (Whose.TEAM, 2)):
        workers = seen.workers_seen(desk, whose)
        assert len(workers) == number
        there = {"organisation": place, "worker__in": workers}
        cases = Case.objects.filter(closed=None, **there).order_by("-number")[:50]
        people = Person.objects.filter(**there).order_by("-number")[: own_day.MOST_PEOPLE]
        if connection.vendor == "sqlite":
            assert "own_cases" in cases.explain()
            assert "own_people" in people.explain()


def test_the_log_says_that_a_list_of_the_team_was_read(office, workspace):
    _host, mate, other, _people = office
    before = Event.objects.order_by("number").last().number
    for browser in (mate, other):
        for path in ("", "?whose=team"):
            page(browser, path)
    read = Event.objects.filter(number__gt=before, verb=Verb.READ_INTAKE)
    facts = [(one.actor, one.outcome, one.thing, one.details) for one in read]
    assert facts == [(str(mate.user.pk), "allowed", "", {"team": True})], "of no team: none"
    log = workspace.person(Role.AUDITOR).get("/en/work/here/audit/").content.decode()
    assert "a list of the people of their team" in log


def test_the_log_says_who_was_added_to_a_household(office, workspace):
    host, mate, _other, people = office
    household(host, ("Kin One", "first", ""), ("Kin Two", "child", ""), looked="yes")
    home, person = Household.objects.get(), people[mate]
    sent = {"relation": "child", "code": person.code}
    assert host.post(f"{INTAKE}/households/{home.pk}/add/", sent).status_code == 302
    done = Event.objects.filter(verb=Verb.EDIT_INTAKE, outcome="done").order_by("number").last()
    assert (done.kind, done.thing) == ("person", str(person.pk))
    assert done.details == {"code": person.code, "household": home.code, "team": True}
    log = workspace.person(Role.AUDITOR).get("/en/work/here/audit/").content.decode()
    assert "Now lives in the household" in log


def test_a_title_that_was_changed_in_the_database_keeps_nobody_from_work(office):
    host, mate, _other, _people = office
    Team.objects.update(title=b"x" * 80)
    for browser, path in ((mate, "?whose=team"), (host, ""), (host, "teams/")):
        text = page(browser, path)
        assert "What it is called cannot be read" in text
        assert "Mathilde" in text
