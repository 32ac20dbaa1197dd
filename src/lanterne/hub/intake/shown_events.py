"""What happened to a case, as pages show it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lanterne.hub.intake.event_form import FORMS
from lanterne.hub.intake.event_words import ASSISTANCE, KINDS, STATES, languages_of_notes
from lanterne.hub.intake.kept_events import document_of_event, earlier_versions
from lanterne.hub.intake.models import Case, Event, Person, Told
from lanterne.hub.intake.referral_consent import Agreed, agreed_of
from lanterne.hub.intake.sealed import answers_sealer
from lanterne.intake.events import OPEN_REFERRALS, EventKind
from lanterne.intake.partial_days import read_partial_day
from lanterne.messages.dates import short_day
from lanterne.vault.records import RecordSealer

_NOTE = ("text", "language", "translation", "translated_into")


@dataclass(frozen=True)
class Words:
    """A text in a language.

    Attributes:
        language: Its code.
        name: Its name; empty: another one.
        text: The text.
    """

    language: str
    name: str
    text: str = field(repr=False)


@dataclass(frozen=True)
class ShownVersion:
    """What is said of an event, now or earlier.

    Attributes:
        told: The version.
        state: Where it stands, in words; empty: nowhere.
        facts: What was asked, and what was written.
        notes: A note, and its translation.
    """

    told: Told
    state: Any
    facts: Sequence[tuple[Any, str]] = field(repr=False)
    notes: Sequence[Words] = field(repr=False)


@dataclass(frozen=True)
class ShownEvent:
    """An event.

    Attributes:
        event: The event.
        label: What happened, in words.
        version: What is said of it now.
        to_revoke: Whether it is a referral to which the person does not agree any more.
        begins: By which day it is put in order.
    """

    event: Event
    label: Any
    version: ShownVersion
    to_revoke: bool
    begins: date

    @property
    def may_change(self) -> bool:
        """Whether people write it; not where a case was closed or opened again."""
        return self.event.kind in FORMS


def events_of(case: Case) -> Sequence[ShownEvent]:
    """What happened to a case, the last first, by two queries."""
    sealer = answers_sealer(case.organisation)
    agreed = agreed_of([case.person_id], case.organisation)[case.person_id]
    found = case.events.select_related("created_by", "written_by")
    for one in found:
        one.case = case
    shown = [shown_event(one, agreed, sealer) for one in found]
    return sorted(shown, key=lambda one: (one.begins, one.event.number), reverse=True)


def shown_event(event: Event, agreed: Agreed, sealer: RecordSealer) -> ShownEvent:
    """An event with what is said of it; raises VaultError where the row was changed."""
    document = document_of_event(event, sealer)
    began = read_partial_day(document.get("began", ""))
    return ShownEvent(
        event,
        KINDS[event.kind],
        _version(event, event, document),
        is_to_revoke(event, document, agreed),
        began.first if began else event.on,
    )


def is_to_revoke(event: Event, document: Mapping[str, str], agreed: Agreed) -> bool:
    """Whether an event is an open referral to which the person does not agree now."""
    open_referral = event.kind == EventKind.REFERRAL and event.state in OPEN_REFERRALS
    return open_referral and not agreed.to(document.get("to", ""))


def referrals_to_revoke(person: Person) -> Sequence[Event]:
    """Open referrals of a person to which they do not agree now."""
    found = Event.objects.filter(
        case__person=person, kind=EventKind.REFERRAL, state__in=list(OPEN_REFERRALS)
    )
    sealer = answers_sealer(person.organisation)
    agreed = agreed_of([person.pk], person.organisation)[person.pk]
    return [
        one
        for one in found.select_related("case").order_by("number")
        if is_to_revoke(one, document_of_event(one, sealer), agreed)
    ]


def shown_before(event: Event) -> Sequence[ShownVersion]:
    """How an event was told before, the last version first."""
    return [_version(event, one, document) for one, document in earlier_versions(event)]


def _version(event: Event, told: Told, document: Mapping[str, str]) -> ShownVersion:
    notes = list(_notes(document)) if event.kind == EventKind.NOTE else []
    return ShownVersion(told, STATES.get(told.state, ""), list(_facts(event, document)), notes)


def _facts(event: Event, document: Mapping[str, str]) -> Iterator[tuple[Any, str]]:
    form = FORMS.get(EventKind(event.kind))
    left_out = _NOTE if event.kind == EventKind.NOTE else ()
    for name, asked in form.base_fields.items() if form else ():
        said = document.get(name)
        if said and name not in left_out:
            yield asked.label, str(ASSISTANCE.get(said, said)) if name == "assistance" else said
    if document.get("since"):
        since = date.fromisoformat(document["since"])
        yield _("Since"), short_day(since, get_language() or "en")
    if document.get("outcome"):
        yield _("What came of it?"), document["outcome"]


def _notes(document: Mapping[str, str]) -> Iterator[Words]:
    names = languages_of_notes(get_language() or "en")
    for text, language in (("text", "language"), ("translation", "translated_into")):
        if document.get(text):
            code = document.get(language, "")
            yield Words(code, names.get(code, ""), document[text])
