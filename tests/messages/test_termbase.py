"""The termbase, and the catalogues and documents held against it: one thing, one word."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import polib
import pytest
from tools import catalogues

from lanterne.codebook.lists import standards
from lanterne.codebook.translations import in_more_languages
from lanterne.messages import LANGUAGES
from lanterne.messages.glossary import Term, glossary

DOCUMENTS = catalogues.LOCALE.parent / "documents"

NO_WORDS = re.compile(
    r"\{[^{}]*\}|%\(\w+\)[ds]|`[^`]*`|<[^<>]*>"  # gaps, code and tags
    r"|(?<![\w-])--[\w-]+(?: '')?"  # options
    r"|\b[\w-]+=\S+"  # their values: victim=4,perpetrator=8
    r"|\blanterne(?:-| )[a-z-]+"  # commands, and names of codebooks
    r"|\b[\w-]+\.\w+\b"  # files, editions
    r"|\bk-anonymous-synthetic\b|\bk-anonymised(?=[:.])"  # methods, as they are typed
    r"|Differential Privacy Synthetic Data Challenge|Counter-Trafficking Data Collaborative"
    r"|Global (?:Victim-Perpetrator )?Synthetic Dataset"
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
    """Each English sentence, and all forms of its translation."""
    sentences = [
        (one.msgid_plural or one.msgid, list(one.msgstr_plural.values()) or [one.msgstr])
        for one in polib.pofile(str(catalogues.catalogue(language)))
    ]
    return [*sentences, *((text["en"], [text[language]]) for text in of_codebooks())]


@cache
def of_codebooks() -> list[Mapping[str, str]]:
    """Each text of the built-in codebooks in its languages."""
    paths = sorted(one for one in standards().iterdir() if one.name.endswith(".toml"))
    return [
        text
        for path in paths
        for text in _below(in_more_languages(tomllib.loads(path.read_text("utf-8"))))
    ]


def _below(node: Any) -> Iterator[Mapping[str, str]]:
    if isinstance(node, dict) and set(node) >= set(LANGUAGES):
        yield node
    elif isinstance(node, dict | list):
        for one in node.values() if isinstance(node, dict) else node:
            yield from _below(one)


@cache
def in_english() -> list[str]:
    """Each English sentence, of one thing and of several."""
    ids = [one.id for one in catalogues.sentences()]
    sentences = [form for id in ids for form in ((id,) if isinstance(id, str) else id)]
    return [*sentences, *(text["en"] for text in of_codebooks())]


def texts(language: str) -> list[tuple[str, str]]:
    """Everything that is said in a language, with where: sentences, codebooks and documents."""
    said = (
        in_english()
        if language == "en"
        else [form for _english, forms in pairs(language) for form in forms]
    )
    documents = sorted((DOCUMENTS / language).glob("*.md"))
    found = [("catalogue", one) for one in dict.fromkeys(said)]
    return [*found, *((path.name, part) for path in documents for part in _paragraphs(path))]


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
    for term in HELD:
        assert any(says(term.held["en"], text) for text in in_english()), term.name
