"""Which answers a drafted mapping may name: those of the form, and words that are public anyway.

An answer that stands in the cases alone has no place in a mapping. Where it is a word of the
lexicon, of the codebook or of an earlier mapping, the public spelling of that word is written,
never that of the cases; anything else stays on a private list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from lanterne.codebook.model import Column, Missing
from lanterne.codebook.spelling import plain
from lanterne.harmonise.answer_shapes import members_of
from lanterne.harmonise.answer_words import says_yes, silence_of
from lanterne.harmonise.column_answers import ColumnAnswers
from lanterne.harmonise.lexicon import read_words
from lanterne.harmonise.source_columns import MOST_ANSWERS, Choice, SourceColumn
from lanterne.harmonise.suggest_values import Suggested, suggest_values

BY_RULE = frozenset({"suggest-answer.band", "suggest-answer.country"})
"""Suggestions that a rule of a mapping makes by itself: they need not be named."""


@dataclass(frozen=True)
class PrivateAnswer:
    """An answer of the cases that a mapping may not name. Sensitive: it may be about one person.

    Attributes:
        column: Column of the file.
        suggested: The answer, and what it may mean.
    """

    column: str
    suggested: Suggested


@dataclass(frozen=True)
class NamedAnswers:
    """What a mapping says about the answers of one column.

    Attributes:
        values: Answer of the form, or public word, → answer of the codebook.
        missing: The same → why nothing is known.
        unknown: Answers of the form for which nothing is suggested. Public.
        private: Answers of the cases that are not named. Sensitive.
    """

    values: Mapping[str, str]
    missing: Mapping[str, Missing]
    unknown: tuple[str, ...]
    private: tuple[PrivateAnswer, ...]


def named_answers(source: SourceColumn, answers: ColumnAnswers, *, by_rule: bool) -> NamedAnswers:
    """What a mapping may say about the answers of a column.

    Args:
        source: The column of the file.
        answers: Those of the column of the codebook.
        by_rule: Whether bands and countries are read by the rule and need no entry.
    """
    offered = suggest_values(answers, source.choices)
    covered = {plain(one.answer) for one in offered}
    members = members_of(source.answers[:MOST_ANSWERS])
    found = [text for text in members if plain(text) not in covered]
    met = suggest_values(answers, tuple(map(Choice, found)))
    values: dict[str, str] = {}
    missing: dict[str, Missing] = {}
    private = []
    for suggested, name in (*((one, one.answer) for one in offered), *_public(met, answers)):
        if by_rule and _read_by_rule(suggested):
            continue
        if not name:
            private.append(PrivateAnswer(source.name, suggested))
        elif suggested.missing is not None:
            missing[name] = suggested.missing
        elif suggested.becomes:
            values[name] = suggested.becomes
    unknown = tuple(one.answer for one in offered if one.nothing)
    return NamedAnswers(values, missing, unknown, tuple(private))


def _read_by_rule(suggested: Suggested) -> bool:
    """Whether a rule makes the same of an answer: of a word such as NA it makes nothing."""
    word = silence_of(suggested.answer) is not None or says_yes(suggested.answer) is not None
    return suggested.why.code in BY_RULE and not word


def public_choices(source: SourceColumn, labels: Iterable[str]) -> tuple[Choice, ...]:
    """The choices of the form, or else those answers of cases that are public words.

    Args:
        source: The column of the file.
        labels: Public words beside those of the lexicon.
    """
    if source.choices:
        return source.choices
    known = {**known_words(), **{plain(label): label for label in labels}}
    met = (plain(text) for text in members_of(source.answers[:MOST_ANSWERS]))
    return tuple(Choice(known[text]) for text in dict.fromkeys(met) if text in known)


def _public(met: Sequence[Suggested], answers: ColumnAnswers) -> Iterator[tuple[Suggested, str]]:
    """Answers of cases with the public spelling of each; empty where there is none."""
    own = {plain(text): text for text in _texts_of(answers.column)}
    learnt = {key: one.text for key, one in answers.learnt.items()}
    known = {**learnt, **known_words(), **_LETTERS, **own}
    for suggested in met:
        spelt = known.get(plain(suggested.answer), "")
        yield suggested, spelt if suggested.sure else ""


_LETTERS = {"f": "F", "h": "H", "m": "M"}
"""Letters for women and men, as far as the other answers say which is which."""


def _texts_of(column: Column) -> Iterator[str]:
    """Every text by which the codebook names an answer of a column."""
    for value in column.values:
        yield from (value.code, *value.label.values())
    for words in column.missing.values():
        yield from words


@cache
def known_words() -> Mapping[str, str]:
    """Plain form → spelling of each answer that the lexicon knows."""
    return {
        plain(word): word
        for file in ("answers.toml", "silence.toml")
        for languages in read_words(file).values()
        for words in languages.values()
        for word in words
    }
