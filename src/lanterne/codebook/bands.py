"""Bands of how many rows may refer to one: ``0``, ``1`` … ``6-8`` …."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from lanterne.codebook.model import Reference

BANDS = (5, 8)
"""Last number of each band of the views; up to the first of them each number is a band of its own.
Few, since noise on a band is multiplied by its numbers where links are counted from it."""

FINE_BANDS = (8, 12, 20, 50, 200)
"""The same where the number stands alone."""


def bands(reference: Reference, least: int, last: Sequence[int] = BANDS) -> tuple[str, ...]:
    """Texts of the bands of how many rows may refer to one row: ``0``, ``1`` … ``6-8`` ….

    Args:
        reference: Its ``at_most`` ends the last band; without one the last band is open.
        least: The first number, 0 or 1.
        last: Last number of each band but the last; numbers up to the first stand alone.
    """
    most = reference.at_most
    texts = [str(number) for number in range(least, min(last[0], most or last[0]) + 1)]
    for before, after in pairwise(last):
        if most is None or before < most:
            texts.append(_band(before + 1, after if most is None else min(after, most)))
    if most is None:
        texts.append(f"{last[-1] + 1}+")
    elif most > last[-1]:
        texts.append(_band(last[-1] + 1, most))
    return tuple(texts)


def _band(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"


def band_range(text: str, reference: Reference) -> tuple[int, int]:
    """First and last number of a band; an open band ends at the reference's bound or tenfold."""
    if text.endswith("+"):
        first = int(text[:-1])
        return first, reference.at_most or 10 * first
    low, _, high = text.partition("-")
    return int(low), int(high or low)
