"""Whether published intervals are as wide as the noise that the privacy statement lists.

The interval of a noisy count is known from its noise: [count − q, count + q] with the smallest
whole q that holds 95 % of it. So each plain interval shows the σ of its cell, whatever is written
in the statement. Looked at are single answers alone: intervals of combinations, and whatever is
conditional on having been selected, say less.

A σ that is listed must be there for each. Sums of cells (columns tied to others, members of sets)
have more noise than a cell, so that where an answer may be a sum only too narrow ones are seen.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from lanterne.codebook.encode import encode_table
from lanterne.errors import Place, Problem
from lanterne.privacy import SelectionEvent, events_from_list
from lanterne.release.cohorts import COHORT, counts_of_cohort
from lanterne.release.layout import CountsFile, Layout
from lanterne.synthesis.noise_quantiles import NOMINAL, discrete_gaussian_reach

ROUNDED = 0.02
"""Estimates and their intervals are published with two decimals."""

SLACK = 1
"""People by which the half of a width may differ: σ is rational, and was rounded on the way."""


@dataclass(frozen=True)
class Noise:
    """The noise that a statement lists.

    Attributes:
        sigmas: Scale of each kind of count, ascending; none: nothing was counted with noise.
        counts: How many tables have each.
    """

    sigmas: tuple[float, ...]
    counts: tuple[int, ...]

    @classmethod
    def listed(cls, mechanisms: Any) -> Noise:
        """That of a list of mechanisms, which is in order."""
        return cls.of(
            (float(one.sigma), one.count)
            for one in events_from_list(mechanisms)
            if not isinstance(one, SelectionEvent)
        )

    @classmethod
    def of(cls, scales: Iterable[tuple[float, int]]) -> Noise:
        """That of scales and how many tables have each."""
        found = sorted(scales)
        return cls(tuple(sigma for sigma, _ in found), tuple(count for _, count in found))

    @property
    def least(self) -> float:
        """The least scale, of one cell."""
        return self.sigmas[0]

    @property
    def least_deviation(self) -> float:
        """No estimate has less: each table says at most twice, by the cell and by the rest of the
        table, what one cell of the least noise says."""
        return self.least / math.sqrt(2 * sum(self.counts))


def widths_problems(
    layout: Layout, counts: Mapping[str, pl.DataFrame], statement: Mapping[str, Any]
) -> Iterator[Problem]:
    """Intervals of single answers that are not of the noise that is listed.

    Args:
        layout: The tables and counts.
        counts: File of counts → the published counts.
        statement: The privacy statement, which is in order.
    """
    for file in layout.counts:
        if file.name not in counts:
            continue
        alone = _alone(file) if layout.network is None else frozenset()
        wrong = narrow = 0
        for frame, noise in _parts(counts[file.name], statement):
            if len(noise) == 1:
                wrong += _wrong(frame, noise[0], alone)
            narrow += _too_narrow(frame, noise)
        if statement.get("cohorts"):
            wrong += _unlike_sums(counts[file.name], len(statement["cohorts"]))
        if wrong:
            yield Problem("privacy-widths.other", {"wrong": wrong}, Place(file.path))
        if narrow:
            yield Problem("privacy-widths.narrow", {"wrong": narrow}, Place(file.path))


def _parts(
    counts: pl.DataFrame, statement: Mapping[str, Any]
) -> Iterator[tuple[pl.DataFrame, Sequence[Noise]]]:
    """Counts, and the noise that they have: of several, the sum.

    An edition of a series counts all people, in which there is the noise of each cohort, and the
    people of each cohort by themselves.
    """
    cohorts = statement.get("cohorts", ())
    if not cohorts:
        noise = Noise.listed(statement["mechanisms"])
        yield counts, [noise] if noise.sigmas else []
        return
    noises = [Noise.of(one["scales"]) for one in cohorts]
    yield counts.filter(pl.col("column_1") != COHORT), [one for one in noises if one.sigmas]
    for one, noise in zip(cohorts, noises, strict=True):
        yield counts_of_cohort(counts, one["cohort"]), [noise] if noise.sigmas else []


def _unlike_sums(counts: pl.DataFrame, cohorts: int) -> int:
    """How many intervals of single answers of all people are not of the noise of all cohorts.

    A count of all is the sum of those of the cohorts, and so is the variance of its noise.
    """
    plain = counts.with_columns(half=pl.col("count_high") - pl.col("noisy_count"))
    whole = plain.filter((pl.col("length") == 1) & (pl.col("column_1") != COHORT))
    parts = plain.filter((pl.col("length") == 2) & (pl.col("column_1") == COHORT))
    sums = parts.group_by(column_1="column_2", value_1="value_2").agg(
        together=(pl.col("half").cast(pl.Float64) ** 2).sum().sqrt(),
        seen=(pl.col("count_high") > 0).sum(),
    )
    both = whole.join(sums, on=["column_1", "value_1"], how="inner")
    slack = SLACK + math.sqrt(cohorts)
    return both.filter(
        (pl.col("seen") == cohorts)
        & (pl.col("count_high") > 0)
        & ((pl.col("half") - pl.col("together")).abs() > slack)
    ).height


def _wrong(counts: pl.DataFrame, noise: Noise, alone: frozenset[str]) -> int:
    """How many intervals of a single answer have no width that such noise gives."""
    sigmas = np.array(noise.sigmas)
    reaches = sorted(set(discrete_gaussian_reach(sigmas, NOMINAL).tolist()))
    return sum(not _agrees(half, reaches, exact=column in alone) for column, half in _plain(counts))


def _plain(counts: pl.DataFrame) -> Iterable[tuple[str, int]]:
    """Column and half of the width of each interval of a single answer that can be seen whole.

    Upper ends are plain wherever they are not cut at zero; lower ends may be conditional.
    """
    above = pl.col("count_high") - pl.col("count")
    whole = (pl.col("count_low") > 0) & (pl.col("count") - pl.col("count_low") == above)
    if "noisy_count" in counts.columns:  # releases by earlier versions have none
        above, whole = pl.col("count_high") - pl.col("noisy_count"), pl.col("count_high") > 0
    plain = counts.filter((pl.col("length") == 1) & whole)
    return plain.select("column_1", above.alias("half")).iter_rows()


def _too_narrow(counts: pl.DataFrame, noises: Sequence[Noise]) -> int:
    """How many numbers, of one answer or several, have an interval that no such noise can have.

    A count is a cell or a sum of cells, with no less noise than the least that is listed, and that
    of each where several groups are added up. Lower ends are plain, lower where a number was
    selected, or zero.
    """
    if "noisy_count" not in counts.columns or not noises:  # releases by earlier versions
        return 0
    least = math.sqrt(sum(noise.least**2 for noise in noises))
    reach = int(discrete_gaussian_reach(np.array([least]), NOMINAL)[0])
    deviation = math.sqrt(sum(noise.least_deviation**2 for noise in noises))
    spread = 1.96 * deviation - ROUNDED
    above = pl.col("count_high") - pl.col("noisy_count")
    plain = pl.max_horizontal(pl.col("noisy_count") - above, pl.lit(0))
    seen = pl.col("count_high") > 0
    bad = (
        (seen & (above < reach - SLACK))
        | (seen & (pl.col("count_low") > plain))
        | ((pl.col("estimate") > 0) & (pl.col("estimate_high") - pl.col("estimate") < spread))
        | (
            (pl.col("estimate_low") > 0)
            & (pl.col("estimate_high") - pl.col("estimate_low") < 2 * spread)
        )
    )
    return counts.filter(bad).height


def _alone(file: CountsFile) -> frozenset[str]:
    """Columns that are measured by themselves, so that each answer is one cell."""
    columns = encode_table(file.view).columns
    found = set()
    for column in columns:
        texts = [cell[0] for cell in column.cells]
        if len(column.sources) == 1 and len(set(texts)) == len(texts):
            found.add(column.sources[0])
    return frozenset(found)


def _agrees(half: int, reaches: list[int], *, exact: bool) -> bool:
    """Whether an interval can be of noise that is listed; a sum of cells has no less."""
    if exact:
        return any(abs(half - one) <= SLACK for one in reaches)
    return half >= reaches[0] - SLACK or math.isclose(half, reaches[0])
