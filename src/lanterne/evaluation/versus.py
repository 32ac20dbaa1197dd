"""Several releases of the same cases, side by side. Sensitive."""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any

from lanterne.codebook.model import Codebook
from lanterne.errors import UsageError
from lanterne.evaluation.evaluation import NOTICE, Evaluation

MOST_RELEASES = 6
"""More than these are not told apart on one page."""


@dataclass(frozen=True)
class Versus:
    """Releases of the same cases.

    Attributes:
        evaluations: Each compared with the cases, in the order of asking; at least two.
        looks: How often releases of these cases have been evaluated, by the ledger, these
            included; ``None``: no ledger keeps count.
    """

    evaluations: tuple[Evaluation, ...]
    looks: int | None = None

    def __post_init__(self) -> None:
        """Raise UsageError unless the releases can stand side by side."""
        check_number(len(self.evaluations))

    def __repr__(self) -> str:
        """What is compared, and no number: a notebook keeps what it shows."""
        return f"Versus({', '.join(self.names)}): SENSITIVE"

    @property
    def codebook(self) -> Codebook:
        """The codebook of the first release."""
        return self.evaluations[0].codebook

    @property
    def names(self) -> tuple[str, ...]:
        """What each release is called on the page: a letter, and the name of its folder."""
        letters = ascii_uppercase[: len(self.evaluations)]
        return tuple(
            f"{letter} · {one.release}" if one.release else letter
            for letter, one in zip(letters, self.evaluations, strict=True)
        )

    def to_dict(self) -> dict[str, Any]:
        """All figures, for JSON; marked as sensitive."""
        return {
            "sensitive": True,
            "notice": NOTICE,
            "looks": self.looks,
            "releases": [one.to_dict() for one in self.evaluations],
        }


def check_number(releases: int) -> None:
    """Raise UsageError unless so many releases can stand side by side."""
    if not 2 <= releases <= MOST_RELEASES:
        raise UsageError("comparison.number", most=MOST_RELEASES, got=releases)
