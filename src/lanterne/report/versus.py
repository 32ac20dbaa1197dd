"""The report on several releases of the same cases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lanterne.evaluation import Evaluation, Level, Versus
from lanterne.evaluation.analyses import Agreement
from lanterne.evaluation.measures import COMMON, LengthMeasures
from lanterne.evaluation.summary import looks_in_words
from lanterne.messages.store import part
from lanterne.report.analysis_pictures import distances_side_by_side
from lanterne.report.analysis_tables import AnalysisTables
from lanterne.report.drawing import draw
from lanterne.report.labels import Labels
from lanterne.report.one_table import how_to_read
from lanterne.report.parts import Figure, LightView, Note, Page, Section, TableView, Verdict
from lanterne.report.statistics import Statistics
from lanterne.report.technique import technique_name
from lanterne.report.verdict import lights


def versus_page(versus: Versus, language: str) -> Page:
    """The parts of the report in one language."""
    first = versus.evaluations[0]
    labels = Labels(versus.codebook.table.columns, language)
    tables = AnalysisTables(labels, language)
    beside = SideBySide(versus, tables, language)
    words = tables.words
    return Page(
        codebook=versus.codebook,
        facts=(),
        cards=(),
        findings=(),
        sections=(beside.section(),),
        how=(*how_to_read(language), *Statistics(first, labels, language).how()),
        verdict=Verdict(
            title=words["versus.lights"],
            lights=tuple(beside.lights()),
            why=words["verdict.why"],
            notes=(Note("looks", words["versus.choice"], tuple(beside.choice())),),
        ),
        title=words["versus"],
        subtitle=words["versus.subtitle"],
    )


@dataclass(frozen=True)
class SideBySide:
    """The figures of several releases in one language."""

    versus: Versus
    tables: AnalysisTables
    language: str

    def lights(self) -> Iterator[LightView]:
        """Utility and risk of each release, with the reasons that are not good."""
        for name, one in zip(self.versus.names, self.versus.evaluations, strict=True):
            for light in lights(one, self.language):
                reasons = tuple(why for why in light.reasons if why[0] != Level.GOOD)
                yield replace(light, title=f"{name} · {light.title}", reasons=reasons)

    def choice(self) -> Iterator[str]:
        """What it means to choose one of them."""
        words, plain = self.tables.words, part("evaluation.plain", self.language)
        uncovered, counted, _ = looks_in_words(self.versus.looks, self.language)
        yield uncovered
        yield counted
        yield plain["looks.chosen.how"]
        said = plain["looks.chosen"].format(n=len(self.versus.evaluations))
        yield f"{words['versus.sentence']} {said}"

    def section(self) -> Section:
        """All figures beside each other."""
        words = self.tables.words
        figures, sheets = (self._distances(),), (self._figures(),)
        title, lead = words["versus.numbers"], words["versus.lead"]
        return Section("versus", title, lead, figures, sheets=sheets)

    def _distances(self) -> Figure:
        words, names = self.tables.words, self.versus.names
        found = [
            (name, length.length, length.distance_mean)
            for name, one in zip(names, self.versus.evaluations, strict=True)
            for length in one.comparison.lengths
        ]
        lengths = sorted({length for _, length, _ in found})
        shares = {(name, length): share for name, length, share in found}
        rows = tuple(
            (
                str(length),
                *(self.tables.cells.percent(shares.get((name, length))) for name in names),
            )
            for length in lengths
        )
        picture = distances_side_by_side(found, names, words["columns_together"])
        table = TableView(words["versus.chart"], (words["columns_together"], *names), rows)
        svg = draw(picture, self.language)
        return Figure(
            words["distance"], words["versus.distance.lead"], words["versus.chart"], svg, (table,)
        )

    def _figures(self) -> TableView:
        """One column for each release; each has the same rows."""
        words = self.tables.words
        columns = [list(self._column(one)) for one in self.versus.evaluations]
        rows = tuple((row[0][0], *(cell for _, cell in row)) for row in zip(*columns, strict=True))
        head = (words["versus.figure"], *self.versus.names)
        return TableView(words["versus.numbers"], head, rows)

    def _column(self, one: Evaluation) -> Iterator[tuple[str, str]]:
        """What each row is called, and its figure for one release."""
        words, cells = self.tables.words, self.tables.cells
        yield words["versus.technique"], technique_name(one.promised, self.language)
        yield words["verdict.utility"], words[f"level.utility.{one.utility.level}"]
        yield words["verdict.risk"], words[f"level.risk.{one.risk.level}"]
        yield words["versus.rows"], cells.percent(one.comparison.rows_ratio, 1)
        for length in (2, 3):
            yield from self._of_length(one.comparison.length(length), length)
        yield words["versus.intervals"], cells.percent(one.intervals_held, 1)
        yield from self._measures(one)
        yield from self._analyses(one)

    def _of_length(self, measured: LengthMeasures | None, length: int) -> Iterator[tuple[str, str]]:
        cells, answers = self.tables.cells, self.tables.answers(length)
        figures = {"distance": "–", "error": "–", "missing": "–", "common": "–", "invented": "–"}
        if measured is not None:
            figures = {
                "distance": cells.percent(measured.distance_mean),
                "error": cells.number(measured.count_error_all),
                "missing": cells.percent(measured.suppressed_share),
                "common": cells.percent(measured.common_suppressed_share),
                "invented": cells.percent(measured.fabricated_share),
            }
        for name, figure in figures.items():
            yield self.tables.words[f"versus.{name}"].format(answers=answers, common=COMMON), figure

    def _measures(self, one: Evaluation) -> Iterator[tuple[str, str]]:
        words, cells = self.tables.words, self.tables.cells
        scores = {score.length: score.score for score in one.k_marginal}
        for length in (2, 3):
            title = words["measures.k_marginal"].format(answers=self.tables.answers(length))
            yield title, cells.number(scores[length], 0) if length in scores else "–"
        ratio = one.propensity.ratio if one.propensity is not None else None
        yield words["measures.pmse_ratio"], "–" if ratio is None else cells.number(ratio)

    def _analyses(self, one: Evaluation) -> Iterator[tuple[str, str]]:
        words, found = self.tables.words, one.analyses
        figures = {"measures.overlap": "–", "versus.odds": "–"}
        figures |= {"versus.trends": "–", "versus.routes": "–"}
        if found is not None and found.overlaps is not None:
            figures["measures.overlap"] = self.tables.cells.percent(found.overlaps.mean, 0)
        if found is not None and found.odds_ratios:
            same = found.agreeing(Agreement.SAME)
            figures["versus.odds"] = f"{same}/{len(found.odds_ratios)}"
        if found is not None and found.trends is not None and found.trends.trends:
            figures["versus.trends"] = f"{found.trends.same}/{len(found.trends.trends)}"
        if found is not None and found.routes is not None:
            figures["versus.routes"] = f"{found.routes.kept}/{found.routes.top}"
        for key, figure in figures.items():
            yield words[key], figure
