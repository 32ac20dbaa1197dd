"""A fictional network: victims, perpetrators and the links between them, in which nobody exists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
import polars as pl
from numpy.random import SeedSequence, default_rng

from lanterne.cases.network.frames import NetworkTables
from lanterne.errors import UsageError
from lanterne.fictional.chance import Bools, Chance, Floats, Ints
from lanterne.fictional.encounters import Encounters, draw_encounters
from lanterne.fictional.links import Links, draw_links
from lanterne.fictional.network_records import (
    LINK_ANSWERS,
    PERPETRATOR_ANSWERS,
    VICTIM_ANSWERS,
    VICTIMS_FILLED,
    Records,
    link_records,
    perpetrator_records,
    victim_records,
)
from lanterne.fictional.partners import choose_partners, draw_care
from lanterne.fictional.perpetrators import Perpetrators, draw_perpetrators
from lanterne.fictional.places import Households, draw_households, draw_places
from lanterne.fictional.routes import Countries
from lanterne.fictional.victims import Victims, draw_victims
from lanterne.fictional.world import CHUNK, World, check_numbers, draw_world

PUBLISHED_YEARS = (2005, 2022)
"""First and last year of registration in the published file of December 2022."""

UNLINKED = 1 / 500
"""Share of the perpetrators of whom no victim is recorded, when nobody says; assumed."""

# Coins → shares of the victims, of the perpetrators and of the links that they must give. They
# were set so that what is recorded comes near the published figures; see the tally.
_TARGETS: Mapping[str, float] = {
    **VICTIMS_FILLED,
    "no perpetrator": 0.08,
    "family": 0.076,
    "strange": 0.585,
    "pays": 0.275,
    "perpetrator woman": 0.29,
    "at origin": 0.5,
}


@dataclass(frozen=True)
class FictionalNetwork:
    """A network about nobody.

    Attributes:
        tables: Victims, perpetrators and links, as the codebook ``lanterne-network`` has them.
        households: One row per household of victims: its key, and that of the household of which
            it is a part, or the empty text.
    """

    tables: NetworkTables
    households: pl.DataFrame


@dataclass(frozen=True)
class _Truth:
    """What happened, before anybody wrote it down."""

    victims: Victims
    care: Floats
    households: Households
    met: Encounters
    people: Perpetrators
    links: Links


def fictional_network(
    victims: int = 17_000,
    seed: int = 7,
    perpetrators: int | None = None,
    *,
    unlinked: int | None = None,
) -> NetworkTables:
    """The tables of a fictional network as texts, ``""`` where a cell is blank.

    See :func:`draw_network` for the arguments and the errors.
    """
    return draw_network(victims, seed, perpetrators, unlinked=unlinked).tables


def draw_network(
    victims: int = 17_000,
    seed: int = 7,
    perpetrators: int | None = None,
    *,
    unlinked: int | None = None,
) -> FictionalNetwork:
    """Invent a network; the same numbers give the same one with the same NumPy.

    Args:
        victims: How many victims, at least 1.
        seed: Whole number from 0.
        perpetrators: How many perpetrators; ``None``: 2.2 per victim, as near as can be.
        unlinked: How many of them have no victim on record; ``None``: one in 500.

    Raises:
        UsageError: When a number is out of range, or when so many victims cannot go with so many
            perpetrators.
    """
    check_numbers(victims, seed, perpetrators, unlinked)
    root = SeedSequence(seed)
    world = draw_world(root.spawn(1)[0], victims, PUBLISHED_YEARS)
    people = _draw_people(root, world, victims)
    chance = Chance(default_rng(root.spawn(1)[0]), {}, _TARGETS)
    truth = _draw_truth(chance, world, people, perpetrators)
    kept = _recorded_links(chance.rng, truth.met, unlinked)
    return _write_down(chance, world.routes.countries, truth, kept)


def _draw_people(root: SeedSequence, world: World, count: int) -> Victims:
    """All victims of a world, drawn chunk by chunk to keep memory low."""
    chunks = [
        draw_victims(
            Chance(default_rng(root.spawn(1)[0]), world.offsets),
            world.routes,
            world.rings,
            min(CHUNK, count - start),
        )
        for start in range(0, count, CHUNK)
    ]
    return Victims(
        **{
            field.name: np.concatenate([getattr(chunk, field.name) for chunk in chunks])
            for field in fields(Victims)
        }
    )


def _draw_truth(chance: Chance, world: World, victims: Victims, wanted: int | None) -> _Truth:
    """Places, households and perpetrators of the victims, and what happened between them."""
    partner = choose_partners(chance, world.partners, victims)
    care = draw_care(chance, world.partners, partner, victims.severity)
    places = draw_places(chance.rng, victims)
    unknown = chance.flip(-1.2 * care, "no perpetrator")
    met = draw_encounters(chance, victims, places, unknown, wanted)
    return _Truth(
        victims=victims,
        care=care,
        households=draw_households(chance.rng, victims, places),
        met=met,
        people=draw_perpetrators(chance, world.routes.countries, victims, places, met),
        links=draw_links(chance, victims, places, met),
    )


def _recorded_links(rng: np.random.Generator, met: Encounters, unlinked: int | None) -> Bools:
    """Which links are on record; of some people with one victim, it is not said whose case."""
    people = len(met.root)
    of_one = np.flatnonzero(np.bincount(met.person, minlength=people) == 1)
    count = min(round(UNLINKED * people), len(of_one)) if unlinked is None else unlinked
    if count > len(of_one):
        raise UsageError("fictional.too-many-unlinked", most=len(of_one), number=count)
    kept = np.ones(len(met.person), dtype=np.bool_)
    kept[met.root[rng.choice(of_one, count, replace=False)]] = False
    return kept


def _write_down(
    chance: Chance, countries: Countries, truth: _Truth, kept: Bools
) -> FictionalNetwork:
    """The tables as partners keep them: in the order of their keys, which say nothing."""
    rng, count = chance.rng, len(truth.care)
    victim_keys = _draw_keys(rng, "C", count)
    perpetrator_keys = _draw_keys(rng, "S", len(truth.met.root))
    household_keys = _draw_keys(rng, "H", len(truth.households.part_of))
    records = victim_records(chance, countries, truth.victims, truth.care)
    victims = _frame(
        {
            "victim": victim_keys,
            "household": _referred(household_keys, truth.households.of_victim),
        },
        VICTIM_ANSWERS,
        records,
    )
    records = perpetrator_records(chance, truth.people, truth.met, truth.care)
    perpetrators = _frame({"perpetrator": perpetrator_keys}, PERPETRATOR_ANSWERS, records)
    records = link_records(chance, truth.links, truth.met, truth.care)
    links = _frame(
        {
            "victim": victim_keys.gather(truth.met.victim),
            "perpetrator": perpetrator_keys.gather(truth.met.person),
        },
        LINK_ANSWERS,
        records,
    ).filter(pl.Series(kept))
    households = pl.DataFrame(
        {
            "household": household_keys,
            "part_of": _referred(household_keys, truth.households.part_of),
        }
    )
    return FictionalNetwork(
        NetworkTables(
            victims=victims.sort("victim"),
            perpetrators=perpetrators.sort("perpetrator"),
            links=links.sort("victim", "perpetrator"),
        ),
        households.sort("household"),
    )


def _draw_keys(rng: np.random.Generator, prefix: str, count: int) -> pl.Series:
    """Different case numbers with gaps, in no order, all of one length."""
    numbers = rng.permutation(np.cumsum(rng.integers(1, 10, count)))
    width = max(len(str(10 * count)), 5)
    return prefix + pl.Series(numbers, dtype=pl.Int64).cast(pl.String).str.zfill(width)


def _referred(keys: pl.Series, rows: Ints) -> pl.Series:
    """The keys of these rows, and the empty text for row -1."""
    with_blank = pl.concat([keys, pl.Series([""], dtype=pl.String)])
    return with_blank.gather(np.where(rows < 0, len(keys), rows))


def _frame(
    keys: Mapping[str, pl.Series], answers: Mapping[str, tuple[str, ...]], records: Records
) -> pl.DataFrame:
    """Keys, then the texts of the codes, in the order of the answers."""
    return pl.DataFrame(
        {
            **keys,
            **{
                name: pl.Series(texts, dtype=pl.String).gather(records[name])
                for name, texts in answers.items()
            },
        }
    )
