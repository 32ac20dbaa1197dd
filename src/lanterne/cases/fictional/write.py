"""Fictional cases as a table in memory, or as a file with its data card."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path
from typing import IO, Any

import polars as pl

from lanterne.cases.fictional.card import data_card
from lanterne.cases.fictional.forms import ANSWERS, Records
from lanterne.cases.fictional.tally import Tally
from lanterne.cases.fictional.world import record_chunks
from lanterne.errors import UsageError

CASES_FILE = "victims.csv"
CARD_FILE = "DATA-CARD.md"


def fictional_frame(victims: int = 20_000, seed: int = 7) -> pl.DataFrame:
    """Fictional cases as texts, ``""`` where a cell is blank; one row per victim.

    The columns are those of the codebook ``lanterne-cases``, in its order. The rows are those that
    ``write_fictional_cases`` writes for the same number of victims and seed.

    Raises:
        UsageError: When ``victims`` is below 1 or ``seed`` below 0.
    """
    _check_numbers(victims, seed)
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
    _check_numbers(victims, seed)
    place = Path(folder).resolve()
    _check_place(place)
    draft = place.with_name(f".{place.name}.{secrets.token_hex(4)}.part")
    try:
        draft.mkdir(parents=True)
        _write_files(draft, victims, seed)
        if place.exists():
            place.rmdir()
        draft.rename(place)
    except OSError as error:
        raise UsageError(
            f"The fictional cases cannot be written to {folder}: {error.strerror}. "
            "Choose a folder that you may write to, on a disk with room."
        ) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Path(folder)


def _check_numbers(victims: int, seed: int) -> None:
    if victims < 1:
        raise UsageError(f"The number of victims must be 1 or more, got {victims}.")
    if seed < 0:
        raise UsageError(f"The seed must be 0 or more, got {seed}.")


def _check_place(place: Path) -> None:
    if place.exists() and not place.is_dir():
        raise UsageError(f"{place} is a file. Choose a new folder for the fictional cases.")
    try:
        taken = place.exists() and any(place.iterdir())
    except OSError as error:
        raise UsageError(f"{place} cannot be read: {error.strerror}.") from error
    if taken:
        raise UsageError(f"{place} is not empty, and is left as it is. Choose a new folder.")


def _write_files(draft: Path, victims: int, seed: int) -> None:
    tally = Tally()
    with (draft / CASES_FILE).open("wb") as file:
        for records in record_chunks(victims, seed):
            text = _frame(records, None).write_csv(include_header=not tally.rows)
            file.write(text.encode())
            tally.add(records)
        _to_disk(file)
    with (draft / CARD_FILE).open("w", encoding="utf-8", newline="\n") as card:
        card.write(data_card(tally, seed))
        _to_disk(card)


def _to_disk(file: IO[Any]) -> None:
    file.flush()
    os.fsync(file.fileno())


def _frame(records: Records, blank: str | None) -> pl.DataFrame:
    """Codes as texts, with the given text for blank cells."""
    return pl.DataFrame(
        {
            name: pl.Series([blank, *ANSWERS[name][1:]], dtype=pl.String).gather(codes)
            for name, codes in records.items()
        }
    )
