"""Linked tables of invented people, whole and in parts, and what is counted of them."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
from tiny_networks import CODEBOOK, HOUSEHOLDS, VICTIMS, H, P, V

from lanterne.codebook.model import Codebook, Reference
from lanterne.privacy import Budget
from lanterne.synthesis.network.bounds import bounds_of
from lanterne.synthesis.network.exact import CountNetwork
from lanterne.synthesis.network.plan import make_network_plan

PART_OF = replace(HOUSEHOLDS, references=(Reference("part_of", "households", required=False),))
_, PEOPLE, LINKS, _ = CODEBOOK.tables
BOOK = replace(CODEBOOK, tables=(VICTIMS, PEOPLE, LINKS, PART_OF))
UNITS = [(V,), (P,), (H,), (V, P), (V, H, P)]


def written(seed: int = 1, number: int = 70, most: int = 4) -> dict[str, pl.DataFrame]:
    """Tables of people who hang together in rings of all sizes; the last has no link."""
    chance = random.Random(seed)
    victims = [
        {
            "victim": f"V{one}",
            "home": chance.choice(["", f"h{chance.randrange(1 + number // 5)}", "H1 "]),
            "place": (place := chance.choice(["a", "b", ""])),
            "zone": {"a": "x", "b": "y", "": ""}[place],
            "child": chance.choice(["", "1"]),
        }
        for one in range(number)
    ]
    people = [
        {
            "perpetrator": f"p{one}",
            "gang": chance.choice(["k", "l", ""]),
            "nation": chance.choice(["m", ""]),
        }
        for one in range(number)
    ]
    pairs, degrees = [], Counter[int]()
    for one in range(number - 1):
        near = range(max(0, one - 2), min(number - 1, one + 3))
        for other in chance.sample(list(near), chance.randrange(min(most, len(near)) + 1)):
            if degrees[other] < 8:
                degrees[other] += 1
                pairs.append((one, other))
    links = [
        {
            "victim": chance.choice(["V", "v", " v"]) + str(one),
            "perpetrator": f"p{other}",
            "roles": chance.choice(["r", "s", "r;s", ""]),
            "paid": chance.choice(["no", ""]),
        }
        for one, other in pairs
    ]
    homes = sorted({row["home"].strip().lower() for row in victims} - {""})
    households = [
        {"home": home, "part_of": homes[place // 2] if 0 < place < 6 else ""}
        for place, home in enumerate(homes)
    ]
    tables = {"victims": victims, "perpetrators": people, "links": links}
    for rows in tables.values():
        chance.shuffle(rows)
    return {name: pl.DataFrame(rows) for name, rows in {**tables, "households": households}.items()}


def write_whole(tables: dict[str, pl.DataFrame], folder: Path) -> Path:
    folder.mkdir()
    for name, rows in tables.items():
        rows.write_csv(folder / f"{name}.csv")
    return folder


def write_parts(tables: dict[str, pl.DataFrame], folder: Path, cuts: int = 4) -> Path:
    """A folder of parts of every table but one, of several kinds; some have no row."""
    folder.mkdir()
    for name, rows in tables.items():
        if name == "perpetrators":
            rows.write_parquet(folder / f"{name}.parquet", row_group_size=7)
            continue
        parts = folder / name.capitalize()
        parts.mkdir()
        ends = ends_of(rows.height, cuts)
        for number, (first, last) in enumerate(pairwise(ends)):
            if number % 2:
                rows[first:last].write_csv(parts / f"part-{number}.csv")
            else:
                rows[first:last].write_parquet(parts / f"part-{number}.parquet")
        (parts / "_SUCCESS").touch()
    return folder


def ends_of(height: int, cuts: int) -> list[int]:
    return [0, *(height * cut // (cuts * cuts) for cut in range(1, cuts)), height // 2, height]


def counting(units, book: Codebook = BOOK, key: int = 5, **chosen) -> CountNetwork:
    """What is counted of a network, when so much counts of each of these people."""
    bounds = bounds_of(book.network, units, dict.fromkeys(units, 2) | chosen)
    budgets = {unit: Budget(4.0, 1e-6) for unit in units}
    return CountNetwork.of(book, make_network_plan(book, budgets, bounds), key)


def assert_same(found, expected) -> None:
    assert found.keys() == expected.keys()
    for name, counts in expected.items():
        assert np.asarray(found[name]).dtype == np.asarray(counts).dtype == np.int64, name
        assert np.array_equal(found[name], counts), name
