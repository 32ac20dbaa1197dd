"""SUDA scores: how much somebody stands out, from all their minimal sample uniques.

A minimal sample unique (MSU) is a combination of answers that one person gives and no part of
which is unique. The score of an MSU of s columns, among A columns, when MSUs of up to M columns are
looked for, is

    Π (A − i), i = s … M

and that of a person is the sum over their MSUs (Elliot, Manning & Ford 2002, "A computational
algorithm for handling the special uniques problem", International Journal of Uncertainty, Fuzziness
and Knowledge-Based Systems 10(5)). The smaller an MSU, the more larger sets of columns hold it.
Where M = A the last factor would be 0, and is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]

HIGHEST = 0.01
"""Share of people whose part of all scores is told."""


@dataclass(frozen=True)
class UniquesOfLength:
    """Minimal sample uniques of so many columns.

    Attributes:
        length: Columns in each.
        score: What each adds to the score of its person.
        uniques: How many there are.
        people: People who have one.
    """

    length: int
    score: int
    uniques: int
    people: int


@dataclass(frozen=True)
class ColumnPart:
    """A column's part in the scores.

    Attributes:
        column: Name of the column.
        share: Part of the sum of all scores that comes from MSUs that hold the column, 0 to 1.
            An MSU of several columns counts for each: the parts add up to more than 1.
    """

    column: str
    share: float


@dataclass(frozen=True)
class SudaFigures:
    """The SUDA scores of all people, summed up.

    Attributes:
        columns: A, the number of columns.
        longest: M, the most columns in an MSU.
        people: People with an MSU.
        lengths: By number of columns.
        median: Median score of those who have one; 0 without any.
        ninety_ninth: Their 99th percentile.
        highest: The greatest score.
        concentration: Part of all scores that the 1 % of people with the highest ones have.
        parts: Each column's part, the greatest first; those without any are left out.
    """

    columns: int
    longest: int
    people: int
    lengths: tuple[UniquesOfLength, ...]
    median: float
    ninety_ninth: float
    highest: float
    concentration: float
    parts: tuple[ColumnPart, ...]


def msu_scores(columns: int, longest: int) -> tuple[int, ...]:
    """Score of one MSU of 1, 2, … ``longest`` columns, among ``columns``."""
    last = min(longest, columns - 1)
    return tuple(prod(columns - i for i in range(size, last + 1)) for size in range(1, longest + 1))


def suda_scores(uniques: npt.NDArray[np.int32], columns: int) -> Numbers:
    """Score of each person.

    Args:
        uniques: People × lengths: number of MSUs.
        columns: A, the number of columns.
    """
    weights = np.array(msu_scores(columns, uniques.shape[1]), float)
    return np.asarray(uniques @ weights, float)


def suda_figures(
    header: tuple[str, ...],
    people: int,
    scores: Mapping[float, int],
    uniques: tuple[Integers, Integers],
    members: Integers,
) -> SudaFigures:
    """The scores of all people, summed up.

    Args:
        header: Names of the columns.
        people: Number of people.
        scores: Score above 0 → people with it.
        uniques: Number of MSUs of each length, and of people who have one.
        members: Lengths × columns: MSUs that hold the column.
    """
    longest = len(members)
    weights = msu_scores(len(header), longest)
    values = np.array(sorted(scores), float)
    ends = np.cumsum([scores[value] for value in sorted(scores)]).astype(np.int64)
    scored = int(ends[-1]) if len(ends) else 0
    total = sum(value * many for value, many in scores.items())
    by_column = np.array(weights, float) @ members
    parts = [
        ColumnPart(name, float(part) / total)
        for name, part in zip(header, by_column, strict=True)
        if part
    ]
    return SudaFigures(
        columns=len(header),
        longest=longest,
        people=scored,
        lengths=tuple(
            UniquesOfLength(s + 1, weights[s], int(uniques[0][s]), int(uniques[1][s]))
            for s in range(longest)
        ),
        median=quantile(values, ends, 0.5),
        ninety_ninth=quantile(values, ends, 0.99),
        highest=float(values.max(initial=0.0)),
        concentration=_of_highest(scores, max(1, round(HIGHEST * people))) / total
        if total
        else 0.0,
        parts=tuple(sorted(parts, key=lambda part: -part.share)),
    )


def quantile(values: Numbers, ends: Integers, share: float) -> float:
    """A quantile of numbers, each of which occurs many times, as ``numpy.quantile`` has it.

    Args:
        values: The numbers, ascending.
        ends: How many are no greater than each.
        share: 0 to 1.

    Returns:
        The quantile; 0 without a number.
    """
    if not len(values):
        return 0.0
    place = share * (int(ends[-1]) - 1)
    low = int(place)
    both = values[np.searchsorted(ends, [low, min(low + 1, int(ends[-1]) - 1)], "right")]
    return float(np.quantile(both, place - low))


def _of_highest(scores: Mapping[float, int], people: int) -> float:
    """The sum of the scores of so many people with the highest."""
    found = 0.0
    for value in sorted(scores, reverse=True):
        many = min(people, scores[value])
        found, people = found + value * many, people - many
    return found
