"""A case file as texts, whatever its columns: what a codebook is drafted from."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lanterne.cases.findings import Findings, shown
from lanterne.cases.read import open_table


def read_texts(path: Path) -> pl.DataFrame:
    """Every column of a case file as text, trimmed; blank is the empty text.

    Raises:
        InputError: The file cannot be read, has no rows, or has a column twice or without a name.
    """
    findings = Findings(str(path))
    file = open_table(path, "", (), findings)
    for name in file.header:
        if not name or file.header.count(name) > 1:
            findings.add(
                "duplicate-column" if name else "unnamed-column",
                "Two columns have this name." if name else "A column has no name.",
                "Give each column a name of its own.",
                column=shown(name) or None,
            )
    findings.raise_any()
    frames = [rows.frame for rows in file.batches(findings)]
    findings.raise_any()
    frame = pl.concat(frames) if frames else pl.DataFrame()
    if frame.is_empty():
        raise findings.fail("no-rows", "The file has a header and no rows.")
    frame.columns = list(file.header)
    return frame.with_columns(pl.all().str.strip_chars())
