"""A release that is to be judged, and the cases it was made from; from any folder or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from lanterne.anonymity.check_classes import find_faults
from lanterne.anonymity.check_combinations import find_violations
from lanterne.anonymity.result import Guarantee, Method
from lanterne.attacks import PublishedBeside, detectable_shares, run_attacks, run_network_attacks
from lanterne.cases.network.frames import NetworkTables
from lanterne.cases.network.views import victim_rows
from lanterne.codebook.model import Codebook, Table
from lanterne.errors import UsageError
from lanterne.evaluation.aggregates import intervals_held, measure_aggregates
from lanterne.evaluation.analyses import analyse_frames
from lanterne.evaluation.comparison import Comparison, compare_frames
from lanterne.evaluation.evaluation import missing_texts
from lanterne.evaluation.lights import utility_light
from lanterne.evaluation.network.comparison import compare_networks
from lanterne.evaluation.network.evaluation import measure_published
from lanterne.gate.cases_match import (
    require_answers,
    require_intervals,
    require_noise,
    require_others,
)
from lanterne.gate.examination import Examination, Told, Use
from lanterne.gate.homogeneity import told_by_attack, told_by_rows
from lanterne.gate.pledge import Pledge
from lanterne.privacy import Unit

DRAWS = 1_000
"""People of each group, and questions, with which an attack is tried."""

SEED = 20260105
"""Seed of the targets: the same release gets the same answer."""

COUNTED = tuple(unit for unit in Unit if unit.traits.alone)
"""Units under which every record of a person counts, so that counts are of all people."""


@dataclass(frozen=True)
class TableCandidate:
    """A release of one table. What is of the cases is sensitive.

    Attributes:
        cases: The people in the data, one row each, as texts.
        released: The released rows, of the same columns.
        table: What the columns mean; of k-anonymised rows, with the hierarchies.
        pledge: What is promised.
        counts: Published counts, in the columns of a release's ``aggregates``; ``None``: none.
        control: People of the same kind whom the release was made without; ``None``: there are
            none, and half of the release stands for them.
        earlier: Rows of earlier releases of overlapping people.
        datasets: Rows of the data sets for inference of the release.
    """

    cases: pl.DataFrame = field(repr=False)
    released: pl.DataFrame = field(repr=False)
    table: Table
    pledge: Pledge
    counts: pl.DataFrame | None = field(default=None, repr=False)
    control: pl.DataFrame | None = field(default=None, repr=False)
    earlier: Sequence[pl.DataFrame] = field(default=(), repr=False)
    datasets: Sequence[pl.DataFrame] = field(default=(), repr=False)

    def examine(self, draws: int = DRAWS, seed: int = SEED) -> Examination:
        """Attack it, check what it guarantees, and measure what it is worth.

        Args:
            draws: People of each group, and questions, per attack; at least 10.
            seed: Chooses them.

        Raises:
            UsageError: The cases and the release do not have the same columns, or the release
                cannot be of these cases, or the control group is not of other people.
        """
        _require_columns(self.cases, self.released)
        if self.control is not None:
            require_others(self.cases, self.control)
        guarantee = self.pledge.guarantee
        if guarantee is not None:
            require_answers(self.cases, self.released, self.table, guarantee)
        use = self._use()
        require_intervals(use.intervals)
        attacks = run_attacks(
            self.cases,
            self.released,
            self.table,
            self.control,
            promise=self.pledge.people,
            beside=PublishedBeside(self.counts, self.earlier, self.datasets),
            draws=draws,
            seed=seed,
        )
        if self.pledge.unit in COUNTED:
            require_noise(attacks)
        if guarantee is not None and guarantee.method is Method.K_ANONYMISED:
            return Examination(
                self.pledge,
                attacks,
                faults={
                    str(fault): number
                    for fault, number in find_faults(self.released, guarantee).items()
                },
                smallest=_smallest(self.released, guarantee),
                told=self._told(guarantee),
                use=use,
            )
        told = told_by_attack(attacks.result("homogeneity"), self.cases.height)
        return Examination(
            self.pledge,
            attacks,
            self._violations(),
            told=told,
            use=use,
            detectable=detectable_shares(self.released),
        )

    def _violations(self) -> Mapping[int, int]:
        """Combinations that too few people hold: exhaustively, for attacks do not see them all."""
        guarantee = self.pledge.guarantee
        if guarantee is None:
            return {}
        cases = self.cases.select(self.released.columns)
        return find_violations(self.released, cases, guarantee.k, guarantee.length)

    def _told(self, guarantee: Guarantee) -> Told:
        known, silent = list(guarantee.quasi_identifiers), missing_texts(self.table)
        return told_by_rows(self.released, known, guarantee.sensitive, silent)

    def _use(self) -> Use:
        missing = missing_texts(self.table)
        comparison = compare_frames(self.cases, self.released, missing, lengths=(1, 2))
        held = None
        if self.counts is not None:
            held = intervals_held(measure_aggregates(self.cases, self.counts, self.table))
        analyses = analyse_frames(self.cases, self.released, self.table, missing)
        light = utility_light(comparison, held, analyses).level
        return Use(_distance([comparison]), comparison.rows_ratio, held, str(light))


@dataclass(frozen=True)
class NetworkCandidate:
    """A release of linked tables, which only differential privacy protects.

    Attributes:
        cases: The cases. Sensitive.
        released: The released tables.
        codebook: What they mean.
        pledge: What is promised, to victims and to perpetrators.
        counts: ``victims`` and ``perpetrators`` → published counts over the views of these.
        control: Other cases of the same kind that the release was made without.
    """

    cases: NetworkTables = field(repr=False)
    released: NetworkTables = field(repr=False)
    codebook: Codebook
    pledge: Pledge
    counts: Mapping[str, pl.DataFrame] = field(default_factory=dict, repr=False)
    control: NetworkTables | None = field(default=None, repr=False)

    def examine(self, draws: int = DRAWS, seed: int = SEED) -> Examination:
        """As :meth:`TableCandidate.examine`, of all tables."""
        network = self.codebook.network
        if network is None:
            raise UsageError("codebook.of-one-table")
        if self.control is not None:
            require_others(*(victim_rows(one, network) for one in (self.cases, self.control)))
        published = measure_published(self.cases, self.counts, network)
        held = intervals_held(m for one in published if not one.linked for m in one.measures)
        require_intervals(held)
        found = compare_networks(self.cases, self.released, self.codebook, baselines=False)
        tables = [one for one in (found.victims, found.perpetrators, found.links) if one]
        attacks = run_network_attacks(
            self.cases,
            self.released,
            self.codebook,
            self.control,
            promise=self.pledge.people,
            perpetrators=self.pledge.perpetrators,
            draws=draws,
            seed=seed,
        )
        told = told_by_attack(attacks.result("homogeneity"), found.victims.rows_real)
        use = Use(_distance(tables), found.victims.rows_ratio, held, None)
        detectable = detectable_shares(victim_rows(self.released, network))
        return Examination(self.pledge, attacks, told=told, use=use, detectable=detectable)


def _require_columns(cases: pl.DataFrame, released: pl.DataFrame) -> None:
    different = sorted(set(cases.columns) ^ set(released.columns))
    if different:
        raise UsageError("release.other-columns", columns=tuple(different))


def _distance(tables: Sequence[Comparison]) -> float | None:
    """Mean distance of two columns, of the worst table; ``None``: no table has two."""
    pairs = [two.distance_mean for one in tables if (two := one.length(2)) is not None]
    return max(pairs, default=None)


def _smallest(released: pl.DataFrame, guarantee: Guarantee) -> int:
    """Rows of the smallest class; nobody can be found by columns that nobody knows."""
    names = list(guarantee.quasi_identifiers)
    if not names or not released.height:
        return released.height
    sizes = released.group_by(pl.col(names).cast(pl.String).fill_null("")).len()["len"]
    return int(sizes.to_numpy().min())
