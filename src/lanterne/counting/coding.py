"""Answers as small integers that mean the same in all rows that are compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.counting.marginals import Layout

Integers = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Coding:
    """The code of each text of each column.

    Codes below ``silent[j]`` say nothing about a person: 0 is blank, then the typed kinds of
    missingness.

    Attributes:
        header: Names of the columns.
        texts: Per column, the text of each code.
        silent: Per column, how many of its codes say nothing, at least 1.
    """

    header: tuple[str, ...]
    texts: tuple[tuple[str, ...], ...] = field(repr=False)
    silent: tuple[int, ...]

    @classmethod
    def of(
        cls,
        header: Sequence[str],
        occurring: Iterable[Iterable[str]],
        missing: Mapping[str, frozenset[str]],
    ) -> Coding:
        """Code all texts that occur.

        Args:
            header: Names of the columns.
            occurring: Per column, its texts; they may be named again.
            missing: Column → texts that, like blank, say nothing about a person.
        """
        texts, silent = [], []
        for name, some in zip(header, occurring, strict=True):
            nothing = ["", *sorted(missing.get(name, frozenset()) - {""})]
            texts.append((*nothing, *sorted({*some} - {*nothing})))
            silent.append(len(nothing))
        return cls(tuple(header), tuple(texts), tuple(silent))

    @property
    def sizes(self) -> tuple[int, ...]:
        """Number of codes of each column."""
        return tuple(map(len, self.texts))

    @property
    def layout(self) -> Layout:
        """Where the codes lie in flat arrays."""
        return Layout(self.sizes)

    @classmethod
    def of_rows(cls, rows: pl.DataFrame, missing: Mapping[str, frozenset[str]]) -> Coding:
        """Code all texts of rows that are there; see :meth:`of`."""
        occurring = (column.unique().to_list() for column in rows.iter_columns())
        return cls.of(rows.columns, occurring, missing)

    def by_column(self, rows: pl.DataFrame) -> Codes:
        """Codes of some rows of texts, columns × rows; all of them occurred."""
        codes = np.empty((len(self.header), rows.height), np.int32)
        for j, (name, texts) in enumerate(zip(self.header, self.texts, strict=True)):
            codes[j] = rows[name].cast(pl.Enum(texts)).to_physical().to_numpy()
        return codes

    def codes(self, rows: pl.DataFrame) -> Codes:
        """The same, rows × columns."""
        return np.ascontiguousarray(self.by_column(rows).T)


def as_texts(rows: pl.DataFrame) -> pl.DataFrame:
    """Each column read as text, a null as blank."""
    return rows.select(pl.all().cast(pl.String).fill_null(""))
