"""The termbase, and the catalogues and documents held against it: one thing, one word."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import polib
import pytest
from tools import catalogues

from lanterne.messages import LANGUAGES
from lanterne.messages.glossary import Term, glossary, in_alphabet

DOCUMENTS = catalogues.LOCALE.parent / "documents"

NO_WORDS = re.compile(
    r"\{[^{}]*\}|%\(\w+\)[ds]|`[^`]*`|<[^<>]*>"  # gaps, code and tags
    r"|(?<![\w-])--[\w-]+(?: '')?"  # options
    r"|\b[\w-]+=\S+"  # their values: victim=4,perpetrator=8
    r"|\blanterne(?:-| )[a-z-]+"  # commands, and names of codebooks
    r"|\b[\w-]+\.\w+\b"  # files, editions
    r"|\bk-anonymous-synthetic\b|\bk-anonymised(?=[:.])"  # methods, as they are typed
    r"|Differential Privacy Synthetic Data Challenge"
    r"|(?<!\w)'[\w -]+'(?!\w)"  # words of files
)
"""What stands in sentences and is not read as words of a language."""

VOWEL_SIGNS = re.compile("[\u064b-\u0652]")
"""Of Arabic, which are written or left out."""


@cache
def words_of(text: str) -> str:
    return VOWEL_SIGNS.sub("", NO_WORDS.sub(" ", text))


def says(pattern: str, text: str) -> bool:
    return bool(re.search(pattern, words_of(text), re.IGNORECASE))


@cache
def pairs(language: str) -> list[tuple[str, list[str]]]:
    """Each English sentence of the catalogue, and all forms of its translation."""
    return [
        (one.msgid_plural or one.msgid, list(one.msgstr_plural.values()) or [one.msgstr])
        for one in polib.pofile(str(catalogues.catalogue(language)))
    ]


def texts(language: str) -> list[tuple[str, str]]:
    """Everything that is said in a language, with where: sentences and documents."""
    sentences = (
        [one for entry in catalogues.sentences() for one in _forms(entry.id)]
        if language == "en"
        else [form for _english, forms in pairs(language) for form in forms]
    )
    found = [("catalogue", one) for one in sentences]
    documents = sorted((DOCUMENTS / language).glob("*.md"))
    return [*found, *((path.name, part) for path in documents for part in _paragraphs(path))]


def _forms(sentence: str | tuple[str, str]) -> tuple[str, ...]:
    return (sentence,) if isinstance(sentence, str) else sentence


def _paragraphs(path: Path) -> list[str]:
    """The paragraphs of a document, each on a line of its own."""
    return [" ".join(one.split()) for one in path.read_text("utf-8").split("\n\n")]


HELD = [term for term in glossary().values() if term.held]
FORBIDDEN = [(term, language) for term in glossary().values() for language in term.never]


@pytest.mark.parametrize("term", glossary().values(), ids=lambda term: term.name)
def test_a_term_is_whole(term: Term):
    assert set(term.words) == set(LANGUAGES)
    assert not term.also or set(term.also) == set(LANGUAGES)
    assert not term.held or set(term.held) == set(LANGUAGES)
    assert set(term.never) <= set(LANGUAGES)
    assert re.fullmatch("[a-z]+(-[a-z]+)*", term.name)
    assert re.fullmatch(r"[A-Z].*\.", term.meaning)
    assert len(term.meaning) < 140, "one short sentence"
    for language, pattern in term.held.items():
        assert language == "en" or says(pattern, term.word(language)), "it holds its own word"
    for language, patterns in term.never.items():
        said = f"{term.word(language)} {term.also.get(language, '')}"
        assert not any(says(one, said) for one in patterns), "it forbids its own word"


def test_a_word_stands_for_one_thing():
    for language in LANGUAGES:
        words = [term.word(language) for term in glossary().values()]
        assert len(words) == len(set(words)), sorted(one for one in words if words.count(one) > 1)
        assert len(in_alphabet(language)) == len(words)


@pytest.mark.parametrize("language", catalogues.TRANSLATED)
def test_a_term_is_translated_by_its_word(language):
    wrong = [
        f"{term.name}: {text}\n    {form}"
        for text, forms in pairs(language)
        for term in HELD
        if says(term.held["en"], text)
        for form in forms
        if not says(term.held[language], form)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_said_by_a_word_that_is_forbidden(language):
    patterns = [one for term, tag in FORBIDDEN if tag == language for one in term.never[tag]]
    wrong = [
        f"{where}: {pattern}: {text}"
        for where, text in texts(language)
        for pattern in patterns
        if says(pattern, text)
    ]
    assert not wrong, "\n".join(wrong)


def test_each_held_term_is_met():
    """A pattern that nothing has holds nothing."""
    said = [form for one in catalogues.sentences() for form in _forms(one.id)]
    for term in HELD:
        assert any(says(term.held["en"], text) for text in said), term.name
