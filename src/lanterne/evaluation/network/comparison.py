"""Compare released linked tables with the sensitive ones: the core, without files.

Everything here is computed from the cases without a privacy mechanism. It is as sensitive as they
are and never enters a release.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from lanterne.cases.network.frames import NetworkTables
from lanterne.cases.network.views import condensed_rows
from lanterne.codebook.model import Codebook, Network
from lanterne.errors import UsageError
from lanterne.evaluation.comparison import Comparison, compare_frames
from lanterne.evaluation.evaluation import missing_texts
from lanterne.evaluation.network.components import component_sizes, measure_components
from lanterne.evaluation.network.condensed_baseline import unfold
from lanterne.evaluation.network.cross import measure_cross
from lanterne.evaluation.network.degrees import measure_degrees
from lanterne.evaluation.network.figures import NetworkComparison, NetworkFigures
from lanterne.evaluation.network.likeness import PairTable, measure_likeness, pair_tables
from lanterne.evaluation.network.random_baseline import link_at_random
from lanterne.evaluation.network.relations import count_relations
from lanterne.evaluation.network.rows import NetworkRows, Numbers, network_rows

SEED = 20260103
"""Seed of the random links and of the sample of triples: two evaluations are comparable."""

CONDENSED_LENGTHS = (1, 2, 3)
"""Numbers of columns that are looked at together in condensed files."""


def compare_networks(
    real: NetworkTables,
    released: NetworkTables,
    codebook: Codebook,
    baselines: bool = True,
    seed: int = SEED,
) -> NetworkComparison:
    """Compare linked tables, beside two baselines.

    Args:
        real: The sensitive tables, each pair once.
        released: The released tables, alike.
        codebook: What the columns mean; of a network.
        baselines: Measure also the released people linked at random, and the condensed file made
            of the released tables; see ``lanterne.evaluation.network.figures``.
        seed: Of what is random in this.

    Returns:
        The comparison; sensitive.

    Raises:
        UsageError: The codebook is of one table; the cases have no link; the
            columns differ.
    """
    truth = _Truth.of(real, codebook)
    rows = network_rows(released, truth.network)
    folded = condensed_rows(released, codebook) if truth.condensed is not None else None
    apart = condensed = None
    if baselines:
        drawn = link_at_random(truth.rows, rows, np.random.default_rng(seed))
        apart = _figures("apart", truth, drawn, seed)
        condensed = _condensed_figures(truth, folded, seed)
    return NetworkComparison(
        perpetrators_alone_real=truth.rows.alone,
        victims=compare_frames(truth.rows.victims, rows.victims, truth.missing),
        perpetrators=(
            compare_frames(truth.rows.perpetrators, rows.perpetrators, truth.missing)
            if rows.perpetrators.width
            else None
        ),
        links=compare_frames(truth.rows.links, rows.links, truth.missing),
        release=_figures("release", truth, rows, seed, folded),
        apart=apart,
        condensed=condensed,
        relations=count_relations(truth.rows.joined(), rows.joined(), truth.network),
    )


@dataclass(frozen=True)
class _Truth:
    """The cases, with what is compared of them more than once.

    Attributes:
        codebook: What the columns mean.
        network: Its tables.
        rows: The cases.
        missing: Column → texts that say nothing, for all tables.
        pairs: Tables of pairs of people linked to the same third.
        sizes: Sizes of the connected components.
        condensed: One row per victim; ``None``: the codebook has no condensed form.
    """

    codebook: Codebook
    network: Network
    rows: NetworkRows
    missing: dict[str, frozenset[str]]
    pairs: tuple[PairTable, ...]
    sizes: Numbers
    condensed: pl.DataFrame | None

    @classmethod
    def of(cls, real: NetworkTables, codebook: Codebook) -> _Truth:
        network = codebook.network
        if network is None:
            raise UsageError("comparison.no-network", codebook=codebook.name)
        if not real.links.height:
            raise UsageError("comparison.no-link")
        rows = network_rows(real, network)
        missing = {
            name: texts
            for table in (network.victims, network.perpetrators, network.links)
            for name, texts in missing_texts(table).items()
        }
        return cls(
            codebook=codebook,
            network=network,
            rows=rows,
            missing=missing,
            pairs=tuple(pair_tables(rows)),
            sizes=component_sizes(rows),
            condensed=condensed_rows(real, codebook) if codebook.condensed else None,
        )


def _figures(
    source: str, truth: _Truth, rows: NetworkRows, seed: int, folded: pl.DataFrame | None = None
) -> NetworkFigures:
    """Everything that linked tables can say; ``folded`` is made where it is not given."""
    if truth.condensed is not None and folded is None:
        folded = condensed_rows(rows.tables(truth.network), truth.codebook)
    return NetworkFigures(
        source=source,
        victims=rows.many_victims,
        perpetrators=rows.many_perpetrators,
        links=len(rows.victim),
        degrees=measure_degrees(truth.rows, rows),
        cross=measure_cross(truth.rows, rows, truth.missing, seed),
        likeness=measure_likeness(truth.pairs, tuple(pair_tables(rows)), truth.missing),
        components=measure_components(truth.sizes, component_sizes(rows)),
        condensed=_condensed(truth, folded),
    )


def _condensed(truth: _Truth, folded: pl.DataFrame | None) -> Comparison | None:
    """Files with one row per victim against each other."""
    described = truth.codebook.condensed
    if truth.condensed is None or folded is None or described is None:
        return None
    missing = {column.name: truth.missing[column.source] for column in described.columns}
    return compare_frames(truth.condensed, folded, missing, CONDENSED_LENGTHS)


def _condensed_figures(
    truth: _Truth, folded: pl.DataFrame | None, seed: int
) -> NetworkFigures | None:
    """What is left in a condensed file; nothing that needs to know who is who."""
    if folded is None:
        return None
    rows = unfold(folded, truth.codebook, truth.network)
    return NetworkFigures(
        source="condensed",
        victims=rows.many_victims,
        perpetrators=None,
        links=None,
        degrees=(),
        cross=measure_cross(truth.rows, rows, truth.missing, seed),
        likeness=(),
        components=None,
        condensed=None,
    )
