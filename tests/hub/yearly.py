"""A series of fictional people whose cases are handed in year by year."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from shelf import BOOK, COLUMNS, people

import lanterne

COHORTS = ("2020", "2021", "2022-2023", "2024-2025")


def begin_series(folder: Path) -> Path:
    """A series in which nothing was handed in yet."""
    lanterne.begin_series(folder, BOOK, COHORTS, 4.0, subject_id="case")
    return folder


def hand_in(series: Path, year: int, number: int, reported_by: Sequence[str] = ()) -> None:
    """Hand in a year: so many people, each under one number, of whom earlier years had the first.

    The file stays beside the series.
    """
    file = series.with_name(f"{year}.csv")
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, ("case", *COLUMNS))
        writer.writeheader()
        writer.writerows({"case": f"C{at}", **one} for at, one in enumerate(people(number)))
    lanterne.deliver(series, file, year, reported_by=reported_by)
