"""All that the analyses of one table count, added up wherever its rows are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.codebook.model import Table
from lanterne.counting.answered import Tally
from lanterne.evaluation.analyses.answers import answers
from lanterne.evaluation.analyses.odds import two_by_two
from lanterne.evaluation.analyses.questions import Questions, Split, questions_of
from lanterne.evaluation.analyses.routes import routes_in
from lanterne.evaluation.analyses.trends import by_year, places_in

Integers = npt.NDArray[np.int64]

MOST_PAIRS = 80
"""Most odds ratios: of outcomes between groups first, then between outcomes."""


def pairs_of(asked: Questions) -> list[tuple[Split, Split]]:
    """Each outcome between the groups; then each outcome among those with the first outcomes."""
    pairs = [
        (outcome, exposure)
        for outcome, exposure in product(asked.outcomes, asked.exposures)
        if outcome.column != exposure.column
    ]
    first = asked.outcomes[:3]
    for exposure, outcome in product(first, asked.outcomes[3:]):
        if outcome.column != exposure.column:
            pairs.append((outcome, exposure))
    return pairs[:MOST_PAIRS]


@dataclass(frozen=True)
class AnalysisCounts:
    """What was counted for the analyses.

    Attributes:
        rows: Number of rows.
        odds: Pairs × 4: as :data:`~lanterne.evaluation.analyses.odds.Counts`.
        years: Rows by year; first those without one.
        outcomes: Outcomes × years × 2: rows with the outcome, and without.
        routes: Places of origin and destination → rows.
    """

    rows: int
    odds: Integers = field(repr=False)
    years: Integers = field(repr=False)
    outcomes: Integers = field(repr=False)
    routes: Counter[tuple[str, str]] = field(repr=False)

    def __add__(self, other: AnalysisCounts) -> AnalysisCounts:
        """Of the rows of both."""
        return AnalysisCounts(
            self.rows + other.rows,
            self.odds + other.odds,
            self.years + other.years,
            self.outcomes + other.outcomes,
            self.routes + other.routes,
        )


@dataclass(frozen=True)
class CountAnalyses:
    """Counts what users of a release would ask; the sum is an :class:`AnalysisCounts`.

    Attributes:
        table: What the columns mean: it decides which analyses are made.
        missing: Column → texts that, like blank, say nothing about a person.
    """

    table: Table
    missing: Mapping[str, frozenset[str]]

    def begin(self) -> Tally:
        """Counts of no rows."""
        return _Analyses(self)


class _Analyses:
    def __init__(self, asked: CountAnalyses) -> None:
        self._missing = asked.missing
        self._asked = questions_of(asked.table)
        self._pairs = pairs_of(self._asked)
        year = self._asked.year
        years = 0 if year is None else len(year.codes)
        self._rows = 0
        self._odds = np.zeros((len(self._pairs), 4), np.int64)
        self._years = np.zeros(years + 1, np.int64)
        self._outcomes = np.zeros((len(self._asked.outcomes), years, 2), np.int64)
        self._routes: Counter[tuple[str, str]] = Counter()

    def add(self, rows: pl.DataFrame) -> None:
        asked = self._asked
        splits = (*asked.outcomes, *asked.exposures)
        said = {split: answers(rows, split, self._missing) for split in splits}
        self._rows += rows.height
        for place, (outcome, exposure) in enumerate(self._pairs):
            self._odds[place] += two_by_two(said[outcome], said[exposure])
        if asked.year is not None:
            places = places_in(rows[asked.year.name], asked.year)
            self._years += np.bincount(places + 1, minlength=len(self._years))
            for place, outcome in enumerate(asked.outcomes):
                self._outcomes[place] += by_year(places, said[outcome], self._outcomes.shape[1])
        if asked.route is not None:
            names = (asked.route[0].name, asked.route[1].name)
            self._routes.update(routes_in(rows, names, self._missing))

    @property
    def sum(self) -> AnalysisCounts:
        return AnalysisCounts(self._rows, self._odds, self._years, self._outcomes, self._routes)
