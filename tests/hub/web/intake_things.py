"""One of each thing that addresses of the intake name, and who gets at it."""

from __future__ import annotations

import re
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from intake_worker import INTAKE, TODAY, case_of, register, say

from lanterne.hub.intake.kept_events import Account, add_event
from lanterne.hub.intake.models import (
    Certificate,
    Household,
    Intake,
    NamesHolder,
    Opening,
    Perpetrator,
)
from lanterne.hub.intake.teams import make_team
from lanterne.hub.web.models import CaseFile
from lanterne.intake.events import EventKind
from lanterne.intake.relations import Relation


def things(host, officer):
    """One of each thing that addresses name, of the host."""
    person = register(host, "Amina Diallo")
    case = case_of(person)
    say(host, person, "given")
    host.post(f"{INTAKE}/cases/{case.pk}/perpetrators/new/", {"known_as": "Boss"})
    family = {"m-TOTAL_FORMS": 2, "m-INITIAL_FORMS": 0, "registered": "2024-01-01", "looked": "yes"}
    for place, relation in enumerate((Relation.FIRST, Relation.CHILD)):
        family |= {f"m-{place}-name": f"Kin {place}", f"m-{place}-relation": str(relation)}
    assert host.post(f"{INTAKE}/register/household/", family).status_code == 302
    brought = {"dataset": "new", "title": "Brought", "until": TODAY}
    host.post(f"{INTAKE}/statistics/", brought)
    opening = Opening.objects.create(
        person=person, created_by=officer, reason=b"", until=timezone.now() - timedelta(days=2)
    )
    certificate = Certificate.objects.create(
        organisation=person.organisation, code="AAAA-BBBB", rows={}, created_by=officer
    )
    return {
        "person": person,
        "case": case,
        "link": case.links.get(),
        "perpetrator": Perpetrator.objects.get(),
        "household": Household.objects.get(),
        "holder": NamesHolder.objects.get(user=host.user),
        "worker": host.user,
        "team": make_team(Intake.objects.get(organisation__slug="here"), "Night shift", officer),
        "opening": opening,
        "certificate": certificate,
        "case_file": CaseFile.objects.get(),
        "event": add_event(case, EventKind.NOTE, Account(date.today(), {"text": "x"}), host.user),
    }


WORDS = {"kind": "note"}
"""Parts of addresses that are neither ids nor numbers."""


def address(route, there, organisation):
    path = re.sub(
        r"<(?:\w+:)?(\w+)>",
        lambda one: str(there[one[1]].pk) if one[1] in there else WORDS.get(one[1], "0"),
        str(route.pattern),
    )
    return f"/en/work/{organisation}/intake/{path}"


def asked(browser, method, where):
    """Whether somebody gets in; whatever they did is undone."""
    browser.raise_request_exception = False
    with transaction.atomic():
        status = browser.generic(method, where).status_code
        transaction.set_rollback(True)
    said = {403: "denied", 404: "hidden", 405: "other"}
    return said.get(status, "fault" if status >= 500 else "in")
