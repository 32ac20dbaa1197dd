"""Coins whose bias is set so that a published share comes out.

A cause says who is more likely than whom: it gives a logit per person. How common the thing is
altogether is a public figure: it gives one offset, the same for everybody, found once on a pilot.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_REACH = 10.0
_HALVINGS = 15


def _chances(logits: Floats | Doubles) -> Floats:
    """The logistic function, ``1 / (1 + exp(-logit))``."""
    return (1.0 / (1.0 + np.exp(-logits))).astype(np.float32)


def offset_for(logits: Floats | Doubles, among: Bools, share: float) -> float:
    """The offset at which ``share`` of all people are expected to be drawn.

    Args:
        logits: One per person, shape ``(n,)``.
        among: Who can be drawn at all, shape ``(n,)``.
        share: Share of all ``n`` people, between 0 and 1. A share that cannot be reached gives
            the largest offset that is tried, 10.
    """
    candidates, wanted = logits[among], share * len(logits)
    low, high = -_REACH, _REACH
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if _chances(candidates + np.float32(middle)).sum() < wanted:
            low = middle
        else:
            high = middle
    return (low + high) / 2


class Chance:
    """One stream of random numbers, and the offsets that make it meet the public figures.

    Attributes:
        rng: The stream.
        offsets: Name of a coin → its offset. A pilot adds the offsets of the coins in ``targets``.
        targets: Name of a coin → share of all people, on a pilot; empty afterwards.
    """

    def __init__(
        self,
        rng: np.random.Generator,
        offsets: dict[str, float],
        targets: Mapping[str, float] | None = None,
    ) -> None:
        self.rng = rng
        self.offsets = offsets
        self.targets = targets or {}

    def flip(self, logits: Floats | Doubles, coin: str = "", among: Bools | None = None) -> Bools:
        """Draw yes or no for each person; shape ``(n,)``.

        Args:
            logits: Log-odds of each person, before the offset of the coin.
            coin: Name of the coin; without an offset or a target it is fair to its logits.
            among: Who can be drawn; everybody by default.
        """
        who = np.ones(len(logits), dtype=np.bool_) if among is None else among
        if coin in self.targets:
            self.offsets[coin] = offset_for(logits, who, self.targets[coin])
        chances = _chances(logits + np.float32(self.offsets.get(coin, 0.0)))
        return who & (self.rng.random(len(logits), dtype=np.float32) < chances)

    def choose(self, logits: Floats | Doubles) -> Ints:
        """Draw one alternative per person, by the softmax of its row; shape ``(n,)``.

        Args:
            logits: Shape ``(n, alternatives)``; minus infinity where an alternative is closed.
        """
        weights = np.exp(logits - logits.max(axis=1, keepdims=True))
        steps = np.cumsum(weights, axis=1)
        aim = self.rng.random(len(logits), dtype=np.float32) * steps[:, -1]
        chosen = (aim[:, None] >= steps).sum(axis=1)
        return np.asarray(np.minimum(chosen, logits.shape[1] - 1))

    def normal(self, *shape: int) -> Floats:
        """Standard normal numbers."""
        return self.rng.standard_normal(shape, dtype=np.float32)
