"""The XLSForm: what others make of it, and its names, languages and settings."""

from __future__ import annotations

import shutil
from dataclasses import replace

import openpyxl
import pytest
from test_exports import BOOKS, book_of

from lanterne.files.xlsform import read_form
from lanterne.forms import make_form, write_xlsform
from lanterne.harmonise.form_names import CONSENT, MARK

VALIDATED = ("lanterne-cases", "lanterne-network", "invented")
"""Codebooks whose form goes through ODK Validate, which takes a second each."""


@pytest.fixture(scope="module", params=BOOKS)
def written(request, tmp_path_factory):
    """A form, and the file of its XLSForm."""
    form = make_form(book_of(request.param))
    path = tmp_path_factory.mktemp("form") / f"{request.param}.xlsx"
    path.write_bytes(write_xlsform(form, form.languages[-1]))
    return form, path


@pytest.fixture(scope="module")
def sheets(written):
    """Name of a sheet → its rows."""
    book = openpyxl.load_workbook(written[1])
    found = {}
    for page in book:
        header, *lines = page.iter_rows(values_only=True)
        found[page.title] = [dict(zip(header, line, strict=True)) for line in lines]
    return found


def test_pyxform_converts_it_without_a_warning(written):
    pyxform = pytest.importorskip("pyxform.xls2xform")
    form, path = written
    validate = form.codebook.name in VALIDATED and shutil.which("java") is not None
    found = pyxform.convert(xlsform=path, validate=validate)
    assert found.warnings == []
    assert MARK in found.xform


def test_it_is_read_as_the_form_of_a_partner(written):
    form, path = written
    read = read_form(path)
    assert [one.name for one in read.questions][:2] == [MARK, CONSENT]
    asked = [one for one in read.questions if one.asked and one.type != "text"]
    whys = sum(one.ask.value == "number" or bool(one.silences) for one in form.questions)
    assert 1 + sum(1 for _ in form.questions) <= len(asked) <= 1 + whys + len([*form.questions])
    assert any(one.repeated for one in read.questions) == (len(form.sections) > 1)


def test_names_are_those_that_xlsform_takes(sheets):
    survey = [row for row in sheets["survey"] if row["name"]]
    names = [row["name"].casefold() for row in survey]
    assert len(set(names)) == len(names)
    choices = sheets["choices"]
    assert not any(set(row["name"]) & set(" \t/'\"&<>") for row in choices)
    keys = [(row["list_name"], row["name"]) for row in choices]
    assert len(set(keys)) == len(keys)


def test_every_question_and_choice_has_words_in_every_language(written, sheets):
    form, _ = written
    asked = [row for row in sheets["survey"] if row["type"] not in ("calculate", "end_group")]
    labelled = [*(row for row in asked if row["type"] != "end_repeat"), *sheets["choices"]]
    for row in labelled:
        labels = [text for key, text in row.items() if key.startswith("label::")]
        assert len(labels) == len(form.languages)
        assert all(labels)
        assert not any("${" in text for text in labels)


def test_the_settings_name_codebook_version_and_digest(written, sheets):
    form, _ = written
    (settings,) = sheets["settings"]
    assert settings["form_id"] == form.codebook.name
    assert settings["version"].startswith(form.codebook.version.split()[0])
    assert settings["version"].endswith(form.stamp.digest[:12])
    assert f"({form.languages[-1]})" in settings["default_language"]
    mark = sheets["survey"][0]
    assert form.stamp.digest[:32] in mark["calculation"]


def test_labels_that_begin_as_a_formula_are_texts(tmp_path):
    book = book_of("gvpsd-2022")
    first, *rest = book.tables[0].columns
    told = replace(first, definition={"en": "=1+1", "fr": "=HYPERLINK(1)"})
    table = replace(book.tables[0], columns=(told, *rest))
    (tmp_path / "f.xlsx").write_bytes(
        write_xlsform(make_form(replace(book, tables=(table,))), "en")
    )
    pages = openpyxl.load_workbook(tmp_path / "f.xlsx")
    cells = [cell for page in pages for row in page for cell in row]
    assert "=1+1" in {cell.value for cell in cells}
    assert not [cell for cell in cells if cell.data_type == "f"]
