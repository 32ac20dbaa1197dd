"""All analyses of one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from lanterne.codebook.model import Table
from lanterne.counting.answered import HeldAnswers
from lanterne.evaluation.analyses.counted import AnalysisCounts, CountAnalyses, pairs_of
from lanterne.evaluation.analyses.odds import Agreement, OddsRatio, log_odds_ratio, odds_ratios
from lanterne.evaluation.analyses.questions import questions_of
from lanterne.evaluation.analyses.routes import Routes, top_routes
from lanterne.evaluation.analyses.trends import Trends, trends_by_year
from lanterne.evaluation.overlap import Overlaps, overlaps


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


def analyse(real: AnalysisCounts, released: AnalysisCounts, table: Table) -> Analyses:
    """Do on both tables what users of the release may do.

    Args:
        real: What :class:`CountAnalyses` counted of the cases.
        released: The same of the release.
        table: What the columns mean, as it was when they were counted.
    """
    asked = questions_of(table)
    ratios = tuple(odds_ratios(pairs_of(asked), real.odds, released.odds))
    trends = routes = None
    if asked.year is not None:
        years, outcomes = (real.years, released.years), (real.outcomes, released.outcomes)
        trends = trends_by_year(asked.year, years, asked.outcomes, outcomes)
    if asked.route is not None:
        names = (asked.route[0].name, asked.route[1].name)
        scale = real.rows / max(released.rows, 1)
        routes = top_routes(names, real.routes, released.routes, scale)
    intervals = [(log_odds_ratio(one.real), log_odds_ratio(one.released)) for one in ratios]
    intervals += [(one.real, one.released) for one in trends.trends] if trends else []
    return Analyses(ratios, trends, routes, overlaps(intervals))


def analyse_frames(
    real: pl.DataFrame,
    released: pl.DataFrame,
    table: Table,
    missing: Mapping[str, frozenset[str]],
) -> Analyses:
    """As :func:`analyse`, of tables in memory.

    Args:
        real: The cases, as texts.
        released: The release, as texts, of the same columns.
        table: What the columns mean: it decides which analyses are made.
        missing: Column → texts that, like blank, say nothing about a person.
    """
    asked = CountAnalyses(table, missing)
    one, other = (HeldAnswers(frame).add_up(asked)[0] for frame in (real, released))
    return analyse(one, other, table)
