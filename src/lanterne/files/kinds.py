"""What kind of file it is, seen from how it begins and never from its name.

The first bytes are those of a format or of a header, so no person's answers decide.
"""

from __future__ import annotations

import re
import zipfile
from enum import Enum
from pathlib import Path

from lanterne.errors import InputError
from lanterne.files.object_path import File, ObjectPath
from lanterne.files.problem_log import Findings
from lanterne.files.zip_safety import DAMAGE
from lanterne.messages import Message

SNIFF = 1 << 12
"""Bytes that are enough to tell."""


class Kind(Enum):
    """A kind of file that holds a table."""

    DELIMITED = "delimited text"
    WORKBOOK = "XLSX or ODS"
    OLD_WORKBOOK = "XLS"
    WEB_TABLE = "HTML"
    PARQUET = "Parquet"
    STATA = "Stata"
    SPSS = "SPSS"
    JSON = "JSON"
    ENCRYPTED = "age"
    """Holds tables once it is decrypted; no reader of files opens it as it is."""


ENCRYPTED = b"age-encryption.org/v1\n"
"""How a file begins that age has encrypted."""


_ARCHIVE = b"PK\x03\x04"
_MAGIC = {
    b"PAR1": Kind.PARQUET,
    b"<stata_dta>": Kind.STATA,
    b"$FL2": Kind.SPSS,
    b"$FL3": Kind.SPSS,
    b"\xd0\xcf\x11\xe0": Kind.OLD_WORKBOOK,
    _ARCHIVE: Kind.WORKBOOK,
}
_OLD_STATA = re.compile(rb"[\x69\x6c\x6e-\x73][\x01\x02]\x01\x00", re.DOTALL)
"""Versions 105, 108 and 110 to 115, in either order of bytes."""

_OTHERS = {
    ENCRYPTED: "not-a-table.encrypted",
    b"\x1c" + b"\0" * 7 + b"ENCRYPTEDSAV": "unreadable-file.spss-password",
    b"\x1f\x8b": "not-a-table.compressed",
    b"BZh91AY": "not-a-table.compressed",
    b"\xfd7zXZ": "not-a-table.compressed",
    b"%PDF": "not-a-table.pdf",
    b"7z\xbc\xaf": "not-a-table.archive",
    b"Rar!": "not-a-table.archive",
    b"ASCII SPSS PORT FILE": "not-a-table.spss-portable",
    b"\0" * 12 + b"\xc2\xea\x81`": "not-a-table.sas",
    b"HEADER RECORD*******LIBRARY": "not-a-table.sas",
    b"RDX2\n": "not-a-table.r",
    b"RDX3\n": "not-a-table.r",
    b"SQLite format 3": "not-a-table.database",
    b"\0\1\0\0Standard ": "not-a-table.database",
    b"{\\rtf": "not-a-table.word",
    b"ARROW1": "not-a-table.arrow",
    b"PK\5\6": "not-a-table.unpacked",
}
"""How files begin that are not read → what is said of them."""

_JSON = re.compile(r'\[\s*(?:[{\]]|$)|\{\s*(?:["}]|$)')
_WEB = re.compile(r"<(?:!doctype html|html|head|meta|body|div|style|table|center)\b", re.IGNORECASE)
_MARKUP = re.compile(r"<(?:\?xml|!--|!doctype)", re.IGNORECASE)
_WORKBOOKS = {"xl/workbook.xml", "content.xml"}
_PACKED = {
    "word/document.xml": "not-a-table.word",
    "xl/workbook.bin": "not-a-table.binary-workbook",
    "Index/Document.iwa": "not-a-table.numbers",
}


OF_OBJECTS = frozenset({Kind.PARQUET, Kind.DELIMITED})
"""What an object of a store may be: what is read piece by piece."""


def kind_of_file(path: File, findings: Findings) -> Kind:
    """What a file is.

    Args:
        path: The file, or an object of a store.
        findings: Receives what is wrong.

    Raises:
        InputError: There is no such file, it is empty, or it is of a kind that is not read.
    """
    if isinstance(path, ObjectPath):
        kind = kind_of(path.first(SNIFF), findings)
        if kind not in OF_OBJECTS:
            raise findings.fail("not-a-table.object")
        return kind
    kind = kind_of(_first_bytes(path, findings), findings)
    if kind is Kind.WORKBOOK and not is_packed_workbook(path):
        raise findings.fail(_what_is_packed(path))
    return kind


def kind_of(first: bytes, findings: Findings) -> Kind:
    """What a file is that begins so.

    Args:
        first: Its first ``SNIFF`` bytes, or all.
        findings: Receives what is wrong.

    Raises:
        InputError: It is empty, or of a kind that is not read.
    """
    if not first:
        raise findings.fail("empty-file.whole")
    for magic, kind in _MAGIC.items():
        if first.startswith(magic):
            return kind
    if _OLD_STATA.match(first):
        return Kind.STATA
    for magic, code in _OTHERS.items():
        if first.startswith(magic):
            raise findings.fail(code)
    text = _text_of(first)
    if _JSON.match(text):
        return Kind.JSON
    if _WEB.match(text) or (_MARKUP.match(text) and re.search(r"<(html|table)\b", text, re.I)):
        return Kind.WEB_TABLE
    if _MARKUP.match(text):
        raise findings.fail("not-a-table.web")
    return Kind.DELIMITED


def _text_of(first: bytes) -> str:
    """The first characters, without what may stand before them."""
    wide = first.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = first.decode("utf-16" if wide else "utf-8", errors="replace")
    return text.lstrip("\ufeff").lstrip()


def _first_bytes(path: Path, findings: Findings) -> bytes:
    try:
        if not path.exists():
            raise findings.fail("no-such-file")
        if path.is_dir():
            raise findings.fail("not-a-file.folder")
        if not path.is_file():
            raise findings.fail("not-a-file.other")
        with path.open("rb") as stream:
            return stream.read(SNIFF)
    except OSError as error:
        why = Message(error.strerror or "unreadable-file.no-reason")
        raise findings.fail("unreadable-file.why", {"why": why}) from None


def is_workbook(path: File) -> bool:
    """Whether a file is a workbook that may have several sheets, seen from its content."""
    try:
        kind = kind_of_file(path, Findings(""))
    except InputError:
        return False
    return kind in {Kind.WORKBOOK, Kind.OLD_WORKBOOK}


def is_packed_workbook(path: Path) -> bool:
    """Whether an archive is an XLSX or ODS file."""
    names = _members(path)
    return bool(names & _WORKBOOKS) if names is not None else path.suffix.lower() in _ENDINGS


_ENDINGS = {".xlsx", ".ods"}
"""Of damaged archives, which are to be called damaged workbooks."""


def _what_is_packed(path: Path) -> str:
    names = _members(path) or set()
    return next((code for name, code in _PACKED.items() if name in names), "not-a-table.unpacked")


def _members(path: Path) -> set[str] | None:
    """Names in an archive; ``None``: it is damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            return set(archive.namelist())
    except DAMAGE:
        return None
