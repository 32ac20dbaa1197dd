"""Auditing by distinguishing: what an attacker tells apart, with confidence, against the claim.

An attacker sees one output and must say which of two neighbouring tables it came from. From many
runs of both, a test with false alarms α and detections 1 - β is known with confidence, and
(ε, δ)-differential privacy allows none with 1 - β > e^ε α + δ, for any ε with its δ(ε)
(Wasserman and Zhou 2010; Nasr et al. 2021, arXiv 2101.04535). The threshold is chosen on one half
of the runs, the bounds are computed on the other half.

The bounds on α and β are exact (Clopper and Pearson 1934).

Cells that are the same in both tables say nothing, so that noise is drawn for the others only; what
is given to the mechanism, with which σ, is taken from the measurement itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from scipy import stats

from lanterne.synthesis import measure

REPORTED = 0.025
"""Chance that each of the two bounds is wrong in the numbers that are reported: 95 % together."""

ASSERTED = 5e-5
"""The same in what is asserted: a test fails by chance at most once in 10,000 runs."""


@dataclass(frozen=True)
class Distinguished:
    """A test on held-out runs: how often it says "with the person", without and with."""

    alarms: int
    without: int
    detections: int
    with_person: int

    def bounds(self, chance: float) -> tuple[float, float]:
        """Most false alarms and fewest detections, each wrong with probability ``chance``."""
        alarms = 1.0
        if self.alarms < self.without:
            alarms = stats.beta.isf(chance, self.alarms + 1, self.without - self.alarms)
        detections = 0.0
        if self.detections:
            detections = stats.beta.ppf(
                chance, self.detections, self.with_person - self.detections + 1
            )
        return float(alarms), float(detections)

    def epsilon(self, delta: float, chance: float = REPORTED) -> float:
        """Lower bound on ε at δ; 0 when nothing is found."""
        alarms, detections = self.bounds(chance)
        return math.log(max((detections - delta) / alarms, 1.0))

    def mu(self, chance: float = REPORTED) -> float:
        """Lower bound on μ of Gaussian differential privacy (Dong, Roth, Su 2022)."""
        alarms, detections = self.bounds(chance)
        return float(stats.norm.ppf(detections) - stats.norm.ppf(alarms))

    def excess(self, curve: Callable[[float], float], chance: float = ASSERTED) -> float:
        """By how much the detections exceed e^ε·alarms + δ(ε), at worst over ε; > 0: broken."""
        alarms, detections = self.bounds(chance)
        steps = np.linspace(0.0, 8.0, 33)
        return max(detections - math.exp(e) * alarms - curve(float(e)) for e in steps)


def distinguish(without: np.ndarray, with_person: np.ndarray) -> Distinguished:
    """Choose the threshold by the largest advantage on the even runs; count on the odd ones."""
    choose0, choose1 = np.sort(without[::2]), np.sort(with_person[::2])
    candidates = np.concatenate([choose0, choose1])
    alarms = 1 - np.searchsorted(choose0, candidates, side="left") / len(choose0)
    detections = 1 - np.searchsorted(choose1, candidates, side="left") / len(choose1)
    threshold = candidates[np.argmax(detections - alarms)]
    held0, held1 = without[1::2], with_person[1::2]
    return Distinguished(
        int((held0 >= threshold).sum()), len(held0), int((held1 >= threshold).sum()), len(held1)
    )


Cells = list[tuple[Any, np.ndarray, np.ndarray]]
"""σ, and the exact counts without and with somebody of all cells that it is given for."""


def differing(measuring: Callable[[Any], object], without: Any, with_person: Any) -> Cells:
    """The cells in which two tables differ, of all that the mechanism is given by a measurement."""
    cells: Cells = []
    calls = (_given_to_the_mechanism(measuring, table) for table in (without, with_person))
    for (fewer, sigma), (more, same) in zip(*calls, strict=True):
        assert sigma == same
        where = fewer != more
        if where.any():
            cells.append((sigma, fewer[where], more[where]))
    return cells


def _given_to_the_mechanism(measuring: Callable[[Any], object], table: Any) -> list[Any]:
    """Exact counts and σ of each call, in the order in which the measurement makes them."""
    calls = []
    with pytest.MonkeyPatch.context() as patch:

        def exact(counts: np.ndarray, sigma: Any) -> np.ndarray:
            calls.append((counts.ravel(), sigma))
            return counts

        patch.setattr(measure, "discrete_gaussian", exact)
        measuring(table)
    return calls


def log_likelihood_ratios(cells: Cells, with_person: bool, runs: int) -> np.ndarray:
    """What an attacker who knows both tables makes of so many releases of one of them."""
    total = np.zeros(runs)
    for sigma, fewer, more in cells:
        counts = np.tile(more if with_person else fewer, (runs, 1))
        noisy = measure.discrete_gaussian(counts, sigma)
        change = more - fewer
        total += (noisy - fewer - change / 2) @ change / float(sigma) ** 2
    return total
