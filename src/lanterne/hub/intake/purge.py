"""Removing people for good, with all that was said of them, and the certificate that it was done.

What points to a person or to one of their cases goes with them, whatever it is: the database's
cascade finds it. Besides go the earlier versions of what goes, perpetrators of whom nobody else's
case tells, and households that nobody is left in.

People are not sealed each under a key of their own that is destroyed with them. Such a key would
stand, wrapped, in the same database: whatever copy of it still holds what was said would hold the
key as well. It would gain something only in a store of its own whose copies are forgotten sooner
than those of the database, and whose loss would be the loss of all people. So the certificate says
plainly that earlier copies of the database hold sealed rows until they are destroyed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import models, router, transaction
from django.db.models.deletion import Collector

from lanterne.hub.intake.access import IntakeDesk
from lanterne.hub.intake.models import (
    Case,
    Certificate,
    EarlierAnswers,
    Event,
    Household,
    HouseholdMember,
    Link,
    Perpetrator,
    Person,
)
from lanterne.hub.intake.sweep_job import begin_sweep
from lanterne.hub.jobs.models import Job
from lanterne.hub.people.access import Desk
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web.models import CaseFile, Dataset

Rows = dict[type[models.Model], set[Any]]
"""Model → the primary keys of rows that go."""


def what_goes(person: Person) -> Mapping[str, int]:
    """How many rows go with a person: kind of a row → how many."""
    return _counted(_rows_of(person)[1])


def purge(at: IntakeDesk, people: Iterable[Person]) -> tuple[list[Certificate], Job]:
    """Remove people for good: all of them, or nobody.

    What the removed rows leave in the files of the database is overwritten by a job, which is begun
    with the removal or not at all.

    Args:
        at: Who removes them, and where.
        people: Whom.

    Returns:
        A certificate of each, and the job.
    """
    desk, made = at.desk, []
    with transaction.atomic():
        for person in _locked({one.pk for one in people}):
            code, (roots, rows) = person.code, _rows_of(person)
            for root in roots:
                root.delete()
            EarlierAnswers.objects.filter(of__in=_ids(rows)).delete()
            certificate = Certificate.objects.create(
                organisation=desk.organisation,
                code=code,
                rows=_counted(rows),
                created_by=desk.user,
            )
            desk.record(Verb.PURGE, Purpose.COLLECTION, certificate)
            made.append(certificate)
        job = begin_sweep(desk, at.intake)
    return made, job


def datasets_with_cases(desk: Desk) -> list[Dataset]:
    """Datasets that hold registered cases."""
    counted = CaseFile.objects.exclude(counted="")  # of deleted ones it is not known any more
    found = Dataset.objects.filter(organisation=desk.organisation, case_files__in=counted)
    return list(found.distinct().order_by("title"))


def _locked(keys: set[UUID]) -> list[Person]:
    """People, so that nobody writes anything of them until they are gone.

    Whoever changes something locks it first and keeps an earlier version of it, and whoever adds
    something locks what it belongs to. So all that is of all of them is locked before anything is
    looked up, in the order in which others lock: people, then cases, each by the same as there.
    """
    people = list(Person.objects.select_for_update().filter(pk__in=keys).order_by("code"))
    links = Link.objects.filter(case__person__in=keys)
    for rows in (
        Case.objects.filter(person__in=keys),
        links,
        Perpetrator.objects.filter(pk__in=links.values("perpetrator")),
        Event.objects.filter(case__person__in=keys),
    ):
        # Each asks anew: what was added before the rows above were locked is seen now.
        list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    places = HouseholdMember.objects.filter(person__in=keys).values("household")
    homes = Household.objects.filter(pk__in=places).order_by("pk")
    list(homes.select_for_update(no_key=True).values_list("pk"))  # nobody else empties them
    return people


def _ids(rows: Rows) -> list[UUID]:
    return [key for keys in rows.values() for key in keys if isinstance(key, UUID)]


def _rows_of(person: Person) -> tuple[list[Any], Rows]:
    """What has to be removed so that all goes with a person, and all rows that go."""
    rows = _cascade([person])
    links, places = rows.get(Link, set()), rows.get(HouseholdMember, set())
    alone = Perpetrator.objects.filter(links__in=links).exclude(
        pk__in=Link.objects.exclude(pk__in=links).values("perpetrator")
    )
    empty = Household.objects.filter(members__in=places).exclude(
        pk__in=HouseholdMember.objects.exclude(pk__in=places).values("household")
    )
    roots = [person, *alone.distinct(), *empty.distinct()]
    for kind in (Perpetrator, Household):
        for model, keys in _cascade([one for one in roots if isinstance(one, kind)]).items():
            rows.setdefault(model, set()).update(keys)
    earlier = EarlierAnswers.objects.filter(of__in=_ids(rows))
    rows[EarlierAnswers] = set(earlier.values_list("pk", flat=True))
    return roots, rows


def _cascade(things: Iterable[models.Model]) -> Rows:
    """Things, and whatever the database removes with them."""
    chosen = list(things)
    if not chosen:
        return {}
    collector = Collector(using=router.db_for_write(type(chosen[0])))
    collector.collect(chosen)
    rows: Rows = {model: {one.pk for one in there} for model, there in collector.data.items()}
    for there in collector.fast_deletes:
        rows.setdefault(there.model, set()).update(there.values_list("pk", flat=True))
    return rows


def _counted(rows: Rows) -> dict[str, int]:
    counted = Counter({str(model._meta.model_name): len(keys) for model, keys in rows.items()})
    return {kind: count for kind, count in sorted(counted.items()) if count}
