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
from lanterne.evaluation.measures import COMMON
from lanterne.evaluation.wording import number, percent, spoken
from lanterne.report.labels import Labels
from lanterne.report.texts import texts

MOST_ANSWERS = 15
"""Answers of a column that are drawn and listed one by one; the others are summed."""

MOST_ORDERED = 30
"""The same where answers have an order, as years do: a gap would mislead."""

_NOTHING = "–"


@dataclass(frozen=True)
class TableView:
    """A table. The first cell of each row names the row; the others are figures.

    Attributes:
        caption: What the table shows.
        head: Heading of each column.
        rows: The cells.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


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


class Tables:
    """Makes the tables in one language."""

    def __init__(self, language: str, labels: Labels) -> None:
        self._language = language
        self._labels = labels
        self._words = texts(language)

    def distances(self, lengths: Sequence[LengthMeasures]) -> TableView:
        """Distance of each length."""
        words = self._words
        keys = ("columns_together", "mean", "median", "largest", "sets")
        rows = [
            (
                str(one.length),
                self._percent(one.distance_mean),
                self._percent(one.distance_median),
                self._percent(one.distance_max),
                f"{self._number(one.sets)} {words['sets_possible']} "
                f"{self._number(one.sets_possible)}",
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
                self._of(one.suppressed, one.suppressed_share),
                self._percent(one.suppressed_mass),
                self._of(one.common_suppressed, one.common_suppressed_share),
                self._of(one.fabricated, one.fabricated_share),
                self._percent(one.fabricated_mass),
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
                self._number(one.mean_count),
                self._number(one.count_error),
                self._percent(one.relative_error),
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
                f"{one.length}, {self._words['method.' + one.method]}",
                self._number(one.published),
                self._maybe(one.count_coverage, share=True),
                self._maybe(one.estimate_coverage, share=True),
                self._maybe(one.count_error),
                self._maybe(one.estimate_error),
                self._maybe(one.synthetic_error),
            )
            for one in aggregates
        ]
        return TableView(self._words["published.chart"], self._head(*keys), tuple(rows))

    def bands(self, bands: Sequence[CountBand]) -> TableView:
        """Combinations of two answers by size."""
        keys = ("count_range", "combinations", "missing", "off_by", "relative_error")
        rows = [
            (
                f"{self._number(one.low)}–{self._number(one.high)}"
                if one.high
                else f"≥ {self._number(one.low)}",
                self._number(one.combinations),
                self._of(one.suppressed, one.suppressed / one.combinations),
                self._number(one.error),
                self._percent(one.relative_error),
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
                self._percent(one.distance),
                self._number(one.suppressed),
                self._number(one.fabricated),
            )
            for one in worst
        ]
        head = self._head("pair", "distance", "missing", "invented")
        return TableView(caption.format(n=len(worst)), head, tuple(rows))

    def column(self, column: ColumnMeasures) -> tuple[Answers, TableView]:
        """The answers of one column and their table."""
        answers = self._answers(column)
        rows = [
            (label, self._number(real), self._number(released), self._points(after - before))
            for label, real, released, before, after in zip(
                answers.labels,
                answers.real,
                answers.released,
                answers.real_shares,
                answers.released_shares,
                strict=True,
            )
        ]
        caption = self._words["columns.chart"].format(column=self._labels.column(column.name))
        head = self._head("answer", "cases", "release", "difference")
        return answers, TableView(caption, head, tuple(rows))

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
            labels.append(self._words["others"].format(n=self._number(len(others))))
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

    def _number(self, value: float) -> str:
        return number(value, self._language)

    def _percent(self, share: float) -> str:
        return percent(share, self._language)

    def _maybe(self, value: float | None, share: bool = False) -> str:
        if value is None:
            return _NOTHING
        return percent(value, self._language, 1) if share else self._number(value)

    def _of(self, n: int, share: float) -> str:
        """A number and the share that it is."""
        return f"{self._number(n)} ({self._percent(share)})" if n else self._number(0)

    def _points(self, difference: float) -> str:
        """A difference of shares in percentage points, with its sign."""
        text = number(abs(difference) * 100, self._language, 2)
        zero = number(0, self._language, 2)
        sign = "" if text == zero else "+" if difference > 0 else "−"
        space = "\u00a0" if spoken(self._language) == "fr" else " "
        return f"{sign}{text}{space}{self._words['points']}"
