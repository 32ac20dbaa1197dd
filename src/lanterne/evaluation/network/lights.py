"""The two traffic lights of linked tables, by the thresholds of one table and two of the links."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from lanterne.evaluation.lights import (
    EPSILON,
    Level,
    Light,
    Reason,
    light_of,
    measured,
    promise_reasons,
)
from lanterne.evaluation.measures import LengthMeasures
from lanterne.evaluation.network.figures import NetworkComparison
from lanterne.evaluation.network.measures import PERPETRATORS, VICTIMS
from lanterne.evaluation.promised import DIFFERENTIAL_PRIVACY, Promised

if TYPE_CHECKING:
    from lanterne.privacy import PrivacyStatement
    from lanterne.privacy.promises import UnitPromise


def network_utility_light(comparison: NetworkComparison, intervals_held: float | None) -> Light:
    """What the release is worth; of the tables, the worst one counts.

    Args:
        comparison: The released tables against the cases.
        intervals_held: Share of the published intervals that hold, of counts without links.
    """
    return light_of(_utility(comparison, intervals_held))


def network_risk_light(statement: PrivacyStatement, people: int) -> Light:
    """What the release risks, by its weakest promise and by whom it promises nothing.

    Args:
        statement: What was promised to whom.
        people: Number of victims in the cases.
    """
    promises: tuple[PrivacyStatement | UnitPromise, ...] = (statement, *statement.also)
    promised = Promised(
        DIFFERENTIAL_PRIVACY,
        statement.unit,
        max(one.epsilon for one in promises),
        max(one.delta for one in promises),
        max(one.epsilon_total for one in promises),
    )
    reasons = [*promise_reasons(promised, people)]
    most = {loss.unit: loss for loss in sorted(statement.unpromised, key=lambda one: one.epsilon)}
    for loss in most.values():  # of each kind of people, those who can lose the most
        level = Level.POOR if EPSILON.level(loss.epsilon) is Level.POOR else Level.FAIR
        figures = {"epsilon": loss.epsilon, "links": float(loss.links)}
        reasons.append(Reason(f"unpromised.{loss.unit}", level, figures))
    reasons.append(Reason("attacks.none", Level.UNKNOWN))
    return light_of(reasons)


def _utility(comparison: NetworkComparison, intervals_held: float | None) -> Iterator[Reason]:
    yield measured("rows", abs(comparison.victims.rows_ratio - 1))
    yield measured("links", abs(comparison.links.rows_ratio - 1))
    tables = (comparison.victims, comparison.perpetrators, comparison.links)
    twos = [two for one in tables if one is not None and (two := one.length(2)) is not None]
    shares: dict[str, Callable[[LengthMeasures], float]] = {
        "distance": lambda two: two.distance_mean,
        "common": lambda two: two.common_suppressed_share,
        "invented": lambda two: two.fabricated_mass,
    }
    for name, share in shares.items():
        if twos:
            yield measured(name, max(map(share, twos)))
    across = comparison.release.across(VICTIMS, PERPETRATORS)
    if across is not None:
        yield measured("across", across.pooled.distance_mean)
    if intervals_held is not None:
        yield measured("intervals", intervals_held)
