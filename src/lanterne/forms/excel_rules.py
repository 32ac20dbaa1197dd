"""Rules of a codebook as formulas of a spreadsheet, which mark the rows that break one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lanterne.codebook.model import Condition, Rule
from lanterne.forms.excel_layout import TemplateColumn, TemplateSheet
from lanterne.forms.questions import Ask, Question


@dataclass(frozen=True)
class Cells:
    """Where the columns of a sheet stand.

    Attributes:
        sheet: The sheet.
        letters: Column of the sheet → its letters.
        row: The first row of cases; formulas are of this one, and spreadsheets move them down.
    """

    sheet: TemplateSheet
    letters: Mapping[str, str]
    row: int

    def of(self, column: TemplateColumn) -> str:
        """The cell of a column in the first row of cases."""
        return f"${self.letters[column.name]}{self.row}"


def broken(rule: Rule, cells: Cells) -> str:
    """A formula that is true where a row breaks a rule."""
    questions = {one.name: one for one in cells.sheet.section.questions}
    tests = [_holds(test, questions[test.column], cells) for test in rule.forbid]
    return f"AND({','.join(tests)})"


def columns_in(rule: Rule, sheet: TemplateSheet) -> Iterator[TemplateColumn]:
    """The columns that a rule speaks of."""
    named = {test.column for test in rule.forbid}
    for question in sheet.section.questions:
        if question.name in named:
            yield from sheet.of(question)


def _holds(test: Condition, question: Question, cells: Cells) -> str:
    found = [part for value in test.values for part in _is(value, question, cells)]
    said = f"OR({','.join(found)})" if found else "FALSE"
    return f"NOT({said})" if test.negated else said


def _is(value: str, question: Question, cells: Cells) -> Iterator[str]:
    """Whether an answer is this one; the empty one is every kind of none."""
    columns = cells.sheet.of(question)
    if question.ask is Ask.SEVERAL:
        yield from _of_several(value, columns, cells)
        return
    cell, (column,) = cells.of(columns[0]), columns
    numbers = question.numbers
    if value and numbers is not None:
        assert question.column is not None
        place = question.column.codes.index(value)
        first, last = numbers.text(numbers.ends[place]), numbers.text(numbers.ends[place + 1] - 1)
        yield f"AND(ISNUMBER({cell}),{cell}>={first},{cell}<={last})"
        return
    recorded = {*question.column.codes} if question.column else set()
    none = [text for text, code in column.texts.items() if code not in recorded]
    texts = [text for text, code in column.texts.items() if code == value]
    if not value:
        texts = ["", *column.silences, *(none if numbers is None else ())]
    for text in texts:
        yield f"{cell}={quoted(text)}"


def _of_several(value: str, columns: tuple[TemplateColumn, ...], cells: Cells) -> Iterator[str]:
    said = [(one, next(iter(one.texts))) for one in columns if one.member]
    if not said:  # all stand in one cell: held against the rules when they come back
        yield "FALSE"
    elif value:
        for column, yes in said:
            if column.member == value:
                yield f"{cells.of(column)}={quoted(yes)}"
    else:
        yes_of_any = ",".join(f"{cells.of(column)}={quoted(yes)}" for column, yes in said)
        yield f"NOT(OR({yes_of_any}))"


def quoted(text: str) -> str:
    """A text in a formula."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
