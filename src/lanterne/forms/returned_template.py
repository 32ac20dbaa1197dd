"""An Excel template that was filled in, read as cases of its codebook without a mapping."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from lanterne.cases.left_out import how_to_leave_out
from lanterne.cases.network.locations import OpenParts, Part
from lanterne.codebook.model import Codebook
from lanterne.files.layout import Layout
from lanterne.files.problem_log import Findings, shown
from lanterne.files.rows import Rows, TableFile
from lanterne.files.workbook import read_sheet
from lanterne.forms.excel_layout import TemplateSheet, template_sheets
from lanterne.forms.excel_mapping import legal_of, mapped_columns
from lanterne.forms.exported import CASE
from lanterne.forms.implied_mapping import implied
from lanterne.forms.make_form import make_form
from lanterne.forms.questions import Form
from lanterne.forms.returned_file import NOT_OFFERED, ReturnedFile, beside, returned
from lanterne.forms.template_sheet import FilledBook, FoundSheet, check_mark, find_sheet
from lanterne.harmonise.form_names import MARK
from lanterne.harmonise.linked_files import linked_file, linked_parts
from lanterne.harmonise.mapping import Mapping, Source


@dataclass(frozen=True)
class _Numbered:
    """A file with the number of each row beside it: each is a case of its own."""

    file: TableFile

    @property
    def header(self) -> tuple[str, ...]:
        return (CASE, *self.file.header)

    def batches(self, findings: Findings) -> Iterator[Rows]:
        for rows in self.file.batches(findings):
            number = pl.Series("0", rows.numbers).cast(pl.String)
            frame = rows.frame.rename({name: str(int(name) + 1) for name in rows.frame.columns})
            yield Rows(pl.DataFrame([number, *frame]), rows.numbers)


def open_template(
    path: Path,
    filled: FilledBook,
    codebook: Codebook,
    subject_id: str | None,
    findings: Findings,
) -> ReturnedFile:
    """Open a filled template of one table.

    Args:
        path: The file.
        filled: The same, open.
        codebook: A codebook of one table.
        subject_id: Column that says which rows are one person, where somebody says so.
        findings: Receives what is wrong.

    Raises:
        InputError: It was made from another codebook, or its columns are others.
    """
    form = make_form(codebook)
    sheets = template_sheets(form, check_mark(filled.mark, form, findings))
    found = find_sheet(filled.book, sheets[0], sheets, findings)
    findings.raise_any()
    file = _Numbered(read_sheet(filled.book, found.name, findings, Layout(found.name, found.row)))
    ids = {found.sheet.id_named(one.name).name: one.name for one in form.cases.identities}
    called = {**ids, **{name: name for name in found.others}}
    itself = form.cases.itself
    own = [name for name, of in ids.items() if itself is not None and of == itself.name]
    who = [subject_id] if subject_id in found.others else own or [CASE]
    keep = tuple(dict.fromkeys((*filter(None, who), *called)))
    source = Source(MARK, file.header, keep=keep)
    mapping = implied(form, source, mapped_columns(sheets), legal_of(sheets))
    left = replace(source, leave_out=() if CASE in keep else (CASE,))
    return returned(file, replace(mapping, source=left), codebook, called, findings, path)


def template_parts(filled: FilledBook, codebook: Codebook, ignore: Collection[str]) -> OpenParts:
    """How a filled template of linked tables is opened.

    Args:
        filled: The template, open.
        codebook: A codebook of linked tables.
        ignore: Columns that are left out.
    """

    def open_parts(path: Path) -> list[Part]:
        findings = Findings(str(path))
        form = make_form(codebook)
        sheets = template_sheets(form, check_mark(filled.mark, form, findings))
        found = [find_sheet(filled.book, sheet, sheets, findings) for sheet in sheets]
        findings.raise_any()
        mapping = _of_linked(form, sheets, found)
        parts = linked_parts(path, mapping, codebook)
        by_table = {one.sheet.section.name: one for one in found}
        return [_noticed(part, by_table[part.place.table.name], ignore) for part in parts]

    return open_parts


def _of_linked(form: Form, sheets: tuple[TemplateSheet, ...], found: list[FoundSheet]) -> Mapping:
    tables = {
        one.sheet.section.name: Source(
            headers=one.header,
            sheet=one.name,
            header_row=one.row,
            keys={
                identity.name: one.sheet.id_named(identity.name).name
                for identity in one.sheet.section.identities
            },
            leave_out=one.others,
        )
        for one in found
    }
    mapping = implied(form, Source(MARK), mapped_columns(sheets), legal_of(sheets))
    return replace(mapping, tables=tables)


def _noticed(part: Part, found: FoundSheet, ignore: Collection[str]) -> Part:
    """A part whose columns that no form asks for are noticed, unless they are left out by name."""
    for name in found.others:
        if name not in ignore:
            advice = how_to_leave_out(name, None, may_be_subject=False)
            part.findings.add("unknown-column.of-cases", advice=advice, column=shown(name))
    if part.reader is None:
        return part
    linked = linked_file(part)
    linked = replace(linked, file=replace(linked.file, strange=NOT_OFFERED))
    there = beside(linked, found.header, {*found.others, *ignore})
    return replace(part, reader=replace(part.reader, file=there))
