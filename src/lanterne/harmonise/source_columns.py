"""Columns of a partner's file, as far as they are known before anything is decided.

What the *form* says is public: names, questions and choices. What only the *cases* say is not: a
rare answer may be the name of a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from lanterne.harmonise.mapping import Source

MOST_ANSWERS = 1_000
"""Different answers of a column that are looked at: more would tell no more."""


@dataclass(frozen=True)
class Choice:
    """An answer that a form offers. Public.

    Attributes:
        name: What stands in the file.
        labels: What people read, in any languages.
    """

    name: str
    labels: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """What it may be known by: its labels first, since names may be numbers."""
        return tuple(dict.fromkeys((*self.labels, self.name)))


@dataclass(frozen=True)
class SourceColumn:
    """One column of a partner's file.

    Attributes:
        name: Its header.
        labels: The question, in any languages. Public.
        choices: The answers that the form offers; empty: it is not known, or text is free.
        answers: Different answers that occur in cases, ``MOST_ANSWERS`` of them at most. Sensitive.
        several: Whether a cell may hold several answers with blanks between them.
        times: How many cells hold each of the answers; empty: nobody counted. Sensitive.
        blank: Cells in which nothing stands. Sensitive.
    """

    name: str
    labels: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    answers: tuple[str, ...] = ()
    several: bool = False
    times: tuple[int, ...] = field(default=(), repr=False)
    blank: int = field(default=0, repr=False)

    @property
    def headings(self) -> tuple[str, ...]:
        """Its name and its labels, each once."""
        return tuple(dict.fromkeys((self.name, *self.labels)))

    @property
    def texts(self) -> tuple[str, ...]:
        """The answers by which its kind is known: those of the form, or else those of cases."""
        offered = tuple(choice.name for choice in self.choices)
        return offered or self.answers[:MOST_ANSWERS]

    def counted(self, cells: Mapping[str, int], blank: int) -> SourceColumn:
        """The column with its most frequent answers.

        Args:
            cells: Answer → how many cells hold it.
            blank: Cells in which nothing stands.
        """
        ordered = sorted(cells, key=lambda text: (-cells[text], text))[:MOST_ANSWERS]
        times = tuple(cells[text] for text in ordered)
        return replace(self, answers=tuple(ordered), times=times, blank=blank)


def as_one_column(name: str, columns: Sequence[SourceColumn]) -> SourceColumn:
    """Columns that ask the same, as one with the most frequent answers of all of them.

    Args:
        name: That of the one.
        columns: Their answers are counted. What a form says is that of the first.
    """
    if not columns:
        return SourceColumn(name)
    cells = Counter[str]()
    for column in columns:
        cells.update(dict(zip(column.answers, column.times, strict=True)))
    blank = sum(column.blank for column in columns)
    return replace(columns[0], name=name).counted(cells, blank)


@dataclass(frozen=True)
class ScannedTable:
    """A sheet or file of a partner.

    Attributes:
        source: Where it is.
        columns: Its columns, in their order.
    """

    source: Source
    columns: tuple[SourceColumn, ...]

    @property
    def place(self) -> str:
        """The sheet or the file; empty: there is one."""
        return self.source.place

    @property
    def name(self) -> str:
        """What people call it."""
        return self.source.sheet or self.source.file.rpartition(".")[0]
