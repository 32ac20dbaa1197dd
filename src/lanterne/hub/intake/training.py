"""Filling an intake with a year of invented work, for courses.

People are registered, and cases answered, by the functions that pages call, in the order in which
somebody would: so nothing is made that the pages could not have made. What happened on a day of
the year is written down now, as from paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from django.db import transaction
from django.db.models import Model

from lanterne.fictional.intake_people import Cells, InventedPerson, InventedYear
from lanterne.forms.questions import Question
from lanterne.hub.intake import case_state, holders, teams
from lanterne.hub.intake.access import IntakeDesk
from lanterne.hub.intake.consents import Statement, state
from lanterne.hub.intake.households import register_household
from lanterne.hub.intake.kept_answers import Row, answers_of, keep_answers, logic_of
from lanterne.hub.intake.models import Case, Perpetrator, Person
from lanterne.hub.intake.perpetrators import add_link, add_perpetrator
from lanterne.hub.intake.registration import cases_of, open_case, register
from lanterne.hub.intake.sealed import answers_sealer
from lanterne.hub.people.access import Desk
from lanterne.hub.people.made import OLDEST_FIRST
from lanterne.hub.people.models import Organisation, User
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.intake import answers
from lanterne.intake.consent import ConsentTo, Said, SaidBy
from lanterne.intake.relations import Relation
from lanterne.intake.skip_logic import review
from lanterne.vault.secret import Secret

FIRST_VISIT = 4
"""Questions that are answered at the first visit of some people; the others later."""


TOGETHER = 2
"""Case workers who stand in for each other; the others are on their own."""


@dataclass(frozen=True)
class Office:
    """Who works in the intake.

    Attributes:
        organisation: Where.
        workers: The case workers; the first switches the intake on.
        passphrase: Of each of them, for names.
    """

    organisation: Organisation
    workers: Sequence[User]
    passphrase: str = field(repr=False)


def fill(office: Office, codebook: str, year: InventedYear) -> Sequence[str]:
    """Switch an intake on, and fill it with a year: all of it, or nothing.

    Args:
        office: As many case workers as the year has.
        codebook: What is asked, as TOML; the cells of the year are answers to it.
        year: The year.

    Returns:
        The keys for recovery.

    Raises:
        VaultError: The organisation's key cannot be had.
    """
    with transaction.atomic():
        first = office.workers[0]
        intake, names, recovery = holders.begin(
            office.organisation, codebook, first, office.passphrase
        )
        desks = [
            IntakeDesk(
                Desk(user, office.organisation, user.roles_in(office.organisation)), intake, names
            )
            for user in office.workers
        ]
        _record(desks[0], Verb.SWITCH_INTAKE, intake)
        for at in desks[1:]:
            holder = holders.join(intake, at.desk.user, office.passphrase)
            holders.let_in(holder, names)
            _record(desks[0], Verb.HOLD_NAMES, holder)
        _stand_in(desks[:TOGETHER])
        filling = _Filling(desks, names, year, {})
        for _when, group in groupby(year.people, lambda one: (one.registered, one.household)):
            filling.register(list(group))
    return recovery


def _stand_in(desks: Sequence[IntakeDesk]) -> None:
    """Put the first case workers into a team."""
    first = desks[0]
    made = teams.make_team(first.intake, "A", first.desk.user)
    _record(first, Verb.MAKE_TEAMS, made)
    for at in desks:
        teams.put_in(first.desk, made, at.desk.user)


@dataclass(frozen=True)
class _Filling:
    """The filling of an intake.

    Attributes:
        desks: One of each case worker.
        names: The names key.
        year: What is filled in.
        known: Worker and key → the perpetrators of whom their own people have told.
    """

    desks: Sequence[IntakeDesk]
    names: Secret
    year: InventedYear
    known: dict[tuple[int, str], Perpetrator]

    def register(self, group: Sequence[InventedPerson]) -> None:
        """Register who came on a day: a household at once, the others one by one."""
        together = [one for one in group if one.household >= 0]
        if together:
            at = self.desks[together[0].worker]
            people = [(one.document, Relation(one.relation)) for one in together]
            made = register_household(at, self.names, people, together[0].registered)
            _record(at, Verb.REGISTER, made, people=len(people))
            members = made.members.select_related("person").order_by(*OLDEST_FIRST)
            for one, member in zip(together, members, strict=True):
                self.work_with(one, member.person)
        for one in group:
            if one.household < 0:
                at = self.desks[one.worker]
                person = register(at, self.names, one.document, one.registered)
                _record(at, Verb.REGISTER, person)
                self.work_with(one, person)

    def work_with(self, one: InventedPerson, person: Person) -> None:
        """All that is written down of somebody who was registered."""
        at = self.desks[one.worker]
        (case,) = cases_of(person)
        self.answer(at, case, one.cells, visits=1 + len(one.links) % 2)
        for link in one.links:
            self.tell_of(at, case, one.worker, link.perpetrator, link.cells)
        for said in one.statements:
            statement = Statement(
                ConsentTo(said.purpose), Said(said.said), SaidBy(said.by), said.on, said.note
            )
            state(person, statement, at.desk.user)
            about = {"consent": said.purpose, "said": said.said}
            _record(at, Verb.EDIT_INTAKE, person, **about)
        if one.closed:
            case_state.close(case, one.closed, at.desk.user)
            _record(at, Verb.EDIT_INTAKE, case, closed=True)
        if one.held_back:
            case_state.hold_back(case, one.held_back)
            _record(at, Verb.EDIT_INTAKE, case, held_back=True)
        if one.cases > 1:
            _record(at, Verb.EDIT_INTAKE, open_case(at, person, one.closed or one.registered))

    def tell_of(self, at: IntakeDesk, case: Case, worker: int, key: str, cells: Cells) -> None:
        """Write down a perpetrator: one whom an own case has told of before, or another."""
        found = self.known.get((worker, key))
        if found is None:
            invented = self.year.perpetrators[key]
            found = self.known[worker, key] = add_perpetrator(
                at, self.names, invented.known_as, case
            )
            _record(at, Verb.EDIT_INTAKE, found)
            self.answer(at, found, invented.cells)
        self.answer(at, add_link(at, case, found), cells)

    def answer(self, at: IntakeDesk, row: Row, cells: Cells, visits: int = 1) -> None:
        """Answer questions, at one visit or at two."""
        questions = logic_of(at.intake, row).section.questions
        if visits > 1:
            self.keep(at, row, cells, questions[:FIRST_VISIT])
        self.keep(at, row, cells, questions)

    def keep(self, at: IntakeDesk, row: Row, cells: Cells, asked: Sequence[Question]) -> None:
        """Keep the answers to some questions, as the page does: those that count alone."""
        logic = logic_of(at.intake, row)
        now = answers_of(row, logic, answers_sealer(at.desk.organisation))
        given = {one.name: codes_in(one, cells.get(one.name, "")) for one in asked}
        said = answers.answers_of(given, logic.section)
        found = review(logic, replace(said, former=now.former))
        assert not found.broken, "what is invented keeps the rules of its codebook"
        if found.answers != now:
            keep_answers(row, found.answers, row.revision, at.desk.user)
            _record(at, Verb.EDIT_INTAKE, row)


def codes_in(question: Question, cell: str) -> tuple[str, ...]:
    """The answers that a cell holds."""
    separator = question.column.separator if question.column else None
    texts = cell.split(separator) if separator else [cell]
    return tuple(text for text in texts if text)


def _record(at: IntakeDesk, verb: Verb, thing: Model, **details: str | int | bool) -> None:
    """Write into the audit log what the page would have written."""
    at.desk.record(verb, Purpose.COLLECTION, thing, details=details)
