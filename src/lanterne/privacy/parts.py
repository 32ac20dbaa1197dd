"""A budget of tables that is charged whole and shared out afterwards, in equal parts.

How noise is best shared out depends on how many people there are, and that is not known before
something is measured. So the tables are charged together, before any noise is drawn, as
:data:`PARTS` equal releases; later each table takes some of the parts, all together no more than
there are. How many each takes may depend on all that was released before.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from lanterne.errors import UsageError
from lanterne.privacy.accountant import epsilon_spent
from lanterne.privacy.budget import Budget
from lanterne.privacy.calibration import SelectionShare, least_noise, round_up, selections_at
from lanterne.privacy.events import (
    LARGEST_SIGMA,
    SMALLEST_VECTOR_SIGMA,
    SMOOTHING,
    Event,
    VectorGaussianEvent,
    merge,
)

PARTS = 400_000
"""Enough that rounding to whole parts costs thousands of tables next to nothing."""


@dataclass(frozen=True)
class Parts:
    """Equal parts of the budget of all tables.

    Claim. Let a table that takes k parts get independent N_Z(0, σ_k²) on each cell, with
    σ_k² ≥ τ² + (σ² − τ²)/k, τ = 2 and σ the scale of a single part. Tables that together take at
    most :data:`PARTS` parts cost no more than ``event``, even where the parts that each takes
    depend on the tables released before.

    Proof, by induction over what is left to do. Let G(x) be the pair N(0, 1) against N(√x, 1), μ²
    that of one part (:class:`~lanterne.privacy.events.VectorGaussianEvent`) and R_i the pair of a
    selection of the i-th kind, of which n_i are left; R, the product of all R_i to the power n_i.
    What is done with p parts and these selections left is dominated by G(pμ²) × R: a table of k
    parts by G(kμ²), as s/(σ_k² − τ²) ≤ k·s/(σ² − τ²); all after it, for every outcome, by the same
    pair G((p − k)μ²) × R; so both together by the product (Zhu, Dong, Wang 2022, arXiv 2106.08567,
    Theorem 10), in which G(kμ²) × G((p − k)μ²) is G(pμ²) by rotation. A selection of kind i is
    dominated by R_i, and all after it by G(pμ²) × R with one R_i less: products, whatever comes
    first, and no more of any kind than were charged. For Gaussians alone: Smith and Thakurta 2022,
    arXiv 2210.17520. In zCDP, Σ s/(2σ_k²) ≤ PARTS·s/(2σ²), because σ_k² ≥ σ²/k.

    Attributes:
        sigma: Scale σ of a table that takes one part, at least 4.
        squared_sensitivity: Largest squared Euclidean norm of the change of a table by one unit.
    """

    sigma: Fraction
    squared_sensitivity: int

    @property
    def event(self) -> VectorGaussianEvent:
        """All parts, as the accountant sees them."""
        return VectorGaussianEvent(self.sigma, self.squared_sensitivity, PARTS)

    def scale(self, parts: int) -> Fraction:
        """σ of a table that takes so many parts, at least 1: no less than 4, and rounded up."""
        if not 1 <= parts <= PARTS:
            raise ValueError(f"a table takes 1 to {PARTS} parts, not {parts}")
        return _scale(self.sigma, parts)


@lru_cache(maxsize=4096)
def _scale(sigma: Fraction, parts: int) -> Fraction:
    """Kept, since thousands of tables take the same few numbers of parts."""
    square = SMOOTHING**2 + (sigma**2 - SMOOTHING**2) / parts
    scale = round_up(max(math.sqrt(square), SMALLEST_VECTOR_SIGMA))
    return scale if scale**2 >= square else round_up(float(scale) * (1 + 2**-13))


@dataclass(frozen=True)
class PartsCalibration:
    """Parts and selections that spend a budget.

    Attributes:
        parts: The parts of all tables.
        selection_epsilons: Range ε of each selection of a kind, by kind; 0 when there are none.
        events: The same as the accountant sees it.
        epsilon: ε that the events spend at the budget's δ: at most the budget's.
    """

    parts: Parts
    selection_epsilons: tuple[float, ...]
    events: tuple[Event, ...]
    epsilon: float


def calibrate_parts(
    budget: Budget, selections: Sequence[SelectionShare] = (), squared_sensitivity: int = 1
) -> PartsCalibration:
    """The least noise with which all parts and the selections stay within ``budget``.

    Args:
        budget: What may be spent.
        selections: The selections, by kind; shares in ρ, together below 1.
        squared_sensitivity: Of a table, for one unit: 1 for a person, who is in one cell of it.

    Raises:
        UsageError: A share, a number or the sensitivity makes no sense, or the budget asks for more
            noise than any data set could bear.
    """
    selected = sum(kind.share for kind in selections)
    if selected >= 1:
        raise UsageError("noise.table-without-share")
    if squared_sensitivity < 1:
        raise UsageError("noise.table-sensitivity")
    shape = math.sqrt(squared_sensitivity * PARTS / (1 - selected))

    def at(scale: float) -> PartsCalibration:
        sigma = round_up(max(scale * shape / math.sqrt(2), SMALLEST_VECTOR_SIGMA))
        if sigma > LARGEST_SIGMA:
            raise UsageError("noise.too-much", most=LARGEST_SIGMA)
        parts = Parts(sigma, squared_sensitivity)
        ranges, chosen = selections_at(scale, selections)
        events = merge([parts.event, *chosen])
        return PartsCalibration(parts, ranges, events, epsilon_spent(events, budget.delta))

    return least_noise(at, budget, math.sqrt(2.0))
