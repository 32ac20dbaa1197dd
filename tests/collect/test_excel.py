"""The Excel template: lists, formats and marks, as a spreadsheet program holds them."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from large_codebook import invented
from test_exports import book_of

from lanterne.forms import make_form, write_template
from lanterne.forms.questions import Ask


@pytest.fixture(scope="module")
def form():
    return make_form(invented())


@pytest.fixture(scope="module")
def book(form, tmp_path_factory):
    path = tmp_path_factory.mktemp("template") / "t.xlsx"
    path.write_bytes(write_template(form, "ar"))
    return openpyxl.load_workbook(path)


def column_of(page, name):
    (column,) = [cell.column_letter for cell in page[2] if cell.value == name]
    return column


def validation_of(page, letter):
    (found,) = [one for one in page.data_validations.dataValidation if f"{letter}3" in one.cells]
    return found


def test_consent_is_the_first_column_and_whoever_fills_it_in_chooses(form, book):
    page = book["people"]
    assert page["A2"].value == form.consent.name
    assert page["A1"].value == f"{form.consent.label['ar']} *"
    assert validation_of(page, "A").type == "list"


def test_labels_are_those_of_the_language_and_the_sheet_runs_its_way(form, book):
    page = book["people"]
    assert page.sheet_view.rightToLeft
    (first,) = [one for one in form.questions if one.name == "0.question-0"]
    assert page[f"{column_of(page, first.name)}1"].value == f"1. {first.label['ar']}"


def test_answers_are_texts_so_that_no_spreadsheet_makes_a_date_of_them(form, book):
    page = book["people"]
    for name in ("0.question-0", "8.question-8", "case number"):
        assert page.column_dimensions[column_of(page, name)].number_format == "@"
    number = column_of(page, "5.question-5")
    assert page.column_dimensions[number].number_format == "General"


def test_lists_offer_every_answer_and_why_there_is_none(form, book):
    page = book["people"]
    for question in form.questions:
        if question.ask is not Ask.ONE:
            continue
        validation = validation_of(page, column_of(page, question.name))
        area = validation.formula1.split("!")[1].replace("$", "")
        offered = [row[0].value for row in book["lanterne-lists"][area]]
        assert len(offered) == len(set(offered)) == len(question.answers)
        assert validation.showErrorMessage


def test_required_columns_are_marked(form, book):
    page = book["people"]
    required = [one.name for one in form.questions if one.required]
    assert required
    marked = {
        two.value for one, two in zip(page[1], page[2], strict=True) if one.value.endswith(" *")
    }
    assert marked == {form.consent.name, "case number", *required}


def test_a_row_that_breaks_a_rule_is_coloured(form, book):
    page = book["people"]
    formulas = [rule.formula[0] for rules in page.conditional_formatting for rule in rules.rules]
    assert len(formulas) >= len(form.codebook.table.rules)
    assert all(formula.startswith("AND($A3<>") for formula in formulas)
    assert max(map(len, formulas)) < 8192


def test_what_excel_limits_is_kept(form, book):
    for page in book:
        for one in page.data_validations.dataValidation:
            assert len(one.prompt or "") <= 255
            assert len(one.promptTitle or "") <= 32
            assert len(one.error or "") <= 225
            assert len(one.formula1 or "") <= 255
        assert len(page.title) <= 31


def test_the_mark_and_the_lists_are_hidden(form, book):
    assert book["lanterne-form"].sheet_state == "veryHidden"
    assert book["lanterne-lists"].sheet_state == "hidden"
    mark = dict(row for row in book["lanterne-form"].iter_rows(values_only=True))
    assert mark["digest"] == form.stamp.digest
    assert mark["language"] == "ar"


def test_definitions_are_there_to_read():
    form = make_form(book_of("lanterne-cases"))
    book = openpyxl.load_workbook(BytesIO(write_template(form, "fr")))
    page = book.worksheets[1]
    told = {cell.value for row in page for cell in row}
    for question in form.questions:
        assert f"{question.number}. {question.label['fr']}" in told
        assert (question.hint["fr"] or None) in told


def test_no_text_is_a_formula(book):
    assert not [cell for page in book for row in page for cell in row if cell.data_type == "f"]
