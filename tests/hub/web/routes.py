"""Who gets in where: every address of the hub, asked by everybody that there is.

What came of it is kept in ``routes.csv``. After a new address, or a change of what roles may do,
write it anew and read the difference, line by line, as what it is: who may do what::

    LANTERNE_WRITE_ROUTES=1 python -m pytest tests/hub/web/test_routes_matrix.py

in        the page was given, or something was done, or the form was sent back
denied    403
hidden    404: as if it did not exist
sign-in   sent to where one signs in
other     no such method, or a request that is none
fault     an error of the hub's own: never to be in the file
"""

from __future__ import annotations

import csv
import re
import uuid
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver
from django.urls.resolvers import LocalePrefixPattern
from django.utils import timezone

from lanterne.codebook import codebook_to_toml, load_codebook
from lanterne.hub.intake import holders
from lanterne.hub.intake.access import IntakeDesk
from lanterne.hub.intake.households import register_household
from lanterne.hub.intake.kept_events import Account, add_event
from lanterne.hub.intake.models import Certificate, Opening, Team
from lanterne.hub.intake.perpetrators import add_link, add_perpetrator
from lanterne.hub.intake.teams import make_team, put_in
from lanterne.hub.jobs.models import Job
from lanterne.hub.joint.edition_job import METHOD
from lanterne.hub.joint.models import Agreement, Partner
from lanterne.hub.people.access import Desk
from lanterne.hub.people.models import Invitation, Membership, Organisation, User
from lanterne.hub.people.roles import Role
from lanterne.hub.web.models import (
    CaseFile,
    Dataset,
    Decision,
    Publication,
    Report,
    Run,
    Submission,
)
from lanterne.hub.web.protect.choices import DP
from lanterne.intake.events import EventKind
from lanterne.intake.relations import Relation

FILE = Path(__file__).with_name("routes.csv")

OTHERS = ("nobody", "stranger", "closed")
"""Nobody; somebody with every role, elsewhere; somebody with every role here, account closed."""

ELSEWHERE = "elsewhere"
"""Another organisation, which takes part in a joint dataset with this one."""

COLLEAGUE = "colleague"
"""A case worker of the team of whoever made the things that addresses name."""

WHO = (*OTHERS, COLLEAGUE, *(role.value for role in Role))

NOTICE = {
    "title": {"en": "Cases"},
    "description": {},
    "licence": "CC0-1.0",
    "publisher": "Us",
    "languages": ["en"],
}
"""What a submission says of what is to be published."""

_PARAMETER = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")


@dataclass(frozen=True)
class Route:
    """One address.

    Attributes:
        path: With its parameters, as the address book has it.
        view: What answers there.
    """

    path: str
    view: Any

    @property
    def needs(self) -> tuple[Any, ...] | None:
        """Verb, purpose and thing, where the desk guards it."""
        return getattr(self.view, "needs", None)

    @property
    def methods(self) -> tuple[str, ...]:
        """How it is asked; what the public reads cannot be changed by anybody."""
        private = self.needs or re.match(r"/en/(work|account)/|/account/", self.path)
        return ("GET", "POST") if private else ("GET",)


def routes(book: str) -> tuple[Route, ...]:
    """All addresses of an address book."""
    return tuple(_walk(import_module(book).urlpatterns, "/"))


def _walk(patterns: list[Any], before: str) -> Iterator[Route]:
    for one in patterns:
        if isinstance(one, URLResolver):
            local = isinstance(one.pattern, LocalePrefixPattern)
            yield from _walk(one.url_patterns, before + ("en/" if local else str(one.pattern)))
        elif isinstance(one, URLPattern):
            yield Route(before + str(one.pattern), one.callback)


def things(place: Organisation, maker: User) -> dict[str, str]:
    """One of each thing that addresses name, made by somebody who asks for none of them."""
    owned = {"created_by": maker}
    dataset = Dataset.objects.create(organisation=place, title="Cases", series="cases", **owned)
    parts = [{"file": uuid.uuid4().hex, "kind": "csv", "fictional": False}]
    case_file = CaseFile.objects.create(dataset=dataset, parts=parts, **owned)
    run = Run.objects.create(
        dataset=dataset, case_file=case_file, method=DP, choices={"epsilon": 1.0}, **owned
    )
    report = Report.objects.create(dataset=dataset, case_file=case_file, kind="risk", **owned)
    submission = Submission.objects.create(run=run, mark="0" * 64, notice=NOTICE, **owned)
    decision = Decision.objects.create(submission=submission, verdict="approve", **owned)
    publication = Publication.objects.create(
        submission=submission, name="cases-1", edition=1, **owned
    )
    job = Job.objects.create(kind="evaluate", organisation=place, subject=dataset.pk, **owned)
    invitation = Invitation.objects.create(
        organisation=place,
        digest=uuid.uuid4().hex,
        invited_by=maker,
        expires=timezone.now() + timedelta(days=1),
    )
    found = {
        one._meta.model_name: str(one.pk)
        for one in (
            dataset,
            case_file,
            run,
            report,
            submission,
            decision,
            publication,
            job,
            invitation,
        )
    }
    return {
        **found,
        **_registered(place, maker),
        **_joint(place, maker),
        "case_file": found["casefile"],
        "organisation": place.slug,
        "member": str(maker.pk),
        "role": "publisher",
    }


def _joint(place: Organisation, maker: User) -> dict[str, str]:
    """A joint dataset that was proposed here, in which ``elsewhere`` takes part too."""
    owned = {"created_by": maker}
    dataset = Dataset.objects.create(
        organisation=place,
        title="Joint",
        series="joint",
        codebook=codebook_to_toml(load_codebook("lanterne-cases")),
        joint=True,
        **owned,
    )
    agreement = Agreement.objects.create(
        dataset=dataset,
        purpose="To know.",
        until=date(2040, 1, 1),
        referred="first",
        epsilon=4.0,
        people=1000,
        cohorts="2026",
        **owned,
    )
    there, _made = Organisation.objects.get_or_create(slug=ELSEWHERE, defaults={"name": ELSEWHERE})
    for name, one in (("Here", place), ("Elsewhere", there), ("Nobody yet", None)):
        Partner.objects.create(
            agreement=agreement, name=name, code=name[:4].lower(), organisation=one, **owned
        )
    run = Run.objects.create(dataset=dataset, method=METHOD, choices={}, **owned)
    submission = Submission.objects.create(run=run, mark="0" * 64, notice=NOTICE, **owned)
    public = Publication.objects.create(submission=submission, name="joint.v1", edition=1, **owned)
    return {
        "agreement": str(agreement.pk),
        "joint_run": str(run.pk),
        "joint_publication": str(public.pk),
    }


def _registered(place: Organisation, maker: User) -> dict[str, str]:
    """Somebody whom the maker has registered, who told of a perpetrator."""
    book = codebook_to_toml(load_codebook("lanterne-network"))
    intake, names, _printed = holders.begin(place, book, maker, "four words and a lamp")
    at = IntakeDesk(Desk(maker, place, frozenset()), intake, names)
    family = [({"name": "Amina Diallo"}, Relation.FIRST)]
    household = register_household(at, names, family, date(2026, 1, 2))
    person = household.members.get().person
    perpetrator = add_perpetrator(at, names, "the one at the port", person.cases.get())
    link = add_link(at, person.cases.get(), perpetrator)
    team = make_team(intake, "The mobile unit", maker)
    put_in(at.desk, team, maker)
    said = Account(date(2026, 1, 2), {"text": "call her"}, due=date(2026, 1, 9))
    event = add_event(person.cases.get(), EventKind.FOLLOW_UP, said, maker)
    until = timezone.now() + timedelta(hours=1)
    opening = Opening.objects.create(person=person, created_by=maker, reason=b"", until=until)
    gone = Certificate.objects.create(
        organisation=place, code="AAAA-BBBB", rows={}, created_by=maker
    )
    case = person.cases.get()
    things = (household, person, case, perpetrator, link, event, opening, gone, team)
    found = {one._meta.model_name: str(one.pk) for one in things}
    holder = str(intake.holders.get(user=maker).pk)
    more = {"holder": holder, "worker": str(maker.pk), "group": "0", "kind": "note"}
    return {**found, **more}


def people(place: Organisation) -> dict[str, User]:
    """One of everybody, by what they are called in :data:`WHO`; nobody is not among them."""
    elsewhere, _made = Organisation.objects.get_or_create(
        slug=ELSEWHERE, defaults={"name": ELSEWHERE}
    )
    found = {}
    as_who = {COLLEAGUE: Role.CASE_WORKER}
    for who in WHO[1:]:
        user = User.objects.create_user(f"{who}@example.org", name=who, is_active=who != "closed")
        roles = list(Role) if who in OTHERS else [as_who.get(who) or Role(who)]
        where = elsewhere if who == "stranger" else place
        for role in roles:
            Membership.objects.create(user=user, organisation=where, role=role)
        found[who] = user
    for team in Team.objects.filter(intake__organisation=place):
        put_in(Desk(found[COLLEAGUE], place, frozenset()), team, found[COLLEAGUE])
    return found


def asked(route: Route, names: dict[str, str]) -> str:
    """The address of a route.

    Raises:
        KeyError: It names a thing that :func:`things` does not make: add it there.
    """
    return _PARAMETER.sub(lambda found: names.get(found["name"]) or _any(found), route.path)


def _any(found: re.Match[str]) -> str:
    """Some value for a parameter that is no thing of the organisation."""
    if found["kind"] == "uuid":
        raise KeyError(found["name"])
    return "1" if found["kind"] == "int" else "nothing"


def answers(route: Route, method: str, address: str, browsers: dict[str, Client]) -> dict[str, str]:
    """What becomes of everybody who asks; whatever they did is undone."""
    found = {}
    for who, browser in browsers.items():
        cookies = deepcopy(browser.cookies)
        with transaction.atomic():
            answer = browser.generic(method, address)
            transaction.set_rollback(True)
        browser.cookies = cookies  # also where somebody signed out
        found[who] = _said(answer)
    return found


def _said(answer: Any) -> str:
    """In one word."""
    status, to = answer.status_code, answer.headers.get("Location", "")
    if status == 403:
        return "denied"
    if status == 404:
        return "hidden"
    if status in {301, 302, 303} and "/account/login/" in to:
        return "sign-in"
    if status >= 500:
        return "fault"
    return "other" if status in {400, 405, 414, 429} else "in"


Row = dict[str, str]


def row(mode: str, route: Route, method: str, found: dict[str, str]) -> Row:
    """A line of the matrix."""
    needed = route.needs
    why = f"{needed[0]} for {needed[1]}" if needed else ""
    return {"mode": mode, "route": route.path, "method": method, "needs": why, **found}


FIELDS = ("mode", "route", "method", "needs", *WHO)


def kept() -> list[Row]:
    """The matrix as it was reviewed."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(rows: list[Row]) -> None:
    """Write the matrix, for somebody to read the difference."""
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
