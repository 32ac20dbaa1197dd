"""A sheet of a workbook of any kind, as a table.

A row without any text is not a record: a sheet cannot tell it from an empty row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from lanterne.errors import InputError
from lanterne.files.book import Book, check_sheet, open_book
from lanterne.files.layout import PLAIN, Layout, header_of
from lanterne.files.lost_cells import LostCell
from lanterne.files.problem_log import Findings
from lanterne.files.rows import Rows

BATCH = 1 << 17
"""Rows of a batch."""


@dataclass(frozen=True)
class Workbook:
    """A sheet that has been read; the largest has a million rows.

    Attributes:
        header: The names of the columns, trimmed.
        rows: The texts below the header and their rows.
        others: Names of the other sheets of its workbook.
    """

    header: tuple[str, ...]
    rows: Rows
    others: tuple[str, ...] = ()

    def batches(self, findings: Findings) -> Iterator[Rows]:
        """The rows in batches; ``findings`` is for other kinds of file."""
        del findings
        for start in range(0, self.rows.frame.height, BATCH):
            part = slice(start, start + BATCH)
            yield Rows(self.rows.frame[part], self.rows.numbers[part])


def open_workbook(path: Path, table: str, findings: Findings, layout: Layout = PLAIN) -> Workbook:
    """Read the sheet that is asked for, else the one named like the table, else the only one.

    Args:
        path: The file.
        table: Name of the table, for workbooks with several sheets.
        findings: Receives what is wrong.
        layout: Which sheet, where one is asked for, and in which rows its header stands.

    Raises:
        InputError: There is no such sheet, it is empty, or it holds cells that would be read as
            blank and are not.
    """
    book = open_book(path, findings)
    if layout.sheet or table in book.sheets:
        return read_sheet(book, layout.sheet or table, findings, layout)
    sheet, cells = only_sheet(book, table, findings)
    return _table(book, sheet, cells, layout, findings)


def only_sheet(
    book: Book, table: str, findings: Findings, rows: int | None = None
) -> tuple[str, pl.DataFrame]:
    """The only sheet with cells in it, and its cells.

    Args:
        book: The workbook.
        table: How the sheet might have been named; empty: nobody can say.
        findings: Receives what is wrong.
        rows: How many rows of it; all where nobody says.

    Raises:
        InputError: There are several.
    """
    if not book.sheets:
        raise findings.fail("empty-file.sheet")
    if len(set(book.sheets)) < len(book.sheets):
        raise findings.fail("two-sheets-of-one-name")
    cells = {name: book.cells(name, findings, rows) for name in book.sheets}
    filled = [name for name in book.sheets if cells[name].height]
    if len(filled) > 1:
        if table:
            raise findings.fail("several-sheets", {"count": len(filled), "table": table})
        raise findings.fail("several-sheets.to-choose", {"count": len(filled)})
    sheet = [*filled, *book.sheets][0]
    return sheet, cells[sheet]


def read_sheet(book: Book, sheet: str, findings: Findings, layout: Layout = PLAIN) -> Workbook:
    """Read one sheet.

    Args:
        book: The workbook.
        sheet: Name of the sheet.
        findings: Receives what is wrong.
        layout: In which rows the header stands.

    Raises:
        InputError: There is no such sheet or there are two, it is empty, or it holds cells that
            would be read as blank and are not.
    """
    check_sheet(book, sheet, findings)
    return _table(book, sheet, book.cells(sheet, findings), layout, findings)


def _table(
    book: Book, sheet: str, cells: pl.DataFrame, layout: Layout, findings: Findings
) -> Workbook:
    filled = ~cells.select(pl.all_horizontal(pl.all().str.strip_chars() == "")).to_series()
    if not filled.any():
        raise findings.fail("empty-file.sheet")
    first = layout.header_row if layout.header_row > 1 else int(filled.arg_max() or 0) + 1
    after = first + layout.header_rows - 1
    if cells.height < after:
        raise findings.fail("header-row.after-the-end", {"row": after})
    if not filled[after - 1]:
        raise findings.fail("header-row.blank", row=after)
    _check_lost_cells(book.lost_cells(sheet, findings), range(first, after + 1), findings)
    header = header_of([cells.row(row) for row in range(first - 1, after)])
    numbers = np.arange(after + 1, cells.height + 1, dtype=np.int64)[filled[after:].to_numpy()]
    frame = cells[after:].filter(filled[after:])
    said = frame.select((pl.all().str.strip_chars() != "").any()).row(0)
    named = [i for i, name in enumerate(header) if name or said[i]]
    frame = frame.select(pl.nth(i).alias(str(place)) for place, i in enumerate(named))
    others = tuple(name for name in book.sheets if name != sheet)
    return Workbook(tuple(header[i] for i in named), Rows(frame, numbers), others)


def _check_lost_cells(found: tuple[LostCell, ...], header: range, findings: Findings) -> None:
    """Cells that would be read as blank, and are not, are errors, unless they are titles."""
    lost = [cell for cell in found if _matters(cell, header)]

    def rows(why: str) -> list[int]:
        return [cell.row for cell in lost if cell.why == why]

    findings.add("formula-error", rows=rows("formula-error"))
    findings.add("formula-without-result", rows=rows("formula-without-result"))
    findings.add("merged-cells", rows=rows("merged-cells"))
    if lost:
        raise InputError(findings.problems, findings.more)


def _matters(cell: LostCell, header: range) -> bool:
    """Whether a cell reaches into the table; groups of columns are merged over their names."""
    groups = len(header) > 1 and cell.why == "merged-cells"
    return cell.last_row >= (header.stop if groups else header.start)
