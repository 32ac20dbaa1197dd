"""What may be names of people or places: words that no list of answers is made of.

Names begin with capitals, where there are any; so do answers. What tells them apart is that answers
are made of words which many forms have in common (``common.toml``), and names are not.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from lanterne.codebook.lists import LIST_NAMES, builtin_list
from lanterne.codebook.spelling import listed, plain, singular, words_of

LONGEST = 80
"""Characters of an answer that are looked at, however it was made to take long."""

_SHAPE = re.compile(r"[^\W\d_]+(?:['’.,\-\s]+[^\W\d_]+){0,5}\.?")
_ASIDE = re.compile(r"[(\[][^)\]]*[)\]]")
_BESIDE = re.compile(r"[\d/|()\[\]\"&+:#*°<>=≥≤_]+")
_SMALL = frozenset(
    "abd abu bin bint ben ibn ould van von der den dos das del las los".split()  # noqa: SIM905
)
_ENDS = re.compile(
    r"\w{3,}(?:tions?|cion(?:es)?|tures?|turas?|idad(?:es)?|ism[eo]?|ness|olog(?:y|ies?|ias?)|ship)"
)
_WORD = re.compile(r"[^\W\d_]+")


def perhaps_names(answers: Iterable[str]) -> tuple[str, ...]:
    """Those answers that may be names, with capitals or not: they are made of unusual words."""
    return tuple(text for text in answers if _is_a_few_words(text) and not is_common(text))


def written_like_names(answers: Iterable[str]) -> tuple[str, ...]:
    """Those of them that are written like names: with capitals, or as two words and more."""
    return tuple(
        text for text in perhaps_names(answers) if has_capitals(text) or _is_unheard_of(text)
    )


def _is_unheard_of(text: str) -> bool:
    """Whether an answer is several words, none of which forms have in common."""
    words = [word for word in _WORD.findall(_bare(text)) if _counts(word)]
    return len(words) > 1 and not any(map(is_common, words))


def given_names(answers: Iterable[str]) -> tuple[str, ...]:
    """Those answers in which a given name stands, with a capital or not."""
    return tuple(text for text in answers if _is_a_few_words(text) and _has_given(text))


def has_shape(text: str) -> bool:
    """Whether an answer is a few words with capitals, or in letters that have none."""
    return bool(_SHAPE.fullmatch(text[:LONGEST])) and has_capitals(text)


def _is_a_few_words(text: str) -> bool:
    """Whether an answer is a few words beside numbers, not all of them as short as a code."""
    bare = _bare(text)
    return bool(_SHAPE.fullmatch(bare)) and any(map(_counts, _WORD.findall(bare)))


def _counts(word: str) -> bool:
    """Whether a word is no code; in scripts without capitals names may have two letters."""
    return len(word) > 2 or (len(word) == 2 and word.lower() == word.upper())


def _bare(text: str) -> str:
    """The beginning of an answer as letters: without numbers, brackets and vowel signs."""
    letters = "".join(one for one in text[:LONGEST] if unicodedata.category(one)[0] != "M")
    whole = unicodedata.normalize("NFC", letters)
    said = _ASIDE.sub(" ", whole)
    said = said if _WORD.search(said) else whole
    return _BESIDE.sub(" ", said).strip(" ,.-'’")


def has_capitals(text: str) -> bool:
    """Whether each word begins with a capital, or the letters have none."""
    words = [word for word in _WORD.findall(_bare(text)) if _counts(word)]
    return all(word[0] == word[0].upper() or word in _SMALL for word in words)


def is_common(text: str) -> bool:
    """Whether an answer is made of words that forms have in common; a given name is none."""
    if plain(text) in countries() or plain(text) in listed("months"):
        return True
    if _has_given(text):
        return False
    if plain(text) in listed("platforms"):
        return True
    words = [word for word in words_of(_bare(text)) if _counts(word)]
    known = sum(singular(word) in _common() or bool(_ENDS.fullmatch(word)) for word in words)
    return not words or 2 * known > len(words)


def _has_given(text: str) -> bool:
    return not listed("given").isdisjoint(_WORD.findall(plain(_bare(text))))


@cache
def countries() -> frozenset[str]:
    """Names of countries and regions, which begin with capitals but are no people."""
    lists = [builtin_list(name) for name in LIST_NAMES]
    return frozenset(plain(text) for one in lists for value in one for text in value.label.values())


@cache
def _common() -> frozenset[str]:
    text = files("lanterne.codebook").joinpath("common.toml").read_text("utf-8")
    lists = tomllib.loads(text)["words"].values()
    words = (word for words in lists for one in words.split() for word in words_of(one))
    return frozenset(map(singular, words)) - listed("given")
