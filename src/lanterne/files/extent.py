"""How many cells a sheet of a workbook makes its readers keep, and how much text is in them.

Seen while the workbook is unpacked, a block at a time, in constant memory.
"""

from __future__ import annotations

import re

from lanterne.files.shared_strings import SharedTexts, local_name, parser_of_elements

_LONGEST_TAG = 1 << 16
_USUAL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,9})"(?: [a-z]{1,2}="[0-9A-Za-z]{1,16}")*/?>')
_NAMED = re.compile(
    rb'<c r="[A-Z0-9]{2,12}"(?: [a-su-z][a-z]?="[0-9]{1,16}")* t="s"'
    rb'(?: [a-su-z][a-z]?="[0-9]{1,16}")*><v>([0-9]{1,9})</v></c>'
)
_ODD = re.compile(rb"<c[^ a-zA-Z]|:c[\s/>]")
_CELL = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,9})["']""")
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,9})")
_TABLE, _OFFICE = (
    f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0 " for name in ("table", "office")
)
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_LONGEST_NUMBER = 40


class TooLargeError(Exception):
    """More than a reader can hold."""


class Extent:
    """How far the cells of a sheet of an XLSX file reach, by their references such as ``AB12``.

    Attributes:
        text: Characters of the shared texts that they name.
        unusual: Whether there is a cell that is not written as all known programs write it: then
            :class:`Places` must look.
    """

    def __init__(self, most: int, shared: SharedTexts) -> None:
        self._most = most
        self._shared = shared
        self.text = 0
        self._tail = b""
        self._column = self._row = 0
        self.unusual = False

    @property
    def cells(self) -> int:
        """Cells from the first to the last."""
        return self._column * self._row

    def see(self, block: bytes) -> None:
        """The next part of the file; nothing at its end."""
        text = self._tail + block
        cut = text.rfind(b"<c", max(0, len(text) - _LONGEST_TAG)) if block else len(text)
        whole, self._tail = (text[:cut], text[cut:]) if cut >= 0 else (text, text[-64:])
        found, cells = _USUAL.findall(whole), whole.count(b"<c ")
        may_be_odd = whole.count(b"<c") != cells or b":c" in whole  # looking for it takes longer
        if len(found) != cells or (may_be_odd and _ODD.search(whole)):
            self.unusual = True
            found = _CELL.findall(whole)
        if self._shared:
            named = _NAMED.findall(whole)
            self.unusual |= len(named) != whole.count(b't="s"')
            self.text += self._shared.written_out(named)
        if found:
            letters = {letters for letters, _ in found}
            digits = {digits for _, digits in found}
            self._column = max(self._column, *map(_number, letters))
            self._row = max(self._row, *map(int, digits))
        if self.cells > self._most:
            raise TooLargeError


class Places:
    """The same, cell by cell, for sheets that leave references out; it takes longer."""

    def __init__(self, most: int, shared: SharedTexts) -> None:
        self._most = most
        self._texts = shared
        self._parser = parser_of_elements(self._start, self._end, self._said)
        self._shared, self._number = False, ""
        self.text = 0
        self._row = self._column = self._rows = self._columns = 0

    @property
    def cells(self) -> int:
        """Cells from the first to the last."""
        return self._rows * self._columns

    def see(self, block: bytes) -> None:
        """The next part of the file; nothing at its end."""
        self._parser.Parse(block, not block)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        kind = local_name(name)
        if kind == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
        elif kind == "c":
            self._shared = attributes.get("t") == "s"
            reference = attributes.get("r")
            self._column += 1
            row = self._row
            if reference is not None:
                found = _REFERENCE.fullmatch(reference)
                if found is None:
                    raise ValueError("no reference")
                self._column, row = _number(found[1].encode()), int(found[2])
            self._rows, self._columns = max(self._rows, row), max(self._columns, self._column)
            if self.cells > self._most:
                raise TooLargeError
        elif kind == "v":
            self._number = ""

    def _said(self, text: str) -> None:
        self._number = self._number + text if len(self._number) < _LONGEST_NUMBER else text

    def _end(self, name: str) -> None:
        if local_name(name) == "v" and self._shared:
            self.text += self._texts.length(int(self._number))


class Repeats:
    """How many cells an ODS file has, with those that it only says to be repeated."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._parser = parser_of_elements(self._start, self._end, self._said)
        self._rows = self._place = self._width = self.cells = 0
        self._times = self._said_here = self._said_in_row = self.text = 0

    def see(self, block: bytes) -> None:
        """The next part of the file; nothing at its end."""
        self._parser.Parse(block, not block)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == f"{_TABLE}table-cell":
            self._times = _times(attributes, "number-columns-repeated")
            self._place += self._times
            self._said_here = sum(map(len, attributes.values()))
            if f"{_OFFICE}value-type" in attributes:
                self._width = self._place
        elif name == f"{_TABLE}covered-table-cell":
            self._place += _times(attributes, "number-columns-repeated")
        elif name == f"{_TABLE}table-row":
            self._rows = _times(attributes, "number-rows-repeated")
            self._place = self._width = self._said_in_row = 0
        elif name == f"{_TEXT}s":
            self._said_here += max(int(attributes.get(f"{_TEXT}c", 1)), 1)
            self._width = self._place
        elif self._place and not name.startswith(_TABLE):
            self._width = self._place  # the text of a cell

    def _said(self, text: str) -> None:
        self._said_here += len(text)

    def _end(self, name: str) -> None:
        if name == f"{_TABLE}table-cell":
            self._said_in_row += self._said_here * self._times if self._width == self._place else 0
            self._said_here = 0
        elif name == f"{_TABLE}table-row":
            self.cells += self._rows * self._width
            self.text += self._rows * self._said_in_row
            self._place = 0
            if self.cells > self._most:
                raise TooLargeError


def _times(attributes: dict[str, str], name: str) -> int:
    times = int(attributes.get(f"{_TABLE}{name}", 1))
    if times < 0:
        raise ValueError("fewer than none")
    return times


def _number(letters: bytes) -> int:
    """Column A is 1."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - 64
    return number
