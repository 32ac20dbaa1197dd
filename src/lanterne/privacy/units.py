"""For whom a promise is made: each unit with its name and with all that is particular to it.

This is the one place that knows what a unit is. Everything else asks what it needs to know (is it a
group of people, which tables is it promised in), so that a new unit is one more member here. What
is said of it stands in ``messages/english/units.toml``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from lanterne.codebook.tables import Household
from lanterne.errors import UsageError
from lanterne.messages import Message


@dataclass(frozen=True, kw_only=True)
class UnitTraits:
    """What holds for a unit.

    Attributes:
        neighbours: Which two data sets must be hard to tell apart.
        neighbours_in_one_table: The same where there is one table, and so no link.
        subject: It is one of the people whose cases these are: what is spent on them adds up.
        one_table: Something can be promised to it in one table of cases.
        linked: Something can be promised to it in linked tables.
        members: It is a group of subjects, of which a column says who belongs together and of which
            so many count where nobody says another number. Its neighbours differ by all of its
            people or by any one of them, so that what is promised to it is kept to each of them.
            ``None``: it is no group.
        cohorts: In how many cohorts of a series it may count. The people whose cases these are
            count in one. A group has people of several, and somebody may be linked to people of
            several: their promise is for so many in sequence. Never changed: ledgers rely on it.
    """

    neighbours: str
    neighbours_in_one_table: str = ""
    subject: bool = False
    one_table: bool = False
    linked: bool = False
    members: int | None = None
    cohorts: int = 1

    @property
    def group(self) -> bool:
        """Whether it is a group of subjects."""
        return self.members is not None

    @property
    def alone(self) -> bool:
        """Whether it is one of the people, or one of the rows, of a single table."""
        return self.subject and self.one_table


_NEIGHBOURS_OF_A_HOUSEHOLD = (
    "adding or removing all people of one household, or any one of them, with all their rows"
)


class Unit(StrEnum):
    """A kind of person, or of group, whose presence in the data a release may protect."""

    traits: UnitTraits

    def __new__(cls, name: str, traits: UnitTraits = UnitTraits(neighbours="")) -> Self:
        """A unit of this name, as releases and ledgers write it."""
        member = str.__new__(cls, name)
        member._value_ = name
        member.traits = traits
        return member

    PERSON = (
        "person",
        UnitTraits(
            neighbours="adding or removing all records of one person",
            subject=True,
            one_table=True,
        ),
    )
    ROW = (
        "row",
        UnitTraits(
            neighbours="adding or removing one row; each row taken to be one person; no subject id "
            "was used",
            subject=True,
            one_table=True,
        ),
    )
    VICTIM = (
        "victim",
        UnitTraits(
            neighbours="adding or removing one victim with all their rows and links, and all that "
            "stands on these rows; perpetrators who are then without links may stay or go, and a "
            "table of perpetrators stays as it is",
            subject=True,
            linked=True,
        ),
    )
    PERPETRATOR = (
        "perpetrator",
        UnitTraits(
            neighbours="adding or removing one perpetrator: what is recorded of them, and all "
            "their links to victims, who stay with their own answers",
            linked=True,
            cohorts=2,
        ),
    )
    HOUSEHOLD = (
        "household",
        UnitTraits(
            neighbours=f"{_NEIGHBOURS_OF_A_HOUSEHOLD} and links, and all that stands on these "
            "rows; perpetrators who are then without links may stay or go, and a table of "
            "perpetrators stays as it is",
            neighbours_in_one_table=_NEIGHBOURS_OF_A_HOUSEHOLD,
            one_table=True,
            linked=True,
            members=Household.counted,
            cohorts=2,
        ),
    )


def unit_of(name: Unit | str) -> Unit:
    """The unit of that name.

    Raises:
        UsageError: There is no such unit.
    """
    if name not in set(Unit):
        raise UsageError("unit.unknown", name=str(name), units=tuple(map(str, Unit)))
    return Unit(name)


def called(unit: Unit | str) -> Message:
    """What one of a unit is called in a sentence."""
    return Message(f"unit.{unit_of(unit)}")


def people_per(group: Unit | str) -> str:
    """Name in a statement of how many people count of one group."""
    return f"people per {group}"


def cohorts_per(unit: Unit | str) -> str:
    """Name in a statement of how many cohorts of a series one of a unit may count in."""
    return f"cohorts per {unit}"


def neighbours_of(unit: Unit | str, *, one_table: bool) -> str:
    """Which two data sets must be hard to tell apart. Raises what :func:`unit_of` raises."""
    traits = unit_of(unit).traits
    return (one_table and traits.neighbours_in_one_table) or traits.neighbours


def kind_of(unit: Unit | str) -> Unit:
    """Under which of ``KINDS`` a unit is added up. Raises what :func:`unit_of` raises."""
    unit = unit_of(unit)
    return Unit.PERSON if unit.traits.subject else unit


KINDS = tuple(dict.fromkeys(map(kind_of, Unit)))
"""Kinds of people with a sum of their own in the ledger; the subjects stand under ``PERSON``."""

GROUPS = tuple(unit for unit in Unit if unit.traits.group)
"""Units that are groups of subjects."""
