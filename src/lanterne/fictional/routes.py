"""Where people are taken from and to, and when: routes that open and close over the years.

The size, wealth and place of a country are rough orders of magnitude. Crises, ties between
countries and the life of each route are invented from the seed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from lanterne.codebook.lists import packaged_rows
from lanterne.fictional.chance import Doubles, Ints

FIRST_YEAR = 2002
YEARS = 23
REGIONS = ("Africa", "Americas and Oceania", "Asia", "Europe")
"""The four regions of the published figures."""

CITIZENSHIP_SHARES = (0.300, 0.016, 0.349, 0.335)
EXPLOITATION_SHARES = (0.248, 0.012, 0.365, 0.374)
"""Shares of the regions in the Global Victim-Perpetrator Synthetic Dataset of December 2022."""

# Victims registered per year, in per cent. From 2005 to 2022 the sums over 2005–2013, 2014–2018,
# 2019, 2020 and 2021–2022 stand to each other as in that dataset; the rest is invented.
_YEAR_SHARES = np.array(
    [
        *(0.3, 0.5, 0.7),
        *(0.8, 0.9, 1.0, 1.2, 1.3, 1.4, 1.6, 1.9, 2.3),
        *(4.3, 5.6, 6.4, 7.0, 7.6),
        *(11.8, 9.8, 10.4, 10.9),
        *(6.5, 5.8),
    ]
)

_ROUTES = 1500
_ROUTES_PER_ORIGIN = 4


@dataclass(frozen=True)
class Countries:
    """The countries of the simulation.

    Attributes:
        iso3: Codes by ISO 3166-1 alpha-3, length ``c``.
        region: Position in ``REGIONS``, shape ``(c,)``.
        millions: Inhabitants in millions, shape ``(c,)``.
        wealth: 0 (poorest) to 10, shape ``(c,)``.
        coast: Whether it has a coast, shape ``(c,)``.
        latitude: Degrees, shape ``(c,)``.
        longitude: Degrees, shape ``(c,)``.
    """

    iso3: tuple[str, ...]
    region: Ints
    millions: Doubles
    wealth: Doubles
    coast: NDArray[np.bool_]
    latitude: Doubles
    longitude: Doubles

    def distances(self) -> Doubles:
        """Great-circle distances in thousands of kilometres, shape ``(c, c)``."""
        north, east = np.radians(self.latitude), np.radians(self.longitude)
        cosines = np.sin(north)[:, None] * np.sin(north) + np.cos(north)[:, None] * np.cos(
            north
        ) * np.cos(east[:, None] - east)
        return np.asarray(6.371 * np.arccos(np.clip(cosines, -1.0, 1.0)))


@dataclass(frozen=True)
class Routes:
    """Routes between two countries, or within one.

    Attributes:
        countries: The countries.
        origin: Country of each route, shape ``(r,)``.
        destination: Country of exploitation of each route, shape ``(r,)``.
        strength: Share of all victims by route and year, shape ``(r, YEARS)``, summing to one;
            0 in the years in which a route is closed.
        crisis: Whether a country is in crisis, shape ``(c, YEARS)``.
    """

    countries: Countries
    origin: Ints
    destination: Ints
    strength: Doubles
    crisis: NDArray[np.bool_]

    def between(self, first: int, last: int) -> Routes:
        """The same routes, on which nobody is registered before one year or after another."""
        years = np.arange(FIRST_YEAR, FIRST_YEAR + YEARS)
        strength = self.strength * ((first <= years) & (years <= last))
        return replace(self, strength=strength / strength.sum())


@cache
def read_countries() -> Countries:
    """The countries of ``countries.csv`` beside this file."""
    rows = packaged_rows(files("lanterne.fictional") / "countries.csv")
    regions = {"Africa": 0, "Americas": 1, "Oceania": 1, "Asia": 2, "Europe": 3}

    def numbers(name: str) -> Doubles:
        return np.array([float(row[name]) for row in rows])

    return Countries(
        iso3=tuple(row["iso3"] for row in rows),
        region=np.array([regions[row["region"]] for row in rows]),
        millions=numbers("millions"),
        wealth=numbers("wealth"),
        coast=numbers("coast") > 0,
        latitude=numbers("latitude"),
        longitude=numbers("longitude"),
    )


def draw_routes(rng: np.random.Generator) -> Routes:
    """Invent which routes exist, when they are open and how strong they are."""
    countries = read_countries()
    crisis = _draw_crises(rng, countries)
    attraction = _attraction(rng, countries)
    origin, destination = _strongest(attraction)
    push = 0.9 * crisis[origin] - 0.5 * crisis[destination]
    drift = np.cumsum(rng.normal(0.0, 0.3, (len(origin), YEARS)), axis=1)
    strength = np.exp(attraction[origin, destination][:, None] + push + drift)
    strength *= _open_years(rng, origin == destination)
    return Routes(
        countries=countries,
        origin=origin,
        destination=destination,
        strength=_rake(strength, countries.region[origin], countries.region[destination]),
        crisis=crisis,
    )


def _draw_crises(rng: np.random.Generator, countries: Countries) -> NDArray[np.bool_]:
    """Years of crisis: poorer countries have more, and each lasts some years."""
    begins = rng.random((len(countries.iso3), YEARS)) < 0.02 + 0.008 * (
        5 - countries.wealth[:, None]
    ).clip(0)
    lasts = rng.integers(2, 7, begins.shape)
    crisis = np.zeros_like(begins)
    for country, year in zip(*np.nonzero(begins), strict=True):
        crisis[country, year : year + lasts[country, year]] = True
    return crisis


def _attraction(rng: np.random.Generator, countries: Countries) -> Doubles:
    """Log-strength of each pair of countries: push, pull, distance, and ties nobody explains."""
    size = np.log(countries.millions)
    push = 0.7 * size - 0.12 * countries.wealth + rng.normal(0.0, 0.7, len(size))
    pull = 0.35 * size + 0.30 * countries.wealth + rng.normal(0.0, 0.7, len(size))
    gain = 0.20 * (countries.wealth - countries.wealth[:, None])
    ties = rng.normal(0.0, 1.1, (len(size), len(size)))
    attraction = push[:, None] + pull + gain - 0.9 * countries.distances() + ties
    attraction[np.diag_indices(len(size))] += 1.2 - 0.25 * countries.wealth
    return np.asarray(attraction)


def _strongest(attraction: Doubles) -> tuple[Ints, Ints]:
    """The strongest routes of all, and some from every country: rare citizenships exist."""
    keep = attraction >= np.sort(attraction, axis=None)[-_ROUTES]
    keep |= attraction >= np.sort(attraction, axis=1)[:, [-_ROUTES_PER_ORIGIN]]
    origin, destination = np.nonzero(keep)
    return origin, destination


def _open_years(rng: np.random.Generator, domestic: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether each route is open in each year. Routes within a country never close."""
    routes = len(domestic)
    opening = np.where(rng.random(routes) < 0.45, 0, rng.integers(0, YEARS - 2, routes))
    closing = opening + 2 + rng.exponential(9.0, routes)
    years = np.arange(YEARS)
    is_open = (years >= opening[:, None]) & (years <= closing[:, None])
    return np.asarray(is_open | domestic[:, None])


def _rake(strength: Doubles, origin_region: Ints, destination_region: Ints) -> Doubles:
    """Scale to the shares of regions and years (iterative proportional fitting)."""
    years = _YEAR_SHARES / _YEAR_SHARES.sum()
    strength = strength / strength.sum()
    for _ in range(12):
        for region, shares in (
            (origin_region, CITIZENSHIP_SHARES),
            (destination_region, EXPLOITATION_SHARES),
        ):
            wanted = np.array(shares) / sum(shares)
            strength *= (wanted / np.bincount(region, strength.sum(axis=1), 4))[region][:, None]
        strength *= years / strength.sum(axis=0)
    return np.asarray(strength / strength.sum())
