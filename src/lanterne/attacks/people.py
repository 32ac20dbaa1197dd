"""The people who are attacked, those who are not in the data, and the released rows, in codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.attacks.result import ControlGroup
from lanterne.errors import UsageError
from lanterne.evaluation.codes import CodedTables

Codes = npt.NDArray[np.uint16]
Rows = npt.NDArray[np.int64]

FEWEST_RELEASED = 2
"""A release of fewer rows has no two halves."""


@dataclass(frozen=True)
class People:
    """Three tables of codes that mean the same in each; rows × columns.

    Attributes:
        header: Names of the columns.
        silent: Per column, how many of its codes, from 0, say nothing about a person.
        original: The people in the data.
        control: People who are not in it, or who stand for them.
        released: The rows that are attacked, in random order: the first of several that fit
            equally well is then any of them.
        published: All released rows, in the same order.
        group: Who the control group is.
    """

    header: tuple[str, ...]
    silent: tuple[int, ...]
    original: Codes
    control: Codes
    released: Codes
    published: Codes
    group: ControlGroup

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.header)

    def sample(self, targets: int, rng: np.random.Generator) -> People:
        """The same with at most so many people of each of the two groups, drawn at random."""
        return replace(
            self,
            original=_some(self.original, targets, rng),
            control=_some(self.control, targets, rng),
        )


def code_people(
    original: pl.DataFrame,
    released: pl.DataFrame,
    control: pl.DataFrame | None,
    missing: Mapping[str, frozenset[str]],
    rng: np.random.Generator,
) -> People:
    """Code the tables; without a control group, half of the released rows stands for one.

    A released row that was drawn from a model is a person like those of the cases, as far as the
    model goes, and was not in the data. So when people in the cases are found in one half of a
    release more often than rows of the other half are, the release knows more of them than of
    people like them. Where the model is poor, its rows resemble each other more than they resemble
    the cases, and less is found: a control group that was left out is the better one.

    Args:
        original: The people in the data, one row each.
        released: The released rows, of the same columns in any order.
        control: People like them who are not in the data; ``None``: none was left out.
        missing: Column → texts that, like blank, say nothing about a person.
        rng: Where the order of the released rows comes from.

    Raises:
        UsageError: The tables do not have the same columns, or are too small.
    """
    if released.height < FEWEST_RELEASED:
        raise UsageError("The release has fewer than two rows, so there is nothing to attack.")
    if control is not None and not control.height:
        raise UsageError("The control group has no rows. Leave it out, or give another.")
    after = released if control is None else pl.concat(_aligned(released, control))
    tables = CodedTables.of(original, after, missing)
    if max(map(len, tables.texts)) > np.iinfo(np.uint16).max:
        raise UsageError("A column has more than 65,535 different answers: leave it out.")
    codes = np.ascontiguousarray(tables.codes.T.astype(np.uint16))
    people, rest = codes[: tables.rows_real], codes[tables.rows_real :]
    rows = rng.permutation(rest[: released.height])
    if control is None:
        half = len(rows) // 2
        others, attacked, group = rows[:half], rows[half:], ControlGroup.RELEASE
    else:
        others, attacked, group = rest[released.height :], rows, ControlGroup.LEFT_OUT
    return People(tables.header, tables.silent, people, others, attacked, rows, group)


def _aligned(released: pl.DataFrame, control: pl.DataFrame) -> list[pl.DataFrame]:
    if set(released.columns) != set(control.columns):
        raise UsageError("The control group and the release must have the same columns.")
    frames = (released, control.select(released.columns))
    return [frame.select(pl.all().cast(pl.String).fill_null("")) for frame in frames]


def _some(rows: Codes, most: int, rng: np.random.Generator) -> Codes:
    if len(rows) <= most:
        return rows
    return rows[np.sort(rng.choice(len(rows), most, replace=False))]
