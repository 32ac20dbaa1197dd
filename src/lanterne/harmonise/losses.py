"""What of a file does not come back from the cases of another codebook."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LossKind(StrEnum):
    """Why an answer does not come back from a codebook that it went to."""

    COLUMN = "column"
    """The codebook has no column for it."""
    MERGED = "merged"
    """It became the same as another answer, or is hidden beneath one."""
    PRECISION = "precision"
    """It became a wider band or group."""
    MISSING = "missing"
    """The codebook cannot say it, so that it became a blank: a "no", or why nothing is known."""


@dataclass(frozen=True)
class Loss:
    """What a file loses in cases of another codebook: stated beforehand, and public.

    Attributes:
        column: Column of the file.
        kind: Why.
        answers: Its answers, and its words for why nothing is known, that are lost; empty: all.
    """

    column: str
    kind: LossKind
    answers: tuple[str, ...] = ()
