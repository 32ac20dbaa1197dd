"""What is fixed of a series when it begins. Public: nothing of it depends on a case.

A person belongs to the cohort of the year in which their case was first handed in. A cohort is a
year, or several where few cases come: small years are put together in advance, since whoever did it
afterwards would have looked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lanterne.errors import UsageError
from lanterne.privacy import Budget, Unit, years_of_cohort

PROVISIONAL, FINAL = "provisional", "final"

SHARES: Mapping[str, float] = {PROVISIONAL: 0.25, FINAL: 0.75}
"""Stage → its share of ρ. Halves would leave the final figures 1.41 times the noise of one release,
and this 1.15 times."""

FINAL_AFTER = 2
"""Years after the last of a cohort when it is measured for good, and its records have settled."""


@dataclass(frozen=True, order=True)
class Cohort:
    """People whose cases were first handed in within some years.

    Attributes:
        first: The first of these years.
        last: The last of them.
    """

    first: int
    last: int

    def __str__(self) -> str:
        only = self.first == self.last
        return f"{self.first:04d}" if only else f"{self.first:04d}-{self.last:04d}"

    @classmethod
    def read(cls, text: str) -> Cohort:
        """A cohort as it is written, ``2024`` or ``2025-2027``; raises UsageError: it is none."""
        years = years_of_cohort(text.strip())
        if years is None or years[1] < years[0]:
            raise UsageError("series.no-cohort", given=text)
        return cls(*years)


@dataclass(frozen=True)
class SeriesPlan:
    """What is fixed of a series.

    Attributes:
        subject_id: Column of the files that says which rows are one person, over the years.
        budget: What all measurements of a cohort may cost each person in it, together.
        cohorts: In their order; none overlaps another.
        final_after: Years after the last of a cohort when it is measured for good, at least 1.
        identity: Random, so that ledgers of two series are told apart; empty in earlier ones.
        units: Who is promised something, each the whole budget: households of one table; of
            linked tables victims, or households of them, and perhaps perpetrators as well. Those
            who are protected first of all stand first. Empty: each person of one table.
        household: Column of one table that says who lives together; empty: nobody asks.
        bounds: Unit and how much of one counts in a cohort, where that is not as the codebook
            says. The same for all cohorts.
        joint: Whether several organisations hand in their cases together, each in files of its own.

    Raises:
        UsageError: There is no cohort, some overlap, or the years make no sense.
    """

    subject_id: str
    budget: Budget
    cohorts: tuple[Cohort, ...]
    final_after: int = FINAL_AFTER
    identity: str = ""
    units: tuple[Unit, ...] = ()
    household: str = ""
    bounds: tuple[tuple[str, int], ...] = ()
    joint: bool = False

    def __post_init__(self) -> None:
        if not self.cohorts:
            raise UsageError("series.without-cohorts")
        for before, after in zip(self.cohorts, self.cohorts[1:], strict=False):
            if after.first <= before.last:
                raise UsageError("series.cohorts-overlap", one=str(before), other=str(after))
        if self.final_after < 1:
            raise UsageError("series.final-at-once", got=self.final_after)

    @property
    def counted(self) -> Mapping[str, int]:
        """Unit → links, or members of a household, that count, where the codebook says another."""
        return dict(self.bounds)

    @property
    def in_sequence(self) -> int:
        """In how many cohorts somebody who is promised something may count, at most."""
        return max((unit.traits.cohorts for unit in self.units), default=1)

    def cohort_of(self, year: int) -> Cohort:
        """The cohort of who is first handed in in a year; raises UsageError: there is none."""
        for cohort in self.cohorts:
            if cohort.first <= year <= cohort.last:
                return cohort
        raise UsageError("series.year-of-no-cohort", year=str(year), cohorts=names(self.cohorts))

    def named(self, name: str) -> Cohort:
        """The cohort of that name; raises UsageError: there is none."""
        for cohort in self.cohorts:
            if str(cohort) == name:
                return cohort
        raise UsageError("series.not-of-series", cohort=name, cohorts=names(self.cohorts))

    def due(self, cohort: Cohort, year: int, begun: Sequence[str]) -> str | None:
        """The stage of a cohort that is to be measured in a year; ``None``: none is.

        Args:
            cohort: One of this series.
            year: In which cases are handed in.
            begun: The stages that were begun before.
        """
        if FINAL in begun or year < cohort.last:
            return None
        if year >= cohort.last + self.final_after:
            return FINAL
        return None if PROVISIONAL in begun else PROVISIONAL


def names(cohorts: Sequence[Cohort]) -> tuple[str, ...]:
    """The names of cohorts."""
    return tuple(map(str, cohorts))


def cohorts_of(texts: Sequence[str]) -> tuple[Cohort, ...]:
    """Cohorts as somebody writes them, in their order; raises UsageError where one is none."""
    return tuple(sorted(map(Cohort.read, texts)))
