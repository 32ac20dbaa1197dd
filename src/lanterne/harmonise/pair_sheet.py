"""The private sheet in which a person decides which pairs are one person."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lanterne.disk import PRIVATE_FILE, whole_file
from lanterne.harmonise.alike import Alike
from lanterne.harmonise.decided_pairs import (
    DECISION,
    DIFFERENT,
    PERSON_1,
    PERSON_2,
    SAME,
    DecidedPairs,
)
from lanterne.harmonise.spreadsheet import spreadsheet
from lanterne.spreadsheet_cells import safe_cell


def write_pairs(path: Path, alike: Alike, decided: DecidedPairs) -> None:
    """Write the pairs to decide as CSV, side by side, and below them what was decided before.

    Of earlier pairs nothing but the decision and two digests is written.

    Args:
        path: Where it goes; must not exist. Readable for its owner only.
        alike: The new pairs.
        decided: Earlier decisions.

    Raises:
        FileExistsError: Something is there.
        OSError: The disk refuses.
    """
    shown = [f"{name} ({number})" for name in alike.columns for number in (1, 2)]
    header = [DECISION, "same", "row_1", "row_2", *map(safe_cell, shown), PERSON_1, PERSON_2]
    rows = [
        ["", " + ".join(pair.same), *map(str, pair.rows), *_side_by_side(*pair.cells), *pair.people]
        for pair in alike.pairs
    ]
    blank = [""] * (len(header) - 3)
    for word, pairs in ((SAME, decided.same), (DIFFERENT, decided.different)):
        rows += [[word, *blank, *two] for two in dict.fromkeys(pairs)]
    columns = list(zip(*rows, strict=True)) or [()] * len(header)
    cells = [
        pl.Series(name, column, pl.String) for name, column in zip(header, columns, strict=True)
    ]
    with whole_file(path, mode=PRIVATE_FILE, new=True) as file:
        file.write(spreadsheet(pl.DataFrame(cells)))


def _side_by_side(first: tuple[str, ...], second: tuple[str, ...]) -> list[str]:
    return [cell for both in zip(first, second, strict=True) for cell in both]
