"""What the texts of answers say by themselves, whatever column of a codebook they may belong to.

Each text is read once, and compared with many columns. What was read lives as long as its file is
looked at: answers of cases are sensitive, and nothing remembers them beyond that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from lanterne.codebook.model import Missing
from lanterne.codebook.spelling import plain
from lanterne.harmonise.answer_words import (
    alternatives,
    answer_ideas,
    bare,
    says_yes,
    silence_of,
    without_aside,
)
from lanterne.harmonise.countries import country_code
from lanterne.harmonise.lexicon import spoken
from lanterne.harmonise.source_columns import Choice
from lanterne.harmonise.spans import Span, span_of

LONGEST = 200
"""Characters of an answer that may mean one of a list: more is free text."""

UNITS = frozenset({"month", "year"})
"""Sections of the lexicon that a number may be counted in."""


@dataclass(frozen=True)
class AnswerText:
    """One text by which an answer is known.

    Attributes:
        text: As it is written.
    """

    text: str

    @cached_property
    def plain(self) -> str:
        """Its plain form."""
        return plain(self.text)

    @cached_property
    def key(self) -> str:
        """Its plain form, without its number in a list."""
        return answer_key(self.text)

    @cached_property
    def silence(self) -> Missing | None:
        """Why nothing is known, where it says so."""
        return silence_of(self.text)

    @cached_property
    def yes(self) -> bool | None:
        """Whether it says yes or no; ``None``: neither."""
        return says_yes(self.text)

    @cached_property
    def ideas(self) -> frozenset[str]:
        """What it speaks of as a whole."""
        return answer_ideas(self.text)

    @cached_property
    def span(self) -> Span | None:
        """The numbers that it stands for, where it is a number or a band."""
        return span_of(bare(self.text)) or span_of(without_aside(self.text))

    @cached_property
    def units(self) -> frozenset[str]:
        """In what its number is counted, where it says so."""
        return spoken(without_aside(self.text)).ideas & UNITS

    @cached_property
    def country(self) -> str | None:
        """Two letters of the only country that it names."""
        return country_code(self.text)

    @cached_property
    def alternatives(self) -> tuple[AnswerText, ...]:
        """Answers that stand beside each other in it; none where it is one."""
        return tuple(map(AnswerText, alternatives(self.text)))


@dataclass(frozen=True)
class ReadChoice:
    """An answer that a form offers, or one of cases: then it is sensitive.

    Attributes:
        name: What stands in the file.
        texts: What it may be known by; without free text, and without numbers that have a label.
    """

    name: str
    texts: tuple[AnswerText, ...]


@dataclass(frozen=True)
class ReadChoices:
    """Answers that are offered together: what a letter means depends on the others.

    Attributes:
        choices: Each of them, in their order.
    """

    choices: tuple[ReadChoice, ...]

    @cached_property
    def country_codes(self) -> int:
        """How many of them are codes of countries in capitals."""
        names = (choice.name for choice in self.choices)
        return sum(name.isupper() and country_code(name) is not None for name in names)

    @cached_property
    def letters(self) -> Mapping[str, frozenset[str]]:
        """Letters for women and men, which languages use for either: F and M, H and M, H and F."""
        keys = {answer_key(choice.name) for choice in self.choices}
        if keys >= {"h", "m"} and "f" not in keys:
            return {"h": frozenset({"man"}), "m": frozenset({"woman"})}
        if keys >= {"f", "m"} and "h" not in keys:
            return {"f": frozenset({"woman"}), "m": frozenset({"man"})}
        return {"h": frozenset({"man"})} if keys >= {"f", "h"} else {}


def read_choices(choices: Iterable[Choice]) -> ReadChoices:
    """Answers that are offered together, ready to be compared with columns."""
    return ReadChoices(tuple(ReadChoice(one.name, _texts(one)) for one in choices))


def _texts(choice: Choice) -> tuple[AnswerText, ...]:
    return tuple(
        AnswerText(text)
        for text in choice.texts
        if len(text) <= LONGEST and not (choice.labels and text.isdecimal())
    )


def answer_key(text: str) -> str:
    """The plain form of an answer, without its number in a list, its words parted by one blank."""
    return " ".join(plain(bare(text)).split())
