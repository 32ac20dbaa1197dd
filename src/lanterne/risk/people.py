"""People as small integers: one row per column, one entry per person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.codebook.model import Table
from lanterne.counting.coding import Coding, as_texts
from lanterne.errors import UsageError

Codes = npt.NDArray[np.int32]


@dataclass(frozen=True)
class CodedPeople:
    """A table of people in codes; sensitive.

    Codes below ``silent[j]`` say nothing about a person: 0 is blank, then the typed kinds of
    missingness. A set is one answer: its text.

    Attributes:
        header: Names of the columns.
        texts: Per column, the text of each code.
        silent: Per column, how many of its codes say nothing, at least 1.
        codes: Columns × people.
    """

    header: tuple[str, ...]
    texts: tuple[tuple[str, ...], ...] = field(repr=False)
    silent: tuple[int, ...]
    codes: Codes = field(repr=False)

    @classmethod
    def of(cls, frame: pl.DataFrame, missing: Mapping[str, frozenset[str]]) -> CodedPeople:
        """Code a table of texts, one row per person; a null is blank.

        Args:
            frame: The table; each column is read as text.
            missing: Column → texts that, like blank, say nothing about a person.
        """
        texts = as_texts(frame)
        coding = Coding.of_rows(texts, missing)
        return cls(coding.header, coding.texts, coding.silent, coding.by_column(texts))

    @property
    def coding(self) -> Coding:
        """The codes of the answers."""
        return Coding(self.header, self.texts, self.silent)

    @property
    def people(self) -> int:
        """Number of people."""
        return int(self.codes.shape[1])

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.header)

    @cached_property
    def answers(self) -> Codes:
        """The same with all that says nothing as 0 and the answers from 1 on."""
        silent = np.array(self.silent, np.int32)[:, None]
        answers: Codes = np.maximum(self.codes - silent + 1, 0)
        return answers

    @property
    def sizes(self) -> tuple[int, ...]:
        """Number of codes in ``answers`` of each column, 0 included."""
        pairs = zip(self.texts, self.silent, strict=True)
        return tuple(len(texts) - silent + 1 for texts, silent in pairs)

    def answer(self, column: int, code: int) -> str:
        """The text of an answer of ``answers``, from 1 on."""
        return self.texts[column][self.silent[column] + code - 1]

    def positions(self, names: Sequence[str]) -> tuple[int, ...]:
        """Positions of columns, ascending.

        Raises:
            UsageError: There is no such column.
        """
        absent = [name for name in names if name not in self.header]
        if absent:
            raise UsageError("risk.column-not-in-cases", columns=tuple(absent))
        return tuple(sorted({self.header.index(name) for name in names}))

    def only(self, columns: Sequence[int]) -> CodedPeople:
        """The same people with some of the columns, given by position."""
        return CodedPeople(
            tuple(self.header[j] for j in columns),
            tuple(self.texts[j] for j in columns),
            tuple(self.silent[j] for j in columns),
            self.codes[list(columns)],
        )


def missing_texts(table: Table) -> dict[str, frozenset[str]]:
    """Column → the texts that say nothing about a person."""
    return {
        column.name: frozenset(chain.from_iterable(column.missing.values()))
        for column in table.columns
    }
