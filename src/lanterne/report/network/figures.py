"""The figures of linked tables: what the release says of the links, beside the cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from lanterne.evaluation.network import (
    LINKS,
    PERPETRATORS,
    VICTIMS,
    CrossMeasures,
    NetworkComparison,
    Relations,
)
from lanterne.report import pictures
from lanterne.report.cells import Cells
from lanterne.report.drawing import Words, draw
from lanterne.report.figures import MOST_PAIRS
from lanterne.report.labels import Labels
from lanterne.report.network import tables
from lanterne.report.network.pictures import dots, split_discs
from lanterne.report.network.relations import Matrix, matrices
from lanterne.report.network.tables import Row
from lanterne.report.parts import Figure, Panel, TableView
from lanterne.report.tables import Tables
from lanterne.report.texts import network_texts

LIKENESS = ("cases", "release", "apart")
"""Sources that can tell how alike people are who share a link."""


@dataclass(frozen=True)
class NetworkPictures:
    """The figures of linked tables in one language.

    Attributes:
        comparison: The released tables against the cases.
        labels: What people read for columns and answers of all tables.
        language: BCP 47 tag.
    """

    comparison: NetworkComparison
    labels: Labels
    language: str

    @cached_property
    def _words(self) -> Words:
        return network_texts(self.language)

    @cached_property
    def _cells(self) -> Cells:
        return Cells(self.language)

    @cached_property
    def _tables(self) -> Tables:
        return Tables(self.language, self.labels)

    def relations(self) -> Iterator[Figure]:
        """Who is linked to whom: a figure for each question about the links."""
        for one in self.comparison.relations:
            shown = matrices(one, self.labels, self._words["relations.folded"])
            if shown:
                yield self._relation(one, shown)

    def _relation(self, relations: Relations, shown: Sequence[Matrix]) -> Figure:
        words = self._words
        largest = max(matrix.largest for matrix in shown)
        lead = words["relations.lead"].format(
            victim=self.labels.column(relations.victim_column),
            perpetrator=self.labels.column(relations.perpetrator_column),
            links=self._cells.number(largest),
        )
        panels = (
            Panel(
                title=matrix.answer,
                label=words["relations.chart"].format(answer=matrix.answer),
                svg=draw(split_discs(matrix, largest), self.language),
                table=tables.matrix_table(matrix, self._cells, words),
            )
            for matrix in shown
        )
        return Figure(
            self.labels.column(relations.link_column), lead, "", "", (), panels=tuple(panels)
        )

    def rings(self) -> Iterator[Figure]:
        """How large rings are, and how many links people have."""
        release, words, cells = self.comparison.release, self._words, self._cells
        if release.components is not None:
            components = release.components
            shares = [
                (cells.range(one.low, one.high), one.share_real, one.share_released)
                for one in components.bands
            ]
            both = (
                tables.ring_table(components, cells, words),
                tables.all_rings_table(components, cells, words),
            )
            yield self._bars("ring_sizes", shares, both)
        for degrees in release.degrees:
            kind = f"degree.{degrees.of}"
            bands = tables.degree_bands(degrees, cells)
            by_number = self._tables.answers(bands, words["number"], words[f"{kind}.chart"])
            whole = tables.degree_table(degrees, cells, words)
            yield self._bars(kind, bands.shares, (by_number, whole))

    def _bars(
        self,
        kind: str,
        shares: Sequence[tuple[str, float, float]],
        shown: tuple[TableView, ...],
    ) -> Figure:
        words = self._words
        svg = draw(pictures.column_shares(shares, words), self.language)
        return Figure(words[kind], words[f"{kind}.lead"], words[f"{kind}.chart"], svg, shown)

    def likeness(self) -> Iterator[Figure]:
        """How alike two people are who are linked to the same third."""
        for of in (PERPETRATORS, VICTIMS):
            rows = self._alike(of)
            if rows:
                yield self._dots(f"alike.{of}", rows, LIKENESS, self._words["column"], 1.0)

    def _alike(self, of: str) -> list[Row]:
        apart = self.comparison.apart
        rows: list[Row] = []
        for one in self.comparison.release.likeness:
            if one.of != of or one.same_real is None:
                continue
            random = apart.alike(of, one.column) if apart else None
            shares = {
                "cases": one.same_real,
                "release": one.same_released,
                "apart": random.same_released if random else None,
            }
            rows.append((self.labels.column(one.column), shares))
        return rows

    def cross(self) -> Iterator[Figure]:
        """Answers across tables: the release, each baseline, and the pairs of columns."""
        for baseline, rows in (("apart", self._beside_apart()), ("condensed", self._condensed())):
            if rows:
                sources = ("release", baseline)
                yield self._dots(f"cross_{baseline}", rows, sources, self._words["tables"])
        yield from self._heat()

    def _beside_apart(self) -> list[Row]:
        """Mean distance of each set of tables, and the same linked at random."""
        apart = self.comparison.apart
        rows: list[Row] = []
        for one in self.comparison.release.cross:
            random = apart.across(*one.tables) if apart else None
            shares = {
                "release": one.pooled.distance_mean,
                "apart": random.pooled.distance_mean if random else None,
            }
            rows.append((self._tables_named(one), shares))
        return rows

    def _condensed(self) -> list[Row]:
        """Mean distance of each set of tables over the columns that a condensed file has."""
        condensed = self.comparison.condensed
        rows: list[Row] = []
        for one in condensed.cross if condensed else ():
            whole = self.comparison.release.across(*one.tables)
            alike = whole.within(one.columns) if whole else None
            if alike is not None:
                shares = {
                    "release": alike.pooled.distance_mean,
                    "condensed": one.pooled.distance_mean,
                }
                rows.append((self._tables_named(one), shares))
        return rows

    def _dots(
        self,
        kind: str,
        rows: Sequence[Row],
        sources: Sequence[str],
        what: str,
        greatest: float | None = None,
    ) -> Figure:
        words = self._words
        told = {s for _, shares in rows for s, share in shares.items() if share is not None}
        names = {source: words[f"source.{source}"] for source in sources if source in told}
        table = tables.source_table(rows, names, words[f"{kind}.chart"], what, self._cells)
        return Figure(
            title=words[kind],
            lead=words[f"{kind}.lead"],
            label=words[f"{kind}.chart"],
            svg=draw(dots(rows, names, greatest), self.language),
            tables=(table,),
        )

    def _heat(self) -> Iterator[Figure]:
        """Pairs of a victims' column and a column of perpetrators or links."""
        across, down, pairs = [], [], []
        for other in (PERPETRATORS, LINKS):
            found = self.comparison.release.across(VICTIMS, other)
            for one in found.sets if found else ():
                pairs.append(one)
                across.append(one.columns[0])
                down.append(one.columns[1])
        if pairs:
            words, names = self._words, self.labels.unique()
            spec = pictures.heat(
                pairs, list(dict.fromkeys(across)), list(dict.fromkeys(down)), names, words
            )
            yield Figure(
                title=words["cross_heat"],
                lead=words["cross_heat.lead"],
                label=words["cross_heat.chart"],
                svg=draw(spec, self.language),
                tables=(self._tables.pairs(pairs, MOST_PAIRS),),
                more=self._tables.pairs(pairs) if len(pairs) > MOST_PAIRS else None,
                wide=True,
            )

    def _tables_named(self, one: CrossMeasures) -> str:
        return " × ".join(self._words[f"tables.{table}"] for table in one.tables)
