"""Equivalence classes: people who gave the same answers to all of some columns.

Here blank and each kind of missingness is an answer like any other, as in ARX: two rows are in one
class when they are the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lanterne.risk.people import CodedPeople

Integers = npt.NDArray[np.int64]

BANDS = (1, 2, 4, 9, 19, 49)
"""Last size of each band of classes but the last, which is open."""

FRACTIONS = (0.01, 0.1, 0.5)
"""Shares of all victims that may be in the cases, for the chance that a match is right."""


@dataclass(frozen=True)
class ClassBand:
    """Classes of a size from ``low`` to ``high`` (``None``: and more)."""

    low: int
    high: int | None
    classes: int
    people: int


@dataclass(frozen=True)
class DiversityOf:
    """How well a column hides in the classes of the others.

    Attributes:
        column: Name of the column.
        diversity: ℓ: the fewest different answers in one class (distinct ℓ-diversity;
            Machanavajjhala et al. 2007).
        revealed: People of classes of two or more in which everybody gives one answer that says
            something: who finds their class knows it (homogeneity).
    """

    column: str
    diversity: int
    revealed: int


@dataclass(frozen=True)
class MatchChance:
    """Chance that a match with somebody who is alone in their class is right.

    Attributes:
        fraction: Share of all victims that is in the cases, 0 to 1.
        right: The chance (data intrusion simulation; Skinner & Elliot 2002): fU / (fU + (1 − f)P)
            with U people alone in their class and P people in classes of two; ``None`` where
            nobody is alone.
    """

    fraction: float
    right: float | None


@dataclass(frozen=True)
class ClassRisk:
    """The classes over some columns.

    Attributes:
        columns: Names of the columns.
        smallest: k: the size of the smallest class.
        classes: Number of classes: as many people, on average, are named rightly by somebody who
            knows all answers of everybody and guesses within the class.
        alone: People who are alone in their class.
        below: People in classes of fewer than the k that is asked for.
        bands: Classes by size.
        diversity: ℓ of each other column; where there is none, of each column in the classes of
            the rest.
        matches: How likely a match is right, for several shares of all victims in the cases.
    """

    columns: tuple[str, ...]
    smallest: int
    classes: int
    alone: int
    below: int
    bands: tuple[ClassBand, ...]
    diversity: tuple[DiversityOf, ...]
    matches: tuple[MatchChance, ...]


def class_of(codes: npt.NDArray[np.integer[Any]], sizes: Sequence[int]) -> Integers:
    """The number of each person's class, from 0 on.

    Args:
        codes: Columns × people.
        sizes: Per column, how many codes there are.
    """
    found = np.zeros(codes.shape[1], np.int64)
    for column, size in zip(codes, sizes, strict=True):
        found = _renumbered(found * size + column)
    return found


def _renumbered(key: Integers) -> Integers:
    return np.unique(key, return_inverse=True)[1].astype(np.int64)


def assess_classes(
    rows: CodedPeople, people: Integers, columns: Sequence[int], threshold: int
) -> ClassRisk:
    """k, ℓ and sizes of the classes over some columns.

    Args:
        rows: Answers.
        people: How many people give the answers of each row, at least 1.
        columns: Positions of the columns.
        threshold: The k that is asked for.
    """
    of_columns = rows.only(columns)
    classes = class_of(of_columns.codes, sizes_of(of_columns))
    others = [j for j in range(rows.width) if j not in columns]
    diversity = (
        tuple(_diversity(rows, people, j, classes) for j in others)
        if others
        else _each_within_the_rest(rows, people)
    )
    sizes = np.unique(_people_in(classes, people), return_counts=True)
    return class_risk(of_columns.header, sizes, threshold, diversity)


def class_risk(
    header: tuple[str, ...],
    classes: tuple[Integers, Integers],
    threshold: int,
    diversity: tuple[DiversityOf, ...],
) -> ClassRisk:
    """What the sizes of classes say.

    Args:
        header: Names of the columns.
        classes: The sizes that occur, ascending, and how many classes have each.
        threshold: The k that is asked for.
        diversity: ℓ of each other column.
    """
    sizes, numbers = classes
    alone, in_pairs = (size * int(numbers[sizes == size].sum()) for size in (1, 2))
    few = sizes < threshold
    return ClassRisk(
        columns=header,
        smallest=int(sizes.min()),
        classes=int(numbers.sum()),
        alone=alone,
        below=int((sizes[few] * numbers[few]).sum()),
        bands=_class_bands(sizes, numbers),
        diversity=diversity,
        matches=tuple(_match(f, alone, in_pairs) for f in FRACTIONS),
    )


def sizes_of(people: CodedPeople) -> tuple[int, ...]:
    """Number of codes of each column."""
    return tuple(len(texts) for texts in people.texts)


def _people_in(classes: Integers, people: Integers) -> Integers:
    """The people of each class."""
    sizes = np.zeros(int(classes.max()) + 1, np.int64)
    np.add.at(sizes, classes, people)
    return sizes


def _class_bands(sizes: Integers, numbers: Integers) -> tuple[ClassBand, ...]:
    bands, low = [], 1
    for high in (*BANDS, None):
        inside = (sizes >= low) & ((sizes <= high) if high else True)
        people = int((sizes[inside] * numbers[inside]).sum())
        bands.append(ClassBand(low, high, int(numbers[inside].sum()), people))
        low = (high or 0) + 1
    return tuple(bands)


def _match(fraction: float, alone: int, in_pairs: int) -> MatchChance:
    right = fraction * alone
    return MatchChance(fraction, right / (right + (1 - fraction) * in_pairs) if alone else None)


def _diversity(rows: CodedPeople, people: Integers, column: int, classes: Integers) -> DiversityOf:
    answers = rows.codes[column]
    size = len(rows.texts[column])
    different = np.unique(classes * size + answers) // size
    answers_in = np.bincount(different)
    alike = (answers_in == 1) & (_people_in(classes, people) > 1)
    revealed = people[alike[classes] & (answers >= rows.silent[column])]
    return DiversityOf(rows.header[column], int(answers_in.min()), int(revealed.sum()))


def _each_within_the_rest(rows: CodedPeople, people: Integers) -> tuple[DiversityOf, ...]:
    """ℓ of each column in the classes of all others: classes of what is before and after it."""
    width, sizes = rows.width, sizes_of(rows)
    after = [np.zeros(rows.people, np.int64)]
    for j in range(width - 1, 0, -1):
        after.append(_renumbered(after[-1] * sizes[j] + rows.codes[j]))
    before, found = np.zeros(rows.people, np.int64), []
    for j in range(width):
        rest = after.pop()
        classes = _renumbered(before * (int(rest.max()) + 1) + rest)
        found.append(_diversity(rows, people, j, classes))
        before = _renumbered(before * sizes[j] + rows.codes[j])
    return tuple(found)
