"""The rows of a partner's file with answers that nobody mapped, to send back with cells marked.

Sensitive: the rows are those of the file. Columns that the mapping leaves out are not among them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO

import polars as pl

from lanterne.files.rows import Rows
from lanterne.harmonise.rules import Unknown
from lanterne.messages import say
from lanterne.messages.message import Message

MOST = 2_000
"""Rows of a sheet, at most: who has more settles the answers one by one."""

YELLOW = "FFF2CC"
"""Behind the cells that are to be settled."""

WIDE = 40
"""Characters that a column shows, at most."""

LONGEST = 1_000
"""Characters of a cell, at most: enough to find it in the file."""

Marked = tuple[str, bool]
"""What stands in a cell, and whether it is to be settled."""


@dataclass(frozen=True)
class MarkedSheet:
    """Rows to settle.

    Attributes:
        columns: Columns of the file: those that say who is who, then those with a marked cell.
        rows: Number of the row in the file, and its cells in the order of the columns.
        more: Rows that are to be settled as well, and are too many for the sheet.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Marked, ...]], ...] = field(repr=False)
    more: int = field(default=0, repr=False)


@dataclass
class MarkedRows:
    """Collects the rows while a file is read.

    Attributes:
        keep: Columns that say who is who.
        headers: All columns of the file, in their order.
        met: Number of a row, its cells, and the columns whose cells are marked.
        more: Rows beyond those that are kept.
    """

    keep: tuple[str, ...]
    headers: tuple[str, ...]
    met: list[tuple[int, dict[str, str], frozenset[str]]] = field(default_factory=list, repr=False)
    more: int = field(default=0, repr=False)

    def take(self, given: Rows, unknown: Unknown) -> None:
        """Take the rows of a batch in which something is unknown.

        Args:
            given: The rows, by the names of the columns of the file.
            unknown: What nobody mapped, of this batch at least.
        """
        marks = {
            header: _mask(given.frame[header], unknown)
            for header in {**unknown.cells, **unknown.places}
        }
        if not marks:
            return
        strange = given.frame.select(pl.any_horizontal(*marks.values())).to_series()
        places = strange.arg_true().to_list()
        kept = places[: max(0, MOST - len(self.met))]
        self.more += len(places) - len(kept)
        rows = given.frame[kept].to_dicts()
        for place, cells in zip(kept, rows, strict=True):
            wrong = frozenset(header for header, mask in marks.items() if mask[place])
            short = {header: text[:LONGEST] for header, text in cells.items()}
            self.met.append((int(given.numbers[place]), short, wrong))

    def sheet(self) -> MarkedSheet:
        """The rows with the columns that are of use."""
        wrong = {header for _, _, marked in self.met for header in marked}
        ordered = (header for header in self.headers if header in wrong)
        columns = tuple(dict.fromkeys((*self.keep, *ordered)))
        rows = tuple(
            (number, tuple((cells[name], name in marked) for name in columns))
            for number, cells, marked in self.met
        )
        return MarkedSheet(columns, rows, self.more)


def _mask(cells: pl.Series, unknown: Unknown) -> pl.Series:
    """Which cells hold an answer that nobody mapped, or one that contradicts another."""
    strange = cells.is_in(list(unknown.cells.get(cells.name, ())))
    apart = list(unknown.places.get(cells.name, ()))
    return strange | pl.int_range(len(cells), eager=True).is_in(apart) if apart else strange


def marked_workbook(sheet: MarkedSheet, language: str) -> bytes:
    """A sheet of marked cells as an XLSX workbook; no text in it is a formula.

    Args:
        sheet: What is to be settled.
        language: Of the words around it.
    """
    from openpyxl import Workbook  # noqa: PLC0415 - seldom
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415
    from openpyxl.styles import Font, PatternFill  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook(write_only=True)
    page = book.create_sheet(say(Message("marked-sheet.title"), language))
    fill, strong = PatternFill("solid", start_color=YELLOW), Font(bold=True)

    def cell(value: str | int, *, marked: bool = False, head: bool = False) -> WriteOnlyCell:
        if isinstance(value, int):
            return WriteOnlyCell(page, value=value)
        made = WriteOnlyCell(page, value=ILLEGAL_CHARACTERS_RE.sub("", value))
        made.data_type = "s"  # whatever it begins with
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
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
