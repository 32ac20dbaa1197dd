"""Linked tables as a partner keeps them, whole and in parts, and the mapping that reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import polars as pl
from parted_network import BOOK, ends_of, written

from lanterne.codebook.model import Codebook
from lanterne.harmonise import (
    LegalBasis,
    MappedColumn,
    Mapping,
    PartnerTables,
    Rule,
    Source,
    codebook_digest,
)

VICTIMS, PEOPLE, LINKS, HOMES = "victimes.csv", "auteurs.csv", "liens.csv", "foyers.csv"
FILES = {"victims": VICTIMS, "perpetrators": PEOPLE, "links": LINKS, "households": HOMES}
SPELT = {"a": "Lyon", "b": "lille ", "": ""}

COLUMNS = (
    MappedColumn("place", Rule.RECODE, ("Lieu",), {"Lyon": "a", "Lille": "b"}),
    MappedColumn("zone", Rule.COPY, ("Zone",)),
    MappedColumn("child", Rule.RECODE, ("Mineur",), {"Oui": "1"}),
    MappedColumn("gang", Rule.COPY, ("Bande",)),
    MappedColumn("nation", Rule.COPY, ("Pays",)),
    MappedColumn("roles", Rule.COPY, ("Rôles",), separators=(";",)),
    MappedColumn("paid", Rule.COPY, ("Payé",)),
)


def mapping_of(book: Codebook = BOOK, *, repeat: bool = False, asked: bool = True) -> Mapping:
    """The mapping.

    Args:
        book: Of linked tables.
        repeat: Whether perpetrators and links are of one file, a row each.
        asked: Whether victims are asked for consent.
    """
    own = ("Code", "Foyer", "Lieu", "Zone", "Mineur", "Accord", "Nom")
    links, people = ("Code", "Auteur", "Rôles", "Payé"), ("Auteur", "Bande", "Pays")
    together = (*links, "Bande", "Pays")
    tables = {
        "victims": Source(
            headers=own,
            file=VICTIMS,
            keys={"victim": "Code", "home": "Foyer"},
            leave_out=("Nom",) if asked else ("Nom", "Accord"),
        ),
        "perpetrators": Source(
            headers=together if repeat else people,
            file=LINKS if repeat else PEOPLE,
            keys={"perpetrator": "Auteur"},
        ),
        "links": Source(
            headers=together if repeat else links,
            file=LINKS,
            keys={"victim": "Code", "perpetrator": "Auteur"},
        ),
        "households": Source(
            headers=("Foyer", "Partie de"),
            file=HOMES,
            keys={"home": "Foyer", "part_of": "Partie de"},
        ),
    }
    legal = LegalBasis("Accord", ("Oui",)) if asked else LegalBasis(basis="law", signed_by="Ada")
    digest = codebook_digest(book)
    told = (book.name, "1", digest, Source(), legal, COLUMNS)
    return Mapping("p", "1", *told, tables=tables)


MAPPING = mapping_of()


def opener(mapping: Mapping = MAPPING, book: Codebook = BOOK) -> PartnerTables:
    return PartnerTables(mapping, book)


def as_kept(tables: dict[str, pl.DataFrame], *, repeat: bool = False) -> dict[str, pl.DataFrame]:
    """File → its rows, as a partner writes those of a network; some victims do not consent."""
    number = pl.col("victim").str.extract(r"(\d+)", 1).cast(pl.Int64).fill_null(0)
    consent = (
        pl.when(number % 7 == 3)
        .then(pl.lit("Non"))
        .when(number % 11 == 5)
        .then(pl.lit(""))
        .when(number % 2 == 0)
        .then(pl.lit(" OUI"))
        .otherwise(pl.lit("Oui"))
    )
    victims = tables["victims"].select(
        pl.col("victim").alias("Code"),
        pl.col("home").alias("Foyer"),
        pl.col("place").replace(SPELT).alias("Lieu"),
        pl.col("zone").alias("Zone"),
        pl.when(pl.col("child") == "1").then(pl.lit("oui")).otherwise(pl.lit("")).alias("Mineur"),
        consent.alias("Accord"),
        pl.lit("CANARY").alias("Nom"),
    )
    renamed = {"perpetrator": "Auteur", "gang": "Bande", "nation": "Pays"}
    people = tables["perpetrators"].rename(renamed)
    links = tables["links"].rename(
        {"victim": "Code", "perpetrator": "Auteur", "roles": "Rôles", "paid": "Payé"}
    )
    found = {VICTIMS: victims, PEOPLE: people, LINKS: links}
    if repeat:  # each link has a perpetrator of its own
        own = pl.concat_str(pl.col("Auteur"), pl.lit("."), pl.int_range(pl.len()))
        some = people.select("Bande", "Pays").sample(links.height, with_replacement=True, seed=1)
        found = {VICTIMS: victims, LINKS: links.with_columns(own).hstack(some)}
    if "households" in tables:
        homes = tables["households"].rename({"home": "Foyer", "part_of": "Partie de"})
        found[HOMES] = homes
    return found


def write_whole(files: dict[str, pl.DataFrame], folder: Path) -> Path:
    folder.mkdir()
    for name, rows in files.items():
        rows.write_csv(folder / name, separator=";")
    return folder


def write_parts(
    files: dict[str, pl.DataFrame], folder: Path, ends: Sequence[int] | None = None, cuts: int = 4
) -> Path:
    """A folder of parts of every table but one, of several kinds and names; some have no row."""
    folder.mkdir()
    for name, rows in files.items():
        if name == PEOPLE:
            rows.write_parquet(folder / name, row_group_size=7)
            continue
        parts = folder / (name if name == LINKS else name.removesuffix(".csv").capitalize())
        parts.mkdir()
        for number, (first, last) in enumerate(pairwise(ends or ends_of(rows.height, cuts))):
            part = rows[first:last]
            if number % 2:
                spelt = {"Code": "code ", "Foyer": "FOYER"}
                part = part.rename({key: to for key, to in spelt.items() if key in part.columns})
                path = parts / f"part-{number}.csv"
                path.write_bytes(part.write_csv(separator=";").encode("cp1252"))
            else:
                part.write_parquet(parts / f"part-{number}.parquet")
        (parts / "_SUCCESS").touch()
    return folder


def kept(seed: int = 1, number: int = 70, *, repeat: bool = False) -> dict[str, pl.DataFrame]:
    """The files of invented people who hang together in rings of all sizes."""
    return as_kept(written(seed, number), repeat=repeat)


def with_home_of_all(files: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The same without a table of households."""
    return {name: rows for name, rows in files.items() if name != HOMES}


def without_households(mapping: Mapping) -> Mapping:
    tables = {name: one for name, one in mapping.tables.items() if name != "households"}
    return replace(mapping, tables=tables)
