"""Who is in what is handed in: read to its end, and checked, before anything is registered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import polars as pl

from lanterne.cases.case_records import CaseRecords
from lanterne.cases.network import NetworkCases, NetworkTables
from lanterne.cases.network.open import CountedTables
from lanterne.cases.people import Who, WhoAndWhere
from lanterne.codebook.model import Network
from lanterne.errors import InputError, Place, Problem, UsageError
from lanterne.privacy import Unit
from lanterne.series.plan import SeriesPlan

Opened = Callable[[Who | WhoAndWhere], CaseRecords]
"""Opens the cases of a delivery, of those who count."""

OpenedLinked = Callable[[CountedTables | None], NetworkCases]
"""Opens linked tables of a delivery, of what counts; ``None``: of everybody."""


@dataclass(frozen=True)
class HandedIn:
    """Who is in the cases of a year, in one spelling. Sensitive.

    Attributes:
        ids: All ids of people.
        homes: Id → key of the household in which they live, of all who live with others; empty
            where nobody asks.
        perpetrators: Keys of perpetrators, where they are asked for.
    """

    ids: pl.Series = field(repr=False)
    homes: Mapping[str, str] = field(default_factory=dict, repr=False)
    perpetrators: pl.Series | None = field(default=None, repr=False)


class _Noting:
    """Says as whom ids count, and keeps what it was asked of."""

    def __init__(self, as_people: Who) -> None:
        self._as_people = as_people
        self.ids: list[pl.Series] = []
        self.homes: dict[str, str] = {}

    def __call__(self, ids: pl.Series) -> pl.Series:
        self.ids.append(ids)
        return self._as_people(ids)

    def home(self, people: pl.Series, households: pl.Series) -> pl.Series:
        """The households as they are in the file."""
        assert len(people) == len(self.ids[-1])  # nobody is left out here
        rows = zip(self.ids[-1], households, strict=True)
        self.homes |= {one: home for one, home in rows if home}
        return households


def read_linked(open_as: OpenedLinked, network: Network, plan: SeriesPlan) -> HandedIn:
    """All victims of linked tables, and who else may count in several cohorts.

    Args:
        open_as: Opens the tables.
        network: What they mean.
        plan: Says who is promised something, and how much counts.

    Raises:
        InputError: The cases have problems; or perpetrators are promised something, and a victim
            has more links than may count.
        UsageError: Victims and perpetrators stand in one file, and perpetrators are promised
            something: when one first stood there would depend on the rows of victims.
    """
    cases, units = open_as(None), plan.units
    tables = cases.tables()
    if Unit.PERPETRATOR in units:
        most = plan.counted.get(Unit.VICTIM, network.of_victim.counted)
        _check_perpetrators(tables, network, most, str(cases.path))
    ids = tables.victims[network.victims.key or ""].cast(pl.String)
    homes: dict[str, str] = {}
    household = network.victims.household
    if Unit.HOUSEHOLD in units and household is not None:
        rows = zip(ids, tables.victims[household.column].cast(pl.String), strict=True)
        homes = {one: home for one, home in rows if home}
    theirs = tables.perpetrators[network.perpetrators.key or ""].cast(pl.String)
    return HandedIn(ids, homes, theirs if Unit.PERPETRATOR in units else None)


def _check_perpetrators(tables: NetworkTables, network: Network, most: int, path: str) -> None:
    """Raise where perpetrators cannot be promised anything: before anybody is registered."""
    if tables.described is not None:
        raise UsageError("series.one-file-of-pairs")
    by = network.of_victim.column
    if (tables.links.group_by(by).len()["len"] > most).any():
        raise InputError([Problem("victim-over-bound", {"most": most}, Place(path))])


def read_people(open_as: Opened, as_people: Who) -> HandedIn:
    """All people of a table, with their households; every row was looked at.

    Args:
        open_as: Opens the table.
        as_people: Says as whom ids count.

    Raises:
        InputError: The cases have problems; ids of one person may not name two households.
    """
    noting = _Noting(as_people)
    for _batch in open_as(noting).batches():
        pass
    ids = pl.concat(noting.ids).unique() if noting.ids else pl.Series([], dtype=pl.String)
    return HandedIn(ids, noting.homes)
