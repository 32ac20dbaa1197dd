"""The figures of the risk of one table: pictures with their tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from lanterne.report.cells import Cells
from lanterne.report.drawing import Spec, Words, draw
from lanterne.report.labels import Labels
from lanterne.report.parts import Figure, TableView
from lanterne.report.risk import pictures
from lanterne.report.risk.tables import RiskTables
from lanterne.report.texts import risk_texts
from lanterne.risk import ClassRisk, TableRisk

MOST_BARS = 12
"""Bars of a picture; the table that opens has more."""

MOST_VALUES = 60
"""Answers in the table that opens; all are in the file beside the page."""


@dataclass(frozen=True)
class RiskFigures:
    """The figures of one table in one language.

    Attributes:
        risk: Who stands out.
        language: BCP 47 tag.
    """

    risk: TableRisk
    language: str

    @cached_property
    def _words(self) -> Words:
        return risk_texts(self.language)

    @cached_property
    def labels(self) -> Labels:
        """What people read for columns and answers."""
        return Labels(self.risk.table.columns, self.language)

    @cached_property
    def _tables(self) -> RiskTables:
        return RiskTables(self.risk, self.labels, self.language)

    def lengths(self) -> Figure:
        """How many answers it takes."""
        spec = pictures.isolating_lengths(self.risk.lengths, self.risk.people, self._words)
        return self._figure("", "lengths", spec, (self._tables.lengths(),))

    def causes(self) -> Iterator[Figure]:
        """What leaving out columns does, then columns, answers and sets of columns."""
        if not self.risk.standing_out:
            return
        if self.risk.plan:
            yield self._plan()
        yield self._columns()
        yield self._values()
        yield self._sets()

    def _plan(self) -> Figure:
        steps = [(self._words["plan.none"], self.risk.standing_out)]
        for place, step in enumerate(self.risk.plan):
            words = self._words["plan.and" if place else "plan.without"]
            label = words.format(column=self.labels.column(step.column))
            steps.append((label, step.standing_out))
        spec = pictures.bars([(label, self._share(people)) for label, people in steps])
        return self._figure("plan", "plan", spec, (self._tables.plan(steps),))

    def _columns(self) -> Figure:
        every = self.risk.columns
        most = sorted(every, key=lambda one: -one.people)[:MOST_BARS]
        spec = pictures.bars(
            [(self.labels.column(one.column), self._share(one.people)) for one in most]
        )
        caption = self._words["columns.all"].format(n=len(every))
        more = self._tables.columns(every, caption) if len(every) > len(most) else None
        table = self._tables.columns(most, self._words["columns.chart"])
        return self._figure("columns", "columns", spec, (table,), more)

    def _values(self) -> Figure:
        every = self.risk.values
        most, listed = every[:MOST_BARS], every[:MOST_VALUES]
        spec = pictures.bars([(self._tables.answer(one), one.share) for one in most])
        caption = self._words["values.all"].format(n=len(listed))
        more = self._tables.values(listed, caption) if len(listed) > len(most) else None
        table = self._tables.values(most, self._words["values.chart"])
        return self._figure("values", "values", spec, (table,), more)

    def _sets(self) -> Figure:
        every = self.risk.sets
        most = every[:MOST_BARS]
        spec = pictures.bars(
            [(self._tables.columns_of(one), self._share(one.people)) for one in most]
        )
        caption = self._words["sets.all"].format(n=len(every))
        more = self._tables.sets(every, caption) if len(every) > len(most) else None
        table = self._tables.sets(most, self._words["sets.chart"])
        return self._figure("sets.title", "sets", spec, (table,), more)

    def classes(self) -> Iterator[Figure]:
        """Groups by all columns, and by the chosen ones."""
        if self.risk.chosen is not None:
            yield self._classes(self.risk.chosen, "chosen")
        yield self._classes(self.risk.whole, "whole")

    def _classes(self, classes: ClassRisk, kind: str) -> Figure:
        cells = Cells(self.language)
        shares = [
            (cells.range(band.low, band.high), self._share(band.people)) for band in classes.bands
        ]
        many = len(classes.diversity) > MOST_BARS
        tables = [self._tables.bands(classes), self._tables.matches(classes)]
        if classes.diversity:
            tables.append(self._tables.diversity(classes, MOST_BARS if many else None))
        title = self._words[f"classes.{kind}"].format(n=len(classes.columns))
        return Figure(
            title=title,
            lead=self._words["classes.k"].format(k=cells.number(classes.smallest)),
            label=f"{self._words['classes.chart']}: {title}",
            svg=draw(pictures.group_sizes(shares, self._words), self.language),
            tables=tuple(tables),
            more=self._tables.diversity(classes) if many else None,
        )

    def suda(self) -> Figure | None:
        """SUDA scores; ``None`` where nobody has one."""
        suda = self.risk.suda
        if not suda.people:
            return None
        most = suda.parts[:MOST_BARS]
        spec = pictures.bars([(self.labels.column(one.column), one.share) for one in most])
        tables = (
            self._tables.suda_summary(suda),
            self._tables.suda_lengths(suda),
            self._tables.suda_parts(most, self._words["suda.chart"]),
        )
        caption = self._words["columns.all"].format(n=len(suda.parts))
        many = len(suda.parts) > len(most)
        more = self._tables.suda_parts(suda.parts, caption) if many else None
        return Figure("", "", self._words["suda.chart"], draw(spec, self.language), tables, more)

    def household(self) -> Figure | None:
        """What living together adds; ``None`` where it is not recorded."""
        household = self.risk.household
        if household is None:
            return None
        labels = self._tables.risk_bands(household)
        spec = pictures.household_risk(self.risk, labels, self._words)
        table = self._tables.households(household)
        svg = draw(spec, self.language)
        return Figure("", "", self._words["household.chart"], svg, (table,))

    def _figure(
        self,
        title: str,
        kind: str,
        spec: Spec,
        tables: tuple[TableView, ...],
        more: TableView | None = None,
    ) -> Figure:
        """A figure with its own heading and explanation, or, without a title, the section's."""
        return Figure(
            title=self._words[title] if title else "",
            lead=self._words[f"{kind}.lead"] if title else "",
            label=self._words[f"{kind}.chart"],
            svg=draw(spec, self.language),
            tables=tables,
            more=more,
        )

    def _share(self, people: int) -> float:
        return people / self.risk.people
