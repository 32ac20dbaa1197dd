"""The files of several organisations that are handed in together, as a sheet in their folder says.

    [alpha]
    name = "Alpha House"
    cases = "alpha.csv"
    mapping = "alpha-mapping.toml"

The key is what stands before the ids of that organisation, in every year the same.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lanterne.codebook.section import Findings, Section
from lanterne.codebook.spelling import plain
from lanterne.errors import InputError, UsageError

SHEET = "partners.toml"
"""Name of the sheet."""

FEWEST = 3
"""Organisations at least: of two, each would know what the other handed in, but for the noise."""

_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class PartnerFile:
    """What one organisation hands in.

    Attributes:
        code: What stands before its ids, in every year the same.
        name: As the public knows it.
        cases: Its file.
        mapping: By which the file becomes cases; ``None``: it holds cases.
        harmonised_by: By which the cases were made before; ``None``: they came as they are.
        ignore: Columns of the file that are left out.
        subject_id: Column of its file that says which rows are one person; empty: as the series
            says.
        most_are_gone: Whether most of its people of earlier years may be missing from the file.
    """

    code: str
    name: str
    cases: Path
    mapping: Path | None = None
    harmonised_by: Path | None = None
    ignore: tuple[str, ...] = ()
    subject_id: str = ""
    most_are_gone: bool = False


def read_partner_files(folder: Path) -> tuple[PartnerFile, ...]:
    """What each organisation hands in, in the order of their codes.

    Args:
        folder: Where the sheet is; paths in it are relative to it.

    Raises:
        UsageError: There is no such folder or sheet, or there are too few organisations.
        InputError: All that is wrong in the sheet.
    """
    sheet = folder / SHEET
    findings = Findings(str(sheet))
    try:
        data = tomllib.loads(sheet.read_text("utf-8"))
    except OSError:
        raise UsageError("partners.no-sheet", folder=str(folder), sheet=SHEET) from None
    except ValueError:
        findings.note("partners.unreadable")
        raise InputError(findings.problems) from None
    whole = Section(data, "", findings)
    found = [_partner(whole.section(code), code, folder) for code in sorted(whole.keys)]
    for code, key in _wrong(found):
        findings.note(code, {}, key=key)
    if findings.problems:
        raise InputError(findings.problems)
    if len(found) < FEWEST:
        raise UsageError("partners.too-few", fewest=FEWEST, got=len(found))
    return tuple(found)


def _partner(section: Section, code: str, folder: Path) -> PartnerFile:
    cases = section.text("cases")
    found = PartnerFile(
        code,
        section.text("name").strip(),
        folder / cases if cases else Path(),
        _path(section, "mapping", folder),
        _path(section, "harmonised-by", folder),
        section.texts("ignore"),
        section.text("subject-id", default=""),
        section.truth("most-are-gone"),
    )
    if found.mapping is not None and found.harmonised_by is not None:
        section.problem("partners.two-mappings")
    section.close()
    return found


def _path(section: Section, key: str, folder: Path) -> Path | None:
    return folder / section.text(key) if section.has(key) else None


def _wrong(found: Sequence[PartnerFile]) -> Iterator[tuple[str, str]]:
    """Codes and names that cannot be, and what stands twice: what is wrong, and at which key."""
    names: set[str] = set()
    files: set[object] = set()
    for one in found:
        if not _CODE.fullmatch(one.code):
            yield "partners.code", one.code
        if not one.name.isprintable():
            yield "partners.name", f"{one.code}.name"
        if one.name and plain(one.name) in names:
            yield "partners.name-twice", f"{one.code}.name"
        if one.cases != Path() and _identity(one.cases) in files:
            yield "partners.file-twice", f"{one.code}.cases"
        names.add(plain(one.name))
        files.add(_identity(one.cases))


def _identity(path: Path) -> object:
    """What two names of one file share; a file that is not there has its path."""
    try:
        status = path.stat()
    except OSError:
        return path.absolute()
    return status.st_dev, status.st_ino
