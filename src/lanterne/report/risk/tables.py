"""The tables of risk: texts, ready to be read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lanterne.report.cells import Cells
from lanterne.report.labels import Labels
from lanterne.report.parts import TableView
from lanterne.report.texts import risk_texts
from lanterne.risk import ClassRisk, ColumnRisk, HouseholdRisk, SetRisk, TableRisk, ValueRisk
from lanterne.risk.suda import ColumnPart, SudaFigures


class RiskTables:
    """Makes the tables of one table of people in one language."""

    def __init__(self, risk: TableRisk, labels: Labels, language: str) -> None:
        self._risk, self._labels = risk, labels
        self._cells = Cells(language)
        self._words = risk_texts(language)

    def lengths(self) -> TableView:
        """People by the number of answers that isolates them."""
        rows = [
            (
                str(one.length),
                self._people(one.unique),
                self._people(one.rare),
                self._people(one.standing_out),
                self._words["sets_of"].format(
                    sets=self._cells.number(one.sets),
                    possible=self._cells.number(one.sets_possible),
                ),
            )
            for one in self._risk.lengths
        ]
        head = self._head("answers_together", "alone", "rare", "out_so_far", "sets")
        return TableView(self._words["lengths.chart"], head, tuple(rows))

    def columns(self, columns: Sequence[ColumnRisk], caption: str) -> TableView:
        """Each column's part."""
        rows = [
            (
                self._labels.column(one.column),
                self._people(one.people),
                self._people(one.without),
            )
            for one in columns
        ]
        return TableView(caption, self._head("column", "people", "without"), tuple(rows))

    def plan(self, steps: Sequence[tuple[str, int]]) -> TableView:
        """What leaving out columns does."""
        rows = [(label, self._people(people)) for label, people in steps]
        head = self._head("column", "still_out")
        return TableView(self._words["plan.chart"], head, tuple(rows))

    def values(self, values: Sequence[ValueRisk], caption: str) -> TableView:
        """Each answer's part."""
        rows = [
            (
                self.answer(one),
                self._cells.number(one.holders),
                self._cells.number(one.people),
                self._cells.percent(one.share, 1),
            )
            for one in values
        ]
        head = self._head("answer", "give_it", "by_it", "share")
        return TableView(caption, head, tuple(rows))

    def answer(self, value: ValueRisk) -> str:
        """A column and its answer, for people."""
        answer = self._labels.answer(value.column, value.value)
        return self._words["answer.of"].format(
            column=self._labels.column(value.column), answer=answer
        )

    def sets(self, sets: Sequence[SetRisk], caption: str) -> TableView:
        """Sets of columns."""
        rows = [(self.columns_of(one), self._people(one.people)) for one in sets]
        return TableView(caption, self._head("set", "people"), tuple(rows))

    def columns_of(self, one: SetRisk) -> str:
        """The columns of a set, for people."""
        return " × ".join(self._labels.column(name) for name in one.columns)

    def bands(self, classes: ClassRisk) -> TableView:
        """Groups by size."""
        rows = [
            (
                self._cells.range(band.low, band.high),
                self._cells.number(band.classes),
                self._people(band.people),
            )
            for band in classes.bands
        ]
        head = self._head("group_size", "groups", "people")
        return TableView(self._words["classes.chart"], head, tuple(rows))

    def diversity(self, classes: ClassRisk, most: int | None = None) -> TableView:
        """ℓ of each column."""
        worst = sorted(classes.diversity, key=lambda one: -one.revealed)[:most]
        rows = [
            (
                self._labels.column(one.column),
                self._cells.number(one.diversity),
                self._people(one.revealed),
            )
            for one in worst
        ]
        caption = self._words["diversity" if most else "diversity.all"].format(n=len(rows))
        return TableView(caption, self._head("column", "diversity.l", "revealed"), tuple(rows))

    def matches(self, classes: ClassRisk) -> TableView:
        """How likely a match is right."""
        rows = [
            (self._cells.percent(one.fraction, 0), self._cells.percent(one.right, 0))
            for one in classes.matches
        ]
        return TableView(self._words["matches"], self._head("fraction", "right"), tuple(rows))

    def suda_lengths(self, suda: SudaFigures) -> TableView:
        """Minimal uniques by number of answers."""
        rows = [
            (
                str(one.length),
                self._cells.number(one.score),
                self._cells.number(one.uniques),
                self._people(one.people),
            )
            for one in suda.lengths
        ]
        head = self._head("answers_together", "suda.score", "suda.uniques", "people")
        return TableView(self._words["suda.lengths"], head, tuple(rows))

    def suda_summary(self, suda: SudaFigures) -> TableView:
        """The scores of those who have one."""
        figures = (
            ("median", self._cells.number(suda.median, 0)),
            ("ninety_ninth", self._cells.number(suda.ninety_ninth, 0)),
            ("highest", self._cells.number(suda.highest, 0)),
            ("concentration", self._cells.percent(suda.concentration, 0)),
        )
        rows = tuple((self._words[f"suda.{name}"], figure) for name, figure in figures)
        caption = self._words["suda.summary"].format(n=self._cells.number(suda.people))
        return TableView(caption, self._head("suda.measure", "suda.value"), rows)

    def suda_parts(self, parts: Iterable[ColumnPart], caption: str) -> TableView:
        """Each column's part in the scores."""
        rows = [
            (self._labels.column(one.column), self._cells.percent(one.share, 1)) for one in parts
        ]
        return TableView(caption, self._head("column", "suda.part"), tuple(rows))

    def households(self, household: HouseholdRisk) -> TableView:
        """People by risk, alone and with their household."""
        rows = [
            (label, self._people(band.own), self._people(band.by_household))
            for label, band in zip(self.risk_bands(household), household.bands, strict=True)
        ]
        own, joint = (
            self._cells.percent(mean, 1) for mean in (household.own, household.by_household)
        )
        rows.append((self._words["risk.mean"], own, joint))
        head = self._head("risk", "household.own", "household.joint")
        return TableView(self._words["household.chart"], head, tuple(rows))

    def risk_bands(self, household: HouseholdRisk) -> tuple[str, ...]:
        """The bands of risk."""
        return tuple(
            self._words["risk.band"].format(
                low=self._cells.percent(band.low, 0), high=self._cells.percent(band.high, 0)
            )
            for band in household.bands
        )

    def _people(self, people: int) -> str:
        return self._cells.of(people, people / self._risk.people)

    def _head(self, *keys: str) -> tuple[str, ...]:
        return tuple(self._words[key] for key in keys)
