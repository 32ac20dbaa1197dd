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
import polars as pl

from lanterne.risk.people import CodedPeople

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

BANDS = (1, 2, 4, 9, 19, 49)
"""Last size of each band of classes but the last, which is open."""

FRACTIONS = (0.01, 0.1, 0.5)
"""Shares of all victims that may be in the cases, for the chance that a match is right."""

RISKS = (0.05, 0.1, 0.2, 0.5, 1.0)
"""Upper ends of the bands of a person's risk."""


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


@dataclass(frozen=True)
class RiskBand:
    """People with a risk above ``low`` and up to ``high``: their own, and by their household."""

    low: float
    high: float
    own: int
    by_household: int


@dataclass(frozen=True)
class HouseholdRisk:
    """What living together adds to risk.

    The risk of a person is 1 / size of their class; that of a household, 1 − Π (1 − rᵢ) over its
    people, is the risk that at least one of them is found, and becomes the risk of each (sdcMicro;
    Templ 2017, Statistical Disclosure Control for Microdata, section 3.6).

    Attributes:
        column: The column that says who lives together.
        columns: Columns of the classes.
        households: Households of two or more people.
        people: People in them.
        own: Mean risk of all people by themselves.
        by_household: Mean risk of all people with their household's.
        exposed: People who do not stand out, and live with somebody who does.
        bands: People by risk.
    """

    column: str
    columns: tuple[str, ...]
    households: int
    people: int
    own: float
    by_household: float
    exposed: int
    bands: tuple[RiskBand, ...]


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


def assess_classes(people: CodedPeople, columns: Sequence[int], threshold: int) -> ClassRisk:
    """k, ℓ and sizes of the classes over some columns, given by position."""
    of_columns = people.only(columns)
    classes = class_of(of_columns.codes, _sizes(of_columns))
    sizes = np.bincount(classes)
    alone, in_pairs = int((sizes == 1).sum()), 2 * int((sizes == 2).sum())
    others = [j for j in range(people.width) if j not in columns]
    diversity = (
        tuple(_diversity(people, j, classes) for j in others)
        if others
        else _each_within_the_rest(people)
    )
    return ClassRisk(
        columns=of_columns.header,
        smallest=int(sizes.min()),
        classes=len(sizes),
        alone=alone,
        below=int(sizes[sizes < threshold].sum()),
        bands=_class_bands(sizes),
        diversity=diversity,
        matches=tuple(_match(f, alone, in_pairs) for f in FRACTIONS),
    )


def _sizes(people: CodedPeople) -> tuple[int, ...]:
    return tuple(len(texts) for texts in people.texts)


def _class_bands(sizes: Integers) -> tuple[ClassBand, ...]:
    bands, low = [], 1
    for high in (*BANDS, None):
        inside = sizes[(sizes >= low) & ((sizes <= high) if high else True)]
        bands.append(ClassBand(low, high, len(inside), int(inside.sum())))
        low = (high or 0) + 1
    return tuple(bands)


def _match(fraction: float, alone: int, in_pairs: int) -> MatchChance:
    right = fraction * alone
    return MatchChance(fraction, right / (right + (1 - fraction) * in_pairs) if alone else None)


def _diversity(people: CodedPeople, column: int, classes: Integers) -> DiversityOf:
    answers = people.codes[column]
    size = len(people.texts[column])
    different = np.unique(classes * size + answers) // size
    answers_in = np.bincount(different)
    sizes = np.bincount(classes)
    alike = (answers_in == 1) & (sizes > 1)
    revealed = alike[classes] & (answers >= people.silent[column])
    return DiversityOf(people.header[column], int(answers_in.min()), int(revealed.sum()))


def _each_within_the_rest(people: CodedPeople) -> tuple[DiversityOf, ...]:
    """ℓ of each column in the classes of all others: classes of what is before and after it."""
    width, sizes = people.width, _sizes(people)
    after = [np.zeros(people.people, np.int64)]
    for j in range(width - 1, 0, -1):
        after.append(_renumbered(after[-1] * sizes[j] + people.codes[j]))
    before, found = np.zeros(people.people, np.int64), []
    for j in range(width):
        rest = after.pop()
        found.append(_diversity(people, j, _renumbered(before * (int(rest.max()) + 1) + rest)))
        before = _renumbered(before * sizes[j] + people.codes[j])
    return tuple(found)


def household_risks(own: Numbers, households: pl.Series) -> Numbers:
    """Risk of each person with that of their household: 1 − Π (1 − rᵢ) over its people.

    Args:
        own: Risk of each person, 0 to 1.
        households: Household of each; the empty text for who lives alone.
    """
    together = (
        pl.DataFrame({"household": households, "safe": 1 - own})
        .select(
            pl.when(pl.col("household") == "")
            .then(pl.col("safe"))
            .otherwise(pl.col("safe").product().over("household"))
        )
        .to_series()
    )
    return 1 - together.to_numpy()


def assess_households(
    people: CodedPeople,
    columns: Sequence[int],
    households: pl.Series,
    column: str,
    stands_out: Flags,
) -> HouseholdRisk:
    """What living together adds to the risk over some columns.

    Args:
        people: The table.
        columns: Positions of the columns of the classes.
        households: Household of each person; the empty text for who lives alone.
        column: Name of the column of households.
        stands_out: Whether each person stands out by a rare combination.
    """
    of_columns = people.only(columns)
    classes = class_of(of_columns.codes, _sizes(of_columns))
    own = 1 / np.bincount(classes)[classes]
    joint = household_risks(own, households)
    several = pl.DataFrame({"household": households, "out": stands_out}).with_columns(
        members=pl.len().over("household"), somebody=pl.col("out").any().over("household")
    )
    living = (several["household"] != "") & (several["members"] > 1)
    exposed = living & several["somebody"] & ~several["out"]
    return HouseholdRisk(
        column=column,
        columns=of_columns.header,
        households=several.filter(living)["household"].n_unique(),
        people=int(living.sum()),
        own=float(own.mean()),
        by_household=float(joint.mean()),
        exposed=int(exposed.sum()),
        bands=_risk_bands(own, joint),
    )


def _risk_bands(own: Numbers, joint: Numbers) -> tuple[RiskBand, ...]:
    bands, low = [], 0.0
    for high in RISKS:
        bands.append(
            RiskBand(
                low,
                high,
                int(((own > low) & (own <= high)).sum()),
                int(((joint > low) & (joint <= high)).sum()),
            )
        )
        low = high
    return tuple(bands)
