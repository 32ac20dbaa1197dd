"""A form: what is asked, in which order, and which answers there are. It knows no kind of file.

A form is made of a codebook and of nothing else, so it is public, and what comes back by it can be
read with that codebook alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from lanterne.codebook.lists import NO
from lanterne.codebook.model import (
    Codebook,
    Column,
    Condition,
    Dependency,
    Missing,
    Rule,
    Text,
)
from lanterne.codebook.number import NumberRange


class Ask(StrEnum):
    """How a question is answered."""

    ONE = "one"
    """One answer of a list."""
    SEVERAL = "several"
    """Any number of answers of a list."""
    NUMBER = "number"
    """A number of a range."""


@dataclass(frozen=True)
class Answer:
    """An answer that a form offers.

    Attributes:
        code: As a file of cases has it; of a flag ``0`` where the codebook records yes alone, too.
        label: What people read.
        silent: Why nothing is known, where the answer says that; ``None``: it is an answer.
    """

    code: str
    label: Text
    silent: Missing | None = None


@dataclass(frozen=True)
class Question:
    """A question.

    Attributes:
        name: The column of the codebook.
        ask: How it is answered.
        label: What people read.
        hint: What it means, and of whom it is asked; may be empty.
        answers: The answers of the list, then those that say why nothing is known; of a number the
            latter alone.
        column: The column; ``None``: this is the question for consent.
        relevance: It is asked where all of these hold, of questions before it; none: always.
        constraints: Combinations that cannot be, of which it is the last question.
        required: It must be answered wherever it is asked.
        follows: From which question its answer follows; then it is not asked.
        number: The same in every kind of form, so that paper can be typed in: ``7``, or ``P3`` of
            what is asked of each perpetrator; empty: the question has none.
    """

    name: str
    ask: Ask
    label: Text
    hint: Text
    answers: tuple[Answer, ...]
    column: Column | None = field(default=None, repr=False)
    relevance: tuple[Condition, ...] = ()
    constraints: tuple[Rule, ...] = ()
    required: bool = False
    follows: Dependency | None = None
    number: str = ""

    @property
    def numbered(self) -> Text:
        """What people read, its number before it."""
        before = f"{self.number}. " if self.number else ""
        return {tag: f"{before}{text}" for tag, text in self.label.items()}

    @property
    def years(self) -> tuple[int, int] | None:
        """First and last year, where one is written; ``None``: there is a list to choose from."""
        if self.column is None or not self.column.traits.time:
            return None
        codes = self.column.codes
        if not all(code.isdecimal() and len(code) == 4 for code in codes):
            return None
        first, last = int(codes[0]), int(codes[-1])
        return (first, last) if codes == tuple(map(str, range(first, last + 1))) else None

    @property
    def numbers(self) -> NumberRange | None:
        """The numbers that may be given."""
        return None if self.column is None else self.column.numbers

    @property
    def listed(self) -> tuple[Answer, ...]:
        """The answers that are answers."""
        return tuple(answer for answer in self.answers if answer.silent is None)

    @property
    def silences(self) -> tuple[Answer, ...]:
        """The answers that say why nothing is known."""
        return tuple(answer for answer in self.answers if answer.silent is not None)

    @property
    def blanks(self) -> tuple[Answer, ...]:
        """The answers that a file of cases holds as a blank.

        They are those that say why nothing is known, and the no of a flag whose codebook records
        yes alone.
        """
        flag = self.column is not None and self.column.traits.flag
        codes = () if self.column is None else self.column.codes
        unrecorded = NO.code if flag and NO.code not in codes else None
        return tuple(
            answer
            for answer in self.answers
            if answer.silent is not None or answer.code == unrecorded
        )


class Names(StrEnum):
    """Whom an id names."""

    ITSELF = "itself"
    """The one whom the row is about: rows with one id are one person."""
    HOUSEHOLD = "household"
    """Who lives together."""
    OTHER = "other"
    """A row of another table."""


@dataclass(frozen=True)
class Identity:
    """An id that is asked for, and is never published.

    Attributes:
        name: The column that holds it.
        names: Whom it names.
        label: What people read.
        hint: What to write there.
        table: The table of whoever it names.
    """

    name: str
    names: Names
    label: Text
    hint: Text
    table: str


@dataclass(frozen=True)
class Section:
    """The questions of one table.

    Attributes:
        name: The table.
        label: What people read.
        identities: The ids that are asked for.
        questions: The questions, each after those on which it depends.
        under: The table whose rows those of this one hang on: a case may have several; ``None``:
            these are the cases.
    """

    name: str
    label: Text
    identities: tuple[Identity, ...]
    questions: tuple[Question, ...]
    under: str | None = None

    @property
    def itself(self) -> Identity | None:
        """The id of whoever a row is about; ``None``: nobody asks for it."""
        found = (one for one in self.identities if one.names is Names.ITSELF)
        return next(found, None)


@dataclass(frozen=True)
class Stamp:
    """From which codebook a form was made; a form carries it, and so does what comes back.

    Attributes:
        codebook: Name of the codebook.
        version: Its version.
        digest: SHA-256 of what its columns and answers mean, in hexadecimal digits.
    """

    codebook: str
    version: str
    digest: str


@dataclass(frozen=True)
class Form:
    """What a codebook asks.

    Attributes:
        codebook: The codebook.
        stamp: What the form carries of it.
        title: What people read at its head.
        languages: Languages in which it is written, English first where it is among them.
        consent: The first question.
        sections: The tables: the people whose cases they are, then those that hang on them.
    """

    codebook: Codebook = field(repr=False)
    stamp: Stamp
    title: Text
    languages: tuple[str, ...]
    consent: Question
    sections: tuple[Section, ...]

    @property
    def cases(self) -> Section:
        """The people whose cases they are: they are asked for consent."""
        return self.sections[0]

    @property
    def repeated(self) -> tuple[Section, ...]:
        """The tables that are asked as often as a case has rows in them, in the order of asking."""
        (top, *under) = self.sections
        hanging = [one for one in under if one.under == top.name]
        return tuple(
            one
            for section in hanging
            for one in (*(deeper for deeper in under if deeper.under == section.name), section)
        )

    @property
    def questions(self) -> Iterator[Question]:
        """All questions about columns of the codebook."""
        for section in self.sections:
            yield from section.questions
