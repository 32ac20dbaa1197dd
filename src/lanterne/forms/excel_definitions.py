"""The sheet of an Excel template on which columns and answers are explained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from lanterne.codebook.model import in_language
from lanterne.forms.excel_layout import LONGEST_NAME, TemplateSheet
from lanterne.forms.questions import Form, Question
from lanterne.forms.sheets import put
from lanterne.forms.words import text_of
from lanterne.messages.languages import direction

HEADS = ("column", "name", "meaning", "answer", "code", "meaning")
"""What stands in its columns: a question, then each of its answers."""

_WIDTHS = {"A": 32, "B": 24, "C": 60, "D": 32, "E": 20, "F": 60}


def add_definitions(book: Any, form: Form, sheets: Sequence[TemplateSheet], language: str) -> None:
    """Add the sheet to a workbook; nobody fills anything in there.

    Args:
        book: A workbook of openpyxl.
        form: The form.
        sheets: The sheets to fill in.
        language: Of the template.
    """
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415 - takes long to load

    def said(key: str) -> str:
        return text_of(key, [language])[language]

    taken = {sheet.sheet.casefold() for sheet in sheets}
    title = said("definitions")[: LONGEST_NAME - 2]
    page = book.create_sheet(f"{title} 2" if title.casefold() in taken else title)
    for head in put(page, 1, [said(key) for key in HEADS]):
        head.font = Font(bold=True)
    questions = (form.consent, *(one for sheet in sheets for one in sheet.section.questions))
    lines = (line for question in questions for line in _lines(question, language))
    for row, line in enumerate(lines, start=2):
        for cell in put(page, row, line):
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for letter, width in _WIDTHS.items():
        page.column_dimensions[letter].width = width
    page.freeze_panes = "A2"
    page.sheet_view.rightToLeft = direction(language) == "rtl"


def _lines(question: Question, language: str) -> Iterator[tuple[str, ...]]:
    """A question and what it means, then each answer and what that means."""
    label, hint = (in_language(text, language) for text in (question.label, question.hint))
    yield label, question.name, hint
    values = () if question.column is None else question.column.values
    meant = {value.code: in_language(value.definition, language) for value in values}
    for answer in question.answers:
        said = in_language(answer.label, language)
        yield "", "", "", said, answer.code, meant.get(answer.code, "")
