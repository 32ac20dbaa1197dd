"""Fictional cases as a table in memory, or as a file with its data card."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lanterne.fictional.card import data_card
from lanterne.fictional.folder import new_folder, write_card
from lanterne.fictional.form_questions import ANSWERS
from lanterne.fictional.records import Records
from lanterne.fictional.tally import Tally
from lanterne.fictional.world import check_numbers, record_chunks

CASES_FILE = "victims.csv"


def fictional_frame(victims: int = 20_000, seed: int = 7) -> pl.DataFrame:
    """Fictional cases as texts, ``""`` where a cell is blank; one row per victim.

    The columns are those of the codebook ``lanterne-cases``, in its order. The rows are those that
    ``write_fictional_cases`` writes for the same number of victims and seed.

    Raises:
        UsageError: When ``victims`` is below 1 or ``seed`` below 0.
    """
    check_numbers(victims, seed)
    return pl.concat([_frame(records, "") for records in record_chunks(victims, seed)])


def write_fictional_cases(folder: Path | str, victims: int = 20_000, seed: int = 7) -> Path:
    """Write ``victims.csv`` and ``DATA-CARD.md`` into a folder, and return the folder.

    The folder appears whole or not at all. Memory does not depend on the number of victims, but
    for the rings, of which there are at most 150,000.

    Args:
        folder: A folder that does not exist, or is empty.
        victims: How many records, at least 1.
        seed: Whole number from 0. The same numbers give the same file with the same NumPy.

    Raises:
        UsageError: When a number is out of range, when something is in the folder's place, or when
            the place cannot be written to.
    """
    check_numbers(victims, seed)
    with new_folder(folder) as draft:
        tally = Tally()
        with (draft / CASES_FILE).open("wb") as file:
            for records in record_chunks(victims, seed):
                text = _frame(records, None).write_csv(include_header=not tally.rows)
                file.write(text.encode())
                tally.add(records)
        write_card(draft, data_card(tally, seed))
    return Path(folder)


def _frame(records: Records, blank: str | None) -> pl.DataFrame:
    """Codes as texts, with the given text for blank cells."""
    return pl.DataFrame(
        {
            name: pl.Series([blank, *ANSWERS[name][1:]], dtype=pl.String).gather(codes)
            for name, codes in records.items()
        }
    )
