"""A case worker's day: what is due, referrals without an answer, who turns 18, and filters."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from intake_worker import INTAKE, TODAY, case_of, colleague, register, say, switched_on

from lanterne.hub.intake.event_words import KINDS
from lanterne.hub.intake.kept_events import Account, add_event
from lanterne.hub.intake.models import Case, Event, Person
from lanterne.hub.people.roles import Role
from lanterne.intake.events import EventKind
from lanterne.intake.partial_days import comes_of_age

LONG_AGO = date(2020, 1, 1)


def day(days):
    return date.today() + timedelta(days=days)


@pytest.fixture
def host(workspace):
    return switched_on(workspace, "lanterne-cases")


def page(client, query=""):
    answer = client.get(f"{INTAKE}/{query}")
    assert answer.status_code == 200
    return answer


def due(client, case, on, text="call her"):
    """A follow-up that is due on a day."""
    account = Account(min(on, date.today()), {"text": text}, due=on)
    return add_event(case, EventKind.FOLLOW_UP, account, client.user)


def referral(client, case, to="Lilac House", on=None):
    """A referral that was proposed."""
    account = Account(on or date.today(), {"to": to, "text": "shelter"})
    return add_event(case, EventKind.REFERRAL, account, client.user)


def test_what_is_overdue_and_due_this_week_is_shown_and_no_more(host):
    cases = {days: case_of(register(host, f"Person{days + 9}")) for days in (-9, -1, 0, 6, 7)}
    made = {days: due(host, case, day(days), f"told {days}") for days, case in cases.items()}
    found = page(host).context["due"]
    assert [one.event for one in found.first] == [made[days] for days in (-9, -1, 0, 6)]
    assert [one.urgent for one in found.first] == [True, True, False, False]
    address = f"{INTAKE}/events/{made[-9].pk}/state/"
    sent = {"to-state": "done", "to-since": TODAY, "to-outcome": "well", "seen": 1}
    assert host.post(address, sent).status_code == 302
    found = page(host).context["due"]
    assert [one.event for one in found.first] == [made[days] for days in (-1, 0, 6)]


def test_more_than_fit_are_counted(host):
    case = case_of(register(host, "Amina Diallo"))
    for _number in range(53):
        due(host, case, day(0))
    answer = page(host)
    assert len(answer.context["due"].first) == 50
    assert "Others that are due: 3" in answer.content.decode()


def test_only_ones_own_are_shown(host, workspace):
    case = case_of(register(host, "Amina Diallo", born=day(-6570).isoformat()))
    due(host, case, day(0), "quxlorp")
    referral(host, case, "Lilac quxlorp")
    worker = colleague(workspace, host)
    answer = page(worker)
    assert not answer.context["due"].first
    assert not answer.context["referrals"].first
    assert not answer.context["of_age"]
    assert "quxlorp" not in answer.content.decode()
    officer = workspace.person(Role.DATA_OFFICER)
    assert "due" not in page(officer).context


def test_referrals_to_be_revoked_come_first_and_answered_ones_are_not_shown(host):
    people = [register(host, name) for name in ("Aaa Bbb", "Ccc Ddd", "Eee Fff")]
    for person in people:
        say(host, person, "given", "referral", note="Lilac House")
    made = [referral(host, case_of(one), on=day(place)) for place, one in enumerate(people, -5)]
    address = f"{INTAKE}/events/{made[0].pk}/state/"
    host.post(address, {"to-state": "accepted", "to-since": TODAY, "seen": 1})
    found = page(host).context["referrals"].first
    assert [one.event for one in found] == made[1:]
    say(host, people[2], "withdrawn", "referral")
    say(host, people[0], "withdrawn", "referral")
    found = page(host).context["referrals"].first
    assert [(one.event, one.urgent) for one in found] == [
        (made[0], True),
        (made[2], True),
        (made[1], False),
    ]


def turns(days):
    """When somebody was born who turns 18 in so many days."""
    on = day(days)
    try:
        return on.replace(year=on.year - 18)
    except ValueError:  # it is 29 February, and was none 18 years ago
        return date(on.year - 18, 3, 1)


def test_minors_who_turn_18_while_names_are_open(host):
    people = {
        days: register(
            host, f"Person{days + 99}", born=turns(days).isoformat(), registered=str(LONG_AGO)
        )
        for days in (-40, 0, 30, 31)
    }
    adult = register(host, "Adult One", born="1990-01-01")
    of_age = page(host).context["of_age"]
    assert [one.person for one in of_age] == [people[-40], people[0], people[30]]
    assert [one.already for one in of_age] == [True, True, False]
    assert adult not in [one.person for one in of_age]
    host.post(f"{INTAKE}/names/close/")
    answer = page(host)
    assert not answer.context["of_age"]
    text = answer.content.decode()
    assert "Open the names to see which minors turn 18" in text
    assert "Person" not in text.replace(">Person<", "")


def test_who_has_turned_18_is_shown_until_they_themselves_were_asked(host):
    person = register(host, "Amina Diallo", born=turns(-9).isoformat(), registered=str(LONG_AGO))
    before, after = day(-10).isoformat(), day(-9).isoformat()
    for sent in (
        {"by": "guardian", "on": after},
        {"by": "person", "on": before},
        {"by": "person", "on": after, "said": "not-asked"},
    ):
        say(host, person, **{"said": "given", "purpose": "assistance", **sent})
        assert [one.person for one in page(host).context["of_age"]] == [person], sent
    say(host, person, "refused", "assistance", on=after)
    assert not page(host).context["of_age"]


def test_who_was_registered_as_an_adult_is_never_a_minor_who_turns_18(host):
    register(host, "Amina Diallo", born=turns(-9).isoformat(), registered=day(-8).isoformat())
    assert not page(host).context["of_age"]


def test_somebody_born_on_a_leap_day_comes_of_age_in_march():
    assert comes_of_age(date(2008, 2, 29)) == date(2026, 3, 1)
    assert comes_of_age(date(2008, 2, 28)) == date(2026, 2, 28)


def test_only_so_many_dates_of_birth_are_looked_at(host, monkeypatch):
    monkeypatch.setattr("lanterne.hub.intake.own_day.MOST_PEOPLE", 2)
    for place in range(3):
        register(host, f"Person{place}", born=turns(5).isoformat())
    answer = page(host)
    assert len(answer.context["of_age"]) == 2
    assert "only those who were registered last were looked at" in answer.content.decode()


def test_filters_of_own_cases(host):
    people = [register(host, name) for name in ("Aaa Bbb", "Ccc Ddd", "Eee Fff", "Ggg Hhh")]
    first, second, third, last = map(case_of, people)
    host.post(f"{INTAKE}/cases/{last.pk}/close/", {"then": "close"})
    due(host, second, day(3))
    due(host, third, day(8))
    say(host, people[0], "not-asked", "assistance")
    say(host, people[1], "refused", "research")
    expected = {
        "": {first, second, third},
        "?show=open": {first, second, third},
        "?show=closed": {last},
        "?show=due": {second},
        "?show=no-consent": {first, third},
        "?show=nonsense": {first, second, third},
    }
    for query, cases in expected.items():
        assert {one.case for one in page(host, query).context["listed"]} == cases, query


def test_the_next_page_keeps_the_filter(host, monkeypatch):
    monkeypatch.setattr("lanterne.hub.intake.day_page.PAGE", 1)
    for name in ("Aaa Bbb", "Ccc Ddd"):
        register(host, name)
    assert 'href="?show=no-consent&amp;page=2"' in page(host, "?show=no-consent").content.decode()


def test_names_are_in_no_list_while_they_are_closed(host):
    person = register(host, "Zwxqvk Tharnibel")
    due(host, case_of(person), day(0))
    referral(host, case_of(person))
    assert page(host).content.decode().count("Zwxqvk") == 3
    host.post(f"{INTAKE}/names/close/")
    text = page(host).content.decode()
    assert "Zwxqvk" not in text
    assert text.count(person.code) == 3


def test_what_is_said_stays_on_the_screen_and_off_paper(host):
    case = case_of(register(host, "Amina Diallo"))
    due(host, case, day(0), "quxlorp")
    text = page(host).content.decode()
    assert '<td class="start on-screen" dir="auto">quxlorp</td>' in text


def furnish(host, count):
    """So many people with a case each, something due, a referral and consent."""
    model = register(host, "Amina Diallo", born=turns(9).isoformat())
    for _number in range(count - 1):
        register(host, "Amina Diallo", born=turns(9).isoformat())
    for person in Person.objects.all():
        say(host, person, "given", "referral", note="Lilac House")
        due(host, case_of(person), day(-1))
        referral(host, case_of(person))
        referral(host, case_of(person), "Another House")
    return case_of(model)


def queries(client, address):
    with CaptureQueriesContext(connection) as found:
        assert client.get(f"{INTAKE}/{address}").status_code == 200
    return len(found)


def test_as_many_queries_for_60_cases_as_for_3(host):
    furnish(host, 3)
    addresses = ("", "?show=due", "?show=no-consent", "figures/")
    few = [queries(host, one) for one in addresses]
    furnish(host, 57)
    assert Case.objects.count() == 60
    many = [queries(host, one) for one in addresses]
    # Of a list that is full it is asked how many more there are.
    assert all(after - before in {0, 1, 2} for before, after in zip(few, many, strict=True))
    assert max(many) < 45, many


def test_as_many_queries_for_60_events_as_for_3(host):
    case = case_of(register(host, "Amina Diallo"))
    address, found = f"cases/{case.pk}/", []
    for count in (3, 57):
        for _number in range(count):
            account = Account(date.today(), {"by": "police", "text": ""})
            add_event(case, EventKind.IDENTIFICATION, account, host.user)
        found.append(queries(host, address))
    assert Event.objects.count() == 60
    assert found[0] == found[1]


def test_each_kind_has_words():
    assert set(KINDS) == set(EventKind)
