"""Answers as the tables of their codebook: files that are read without a mapping. Sensitive.

Whose each row is: that of a case is its person's, that of a link is hers as well, and that of a
perpetrator stands there only while somebody in the tables is linked to them. Nobody else's row
changes where a person leaves or answers something else.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO

import polars as pl

from lanterne.cases.identifiers import one_spelling
from lanterne.errors import Problem
from lanterne.forms.questions import Form, Names, Question
from lanterne.intake.answers import Answers, Codes
from lanterne.intake.skip_logic import Logic, Review, logics_of, review


@dataclass(frozen=True)
class Row:
    """What is known of a case, a perpetrator or a link.

    Attributes:
        ids: Column of ids → the id; a household may be blank.
        answers: The answers; those that do not count are not written.
    """

    ids: Mapping[str, str] = field(repr=False)
    answers: Answers


@dataclass(frozen=True)
class LeftOut:
    """A row that is not in the tables, and why.

    Attributes:
        table: Its table.
        place: Its place among the rows that were given of the table, from 0.
        problems: Why: one or more.
    """

    table: str
    place: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class CaseTables:
    """The tables as files.

    Attributes:
        files: Name of a file → CSV in UTF-8, as ``lanterne check`` reads it: of one table the file,
            of linked tables the folder.
        places: Table → of each row of its file, the place of the row that was given. The first
            stands in row 2 of the file, below the header.
        left_out: Rows that are in no file.
    """

    files: Mapping[str, bytes] = field(repr=False)
    places: Mapping[str, tuple[int, ...]] = field(repr=False)
    left_out: tuple[LeftOut, ...]


def case_tables(
    form: Form, rows: Mapping[str, Sequence[Row]], extra: Sequence[str] = ()
) -> CaseTables:
    """The tables of people who may be in statistics: give no others.

    Left out are rows whose answers the codebook does not allow or that lack one which it requires,
    links without both of their people, perpetrators without a link, and where the tables have no
    column of ids, people of whom a row would be blank.

    Args:
        form: The form of the codebook.
        rows: Name of each table → its rows, in the order in which they are written.
        extra: Columns of ids that the rows of people have besides, as :attr:`Row.ids` names them:
            who is who, where the codebook has no such column. The first is never blank.

    Raises:
        ValueError: There is no such table, an id that every row must have is blank, or a column of
            ``extra`` is one of the codebook.
    """
    logics = logics_of(form)
    if not logics.keys() >= rows.keys():
        raise ValueError("there is no such table")
    if any(one.name in extra for one in form.codebook.columns):
        raise ValueError("the codebook has such a column")
    more = {form.cases.name: tuple(extra)}
    tables = {
        name: _Table(logic, rows.get(name, ()), more.get(name, ()))
        for name, logic in logics.items()
    }
    for table in tables.values():
        table.check()
    _leave_out_loose(form, tables)
    return CaseTables(
        files={f"{name}.csv": table.written() for name, table in tables.items()},
        places={name: tuple(table.kept) for name, table in tables.items()},
        left_out=tuple(one for table in tables.values() for one in table.left_out()),
    )


class _Table:
    """The rows of a table, and why some are left out."""

    def __init__(self, logic: Logic, rows: Sequence[Row], extra: Sequence[str]) -> None:
        self.section = logic.section
        identities = logic.section.identities
        self.id_columns = (*extra, *(one.name for one in identities))
        blank_allowed = {*extra[1:], *(o.name for o in identities if o.names is Names.HOUSEHOLD)}
        self.needed = [name for name in self.id_columns if name not in blank_allowed]
        questions = {one.name: one for one in logic.section.questions}
        self.columns = [questions[one.name] for one in logic.table.columns]
        self.rows = rows
        self.reviews = [review(logic, row.answers) for row in rows]
        self.why: dict[int, tuple[Problem, ...]] = {}

    @property
    def kept(self) -> list[int]:
        """Places of the rows that are written."""
        return [place for place in range(len(self.rows)) if place not in self.why]

    def leave_out(self, places: Iterable[int], code: str) -> None:
        for place in places:
            self.why.setdefault(place, (Problem(code),))

    def left_out(self) -> Iterator[LeftOut]:
        return (LeftOut(self.section.name, *one) for one in sorted(self.why.items()))

    def check(self) -> None:
        """Leave out what no file may hold; raises ValueError for a blank id."""
        for place, (row, found) in enumerate(zip(self.rows, self.reviews, strict=True)):
            if not all(row.ids.get(name, "").strip() for name in self.needed):
                raise ValueError("an id is blank")
            if problems := tuple(_problems(found)):
                self.why[place] = problems
            elif not any(self.cells(place)):
                self.why[place] = (Problem("not-in-tables.nothing"),)

    def known(self) -> set[str]:
        """The ids of the rows that are written."""
        spelt = self.ids(self._own)
        return {spelt[place] for place in self.kept}

    def leave_out_others(self, linked: set[str]) -> None:
        """Leave out rows whose id is not among those that links name."""
        loose = (place for place, one in enumerate(self.ids(self._own)) if one not in linked)
        self.leave_out(loose, "not-in-tables.no-link")

    @property
    def _own(self) -> str:
        itself = self.section.itself
        assert itself is not None, "whom others name has an id"
        return itself.name

    def ids(self, column: str) -> list[str]:
        """An id of each row, in one spelling."""
        texts = [row.ids.get(column, "") for row in self.rows]
        spelt: list[str] = one_spelling(pl.Series(texts, dtype=pl.String)).to_list()
        return spelt

    def cells(self, place: int) -> list[str]:
        """The cells of a row, ids first."""
        given = self.reviews[place].answers
        ids = [self.rows[place].ids.get(name, "").strip() for name in self.id_columns]
        return ids + [cell_of(one, given.of(one.name)) for one in self.columns]

    def written(self) -> bytes:
        """The file."""
        stream = StringIO(newline="")
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([*self.id_columns, *(one.name for one in self.columns)])
        writer.writerows(self.cells(place) for place in self.kept)
        return stream.getvalue().encode()


def _problems(found: Review) -> Iterator[Problem]:
    """Why no file may hold the answers of a row."""
    for broken in found.broken:
        yield Problem("not-in-tables.broken", {"columns": broken.columns})
    if found.missing:
        yield Problem("not-in-tables.missing", {"columns": tuple(o.name for o in found.missing)})


def _leave_out_loose(form: Form, tables: Mapping[str, _Table]) -> None:
    """Leave out links without both of their people, then perpetrators without a link."""
    for section in form.sections:
        ends = [one for one in section.identities if one.names is Names.OTHER]
        links = tables[section.name]
        for end in ends:
            there = tables[end.table].known()
            loose = (place for place, one in enumerate(links.ids(end.name)) if one not in there)
            links.leave_out(loose, "not-in-tables.no-end")
        for end in ends:
            if end.table != form.cases.name:
                spelt = links.ids(end.name)
                linked = {spelt[place] for place in links.kept}
                tables[end.table].leave_out_others(linked)


def cell_of(question: Question, codes: Codes) -> str:
    """What stands in a file for the answers to a question; blank where they are none.

    A no of a flag whose codebook records yes alone is blank, and so is what follows from another
    column: whoever reads the file makes it of that. The members of a set stand in the order of
    their signs.
    """
    unrecorded = {one.code for one in question.blanks if one.silent is None}
    separator = question.column.separator if question.column else ""
    return separator.join(sorted(code for code in codes if code not in unrecorded))
