"""What an invented year of case work consists of: people, what they said, and whom they told of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

Cells = Mapping[str, str]
"""Column → the cell of a file; blank where nothing was answered."""


@dataclass(frozen=True)
class InventedStatement:
    """What somebody said once about one purpose.

    Attributes:
        purpose: ``assistance``, ``referral``, ``statistics`` or ``research``.
        said: ``given``, ``refused``, ``withdrawn`` or ``not-asked``.
        by: ``person``, ``guardian`` or ``both``.
        on: When.
        note: To which organisation they may be referred, or what else was said.
    """

    purpose: str
    said: str
    by: str
    on: date
    note: str = ""


@dataclass(frozen=True)
class InventedLink:
    """That somebody told of a perpetrator.

    Attributes:
        perpetrator: Who: a key of :attr:`InventedYear.perpetrators`.
        cells: What the perpetrator did to them.
    """

    perpetrator: str
    cells: Cells


@dataclass(frozen=True)
class InventedPerson:
    """Somebody who does not exist, and was registered.

    Attributes:
        document: Names, and how to reach them, by the names of the fields of a page.
        worker: Who works with them: a place among the workers.
        registered: When.
        household: Number of the household; those of one were registered together. -1: none.
        relation: Who they are to the first of their household.
        cells: What was answered of their case.
        statements: What they agreed to, in the order of the days.
        links: Of whom they told.
        cases: How many cases they have: 1, or 2 where another was opened.
        closed: When the first case was closed; ``None``: it is open.
        held_back: Why it is in no statistics; blank: it is not held back.
    """

    document: Mapping[str, str]
    worker: int
    registered: date
    household: int
    relation: str
    cells: Cells
    statements: tuple[InventedStatement, ...]
    links: tuple[InventedLink, ...]
    cases: int
    closed: date | None
    held_back: str


@dataclass(frozen=True)
class InventedPerpetrator:
    """A perpetrator who does not exist.

    Attributes:
        known_as: By what the team recognises them.
        cells: What was answered about them.
    """

    known_as: str
    cells: Cells


@dataclass(frozen=True)
class InventedYear:
    """A year of case work that never was.

    Attributes:
        workers: Names of the case workers.
        people: In the order of the days on which they were registered; a household together.
        perpetrators: Key → perpetrator.
    """

    workers: tuple[str, ...]
    people: tuple[InventedPerson, ...]
    perpetrators: Mapping[str, InventedPerpetrator]
