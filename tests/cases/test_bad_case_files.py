"""Every bad file is a clear error that names the place and repeats no cell."""

from __future__ import annotations

import random
import time
import tracemalloc
import zipfile
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from example_cases import CODEBOOK, COUNTRY, FORCED, GOOD, HEADER, TABLE, codebook_of

from lanterne.cases import check_cases, open_cases
from lanterne.codebook.model import ColumnType
from lanterne.errors import InputError, Problem
from lanterne.files.problem_log import EACH, LISTED

SECRET = "Qwertia"
"""Stands for what nobody may read in a message."""


def check(path: Path, content: str | bytes) -> list[Problem]:
    """Problems found in a file; reading it in earnest raises the same ones."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    report = check_cases(path, CODEBOOK)
    if report.problems:
        with pytest.raises(InputError) as error:
            list(open_cases(path, CODEBOOK).batches())
        assert set(error.value.problems) <= set(report.problems)
        assert SECRET not in str(error.value)
    assert SECRET not in str(report)
    return list(report.problems)


def found(problems: list[Problem]) -> list[tuple[str, int | None, str | None]]:
    return [(problem.rule, problem.row, problem.column) for problem in problems]


FILES: dict[str, tuple[str | bytes, list[tuple[str, int | None, str | None]]]] = {
    "empty": (b"", [("empty-file", None, None)]),
    "only a byte order mark": (b"\xef\xbb\xbf", [("empty-file", None, None)]),
    "only line feeds": ("\n\n\n", [("empty-file", None, None)]),
    "header only": (f"{HEADER}\n", [("no-rows", None, None)]),
    "header without line feed": (HEADER, [("no-rows", None, None)]),
    "one row": (f"{HEADER}\n{GOOD}\n", []),
    "duplicate column": (f"{HEADER},gender\n{GOOD},Male\n", [("duplicate-column", None, "gender")]),
    "misspelt column": (
        f"{HEADER.replace('gender', 'gendr')}\n{GOOD}\n",
        [("unknown-column", None, "gendr"), ("missing-column", None, "gender")],
    ),
    "more columns": (f"{HEADER},name\n{GOOD},{SECRET}\n", [("unknown-column", None, "name")]),
    "unnamed column": (f"{HEADER},\n{GOOD},\n", [("unnamed-column", None, None)]),
    "no header": (f"{SECRET},KH,1\n{SECRET},NA,1\n", [("no-header", 1, None)]),
    "value not listed": (
        f"{HEADER}\n{GOOD}\n{GOOD.replace('Female', SECRET)}\n",
        [("value-not-listed", 3, "gender")],
    ),
    "case of letters": (f"{HEADER}\nfemale,,,,,,,\n", [("value-not-listed", 2, "gender")]),
    "member not listed": (
        f"{HEADER}\n,,,,debt;{SECRET},,,\n",
        [("member-not-listed", 2, "control")],
    ),
    "member is blank": (f"{HEADER}\n,,,,debt;,,,\n", [("member-not-listed", 2, "control")]),
    "duplicate member": (f"{HEADER}\n,,,,debt; debt,,,\n", [("duplicate-member", 2, "control")]),
    "missing and member": (
        f"{HEADER}\n,,,,debt;unknown,,,\n",
        [("member-not-listed", 2, "control")],
    ),
    "suppressed": (f"{HEADER}\n*,,,,,,,\n", [("suppressed-in-input", 2, "gender")]),
    "short row": (f"{HEADER}\n{GOOD}\nFemale,NA\n", [("too-few-fields", 3, None)]),
    "long row": (f"{HEADER}\n{GOOD},x\n{GOOD},\n{GOOD}\n",
        [("too-many-fields", 2, None), ("too-many-fields", 3, None)],
    ),
    "rule": (f"{HEADER}\n,,,,,,,farm\n", [("rule:labour-is-forced", 2, None)]),
    "rule on sets": (
        f"{HEADER}\n,,,,abuse;debt,farm;fish,,\n",
        [("rule:no-debt-on-boats", 2, None)],
    ),
    "dependency": (f"{HEADER}\n,,9--17,Adult,,,,\n", [("dependency", 2, "majority")]),
    "null bytes": (b"\0\1\2\3" * 99, [("not-text", 1, None)]),
    "null bytes late": (f"{HEADER}\n{GOOD}\nFem\0le,,,,,,,\n", [("not-text", 3, None)]),
    "control characters": (b"\x02\x03\xff\n\x05", [("not-text", None, None)]),
    "a PDF": (b"%PDF-1.7 \n\n", [("not-a-table", None, None)]),
    "a part of an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1", [("unreadable-file", None, None)]),
    "damaged Parquet": (b"PAR1" + bytes(99), [("unreadable-file", None, None)]),
    "open quotation mark": (
        f'{HEADER}\n{GOOD}\n"Female,,,,,,,\n{GOOD}\n', [("quotation-mark", 3, None)]
    ),
    "quotation mark inside": (
        f'{HEADER}\n{GOOD}\n"Fe"male,,,,,,,\n{GOOD}\n', [("quotation-mark", 3, None)]
    ),
    "two encodings": (
        f"{HEADER}\n{GOOD}\né,,,,,,,\n".encode() + "é,,,,,,,\n".encode("cp1252"),
        [("encoding", 4, None)],
    ),
    "two encodings, the other first": (
        f"{HEADER}\n{GOOD}\né,,,,,,,\n".encode("cp1252") + "é,,,,,,,\n".encode(),
        [("encoding", 4, None)],
    ),
    "no encoding": (HEADER.encode() + b"\n\xe9\x81,,,,,,,\n", [("encoding", 2, None)]),
    "half a UTF-16 character": (HEADER.encode("utf-16") + b"\n", [("encoding", None, None)]),
}  # fmt: skip


@pytest.mark.parametrize("kind", FILES)
def test_bad_file(kind: str, tmp_path: Path) -> None:
    content, expected = FILES[kind]
    assert found(check(tmp_path / "cases.csv", content)) == expected


def test_suggestions(tmp_path: Path) -> None:
    """A near name is suggested from the codebook; a name of the file is the only thing repeated."""
    unknown, missing = check(tmp_path / "a", f"{HEADER.replace('ageBand', 'age_band')}\n{GOOD}\n")
    assert "Did you mean ageBand?" in unknown.advises()
    assert "--ignore 'age_band'" in unknown.advises()
    assert "nearly this name" in missing.advises()
    (no_header,) = check(tmp_path / "b", f"{SECRET}\n{SECRET}\n")
    assert "must hold the names" in no_header.advises()
    near, _ = check(tmp_path / "c", "Gander,1,2\nx,1,2\n")
    assert near.advises() == "Did you mean gender?"
    assert "Gander" not in str(near)


def test_a_row_of_cases_in_place_of_the_header_is_not_repeated(tmp_path: Path) -> None:
    """One answer may be called as a column is: that makes no header."""
    problems = check(tmp_path / "a", f"gender,{SECRET},KH,1\nMale,{SECRET},NA,\n")
    assert found(problems)[0] == ("no-header", 1, None)
    assert SECRET not in str(problems)
    assert "missing-column" not in {problem.rule for problem in problems}


def test_half_of_a_header_is_enough(tmp_path: Path) -> None:
    """Half of the fields are columns; or half of the columns are there, and much else."""
    few = check(tmp_path / "a", "gender,nom\n,\n")
    many = check(tmp_path / "b", f"{','.join(TABLE.names[:4])},a,b,c,d,e,f\n,,,,,,,,,\n")
    for problems, unknown in [(few, {"nom"}), (many, set("abcdef"))]:
        named = {each.column for each in problems if each.rule == "unknown-column"}
        assert named == unknown
        assert "no-header" not in {each.rule for each in problems}


def test_permitted_answers_of_a_short_list_are_named(tmp_path: Path) -> None:
    (problem,) = check(tmp_path / "a", f"{HEADER}\n{SECRET},,,,,,,\n")
    assert problem.advises() == "Permitted: Female, Male, Other, or blank."


def test_control_characters_of_a_header_are_not_printed(tmp_path: Path) -> None:
    frame = pl.DataFrame({name: [""] for name in (*TABLE.names, "\x1b[31m" + "x" * 99)})
    frame.write_parquet(tmp_path / "cases")
    (problem,) = check_cases(tmp_path / "cases", CODEBOOK).problems
    assert "\x1b" not in str(problem)
    assert problem.column is not None
    assert len(problem.column) == 60


def test_columns_are_left_out_by_name(tmp_path: Path) -> None:
    (tmp_path / "cases").write_text(f"{HEADER},name\n{GOOD},{SECRET}\n")
    cases = open_cases(tmp_path / "cases", CODEBOOK, ignore=["name"])
    assert SECRET not in str(cases.frame().rows())


def test_all_problems_at_once(tmp_path: Path) -> None:
    """Cells are checked although the header has problems too."""
    header = HEADER.replace("country", "cuntry")
    problems = check_cases(write(tmp_path, f"{header}\n{SECRET},x,,,,,,\n,,,,zz,,,\n"), CODEBOOK)
    assert {problem.rule for problem in problems.problems} == {
        "unknown-column", "missing-column", "value-not-listed", "member-not-listed",
    }  # fmt: skip


def write(folder: Path, content: str) -> Path:
    (folder / "cases").write_text(content)
    return folder / "cases"


def test_a_wrong_cell_is_not_reported_twice(tmp_path: Path) -> None:
    """The rules are not applied to a person with a cell that was not understood."""
    problems = check(tmp_path / "cases", f"{HEADER}\n,,,,,,yes,farm\n")
    assert found(problems) == [("value-not-listed", 2, "forced")]


def test_many_problems_are_counted(tmp_path: Path) -> None:
    rows = f"{SECRET},,,,debt;debt,,,\n" * 1000
    report = check_cases(write(tmp_path, f"{HEADER}\n{rows}"), CODEBOOK)
    listed = [problem for problem in report.problems if problem.row]
    assert len(listed) == 2 * EACH
    assert report.more == 2 * (1000 - EACH)
    counted = [problem for problem in report.problems if not problem.row]
    assert {problem.column for problem in counted} == {"gender", "control"}
    assert all("990 more rows" in problem.says() for problem in counted)


def test_at_most_so_many_are_listed(tmp_path: Path) -> None:
    columns = [
        type(FORCED)(f"c{i}", ColumnType.FLAG, FORCED.values, FORCED.label) for i in range(60)
    ]
    rows = (",".join(["x"] * 60) + "\n") * 20
    path = write(tmp_path, ",".join(column.name for column in columns) + "\n" + rows)
    report = check_cases(path, codebook_of(*columns))
    assert sum(problem.row is not None for problem in report.problems) == LISTED
    assert report.more == 60 * 20 - LISTED


@pytest.mark.parametrize("prefix", ["", HEADER + "\n", f"{HEADER}\n{GOOD}\n" * 2])
def test_a_long_line_fails_fast(prefix: str, tmp_path: Path) -> None:
    """At the first piece of it: neither its time nor its memory grows with the line."""
    path = tmp_path / "cases"
    with path.open("wb") as stream:
        stream.write(prefix.encode())
        for _ in range(40):
            stream.write(b"x" * (1 << 20))
    tracemalloc.start()
    start = time.process_time()
    report = check_cases(path, CODEBOOK)
    spent, (_, peak) = time.process_time() - start, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "line-too-long" in {problem.rule for problem in report.problems}
    assert spent < 2
    assert peak < 100e6


def test_a_field_too_long_for_a_header(tmp_path: Path) -> None:
    assert found(check(tmp_path / "cases", "x" * 500_000)) == [("not-a-table", 1, None)]


def test_an_endless_quotation_fails_fast(tmp_path: Path) -> None:
    content = f'{HEADER}\n{GOOD}\n"Female,,,,,,,\n' + f"{GOOD}\n" * 100_000
    assert found(check(tmp_path / "cases", content)) == [("quotation-mark", 3, None)]


def test_archives_that_are_no_workbooks(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "cases.xlsx", "w") as archive:
        archive.writestr("cases.csv", f"{HEADER}\n{GOOD}\n")
    assert found(list(check_cases(tmp_path / "cases.xlsx", CODEBOOK).problems)) == [
        ("not-a-table", None, None)
    ]


@pytest.mark.parametrize("name", ["xl/workbook.xml", "content.xml"])
def test_damaged_workbooks(name: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "cases.xlsx", "w") as archive:
        archive.writestr(name, "<nothing/>")
    assert found(list(check_cases(tmp_path / "cases.xlsx", CODEBOOK).problems)) == [
        ("unreadable-file", None, None)
    ]
    content = (tmp_path / "cases.xlsx").read_bytes()[:-20]
    assert found(check(tmp_path / "cases.xlsx", content)) == [("unreadable-file", None, None)]


def test_a_workbook_with_a_wrong_checksum(tmp_path: Path) -> None:
    """It can be read with care taken off, but what is in it is not what was written."""
    path = tmp_path / "cases.xlsx"
    book = openpyxl.Workbook()
    book.active.append(list(TABLE.names))
    book.active.append(["Female"])
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        sheet = archive.getinfo("xl/worksheets/sheet1.xml")
    checksum = sheet.CRC.to_bytes(4, "little")
    content = path.read_bytes().replace(checksum, bytes(4))
    assert found(check(path, content)) == [("unreadable-file", None, None)]


def test_an_archive_of_a_later_kind(tmp_path: Path) -> None:
    path = tmp_path / "cases.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<nothing/>")
    directory = path.read_bytes().rfind(b"PK\x01\x02")
    content = bytearray(path.read_bytes())
    content[directory + 6] = 233  # version needed to extract
    assert found(check(path, bytes(content))) == [("unreadable-file", None, None)]


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    assert found(list(check_cases(tmp_path / "no", CODEBOOK).problems)) == [
        ("no-such-file", None, None)
    ]
    assert found(list(check_cases(tmp_path, CODEBOOK).problems)) == [("not-a-file", None, None)]
    with pytest.raises(InputError, match="folder"):
        open_cases(tmp_path, CODEBOOK)


def test_a_device_is_not_read() -> None:
    if Path("/dev/zero").exists():
        with pytest.raises(InputError, match="not an ordinary file"):
            open_cases("/dev/zero", CODEBOOK)


def test_rubbish_is_never_a_traceback(tmp_path: Path) -> None:
    """Random bytes, random text and cut-off files end in a report."""
    chance = random.Random(5)
    good = f"{HEADER}\n{GOOD}\n" * 3
    for _ in range(150):
        length = chance.randrange(1, 300)
        content = chance.choice(
            [
                chance.randbytes(length),
                bytes(chance.choices(b'",;\n\r\tFeNA019', k=length)),
                good.encode()[:length] + bytes(chance.choices(b'",\n\r\xe9\xc3', k=5)),
                HEADER.encode() + b"\n" + bytes(chance.choices(b'",\n\r1\xe9;', k=length)),
            ]
        )
        check(tmp_path / "cases", content)


def test_suppression_in_a_set_and_blank_in_a_required_column(tmp_path: Path) -> None:
    codebook = codebook_of(
        type(COUNTRY)("country", COUNTRY.type, COUNTRY.values, COUNTRY.label, required=True), FORCED
    )
    report = check_cases(write(tmp_path, "country,forced\n,1\nNA,1\n"), codebook)
    assert found(list(report.problems)) == [("required", 2, "country")]
