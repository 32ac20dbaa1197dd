"""What a release of linked tables is worth, seen from the cases that it protects. Sensitive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from lanterne.cases.network.frames import NetworkTables
from lanterne.cases.network.views import perpetrator_rows, victim_rows
from lanterne.codebook.model import Codebook, Network
from lanterne.codebook.views import UNSAID, perpetrator_view, victim_view
from lanterne.errors import UsageError
from lanterne.evaluation.aggregates import (
    NOMINAL,
    AggregateMeasures,
    check_counts,
    intervals_held,
    measures_of,
)
from lanterne.evaluation.coverage import Coverage, coverage_of
from lanterne.evaluation.evaluation import NOTICE
from lanterne.evaluation.lights import Light
from lanterne.evaluation.network.comparison import compare_networks
from lanterne.evaluation.network.figures import NetworkComparison
from lanterne.evaluation.network.lights import network_risk_light, network_utility_light
from lanterne.evaluation.network.measures import PERPETRATORS, VICTIMS
from lanterne.notebook import SENSITIVE, table_of

if TYPE_CHECKING:
    from lanterne.privacy import PrivacyStatement
    from lanterne.release import Release


@dataclass(frozen=True)
class PublishedCounts:
    """The published counts of one table against the cases.

    Attributes:
        table: ``victims`` or ``perpetrators``.
        linked: Whether the combinations have an answer that is known through links only: how many
            perpetrators a victim has, of what sex; how many victims a perpetrator has, whether
            they are alike. Where contributions are bounded, what is published counts the links
            that count, while the truth here counts all: intervals may then miss for that reason.
            A perpetrator none of whose links counts is not counted at all.
        measures: Errors and coverage, for each number of answers and method.
        coverage: How often the intervals hold, by true count and by column.
    """

    table: str
    linked: bool
    measures: tuple[AggregateMeasures, ...]
    coverage: Coverage = field(default_factory=Coverage)


@dataclass(frozen=True)
class NetworkEvaluation:
    """A release of linked tables compared with its cases.

    Attributes:
        codebook: What the columns mean.
        statement: What was promised to whom.
        comparison: The released tables against the cases, beside two baselines.
        published: The published counts against the cases; may be empty.
        looks: How often somebody has looked at these cases without protection, by the ledger, this
            time included; ``None``: no ledger keeps count.
    """

    codebook: Codebook
    statement: PrivacyStatement
    comparison: NetworkComparison
    published: tuple[PublishedCounts, ...]
    looks: int | None = None

    def __repr__(self) -> str:
        """What is compared, and no number: a notebook keeps what it shows."""
        return f"NetworkEvaluation(codebook={self.codebook.name!r}): SENSITIVE"

    def _repr_html_(self) -> str:
        """What a notebook shows: the same."""
        return table_of("NetworkEvaluation", {"codebook": self.codebook.name}, SENSITIVE)

    @property
    def epsilon(self) -> float:
        """ε for the people who are protected first of all."""
        return self.statement.epsilon

    @property
    def delta(self) -> float:
        """δ for the people who are protected first of all."""
        return self.statement.delta

    @property
    def intervals_held(self) -> float | None:
        """Share of intervals of counts that hold the true count; ``None`` without any.

        Counts that depend on links are left out: they may count fewer links than there are.
        """
        return intervals_held(
            measure for one in self.published if not one.linked for measure in one.measures
        )

    @cached_property
    def utility(self) -> Light:
        """What the release is worth, as a traffic light."""
        return network_utility_light(self.comparison, self.intervals_held)

    @cached_property
    def risk(self) -> Light:
        """What the release risks, as a traffic light."""
        return network_risk_light(self.statement, self.comparison.victims.rows_real)

    def to_dict(self) -> dict[str, Any]:
        """All figures, for JSON; marked as sensitive."""
        return {
            "sensitive": True,
            "notice": NOTICE,
            "codebook": {"name": self.codebook.name, "version": self.codebook.version},
            "epsilon": self.epsilon,
            "delta": self.delta,
            "looks": self.looks,
            "utility": asdict(self.utility),
            "risk": asdict(self.risk),
            **self.comparison.to_dict(),
            "interval_nominal": NOMINAL,
            "published": [asdict(one) for one in self.published],
        }


def evaluate_network(real: NetworkTables, release: Release) -> NetworkEvaluation:
    """Compare a release of linked tables with the cases that it was made from.

    Args:
        real: The cases, of the columns of the release.
        release: The release.

    Returns:
        The evaluation; as sensitive as the cases.

    Raises:
        UsageError: The release is of one table; the cases have no link; the columns differ.
    """
    network = release.codebook.network
    if network is None or release.tables is None or release.statement is None:
        raise UsageError("comparison.of-one-table", release=str(release.path))
    return NetworkEvaluation(
        codebook=release.codebook,
        statement=release.statement,
        comparison=compare_networks(real, release.tables, release.codebook),
        published=tuple(measure_published(real, release.counts, network)),
    )


def measure_published(
    real: NetworkTables, counts: Mapping[str, pl.DataFrame], network: Network
) -> Iterator[PublishedCounts]:
    """Published counts against the cases; of each table those without links, then the others.

    What is compared of links is less certain than the rest. How many perpetrators or victims
    somebody has, and what these are together, may be bounded before it is counted. And of a
    perpetrator with many victims two are compared that are chosen by chance, here and in the
    release each for itself: counts of ``same_…`` may differ from these by more than noise.

    Args:
        real: The cases.
        counts: ``victims`` and ``perpetrators`` → published counts over the views of these.
        network: What the tables mean.
    """
    views = (
        (VICTIMS, network.victims, victim_view(network, UNSAID), victim_rows),
        (PERPETRATORS, network.perpetrators, perpetrator_view(network, UNSAID), perpetrator_rows),
    )
    for name, table, view, rows_of in views:
        if name not in counts:
            continue
        rows, folded = rows_of(real, network), sorted({*view.names} - {*table.names})
        linked = pl.any_horizontal(pl.col("^column_[0-9]+$").fill_null("").is_in(folded))
        for wanted in (False, True):
            checked = check_counts(rows, counts[name].filter(linked == wanted), view)
            if checked:
                yield PublishedCounts(name, wanted, measures_of(checked), coverage_of(checked))
