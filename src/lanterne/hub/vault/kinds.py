"""What kind of table a file is, and whether a workbook would harm who opens it.

A file is judged by its content, never by its name, as :mod:`lanterne.cases.read` does; what passes
here may still be damaged, which its reader says with row and column. Workbooks are packed, so a
small one may unpack to more than the memory holds, and one cell far from the others makes a sheet
of billions: both are found here, in constant memory, before a reader opens the file.
"""

from __future__ import annotations

import copy
import re
import zipfile
from enum import Enum
from typing import BinaryIO
from xml.parsers import expat

from lanterne.cases.text import SAVE_AS
from lanterne.cases.workbook import DAMAGE, UNPACKED
from lanterne.errors import InputError, Problem

ENTRIES = 2000
"""Most files in a workbook; a spreadsheet with a hundred sheets has some three hundred."""

CELLS = 1 << 26
"""Most cells of all sheets, each from its first to its last cell with the blank ones in between: as
readers keep them. A million rows may have 64 columns."""

SNIFF = 1 << 12
"""Bytes that are enough to tell the kind."""

_BLOCK = 1 << 20
_ARCHIVE = b"PK\x03\x04"
_NO_TABLES = {
    b"\xd0\xcf\x11\xe0": ("old-workbook", "an old Excel file or a workbook with a password"),
    b"\x1f\x8b": ("archive", "compressed"),
    b"7z\xbc\xaf": ("archive", "an archive"),
    b"Rar!": ("archive", "an archive"),
    b"%PDF": ("not-a-table", "a PDF"),
    b"<": ("not-a-table", "a page of the web or XML"),
    b"{": ("not-a-table", "JSON"),
}
_WIDE_TEXT = (b"\xff\xfe", b"\xfe\xff")
_CELL = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,9})["']""")
_TAIL = 64
_TABLE, _OFFICE = (
    f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0 " for name in ("table", "office")
)


class Kind(Enum):
    """A kind of file that holds a table."""

    DELIMITED = "delimited"
    WORKBOOK = "workbook"
    PARQUET = "parquet"


def kind_of(first: bytes) -> Kind:
    """What a file is.

    Args:
        first: Its first ``SNIFF`` bytes, or all.

    Raises:
        InputError: It is empty, or no table.
    """
    if not first:
        raise _refused("empty-file", "The file is empty.")
    if first.startswith(b"PAR1"):
        return Kind.PARQUET
    if first.startswith(_ARCHIVE):
        return Kind.WORKBOOK
    for magic, (rule, what) in _NO_TABLES.items():
        if first.startswith(magic):
            raise _refused(rule, f"The file is {what}.", SAVE_AS)
    if b"\0" in first and not first.startswith(_WIDE_TEXT):
        raise _refused("not-a-table", "The file is not text: it holds null bytes.", SAVE_AS)
    return Kind.DELIMITED


def check_workbook(stream: BinaryIO) -> None:
    """Unpack a workbook (XLSX, ODS) once, to nowhere, and count.

    Args:
        stream: The file, seekable.

    Raises:
        InputError: It is no workbook, damaged, protected by a password, or would unpack to more
            than can be read.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            _check_list(archive)
            cells = CELLS
            for member in archive.infolist():
                check = _Cells(cells) if member.filename != "content.xml" else _Repeats(cells)
                _check_member(archive, member, check)
                cells -= check.cells
    except (NotImplementedError, expat.ExpatError, UnicodeDecodeError, ValueError, *DAMAGE):
        raise _damaged() from None


def _check_list(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if not {"xl/workbook.xml", "content.xml"} & {member.filename for member in members}:
        raise _refused("archive", "The file is an archive, not a table.", SAVE_AS)
    if len({member.filename for member in members}) != len(members):
        raise _damaged()  # two readers might take two different ones
    plain = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
    if any(member.flag_bits & 1 or member.compress_type not in plain for member in members):
        raise _damaged()
    if len(members) > ENTRIES or sum(member.file_size for member in members) > UNPACKED:
        raise _too_large()


def _check_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, check: _Cells | _Repeats
) -> None:
    """Unpack a member up to the size that it says of itself, and see whether it ends there."""
    honest = copy.copy(member)
    honest.file_size += 1  # one that lies goes on; its checksum may be made to fit the part
    counted = 0
    with archive.open(honest) as content:
        while block := content.read(_BLOCK):
            counted += len(block)
            check.see(block)
    if counted != member.file_size:
        raise _damaged()


class _Cells:
    """How far the cells of a sheet of an XLSX file reach, by their references such as ``AB12``."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._tail = b""
        self._column = self._row = 0

    @property
    def cells(self) -> int:
        return self._column * self._row

    def see(self, block: bytes) -> None:
        text = self._tail + block
        for letters, digits in _CELL.findall(text):
            self._column = max(self._column, _number(letters))
            self._row = max(self._row, int(digits))
        if self.cells > self._most:
            raise _too_large()
        self._tail = text[-_TAIL:]


def _number(letters: bytes) -> int:
    """Column A is 1."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - 64
    return number


class _Repeats:
    """How many cells an ODS file has, with those that it only says to be repeated."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._rows = self._place = self._width = self.cells = 0

    def see(self, block: bytes) -> None:
        self._parser.Parse(block)

    def _doctype(self, *_: object) -> None:
        raise _damaged()  # no spreadsheet has one; entities in it may grow without end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == f"{_TABLE}table-cell":
            self._place += int(attributes.get(f"{_TABLE}number-columns-repeated", 1))
            if f"{_OFFICE}value-type" in attributes:
                self._width = self._place
        elif name == f"{_TABLE}covered-table-cell":
            self._place += int(attributes.get(f"{_TABLE}number-columns-repeated", 1))
        elif name == f"{_TABLE}table-row":
            self._rows = int(attributes.get(f"{_TABLE}number-rows-repeated", 1))
            self._place = self._width = 0
        elif self._place and not name.startswith(_TABLE):
            self._width = self._place  # the text of a cell

    def _end(self, name: str) -> None:
        if name == f"{_TABLE}table-row":
            self.cells += self._rows * self._width
            self._place = 0
            if self.cells > self._most:
                raise _too_large()


def _refused(rule: str, message: str, hint: str = "") -> InputError:
    return InputError([Problem(rule, message, hint)])


def _damaged() -> InputError:
    message = "The workbook is damaged or protected by a password."
    return _refused("damaged-workbook", message, "Save it again, without a password.")


def _too_large() -> InputError:
    message = "The workbook is too large once it is unpacked."
    return _refused("large-workbook", message, "Save it as CSV.")
