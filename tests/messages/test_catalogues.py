"""Every sentence of the pages is there in every language, and what is compiled is current."""

from __future__ import annotations

import re
from typing import Any

import polib
import pytest
from tools import catalogues

ALIKE = {
    "Action",
    "Arguments",
    "Assistance",
    "Bytes",
    "Catalogue",
    "Code",
    "Conclusion",
    "DOI",
    "Date",
    "Description",
    "Licence",
    "No",
    "Error",
    "Notice",
    "Options",
    "Pages",
    "Protection",
    "Roles",
    "Route",
    "Score",
    "Source",
    "Table",
    "Table {table} — {title}",
    "Tables",
    "Technique",
    "Type",
    "Version",
    "Version {version} ({digest})",
    "{method}, k = {k}",
    "administration",
    "invitation",
    "pts",
    "protection",
    "publication",
    "version",
}
"""What is written in French or Spanish as in English."""

COUNT = ("{count}", "%(count)s")
"""What a form may leave out that says the number itself."""


def _has_words(text: str) -> bool:
    """Whether there is something to translate beside gaps, signs and letters of formulas."""
    return bool(re.search("[A-Za-z]{2}", re.sub(r"{[^}]*}", "", text)))


def _forms(entry: polib.POEntry) -> list[str]:
    """Each form of a sentence that counts; of any other its one translation."""
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


def _texts(catalogue: Any) -> dict[tuple[Any, ...], Any]:
    return {(one.msgctxt or "", one.msgid): one.msgstr or one.msgstr_plural for one in catalogue}


@pytest.fixture(params=catalogues.TRANSLATED)
def language(request):
    return request.param


def test_every_sentence_is_translated_and_none_is_left_over(language):
    kept = catalogues.read(catalogues.catalogue(language), language)
    fresh = catalogues.brought_up_to_date(language)
    assert [(one.id, one.context) for one in kept] == [(one.id, one.context) for one in fresh], (
        "run make messages"
    )
    assert not catalogues.untranslated(kept)
    assert not [one.id for one in kept if one.id and one.fuzzy]
    same = {one.id for one in kept if one.id and one.id == one.string}
    assert {one for one in same if _has_words(one)} <= ALIKE


def test_the_compiled_catalogue_is_that_of_the_text(language):
    path = catalogues.catalogue(language)
    compiled = polib.mofile(str(path.with_suffix(".mo")))
    assert _texts(compiled) == _texts(polib.pofile(str(path))), "run make messages"


def test_a_translation_has_the_gaps_of_its_sentence(language):
    gap = r"%\(\w+\)[ds]|%%|{\w*(?:![r])?(?::\w+)?}"
    for one in polib.pofile(str(catalogues.catalogue(language))):
        for form in _forms(one):
            wanted = sorted(re.findall(gap, one.msgid_plural or one.msgid))
            found = sorted(re.findall(gap, form))
            if one.msgid_plural:  # "one" and "two" may be words
                assert {*found, *COUNT} == {*wanted, *COUNT}, one.msgid
            else:
                assert found == wanted, one.msgid


def test_a_translation_has_the_options_and_commands_of_its_sentence(language):
    """What somebody is to type is alike in every language."""
    for entry in polib.pofile(str(catalogues.catalogue(language))):
        typed = set(re.findall(r"--[a-z][a-z-]+|\blanterne [a-z]+", entry.msgid))
        for form in _forms(entry):
            assert all(one in form for one in typed), entry.msgid


def test_french_signs_stay_on_the_line_of_their_word():
    for one in polib.pofile(str(catalogues.catalogue("fr"))):
        for form in _forms(one):
            assert not re.search(r" [:;?!»]|« | %%", form), form


def test_arabic_is_arabic():
    for one in polib.pofile(str(catalogues.catalogue("ar"))):
        for form in _forms(one):
            assert not _has_words(one.msgid) or re.search("[\u0600-\u06ff]", form), one.msgid
            assert not re.search("[\u0600-\u06ff][,;?]", form), one.msgid


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
            "DCAT",
            "AP",
            "Turtle",
            "LD",
            "CFF",
            "Excel",
            "UTC",
            "doctype",
            "html",
        }
        assert words <= names, (path.name, words)
