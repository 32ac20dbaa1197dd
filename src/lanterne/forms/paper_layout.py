"""What stands on a paper form, as data: every text is one, and none of them is a program.

The template ``templates/paper.typ`` sets it. A list that is too long to be ticked stands once at
the end; its answers are written with their codes.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from lanterne.codebook.model import Text, in_language
from lanterne.forms.questions import Answer, Ask, Form, Names, Question, Section
from lanterne.forms.skips import skips_before
from lanterne.forms.words import text_of
from lanterne.messages.languages import direction
from lanterne.messages.typography import END, LEFT_TO_RIGHT

TICKED = 30
"""Answers with a box each, at most."""

DIGITS = 12
"""Digits of an answer for which there is a box each, at most; else there is a line."""

COPIES = 3
"""Pages for alleged perpetrators."""

SHORT_DIGEST = 12
"""Digits of the digest that people compare."""

BESIDE = 26
"""Letters of answers that stand beside their question, at most, and no more than three answers."""

_COLUMNS = ((16, 4), (26, 3), (44, 2))
"""Letters of the longest answer → how many answers stand beside each other."""

_RANGE = re.compile(r"\d[\d.,]*\s?[-–—]{1,2}\s?\d[\d.,]*")
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\ufeff\ufffe\uffff]")

Shown = dict[str, Any]
"""What the template is given, of a form or of a part of one."""


def shown_on_paper(form: Form, language: str) -> Shown:
    """All that stands on the paper.

    Args:
        form: The form.
        language: Of its texts; one of the form.
    """
    return _Paper(form, language).all()


class _Paper:
    """Gathers what stands on the paper, and the lists for its end."""

    def __init__(self, form: Form, language: str) -> None:
        self.form, self.language = form, language
        self.asked = {one.name: one for one in form.questions}
        self.groups = {one.name: one for one in form.codebook.groups}
        self.lists: dict[tuple[tuple[str, str], ...], str] = {}

    def all(self) -> Shown:
        form, repeated = self.form, self.form.repeated
        stamp = form.stamp
        digest = stamp.digest[:SHORT_DIGEST]
        case, each = self.part(form.cases), [self.part(one) for one in repeated]
        language, _, region = self.language.partition("-")
        return {
            "language": language if re.fullmatch("[a-z]{2,3}", language) else "und",
            "region": region if re.fullmatch("[A-Z]{2}", region) else None,
            "rtl": direction(self.language) == "rtl",
            "title": self.said(form.title),
            "version": self.word("version", version=stamp.version, digest=digest),
            "page": self.word("page", page="{page}", pages="{pages}"),
            "words": {name: self.word(name) for name in _WORDS},
            "consent": self.question(form.consent),
            "case": case,
            "each": each,
            "copies": COPIES if each else 0,
            "perpetrator": self.identity(repeated, Names.ITSELF),
            "household": self.identity([form.cases], Names.HOUSEHOLD),
            "lists": [
                {
                    "title": self.word("list", list=name),
                    "answers": [{"code": code, "label": label} for code, label in answers],
                }
                for answers, name in self.lists.items()
            ],
        }

    def word(self, name: str, **gaps: Text | str | int) -> str:
        return self.said(text_of(name, [self.language], **gaps))

    def said(self, text: Text) -> str:
        return sided(in_language(text, self.language), self.language)

    def identity(self, sections: Sequence[Section], names: Names) -> Shown | None:
        """The first id of a kind that tables ask for; ``None``: they ask for none."""
        found = (one for section in sections for one in section.identities if one.names is names)
        one = next(found, None)
        return {"label": self.said(one.label), "hint": self.said(one.hint)} if one else None

    def part(self, section: Section) -> list[Shown]:
        """The questions of a table, in runs with a heading each or none."""
        runs = []
        skips = iter(skips_before(section.questions, self.asked, self.language))
        for name, run in groupby(section.questions, lambda one: one.column and one.column.group):
            questions = [*run]
            group = self.groups.get(name or "") if len(questions) > 1 else None
            label = "" if group is None else self.said(group.label)
            shown = [{**self.question(one), "skips": self.sided(next(skips))} for one in questions]
            runs.append({"heading": label, "questions": shown})
        return runs

    def sided(self, texts: Sequence[str]) -> list[str]:
        return [sided(text, self.language) for text in texts]

    def question(self, question: Question) -> Shown:
        return {
            "number": question.number,
            "label": self.said(question.label),
            "hints": [*filter(None, self.hints(question))],
            "silences": [self.answer(one) for one in question.silences],
            **self.answering(question),
        }

    def hints(self, question: Question) -> Iterator[str]:
        """What helps to answer: what it means, how many answers, and what cannot be."""
        yield self.said(question.hint)
        if question.required and question.column is not None:
            yield self.word("needed")
        for rule in question.constraints:
            if rule.label:
                yield self.word("check", rule=rule.label)

    def answering(self, question: Question) -> Shown:
        """How it is answered: by boxes to tick, by digits, or by an answer of a list at the end."""
        if question.years is not None:
            first, last = question.years
            note = self.word("number_from_to", first=first, last=last)
            return {"kind": "digits", "digits": 4, "notes": [note]}
        if question.numbers is not None:
            return self.number(question)
        listed = question.listed
        several = question.ask is Ask.SEVERAL
        if len(listed) > TICKED:
            return self.from_list(question)
        answers = [self.answer(one, question) for one in listed]
        longest = max((len(one["label"]) + len(one["code"]) for one in answers), default=0)
        meant = any(one["meaning"] for one in answers) or not question.number
        beside = len(listed) <= 3 and longest * len(listed) <= BESIDE and not meant and not several
        columns = next((count for letters, count in _COLUMNS if longest <= letters), 1)
        return {
            "kind": "beside" if beside else "boxes",
            "answers": answers,
            "columns": 1 if meant else columns,
            "notes": [*self.several(question)],
        }

    def several(self, question: Question) -> Iterator[str]:
        if question.ask is Ask.SEVERAL:
            yield self.word("several")
            if question.column is not None and question.column.at_most is not None:
                yield self.word("at_most", count=question.column.at_most)

    def number(self, question: Question) -> Shown:
        numbers = question.numbers
        assert numbers is not None
        ends = numbers.texts[0], numbers.texts[-1]
        notes = [self.word("number_from_to", first=ends[0], last=ends[1])]
        if numbers.step != 1:
            notes.append(self.word("steps", step=f"{numbers.step.normalize():f}"))
        boxes = all(end.isdecimal() for end in ends) and len(ends[1]) <= DIGITS
        return {"kind": "digits", "digits": len(ends[1]) if boxes else 0, "notes": notes}

    def from_list(self, question: Question) -> Shown:
        """Long lists stand at the end, those with the same answers once."""
        answers = tuple(
            (sided(one.code, self.language), self.said(one.label)) for one in question.listed
        )
        name = self.lists.setdefault(answers, _letters(len(self.lists)))
        several = question.ask is Ask.SEVERAL
        length = max(len(one.code) for one in question.listed)
        key = "write_codes" if several else "write_code"
        notes = [self.word(key, list=name), *[*self.several(question)][1:]]
        return {
            "kind": "code",
            "digits": 0 if several or length > DIGITS else length,
            "lines": 2 if several else 1,
            "notes": notes,
        }

    def answer(self, answer: Answer, of: Question | None = None) -> Shown:
        values = of.column.values if of is not None and of.column is not None else ()
        meaning = next((one.definition for one in values if one.code == answer.code), {})
        return {
            "label": self.said(answer.label),
            "code": sided(answer.code, self.language),
            "meaning": self.said(meaning),
        }


_WORDS = (
    "case", "consent_say", "copy_page", "date", "day", "each_perpetrator", "explained_by",
    "month", "no_answer", "no_names", "perpetrator_page", "tick_one", "year",
)  # fmt: skip


def sided(text: str, language: str) -> str:
    """A text without signs that nobody sees; from right to left, what is not, is kept together.

    Else ``9–17`` would be read as ``17–9`` between Arabic words, and a code be turned around.
    """
    clean = _CONTROL.sub("", text).strip()
    if direction(language) != "rtl" or not clean:
        return clean
    if not _RTL.search(clean):
        return f"{LEFT_TO_RIGHT}{clean}{END}"
    return _RANGE.sub(lambda found: f"{LEFT_TO_RIGHT}{found[0]}{END}", clean)


def _letters(place: int) -> str:
    """A, B, … Z, AA, AB, …: the names of lists."""
    letters = string.ascii_uppercase
    return (_letters(place // 26 - 1) if place >= 26 else "") + letters[place % 26]
