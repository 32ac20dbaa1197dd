"""Pages of the intake ask the database as often with many people as with few."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext
from intake_worker import (
    INTAKE,
    PASSPHRASE,
    case_of,
    colleague,
    register,
    say,
    switched_on,
    team,
)

from lanterne.hub.intake import counted as counting
from lanterne.hub.intake import holders
from lanterne.hub.intake.access import IntakeDesk
from lanterne.hub.intake.counted import counted
from lanterne.hub.intake.likest import asked_parts, most_alike
from lanterne.hub.intake.models import Household, Intake, Link, Perpetrator, Person
from lanterne.hub.intake.registration import MOST_FOUND, document_of, search
from lanterne.hub.people.access import Desk
from lanterne.hub.people.models import Organisation
from lanterne.intake.name_tokens import NameTokens

FEW, MANY = 5, 60
GIVEN = ("Mohamed", "Muhammad", "محمد", "Maria", "María", "Li", "Samira", "Nour ed-Din")
FAMILY = ("Diallo", "Dialo", "Sow", "حداد", "Haddad", "Иванов", "Ivanov", "Ould Ahmed")


def grown(host, first, last):
    """More people, with cases, perpetrators, consent and a household that grows."""
    family = Household.objects.first()
    for number in range(first, last):
        phone = f"061234{number:04d}"
        person = register(host, f"{GIVEN[number % 8]} {FAMILY[number // 8 % 8]}", phone=phone)
        say(host, person, "given")
        address = f"{INTAKE}/cases/{case_of(person).pk}/perpetrators"
        host.post(f"{address}/new/", {"known_as": f"Called {number}"})
        host.post(
            f"{INTAKE}/households/{family.pk}/add/", {"code": person.code, "relation": "child"}
        )


def share(mate):
    """A colleague of the team is responsible for one person in two."""
    for person in Person.objects.all()[1::2]:
        Person.objects.filter(pk=person.pk).update(worker=mate.user)
        person.cases.update(worker=mate.user)


def addresses():
    """A page of each kind, of the first person."""
    person = Person.objects.order_by("number").first()
    case = case_of(person)
    return {
        "first page": ("", None),
        "search": ("find/", {"name": "Mohamed Diallo"}),
        "person": (f"people/{person.pk}/", None),
        "case": (f"cases/{case.pk}/", None),
        "questions": (f"cases/{case.pk}/questions/0/", None),
        "household": (f"households/{Household.objects.get().pk}/", None),
        "copy": (f"households/{Household.objects.get().pk}/copy/", None),
        "copy of one": (f"households/{Household.objects.get().pk}/copy/?from={case.pk}", None),
        "names": ("names/", None),
        "first page of a team": ("?whose=team", None),
        "search of a team": ("find/", {"name": "Diallo"}),
        "teams": ("teams/", None),
    }


def asked(host):
    """Queries of each page, once it was there before."""
    found = {}
    for kind, (address, sent) in addresses().items():
        for _ in range(2):
            with CaptureQueriesContext(connection) as queries:
                path = f"{INTAKE}/{address}"
                answer = host.get(path) if sent is None else host.post(path, sent)
                assert answer.status_code == 200, kind
        found[kind] = len(queries)
    return found


def test_pages_ask_as_often_with_sixty_people_as_with_five(workspace):
    host = switched_on(workspace)
    sent = {"m-TOTAL_FORMS": 2, "m-INITIAL_FORMS": 0, "registered": date.today().isoformat()}
    for place, relation in enumerate(("first", "child")):
        sent |= {f"m-{place}-name": f"Mohamed Diallo {place}", f"m-{place}-relation": relation}
    assert host.post(f"{INTAKE}/register/household/", {**sent, "looked": "yes"}).status_code == 302
    mate = colleague(workspace, host)
    team("Mobile unit", host, mate)
    grown(host, 0, FEW)
    share(mate)
    few = asked(host)
    grown(host, FEW, MANY)
    share(mate)
    for _ in range(3):
        colleague(workspace, host)
    assert Household.objects.get().members.count() == MANY + 2
    many = asked(host)
    assert many == few
    assert max(few.values()) <= 30, few


def test_counting_asks_as_often_with_twenty_people_as_with_five(workspace):
    host = switched_on(workspace)
    found = []
    for names in (range(5), range(5, 20)):
        for number in names:
            say(host, register(host, f"Person{number} Diallo"), "given")
        with CaptureQueriesContext(connection) as queries:
            rows = counted(Intake.objects.get(), date.today()).rows
        found.append((len(queries), len(rows["victims"])))
    assert [people for _queries, people in found] == [5, 20]
    assert found[0][0] == found[1][0]


def test_what_is_erased_while_it_is_counted_is_left_out(workspace, monkeypatch):
    host = switched_on(workspace)
    for name in ("Aaa Bbb", "Ccc Ddd"):
        person = register(host, name)
        say(host, person, "given")
        address = f"{INTAKE}/cases/{case_of(person).pk}/perpetrators"
        host.post(f"{address}/new/", {"known_as": f"Of {name}"})
    read = counting._Gathered.answers

    def erased_before(self, rows, kind, chosen):
        if isinstance(kind, Link):  # somebody is erased when the cases were read already
            Link.objects.filter(case__person=person).delete()
            Perpetrator.objects.filter(links=None).delete()
        return read(self, rows, kind, chosen)

    monkeypatch.setattr(counting._Gathered, "answers", erased_before)
    rows = counted(Intake.objects.get(), date.today()).rows
    assert [len(rows[name]) for name in ("victims", "links", "perpetrators")] == [2, 1, 1]


TYPED = (
    {"name": "Mohamed"},
    {"name": "محمد"},
    {"name": "Mohamed Dialo"},
    {"name": "Ivanov Li", "phone": "+33 6 12 34 56 78"},
    {"name": "Maria", "other_names": "Haddad"},
    {"phone": "0612345678"},
    {"name": "Ould"},
    {"name": "Nobody Atall"},
    {"name": ""},
)


def test_a_search_finds_whom_brute_force_over_all_names_finds(workspace):
    host = switched_on(workspace)
    for number in range(48):
        name = f"{GIVEN[number % 8]} {FAMILY[number // 8]}"
        register(host, name, phone="0612345678" if number % 7 == 0 else "")
    organisation, intake = Organisation.objects.get(), Intake.objects.get()
    names = holders.open_names(intake.holders.get(user=host.user), PASSPHRASE)
    at = IntakeDesk(Desk(host.user, organisation, frozenset()), intake, names)
    for typed in TYPED:
        ranked = by_brute_force(typed, names)
        best = most_alike(organisation, asked_parts(typed, names), MOST_FOUND)
        assert list(best.items()) == ranked[:MOST_FOUND], typed
        shown = search(at, names, typed)
        assert {one.person.pk for one in shown} == set(best)
        assert [one.alike for one in shown] == sorted((one.alike for one in shown), reverse=True)
    assert len(by_brute_force(TYPED[2], names)) > MOST_FOUND, "more than are shown share a part"


def by_brute_force(typed, names):
    """Everybody who has a part of what is typed, the likest first: person, and how many parts."""
    parts, made, found = asked_parts(typed, names), NameTokens(names), []
    for person in Person.objects.all():
        document = document_of(person, names)
        phone = made.of_phone(document["phone"])
        stored = made.of([document["name"], document["other_names"]]) | ({phone} - {None})
        alike = sum(not (one.exact | one.alike).isdisjoint(stored) for one in parts)
        exact = sum(not one.exact.isdisjoint(stored) for one in parts)
        if alike:
            found.append((person.pk, (alike, exact)))
    return sorted(found, key=lambda one: (-one[1][0], -one[1][1], one[0].hex))
