"""Tables of a dataset: their columns, their rules, and how their rows refer to others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lanterne.codebook.columns import Column
from lanterne.codebook.values import Text


@dataclass(frozen=True)
class Condition:
    """A test on one column of a record.

    Attributes:
        column: Name of the column.
        values: Answers that the test looks for; for a ``set``, any member. The empty text stands
            for every kind of missingness.
        negated: The test holds when the answer is none of ``values``.
    """

    column: str
    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True)
class Rule:
    """A combination that cannot be: a record for which every condition holds breaks the rule."""

    name: str
    label: Text
    forbid: tuple[Condition, ...]


@dataclass(frozen=True)
class Dependency:
    """A column that follows from another wherever the other has an answer.

    Attributes:
        child: Column that follows (majority status).
        parent: Column that it follows from (age band).
        mapping: Answer of the parent → answer of the child, for every value of the parent. Where
            the parent is missing, the child is free.
    """

    child: str
    parent: str
    mapping: Mapping[str, str]


@dataclass(frozen=True)
class Reference:
    """A column that holds the key of a row of another table.

    Attributes:
        column: Header in the file; the key is never published as it stands.
        table: Name of the table that is referred to; its own table for a part of a whole.
        required: Every row must refer to one; a blank is then an error.
        dangling: A key without a row is legal, and stands for a row in which nothing is recorded.
        every: Each row of ``table`` must be referred to at least once.
        at_most: Most rows that may refer to one row of ``table``: more is an error of the cases.
            ``None``: any number.
        counted: Rows that count for one row of ``table`` when contributions are bounded before
            counting. Public: chosen without looking at a case.
    """

    column: str
    table: str
    required: bool = True
    dangling: bool = False
    every: bool = False
    at_most: int | None = None
    counted: int = 8


@dataclass(frozen=True)
class Household:
    """Which people live together.

    Attributes:
        column: Column of the household's id; never published; blank where somebody lives alone.
        counted: Members of one household that count, when households are what is protected.
    """

    column: str
    counted: int = 6


@dataclass(frozen=True)
class Table:
    """One table of a dataset: one row per person, or per link between two people.

    Attributes:
        name: Name of the table and of its file.
        label: What a person reads.
        columns: The columns that may be published, in their order.
        subject_id: Column that says which rows belong to the same person; never published.
            ``None``: each row is a person.
        rules: Combinations that cannot be.
        dependencies: Columns that follow from others.
        key: Column whose text names one row of the table; never published as it stands.
        references: Columns that hold keys of other tables.
        household: Which rows live together; ``None``: it is not recorded.
        optional: The table may be left out of the files.
    """

    name: str
    label: Text
    columns: tuple[Column, ...]
    subject_id: str | None = None
    rules: tuple[Rule, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    key: str | None = None
    references: tuple[Reference, ...] = ()
    household: Household | None = None
    optional: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The headers, in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of that name; raises KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)
