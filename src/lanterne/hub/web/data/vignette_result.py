"""What two people made of the same vignettes: which definitions they read alike, which in two ways.

Shown to those who have finished, and to those who decide on the codebook.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lanterne.codebook import Column, in_language
from lanterne.codebook.model import Text
from lanterne.harmonise.agreement import ColumnAgreement, agreement_between
from lanterne.harmonise.coded_vignettes import sheet_of
from lanterne.harmonise.kappa import Estimate
from lanterne.hub.languages import apart, number
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.problem_texts import says
from lanterne.hub.web.data import vignette_codings
from lanterne.hub.web.data.vignette_codings import Vignettes
from lanterne.hub.web.data.vignette_fields import members_of
from lanterne.hub.web.data.vignette_page import Standing, called, comparing, standing_of
from lanterne.hub.web.downloads import CSV, download
from lanterne.hub.web.models import Dataset, VignetteCoding
from lanterne.hub.web.steps import steps
from lanterne.messages import Message


@dataclass(frozen=True)
class Person:
    """Somebody who has finished.

    Attributes:
        coding: What they made of the vignettes.
        name: What they are called here.
        file: Name of their sheet.
    """

    coding: VignetteCoding
    name: str
    file: str


@dataclass(frozen=True)
class Story:
    """A vignette that two people coded differently.

    Attributes:
        text: What happens.
        answers: What the one and what the other answered, as people read it.
    """

    text: Text
    answers: tuple[str, str]


@dataclass(frozen=True)
class Line:
    """How alike a column was read, or a member of a set.

    Attributes:
        column: The column.
        member: What people read for the member; empty: there is none.
        equal: Share of equal answers, 0 to 1.
        kappa: κ with its interval.
        weighted: The same with weights; empty where answers have no order.
        stories: Those that were coded differently.
        place: Where a better definition is written; empty: this person may not.
    """

    column: Column
    member: str
    equal: float
    kappa: str
    weighted: str
    stories: tuple[Story, ...]
    place: str


@needs(Verb.COMMENT_CODEBOOK, Purpose.COLLECTION, of="dataset")
def result(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """What two of those who have finished made of the vignettes, side by side."""
    there = vignette_codings.vignettes_in(dataset)
    standing = standing_of(desk, dataset, there) if there else None
    if there is None or standing is None or not standing.is_open:
        return redirect("vignettes", desk.organisation.slug, dataset.pk)
    people = people_of(standing, desk)
    pair = _pair(request.GET, people, desk)
    first, second = (vignette_codings.as_coded(one.coding, there) for one in pair)
    found = agreement_between(first, second, there.codebook)
    places = _places(dataset, there) if standing.may_decide else {}
    lines = tuple(_lines(found, pair, there, places))
    context = {
        "desk": desk,
        "dataset": dataset,
        "steps": steps(desk, dataset, "data"),
        "vignettes": there,
        "people": people,
        "pair": pair,
        "lines": [one for one in lines if one.stories],
        "alike": _names(lines, found, answered=True),
        "nobody": _names(lines, found, answered=False),
        "may_decide": standing.may_decide,
        "verb": comparing(pair[0].file, pair[1].file, dataset),
    }
    return render(request, "workspace/vignette_result.html", context)


@needs(Verb.COMMENT_CODEBOOK, Purpose.COLLECTION, of="dataset")
def sheet(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """A sheet as the command line reads it: one's own, blank or coded, or that of another."""
    there = vignette_codings.vignettes_in(dataset)
    if there is None:
        return redirect("vignettes", desk.organisation.slug, dataset.pk)
    standing, name = standing_of(desk, dataset, there), "vignettes.csv"
    coding = standing.coding
    if wanted := request.GET.get("of"):
        people = people_of(standing, desk) if standing.is_open else ()
        found = [one for one in people if str(one.coding.pk) == wanted]
        if not found:
            return redirect("vignettes", desk.organisation.slug, dataset.pk)
        coding, name = found[0].coding, found[0].file
    answers = coding.answers if coding else {}
    data = sheet_of(there.codebook, get_language() or "en", answers)
    return download(data, CSV, name)


def people_of(standing: Standing, desk: Desk) -> tuple[Person, ...]:
    """Who has finished, in the order in which they began."""
    return tuple(
        Person(one, called(one, place, desk), f"vignettes-{place}.csv")
        for place, one in enumerate(standing.done, 1)
    )


def _pair(asked: QueryDict, people: Sequence[Person], desk: Desk) -> tuple[Person, Person]:
    """Who is compared: those asked for, else oneself and the first of the others."""
    by_id = {str(one.coding.pk): one for one in people}
    own = [one for one in people if one.coding.created_by_id == desk.user.pk]
    one = by_id.get(asked.get("one", "")) or (own or people)[0]
    others = [each for each in people if each != one]
    other = by_id.get(asked.get("other", ""))
    return one, other if other in others else others[0]


def _places(dataset: Dataset, there: Vignettes) -> dict[str, str]:
    """Column → where a better definition of it is written."""
    where = [dataset.organisation.slug, dataset.pk]
    names = there.codebook.table.names
    if dataset.draft:  # its columns may be others
        return dict.fromkeys(names, reverse("codebook-edit", args=where))
    return {
        name: reverse("codebook-column", args=[*where, place]) for place, name in enumerate(names)
    }


def _lines(
    found: Sequence[ColumnAgreement],
    pair: tuple[Person, Person],
    there: Vignettes,
    places: dict[str, str],
) -> Iterator[Line]:
    language = get_language() or "en"
    columns = {one.name: one for one in there.codebook.table.columns}
    for each in found:
        column = columns[each.column]
        labels = {value.code: in_language(value.label, language) for value in column.values}
        yield Line(
            column,
            labels.get(each.member, ""),
            each.equal.value or 0.0,
            _figure(each.kappa),
            _figure(each.weighted) if each.weighted.value is not None else "",
            tuple(_stories(each, pair, there, column)),
            places.get(each.column, ""),
        )


def _stories(
    each: ColumnAgreement, pair: tuple[Person, Person], there: Vignettes, column: Column
) -> Iterator[Story]:
    different = {name for one in each.confused for name in one.vignettes}
    for name in there.names:
        if name in different:
            one, other = (_answer(who.coding.answers[name][column.name], column) for who in pair)
            yield Story(there.texts[name], (one, other))


def _answer(text: str, column: Column) -> str:
    """An answer as people read it; of a set all its members."""
    language = get_language() or "en"
    labels = {value.code: in_language(value.label, language) for value in column.values}
    given = [labels.get(code, code) for code in members_of(text, column)]
    return " · ".join(given) if given else _("not said")


def _figure(estimate: Estimate) -> str:
    """A figure with its interval, as the command line writes it."""
    if estimate.value is None:
        return "–"
    language = get_language() or "en"
    ends = [number(one, language, 2) for one in (estimate.low, estimate.high) if one is not None]
    value = number(estimate.value, language, 2)
    if not ends:
        return apart(value, language)
    gaps = {"value": value, "low": ends[0], "high": ends[1]}
    return says(Message("terminal.agreement.interval", gaps))


def _names(
    lines: Sequence[Line], found: Sequence[ColumnAgreement], *, answered: bool
) -> list[tuple[Text, str]]:
    """Label and member of what both coded alike, where somebody gave an answer or nobody did."""
    both = zip(lines, found, strict=True)
    return [
        (line.column.label, line.member)
        for line, each in both
        if not line.stories and bool(each.answered) == answered
    ]
