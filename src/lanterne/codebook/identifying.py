"""What identifies a person, by the header of a column: names, numbers, places, accounts, dates.

The words are in ``identifying.toml``, a list per kind and language. A header is taken apart into
whole words, without accents, capitals, plurals and small words, so that ``PRENOM_VICTIME`` and
``Prénoms de la victime`` are the same, and ``name`` is not found in ``rename``. A column whose
header says nothing may still look like it: see :mod:`lanterne.codebook.looks`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from lanterne.codebook.lists import builtin_list
from lanterne.codebook.model import Column
from lanterne.codebook.names import perhaps_names
from lanterne.codebook.spelling import Words, known_words, listed, plain, singular, words_of
from lanterne.messages import Message


class Identifies(StrEnum):
    """By what a column can give a person away."""

    NAMES = "names"
    CONTACTS = "contacts"
    PLACES = "places"
    NUMBERS = "numbers"
    BIRTHS = "births"
    TEXTS = "texts"


REASONS: Mapping[Identifies, Message] = {
    Identifies.NAMES: Message("by-name.names"),
    Identifies.CONTACTS: Message("by-name.contacts"),
    Identifies.PLACES: Message("by-name.places"),
    Identifies.NUMBERS: Message("by-name.numbers"),
    Identifies.BIRTHS: Message("by-name.births"),
    Identifies.TEXTS: Message("by-name.texts"),
}
"""Why a column is left out of a draft, for people."""


def by_header(header: str, answers: Collection[str]) -> Identifies | None:
    """What a column identifies people by, as its header says; ``None``: nothing that it says.

    A column that says no more than yes or no identifies nobody, nor do names that are numbers of a
    few digits, or places and births that are countries or years. A header such as "recruiter" may
    have names of people beneath it or what they are: the answers say which.

    Args:
        header: Name of the column.
        answers: The different answers that it holds; empty: nobody knows.
    """
    if answers and all(plain(text) in _harmless() for text in answers):
        return None
    whole = words_of(header)
    for kind, known in _vocabulary().items():
        if known.says(whole) and not (answers and _cannot_be(kind, answers)):
            return kind
    if _roles().says(whole) and 2 * len(perhaps_names(answers)) >= len(answers) > 0:
        return Identifies.NAMES  # whoever has a part in a case: by name, not by what they are
    return None


def is_of_somebody(header: str) -> bool:
    """Whether a header is somebody with a part in a case: a recruiter, a guardian, a hotel."""
    return _roles().says(words_of(header))


def identifying_column(column: Column) -> Identifies | None:
    """What a column of a codebook identifies people by, as its name says, if by anything."""
    return by_header(column.name, column.codes)


_YEAR = re.compile(r"(19|20)\d\d")
_AMOUNT = re.compile(r"[<>≤≥]?\s*\d{1,3}(\s*(-{1,2}|–|to|à|a)\s*\d{1,3}|\s*\+)?")


def _cannot_be(kind: Identifies, answers: Collection[str]) -> bool:
    """Whether answers cannot be of a kind, whatever the header says."""
    if kind is Identifies.CONTACTS:  # which platform it was, and nobody's account on it
        return listed("platforms").issuperset(map(plain, answers))
    if kind is Identifies.NAMES:
        return all(_AMOUNT.fullmatch(text) for text in answers)
    if kind is Identifies.BIRTHS:
        return all(_YEAR.fullmatch(text) for text in answers) or _are_countries(answers)
    return kind is Identifies.PLACES and _are_countries(answers)


def _are_countries(answers: Collection[str]) -> bool:
    return any(
        {value.code for value in builtin_list(name)}.issuperset(answers)
        for name in ("iso2", "iso3")
    )


@dataclass(frozen=True)
class _Known:
    """The words of one kind.

    Attributes:
        anywhere: Words that count wherever they stand, without plurals.
        alone: Words that count as a whole header.
        exact: Words of which the last stands in the singular, anywhere.
        unless: Words beside them with which they do not count.
        excepted: One word → further words beside it with which it does not count.
    """

    anywhere: frozenset[Words]
    alone: frozenset[Words]
    exact: frozenset[Words]
    unless: frozenset[str]
    excepted: Mapping[str, frozenset[str]]

    def says(self, header: Words) -> bool:
        """Whether a header is of this kind."""
        whole = tuple(map(singular, header))
        if whole in self.alone:
            return True
        return any(
            not self._is_excepted(whole, first, last)
            for first, last in _spans(whole)
            if whole[first:last] in self.anywhere
            or (singular("".join(header[first:last])),) in self.anywhere  # WhatsApp
            or header[first:last] in self.exact
        )

    def _is_excepted(self, words: Words, first: int, last: int) -> bool:
        before, after = set(words[:first][-1:]), set(words[last:][:1])
        unless = self.unless | self.excepted.get(words[first], frozenset())
        return bool((before | after) & unless) or bool(after & _after())


def _spans(words: Words) -> Iterator[tuple[int, int]]:
    """First and last place of each run of at most four words."""
    for first in range(len(words)):
        for last in range(first + 1, min(first + 4, len(words)) + 1):
            yield first, last


@cache
def _harmless() -> frozenset[str]:
    return listed("answers")


@cache
def _after() -> frozenset[str]:
    return _single(known_words()["unless"]["after"])


@cache
def _roles() -> _Known:
    return _known(known_words()["roles"], _single(known_words()["unless"]["beside"]))


@cache
def _vocabulary() -> Mapping[Identifies, _Known]:
    beside = _single(known_words()["unless"]["beside"])
    return {kind: _known(known_words()[kind.value], beside) for kind in Identifies}


def _known(section: Mapping[str, Any], beside: frozenset[str]) -> _Known:
    exact = frozenset(_numbered(section)) if "number" in section else frozenset()
    return _Known(
        anywhere=_phrases(section["words"]),
        alone=_phrases(section.get("alone", {})),
        exact=exact,
        unless=_single(section.get("unless", {})) | beside,
        excepted={word: _single(one) for word, one in section.get("except", {}).items()},
    )


def _phrases(languages: Mapping[str, list[str]]) -> frozenset[Words]:
    """Each entry as words in the singular, and the words of an entry as one word."""
    entries = [words_of(entry) for entries in languages.values() for entry in entries]
    whole = [tuple(map(singular, words)) for words in entries]
    return frozenset([*whole, *((singular("".join(words)),) for words in entries)])


def _single(languages: Mapping[str, list[str]]) -> frozenset[str]:
    return frozenset(words[0] for words in _phrases(languages) if len(words) == 1)


def _numbered(section: Mapping[str, Any]) -> Iterator[Words]:
    """``case number`` and ``casenumber``; where the language allows it ``numéro dossier`` too."""
    for language, nouns in section["numbered"].items():
        for noun in (words_of(one)[0] for one in nouns):
            for number in (plain(one) for one in section["number"][language]):
                orders = [(noun, number)]
                orders += [(number, noun)] if language != "en" else []
                for order in orders:
                    yield order
                    yield ("".join(order),)
