"""Tables that a person opens in a spreadsheet."""

from __future__ import annotations

from io import BytesIO

import polars as pl

from lanterne.spreadsheet_cells import safe_cell


def spreadsheet(table: pl.DataFrame) -> bytes:
    """A table as CSV that a spreadsheet reads rightly; it takes no text for a formula.

    Args:
        table: The cells; names of columns are written as they are.
    """
    texts = pl.col(pl.String).map_elements(safe_cell, return_dtype=pl.String)
    stream = BytesIO()
    table.with_columns(texts).write_csv(stream, include_bom=True)
    return stream.getvalue()
