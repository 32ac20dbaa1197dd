"""The linked tables of ``lanterne-network``, with a few countries of the world."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

import lanterne
from lanterne.codebook import load_codebook
from lanterne.codebook.hierarchy import restricted
from lanterne.codebook.model import Codebook, Column, ColumnType, Dependency
from lanterne.codebook.write import codebook_to_toml

COUNTRIES = ("FRA", "HTI", "KHM", "MMR", "NGA", "PHL", "UKR", "USA")
"""Of each region, in places that a map of the world shows."""


def write_linked(folder: Path, victims: int) -> tuple[Path, Path]:
    """A codebook and a folder of fictional cases under it.

    All columns and all kinds of figures are as with all countries, of which there are so many that
    nearly all the time that a release takes is theirs.

    Args:
        folder: Is given ``net.toml`` and ``net``.
        victims: How many.
    """
    book, cases = folder / "net.toml", folder / "net"
    book.write_text(codebook_to_toml(_with_few(load_codebook("lanterne-network"))), "utf-8")
    lanterne.sample(cases, codebook="lanterne-network", victims=victims)
    people = pl.read_csv(cases / "victims.csv", infer_schema=False)
    elsewhere = [
        pl.when(pl.col(name).is_in(COUNTRIES)).then(pl.col(name)).alias(name)
        for name in ("citizenship", "countryOfExploitation")
    ]
    people.with_columns(elsewhere).write_csv(cases / "victims.csv")
    return book, cases


def _with_few(book: Codebook) -> Codebook:
    victims, *others = book.tables
    columns = tuple(_column(one) for one in victims.columns)
    follows = tuple(_dependency(one) for one in victims.dependencies)
    few = replace(victims, columns=columns, dependencies=follows)
    return replace(book, name="few-countries", tables=(few, *others))


def _column(column: Column) -> Column:
    if column.type is not ColumnType.COUNTRY:
        return column
    values = tuple(one for one in column.values if one.code in COUNTRIES)
    assert column.hierarchy is not None
    return replace(column, values=values, hierarchy=restricted(column.hierarchy, COUNTRIES))


def _dependency(rule: Dependency) -> Dependency:
    known = {code: region for code, region in rule.mapping.items() if code in COUNTRIES}
    return replace(rule, mapping=known)
