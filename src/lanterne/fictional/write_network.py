"""A fictional network as files, with its data card."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lanterne.fictional.folder import new_folder, write_card
from lanterne.fictional.network import draw_network
from lanterne.fictional.network_card import network_card

NETWORK_FILES = ("victims.csv", "perpetrators.csv", "links.csv", "households.csv")


def write_fictional_network(
    folder: Path | str,
    victims: int = 17_000,
    seed: int = 7,
    perpetrators: int | None = None,
    *,
    unlinked: int | None = None,
) -> Path:
    """Write the tables of a fictional network and ``DATA-CARD.md``, and return the folder.

    The tables are those of the codebook ``lanterne-network``: ``victims.csv``,
    ``perpetrators.csv``, ``links.csv`` and ``households.csv``. The folder appears whole or not at
    all.

    Args:
        folder: A folder that does not exist, or is empty.
        victims: How many victims, at least 1.
        seed: Whole number from 0. The same numbers give the same files with the same NumPy.
        perpetrators: How many perpetrators; ``None``: 2.2 per victim.
        unlinked: How many of them have no victim on record; ``None``: one in 500.

    Raises:
        UsageError: When a number is out of range, when so many victims cannot go with so many
            perpetrators, when something is in the folder's place, or when the place cannot be
            written to.
    """
    with new_folder(folder) as draft:
        made = draw_network(victims, seed, perpetrators, unlinked=unlinked)
        tables = made.tables
        frames = (tables.victims, tables.perpetrators, tables.links, made.households)
        for name, frame in zip(NETWORK_FILES, frames, strict=True):
            frame.select(pl.when(pl.all() != "").then(pl.all())).write_csv(draft / name)
        write_card(draft, network_card(tables, made.households.height, seed))
    return Path(folder)
