"""Auditing by distinguishing: what an attacker tells apart, with confidence, against the claim.

An attacker sees one output and must say which of two neighbouring tables it came from. From many
runs of both, a test with false alarms α and detections 1 - β is known with confidence, and
(ε, δ)-differential privacy allows none with 1 - β > e^ε α + δ, for any ε with its δ(ε)
(Wasserman and Zhou 2010; Nasr et al. 2021, arXiv 2101.04535). The threshold is chosen on one half
of the runs, the bounds are computed on the other half.

The bounds on α and β are exact (Clopper and Pearson 1934).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import stats

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
