"""One world: its routes, rings and partners, and the offsets found on a pilot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from numpy.random import SeedSequence, default_rng

from lanterne.errors import UsageError
from lanterne.fictional.chance import Chance
from lanterne.fictional.form_questions import PILOT_TARGETS, QUESTIONS
from lanterne.fictional.partners import Partners, draw_partners
from lanterne.fictional.records import Records, fill_in
from lanterne.fictional.rings import Rings, draw_rings
from lanterne.fictional.routes import Routes, draw_routes
from lanterne.fictional.victims import draw_victims

CHUNK = 50_000
"""Victims drawn at once: memory does not depend on how many there are in all."""

_PILOT = 5_000


@dataclass(frozen=True)
class World:
    """All that victims of one data set have in common.

    Attributes:
        routes: Between which countries, in which years.
        rings: Who exploits.
        partners: Who meets the victims.
        offsets: Name of a coin → what makes it meet its public figure.
    """

    routes: Routes
    rings: Rings
    partners: Partners
    offsets: dict[str, float]

    def records(self, seed: SeedSequence, count: int) -> Records:
        """The records of ``count`` victims, from one seed."""
        chance = Chance(default_rng(seed), self.offsets)
        return fill_in(chance, self.partners, draw_victims(chance, self.routes, self.rings, count))


def draw_world(seed: SeedSequence, victims: int, years: tuple[int, int] | None = None) -> World:
    """Invent a world of so many victims, and set its coins on a pilot.

    Args:
        seed: Of this world.
        victims: How many it is made for: rings grow with it.
        years: First and last year of registration; ``None``: all years of the simulation.
    """
    rng = default_rng(seed)
    routes = draw_routes(rng)
    if years:
        routes = routes.between(*years)
    rings = draw_rings(rng, routes, victims)
    partners = draw_partners(rng, routes, QUESTIONS)
    pilot = Chance(rng, {}, PILOT_TARGETS)
    fill_in(pilot, partners, draw_victims(pilot, routes, rings, _PILOT))
    return World(routes, rings, partners, pilot.offsets)


def record_chunks(victims: int, seed: int) -> Iterator[Records]:
    """The records of a data set, chunk by chunk; the same for the same victims and seed.

    The world has one seed and every chunk another, all spawned from ``seed``.
    """
    root = SeedSequence(seed)
    world = draw_world(root.spawn(1)[0], victims)
    for start in range(0, victims, CHUNK):
        yield world.records(root.spawn(1)[0], min(CHUNK, victims - start))


def check_numbers(
    victims: int, seed: int, perpetrators: int | None = None, unlinked: int | None = None
) -> None:
    """Raise UsageError for numbers that no fictional cases can have."""
    lowest = {
        "fictional.too-few-victims": (victims, 1),
        "fictional.seed-too-small": (seed, 0),
        "fictional.too-few-perpetrators": (perpetrators, 0),
        "fictional.too-few-unlinked": (unlinked, 0),
    }
    for code, (number, least) in lowest.items():
        if number is not None and number < least:
            raise UsageError(code, least=least, number=number)
