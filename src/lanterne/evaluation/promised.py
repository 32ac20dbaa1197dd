"""What a release promises, whichever technique made it: as far as the report needs it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lanterne.release import Release

DIFFERENTIAL_PRIVACY = "differential-privacy"
K_ANONYMOUS_SYNTHETIC = "k-anonymous-synthetic"
K_ANONYMISED = "k-anonymised"
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Promised:
    """The promise of one release. Public.

    Attributes:
        method: How it was protected; ``unknown`` where it does not say.
        unit: Who is protected; empty where it does not say.
        epsilon: ε of this release; ``None`` for methods without one.
        delta: δ of this release; ``None`` for methods without one.
        epsilon_total: Σε over the releases of its ledger; ``None`` for methods without one.
        k: Fewest real records behind what is written; ``None`` for methods without one.
        length: Columns up to which k holds; ``None``: whole rows, or no k.
        quasi_identifiers: Columns whose combinations k rows share.
    """

    method: str = UNKNOWN
    unit: str = ""
    epsilon: float | None = None
    delta: float | None = None
    epsilon_total: float | None = None
    k: int | None = None
    length: int | None = None
    quasi_identifiers: tuple[str, ...] = ()


def promised_by(release: Release) -> Promised:
    """The promise of a release with a statement on ε, or with a guarantee of k, or with neither."""
    statement = getattr(release, "statement", None)
    if statement is not None:
        return Promised(
            method=DIFFERENTIAL_PRIVACY,
            unit=str(getattr(statement, "unit", "")),
            epsilon=statement.epsilon,
            delta=statement.delta,
            epsilon_total=getattr(statement, "epsilon_total", statement.epsilon),
        )
    guarantee = getattr(release, "guarantee", None)
    if guarantee is None:
        return Promised()
    return Promised(
        method=str(guarantee.method),
        k=guarantee.k,
        length=guarantee.length,
        quasi_identifiers=tuple(guarantee.quasi_identifiers),
    )
