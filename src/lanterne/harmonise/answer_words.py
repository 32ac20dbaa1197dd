"""What answers of forms speak of, and which of them say why nothing is known.

The words are in ``words/answers.toml`` and ``words/silence.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from lanterne.codebook.model import Missing
from lanterne.codebook.spelling import Words, plain, singular, words_of
from lanterne.harmonise.lexicon import read_words

PASSED_OVER = "passed_over"
"""Section of words that add nothing to an answer."""

LONGEST = 5
"""Words of an entry at most."""

_NUMBERED = re.compile(r"^\s*(?:\d{1,2}|[A-Za-z])\s*[-_.):]\s*(?=[^\W\d_]{2})")
_ENDINGS = re.compile(r"(?<=\w)(?:\((?:e|a|s|as|es|ne|le)\)|/(?:a|o|e|as|ة)(?!\w))")
_BESIDE = re.compile(r"\s*[/\\|]\s*")
_ASIDE = re.compile(r"\s*\([^)]*\)\s*$")


def bare(text: str) -> str:
    """An answer without its number in a list and the endings for women and men beside it."""
    return _ENDINGS.sub("", _NUMBERED.sub("", text.strip()))


def alternatives(text: str) -> tuple[str, ...]:
    """Answers that stand beside each other in one, such as ``husband / partner``."""
    parts = tuple(part for part in _BESIDE.split(bare(text)) if part.strip())
    return parts if len(parts) > 1 else ()


def without_aside(text: str) -> str:
    """An answer without what stands in brackets behind it."""
    return _ASIDE.sub("", text)


def silence_of(text: str) -> Missing | None:
    """Why nothing is known, where an answer says so; ``None``: it does not, or in two ways."""
    kinds = _kinds_of(text) - {"yes", "no"}
    return Missing(next(iter(kinds))) if len(kinds) == 1 else None


def says_yes(text: str) -> bool | None:
    """Whether an answer says yes or no; ``None``: neither."""
    said = _kinds_of(text) & {"yes", "no"}
    return next(iter(said)) == "yes" if len(said) == 1 else None


@lru_cache(maxsize=20_000)
def answer_ideas(text: str) -> frozenset[str]:
    """What a whole answer speaks of; empty where one word of it is not known."""
    words = _words(text)
    if not words:
        return frozenset()
    found = list(_longest(words))
    covered = {place for first, last, _ in found for place in range(first, last)}
    whole = covered == set(range(len(words)))
    return frozenset(idea for _, _, idea in found) - {PASSED_OVER} if whole else frozenset()


@lru_cache(maxsize=20_000)
def label_ideas(text: str) -> frozenset[str]:
    """All that the label of an answer speaks of, whatever else stands there."""
    return frozenset(idea for _, _, idea in _longest(_words(text))) - {PASSED_OVER}


def _words(text: str) -> Words:
    return tuple(map(singular, words_of(bare(text))))


def _longest(words: Words) -> Iterator[tuple[int, int, str]]:
    """First and last place of entries, each place taken by the longest that holds it."""
    place = 0
    while place < len(words):
        ends = range(min(place + LONGEST, len(words)), place, -1)
        last = next((end for end in ends if words[place:end] in _entries()), None)
        if last is None:
            place += 1
            continue
        for idea in _entries()[words[place:last]]:
            yield place, last, idea
        place = last


def _kinds_of(text: str) -> frozenset[str]:
    kinds = _silence().get(_whole(text), frozenset())
    return kinds or _silence().get(_whole(bare(text)), frozenset())


def _whole(text: str) -> str:
    """An answer as a whole: plain, its words parted by one blank, without a point at its end."""
    spelt = " ".join(plain(text).replace("’", "'").split())
    return spelt.rstrip(".") or spelt


@cache
def _silence() -> Mapping[str, frozenset[str]]:
    """Answer → the sections in which it stands."""
    found: dict[str, frozenset[str]] = {}
    for kind, languages in read_words("silence.toml").items():
        for words in languages.values():
            for word in words:
                found[_whole(word)] = found.get(_whole(word), frozenset()) | {kind}
    return found


@cache
def _entries() -> Mapping[Words, frozenset[str]]:
    """Words of an entry → the sections in which it stands."""
    found: dict[Words, frozenset[str]] = {}
    for idea, languages in read_words("answers.toml").items():
        for words in languages.values():
            for word in words:
                entry = tuple(map(singular, words_of(word)))
                found[entry] = found.get(entry, frozenset()) | {idea}
    return found
