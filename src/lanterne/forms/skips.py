"""Skip logic in words, for paper: which questions to go on with, and when.

What a form says of each question, that it is asked where something holds, is said here once before
the first of the questions that depend on it: if it does not hold, go on with the next one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lanterne.codebook.model import Condition, Text, in_language
from lanterne.forms.questions import Ask, Question
from lanterne.forms.words import text_of
from lanterne.messages.punctuation import comma, quoted


def skips_before(
    questions: Sequence[Question], asked: Mapping[str, Question], language: str
) -> tuple[tuple[str, ...], ...]:
    """What is said before each question of a part of a form: nothing, or what to go on with.

    Args:
        questions: The questions of the part, in their order.
        asked: Column → its question, of all on which one of them may depend.
        language: One of the form.
    """
    found = []
    for place, question in enumerate(questions):
        before = questions[place - 1].relevance if place else ()
        new = [one for one in question.relevance if one not in before]
        sentences: dict[str, None] = {}
        for test in new:
            rest = (one for one in questions[place:] if test not in one.relevance)
            sentences |= dict.fromkeys(_said(test, asked, next(rest, None), language))
        found.append(tuple(sentences))
    return tuple(found)


def _said(
    test: Condition, asked: Mapping[str, Question], then: Question | None, language: str
) -> Iterator[str]:
    """The sentence of one condition, and what counts where its question was itself left out."""
    assert not test.negated, "what a question needs is said by the answers that it needs"
    of = asked[test.column]
    on = {"next": then.number} if then else {"next": text_of("end_of_part", [language])}
    answers = comma(language).join(
        quoted(in_language(label, language), language) for label in _labels(test, of)
    )
    yield text_of(_key(test, of), [language], number=of.number, answers=answers, **on)[language]
    follows = of.follows
    if follows is not None and set(test.values) & {"", *follows.mapping.values()}:
        gaps = {"number": of.number, "parent": asked[follows.parent].number}
        yield text_of("left_blank", [language], **gaps)[language]


def _key(test: Condition, of: Question) -> str:
    labels = [*_labels(test, of)]
    if "" in test.values:
        return "skip_answered_but" if labels else "skip_answered"
    return "skip_unless" if len(labels) == 1 and of.ask is not Ask.SEVERAL else "skip_unless_any"


def _labels(test: Condition, of: Question) -> Iterator[Text]:
    """What people read for the answers of which one is to be given.

    A condition that holds of a blank holds as well of an answer that says why nothing is known, and
    of the no of a codebook that records yes alone.
    """
    column = of.column
    codes = set(test.values)
    for answer in of.answers:
        if answer.code in codes or ("" in codes and answer in of.blanks):
            yield answer.label
    if column is not None and of.ask is Ask.NUMBER:
        yield from (one.label for one in column.values if one.code in codes)
