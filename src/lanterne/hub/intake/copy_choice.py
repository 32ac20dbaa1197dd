"""The form by which answers are chosen that are copied, and the people who get them.

Codebooks do not say what holds for a household and what for one person alone, so nothing is ticked
beforehand. A tick for a whole group leaves out what is nearly always of one person: see
:data:`OF_ONE`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict

from lanterne.codebook.roles import Role, suggested_role
from lanterne.forms.questions import Question
from lanterne.hub.intake.access import read_revision
from lanterne.hub.intake.answers_page import Asked
from lanterne.hub.intake.copying import Choice
from lanterne.hub.intake.models import Case

OF_ONE = frozenset({Role.AGE, Role.GENDER, Role.MAJORITY})
"""What questions are about that are ticked one by one, and never with their group."""


@dataclass(frozen=True)
class Line:
    """An answer that can be ticked.

    Attributes:
        column: The column of its question.
        label: The question.
        said: The answer, in words.
        of_one: Whether it is nearly always of one person alone.
        ticked: Whether it is chosen.
    """

    column: str
    label: str
    said: str = field(repr=False)
    of_one: bool
    ticked: bool


@dataclass(frozen=True)
class Lines:
    """The answers of a group of questions.

    Attributes:
        place: Of the group among all.
        label: Its heading; empty: it has none.
        lines: Its answers.
    """

    place: int
    label: str
    lines: Sequence[Line]

    @property
    def whole(self) -> Sequence[Line]:
        """Those that a tick for the whole group chooses."""
        return [one for one in self.lines if not one.of_one]


@dataclass(frozen=True)
class Ticked:
    """What a form has sent.

    Attributes:
        source: Whose answers are to be copied; ``None``: that cannot be chosen, or not any more.
        columns: Ticked questions, each by itself or with its group.
        cases: Ticked cases that can be chosen.
        gone: Whether a case was ticked that cannot be chosen, or not any more.
        replacing: Cases whose other answers are to be replaced.
        seen: Id of a case → the version of its answers that was seen.
    """

    source: Case | None
    columns: frozenset[str]
    cases: Sequence[Case] = field(repr=False)
    gone: bool
    replacing: frozenset[uuid.UUID]
    seen: Mapping[uuid.UUID, int] = field(repr=False)

    def choice(self, source: Case) -> Choice:
        """What is to be copied, and to whom."""
        return Choice(source, self.columns, self.cases, self.replacing)

    def has_moved(self, case: Case) -> bool:
        """Whether another version of its answers holds than was seen."""
        return self.seen.get(case.pk, case.revision) != case.revision


def lines_of(asked: Asked, ticked: frozenset[str]) -> Sequence[Lines]:
    """The answers of a case, by groups; groups without an answer are left out.

    Args:
        asked: The case.
        ticked: Columns that are chosen.
    """
    answers = asked.answers
    questions = {one.name: one for one in asked.logic.section.questions}
    found = []
    for group in asked.groups(answers):
        lines = [
            Line(one.column, one.label, said, _of_one(questions[one.column]), one.column in ticked)
            for one in group.questions
            if (said := asked.said(questions[one.column], answers))
        ]
        if lines:
            found.append(Lines(group.place, group.label, lines))
    return found


def ticked_in(sent: QueryDict, cases: Iterable[Case], asked: Asked | None) -> Ticked:
    """Read what a form has sent.

    Args:
        sent: What was sent.
        cases: All that can be chosen.
        asked: The case that it names as the source; ``None``: it names none that can be chosen.
    """
    source = asked.row if asked is not None and isinstance(asked.row, Case) else None
    chosen = set(sent.getlist("case"))
    there = [one for one in cases if str(one.pk) in chosen and _another(one, source)]
    groups, columns = set(sent.getlist("group")), set(sent.getlist("question"))
    if asked is not None:
        for group in lines_of(asked, frozenset()):
            if str(group.place) in groups:
                columns |= {one.column for one in group.whole}
    seen = {
        one.pk: read_revision(sent.get(f"seen-{one.pk}", ""))
        for one in cases
        if f"seen-{one.pk}" in sent
    }
    return Ticked(
        source=source,
        columns=frozenset(columns),
        cases=there,
        gone=len(there) < len(chosen),
        replacing=_replacing(sent, there),
        seen=seen,
    )


def others(cases: Iterable[Case], source: Case) -> Sequence[Case]:
    """The cases that answers of a case can be copied to: those of other people."""
    return [one for one in cases if _another(one, source)]


def _another(case: Case, source: Case | None) -> bool:
    return source is None or case.person_id != source.person_id


def _replacing(sent: QueryDict, cases: Iterable[Case]) -> frozenset[uuid.UUID]:
    """Those that were replaced already, with what a button has changed of it."""
    names = {*sent.getlist("replacing"), *sent.getlist("replace")} - {*sent.getlist("keep")}
    return frozenset(one.pk for one in cases if str(one.pk) in names)


def _of_one(question: Question) -> bool:
    """As the codebook says, or else what the question is called."""
    column = question.column
    if column is None or column.role:
        return column is not None and column.role in OF_ONE
    called = (column.name, *column.label.values())
    return any(suggested_role(one, column.type) in OF_ONE for one in called)
