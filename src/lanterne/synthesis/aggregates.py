"""Published counts: every answer, and the combinations that somebody has, with honest intervals.

Of single answers all are listed, as the codebook has them. Of two and three answers those are
listed whose parts are known to occur and of which the measurements say that somebody has them
(:mod:`lanterne.synthesis.listing`); of all others there are too few to say. Three answers are
listed where their table was measured: a count without an interval is none.

Two numbers stand beside each. ``noisy_count`` is the sum of the noisy cells of one measured table,
and ``count`` the same, but no less than nobody. ``estimate`` is the best linear unbiased estimate
from all measured tables, with its own, shorter, interval; it is then cut to lie between zero and
its parents, which its interval is not, so coverage is kept. The intervals of what was selected know
that it was (:mod:`lanterne.synthesis.intervals`). Those of a single answer that is not known to
occur reach down to zero: of the answers whose interval does not, 99 in 100 on average are given.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.counting import count_pairs, count_tables, split_tables
from lanterne.counting.marginals import Codes
from lanterne.synthesis.candidates import Evidence, Listed, listed, listed_sizes
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.intervals import normal_reach, selected_lower_ends
from lanterne.synthesis.items import LENGTH, Items, all_items, project
from lanterne.synthesis.listing import HALF
from lanterne.synthesis.measure import Measurements
from lanterne.synthesis.noise_quantiles import NOMINAL, discrete_gaussian_reach
from lanterne.synthesis.residuals import Columns

Integers = npt.NDArray[np.int64]
Texts = npt.NDArray[np.object_]
Cells = dict[str, npt.NDArray[Any]]
"""Published columns → their cells."""

TABLES_AT_ONCE = 256
"""Three-way tables of the synthetic rows held in memory together."""


def published_counts(evidence: Evidence, codes: Codes, longest: int = LENGTH) -> pl.DataFrame:
    """The table of aggregates.

    Args:
        evidence: Measurements and what was computed from them.
        codes: The synthetic rows, in the codes of the domain.
        longest: Most answers together that are listed, 2 or 3.

    Returns:
        One row per listed combination, shorter ones first. Columns: ``length``; ``column_1``,
        ``value_1`` … ``column_3``, ``value_3`` (empty when unused); ``method``, always
        ``measured``; ``count``, ``count_low``, ``count_high``; ``noisy_count``; ``estimate``,
        ``estimate_low``, ``estimate_high``; ``synthetic``, the number of synthetic rows.
    """
    listing = listing_of(evidence, longest)
    return listing.counts(rows_listed(listing.places, codes, evidence.domain))


Places = tuple[Columns, tuple[Integers, ...]]
"""Model columns, and of each the place of its item in the combinations that are listed of them."""


@dataclass(frozen=True)
class Listing:
    """What is published, before rows are counted: it follows from the measurements alone.

    Attributes:
        found: What is listed, table by table.
        items: Of each model column.
    """

    found: tuple[Listed, ...]
    items: tuple[Items, ...]

    @property
    def places(self) -> tuple[Places, ...]:
        """What is to be counted in the rows."""
        return tuple((one.candidates.columns, one.candidates.where) for one in self.found)

    @property
    def combinations(self) -> int:
        """How many are listed."""
        return sum(len(one.candidates.counts) for one in self.found)

    def counts(self, synthetic: Integers) -> pl.DataFrame:
        """The table of aggregates.

        Args:
            synthetic: Rows of each combination, as :func:`rows_listed` gives them.
        """
        cells = _numbers(self.found) | _texts(self.found, self.items)
        cells["synthetic"] = synthetic
        return below_parents(_frame(cells).sort("length", maintain_order=True))


def listing_of(evidence: Evidence, longest: int = LENGTH) -> Listing:
    """What is published of so many answers together, 2 or 3 at most."""
    items = all_items(evidence.domain)
    return Listing(tuple(listed(evidence, items, longest)), items)


def count_of_all(groups: Sequence[Measurements], rows: Sequence[int]) -> pl.DataFrame:
    """How many people are in each of several groups, whatever they answer.

    Args:
        groups: What was measured of each.
        rows: Synthetic rows of each.

    Returns:
        One row per group, as :func:`published_counts`; its answer is left blank.
    """
    found = listed_sizes(groups)
    blank = np.full(len(groups), "", object)
    cells = _numbers([found]) | dict.fromkeys(_TEXTS, blank)
    cells |= {"length": np.ones(len(groups)), "method": np.full(len(groups), "measured", object)}
    return _frame(cells | {"synthetic": np.array(rows)})


def _frame(cells: Cells) -> pl.DataFrame:
    return pl.DataFrame(
        {name: pl.Series(name, cells[name], kind) for name, kind in _SCHEMA.items()}
    )


_TEXTS = [f"{part}_{place}" for place in range(1, LENGTH + 1) for part in ("column", "value")]
_SCHEMA = {
    "length": pl.UInt8,
    **dict.fromkeys(_TEXTS, pl.String),
    "method": pl.String,
    **dict.fromkeys(("count", "count_low", "count_high", "noisy_count"), pl.Int64),
    **dict.fromkeys(("estimate", "estimate_low", "estimate_high"), pl.Float64),
    "synthetic": pl.Int64,
}


def rows_listed(places: Sequence[Places], codes: Codes, domain: Domain) -> Integers:
    """How many rows hold each combination that is listed; of several sets of rows, they add up.

    Args:
        places: What is listed, table by table.
        codes: The rows, in the codes of the domain.
        domain: Their domain.
    """
    return np.concatenate([np.zeros(0, np.int64), *_rows_listed(places, codes, domain)])


def _rows_listed(places: Sequence[Places], codes: Codes, domain: Domain) -> Iterator[Integers]:
    """The same of each table."""
    layout, items = domain.layout, all_items(domain)
    gram = count_pairs([codes], layout)
    for columns, where in places:
        if len(columns) < LENGTH:
            block = layout.block(columns[0]), layout.block(columns[-1])
            table = np.diag(gram[block]) if len(columns) == 1 else gram[block]
            yield _rows([items[column] for column in columns], where, table)
    three = [one for one in places if len(one[0]) == LENGTH]
    for begin in range(0, len(three), TABLES_AT_ONCE):
        some = three[begin : begin + TABLES_AT_ONCE]
        triples = [columns for columns, _ in some]
        flat = count_tables([codes], layout, triples)
        for (columns, where), table in zip(some, split_tables(flat, layout, triples), strict=True):
            yield _rows([items[column] for column in columns], where, table)


def _rows(parts: Sequence[Items], where: tuple[Integers, ...], table: Integers) -> Integers:
    """The rows of each listed combination of one table."""
    rows = project(table.astype(np.float64), parts)[where]
    return np.rint(rows).astype(np.int64)


def _numbers(found: Sequence[Listed]) -> Cells:
    """Counts and estimates with their intervals."""
    counts, sigmas, estimates, deviations = (
        np.concatenate([getattr(one.candidates, name) for one in found])
        for name in ("counts", "sigmas", "estimates", "deviations")
    )
    thresholds = np.concatenate([one.thresholds for one in found])
    occur = np.concatenate([one.occur for one in found])
    reach = discrete_gaussian_reach(sigmas, NOMINAL)
    # A whole number is as large as it is where it is half a person less, or more.
    lowest = selected_lower_ends(counts - HALF, sigmas, deviations, thresholds)
    low = np.minimum(np.maximum(counts - reach, 0), np.ceil(lowest).astype(np.int64))
    spread = normal_reach() * deviations
    estimate_low = selected_lower_ends(estimates, deviations, deviations, thresholds)
    return {
        "count": np.maximum(counts, 0),
        "count_low": np.where(occur, low, 0),
        "count_high": np.maximum(counts + reach, 0),
        "noisy_count": counts,
        "estimate": estimates,
        "estimate_low": np.where(occur, estimate_low, 0.0),
        "estimate_high": np.maximum(estimates + spread, 0.0),
    }


def _texts(found: Sequence[Listed], items: Sequence[Items]) -> Cells:
    """Lengths, methods, and the columns and values of each combination."""
    blocks = [
        _answers([items[column] for column in one.candidates.columns], one.candidates.where)
        for one in found
    ]
    cells = {name: np.concatenate([block[name] for block in blocks]) for name in _TEXTS}
    cells["length"] = sum((cells[name] != "").astype(np.int64) for name in _TEXTS[::2])
    cells["method"] = np.full(len(cells["length"]), "measured", object)
    return cells


def _answers(parts: Sequence[Items], where: tuple[Integers, ...]) -> dict[str, Texts]:
    """Columns and values of the combinations of some model columns."""
    rows = len(where[0])
    texts = {name: np.full(rows, "", object) for name in _TEXTS}
    if all(part.lengths.size == 0 or part.lengths.max() == 1 for part in parts):
        for place, (part, positions) in enumerate(zip(parts, where, strict=True), 1):
            columns = np.array([answers[0][0] for answers in part.answers], object)
            values = np.array([answers[0][1] for answers in part.answers], object)
            texts[f"column_{place}"] = columns[positions]
            texts[f"value_{place}"] = values[positions]
        return texts
    for row, places in enumerate(zip(*where, strict=True)):
        answers = [a for part, at in zip(parts, places, strict=True) for a in part.answers[at]]
        for place, (column, value) in enumerate(answers, 1):
            texts[f"column_{place}"][row] = column
            texts[f"value_{place}"][row] = value
    return texts


def below_parents(frame: pl.DataFrame) -> pl.DataFrame:
    """Cut every estimate to lie between zero and the estimates of its shorter combinations.

    Intervals are widened where needed to hold the cut estimate, never shortened.
    """
    done = frame.filter(pl.col("length") == 1).with_columns(
        pl.col("estimate").clip(lower_bound=0.0)
    )
    for length in range(2, LENGTH + 1):
        here = frame.filter(pl.col("length") == length)
        bounds = [pl.lit(float("inf"))]
        for dropped in range(1, length + 1):
            left = [place for place in range(1, length + 1) if place != dropped]
            parents = done.filter(pl.col("length") == length - 1).select(
                *[
                    pl.col(f"{part}_{at}").alias(f"{part}_{place}")
                    for at, place in enumerate(left, 1)
                    for part in ("column", "value")
                ],
                pl.col("estimate").alias(f"parent_{dropped}"),
            )
            on = [f"{part}_{place}" for place in left for part in ("column", "value")]
            here = here.join(parents, on=on, how="left", maintain_order="left")
            bounds.append(pl.col(f"parent_{dropped}"))
        here = here.with_columns(
            pl.min_horizontal(pl.col("estimate").clip(lower_bound=0.0), *bounds).alias("estimate")
        )
        done = pl.concat([done, here.select(frame.columns)])
    return done.with_columns(
        pl.min_horizontal("estimate_low", "estimate").alias("estimate_low"),
        pl.max_horizontal("estimate_high", "estimate").alias("estimate_high"),
    )
