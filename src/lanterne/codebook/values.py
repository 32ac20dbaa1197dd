"""What a cell may say, and what people read for it in several languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Text = Mapping[str, str]
"""A text in several languages: BCP 47 tag → text. English (``en``) is always there."""


def language_of(text: Text, language: str) -> str:
    """In which language a text is said: in this one, else in English, else in the first it has."""
    return next((one for one in (language, "en", *text) if text.get(one)), "en")


def in_language(text: Text, language: str) -> str:
    """A text as it is said in a language, see :func:`language_of`; no words when there are none."""
    return text.get(language_of(text, language), "")


@dataclass(frozen=True)
class Value:
    """One permitted answer of a column.

    Attributes:
        code: The text in the file.
        label: What a person reads.
        definition: What it means; empty when the label says it all.
    """

    code: str
    label: Text
    definition: Text = field(default_factory=dict)


def own_labels(codes: Iterable[str], languages: Iterable[str] = ("en",)) -> tuple[Value, ...]:
    """Values that are their own labels in each language."""
    languages = tuple(languages)
    return tuple(Value(code, dict.fromkeys(languages, code)) for code in codes)


class Missing(StrEnum):
    """Why a cell says nothing. Blank never means "no"."""

    NOT_RECORDED = "not_recorded"
    NOT_ASKED = "not_asked"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    NOT_APPLICABLE = "not_applicable"
    SUPPRESSED = "suppressed"
