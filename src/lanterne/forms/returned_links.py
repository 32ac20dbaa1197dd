"""An export of linked tables: a folder or a workbook with the forms that were sent and repeats."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from lanterne.cases.check import check_header
from lanterne.cases.encode import vocabularies_of
from lanterne.cases.network.locations import (
    KINDS,
    OpenParts,
    Part,
    Place,
    identifiers_of,
    pair_table,
)
from lanterne.cases.records import RecordReader
from lanterne.codebook.model import Codebook
from lanterne.errors import InputError
from lanterne.files.book import Book, open_book
from lanterne.files.kinds import is_workbook
from lanterne.files.layout import clean_header
from lanterne.files.problem_log import Findings
from lanterne.files.read import open_table
from lanterne.files.rows import TableFile
from lanterne.files.workbook import read_sheet
from lanterne.forms.asked import Asked, asked_in
from lanterne.forms.export_columns import check_unmarked, has_column
from lanterne.forms.exported import CASE, exported_file
from lanterne.forms.exported_links import LinkedExport, linked_export, repeat_names
from lanterne.forms.implied_mapping import mapping_of_export
from lanterne.forms.make_form import make_form
from lanterne.forms.questions import MARK
from lanterne.forms.returned_file import ReturnedFile, beside, returned


@dataclass(frozen=True)
class _Table:
    """A file, or a sheet of a workbook, of which the header is known."""

    path: Path
    header: tuple[str, ...]
    book: Book | None = None
    sheet: str = ""

    def open(self, findings: Findings) -> TableFile:
        if self.book is not None:
            return read_sheet(self.book, self.sheet, findings)
        return open_table(self.path, "", (), findings)


def export_parts(path: Path, codebook: Codebook, ignore: Collection[str] = ()) -> OpenParts | None:
    """How linked tables are opened that came back by a form; ``None``: they did not.

    Args:
        path: A folder or a workbook.
        codebook: A codebook of linked tables.
        ignore: Columns that are left out.
    """
    tables = [*_tables(path)]
    marked = [table for table in tables if has_column(table.header, MARK)]
    if not marked:
        for table in tables:
            check_unmarked(table.header, codebook, Findings(str(table.path), table.sheet or None))
        return None
    return partial(_parts, codebook=codebook, tables=tables, cases=marked[0], ignore=ignore)


def _tables(path: Path) -> Iterator[_Table]:
    """What may be forms or repeats; what cannot be read is not one."""
    files = [path]
    if path.is_dir():
        files = [file for file in sorted(path.iterdir()) if file.suffix.lower() in KINDS]
    for file in filter(Path.is_file, files):
        yield from _sheets(file) if is_workbook(file) else _itself(file)


def _itself(path: Path) -> Iterator[_Table]:
    try:
        yield _Table(path, open_table(path, "", (), Findings("")).header)
    except InputError:
        return


def _sheets(path: Path) -> Iterator[_Table]:
    findings = Findings("")
    try:
        book = open_book(path, findings)
        for sheet in dict.fromkeys(book.sheets):
            for row in book.cells(sheet, findings, 1).iter_rows():
                yield _Table(path, clean_header(row), book, sheet)
    except InputError:
        return


def _parts(
    path: Path,
    *,
    codebook: Codebook,
    tables: Collection[_Table],
    cases: _Table,
    ignore: Collection[str],
) -> list[Part]:
    network = codebook.network
    assert network is not None
    place = Place(pair_table(network), cases.path, cases.book, cases.sheet, pairs=True)
    findings = place.findings()
    asked = asked_in(make_form(codebook))
    try:
        export = _linked(asked, tables, cases, findings)
        file = _of_pairs(export, asked, place, codebook, findings)
    except InputError as error:
        if not findings:  # of the repeats
            findings.take(error.problems)
        return [Part(place, None, findings)]
    identifiers = identifiers_of(place.table)
    ids = {name: name for name in identifiers}
    header = [*export.cases.file.header, *export.repeats.file.header]
    there = beside(file, header, ignore)
    check_header(there.header, place.table, None, identifiers, ignore, findings)
    return [Part(place, RecordReader(there, vocabularies_of(place.table), ids), findings)]


def _linked(
    asked: Asked, tables: Collection[_Table], cases: _Table, findings: Findings
) -> LinkedExport:
    forms = exported_file(cases.open(findings), asked, findings)
    names, _ = repeat_names(asked)
    found = [
        (sum(has_column(table.header, name) for name in names), table)
        for table in tables
        if table is not cases
    ]
    most, repeats = max(found, key=lambda one: one[0], default=(0, cases))
    if not most:
        raise findings.fail("form-without-repeats", {"repeat": asked.repeat})
    beside = Findings(str(repeats.path), repeats.sheet or None)
    return linked_export(forms, repeats.open(beside), asked, repeats.path, beside)


def _of_pairs(
    export: LinkedExport, asked: Asked, place: Place, codebook: Codebook, findings: Findings
) -> ReturnedFile:
    """The pairs as cases of a codebook that has the columns of all tables in one."""
    network = codebook.network
    assert network is not None
    own = asked.form.cases.itself
    ids = [one for one in asked.form.cases.identities if one != own]
    called = {CASE: network.of_victim.column, export.named: network.of_perpetrator.column}
    called |= {asked.ids[one.name]: one.name for one in ids}
    others = (*export.cases.columns.others.values(), *export.repeats.columns.others.values())
    aliases = (*export.cases.others, *(f"{name}\x01" for name in export.repeats.others))
    called |= dict(zip(aliases, others, strict=True))
    mapping = mapping_of_export(asked, export.header, [*called])
    whole = replace(codebook, tables=(place.table,))
    return returned(export, mapping, whole, called, findings, place.path)
