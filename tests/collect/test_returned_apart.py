"""What lies together and is not one: exports, tables, sheets. Nobody who refused is counted."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace

import openpyxl
import pytest
from test_consent import place_of
from test_exports import book_of, network_folder

from filled_templates import Filled
from form_answers import answer, central, kobo
from lanterne import InputError, verbs
from lanterne.cases.network import open_network
from lanterne.codebook import load_codebook
from lanterne.forms import make_form, parts_as_form
from lanterne.harmonise.form_names import CONSENT, GIVEN, MARK
from workbooks import write_xlsx


@pytest.fixture(scope="module")
def form():
    return make_form(book_of("lanterne-network"))


@pytest.fixture
def sent(form):
    return [replace(one, consent=GIVEN) for one in answer(form, 4)]


def check(path, form, **more):
    """What is wrong, whether it is found when the file is opened or when it is read."""
    try:
        return verbs.check(path, form.codebook, **more).problems
    except InputError as error:
        return error.problems


def codes(path, form, **more):
    return [problem.code for problem in check(path, form, **more)]


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return [*csv.reader(file)]


def write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def test_two_exports_in_one_folder_are_named(form, sent, tmp_path):
    """Whoever withdraws in the second is not in the first, and repeats are somebody else's."""
    kobo(form, sent, tmp_path / "january.xlsx")
    kobo(form, [replace(sent[0], consent="withdrawn")], tmp_path / "february.xlsx")
    (problem,) = check(tmp_path, form)
    assert problem.code == "form-several.exports"
    assert "january.xlsx" in str(problem)
    assert "february.xlsx" in str(problem)


def test_two_marked_sheets_of_one_workbook_are_named(form, sent, tmp_path):
    path = kobo(form, sent, tmp_path / "k.xlsx")
    book = openpyxl.load_workbook(path)
    book.copy_worksheet(book.worksheets[0]).title = "Copy"
    book.save(path)
    (problem,) = check(path, form)
    assert problem.code == "form-several.exports"
    assert "k.xlsx: Copy" in str(problem)


@pytest.mark.parametrize("few", [False, True])
def test_two_tables_of_repeats_are_named(few, form, sent, tmp_path):
    """Also one with few of the questions, if it says to which form its rows belong."""
    folder = central(form, sent, tmp_path / "c")
    repeats = rows_of(folder / "form-links.csv")
    width = 3 if few else None
    write(folder / "form-more.csv", [[*row[:width], *row[-2:]] for row in repeats])
    (problem,) = check(folder, form)
    assert problem.code == "form-several.repeats"
    assert "form-more.csv" in str(problem)


def test_an_export_does_not_take_the_place_of_tables(form, sent, tmp_path):
    folder = network_folder(form, sent, tmp_path / "tables")
    assert codes(folder, form) == []
    kobo(form, sent, folder / "raw.xlsx")
    (problem,) = check(folder, form)
    assert problem.code == "form-several.beside"
    for name in ("raw.xlsx", "victims.csv", "perpetrators.csv"):
        assert name in str(problem)


def test_an_unrelated_file_beside_tables_changes_nothing(form, sent, tmp_path):
    folder = network_folder(form, sent, tmp_path / "tables")
    (folder / "notes.csv").write_text(f"{CONSENT},x\n1,2\n", "utf-8")
    assert codes(folder, form) == []
    rows = rows_of(folder / "victims.csv")
    write(folder / "victims.csv", [[*row, GIVEN if n else CONSENT] for n, row in enumerate(rows)])
    assert codes(folder, form, ignore=[CONSENT]) == ["form-without-mark"]


def test_forms_with_the_same_number_do_not_share_repeats(form, sent, tmp_path):
    sent[1].consent = "refused"
    folder = central(form, sent, tmp_path / "c")
    rows = rows_of(folder / "form.csv")
    key = place_of(rows, "KEY")
    rows[2][key] = rows[1][key]
    write(folder / "form.csv", rows)
    found = check(folder, form)
    assert [one.row for one in found if one.code == "form-number.twice"] == [2, 3]


def test_a_form_without_a_number_has_no_repeats(form, sent, tmp_path):
    folder = central(form, sent, tmp_path / "c")
    for name, column in (("form.csv", "KEY"), ("form-links.csv", "PARENT_KEY")):
        rows = rows_of(folder / name)
        rows[1][place_of(rows, column)] = " "
        write(folder / name, rows)
    found = {(one.code, one.place.file.split("/")[-1], one.row) for one in check(folder, form)}
    assert found == {
        ("form-number.missing", "form.csv", 2),
        ("form-number.of-no-form", "form-links.csv", 2),
    }


def test_a_repeat_of_no_form_is_not_lost(form, sent, tmp_path):
    folder = central(form, sent, tmp_path / "c")
    rows = rows_of(folder / "form-links.csv")
    rows[3][place_of(rows, "PARENT_KEY")] = "uuid:elsewhere"
    write(folder / "form-links.csv", rows)
    (problem,) = check(folder, form)
    assert (problem.code, problem.row, problem.column) == (
        "form-number.of-no-form",
        4,
        "PARENT_KEY",
    )
    assert problem.place.file.endswith("form-links.csv")
    assert "elsewhere" not in str(problem)


def test_repeats_of_forms_without_an_id_of_the_system_are_apart(form, sent, tmp_path):
    """Nothing but the number that joins the two: unnamed perpetrators are still of one form."""
    path = kobo(form, sent, tmp_path / "k.xlsx")
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    for cell in [*page[1]]:
        if cell.value in {"_id", "_uuid"}:
            for row in range(1, page.max_row + 1):
                page.cell(row, cell.column).value = None if row > 1 else f"_{cell.value}"
    for row, one in enumerate(sent, start=2):
        place = next(cell.column for cell in page[1] if cell.value == "victim")
        page.cell(row, place).value = f"V{one.number}"
    book.save(path)
    opening = parts_as_form(path, form.codebook)
    tables = open_network(path, form.codebook, open_parts=opening).tables()
    assert tables.perpetrators.height == sum(len(one.links) for one in sent)


@pytest.mark.parametrize("above", [0, 1, 99])
def test_a_blank_row_above_hides_neither_mark_nor_consent(above, form, sent, tmp_path):
    sent[0].consent = "refused"
    path = kobo(form, sent, tmp_path / "k.xlsx")
    book = openpyxl.load_workbook(path)
    for page in book:
        page.insert_rows(1, above) if above else None
    book.save(path)
    report = verbs.check(path, form.codebook)
    assert (report.problems, report.tables["victims"]) == ((), 3)
    network = form.codebook.network
    ids = {"victims": ["victim", "household"], "perpetrators": ["perpetrator"]}
    ids["links"] = ["victim", "perpetrator"]
    sheets = {
        one.name: [*[[None]] * above, [*ids[one.name], *one.names]]
        for one in (network.victims, network.perpetrators, network.links)
    }
    sheets["victims"][-1].append(CONSENT.title())
    path = write_xlsx(tmp_path / "o.xlsx", sheets)
    assert codes(path, form, ignore=[CONSENT.title()]) == ["form-without-mark"]


@pytest.mark.parametrize("labels", [True, False])
def test_a_template_that_lost_its_mark_is_not_read(labels, form, sent, tmp_path):
    """Its labels stand in the first row, and the names below: consent is still asked."""
    path = Filled(form, "en", tmp_path / "t.xlsx").fill(sent)
    book = openpyxl.load_workbook(path)
    del book["lanterne-form"]
    for name in ("victims", "links", "perpetrators"):
        page = book[name]
        if labels:
            for cell in page[2]:  # somebody made the labels those names that are read
                page.cell(1, cell.column).value = cell.value if cell.column > 1 else "May we?"
        else:
            page.delete_rows(1)
    book.save(path)
    assert codes(path, form, ignore=["May we?", CONSENT]) == ["form-without-mark"]


def test_a_copied_sheet_of_a_template_is_not_passed_over(form, sent, tmp_path):
    path = Filled(form, "fr", tmp_path / "t.xlsx").fill(sent)
    assert codes(path, form) == []
    book = openpyxl.load_workbook(path)
    book.copy_worksheet(book["victims"]).title = "Février"
    book.save(path)
    (problem,) = check(path, form)
    assert problem.code == "form-several.sheets"
    assert "Février" in str(problem)


def test_marks_in_other_capitals_are_marks(form, sent, tmp_path):
    sent[0].consent = "refused"
    folder = central(form, sent, tmp_path / "c")
    rows = rows_of(folder / "form.csv")
    rows[0] = [name.upper() if name in {MARK, CONSENT} else name for name in rows[0]]
    write(folder / "form.csv", rows)
    report = verbs.check(folder, form.codebook)
    assert (report.problems, report.tables["victims"]) == ((), 3)


def test_tables_of_a_codebook_may_be_where_they_were(form, sent, tmp_path):
    """An export whose repeats are called as the links of the codebook is no table beside it."""
    path = kobo(form, sent, tmp_path / "k.xlsx")
    assert "links" in openpyxl.load_workbook(path).sheetnames
    assert codes(path, form) == []
    folder = tmp_path / "folder"
    folder.mkdir()
    shutil.copy(path, folder / "victims.xlsx")
    assert codes(folder, form) == []
    assert load_codebook("lanterne-network").network is not None
