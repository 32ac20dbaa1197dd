"""How well a person fits what was typed, found by looking at this one person."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from lanterne.intake.name_tokens import PartTokens


@dataclass(frozen=True, order=True)
class Likeness:
    """Greater is better.

    Attributes:
        found: Parts of what was typed that the person has, exactly or alike.
        exact: Those among them that are written in the same way.
        asked: Parts that were typed; the same in every comparison of one search.
    """

    found: int
    exact: int
    asked: int

    @property
    def whole(self) -> bool:
        """Whether the person has every part that was typed, exactly or alike."""
        return 0 < self.asked == self.found


def likeness(stored: AbstractSet[bytes], asked: Sequence[PartTokens]) -> Likeness:
    """How many parts of what was typed a person has, and how many of these in the same spelling."""
    exact = sum(not part.exact.isdisjoint(stored) for part in asked)
    found = sum(not (part.exact | part.alike).isdisjoint(stored) for part in asked)
    return Likeness(found, exact, len(asked))
