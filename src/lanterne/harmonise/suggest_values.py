"""Which answer of a codebook an answer of a form means: suggested, never decided.

Whoever asks is given nothing rather than something wrong: a person settles what is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property

from lanterne.codebook.model import Column, Missing
from lanterne.codebook.spelling import plain
from lanterne.harmonise.answer_words import (
    alternatives,
    answer_ideas,
    bare,
    label_ideas,
    says_yes,
    silence_of,
    without_aside,
)
from lanterne.harmonise.answers import FLAG_ANSWERS
from lanterne.harmonise.countries import country_code, in_list
from lanterne.harmonise.lexicon import spoken
from lanterne.harmonise.source_columns import Choice
from lanterne.harmonise.spans import Span, span_of
from lanterne.messages import Message

ALIKE = 0.88
"""How alike two spellings of one answer are at least, from 0 to 1."""

SHORTEST = 6
"""Letters of an answer whose spelling may be mistaken: of shorter ones each letter tells."""

UNITS = frozenset({"month", "year"})
"""Sections of the lexicon that a number may be counted in."""


@dataclass(frozen=True)
class Suggested:
    """What an answer is suggested to mean.

    Attributes:
        answer: The answer of the form, or of the cases: then it is sensitive.
        becomes: Answer of the codebook, of flags ``"1"`` or ``"0"``; empty: none.
        missing: Why nothing is known; ``None``: the answer does not say so.
        why: For people; no cell's value is in it.
        sure: Whether it may be accepted together with others, by one click.
    """

    answer: str
    becomes: str = ""
    missing: Missing | None = None
    why: Message = field(default=Message("suggest-answer.nothing"))
    sure: bool = False

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to suggest."""
        return not self.becomes and self.missing is None


@dataclass(frozen=True)
class AnswerSuggester:
    """Suggests answers of one column.

    Attributes:
        column: Column of the codebook.
        others: All answers that the form offers: what a letter means may depend on them.
    """

    column: Column
    others: Sequence[str] = ()

    def suggest(self, choice: Choice) -> Suggested:
        """What a choice means, by its labels or its name; nothing where they disagree."""
        texts = [text for text in choice.texts if not (choice.labels and text.isdecimal())]
        found = [one for one in map(self._whole_or_parts, texts) if not one.nothing]
        meant = {(one.becomes, one.missing) for one in found}
        if len(meant) != 1:
            return Suggested(choice.name)
        best = max(found, key=lambda one: one.sure)
        return Suggested(choice.name, best.becomes, best.missing, best.why, best.sure)

    def _whole_or_parts(self, text: str) -> Suggested:
        """What an answer means as a whole, or what all of its alternatives mean alike."""
        whole = self._of_text(text)
        parts = [self._of_text(part) for part in alternatives(text)] if whole.nothing else []
        same = len({(part.becomes, part.missing) for part in parts}) == 1
        return parts[0] if same else whole

    def _of_text(self, text: str) -> Suggested:
        steps: tuple[tuple[str, Callable[[str], str | None]], ...] = (
            ("yes-no", self._flag),
            ("band", self._band),
            ("country", self._country),
            ("label", self._label),
            ("lexicon", self._lexicon),
            ("spelling", self._spelling),
        )
        missing = silence_of(text)
        if missing is not None and not self._is_code(text):
            why = Message(f"suggest-answer.{missing.value.replace('_', '-')}")
            return Suggested(text, "", missing, why, sure=True)
        for name, step in steps:
            becomes = step(text)
            if becomes is not None:
                why = Message(f"suggest-answer.{name}")
                return Suggested(text, becomes, None, why, sure=name != "spelling")
        return Suggested(text)

    def _is_code(self, text: str) -> bool:
        """Whether a word for nothing, such as NA, is a code among others of its length."""
        if text in self.column.codes and not self.column.traits.place:
            return True
        codes = [other for other in self.others if country_code(other) and other.isupper()]
        return self.column.traits.place and country_code(text) is not None and len(codes) > 2

    def _flag(self, text: str) -> str | None:
        if not self.column.traits.flag:
            return None
        said = says_yes(text)
        return None if said is None else FLAG_ANSWERS[0] if said else FLAG_ANSWERS[1]

    def _band(self, text: str) -> str | None:
        """The only band that holds a number or a narrower band, in the unit of the column."""
        if self.column.traits.flag or self.column.traits.place:
            return None
        given = span_of(bare(text)) or span_of(without_aside(text))
        counted = spoken(without_aside(text)).ideas & UNITS
        if given is None or (counted and self._units and not counted & self._units):
            return None
        return _only(code for span, code in self._spans if span.holds(given))

    def _country(self, text: str) -> str | None:
        if not self.column.traits.place:
            return None
        code = country_code(text)
        doubtful = says_yes(text) is not None and not self._is_code(text)
        return None if code is None or doubtful else self._countries.get(code)

    def _label(self, text: str) -> str | None:
        if self.column.traits.place:
            return None  # a name of several countries stands in the list for one of them
        key = _key(text)
        return _only(code for code, labels in self._labels if key in labels)

    def _lexicon(self, text: str) -> str | None:
        said = self._letters.get(_key(text)) or answer_ideas(text)
        if not said:
            return None
        by_label = _only(code for code, ideas in self._ideas if said <= ideas)
        return by_label or self._by_definition(said)

    def _by_definition(self, said: frozenset[str]) -> str | None:
        """By what definitions say, where no label speaks of it."""
        if any(said & ideas for _, ideas in self._ideas):
            return None
        return _only(code for code, ideas in self._defined if said <= ideas)

    def _spelling(self, text: str) -> str | None:
        key = _key(text)
        if self.column.traits.closed or len(key) < SHORTEST or not key.replace(" ", "").isalpha():
            return None
        alike = {
            code
            for code, labels in self._labels
            for label in labels
            if label[:1] == key[:1] and SequenceMatcher(None, key, label).ratio() >= ALIKE
        }
        return _only(alike)

    @cached_property
    def _labels(self) -> list[tuple[str, frozenset[str]]]:
        """Answer of the codebook → its code and its labels in their plain form."""
        return [
            (value.code, frozenset(map(_key, (value.code, *value.label.values()))))
            for value in self.column.values
        ]

    @cached_property
    def _ideas(self) -> list[tuple[str, frozenset[str]]]:
        return [
            (value.code, frozenset().union(*map(label_ideas, (value.code, *value.label.values()))))
            for value in self.column.values
        ]

    @cached_property
    def _defined(self) -> list[tuple[str, frozenset[str]]]:
        return [
            (value.code, frozenset().union(*map(label_ideas, value.definition.values())))
            for value in self.column.values
        ]

    @cached_property
    def _spans(self) -> list[tuple[Span, str]]:
        found = []
        for value in self.column.values:
            texts = (value.code, *value.label.values())
            span = next(filter(None, (span_of(without_aside(text)) for text in texts)), None)
            if span is not None:
                found.append((span, value.code))
        return found

    @cached_property
    def _units(self) -> frozenset[str]:
        """In what numbers of the column are counted, as its name or else its texts say."""
        for texts in ((self.column.name, *self.column.label.values()), self._unit_texts()):
            found = frozenset().union(*(spoken(text).ideas for text in texts)) & UNITS
            if found:
                return found
        return frozenset()

    def _unit_texts(self) -> Iterator[str]:
        yield from self.column.definition.values()
        for value in self.column.values:
            yield from value.label.values()

    @cached_property
    def _countries(self) -> dict[str, str]:
        return in_list(frozenset(self.column.codes))

    @cached_property
    def _letters(self) -> dict[str, frozenset[str]]:
        """Letters for women and men, which languages use for either: F and M, H and M, H and F."""
        keys = {_key(other) for other in self.others}
        if keys >= {"h", "m"} and "f" not in keys:
            return {"h": frozenset({"man"}), "m": frozenset({"woman"})}
        if keys >= {"f", "m"} and "h" not in keys:
            return {"f": frozenset({"woman"}), "m": frozenset({"man"})}
        return {"h": frozenset({"man"})} if keys >= {"f", "h"} else {}


def suggest_values(column: Column, choices: Sequence[Choice]) -> tuple[Suggested, ...]:
    """What each choice of a form, or each answer of a file, may mean in a column of a codebook.

    Looked for in this order: words for nothing known, yes and no, bands, countries, labels in all
    languages, the lexicon of answers, and spellings that are nearly those of a label.

    Args:
        column: Column of the codebook.
        choices: What the form offers. Answers of cases as choices give suggestions that are as
            sensitive as they are.

    Returns:
        One for each choice, in their order; many suggest nothing.
    """
    suggester = AnswerSuggester(column, tuple(choice.name for choice in choices))
    return tuple(map(suggester.suggest, choices))


def _key(text: str) -> str:
    return " ".join(plain(bare(text)).split())


def _only(found: Iterable[str]) -> str | None:
    """The one of some; ``None`` for none or several."""
    different = set(found)
    return next(iter(different)) if len(different) == 1 else None
