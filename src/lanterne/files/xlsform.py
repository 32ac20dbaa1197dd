"""An XLSForm, the questionnaire of KoboToolbox and ODK: its questions, choices and every label.

It is public and holds no case, so it is where a mapping takes answers from. What cases answered
beside its choices is not in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from lanterne.files.book import Book, check_sheet, open_book
from lanterne.files.kinds import is_workbook, kind_of_file
from lanterne.files.layout import GROUP, clean_header
from lanterne.files.problem_log import Findings

Labels = Mapping[str, str]
"""Language as the form calls it, such as ``French (fr)``; the empty text where it does not say →
words."""

_LABEL = re.compile(r"label(?:\s*::?\s*(.*))?", re.IGNORECASE | re.DOTALL)
_GROUPS = {"group": False, "repeat": True, "looped group": True}
"""What begins and ends → whether what is in it is asked several times."""

_NOT_ASKED = frozenset({"note", "start", "end", "today", "calculate", "hidden", "xml-external"})
"""Types of rows that nobody answers."""


@dataclass(frozen=True)
class Choice:
    """An answer that a form offers.

    Attributes:
        name: What an export writes.
        labels: What people read.
    """

    name: str
    labels: Labels


@dataclass(frozen=True)
class Question:
    """A question of a form.

    Attributes:
        name: Its name.
        groups: The groups that it is in, from the outermost on.
        type: Its type, such as ``integer`` or ``select_multiple``.
        labels: What people read.
        choices: The answers that it offers, in the order of the form.
        repeated: Whether it is asked several times of one case: exports have it on another sheet.
    """

    name: str
    groups: tuple[str, ...]
    type: str
    labels: Labels
    choices: tuple[Choice, ...] = ()
    repeated: bool = False

    @property
    def several(self) -> bool:
        """Whether several choices may be taken."""
        return self.type == "select_multiple"

    @property
    def asked(self) -> bool:
        """Whether somebody answers it."""
        return self.type not in _NOT_ASKED


@dataclass(frozen=True)
class Form:
    """A questionnaire.

    Attributes:
        questions: Its questions, in their order.
    """

    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Asked:
    """What a column of an export answers.

    Attributes:
        question: The question.
        choice: Of a question with several answers, the one that the column says yes or no to;
            ``None``: the column has them all, with spaces between them.
    """

    question: Question
    choice: Choice | None = None


def columns_of(form: Form) -> dict[str, Asked]:
    """Header of a column, as exports with XML names may have it → what it answers.

    A question stands under its name or behind its groups, as the export was asked for; one with
    several answers in one column, or in a column for each choice, or both. A name that two
    questions have is only known behind its groups.
    """
    found: dict[str, Asked | None] = {}
    for question in form.questions:
        for header in dict.fromkeys(_headers(question)):
            found[header] = None if header in found else Asked(question)
            for choice in question.choices if question.several else ():
                found[f"{header}{GROUP}{choice.name}"] = Asked(question, choice)
    return {header: asked for header, asked in found.items() if asked is not None}


def _headers(question: Question) -> tuple[str, str]:
    return question.name, GROUP.join((*question.groups, question.name))


def read_form(path: Path) -> Form:
    """Read an XLSForm.

    Args:
        path: A workbook with the sheets ``survey`` and, where there are choices, ``choices``.

    Raises:
        InputError: It cannot be read, or is no XLSForm; with each row that is wrong.
    """
    findings = Findings(str(path))
    if not is_workbook(path):
        kind_of_file(path, findings)
        raise findings.fail("no-xlsform")
    book = open_book(path, findings)
    survey = _sheet(book, "survey", findings)
    if not survey or not {"type", "name"} <= {_plain(key) for key in survey[0][1]}:
        raise findings.fail("no-xlsform")
    choices = _choices(_sheet(book, "choices", findings) if "choices" in book.sheets else [])
    form = Form(tuple(_questions(survey, choices, findings)))
    findings.raise_any()
    return form


Line = tuple[int, dict[str, str]]
"""Row of a sheet and what stands in it, by the name of its column."""


def _sheet(book: Book, name: str, findings: Findings) -> list[Line]:
    """The rows of a sheet that are not blank; a column that is there twice is taken once."""
    if name not in book.sheets:
        raise findings.fail("no-xlsform")
    check_sheet(book, name, findings)
    cells: pl.DataFrame = book.cells(name, findings)
    rows = [clean_header(row) for row in cells.iter_rows()]
    header = next((row for row in rows if any(row)), ())
    found = ((number, dict(zip(header, row, strict=True))) for number, row in enumerate(rows, 1))
    filled = [(number, line) for number, line in found if any(line.values())]
    return [(number, {k: v for k, v in line.items() if k}) for number, line in filled[1:]]


def _plain(name: str) -> str:
    return name.casefold().replace("_", " ")


def _value(line: Mapping[str, str], *names: str) -> str:
    return next((value for key, value in line.items() if _plain(key) in names and value), "")


def _labels(line: Mapping[str, str]) -> Labels:
    """The labels of a row in each language; links to pictures and sounds are none."""
    found = ((_LABEL.fullmatch(key), value) for key, value in line.items())
    return {(match[1] or "").strip(): value for match, value in found if match and value}


def _choices(lines: list[Line]) -> dict[str, tuple[Choice, ...]]:
    lists: dict[str, list[Choice]] = {}
    for _, line in lines:
        name = _value(line, "name", "value")
        if name:
            choice = Choice(name, _labels(line))
            lists.setdefault(_value(line, "list name", "list"), []).append(choice)
    return {name: tuple(found) for name, found in lists.items()}


def _questions(
    survey: list[Line], choices: Mapping[str, tuple[Choice, ...]], findings: Findings
) -> Iterator[Question]:
    inside: list[tuple[str, bool]] = []
    for number, line in survey:
        kind, _, of = _value(line, "type").partition(" ")
        kind, what = kind.casefold(), of.strip()
        name = _value(line, "name")
        act, _, group = _plain(_value(line, "type")).partition(" ")
        if act == "begin" and group in _GROUPS:
            inside.append((name, _GROUPS[group]))
        elif act == "end" and group in _GROUPS:
            if not inside:
                findings.add("xlsform.end-without-begin", rows=[number])
                continue
            inside.pop()
        elif kind and name:
            listed = what.removesuffix("or_other").strip()
            if kind in {"select_one", "select_multiple", "rank"} and listed not in choices:
                findings.add("xlsform.no-such-list", {"name": listed}, rows=[number])
            yield Question(
                name=name,
                groups=tuple(group for group, _ in inside if group),
                type=kind,
                labels=_labels(line),
                choices=choices.get(listed, ()),
                repeated=any(repeated for _, repeated in inside),
            )
    if inside:
        findings.add("xlsform.begin-without-end", {"name": inside[-1][0]})
