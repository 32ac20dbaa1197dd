"""How a table becomes small integers, from the codebook alone.

The synthesiser works on *model columns*, each with codes ``0 … size-1``. Code 0 always means
"nothing said". A model column stands for

- one column of the table: code 0, the typed kinds of missingness, then the values;
- columns tied by a declared dependency: one code per combination that can be, so that what follows
  from something else is never modelled and never wrong;
- a small ``set``: one code per subset; or one member of a large ``set``: said or not said;
- a column of numbers: the bins are its values. The numbers themselves are not modelled; they stand
  beside the codes, for what is counted of them (:mod:`lanterne.synthesis.number_ranges`).

Nothing here reads a case: the domain is public.
"""

from __future__ import annotations

from dataclasses import dataclass

from lanterne.codebook.number import NumberRange

SMALL_SET = 4
"""A set of at most so many values is one model column; a larger one has a column per member."""


@dataclass(frozen=True)
class ModelColumn:
    """One column as the synthesiser sees it.

    Attributes:
        name: Name for logs and saved models.
        sources: Names of the table's columns that it stands for; several for a dependency.
        cells: Per code, the text of each source column; length ``size``, each of ``len(sources)``.
            For one member of a large set, the text is the member or empty.
        informative: Per code, whether it says something about a person (is not all missing).
        possible: Per code, whether a record may have it; code 0 of a required column may not.
    """

    name: str
    sources: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    informative: tuple[bool, ...]
    possible: tuple[bool, ...]

    @property
    def size(self) -> int:
        """Number of codes."""
        return len(self.cells)


@dataclass(frozen=True)
class NumberColumn:
    """The exact numbers of one column, beside the codes of its bins.

    In an array of codes they stand behind all model columns: 0 where no number is given, else one
    more than the number's cell.

    Attributes:
        name: The table's column.
        column: Position of the model column that holds its bins.
        numbers: Its range, and the bins into which it is cut.
        bins: Per code of the model column, the bin; -1 where it gives no number.
    """

    name: str
    column: int
    numbers: NumberRange
    bins: tuple[int, ...]


@dataclass(frozen=True)
class ForbiddenCodes:
    """A rule in codes: a record whose code in each column is among the listed ones breaks it.

    Attributes:
        rule: Name of the rule in the codebook.
        columns: Positions of the model columns, ascending.
        codes: Per column, the codes that the rule looks for.
    """

    rule: str
    columns: tuple[int, ...]
    codes: tuple[frozenset[int], ...]


@dataclass(frozen=True)
class Encoding:
    """The whole table as model columns.

    Attributes:
        table: Name of the table.
        header: Released columns in their order.
        columns: The model columns.
        forbidden: The rules that span several model columns.
        numbers: The columns of numbers, of which the model columns hold the bins.
    """

    table: str
    header: tuple[str, ...]
    columns: tuple[ModelColumn, ...]
    forbidden: tuple[ForbiddenCodes, ...]
    numbers: tuple[NumberColumn, ...] = ()

    @property
    def sizes(self) -> tuple[int, ...]:
        """Number of codes of each model column."""
        return tuple(column.size for column in self.columns)

    @property
    def width(self) -> int:
        """Columns of an array of codes: the model columns, and the exact numbers behind them."""
        return len(self.columns) + len(self.numbers)
