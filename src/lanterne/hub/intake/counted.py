"""Which cases are counted: the one road from the intake to a dataset.

A case is counted if its person agrees to statistics *now*, whatever day is asked for, and the case
is not held back. Nothing else in the hub turns what was registered into cases of a dataset.

Whose each row is: rows of a person depend on that person alone. A perpetrator is there while a
counted case tells of them; what was answered about them is written down once, whoever told it.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from lanterne.forms.questions import Form, Identity, Names
from lanterne.hub.intake import kept_answers
from lanterne.hub.intake.kept_answers import answers_until, form_of, logic_of
from lanterne.hub.intake.models import (
    Case,
    Consent,
    HouseholdMember,
    Intake,
    Link,
    Perpetrator,
)
from lanterne.hub.intake.sealed import answers_sealer
from lanterne.intake.answers import Answers
from lanterne.intake.consent import ConsentTo, Said
from lanterne.intake.tables import Row

PART = 500
"""Rows that are opened at once."""

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
    chosen = _chosen(counted_cases(intake, until), one_each=linked)
    of_people = dict(gathered.cases(chosen, people, households))
    rows = {form.cases.name: tuple(of_people.values())}
    if form.codebook.network is not None:
        links, perpetrators = gathered.linked(chosen)
        rows |= {
            form.codebook.network.links.name: tuple(links),
            form.codebook.network.perpetrators.name: tuple(perpetrators),
        }
    cases = tuple((str(pk), chosen[pk].code) for pk in of_people)
    return Counted(form, rows, people, households, cases)


@dataclass(frozen=True)
class _Chosen:
    """A case that is counted.

    Attributes:
        code: Its code.
        person: Its person.
        person_code: The code of that person.
    """

    code: str
    person: uuid.UUID
    person_code: str


def _chosen(cases: QuerySet[Case], *, one_each: bool) -> Mapping[uuid.UUID, _Chosen]:
    """The cases that are counted, by their ids, in their order.

    Args:
        cases: Cases, in the order of their codes.
        one_each: Whether a person is there once, with the case that was registered first.
    """
    names = ("pk", "person_id", "person__code", "registered", "number", "code")
    rows = list(cases.values_list(*names))
    if one_each:
        first: dict[object, Any] = {}
        for row in sorted(rows, key=lambda one: one[3:]):
            first.setdefault(row[1], row)
        rows = sorted(first.values(), key=lambda one: str(one[5]))
    return {
        pk: _Chosen(code, person, person_code)
        for pk, person, person_code, _registered, _number, code in rows
    }


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


def _batched(rows: Iterable[Any]) -> Iterator[list[Any]]:
    """Rows, so many at a time."""
    there = iter(rows)
    while part := list(islice(there, PART)):
        yield part


class _Gathered:
    """Makes rows of what the database holds."""

    def __init__(self, intake: Intake, form: Form, until: date) -> None:
        self.intake, self.form = intake, form
        self.sealer = answers_sealer(intake.organisation)
        last = datetime.combine(until, time.max)
        self.until, self.day = timezone.make_aware(last), until

    def cases(
        self, chosen: Mapping[uuid.UUID, _Chosen], people: str, households: str
    ) -> Iterator[tuple[uuid.UUID, Row]]:
        homes = self.homes(one.person for one in chosen.values())
        identities = self.form.cases.identities
        kept = Case.objects.filter(organisation=self.intake.organisation_id)
        read = self.answers(kept, Case(), set(chosen))
        for pk, one in chosen.items():
            if pk not in read:  # erased meanwhile
                continue
            known = {Names.ITSELF: one.person_code, Names.HOUSEHOLD: homes.get(one.person, "")}
            ids = {each.name: known.get(each.names, "") for each in identities}
            if people:
                ids |= {people: one.person_code, households: known[Names.HOUSEHOLD]}
            yield pk, Row(ids, read[pk])

    def linked(self, chosen: Mapping[uuid.UUID, _Chosen]) -> tuple[list[Row], list[Row]]:
        """The links of counted cases, and the perpetrators of whom they tell."""
        network = self.form.codebook.network
        assert network is not None
        of_organisation = Link.objects.filter(case__organisation=self.intake.organisation_id)
        # A case from paper brings all of its own links, whenever they were written down.
        was_there = Q(created__lte=self.until) | Q(case__created__gt=self.until)
        names = ("pk", "case_id", "perpetrator_id", "perpetrator__code")
        there = [
            (chosen[case].person_code, code, pk, perpetrator)
            for pk, case, perpetrator, code in of_organisation.filter(was_there).values_list(*names)
            if case in chosen
        ]
        there.sort(key=lambda one: one[:2])
        said = self.answers(of_organisation, Link(), {pk for _code, _other, pk, _of in there})
        of = {code: perpetrator for _person, code, _pk, perpetrator in there}
        about = Perpetrator.objects.filter(organisation=self.intake.organisation_id)
        found = self.answers(about, Perpetrator(), set(of.values()))
        columns = network.of_victim.column, network.of_perpetrator.column
        rows = [
            Row(dict(zip(columns, codes, strict=True)), said[pk])
            for *codes, pk, perpetrator in there
            if pk in said and perpetrator in found  # or they were erased meanwhile
        ]
        (section,) = (o for o in self.form.sections if o.name == network.perpetrators.name)
        itself: Identity | None = section.itself
        assert itself is not None, "perpetrators have an id"
        known = [code for code in sorted(of) if of[code] in found]
        return rows, [Row({itself.name: code}, found[of[code]]) for code in known]

    def answers(
        self, rows: QuerySet[Any], kind: kept_answers.Row, chosen: Set[uuid.UUID]
    ) -> Mapping[uuid.UUID, Answers]:
        """The answers of some rows of a kind that held on the day.

        All rows are looked through, a part at a time: there may be more than a database lets be
        named, or than the memory holds sealed.
        """
        logic = logic_of(self.intake, kind)
        bound = {Case: ("person_id",), Link: ("case_id", "perpetrator_id")}.get(type(kind), ())
        narrow = rows.only("pk", "answers", "revision", "written", *bound).order_by()
        found: dict[uuid.UUID, Answers] = {}
        for part in _batched(narrow.iterator(chunk_size=PART)):
            here = [one for one in part if one.pk in chosen]
            said = answers_until(here, self.until, logic, self.sealer)
            found |= {one.pk: answers for one, answers in zip(here, said, strict=True)}
        return found

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
