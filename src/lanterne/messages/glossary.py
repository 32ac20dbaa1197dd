"""The termbase: each word that needs explaining, in every language, and what it means."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from lanterne.messages.store import translated

_FILE = resources.files("lanterne.messages").joinpath("glossary.toml")


@dataclass(frozen=True)
class Term:
    """One thing, and what it is called.

    Attributes:
        name: Of the term, and of its place on pages: stable, in English.
        meaning: What it is, in one English sentence, which the catalogues translate.
        words: Language → the word to use.
        also: Language → what the field says as well; empty: the same word.
        held: Language → pattern of the word in its inflections; empty: it is not always said so.
        never: Language → patterns of what must not be said.
    """

    name: str
    meaning: str
    words: Mapping[str, str]
    also: Mapping[str, str] = field(default_factory=dict)
    held: Mapping[str, str] = field(default_factory=dict)
    never: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def word(self, language: str) -> str:
        """What it is called; in English where it has no translation."""
        return self.words.get(language, self.words["en"])

    def meaning_in(self, language: str) -> str:
        """What it is, in a language."""
        return translated(self.meaning, language)


@cache
def glossary() -> Mapping[str, Term]:
    """Name → term, in the order of the file: those that belong together are together."""
    found = tomllib.loads(_FILE.read_text("utf-8"))
    return {name: _term(name, table) for name, table in found.items()}


def in_alphabet(language: str) -> Sequence[Term]:
    """All terms in the order in which somebody who reads a language looks for them."""
    return sorted(glossary().values(), key=lambda term: sorted_as(term.word(language)))


_TABLES = {"also", "held", "never"}


def _term(name: str, table: Mapping[str, object]) -> Term:
    rest = {key: value for key, value in table.items() if key in {"meaning", *_TABLES}}
    words = {key: value for key, value in table.items() if key not in rest}
    return Term(name, words=words, **rest)  # type: ignore[arg-type]  # as a test reads the file


def sorted_as(word: str) -> str:
    """The word without accents and capitals, and without the Arabic article."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", word) if not _is_mark(one))
    return plain.casefold().removeprefix("ال")


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign) == "Mn"
