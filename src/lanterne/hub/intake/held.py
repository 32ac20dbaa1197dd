"""All that is held about a person, as one tree of facts: for a page, and for programs.

Nothing of other people is in it: members of their household stand there by relation alone,
perpetrators by code alone, and colleagues not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lanterne.codebook.model import in_language
from lanterne.hub.intake.access import IntakeDesk
from lanterne.hub.intake.answers_page import Asked
from lanterne.hub.intake.consents import statements
from lanterne.hub.intake.emergencies import reason_of
from lanterne.hub.intake.kept_answers import Row, answers_before
from lanterne.hub.intake.models import Case, EarlierAnswers, HouseholdMember, OwnCode, Person
from lanterne.hub.intake.person_form import PersonForm
from lanterne.hub.intake.registration import cases_of, document_of
from lanterne.hub.intake.sealed import answers_sealer
from lanterne.hub.intake.shown_events import ShownVersion, events_of, shown_before
from lanterne.hub.intake.words import BY, PURPOSES, RELATIONS, SAID
from lanterne.hub.people.made import OLDEST_FIRST
from lanterne.intake.answers import Answers
from lanterne.intake.shown_questions import language_shown
from lanterne.vault.secret import Secret


@dataclass(frozen=True)
class Fact:
    """One thing that is held.

    Attributes:
        name: What it is, for programs.
        label: What it is, for people.
        said: The fact, in words; a day is one.
        codes: What stands for it in the codebook, where it is an answer.
    """

    name: str
    label: str
    said: str | date = field(repr=False)
    codes: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Part:
    """Facts that belong together.

    Attributes:
        name: What they are, for programs.
        title: What they are, for people.
        facts: The facts.
        parts: What belongs to it.
    """

    name: str
    title: str
    facts: tuple[Fact, ...] = field(repr=False)
    parts: tuple[Part, ...] = field(default=(), repr=False)

    def document(self) -> dict[str, Any]:
        """The same as JSON can hold it."""
        return {
            "part": self.name,
            "title": self.title,
            "facts": [_as_json(one) for one in self.facts],
            "parts": [one.document() for one in self.parts],
        }


def held(at: IntakeDesk, person: Person, names: Secret) -> Part:
    """All that is held about a person; raises VaultError where a row was changed."""
    document = document_of(person, names)
    facts = [
        Fact("code", _("Code of the person"), person.code),
        _day("since", _("Held since"), person.created),
    ]
    for name, form_field in PersonForm.base_fields.items():
        if document.get(name):
            facts.append(Fact(name, str(form_field.label), document[name]))
    parts = (
        *(_case(at, one) for one in cases_of(person)),
        *_households(person),
        *_consents(person),
        *_openings(person),
        *_own_code(person),
    )
    return Part("person", _("What is held about you"), tuple(facts), parts)


def _case(at: IntakeDesk, case: Case) -> Part:
    facts = [_day("registered", _("Registered on"), case.registered)]
    if case.closed:
        facts.append(_day("closed", _("Closed on"), case.closed))
    if case.held_back and case.why_held_back:
        sealer = answers_sealer(case.organisation)
        why = str(sealer.open(case.why_held_back, "held-back", str(case.pk)))
        facts.append(Fact("held_back", _("Held back from statistics, because"), why))
    links = case.links.select_related("perpetrator", "case").order_by(*OLDEST_FIRST)
    parts = [
        Part(
            "perpetrator",
            f"{_('Alleged perpetrator')} {one.perpetrator.code}",
            (Fact("code", _("Code of the alleged perpetrator"), one.perpetrator.code),),
            tuple(_answers(at, one)),
        )
        for one in links
    ]
    title = f"{_('Case')} {case.code}"
    return Part("case", title, tuple(facts), (*_answers(at, case), *parts, *_events(case)))


def _events(case: Case) -> Iterator[Part]:
    """What happened to a case, and how it was told before."""
    for shown in events_of(case):
        versions = (shown.version, *shown_before(shown.event))
        now, *before = (_version(str(shown.label), one) for one in versions)
        yield Part(now.name, now.title, now.facts, tuple(before))


def _version(title: str, version: ShownVersion) -> Part:
    facts = [_day("on", _("On which day?"), version.told.on)]
    if version.told.due:
        facts.append(_day("due", _("Due on"), version.told.due))
    if version.state:
        facts.append(Fact("state", _("Where it stands"), str(version.state)))
    facts += [Fact("said", str(label), said) for label, said in version.facts]
    facts += [Fact("note", one.name or _("Note"), one.text) for one in version.notes]
    facts.append(_day("written", _("Written down on"), version.told.written))
    return Part("event", title, tuple(facts))


def _answers(at: IntakeDesk, row: Row) -> Iterator[Part]:
    """What was answered of a row, and each version of it that was before."""
    asked = Asked.of(at, row)
    now = [_day("written", _("Written down on"), row.written), *_given(asked, asked.answers)]
    yield Part("answers", _("Answers"), tuple(now))
    for one in EarlierAnswers.objects.filter(of=row.pk).order_by("-revision"):
        before = answers_before(row, one.revision, asked.logic, asked.sealer)
        given = _given(asked, before or Answers())
        facts = [_day("written", _("Written down on"), one.written), *given]
        yield Part("earlier_answers", _("Answers before they were changed"), tuple(facts))


def _given(asked: Asked, answers: Answers) -> Iterator[Fact]:
    language = language_shown(asked.logic, asked.language)
    for one in asked.logic.section.questions:
        codes = answers.of(one.name)
        if codes:
            label = in_language(one.label, language)
            yield Fact(one.name, label, asked.said(one, answers), tuple(codes))
    for name, codes in answers.former.items():
        yield Fact(name, name, ", ".join(codes), tuple(codes))


def _households(person: Person) -> Iterator[Part]:
    """Households of the person: who they are in it, and who the others are, without a name."""
    sealer = answers_sealer(person.organisation)
    for one in person.memberships.select_related("household").order_by(*OLDEST_FIRST):
        members = list(one.household.members.order_by(*OLDEST_FIRST))
        relations = {
            each.pk: RELATIONS[sealer.open(each.sealed, "member", str(each.pk))] for each in members
        }
        facts = [Fact("relation", _("Who you are to the first member"), str(relations[one.pk]))]
        facts += list(_since(one))
        facts += [
            Fact("other_member", _("Somebody else in the household"), str(relations[each.pk]))
            for each in members
            if each.person_id != person.pk
        ]
        yield Part("household", _("Household"), tuple(facts))


def _since(place: HouseholdMember) -> Iterator[Fact]:
    yield _day("since", _("Since"), place.since)
    if place.until:
        yield _day("until", _("Until"), place.until)


def _consents(person: Person) -> Iterator[Part]:
    for one, note, to_any in statements(person):
        facts = [
            Fact("purpose", _("What for?"), str(PURPOSES[one.purpose]), (one.purpose,)),
            Fact("said", _("What was said"), str(SAID[one.said]), (one.said,)),
            Fact("by", _("Who said it"), _in(BY, one.by), (one.by,)),
            _day("on", _("On which day?"), one.on),
        ]
        if to_any:
            facts.append(Fact("to_any", _("To whom"), _("To any organisation that can help")))
        if note:
            facts.append(Fact("note", _("Note"), note))
        yield Part("consent", _("What you were asked, and what you said"), tuple(facts))


def _openings(person: Person) -> Iterator[Part]:
    for one in person.openings.select_related("person").order_by(*OLDEST_FIRST):
        facts = (
            _day("on", _("On which day?"), one.created),
            Fact("why", _("Why?"), reason_of(one)),
        )
        yield Part("emergency", _("Another colleague read about you in an emergency"), facts)


def _own_code(person: Person) -> Iterator[Part]:
    """That a code was given; what it is nobody knows but the person."""
    for one in OwnCode.objects.filter(person=person):
        title = _("A code was given to you, with which you can withdraw what you agreed to")
        yield Part("own_code", title, (_day("on", _("On which day?"), one.created),))


def _day(name: str, label: str, day: date | datetime) -> Fact:
    return Fact(name, label, day.date() if isinstance(day, datetime) else day)


def _in(words: Mapping[str, Promise], code: str) -> str:
    return str(words.get(code, code))


def _as_json(fact: Fact) -> dict[str, Any]:
    said = fact.said.isoformat() if isinstance(fact.said, date) else fact.said
    found: dict[str, Any] = {"name": fact.name, "label": fact.label, "said": said}
    return {**found, "codes": list(fact.codes)} if fact.codes else found


def document_of_all(part: Part, organisation: str) -> dict[str, Any]:
    """What is held, with who holds it and in which language it is written."""
    return {"held_by": organisation, "language": get_language() or "en", **part.document()}
