"""What comes back and is not in order: said in whole, with its place, and without a cell."""

from __future__ import annotations

import csv
from dataclasses import replace

import openpyxl
import pytest
from polars.testing import assert_frame_equal
from test_consent import frame, place_of, rows_of, write
from test_exports import book_of

from filled_templates import Filled
from form_answers import answer, central, kobo
from lanterne import InputError, verbs
from lanterne.cases.network import open_network
from lanterne.codebook import Codebook
from lanterne.forms import make_form, parts_as_form
from lanterne.harmonise.form_names import CONSENT, GIVEN, MARK


@pytest.fixture(scope="module")
def form():
    return make_form(book_of("lanterne-cases"))


@pytest.fixture
def sent(form):
    return [replace(one, consent=GIVEN) for one in answer(form, 6)]


@pytest.fixture
def export(form, sent, tmp_path):
    return kobo(form, sent, tmp_path / "kobo.csv")


@pytest.fixture
def template(form, sent, tmp_path):
    return Filled(form, "fr", tmp_path / "t.xlsx").fill(sent)


def problems(path, form, **more):
    return verbs.check(path, form.codebook, **more).problems


def another_version(book: Codebook) -> Codebook:
    """The codebook after somebody renamed an answer."""
    first, *rest = book.tables[0].columns
    (value, *values), label = first.values, {"en": "Other", "fr": "Autre"}
    column = replace(first, values=(replace(value, label=label), *values))
    return replace(book, version="9.9", tables=(replace(book.tables[0], columns=(column, *rest)),))


def test_forms_of_another_version_are_named_by_their_rows(form, sent, export, tmp_path):
    """An export holds all versions of a form, and some rows may be of an earlier one."""
    other = make_form(another_version(form.codebook))
    found = problems(export, other)
    assert {problem.code for problem in found} == {"form-other-version.rows"}
    assert [problem.row for problem in found] == [2, 3, 4, 5, 6, 7]
    rows = rows_of(export)
    place = place_of(rows, MARK)
    rows[3][place] = ""
    rows[4][place] = rows[4][place].replace("1.1", "9.9")
    found = problems(write(export, rows), form)
    assert [problem.row for problem in found] == [4, 5]
    assert "lanterne-cases 1.1" in str(found[0])


def test_an_export_of_another_form_says_so(form, export):
    """Its questions are others, and that is not what is wrong with it."""
    found = problems(export, make_form(book_of("gvpsd-2022")))
    assert [problem.code for problem in found] == ["form-other-version.file"]
    book = form.codebook
    new = replace(book.tables[0].columns[2], name="newQuestion")
    table = replace(book.tables[0], columns=(*book.tables[0].columns, new))
    found = problems(export, make_form(replace(book, tables=(table,))))
    assert [problem.code for problem in found] == ["form-other-version.file"]


def test_a_template_of_another_version_says_so(form, template):
    (problem,) = problems(template, make_form(another_version(form.codebook)))
    assert problem.code == "form-other-version.template"
    assert "lanterne-cases 1.1" in str(problem)
    assert "lanterne-cases 9.9" in str(problem)


def test_a_template_of_another_codebook_says_so(template):
    (problem,) = problems(template, make_form(book_of("gvpsd-2022")))
    assert "not from the codebook gvpsd-2022 1.0" in str(problem)


def test_an_answer_that_no_list_offers_is_found_and_not_repeated(form, export, template):
    rows = rows_of(export)
    rows[3][place_of(rows, "gender")] = "Secret answer"
    (problem,) = problems(write(export, rows), form)
    assert (problem.code, problem.row, problem.column) == ("answer-not-offered", 4, "gender")
    assert "Secret" not in str(problem)


@pytest.mark.parametrize("label", ["Femme", "Woman or girl", "FEMME OU FILLE !", "9--17"])
def test_a_label_that_was_changed_by_hand_is_found(label, form, template):
    """English labels are none of a French template; codes are taken."""
    book = openpyxl.load_workbook(template)
    page = book["victims"]
    (column,) = [cell.column for cell in page[2] if cell.value == "gender"]
    page.cell(5, column).value = label
    book.save(template)
    (problem,) = problems(template, form)
    assert (problem.code, problem.row, problem.column) == ("answer-not-offered", 5, "gender")
    assert label not in str(problem)


@pytest.mark.parametrize("spelt", ["Woman", " femme ou fille ", "FEMME OU FILLE", "woman"])
def test_a_code_and_other_capitals_are_the_same_answer(spelt, form, template):
    book = openpyxl.load_workbook(template)
    page = book["victims"]
    (column,) = [cell.column for cell in page[2] if cell.value == "gender"]
    page.cell(5, column).value = spelt
    book.save(template)
    assert problems(template, form) == ()
    assert frame(template, form)["gender"][2] == "Woman"


def test_an_export_with_labels_says_how_to_export(form, export):
    rows = rows_of(export)
    rows[0] = [MARK if title == MARK else f"Label {n}" for n, title in enumerate(rows[0])]
    found = problems(write(export, rows), form)
    assert {problem.code for problem in found} == {"form-without-names"}
    assert "XML" in str(found[0])


def test_every_question_that_is_gone_is_named(form, export):
    rows = rows_of(export)
    gone = {place_of(rows, "gender"), place_of(rows, "ageBand")}
    cut = [[cell for n, cell in enumerate(row) if n not in gone] for row in rows]
    found = problems(write(export, cut), form)
    assert {(one.code, one.column) for one in found} == {
        ("form-missing-question.export", "gender"),
        ("form-missing-question.export", "ageBand"),
    }


def test_a_column_of_a_template_that_is_gone_is_named(form, template):
    book = openpyxl.load_workbook(template)
    book["victims"].delete_cols(3)
    book.save(template)
    (problem,) = problems(template, form)
    assert problem.code == "form-missing-question.template"


def test_columns_that_no_form_asks_for_are_noticed_and_can_be_left_out(form, export, template):
    """Whoever added a name to the form has to leave it out by name."""
    rows = rows_of(export)
    for n, row in enumerate(rows):
        row.insert(2, f"Awa {n}" if n else "person/Name")
    before = frame(export, form)
    found = problems(write(export, rows), form)
    assert [(one.rule, one.column) for one in found] == [("unknown-column", "person/Name")]
    assert problems(export, form, ignore=["person/Name"]) == ()
    book = openpyxl.load_workbook(template)
    page = book["victims"]
    last = page.max_column + 1
    for row in range(2, 9):
        page.cell(row, last).value = f"Awa {row}" if row > 2 else "Name"
    book.save(template)
    found = problems(template, form)
    assert [(one.rule, one.column) for one in found] == [("unknown-column", "Name")]
    assert problems(template, form, ignore=["Name"]) == ()
    assert before.height == 6


def test_a_column_of_a_form_may_say_who_is_one_person(form, export):
    rows = rows_of(export)
    for n, row in enumerate(rows):
        row.append("7" if n else "case")
    found = problems(write(export, rows), form, subject_id="case")
    assert {problem.rule for problem in found} == {"subject-disagrees"}
    rows[2][place_of(rows, CONSENT)] = "refused"
    found = problems(write(export, rows), form, subject_id="case")
    assert {problem.rule for problem in found} == {"consents-disagree", "subject-disagrees"}


def test_a_template_may_be_moved_about(form, sent, template, tmp_path):
    """Another name of the sheet, a title above, columns in another order, blank rows between."""
    before = frame(template, form)
    book = openpyxl.load_workbook(template)
    page = book["victims"]
    page.title = "Dossiers 2026"
    page.insert_rows(5)
    page.insert_rows(1)
    page["A1"] = "Association A"
    last = page.max_column + 1
    for row in range(2, page.max_row + 1):  # the second column becomes the last
        page.cell(row, last).value = page.cell(row, 2).value
    page.delete_cols(2)
    book.save(template)
    assert problems(template, form) == ()
    assert_frame_equal(frame(template, form), before)


def test_without_the_row_of_names_nothing_is_guessed(form, template):
    book = openpyxl.load_workbook(template)
    book["victims"].delete_rows(2)
    book.save(template)
    (problem,) = problems(template, form)
    assert problem.code == "form-without-sheet"


def test_repeats_that_were_not_exported_are_missed(tmp_path):
    form = make_form(book_of("lanterne-network"))
    folder = central(form, answer(form, 9), tmp_path / "central")
    (folder / "form-links.csv").rename(tmp_path / "elsewhere.csv")
    (problem,) = problems(folder, form)
    assert problem.code == "form-without-repeats"
    (problem,) = problems(folder / "form.csv", form)
    assert problem.code == "form-without-repeats"
    with (folder / "form-links.csv").open("w", newline="", encoding="utf-8") as file:
        rows = [*csv.reader((tmp_path / "elsewhere.csv").read_text("utf-8").splitlines())]
        csv.writer(file).writerows(row[:-2] for row in rows)
    (problem,) = problems(folder, form)
    assert problem.code == "form-without-parents"


def test_repeats_that_change_while_they_are_read_are_noticed(tmp_path):
    form = make_form(book_of("lanterne-network"))
    folder = central(form, answer(form, 9), tmp_path / "central")
    opening = parts_as_form(folder, form.codebook)
    cases = open_network(folder, form.codebook, open_parts=opening)
    assert cases.tables().links.height
    with (folder / "form-links.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    with pytest.raises(InputError, match="changed"):
        cases.tables()


def test_linked_tables_of_a_template_are_named(tmp_path):
    form = make_form(book_of("lanterne-network"))
    path = Filled(form, "fr", tmp_path / "t.xlsx").fill(answer(form, 9))
    book = openpyxl.load_workbook(path)
    page = book["links"]
    page.cell(2, page.max_column + 1).value = "Notes"
    page.cell(4, 3).value = "Secret"
    book.save(path)
    found = {(one.code, one.place.sheet, one.column) for one in problems(path, form)}
    assert found == {
        ("unknown-column.of-cases", "links", "Notes"),
        ("answer-not-offered", "links", "IP_Roles/ControlAbuseKidnap"),
    }
    found = {one.code for one in problems(path, form, ignore=["Notes"])}
    assert found == {"answer-not-offered"}
