"""Rows to send back to a partner: those with answers that nobody mapped, and their cells marked."""

from __future__ import annotations

import stat
from pathlib import Path

import openpyxl
import pytest
from mappings import ALL, COLUMNS, ROWS, book, mapping_of, write
from openpyxl.worksheet.worksheet import Worksheet
from test_duplicates import decide, find
from test_harmonised_files import run

from lanterne.errors import UsageError
from lanterne.files.problem_log import Findings
from lanterne.harmonise import Tally, marked_rows, open_harmonised
from lanterne.harmonise.marked_rows import YELLOW, MarkedRows


def marked_in(path: Path) -> tuple[list[str], list[tuple[list[object], set[str]]]]:
    """The header of a workbook; of each row what stands there, and the headers that are marked."""
    return marks_in(openpyxl.load_workbook(path).active)


def marks_in(page: Worksheet) -> tuple[list[str], list[tuple[list[object], set[str]]]]:
    """The same of a sheet."""
    head, *rows = list(page.iter_rows())
    names = [cell.value for cell in head]
    found = []
    for row in rows:
        marks = {
            name
            for name, cell in zip(names, row, strict=False)
            if cell.fill.fill_type == "solid" and cell.fill.start_color.rgb.endswith(YELLOW)
        }
        found.append(([cell.value for cell in row], marks))
    return names, found


def test_the_rows_with_leftovers_go_back_with_their_cells_marked(files):
    made = run(files, send_back=files / "back.xlsx", language="fr")
    assert made.send_back == files / "back.xlsx"
    assert stat.S_IMODE(made.send_back.stat().st_mode) == 0o600
    names, rows = marked_in(made.send_back)
    assert names == ["Ligne dans votre fichier", "No", "Sexe", "Pays", "Colonnes à régler"]
    told = {tuple(cells[1:2]): (cells, marks) for cells, marks in rows}
    assert len(told) == len(rows)
    for cells, marks in rows:
        assert cells[-1] == ", ".join(name for name in names if name in marks)
        line = (files / "partner.csv").read_text("cp1252").splitlines()[cells[0] - 1]
        assert line.startswith(cells[1])  # the number is that of the row in the partner's own file
    values = {
        name: {str(cells[names.index(name)]) for cells, marks in rows if name in marks}
        for name in ("Sexe", "Pays")
    }
    assert values == {"Sexe": {"jamais"}, "Pays": {"Wakanda"}}


def test_nothing_that_is_left_out_and_no_one_without_consent_is_in_it(files):
    write(files, *ROWS, "77;Fa Secret;Homme;25;;Lemuria;;;;;Non", "78;Ga Secret;x;;;Mu;;;;;")
    run(files, send_back=files / "back.xlsx")
    text = str(marked_in(files / "back.xlsx"))
    assert "Wakanda" in text
    for hidden in ("Secret", "Nom", "Accord", "77", "78", "Lemuria", "Mu'"):
        assert hidden not in text


def test_each_row_has_the_id_that_the_partner_wrote(files):
    """Whom somebody joined is theirs to know, and the partner looks for their own number."""
    write(files, "a;Awa;Homme;25;;Mali;;;;;Oui", "b;AWA;Homme;25;;Wakanda;;;;;Oui")
    find(files, "Nom")
    decide(files, "same")
    made = run(files, duplicates=files / "pairs.csv", send_back=files / "back.xlsx")
    assert made.joined == 1
    _, rows = marked_in(files / "back.xlsx")
    assert [cells[:2] for cells, _ in rows] == [[3, "b"]]
    assert (files / "cases.csv").read_text("utf-8").splitlines()[2].startswith("a,")


def test_nothing_left_over_needs_no_workbook(files):
    write(files, ROWS[0])
    assert run(files, send_back=files / "back.xlsx").send_back is None
    assert not (files / "back.xlsx").exists()


def test_no_cell_is_a_formula_and_no_sign_breaks_the_workbook(files):
    write(
        files, "=1+1;Nom;Homme;25;;=HYPERLINK(0);;;;;Oui", "2;Nom;Homme;25;;a\x0bb_x0041_;;;;;Oui"
    )
    run(files, send_back=files / "back.xlsx")
    page = openpyxl.load_workbook(files / "back.xlsx").active
    cells = [cell for row in page.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert {"=1+1", "=HYPERLINK(0)", "ab_x005F_x0041_"} <= {cell.value for cell in cells}


def test_marks_are_those_of_brute_force_and_too_many_are_counted(files, monkeypatch):
    """Every cell by itself, over batches: a cell is marked if its answer alone is left over."""
    answers = ["Mali", "Atlantis", "Maroc", "Wakanda", "NSP"]
    write(files, *(f"{i};N;Homme;25;;{answers[i % 5]};;;;;Oui" for i in range(40)))
    monkeypatch.setattr(marked_rows, "MOST", 10)
    collected, tally = MarkedRows(("No",), ALL), Tally()
    file = open_harmonised(
        files / "partner.csv", mapping_of(COLUMNS), book(), Findings("partner.csv")
    )
    for _ in file.known(Findings("partner.csv"), tally, collected):
        pass
    sheet = collected.sheet()
    strange = {one.answer for one in tally.left_over}
    wrong = [i for i in range(40) if answers[i % 5] in strange]
    assert {"Atlantis", "Wakanda"} <= strange
    assert [number - 2 for number, _ in sheet.rows] == wrong[:10]
    assert sheet.more == len(wrong) - 10
    assert sheet.columns == ("No", "Pays")
    for number, cells in sheet.rows:
        assert cells == ((str(number - 2), False), (answers[(number - 2) % 5], True))
    assert "Atlantis" not in repr(sheet)


def test_places_that_cannot_be_are_said(files):
    with pytest.raises(UsageError, match="two of them"):
        run(files, send_back=files / "cases.csv")
    both = {"left_over": files / "x.xlsx", "send_back": files / "x.xlsx"}
    with pytest.raises(UsageError, match=r"x\.xlsx is named"):
        run(files, **both)
    with pytest.raises(UsageError, match=r"\.xlsx"):
        run(files, send_back=files / "back.csv")
    with pytest.raises(UsageError, match="gone is not a folder"):
        run(files, send_back=files / "gone" / "back.xlsx")
    (files / "back.xlsx").touch()
    with pytest.raises(UsageError):
        run(files, send_back=files / "back.xlsx")
    assert not (files / "cases.csv").exists()
