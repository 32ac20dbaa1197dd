"""What the bounds of linked tables probably cut: from public bounds and noisy totals alone.

A bound that many people reach cuts much, and a release made under it looks like any other. So what
the noisy counts say of it is said with the release. Nothing here reads a case: post-processing of
released counts, at no privacy cost. What no count shows, such as members of households beyond the
bound, cannot be said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

ENOUGH = 0.05
"""Least share, of links or of people, of which something is said."""

BEYOND_NOISE = 3.0
"""Standard deviations by which a number of people must exceed nobody: noise alone does so once in
700 times."""

EXTRAPOLATED = 1.5
"""How many times more perpetrators than were counted a release may have before it is said."""


class What(StrEnum):
    """What a bound cut, or made uncertain."""

    VICTIMS_LINKS = "links-of-victims"
    PERPETRATORS_LINKS = "links-of-perpetrators"
    PERPETRATORS = "perpetrators-extrapolated"


@dataclass(frozen=True)
class Cut:
    """Something that a bound probably cut. Public: from noisy counts.

    Attributes:
        what: Links of victims beyond the bound, which did not count where perpetrators are
            counted; links of perpetrators who reached it, beyond which none counts anywhere; or
            perpetrators who were not seen in the counts and are there by extrapolation.
        bound: Links that count of one such person, ≥ 1.
        people: Victims beyond the bound; perpetrators who reached it; perpetrators counted.
        share: 0 to 1: of all links, those that were cut; of perpetrators, those who reached it; of
            the released perpetrators, those who were not counted.
    """

    what: What
    bound: int
    people: int
    share: float

    def to_dict(self) -> dict[str, str | int | float]:
        """As JSON values."""
        share = float(f"{self.share:.2g}")
        return {
            "what": str(self.what),
            "bound": self.bound,
            "people": self.people,
            "share": share,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, object]) -> Cut:
        """The inverse of :meth:`to_dict`; raises ValueError when the values are no such thing."""
        bound, people, share = (values.get(name) for name in ("bound", "people", "share"))
        if type(bound) is not int or type(people) is not int or bound < 1 or people < 0:
            raise ValueError("bound and people must be whole numbers")
        if not isinstance(share, int | float) or not 0 <= share <= 1:
            raise ValueError("share must be a number from 0 to 1")
        return cls(What(str(values.get("what"))), bound, people, float(share))


def victims_cut(people: Floats, bound: int, deviation: float) -> Cut | None:
    """Links of victims beyond the bound.

    Args:
        people: Victims with 0, 1, 2, … links, by noisy counts; ≥ 0.
        bound: Links that count of one victim.
        deviation: Standard deviation of the noise on the number of victims beyond the bound.
    """
    number = np.arange(len(people))
    links = float(people @ number)
    cut = float(people @ np.maximum(number - bound, 0))
    beyond = float(people[bound + 1 :].sum())
    if links <= 0 or cut < ENOUGH * links or beyond < BEYOND_NOISE * deviation:
        return None
    return Cut(What.VICTIMS_LINKS, bound, round(beyond), cut / links)


def perpetrators_cut(people: Floats, bound: int, deviation: float) -> Cut | None:
    """Perpetrators who reached the bound: nobody has more in the counts, whatever the cases have.

    Args:
        people: Perpetrators with 1, 2, … links, by noisy counts; ≥ 0.
        bound: Links that count of one perpetrator.
        deviation: Standard deviation of the noise on the number of those who reached it.
    """
    reached, everybody = float(people[bound - 1 :].sum()), float(people.sum())
    if everybody <= 0 or reached < ENOUGH * everybody or reached < BEYOND_NOISE * deviation:
        return None
    return Cut(What.PERPETRATORS_LINKS, bound, round(reached), min(reached / everybody, 1.0))


def perpetrators_extrapolated(seen: float, released: float, bound: int) -> Cut | None:
    """Perpetrators of whom no link counted: they are there because each link counted by chance.

    Args:
        seen: Perpetrators who were counted, by noisy counts.
        released: Perpetrators of the release.
        bound: Links that count of one victim.
    """
    if seen <= 0 or released < EXTRAPOLATED * seen:
        return None
    return Cut(What.PERPETRATORS, bound, round(seen), 1 - seen / released)
