"""Cells of a workbook that a reader takes for blank, though the person who wrote them does not.

An error such as #N/A, a formula whose result was not saved with the file, and the cells of a merged
range but its first. A blank never means "no", so none of them may become one in silence.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal
from xml.etree import ElementTree

from lanterne.files.shared_strings import local_name, parser_of_elements

Why = Literal["formula-error", "formula-without-result", "merged-cells"]

_BLOCK = 1 << 20
_OVERLAP = 64
_IN_XLSX = re.compile(rb"""<(?:\w+:)?(?:f|mergeCell)[\s/>]|\st\s*=\s*["']e["']""")
_IN_ODS = re.compile(rb"""formula\s*=|-spanned\s*=|value-type\s*=\s*["']error["']""")
_BEFORE = {
    _IN_XLSX: (b"<f", b":f", b"mergeCell", b'"e"', b"'e'"),
    _IN_ODS: (b"formula", b"-spanned", b"error"),
}
"""One of these stands wherever the pattern does; they are found many times faster."""
_ROW = re.compile(r"[A-Za-z]{1,3}([0-9]{1,9})")


@dataclass(frozen=True)
class LostCell:
    """A cell that would be read as blank.

    Attributes:
        why: What stands there.
        row: Its row; of merged cells the first.
        place: The cell or the range as a spreadsheet names it; empty where the row must do.
        rows: Of merged cells, how many rows they take.
    """

    why: Why
    row: int
    place: str = ""
    rows: int = 1

    @property
    def last_row(self) -> int:
        """The last of its rows."""
        return self.row + self.rows - 1


def find_lost_cells(archive: zipfile.ZipFile, sheet: str) -> tuple[LostCell, ...]:
    """All such cells of one sheet, in their order.

    Args:
        archive: The workbook, XLSX or ODS.
        sheet: Name of the sheet.

    Raises:
        KeyError, ElementTree.ParseError, expat.ExpatError: The workbook is damaged.
    """
    part = _part_of_sheet(archive, sheet)
    if part is not None:
        return _found(archive, part, _IN_XLSX, _XlsxCells())
    if "content.xml" in archive.namelist():
        return _found(archive, "content.xml", _IN_ODS, _OdsCells(sheet))
    return ()


def _part_of_sheet(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """Name in the archive of an XLSX sheet; ``None`` in an ODS file, which has no parts."""
    if "xl/workbook.xml" not in archive.namelist():
        return None
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    target = {each.get("Id"): each.get("Target", "") for each in relations}
    for element in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if element.tag.endswith("}sheet") and element.get("name") == sheet:
            ids = (value for name, value in element.items() if name.endswith("}id"))
            path = target[next(ids, None)]
            return path.removeprefix("/") if path.startswith("/") else f"xl/{path}"
    return None


def _found(
    archive: zipfile.ZipFile, part: str, hint: re.Pattern[bytes], cells: _XlsxCells | _OdsCells
) -> tuple[LostCell, ...]:
    """Element by element, which is slow, only where the text has something to look for."""
    if not _holds(archive, part, hint):
        return ()
    parser = parser_of_elements(cells.start, cells.end, cells.text)
    for block in _blocks(archive, part):
        parser.Parse(block, False)
    parser.Parse(b"", True)
    return tuple(cells.lost)


def _holds(archive: zipfile.ZipFile, part: str, hint: re.Pattern[bytes]) -> bool:
    tail = b""
    for block in _blocks(archive, part):
        text = tail + block
        if any(sign in text for sign in _BEFORE[hint]) and hint.search(text):
            return True
        tail = block[-_OVERLAP:]
    return False


def _blocks(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    with archive.open(part) as content:
        yield from iter(lambda: content.read(_BLOCK), b"")


class _XlsxCells:
    """The cells of one sheet of an XLSX file, as they are parsed.

    A formula has no result where there is no ``v``, or an empty one in a cell that is no text:
    the empty text is a result.
    """

    def __init__(self) -> None:
        self.lost: list[LostCell] = []
        self._row = 0
        self._place = self._kind = ""
        self._formula = self._value = self._in_value = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        kind = local_name(name)
        if kind == "row":
            self._row = int(attributes.get("r", self._row + 1))
        elif kind == "c":
            self._place, self._kind = attributes.get("r", ""), attributes.get("t", "")
            self._formula, self._value = False, self._kind in {"str", "inlineStr"}
        elif kind == "f":
            self._formula = True
        elif kind == "v":
            self._in_value = True
        elif kind == "mergeCell":
            self._merged(attributes.get("ref", ""))

    def text(self, text: str) -> None:
        """Text of an element."""
        self._value |= self._in_value and bool(text)

    def end(self, name: str) -> None:
        """An element ends."""
        kind = local_name(name)
        self._in_value &= kind != "v"
        if kind != "c":
            return
        if self._kind == "e":
            self.lost.append(LostCell("formula-error", self._row, self._place))
        elif self._formula and not self._value:
            self.lost.append(LostCell("formula-without-result", self._row, self._place))

    def _merged(self, place: str) -> None:
        found = [int(row) for row in _ROW.findall(place)] or [1]
        first, last = min(found), max(found)
        self.lost.append(LostCell("merged-cells", first, place, last - first + 1))


class _OdsCells:
    """The cells of one sheet of an ODS file, as they are parsed."""

    def __init__(self, sheet: str) -> None:
        self.lost: list[LostCell] = []
        self._sheet = sheet
        self._here = False
        self._row, self._times = 1, 1
        self._handlers: dict[str, Callable[[dict[str, str]], None]] = {
            "table": self._table,
            "table-row": self._begin_row,
            "table-cell": self._cell,
        }

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        handler = self._handlers.get(local_name(name))
        if handler:
            handler({local_name(key): value for key, value in attributes.items()})

    def text(self, text: str) -> None:
        """Text of an element."""

    def end(self, name: str) -> None:
        """An element ends."""
        if local_name(name) == "table-row":
            self._row += self._times

    def _table(self, attributes: dict[str, str]) -> None:
        self._here = attributes.get("name") == self._sheet
        self._row = 1

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._times = int(attributes.get("number-rows-repeated", 1))

    def _cell(self, attributes: dict[str, str]) -> None:
        if not self._here:
            return
        wide, high = (int(attributes.get(f"number-{of}-spanned", 1)) for of in ("columns", "rows"))
        if (wide, high) != (1, 1):
            self.lost.append(LostCell("merged-cells", self._row, rows=high))
        if attributes.get("value-type") == "error":
            self.lost.append(LostCell("formula-error", self._row))
        elif "formula" in attributes and "value-type" not in attributes:
            self.lost.append(LostCell("formula-without-result", self._row))
