"""Rows of linked tables to send back: a sheet for each of the partner's, nobody who refused."""

from __future__ import annotations

import stat
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from test_linked_mapping import BOOK, HEAD, LEGAL_AND_COLUMNS, SHEETS, WIDE, wide_file
from test_marked_rows import marks_in

from lanterne import verbs
from lanterne.errors import InputError
from lanterne.harmonise import codebook_digest, marked_rows
from lanterne.harmonise.marked_rows import MarkedSheet, marked_workbook
from workbooks import write_xlsx

NAMED = SHEETS.replace('"Sexe", "Accord"]', '"Sexe", "Accord", "Nom"]').replace(
    'keys = { victim = "Code" }', 'keys = { victim = "Code" }\nleave_out = ["Nom"]', 1
)
"""The mapping of three sheets, the names of victims left out."""

LINES = {
    "Victimes": [
        ["Code", "Sexe", "Accord", "Nom"],
        ["V1", "F", "Oui", "CANARY"],
        ["V2", "-1+1", "Oui", "CANARY"],
        ["V3", "SECRET", "Non", "CANARY"],
        ["V4", "SECRET", "", "CANARY"],
        ["", "", "", ""],
    ],
    "Auteurs": [
        ["Auteur", "S"],
        ["A1", "h"],
        ["A2", "Wakanda"],  # of him V1 tells and V3, who refused
        ["A3", "SECRET"],  # of him V3 alone
        ["A4", "Lemuria"],  # of him nobody
    ],
    "Liens": [
        ["Code", "Auteur", "R"],
        ["V1", "A2", "voisin"],
        ["v3 ", "A3", "SECRET"],
        ["V3", "a2", "SECRET"],
        ["V4", "A2", "SECRET"],
        ["V2", "A1", "ami"],
    ],
}


@pytest.fixture
def send_back(tmp_path: Path):
    """Make cases of what lies at a path; each sheet to send back, by its name."""

    def sent(path: Path, text: str, book=BOOK, **more: object) -> dict[str, tuple[list, list]]:
        (tmp_path / "mapping.toml").write_text(text, encoding="utf-8")
        made = verbs.harmonise_file(
            path,
            mapping=tmp_path / "mapping.toml",
            codebook=book,
            out=tmp_path / "cases",
            send_back=tmp_path / "back.xlsx",
            **more,
        )
        if made.send_back is None:
            assert not (tmp_path / "back.xlsx").exists()
            return {}
        assert stat.S_IMODE(made.send_back.stat().st_mode) == 0o600
        whole = openpyxl.load_workbook(made.send_back)
        cells = [cell for page in whole for row in page.rows for cell in row]
        assert "f" not in {cell.data_type for cell in cells}
        left_over = [(one.column, one.answer) for one in made.left_over]
        for hidden in ("SECRET", "CANARY", "Nom", "Accord", "Oui"):
            assert hidden not in str([cell.value for cell in cells])
            assert hidden not in str(left_over)
        return {page.title: marks_in(page) for page in whole}

    return sent


def as_given(form: str, folder: Path, lines: dict[str, list[list[str]]] = LINES) -> Path:
    folder.mkdir()
    if form == "workbook":
        return write_xlsx(folder / "all.xlsx", lines)
    for name, rows in lines.items():
        text = "\n".join(map(",".join, rows))
        (folder / f"{name.lower()}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("form", ["workbook", "folder"])
def test_each_sheet_goes_back_without_those_who_refused(form, send_back, tmp_path):
    """By the numbers and ids of the partner, whatever capitals stand in them."""
    text = NAMED if form == "workbook" else NAMED.replace("sheet = ", "# sheet = ")
    back = send_back(as_given(form, tmp_path / "given"), text, language="fr")
    names = ("Victimes", "Auteurs", "Liens")
    titles = names if form == "workbook" else [f"{name.lower()}.csv" for name in names]
    row, settle = "Ligne dans votre fichier", "Colonnes à régler"
    assert back == {
        titles[0]: ([row, "Code", "Sexe", settle], [([3, "V2", "-1+1", "Sexe"], {"Sexe"})]),
        titles[1]: (
            [row, "Auteur", "S", settle],
            [([3, "A2", "Wakanda", "S"], {"S"}), ([5, "A4", "Lemuria", "S"], {"S"})],
        ),
        titles[2]: (
            [row, "Code", "Auteur", "R", settle],
            [([2, "V1", "A2", "voisin", "R"], {"R"})],
        ),
    }


def test_a_table_in_order_has_no_sheet_and_none_at_all_no_workbook(send_back, tmp_path):
    lines = LINES | {"Auteurs": LINES["Auteurs"][:2], "Victimes": LINES["Victimes"][:2]}
    lines["Liens"] = [["Code", "Auteur", "R"], ["V1", "A1", "voisin"]]
    assert set(send_back(as_given("workbook", tmp_path / "given"), NAMED)) == set(LINES)
    for name in ("cases", "cases.left-over.csv", "back.xlsx"):
        _removed(tmp_path / name)
    assert set(send_back(as_given("workbook", tmp_path / "some", lines), NAMED)) == {"Liens"}
    for name in ("cases", "cases.left-over.csv", "back.xlsx"):
        _removed(tmp_path / name)
    lines["Liens"] = [["Code", "Auteur", "R"], ["V1", "A1", "ami"]]
    assert send_back(as_given("workbook", tmp_path / "none", lines), NAMED) == {}


def _removed(path: Path) -> None:
    for one in path.iterdir() if path.is_dir() else ():
        one.unlink()
    path.rmdir() if path.is_dir() else path.unlink()


def test_rows_of_several_people(send_back, tmp_path):
    path = wide_file(
        tmp_path,
        "V1,F,Oui,CANARY,H,=1+1,A1,CANARY,x,,",
        "V2,SECRET,Non,CANARY,SECRET,SECRET,A2,,,,",
        "V3,F,Oui,CANARY,H,ami,,,,,",
    )
    (title,) = back = send_back(path, WIDE)
    assert title == "To settle"
    names, rows = back[title]
    assert names[1:-1] == ["Code", "K1", "K2", "R1", "S2"]
    assert rows == [([2, "V1", "A1", None, "=1+1", "x", "R1, S2"], {"R1", "S2"})]


SHARED = (
    HEAD
    + """
[[tables]]
name = "victims"
sheet = "forms"
headers = ["_index", "Sexe", "Accord"]
keys = { victim = "_index" }
[[tables]]
name = "perpetrators"
sheet = "group"
headers = ["_parent", "Auteur", "S", "R", "Nom"]
keys = { perpetrator = "Auteur" }
leave_out = ["Nom"]
[[tables]]
name = "links"
sheet = "group"
headers = ["_parent", "Auteur", "S", "R", "Nom"]
keys = { victim = "_parent", perpetrator = "Auteur" }
leave_out = ["Nom"]
"""
    + LEGAL_AND_COLUMNS
)


def test_a_sheet_that_is_two_tables_goes_back_as_one(send_back, tmp_path):
    """Of a row about somebody who refused, nothing but what it tells of a perpetrator of others."""
    lines = {
        "forms": [["_index", "Sexe", "Accord"], ["1", "F", "Oui"], ["2", "F", "Non"]],
        "group": [
            ["_parent", "Auteur", "S", "R", "Nom"],
            ["1", "A1", "H", "voisin", "CANARY"],
            ["2", "A1", "x", "SECRET", "CANARY"],
            ["2", "A2", "SECRET", "SECRET", "CANARY"],
            ["1", "A3", "x", "oncle", "CANARY"],
            ["1", "A4", "y", "ami", "CANARY"],
        ],
    }
    path = write_xlsx(tmp_path / "kobo.xlsx", lines)
    back = send_back(path, SHARED)
    assert list(back) == ["group"]
    names, rows = back["group"]
    assert names[1:-1] == ["Auteur", "_parent", "S", "R"]
    assert rows == [
        ([2, "A1", "1", None, "voisin", "R"], {"R"}),
        ([3, "A1", None, "x", None, "S"], {"S"}),
        ([5, "A3", "1", "x", "oncle", "S, R"], {"S", "R"}),
        ([6, "A4", None, "y", None, "S"], {"S"}),
    ]


def test_too_many_rows_are_counted_once_for_each_sheet(send_back, tmp_path, monkeypatch):
    monkeypatch.setattr(marked_rows, "MOST", 2)
    wrong = [("x" if i % 3 else "H", "oncle" if i != 2 else "ami") for i in range(9)]
    group = [["1", f"A{i}", *answers, ""] for i, answers in enumerate(wrong)]
    lines = {
        "forms": [["_index", "Sexe", "Accord"], ["1", "x", "Oui"]],
        "group": [["_parent", "Auteur", "S", "R", "Nom"], *group],
    }
    back = send_back(write_xlsx(tmp_path / "kobo.xlsx", lines), SHARED)
    *rows, (more, _) = back["group"][1]
    assert [cells[0] for cells, _ in rows] == [3, 4]
    assert [marks for _, marks in rows] == [{"S", "R"}, {"S"}]
    rest = sum("x" in answers or "oncle" in answers for answers in wrong) - 2
    assert more[0] == f"{rest} more rows are to be settled."
    assert len(back["forms"][1]) == 1


def test_who_has_no_row_was_not_asked_and_her_links_do_not_go_back(send_back, tmp_path):
    victims, perpetrators, links, households = BOOK.tables
    references = tuple(replace(each, dangling=True) for each in links.references)
    tables = (victims, perpetrators, replace(links, references=references), households)
    book = replace(BOOK, tables=tables)
    lines = LINES | {"Liens": [*LINES["Liens"], ["V9", "A3", "SECRET"]]}
    text = NAMED.replace(codebook_digest(BOOK), codebook_digest(book))
    back = send_back(as_given("workbook", tmp_path / "given", lines), text, book)
    assert [cells[0] for cells, _ in back["Liens"][1]] == [2]


@pytest.mark.parametrize(
    ("sheet", "row"),
    [("Liens", ["V1", "A1", "ami", "extra"]), ("Victimes", ["V1", "F", "Non", "CANARY"])],
    ids=["a row with too many cells", "she consents and does not"],
)
def test_nothing_goes_back_where_no_cases_are_made(sheet, row, send_back, tmp_path):
    lines = LINES | {sheet: [*LINES[sheet], row]}
    folder = as_given("folder", tmp_path / "given", lines)
    with pytest.raises(InputError):
        send_back(folder, NAMED.replace("sheet = ", "# sheet = "))
    assert sorted(one.name for one in tmp_path.iterdir()) == ["given", "mapping.toml"]


def test_names_of_sheets_are_those_that_workbooks_permit():
    names = ["a" * 40, "A" * 40, "x/y:[z]?", "'", "\x07", "Feuil1", "feuil1"]
    sheets = [MarkedSheet(("Code",), ((2, (("=1", True),)),), name=name) for name in names]
    book = openpyxl.load_workbook(BytesIO(marked_workbook(sheets, "en")))
    titles = ["a" * 31, "A" * 29 + " 2", "x y  z", "-", "- 2", "Feuil1", "feuil1 2"]
    assert book.sheetnames == titles
    assert len({title.casefold() for title in titles}) == len(names)
