"""Problems of one file, collected until the whole file has been read.

A file with one systematic mistake has as many problems as rows. The first few of each kind are
listed with their rows; the rest are counted per rule and column.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain

import numpy as np
import numpy.typing as npt

from lanterne.errors import InputError, Place, Problem
from lanterne.messages import Message, Parameter

RowNumbers = Sequence[int] | npt.NDArray[np.int64]
"""Rows of the file, counted as a spreadsheet does."""

LISTED = 200
"""Most problems that are listed with their row."""

EACH = 10
"""Most problems of one rule and column that are listed with their row."""


class Findings:
    """The problems found so far in one file.

    Args:
        file: Path of the file as the person gave it.
        sheet: Name of the sheet of a workbook, where it has several.
    """

    def __init__(self, file: str, sheet: str | None = None) -> None:
        self._place = Place(file, sheet=sheet)
        self._listed: list[Problem] = []
        self._seen: Counter[tuple[str, str | None]] = Counter()
        self._unlisted: Counter[tuple[str, str | None]] = Counter()
        self._whole: set[tuple[str, str | None]] = set()

    @property
    def file(self) -> str:
        """The file as the person gave it."""
        return self._place.file or ""

    @property
    def sheet(self) -> str | None:
        """The sheet, or of data frames the table, where there are several."""
        return self._place.sheet

    def __bool__(self) -> bool:
        """Whether anything is wrong."""
        return self._seen.total() > 0

    def names(self, *rules: str) -> bool:
        """Whether one of these rules is broken."""
        return any(count and rule in rules for (rule, _), count in self._seen.items())

    def of_whole(self, rule: str, column: str) -> bool:
        """Whether a problem was noted of a column as a whole, and not of single rows."""
        return (rule, column) in self._whole

    def add(
        self,
        code: str,
        parameters: Mapping[str, Parameter] | None = None,
        *,
        advice: Message | None = None,
        rows: RowNumbers | None = None,
        column: str | None = None,
        named: str = "",
    ) -> None:
        """Note a problem: once for the file or column, or once for each of the rows.

        Args:
            code: Which sentence of the store.
            parameters: Name of each gap → what stands in it; never what is in a cell.
            advice: What to do about it, where that is not the hint of the code.
            rows: Where it is.
            column: Name of the column.
            named: Name of the rule, where that is not a part of the code.
        """
        place = replace(self._place, column=column)
        problem = Problem(code, parameters or {}, place, advice, named)
        key = (problem.rule, column)
        if rows is None:
            self._whole.add(key)
        places: Sequence[int | None] | npt.NDArray[np.int64] = [None] if rows is None else rows
        room = min(EACH - self._seen[key], LISTED - len(self._listed))
        listed = [None if row is None else int(row) for row in places[: max(room, 0)]]
        self._listed += [problem.at(row=row) for row in listed]
        self._seen[key] += len(places)
        self._unlisted[key] += len(places) - len(listed)

    def take(self, problems: Iterable[Problem]) -> None:
        """Note problems that somebody else found in this file."""
        for one in problems:
            rows = None if one.row is None else [one.row]
            self.add(
                one.code,
                one.parameters,
                advice=one.advice,
                rows=rows,
                column=one.column,
                named=one.named,
            )

    def take_elsewhere(self, problems: Iterable[Problem]) -> None:
        """Note problems of another file that is read beside this one, each in its own place."""
        for one in problems:
            self._listed.append(one)
            self._seen[one.rule, one.column] += 1

    def moved(self, by: int) -> Findings:
        """The same, with rows whose numbers are so much larger."""
        found = Findings("")
        found.absorb([self])
        found._listed = [
            one if one.row is None else one.at(row=one.row + by) for one in found._listed
        ]
        return found

    def absorb(self, parts: Sequence[Findings]) -> None:
        """Note what was found in parts of this file or table, as if one had read all of them.

        Args:
            parts: In any order; no two number a row alike. What was found of a whole part, and is
                the same in another, counts once.
        """
        for one in sorted(chain(*(part._listed for part in parts)), key=lambda one: one.row or 0):
            key = (one.rule, one.column)
            if one.row is None and one in self._listed:
                continue
            if self._seen[key] < EACH and len(self._listed) < LISTED:
                self._listed.append(one)
            else:
                self._unlisted[key] += 1
            self._seen[key] += 1
        for part in parts:
            self._seen += part._unlisted
            self._unlisted += part._unlisted
            self._whole |= part._whole

    @property
    def more(self) -> int:
        """How many problems were found but are not listed with their row."""
        return self._unlisted.total()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The listed problems in the order of the file, then how many others there are of each."""
        listed = sorted(self._listed, key=lambda problem: problem.row or 0)
        rest = [
            Problem(
                "problems.more-rows",
                {"count": count},
                replace(self._place, column=column),
                named=rule,
            )
            for (rule, column), count in self._unlisted.items()
            if count
        ]
        return (*listed, *rest)

    def raise_any(self) -> None:
        """Raise everything that was found.

        Raises:
            InputError: Something was found.
        """
        if self:
            raise InputError(self.problems, self.more)

    def fail(
        self,
        code: str,
        parameters: Mapping[str, Parameter] | None = None,
        *,
        advice: Message | None = None,
        row: int | None = None,
    ) -> InputError:
        """The error for a problem after which reading cannot go on, with all that came before."""
        self.add(code, parameters, advice=advice, rows=None if row is None else [row])
        return InputError(self.problems, self.more)


def shown(name: str) -> str:
    """A header as it may be printed: no control characters, at most 60 characters."""
    clean = "".join(letter if letter.isprintable() else "�" for letter in name)
    return clean if len(clean) <= 60 else clean[:59] + "…"


def raise_first(problems: Iterable[Problem]) -> None:
    """Raise the first problems of each file and rule; the others are counted, and never kept.

    For files in which a stranger may have put any number of problems, in columns of any name.

    Args:
        problems: Of one file or of several.

    Raises:
        InputError: There is a problem.
    """
    listed: list[Problem] = []
    seen: Counter[tuple[str | None, str, str | None]] = Counter()
    of_file: Counter[tuple[str | None, str]] = Counter()
    unlisted: Counter[tuple[str | None, str]] = Counter()
    for one in problems:
        file, column = (one.file, one.rule), (one.file, one.rule, one.column)
        if of_file[file] < LISTED and seen[column] < EACH:
            listed.append(one)
            of_file[file] += 1
            seen[column] += 1
        else:
            unlisted[file] += 1
    rest = [
        Problem("problems.more-rows", {"count": count}, Place(file), named=rule)
        for (file, rule), count in unlisted.items()
    ]
    if listed:
        raise InputError([*listed, *rest], unlisted.total())


def error_of(findings: Sequence[Findings]) -> InputError:
    """All that was found in several files, file by file."""
    problems = [problem for each in findings for problem in each.problems]
    return InputError(problems, sum(each.more for each in findings))


def raise_all(findings: Sequence[Findings]) -> None:
    """Raise everything that was found in several files.

    Raises:
        InputError: Something was found.
    """
    if any(findings):
        raise error_of(findings)
