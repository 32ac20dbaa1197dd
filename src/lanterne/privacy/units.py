"""For whom a promise is made: the kinds of people, and which two data sets each of them means."""

from __future__ import annotations

from enum import StrEnum

from lanterne.errors import UsageError
from lanterne.messages import Message


class Unit(StrEnum):
    """A kind of person, or of group, whose presence in the data a release may protect."""

    PERSON = "person"
    ROW = "row"
    VICTIM = "victim"
    PERPETRATOR = "perpetrator"
    HOUSEHOLD = "household"


SUBJECTS = frozenset({Unit.PERSON, Unit.ROW, Unit.VICTIM})
"""Units that are the same people, the subjects of the cases: what is spent on them adds up."""

KINDS = (Unit.PERSON, Unit.PERPETRATOR, Unit.HOUSEHOLD)
"""Kinds of people with a sum of their own in the ledger; the subjects stand under ``PERSON``."""

NEIGHBOURS = {
    Unit.PERSON: "adding or removing all records of one person",
    Unit.ROW: "adding or removing one row; each row taken to be one person; no subject id was used",
    Unit.VICTIM: "adding or removing one victim with all their rows and links, and all that stands "
    "on these rows; perpetrators who are then without links may stay or go, and a table of "
    "perpetrators stays as it is",
    Unit.PERPETRATOR: "adding or removing one perpetrator: what is recorded of them, and all their "
    "links to victims, who stay with their own answers",
    Unit.HOUSEHOLD: "adding or removing all people of one household, or any one of them, with all "
    "their rows and links, and all that stands on these rows; perpetrators who are then without "
    "links may stay or go, and a table of perpetrators stays as it is",
}
"""Who may be protected → the neighbours that this means."""

NEIGHBOURS_IN_ONE_TABLE = {
    **NEIGHBOURS,
    Unit.HOUSEHOLD: "adding or removing all people of one household, or any one of them, with all "
    "their rows",
}
"""The same where there is one table, and so no link."""


def unit_of(name: Unit | str) -> Unit:
    """The unit of that name.

    Raises:
        UsageError: There is no such unit.
    """
    if name not in NEIGHBOURS:
        raise UsageError("unit.unknown", name=str(name), units=tuple(map(str, NEIGHBOURS)))
    return Unit(name)


def called(unit: Unit | str) -> Message:
    """What one of a unit is called in a sentence."""
    return Message(f"unit.{unit_of(unit)}")


def kind_of(unit: Unit | str) -> Unit:
    """Under which of ``KINDS`` a unit is added up. Raises what :func:`unit_of` raises."""
    return Unit.PERSON if unit_of(unit) in SUBJECTS else Unit(unit)
