"""What a page needs to show questions, in one language. It knows no page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby

from lanterne.codebook.model import Text, in_language
from lanterne.forms.conditions import Asking
from lanterne.forms.questions import Answer, Ask, Question
from lanterne.forms.words import page_words, text_of
from lanterne.forms.xlsform import LONG
from lanterne.intake.answers import Answers, numbers_of
from lanterne.intake.fields import field_of, why_field_of
from lanterne.intake.posted import Posted
from lanterne.intake.skip_logic import Logic, Review, review


class Kind(StrEnum):
    """How a page lets a question be answered."""

    ONE = "one"
    """One of a few answers."""
    LONG = "long"
    """One of many, which are searched."""
    SEVERAL = "several"
    """Any number of answers."""
    NUMBER = "number"
    """A number or a year is typed."""


@dataclass(frozen=True)
class Choice:
    """An answer that can be chosen.

    Attributes:
        code: What the field sends.
        label: What people read.
        meaning: What it means, where the codebook says so; may be empty.
        chosen: Whether it is chosen.
    """

    code: str
    label: str
    meaning: str
    chosen: bool = field(repr=False)


@dataclass(frozen=True)
class ShownQuestion:
    """A question.

    Attributes:
        column: The column.
        name: Name of its field, which can be an id in HTML; send it be it blank.
        kind: How it is answered.
        label: What people read, with its number.
        hint: What it means, and of whom it is asked; may be empty.
        limits: Which numbers there are, or how many answers can be chosen; may be none.
        required: Whether the codebook requires an answer.
        choices: The answers; of a number or year none.
        silences: Why nothing is known; may be none.
        silences_name: Name of the field of these: of a number or year one of its own.
        silences_label: What people read before them.
        typed: The number or year as it was typed; empty where there is none.
        whole: Whether only whole numbers from 0 on are typed: digits alone.
        problems: What is wrong with the answer, each a sentence or more.
    """

    column: str
    name: str
    kind: Kind
    label: str
    hint: str
    limits: tuple[str, ...]
    required: bool
    choices: tuple[Choice, ...] = field(repr=False)
    silences: tuple[Choice, ...] = field(repr=False)
    silences_name: str
    silences_label: str
    typed: str = field(repr=False)
    whole: bool
    problems: tuple[str, ...]

    @property
    def nothing_chosen(self) -> bool:
        """Whether no answer of a list is chosen, nor why nothing is known."""
        return not any(one.chosen for one in (*self.choices, *self.silences))


@dataclass(frozen=True)
class ShownGroup:
    """Questions that are asked together.

    Attributes:
        place: Its place among all groups of the table, from 0, whichever of them are shown.
        label: Its heading; empty: it has none.
        questions: The questions that are asked now; may be none.
        open: How many of them are unanswered.
    """

    place: int
    label: str
    questions: tuple[ShownQuestion, ...]
    open: int


def language_shown(logic: Logic, language: str) -> str:
    """The language of what is shown: this one, or the first of the codebook where it lacks it."""
    languages = logic.asked.form.languages
    return language if language in languages else languages[0]


def shown_groups(
    logic: Logic, answers: Answers, language: str, posted: Posted | None = None
) -> tuple[ShownGroup, ...]:
    """The groups of a table, with the questions that are asked.

    Args:
        logic: The questions.
        answers: What is answered; of what was sent, the answers of that.
        language: In which it is shown; see :func:`language_shown`. What is wrong is said in it too,
            where Lanterne speaks it.
        posted: What was sent, where it is shown again with what is wrong; ``None``: nothing was.
    """
    shown = _Shown(logic, review(logic, answers), language, posted)
    return tuple(shown.groups())


@dataclass(frozen=True)
class _Shown:
    """What is shown, of what is answered and what was sent."""

    logic: Logic
    review: Review
    language: str
    posted: Posted | None

    def groups(self) -> Iterator[ShownGroup]:
        form = self.logic.asked.form
        labels = {group.name: group.label for group in form.codebook.groups}
        asked = {one.name for one in self.review.asked}
        unanswered = {one.name for one in self.review.unanswered}
        runs = groupby(self.logic.section.questions, lambda one: one.column and one.column.group)
        for place, (name, run) in enumerate(runs):
            questions = [one for one in run if one.name in asked]
            label = self.said(labels.get(name or "", {}))
            count = sum(one.name in unanswered for one in questions)
            yield ShownGroup(place, label, tuple(map(self.question, questions)), count)

    def said(self, text: Text) -> str:
        return in_language(text, language_shown(self.logic, self.language))

    def question(self, question: Question) -> ShownQuestion:
        asked = self.logic.asked
        asking = asked.askings[question.name]
        numbers = numbers_of(question) if asking.typed else None
        why = asked.why.get(question.name)
        label = why.question.label if why else page_words(asked.form.languages)["not_known"]
        chosen = self.chosen(asking)
        return ShownQuestion(
            column=question.name,
            name=field_of(question.name, asked),
            kind=_kind(asking),
            label=self.said(question.numbered),
            hint=self.said(question.hint),
            limits=tuple(map(self.said, self.limits(asking))),
            required=question.required,
            choices=() if asking.typed else self.choices(question.listed, question, chosen),
            silences=self.choices(question.silences, question, chosen),
            silences_name=why_field_of(question.name, asked) or field_of(question.name, asked),
            silences_label=self.said(label) if question.silences else "",
            typed=self.typed(asking),
            whole=numbers is not None and numbers.whole and numbers.first >= 0,
            problems=tuple(self.problems(question.name)),
        )

    def sent(self, name: str) -> Sequence[str] | None:
        """What was sent of a field; ``None``: it was not on the page."""
        return None if self.posted is None else self.posted.fields.get(name)

    def chosen(self, asking: Asking) -> set[str]:
        """The answers that are chosen, as they were sent where they were."""
        column, asked = asking.question.name, self.logic.asked
        sent = self.sent(field_of(column, asked))
        if sent is None:
            return {*self.review.answers.of(column)}
        if asking.typed:
            sent = self.sent(why_field_of(column, asked)) or ()
        return {text.strip() for text in sent}

    def typed(self, asking: Asking) -> str:
        if not asking.typed:
            return ""
        column = asking.question.name
        sent = self.sent(field_of(column, self.logic.asked))
        if sent is not None:
            return next((text.strip() for text in sent if text.strip()), "")
        silent = {one.code for one in asking.question.silences}
        return "".join(code for code in self.review.answers.of(column) if code not in silent)

    def choices(
        self, answers: tuple[Answer, ...], question: Question, chosen: set[str]
    ) -> tuple[Choice, ...]:
        values = question.column.values if question.column else ()
        meanings = {one.code: one.definition for one in values}
        return tuple(
            Choice(
                one.code,
                self.said(one.label),
                self.said(meanings.get(one.code, {})),
                one.code in chosen,
            )
            for one in answers
        )

    def limits(self, asking: Asking) -> Iterator[Text]:
        languages, question = self.logic.asked.form.languages, asking.question
        numbers = numbers_of(question) if asking.typed else None
        if numbers is not None:
            first, last = numbers.text(0), numbers.text(numbers.cells - 1)
            yield text_of("number_from_to", languages, first=first, last=last)
            if numbers.step != 1:
                yield text_of("steps", languages, step=f"{numbers.step.normalize():f}")
        elif question.column is not None and question.column.at_most is not None:
            yield text_of("at_most", languages, count=question.column.at_most)

    def problems(self, column: str) -> Iterator[str]:
        if self.posted is not None:
            for problem in self.posted.problems:
                if problem.column == column:
                    yield problem.sentences(self.language)
        yield from (self.said(one.says) for one in self.review.broken if one.at == column)


def _kind(asking: Asking) -> Kind:
    if asking.typed:
        return Kind.NUMBER
    if asking.question.ask is Ask.SEVERAL:
        return Kind.SEVERAL
    return Kind.LONG if len(asking.question.answers) > LONG else Kind.ONE
