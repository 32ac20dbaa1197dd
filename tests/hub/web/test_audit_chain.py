"""The audit log: what the database refuses, and what the chain shows when it could not."""

from __future__ import annotations

import random

import pytest
from django.db import Error, connection

from lanterne.errors import UsageError
from lanterne.hub.audit import Outcome, guard, record
from lanterne.hub.audit.chain import Break, Checkpoint, Fault, checkpoint, verify_chain
from lanterne.hub.audit.log import digest_of
from lanterne.hub.audit.models import Event, Head

pytestmark = pytest.mark.database

EVENTS = 12


@pytest.fixture
def log(workspace):
    """A log of some events, in a database that somebody has taken over."""
    for number in range(EVENTS):
        record("dataset.see", "oversight", actor=None, details={"turn": number, "ä": "é"})
    assert verify_chain() is None
    guard.take_down(connection)
    yield Event.objects
    guard.put_up(connection)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET verb = 'nothing' WHERE number = 1",
        "UPDATE audit_event SET verb = verb",
        "DELETE FROM audit_event WHERE number = 1",
        "DELETE FROM audit_event",
        "REPLACE INTO audit_event SELECT * FROM audit_event",
    ],
)
def test_the_database_refuses(workspace, statement):
    if statement.startswith("REPLACE") and connection.vendor != "sqlite":
        pytest.skip("there is no such statement")
    record("dataset.see", "oversight", actor=None)
    before = list(Event.objects.values_list())
    with connection.cursor() as cursor, pytest.raises(Error):
        cursor.execute(statement)
    assert list(Event.objects.values_list()) == before
    record("dataset.see", "oversight", actor=None)  # and goes on
    assert verify_chain() is None


CHANGES = {
    "verb": "nothing",
    "actor": "somebody else",
    "outcome": Outcome.DENIED.value,
    "details": {"turn": 99},
    "at": "2020-01-01T00:00:00+00:00",
    "purpose": "",
    "thing": "another",
    "digest": "f" * 64,
    "previous": "f" * 64,
}


@pytest.mark.parametrize("field", CHANGES)
def test_a_changed_event_is_found(log, field):
    number = random.Random(field).randint(1, EVENTS)
    log.filter(number=number).update(**{field: CHANGES[field]})
    assert verify_chain() == Fault(number, Break.CHANGED)


def test_a_removed_event_is_found_first_middle_and_last(log):
    for number, what in ((EVENTS, Break.CUT), (5, Break.MISSING), (1, Break.MISSING)):
        log.filter(number=number).delete()
        assert verify_chain() == Fault(number, what)


def test_a_chain_that_was_written_anew_is_found_by_a_checkpoint_and_by_the_head(log):
    noted = checkpoint()
    forge_from(log, 4)
    assert verify_chain() == Fault(EVENTS, Break.CHANGED)
    assert verify_chain(noted) == Fault(EVENTS, Break.CHANGED)
    last = log.get(number=EVENTS)
    Head.objects.update(digest=last.digest)
    assert verify_chain() is None, "who writes everything anew is found by a note elsewhere alone"
    assert verify_chain(noted) == Fault(EVENTS, Break.CHANGED)


def forge_from(log, number):
    previous = log.get(number=number - 1).digest
    for event in log.filter(number__gte=number).order_by("number"):
        values = {
            "number": event.number, "at": event.at.isoformat(timespec="microseconds"),
            "actor": "forged", "organisation": event.organisation, "verb": event.verb,
            "purpose": event.purpose, "kind": event.kind, "thing": event.thing,
            "outcome": event.outcome, "details": event.details,
        }  # fmt: skip
        digest = digest_of(values, previous)
        log.filter(number=event.number).update(actor="forged", previous=previous, digest=digest)
        previous = digest


def test_an_end_that_was_cut_off_is_found_by_a_checkpoint(log):
    noted = checkpoint()
    log.filter(number__gt=7).delete()
    assert verify_chain() == Fault(8, Break.CUT)
    last = log.get(number=7)
    Head.objects.update(number=7, digest=last.digest)
    assert verify_chain() is None
    assert verify_chain(Checkpoint.read(f"{checkpoint().line()}\n{noted.line()}\n")) == Fault(
        8, Break.CUT
    )
    log.all().delete()
    Head.objects.all().delete()
    assert verify_chain() is None
    assert verify_chain(noted) == Fault(1, Break.CUT)


def test_a_log_that_goes_on_agrees_with_an_earlier_checkpoint(workspace):
    empty = checkpoint()
    record("dataset.see", "oversight", actor=None)
    noted = checkpoint()
    for _ in range(3):
        record("dataset.see", "oversight", actor=None)
    assert verify_chain(empty) is None
    assert verify_chain(noted) is None


@pytest.mark.parametrize("text", ["", "nothing", "{}", '{"number": 1}', "[1]"])
def test_what_is_no_checkpoint_is_said_to_be_none(text):
    with pytest.raises(UsageError, match="no checkpoint"):
        Checkpoint.read(text)
