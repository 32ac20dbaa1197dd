"""Small random networks, and a codebook for them."""

from __future__ import annotations

import random

import polars as pl

from lanterne.cases.network.frames import NetworkTables
from lanterne.codebook.model import (
    Codebook,
    Column,
    ColumnType,
    Missing,
    Network,
    Reference,
    Table,
    Value,
)

MISSING = {Missing.NOT_RECORDED: ("",), Missing.UNKNOWN: ("unknown",)}


def column(name: str, kind: ColumnType, *codes: str) -> Column:
    values = tuple(Value(code, {"en": code}) for code in codes)
    return Column(name, kind, values, {"en": name.capitalize()}, missing=MISSING)


BOOK = Codebook(
    "small-network",
    "1",
    {"en": "Small network"},
    (
        Table(
            "survivors",
            {"en": "Victims"},
            (
                column("sex", ColumnType.CATEGORY, "f", "m"),
                column("origin", ColumnType.CATEGORY, "north", "south", "west"),
            ),
            key="survivor",
        ),
        Table(
            "offenders",
            {"en": "Perpetrators"},
            (
                column("age", ColumnType.ORDINAL, "young", "old"),
                column("region", ColumnType.CATEGORY, "north", "south"),
            ),
            key="offender",
        ),
        Table(
            "ties",
            {"en": "Links"},
            (
                column("role", ColumnType.SET, "broker", "exploiter"),
                column("relation", ColumnType.CATEGORY, "kin", "stranger"),
            ),
            references=(
                Reference("survivor", "survivors", at_most=30),
                Reference("offender", "offenders", at_most=30),
            ),
        ),
    ),
)
"""Tables of other names than the figures use, and two kinds of missingness."""


def network_of(codebook: Codebook) -> Network:
    network = codebook.network
    assert network is not None
    return network


def random_tables(
    codebook: Codebook, seed: int, victims: int = 12, perpetrators: int = 9, links: int = 20
) -> NetworkTables:
    """People and links at random, and some people without a link; each pair once."""
    network, chance = network_of(codebook), random.Random(seed)
    everyone = [(v, p) for v in range(victims) for p in range(perpetrators)]
    pairs = chance.sample(everyone, min(links, len(everyone)))
    keys = (network.of_victim.column, network.of_perpetrator.column)
    return NetworkTables(
        frame(network.victims, [_row(network.victims, chance, f"V{v}") for v in range(victims)]),
        frame(
            network.perpetrators,
            [_row(network.perpetrators, chance, f"P{p}") for p in range(perpetrators)],
        ),
        pl.DataFrame(
            [{keys[0]: f"V{v}", keys[1]: f"P{p}"} | _row(network.links, chance) for v, p in pairs],
            schema=dict.fromkeys((*keys, *network.links.names), pl.String),
        ),
    )


def frame(table: Table, rows: list[dict[str, str]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys((str(table.key), *table.names), pl.String))


def _row(table: Table, chance: random.Random, key: str = "") -> dict[str, str]:
    """Answers among the first few of each column, so that they repeat."""
    row = {str(table.key): key} if key else {}
    for one in table.columns:
        texts = ["", *one.missing.get(Missing.UNKNOWN, ())]
        if one.type is ColumnType.SET:
            members = sorted(code for code in one.codes if chance.random() < 0.5)
            row[one.name] = one.separator.join(members)
        else:
            row[one.name] = chance.choice([*texts, *one.codes[:3], *one.codes[:3]])
    return row
