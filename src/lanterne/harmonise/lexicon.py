"""What words of headers speak of, in several languages: ``words/concepts.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from lanterne.codebook.spelling import Words, listed, plain, singular, words_of

PASSED_OVER = "passed_over"
"""Section of words that say nothing of what a column is about."""

LONGEST = 4
"""Words of an entry at most."""

STEM = 7
"""Letters of a word by which it is known in other forms and in kindred languages."""

_BEGINNING = "*"
_WORD = re.compile(r"[^\W\d_]+")
_WHOLE = "="
_LETTER = "\N{LATIN SMALL LETTER THORN}"  # stands for it where only letters count


@dataclass(frozen=True)
class Spoken:
    """What a text speaks of.

    Attributes:
        ideas: Sections of the lexicon.
        words: Beginnings of words, without those that say nothing.
        unknown: Those of them that the lexicon does not know.
        exact: The same words, whole, in the singular.
        small: Small words, which tell a language.
    """

    ideas: frozenset[str]
    words: frozenset[str]
    unknown: frozenset[str]
    exact: frozenset[str]
    small: frozenset[str]

    def says_the_same(self, other: Spoken) -> bool:
        """Whether another text has the same words and no small word of another language."""
        return bool(self.exact) and self.exact == other.exact and self.small <= other.small


@lru_cache(maxsize=20_000)
def spoken(text: str) -> Spoken:
    """What a header, a question or a label speaks of."""
    words = words_of(text)
    whole = _wholes().get(words)
    matches = [(0, len(words), whole)] if whole else list(_matches(words))
    covered = {place for first, last, _ in matches for place in range(first, last)}
    kept = [
        place for place, word in enumerate(words) if place in covered or not _says_nothing(word)
    ]
    kept = kept or list(range(len(words)))
    return Spoken(
        frozenset(idea for _, _, idea in matches),
        frozenset(stem(words[place]) for place in kept),
        frozenset(stem(words[place]) for place in kept if place not in covered),
        frozenset(singular(words[place]) for place in kept),
        frozenset(_WORD.findall(plain(text))) & listed("small"),
    )


def stem(word: str) -> str:
    """The beginning of a word, which its plural and its kin in other languages share."""
    return singular(word)[:STEM]


def read_words(name: str) -> dict[str, Any]:
    """One of the files of words that come with Lanterne."""
    text = files("lanterne.harmonise").joinpath("words", name).read_text("utf-8")
    return tomllib.loads(text)


def _matches(words: Words) -> Iterator[tuple[int, int, str]]:
    """First and last place of entries that stand in some words, the longest of each place."""
    found = [
        (first, last, idea)
        for first in range(len(words))
        for last in range(first + 1, min(first + LONGEST, len(words)) + 1)
        for idea in _ideas_of(words[first:last])
    ]
    for first, last, idea in found:
        longer = (
            other_last - other_first > last - first and other_first < last and first < other_last
            for other_first, other_last, _ in found
        )
        if not any(longer):
            yield first, last, idea


def _ideas_of(words: Words) -> Iterable[str]:
    """The sections that have an entry of exactly these words."""
    entries = _by_beginning().get(len(words), {})
    for place in range(2, len(words[0]) + 1):
        for entry, idea in entries.get(words[0][:place], ()):
            if all(_is(word, part) for word, part in zip(words, entry, strict=True)):
                yield idea


def _is(word: str, part: str) -> bool:
    if part.endswith(_BEGINNING):
        return word.startswith(part[:-1])
    return singular(word) == singular(part)


def _says_nothing(word: str) -> bool:
    return any(_is(word, part) for part in _passed_over())


@cache
def _passed_over() -> tuple[str, ...]:
    lists = read_words("concepts.toml")[PASSED_OVER].values()
    return tuple(part for words in lists for one in words for part in _parts(one))


@cache
def _by_beginning() -> Mapping[int, Mapping[str, list[tuple[Words, str]]]]:
    """Number of words → first letters of the first → entries with their sections."""
    found: dict[int, dict[str, list[tuple[Words, str]]]] = {}
    for idea, languages in read_words("concepts.toml").items():
        if idea == PASSED_OVER:
            continue
        listed = {entry for words in languages.values() for entry in words}
        for entry in sorted(_parts(one) for one in listed if not one.startswith(_WHOLE)):
            first = singular(entry[0].removesuffix(_BEGINNING))
            found.setdefault(len(entry), {}).setdefault(first, []).append((entry, idea))
    return found


@cache
def _wholes() -> Mapping[Words, str]:
    """Whole headers → their section."""
    return {
        _parts(entry.removeprefix(_WHOLE)): idea
        for idea, languages in read_words("concepts.toml").items()
        for words in languages.values()
        for entry in words
        if entry.startswith(_WHOLE)
    }


def _parts(entry: str) -> Words:
    """The words of an entry in their plain form; a star stays at the end of its word."""
    return tuple(
        part.replace(_LETTER, _BEGINNING) for part in words_of(entry.replace(_BEGINNING, _LETTER))
    )
