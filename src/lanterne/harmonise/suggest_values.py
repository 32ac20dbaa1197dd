"""Which answer of a codebook an answer of a form means: suggested, never decided.

Whoever asks is given nothing rather than something wrong: a person settles what is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from lanterne.codebook.model import Column, Missing
from lanterne.harmonise.answer_texts import AnswerText, ReadChoice, ReadChoices, read_choices
from lanterne.harmonise.answers import FLAG_ANSWERS
from lanterne.harmonise.column_answers import ColumnAnswers, Ideas
from lanterne.harmonise.source_columns import Choice
from lanterne.messages import Message

ALIKE = 0.88
"""How alike two spellings of one answer are at least, from 0 to 1."""

SHORTEST = 6
"""Letters of an answer whose spelling may be mistaken: of shorter ones each letter tells."""

CODES = 2
"""Codes of countries among the answers of a column: where there are more, ``NA`` is one of them."""


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
        answers: The answers of a column of the codebook.
        offered: All answers that the form offers: what a letter means may depend on them.
    """

    answers: ColumnAnswers
    offered: ReadChoices

    def all(self) -> tuple[Suggested, ...]:
        """What each of the answers of the form means."""
        return tuple(map(self.suggest, self.offered.choices))

    def suggest(self, choice: ReadChoice) -> Suggested:
        """What a choice means, by its labels or its name; nothing where they disagree."""
        found = [one for one in map(self._whole_or_parts, choice.texts) if not one.nothing]
        meant = {(one.becomes, one.missing) for one in found}
        if len(meant) != 1:
            return Suggested(choice.name)
        best = max(found, key=lambda one: one.sure)
        return Suggested(choice.name, best.becomes, best.missing, best.why, best.sure)

    def _whole_or_parts(self, text: AnswerText) -> Suggested:
        """What an answer means as a whole, or what all of its alternatives mean alike."""
        whole = self._of_text(text)
        parts = [self._of_text(part) for part in text.alternatives] if whole.nothing else []
        same = len({(part.becomes, part.missing) for part in parts}) == 1
        return parts[0] if same else whole

    def _of_text(self, text: AnswerText) -> Suggested:
        steps: tuple[tuple[str, Callable[[AnswerText], str | None]], ...] = (
            ("yes-no", self._flag),
            ("band", self._band),
            ("country", self._country),
            ("label", self._label),
            ("lexicon", self._lexicon),
            ("spelling", self._spelling),
        )
        learnt = self.answers.learnt.get(text.plain)
        if learnt is not None:
            why = Message("suggest-answer.learnt")
            return Suggested(text.text, learnt.becomes, learnt.missing, why, sure=True)
        missing = text.silence
        if missing is not None and not self._is_code(text):
            why = Message(f"suggest-answer.{missing.value.replace('_', '-')}")
            return Suggested(text.text, "", missing, why, sure=True)
        for name, step in steps:
            becomes = step(text)
            if becomes is not None:
                why = Message(f"suggest-answer.{name}")
                return Suggested(text.text, becomes, None, why, sure=name != "spelling")
        return Suggested(text.text)

    @property
    def _column(self) -> Column:
        return self.answers.column

    def _is_code(self, text: AnswerText) -> bool:
        """Whether a word for nothing, such as NA, is a code among others of its length."""
        place = self._column.traits.place
        if text.text in self.answers.codes and not place:
            return True
        return place and text.country is not None and self.offered.country_codes > CODES

    def _flag(self, text: AnswerText) -> str | None:
        if not self._column.traits.flag or text.yes is None:
            return None
        return FLAG_ANSWERS[0] if text.yes else FLAG_ANSWERS[1]

    def _band(self, text: AnswerText) -> str | None:
        """The only band that holds a number or a narrower band, in the unit of the column."""
        given, units = text.span, self.answers.units
        if self._column.traits.flag or self._column.traits.place or given is None:
            return None
        if text.units and units and not text.units & units:
            return None
        return _only(code for span, code in self.answers.spans if span.holds(given))

    def _country(self, text: AnswerText) -> str | None:
        if not self._column.traits.place or text.country is None:
            return None
        doubtful = text.yes is not None and not self._is_code(text)
        return None if doubtful else self.answers.countries.get(text.country)

    def _label(self, text: AnswerText) -> str | None:
        if self._column.traits.place:
            return None  # a name of several countries stands in the list for one of them
        return self.answers.by_label.get(text.key)

    def _lexicon(self, text: AnswerText) -> str | None:
        said = self.offered.letters.get(text.key) or text.ideas
        if not said:
            return None
        by_label = _speaking_of(said, self.answers.ideas)
        return by_label or self._by_definition(said)

    def _by_definition(self, said: frozenset[str]) -> str | None:
        """By what definitions say, where no label speaks of it."""
        if any(said & ideas for _, ideas in self.answers.ideas):
            return None
        return _speaking_of(said, self.answers.definitions)

    def _spelling(self, text: AnswerText) -> str | None:
        key = text.key
        if self._column.traits.closed or len(key) < SHORTEST or not key.replace(" ", "").isalpha():
            return None
        near = self.answers.by_first_letter.get(key[:1], ())
        return _only(code for label, code in near if _are_alike(key, label))


def suggest_values(answers: ColumnAnswers, choices: Sequence[Choice]) -> tuple[Suggested, ...]:
    """What each choice of a form, or each answer of a file, may mean in a column of a codebook.

    Looked for in this order: what people approved before, words for nothing known, yes and no,
    bands, countries, labels in all languages, the lexicon of answers, and spellings that are nearly
    those of a label.

    Args:
        answers: Those of a column of the codebook.
        choices: What the form offers. Answers of cases as choices give suggestions that are as
            sensitive as they are.

    Returns:
        One for each choice, in their order; many suggest nothing.
    """
    return AnswerSuggester(answers, read_choices(choices)).all()


def _are_alike(one: str, other: str) -> bool:
    """Whether two spellings share nearly all letters in their order (Ratcliff and Obershelp)."""
    matcher = SequenceMatcher(None, one, other)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _speaking_of(said: frozenset[str], ideas: Ideas) -> str | None:
    """The only answer that speaks of all that is said."""
    return _only(code for code, spoken_of in ideas if said <= spoken_of)


def _only(found: Iterable[str]) -> str | None:
    """The one of some; ``None`` for none or several."""
    different = set(found)
    return next(iter(different)) if len(different) == 1 else None
