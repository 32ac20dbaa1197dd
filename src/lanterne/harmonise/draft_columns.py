"""One column of a drafted mapping: which rule, which answers, and what a person is asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lanterne.codebook.model import Column, Missing
from lanterne.codebook.spelling import plain
from lanterne.harmonise.answer_shapes import members_of, separators_of
from lanterne.harmonise.answer_words import silence_of
from lanterne.harmonise.answers import answers_of
from lanterne.harmonise.column_answers import ColumnAnswers
from lanterne.harmonise.column_words import ColumnWords
from lanterne.harmonise.date_orders import written_dates
from lanterne.harmonise.earlier_mappings import NOTHING, Learnt
from lanterne.harmonise.mapping import MappedColumn, Rule, Status
from lanterne.harmonise.named_answers import (
    NamedAnswers,
    PrivateAnswer,
    named_answers,
    public_choices,
)
from lanterne.harmonise.source_columns import SourceColumn
from lanterne.harmonise.spans import span_of
from lanterne.messages import Message

MEANT = 0.6
"""How near a choice of a form is to a flag that it means, at least, from 0 to 1."""

MOST_CHOICES = 40
"""Choices of a question about what somebody went through, at most; a list of countries has more."""

CLEAR = 0.1
"""How far it is ahead of the next column, at least."""


@dataclass(frozen=True)
class Asked:
    """What a person has to decide before a draft can be used.

    Attributes:
        column: Column of the file.
        question: For people; nothing of a case is in it.
    """

    column: str
    question: Message


@dataclass(frozen=True)
class DraftedColumn:
    """One column of a drafted mapping, and what was not settled.

    Attributes:
        column: The column.
        asked: What a person has to decide.
        private: Answers of the cases that it does not name. Sensitive.
    """

    column: MappedColumn
    asked: tuple[Asked, ...] = ()
    private: tuple[PrivateAnswer, ...] = ()


def drafted_column(source: SourceColumn, target: Column, learnt: Learnt = NOTHING) -> DraftedColumn:
    """How the answers of one column of a file become those of a column of the codebook."""
    answers = ColumnAnswers(target, learnt.answers.get(target.name, {}))
    if target.traits.time:
        return _years(source, answers)
    rule = _rule(source, target)
    if rule is Rule.COPY and any(plain(text) in answers.learnt for text in source.texts):
        rule = Rule.RECODE
    found = named_answers(source, answers, by_rule=rule in (Rule.BAND, Rule.COUNTRY))
    column = MappedColumn(
        target.name,
        rule,
        (source.name,),
        values={} if rule is Rule.COPY else found.values,
        missing=found.missing,
        separators=_separators(source) if target.traits.several else (),
    )
    return DraftedColumn(column, _unknown(source, found), found.private)


def _rule(source: SourceColumn, target: Column) -> Rule:
    if target.traits.place:
        return Rule.COUNTRY
    if target.numbers is not None:
        return Rule.COPY
    spans = filter(None, map(span_of, target.codes))
    if not target.traits.flag and any(span.first != span.last for span in spans):
        return Rule.BAND
    permitted = {plain(answer) for answer in answers_of(target)}
    told = [text for text in members_of(source.texts) if silence_of(text) is None]
    same = all(plain(text) in permitted for text in told)
    return Rule.COPY if told and same else Rule.RECODE


def _years(source: SourceColumn, answers: ColumnAnswers) -> DraftedColumn:
    """A column of years; the order of dates is proposed where they prove it, and else asked."""
    dates = written_dates(source.answers)
    found = named_answers(source, answers, by_rule=True)
    asked: list[Asked] = []
    if dates.order is not None:
        gaps = {"order": Message(f"date-order.{dates.order.value}")}
        asked.append(Asked(source.name, Message("draft-asks.dates-proved", gaps)))
    elif dates.needed:
        asked.append(Asked(source.name, Message("draft-asks.dates")))
    column = MappedColumn(
        answers.column.name,
        Rule.YEAR_OF,
        (source.name,),
        missing=found.missing,
        dates=dates.order,
        status=Status.FLAGGED if asked else Status.PROPOSED,
    )
    return DraftedColumn(column, tuple(asked))


def _separators(source: SourceColumn) -> tuple[str, ...]:
    if source.several:
        return (" ",)
    return separators_of(source.answers)


def _unknown(source: SourceColumn, found: NamedAnswers) -> tuple[Asked, ...]:
    """Choices of the form that nobody recognised."""
    if not found.unknown:
        return ()
    return (Asked(source.name, Message("draft-asks.choices", {"choices": found.unknown})),)


def drafted_flags(
    sources: Iterable[SourceColumn], words: ColumnWords, free: Iterable[str]
) -> dict[str, DraftedColumn]:
    """Flags of the codebook that are choices of a question of the form.

    What a person was not said to have is not known to be absent: only a choice that means the flag
    says yes, and all others say nothing.

    Args:
        sources: Columns of the file; choices of the form are looked at, else public words alone.
        words: What the columns of the codebook speak of.
        free: Columns of the codebook that come from no other column.

    Returns:
        Name of the flag → its column.
    """
    flags = {column.name for column in words.columns if column.traits.flag} & set(free)
    found: dict[str, DraftedColumn] = {}
    labels = [
        label for column in words.columns if column.name in flags for label in column.label.values()
    ]
    for source in sources:
        choices = public_choices(source, labels)
        if len(choices) > MOST_CHOICES:
            continue
        meant = {choice.name: meant_by(choice.texts, words) for choice in choices}
        for flag in sorted(flags & set(meant.values()) - set(found)):
            found[flag] = DraftedColumn(_flag(flag, source, meant))
    return found


def meant_by(texts: Sequence[str], words: ColumnWords) -> str:
    """The column that a choice means by itself; empty: none, or not clearly."""
    scores = [near.score for near in words.nearness(texts)]
    order = sorted(range(len(scores)), key=lambda place: -scores[place])
    first, second = (scores[place] for place in order[:2])
    clear = first >= MEANT and first - second >= CLEAR
    return words.columns[order[0]].name if clear else ""


def _flag(flag: str, source: SourceColumn, meant: dict[str, str]) -> MappedColumn:
    others = [name for name, column in meant.items() if column != flag]
    return MappedColumn(
        flag,
        Rule.FLAG_FROM_SET,
        (source.name,),
        values={name: "1" for name, column in meant.items() if column == flag},
        missing={name: silence_of(name) or Missing.NOT_RECORDED for name in others},
        separators=_separators(source),
    )
