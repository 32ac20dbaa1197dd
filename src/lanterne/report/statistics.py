"""The part for statisticians: by size of count, by measure, and by analysis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from lanterne.evaluation import Evaluation
from lanterne.evaluation.analyses import Agreement, Analyses, OddsRatio
from lanterne.report import analysis_pictures as pictures
from lanterne.report.analysis_tables import AnalysisTables
from lanterne.report.drawing import Words, draw
from lanterne.report.labels import Labels
from lanterne.report.parts import Figure, Panel, Section
from lanterne.report.splits import SplitLabels

MOST_DRAWN = 12
"""Odds ratios, and routes, that are drawn."""

HOW = ("sizes", "k_marginal", "pmse", "overlap", "odds", "trends", "lights")
"""What is explained at the end of the page beside the other figures."""

_TITLES = {
    "sizes": "sizes",
    "k_marginal": "measures.k_marginal",
    "pmse": "measures.pmse_ratio",
    "overlap": "overlap",
    "odds": "odds",
    "trends": "trends",
    "lights": "versus.lights",
}


@dataclass(frozen=True)
class Statistics:
    """The sections of this part in one language."""

    evaluation: Evaluation
    labels: Labels
    language: str

    @cached_property
    def _tables(self) -> AnalysisTables:
        return AnalysisTables(self.labels, self.language)

    @cached_property
    def _words(self) -> Words:
        return self._tables.words

    def by_size(self) -> Iterator[Section]:
        """Kept, missing and invented by size of count; nothing where nothing was counted."""
        lengths = sorted({one.length for one in self.evaluation.comparison.sizes if one.real})
        panels = tuple(self._size_panel(length) for length in lengths)
        if panels:
            figure = Figure(self._words["sizes.figure"], "", "", "", (), panels=panels)
            yield Section("sizes", self._words["sizes"], self._words["sizes.lead"], (figure,))

    def measures(self) -> Section:
        """Measures with their papers; pairs of columns, worst first."""
        sheets = (self._tables.overall(self.evaluation), *self._tables.worst(self.evaluation))
        words = self._words
        return Section("measures", words["measures"], words["measures.lead"], (), sheets=sheets)

    def analyses(self) -> Iterator[Section]:
        """What users would compute."""
        analyses = self.evaluation.analyses
        if analyses is None:
            return
        figures = tuple(self._analyses(analyses))
        lead = self._words["analyses.lead" if figures else "analyses.none"]
        yield Section("analyses", self._words["analyses"], lead, figures)

    def how(self) -> tuple[tuple[str, str], ...]:
        """What is measured → how."""
        words = self._words
        return tuple((words[_TITLES[k]].format(answers="k"), words[f"how.{k}"]) for k in HOW)

    def _size_panel(self, length: int) -> Panel:
        sizes = [one for one in self.evaluation.comparison.sizes if one.length == length]
        drawn = [one for one in sizes if one.real]
        words, answers = self._words, self._tables.answers(length)
        names = [self._tables.cells.range(one.low, one.high) for one in drawn]
        picture = pictures.kept_by_size(
            drawn, names, words["sizes.kept"], words["missing"], words["count_range"]
        )
        return Panel(
            words["sizes.title"].format(answers=answers),
            words["sizes.chart"].format(answers=answers),
            draw(picture, self.language),
            self._tables.sizes(sizes),
        )

    def _analyses(self, analyses: Analyses) -> Iterator[Figure]:
        words, tables = self._words, self._tables
        trends, routes = analyses.trends, analyses.routes
        if trends is not None and trends.years:
            names = [self.labels.answer(trends.column, one.year) for one in trends.years]
            picture = draw(pictures.years(trends.years, names, words), self.language)
            shown = tables.years(trends.years, trends.column)
            more = tables.trends(trends.trends) if trends.trends else None
            yield Figure(words["years"], "", words["years.chart"], picture, (shown,), more)
        if analyses.odds_ratios:
            yield self._odds(analyses.odds_ratios)
        if routes is not None and routes.routes:
            drawn = routes.routes[:MOST_DRAWN]
            lines = [tables.route(routes, place).split(" → ") for place in range(len(drawn))]
            names_of = [(origin, f"→ {destination}") for origin, destination in lines]
            picture = draw(pictures.routes(drawn, names_of, words), self.language)
            lead = words["routes.lead"].format(kept=routes.kept, top=routes.top)
            shown = tables.routes(routes)
            yield Figure(words["routes"], lead, words["routes.chart"], picture, (shown,))

    def _odds(self, ratios: Sequence[OddsRatio]) -> Figure:
        """Those that agree least as a picture and a table; all in a table that opens."""
        words, names = self._words, SplitLabels(self.labels, self.language)
        worst = sorted(ratios, key=_least_agreeing)
        drawn = worst[:MOST_DRAWN]
        lines = [(names.outcome(one.outcome), names.group(one.exposure)) for one in drawn]
        caption = words["odds.worst"].format(n=len(drawn))
        table = self._tables.odds(drawn, caption)
        every = self._tables.odds(worst, words["odds.all"].format(n=len(worst)))
        return Figure(
            title=words["odds"],
            lead=words["odds.lead"],
            label=words["odds.chart"],
            svg=draw(pictures.odds(drawn, lines, words), self.language),
            tables=(table,),
            more=every if len(worst) > len(drawn) else None,
        )


def _least_agreeing(one: OddsRatio) -> tuple[bool, bool, float]:
    same = one.agreement is Agreement.SAME
    return one.agreement is not Agreement.OPPOSITE, same, one.overlap
