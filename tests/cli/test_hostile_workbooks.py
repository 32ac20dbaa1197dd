"""Small workbooks that would take all memory are refused with a sentence, by every verb."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
from lanterne_process import BOOK, HEADER, run

SHEET = '<row r="1"><c r="A1"><v>1</v></c></row>{}'
FAR = '<row r="1048576">{}</row>'
SCHEMA = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def workbook(path: Path, rows: str, sheets: int = 1) -> Path:
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
