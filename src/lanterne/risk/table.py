"""Find the risk of one table of people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from lanterne.codebook.model import Table
from lanterne.risk.classes import assess_classes, assess_households
from lanterne.risk.figures import (
    ColumnRisk,
    LengthRisk,
    PlanStep,
    SetRisk,
    TableRisk,
    ValueRisk,
)
from lanterne.risk.people import CodedPeople
from lanterne.risk.search import Isolation, Progress, find_rare
from lanterne.risk.suda import suda_figures

MOST_SETS = 100
"""Sets of columns that are told, those that isolate most people first."""

STEPS = 3
"""Columns that are left out, one after another, to show what that would do."""

AGAIN = 4 * 10**9
"""Most visits of a search that is made again for each further column left out."""


def assess_people(
    frame: pl.DataFrame,
    table: Table,
    missing: dict[str, frozenset[str]],
    threshold: int,
    length: int,
    columns: Sequence[str] = (),
    households: tuple[str, pl.Series] | None = None,
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
        name=table.name,
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
