"""The tables of the page: texts, ready to be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lanterne.evaluation import (
    AggregateMeasures,
    ColumnMeasures,
    CountBand,
    LengthMeasures,
    SetMeasures,
)
from lanterne.evaluation.coverage import ColumnHeld, Held, SizeHeld
from lanterne.evaluation.measures import COMMON
from lanterne.report.cells import Cells
from lanterne.report.labels import Labels
from lanterne.report.parts import TableView
from lanterne.report.texts import texts

MOST_ANSWERS = 15
"""Answers of a column that are drawn and listed one by one; the others are summed."""

MOST_ORDERED = 30
"""The same where answers have an order, as years do: a gap would mislead."""


_HELD = ("counts_published", "held_count", "held_estimate")
"""Headings of the share of intervals that hold."""


@dataclass(frozen=True)
class Answers:
    """The answers of one column as they are shown: the most frequent ones, and the others summed.

    Attributes:
        labels: What a person reads.
        real: People who give each.
        released: Released rows that give each.
        real_shares: The same as a share of all people.
        released_shares: The same as a share of all rows.
    """

    labels: tuple[str, ...]
    real: tuple[int, ...]
    released: tuple[int, ...]
    real_shares: tuple[float, ...]
    released_shares: tuple[float, ...]

    @property
    def shares(self) -> tuple[tuple[str, float, float], ...]:
        """Label, share of people and share of rows of each."""
        return tuple(zip(self.labels, self.real_shares, self.released_shares, strict=True))


class Tables:
    """Makes the tables in one language."""

    def __init__(self, language: str, labels: Labels) -> None:
        self._cells = Cells(language)
        self._labels = labels
        self._words = texts(language)

    def distances(self, lengths: Sequence[LengthMeasures]) -> TableView:
        """Distance of each length."""
        words = self._words
        keys = ("columns_together", "mean", "median", "largest", "sets")
        rows = [
            (
                str(one.length),
                self._cells.percent(one.distance_mean),
                self._cells.percent(one.distance_median),
                self._cells.percent(one.distance_max),
                f"{self._cells.number(one.sets)} {words['sets_possible']} "
                f"{self._cells.number(one.sets_possible)}",
            )
            for one in lengths
        ]
        return TableView(words["distance.chart"], self._head(*keys), tuple(rows))

    def combinations(self, lengths: Sequence[LengthMeasures]) -> TableView:
        """Missing and invented combinations of each length."""
        head = (
            *self._head("answers_together", "missing", "missing_people"),
            self._words["missing_common"].format(common=COMMON),
            *self._head("invented", "invented_rows"),
        )
        rows = [
            (
                str(one.length),
                self._cells.of(one.suppressed, one.suppressed_share),
                self._cells.percent(one.suppressed_mass),
                self._cells.of(one.common_suppressed, one.common_suppressed_share),
                self._cells.of(one.fabricated, one.fabricated_share),
                self._cells.percent(one.fabricated_mass),
            )
            for one in lengths
        ]
        return TableView(self._words["missing_invented.chart"], head, tuple(rows))

    def errors(self, lengths: Sequence[LengthMeasures]) -> TableView:
        """Error of counts of each length."""
        keys = ("answers_together", "mean_count", "count_error", "relative_error")
        rows = [
            (
                str(one.length),
                self._cells.number(one.mean_count),
                self._cells.number(one.count_error),
                self._cells.percent(one.relative_error),
            )
            for one in lengths
        ]
        return TableView(self._words["count_error"], self._head(*keys), tuple(rows))

    def aggregates(self, aggregates: Sequence[AggregateMeasures]) -> TableView:
        """Coverage and error of the published counts."""
        keys: tuple[str, ...] = ("answers_together", "counts_published", "held_count")
        keys += ("held_estimate", "off_count", "off_estimate", "off_rows")
        rows = [
            (
                str(one.length),
                self._cells.number(one.published),
                self._cells.percent(one.count_coverage, 1),
                self._cells.percent(one.estimate_coverage, 1),
                self._cells.number(one.count_error),
                self._cells.number(one.estimate_error),
                self._cells.number(one.synthetic_error),
            )
            for one in aggregates
        ]
        return TableView(self._words["published.chart"], self._head(*keys), tuple(rows))

    def held_by_size(self, sizes: Sequence[SizeHeld]) -> TableView:
        """How often published intervals hold, by the true number of people."""
        rows = [(self._cells.range(one.low, one.high), *self._held(one.held)) for one in sizes]
        head = self._head("count_range", *_HELD)
        return TableView(self._words["held.sizes"], head, tuple(rows))

    def held_by_column(self, columns: Sequence[ColumnHeld]) -> TableView:
        """How often published intervals hold, by column."""
        rows = [(self._labels.column(one.column), *self._held(one.held)) for one in columns]
        head = self._head("held.column", *_HELD)
        return TableView(self._words["held.columns"], head, tuple(rows))

    def _held(self, held: Held) -> tuple[str, str, str]:
        return (
            self._cells.number(held.checked),
            self._cells.percent(held.count, 1),
            self._cells.percent(held.estimate, 1),
        )

    def bands(self, bands: Sequence[CountBand]) -> TableView:
        """Combinations of two answers by size."""
        keys = ("count_range", "combinations", "missing", "off_by", "relative_error")
        rows = [
            (
                self._cells.range(one.low, one.high),
                self._cells.number(one.combinations),
                self._cells.of(one.suppressed, one.suppressed / one.combinations),
                self._cells.number(one.error),
                self._cells.percent(one.relative_error),
            )
            for one in bands
        ]
        return TableView(self._words["scatter"], self._head(*keys), tuple(rows))

    def pairs(self, pairs: Sequence[SetMeasures], most: int | None = None) -> TableView:
        """Pairs of columns, those that differ most first; all, or the first ``most``."""
        words = self._words
        worst = sorted(pairs, key=lambda one: -one.distance)[:most]
        caption = words["all_pairs" if most is None else "worst_pairs"]
        rows = [
            (
                " × ".join(self._labels.column(name) for name in one.columns),
                self._cells.percent(one.distance),
                self._cells.number(one.suppressed),
                self._cells.number(one.fabricated),
            )
            for one in worst
        ]
        head = self._head("pair", "distance", "missing", "invented")
        return TableView(caption.format(n=len(worst)), head, tuple(rows))

    def column(self, column: ColumnMeasures) -> tuple[Answers, TableView]:
        """The answers of one column and their table."""
        shown = self._answers(column)
        caption = self._words["columns.chart"].format(column=self._labels.column(column.name))
        return shown, self.answers(shown, self._words["answer"], caption)

    def answers(self, answers: Answers, what: str, caption: str) -> TableView:
        """Answers in the cases and in the release; ``what`` they are heads the first column."""
        rows = [
            (label, self._cells.number(real), self._cells.number(released), points)
            for label, real, released, points in zip(
                answers.labels,
                answers.real,
                answers.released,
                (self._cells.points(after - before) for _, before, after in answers.shares),
                strict=True,
            )
        ]
        head = (what, *self._head("cases", "release", "difference"))
        return TableView(caption, head, tuple(rows))

    def _answers(self, column: ColumnMeasures) -> Answers:
        """The most frequent answers, in the codebook's order where it has one; the others."""
        values = list(column.values)
        ordered = self._labels.ordered(column.name)
        most = MOST_ORDERED if ordered else MOST_ANSWERS
        shown = values if len(values) <= most + 1 else values[:most]
        others = values[len(shown) :]
        if ordered:
            shown = sorted(shown, key=lambda one: self._labels.place(column.name, one.value))
        labels = [self._labels.answer(column.name, one.value) for one in shown]
        groups = [[one] for one in shown]
        if others:
            labels.append(self._words["others"].format(n=self._cells.number(len(others))))
            groups.append(others)
        return Answers(
            tuple(labels),
            tuple(sum(one.real for one in group) for group in groups),
            tuple(sum(one.released for one in group) for group in groups),
            tuple(sum(one.real_share for one in group) for group in groups),
            tuple(sum(one.released_share for one in group) for group in groups),
        )

    def _head(self, *keys: str) -> tuple[str, ...]:
        return tuple(self._words[key] for key in keys)
