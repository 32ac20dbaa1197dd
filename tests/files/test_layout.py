"""Tables below titles, on one of several sheets, or with groups over the names of columns."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from lanterne.errors import InputError
from lanterne.files import text_blocks
from lanterne.files.header_row import find_header_row
from lanterne.files.layout import Layout, header_of
from lanterne.files.problem_log import Findings
from lanterne.files.read import open_table
from workbooks import write_ods, write_xlsx

Lines = list[list[str]]
Write = Callable[[Path, Lines], Path]

SECRET = "Qwertia"

TABLE = [["id", "age", "sex"], ["a1", "17", "F"], ["a2", "30", "M"]]
TITLES = [["Centre d'accueil, rapport 2024", "", ""], ["", "", ""], ["imprimé le", "1/2/2024", ""]]


def csv_file(path: Path, lines: Lines) -> Path:
    path.write_text("".join(";".join(line) + "\n" for line in lines), "utf-8")
    return path


def ragged(path: Path, lines: Lines) -> Path:
    """Titles of one field, and blank lines without any delimiter."""
    path.write_text("".join(";".join(line).rstrip(";") + "\n" for line in lines), "utf-8")
    return path


def xlsx(path: Path, lines: Lines) -> Path:
    return write_xlsx(path, {"Sheet1": [[cell or None for cell in line] for line in lines]})


def ods(path: Path, lines: Lines) -> Path:
    return write_ods(path, {"Sheet1": lines})


KINDS: tuple[Write, ...] = (csv_file, ragged, xlsx, ods)


def read(path: Path, layout: Layout) -> tuple[tuple[str, ...], list[tuple[str, ...]], list[int]]:
    """Header, rows and their numbers."""
    findings = Findings(str(path))
    file = open_table(path, "", (), findings, layout)
    batches = list(file.batches(findings))
    findings.raise_any()
    rows = [row for batch in batches for row in batch.frame.iter_rows()]
    return file.header, rows, [int(one) for batch in batches for one in batch.numbers]


def refusal(path: Path, layout: Layout) -> list[tuple[str, int | None]]:
    with pytest.raises(InputError) as caught:
        read(path, layout)
    assert SECRET not in str(caught.value)
    return [(problem.code, problem.row) for problem in caught.value.problems]


@pytest.mark.parametrize("block", [16, 1 << 24])
@pytest.mark.parametrize("write", KINDS)
@pytest.mark.parametrize("above", range(4))
def test_what_stands_above_the_header_is_not_read(
    write: Write, above: int, block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And rows keep their numbers, also where a block of the file ends among the titles."""
    monkeypatch.setattr(text_blocks, "BLOCK", block)
    path = write(tmp_path / "cases", [*TITLES[:above], *TABLE])
    header, rows, numbers = read(path, Layout(header_row=above + 1))
    assert header == ("id", "age", "sex")
    assert rows == [("a1", "17", "F"), ("a2", "30", "M")]
    assert numbers == [above + 2, above + 3]


@pytest.mark.parametrize("write", KINDS)
@pytest.mark.parametrize("above", range(4))
def test_the_header_row_is_proposed(write: Write, above: int, tmp_path: Path) -> None:
    path = write(tmp_path / "cases", [*TITLES[:above], *TABLE])
    assert find_header_row(path) == above + 1


@pytest.mark.parametrize(
    ("lines", "row"),
    [
        ([["1", "2"], ["3", "4"]], 1),  # nothing looks like names
        ([["id", "id"], ["a", "b"], ["c", "d"]], 2),  # names differ
        ([["name"], ["Ann"], ["Bea"]], 1),
        ([["Victim", "", "", "Case", ""], list("abcde"), list("vwxyz")], 2),  # groups above
        ([["Report", "of", "May"], ["id", "a", "b", "c", "d", "e"], list("123456")], 2),
    ],
)
def test_what_looks_like_names(lines: Lines, row: int, tmp_path: Path) -> None:
    assert find_header_row(csv_file(tmp_path / "cases", lines)) == row


@pytest.mark.parametrize("write", KINDS)
def test_a_title_that_is_longer_than_the_table_is_still_a_title(
    write: Write, tmp_path: Path
) -> None:
    path = write(tmp_path / "cases", [["a", "b", "c", "d", "e"], *TABLE])
    header, rows, _ = read(path, Layout(header_row=2))
    assert header[:3] == ("id", "age", "sex")
    assert [row[:3] for row in rows] == [("a1", "17", "F"), ("a2", "30", "M")]


@pytest.mark.parametrize("write", KINDS)
def test_groups_over_names(write: Write, tmp_path: Path) -> None:
    lines = [["Case", "Victim", ""], ["", "age", "sex"], *TABLE[1:]]
    header, rows, numbers = read(write(tmp_path / "cases", lines), Layout(header_rows=2))
    assert header == ("Case", "Victim/age", "Victim/sex")
    assert (rows[0], numbers) == (("a1", "17", "F"), [3, 4])


def test_names_of_groups() -> None:
    assert header_of([["g", "", "h", ""], ["a", "b", "", "c"]]) == ("g/a", "g/b", "h", "h/c")
    assert header_of([["", "g"], ["a", "b", "c"]]) == ("a", "g/b", "g/c")
    assert header_of([["g", "", "", ""], ["a", "b"]]) == ("g/a", "g/b")
    assert header_of([["g", "", "h"], ["a"]]) == ("g/a", "", "h")


@pytest.mark.parametrize("write", KINDS)
def test_a_header_that_is_not_there(write: Write, tmp_path: Path) -> None:
    path = write(tmp_path / "cases", [[SECRET, "b"], ["", ""], ["c", "d"]])
    assert refusal(path, Layout(header_row=2)) == [("header-row.blank", 2)]
    assert refusal(path, Layout(header_row=99)) == [("header-row.after-the-end", None)]
    assert refusal(path, Layout(header_row=3, header_rows=2)) == [
        ("header-row.after-the-end", None)
    ]


def test_the_delimiter_that_a_file_states_is_used_below_titles(tmp_path: Path) -> None:
    path = tmp_path / "cases"
    path.write_text("sep=|\nA; title; with; semicolons\na;b|c\n1|2\n")
    assert read(path, Layout(header_row=3)) == (("a;b", "c"), [("1", "2")], [4])


def test_the_sheet_that_is_asked_for(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "cases", {"Notes": [[SECRET]], "Cas 2024": TABLE})
    assert read(path, Layout("Cas 2024"))[0] == ("id", "age", "sex")
    assert refusal(path, Layout("cas 2024")) == [("no-such-sheet", None)]
    assert refusal(path, Layout()) == [("several-sheets.to-choose", None)]
    assert find_header_row(path, "Cas 2024") == 1


def test_the_sheet_of_a_file_without_sheets_does_not_matter(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "cases", TABLE)
    assert read(path, Layout("Cas 2024"))[0] == ("id", "age", "sex")


def merged(path: Path, cells: str, *, error_at: str = "") -> Path:
    book = openpyxl.Workbook()
    for line in [["Title"], ["Victim", None, None], ["id", "age", "sex"], *TABLE[1:]]:
        book.active.append(line)
    if error_at:
        book.active[error_at] = "=1/0"
    book.active.merge_cells(cells)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("cells", "layout", "code"),
    [
        ("A1:C1", Layout(header_row=3), None),
        ("A1:C2", Layout(header_row=3), None),
        ("A2:C2", Layout(header_row=2, header_rows=2), None),
        ("B2:C2", Layout(header_row=2), "merged-cells"),
        ("A2:A4", Layout(header_row=3), "merged-cells"),
        ("A3:B3", Layout(header_row=3), "merged-cells"),
        ("A4:B4", Layout(header_row=2, header_rows=2), "merged-cells"),
    ],
)
def test_merged_cells_are_lost_unless_they_are_titles(
    cells: str, layout: Layout, code: str | None, tmp_path: Path
) -> None:
    path = merged(tmp_path / "cases", cells)
    if code is None:
        assert len(read(path, layout)[1]) == 2
    else:
        assert [found for found, _ in refusal(path, layout)] == [code]


def test_a_formula_among_titles_is_no_lost_answer(tmp_path: Path) -> None:
    path = merged(tmp_path / "cases", "A2:C2", error_at="B1")
    assert len(read(path, Layout(header_row=3))[1]) == 2


def test_more_columns_than_a_sheet_has_are_no_table(tmp_path: Path) -> None:
    (tmp_path / "cases").write_text(",".join(map(str, range(20_000))) + "\n")
    assert refusal(tmp_path / "cases", Layout()) == [("too-many-columns", None)]
    (tmp_path / "cases").write_text("," * 1_000_000 + "a,b" * 30_000)
    assert refusal(tmp_path / "cases", Layout()) == [("line-too-long", 1)]
