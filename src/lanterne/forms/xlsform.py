"""A form as an XLSForm, the questionnaire of KoboToolbox and ODK."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, count, groupby

from lanterne.codebook.model import Group, Text, in_language
from lanterne.forms.asked import Asked, asked_in, identity_hint, not_other, stamp_text
from lanterne.forms.conditions import Asking
from lanterne.forms.names import plain_name, question_names
from lanterne.forms.questions import Ask, Form, Section
from lanterne.forms.sheets import Sheet, workbook
from lanterne.forms.words import filled, text_of
from lanterne.forms.xpath import allowed, relevant, within
from lanterne.harmonise.form_names import MARK
from lanterne.messages import LANGUAGES

LONG = 12
"""Answers of a list from which on it is searched rather than looked through."""

Row = dict[str, str]
"""Name of a column of a sheet → what stands in it."""


def write_xlsform(form: Form, language: str) -> bytes:
    """The form as a workbook with the sheets ``survey``, ``choices`` and ``settings``.

    Args:
        form: The form; all of its languages are in the file.
        language: The one that is shown first.
    """
    writer = _Writer(asked_in(form), language)
    survey = [*writer.survey()]
    return workbook(
        [
            _sheet("survey", survey, writer.columns("label", "hint", "constraint_message")),
            _sheet("choices", writer.choices, writer.columns("label")),
            _sheet("settings", [writer.settings()], ()),
        ]
    )


def _sheet(name: str, rows: Sequence[Row], texts: Sequence[str]) -> Sheet:
    """A sheet whose columns are those that a row has, the texts behind the first two."""
    used = dict.fromkeys(key for row in rows for key in row)
    head = [key for key in used if key not in texts]
    header = (*head[:2], *(key for key in texts if key in used), *head[2:])
    return Sheet(name, (header, *(tuple(row.get(key, "") for key in header) for row in rows)))


class _Writer:
    """Writes the rows of the sheets, the lists of choices once each."""

    def __init__(self, asked: Asked, language: str) -> None:
        self.asked, self.form, self.language = asked, asked.form, language
        self.choices: list[Row] = []
        self._lists: dict[tuple[object, ...], str] = {}
        questions = (asked.consent, *asked.askings.values(), *asked.why.values())
        names = (MARK, asked.repeat, *asked.ids.values(), *(one.name for one in questions))
        self._taken = set(map(str.casefold, names))

    def columns(self, *texts: str) -> tuple[str, ...]:
        """The columns of texts in each language, such as ``label::Français (fr)``."""
        return tuple(f"{text}::{_called(tag)}" for text in texts for tag in self.form.languages)

    def settings(self) -> Row:
        stamp, title = self.form.stamp, self.form.title
        return {
            "form_title": _safe(in_language(title, self.language)),
            "form_id": plain_name(stamp.codebook),
            "version": f"{plain_name(stamp.version)}-{stamp.digest[:12]}",
            "default_language": _called(self.language),
        }

    def survey(self) -> Iterator[Row]:
        stamp = stamp_text(self.form.stamp)
        yield {"type": "calculate", "name": MARK, "calculation": f"'{stamp}'"}
        yield self._question(self.asked.consent)
        yield from self._section(self.form.cases)
        for section in self.form.sections:
            if section.under == self.form.cases.name:
                yield {
                    "type": "begin_repeat",
                    "name": self.asked.repeat,
                    **self._texts("label", section.label),
                }
                for one in self.form.repeated:
                    yield from self._section(one)
                yield {"type": "end_repeat"}

    def _section(self, section: Section) -> Iterator[Row]:
        for identity in filter(not_other, section.identities):
            yield {
                "type": "text",
                "name": self.asked.ids[identity.name],
                **self._texts("label", identity.label),
                **self._texts("hint", identity_hint(identity, self.form.languages)),
            }
        groups = {group.name: group for group in self.form.codebook.groups}
        for name, run in groupby(section.questions, lambda one: one.column and one.column.group):
            questions = [*run]
            rows = [row for one in questions for row in self._column(self.asked.askings[one.name])]
            group = groups.get(name or "")
            yield from rows if group is None or len(questions) == 1 else self._grouped(group, rows)

    def _grouped(self, group: Group, rows: Sequence[Row]) -> Iterator[Row]:
        """The questions on one screen; what others are asked between may part a group in two."""
        (first,) = question_names([f"group_{group.name}"]).values()
        wanted = chain([first], (f"{first}_{number}" for number in count(2)))
        name = next(one for one in wanted if one.casefold() not in self._taken)
        self._taken.add(name.casefold())
        label = self._texts("label", filled(group.label, self.form.languages))
        yield {"type": "begin_group", "name": name, **label, "appearance": "field-list"}
        yield from rows
        yield {"type": "end_group"}

    def _column(self, asking: Asking) -> Iterator[Row]:
        yield self._question(asking)
        why = self.asked.why.get(asking.question.name)
        if why is not None:
            tests = [relevant(asking.question.relevance, self.asked.askings)]
            tests = [*filter(None, tests), f"${{{asking.name}}} = ''"]
            yield {**self._question(why), "relevant": " and ".join(tests)}

    def _question(self, asking: Asking) -> Row:
        question = asking.question
        row = {"type": self._type(asking), "name": asking.name}
        row |= self._texts("label", question.numbered) | self._texts("hint", question.hint)
        if question.required:
            row["required"] = "yes"
        if question.relevance:
            row["relevant"] = relevant(question.relevance, self.asked.askings)
        row |= self._constraint(asking)
        if not asking.typed and len(question.answers) > LONG and question.ask is Ask.ONE:
            row["appearance"] = "minimal autocomplete"
        return row

    def _type(self, asking: Asking) -> str:
        if asking.typed:
            numbers = asking.question.numbers
            return "integer" if numbers is None or numbers.whole else "decimal"
        kind = "select_multiple" if asking.question.ask is Ask.SEVERAL else "select_one"
        return f"{kind} {self._list(asking)}"

    def _constraint(self, asking: Asking) -> Row:
        """What must be true of an answer, and what is said where it is not."""
        askings, languages = self.asked.askings, self.form.languages
        rules = asking.question.constraints
        tests = [*within(asking), *(allowed(rule, asking, askings) for rule in rules)]
        if not tests:
            return {}
        agree = text_of("must_agree", languages)
        said = [*_said_of(asking, languages)]
        said += [filled(one.label, languages) if one.label else agree for one in rules]
        message = {tag: " ".join(dict.fromkeys(text[tag] for text in said)) for tag in languages}
        constraint = " and ".join(f"({test})" for test in tests)
        return {"constraint": constraint, **self._texts("constraint_message", message)}

    def _list(self, asking: Asking) -> str:
        """The list of the choices of a question, written where no other has the same."""
        rows = [
            {"name": asking.choices[one.code], **self._texts("label", one.label)}
            for one in asking.question.answers
        ]
        key = tuple(tuple(row.items()) for row in rows)
        if key not in self._lists:
            self._lists[key] = f"list_{asking.name}"
            self.choices += [{"list_name": self._lists[key], **row} for row in rows]
        return self._lists[key]

    def _texts(self, column: str, text: Text) -> Row:
        return {f"{column}::{_called(tag)}": _safe(said) for tag, said in text.items() if said}


def _said_of(asking: Asking, languages: Sequence[str]) -> Iterator[Text]:
    """What is said where an answer by itself cannot be."""
    question = asking.question
    if asking.years is not None:
        yield text_of("number_from_to", languages, first=asking.years[0], last=asking.years[1])
    elif question.numbers is not None:
        ends = question.numbers.texts
        yield text_of("number_from_to", languages, first=ends[0], last=ends[-1])
        if question.numbers.step != 1:
            yield text_of("steps", languages, step=f"{question.numbers.step.normalize():f}")
    elif question.ask is Ask.SEVERAL and question.silences:
        yield text_of("stands_alone", languages)
    at_most = question.column.at_most if question.column else None
    if question.ask is Ask.SEVERAL and at_most is not None:
        yield text_of("at_most", languages, count=at_most)


def _called(tag: str) -> str:
    """A language as an XLSForm names it: ``Français (fr)``."""
    return f"{LANGUAGES.get(tag, tag)} ({tag})"


def _safe(text: str) -> str:
    """A text in which nothing is taken for a reference to a question."""
    return text.replace("${", "$ {")
