"""One source in files of every kind: the same mapping makes the same cases of them."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import polars as pl
import pytest
from mappings import ALL, book, mapping_of
from test_harmonised_files import COLUMNS, ROWS

from lanterne.files.handed import HeldFrame
from lanterne.files.problem_log import Findings
from lanterne.harmonise import Tally, open_harmonised
from workbooks import write_html, write_xls, write_xlsx

HEADER = ("No", *ALL, "Accord")
LINES = [list(HEADER), *(row.split(";") for row in ROWS)]
TITLES = [["Rapport"], [], ["Page", "1"]]
RECORDS = [dict(zip(HEADER, line, strict=True)) for line in LINES[1:]]


def csv(path, lines):
    path.write_text("".join(";".join(line) + "\n" for line in lines), "utf-8")


def as_json(path, _):
    path.write_text(json.dumps([{k: v for k, v in one.items() if v} for one in RECORDS]))


WRITERS = {
    "text": csv,
    "a workbook": lambda path, lines: write_xlsx(path, {"Notes": [["x"]], "Cas": lines}),
    "an old workbook": lambda path, lines: write_xls(path, {"Notes": [["x"]], "Cas": lines}),
    "JSON": as_json,
}


def cases_of(file):
    findings = Findings("")
    rows = [row for rows in file.known(findings, Tally()) for row in rows.frame.rows()]
    findings.raise_any()
    return rows


@pytest.fixture
def plain(tmp_path):
    csv(tmp_path / "plain", LINES)
    return cases_of(open_harmonised(tmp_path / "plain", mapping_of(COLUMNS), book(), Findings("")))


@pytest.mark.parametrize("kind", WRITERS)
def test_files_of_every_kind_below_titles(kind, plain, tmp_path):
    mapping = mapping_of(COLUMNS)
    below = replace(mapping, source=replace(mapping.source, sheet="Cas", header_row=4))
    WRITERS[kind](tmp_path / "file", [*TITLES, *LINES])
    assert cases_of(open_harmonised(tmp_path / "file", below, book(), Findings(""))) == plain


def test_a_web_page(plain, tmp_path):
    path = write_html(tmp_path / "file.xls", [LINES])
    assert cases_of(open_harmonised(path, mapping_of(COLUMNS), book(), Findings(""))) == plain


@pytest.mark.parametrize("library", [pl, pd])
def test_frames(library, plain):
    frame = HeldFrame(library.DataFrame(RECORDS))
    assert cases_of(open_harmonised(frame, mapping_of(COLUMNS), book(), Findings(""))) == plain
    assert len(plain) > 1
