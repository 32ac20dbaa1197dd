"""Whether a workbook would harm who opens it.

Workbooks are packed, so a small one may unpack to more than the memory holds; and their readers
keep a sheet as a whole, so one cell far from the others makes a table of billions. Either ends the
process without a word. Both are found here, in constant memory, before a reader opens the file.
"""

from __future__ import annotations

import copy
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import BinaryIO
from xml.parsers import expat

from lanterne.cases.findings import Findings
from lanterne.cases.shared import SharedTexts, TooMuchTextError, local_name, parser_of_elements
from lanterne.cases.text import SAVE_AS

UNPACKED = 1 << 31
"""Most bytes that a workbook may have when it is unpacked."""

ENTRIES = 2000
"""Most files in a workbook; a spreadsheet with a hundred sheets has some three hundred."""

CELLS = 1 << 26
"""Most cells of all sheets, each from its first to its last cell with the blank ones in between: as
readers keep them. A million rows may have 64 columns."""

TEXT = UNPACKED
"""Most characters in all cells, with a text that several of them name written out in each."""

DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError)
"""What reading a damaged or encrypted archive may raise."""

_BLOCK = 1 << 20
_LONGEST_TAG = 1 << 16
_USUAL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,9})"(?: [a-z]{1,2}="[0-9A-Za-z]{1,16}")*/?>')
_NAMED = re.compile(
    rb'<c r="[A-Z0-9]{2,12}"(?: [a-su-z][a-z]?="[0-9]{1,16}")* t="s"'
    rb'(?: [a-su-z][a-z]?="[0-9]{1,16}")*><v>([0-9]{1,9})</v></c>'
)
_ODD = (re.compile(rb"<c[^ a-zA-Z]"), re.compile(rb":c[\s/>]"))  # apart, each is found faster
_CELL = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,9})["']""")
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,9})")
_TABLE, _OFFICE = (
    f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0 " for name in ("table", "office")
)
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_SHARED = "sharedstrings.xml"
_LONGEST_NUMBER = 40


class _TooLargeError(Exception):
    """More than a reader can hold."""


def check_packing(stream: BinaryIO, findings: Findings) -> None:
    """Unpack a workbook (XLSX, ODS) once, to nowhere, and count.

    Args:
        stream: The file, seekable.
        findings: Receives what is wrong.

    Raises:
        InputError: It is no workbook (``not-a-table``), damaged or protected by a password
            (``unreadable-file``), or more than can be read (``too-large``).
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            names = {member.filename for member in archive.infolist()}
            if not {"xl/workbook.xml", "content.xml"} & names:
                raise findings.fail("not-a-table", "The file is an archive, not a table.", SAVE_AS)
            _check_list(archive)
            _check_cells(archive)
    except _TooLargeError:
        message = "The workbook is too large: packed too tightly, or with a cell far from the rest."
        hint = "Delete what lies far from the table, or save the table as CSV."
        raise findings.fail("too-large", message, hint) from None
    except TooMuchTextError:
        message = "The workbook is too large: a long text stands in too many of its cells."
        hint = "Shorten that text, or save the table as CSV."
        raise findings.fail("too-large", message, hint) from None
    except (NotImplementedError, expat.ExpatError, ValueError, KeyError, *DAMAGE):
        message = "The workbook is damaged or protected by a password."
        raise findings.fail("unreadable-file", message) from None


def _check_list(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if len({_plain(member.filename) for member in members}) != len(members):
        raise ValueError("two readers might take two different ones")
    plain = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
    if any(member.flag_bits & 1 or member.compress_type not in plain for member in members):
        raise ValueError("a password, or a packing that readers do not know")
    if len(members) > ENTRIES or sum(member.file_size for member in members) > UNPACKED:
        raise _TooLargeError


def _check_cells(archive: zipfile.ZipFile) -> None:
    sheets = _sheets_of_parts(archive)
    shared = _shared_texts(archive)
    cells, text = CELLS, TEXT
    for member in archive.infolist():
        times = sheets.get(_last(member.filename), 0)
        count: _Extent | _Places | _Repeats
        if member.filename == "content.xml":
            count, times = _Repeats(cells), 1
        else:
            count = _Extent(cells // max(times, 1), shared if times else SharedTexts())
        _unpack(archive, member, count.see)
        if times and isinstance(count, _Extent) and count.unusual:
            count = _Places(cells // times, shared)
            _unpack(archive, member, count.see)
        cells -= count.cells * max(times, 1)
        # What stands in the sheet itself is bounded with the file, unless it is many sheets.
        text -= count.text * max(times, 1) + member.file_size * max(times - 1, 0)
        if cells < 0:
            raise _TooLargeError
        if text < 0:
            raise TooMuchTextError


def _shared_texts(archive: zipfile.ZipFile) -> SharedTexts:
    shared = SharedTexts()
    found = [one for one in archive.infolist() if _last(one.filename) == _SHARED]
    if len(found) > 1:
        raise ValueError("two readers might take two different ones")
    for member in found:
        _unpack(archive, member, shared.see)
    return shared


def _unpack(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, see: Callable[[bytes], None]
) -> None:
    """Unpack a member up to the size that it says of itself, and see whether it ends there."""
    honest = copy.copy(member)
    honest.file_size += 1  # one that lies goes on; its checksum may be made to fit the part
    counted = 0
    with archive.open(honest) as content:
        while block := content.read(_BLOCK):
            counted += len(block)
            see(block)
    see(b"")
    if counted != member.file_size:
        raise ValueError("another size than it says")


def _sheets_of_parts(archive: zipfile.ZipFile) -> Counter[str]:
    """Name of a part, without its folder → how many sheets it is: a reader keeps each of them."""
    ids: Counter[str] = Counter()
    targets: dict[str, list[str]] = {}

    def book(name: str, attributes: dict[str, str]) -> None:
        if local_name(name) == "sheet":
            ids.update(value for key, value in attributes.items() if local_name(key) == "id")

    def relation(name: str, attributes: dict[str, str]) -> None:
        target = attributes.get("Target")
        if target is not None:
            targets.setdefault(attributes.get("Id", ""), []).append(_last(target))
            if attributes.get("Type", "").endswith("/sharedStrings") and _last(target) != _SHARED:
                raise ValueError("readers might take another part for the shared texts")

    def start(name: str, attributes: dict[str, str]) -> None:
        kind, target = attributes.get("Type", ""), _plain(attributes.get("Target", ""))
        if kind.endswith("/officeDocument") and target.lstrip("/") != "xl/workbook.xml":
            raise ValueError("readers would take another part for the workbook")

    handlers = {
        "_rels/.rels": start,
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": relation,
    }
    for member in archive.infolist():
        handler = handlers.get(_plain(member.filename))
        if handler is not None:
            parser = parser_of_elements(handler)
            _unpack(archive, member, lambda block, parser=parser: parser.Parse(block, not block))  # type: ignore[misc]
    return Counter(
        {
            part: sum(times for name, times in ids.items() if part in targets.get(name, ()))
            for part in {part for found in targets.values() for part in found}
        }
    )


class _Extent:
    """How far the cells of a sheet of an XLSX file reach, by their references such as ``AB12``.

    Attributes:
        text: Characters of the shared texts that they name.
        unusual: Whether there is a cell that is not written as all known programs write it: then
            :class:`_Places` must look.
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
        return self._column * self._row

    def see(self, block: bytes) -> None:
        text = self._tail + block
        cut = text.rfind(b"<c", max(0, len(text) - _LONGEST_TAG)) if block else len(text)
        whole, self._tail = (text[:cut], text[cut:]) if cut >= 0 else (text, text[-64:])
        found = _USUAL.findall(whole)
        if len(found) != whole.count(b"<c ") or any(odd.search(whole) for odd in _ODD):
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
            raise _TooLargeError


class _Places:
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
        return self._rows * self._columns

    def see(self, block: bytes) -> None:
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
                raise _TooLargeError
        elif kind == "v":
            self._number = ""

    def _said(self, text: str) -> None:
        self._number = self._number + text if len(self._number) < _LONGEST_NUMBER else text

    def _end(self, name: str) -> None:
        if local_name(name) == "v" and self._shared:
            self.text += self._texts.length(int(self._number))


class _Repeats:
    """How many cells an ODS file has, with those that it only says to be repeated."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._parser = parser_of_elements(self._start, self._end, self._said)
        self._rows = self._place = self._width = self.cells = 0
        self._times = self._said_here = self._said_in_row = self.text = 0

    def see(self, block: bytes) -> None:
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
                raise _TooLargeError


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


def _plain(path: str) -> str:
    """The name of a member, as readers compare it."""
    return path.replace("\\", "/").casefold()


def _last(path: str) -> str:
    return PurePosixPath(_plain(path)).name
