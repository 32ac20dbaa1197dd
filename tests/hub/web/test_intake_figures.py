"""The month's figures for a donor: counts against the obvious count, and who may see them."""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from datetime import date, timedelta

import pytest
from intake_worker import INTAKE, TODAY, case_of, register, switched_on

from lanterne.hub.audit.models import Event as Recorded
from lanterne.hub.intake.figures import Months
from lanterne.hub.intake.kept_events import Account, add_event
from lanterne.hub.intake.models import Case
from lanterne.hub.people.roles import Role
from lanterne.intake.events import REFERRAL_STATES, Assistance, EventKind

MONTH = TODAY[:7]


@pytest.fixture
def host(workspace):
    return switched_on(workspace, "lanterne-cases")


def lines(client, month=MONTH):
    """The CSV file: month, figure and of what → count; those that are nought are left out."""
    answer = client.get(f"{INTAKE}/figures/csv/?month={month}")
    assert answer.status_code == 200
    read = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert all("not for publication" in one["internal"] for one in read)
    found = {(one["month"], one["figure"], one["of"]): int(one["count"]) for one in read}
    assert len(found) == len(read) == 12 * 17
    return {key: count for key, count in found.items() if count}


def test_figures_are_what_was_written_down(host):
    """Against counts that are kept while a year is made up at random."""
    chance, expected = random.Random(5), Counter()
    days = [date(2025, 1, 1) + timedelta(days=one) for one in range(365)]
    for number in range(12):
        on = chance.choice(days)
        person = register(host, f"Person{number}", registered=on.isoformat())
        expected[on.isoformat()[:7], "people-registered", ""] += 1
        expected[on.isoformat()[:7], "cases-opened", ""] += 1
        for _number in range(chance.randrange(5)):
            when, kind = chance.choice(days), chance.choice(list(Assistance)).value
            account = Account(when, {"assistance": kind, "text": ""})
            add_event(case_of(person), EventKind.ASSISTANCE, account, host.user)
            expected[when.isoformat()[:7], "assistance", kind] += 1
        when, state = chance.choice(days), chance.choice(REFERRAL_STATES).value
        account = Account(when, {"to": "x", "text": ""}, state=state)
        add_event(case_of(person), EventKind.REFERRAL, account, host.user)
        expected[when.isoformat()[:7], "referrals", state] += 1
        for kind, figure in ((EventKind.CLOSED, "closed"), (EventKind.REOPENED, "opened-again")):
            when = chance.choice(days)
            add_event(case_of(person), kind, Account(when, {}), host.user)
            expected[when.isoformat()[:7], f"cases-{figure}", ""] += 1
    assert lines(host, "2025-12") == dict(expected)
    july = lines(host, "2025-07")
    assert july == {key: count for key, count in expected.items() if key[0] <= "2025-07"}
    page = host.get(f"{INTAKE}/figures/?month=2025-07")
    shown = dict(zip(("people-registered", "cases-opened"), page.context["single"], strict=False))
    for figure, (_label, count) in shown.items():
        assert count == expected["2025-07", figure, ""]


def test_a_person_is_registered_once_and_each_case_is_opened(host):
    person = register(host, "Amina Diallo", registered="2024-05-31")
    host.post(f"{INTAKE}/people/{person.pk}/case/")
    assert lines(host) == {(MONTH, "cases-opened", ""): 1}
    assert lines(host, "2024-05") == {
        ("2024-05", "people-registered", ""): 1,
        ("2024-05", "cases-opened", ""): 1,
    }


def test_cases_that_are_held_back_are_in_no_figure(host):
    case = case_of(register(host, "Amina Diallo"))
    host.post(f"{INTAKE}/cases/{case.pk}/close/", {"then": "close"})
    assert len(lines(host)) == 3
    host.post(f"{INTAKE}/cases/{case.pk}/hold-back/", {"reason": "in danger"})
    assert lines(host) == {}


def test_the_page_says_that_nobody_is_protected_and_names_nobody(host):
    person = register(host, "Zwxqvk Tharnibel")
    for address in ("figures/", "figures/csv/"):
        answer = host.get(f"{INTAKE}/{address}")
        text = answer.content.decode()
        assert "not for publication" in text
        for told in ("Zwxqvk", person.code, case_of(person).code):
            assert told not in text
        assert "no-store" in answer.headers["Cache-Control"]
    assert "internal-figures" in answer.headers["Content-Disposition"]
    assert Recorded.objects.filter(verb="intake.figures", outcome="allowed").count() == 2


@pytest.mark.parametrize("month", ["", "2099-01", "nonsense", "2025-13", "٢٠٢٥-٠١", "1999-12"])
def test_a_month_that_is_none_is_this_one(host, month):
    answer = host.get(f"{INTAKE}/figures/", {"month": month})
    assert answer.context["month"] == MONTH


def test_only_two_roles_see_figures_and_only_their_own(host, workspace):
    register(host, "Amina Diallo")
    for role in Role:
        client = workspace.person(role)
        for address in ("figures/", "figures/csv/"):
            allowed = client.get(f"{INTAKE}/{address}").status_code == 200
            assert allowed == (role in {Role.DATA_OFFICER, Role.PRIVACY_OFFICER}), role
    elsewhere = workspace.person(*Role, organisation="elsewhere")
    assert elsewhere.get(f"{INTAKE}/figures/").status_code == 404
    assert elsewhere.get("/en/work/elsewhere/intake/figures/").status_code == 404
    elsewhere.post(
        "/en/work/elsewhere/intake/switch/",
        {"codebook": "lanterne-cases", "passphrase": "a" * 12, "again": "a" * 12},
    )
    answer = elsewhere.get("/en/work/elsewhere/intake/figures/")
    assert {count for _label, count in answer.context["single"]} == {0}
    assert Case.objects.count() == 1


def test_months_follow_each_other_over_a_year():
    months = list(Months.until(date(2025, 2, 1), 3))
    assert months == [date(2024, 12, 1), date(2025, 1, 1), date(2025, 2, 1)]
    assert Months.until(date(2025, 12, 1), 1).last == date(2025, 12, 31)
    assert Months.until(date(2024, 2, 1), 1).last == date(2024, 2, 29)
