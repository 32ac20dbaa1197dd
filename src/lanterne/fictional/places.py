"""Where victims are held together, and who of them live together.

A ring holds its victims in places, each for a while; the people of a place know those who pass
through it, and nobody else. Somebody who acts alone has one victim, or a few of one kind. Every
victim is of one place and a place holds no more than so many, so that groups of people connected
with each other stay small however many victims there are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lanterne.fictional.chance import Doubles, Ints
from lanterne.fictional.routes import YEARS
from lanterne.fictional.victims import Victims

# Assumed: no figure on groups of perpetrators or on households is public.
_LEAST_ROOM, _MOST_ROOM, _TAIL = 3.0, 130.0, 0.9  # meetings in one place, a Pareto law
_ALONE_WITH_ONE, _MOST_ALONE = 0.75, 6  # victims of somebody alone, a geometric law
_SOLD_WITHIN_DESTINATION, _SOLD_WITHIN_ORIGIN = 0.12, 0.06  # shares of the victims

LIVING_TOGETHER = 0.06
"""Share of the victims who live with other victims; assumed."""

_MOST_IN_HOUSEHOLD = 5
_PART_OF = 0.05


@dataclass(frozen=True)
class Places:
    """Where ``n`` victims were held.

    Attributes:
        of_victim: Place of each victim, 0 to ``len(held) - 1``, shape ``(n,)``.
        held: Victims of each place, shape ``(p,)``.
        ring: Ring of each place; -1 where somebody acts alone, shape ``(p,)``.
    """

    of_victim: Ints
    held: Ints
    ring: Ints


@dataclass(frozen=True)
class Households:
    """Who lives together.

    Attributes:
        of_victim: Household of each of ``n`` victims; -1 for who lives with no other victim.
        part_of: Household of which each household is a part; -1 for most, shape ``(h,)``. A
            household is part of one before it, so that there is no circle.
    """

    of_victim: Ints
    part_of: Ints


def draw_places(rng: np.random.Generator, victims: Victims) -> Places:
    """Divide the victims of each ring among places, and those of people alone likewise.

    Victims of one place are mostly of one ring and of neighbouring years. Those of somebody alone
    are mostly of one route, sector and gender. Some are sold on to another place: in the same
    country of exploitation, or among people who recruit in the same country.
    """
    alone = victims.ring < 0
    block = np.where(alone, _alone_block(victims), victims.ring)
    order = np.lexsort((rng.random(len(block)), victims.year, block, alone))
    # A place of a ring is full when its victims have met so many people in all.
    room = np.minimum(_LEAST_ROOM * (1 + rng.pareto(_TAIL, len(block))), _MOST_ROOM)
    few = np.minimum(rng.geometric(_ALONE_WITH_ONE, len(block)), _MOST_ALONE)
    in_rings, lone = order[: np.count_nonzero(~alone)], order[np.count_nonzero(~alone) :]
    place = np.empty_like(block)
    place[in_rings] = _runs(block[in_rings], victims.perpetrators[in_rings], room)
    first_alone = place[in_rings].max(initial=-1) + 1
    place[lone] = first_alone + _runs(block[lone], np.ones(len(lone)), few)
    held = np.bincount(place)
    ring = np.empty_like(held)
    ring[place] = victims.ring
    for country, share in (
        (victims.destination, _SOLD_WITHIN_DESTINATION),
        (victims.origin, _SOLD_WITHIN_ORIGIN),
    ):
        moved = rng.random(len(place)) < share
        place[moved] = _swapped(rng, place[moved], country[moved] * YEARS + victims.year[moved])
    return Places(place, held, ring)


def _swapped(rng: np.random.Generator, place: Ints, block: Ints) -> Ints:
    """The same places, each victim in that of another victim of the same block."""
    swapped = np.empty_like(place)
    order = np.argsort(block, kind="stable")
    swapped[order] = place[np.lexsort((rng.random(len(place)), block))]
    return swapped


def _alone_block(victims: Victims) -> Ints:
    """A number for each route, sector and gender."""
    block = victims.origin * 1_000 + victims.destination
    return np.asarray((block * 20 + victims.sector) * 3 + victims.gender)


def _runs(block: Ints, weights: Doubles | Ints, rooms: Doubles | Ints) -> Ints:
    """Cut a line into runs that stay within one block each; the number of each one's run.

    Args:
        block: Block of each position, equal ones side by side, shape ``(n,)``.
        weights: How much room each takes, shape ``(n,)``.
        rooms: How much one run after the other holds, as many as there are positions. A run holds
            less where its block ends.
    """
    run = np.searchsorted(np.cumsum(rooms), np.cumsum(weights), side="left")
    starts = np.zeros(len(block), dtype=np.bool_)
    starts[1:] = (block[1:] != block[:-1]) | (run[1:] != run[:-1])
    return np.cumsum(starts)


def draw_households(rng: np.random.Generator, victims: Victims, places: Places) -> Households:
    """Let some victims of one route and year live together, most often those of one place."""
    count = len(victims.year)
    block = (victims.origin * 1_000 + victims.destination) * 100 + victims.year
    order = np.lexsort((rng.random(count), places.of_victim, block))
    sizes = rng.integers(2, _MOST_IN_HOUSEHOLD + 1, count)
    run = _runs(block[order], np.ones(count), sizes)
    members = np.bincount(run)
    together = rng.permutation(np.flatnonzero(members > 1))
    chosen = together[np.cumsum(members[together]) <= LIVING_TOGETHER * count]
    chosen.sort()
    number = np.full(len(members), -1)
    number[chosen] = np.arange(len(chosen))
    of_victim = np.empty(count, dtype=np.int64)
    of_victim[order] = number[run]
    part = rng.random(len(chosen)) < _PART_OF
    part[:1] = False
    return Households(of_victim, np.where(part, np.arange(len(chosen)) - 1, -1))


def traits_by_place(rng: np.random.Generator, places: Places, ring_share: float = 0.5) -> Doubles:
    """A standard normal trait of each place, partly that of its ring, shape ``(p,)``."""
    rings = rng.standard_normal(int(places.ring.max(initial=0)) + 1)
    own = rng.standard_normal(len(places.ring))
    of_ring = np.where(places.ring < 0, rng.standard_normal(len(places.ring)), rings[places.ring])
    return np.asarray(np.sqrt(ring_share) * of_ring + np.sqrt(1 - ring_share) * own)
