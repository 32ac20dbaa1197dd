"""Which cases are counted: the one road from the intake to a dataset.

A case is counted if its person agrees to statistics *now*, whatever day is asked for, and the case
is not held back. Nothing else in the hub turns what was registered into cases of a dataset.

Whose each row is: rows of a person depend on that person alone. A perpetrator is there while a
counted case tells of them; what was answered about them is written down once, whoever told it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from lanterne.forms.questions import Form, Identity, Names
from lanterne.hub.intake import kept_answers
from lanterne.hub.intake.kept_answers import answers_until, form_of, logic_of
from lanterne.hub.intake.models import Case, Consent, HouseholdMember, Intake, Link
from lanterne.hub.intake.sealed import answers_sealer
from lanterne.intake.consent import ConsentTo, Said
from lanterne.intake.tables import Row

PERSON, HOUSEHOLD = "person", "household"
"""Columns of ids where the codebook of one table has none of its own."""


def counted_cases(intake: Intake, until: date) -> QuerySet[Case]:
    """The cases that are counted, in an order that says nothing.

    Of what was said at the same moment the one counts by which less is agreed to.

    Args:
        intake: Of which.
        until: Cases that were registered on this day or before.
    """
    said = Consent.objects.filter(person=OuterRef("person"), purpose=ConsentTo.STATISTICS)
    agreed, other = _newest(said, given=True), _newest(said, given=False)
    return (
        Case.objects.filter(
            organisation=intake.organisation_id, registered__lte=until, held_back=False
        )
        .annotate(agreed=Coalesce(Subquery(agreed), 0), other=Coalesce(Subquery(other), 0))
        .filter(agreed__gt=F("other"))
        .order_by("code")
    )


def _newest(said: QuerySet[Consent], *, given: bool) -> QuerySet[Consent, Any]:
    """The number of the last statement by which somebody agrees, or does not."""
    kind = Q(said=Said.GIVEN)
    return said.filter(kind if given else ~kind).order_by("-number").values("number")[:1]


@dataclass(frozen=True)
class Counted:
    """Rows of all tables of a codebook, and how they are read.

    Attributes:
        form: The form of the codebook.
        rows: Table → its rows. Sensitive.
        people: The column that says who is who, where the codebook has none; else empty.
        households: The column that says who lives together, where the codebook has none.
        cases: Id and code of each case, in the order of its rows.
    """

    form: Form
    rows: Mapping[str, tuple[Row, ...]] = field(repr=False)
    people: str
    households: str
    cases: tuple[tuple[str, str], ...]


def counted(intake: Intake, until: date) -> Counted:
    """What is counted of an intake; raises VaultError where a row was changed.

    Of linked tables, a person has one row: of several cases the one that was registered first.

    Args:
        intake: Of which.
        until: What was registered, and answered, on this day or before.
    """
    form = form_of(intake)
    gathered = _Gathered(intake, form, until)
    linked = form.codebook.network is not None
    people, households = ("", "") if linked else _free_names(form)
    cases = list(counted_cases(intake, until))
    if linked:
        cases = _first_of_each(cases)
    rows = {form.cases.name: tuple(gathered.cases(cases, people, households))}
    if form.codebook.network is not None:
        links, perpetrators = gathered.linked(cases)
        rows |= {
            form.codebook.network.links.name: tuple(links),
            form.codebook.network.perpetrators.name: tuple(perpetrators),
        }
    return Counted(form, rows, people, households, tuple((str(one.pk), one.code) for one in cases))


def _first_of_each(cases: Iterable[Case]) -> list[Case]:
    """The first case of each person."""
    found: dict[object, Case] = {}
    for case in sorted(cases, key=lambda one: (one.registered, one.number, one.code)):
        found.setdefault(case.person_id, case)
    return sorted(found.values(), key=lambda one: one.code)


def _free_names(form: Form) -> tuple[str, str]:
    """Names of two columns of ids that no column of the codebook has."""
    taken = {column.name for column in form.codebook.columns}
    names = []
    for wanted in (PERSON, HOUSEHOLD):
        name = wanted
        while name in taken:
            name = f"{name}_id"
        names.append(name)
    return names[0], names[1]


class _Gathered:
    """Makes rows of what the database holds."""

    def __init__(self, intake: Intake, form: Form, until: date) -> None:
        self.intake, self.form = intake, form
        self.sealer = answers_sealer(intake.organisation)
        last = datetime.combine(until, time.max)
        self.until, self.day = timezone.make_aware(last), until

    def cases(self, cases: list[Case], people: str, households: str) -> Iterator[Row]:
        homes = self.homes(one.person_id for one in cases)
        codes = dict(
            Case.objects.filter(pk__in=[one.pk for one in cases]).values_list("pk", "person__code")
        )
        identities = self.form.cases.identities
        for case in cases:
            known = {Names.ITSELF: codes[case.pk], Names.HOUSEHOLD: homes.get(case.person_id, "")}
            ids = {one.name: known.get(one.names, "") for one in identities}
            if people:
                ids |= {people: known[Names.ITSELF], households: known[Names.HOUSEHOLD]}
            yield self.row(case, ids)

    def linked(self, cases: list[Case]) -> tuple[list[Row], list[Row]]:
        """The links of counted cases, and the perpetrators of whom they tell."""
        network = self.form.codebook.network
        assert network is not None
        chosen = {one.pk for one in cases}
        links = Link.objects.filter(case__organisation=self.intake.organisation_id)
        there = [
            one
            for one in links.select_related("case__person", "perpetrator")
            if one.case_id in chosen and self.was_there(one)
        ]
        there.sort(key=lambda one: (one.case.person.code, one.perpetrator.code))
        of = {one.perpetrator.code: one.perpetrator for one in there}
        rows = [
            self.row(
                one,
                {
                    network.of_victim.column: one.case.person.code,
                    network.of_perpetrator.column: one.perpetrator.code,
                },
            )
            for one in there
        ]
        (section,) = (o for o in self.form.sections if o.name == network.perpetrators.name)
        itself: Identity | None = section.itself
        assert itself is not None, "perpetrators have an id"
        return rows, [self.row(of[code], {itself.name: code}) for code in sorted(of)]

    def was_there(self, link: Link) -> bool:
        """Whether a link was written down by the day; a case from paper brings all of its own."""
        return link.created <= self.until or link.case.created > self.until

    def row(self, answered: kept_answers.Row, ids: Mapping[str, str]) -> Row:
        logic = logic_of(self.intake, answered)
        return Row(ids, answers_until(answered, self.until, logic, self.sealer))

    def homes(self, people: Iterable[object]) -> Mapping[object, str]:
        """Person → code of the household in which they lived on the day; the last, of several."""
        chosen = set(people)
        lived = HouseholdMember.objects.filter(
            Q(until=None) | Q(until__gt=self.day),
            household__organisation=self.intake.organisation_id,
            since__lte=self.day,
        )
        found: defaultdict[object, str] = defaultdict(str)
        for person, code in lived.order_by("number").values_list("person", "household__code"):
            if person in chosen:
                found[person] = code
        return found
