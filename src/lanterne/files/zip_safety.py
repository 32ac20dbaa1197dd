"""Whether a workbook would harm who opens it.

Workbooks are packed, so a small one may unpack to more than the memory holds; and their readers
keep a sheet as a whole, so one cell far from the others makes a table of billions. Either ends the
process without a word. Both are found here, in constant memory, before a reader opens the file.
"""

from __future__ import annotations

import copy
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import BinaryIO
from xml.parsers import expat

from lanterne.files.extent import Extent, Places, Repeats, TooLargeError
from lanterne.files.problem_log import Findings
from lanterne.files.shared_strings import (
    SharedTexts,
    TooMuchTextError,
    local_name,
    parser_of_elements,
)

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
_SHARED = "sharedstrings.xml"


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
                raise findings.fail("not-a-table.unpacked")
            _check_list(archive)
            _check_cells(archive)
    except TooLargeError:
        raise findings.fail("too-large.workbook") from None
    except TooMuchTextError:
        raise findings.fail("too-large.texts") from None
    except (NotImplementedError, expat.ExpatError, ValueError, KeyError, *DAMAGE):
        raise findings.fail("unreadable-file.workbook") from None


def _check_list(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if len({_plain(member.filename) for member in members}) != len(members):
        raise ValueError("two readers might take two different ones")
    plain = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
    if any(member.flag_bits & 1 or member.compress_type not in plain for member in members):
        raise ValueError("a password, or a packing that readers do not know")
    if len(members) > ENTRIES or sum(member.file_size for member in members) > UNPACKED:
        raise TooLargeError


def _check_cells(archive: zipfile.ZipFile) -> None:
    sheets = _sheets_of_parts(archive)
    shared = _shared_texts(archive)
    cells, text = CELLS, TEXT
    for member in archive.infolist():
        times = sheets.get(_last(member.filename), 0)
        count: Extent | Places | Repeats
        if member.filename == "content.xml":
            count, times = Repeats(cells), 1
        else:
            count = Extent(cells // max(times, 1), shared if times else SharedTexts())
        _unpack(archive, member, count.see)
        if times and isinstance(count, Extent) and count.unusual:
            count = Places(cells // times, shared)
            _unpack(archive, member, count.see)
        cells -= count.cells * max(times, 1)
        # What stands in the sheet itself is bounded with the file, unless it is many sheets.
        text -= count.text * max(times, 1) + member.file_size * max(times - 1, 0)
        if cells < 0:
            raise TooLargeError
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


def _plain(path: str) -> str:
    """The name of a member, as readers compare it."""
    return path.replace("\\", "/").casefold()


def _last(path: str) -> str:
    return PurePosixPath(_plain(path)).name
