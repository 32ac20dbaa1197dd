"""Who gets at what of the intake: own, a colleague's, opened in an emergency, another's."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from intake_things import address, asked, things
from intake_worker import INTAKE, PASSPHRASE, case_of, colleague, register, say, switched_on

from lanterne.hub.audit.models import Event
from lanterne.hub.intake import urls
from lanterne.hub.intake.models import Opening
from lanterne.hub.intake.sealed import answers_sealer
from lanterne.hub.people.models import Membership
from lanterne.hub.people.roles import Role, Scope, Verb, allows

REASON = "She phones from the station, and Qwzbrt is away."
WIDENED = {(Verb.READ_INTAKE, "person"), (Verb.READ_INTAKE, "case")}
"""All that an emergency opens."""


def test_role_by_address_by_scope_of_every_address(workspace):
    """By brute force: nothing is open that the grants do not open, but for two pages to read."""
    host = switched_on(workspace)
    other = workspace.person(Role.CASE_WORKER)
    there = things(host, other.user)
    opener = colleague(workspace, host)
    Opening.objects.create(
        person=there["person"],
        created_by=opener.user,
        reason=sealed_reason(there["person"]),
        until=timezone.now() + timedelta(hours=1),
    )
    alone = {role: workspace.person(role) for role in Role}
    stranger = workspace.person(*Role, organisation="elsewhere")
    foreign = workspace.person(*Role, organisation="elsewhere")
    foreign.post(
        "/en/work/elsewhere/intake/switch/",
        {"codebook": "lanterne-network", "passphrase": PASSPHRASE, "again": PASSPHRASE},
    )
    seen = set()
    for route in urls.urlpatterns:
        verb, purpose, of = route.callback.needs
        for method in ("GET", "POST"):
            where = address(route, there, "here")
            if asked(host, method, where) == "other":
                continue  # what changes something is not asked for by GET
            for role, browser in alone.items():
                may = allows([role], verb, purpose, Scope.ORGANISATION)
                assert (asked(browser, method, where) == "denied") == (not may), (where, role)
            if of:
                mine = asked(host, method, where)
                assert mine == "in", (where, mine)
                worker = [Role.CASE_WORKER]
                mine_alone = allows(worker, verb, purpose, Scope.OWN)
                may = allows(worker, verb, purpose, Scope.ORGANISATION)
                open_ = may or ((verb, of) in WIDENED and mine_alone)
                got = asked(opener, method, where)
                assert (got == "in") == open_, (method, where, got)
                assert asked(other, method, where) == ("in" if may else "denied"), where
                elsewhere = address(route, there, "elsewhere")
                assert asked(foreign, method, elsewhere) == "hidden", elsewhere
                seen.add((verb, of))
            assert asked(stranger, method, where) == "hidden", where
    assert seen >= WIDENED


def sealed_reason(person):
    return answers_sealer(person.organisation).seal("x", "emergency", "x")


@pytest.fixture
def emergency(workspace):
    """A host with a person, and a colleague who has opened the person."""
    host = switched_on(workspace)
    person = register(host, "Amina Diallo", reach="behind the bakery")
    worker = colleague(workspace, host)
    found = worker.post(f"{INTAKE}/find/", {"name": "Amina"}).content.decode()
    opens = f"{INTAKE}/emergencies/of/{person.pk}/"
    assert opens in found
    assert worker.get(f"{INTAKE}/people/{person.pk}/").status_code == 403
    return host, worker, person, opens


@pytest.mark.parametrize("reason", ["", "   ", ".", "x" * 2_001])
def test_without_a_reason_nothing_opens(emergency, reason):
    _host, worker, person, opens = emergency
    answer = worker.post(opens, {"reason": reason})
    assert answer.status_code == 422
    assert not reason.strip() or reason in answer.content.decode(), "what was typed is not lost"
    assert not Opening.objects.exists()
    assert worker.get(f"{INTAKE}/people/{person.pk}/").status_code == 403


def test_an_emergency_opens_one_person_to_read_for_a_day(emergency):
    host, worker, person, opens = emergency
    kin = register(host, "Beatriz Lopes")
    assert worker.post(opens, {"reason": REASON}).status_code == 302
    page = worker.get(f"{INTAKE}/people/{person.pk}/").content.decode()
    assert "behind the bakery" in page
    assert "Emergency: you can read" in page
    case = case_of(person)
    shown = worker.get(f"{INTAKE}/cases/{case.pk}/").content.decode()
    assert "Emergency: you can read" in shown
    for text in (page, shown):
        main = text[text.index("<main") : text.index("</main>")]
        assert "<form" not in main, "nothing can be changed, and nothing offers it"
        for link in re.findall(r'href="(/en/work/[^"]+)"', main):
            assert worker.get(link).status_code == 200, link
    for one in (kin, case_of(kin)):
        kind = "people" if one == kin else "cases"
        assert worker.get(f"{INTAKE}/{kind}/{one.pk}/").status_code == 403
    Opening.objects.update(until=timezone.now())
    for where in (f"people/{person.pk}", f"cases/{case.pk}"):
        assert worker.get(f"{INTAKE}/{where}/").status_code == 403
    assert "for 24 hours" in worker.get(opens).content.decode()


def test_an_emergency_ends_with_the_role(emergency):
    _host, worker, person, opens = emergency
    worker.post(opens, {"reason": REASON})
    Membership.objects.create(
        user=worker.user, organisation=person.organisation, role=Role.PUBLISHER
    )
    Membership.objects.get(user=worker.user, role=Role.CASE_WORKER).delete()
    assert worker.get(f"{INTAKE}/people/{person.pk}/").status_code == 403


def test_the_day_is_a_day(emergency):
    _host, worker, _person, opens = emergency
    worker.post(opens, {"reason": REASON})
    lasts = Opening.objects.get().until - timezone.now()
    assert timedelta(hours=23, minutes=59) < lasts <= timedelta(hours=24)
    worker.post(opens, {"reason": REASON})
    assert Opening.objects.count() == 1, "it is not made longer by asking again"


def test_an_emergency_is_written_down_and_the_officer_is_told(emergency, workspace):
    host, worker, person, opens = emergency
    worker.post(opens, {"reason": REASON})
    worker.get(f"{INTAKE}/people/{person.pk}/")
    opening = Opening.objects.get()
    assert b"Qwzbrt" not in bytes(opening.reason), "sealed"
    assert "Qwzbrt" not in str(list(Event.objects.values()))
    done = Event.objects.get(verb=Verb.OPEN_EMERGENCY, outcome="done")
    assert done.details == {"code": person.code}
    read = Event.objects.filter(verb=Verb.READ_INTAKE, actor=str(worker.user.pk), outcome="allowed")
    assert read.get().details == {"code": person.code, "emergency": True}
    host.get(f"{INTAKE}/people/{person.pk}/")
    own = Event.objects.filter(verb=Verb.READ_INTAKE, actor=str(host.user.pk)).last()
    assert "emergency" not in own.details
    officer = workspace.person(Role.PRIVACY_OFFICER)
    told = officer.get("/en/work/here/").context["waiting"]
    assert [(one.about, one.address) for one in told] == [(person.code, f"{INTAKE}/emergencies/")]
    assert not worker.get("/en/work/here/").context["waiting"]
    page = officer.get(f"{INTAKE}/emergencies/").content.decode()
    assert REASON in page
    assert person.code in page
    assert "Amina" not in page
    seen = f"{INTAKE}/emergencies/{opening.pk}/seen/"
    assert worker.post(seen).status_code == 403
    assert officer.post(seen).status_code == 302
    assert not officer.get("/en/work/here/").context["waiting"]
    opening.refresh_from_db()
    assert opening.seen_by == officer.user
    host.post(seen)
    opening.refresh_from_db()
    assert opening.seen_by == officer.user, "who was first stays"
    auditor = workspace.person(Role.AUDITOR)
    log = auditor.get("/en/work/here/audit/").content.decode()
    assert "somebody else is responsible for this person" in log


def test_on_a_server_nobody_sees_off_their_own_emergency(accounts):
    """Where people sign in there are two of them."""
    host = accounts.person(*Role)
    host.post(
        f"{INTAKE}/switch/",
        {"codebook": "lanterne-cases", "passphrase": PASSPHRASE, "again": PASSPHRASE},
    )
    person = register(host, "Amina Diallo")
    both = accounts.person(Role.CASE_WORKER, Role.PRIVACY_OFFICER)
    both.post(f"{INTAKE}/emergencies/of/{person.pk}/", {"reason": REASON})
    opening = Opening.objects.get()
    both.post(f"{INTAKE}/emergencies/{opening.pk}/seen/")
    opening.refresh_from_db()
    assert opening.seen is None
    assert not both.get("/en/work/here/").context["waiting"]
    assert host.get("/en/work/here/").context["waiting"]


def test_lists_show_codes_names_and_days_and_no_answer(workspace):
    host = switched_on(workspace, "lanterne-cases")
    person = register(host, "Amina Diallo", reach="behind the bakery", phone="0612345678")
    case, answers = case_of(person), set()
    for group in range(40):
        where = f"{INTAKE}/cases/{case.pk}/questions/{group}/"
        page = host.get(where)
        if page.status_code == 404:
            break
        sent = {"seen": page.context["seen"]}
        for one in page.context["group"].questions:
            if one.choices:
                sent[one.name] = one.choices[-1].code
                answers |= {str(one.choices[-1].label), str(one.label)}
        host.post(where, sent)
    shown = host.get(f"{INTAKE}/cases/{case.pk}/").content.decode()
    told = {one for one in answers if len(one) > 4 and f">{one}<" in shown}
    assert len(told) > 10, "there are answers to be shown"
    host.post(f"{INTAKE}/cases/{case.pk}/hold-back/", {"reason": "Held-Qwzbrt"})
    say(host, person, "given", "referral", note="Noted-Qwzbrt")
    worker = colleague(workspace, host)
    worker.post(f"{INTAKE}/emergencies/of/{person.pk}/", {"reason": REASON})
    lists = {
        "day": host.get(f"{INTAKE}/"),
        "closed": host.get(f"{INTAKE}/?show=closed"),
        "found": host.post(f"{INTAKE}/find/", {"name": "Amina"}),
        "found by a colleague": worker.post(f"{INTAKE}/find/", {"phone": "0612345678"}),
        "responsible": host.get(f"{INTAKE}/responsible/"),
        "removal": host.get(f"{INTAKE}/removal/"),
        "hand over": host.get(f"{INTAKE}/responsible/{host.user.pk}/hand-over/"),
        "perpetrators": host.get(f"{INTAKE}/names/"),
    }
    for name, answer in lists.items():
        assert answer.status_code == 200, name
        text = answer.content.decode()
        assert not [one for one in told if f">{one}<" in text], name
        words = {"bakery", "Qwzbrt", "12345678"}
        if name == "found by a colleague":
            words.remove("12345678")  # what was typed stands in its field
        assert not [one for one in words if one in text], name
    for name in ("day", "found", "found by a colleague"):
        assert "Amina Diallo" in lists[name].content.decode(), "the name, where names are open"
    assert case.code in lists["day"].content.decode()
    for name in ("found", "found by a colleague", "responsible", "hand over"):
        assert person.code in lists[name].content.decode()
    for name in ("responsible", "removal", "hand over"):
        assert "Amina" not in lists[name].content.decode(), "an officer's lists are of codes"
