"""A partner's files as linked tables: sheets or files joined by key, or rows of several people.

What comes out are the parts that linked tables of cases are read from; whoever reads those reads
a partner's files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from lanterne.cases.encode import vocabularies_of
from lanterne.cases.network.locations import (
    OpenParts,
    Part,
    Place,
    identifiers_of,
)
from lanterne.cases.records import RecordReader
from lanterne.codebook.model import Codebook, Table
from lanterne.errors import InputError
from lanterne.files.book import open_book
from lanterne.files.kinds import is_workbook
from lanterne.files.problem_log import Findings
from lanterne.files.rows import Rows
from lanterne.harmonise.apply import HarmonisedFile, Tally, open_harmonised
from lanterne.harmonise.linked_rows import CountedPeople, TableRows
from lanterne.harmonise.mapping import Mapping, Source
from lanterne.harmonise.marked_rows import MarkedRows
from lanterne.harmonise.single_tables import single_tables
from lanterne.harmonise.wide_mapping import wide_row
from lanterne.harmonise.wide_rows import Unfolding

Reshape = Callable[[Rows, Findings], Rows]
"""What becomes of the rows of one pass, in their order."""


@dataclass(frozen=True)
class LinkedFile:
    """A partner's file or sheet that gives the rows of a table, or rows of pairs.

    Attributes:
        file: The file, with what the mapping makes of its columns.
        header: The columns of ids, then those of the codebook.
        begin: Gives what becomes of the rows of one pass.
        keys: Columns of the file that say who is who.
    """

    file: HarmonisedFile
    header: tuple[str, ...]
    begin: Callable[[], Reshape]
    keys: tuple[str, ...]

    def batches(self, findings: Findings) -> Iterator[Rows]:
        """The rows; see :meth:`HarmonisedFile.batches`."""
        reshape = self.begin()
        for rows in self.file.batches(findings):
            yield reshape(rows, findings)

    def known(
        self, findings: Findings, tally: Tally, marked: MarkedRows | None = None
    ) -> Iterator[Rows]:
        """The rows; see :meth:`HarmonisedFile.known`."""
        reshape = self.begin()
        for rows in self.file.known(findings, tally, marked):
            made = reshape(rows, findings)
            findings.raise_any()
            yield made


def parts_by(mapping: Mapping, codebook: Codebook) -> OpenParts:
    """How a partner's files are opened as linked tables; see :func:`linked_parts`."""

    def open_parts(path: Path) -> list[Part]:
        return linked_parts(path, mapping, codebook)

    return open_parts


def linked_parts(path: Path, mapping: Mapping, codebook: Codebook) -> list[Part]:
    """Open a partner's file, workbook or folder; only headers are read, but the whole of a sheet.

    Args:
        path: What the partner handed in.
        mapping: Its mapping, which fits the codebook.
        codebook: A codebook of linked tables.

    Returns:
        A part for each table, or one of pairs, with what is wrong in it.

    Raises:
        InputError: The mapping names files of a folder, and this is none; or the workbook is
            damaged.
    """
    if not mapping.tables:
        return [_part_of_rows(path, mapping, codebook)]
    network = codebook.network
    assert network is not None
    opened = [
        (place, _opened(place, one, book, findings), findings)
        for place, one, book in mapped_sources(path, mapping, codebook)
        for findings in [place.findings()]
    ]
    files = {place.table.name: file for place, file, _ in opened if file is not None}
    counted = None
    if mapping.legal.consent and {network.victims.name, network.links.name} <= set(files):
        counted = CountedPeople(files, mapping.tables, network)
    parts = []
    for place, file, findings in opened:
        if file is None:
            parts.append(Part(place, None, findings))
            continue
        source = mapping.tables[place.table.name]
        linked = file_of_table(file, source, place.table)
        if counted is not None:  # nothing is read of rows about somebody who does not count
            rows = TableRows(place.table, source, linked.keys)
            known = replace(file, counted=partial(rows.counting, counted))
            linked = replace(linked, file=known)
        parts.append(part_of_table(place, linked, findings))
    return parts


def file_of_table(file: HarmonisedFile, source: Source, table: Table) -> LinkedFile:
    """The rows of a file in the columns of one of several tables.

    Args:
        file: With what the mapping makes of its columns.
        source: Which columns say who is who.
        table: The table.
    """
    rows = TableRows(table, source, file.mapping.source.keep)
    return LinkedFile(file, rows.header, partial(_itself, rows), rows.kept)


def _part_of_rows(path: Path, mapping: Mapping, codebook: Codebook) -> Part:
    """The rows of one file that may hold several people each."""
    ((place, one, book),) = mapped_sources(path, mapping, codebook)
    findings = place.findings()
    file = _opened(place, one, book, findings)
    if file is None:
        return Part(place, None, findings)
    wide = wide_row(mapping, codebook)
    begin = partial(Unfolding, wide)
    return part_of_table(place, LinkedFile(file, begin().header, begin, wide.keys), findings)


def mapped_sources(
    path: Path, mapping: Mapping, codebook: Codebook
) -> list[tuple[Place, Mapping, Codebook]]:
    """Where each table is, and how it is read, as a mapping and a codebook of one table.

    Raises:
        InputError: As :func:`linked_parts`.
    """
    found = []
    for one in single_tables(mapping, codebook):
        source = mapping.tables.get(one.table.name, mapping.source)
        place = _place(path, one.table, source, pairs=not mapping.tables)
        found.append((place, one.mapping, one.codebook))
    return found


def _place(path: Path, table: Table, source: Source, *, pairs: bool) -> Place:
    findings = Findings(str(path))
    if path.is_dir() and source.file:
        path = path / source.file
    elif path.is_dir() or (source.file and not source.sheet):
        raise findings.fail("harmonise-folder")
    book = open_book(path, findings) if source.sheet and is_workbook(path) else None
    return Place(table, path, book, source.sheet, pairs)


def _opened(
    place: Place, mapping: Mapping, codebook: Codebook, findings: Findings
) -> HarmonisedFile | None:
    try:
        return open_harmonised(place.path, mapping, codebook, findings)
    except InputError:
        return None  # why is among the findings


def linked_file(part: Part) -> LinkedFile:
    """The file of a part in which nothing is wrong."""
    assert part.reader is not None
    assert isinstance(part.reader.file, LinkedFile)
    return part.reader.file


def place_of(place: Place) -> tuple[Path, str]:
    """The file and sheet: several tables may be made of one."""
    return place.file, place.sheet


def marked_places(parts: Iterable[Part]) -> dict[tuple[Path, str], MarkedRows]:
    """What collects the rows to settle of each file or sheet; two tables may be made of one."""
    found: dict[tuple[Path, str], MarkedRows] = {}
    for part in parts:
        file = linked_file(part)
        place, headers = place_of(part.place), file.file.mapping.source.headers
        one = found.setdefault(place, MarkedRows((), headers, _called(part.place)))
        keep = tuple(dict.fromkeys((*one.keep, *file.keys)))
        found[place] = replace(one, keep=keep)
    return found


def _called(place: Place) -> str:
    """What a partner calls one of several files or sheets."""
    return "" if place.pairs else place.sheet or place.path.name


def column_at(place: Place, column: str) -> str:
    """A column with its sheet or file, where there are several."""
    return column_in(_called(place), column)


def column_in(name: str, column: str) -> str:
    """A column with the name of its sheet or file; empty: there is one."""
    return f"{name} · {column}" if name else column


def _itself(rows: TableRows) -> Reshape:
    """They remember nothing of a pass."""
    return rows


def part_of_table(place: Place, file: LinkedFile, findings: Findings) -> Part:
    """A file that is open as a table of cases, with what is wrong in it."""
    ids = {name: name for name in identifiers_of(place.table)}
    return Part(place, RecordReader(file, vocabularies_of(place.table), ids), findings)
