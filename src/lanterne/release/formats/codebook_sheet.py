"""The codebook of a release as an Excel workbook: its columns and its answers, in one language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from lanterne.codebook.model import Codebook, Column, Missing, Table, in_language
from lanterne.codebook.words import type_words
from lanterne.codebook.words import words as page_words
from lanterne.messages import direction
from lanterne.release.formats.about import About
from lanterne.release.formats.labelled import NEGATIVE
from lanterne.release.texts import words
from lanterne.spreadsheet_cells import write_text

NAME = "codebook.xlsx"
Row = tuple[str, ...]


def write(about: About, language: str, folder: Path) -> None:
    """Write the workbook into a folder."""
    (folder / NAME).write_bytes(workbook(about, language))


def workbook(about: About, language: str) -> bytes:
    """The workbook: a sheet on the release, one of columns, one of answers."""
    said, book = words(language), Workbook()
    first = book.active
    assert first is not None  # a new workbook has a sheet
    book.remove(first)
    codebook = about.release.codebook
    for title, head, rows in (
        ("about", ("what", "said"), _about(about, language)),
        (
            "columns",
            ("table", "column", "label", "type", "definition", "universe", "group"),
            _columns(codebook, language),
        ),
        (
            "answers",
            ("table", "column", "code", "meaning", "definition"),
            _answers(codebook, language),
        ),
    ):
        sheet = book.create_sheet(said[f"export.sheet.{title}"])
        heads = tuple(said[f"export.sheet.{name}"] for name in head)
        _fill(sheet, heads, rows, language)
    made = BytesIO()
    book.properties.creator = about.publisher or None
    book.properties.title = in_language(about.title, language)
    book.save(made)
    return made.getvalue()


def _fill(sheet: Worksheet, heads: Row, rows: Iterable[Row], language: str) -> None:
    sheet.sheet_view.rightToLeft = direction(language) == "rtl"
    sheet.freeze_panes = "A2"
    for place, row in enumerate((heads, *rows), 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(place, column)
            write_text(cell, text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if place == 1:
                cell.font = Font(bold=True)
    for column in range(1, len(heads) + 1):
        sheet.column_dimensions[sheet.cell(1, column).column_letter].width = 28


def _about(about: About, language: str) -> Iterator[Row]:
    said = words(language)
    yield said["export.sheet.title"], in_language(about.title, language)
    yield said["export.sheet.description"], in_language(about.description, language)
    yield said["export.sheet.publisher"], about.publisher or said["unstated.publisher"]
    yield said["export.sheet.version"], about.version
    yield said["export.sheet.licence"], about.licence or said["unstated.licence"]
    yield said["export.sheet.citation"], about.citation(language)
    yield said["export.sheet.identifier"], about.identifier
    yield said["export.sheet.promise"], about.promise_in_short
    yield "", about.promise(language)
    yield "", said["export.blank"]


def _tables(codebook: Codebook) -> tuple[Table, ...]:
    """Those that are released: nothing is said of households."""
    network = codebook.network
    if network is None:
        return codebook.tables
    return network.victims, network.perpetrators, network.links


def _columns(codebook: Codebook, language: str) -> Iterator[Row]:
    groups = {group.name: in_language(group.label, language) for group in codebook.groups}
    for table in _tables(codebook):
        for column in table.columns:
            yield (
                table.name,
                column.name,
                in_language(column.label, language),
                in_language(type_words(column.type), language),
                in_language(column.definition, language),
                in_language(column.universe, language),
                groups.get(column.group or "", ""),
            )


def _answers(codebook: Codebook, language: str) -> Iterator[Row]:
    for table in _tables(codebook):
        for column in table.columns:
            for code, meaning, definition in _of_column(column, language):
                yield table.name, column.name, code, meaning, definition


def _of_column(column: Column, language: str) -> Iterator[tuple[str, str, str]]:
    for value in column.values:
        definition = in_language(value.definition, language)
        yield value.code, in_language(value.label, language), definition
    for kind in (Missing.NOT_RECORDED, *NEGATIVE):
        texts = column.missing.get(kind)
        if texts:
            yield texts[0], in_language(page_words()[f"missing_{kind}"], language), ""
