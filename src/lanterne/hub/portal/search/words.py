"""Texts as they are searched: words without capitals, accents, articles and marks of vowels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lanterne.codebook.spelling import latin_digits, plain, without_article

_WORD = re.compile(r"[^\W_]+")
_CAPITALS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def words_in(text: str) -> tuple[str, ...]:
    """The words of a text in their plain form, each once."""
    found = map(without_article, _WORD.findall(latin_digits(plain(text))))
    return tuple(dict.fromkeys(found))


def names_apart(name: str) -> str:
    """The name of a column whole and in its parts: ``ageBroad`` → ``ageBroad age Broad``."""
    return f"{name} {_CAPITALS.sub(' ', name)}"


def searchable(texts: Iterable[str]) -> str:
    """Texts as one in which :func:`holds` looks: before each word there is a blank."""
    return "".join(f" {word}" for word in words_in("\n".join(texts)))


def holds(text: str, words: Sequence[str]) -> bool:
    """Whether each of the words is there, or a longer one that begins with it."""
    return all(f" {word}" in text for word in words)
