"""An edition of a series over its cohorts: numbers, their changes, who reported, what was revised.

All of it is read from published counts (:mod:`lanterne.release.trends`); no count is added here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from lanterne.codebook.model import Column
from lanterne.errors import Place, Problem, UsageError
from lanterne.hub.portal.catalogue import catalogue
from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.explore import WIDTH, Chip, Choice, kinds_of_people, labels
from lanterne.hub.portal.lookup import QuestionError, edition_or_404, for_people
from lanterne.hub.portal.query import Question, filter_address, question_in
from lanterne.release.cohorts import COHORT
from lanterne.release.trends import MOST, CohortCount, Revision, in_several, revisions, trend


@dataclass(frozen=True)
class Line:
    """A cohort.

    Attributes:
        said: Its number and how that changed.
        bar: Where the number stands, and the ends of its interval, in units of the drawing;
            ``None``: there are too few to say.
    """

    said: CohortCount
    bar: tuple[int, int, int] | None

    @property
    def width(self) -> int:
        """Of the interval."""
        return self.bar[2] - self.bar[1] if self.bar else 0


@dataclass(frozen=True)
class OverYears:
    """The page.

    Attributes:
        question: The answers that are asked for.
        chips: The same as filters that may be taken away.
        people: All kinds of people, to choose from.
        in_several: Whether one of them may be in several cohorts: a perpetrator with victims there.
        lines: The cohorts.
        provisional: Names of those that will be measured again.
        unsaid: Whether nobody said of some cohort who reported.
        columns: Columns of which an answer may be chosen; none: no more can be.
        column: The column whose answers are offered.
        answers: Its answers, each with the query that chooses it.
        earlier: The edition before, with which this one is compared; ``None``: there is none.
        revised: What it said, of the cohorts that were measured again since.
    """

    question: Question
    chips: tuple[Chip, ...]
    people: tuple[Choice, ...]
    in_several: bool
    lines: tuple[Line, ...]
    provisional: tuple[str, ...]
    unsaid: bool
    columns: tuple[Choice, ...]
    column: Column | None
    answers: tuple[tuple[str, Choice], ...]
    earlier: Edition | None
    revised: tuple[Revision, ...]


@for_people
def over_years_page(request: HttpRequest, name: str) -> HttpResponse:
    """Numbers from cohort to cohort; of a release without cohorts there is no such page."""
    edition = edition_or_404(name)
    if not edition.release.cohorts:
        raise Http404
    view = over_years(asked_in(request.GET, edition), edition, edition_before(edition))
    context = {"edition": edition, "view": view}
    return render(request, "portal/over_years.html", context)


def over_years(question: Question, edition: Edition, earlier: Edition | None) -> OverYears:
    """The page that answers a question.

    Args:
        question: Answers of up to two columns, and the column of which one more is to be chosen.
        edition: Of a series.
        earlier: The edition before, which may be of another series; ``None``: there is none.
    """
    table, answers = question.people.table, tuple(question.where.items())
    found = trend(edition.release, answers, table.name)
    revised: tuple[Revision, ...] = ()
    if earlier is not None:
        try:
            revised = revisions(edition.release, earlier.release, answers, table.name)
        except UsageError:  # another codebook, or another series under the same name
            earlier = None
    asked = replace(question, by=())
    left = () if len(answers) == MOST else _left(question)
    column = next((one for one in question.by if one in left), None)
    return OverYears(
        asked,
        tuple(
            Chip(one, labels(one, answer), asked.filtered(name, None).address())
            for name, answer in answers
            for one in [table.column(name)]
        ),
        kinds_of_people(question, edition),
        in_several(edition.release, table.name),
        _lines(found),
        tuple(one.cohort for one in found if one.stage == "provisional"),
        any(not one.reported_by for one in found),
        tuple(Choice(one.name, one.label, one == column) for one in left),
        column,
        () if column is None else _answers(asked, column),
        earlier,
        tuple(one for one in revised if one.measured_again),
    )


def asked_in(query: QueryDict, edition: Edition) -> Question:
    """The answers in an address, whose numbers are published by cohort.

    Raises:
        QuestionError: Something is unknown or too much.
    """
    question = question_in(query, edition, most=None)
    problems = []
    if len(question.where) > MOST:
        problems.append(Problem("too-many-filters.question", {"most": MOST}))
    if COHORT in question.where:
        problems.append(Problem("counted-and-filtered.column", place=Place(column=COHORT)))
    if problems:
        raise QuestionError(problems)
    return question


def _left(question: Question) -> tuple[Column, ...]:
    """Columns of which an answer may still be chosen."""
    taken = {COHORT, *question.where}
    return tuple(one for one in question.people.table.columns if one.name not in taken)


def _answers(asked: Question, column: Column) -> tuple[tuple[str, Choice], ...]:
    """Each answer of a column: its own text, and the query that asks for it too."""
    silent = {text for texts in column.missing.values() for text in texts}
    before = asked.address()
    return tuple(
        (code, Choice(column.name, label, False, f"{before}&{filter_address(column.name, code)}"))
        for code in column.codes
        if code not in silent
        for label in labels(column, code)[:1]
    )


def _lines(found: Sequence[CohortCount]) -> tuple[Line, ...]:
    most = max((one.count.high for one in found if one.count), default=0) or 1

    def at(value: float) -> int:
        return round(WIDTH * max(0.0, value) / most)

    def line(one: CohortCount) -> Line:
        count = one.count
        bar = (at(count.number), at(count.low), at(count.high)) if count else None
        return Line(one, bar)

    return tuple(map(line, found))


def edition_before(edition: Edition) -> Edition | None:
    """The last edition before this one that is shown and has cohorts."""
    if edition.standing is None:
        return None
    records = catalogue().state().series[edition.standing.series].records
    for record in reversed(records[: edition.standing.number - 1]):
        found = catalogue().get(record.name) if record.is_shown else None
        if isinstance(found, Edition) and found.release.cohorts:
            return found
    return None
