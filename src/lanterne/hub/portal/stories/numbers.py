"""A number in a sentence of a story: which count is asked for, and what the edition says of it.

    {count gender = "woman"}                 how many people gave this answer
    {count gender = "woman", year = 2024}    how many gave both answers
    {share gender = "woman", year = 2024}    of those who gave the others, the share with the first
    {count perpetrators: gender = "man"}     of other people than the first of the edition

A count is a published one, and stands with its interval. A share is of rows with an answer, as
everywhere on these pages. What the number counts is said below the text, with its denominator.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lanterne.errors import InputError, Place, Problem
from lanterne.hub import languages
from lanterne.hub.portal.coded import coded
from lanterne.hub.portal.counts import PublishedCount, count
from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.explore import labels
from lanterne.hub.portal.figures import words
from lanterne.hub.portal.figures.caption import isolated
from lanterne.hub.portal.figures.compared import filter_words
from lanterne.hub.portal.figures.figure import Answer
from lanterne.hub.portal.profiles.profile import people_sentence, share_sentence
from lanterne.hub.portal.query import Question
from lanterne.hub.portal.stories.question import query_for, question_of
from lanterne.hub.portal.unpublished import Unpublished
from lanterne.messages.punctuation import quoted
from lanterne.release.counts_check import LONGEST, is_answer

_PARTS = re.compile(r"(count|share)\s*(?:([\w-]+)\s*:(?=\s))?(.*)")

_WHY = {
    Unpublished.NOT_MEASURED: "story-number.never-counted",
    Unpublished.NOT_SAID: "story-number.not-published",
    Unpublished.NONE: "story-number.no-counts",
}
"""Why there is no number → what is said of it; else there are too few to say."""


@dataclass(frozen=True)
class Number:
    """A number that is there.

    Attributes:
        place: 1, 2, 3 … in its text.
        is_share: Whether the share of it is said, and not the count.
        answers: What those who are counted answered; the first is the one that is looked at.
        question: The same, as it is asked.
        published: How many they are.
        rows: Rows of the release with all these answers.
        answered: Of the rows with the others, those with any answer: the denominator.
    """

    place: int
    is_share: bool
    answers: tuple[Answer, ...]
    question: Question
    published: PublishedCount
    rows: int
    answered: int

    def counts_the_same(self, other: Number) -> bool:
        """Whether another number is of the same people, looked at in the same way."""
        return self.answers == other.answers and self.question.people is other.question.people

    def html(self, language: str, known: Number | None = None) -> SafeString:
        """The number in a sentence of a language, leading to what it counts.

        Args:
            language: Of the sentence.
            known: The one that counts the same and came before, if one did.
        """
        to = (known or self).place
        if self.is_share:
            said = languages.percent(self.rows / self.answered, language)
            interval = SafeString("")
        else:
            said, low, high = (languages.number(round(one), language) for one in self.published)
            interval = format_html(' <bdi dir="ltr" class="small">({}–{})</bdi>', low, high)
        place = format_html(' id="in-text-{}"', to) if known is None else ""
        return format_html(
            '<a class="counted"{} href="#number-{}">{}</a>{}', place, to, said, interval
        )

    @property
    def note(self) -> str:
        """What it counts and what its share is of, in the language of the page."""
        people, (first, *others) = self.question.people, self.answers
        counted = people_sentence(people, self.answers, self.published)
        if not others:
            return f"{counted} {share_sentence(self.rows, self.answered)}"
        language = words.language()
        of_group = _(
            "Among the rows with %(group)s, %(answered)s have an answer to %(column)s: %(share)s "
            "of these say %(answer)s."
        ) % {
            "group": quoted(filter_words(others), language),
            "answered": isolated(words.whole(self.answered)),
            "column": quoted(isolated(words.said([first.column.label])), language),
            "share": isolated(languages.percent(self.rows / self.answered, language)),
            "answer": quoted(isolated(words.answer(first)), language),
        }
        return f"{counted} {of_group}"

    @property
    def address(self) -> str:
        """The query with which the explorer shows the same."""
        return self.question.address()


def asked_number(asked: str, edition: Edition, place: int) -> Number:
    """What an edition says of a number.

    Args:
        asked: What stands between the braces.
        edition: The release.
        place: 1, 2, 3 … in its text.

    Raises:
        InputError: It is asked for as nothing can be, or there is no such number.
    """
    found = _PARTS.fullmatch(asked)
    assert found is not None  # the text was read by the same words
    kind, people, conditions = found.groups()
    question, code = _question(people, _conditions(conditions), edition)
    told = count(question)
    by = question.by[0]
    one = next((one for one in told.counts if one.answers == (code,)), None)
    published = one.published if one else None
    if published is None or published.few:
        why_not = coded(question.people).published.why_not([by.name], question.where)
        why = Unpublished.FEW if published else why_not((code,))
        raise InputError([Problem(_WHY.get(why, "story-number.too-few"))])
    assert one is not None  # a published count is one of them
    pairs = [(by.name, code), *question.where.items()]
    column = question.people.table.column
    answers = tuple(Answer(column(name), text, labels(column(name), text)) for name, text in pairs)
    return Number(
        place,
        kind == "share",
        answers,
        question,
        published,
        one.rows,
        told.answered,
    )


def _conditions(text: str) -> dict[str, str]:
    """Column → answer, in the order in which they stand.

    Raises:
        InputError: They are not written as they should, or are none or too many.
    """
    try:
        found = tomllib.loads(f"asked = {{{text}}}")["asked"]
    except tomllib.TOMLDecodeError as error:
        raise InputError([Problem("story-number.not-written")]) from error
    if not found or not all(type(one) in {str, int} for one in found.values()):
        raise InputError([Problem("story-number.not-written")])
    if len(found) > LONGEST:
        raise InputError([Problem("story-number.too-many", {"most": LONGEST})])
    return {name: str(one) for name, one in found.items()}


def _question(
    people: str | None, conditions: dict[str, str], edition: Edition
) -> tuple[Question, str]:
    """The question in the words of an address, and the answer to its column that is meant.

    Raises:
        InputError: Something in it is unknown; all of it is listed.
    """
    (name, code), *others = conditions.items()
    question = question_of(query_for(name, people, others), edition)
    if not is_answer(question.by[0], code):
        raise InputError([Problem("unknown-answer.question", place=Place(column=name))])
    return question, code
