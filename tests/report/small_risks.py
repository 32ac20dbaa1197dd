"""The risk of small made-up cases: of one table, and of linked tables."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
from small_table import codebook, people

from lanterne.cases.network import condensed_rows
from lanterne.codebook import load_codebook
from lanterne.fictional import fictional_network
from lanterne.risk import SourceRisk, assess_people
from lanterne.risk.people import missing_texts


def of_table(frame: pl.DataFrame | None = None, length: int = 3, **more: object) -> SourceRisk:
    book = codebook()
    frame = people(500, 1) if frame is None else frame
    missing = missing_texts(book.table)
    found = assess_people(frame, book.table, missing, 10, length, **more)  # type: ignore[arg-type]
    return SourceRisk(book, 10, (found,))


def of_network() -> SourceRisk:
    book = load_codebook("lanterne-network")
    made, network = fictional_network(300, seed=3), book.network
    assert network is not None
    assert book.condensed is not None
    victims, folded = network.victims, load_codebook(book.condensed.codebook).table
    rows = made.victims.select(victims.names)
    homes = ("household", made.victims["household"].cast(pl.String))
    first = assess_people(rows, victims, missing_texts(victims), 5, 2, households=homes)
    rows = condensed_rows(made, book)
    second = replace(assess_people(rows, folded, missing_texts(folded), 5, 2), name="condensed")
    return SourceRisk(book, 5, (first, second))
