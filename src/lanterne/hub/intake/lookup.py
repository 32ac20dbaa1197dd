"""How what addresses name is found: in the organisation of who asks."""

from __future__ import annotations

import uuid

from django.shortcuts import get_object_or_404

from lanterne.hub.intake.handover import workers
from lanterne.hub.intake.models import (
    Case,
    Certificate,
    Event,
    Household,
    Link,
    NamesHolder,
    Opening,
    Perpetrator,
    Person,
    Team,
)
from lanterne.hub.people.access import Desk, finder
from lanterne.hub.people.models import User


@finder("person")
def find_person(desk: Desk, key: uuid.UUID) -> Person:
    """A registered person of the organisation."""
    return get_object_or_404(Person, pk=key, organisation=desk.organisation)


@finder("household")
def find_household(desk: Desk, key: uuid.UUID) -> Household:
    """A household of the organisation."""
    return get_object_or_404(Household, pk=key, organisation=desk.organisation)


@finder("case")
def find_case(desk: Desk, key: uuid.UUID) -> Case:
    """A case of the organisation."""
    return get_object_or_404(Case, pk=key, organisation=desk.organisation)


@finder("perpetrator")
def find_perpetrator(desk: Desk, key: uuid.UUID) -> Perpetrator:
    """A perpetrator of whom a case of the organisation tells."""
    return get_object_or_404(Perpetrator, pk=key, organisation=desk.organisation)


@finder("link")
def find_link(desk: Desk, key: uuid.UUID) -> Link:
    """What a perpetrator did to a person of the organisation."""
    return get_object_or_404(Link, pk=key, case__organisation=desk.organisation)


@finder("event")
def find_event(desk: Desk, key: uuid.UUID) -> Event:
    """What happened to a case of the organisation."""
    events = Event.objects.select_related("case__worker", "case__organisation")
    return get_object_or_404(events, pk=key, case__organisation=desk.organisation)


@finder("holder")
def find_holder(desk: Desk, key: uuid.UUID) -> NamesHolder:
    """Somebody who holds the names key, or waits for it."""
    return get_object_or_404(
        NamesHolder, pk=key, intake__organisation=desk.organisation, user__isnull=False
    )


@finder("opening")
def find_opening(desk: Desk, key: uuid.UUID) -> Opening:
    """That a colleague's person was opened in an emergency."""
    return get_object_or_404(Opening, pk=key, person__organisation=desk.organisation)


@finder("worker")
def find_worker(desk: Desk, key: uuid.UUID) -> User:
    """Somebody who is responsible for people of the organisation, or was when they left it."""
    return get_object_or_404(workers(desk.organisation), pk=key)


@finder("team")
def find_team(desk: Desk, key: uuid.UUID) -> Team:
    """A team of the organisation."""
    teams = Team.objects.select_related("intake__organisation")
    return get_object_or_404(teams, pk=key, intake__organisation=desk.organisation)


@finder("certificate")
def find_certificate(desk: Desk, key: uuid.UUID) -> Certificate:
    """That a person of the organisation was removed."""
    return get_object_or_404(Certificate, pk=key, organisation=desk.organisation)
