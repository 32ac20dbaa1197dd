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
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import polars as pl

from lanterne.codebook.encode import encode_table
from lanterne.errors import Place, Problem
from lanterne.privacy import GaussianEvent, SelectionEvent, VectorGaussianEvent, events_from_list
from lanterne.release.layout import CountsFile, Layout
from lanterne.synthesis.noise_quantiles import NOMINAL, discrete_gaussian_reach

ROUNDED = 0.02
"""Estimates and their intervals are published with two decimals."""

SLACK = 1
"""People by which the half of a width may differ: σ is rational, and was rounded on the way."""


def widths_problems(
    layout: Layout, counts: Mapping[str, pl.DataFrame], statement: Mapping[str, Any]
) -> Iterator[Problem]:
    """Intervals of single answers that are not of the noise that is listed.

    Args:
        layout: The tables and counts.
        counts: File of counts → the published counts.
        statement: The privacy statement, which is in order.
    """
    sigmas = np.array([float(event.sigma) for event in _counting(statement)])
    reaches = sorted(set(discrete_gaussian_reach(sigmas, NOMINAL).tolist()))
    if not reaches:
        return
    for file in layout.counts:
        if file.name not in counts:
            continue
        alone = _alone(file) if layout.network is None else frozenset()
        wrong = sum(
            not _agrees(half, reaches, exact=column in alone)
            for column, half in _plain(counts[file.name])
        )
        if wrong:
            yield Problem("privacy-widths.other", {"wrong": wrong}, Place(file.path))
        narrow = _too_narrow(counts[file.name], statement, reaches[0])
        if narrow:
            yield Problem("privacy-widths.narrow", {"wrong": narrow}, Place(file.path))


def _counting(
    statement: Mapping[str, Any],
) -> Iterator[GaussianEvent | VectorGaussianEvent]:
    """The mechanisms that add noise to counts."""
    for event in events_from_list(statement["mechanisms"]):
        if not isinstance(event, SelectionEvent):
            yield event


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


def _too_narrow(counts: pl.DataFrame, statement: Mapping[str, Any], reach: int) -> int:
    """How many numbers, of one answer or several, have an interval that no such noise can have.

    A count is a cell or a sum of cells, with no less noise than the least that is listed. An
    estimate weighs all measured tables: each says at most twice, by the cell and by the rest of the
    table, what one cell of the least noise says. Lower ends are plain, lower where a number was
    selected, or zero.
    """
    if "noisy_count" not in counts.columns:  # releases by earlier versions
        return 0
    sigmas = [(float(e.sigma), e.count) for e in _counting(statement)]
    least = min(sigma for sigma, _ in sigmas)
    spread = 1.96 * least / math.sqrt(2 * sum(count for _, count in sigmas)) - ROUNDED
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
