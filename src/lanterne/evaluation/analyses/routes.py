"""The most frequent routes: where people come from and where they are exploited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

MOST = 20
"""Routes that are listed."""

TOP = 10
"""Routes of the cases that are looked for among as many of the release."""


@dataclass(frozen=True)
class Route:
    """One route.

    Attributes:
        origin: Where people come from.
        destination: Where they are exploited.
        real: People in the cases.
        released: Rows of the release, scaled to the number of people.
        rank: Place among the routes of the release, from 1; ``None``: it is not there.
    """

    origin: str
    destination: str
    real: int
    released: float
    rank: int | None


@dataclass(frozen=True)
class Routes:
    """The most frequent routes of the cases.

    Attributes:
        columns: Names of the two columns.
        routes: The ``MOST`` most frequent of the cases, the most frequent first.
        top: How many of the cases' most frequent routes there are, at most ``TOP``.
        kept: How many of these are among as many most frequent ones of the release.
    """

    columns: tuple[str, str]
    routes: tuple[Route, ...]
    top: int
    kept: int


def top_routes(
    columns: tuple[str, str],
    real: Mapping[tuple[str, str], int],
    released: Mapping[tuple[str, str], int],
    scale: float,
) -> Routes:
    """Compare the most frequent routes.

    Args:
        columns: Names of the columns of origin and destination.
        real: Each route of the cases, and how many people took it.
        released: The same of the rows of the release.
        scale: People for each released row.
    """
    counted, found = _ordered(real), _ordered(released)
    places = {route: rank for rank, (route, _) in enumerate(found, start=1)}
    top = min(TOP, len(counted))
    return Routes(
        columns=columns,
        routes=tuple(
            Route(*route, people, released.get(route, 0) * scale, places.get(route))
            for route, people in counted[:MOST]
        ),
        top=top,
        kept=sum(places.get(route, top + 1) <= top for route, _ in counted[:top]),
    )


def _ordered(routes: Mapping[tuple[str, str], int]) -> list[tuple[tuple[str, str], int]]:
    """Routes and how often they occur, the most frequent first; ties by name."""
    return sorted(routes.items(), key=lambda one: (-one[1], one[0]))


def routes_in(
    rows: pl.DataFrame, columns: tuple[str, str], missing: Mapping[str, frozenset[str]]
) -> dict[tuple[str, str], int]:
    """Each route, and how many rows have it.

    Args:
        rows: Texts.
        columns: Names of the columns of origin and destination.
        missing: Column → texts that, like blank, say nothing about a person.
    """
    said = [~pl.col(name).is_in([*missing.get(name, ()), ""]) for name in columns]
    texts = rows.select(pl.col(columns).cast(pl.String).fill_null(""))
    counts = texts.filter(*said).group_by(columns).len("n")
    return {(origin, destination): n for origin, destination, n in counts.iter_rows()}
