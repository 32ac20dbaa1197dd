"""From the columns of a batch of a file to one column of the codebook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from lanterne.codebook.model import Column, Missing
from lanterne.harmonise.ages import Ages
from lanterne.harmonise.answer_shapes import split
from lanterne.harmonise.answers import FLAG_ANSWERS, Read, missing_words, reader_of, word_for
from lanterne.harmonise.mapping import MappedColumn, Rule


@dataclass(frozen=True)
class Unknown:
    """What nobody mapped; filled as cells are read. Sensitive.

    Attributes:
        cells: Column of the file → the whole texts of cells with such an answer.
        rows: Column of the file → rows of the batch, from 0, in which such an answer stands, where
            it is not one in every row.
        places: Column of the file → rows of the batch whose answers do not go together.
        answers: Column of the file and an answer → how many cells hold it; see :meth:`take`.
    """

    cells: dict[str, set[str]] = field(default_factory=dict, repr=False)
    rows: dict[str, set[int]] = field(default_factory=dict, repr=False)
    places: dict[str, set[int]] = field(default_factory=dict, repr=False)
    answers: dict[tuple[str, str], int] = field(default_factory=dict, repr=False)
    _within: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict, repr=False)
    _single: dict[tuple[str, str], set[int]] = field(default_factory=dict, repr=False)

    def take(self, others: Iterable[Unknown]) -> None:
        """Add what several columns of the codebook did not know of a batch, each cell once.

        So the sum is the same however a file is cut into batches.
        """
        batch = Unknown()
        for other in others:
            for key, cells in other._within.items():
                batch._within.setdefault(key, {}).update(cells)
            for key, rows in other._single.items():
                batch._single.setdefault(key, set()).update(rows)
            for header, texts in other.cells.items():
                self.cells.setdefault(header, set()).update(texts)
            for header, rows in other.rows.items():
                self.rows.setdefault(header, set()).update(rows)
            for header, rows in other.places.items():
                self.places.setdefault(header, set()).update(rows)
        for key in dict.fromkeys((*batch._within, *batch._single)):
            cells = batch._within.get(key, {})
            single = () if key[1] in cells else batch._single.get(key, ())
            self.answers[key] = self.answers.get(key, 0) + sum(cells.values()) + len(single)

    def add_up(self, other: Unknown) -> None:
        """Add how many cells of other rows hold which answer, and nothing else."""
        for key, count in other.answers.items():
            self.answers[key] = self.answers.get(key, 0) + count

    def forget(self, header: str) -> None:
        """Keep no answer of a column."""
        for key in [key for key in self.answers if key[0] == header]:
            del self.answers[key]

    def add(self, header: str, cell: str, answers: Iterable[str], times: int) -> None:
        """Note the answers of all cells of the batch with a text: so many."""
        for answer in answers:
            self._within.setdefault((header, answer), {})[cell] = times
            self.cells.setdefault(header, set()).add(cell)

    def add_rows(self, header: str, answer: str, rows: Sequence[int]) -> None:
        """Note rows of the batch in which an answer is a whole cell."""
        self._single.setdefault((header, answer), set()).update(rows)
        self.rows.setdefault(header, set()).update(rows)

    def apart(self, header: str, answer: str, rows: Sequence[int]) -> None:
        """Note rows of the batch whose answer does not go together with another of theirs."""
        self._single.setdefault((header, answer), set()).update(rows)
        self.places.setdefault(header, set()).update(rows)

    def forget_rows(self) -> None:
        """A batch is done, and its rows have other numbers than those of the next."""
        self.rows.clear()
        self.places.clear()


MOST_KNOWN = 100_000
"""Texts of a column whose answer is remembered."""


@dataclass(frozen=True)
class ColumnRule:
    """One column of the codebook, made from columns of a file.

    Attributes:
        column: How.
        target: The column of the codebook.
    """

    column: MappedColumn
    target: Column

    def answers(self, frame: pl.DataFrame, unknown: Unknown) -> pl.Series:
        """The answers of a batch, as the codebook writes them; blank where nothing is known.

        Args:
            frame: The columns of the file, texts that are trimmed.
            unknown: Receives what nobody mapped.
        """
        found = self._made(frame, unknown)
        if self.target.traits.flag and "0" not in self.target.codes:
            found = found.replace("0", "")  # "no" is not recorded by such a codebook
        return found.alias(self.target.name)

    def _made(self, frame: pl.DataFrame, unknown: Unknown) -> pl.Series:
        rule = self.column.rule
        if not rule.reads:
            return pl.Series([self._same_for_all]).new_from_index(0, frame.height)
        if rule is Rule.AGE_FROM:
            return self._ages.of(frame, unknown)
        parts = [self._cells(frame[header], header, unknown) for header in self.column.reads]
        if rule is Rule.ANY_OF:
            return _any_of(parts)
        if rule is Rule.SET_FROM_FLAGS:
            return self._members_of(parts)
        if rule is Rule.CATEGORY_FROM_FLAGS:
            return _first_yes(parts, [*self.column.members.values()])
        return _first_of(parts, self._silent)

    @property
    def _same_for_all(self) -> str:
        if self.column.rule is Rule.CONSTANT:
            return self.column.value
        asked = self.column.rule is not Rule.IMPOSSIBLE
        return "" if asked else word_for(Missing.NOT_ASKED, self.target)

    @cached_property
    def _read(self) -> Read:
        return reader_of(self.column, self.target)

    @cached_property
    def _ages(self) -> Ages:
        return Ages(self.column, self.target)

    @cached_property
    def _silent(self) -> list[str]:
        return sorted(missing_words(self.target))

    @cached_property
    def _known(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """Text of a cell → its answer and what of it nobody knows; filled as texts are met."""
        return {"": ("", ())}

    def _cells(self, cells: pl.Series, header: str, unknown: Unknown) -> pl.Series:
        """The answers of one column of the file, each different text read once."""
        counts = cells.value_counts(name="cells")
        met: dict[str, str] = {}
        for text, times in counts.iter_rows():
            answer, strange = self._known.get(text) or self._learn(text)
            met[text] = answer
            unknown.add(header, text, strange, times)
        return cells.replace_strict(list(met), list(met.values()), return_dtype=pl.String)

    def _learn(self, text: str) -> tuple[str, tuple[str, ...]]:
        answer = self._of_cell(text)
        if len(self._known) < MOST_KNOWN:
            self._known[text] = answer
        return answer

    def _of_cell(self, text: str) -> tuple[str, tuple[str, ...]]:
        """The answer of a cell; blank, and what of it nobody knows, where there is any such."""
        whole = self._read(text)
        if whole is not None:
            return whole, ()
        read = {part: self._read(part) for part in parts_of(text, self.column.separators)}
        if self.column.unmapped is not None:
            rest = word_for(self.column.unmapped, self.target)
            read = {part: rest if answer is None else answer for part, answer in read.items()}
        strange = tuple(part for part, answer in read.items() if answer is None)
        if strange:
            return "", strange
        return self._joined([answer for answer in read.values() if answer is not None]), ()

    def _joined(self, answers: list[str]) -> str:
        """Several answers of one cell as one; where none says anything, why the first does not.

        A flag is yes where one says so, and no where all do.
        """
        said = sorted(set(answers) - set(self._silent))
        if self.target.traits.flag and "1" in said:
            return "1"
        if said and not (self.target.traits.flag and set(answers) != {"0"}):
            return self.target.separator.join(said)
        return next((answer for answer in answers if answer and answer != "0"), "")

    def _members_of(self, parts: list[pl.Series]) -> pl.Series:
        """The members of which a column says yes, in alphabetical order, or else why none does."""
        frame = pl.DataFrame(
            [part.alias(header) for part, header in zip(parts, self.column.members, strict=True)]
        )
        headers: dict[str, list[str]] = {}
        for header, member in self.column.members.items():
            headers.setdefault(member, []).append(header)
        said = [
            pl.when(pl.any_horizontal(pl.col(headers[member]) == "1")).then(pl.lit(member))
            for member in sorted(headers)
        ]
        joined = pl.concat_str(said, separator=self.target.separator, ignore_nulls=True)
        return frame.select(pl.when(joined != "").then(joined).otherwise(_why(frame))).to_series()


def parts_of(text: str, separators: tuple[str, ...]) -> list[str]:
    """The answers of a cell, trimmed; a text that is nothing but separators is one of them."""
    parts = [part.strip() for part in split(text, separators) if part.strip()]
    return parts or [text]


def _framed(parts: list[pl.Series]) -> pl.DataFrame:
    return pl.DataFrame([part.alias(str(place)) for place, part in enumerate(parts)])


def _first_of(parts: list[pl.Series], silent: list[str]) -> pl.Series:
    """The first that is an answer; where none is, the first that says why."""
    if len(parts) == 1:
        return parts[0]
    frame = _framed(parts)
    said = [pl.when(~pl.col(name).is_in(silent)).then(pl.col(name)) for name in frame.columns]
    why = [pl.when(pl.col(name) != "").then(pl.col(name)) for name in frame.columns]
    return frame.select(pl.coalesce(*said, *why, pl.lit(""))).to_series()


def _first_yes(parts: list[pl.Series], answers: list[str]) -> pl.Series:
    """The answer of the first column that says yes; where none does, why nothing is known."""
    frame = _framed(parts)
    said = [
        pl.when(pl.col(name) == "1").then(pl.lit(answer))
        for name, answer in zip(frame.columns, answers, strict=True)
    ]
    return frame.select(pl.coalesce(*said, _why(frame))).to_series()


def _any_of(parts: list[pl.Series]) -> pl.Series:
    """Yes where one says so, no where all say no, else the first that says why nothing is known."""
    frame = _framed(parts)
    answer = (
        pl.when(pl.any_horizontal(pl.all() == "1"))
        .then(pl.lit("1"))
        .when(pl.all_horizontal(pl.all() == "0"))
        .then(pl.lit("0"))
        .otherwise(_why(frame))
    )
    return frame.select(answer).to_series()


def _why(frame: pl.DataFrame) -> pl.Expr:
    """Of columns of flags the first word for why nothing is known; blank where there is none."""
    answers = ["", *FLAG_ANSWERS]
    why = [pl.when(~pl.col(name).is_in(answers)).then(pl.col(name)) for name in frame.columns]
    return pl.coalesce(*why, pl.lit(""))
