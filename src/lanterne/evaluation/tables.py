"""The cases and the release, each counted wherever its rows are, in codes that mean the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from lanterne.counting.answered import AnswerCounts, Answered
from lanterne.counting.cells import CountCells, Occupied, codes_of, counted_together, most_cells
from lanterne.counting.coding import Coding
from lanterne.counting.marginals import Columns
from lanterne.evaluation.codes import Cells, CodedTables, Integers, check_people
from lanterne.evaluation.drawn import DrawRows

MOST_CELLS = 1 << 24
"""Most cells, of those that are not empty, of a table that is counted where it need not be."""

MOST_CODES = 1 << 24
"""Most answers, people × columns, that are held of either side; beyond, people are drawn by lot."""


@dataclass(frozen=True)
class CountedTables:
    """The sensitive and the released table, of which no row is held.

    It stands for a :class:`~lanterne.evaluation.codes.CodedTables` of the same rows.

    Attributes:
        real: The sensitive rows.
        released: The released rows, of the same columns.
        coding: The codes of the answers.
        answers: Of both, how often each text stands in each column of ``coding``.
    """

    real: Answered
    released: Answered
    coding: Coding
    answers: tuple[AnswerCounts, AnswerCounts] = field(repr=False)

    @classmethod
    def of(
        cls,
        real: tuple[Answered, AnswerCounts],
        released: tuple[Answered, AnswerCounts],
        missing: Mapping[str, frozenset[str]],
    ) -> CountedTables:
        """Both sides, of the same columns, with the answers of the sensitive one's header.

        Raises:
            UsageError: Nobody is in the sensitive one.
        """
        header = real[0].header
        check_people(real[1].rows)
        occurring = (
            (*one, *other) for one, other in zip(real[1].columns, released[1].columns, strict=True)
        )
        coding = Coding.of(header, occurring, missing)
        return cls(real[0], released[0], coding, (real[1], released[1]))

    @property
    def header(self) -> tuple[str, ...]:
        """Names of the columns."""
        return self.coding.header

    @property
    def texts(self) -> tuple[tuple[str, ...], ...]:
        """Per column, the text of each code."""
        return self.coding.texts

    @property
    def rows_real(self) -> int:
        """Number of sensitive rows, at least 1."""
        return self.answers[0].rows

    @property
    def rows_released(self) -> int:
        """Number of released rows."""
        return self.answers[1].rows

    def counts(self, column: int) -> tuple[Integers, Integers]:
        """How often each code of a column occurs, in the cases and in the release."""
        texts = self.texts[column]
        real, released = (
            np.array([side.columns[column][text] for text in texts], np.int64)
            for side in self.answers
        )
        return real, released

    def countable(self, columns: Columns) -> bool:
        """Whether the cells of a table may be held."""
        return self._cells(columns) <= MOST_CELLS

    def cells_of(self, tables: Sequence[Columns]) -> Iterator[Cells]:
        """The contingency tables of some sets of columns, given by position."""
        rows = self.rows_real + self.rows_released
        for group in counted_together(tables, self.coding.sizes, rows):
            asked = CountCells(self.coding, group)
            sides = [side.add_up(asked)[0] for side in (self.real, self.released)]
            for columns, *both in zip(group, *map(asked.cells, sides), strict=True):
                yield self._beside(columns, *both)

    def drawn(self, most: int) -> CodedTables:
        """Both tables in memory; where they are large so many rows of each, drawn by lot.

        Args:
            most: Answers that are held of either.
        """
        rows = max(most // len(self.header), 1)
        sides = [
            side.add_up(DrawRows(self.coding, rows, there))[0].sorted
            for side, there in (
                (self.real, self.rows_real),
                (self.released, self.rows_released),
            )
        ]
        codes = np.ascontiguousarray(np.concatenate(sides).T)
        return CodedTables(self.header, self.texts, self.coding.silent, codes, len(sides[0]))

    def _cells(self, columns: Columns) -> int:
        return most_cells(self.coding.sizes, columns, self.rows_real + self.rows_released)

    def _beside(self, columns: Columns, real: Occupied, released: Occupied) -> Cells:
        """Cells that are not empty on both sides; those that say nothing come after all others."""
        keys = np.union1d(real.keys, released.keys)
        codes = codes_of(keys, columns, self.coding.sizes)
        silent = np.array([self.coding.silent[j] for j in columns])[:, None]
        said = np.all(codes >= silent, axis=0)
        order = np.argsort(~said, kind="stable")
        sides = np.zeros((2, len(keys)), np.int64)
        for counts, side in zip(sides, (real, released), strict=True):
            counts[np.searchsorted(keys, side.keys)] = side.counts
        return Cells(said[order], *sides[:, order])
