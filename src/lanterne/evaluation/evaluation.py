"""What a release is worth, seen from the cases that it protects. Sensitive."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from lanterne.codebook.model import Codebook, Table
from lanterne.evaluation.aggregates import (
    NOMINAL,
    AggregateMeasures,
    intervals_held,
    measure_aggregates,
)
from lanterne.evaluation.comparison import Comparison, compare_frames

if TYPE_CHECKING:
    from lanterne.cases import Cases
    from lanterne.release import Release

NOTICE = "SENSITIVE: computed from the cases without protection. Do not publish."


@dataclass(frozen=True)
class Evaluation:
    """A release compared with its cases.

    Attributes:
        codebook: What the columns mean.
        epsilon: ε of the release.
        delta: δ of the release.
        comparison: The released rows against the cases.
        aggregates: The published counts against the cases, per length and method; may be empty.
    """

    codebook: Codebook
    epsilon: float
    delta: float
    comparison: Comparison
    aggregates: tuple[AggregateMeasures, ...]

    @property
    def intervals_held(self) -> float | None:
        """Share of the intervals of counts that hold the true count; ``None`` without any."""
        return intervals_held(self.aggregates)

    def to_dict(self) -> dict[str, Any]:
        """All figures, for JSON; marked as sensitive."""
        return {
            "sensitive": True,
            "notice": NOTICE,
            "codebook": {"name": self.codebook.name, "version": self.codebook.version},
            "epsilon": self.epsilon,
            "delta": self.delta,
            **self.comparison.to_dict(),
            "interval_nominal": NOMINAL,
            "aggregates": [asdict(one) for one in self.aggregates],
        }


def missing_texts(table: Table) -> dict[str, frozenset[str]]:
    """Column → the texts that say nothing about a person."""
    return {
        column.name: frozenset(chain.from_iterable(column.missing.values()))
        for column in table.columns
    }


def evaluate_release(cases: Cases, release: Release) -> Evaluation:
    """Compare a release with the cases that it was made from.

    Args:
        cases: The cases, read with the codebook of the release.
        release: The release.

    Returns:
        The evaluation; as sensitive as the cases.

    Raises:
        InputError: The cases break the codebook.
        UsageError: The cases and the release do not have the same columns.
    """
    real = cases.frame()
    table = release.codebook.table
    comparison = compare_frames(real, release.data, missing_texts(table))
    return Evaluation(
        codebook=release.codebook,
        epsilon=release.statement.epsilon,
        delta=release.statement.delta,
        comparison=comparison,
        aggregates=measure_aggregates(real, release.aggregates, table),
    )
