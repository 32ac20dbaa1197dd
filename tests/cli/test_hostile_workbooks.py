"""Small workbooks that would take all memory are refused with a sentence, by every verb."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
from lanterne_process import BOOK, HEADER, run

from lanterne.files import extent, zip_safety

SHEET = '<row r="1"><c r="A1"><v>1</v></c></row>{}'
FAR = '<row r="1048576">{}</row>'
SCHEMA = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def workbook(path: Path, rows: str, sheets: int = 1, texts: str = "") -> Path:
    """An XLSX file whose sheets all are the same part of it."""
    names = "".join(f'<sheet name="s{i}" sheetId="{i + 1}" r:id="r{i}"/>' for i in range(sheets))
    targets = "".join(
        f'<Relationship Id="r{i}" Type="{SCHEMA}/worksheet" Target="worksheets/sheet1.xml"/>'
        for i in range(sheets)
    )
    begin = f'<Relationship Id="a" Type="{SCHEMA}/officeDocument" Target="xl/workbook.xml"/>'
    parts = {
        "_rels/.rels": f"<Relationships>{begin}</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns:r="{SCHEMA}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships>{targets}</Relationships>",
        "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{rows}</sheetData></worksheet>",
    }
    if texts:
        parts["xl/sharedStrings.xml"] = f"<sst>{texts}</sst>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def far_cell(path: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.append(HEADER.split(","))
    book.active["XFD1048576"] = "x"
    book.save(path)
    return path


def without_references(path: Path) -> Path:
    return workbook(path, SHEET.format(FAR.format("<c><v>1</v></c>" * 16_384)))


def one_part_for_many_sheets(path: Path) -> Path:
    many = '<row r="1000000"><c r="Z1000000"><v>1</v></c></row>'
    return workbook(path, SHEET.format(many), sheets=400)


@pytest.mark.parametrize("make", [far_cell, without_references, one_part_for_many_sheets])
@pytest.mark.parametrize("verb", ["check", "protect"])
def test_it_is_refused_with_a_sentence_and_not_with_the_end_of_the_process(verb, make, tmp_path):
    path = make(tmp_path / "cases.xlsx")
    assert path.stat().st_size < 10_000
    more = ["--epsilon", 1, "--out", "release"] if verb == "protect" else []
    done = run(tmp_path, verb, path, "-c", BOOK, *more, code=1)
    said = " ".join((done.stdout + done.stderr).split())
    assert "The workbook is too large" in said
    assert "[too-large]" in said
    assert not (tmp_path / "release").exists()


LONG = f"<si><t>{'x' * 1_000_000}</t></si>"
"""Named by 3,000 cells, it takes three gigabytes."""


def named(path: Path, cell: str, texts: str = LONG) -> Path:
    """3,000 cells, a row each, of which each names the text."""
    rows = (f'<row r="{row}">{cell.format(row=row)}</row>' for row in range(1, 3001))
    return workbook(path, "".join(rows), texts=texts)


def one_text_in_many_cells(path: Path) -> Path:
    return named(path, '<c r="A{row}" s="1" t="s"><v>0</v></c>')


def one_text_in_cells_written_otherwise(path: Path) -> Path:
    return named(path, "<c t='s'><f>A1</f><v> 0 </v></c>")


def one_text_by_an_entity(path: Path) -> Path:
    return named(path, '<c r="A{row}" t="&#115;"><v>0</v></c>')


def one_sheet_of_texts_many_times(path: Path) -> Path:
    cell = f'<c r="A1" t="inlineStr"><is><t>{"x" * 30_000_000}</t></is></c>'
    return workbook(path, f'<row r="1">{cell}</row>', sheets=100)


def ods(path: Path, cell: str) -> Path:
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (("t", "table"), ("o", "office"), ("x", "text"))
    )
    table = f"<t:table><t:table-row>{cell}</t:table-row></t:table>"
    body = f"<o:body><o:spreadsheet>{table}</o:spreadsheet></o:body>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", f"<o:document-content{names}>{body}</o:document-content>")
    return path


def one_text_repeated(path: Path) -> Path:
    text = f"<x:p>{'x' * 1_000_000}</x:p>"
    cell = f'<t:table-cell o:value-type="string" t:number-columns-repeated="3000">{text}'
    return ods(path.with_suffix(".ods"), f"{cell}</t:table-cell>")


def spaces_without_end(path: Path) -> Path:
    text = '<x:p><x:s x:c="4000000000"/></x:p>'
    cell = f'<t:table-cell o:value-type="string">{text}</t:table-cell>'
    return ods(path.with_suffix(".ods"), cell)


TEXTS = (
    one_text_in_many_cells,
    one_text_in_cells_written_otherwise,
    one_text_by_an_entity,
    one_sheet_of_texts_many_times,
    one_text_repeated,
    spaces_without_end,
)


@pytest.mark.parametrize("make", TEXTS)
def test_a_long_text_that_many_cells_share_is_refused_with_a_sentence(make, tmp_path):
    path = make(tmp_path / "cases.xlsx")
    assert path.stat().st_size < 100_000
    done = run(tmp_path, "check", path, "-c", BOOK, code=1)
    said = " ".join((done.stdout + done.stderr).split())
    assert "too many of its cells contain a long text" in said
    assert "[too-large]" in said


@pytest.mark.parametrize("cell", ['<c r="A{row}" t="s"><v>1</v></c>', "<c t='s'><v>1</v></c>"])
def test_a_long_text_that_no_cell_names_is_nothing(cell, tmp_path):
    path = named(tmp_path / "cases.xlsx", cell, f"{LONG}<si><t>short</t></si>")
    done = run(tmp_path, "check", path, "-c", BOOK, code=1)
    assert "[too-large]" not in done.stdout + done.stderr
    assert "[unreadable-file]" not in done.stdout + done.stderr


def test_a_cell_at_the_end_of_a_part_that_is_read_is_counted(tmp_path):
    """Wherever the file is cut when it is unpacked, a cell is counted once."""
    rows = "".join(
        f'<row r="{row}"><c r="A{row}" t="s"><v>{row % 7}</v></c></row>' for row in range(1, 60_001)
    )
    texts = "".join(f"<si><t>{'y' * (number + 1)}</t></si>" for number in range(7))
    path = workbook(tmp_path / "cases.xlsx", rows, texts=texts)
    expected = sum(row % 7 + 1 for row in range(1, 60_001))
    for block in (1 << 20, 70_001, 997):
        with zipfile.ZipFile(path) as archive, pytest.MonkeyPatch.context() as patch:
            patch.setattr(zip_safety, "_BLOCK", block)
            shared = zip_safety._shared_texts(archive)
            count = extent.Extent(zip_safety.CELLS, shared)
            member = archive.getinfo("xl/worksheets/sheet1.xml")
            zip_safety._unpack(archive, member, count.see)
            assert (count.text, count.unusual, count.cells) == (expected, False, 60_000)
            slow = extent.Places(zip_safety.CELLS, shared)
            zip_safety._unpack(archive, member, slow.see)
            assert (slow.text, slow.cells) == (expected, 60_000)


def test_what_is_only_written_in_an_unusual_way_is_read(tmp_path):
    cells = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in HEADER.split(","))
    path = workbook(tmp_path / "cases.xlsx", f"<row>{cells}</row>", sheets=3)
    done = run(tmp_path, "check", path, "-c", BOOK, code=1)
    assert "3 sheets with cells in them" in " ".join((done.stdout + done.stderr).split())


def test_another_workbook_than_the_one_that_was_looked_at_is_not_read(tmp_path):
    path = workbook(tmp_path / "cases.xlsx", SHEET.format(""))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/other.xml"] = parts["xl/workbook.xml"]
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"xl/workbook.xml", b"xl/other.xml")
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    done = run(tmp_path, "check", path, "-c", BOOK, code=1)
    assert "[unreadable-file]" in done.stdout + done.stderr
