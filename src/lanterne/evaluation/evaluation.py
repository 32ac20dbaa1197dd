"""What a release is worth, seen from the cases that it protects. Sensitive."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from lanterne.anonymity.generalised.coarsen import coarsen
from lanterne.codebook.model import Codebook, Table
from lanterne.evaluation.aggregates import (
    NOMINAL,
    AggregateMeasures,
    check_counts,
    intervals_held,
    measures_of,
)
from lanterne.evaluation.analyses import Analyses, analyse
from lanterne.evaluation.attacked import AttackOutcome, attack_outcomes
from lanterne.evaluation.codes import CodedTables
from lanterne.evaluation.comparison import Comparison, compare_tables
from lanterne.evaluation.coverage import Coverage, coverage_of
from lanterne.evaluation.k_marginal import KMarginal, k_marginal
from lanterne.evaluation.lights import Light, risk_light, utility_light
from lanterne.evaluation.promised import DIFFERENTIAL_PRIVACY, Promised, promised_by
from lanterne.evaluation.propensity import Propensity, propensity_of_rows
from lanterne.release.tables import binned

if TYPE_CHECKING:
    from lanterne.cases import Cases
    from lanterne.release import Release

INTERVAL_COLUMNS = frozenset({"count", "count_low", "count_high", "estimate", "synthetic"})
"""Columns that published counts must have to be compared."""

NOTICE = "SENSITIVE: computed from the cases without protection. Do not publish."


@dataclass(frozen=True)
class Evaluation:
    """A release compared with its cases.

    It is no :class:`~lanterne.privacy.Protected`, and nothing makes one of it: what writes a
    release does not take it.

    Attributes:
        codebook: What the columns mean.
        epsilon: ε of the release; ``None`` for methods without one.
        delta: δ of the release; ``None`` for methods without one.
        comparison: The released rows against the cases.
        aggregates: The published counts against the cases, per length and method; may be empty.
        method: What the release promises; ``None``: what ε and δ say, and no more.
        analyses: Analyses done on both sides; ``None``: none was.
        propensity: How well all columns together tell released rows from cases; ``None``: not
            measured.
        attacks: What attacks on the release came to, if any were tried.
        release: Name of the release: that of its folder.
        looks: How often releases of these cases have been evaluated, by the ledger, this time
            included; ``None``: no ledger keeps count.
        coarser: Columns whose answers the release writes wider: of these the cases were compared
            as wide, so that what was lost by it is in no figure.
        coverage: How often the published intervals hold, by true count and by column.
    """

    codebook: Codebook
    epsilon: float | None
    delta: float | None
    comparison: Comparison
    aggregates: tuple[AggregateMeasures, ...]
    method: Promised | None = None
    analyses: Analyses | None = None
    propensity: Propensity | None = None
    attacks: tuple[AttackOutcome, ...] = ()
    release: str = ""
    looks: int | None = None
    coarser: tuple[str, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)

    @property
    def intervals_held(self) -> float | None:
        """Share of the intervals of counts that hold the true count; ``None`` without any."""
        return intervals_held(self.aggregates)

    @property
    def promised(self) -> Promised:
        """What the release promises."""
        if self.method is not None or self.epsilon is None:
            return self.method or Promised()
        return Promised(DIFFERENTIAL_PRIVACY, epsilon=self.epsilon, delta=self.delta)

    @property
    def k_marginal(self) -> tuple[KMarginal, ...]:
        """The k-marginal score at each length that was measured."""
        return k_marginal(self.comparison.lengths)

    @cached_property
    def utility(self) -> Light:
        """What the release is worth, as a traffic light."""
        return utility_light(self.comparison, self.intervals_held, self.analyses)

    @cached_property
    def risk(self) -> Light:
        """What the release risks, as a traffic light."""
        return risk_light(self.promised, self.comparison.rows_real, self.attacks)

    def to_dict(self) -> dict[str, Any]:
        """All figures, for JSON; marked as sensitive."""
        return {
            "sensitive": True,
            "notice": NOTICE,
            "codebook": {"name": self.codebook.name, "version": self.codebook.version},
            "release": self.release,
            "looks": self.looks,
            "coarser": list(self.coarser),
            "epsilon": self.epsilon,
            "delta": self.delta,
            "promised": asdict(self.promised),
            "utility": asdict(self.utility),
            "risk": asdict(self.risk),
            **self.comparison.to_dict(),
            "k_marginal": [asdict(one) for one in self.k_marginal],
            "propensity": None if self.propensity is None else asdict(self.propensity),
            "analyses": None if self.analyses is None else asdict(self.analyses),
            "attacks": [asdict(one) for one in self.attacks],
            "interval_nominal": NOMINAL,
            "aggregates": [asdict(one) for one in self.aggregates],
            "coverage": asdict(self.coverage),
        }


def missing_texts(table: Table) -> dict[str, frozenset[str]]:
    """Column → the texts that say nothing about a person."""
    return {
        column.name: frozenset(chain.from_iterable(column.missing.values()))
        for column in table.columns
    }


def evaluate_release(cases: Cases, release: Release, attacks: object | None = None) -> Evaluation:
    """Compare a release with the cases that it was made from.

    Args:
        cases: The cases, read with the codebook of the release.
        release: The release, of any method; it need not have a statement or counts.
        attacks: What attacks on it came to: see
            :func:`lanterne.evaluation.attacked.attack_outcomes`.

    Returns:
        The evaluation; as sensitive as the cases.

    Raises:
        InputError: The cases break the codebook.
        UsageError: The cases and the release do not have the same columns.
    """
    return evaluate_frame(cases.frame(), release, attacks)


def evaluate_frame(
    real: pl.DataFrame, release: Release, attacks: object | None = None
) -> Evaluation:
    """Compare a release with the answers of its cases, numbers as bins; see above."""
    table, missing = release.codebook.table, missing_texts(release.codebook.table)
    outcomes, promised = attack_outcomes(attacks), promised_by(release)
    real, coarser = _as_wide(real, release)
    rows = binned(release.data, table)
    tables = CodedTables.of(real, rows, missing)
    aggregates = _counts(release)
    checked = () if aggregates is None else check_counts(real, aggregates, table)
    return Evaluation(
        codebook=release.codebook,
        epsilon=promised.epsilon,
        delta=promised.delta,
        comparison=compare_tables(tables),
        aggregates=measures_of(checked),
        method=promised,
        analyses=analyse(real, rows, table, missing),
        propensity=propensity_of_rows(tables),
        attacks=outcomes,
        release=getattr(release, "path", Path()).name,
        coarser=coarser,
        coverage=coverage_of(checked),
    )


def _as_wide(real: pl.DataFrame, release: Release) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The cases in the wider answers of a generalised release, and the columns that have them."""
    original = getattr(release, "original", None)
    if original is None:
        return real, ()
    wide = coarsen(real, release.data, original.table)
    texts = real.select(pl.all().cast(pl.String).fill_null(""))
    return wide, tuple(name for name in wide.columns if not wide[name].equals(texts[name]))


def _counts(release: Release) -> pl.DataFrame | None:
    """The published counts that have intervals; ``None`` where a method publishes none."""
    try:
        aggregates = release.aggregates
    except (KeyError, AttributeError):
        return None
    if aggregates is None or not INTERVAL_COLUMNS.issubset(aggregates.columns):
        return None
    return aggregates
