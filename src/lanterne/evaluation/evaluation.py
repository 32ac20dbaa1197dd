"""What a release is worth, seen from the cases that it protects. Sensitive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import cached_property, partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from lanterne.anonymity.generalised.coarsen import lift, lifting
from lanterne.codebook.model import Codebook, Table
from lanterne.counting.answered import (
    AnswerCounts,
    Answered,
    Asked,
    CaseAnswers,
    CountAnswers,
    HeldAnswers,
    SeenAnswers,
    SeenAs,
)
from lanterne.evaluation.aggregates import (
    NOMINAL,
    AggregateMeasures,
    CountTrue,
    beside,
    checked_of,
    intervals_held,
    measures_of,
)
from lanterne.evaluation.analyses import Analyses, CountAnalyses, analyse
from lanterne.evaluation.attacked import AttackOutcome, attack_outcomes
from lanterne.evaluation.codes import check_columns
from lanterne.evaluation.comparison import Comparison, compare_tables
from lanterne.evaluation.coverage import Coverage, coverage_of
from lanterne.evaluation.k_marginal import KMarginal, k_marginal
from lanterne.evaluation.lights import Light, risk_light, utility_light
from lanterne.evaluation.promised import DIFFERENTIAL_PRIVACY, Promised, promised_by
from lanterne.evaluation.propensity import Propensity, propensity_of_drawn
from lanterne.evaluation.tables import CountedTables
from lanterne.notebook import SENSITIVE, table_of
from lanterne.release.tables import binned

if TYPE_CHECKING:
    from lanterne.cases.case_records import CaseRecords
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
        drawn: How many people, and as many released rows at most, were drawn by lot for
            ``propensity``; ``None``: all took part.
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
    drawn: int | None = None
    attacks: tuple[AttackOutcome, ...] = ()
    release: str = ""
    looks: int | None = None
    coarser: tuple[str, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)

    def __repr__(self) -> str:
        """What is compared, and no number: a notebook keeps what it shows."""
        return f"Evaluation({self.release!r}, codebook={self.codebook.name!r}): SENSITIVE"

    def _repr_html_(self) -> str:
        """What a notebook shows: the same."""
        fields = {"release": self.release, "codebook": self.codebook.name}
        return table_of("Evaluation", fields, SENSITIVE)

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
            "propensity_people": self.drawn,
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


def evaluate_release(
    cases: CaseRecords, release: Release, attacks: object | None = None
) -> Evaluation:
    """Compare a release with the cases that it was made from, of which no more are held than read.

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
    rows = HeldAnswers(binned(release.data, release.codebook.table))
    return evaluate_answers(CaseAnswers(cases), rows, release, attacks)


def evaluate_frame(
    real: pl.DataFrame, release: Release, attacks: object | None = None
) -> Evaluation:
    """Compare a release with the answers of its cases, numbers as bins; see above."""
    rows = HeldAnswers(binned(release.data, release.codebook.table))
    return evaluate_answers(HeldAnswers(real), rows, release, attacks)


def evaluate_answers(
    real: Answered, rows: Answered, release: Release, attacks: object | None = None
) -> Evaluation:
    """Compare a release, whose rows are not looked at themselves, with its cases; see above.

    Args:
        real: The answers of the people in the cases, numbers as bins.
        rows: The released rows, numbers as bins.
        release: What else there is of it.
        attacks: What attacks on it came to.
    """
    table, missing = release.codebook.table, missing_texts(release.codebook.table)
    outcomes, promised = attack_outcomes(attacks), promised_by(release)
    check_columns(real.header, rows.header)
    header, analyses = CountAnswers(real.header), CountAnalyses(table, missing)
    released, of_rows = rows.add_up(header, analyses)
    aggregates = _counts(release)
    some = None if aggregates is None else checked_of(aggregates)
    true = () if some is None else (CountTrue(some, table),)
    asked: tuple[Asked, ...] = (header, analyses, *true)
    seen = _as_wide(real, release, released)
    wide = real if seen is None else SeenAnswers(real, seen)
    if seen is not None:
        asked = tuple(SeenAs(one, seen) for one in asked)
    before, answered, of_cases, *counted = real.add_up(header, *asked)
    tables = CountedTables.of((wide, answered), (rows, released), missing)
    checked = () if some is None or aggregates is None else beside(aggregates, some, counted[0])
    propensity, drawn = propensity_of_drawn(tables)
    return Evaluation(
        codebook=release.codebook,
        epsilon=promised.epsilon,
        delta=promised.delta,
        comparison=compare_tables(tables),
        aggregates=measures_of(checked),
        method=promised,
        analyses=analyse(of_cases, of_rows, table),
        propensity=propensity,
        drawn=drawn,
        attacks=outcomes,
        release=getattr(release, "path", Path()).name,
        coarser=tuple(
            name
            for name, one, other in zip(real.header, before.columns, answered.columns, strict=True)
            if one != other
        ),
        coverage=coverage_of(checked),
    )


def _as_wide(
    real: Answered, release: Release, released: AnswerCounts
) -> Callable[[pl.DataFrame], pl.DataFrame] | None:
    """Gives cases the wider answers of a generalised release; ``None``: it is none."""
    original = getattr(release, "original", None)
    if original is None:
        return None
    held = dict(zip(real.header, map(list, released.columns), strict=True))
    return partial(lift, lifted=lifting(held, original.table))


def _counts(release: Release) -> pl.DataFrame | None:
    """The published counts that have intervals; ``None`` where a method publishes none."""
    try:
        aggregates = release.aggregates
    except (KeyError, AttributeError):
        return None
    if aggregates is None or not INTERVAL_COLUMNS.issubset(aggregates.columns):
        return None
    return aggregates
