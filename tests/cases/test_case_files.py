"""Every kind of file that is read gives the same cases."""

from __future__ import annotations

import csv
import datetime
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import odf.opendocument
import odf.table
import openpyxl
import polars as pl
import pytest
from example_cases import CODEBOOK, COUNTRY, FORCED, GENDER, TABLE, codebook_of

from lanterne.cases import check_cases, open_cases
from lanterne.files import text_blocks
from lanterne.files.delimited import open_delimited
from lanterne.files.problem_log import Findings
from lanterne.files.read import open_table
from workbooks import write_ods, write_xlsx

ROWS = [
    ["Female", "NA", "9--17", "Minor", "abuse;debt", "farm;home", "1", "farm"],
    ["refused", "KH", "", "Adult", "unknown", "", "", ""],
    ["", "NO", "18--29", "Adult", "", "fish", "1", "sea"],
]
LINES = [list(TABLE.names), *ROWS]


def delimited(delimiter: str, end: str = "\n") -> str:
    return "".join(delimiter.join(row) + end for row in LINES)


def quoted(delimiter: str) -> str:
    lines = (delimiter.join(f'"{cell}"' for cell in row) for row in LINES)
    return "\n".join(lines)


def frame(lines: list[list[str]] = LINES) -> pl.DataFrame:
    return pl.DataFrame(lines[1:], schema=lines[0], orient="row")


WRITERS = {
    "comma": lambda path: path.write_text(delimited(",")),
    "semicolon": lambda path: path.write_text(quoted(";")),
    "tab": lambda path: path.write_text(delimited("\t")),
    "pipe": lambda path: path.write_text(delimited("|")),
    "quoted": lambda path: path.write_text(quoted(",")),
    "crlf": lambda path: path.write_bytes(delimited(",", "\r\n").encode()),
    "old-mac": lambda path: path.write_bytes(delimited(",", "\r").encode()),
    "bom": lambda path: path.write_bytes(delimited(",").encode("utf-8-sig")),
    "utf-16": lambda path: path.write_bytes(delimited("\t", "\r\n").encode("utf-16")),
    "utf-16-be": lambda path: path.write_bytes(
        b"\xfe\xff" + delimited("\t", "\r\n").encode("utf-16-be")
    ),
    "no-last-line-feed": lambda path: path.write_text(delimited(",").rstrip("\n")),
    "blank-lines": lambda path: path.write_text(delimited(",").replace("\n", "\n\n") + "\n\n"),
    "sep-line": lambda path: path.write_text("sep=\t\n" + delimited("\t")),
    "spaces": lambda path: path.write_text(delimited(" , ").replace("abuse;debt", " abuse ; debt")),
    "order": lambda path: path.write_text(frame().select(reversed(TABLE.names)).write_csv()),
    "xlsx": lambda path: write_xlsx(path, {"Sheet1": LINES}),
    "ods": lambda path: write_ods(path, {"Sheet1": LINES}),
    "parquet": lambda path: frame().write_parquet(path),
    "parquet-nulls": lambda path: (
        frame().with_columns(pl.when(pl.all() != "").then(pl.all())).write_parquet(path)
    ),
    "parquet-categories": lambda path: frame().cast(pl.Categorical).write_parquet(path),
}


@pytest.mark.parametrize("kind", WRITERS)
def test_every_kind_of_file_gives_the_same_texts(kind: str, tmp_path: Path) -> None:
    """What a file is, is seen from its content: its name says nothing."""
    path = tmp_path / "cases.data"
    WRITERS[kind](path)
    assert open_cases(path, CODEBOOK).frame().rows() == [tuple(row) for row in ROWS]


@pytest.mark.parametrize("block", [7, 64, 1 << 24])
@pytest.mark.parametrize("kind", ["comma", "quoted", "crlf", "old-mac", "bom", "utf-16"])
def test_blocks_may_end_anywhere(
    kind: str, block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_blocks, "BLOCK", block)
    WRITERS[kind](tmp_path / "cases")
    cases = open_cases(tmp_path / "cases", CODEBOOK)
    assert sum(len(codes) for codes in cases.batches()) == len(ROWS)
    assert cases.frame().rows() == [tuple(row) for row in ROWS]


ACCENTS = codebook_of(
    COUNTRY, type(GENDER)("motif", GENDER.type, GENDER.values[:1], GENDER.label), FORCED
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_accents_in_a_column_that_is_left_out(
    encoding: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows-1252 is seen at the first byte above 127, also when it comes late in the file."""
    monkeypatch.setattr(text_blocks, "BLOCK", 64)
    lines = ["country,motif,forced,prénom", *["NA,Female,1,Anne"] * 9, "NA,Female,1,Zoé €"]
    (tmp_path / "cases").write_bytes("\n".join(lines).encode(encoding))
    cases = open_cases(tmp_path / "cases", ACCENTS, ignore=["prénom"])
    assert cases.frame().height == 10


def test_windows_1252_values_are_understood(tmp_path: Path) -> None:
    value = type(GENDER.values[0])("forcé", GENDER.label)
    codebook = codebook_of(COUNTRY, type(GENDER)("motif", GENDER.type, (value,), GENDER.label))
    (tmp_path / "cases").write_bytes("country;motif\nNA;forcé\n".encode("cp1252"))
    assert open_cases(tmp_path / "cases", codebook).frame().rows() == [("NA", "forcé")]


def test_line_feeds_and_delimiters_inside_quotation_marks(tmp_path: Path) -> None:
    """Row numbers count rows as a spreadsheet shows them, not lines."""
    codebook = codebook_of(COUNTRY, FORCED)
    content = 'country,notes,forced\nNA,"one, ""two""\nthree",1\nKH,,\nXX,,\n'
    (tmp_path / "cases").write_text(content)
    report = check_cases(tmp_path / "cases", codebook, ignore=["notes"])
    assert [(problem.row, problem.column) for problem in report.problems] == [(4, "country")]
    assert report.rows == 3


def test_numbers_of_a_sheet_are_text(tmp_path: Path) -> None:
    codebook = codebook_of(COUNTRY, FORCED)
    lines = [["country", "forced"], ["NA", 1.0], ["NO", 1], ["KH", None]]
    write_xlsx(tmp_path / "cases.xlsx", {"Sheet1": lines})
    assert open_cases(tmp_path / "cases.xlsx", codebook).frame()["forced"].to_list() == [
        "1",
        "1",
        "",
    ]


@pytest.mark.parametrize("cell", [True, 1.5, datetime.date(2017, 9, 1), datetime.time(9, 17)])
def test_other_cells_of_a_sheet_are_errors(cell: object, tmp_path: Path) -> None:
    write_xlsx(tmp_path / "cases.xlsx", {"Sheet1": [["country", "forced"], ["NA", cell]]})
    report = check_cases(tmp_path / "cases.xlsx", codebook_of(COUNTRY, FORCED))
    assert [problem.rule for problem in report.problems] == ["value-not-listed"]
    assert report.problems[0].row == 2


def test_errors_of_formulas_are_not_read_as_blank(tmp_path: Path) -> None:
    write_xlsx(
        tmp_path / "cases.xlsx", {"Sheet1": [["country", "forced"], ["NA", 1], ["NA", "#N/A"]]}
    )
    report = check_cases(tmp_path / "cases.xlsx", codebook_of(COUNTRY, FORCED))
    assert [(problem.rule, problem.row) for problem in report.problems] == [("formula-error", 3)]


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
@pytest.mark.parametrize("spoilt", ["formula-without-result", "merged-cells", "formula-error"])
def test_no_cell_of_a_workbook_becomes_a_blank_in_silence(
    ending: str, spoilt: str, tmp_path: Path
) -> None:
    path = tmp_path / f"cases.{ending}"
    lines = [["country", "forced"], ["NA", 1], ["NA", 1], ["NA", 1]]
    (write_xlsx if ending == "xlsx" else write_ods)(path, {"Notes": [["x"]], TABLE.name: lines})
    (spoil_xlsx if ending == "xlsx" else spoil_ods)(path, spoilt)
    report = check_cases(path, codebook_of(COUNTRY, FORCED))
    assert [(problem.rule, problem.row) for problem in report.problems] == [(spoilt, 3)]


def spoil_xlsx(path: Path, how: str) -> None:
    """Row 3 of the sheet of cases."""
    book = openpyxl.load_workbook(path)
    sheet = book[TABLE.name]
    if how == "merged-cells":
        sheet.merge_cells("A3:A4")
    else:
        sheet["B3"] = "=B2" if how == "formula-without-result" else "#N/A"
    book.save(path)


def spoil_ods(path: Path, how: str) -> None:
    """Row 3 of the sheet of cases."""
    document = odf.opendocument.load(path)
    sheet = document.spreadsheet.getElementsByType(odf.table.Table)[1]
    cell = sheet.getElementsByType(odf.table.TableRow)[2].childNodes[1]
    if how == "merged-cells":
        cell.setAttribute("numberrowsspanned", "2")
    elif how == "formula-without-result":
        cell.removeAttribute("valuetype")
        cell.setAttribute("formula", "of:=[.B2]")
    document.save(path)
    if how == "formula-error":
        rewrite(path, "content.xml", lambda text: nth_value_type(text, "error"))


def nth_value_type(text: str, kind: str) -> str:
    """The cell B3 of the second sheet, which has one cell of notes before it, is of this kind."""
    parts = text.split('office:value-type="string"')
    at = 1 + 2 * 2 + 2
    marked = f'office:value-type="string" calcext:value-type="{kind}"'
    return (
        'office:value-type="string"'.join(parts[:at])
        + marked
        + 'office:value-type="string"'.join(parts[at:])
    ).replace("<office:document-content", f'<office:document-content xmlns:calcext="{CALCEXT}"', 1)


CALCEXT = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"


def rewrite(path: Path, member: str, change: Callable[[str], str]) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {each.filename: archive.read(each) for each in archive.infolist()}
    parts[member] = change(parts[member].decode()).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_a_formula_whose_result_is_the_empty_text_is_blank(tmp_path: Path) -> None:
    path = tmp_path / "cases.xlsx"
    write_xlsx(path, {"cases": [["country", "forced"], ["NA", "x"]]})
    sheet = "xl/worksheets/sheet1.xml"
    cell = re.compile(r'<c r="B2"[^>]*>.*?</c>')
    rewrite(path, sheet, lambda t: cell.sub('<c r="B2" t="str"><f>""</f><v></v></c>', t))
    assert open_cases(path, codebook_of(COUNTRY, FORCED)).frame().rows() == [("NA", "")]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "ods", "parquet"])
def test_rows_without_an_answer_are_nobody(ending: str, tmp_path: Path) -> None:
    """Unless an id says that they are somebody; what is left out is no answer."""
    codebook = codebook_of(COUNTRY, FORCED)
    lines = [["id", "country", "forced"], ["1", "NA", "1"], ["", "", " "], ["3", "", ""]]
    frame = pl.DataFrame(lines[1:] + [["", "", ""]] * 500, lines[0], orient="row")
    path = tmp_path / f"cases.{ending}"
    if ending == "csv":
        frame.write_csv(path, quote_style="never")
    elif ending == "parquet":
        frame.write_parquet(path)
    else:
        (write_xlsx if ending == "xlsx" else write_ods)(path, {"cases": frame})
    by_id = check_cases(path, codebook, subject_id="id")
    assert (by_id.ok, by_id.people) == (True, 2)
    left_out = check_cases(path, codebook, ignore=["id"])
    assert (left_out.ok, left_out.people) == (True, 1)
    if ending in {"csv", "parquet"}:  # a sheet has no end that is written down
        assert left_out.blank == 502
    assert sum(map(len, open_cases(path, codebook, ignore=["id"]).batches())) == 1


def test_a_stray_quotation_mark_does_not_join_people(tmp_path: Path) -> None:
    """Six people, of whom two would be left, with everything between them in a note."""
    content = 'country,notes\nNA,"he said\nKH,x\nKH,\nNO,y\nNO,bye"\nNO,z\n'
    (tmp_path / "cases").write_text(content)
    (problem,) = check_cases(tmp_path / "cases", codebook_of(COUNTRY), ignore=["notes"]).problems
    assert (problem.rule, problem.row) == ("quoted-lines", 2)
    (tmp_path / "cases").write_text('country,notes\nNA,"he said\nnothing\n"\nNO,"a\nb"\nKH,\n')
    report = check_cases(tmp_path / "cases", codebook_of(COUNTRY), ignore=["notes"])
    assert (report.ok, report.people) == (True, 3)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_an_answer_over_several_lines_is_read_as_it_was_written(
    delimiter: str, tmp_path: Path
) -> None:
    notes = ["one\ntwo", f"{delimiter}\x1f\n{delimiter}", "plain", "\n\n"]
    table = tmp_path / "cases"
    with table.open("w", newline="") as stream:
        writer = csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL)
        writer.writerows([["country", "notes"], *(["NA", note] for note in notes)])
    findings = Findings("")
    (rows,) = open_delimited(table, ("notes",), findings).batches(findings)
    assert rows.frame["1"].to_list() == notes


def test_empty_rows_and_columns_of_a_sheet(tmp_path: Path) -> None:
    """They are no records, and rows keep their numbers."""
    blank = [None, None, None]
    lines = [blank, ["country", "forced", None], blank, ["NA", 1, None], blank, ["XX", 1, " "]]
    write_xlsx(tmp_path / "cases.xlsx", {"Sheet1": lines})
    report = check_cases(tmp_path / "cases.xlsx", codebook_of(COUNTRY, FORCED))
    assert (report.rows, [problem.row for problem in report.problems]) == (2, [6])


def test_what_was_read_of_a_sheet_is_not_shown(tmp_path: Path) -> None:
    """A log of a workbook that is open names its columns and no cell."""
    write_xlsx(tmp_path / "cases.xlsx", {"Sheet1": [["country", "forced"], ["KH", 1]]})
    file = open_table(tmp_path / "cases.xlsx", "", (), Findings(""))
    assert "country" in repr(file)
    assert "KH" not in repr(file) + repr(next(file.batches(Findings(""))))


def test_sheets(tmp_path: Path) -> None:
    """Of several sheets the one named like the table is taken; otherwise that is an error."""
    book = openpyxl.Workbook()
    book.active.append(["notes"])
    sheet = book.create_sheet("Data")
    sheet.append(["country", "forced"])
    sheet.append(["NA", 1])
    book.save(tmp_path / "cases.xlsx")
    report = check_cases(tmp_path / "cases.xlsx", codebook_of(COUNTRY, FORCED))
    assert [problem.rule for problem in report.problems] == ["several-sheets"]
    sheet.title = "victims"
    book.save(tmp_path / "cases.xlsx")
    assert not check_cases(tmp_path / "cases.xlsx", codebook_of(COUNTRY, FORCED)).problems


def test_numbers_of_parquet_are_text(tmp_path: Path) -> None:
    frame = pl.DataFrame({"country": ["NA"] * 4, "forced": [1.0, float("nan"), None, 1.5]})
    frame.write_parquet(tmp_path / "cases")
    report = check_cases(tmp_path / "cases", codebook_of(COUNTRY, FORCED))
    assert [(problem.row, problem.column) for problem in report.problems] == [(5, "forced")]


def test_nested_columns_of_parquet_are_an_error(tmp_path: Path) -> None:
    pl.DataFrame({"country": [["NA"]], "forced": [1]}).write_parquet(tmp_path / "cases")
    report = check_cases(tmp_path / "cases", codebook_of(COUNTRY, FORCED))
    assert [(problem.rule, problem.column) for problem in report.problems] == [
        ("column-type", "country")
    ]


@pytest.mark.parametrize(
    ("line", "delimiter"),
    [("a,b;c,d", ","), ('"a,x";b;c', ";"), ("a", ","), ("a\tb", "\t"), ("a;b,c;d", ";")],
)
def test_delimiter_is_seen_in_the_header(line: str, delimiter: str, tmp_path: Path) -> None:
    (tmp_path / "cases").write_text(line + "\n")
    assert open_delimited(tmp_path / "cases", (), Findings("")).delimiter == delimiter


def test_unusual_blanks_in_a_header(tmp_path: Path) -> None:
    """The non-breaking space of French typography is text."""
    (tmp_path / "cases").write_bytes("country;pr\xe9nom\xa0: \nNA;Zo\xe9\n".encode("cp1252"))
    opened = open_cases(tmp_path / "cases", codebook_of(COUNTRY), ignore=["pr\xe9nom\xa0:"])
    assert opened.frame().rows() == [("NA",)]


def test_known_columns_decide_between_delimiters(tmp_path: Path) -> None:
    (tmp_path / "cases").write_text("a;b,c,d\n")
    assert open_delimited(tmp_path / "cases", ["a"], Findings("")).delimiter == ";"
