"""A form as an Excel template: a sheet for each table, with lists to choose from.

The first row of a sheet has labels, the second names, and cases begin in the third.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from lanterne.codebook.model import Rule
from lanterne.forms.excel_definitions import add_definitions
from lanterne.forms.excel_layout import TemplateColumn, TemplateSheet, template_sheets
from lanterne.forms.excel_rules import Cells, broken, columns_in, quoted
from lanterne.forms.questions import Ask, Form
from lanterne.forms.sheets import put
from lanterne.forms.words import text_of
from lanterne.harmonise.form_names import CONSENT
from lanterne.messages.languages import direction
from lanterne.spreadsheet_cells import write_text

# ruff: noqa: PLC0415 - openpyxl takes long to load, and few need it

NAMES, FIRST = 2, 3
"""The row of the names, and the first row of cases."""

LAST = 5000
"""The last row that offers lists; more rows may be filled in."""

MARK_SHEET, LISTS_SHEET = "lanterne-form", "lanterne-lists"
"""Hidden sheets: from which codebook the template was made, and the lists to choose from."""

PROMPT, TITLE, ERROR = 250, 32, 225
"""Characters of what a spreadsheet shows beside a cell, of its title, and of an error, at most."""

_FILLS = {"consent": "FFF2CC", "required": "DDEBF7", "plain": "F2F2F2", "broken": "F8CBAD"}


def write_template(form: Form, language: str) -> bytes:
    """The form as an XLSX workbook to fill in.

    Args:
        form: The form.
        language: Of labels, answers and definitions; one of the form.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    sheets = template_sheets(form, language)
    lists = _Lists(book)
    rules = {table.name: table.rules for table in form.codebook.tables}
    for sheet in sheets:
        writer = _Writer(book.create_sheet(sheet.sheet), sheet, lists, language)
        writer.write(rules[sheet.section.name])
    add_definitions(book, form, sheets, language)
    lists.write()
    _mark(book, form, language)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _mark(book: Any, form: Form, language: str) -> None:
    """What says from which codebook the template was made."""
    page = book.create_sheet(MARK_SHEET)
    stamp = form.stamp
    told = {
        "codebook": stamp.codebook,
        "version": stamp.version,
        "digest": stamp.digest,
        "language": language,
    }
    for row, line in enumerate(told.items(), start=1):
        put(page, row, line)
    page.sheet_state = "veryHidden"


class _Lists:
    """The lists to choose from, each once, in the columns of a hidden sheet."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._places: dict[tuple[str, ...], int] = {}

    def place(self, texts: tuple[str, ...]) -> str:
        """The cells of a list, as formulas name them."""
        from openpyxl.utils import get_column_letter

        letter = get_column_letter(self._places.setdefault(texts, len(self._places) + 1))
        return f"'{LISTS_SHEET}'!${letter}$1:${letter}${len(texts)}"

    def write(self) -> None:
        """Write the sheet, when all sheets have asked for their lists."""
        page = self._book.create_sheet(LISTS_SHEET)
        for texts, place in self._places.items():
            for row, text in enumerate(texts, start=1):
                write_text(page.cell(row, place), text)
        page.sheet_state = "hidden"


class _Writer:
    """Writes the sheet of one table."""

    def __init__(self, page: Any, sheet: TemplateSheet, lists: _Lists, language: str) -> None:
        from openpyxl.utils import get_column_letter

        self.page, self.sheet, self.lists, self.language = page, sheet, lists, language
        self.letters = {
            one.name: get_column_letter(place) for place, one in enumerate(sheet.columns, start=1)
        }

    def write(self, rules: Sequence[Rule]) -> None:
        """Write headers, lists, and what marks rows that break a rule."""
        self._head()
        for column in self.sheet.columns:
            self._column(column)
        self._mark_rules(rules)
        self.page.freeze_panes = f"B{FIRST}"
        self.page.sheet_view.rightToLeft = direction(self.language) == "rtl"

    def _head(self) -> None:
        from openpyxl.styles import Alignment, Font, PatternFill

        columns = self.sheet.columns
        marked = [f"{one.label} *" if one.required else one.label for one in columns]
        labels = put(self.page, 1, marked)
        names = put(self.page, NAMES, [one.name for one in columns])
        for column, label, name in zip(columns, labels, names, strict=True):
            kind = "consent" if column.name == CONSENT else "required"
            kind = kind if column.required else "plain"
            label.fill = PatternFill("solid", start_color=_FILLS[kind])
            label.font = Font(bold=True)
            label.alignment = Alignment(wrap_text=True, vertical="top")
            name.font = Font(size=8, color="808080")
        self.page.row_dimensions[1].height = 48

    def _column(self, column: TemplateColumn) -> None:
        letter = self.letters[column.name]
        dimension = self.page.column_dimensions[letter]
        dimension.width = min(max(len(column.label) * 0.7, 14), 28)
        number = column.question is not None and column.question.ask is Ask.NUMBER
        dimension.number_format = "General" if number else "@"
        validation = self._number(column) if number else self._choice(column)
        validation.prompt = column.hint[:PROMPT] or None
        validation.promptTitle = column.label[:TITLE] or None
        validation.showInputMessage = bool(column.hint)
        validation.showErrorMessage = bool(validation.type)
        validation.add(f"{letter}{FIRST}:{letter}{LAST}")
        self.page.add_data_validation(validation)

    def _choice(self, column: TemplateColumn) -> Any:
        from openpyxl.worksheet.datavalidation import DataValidation

        if not column.choices:
            return DataValidation(allow_blank=True)
        made = DataValidation("list", self.lists.place(column.choices), allow_blank=True)
        made.error = text_of("choose_listed", [self.language])[self.language]
        return made

    def _number(self, column: TemplateColumn) -> Any:
        """A number of the range, or one of the words that say why there is none."""
        from openpyxl.worksheet.datavalidation import DataValidation

        assert column.question is not None
        assert column.question.numbers is not None
        numbers = column.question.numbers
        first, last = numbers.texts[0], numbers.texts[-1]
        cell = f"{self.letters[column.name]}{FIRST}"
        tests = [f"AND(ISNUMBER({cell}),{cell}>={first},{cell}<={last})"]
        if column.silences:
            tests.append(f"COUNTIF({self.lists.place((*column.silences,))},{cell})>0")
        made = DataValidation("custom", f"OR({','.join(tests)})", allow_blank=True)
        said = text_of("number_from_to", [self.language], first=first, last=last)
        words = ", ".join(column.silences)
        made.error = f"{said[self.language]} {words}".strip()[:ERROR]
        return made

    def _mark_rules(self, rules: Sequence[Rule]) -> None:
        """Rows that break a rule, and required cells that are blank, in colour."""
        from openpyxl.formatting.rule import FormulaRule
        from openpyxl.styles import PatternFill

        fill = PatternFill("solid", start_color=_FILLS["broken"], end_color=_FILLS["broken"])
        cells = Cells(self.sheet, self.letters, FIRST)
        begun = f"{cells.of(self.sheet.columns[0])}<>{quoted('')}"

        def mark(columns: Sequence[TemplateColumn], formula: str) -> None:
            places = [self.letters[one.name] for one in columns]
            area = " ".join(f"{letter}{FIRST}:{letter}{LAST}" for letter in places)
            rule = FormulaRule([f"AND({begun},{formula})"], fill=fill)
            self.page.conditional_formatting.add(area, rule)

        for rule in rules:
            mark([*columns_in(rule, self.sheet)], broken(rule, cells))
        for column in self.sheet.columns:
            if column.required:
                mark([column], f"{cells.of(column)}={quoted('')}")
