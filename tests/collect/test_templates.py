"""Codebook → Excel template → filled in → cases, and no mapping."""

from __future__ import annotations

import openpyxl
import pytest
from test_exports import BOOKS, book_of, same

from extent import ALL
from filled_templates import Filled
from form_answers import answer
from lanterne import verbs
from lanterne.cases.network import open_network
from lanterne.forms import make_form, parts_as_form
from lanterne.harmonise.form_names import GIVEN
from workbooks import write_ods

LANGUAGES = ("fr", "ar")


OF_ONE = [name for name in BOOKS if name != "lanterne-network"]
TRIED = [
    (name, language)
    for place, name in enumerate(OF_ONE)
    for language in (LANGUAGES if ALL else LANGUAGES[place % 2 :][:1])
]
"""Codebook and language of a template: each codebook in one language, in all by `make test-all`."""


@pytest.mark.parametrize(("name", "language"), TRIED)
def test_a_filled_template_is_read_as_cases(name, language, tmp_path):
    form = make_form(book_of(name))
    sent = answer(form, 14, seed=7)
    same(Filled(form, language, tmp_path / "t.xlsx").fill(sent), form, sent, tmp_path)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheets_of_a_template_are_read_as_linked_tables(language, tmp_path):
    form = make_form(book_of("lanterne-network"))
    sent = answer(form, 20, seed=8)
    path = Filled(form, language, tmp_path / "t.xlsx").fill(sent)
    assert verbs.check(path, form.codebook).problems == ()
    got = open_network(path, form.codebook, open_parts=parts_as_form(path, form.codebook)).tables()
    given = [one for one in sent if one.consent == GIVEN]
    assert got.victims.height == len(given)
    assert got.links.height == sum(len(one.links) for one in given)
    assert got.perpetrators.height == got.links.height


def test_a_template_that_was_saved_as_ods_is_the_same(tmp_path):
    """As LibreOffice may save it: hidden sheets go along."""
    form = make_form(book_of("gvpsd-2022"))
    sent = answer(form, 10, seed=9)
    book = openpyxl.load_workbook(Filled(form, "ar", tmp_path / "t.xlsx").fill(sent))
    sheets = {
        page.title: [["" if text is None else str(text) for text in row] for row in page.values]
        for page in book
    }
    same(write_ods(tmp_path / "t.ods", sheets), form, sent, tmp_path)
