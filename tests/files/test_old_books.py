"""Workbooks of Excel before 2007, and web pages that call themselves so."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime
from itertools import combinations
from pathlib import Path

import pytest
import xlwt

from lanterne.errors import InputError
from lanterne.files import old_book, web_book
from lanterne.files.header_row import find_header_row
from lanterne.files.layout import PLAIN, Layout
from lanterne.files.problem_log import Findings
from lanterne.files.read import open_table
from workbooks import write_html, write_xls, write_xlsx

SECRET = "Qwertia"

Lines = Sequence[Sequence[object]]

TABLE: Lines = [
    ["id", "age", "when"],
    ["a1", 17, ""],
    [SECRET, 17.5, "é"],
    ["", "", ""],
    ["b", 0, 1],
]


def xls(path: Path, **sheets: Lines) -> Path:
    return write_xls(path, sheets)


def html(path: Path, **tables: Lines) -> Path:
    return write_html(path, tables.values())


def read(path: Path, layout: Layout = PLAIN) -> tuple[tuple[str, ...], dict[int, tuple[str, ...]]]:
    """Header, and row → texts."""
    findings = Findings(str(path))
    file = open_table(path, "", (), findings, layout)
    batches = list(file.batches(findings))
    assert SECRET not in repr(file)
    return file.header, {
        int(number): row
        for batch in batches
        for number, row in zip(batch.numbers, batch.frame.iter_rows(), strict=True)
    }


def refusal(path: Path, layout: Layout = PLAIN) -> list[tuple[str, int | None]]:
    with pytest.raises(InputError) as caught:
        read(path, layout)
    assert SECRET not in str(caught.value)
    return [(one.code, one.row) for one in caught.value.problems]


@pytest.mark.parametrize("write", [xls, html])
def test_a_table_is_read_whatever_its_file_is_called(write, tmp_path: Path) -> None:
    header, rows = read(write(tmp_path / "cases.csv", cases=TABLE))
    assert header == ("id", "age", "when")
    assert rows == {2: ("a1", "17", ""), 3: (SECRET, "17.5", "é"), 5: ("b", "0", "1")}


@pytest.mark.parametrize("write", [xls, html])
def test_titles_and_sheets(write, tmp_path: Path) -> None:
    path = write(tmp_path / "a", one=[["Report"], [], *TABLE], two=TABLE)
    name = "one" if write is xls else "1"
    assert read(path, Layout(name, header_row=3))[0] == ("id", "age", "when")
    assert find_header_row(path, name) == 3
    assert refusal(path) == [("several-sheets.to-choose", None)]
    assert refusal(path, Layout("three")) == [("no-such-sheet", None)]


def test_an_old_workbook_reads_as_one_of_today(tmp_path: Path) -> None:
    lines = [
        ["a", "b", "c", "d", "e"],
        [datetime(2024, 3, 1), True, 0.1 + 0.2, 1e20, -5],
        [datetime(2024, 3, 1, 12, 30), False, 1234567.891, 1e15, " x "],
    ]
    old, today = (
        read(path)
        for path in (
            xls(tmp_path / "old", cases=lines),
            write_xlsx(tmp_path / "today", {"cases": lines}),
        )
    )
    assert old == today


@pytest.mark.parametrize("write", [xls, html])
def test_a_person_changes_no_answer_of_another(write, tmp_path: Path) -> None:
    people = [["a", 1, "x"], ["b", 2.5, ""], ["é", "", True]]
    header = ["id", "n", "s"]
    whole = list(read(write(tmp_path / "all", cases=[header, *people]))[1].values())
    for size in (1, 2):
        for places in combinations(range(3), size):
            some = write(tmp_path / "some", cases=[header, *(people[i] for i in places)])
            assert list(read(some)[1].values()) == [whole[i] for i in places]


def test_merged_cells_and_errors_of_an_old_workbook(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("cases")
    sheet.write_merge(0, 0, 0, 2, "Report")
    for column, name in enumerate(["id", "age", "sex"]):
        sheet.write(1, column, name)
    sheet.write_merge(2, 3, 1, 1, SECRET)
    sheet.row(4).set_cell_error(0, "#N/A!")
    book.save(str(tmp_path / "a"))
    assert refusal(tmp_path / "a", Layout(header_row=2)) == [
        ("merged-cells", 3),
        ("formula-error", 5),
    ]


def test_merged_cells_of_a_web_page(tmp_path: Path) -> None:
    page = (
        "<table><tr><th rowspan=2>id</th><th colspan=2>Victim</th><th>x</th></tr>"
        "<tr><th>age</th><th>sex</th><th>y</th></tr><tr><td>1<td>2<td>3<td>4</table>"
    )
    (tmp_path / "a").write_text(page)
    header, rows = read(tmp_path / "a", Layout(header_rows=2))
    assert header == ("id", "Victim/age", "Victim/sex", "x/y")
    assert rows == {3: ("1", "2", "3", "4")}
    assert refusal(tmp_path / "a") == [("merged-cells", 1), ("merged-cells", 1)]


def test_texts_of_a_web_page(tmp_path: Path) -> None:
    page = (
        "\ufeff<!-- made by hand --><html><body><table><tr><td>a&amp;b</td><td><b>c</b><br>d</td>"
        "</tr><tr><td>&eacute;&nbsp;</td><td>\n  one\n two </td></tr></table></body></html>"
    )
    (tmp_path / "a").write_text(page, "utf-8")
    assert read(tmp_path / "a") == (("a&b", "c d"), {2: ("é", "one two")})


def test_the_encoding_of_a_web_page_is_what_it_states(tmp_path: Path) -> None:
    table = "<table><tr><td>nom<tr><td>Zo\xe9</table>"
    stated = '<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1">'
    (tmp_path / "a").write_bytes((stated + table).encode("cp1252"))
    assert read(tmp_path / "a")[1] == {2: ("Zoé",)}
    (tmp_path / "a").write_bytes(table.encode("cp1252"))
    assert refusal(tmp_path / "a") == [("encoding.web", None)]
    for name in ("klingon", "unicode_escape", "rot13", "cp9999"):
        (tmp_path / "a").write_bytes(f'<meta charset="{name}">{table}'.encode())
        assert refusal(tmp_path / "a") == [("encoding.web", None)]


PAGES = {
    "no table": ("<html><p>Qwertia</p></html>", "not-a-table.web"),
    "XML": ('<?xml version="1.0"?><cases><case>Qwertia</case></cases>', "not-a-table.web"),
    "tables in tables": ("<table><tr><td><table></table>", "not-a-table.nested-web"),
    "cut off": ("<table><tr><td>a<tr><td>Qwertia", "unreadable-file.cut-off"),
    "an empty table": ("<table></table>", "empty-file.sheet"),
    "a tag without end": ("<table><tr><td " + "x=Qwertia " * 200_000, "line-too-long"),
    "wide cells": ("<table><tr>" + "<td colspan=1000>a" * 90 + "<tr>" * 800 + "<td></table>",
                   "too-large.workbook"),
}  # fmt: skip


@pytest.mark.parametrize("kind", PAGES)
def test_bad_pages(kind: str, tmp_path: Path) -> None:
    page, code = PAGES[kind]
    (tmp_path / "a").write_text(page)
    assert [found for found, _ in refusal(tmp_path / "a")] == [code]


def test_a_file_that_is_too_large_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(old_book, "LARGEST", 99)
    monkeypatch.setattr(web_book, "LARGEST", 99)
    assert refusal(xls(tmp_path / "a", a=TABLE)) == [("too-large.old-workbook", None)]
    assert refusal(html(tmp_path / "a", a=TABLE)) == [("too-large.web", None)]


def test_cells_far_apart_and_texts_that_many_cells_name_are_too_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = {f"s{i}": [[1], *[[]] * 60_000, [""] * 255 + [1]] for i in range(5)}
    assert refusal(xls(tmp_path / "a", **far)) == [("too-large.workbook", None)]
    monkeypatch.setattr(old_book, "TEXT", 1 << 20)
    long = [["a"] * 40, *[["x" * 30_000] * 40] * 40]
    assert (xls(tmp_path / "a", a=long)).stat().st_size < 200_000
    assert refusal(tmp_path / "a") == [("too-large.texts", None)]


def test_a_workbook_with_a_password_is_named(tmp_path: Path) -> None:
    """As Excel writes it today: the parts of another file, with a list that names them."""
    parts = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
    (tmp_path / "a").write_bytes(parts + "EncryptedPackage".encode("utf-16-le") + bytes(99))
    assert refusal(tmp_path / "a") == [("unreadable-file.password", None)]
    (tmp_path / "a").write_bytes(parts)
    assert refusal(tmp_path / "a") == [("unreadable-file.old-workbook", None)]


def test_damage_is_an_error_or_another_cell_and_never_a_traceback(tmp_path: Path) -> None:
    content = xls(tmp_path / "whole", cases=TABLE).read_bytes()
    rng = random.Random(1)
    refused = 0
    for _ in range(120):
        damaged = bytearray(content[: rng.choice([len(content), rng.randrange(99, len(content))])])
        for place in rng.sample(range(8, len(damaged)), 3):
            damaged[place] = rng.randrange(256)
        (tmp_path / "damaged").write_bytes(damaged)
        try:
            read(tmp_path / "damaged")
        except InputError as error:
            refused += SECRET not in str(error)
    assert refused > 10
