"""Where the tables of a network are: files of a folder, sheets of a workbook, or one file of pairs.

A file or a sheet is found by the name of its table, in capitals or not. Others may lie beside them,
such as a page of notes; one whose name is nearly that of a table that is missing is an error, so
that a table which may be left out is not left out by a spelling mistake. Of data frames each has
the name of a table.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from lanterne.cases.check import check_header
from lanterne.cases.encode import vocabularies_of
from lanterne.cases.network.folders import FilesThere, name_of_folder
from lanterne.cases.records import RecordReader
from lanterne.codebook.model import Network, Table
from lanterne.errors import FRAME, InputError, UsageError
from lanterne.files.book import Book, open_book
from lanterne.files.handed import HandedTables, HeldFrame, HeldTables
from lanterne.files.kinds import is_workbook
from lanterne.files.object_path import File
from lanterne.files.problem_log import Findings, shown
from lanterne.files.read import OpenTable, open_table
from lanterne.files.rows import TableFile
from lanterne.files.workbook import read_sheet
from lanterne.messages import Message
from lanterne.messages.did_you_mean import did_you_mean


@dataclass(frozen=True)
class Place:
    """Where the rows of a table are.

    Attributes:
        table: The table; for a file of pairs the one that :func:`pair_table` makes.
        path: The file or object; of a data frame what it is called.
        book: The workbook that the file is, when a sheet of it is meant.
        sheet: Name of that sheet.
        pairs: Whether a row is a victim and a perpetrator, with the columns of all tables.
        held: The data frame, where it is one.
    """

    table: Table
    path: File
    book: Book | None = None
    sheet: str = ""
    pairs: bool = False
    held: HeldFrame | None = None

    @property
    def file(self) -> Path:
        """The file, where tables are read whole: an object of a store is read in parts alone."""
        assert isinstance(self.path, Path)
        return self.path

    def findings(self) -> Findings:
        """For the problems of this place; none is found yet."""
        named = self.sheet if self.book else ""
        if self.held is not None and not self.pairs:
            named = self.table.name
        return Findings(str(self.path), shown(named) if named or self.book else None)


@dataclass(frozen=True)
class Part:
    """A file or sheet that is open, and the problems found in it.

    Attributes:
        place: Where it is.
        reader: Reads its rows; ``None`` when it cannot be read.
        findings: What is wrong in it.
    """

    place: Place
    reader: RecordReader | None
    findings: Findings

    def afresh(self) -> Part:
        """The same for another pass, without findings."""
        return replace(self, findings=self.place.findings())


OpenParts = Callable[[Path], list[Part]]
"""How linked tables are opened where they are not as the codebook says."""


def pair_table(network: Network) -> Table:
    """The columns of all tables in one header; its references name the two people of a row."""
    tables = (network.victims, network.perpetrators, network.links)
    return Table(
        name=network.links.name,
        label=network.links.label,
        columns=tuple(column for table in tables for column in table.columns),
        references=network.links.references,
        household=network.victims.household,
    )


def identifiers_of(table: Table) -> tuple[str, ...]:
    """The columns of a table that hold keys of its own or of others: never published."""
    household = [table.household.column] if table.household else []
    references = [reference.column for reference in table.references]
    return tuple(dict.fromkeys([*([table.key] if table.key else []), *household, *references]))


def tables_of(network: Network) -> tuple[Table, ...]:
    """The tables of a network: victims, perpetrators, links, and households if it has them."""
    households = (network.households,) if network.households else ()
    return (network.victims, network.perpetrators, network.links, *households)


def find_places(
    path: HandedTables, network: Network, table_paths: Mapping[str, Path], findings: Findings
) -> list[Place]:
    """Where each table is; one place without a table of the network for a file of pairs.

    Args:
        path: A folder, a workbook, or a file with a row per victim and perpetrator; or data frames,
            each of a table, or one with such a row.
        network: The tables.
        table_paths: Name of a table → its file, wherever that is; what is not named is looked
            for in the folder.
        findings: Receives tables that are not there.

    Raises:
        InputError: The workbook is damaged.
        UsageError: There is no table of that name, or a data frame stands for several.
    """
    if isinstance(path, HeldTables):
        return list(_in_memory(path, network, findings))
    if isinstance(path, HeldFrame):
        return [Place(pair_table(network), Path(FRAME), pairs=True, held=path)]
    unknown = set(table_paths) - {table.name for table in tables_of(network)}
    if unknown:
        raise UsageError("network.no-such-table", tables=tuple(sorted(unknown)))
    if path.is_dir() or table_paths:
        there = FilesThere.of(path) or FilesThere((), ())
        return list(places_in(there, network, table_paths, findings))
    if is_workbook(path):
        book = open_book(path, findings)
        named = [table for table in tables_of(network) if _called(table.name, book.sheets)]
        if named and len(book.sheets) > 1:
            return list(_in_book(book, network, findings))
    return [Place(pair_table(network), path, pairs=True)]


def _in_memory(held: HeldTables, network: Network, findings: Findings) -> Iterator[Place]:
    """A name that no table has is not repeated: groups of a frame are named by its cells."""
    tables = tables_of(network)
    if not {*held.frames} <= {table.name for table in tables}:
        raise UsageError("frame.no-such-table", tables=tuple(table.name for table in tables))
    if held.twice:
        raise UsageError("frame.twice", tables=held.twice)
    for table in tables:
        if table.name in held.frames:
            yield Place(table, Path(FRAME), held=held.frames[table.name])
        elif not table.optional:
            findings.add("missing-table.frame", {"table": table.name})


def places_in(
    there: FilesThere, network: Network, table_paths: Mapping[str, File], findings: Findings
) -> Iterator[Place]:
    """Where each table is in a folder; the arguments are those of :func:`find_places`."""
    files = there.tables
    # A folder may be a table in parts whose name is misspelt.
    names = [*(file.stem for file in files), *map(name_of_folder, there.folders)]
    missing = []
    for table in tables_of(network):
        found = [file for file in files if file.stem.casefold() == table.name.casefold()]
        if table.name in table_paths:
            yield Place(table, table_paths[table.name])
        elif len(found) == 1:
            yield Place(table, found[0])
        elif found:
            findings.add("several-files", {"count": len(found), "table": table.name})
        else:
            missing.append(table)
    _say_missing(missing, "file", names, network, findings)


def _in_book(book: Book, network: Network, findings: Findings) -> Iterator[Place]:
    missing = []
    for table in tables_of(network):
        sheets = _called(table.name, book.sheets)
        if sheets:
            yield Place(table, book.path, book, sheets[0])
        else:
            missing.append(table)
    _say_missing(missing, "sheet", book.sheets, network, findings)


def _called(name: str, names: Iterable[str]) -> list[str]:
    return [each for each in names if each.strip().casefold() == name.casefold()]


def _say_missing(
    missing: Iterable[Table],
    what: Literal["file", "sheet"],
    names: Collection[str],
    network: Network,
    findings: Findings,
) -> None:
    """Tables that are not there, unless they may be left out and nothing has nearly their name."""
    others = [
        name for name in names if not any(_called(t.name, [name]) for t in tables_of(network))
    ]
    for table in missing:
        near = did_you_mean(table.name, others)
        if near or not table.optional:
            advice = Message(f"missing-table.near.{what}") if near else None
            findings.add(f"missing-table.{what}", {"table": table.name}, advice=advice)


def open_place(place: Place, ignore: Collection[str], open_as: OpenTable = open_table) -> Part:
    """Open a file or read a sheet, and hold its header against the table.

    Args:
        place: Where it is.
        ignore: Columns that are left out on purpose.
        open_as: How what is no sheet is opened.
    """
    table, findings = place.table, place.findings()
    try:
        file = open_table_at(place, [*table.names, *identifiers_of(table)], findings, open_as)
    except InputError:
        return Part(place, None, findings)
    return held_against_table(place, file, ignore, findings)


def held_against_table(
    place: Place, file: TableFile, ignore: Collection[str], findings: Findings
) -> Part:
    """What is open, and what is wrong with its header.

    Args:
        place: Where it is, and of which table.
        file: The file or sheet.
        ignore: Columns that are left out on purpose.
        findings: Receives what is wrong.
    """
    table, header = place.table, file.header
    identifiers = identifiers_of(table)
    if place.pairs and _is_one_table(header, table):
        if place.held is None:
            findings.add("one-table-of-several")
        else:
            findings.add("frame-of-one-table", named="one-table-of-several")
        return Part(place, None, findings)
    check_header(header, table, None, identifiers, ignore, findings)
    once = {name for name in header if header.count(name) == 1}
    books = {name: book for name, book in vocabularies_of(table).items() if name in once}
    ids = {name: name for name in identifiers if name in once}
    return Part(place, RecordReader(file, books, ids), findings)


def _is_one_table(header: Collection[str], pairs: Table) -> bool:
    """Whether a header is in order but for what the other tables hold."""
    named = sum(reference.column in header for reference in pairs.references)
    return named == 1 and {*pairs.names, *identifiers_of(pairs)}.issuperset(header)


def open_table_at(
    place: Place, known: Collection[str], findings: Findings, open_as: OpenTable = open_table
) -> TableFile:
    """Open the file or sheet of a place and read its header.

    Args:
        place: Where the rows are.
        known: Names of columns to be expected.
        findings: Receives what is wrong.
        open_as: How what is no sheet is opened.

    Raises:
        InputError: It is not a table that can be read.
    """
    if place.book:
        return read_sheet(place.book, place.sheet, findings)
    return open_as(place.held or place.path, place.table.name, known, findings)
