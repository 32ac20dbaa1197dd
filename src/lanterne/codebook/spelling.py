"""Words of headers and answers in their plain form, so that one way to write them is the other."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

Words = tuple[str, ...]
"""Some words, in their plain form, in their order."""

IN_A_BROWSER = Path(__file__).with_suffix(".js")
"""The same for pages that are searched where there is no server."""

_MARKS = {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": ""}
_ARTICLE = re.compile(r"^(?:[وبك]?ال|لل)+(?=\w{2})")
_WORD = re.compile(r"[^\W\d_]+")
_CAPITALS = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def plain(text: str) -> str:
    """A text without capitals, accents and the many ways to write one Arabic letter."""
    if text.isascii():  # most texts, and there may be a million: nothing else has to be looked for
        return text.lower().strip()
    whole = "".join(_MARKS.get(letter, letter) for letter in text)
    parts = unicodedata.normalize("NFKD", whole)
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold().strip()


def latin_digits(text: str) -> str:
    """A text with the digits of every script as those from 0 to 9."""
    if text.isascii():
        return text
    return "".join(str(int(one)) if one.isdecimal() else one for one in text)


def without_article(word: str) -> str:
    """A word in its plain form without the Arabic article, and what is written onto that."""
    return _ARTICLE.sub("", word)


def words_of(header: str) -> Words:
    """The words of a header in their plain form, without small words; plurals stay."""
    bare = "".join(
        part for part in unicodedata.normalize("NFKD", header) if not unicodedata.combining(part)
    )
    found = _WORD.findall(plain(_CAPITALS.sub(" ", bare)))
    words = [without_article(word) for word in found]
    kept = tuple(word for word in _letters_joined(words) if word not in listed("small"))
    return kept or tuple(words)


def _letters_joined(words: Iterable[str]) -> Iterator[str]:
    """Words, with letters that stand alone made one word: ``D.O.B.`` → ``dob``."""
    run: list[str] = []
    for word in [*words, ""]:
        if len(word) == 1:
            run.append(word)
            continue
        joined = "".join(run)
        yield from [joined] if len(run) > 2 or joined == "id" else run
        run = []
        if word:
            yield word


def singular(word: str) -> str:
    """A word without the end of a plural; both of what is compared are cut alike."""
    word = word[:-2] if word.endswith("sses") else word
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word


@cache
def known_words() -> dict[str, Any]:
    """What ``identifying.toml`` holds."""
    text = files("lanterne.codebook").joinpath("identifying.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def listed(name: str) -> frozenset[str]:
    """The entries of a section of the file in all languages, in their plain form."""
    return frozenset(plain(word) for words in known_words()[name].values() for word in words)
