"""All analyses of one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import polars as pl

from lanterne.codebook.model import Table
from lanterne.evaluation.analyses.answers import answers
from lanterne.evaluation.analyses.odds import Agreement, OddsRatio, log_odds_ratio, odds_ratios
from lanterne.evaluation.analyses.questions import Questions, Split, questions_of
from lanterne.evaluation.analyses.routes import Routes, top_routes
from lanterne.evaluation.analyses.trends import Trends, trends_by_year
from lanterne.evaluation.overlap import Overlaps, overlaps

MOST_PAIRS = 80
"""Most odds ratios: of outcomes between groups first, then between outcomes."""


@dataclass(frozen=True)
class Analyses:
    """Analyses of the cases and of the release.

    Attributes:
        odds_ratios: Outcomes between groups of people, and between outcomes.
        trends: By year; ``None`` without a column of years.
        routes: ``None`` without two columns of places.
        overlaps: Of the intervals of all odds ratios and trends; ``None`` without any.
    """

    odds_ratios: tuple[OddsRatio, ...]
    trends: Trends | None
    routes: Routes | None
    overlaps: Overlaps | None

    def agreeing(self, agreement: Agreement) -> int:
        """Number of odds ratios with this agreement."""
        return sum(one.agreement is agreement for one in self.odds_ratios)


def analyse(
    real: pl.DataFrame,
    released: pl.DataFrame,
    table: Table,
    missing: Mapping[str, frozenset[str]],
) -> Analyses:
    """Do on both tables what users of the release may do.

    Args:
        real: The cases, as texts.
        released: The release, as texts, of the same columns.
        table: What the columns mean: it decides which analyses are made.
        missing: Column → texts that, like blank, say nothing about a person.
    """
    asked = questions_of(table)
    splits = (*asked.outcomes, *asked.exposures)
    both = [{split: answers(f, split, missing) for split in splits} for f in (real, released)]
    ratios = tuple(odds_ratios(_pairs(asked), *both))
    trends = routes = None
    if asked.year is not None:
        years = (real[asked.year.name], released[asked.year.name])
        trends = trends_by_year(asked.year, years, asked.outcomes, (both[0], both[1]))
    if asked.route is not None:
        names = (asked.route[0].name, asked.route[1].name)
        routes = top_routes(real, released, names, missing)
    intervals = [(log_odds_ratio(one.real), log_odds_ratio(one.released)) for one in ratios]
    intervals += [(one.real, one.released) for one in trends.trends] if trends else []
    return Analyses(ratios, trends, routes, overlaps(intervals))


def _pairs(asked: Questions) -> list[tuple[Split, Split]]:
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
