"""What living together adds to the risk of each person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.risk.classes import class_of, sizes_of
from lanterne.risk.people import CodedPeople

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

RISKS = (0.05, 0.1, 0.2, 0.5, 1.0)
"""Upper ends of the bands of a person's risk."""


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
    classes = class_of(of_columns.codes, sizes_of(of_columns))
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
