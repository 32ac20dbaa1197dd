"""The risk of one table of people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import polars as pl

from lanterne.codebook.model import Table
from lanterne.risk.classes import ClassRisk, HouseholdRisk, assess_classes, assess_households
from lanterne.risk.people import CodedPeople
from lanterne.risk.search import Isolation, Progress, find_rare
from lanterne.risk.suda import SudaFigures, suda_figures

MOST_SETS = 100
"""Sets of columns that are told, those that isolate most people first."""

STEPS = 3
"""Columns that are left out, one after another, to show what that would do."""

AGAIN = 4 * 10**9
"""Most visits of a search that is made again for each further column left out."""


@dataclass(frozen=True)
class LengthRisk:
    """People by the shortest combination that isolates them.

    Everybody is counted once: who is unique at any length is not counted as rare.

    Attributes:
        length: Columns in the combination.
        sets: Sets of so many columns that were examined.
        sets_possible: Sets that there are; where fewer were examined, figures are lower bounds.
        unique: People whose shortest unique combination has this length.
        rare: People without a unique one whose shortest rare combination has this length.
        standing_out: People with a unique or rare combination of this length or shorter.
    """

    length: int
    sets: int
    sets_possible: int
    unique: int
    rare: int
    standing_out: int


@dataclass(frozen=True)
class ColumnRisk:
    """A column's part.

    Attributes:
        column: Name of the column.
        people: People with a minimal rare combination that holds an answer of the column: without
            that answer the combination would not be rare.
        without: People who would still stand out if the column were left out.
    """

    column: str
    people: int
    without: int


@dataclass(frozen=True)
class PlanStep:
    """One more column left out: the one without which fewest people stand out.

    Attributes:
        column: Name of the column.
        standing_out: People who still stand out without it and all before it.
        length: Columns in the combinations that were looked for.
    """

    column: str
    standing_out: int
    length: int


@dataclass(frozen=True)
class ValueRisk:
    """An answer's part.

    Attributes:
        column: Name of the column.
        value: The answer, as in the file.
        holders: People who give it.
        people: Those of them with a minimal rare combination that holds it.
    """

    column: str
    value: str
    holders: int
    people: int

    @property
    def share(self) -> float:
        """Share of those who give the answer."""
        return self.people / self.holders


@dataclass(frozen=True)
class SetRisk:
    """People with a minimal rare combination in a set of columns."""

    columns: tuple[str, ...]
    people: int


@dataclass(frozen=True)
class TableRisk:
    """Who stands out in a table of people. Sensitive.

    Attributes:
        name: Name of the table, or of the view of linked tables.
        table: What the columns mean.
        people: Number of people.
        threshold: k: a combination of fewer people is rare.
        length_asked: Most columns in a combination, as asked for.
        examined: Columns in which combinations were looked for.
        lengths: People by the shortest combination that isolates them.
        columns: The columns, those that isolate most people first.
        plan: What leaving out columns would do, one after another.
        values: All answers with a part in it, first those that isolate most people beyond what an
            average answer with as many holders does.
        sets: Sets of columns, those that isolate most people first; the first hundred.
        suda: SUDA scores.
        whole: Classes over all columns of the table.
        chosen: Classes over the chosen columns; ``None`` where none were chosen.
        household: What living together adds; ``None`` where it is not recorded.
    """

    name: str
    table: Table = field(repr=False)
    people: int
    threshold: int
    length_asked: int
    examined: tuple[str, ...]
    lengths: tuple[LengthRisk, ...]
    columns: tuple[ColumnRisk, ...]
    plan: tuple[PlanStep, ...]
    values: tuple[ValueRisk, ...]
    sets: tuple[SetRisk, ...]
    suda: SudaFigures
    whole: ClassRisk
    chosen: ClassRisk | None
    household: HouseholdRisk | None

    @property
    def unique(self) -> int:
        """People with a unique combination."""
        return sum(one.unique for one in self.lengths)

    @property
    def rare(self) -> int:
        """People with a rare combination and no unique one."""
        return sum(one.rare for one in self.lengths)

    @property
    def standing_out(self) -> int:
        """People with a rare or unique combination."""
        return self.unique + self.rare

    @property
    def complete(self) -> bool:
        """Whether all combinations up to the length asked for were examined."""
        wanted = min(self.length_asked, len(self.examined))
        return len(self.lengths) == wanted and all(
            one.sets == one.sets_possible for one in self.lengths
        )

    def to_dict(self) -> dict[str, Any]:
        """All figures, for JSON."""
        figures = {name: value for name, value in vars(self).items() if name != "table"}
        return {
            "unique": self.unique,
            "rare": self.rare,
            "complete": self.complete,
            **{name: _plain(value) for name, value in figures.items()},
        }


def _plain(value: Any) -> Any:
    """Records as dictionaries."""
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return asdict(value) if hasattr(value, "__dataclass_fields__") else value


def assess_people(
    frame: pl.DataFrame,
    table: Table,
    missing: dict[str, frozenset[str]],
    threshold: int,
    length: int,
    columns: Sequence[str] = (),
    households: tuple[str, pl.Series] | None = None,
    name: str = "",
    progress: Progress = lambda share: None,
) -> TableRisk:
    """Find who stands out in a table.

    Args:
        frame: The texts of all people, at least one; the columns of ``table``.
        table: What the columns mean.
        missing: Column → texts that, like blank, say nothing about a person.
        threshold: k ≥ 2.
        length: Most columns in a combination, at least 1.
        columns: Columns that somebody may know; none: all.
        households: Name of the column of households and that column, blank for who lives alone.
        name: Name of the result; by default that of the table.
        progress: Called with the share of the work that is done.

    Raises:
        UsageError: There is no such column.
    """
    everything = CodedPeople.of(frame, missing)
    chosen = everything.positions(columns) or tuple(range(everything.width))
    people = everything.only(chosen)
    isolation = find_rare(people, threshold, length, _part(progress, 0))
    ordered = _columns(people, isolation)
    return TableRisk(
        name=name or table.name,
        table=table,
        people=people.people,
        threshold=threshold,
        length_asked=length,
        examined=people.header,
        lengths=_lengths(isolation),
        columns=ordered,
        plan=tuple(_plan(people, ordered, isolation, progress)),
        values=_values(people, isolation),
        sets=_sets(people, isolation),
        suda=suda_figures(isolation, people.header),
        whole=assess_classes(everything, range(everything.width), threshold),
        chosen=assess_classes(everything, chosen, threshold) if columns else None,
        household=(
            assess_households(
                everything, chosen, households[1], households[0], isolation.rare_at > 0
            )
            if households
            else None
        ),
    )


def _lengths(isolation: Isolation) -> tuple[LengthRisk, ...]:
    unique_at, rare_at = isolation.unique_at, isolation.rare_at
    return tuple(
        LengthRisk(
            level.length,
            level.sets,
            level.possible,
            int((unique_at == level.length).sum()),
            int(((rare_at == level.length) & (unique_at == 0)).sum()),
            int(((rare_at > 0) & (rare_at <= level.length)).sum()),
        )
        for level in isolation.levels
    )


def _columns(people: CodedPeople, isolation: Isolation) -> tuple[ColumnRisk, ...]:
    found = []
    for j, name in enumerate(people.header):
        holding = isolation.rare_members[:, j]
        found.append(
            ColumnRisk(name, int((holding > 0).sum()), int((isolation.rare > holding).sum()))
        )
    return tuple(sorted(found, key=lambda one: (one.without, -one.people)))


def _plan(
    people: CodedPeople,
    ordered: Sequence[ColumnRisk],
    isolation: Isolation,
    progress: Progress,
) -> Iterator[PlanStep]:
    """Leave out one column after another: each time the one that leaves fewest standing out.

    Every step but the first is searched anew, without the columns before it. Where that would take
    long there are fewer steps.
    """
    threshold, length = isolation.threshold, len(isolation.levels)
    for step in range(1, min(STEPS, people.width - 1) + 1):
        best, reached = ordered[0], len(isolation.levels)
        yield PlanStep(best.column, best.without, reached)
        if not best.without or step == STEPS or isolation.visits > AGAIN:
            break
        people = people.only([j for j in range(people.width) if people.header[j] != best.column])
        isolation = find_rare(people, threshold, length, _part(progress, step))
        ordered = _columns(people, isolation)
    progress(1.0)


def _part(progress: Progress, step: int) -> Progress:
    """Progress of one search as a part of that of all."""
    return lambda share: progress((step + share) / STEPS)


def _values(people: CodedPeople, isolation: Isolation) -> tuple[ValueRisk, ...]:
    found = []
    for j, name in enumerate(people.header):
        answers, size = people.answers[j], people.sizes[j]
        holders = np.bincount(answers, minlength=size)
        isolated = np.bincount(answers[isolation.rare_members[:, j] > 0], minlength=size)
        found += [
            ValueRisk(name, people.answer(j, code), int(holders[code]), int(isolated[code]))
            for code in range(1, size)
            if isolated[code]
        ]
    average = sum(one.people for one in found) / max(sum(one.holders for one in found), 1)

    def beyond(one: ValueRisk) -> float:
        return one.people - average * one.holders

    return tuple(sorted(found, key=lambda one: (-beyond(one), one.column, one.value)))


def _sets(people: CodedPeople, isolation: Isolation) -> tuple[SetRisk, ...]:
    every = [
        SetRisk(tuple(people.header[j] for j in columns), held)
        for level in isolation.levels
        for columns, held in level.people.items()
    ]
    return tuple(sorted(every, key=lambda one: (-one.people, len(one.columns)))[:MOST_SETS])
