"""The columns of an Excel template: what is written into each, and what becomes of it.

Whoever writes the template and whoever reads it ask here, so that the two never differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lanterne.codebook.lists import NO, YES
from lanterne.codebook.model import Missing, in_language
from lanterne.codebook.spelling import plain
from lanterne.forms.names import choice_names, question_names
from lanterne.forms.questions import Answer, Ask, Form, Identity, Names, Question, Section
from lanterne.forms.words import text_of

MEMBERS = 40
"""Answers of a question with several that have a column each, at most."""

SEPARATOR = ";"
"""Between the answers of a cell that holds several."""

LONGEST_NAME = 31
"""Characters of the name of a sheet, at most."""


@dataclass(frozen=True)
class TemplateColumn:
    """A column of a template.

    Attributes:
        name: What the second row calls it.
        label: What the first row calls it, in the language of the template.
        hint: What is to be written there.
        texts: What may be chosen → its code, or ``1`` and ``0`` of an answer with a column of its
            own; none where anything may be written.
        silences: What may be chosen as well → why nothing is known.
        question: The question; ``None``: it is an id.
        member: The answer that the column says yes or no to; empty: the column has them all.
        required: It must be filled in.
    """

    name: str
    label: str
    hint: str
    texts: Mapping[str, str]
    silences: Mapping[str, Missing]
    question: Question | None = None
    member: str = ""
    required: bool = False

    @property
    def joined(self) -> bool:
        """Whether a cell may hold several answers."""
        return self.question is not None and self.question.ask is Ask.SEVERAL and not self.member

    @property
    def choices(self) -> tuple[str, ...]:
        """What is offered, in its order; nothing where a number or several may be written."""
        number = self.question is not None and self.question.ask is Ask.NUMBER
        return () if number or self.joined else (*self.texts, *self.silences)


@dataclass(frozen=True)
class TemplateSheet:
    """A sheet of a template.

    Attributes:
        section: The table.
        sheet: Its name.
        columns: Its columns: consent of those whose cases they are, ids, then the questions.
    """

    section: Section
    sheet: str
    columns: tuple[TemplateColumn, ...]

    def of(self, question: Question) -> tuple[TemplateColumn, ...]:
        """The columns of a question."""
        return tuple(one for one in self.columns if one.question is question)

    def id_named(self, name: str) -> TemplateColumn:
        """The column of an id of the codebook."""
        place = [one.name for one in self.section.identities].index(name)
        return [one for one in self.columns if one.question is None][place]


def template_sheets(form: Form, language: str) -> tuple[TemplateSheet, ...]:
    """The sheets of a template.

    Args:
        form: The form.
        language: Of labels and answers; one of the form.
    """
    names = [section.name for section in form.sections]
    short = names if len({one[:LONGEST_NAME].casefold() for one in names}) == len(names) else None
    return tuple(
        TemplateSheet(
            section,
            section.name[:LONGEST_NAME] if short else f"{place}-{section.name}"[:LONGEST_NAME],
            tuple(_columns(section, form, language)),
        )
        for place, section in enumerate(form.sections, start=1)
    )


def _columns(section: Section, form: Form, language: str) -> Iterator[TemplateColumn]:
    consent = [form.consent] if section is form.cases else []
    wanted = [one.name for one in section.identities]
    wanted += [one.name for one in section.questions]
    taken = [form.consent.name]
    names = _different(wanted, taken)
    for question in consent:
        yield _of_list(question, question.name, language)
    for identity in section.identities:
        yield _of_identity(identity, names[identity.name], form, language)
    for question in section.questions:
        if question.ask is Ask.SEVERAL and _has_columns(question, language):
            yield from _of_members(question, names[question.name], language)
        else:
            yield _of_list(question, names[question.name], language)


def _different(names: Sequence[str], taken: Iterable[str]) -> Mapping[str, str]:
    """Names as they are, or written otherwise where capitals and accents alone tell them apart."""
    alike = Counter(map(plain, (*names, *taken)))
    written = question_names(names, [*taken])
    return {name: name if alike[plain(name)] == 1 else written[name] for name in names}


def _has_columns(question: Question, language: str) -> bool:
    """Whether each answer has a column; else they stand in one cell, parted by a sign."""
    labels = (in_language(one.label, language) for one in question.answers)
    parted = any(SEPARATOR in text for text in (*labels, *(one.code for one in question.answers)))
    return parted or len(question.listed) <= MEMBERS


def _of_identity(identity: Identity, name: str, form: Form, language: str) -> TemplateColumn:
    return TemplateColumn(
        name=name,
        label=in_language(identity.label, language),
        hint=in_language(identity.hint, language),
        texts={},
        silences={},
        required=identity.names is not Names.HOUSEHOLD,
    )


def _of_list(question: Question, name: str, language: str) -> TemplateColumn:
    said = said_of(question.answers, language)
    hint = in_language(question.hint, language)
    if question.ask is Ask.SEVERAL:
        parted = text_of("parted", [language], sign=SEPARATOR)[language]
        hint = f"{hint} {parted}".strip()
    return TemplateColumn(
        name=name,
        label=in_language(question.numbered, language),
        hint=hint,
        texts={text: one.code for text, one in said.items() if one.silent is None},
        silences={text: one.silent for text, one in said.items() if one.silent is not None},
        question=question,
        required=question.required,
    )


def _of_members(question: Question, name: str, language: str) -> Iterator[TemplateColumn]:
    """A column for each answer, which says yes or no to it, or why nothing is known."""
    yes, no = (in_language(one.label, language) for one in (YES, NO))
    silences = said_of(question.silences, language, (yes, no))
    labels = {one.code: text for text, one in said_of(question.listed, language).items()}
    for code, choice in choice_names(one.code for one in question.listed).items():
        yield TemplateColumn(
            name=f"{name}/{choice}",
            label=f"{in_language(question.numbered, language)}: {labels[code]}",
            hint=in_language(question.hint, language),
            texts={yes: YES.code, no: NO.code},
            silences={text: one.silent for text, one in silences.items() if one.silent},
            question=question,
            member=code,
        )


def said_of(
    answers: Iterable[Answer], language: str, taken: Iterable[str] = ()
) -> dict[str, Answer]:
    """What is read for each answer, with its code where that alone tells two apart.

    Args:
        answers: The answers.
        language: The language.
        taken: What is read for other answers of the same column.
    """
    listed = [(in_language(one.label, language).strip(), one) for one in answers]
    alike = Counter(plain(text) for text in (*(text for text, _ in listed), *taken))
    names = choice_names(one.code for _, one in listed)  # no two differ in capitals alone
    return {
        text if alike[plain(text)] == 1 else f"{text} [{names[one.code]}]": one
        for text, one in listed
    }


def with_codes(texts: Mapping[str, str], codes: Iterable[str]) -> dict[str, str]:
    """What may be chosen, and beside it the codes, where no label means something else.

    Args:
        texts: What may be chosen → its code.
        codes: The codes that may be written as well.
    """
    known = {plain(text) for text in texts}
    spelt = Counter(map(plain, codes))
    more = {code: code for code in codes if plain(code) not in known and spelt[plain(code)] == 1}
    return {**texts, **more}
