"""Membership by published counts, for an attacker who knows every case but one.

From each published count the attacker takes the exact count of all others; what is left is noise,
plus one if the person is in the data. The likelihood ratio of Gaussian noise is the best test
(Neyman and Pearson 1933; likelihood ratios as membership inference: Homer et al. 2008, PLoS
Genetics 4 (8); Carlini et al. 2022, arXiv 2112.03570):

    S = Σ (y − c − 1/2) / σ²   over the person's own published counts,

with y the published count, c the count of all others, σ its stated noise; above 0 speaks for
membership. For the same noise, S without the person is less by Σ 1/σ². Every published count is
given to one person only, so that the attempts are independent.

With the noise that is stated, the attempts are at most as good as one Gaussian of
μ = √(Σ 1/σ²) (Dong, Roth, Su 2022, arXiv 1905.02383): a rate of Φ(Φ⁻¹(α) + μ) at α false alarms.
A rate above that means that less noise was drawn than is stated, whatever ε says.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.attacks.chances import (
    gaussian_detections,
    largest_rate,
    largest_variance_ratio,
    least_rate,
)
from lanterne.attacks.promise import Promise
from lanterne.attacks.result import FALSE_ALARM, AttackResult, Rate, Verdict, judge
from lanterne.codebook import encode_table
from lanterne.codebook.model import Table
from lanterne.evaluation.aggregates import NOMINAL, true_counts

DEFINITION = "likelihood ratio with all other cases known (arXiv 2112.03570, arXiv 1905.02383)"

ATTEMPTS = 200
"""People that are attacked at least, where there are counts enough."""

FAR = 8.0
"""Counts of so many σ are listed whatever their noise: others may be listed because of it."""

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class KnownCounts:
    """Published counts whose noise is independent, with the truth. Sensitive.

    Attributes:
        noise: Published noisy count less exact count.
        sigma: Stated scale of the noise; read from the interval, and so not above it.
        exact: The exact count.
        answers: Each count's columns and the answers in them; of one or two columns.
    """

    noise: Floats = field(repr=False)
    sigma: Floats = field(repr=False)
    exact: Floats = field(repr=False)
    answers: tuple[tuple[tuple[str, str], ...], ...] = field(repr=False)


def attack_counts(
    original: pl.DataFrame,
    counts: pl.DataFrame,
    table: Table,
    promise: Promise,
    rng: np.random.Generator,
) -> AttackResult:
    """How often people are found to be in the data by the published counts.

    Args:
        original: The people in the data, one row each.
        counts: The published counts, in the columns of a release's ``aggregates``.
        table: The table of the codebook that both are of.
        promise: What is put to the test.
        rng: Chooses the people and which counts are whose.
    """
    known = known_counts(original, counts, table)
    found, without, mu = _attempts(original, known, rng)
    rate = Rate(int((found >= 0).sum()), len(found))
    chance = Rate(int((without >= 0).sum()), len(found))
    allowed, verdict = judge(rate, chance, promise)
    far = known.exact >= FAR * known.sigma
    squares = float(((known.noise / known.sigma)[far] ** 2).sum())
    detail = {
        "counts": len(known.noise),
        "counts_of_a_person": _each(known),
        "mu_of_stated_noise": mu,
        "counts_measured": int(far.sum()),
        "noise_drawn_to_stated": math.sqrt(squares / far.sum()) if far.any() else None,
    }
    if rate.attempts:
        stated = gaussian_detections(chance.rate, mu)
        allowed = stated if allowed is None else min(allowed, stated)
        if _too_little_noise(rate, chance, mu, squares, int(far.sum())):
            verdict = Verdict.BEATS_PROMISE
    return AttackResult(
        "membership-by-counts", DEFINITION, rate, chance, allowed, verdict, detail=detail
    )


def _too_little_noise(rate: Rate, chance: Rate, mu: float, squares: float, terms: int) -> bool:
    """By the attempts, or by the size of the noise itself, which the same attacker sees."""
    error = FALSE_ALARM / 4
    low = least_rate(rate.successes, rate.attempts, error)
    high = largest_rate(chance.successes, chance.attempts, error)
    small = terms >= 10 and largest_variance_ratio(squares, terms, error) < 1
    return low > gaussian_detections(high, mu) or small


def known_counts(original: pl.DataFrame, counts: pl.DataFrame, table: Table) -> KnownCounts:
    """The counts of one or two answers whose noise is independent of all others'.

    That is so where each answer is one cell of a measured table: where no two columns share a
    model column, and none is a set.
    """
    alone = {
        column.sources[0]
        for column in encode_table(table).columns
        if len(column.sources) == 1 and not table.column(column.sources[0]).traits.several
    }
    shared = {*counts["column_1"].to_list(), *counts["column_2"].to_list()} - alone - {""}
    kept = counts.filter(
        (pl.col("length") <= 2)
        & (pl.col("count_high") > 0)
        & ~pl.col("column_1").is_in(list(shared))
        & ~pl.col("column_2").is_in(list(shared))
    )
    exact = true_counts(original, kept, table).astype(float)
    # Only an earlier release has the noisy count itself as its count.
    noisy = kept["noisy_count" if "noisy_count" in kept.columns else "count"]
    reach = (kept["count_high"] - noisy).to_numpy().astype(float)
    sigma = np.maximum(reach - 0.5, 0.5) / NormalDist().inv_cdf((1 + NOMINAL) / 2)
    answers = tuple(
        tuple((column, value) for column, value in (row[:2], row[2:]) if column)
        for row in kept.select("column_1", "value_1", "column_2", "value_2").iter_rows()
    )
    return KnownCounts(noisy.to_numpy() - exact, sigma, exact, answers)


def _attempts(
    original: pl.DataFrame, known: KnownCounts, rng: np.random.Generator
) -> tuple[Floats, Floats, float]:
    """S of each attacked person with and without them, and the largest μ of the stated noise.

    People are taken in random order; each gets as many of their own counts that nobody has yet.
    """
    where = {answers: place for place, answers in enumerate(known.answers)}
    names = sorted({name for answers in known.answers for name, _ in answers})
    asked = _columns(names, where)
    each = _each(known)
    free = np.ones(len(known.noise), bool)
    order = rng.permutation(original.height)[: 20 * ATTEMPTS]
    rows = original.select(pl.col(name).cast(pl.String).fill_null("") for name in names)
    found, without, precision = [], [], 0.0
    for places in _own(asked, rows[order], names, where):
        own = places[places >= 0]
        own = own[free[own]]
        if len(own) < each:
            continue
        mine = rng.permutation(own)[:each]
        free[mine] = False
        weight = known.sigma[mine] ** -2
        score = float(((known.noise[mine] + 0.5) * weight).sum())
        found.append(score)
        without.append(score - float(weight.sum()))
        precision = max(precision, float(weight.sum()))
    return np.array(found), np.array(without), math.sqrt(precision)


def _each(known: KnownCounts) -> int:
    """Counts that one person gets: a small part of all, since most are about few people."""
    return max(1, len(known.noise) // (8 * ATTEMPTS))


def _columns(
    names: list[str], where: dict[tuple[tuple[str, str], ...], int]
) -> list[tuple[int, ...]]:
    """Places of the columns, one or two, of which there are published counts."""
    known = {tuple(name for name, _ in answers) for answers in where}
    places = range(len(names))
    asked = [(one,) for one in places] + [(one, other) for one in places for other in places]
    return [columns for columns in asked if tuple(names[place] for place in columns) in known]


def _own(
    asked: list[tuple[int, ...]],
    rows: pl.DataFrame,
    names: list[str],
    where: dict[tuple[tuple[str, str], ...], int],
) -> Integers:
    """Places of the published counts that people are in; people × columns, −1 where there is none.

    One pair of columns after the other, and not one person: there are hundreds of pairs.
    """
    numbers: dict[str, dict[str, int]] = {name: {} for name in names}
    of: dict[tuple[str, ...], list[tuple[tuple[int, ...], int]]] = {}
    for answers, place in where.items():
        for name, value in answers:
            numbers[name].setdefault(value, len(numbers[name]) + 1)  # 0 is of no published count
        cell = tuple(numbers[name][value] for name, value in answers)
        of.setdefault(tuple(name for name, _ in answers), []).append((cell, place))
    said = [np.array([numbers[name].get(one, 0) for one in rows[name]], int) for name in names]
    found = np.full((rows.height, len(asked)), -1)
    for position, columns in enumerate(asked):
        named = tuple(names[place] for place in columns)
        table = np.full([len(numbers[name]) + 1 for name in named], -1)
        for cell, place in of[named]:
            table[cell] = place
        found[:, position] = table[tuple(said[place] for place in columns)]
    return found
