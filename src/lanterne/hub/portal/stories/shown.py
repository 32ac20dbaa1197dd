"""A story as a page shows it: its words with their numbers, and its figures between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markdown_it.token import Token

from lanterne.catalogue import Story
from lanterne.codebook.model import language_of
from lanterne.errors import InputError, Place, Problem
from lanterne.hub.languages import LANGUAGES, direction
from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.figures.caption import isolated
from lanterne.hub.portal.stories.figures import StoryFigure, asked_figure
from lanterne.hub.portal.stories.markdown import (
    NUMBER,
    Parsed,
    html_of,
    inline_with_rows,
    is_figure,
    parsed,
    row_of,
)
from lanterne.hub.portal.stories.numbers import Number, asked_number

MOST_FIGURES, MOST_NUMBERS = 12, 60
"""Most figures and numbers in a text: each is looked for when the page is made."""


@dataclass(frozen=True)
class Part:
    """Some words, or a figure.

    Attributes:
        html: The words; ``None``: it is a figure.
        figure: The figure; ``None``: it is words.
    """

    html: SafeString | None
    figure: StoryFigure | None


@dataclass
class Told:
    """What a text tells, found piece by piece.

    Attributes:
        parts: Words and figures in their order.
        numbers: What is counted in the words, each once, in the order in which it is asked for.
        asked: How many times numbers are asked for.
        figures: Those between them.
        problems: What cannot be shown, with its line.
    """

    parts: list[Part] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)
    asked: int = 0
    figures: list[StoryFigure] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class ShownStory:
    """A story on a page.

    Attributes:
        story: What is told.
        language: Of its words: that of the page, or another in which they were written.
        told: Its text with what it asks for.
    """

    story: Story
    language: str
    told: Told

    @property
    def title(self) -> str:
        """Its title in the language of its words."""
        return self.story.title[self.language]

    @property
    def summary(self) -> str:
        """Its summary in the same."""
        return self.story.summary[self.language]

    @property
    def direction(self) -> str:
        """Of its words: ``rtl`` or ``ltr``."""
        return direction(self.language)

    @property
    def days_of_changes(self) -> tuple[date, ...]:
        """The days on which it was written anew, each once."""
        return tuple(dict.fromkeys(one.date() for one in self.story.changed))

    @property
    def is_in_another_language(self) -> bool:
        """Whether the reader asked for a language in which it was not written."""
        return self.language != (get_language() or "en")

    @property
    def other_language(self) -> str:
        """That it is in another language than the page."""
        names = dict(LANGUAGES)
        return _("This story is not available in %(asked)s. It is shown in %(there)s.") % {
            "asked": isolated(names[get_language() or "en"]),
            "there": isolated(names[self.language]),
        }


def shown_story(story: Story, edition: Edition) -> ShownStory:
    """A story in the language of the page, or in one in which it was written, English first.

    Raises:
        InputError: It holds what no story may, or asks for what the edition does not have.
    """
    language = language_of(story.text, get_language() or "en")
    return ShownStory(story, language, tell(parsed(story.text[language]), edition, language))


def tell(text: Parsed, edition: Edition, language: str, first: int = 1) -> Told:
    """A text with its numbers and figures, in the language of the page.

    Args:
        text: What was read.
        edition: Whose numbers they are.
        language: Of its words.
        first: The line of its file in which it begins.

    Raises:
        InputError: Something is wrong with it; all of it is listed.
    """
    told = Told(problems=list(text.problems))
    words: list[Token] = []
    for token in text.tokens:
        if is_figure(token):
            told.parts += _words(words)
            words = []
            _figure(told, token, edition, row_of(token, first))
        else:
            for child, row in inline_with_rows(token, first):
                if child.type == NUMBER:
                    _number(told, child, edition, language, row)
            words.append(token)
    if told.problems:
        raise InputError(sorted(told.problems, key=lambda one: one.row or 0))
    told.parts += _words(words)
    return told


def _words(tokens: Sequence[Token]) -> Iterator[Part]:
    if tokens:
        yield Part(mark_safe(html_of(tokens)), None)


def _figure(told: Told, token: Token, edition: Edition, row: int) -> None:
    place = len(told.figures) + 1
    if place > MOST_FIGURES:
        told.problems.append(
            Problem("story-text.too-many-figures", {"most": MOST_FIGURES}, Place(row=row))
        )
        return
    try:
        figure = asked_figure(token.content, edition, place)
    except InputError as error:
        told.problems += [one.at(row=row) for one in error.problems]
        return
    told.figures.append(figure)
    told.parts.append(Part(None, figure))


def _number(told: Told, token: Token, edition: Edition, language: str, row: int) -> None:
    told.asked += 1
    if told.asked > MOST_NUMBERS:
        told.problems.append(
            Problem("story-text.too-many-numbers", {"most": MOST_NUMBERS}, Place(row=row))
        )
        return
    try:
        number = asked_number(token.content, edition, len(told.numbers) + 1)
    except InputError as error:
        told.problems += [one.at(row=row) for one in error.problems]
        return
    known = next((one for one in told.numbers if one.counts_the_same(number)), None)
    if known is None:
        told.numbers.append(number)
    token.meta["html"] = number.html(language, known)
