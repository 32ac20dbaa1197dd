"""Published counts: every attested combination of up to three answers, with honest intervals.

Two numbers stand beside each combination. ``count`` is the sum of the noisy cells of one measured
table: unbiased, with an interval from the exact distribution of its noise. ``estimate`` is the
best linear unbiased estimate from all measured tables, with its own, shorter, interval; it is
then cut to lie between zero and its parents, which its interval is not, so coverage is kept.
Three answers are listed where their table was measured: a count without an interval is none.

An answer is a value of a published column. Where a model column stands for several published
ones, the answer is the set of its codes that hold the value, and counts are sums over the set.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.counting import count_pairs, count_triples, triple_tables
from lanterne.counting.marginals import Codes
from lanterne.synthesis.attest import Attested
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.measure import Measurements
from lanterne.synthesis.residuals import Residuals

Floats = npt.NDArray[np.float64]
Texts = npt.NDArray[np.object_]
Answer = tuple[str, str]
Block = dict[str, npt.NDArray[Any]]
"""Published columns → their cells, for the combinations of some model columns."""

NOMINAL = 0.95
"""Coverage of the intervals."""

LENGTH = 3
"""Longest combination."""

TABLES_AT_ONCE = 256
"""Three-way tables of the synthetic rows held in memory together."""


@dataclass(frozen=True)
class Items:
    """Answers, alone or together, that one model column can give.

    Attributes:
        answers: Per item, its (published column, value) pairs, at most ``LENGTH``.
        member: Items × size; 1.0 where a code gives the item.
        lengths: Number of answers of each item.
    """

    answers: tuple[tuple[Answer, ...], ...]
    member: Floats
    lengths: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Evidence:
    """All that the published counts are computed from; every part is protected."""

    domain: Domain
    measurements: Measurements
    residuals: Residuals
    attested: Attested


def published_counts(evidence: Evidence, codes: Codes) -> pl.DataFrame:
    """The table of aggregates.

    Args:
        evidence: Measurements and what was computed from them.
        codes: The synthetic rows, in the codes of the domain.

    Returns:
        One row per attested combination, shorter ones first. Columns: ``length``; ``column_1``,
        ``value_1`` … ``column_3``, ``value_3`` (empty when unused); ``method``, always
        ``measured``; ``count``, ``count_low``, ``count_high``; ``estimate``, ``estimate_low``,
        ``estimate_high``; ``synthetic``, the number of synthetic rows.
    """
    items = tuple(
        items_of(evidence.domain, column) for column in range(evidence.domain.layout.width)
    )
    blocks = list(_blocks(evidence, items, codes))
    frame = pl.DataFrame(
        {
            name: pl.Series(name, np.concatenate([block[name] for block in blocks]), kind)
            for name, kind in _SCHEMA.items()
        }
    )
    return _below_parents(frame.sort("length", maintain_order=True))


_TEXTS = [f"{part}_{place}" for place in range(1, LENGTH + 1) for part in ("column", "value")]
_SCHEMA = {
    "length": pl.UInt8,
    **dict.fromkeys(_TEXTS, pl.String),
    "method": pl.String,
    **dict.fromkeys(("count", "count_low", "count_high"), pl.Int64),
    **dict.fromkeys(("estimate", "estimate_low", "estimate_high"), pl.Float64),
    "synthetic": pl.Int64,
}


def items_of(domain: Domain, column: int) -> Items:
    """What can be said by one model column: single answers, and joint ones of composite columns."""
    source = domain.encoding.columns[column]
    cells = [source.cells[code] for code in domain.kept[column]]
    found: dict[tuple[Answer, ...], list[int]] = {}
    for code, texts in enumerate(cells):
        said = [
            (name, text)
            for name, text in zip(source.sources, texts, strict=True)
            if text not in domain.silent[name]
        ]
        for length in range(1, min(len(said), LENGTH) + 1):
            for answers in combinations(said, length):
                found.setdefault(answers, []).append(code)
    member = np.zeros((len(found), len(cells)))
    for row, members in enumerate(found.values()):
        member[row, members] = 1.0
    lengths = np.array([len(answers) for answers in found], np.int64)
    return Items(tuple(found), member, lengths)


def _blocks(evidence: Evidence, items: tuple[Items, ...], codes: Codes) -> Iterator[Block]:
    """The listed combinations of one, two and three model columns."""
    layout, measured = evidence.domain.layout, evidence.measurements
    gram = count_pairs([codes], layout)
    for i in range(layout.width):
        block = layout.block(i)
        yield _listed(
            evidence,
            items,
            (i,),
            np.diag(evidence.attested.pairs)[block],
            np.diag(gram)[block],
            measured.singles[block],
            measured.single_sigmas[i],
        )
    for i, j in measured.measured_pairs():
        table = layout.block(i), layout.block(j)
        yield _listed(
            evidence,
            items,
            (i, j),
            evidence.attested.pairs[table],
            gram[table],
            measured.pairs[table],
            measured.pair_sigmas[i, j],
        )
    noisy = triple_tables(measured.triple_counts, layout, measured.triples)
    for begin in range(0, len(measured.triples), TABLES_AT_ONCE):
        some = measured.triples[begin : begin + TABLES_AT_ONCE]
        synthetic = triple_tables(count_triples([codes], layout, some), layout, some)
        for place, (triple, drawn) in enumerate(zip(some, synthetic, strict=True), begin):
            yield _listed(
                evidence,
                items,
                triple,
                evidence.attested.triple(*triple),
                drawn,
                noisy[place],
                measured.triple_sigma,
            )


def _listed(
    evidence: Evidence,
    items: tuple[Items, ...],
    columns: tuple[int, ...],
    allowed: npt.NDArray[np.bool_],
    synthetic: npt.NDArray[np.int64],
    noisy: npt.NDArray[np.int64],
    sigma: float,
) -> Block:
    """The listed combinations of some model columns, with their counts."""
    parts = [items[column] for column in columns]
    members = [part.member for part in parts]
    length = np.add.outer(0, parts[0].lengths)
    for part in parts[1:]:
        length = np.add.outer(length, part.lengths)
    listed = (_project(allowed.astype(np.float64), members) > 0) & (length <= LENGTH)
    where = np.nonzero(listed)
    block: Block = {"length": length[where], **_texts(parts, where)}
    drawn = _project(synthetic.astype(np.float64), members)[where]
    block["synthetic"] = np.rint(drawn).astype(np.int64)
    sizes = [part.member.sum(axis=1) for part in parts]
    cells = sizes[0]
    for size in sizes[1:]:
        cells = np.multiply.outer(cells, size)
    count = np.rint(_project(noisy.astype(np.float64), members)[where]).astype(np.int64)
    reach = discrete_gaussian_reach(sigma * np.sqrt(cells[where]), NOMINAL)
    estimate = _project(evidence.residuals.table(columns), members)[where]
    spread = _normal() * np.sqrt(variance_of_sums(evidence.residuals, columns, sizes)[where])
    return block | {
        "method": np.full(len(where[0]), "measured", object),
        "count": count,
        "count_low": np.maximum(count - reach, 0),
        "count_high": np.maximum(count + reach, 0),
        "estimate": estimate,
        "estimate_low": np.maximum(estimate - spread, 0.0),
        "estimate_high": np.maximum(estimate + spread, 0.0),
    }


def _project(table: Floats, members: list[Floats]) -> Floats:
    """Sum the cells of a table into items, along every axis."""
    for axis, member in enumerate(members):
        table = np.moveaxis(np.tensordot(member, table, axes=(1, axis)), 0, axis)
    return table


def variance_of_sums(residuals: Residuals, columns: tuple[int, ...], sizes: list[Floats]) -> Floats:
    """Variance of the best linear unbiased estimate of sums over sets of cells.

    For sets of u_j of m_j codes, residual A contributes Π_{j∈A}(u_j - u_j²/m_j)·Π_{j∉A}(u_j/m_j)²
    over its precision: the projector of A applied to the indicator of the set.
    """
    total: Floats = np.zeros([len(size) for size in sizes])
    for length in range(len(columns) + 1):
        for subset in combinations(columns, length):
            factors = [
                size - size**2 / residuals.sizes[column]
                if column in subset
                else (size / residuals.sizes[column]) ** 2
                for column, size in zip(columns, sizes, strict=True)
            ]
            product = factors[0]
            for factor in factors[1:]:
                product = np.multiply.outer(product, factor)
            total = total + product / residuals.precisions[subset]
    return total


def discrete_gaussian_reach(sigmas: Floats, coverage: float) -> npt.NDArray[np.int64]:
    """Smallest whole q with P(|N| ≤ q) ≥ coverage, N discrete Gaussian of each scale.

    The pmf is ∝ exp(-x²/(2σ²)) on the integers (Canonne, Kamath, Steinke 2020, Definition 1).
    A sum of u independent ones is within 1e-8 of the one of scale σ√u for σ ≥ 1 (Poisson
    summation), which all noise here is.
    """
    reach = np.zeros(len(sigmas), np.int64)
    for sigma in np.unique(np.round(sigmas, 6)):
        x = np.arange(int(12 * sigma) + 2)
        weight = np.exp(-(x**2) / (2 * sigma**2))
        within = np.cumsum(np.where(x == 0, 1.0, 2.0) * weight)
        reach[np.round(sigmas, 6) == sigma] = np.searchsorted(within / within[-1], coverage)
    return reach


def _normal() -> float:
    return NormalDist().inv_cdf((1 + NOMINAL) / 2)


def _texts(parts: list[Items], where: tuple[npt.NDArray[np.int64], ...]) -> dict[str, Texts]:
    """Columns and values of each combination, in the order of the published table."""
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


def _below_parents(frame: pl.DataFrame) -> pl.DataFrame:
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
