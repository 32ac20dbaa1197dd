"""A table in two files, one of each kind that clusters write."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lanterne.fictional import write_fictional_cases


def write_in_parts(file: Path, folder: Path, first: int, group: int | None = None) -> Path:
    """Write the rows of a CSV file into a new folder, as Parquet and as CSV.

    Args:
        file: The file; it stays.
        folder: Where they are written.
        first: Rows of the file of Parquet; the others are in that of CSV.
        group: Rows of each group of the first; ``None``: one group.
    """
    rows = pl.read_csv(file, infer_schema=False)
    folder.mkdir()
    rows[:first].write_parquet(folder / "part-0.parquet", row_group_size=group)
    rows[first:].write_csv(folder / "part-1.csv")
    return folder


def fictional_parts(folder: Path, group: int | None = None) -> Path:
    """Cases of 300 fictional people, in parts; beside them the same in one file."""
    write_fictional_cases(folder / "whole", 300, 5)
    return write_in_parts(folder / "whole" / "victims.csv", folder / "parts", 170, group)
