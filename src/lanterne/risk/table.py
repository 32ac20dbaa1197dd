"""Find the risk of one table of people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from lanterne.codebook.model import Table
from lanterne.counting.coding import Coding
from lanterne.risk.classes import ClassRisk, assess_classes
from lanterne.risk.counted_classes import assess_counted
from lanterne.risk.counted_search import Counted, find_rare_counted
from lanterne.risk.figures import (
    ColumnRisk,
    LengthRisk,
    PlanStep,
    SetRisk,
    TableRisk,
    ValueRisk,
)
from lanterne.risk.found import Found, Standing, found_in
from lanterne.risk.households import HouseholdRisk, assess_households
from lanterne.risk.people import CodedPeople
from lanterne.risk.search import Progress, find_rare
from lanterne.risk.suda import suda_figures

MOST_SETS = 100
"""Sets of columns that are told, those that isolate most people first."""

STEPS = 3
"""Columns that are left out, one after another, to show what that would do."""

AGAIN = 4 * 10**9
"""Most visits of a search that is made again for each further column left out."""

Again = Callable[[tuple[str, ...], int], Found]
"""Searches anew, with some of the columns, at a step of the plan."""


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
    return assess_coded(everything, table, threshold, length, columns, households, progress)


def assess_coded(
    everything: CodedPeople,
    table: Table,
    threshold: int,
    length: int,
    columns: Sequence[str] = (),
    households: tuple[str, pl.Series] | None = None,
    progress: Progress = lambda share: None,
) -> TableRisk:
    """Find who stands out among people who are coded already; see :func:`assess_people`."""
    chosen = everything.positions(columns) or tuple(range(everything.width))
    people = everything.only(chosen)
    isolation = find_rare(people, threshold, length, _part(progress, 0))

    def again(header: tuple[str, ...], step: int) -> Found:
        some = people.only(people.positions(header))
        found = find_rare(some, threshold, len(isolation.levels), _part(progress, step))
        return found_in(some, found)

    ones = np.ones(everything.people, np.int64)
    classes = (
        assess_classes(everything, ones, range(everything.width), threshold),
        assess_classes(everything, ones, chosen, threshold) if columns else None,
        assess_households(everything, chosen, households[1], households[0], isolation.rare_at > 0)
        if households
        else None,
    )
    told = _told(table, people.coding, found_in(people, isolation), length, again, classes)
    progress(1.0)
    return told


def assess_many(
    everything: Counted,
    table: Table,
    threshold: int,
    length: int,
    columns: Sequence[str] = (),
    household: bool = False,
    progress: Progress = lambda share: None,
) -> TableRisk:
    """Find who stands out among people who are too many to be held; see :func:`assess_people`.

    Args:
        everything: The people, by the columns of ``table``.
        table: What the columns mean.
        threshold: k ≥ 2.
        length: Most columns in a combination, at least 1.
        columns: Columns that somebody may know; none: all.
        household: Whether it is known who lives together, which is not looked at.
        progress: Called with the share of the work that is done.
    """
    header = everything.coding.header
    known = tuple(name for name in header if name in columns) or header
    people = everything.only(known)
    found = find_rare_counted(people, threshold, length, _part(progress, 0))

    def again(header: tuple[str, ...], step: int) -> Found:
        some, reached = people.only(header), len(found.levels)
        return find_rare_counted(some, threshold, reached, _part(progress, step))

    places = [header.index(name) for name in known]
    whole = assess_counted(everything, range(len(header)), threshold)
    chosen = assess_counted(everything, places, threshold) if columns else None
    less = [one for one in (whole, chosen) if one and len(one.diversity) < _told_of(one, header)]
    told = _told(table, people.coding, found, length, again, (whole, chosen, None))
    progress(1.0)
    unseen = (*(["diversity"] if less else []), *(["household"] if household else []))
    return replace(told, unseen=unseen)


def _told_of(classes: ClassRisk, header: tuple[str, ...]) -> int:
    """Of how many columns ℓ can be told."""
    return len(header) - len(classes.columns) or len(header)


def _told(
    table: Table,
    coding: Coding,
    found: Found,
    length: int,
    again: Again,
    classes: tuple[ClassRisk, ClassRisk | None, HouseholdRisk | None],
) -> TableRisk:
    """What is told of a table; of classes those of all and of the chosen columns, and homes."""
    whole, chosen, household = classes
    header, standing = coding.header, found.standing
    people = int(standing.shortest.sum())
    ordered = _columns(header, standing)
    return TableRisk(
        name=table.name,
        table=table,
        people=people,
        threshold=found.threshold,
        length_asked=length,
        examined=header,
        lengths=_lengths(found),
        columns=ordered,
        plan=tuple(_plan(header, ordered, found, again)),
        values=_values(coding, found),
        sets=_sets(header, found),
        suda=suda_figures(
            header,
            people,
            standing.scores,
            (standing.uniques, standing.owners),
            found.unique_members,
        ),
        whole=whole,
        chosen=chosen,
        household=household,
    )


def _lengths(found: Found) -> tuple[LengthRisk, ...]:
    by_both = found.standing.shortest
    return tuple(
        LengthRisk(
            level.length,
            level.sets,
            level.possible,
            int(by_both[level.length].sum()),
            int(by_both[0, level.length]),
            int(by_both[:, 1 : level.length + 1].sum()),
        )
        for level in found.levels
    )


def _columns(header: Sequence[str], standing: Standing) -> tuple[ColumnRisk, ...]:
    figures = zip(header, standing.holding.tolist(), standing.without.tolist(), strict=True)
    found = [ColumnRisk(*one) for one in figures]
    return tuple(sorted(found, key=lambda one: (one.without, -one.people)))


def _plan(
    header: tuple[str, ...],
    ordered: Sequence[ColumnRisk],
    found: Found,
    again: Again,
) -> Iterator[PlanStep]:
    """Leave out one column after another: each time the one that leaves fewest standing out.

    Every step but the first is searched anew, without the columns before it. Where that would take
    long there are fewer steps.
    """
    for step in range(1, min(STEPS, len(header) - 1) + 1):
        best, reached = ordered[0], len(found.levels)
        yield PlanStep(best.column, best.without, reached)
        if not best.without or step == STEPS or found.visits > AGAIN:
            break
        header = tuple(name for name in header if name != best.column)
        found = again(header, step)
        ordered = _columns(header, found.standing)


def _part(progress: Progress, step: int) -> Progress:
    """Progress of one search as a part of that of all."""
    return lambda share: progress((step + share) / STEPS)


def _values(coding: Coding, everybody: Found) -> tuple[ValueRisk, ...]:
    found = []
    for j, name in enumerate(coding.header):
        said = coding.texts[j][coding.silent[j] :]
        holders, isolated = (of[j][1:] for of in (everybody.holders, everybody.standing.isolated))
        found += [
            ValueRisk(name, text, int(holders[place]), int(isolated[place]))
            for place, text in enumerate(said)
            if isolated[place]
        ]
    average = sum(one.people for one in found) / max(sum(one.holders for one in found), 1)

    def beyond(one: ValueRisk) -> float:
        return one.people - average * one.holders

    return tuple(sorted(found, key=lambda one: (-beyond(one), one.column, one.value)))


def _sets(header: Sequence[str], found: Found) -> tuple[SetRisk, ...]:
    every = [
        SetRisk(tuple(header[j] for j in columns), held)
        for level in found.levels
        for columns, held in level.people.items()
    ]
    return tuple(sorted(every, key=lambda one: (-one.people, len(one.columns)))[:MOST_SETS])
