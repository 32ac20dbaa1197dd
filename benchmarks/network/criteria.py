"""What linked tables must reach at the size of the real data, and whether they do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.network.figures import (
    CONDENSED,
    DEGREE,
    ESTIMATED,
    PEOPLE,
    VICTIM_PERPETRATOR,
    Figures,
    likeness,
)
from lanterne.evaluation.network import PERPETRATORS, VICTIMS

CPU, MEMORY = "CPU seconds of the whole process", "peak memory in GB"
PEER = "distance of the condensed file of the closest peer, 2 columns"


@dataclass(frozen=True)
class Criterion:
    """One thing that must be true.

    Attributes:
        words: What is measured.
        limit: What is asked.
        least: Whether at least so much is asked; else at most.
        digits: Digits after the point.
        percent: Whether it is a percentage.
    """

    words: str
    limit: float
    least: bool = False
    digits: int = 4
    percent: bool = False

    @property
    def asked(self) -> str:
        """What is asked, in words."""
        return f"{'≥' if self.least else '≤'} {self.limit:g}{' %' if self.percent else ''}"

    def met(self, value: float) -> bool:
        """Whether a value will do."""
        return value >= self.limit if self.least else value <= self.limit

    def shown(self, value: float) -> str:
        """A value as text."""
        return f"{value:.{self.digits}f}{' %' if self.percent else ''}"


_ALIKE = (
    (PERPETRATORS, "IP_Gender"),
    (PERPETRATORS, "IP_citizen_UNRegion"),
    (VICTIMS, "citizenship"),
    (VICTIMS, "countryOfExploitation"),
)
_OF_RANDOM = "the same ÷ that of tables linked at random"
_OF_PEER = "distance of the condensed file, 2 columns: closest peer's ÷ ours"
_OFF = {of: f"{words}: difference from the noisy count" for of, words in PEOPLE.items()}

CRITERIA = (
    Criterion(CPU, 25, digits=1),
    Criterion(MEMORY, 1.5, digits=2),
    Criterion(f"{VICTIM_PERPETRATOR}, mean", 0.02),
    Criterion(_OF_RANDOM, 0.333, digits=3),
    *(Criterion(words, 0.03) for words in DEGREE.values()),
    *(Criterion(f"{likeness(*pair)}, difference of the shares", 0.05) for pair in _ALIKE),
    Criterion(_OF_PEER, 5, least=True, digits=2),
    Criterion(_OFF[VICTIMS], 0.5, digits=2, percent=True),
    Criterion(_OFF[PERPETRATORS], 3, digits=2, percent=True),
)


def reached(
    ours: Figures, truth: Figures, random: Figures, others: Figures
) -> Mapping[Criterion, float]:
    """Each criterion → the figure of one release; without those that cannot be said.

    Args:
        ours: Of the release, with its estimates of people.
        truth: Of the cases.
        random: Of the same people linked at random.
        others: Costs under ``CPU`` and ``MEMORY``, and under ``PEER`` a distance.
    """
    values = dict(others)
    cross = ours[VICTIM_PERPETRATOR]
    values[f"{VICTIM_PERPETRATOR}, mean"] = cross
    values[_OF_RANDOM] = cross / random[VICTIM_PERPETRATOR]
    values |= {words: ours[words] for words in DEGREE.values()}
    for words in (likeness(*pair) for pair in _ALIKE):
        if words in ours and words in truth:
            values[f"{words}, difference of the shares"] = abs(ours[words] - truth[words])
    if PEER in others:
        values[_OF_PEER] = others[PEER] / ours[CONDENSED.format(2)]
    for of, estimate in ESTIMATED.items():
        values[_OFF[of]] = 100 * abs(ours[PEOPLE[of]] / ours[estimate] - 1)
    return {one: values[one.words] for one in CRITERIA if one.words in values}
