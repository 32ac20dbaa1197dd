"""People who fill in an Excel template: they read labels, and choose from the lists of cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

from form_answers import Sent
from lanterne.codebook import in_language
from lanterne.forms import Form, write_template
from lanterne.forms.questions import Ask, Question, Section

FIRST = 3


class Filled:
    """A template that is filled in.

    Args:
        form: Its form.
        language: Its language.
        path: Where it is kept.
    """

    def __init__(self, form: Form, language: str, path: Path) -> None:
        path.write_bytes(write_template(form, language))
        self.form, self.language, self.path = form, language, path
        self.book = openpyxl.load_workbook(path)
        self._columns = {one.name: self._headers(one) for one in form.sections}
        self._offered = {one.name: self._validations(one) for one in form.sections}

    def page(self, section: Section) -> Any:
        return self.book[section.name[:31]]

    def columns(self, section: Section) -> dict[str, int]:
        """What the second row says → column."""
        return self._columns[section.name]

    def offered(self, section: Section, column: int) -> list[str]:
        """What the list of a cell offers."""
        return self._offered[section.name].get(column, [])

    def _headers(self, section: Section) -> dict[str, int]:
        row = self.page(section)[2]
        return {cell.value: cell.column for cell in row if cell.value}

    def _validations(self, section: Section) -> dict[int, list[str]]:
        lists = self.book["lanterne-lists"]
        found = {}
        for one in self.page(section).data_validations.dataValidation:
            named = re.fullmatch(
                r"'lanterne-lists'!\$([A-Z]+)\$1:\$[A-Z]+\$(\d+)", one.formula1 or ""
            )
            if named:
                cells = [cell.value for cell in lists[named[1]][: int(named[2])]]
                found |= {area.min_col: cells for area in one.sqref.ranges}
        return found

    def choose(self, section: Section, name: str, row: int, label: str, code: str) -> None:
        """Choose an answer by its label, as people do."""
        column = self.columns(section)[name]
        offered = self.offered(section, column)
        names = {
            label.strip(),
            f"{label.strip()} [{code}]",
            f"{label.strip()} [_u{ord(code[0]):x}_]",
        }
        (text,) = names.intersection(offered)
        self.write(section, name, row, text)

    def write(self, section: Section, name: str, row: int, value: object) -> None:
        cell = self.page(section).cell(row, self.columns(section)[name])
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"

    def fill(self, sent: Sequence[Sent]) -> Path:
        """Write what people said, a row each."""
        victims, *others = self.form.sections
        rows = dict.fromkeys((section.name for section in others), FIRST)
        for row, one in enumerate(sent, start=FIRST):
            if one.consent:
                (said,) = [a for a in self.form.consent.answers if a.code == one.consent]
                label = in_language(said.label, self.language)
                self.choose(victims, self.form.consent.name, row, label, one.consent)
            self.row(victims, row, {**self.named(victims, one), **one.ids}, one.answers)
            for place, (_, answers) in enumerate(one.links):
                ids = {"victim": self.case(one), "perpetrator": f"P{one.number}-{place}"}
                for section in others:
                    self.row(section, rows[section.name], ids, answers)
                    rows[section.name] += 1
        self.book.save(self.path)
        return self.path

    def case(self, one: Sent) -> str:
        return one.ids.get("victim", one.key)

    def named(self, section: Section, one: Sent) -> dict[str, str]:
        """In a table whoever a row is about has to be named."""
        return {section.itself.name: one.key} if section.itself else {}

    def row(self, section: Section, row: int, ids: dict[str, str], answers: dict) -> None:
        for identity in section.identities:
            if ids.get(identity.name):
                self.write(section, identity.name, row, ids[identity.name])
        for question in section.questions:
            self.answer(section, question, row, answers[question.name])

    def answer(
        self, section: Section, question: Question, row: int, codes: tuple[str, ...]
    ) -> None:
        labels = {one.code: in_language(one.label, self.language) for one in question.answers}
        silent = [one.code for one in question.silences]
        if question.ask is Ask.SEVERAL:
            columns = [
                name for name in self.columns(section) if name.startswith(f"{question.name}/")
            ]
            assert len(columns) == len(question.listed)
            for name, answer in zip(columns, question.listed, strict=True):
                if codes and codes[0] in silent:
                    self.choose(section, name, row, labels[codes[0]], codes[0])
                elif answer.code in codes:
                    self.choose(section, name, row, YES[self.language], "1")
        elif question.ask is Ask.NUMBER:
            for code in codes:
                self.write(
                    section, question.name, row, labels[code] if code in silent else float(code)
                )
        else:
            for code in codes:
                self.choose(section, question.name, row, labels[code], code)


YES = {"en": "Yes", "fr": "Oui", "ar": "نعم"}
