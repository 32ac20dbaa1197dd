"""A household's answers, asked once: they are chosen, looked at for each person, and copied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from lanterne.codebook.model import in_language
from lanterne.forms.questions import Question
from lanterne.hub.audit import Outcome
from lanterne.hub.intake.access import IntakeDesk, intake_desk
from lanterne.hub.intake.answers_page import Asked
from lanterne.hub.intake.copy_choice import Ticked, lines_of, others, ticked_in
from lanterne.hub.intake.copying import copy_to_all, may_copy_from, open_cases_of, planned
from lanterne.hub.intake.households import told_copied
from lanterne.hub.intake.likest import Document
from lanterne.hub.intake.models import Case, Household
from lanterne.hub.intake.registration import documents_of
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.intake.answers import Answers
from lanterne.intake.copied_answers import Copied
from lanterne.intake.shown_questions import language_shown

GONE = gettext_lazy(
    "Nothing was copied: this case was closed, or somebody else is responsible for it now."
)
HELD = gettext_lazy(
    "Nothing was copied: this case is held back from statistics. Only the colleague who is "
    "responsible can copy answers from it."
)


@dataclass(frozen=True)
class ShownCase:
    """A case by whose it is.

    Attributes:
        case: The case.
        document: Names of the person; empty while names are closed.
        ticked: Whether it is chosen.
    """

    case: Case
    document: Document = field(repr=False)
    ticked: bool = False


Said = Sequence[tuple[str, str]]
"""Questions, each with an answer in words."""


@dataclass(frozen=True)
class ShownCopy:
    """What somebody would get.

    Attributes:
        of: Whose case.
        replaces: Whether other answers are replaced.
        moved: Whether somebody has changed the answers since they were looked at.
        gets: Question, the answer that it gets, and the one that it replaces; empty: there is none.
        keeps: Question, the answer that stays, and the one that is not copied.
        not_asked: Questions that are not asked of them.
        against: Questions whose answer would take away one of theirs.
        falls: Answers of theirs that would be asked for no more.
        same: Questions that are answered so already.
        broken: What cannot be, as a sentence each.
    """

    of: ShownCase
    replaces: bool
    moved: bool
    gets: Sequence[tuple[str, str, str]] = field(repr=False)
    keeps: Sequence[tuple[str, str, str]] = field(repr=False)
    not_asked: Sequence[str] = field(repr=False)
    against: Sequence[str] = field(repr=False)
    falls: Said = field(repr=False)
    same: Sequence[str] = field(repr=False)
    broken: Sequence[str] = field(repr=False)


@dataclass(frozen=True)
class _Page:
    """The page of a household, to whoever copies.

    Attributes:
        request: What was asked.
        at: Who, and where.
        household: The household.
        cases: All cases that can be chosen.
    """

    request: HttpRequest
    at: IntakeDesk
    household: Household
    cases: Sequence[Case]

    def shown(self, cases: Sequence[Case], ticked: Sequence[Case] = ()) -> Sequence[ShownCase]:
        people = [one.person for one in cases]
        names: Sequence[Mapping[str, str]] = (
            documents_of(people, self.at.names) if self.at.names else [{} for _one in people]
        )
        return [ShownCase(one, name, one in ticked) for one, name in zip(cases, names, strict=True)]

    def answer(self, template: str, status: int, **more: Any) -> HttpResponseBase:
        context = {"desk": self.at.desk, "at": self.at, "household": self.household, **more}
        return render(self.request, f"intake/{template}.html", context, status=status)

    def ask_whose(self, fault: Promise | str = "") -> HttpResponseBase:
        """Whose answers are copied?"""
        several = len({one.person_id for one in self.cases}) > 1
        free = [one for one in self.cases if may_copy_from(self.at, one)]
        return self.answer(
            "copy_source",
            409 if fault else 200,
            sources=self.shown(free) if several else (),
            held=several and len(free) < len(self.cases),
            fault=fault,
        )

    def choose(
        self, asked: Asked, source: Case, ticked: Ticked, faults: Sequence[str] = ()
    ) -> HttpResponseBase:
        """Which answers, and to whom?"""
        self.read(source)
        return self.answer(
            "copy_choose",
            422 if faults else 200,
            source=self.shown([source])[0],
            groups=lines_of(asked, ticked.columns),
            others=self.shown(others(self.cases, source), ticked.cases),
            replacing=ticked.replacing,
            faults=faults,
        )

    def look(
        self, asked: Asked, source: Case, ticked: Ticked, *, moved: bool = False
    ) -> HttpResponseBase:
        """What would each of them get?"""
        self.read(source, *ticked.cases)
        whose = {one.case.pk: one for one in self.shown(ticked.cases)}
        answers = asked.answers
        copies = [
            _Words(asked, answers).copy(
                whose[case.pk],
                copied,
                replaces=case.pk in ticked.replacing,
                moved=moved and ticked.has_moved(case),
            )
            for case, copied in planned(self.at, ticked.choice(source))
        ]
        return self.answer(
            "copy_review",
            409 if moved else 200,
            source=self.shown([source])[0],
            source_moved=moved and ticked.has_moved(source),
            ticked=ticked,
            copies=copies,
            moved=moved,
            changes=any(one.gets for one in copies),
        )

    def read(self, *cases: Case) -> None:
        """Write down whose answers are shown."""
        for one in cases:
            desk = self.at.desk
            desk.record(Verb.READ_INTAKE, Purpose.COLLECTION, one, Outcome.ALLOWED)


@dataclass(frozen=True)
class _Words:
    """Copies in words.

    Attributes:
        asked: The case that is copied from.
        answers: Its answers.
    """

    asked: Asked
    answers: Answers

    def label(self, question: Question) -> str:
        language = language_shown(self.asked.logic, self.asked.language)
        return in_language(question.numbered, language)

    def labels(self, questions: Sequence[Question]) -> Sequence[str]:
        return [self.label(one) for one in questions]

    def copy(self, of: ShownCase, copied: Copied, *, replaces: bool, moved: bool) -> ShownCopy:
        said, before = self.asked.said, copied.before
        return ShownCopy(
            of=of,
            replaces=replaces,
            moved=moved,
            gets=[
                (self.label(one), said(one, copied.answers), said(one, before))
                for one in copied.given
            ],
            keeps=[
                (self.label(one), said(one, before), said(one, self.answers)) for one in copied.kept
            ],
            not_asked=self.labels(copied.not_asked),
            against=self.labels(copied.against),
            falls=[(self.label(one), said(one, before)) for one in copied.fallen],
            same=self.labels(copied.same),
            broken=[
                in_language(one.says, language_shown(self.asked.logic, self.asked.language))
                for one in copied.broken
            ],
        )


@never_cache
@needs(Verb.EDIT_INTAKE, Purpose.COLLECTION, of="household")
def copy_answers(request: HttpRequest, desk: Desk, household: Household) -> HttpResponseBase:
    """Choose answers of one member's case, look at what others would get, and copy them."""
    return _answer(request, intake_desk(request, desk), household)


def _answer(
    request: HttpRequest, at: IntakeDesk, household: Household, *, moved: bool = False
) -> HttpResponseBase:
    page = _Page(request, at, household, list(open_cases_of(at, household)))
    sent = request.POST if request.method == "POST" else request.GET
    source = next((one for one in page.cases if str(one.pk) == sent.get("from")), None)
    if source is None or not others(page.cases, source):
        return page.ask_whose(GONE if "from" in sent else "")
    if not may_copy_from(at, source):
        return page.ask_whose(HELD)
    asked = Asked.of(at, source)
    ticked = ticked_in(sent, page.cases, asked)
    if request.method != "POST" or sent.get("then") == "choose":
        return page.choose(asked, source, ticked)
    if moved or ticked.gone:
        return page.look(asked, source, ticked, moved=True)
    faults = [] if ticked.columns else [_("Tick at least one answer.")]
    faults += [] if ticked.cases else [_("Tick at least one person.")]
    if faults:
        return page.choose(asked, source, ticked, faults)
    return _copied(page, asked, source, ticked)


def _copied(page: _Page, asked: Asked, source: Case, ticked: Ticked) -> HttpResponseBase:
    """The page after a look, or once it was copied."""
    if page.request.POST.get("then") != "copy":
        return page.look(asked, source, ticked)
    at, household = page.at, page.household
    done = copy_to_all(at, household, ticked.choice(source), ticked.seen)
    if done is None:  # as it stands by now
        return _answer(page.request, at, household, moved=True)
    address = reverse("household", args=[at.desk.organisation.slug, household.pk])
    told = told_copied(household, at.desk.user, done)
    return redirect(f"{address}?{urlencode({'copied': told})}")
