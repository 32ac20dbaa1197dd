"""Codebook → Excel template → filled in → cases, and no mapping."""

from __future__ import annotations

import pytest
from filled import Filled
from large_codebook import invented
from simulated import answer
from test_exports import BOOKS, book_of, same

from lanterne import verbs
from lanterne.cases.network import open_network
from lanterne.forms import make_form, parts_as_form
from lanterne.forms.questions import GIVEN

LANGUAGES = ("fr", "ar")


@pytest.mark.parametrize("name", [one for one in BOOKS if one != "lanterne-network"])
def test_a_filled_template_is_read_as_cases(name, tmp_path):
    form = make_form(book_of(name))
    language = LANGUAGES[BOOKS.index(name) % 2]
    sent = answer(form, 25, seed=7)
    same(Filled(form, language, tmp_path / "t.xlsx").fill(sent), form, sent, tmp_path)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheets_of_a_template_are_read_as_linked_tables(language, tmp_path):
    form = make_form(book_of("lanterne-network"))
    sent = answer(form, 30, seed=8)
    path = Filled(form, language, tmp_path / "t.xlsx").fill(sent)
    assert verbs.check(path, form.codebook).problems == ()
    got = open_network(path, form.codebook, open_parts=parts_as_form(path, form.codebook)).tables()
    given = [one for one in sent if one.consent == GIVEN]
    assert got.victims.height == len(given)
    assert got.links.height == sum(len(one.links) for one in given)
    assert got.perpetrators.height == got.links.height
