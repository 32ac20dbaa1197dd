"""Every sentence of the pages is there in every language, and what is compiled is current."""

from __future__ import annotations

import re

import catalogues
import polib
import pytest

ALIKE = {
    "Bytes",
    "Catalogue",
    "Description",
    "Licence",
    "Pages",
    "Protection",
    "Tables",
    "Technique",
    "Version",
    "administration",
    "invitation",
    "protection",
    "publication",
}
"""What is written in French or Spanish as in English."""


@pytest.fixture(params=catalogues.TRANSLATED)
def language(request):
    return request.param


def test_every_sentence_is_translated_and_none_is_left_over(language):
    kept = polib.pofile(str(catalogues.catalogue(language)))
    assert [one.msgid for one in kept] == [
        one.msgid for one in catalogues.brought_up_to_date(language)
    ], "run make messages"
    assert not kept.untranslated_entries()
    assert not kept.fuzzy_entries()
    same = {one.msgid for one in kept if one.msgid == one.msgstr}
    assert same <= ALIKE


def test_the_compiled_catalogue_is_that_of_the_text(language):
    path = catalogues.catalogue(language)
    compiled = polib.mofile(str(path.with_suffix(".mo")))
    kept = {one.msgid: one.msgstr for one in polib.pofile(str(path))}
    assert {one.msgid: one.msgstr for one in compiled} == kept, "run make messages"


def test_a_translation_has_the_gaps_of_its_sentence(language):
    gap = r"%\(\w+\)[ds]|%%"
    for one in polib.pofile(str(catalogues.catalogue(language))):
        assert sorted(re.findall(gap, one.msgid)) == sorted(re.findall(gap, one.msgstr)), one.msgid


def test_french_signs_stay_on_the_line_of_their_word():
    for one in polib.pofile(str(catalogues.catalogue("fr"))):
        assert not re.search(r" [:;?!»]|« | %%", one.msgstr), one.msgstr


def test_arabic_is_arabic():
    for one in polib.pofile(str(catalogues.catalogue("ar"))):
        assert re.search("[\u0600-\u06ff]", one.msgstr), one.msgid
        assert not re.search("[\u0600-\u06ff][,;?]", one.msgstr), one.msgid


def test_no_sentence_escapes_the_catalogues():
    """Other ways to translate would not be found; and words outside of tags are not translated."""
    for path in (*catalogues.HUB.rglob("*.html"), *catalogues.HUB.rglob("*.jinja")):
        text = path.read_text("utf-8")
        assert "blocktranslate" not in text
        assert "trans " not in text
        bare = re.sub(r"\{[{%#].*?[%#}]\}|<[^>]*>|&\w+;", " ", text, flags=re.S)
        words = set(re.findall(r"[A-Za-z]{2,}", bare))
        names = {
            "Lanterne",
            "SHA",
            "CSV",
            "JSON",
            "SVG",
            "PNG",
            "BibTeX",
            "CFF",
            "UTC",
            "doctype",
            "html",
        }
        assert words <= names, (path.name, words)
