"""What a group can lose of which each member was promised something: a household, a family."""

from __future__ import annotations

from collections.abc import Sequence

from lanterne.errors import UsageError
from lanterne.privacy.accountant import epsilon_from_zcdp, epsilon_spent, zcdp
from lanterne.privacy.events import (
    SMALLEST_VECTOR_SIGMA,
    Event,
    GaussianEvent,
    SelectionEvent,
    VectorGaussianEvent,
)


def epsilon_of_group(events: Sequence[Event], size: int, delta: float) -> float:
    """ε at δ of adding or removing ``size`` units at once, by mechanisms stated for one.

    The smaller of two bounds.

    - ρ-zCDP for one is size²·ρ-zCDP for a group (Bun and Steinke 2016, arXiv 1605.02065,
      Proposition 1.9), and so (ε, δ)-private.
    - One changes one cell of a table by at most Δ, so a group changes the table by an integer
      vector of norm at most size·Δ, whose cost :class:`VectorGaussianEvent` states. Each of the
      group moves the likelihood ratios of a selection within an interval of length ε; their sum
      lies in one of length size·ε.

    Args:
        events: The mechanisms, with the sensitivities of one unit.
        size: Units of the group, at least 1.
        delta: δ, in (0, 1).

    Raises:
        UsageError: The size is below 1.
    """
    if size < 1:
        raise UsageError("budget.group-empty", got=size)
    if size == 1:
        return epsilon_spent(tuple(events), delta)
    coarse = epsilon_from_zcdp(size**2 * zcdp(tuple(events)), delta)
    if any(
        not isinstance(event, SelectionEvent) and event.sigma < SMALLEST_VECTOR_SIGMA
        for event in events
    ):
        return coarse
    return min(coarse, epsilon_spent(tuple(_of_group(event, size) for event in events), delta))


def _of_group(event: Event, size: int) -> Event:
    if isinstance(event, SelectionEvent):
        return SelectionEvent(size * event.epsilon, event.count)
    if isinstance(event, GaussianEvent):
        squared = (size * event.sensitivity) ** 2
    else:
        squared = size**2 * event.squared_sensitivity
    return VectorGaussianEvent(event.sigma, squared, event.count)
