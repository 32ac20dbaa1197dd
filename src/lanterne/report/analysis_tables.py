"""The tables of the part for statisticians: texts, ready to be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from lanterne.evaluation import Evaluation, SizeMeasures
from lanterne.evaluation.analyses import OddsRatio, Routes, Trend, YearCount
from lanterne.evaluation.k_marginal import BEST
from lanterne.evaluation.overlap import Interval
from lanterne.evaluation.propensity import Propensity
from lanterne.messages.store import part
from lanterne.report.cells import Cells
from lanterne.report.drawing import Words
from lanterne.report.labels import Labels
from lanterne.report.parts import TableView
from lanterne.report.splits import SplitLabels
from lanterne.report.texts import analysis_texts, texts

MOST_WORST = 12
"""Columns, and pairs of columns, listed by the ratio of their pMSE."""


@dataclass(frozen=True)
class AnalysisTables:
    """Makes the tables in one language."""

    labels: Labels
    language: str

    @cached_property
    def words(self) -> Words:
        """Words of this part, and those that it shares with the rest of the page."""
        return {**texts(self.language), **analysis_texts(self.language)}

    @cached_property
    def cells(self) -> Cells:
        """Writes figures."""
        return Cells(self.language)

    def answers(self, length: int) -> str:
        """``two answers`` and so on, for the middle of a sentence."""
        return part("evaluation.answers", self.language).get(str(length), str(length))

    def sizes(self, sizes: Sequence[SizeMeasures]) -> TableView:
        """Combinations of one length by size."""
        cells, words = self.cells, self.words
        rows = [
            (
                cells.range(one.low, one.high),
                cells.number(one.preserved),
                cells.number(one.suppressed),
                cells.number(one.fabricated),
                cells.number(one.error) if one.real else "–",
                cells.signed(one.bias) if one.real else "–",
                cells.percent(one.relative_error) if one.real else "–",
            )
            for one in sizes
        ]
        keys = ("count_range", "sizes.kept", "missing", "invented", "off_by", "sizes.bias")
        caption = words["sizes.title"].format(answers=self.answers(sizes[0].length))
        return TableView(caption, self._head(*keys, "relative_error"), tuple(rows))

    def overall(self, evaluation: Evaluation) -> TableView:
        """One figure for the whole, by each measure."""
        head = self._head("measures.measure", "measures.value", "measures.best")
        return TableView(self.words["measures.overall"], head, tuple(self._overall(evaluation)))

    def worst(self, evaluation: Evaluation) -> Iterator[TableView]:
        """Columns and pairs of columns that tell released rows from cases best."""
        for kind, what, found in (
            ("columns", "measures.column", evaluation.comparison.singles),
            ("pairs", "pair", evaluation.comparison.pairs),
        ):
            if not found:
                continue
            worst = sorted(found, key=lambda one: -(one.propensity.ratio or 0.0))[:MOST_WORST]
            rows = [
                (
                    " × ".join(self.labels.column(name) for name in one.columns),
                    self.cells.number(one.propensity.parameters),
                    self._ratio(one.propensity),
                    self.cells.percent(one.distance),
                )
                for one in worst
            ]
            head = self._head(what, "measures.cells", "measures.ratio", "distance")
            yield TableView(self.words[f"measures.{kind}"], head, tuple(rows))

    def years(self, years: Sequence[YearCount], column: str) -> TableView:
        """People by year."""
        rows = [
            (
                self.labels.answer(column, one.year),
                self.cells.number(one.real),
                self.cells.number(one.released, 0),
                self.cells.signed(one.released - one.real, 0),
            )
            for one in years
        ]
        head = self._head("years.year", "cases", "release", "difference")
        return TableView(self.words["years.chart"], head, tuple(rows))

    def trends(self, trends: Sequence[Trend]) -> TableView:
        """Slopes, those that agree least first."""
        names = SplitLabels(self.labels, self.language)
        rows = [
            (
                names.outcome(one.outcome),
                self._points(one.real),
                self._points(one.released),
                self.cells.percent(one.overlap, 0),
            )
            for one in sorted(trends, key=lambda one: one.overlap)
        ]
        head = self._head("trends.outcome", "cases", "release", "overlap")
        return TableView(self.words["trends"], head, tuple(rows))

    def odds(self, ratios: Sequence[OddsRatio], caption: str) -> TableView:
        """Odds ratios with their intervals."""
        names = SplitLabels(self.labels, self.language)
        rows = [
            (
                f"{names.outcome(one.outcome)} · {names.group(one.exposure)}",
                self._interval(one.real_ratio),
                self._interval(one.released_ratio),
                self.cells.percent(one.overlap, 0),
                self.words[f"agreement.{one.agreement}"],
            )
            for one in ratios
        ]
        head = self._head("odds.ratio", "cases", "release", "overlap", "agreement")
        return TableView(caption, head, tuple(rows))

    def routes(self, routes: Routes) -> TableView:
        """The most frequent routes."""
        rows = [
            (
                self.route(routes, place),
                self.cells.number(one.real),
                self.cells.number(one.released, 0),
                "–" if one.rank is None else self.cells.number(one.rank),
            )
            for place, one in enumerate(routes.routes)
        ]
        head = self._head("routes.route", "cases", "release", "routes.rank")
        return TableView(self.words["routes.chart"], head, tuple(rows))

    def route(self, routes: Routes, place: int) -> str:
        """A route in words."""
        one, (origin, destination) = routes.routes[place], routes.columns
        ends = (self.labels.answer(origin, one.origin), one.destination)
        return f"{ends[0]} → {self.labels.answer(destination, ends[1])}"

    def _overall(self, evaluation: Evaluation) -> Iterator[tuple[str, str, str]]:
        cells, words = self.cells, self.words
        for one in evaluation.k_marginal:
            name = words["measures.k_marginal"].format(answers=self.answers(one.length))
            yield name, cells.number(one.score, 0), cells.number(BEST)
        found = evaluation.propensity
        if found is not None:
            yield words["measures.pmse"], cells.number(found.pmse, 5), cells.number(0)
            yield words["measures.pmse_ratio"], self._ratio(found), f"≤ {cells.number(1)}"
        if found is not None and evaluation.drawn is not None:
            yield words["measures.pmse_people"], cells.number(evaluation.drawn), "–"
        overlaps = evaluation.analyses.overlaps if evaluation.analyses is not None else None
        if overlaps is not None:
            best = cells.percent(1.0, 0)
            yield words["measures.overlap"], cells.percent(overlaps.mean, 0), best
            yield words["measures.overlap_least"], cells.percent(overlaps.least, 0), best
            yield words["measures.covered"], cells.percent(overlaps.covered, 0), best

    def _ratio(self, propensity: Propensity) -> str:
        return "–" if propensity.ratio is None else self.cells.number(propensity.ratio)

    def _points(self, interval: Interval) -> str:
        low, high = (self.cells.signed(x * 100, 2) for x in (interval.low, interval.high))
        return f"{self.cells.signed(interval.estimate * 100, 2)} [{low}; {high}]"

    def _interval(self, interval: Interval) -> str:
        low, high = (self.cells.number(x) for x in (interval.low, interval.high))
        return f"{self.cells.number(interval.estimate)} [{low}; {high}]"

    def _head(self, *keys: str) -> tuple[str, ...]:
        return tuple(self.words[key] for key in keys)
