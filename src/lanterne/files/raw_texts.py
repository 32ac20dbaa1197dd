"""A case file as texts, whatever its columns: what a codebook is drafted from."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from lanterne.files.handed import Handed
from lanterne.files.layout import PLAIN, Layout
from lanterne.files.problem_log import Findings
from lanterne.files.read import open_table


def check_names(header: Sequence[str], findings: Findings) -> None:
    """Add a problem for each column without a name, and each that has the name of an earlier one.

    Nobody has said that the first row holds names: it may be a case, so only places are told.
    """
    first: dict[str, int] = {}
    for position, name in enumerate(header, start=1):
        earlier = first.setdefault(name, position)
        if not name:
            findings.add("unnamed-column", {"position": str(position)})
        elif earlier != position:
            places = {"position": str(position), "earlier": str(earlier)}
            findings.add("duplicate-column.same-name", places)


def read_texts(path: Handed, layout: Layout = PLAIN) -> pl.DataFrame:
    """Every column of a case file as text, trimmed; blank is the empty text.

    Args:
        path: The file, or a data frame.
        layout: On which sheet the table stands, and in which rows its header.

    Raises:
        InputError: The file cannot be read, has no rows, or has a column twice or without a name.
    """
    findings = Findings(str(path))
    file = open_table(path, "", (), findings, layout)
    check_names(file.header, findings)
    frames = [rows.frame for rows in file.batches(findings)]
    findings.raise_any()
    frame = pl.concat(frames) if frames else pl.DataFrame()
    if frame.is_empty():
        raise findings.fail("no-rows.texts")
    frame.columns = list(file.header)
    return frame.with_columns(pl.all().str.strip_chars())
