"""Who exploits: rings with habits of their own, and people who act alone.

A ring works on one route for some years, in one sector, sometimes two. It recruits in its own way,
controls people in its own way, and does not treat women, men and children alike. Dozens of
victims then share what they never chose. Somebody who acts alone is a ring of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from lanterne.fictional.chance import Bools, Doubles, Floats, Ints
from lanterne.fictional.routes import YEARS, Routes

VICTIMS_PER_RING = 30
"""Mean number of victims of a ring; half of the rings have far fewer."""

MOST_RINGS = 150_000
_FEWEST_RINGS = 40
_SHARE_IN_RINGS = 0.62


class Sector(IntEnum):
    """What a person is made to do: the true purpose, whatever a form says later."""

    AGRICULTURE = 0
    CONSTRUCTION = 1
    DOMESTIC = 2
    HOSPITALITY = 3
    MANUFACTURING = 4
    FISHING = 5
    BEGGING = 6
    OTHER_LABOUR = 7
    PROSTITUTION = 8
    PORNOGRAPHY = 9
    REMOTE = 10
    MARRIAGE = 11
    OTHER = 12


SECTORS = len(Sector)
LABOUR = slice(Sector.AGRICULTURE, Sector.PROSTITUTION)
SEXUAL = slice(Sector.PROSTITUTION, Sector.MARRIAGE)
OTHER_PURPOSES = slice(Sector.MARRIAGE, SECTORS)

LABOUR_SHARE, SEXUAL_SHARE, OTHER_SHARE = 0.80, 0.15, 0.05
"""Main purposes. With second purposes, records of forced labour stand to those of sexual
exploitation about as in the published file of December 2022: 12,248 to 2,775."""

# Share of each sector within its main purpose: labour, sexual, other.
_WITHIN = np.array([0.20, 0.19, 0.24, 0.07, 0.12, 0.06, 0.05, 0.07, 0.78, 0.10, 0.12, 0.55, 0.45])
# Change of log-weight per wealth point and per decade, and for having no coast.
_BY_WEALTH = np.array([-0.02, 0.06, 0.04, 0.10, 0, -0.12, -0.12, 0, 0.06, 0, 0.04, -0.12, -0.05])
_BY_DECADE = np.array([0.1, 0, 0.1, 0.2, 0.2, 0.1, -0.3, 0, -0.3, 0.3, 1.2, -0.1, 0.4])
_INLAND = np.array([0, 0, 0, 0, 0, -4.0, 0, 0, 0, 0, 0, 0, 0])

WOMEN, MEN, CHILDREN, ANYBODY = range(4)
# Log-weights of whom a ring looks for (women, men, children, anybody), by sector.
_SOUGHT = np.array(
    [
        [-0.6, 1.0, -0.8, 0.6],
        [-3.0, 2.0, -1.5, 0.0],
        [2.2, -2.0, 0.2, 0.2],
        [0.8, 0.0, -1.0, 0.6],
        [0.2, 0.6, -1.0, 0.6],
        [-3.5, 2.2, -0.5, 0.0],
        [-0.5, 0.2, 1.4, 0.6],
        [-0.4, 0.6, -0.4, 0.8],
        [2.2, -1.5, 0.4, 0.0],
        [1.2, -1.0, 1.2, 0.0],
        [1.4, -0.6, 1.0, 0.2],
        [2.4, -4.0, 1.0, -1.0],
        [-0.4, 0.8, 0.4, 0.8],
    ],
    dtype=np.float32,
)

MEANS = 12
# What a violent, a deceitful and a confining ring does; columns as in victims.MEANS_COLUMNS.
_STYLES = np.array(
    [
        [-0.3, 0.9, 0.5, 1.2, 0.2, -0.3, 0.0, -0.5, 1.0, 0.5, 0.0, 0.5],
        [1.3, 0.0, 0.4, -0.6, -0.3, 0.4, 1.1, 1.2, -0.3, 0.0, 0.7, 0.0],
        [0.0, 0.3, 0.6, 0.2, 1.3, 1.1, 0.5, -0.3, 0.1, 0.2, 0.4, 1.0],
    ],
    dtype=np.float32,
)

RELATIONS = 4
CHANNELS = 4


@dataclass(frozen=True)
class Habits:
    """How ``k`` rings work; a person who acts alone is one of them.

    Attributes:
        sector: Main sector, shape ``(k,)``.
        second: Second sector, shape ``(k,)``; equal to ``sector`` when there is none.
        sought: Whom they look for: women, men, children or anybody, shape ``(k,)``.
        harshness: Towards women, men and children, shape ``(k, 3)``.
        crew: How many people belong to it, shape ``(k,)``.
        means: Inclination to each means of control, shape ``(k, MEANS)``.
        relations: Inclination to recruit partners, relatives, friends, strangers, ``(k, 4)``.
        channels: Inclination to each way of recruiting, shape ``(k, 4)``.
    """

    sector: Ints
    second: Ints
    sought: Ints
    harshness: Floats
    crew: Ints
    means: Floats
    relations: Floats
    channels: Floats

    def of(self, ring: Ints, alone: Bools, own: Habits) -> Habits:
        """The habits that each victim met: those of a ring, or those of somebody alone.

        Args:
            ring: Ring of each victim, shape ``(n,)``; anything where ``alone``.
            alone: Whose exploiter acts alone, shape ``(n,)``.
            own: Habits of the people who act alone, one per true ``alone``.
        """
        met = {}
        for name, habit in vars(self).items():
            met[name] = habit[ring]
            met[name][alone] = getattr(own, name)
        return Habits(**met)


@dataclass(frozen=True)
class Rings:
    """All rings of one world, listed by the route and year in which they are active.

    Attributes:
        habits: How they work, ``k`` rings.
        members: Rings, grouped by cell; a ring stands once per year of its life.
        pull: Running total, over ``members``, of the share of all victims that a ring seeks in one
            year; from 0, length ``members + 1``.
        starts: Where a cell begins in ``members``, length ``cells + 1``; the cell of a route and
            year is ``route * YEARS + year``.
        economy: Share of each sector by country and year, shape ``(c, YEARS, SECTORS)``.
    """

    habits: Habits
    members: Ints
    pull: Doubles
    starts: Ints
    economy: Doubles


def draw_rings(rng: np.random.Generator, routes: Routes, victims: int) -> Rings:
    """Invent the rings of a world of so many victims."""
    economy = _draw_economy(rng, routes)
    count = int(np.clip(victims * _SHARE_IN_RINGS / VICTIMS_PER_RING, _FEWEST_RINGS, MOST_RINGS))
    cells = np.cumsum(routes.strength.ravel())
    # Evenly spaced aims: strong routes have their due number of rings in every world.
    aims = (np.arange(count) + rng.random(count)) / count * cells[-1]
    route, middle = np.divmod(np.searchsorted(cells, aims, side="right"), YEARS)
    sector = draw_sectors(rng, economy[routes.destination[route], middle])
    first = np.maximum(middle - rng.integers(0, 4, count), 0)
    last = np.minimum(middle + rng.integers(0, 5, count), YEARS - 1)
    size = np.minimum(rng.pareto(1.6, count) + 0.3, 12.0)
    size *= _SHARE_IN_RINGS / (size * (last - first + 1)).sum()
    habits = draw_habits(rng, sector, alone=False)
    return Rings(habits, *_by_cell(route, first, last, size, routes.strength.size), economy)


def _by_cell(
    route: Ints, first: Ints, last: Ints, size: Doubles, cells: int
) -> tuple[Ints, Doubles, Ints]:
    """List the rings by route and year, with running totals of their sizes."""
    lives = last - first + 1
    ring = np.repeat(np.arange(len(route)), lives)
    age = np.arange(len(ring)) - np.repeat(np.cumsum(lives) - lives, lives)
    cell = route[ring] * YEARS + first[ring] + age
    order = np.argsort(cell, kind="stable")
    members = ring[order]
    pull = np.concatenate([[0.0], np.cumsum(size[members])])
    starts = np.searchsorted(cell[order], np.arange(cells + 1))
    return members, pull, starts


def _draw_economy(rng: np.random.Generator, routes: Routes) -> Doubles:
    """Sectors by country and year, scaled so that the main purposes have their shares."""
    countries = routes.countries
    base = np.log(_WITHIN)
    decades = (np.arange(YEARS) - 11) / 10
    weights = (
        base
        + _BY_WEALTH * (countries.wealth[:, None] - 5)
        + np.where(countries.coast[:, None], 0.0, _INLAND)
        + rng.normal(0.0, 0.9, (len(countries.iso3), SECTORS))
    )[:, None, :] + _BY_DECADE * decades[:, None]
    people = np.zeros((len(countries.iso3), YEARS))
    np.add.at(people, routes.destination, routes.strength)
    wanted = _WITHIN.copy()
    wanted[LABOUR] *= LABOUR_SHARE
    wanted[SEXUAL] *= SEXUAL_SHARE
    wanted[OTHER_PURPOSES] *= OTHER_SHARE
    weights = np.exp(weights)
    for _ in range(12):
        weights /= weights.sum(axis=2, keepdims=True)
        weights *= wanted / np.einsum("cy,cys->s", people, weights)
    return np.asarray(weights / weights.sum(axis=2, keepdims=True))


def draw_sectors(rng: np.random.Generator, shares: Doubles) -> Ints:
    """One sector per row of shares, shape ``(n,)``."""
    aims = rng.random((len(shares), 1))
    passed = (aims >= np.cumsum(shares, axis=1)).sum(axis=1)
    return np.asarray(np.minimum(passed, SECTORS - 1))


def draw_habits(rng: np.random.Generator, sector: Ints, *, alone: bool) -> Habits:
    """Invent how exploiters in these sectors work.

    Args:
        rng: The stream of random numbers.
        sector: Main sector of each, shape ``(k,)``.
        alone: Whether they act alone: more often a partner or a relative of the victim.
    """
    count = len(sector)

    def normal(*shape: int) -> Floats:
        return rng.standard_normal((count, *shape), dtype=np.float32)

    gumbel = -np.log(rng.standard_exponential((count, 4)))
    means = normal(3) @ _STYLES + 0.7 * normal(MEANS)
    closeness = np.array([1.0, 0.9, 0.2, -0.6] if alone else [-0.7, -0.6, 0.3, 0.7], np.float32)
    return Habits(
        sector=sector,
        second=_second_sector(rng, sector),
        sought=np.argmax(_SOUGHT[sector] + gumbel, axis=1),
        harshness=0.9 * normal(3),
        crew=rng.geometric(0.8, count) if alone else 1 + rng.geometric(0.28, count),
        means=means,
        relations=closeness + 0.9 * normal(RELATIONS),
        channels=1.2 * normal(CHANNELS),
    )


def _second_sector(rng: np.random.Generator, sector: Ints) -> Ints:
    """A second sector for some: what goes with the first, or anything."""
    companion = np.array([4, 4, 8, 8, 0, 5, 12, 0, 3, 10, 9, 2, 6])
    draw = rng.random(len(sector))
    second = np.where(draw < 0.18, companion[sector], sector)
    anything = rng.integers(0, SECTORS, len(sector))
    return np.where(draw > 0.97, anything, second)
