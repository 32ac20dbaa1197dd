"""PostgreSQL: somebody is deleted while a colleague saves or copies, and nothing stays behind."""

from __future__ import annotations

import threading
from datetime import date
from functools import partial

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, connections
from intake_worker import answer_needed, case_of, household, register, switched_on

from lanterne.hub.intake import purge as deletion
from lanterne.hub.intake import sweep_job
from lanterne.hub.intake.access import IntakeDesk
from lanterne.hub.intake.copying import Choice, copy_to_all
from lanterne.hub.intake.kept_answers import keep_answers, sealed_nothing
from lanterne.hub.intake.kept_events import Account, add_event, change_event
from lanterne.hub.intake.models import (
    Case,
    Certificate,
    EarlierAnswers,
    EarlierEvent,
    Household,
    Intake,
    Perpetrator,
    Person,
)
from lanterne.hub.intake.perpetrators import add_link
from lanterne.hub.people.access import Desk
from lanterne.hub.people.roles import Role
from lanterne.hub.web import start_job
from lanterne.intake.answers import Answers
from lanterne.intake.events import EventKind

pytestmark = pytest.mark.database

FAMILY = (("Amina Diallo", "first", ""), ("Fatou Diallo", "child", ""))


def desk_of(host, *roles):
    intake = Intake.objects.get()
    return IntakeDesk(Desk(host.user, intake.organisation, frozenset(roles)), intake, None)


@pytest.fixture
def host(workspace, monkeypatch):
    """A case worker with two people of a household; of each a perpetrator and an event."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    monkeypatch.setattr(sweep_job, "PAUSES", (0.0,))
    monkeypatch.setattr(start_job, "SHORT", 0.0)
    client = switched_on(workspace, "lanterne-cases")
    household(client, *FAMILY, looked="yes")
    client.cases = [case_of(one) for one in Person.objects.order_by("number")]
    for place, case in enumerate(client.cases):
        answer_needed(client, case, "cases", place)
        case.refresh_from_db()
        told = Perpetrator.objects.create(
            organisation=case.organisation,
            worker=client.user,
            created_by=client.user,
            sealed=b"",
            answers=sealed_nothing(case, case.organisation),
        )
        add_link(desk_of(client, *Role), case, told)
        add_event(case, EventKind.NOTE, Account(date.today(), {"text": "was here"}), client.user)
    return client


def meanwhile(monkeypatch, person, act):
    """While a person is deleted and what goes is known already, somebody does something else.

    Gives the threads that do it, and what became of it.
    """
    plain, threads, came = deletion._rows_of, [], []

    def other():
        try:
            came.append(act())
        except ObjectDoesNotExist:
            came.append("gone")
        finally:
            connections.close_all()

    def slowly(one):
        found = plain(one)
        if one.pk == person.pk and not threads:
            threads.append(threading.Thread(target=other))
            threads[0].start()
            threads[0].join(1.5)
        return found

    monkeypatch.setattr(deletion, "_rows_of", slowly)
    return threads, came


@pytest.mark.parametrize("kind", ["case", "link", "perpetrator"])
def test_answers_that_are_saved_meanwhile_leave_nothing(host, monkeypatch, kind):
    case = host.cases[0]
    link = case.links.get()
    row = {"case": case, "link": link, "perpetrator": link.perpetrator}[kind]
    act = partial(keep_answers, row, Answers(), row.revision, host.user)
    threads, came = meanwhile(monkeypatch, case.person, act)
    deletion.purge(desk_of(host, *Role), [case.person])
    threads[0].join(20)
    assert came == ["gone"]
    assert not EarlierAnswers.objects.filter(of=row.pk).exists()
    assert Perpetrator.objects.get() == host.cases[1].links.get().perpetrator


def test_an_event_that_is_changed_meanwhile_leaves_nothing(host, monkeypatch):
    case = host.cases[0]
    event = case.events.first()
    account = Account(date.today(), {"text": "was not here"})
    threads, came = meanwhile(
        monkeypatch, case.person, partial(change_event, event, account, 1, host.user)
    )
    deletion.purge(desk_of(host, *Role), [case.person])
    threads[0].join(20)
    assert came == ["gone"]
    assert not EarlierEvent.objects.exists()


def copying(host):
    first, second = host.cases
    chosen = Choice(
        first, frozenset(["dataSource", "yearOfRegistration"]), [second], frozenset([second.pk])
    )
    seen = {one.pk: one.revision for one in host.cases}
    at = desk_of(host, Role.CASE_WORKER)
    return partial(copy_to_all, at, Household.objects.get(), chosen, seen)


def test_answers_that_are_copied_meanwhile_leave_nothing(host, monkeypatch):
    gone = host.cases[1]
    threads, came = meanwhile(monkeypatch, gone.person, copying(host))
    deletion.purge(desk_of(host, *Role), [gone.person])
    threads[0].join(20)
    assert came == [None], "the case cannot be chosen any more"
    assert not Case.objects.filter(pk=gone.pk).exists()
    assert not EarlierAnswers.objects.filter(of=gone.pk).exists()


def test_copying_and_deleting_several_do_not_wait_for_each_other(host, monkeypatch):
    """Who is deleted first is written into the log before the others are looked at."""
    other = register(host, "Zzz Yyy")
    Person.objects.filter(pk=other.pk).update(code="0000-0000")
    gone = host.cases[1].person
    threads, came = meanwhile(monkeypatch, gone, copying(host))
    deletion.purge(desk_of(host, *Role), [other, gone])
    threads[0].join(20)
    assert came == [None]
    assert list(Person.objects.all()) == [host.cases[0].person]
    assert Certificate.objects.count() == 2
