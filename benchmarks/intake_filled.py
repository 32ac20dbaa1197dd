"""A hub with very many registered people, who do not exist, filled at once."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import cycle, islice
from typing import Any

from django.db import connection

from benchmarks.intake_names import draw_name
from lanterne.codebook import codebook_to_toml, load_codebook
from lanterne.fictional.network import fictional_network
from lanterne.hub.intake import holders, kept_answers, kept_events, registration
from lanterne.hub.intake.models import (
    Case,
    Consent,
    EarlierAnswers,
    Event,
    Household,
    HouseholdMember,
    Intake,
    Link,
    NameToken,
    Perpetrator,
    Person,
)
from lanterne.hub.intake.sealed import answers_sealer, names_sealer
from lanterne.hub.intake.teams import make_team, put_in
from lanterne.hub.intake.training import codes_in
from lanterne.hub.people.access import Desk
from lanterne.hub.people.laptop import add_person, first_person
from lanterne.hub.people.models import Organisation, User
from lanterne.hub.people.roles import Role
from lanterne.intake.answers import Answers, answers_of
from lanterne.intake.codes import new_code
from lanterne.intake.events import EventKind, EventState
from lanterne.intake.name_tokens import MADE_BY, NameTokens
from lanterne.intake.skip_logic import Logic, review
from lanterne.vault.secret import Secret

SEED = 7
BATCH = 2_000
TOGETHER = 6
"""Case workers of a team."""
PASSPHRASE = "only for a benchmark"


@dataclass(frozen=True)
class Filled:
    """What is needed to go in.

    Attributes:
        workers: Id of each case worker, and the passphrase by which they open names.
    """

    workers: Sequence[tuple[str, str]]


def fill(people: int, workers: int) -> Filled:
    """Fill the database of this process: people with a case each, statements and versions.

    Args:
        people: How many.
        workers: Case workers, among whom they are shared.
    """
    chance = random.Random(SEED)
    first = first_person()
    team = [
        first,
        *(add_person(f"w{n}", f"Worker {n}", (Role.CASE_WORKER,)) for n in range(1, workers)),
    ]
    organisation = Organisation.objects.get()
    book = codebook_to_toml(load_codebook("lanterne-network"))
    intake, names, _recovery = holders.begin(organisation, book, first, PASSPHRASE)
    filling = _Filling(chance, organisation, intake, names, team)
    filling.people(people)
    filling.perpetrators(people)
    filling.households(people // 20)
    desk = Desk(first, organisation, first.roles_in(organisation))
    for start in range(0, workers, TOGETHER):
        made = make_team(intake, f"Team {start}", first)
        for one in team[start : start + TOGETHER]:
            put_in(desk, made, one)
    with connection.cursor() as cursor:  # as it is done by PostgreSQL itself within minutes
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
    return Filled([(str(one.pk), _let_in(one, intake, names)) for one in team])


def _let_in(user: User, intake: Intake, names: Secret) -> str:
    """Let somebody open names; by what they open them."""
    if not intake.holders.filter(user=user).exists():
        holders.let_in(holders.join(intake, user, PASSPHRASE), names)
    return PASSPHRASE


class _Filling:
    def __init__(
        self,
        chance: random.Random,
        organisation: Organisation,
        intake: Intake,
        names: Secret,
        team: Sequence[User],
    ) -> None:
        self.chance, self.organisation, self.names, self.team = chance, organisation, names, team
        self.intake = intake
        self.codes: set[str] = set()
        self.sealer = answers_sealer(organisation)
        self.tables = fictional_network(2_000, SEED)

    def people(self, count: int) -> None:
        """People with names, a case each with an earlier version, two events, and consent."""
        tokens, given = NameTokens(self.names), cycle(self.answers(Case, "victims"))
        for start in range(0, count, BATCH):
            batch = range(start, min(start + BATCH, count))
            people = [self.person(number) for number in batch]
            documents = [self.document() for _ in batch]
            for person, document in zip(people, documents, strict=True):
                person.sealed = registration._sealed(person, document, self.names)
            Person.objects.bulk_create(people)
            NameToken.objects.bulk_create(
                [
                    NameToken(person=person, organisation=self.organisation, token=token.hex())
                    for person, document in zip(people, documents, strict=True)
                    for token in tokens.of([document["name"]])
                ],
                batch_size=BATCH,
            )
            cases = [self.case(person, next(given)) for person in people]
            Case.objects.bulk_create(cases, batch_size=BATCH // 2)
            EarlierAnswers.objects.bulk_create([self.earlier(case) for case in cases])
            Event.objects.bulk_create(
                [event for case in cases for event in self.events(case)], batch_size=BATCH // 2
            )
            Consent.objects.bulk_create([self.consent(person) for person in people])

    def document(self) -> dict[str, str]:
        """A name, and of seven in ten the date of birth."""
        born = date.today() - timedelta(days=self.chance.randrange(10 * 365, 60 * 365))
        told = str(born) if self.chance.random() < 0.7 else ""
        return {"name": draw_name(self.chance), "phone": "", "born": told}

    def made(self, number: int) -> dict[str, Any]:
        worker = self.chance.choice(self.team)
        return {
            "organisation": self.organisation,
            "worker": worker,
            "created_by": worker,
            "number": number + 1,
            "code": self.code(),
        }

    def code(self) -> str:
        """A code that nobody has yet: among so many, two may be the same by chance."""
        code = new_code()
        while code in self.codes:
            code = new_code()
        self.codes.add(code)
        return code

    def person(self, number: int) -> Person:
        return Person(**self.made(number), rules=MADE_BY)

    def case(self, person: Person, answers: Answers) -> Case:
        days = self.chance.randrange(5 * 365)
        case = Case(
            organisation=self.organisation,
            worker=person.worker,
            created_by=person.worker,
            number=person.number,
            code=self.code(),
            person=person,
            registered=date.today() - timedelta(days=days),
            held_back=self.chance.random() < 0.03,
            revision=2,
        )
        if days > 400 and self.chance.random() < 0.8:
            case.closed = case.registered + timedelta(days=300)
        case.answers = kept_answers._sealed(case, answers, self.sealer)
        return case

    def earlier(self, case: Case) -> EarlierAnswers:
        empty = self.sealer.seal({"given": {}, "former": {}}, *kept_answers._place(case, 1))
        written = datetime.combine(case.registered, datetime.min.time(), UTC)
        return EarlierAnswers(
            of=case.pk, revision=1, answers=empty, written=written,
            created_by=case.worker, number=case.number,
        )  # fmt: skip

    def events(self, case: Case) -> Iterator[Event]:
        """A follow-up, of which one in thirty is still to be done; and a referral or a note."""
        still = case.closed is None and self.chance.random() < 1 / 30
        due = date.today() + timedelta(days=self.chance.randrange(-60, 60))
        state = EventState.DUE if still else EventState.DONE
        outcome = {} if still else {"outcome": "The clinic can see them."}
        yield self.event(case, EventKind.FOLLOW_UP, state, {"text": "Call again", **outcome}, due)
        if self.chance.random() < 0.2:
            state = EventState.PROPOSED if self.chance.random() < 1 / 30 else EventState.REFUSED
            told = {"to": "Harbour Clinic", "text": "A doctor"}
            yield self.event(case, EventKind.REFERRAL, state, told)
        else:
            told = {"text": "They sleep badly.", "language": "en", "translation": ""}
            yield self.event(case, EventKind.NOTE, "", {**told, "translated_into": ""})

    def event(
        self,
        case: Case,
        kind: EventKind,
        state: str,
        told: dict[str, str],
        due: date | None = None,
    ) -> Event:
        event = Event(
            case=case, kind=kind.value, state=str(state), on=case.registered, due=due,
            created_by=case.worker, written_by=case.worker, number=case.number,
        )  # fmt: skip
        event.sealed = kept_events._sealed(event, told)
        return event

    def consent(self, person: Person) -> Consent:
        said = "given" if self.chance.random() < 0.8 else "refused"
        return Consent(
            person=person, purpose="statistics", said=said, by="person", on=date.today(),
            created_by=person.worker, number=person.number,
        )  # fmt: skip

    def perpetrators(self, people: int) -> None:
        """A perpetrator for three people in ten, of whom one or two of them told."""
        cases = list(Case.objects.order_by("?").only("pk", "worker_id")[: 4 * people // 10])
        about, links = self.answers(Perpetrator, "perpetrators"), self.answers(Link, "links")
        made, told = [], []
        sealer = names_sealer(self.names)
        for number, (case, answers) in enumerate(zip(cases, cycle(about), strict=False)):
            if number % 4 < 3:
                one = Perpetrator(**self.made(number))
                one.sealed = sealer.seal(
                    f"Called {draw_name(self.chance)}", "perpetrator", str(one.pk)
                )
                one.answers = kept_answers._sealed(one, answers, self.sealer)
                made.append(one)
            link = Link(
                case=case, perpetrator=made[-1], created_by_id=case.worker_id, number=number
            )
            link.answers = kept_answers._sealed(link, links[number % len(links)], self.sealer)
            told.append(link)
        Perpetrator.objects.bulk_create(made, batch_size=BATCH)
        Link.objects.bulk_create(told, batch_size=BATCH)

    def households(self, count: int) -> None:
        """Households of three each."""
        people = iter(list(Person.objects.order_by("?").only("pk", "worker_id")[: 3 * count]))
        homes = [Household(**self.made(number)) for number in range(count)]
        Household.objects.bulk_create(homes, batch_size=BATCH)
        members = [
            HouseholdMember(
                household=home, person=person, since=date.today(),
                created_by_id=person.worker_id, number=home.number,
            )
            for home in homes
            for person in islice(people, 3)
        ]  # fmt: skip
        for one in members:
            one.sealed = self.sealer.seal("unrelated", "member", str(one.pk))
        HouseholdMember.objects.bulk_create(members, batch_size=BATCH)

    def answers(self, kind: type, table: str) -> list[Answers]:
        """The answers of the rows of a fictional table."""
        logic = kept_answers.logic_of(self.intake, kind())
        return list(_answers(logic, getattr(self.tables, table).to_dicts()))


def _answers(logic: Logic, rows: Sequence[dict[str, str]]) -> Iterator[Answers]:
    for row in rows:
        given = {one.name: codes_in(one, row[one.name]) for one in logic.section.questions}
        yield review(logic, answers_of(given, logic.section)).answers
