"""The figures of one table: a released table beside its cases, as pictures with tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from lanterne.evaluation import AggregateMeasures, Comparison
from lanterne.evaluation.aggregates import NOMINAL
from lanterne.evaluation.coverage import Coverage
from lanterne.messages.numbers import number, percent, power
from lanterne.report import pictures
from lanterne.report.drawing import Spec, Words, draw
from lanterne.report.labels import Labels
from lanterne.report.parts import Card, Figure, TableView
from lanterne.report.tables import Tables
from lanterne.report.texts import texts

MOST_PAIRS = 12
"""Pairs of columns listed beside the picture; all of them are in a table that opens."""


@dataclass(frozen=True)
class TableFigures:
    """The figures of a table in one language.

    Attributes:
        comparison: The released rows against the cases.
        labels: What people read for columns and answers.
        language: BCP 47 tag.
    """

    comparison: Comparison
    labels: Labels
    language: str

    @cached_property
    def _words(self) -> Words:
        return texts(self.language)

    @cached_property
    def _tables(self) -> Tables:
        return Tables(self.language, self.labels)

    def lengths(self) -> Iterator[Figure]:
        """Distance, and combinations missing and invented, by number of columns."""
        lengths, tables = self.comparison.lengths, self._tables
        spec = pictures.distance_by_length(lengths, self._words)
        yield self._figure("distance", spec, (tables.distances(lengths),))
        spec = pictures.missing_and_invented(lengths, self._words)
        both = (tables.combinations(lengths), tables.errors(lengths))
        yield self._figure("missing_invented", spec, both)

    def two(self) -> Iterator[Figure]:
        """Combinations of two answers, and pairs of columns."""
        comparison, words = self.comparison, self._words
        if comparison.counts:
            spec = pictures.counts_scatter(comparison.counts, words)
            yield self._figure("scatter", spec, (self._tables.bands(comparison.bands),))
        if comparison.pairs:
            names = [column.name for column in comparison.columns]
            spec = pictures.pair_distances(comparison.pairs, names, self.labels.unique(), words)
            many = len(comparison.pairs) > MOST_PAIRS
            yield Figure(
                title=words["heat"],
                lead=words["heat.lead"],
                label=words["heat.chart"],
                svg=draw(spec, self.language),
                tables=(self._tables.pairs(comparison.pairs, MOST_PAIRS),),
                more=self._tables.pairs(comparison.pairs) if many else None,
                wide=True,
            )

    def columns(self) -> Iterator[Figure]:
        """Each column with its answers."""
        for column in self.comparison.columns:
            answers, table = self._tables.column(column)
            yield Figure(
                title=self.labels.column(column.name),
                lead=f"{self._words['distance']} {percent(column.distance, self.language)}",
                label=table.caption,
                svg=draw(pictures.column_shares(answers.shares, self._words), self.language),
                tables=(table,),
            )

    def _figure(self, kind: str, spec: Spec, tables: tuple[TableView, ...]) -> Figure:
        return Figure(
            title=self._words[kind],
            lead=self._words[f"{kind}.lead"],
            label=self._words[f"{kind}.chart"],
            svg=draw(spec, self.language),
            tables=tables,
        )


def published_figure(
    aggregates: Sequence[AggregateMeasures],
    coverage: Coverage,
    labels: Labels,
    language: str,
    title: str = "",
    lead: str = "",
) -> Figure:
    """The published counts, and how many of their intervals hold the true count.

    By number of answers and by true count; by column in a table that opens.
    """
    words, tables = texts(language), Tables(language, labels)
    svg = draw(pictures.interval_coverage(aggregates, words), language)
    shown = [tables.aggregates(aggregates)]
    shown += [tables.held_by_size(coverage.sizes)] if coverage.sizes else []
    columns = tables.held_by_column(coverage.columns) if coverage.columns else None
    return Figure(title, lead, words["published.chart"], svg, tuple(shown), columns)


def card(words: Words, kind: str, figure: str, **note: str) -> Card:
    """A key figure: its words are ``card.<kind>`` and ``card.<kind>.note``."""
    return Card(words[f"card.{kind}"], figure, words[f"card.{kind}.note"].format(**note))


def intervals_card(held: float, language: str) -> Card:
    """The share of published intervals that hold the true count."""
    nominal = percent(NOMINAL, language, 0)
    return card(texts(language), "intervals", percent(held, language, 1), nominal=nominal)


def promise(epsilon: float, delta: float, language: str) -> str:
    """ε and δ, in words."""
    words = texts(language)
    return words["privacy"].format(epsilon=number(epsilon, language), delta=power(delta, language))
