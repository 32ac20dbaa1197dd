"""Teams: who may do what for a colleague, by brute force; and who comes into one."""

from __future__ import annotations

import itertools
import re
from datetime import date
from pathlib import Path

import pytest
from intake_things import address, asked, things
from intake_worker import (
    INTAKE,
    PASSPHRASE,
    answer_needed,
    case_of,
    colleague,
    hold_back,
    register,
    say,
    switched_on,
    team,
)

import lanterne.hub.intake
from lanterne.hub.audit.models import Event
from lanterne.hub.intake import urls
from lanterne.hub.intake.access import IntakeDesk
from lanterne.hub.intake.case_state import mark_of_hold
from lanterne.hub.intake.counted import counted_cases
from lanterne.hub.intake.handover import hand_over_person
from lanterne.hub.intake.models import Intake, NamesHolder, Person, Team, TeamMember
from lanterne.hub.intake.registration import open_case
from lanterne.hub.people.access import FINDERS, Desk
from lanterne.hub.people.membership import close_account
from lanterne.hub.people.models import Membership, Organisation
from lanterne.hub.people.roles import GRANTS, Purpose, Role, Scope, Verb, allows

WITHIN = {
    Scope.OWN: {Scope.OWN},
    Scope.TEAM: {Scope.OWN, Scope.TEAM},
    Scope.ORGANISATION: {Scope.OWN, Scope.TEAM, Scope.ORGANISATION},
}
STOOD_IN = {Verb.READ_INTAKE, Verb.EDIT_INTAKE}
"""All that a colleague who stands in may do besides."""


def worker_and(browser, *roles, slug="here"):
    """Let somebody be a case worker of another organisation too."""
    place, _ = Organisation.objects.get_or_create(slug=slug, defaults={"name": slug})
    for role in roles or (Role.CASE_WORKER,):
        Membership.objects.get_or_create(user=browser.user, organisation=place, role=role)
    return place


def intake_elsewhere(workspace):
    """Another organisation that registers people, and who has every role there."""
    boss = workspace.person(*Role, organisation="elsewhere")
    sent = {"codebook": "lanterne-network", "passphrase": PASSPHRASE, "again": PASSPHRASE}
    boss.post("/en/work/elsewhere/intake/switch/", sent)
    return boss, Intake.objects.get(organisation__slug="elsewhere")


def team_elsewhere(intake, *users):
    made = Team.objects.create(intake=intake, title=b"", created_by=users[0])
    for one in users:
        TeamMember.objects.create(intake=intake, team=made, user=one, created_by=one)


@pytest.mark.parametrize("roles", [[], *([role] for role in Role), list(Role)])
def test_what_roles_allow_by_brute_force(roles):
    for verb, purpose, scope in itertools.product(Verb, Purpose, Scope):
        granted = [
            scope in WITHIN[grant.scope]
            for role in roles
            for grant in GRANTS[role]
            if grant.verb is verb and purpose in grant.purposes
        ]
        assert allows(roles, verb, purpose, scope) == any(granted), (verb, purpose, scope)


def test_a_team_lets_case_workers_read_and_change_and_nothing_else():
    granted = {
        (role, grant.verb, *grant.purposes)
        for role in Role
        for grant in GRANTS[role]
        if grant.scope is Scope.TEAM
    }
    assert granted == {(Role.CASE_WORKER, verb, Purpose.COLLECTION) for verb in STOOD_IN}
    for role in set(Role) - {Role.CASE_WORKER}:
        for verb, purpose in itertools.product(Verb, Purpose):
            far = allows([role], verb, purpose, Scope.ORGANISATION)
            assert allows([role], verb, purpose, Scope.TEAM) == far


@pytest.fixture
def office(workspace):
    """Somebody with every role, and colleagues: of the team, of another one, of none here."""
    host = switched_on(workspace)
    mate, near, nearer, alone, abroad = (colleague(workspace, host) for _ in range(5))
    _boss, intake = intake_elsewhere(workspace)
    for one in (host, abroad, near):
        worker_and(one, slug="elsewhere")
    team("Mobile unit", host, mate)
    team("Shelter", near, nearer)
    # of another organisation: there they are in a team with the host, and with somebody else's
    team_elsewhere(intake, host.user, abroad.user, near.user)
    return {"host": host, "mate": mate, "near": near, "alone": alone, "abroad": abroad}


def test_every_address_by_scope_and_after_leaving_the_team(office, workspace):
    host, mate = office["host"], office["mate"]
    there = things(host, host.user)
    strangers = [office[who] for who in ("near", "alone", "abroad")]
    worker, seen = [Role.CASE_WORKER], set()
    guarded = [route for route in urls.urlpatterns if route.callback.needs[2]]
    ways = [(route, method) for route in guarded for method in ("GET", "POST")]
    ways = [one for one in ways if asked(host, one[1], address(one[0], there, "here")) != "other"]

    def got(browser, scope):
        for route, method in ways:
            verb, purpose, _of = route.callback.needs
            where = address(route, there, "here")
            may = allows(worker, verb, purpose, scope)
            assert (asked(browser, method, where) == "in") == may, (method, where, scope)
            if may and not allows(worker, verb, purpose, Scope.ORGANISATION):
                seen.add(route.callback.needs[::2])

    got(mate, Scope.TEAM)
    kinds = ("person", "case", "household", "perpetrator", "link", "event")
    assert {kind for _verb, kind in seen} == set(kinds)
    assert {verb for verb, _kind in seen} == STOOD_IN
    for one in strangers:
        got(one, Scope.ORGANISATION)
    ours = Team.objects.get(intake__organisation__slug="here", members__user=mate.user)
    host.post(f"{INTAKE}/teams/{ours.pk}/take-out/", {"worker": mate.user.pk})
    got(mate, Scope.ORGANISATION)
    assert asked(host, "GET", f"{INTAKE}/people/{there['person'].pk}/") == "in"


def test_how_near_something_is_by_brute_force(office):
    place = Organisation.objects.get(slug="here")
    near = {frozenset({"host", "mate"})}
    for (one, browser), (other, owner) in itertools.product(office.items(), repeat=2):
        desk = Desk(browser.user, place, browser.user.roles_in(place))
        apart = Scope.TEAM if frozenset({one, other}) in near else Scope.ORGANISATION
        assert desk.scope_of(owner.user) is (Scope.OWN if one == other else apart), (one, other)
        assert desk.scope_of(None) is Scope.ORGANISATION


def test_all_that_a_team_opens_has_somebody_who_is_responsible(office):
    """What is opened for a team is told by who is responsible, never by who wrote it once."""
    there = things(office["host"], office["host"].user)
    kinds = {of for verb, _purpose, of in (one.callback.needs for one in urls.urlpatterns)
             if of and verb in STOOD_IN}  # fmt: skip
    assert kinds <= set(FINDERS)
    for kind in kinds:
        assert there[kind].owned_by == office["host"].user, kind


def test_pages_do_not_decide_for_themselves():
    """Whose people somebody sees is said in one module."""
    folder = Path(lanterne.hub.intake.__file__).parent
    decides = re.compile(r"worker_id\b|\.worker *[!=]=|worker(?:__pk)?=(?:\w+\.)*user\b")
    found = {
        (path.name, line.strip())
        for path in folder.glob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if decides.search(line)
    }
    makes = "worker=at.desk.user,"
    assert found == {("registration.py", makes), ("households.py", makes)}, (
        "new people are one's own"
    )


def opens(browser, person):
    return browser.get(f"{INTAKE}/people/{person.pk}/").status_code == 200


def lose_role(mate, host):
    Membership.objects.create(
        user=mate.user, organisation=Organisation.objects.get(slug="here"), role=Role.AUDITOR
    )
    Membership.objects.get(user=mate.user, role=Role.CASE_WORKER).delete()


def close(mate, host):
    place = Organisation.objects.get(slug="here")
    assert close_account(Desk(host.user, place, frozenset(Role)), mate.user)


def end(mate, host):
    host.post(f"{INTAKE}/teams/{Team.objects.get().pk}/end/")


def role_gone_unseen(mate, host):
    """By a tool that tells nobody: what is asked for is asked again each time."""
    Membership.objects.filter(user=mate.user).update(role=Role.AUDITOR)


@pytest.mark.parametrize("left", [lose_role, close, end, role_gone_unseen])
def test_who_leaves_opens_nothing_and_their_people_are_opened_by_nobody(workspace, left):
    host = switched_on(workspace)
    mate = colleague(workspace, host)
    hers, theirs = register(host, "Amina Diallo"), register(mate, "Fatou Sow")
    team("Mobile unit", host, mate)
    assert opens(mate, hers)
    assert opens(host, theirs)
    left(mate, host)
    assert not opens(mate, hers)
    assert not opens(host, theirs), "of nobody"
    assert "Fatou" not in host.get(f"{INTAKE}/?whose=team").content.decode()
    if left is not role_gone_unseen:
        assert not TeamMember.objects.filter(user=mate.user).exists(), "nor again, if they return"


def test_handing_over_moves_a_person_to_the_team_of_the_other(workspace):
    host = switched_on(workspace)
    mate, near, nearer = (colleague(workspace, host) for _ in range(3))
    person = register(mate, "Amina Diallo")
    team("Mobile unit", host, mate)
    team("Shelter", near, nearer)
    assert [opens(one, person) for one in (host, mate, near, nearer)] == [True, True, False, False]
    to = {"to": str(near.user.pk)}
    assert mate.post(f"{INTAKE}/people/{person.pk}/hand-over/", to).status_code == 302
    assert [opens(one, person) for one in (host, mate, near, nearer)] == [False, False, True, True]


def test_what_a_colleague_adds_is_of_who_is_responsible(workspace):
    host = switched_on(workspace)
    mate = colleague(workspace, host)
    person = register(host, "Amina Diallo")
    ours = team("Mobile unit", host, mate)
    case = case_of(person)
    told = mate.post(f"{INTAKE}/cases/{case.pk}/perpetrators/new/", {"known_as": "Boss"})
    assert told.status_code == 302
    assert case.links.get().perpetrator.worker == host.user
    assert mate.post(f"{INTAKE}/people/{person.pk}/case/").status_code == 302
    assert {one.worker for one in person.cases.all()} == {host.user}
    host.post(f"{INTAKE}/teams/{ours.pk}/end/")
    for one in person.cases.all():
        assert mate.get(f"{INTAKE}/cases/{one.pk}/").status_code == 403
        assert host.get(f"{INTAKE}/cases/{one.pk}/").status_code == 200


def test_an_officer_makes_a_team_and_nothing_says_what_it_is_called(workspace):
    host = switched_on(workspace)
    mate, other = colleague(workspace, host), colleague(workspace, host)
    officer = workspace.person(Role.PRIVACY_OFFICER)
    assert f"{INTAKE}/teams/" in officer.get(f"{INTAKE}/").content.decode()
    assert f"{INTAKE}/teams/" not in mate.get(f"{INTAKE}/").content.decode()
    assert officer.post(f"{INTAKE}/teams/", {"title": " "}).status_code == 422
    assert officer.post(f"{INTAKE}/teams/", {"title": "House Qwzbrt"}).status_code == 302
    made = Team.objects.get()
    assert b"Qwzbrt" not in bytes(made.title), "sealed"
    for one in (host, mate):
        sent = {f"{made.pk}-worker": str(one.user.pk)}
        assert officer.post(f"{INTAKE}/teams/{made.pk}/put-in/", sent).status_code == 302
    assert "House Qwzbrt" in officer.get(f"{INTAKE}/teams/").content.decode()
    day = mate.get(f"{INTAKE}/").content.decode()
    assert "House Qwzbrt" in day
    assert "Your team" not in other.get(f"{INTAKE}/").content.decode()
    officer.post(f"{INTAKE}/teams/{made.pk}/take-out/", {"worker": str(mate.user.pk)})
    officer.post(f"{INTAKE}/teams/{made.pk}/end/")
    assert not Team.objects.exists()
    done = Event.objects.filter(verb=Verb.MAKE_TEAMS, outcome="done").order_by("number")
    said = [one.details for one in done]
    put_in = [{"put_in": str(one.user.pk)} for one in (host, mate)]
    out = [{"taken_out": str(one.user.pk)} for one in (mate, host)]
    assert said == [{}, *put_in, *out, {"ended": True}]
    assert "Qwzbrt" not in str(list(Event.objects.values()))
    log = workspace.person(Role.AUDITOR).get("/en/work/here/audit/").content.decode()
    assert "Put into the team" in log


def test_nobody_is_in_two_teams_nor_comes_from_elsewhere(workspace):
    host = switched_on(workspace)
    mate, auditor = colleague(workspace, host), workspace.person(Role.AUDITOR)
    first, second = team("One", host, mate), team("Two", colleague(workspace, host))
    boss, intake = intake_elsewhere(workspace)
    for user in (mate.user, auditor.user, boss.user):
        sent = {f"{second.pk}-worker": str(user.pk)}
        assert host.post(f"{INTAKE}/teams/{second.pk}/put-in/", sent).status_code == 422
    assert TeamMember.objects.filter(team=second).count() == 1
    assert host.post(f"{INTAKE}/teams/{first.pk}/take-out/", {"worker": "x"}).status_code == 302
    assert TeamMember.objects.filter(team=first).count() == 2
    far = f"/en/work/elsewhere/intake/teams/{first.pk}/put-in/"
    assert boss.post(far, {f"{first.pk}-worker": str(boss.user.pk)}).status_code == 404
    worker_and(mate, slug="elsewhere")
    sent = {"title": "There"}
    boss.post("/en/work/elsewhere/intake/teams/", sent)
    there = Team.objects.get(intake=intake)
    far = f"/en/work/elsewhere/intake/teams/{there.pk}/put-in/"
    assert boss.post(far, {f"{there.pk}-worker": str(mate.user.pk)}).status_code == 302
    assert TeamMember.objects.filter(user=mate.user).count() == 2, "one of each organisation"


def test_on_a_server_nobody_comes_at_people_by_a_team_of_their_own_making(accounts):
    boss = accounts.person(*Role)
    sent = {"codebook": "lanterne-cases", "passphrase": PASSPHRASE, "again": PASSPHRASE}
    boss.post(f"{INTAKE}/switch/", sent)
    officer, lone = accounts.person(Role.PRIVACY_OFFICER), accounts.user(Role.CASE_WORKER)
    boss.post(f"{INTAKE}/teams/", {"title": "Mine"})
    made = Team.objects.get()
    where = f"{INTAKE}/teams/{made.pk}/put-in/"

    def put(browser, user):
        return browser.post(where, {f"{made.pk}-worker": str(user.pk)}).status_code

    assert put(boss, boss.user) == 409
    assert put(officer, boss.user) == 302
    assert put(boss, lone) == 409, "that would let boss read about all the people of lone"
    assert put(officer, lone) == 302
    refused = Event.objects.filter(verb=Verb.MAKE_TEAMS, outcome="denied")
    assert [one.details["why"] for one in refused] == ["own", "own"]
    assert Person.objects.count() == 0
    assert NamesHolder.objects.filter(user=lone).count() == 0, "a team lets nobody open names"


@pytest.mark.parametrize("book", ["lanterne-network", "lanterne-cases"])
def test_another_case_of_somebody_who_is_held_back_is_held_back_too(workspace, book):
    host = switched_on(workspace, book)
    mate = colleague(workspace, host)
    team("Mobile unit", host, mate)
    person, free = register(host, "Amina Diallo"), register(host, "Fatou Sow")
    for one in (person, free):
        say(host, one, "given")
    hold_back(host, person)
    for one in (person, free):
        assert mate.post(f"{INTAKE}/people/{one.pk}/case/").status_code == 302
        answer_needed(mate, one.cases.order_by("number").last(), "cases")
    cases = counted_cases(Intake.objects.get(), date.today())
    assert {one.person_id for one in cases} == {free.pk}
    first, new = person.cases.order_by("number")
    assert Event.objects.filter(thing=new.pk, outcome="done").first().details["held_back"] is True
    page = mate.get(f"{INTAKE}/cases/{new.pk}/").content.decode()
    assert "Another case of this person was held back when this one was opened." in page
    again = f"{INTAKE}/cases/{new.pk}/count/"
    sent = {"held": mark_of_hold(new)}
    assert mate.post(again, sent).status_code == 403
    assert host.post(again, sent).status_code == 302
    assert [one.held_back for one in person.cases.order_by("number")] == [True, False]
    del first


def test_a_case_is_of_who_is_responsible_when_it_is_opened(workspace):
    host = switched_on(workspace)
    mate, near = colleague(workspace, host), colleague(workspace, host)
    team("Mobile unit", host, mate)
    stale = register(host, "Amina Diallo")
    place = stale.organisation
    desk = Desk(host.user, place, frozenset(Role))
    assert hand_over_person(desk, Person.objects.get(), near.user)
    assert stale.worker == host.user
    at = IntakeDesk(
        Desk(mate.user, place, frozenset({Role.CASE_WORKER})), Intake.objects.get(), None
    )
    assert open_case(at, stale, date.today()).worker == near.user
