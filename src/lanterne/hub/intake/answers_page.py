"""A page that asks questions of a case, a perpetrator or a link, a group at a time.

It is saved at each step. Two who answer at once are shown both versions, and nothing is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from lanterne.codebook.model import in_language
from lanterne.forms.questions import Question
from lanterne.hub.audit import Why
from lanterne.hub.intake.access import IntakeDesk, intake_desk, seen_revision
from lanterne.hub.intake.kept_answers import (
    Row,
    answers_before,
    answers_of,
    keep_answers,
    logic_of,
)
from lanterne.hub.intake.models import Case, Link, Perpetrator
from lanterne.hub.intake.perpetrators import known_as
from lanterne.hub.intake.sealed import answers_sealer
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.intake.answers import Answers
from lanterne.intake.fields import PREFIX, field_of
from lanterne.intake.posted import Posted, read_posted
from lanterne.intake.shown_questions import ShownGroup, language_shown, shown_groups
from lanterne.intake.skip_logic import Logic, review
from lanterne.vault.records import RecordSealer


@dataclass(frozen=True)
class Differs:
    """A question that two people have answered differently meanwhile.

    Attributes:
        label: The question.
        theirs: What the other has answered, which holds now; empty: nothing.
    """

    label: str
    theirs: str


@dataclass(frozen=True)
class Asked:
    """The questions of a row, to whoever answers them.

    Attributes:
        at: Who, and where.
        row: What is answered about.
        logic: The questions.
        sealer: Opens and seals the answers.
    """

    at: IntakeDesk
    row: Row
    logic: Logic
    sealer: RecordSealer

    @classmethod
    def of(cls, at: IntakeDesk, row: Row) -> Asked:
        """The questions of a row."""
        return cls(at, row, logic_of(at.intake, row), answers_sealer(at.desk.organisation))

    @property
    def answers(self) -> Answers:
        """What holds now."""
        return answers_of(self.row, self.logic, self.sealer)

    @property
    def language(self) -> str:
        """The language in which questions are shown."""
        return get_language() or "en"

    def groups(self, answers: Answers, posted: Posted | None = None) -> Sequence[ShownGroup]:
        """The groups of questions."""
        return shown_groups(self.logic, answers, self.language, posted)

    def said(self, question: Question, answers: Answers) -> str:
        """An answer in words; a number as it is."""
        labels = {
            one.code: in_language(one.label, language_shown(self.logic, self.language))
            for one in question.answers
        }
        return ", ".join(labels.get(code, code) for code in answers.of(question.name))


@never_cache
@needs(Verb.EDIT_INTAKE, Purpose.COLLECTION, of="case")
def of_case(request: HttpRequest, desk: Desk, case: Case, group: int) -> HttpResponseBase:
    """Questions about a person."""
    return _ask(request, Asked.of(intake_desk(request, desk), case), group, case)


@never_cache
@needs(Verb.EDIT_INTAKE, Purpose.COLLECTION, of="link")
def of_link(request: HttpRequest, desk: Desk, link: Link, group: int) -> HttpResponseBase:
    """Questions about what a perpetrator did to a person."""
    return _ask(request, Asked.of(intake_desk(request, desk), link), group, link.case)


@never_cache
@needs(Verb.EDIT_INTAKE, Purpose.COLLECTION, of="perpetrator")
def of_perpetrator(
    request: HttpRequest, desk: Desk, perpetrator: Perpetrator, group: int
) -> HttpResponseBase:
    """Questions about a perpetrator."""
    return _ask(request, Asked.of(intake_desk(request, desk), perpetrator), group, None)


def _ask(request: HttpRequest, asked: Asked, group: int, case: Case | None) -> HttpResponseBase:
    if request.method == "POST":
        return _answered(request, asked, group, case)
    return _page(request, asked, group, case, asked.groups(asked.answers))


def _answered(
    request: HttpRequest, asked: Asked, group: int, case: Case | None
) -> HttpResponseBase:
    desk, now = asked.at.desk, asked.answers
    posted = read_posted(dict(request.POST.lists()), asked.logic, now)
    before = answers_before(asked.row, seen_revision(request), asked.logic, asked.sealer)
    apart = () if before == now else _apart(asked, posted, now, before)
    if posted.problems or apart:
        why = Why.STALE if apart else Why.FORM
        desk.refuse(Verb.EDIT_INTAKE, Purpose.COLLECTION, why, asked.row)
        groups, status = asked.groups(posted.answers, posted), 409 if apart else 422
        return _page(request, asked, group, case, groups, status=status, apart=apart)
    counted = review(asked.logic, posted.answers)
    if counted.answers != now:
        if not keep_answers(asked.row, counted.answers, asked.row.revision, desk.user):
            asked.row.refresh_from_db()
            return _answered(request, asked, group, case)
        desk.record(Verb.EDIT_INTAKE, Purpose.COLLECTION, asked.row)
    return redirect(_next(request, asked, group, case))


def _apart(
    asked: Asked, posted: Posted, now: Answers, before: Answers | None
) -> tuple[Differs, ...]:
    """Questions of the page that somebody else has answered otherwise since it was opened."""
    return tuple(
        Differs(
            in_language(one.numbered, language_shown(asked.logic, asked.language)),
            asked.said(one, now),
        )
        for one in asked.logic.section.questions
        if field_of(one.name, asked.logic.asked) in posted.fields
        and (before is None or before.of(one.name) != now.of(one.name))
        and posted.answers.of(one.name) != now.of(one.name)
    )


def _next(request: HttpRequest, asked: Asked, group: int, case: Case | None) -> str:
    """The next group with questions; after the last, or where somebody wants no more, the case."""
    groups = asked.groups(asked.answers)
    here = groups[group] if group < len(groups) else None
    sent = {name for name in request.POST if name.startswith(PREFIX)}
    fresh = here is not None and any(one.name not in sent for one in here.questions)
    later = [one.place for one in groups if one.place > group and one.questions]
    if request.POST.get("then") == "stop" or not (fresh or later):
        return _back(asked, case)
    return _address(asked, group if fresh else later[0])


def _address(asked: Asked, group: int) -> str:
    kind = type(asked.row).__name__.lower()
    return reverse(f"{kind}-questions", args=[asked.at.desk.organisation.slug, asked.row.pk, group])


def _back(asked: Asked, case: Case | None) -> str:
    slug = asked.at.desk.organisation.slug
    if case is not None:
        return reverse("case", args=[slug, case.pk])
    assert isinstance(asked.row, Perpetrator)
    return reverse("perpetrator", args=[slug, asked.row.pk])


def _about(asked: Asked) -> str:
    """By what the perpetrator of a link is recognised, where names are open; else the code."""
    if not isinstance(asked.row, Link):
        return ""
    perpetrator, names = asked.row.perpetrator, asked.at.names
    return known_as(perpetrator, names) if names else perpetrator.code


def _page(
    request: HttpRequest,
    asked: Asked,
    group: int,
    case: Case | None,
    groups: Sequence[ShownGroup],
    *,
    status: int = 200,
    apart: Sequence[Differs] = (),
) -> HttpResponseBase:
    if group >= len(groups):
        raise Http404
    context: dict[str, Any] = {
        "desk": asked.at.desk,
        "at": asked.at,
        "code": case.code if case is not None else str(asked.row),
        "about": _about(asked),
        "kind": type(asked.row).__name__.lower(),
        "group": groups[group],
        "number": sum(bool(one.questions) for one in groups[: group + 1]),
        "of": sum(bool(one.questions) for one in groups),
        "seen": asked.row.revision,
        "apart": apart,
        "wrong": [one for one in groups[group].questions if one.problems] if status != 200 else [],
        "back": _back(asked, case),
    }
    return render(request, "intake/questions.html", context, status=status)
