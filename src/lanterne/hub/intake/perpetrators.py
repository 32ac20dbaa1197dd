"""Perpetrators of whom cases tell. That two are the same person is decided by a person."""

from __future__ import annotations

from collections.abc import Sequence

from lanterne.hub.intake.access import IntakeDesk
from lanterne.hub.intake.kept_answers import sealed_nothing
from lanterne.hub.intake.models import Case, Link, Perpetrator
from lanterne.hub.intake.sealed import names_sealer
from lanterne.hub.intake.seen import workers_seen
from lanterne.hub.people.made import NEWEST_FIRST
from lanterne.vault.secret import Secret

MOST_SHOWN = 200
"""Perpetrators among whom one is chosen, at most: the last ones."""


def add_perpetrator(at: IntakeDesk, names: Secret, known_as: str, case: Case) -> Perpetrator:
    """Write down a perpetrator of whom a case tells, and of whom nothing was answered yet."""
    made = Perpetrator(
        organisation=at.desk.organisation, worker=case.worker, created_by=at.desk.user
    )
    made.sealed = names_sealer(names).seal(known_as, "perpetrator", str(made.pk))
    made.answers = sealed_nothing(made, at.desk.organisation)
    made.save()
    return made


def add_link(at: IntakeDesk, case: Case, perpetrator: Perpetrator) -> Link:
    """Say that a case tells of a perpetrator; raises IntegrityError where it is said already."""
    link = Link(case=case, perpetrator=perpetrator, created_by=at.desk.user)
    link.answers = sealed_nothing(link, at.desk.organisation)
    link.save()
    return link


def known_as(perpetrator: Perpetrator, names: Secret) -> str:
    """By what the team recognises somebody; raises VaultError where the row was changed."""
    found = names_sealer(names).open(perpetrator.sealed, "perpetrator", str(perpetrator.pk))
    return str(found)


def perpetrators_seen(at: IntakeDesk) -> Sequence[Perpetrator]:
    """Perpetrators of whom cases tell that one may open, the last first."""
    seen = Link.objects.filter(
        case__organisation=at.desk.organisation, case__worker__in=workers_seen(at.desk)
    )
    found = Perpetrator.objects.filter(pk__in=seen.values("perpetrator"))
    return list(found.order_by(*NEWEST_FIRST)[:MOST_SHOWN])
