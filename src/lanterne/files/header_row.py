"""In which row a file seems to name its columns: a proposal, for the draft of a mapping.

A person sees it and says yes; from then on the mapping says it, and nothing is guessed.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from statistics import median

from lanterne.files.book import check_sheet, open_book
from lanterne.files.delimited import DELIMITERS, fields_of, records_of
from lanterne.files.kinds import Kind, kind_of_file
from lanterne.files.layout import clean_header
from lanterne.files.problem_log import Findings
from lanterne.files.workbook import only_sheet

LOOKED_AT = 40
"""Rows of the file that are looked at."""

BELOW = 10
"""Rows below a header that must not be wider, and whose usual width it must have."""

MOST_OF = 0.8
"""Share that counts as most: of columns with a name, of names that are no numbers, of a width."""

_NUMBER = re.compile(r"[-+\d.,:/\s%]+")

Table = Sequence[tuple[str, ...]]
"""Rows of trimmed texts."""


def find_header_row(path: Path, sheet: str = "") -> int:
    """The first row that looks like names of columns; 1 where none does.

    Most of its cells are filled, with different texts that are no numbers, and the rows below it
    are about as wide.

    Args:
        path: A file of any kind; one that names its columns apart from its rows has them in 1.
        sheet: Of a workbook with several.

    Raises:
        InputError: The file cannot be read.
    """
    findings = Findings(str(path))
    kind = kind_of_file(path, findings)
    if kind is Kind.DELIMITED:
        lines = list(islice(records_of(path, findings), LOOKED_AT))
        tables = [_split(lines, delimiter) for delimiter in DELIMITERS]
        # Titles hold commas too: the right delimiter is that of which there are most.
        return _header_row(max(tables, key=lambda table: sum(map(_width, table))))
    if kind in {Kind.WORKBOOK, Kind.OLD_WORKBOOK, Kind.WEB_TABLE}:
        book = open_book(path, findings)
        if sheet:
            check_sheet(book, sheet, findings)
            cells = book.cells(sheet, findings, LOOKED_AT)
        else:
            _, cells = only_sheet(book, "", findings, LOOKED_AT)
        return _header_row([clean_header(row) for row in cells.iter_rows()])
    return 1


def _split(lines: Sequence[str], delimiter: str) -> Table:
    try:
        return [clean_header(fields_of(line, delimiter)) for line in lines]
    except csv.Error:
        return []


def _header_row(table: Table) -> int:
    for number, row in enumerate(table, start=1):
        below = [width for width in map(_width, table[number:]) if width][:BELOW]
        if below and _names(row) and _width(row) >= max(MOST_OF * median(below), 1):
            return number
    return 1


def _names(row: Sequence[str]) -> bool:
    """Whether a row could be one of names."""
    cells = row[: _width(row)]
    filled = [cell for cell in cells if cell]
    words = [cell for cell in filled if not _NUMBER.fullmatch(cell)]
    different = len({cell.casefold() for cell in filled}) == len(filled)
    return bool(filled) and different and min(len(filled), len(words)) >= MOST_OF * len(cells)


def _width(row: Sequence[str]) -> int:
    """Cells up to the last that is filled."""
    return max((place for place, cell in enumerate(row, start=1) if cell), default=0)
