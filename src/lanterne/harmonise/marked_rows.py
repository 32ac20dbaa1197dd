"""The rows of a partner's file with answers that nobody mapped, to send back with cells marked.

Sensitive: the rows are those of the file. Columns that the mapping leaves out are not among them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import count
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.files.rows import Rows
from lanterne.harmonise.rules import Unknown
from lanterne.messages import say
from lanterne.messages.message import Message
from lanterne.spreadsheet_cells import write_text

MOST = 2_000
"""Rows of a sheet, at most: who has more settles the answers one by one."""

YELLOW = "FFF2CC"
"""Behind the cells that are to be settled."""

WIDE = 40
"""Characters that a column shows, at most."""

LONGEST = 1_000
"""Characters of a cell, at most: enough to find it in the file."""

LONGEST_TITLE = 31
"""Characters of the name of a sheet, at most: Excel opens no workbook with a longer one."""

_FORBIDDEN = re.compile(r"[\x00-\x1f\\*?:/\[\]]")

Marked = tuple[str, bool]
"""What stands in a cell, and whether it is to be settled."""


@dataclass(frozen=True)
class MarkedSheet:
    """Rows to settle.

    Attributes:
        columns: Columns of the file: those that say who is who, then those with a marked cell.
        rows: Number of the row in the file, of several files behind the name of its own, and its
            cells in the order of the columns.
        more: Rows that are to be settled as well, and are too many for the sheet.
        name: What the partner calls the table; empty: it is the only one.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[int | str, tuple[Marked, ...]], ...] = field(repr=False)
    more: int = field(default=0, repr=False)
    name: str = ""

    def named(self, name: Callable[[int], int | str]) -> MarkedSheet:
        """The same with other names for the rows.

        Args:
            name: Number of a row → what is written for it.
        """
        return replace(self, rows=tuple((name(int(number)), cells) for number, cells in self.rows))


@dataclass
class MarkedRows:
    """Collects the rows while a file is read; of a sheet that is two tables it is read twice.

    Attributes:
        keep: Columns that say who is who.
        headers: All columns of the file, in their order.
        name: What the partner calls the table; empty: it is the only one.
        met: Number of a row → its cells, and the columns whose cells are marked.
        beyond: Numbers of the rows beyond those that are kept; some may be there twice.
        further: How many other rows there are beyond these, of other parts.
    """

    keep: tuple[str, ...]
    headers: tuple[str, ...]
    name: str = ""
    met: dict[int, tuple[dict[str, str], set[str]]] = field(default_factory=dict, repr=False)
    beyond: list[npt.NDArray[np.int64]] = field(default_factory=list, repr=False)
    further: int = field(default=0, repr=False)

    @property
    def more(self) -> int:
        """How many rows there are beyond those that are kept."""
        return self.further + len(np.unique(np.concatenate([*self.beyond, np.empty(0, np.int64)])))

    def join(self, other: MarkedRows) -> None:
        """Add the rows of another part of the table: none of them is among these."""
        both = self.met | other.met
        kept = sorted(both)[:MOST]
        self.further = self.more + other.more + len(both) - len(kept)
        self.met = {number: both[number] for number in kept}
        self.beyond = []

    def beside(self, other: MarkedRows, number: Callable[[int], int]) -> MarkedRows:
        """These rows, and those of another table that is made of the same file; each stands once.

        How many there are beyond those that are kept is then what the one or the other has at
        least: which rows these are is not known any more.

        Args:
            other: Those of the other table.
            number: Number of a row there → its number here.
        """
        met = {place: (dict(cells), {*wrong}) for place, (cells, wrong) in self.met.items()}
        for place, (cells, wrong) in other.met.items():
            before, marked = met.setdefault(number(place), ({}, set()))
            before |= cells
            marked |= wrong
        kept = sorted(met)[:MOST]
        keep = tuple(dict.fromkeys((*self.keep, *other.keep)))
        more = max(self.more, other.more) + len(met) - len(kept)
        some = {place: met[place] for place in kept}
        return MarkedRows(keep, self.headers, self.name, some, further=more)

    def take(self, given: Rows, unknown: Unknown) -> None:
        """Take the rows of a batch in which something is unknown.

        Args:
            given: The rows, by the names of the columns of the file.
            unknown: What nobody mapped, of this batch at least.
        """
        marks = {
            header: _mask(given.frame[header], unknown)
            for header in {**unknown.cells, **unknown.rows, **unknown.places}
        }
        if not marks:
            return
        strange = given.frame.select(pl.any_horizontal(*marks.values())).to_series()
        places = strange.arg_true()
        numbers = given.numbers[places.to_numpy()]
        there = np.isin(numbers, np.fromiter(self.met, np.int64, len(self.met)))
        room = np.cumsum(~there) <= MOST - len(self.met)
        self.beyond.append(numbers[~there & ~room])
        kept = places.filter(pl.Series(there | room)).to_list()
        for place, cells in zip(kept, given.frame[kept].to_dicts(), strict=True):
            before, wrong = self.met.setdefault(int(given.numbers[place]), ({}, set()))
            before |= {header: text[:LONGEST] for header, text in cells.items()}
            wrong |= {header for header, mask in marks.items() if mask[place]}

    def sheet(self) -> MarkedSheet:
        """The rows with the columns that are of use.

        A cell is blank where its row was not read for it: then somebody who does not count stands
        there.
        """
        wrong = {header for _, marked in self.met.values() for header in marked}
        ordered = (header for header in self.headers if header in wrong)
        columns = tuple(dict.fromkeys((*self.keep, *ordered)))
        rows = tuple(
            (number, tuple((cells.get(name, ""), name in marked) for name in columns))
            for number, (cells, marked) in sorted(self.met.items())
        )
        return MarkedSheet(columns, rows, self.more, self.name)


def _mask(cells: pl.Series, unknown: Unknown) -> pl.Series:
    """Which cells hold an answer that nobody mapped, or one that contradicts another."""
    strange = cells.is_in(list(unknown.cells.get(cells.name, ())))
    of_rows = [*unknown.rows.get(cells.name, ()), *unknown.places.get(cells.name, ())]
    return strange | pl.int_range(len(cells), eager=True).is_in(of_rows) if of_rows else strange


def marked_workbook(sheets: Sequence[MarkedSheet], language: str) -> bytes:
    """Sheets of marked cells as an XLSX workbook; no text in it is a formula.

    Args:
        sheets: What is to be settled, one or more.
        language: Of the words around it.
    """
    from openpyxl import Workbook  # noqa: PLC0415 - seldom

    book = Workbook(write_only=True)
    taken: set[str] = set()
    for sheet in sheets:
        title = _title(sheet.name or say(Message("marked-sheet.title"), language), taken)
        _fill(book.create_sheet(title), sheet, language)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _title(name: str, taken: set[str]) -> str:
    """A name as one of a sheet: some signs are forbidden, and so are two that are the same."""
    allowed = _FORBIDDEN.sub(" ", name).strip(" '") or "-"
    for number in count(1):
        behind = f" {number}" if number > 1 else ""
        title = allowed[: LONGEST_TITLE - len(behind)].rstrip(" '") + behind
        if title.casefold() not in taken:
            break
    taken.add(title.casefold())
    return title


def _fill(page: Any, sheet: MarkedSheet, language: str) -> None:
    """Write a sheet of marked cells, with the numbers of its rows and what is to be settled."""
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - seldom
    from openpyxl.styles import Font, PatternFill  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    fill, strong = PatternFill("solid", start_color=YELLOW), Font(bold=True)

    def cell(value: str | int, *, marked: bool = False, head: bool = False) -> WriteOnlyCell:
        if isinstance(value, int):
            return WriteOnlyCell(page, value=value)
        made = WriteOnlyCell(page)
        write_text(made, value)
        if marked:
            made.fill = fill
        if head:
            made.font = strong
        return made

    page.freeze_panes = "A2"
    heads = [
        say(Message("marked-sheet.row"), language),
        *sheet.columns,
        say(Message("marked-sheet.settle"), language),
    ]
    for place, head in enumerate(heads, start=1):
        page.column_dimensions[get_column_letter(place)].width = min(max(len(head) + 2, 12), WIDE)
    page.append([cell(head, head=True) for head in heads])
    for number, cells in sheet.rows:
        wrong = [name for name, (_, marked) in zip(sheet.columns, cells, strict=True) if marked]
        page.append(
            [
                cell(number),
                *(cell(text, marked=marked) for text, marked in cells),
                cell(", ".join(wrong)),
            ]
        )
    if sheet.more:
        page.append([cell(say(Message("marked-sheet.more", {"count": sheet.more}), language))])
