"""Columns of numbers: a public range in equal steps, and the bins into which it is cut.

A case holds a number such as ``34``; its *cell* is its place among all numbers of the range, and
its *bin* a range such as ``30--39``. The bins are the column's values: ordered, closed and public,
so that whatever treats a column as a list of ordered answers treats its bins so. Range, step and
bins come from the codebook alone and never from a case.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cached_property
from itertools import pairwise

from lanterne.codebook.values import Text, Value, in_language
from lanterne.messages import Message, Parameter, say

MOST_NUMBERS = 50_000
"""Numbers of the longest range: answers are numbered in 16 bits."""

BINS = 10
"""Bins of equal width where a codebook says nothing, at most: few, so that a small file can fill
them. What is lost within them is measured by finer ranges
(:mod:`lanterne.synthesis.number_ranges`)."""

MOST_BINS = 200
"""Bins at most: each is an answer that is counted together with those of all other columns."""


@dataclass(frozen=True)
class NumberRange:
    """The numbers that a column may hold.

    Attributes:
        first: The smallest number.
        last: The largest number, a whole number of steps above ``first``.
        step: Distance between two numbers, above 0.
        starts: Cell at which each bin begins, ascending from 0; at least two.
        unit: What is counted, such as years; empty where it goes without saying.
    """

    first: Decimal
    last: Decimal
    step: Decimal
    starts: tuple[int, ...]
    unit: Text = field(default_factory=dict)

    @property
    def cells(self) -> int:
        """How many numbers there are."""
        return int((self.last - self.first) / self.step) + 1

    @property
    def whole(self) -> bool:
        """Whether all of them are whole numbers."""
        return not self.decimals

    @cached_property
    def decimals(self) -> int:
        """Digits behind the point of every number as it is written."""
        return decimals_of(self.first, self.step)

    def text(self, cell: int) -> str:
        """A number as it is written: all with the same number of digits behind the point."""
        return f"{self.first + cell * self.step:.{self.decimals}f}"

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Every number as it is written, in order."""
        return tuple(self.text(cell) for cell in range(self.cells))

    @property
    def ends(self) -> tuple[int, ...]:
        """The starts of the bins, and the number of cells."""
        return (*self.starts, self.cells)

    def bin_of(self, cell: int) -> int:
        """Position of the bin in which a cell lies."""
        return bisect_right(self.starts, cell) - 1

    def cell_of(self, number: Decimal) -> int | None:
        """The cell of a number between the ends; ``None``: it is not a whole number of steps."""
        steps, rest = divmod(number - self.first, self.step)
        return None if rest else int(steps)

    def holds(self, text: str) -> bool:
        """Whether a text is one of the numbers, in whatever spelling with a point or a comma."""
        try:
            number = Decimal(text.replace(",", "."))
        except InvalidOperation:
            return False
        inside = number.is_finite() and self.first <= number <= self.last
        return inside and self.cell_of(number) is not None


def decimals_of(*numbers: Decimal) -> int:
    """Most digits behind the point of some numbers."""
    exponents = [number.normalize().as_tuple().exponent for number in numbers]
    return max(max(0, -exponent) if isinstance(exponent, int) else 0 for exponent in exponents)


def plain_number(number: Decimal) -> int | float:
    """A number as JSON and TOML hold it; it has few digits, so a float gives them back."""
    return int(number) if number == number.to_integral_value() else float(number)


def equal_bins(cells: int, bins: int) -> tuple[int, ...]:
    """Starts of bins of one width, rounded up to two digits; the last may be narrower.

    Args:
        cells: How many numbers there are, at least 2.
        bins: How many bins there may be, at least 2.
    """
    width = -(-cells // bins)
    ten = 10 ** max(0, len(str(width)) - 2)
    width = min(-(-width // ten) * ten, cells - 1)
    return tuple(range(0, cells, width))


def bin_values(numbers: NumberRange, languages: Iterable[str]) -> tuple[Value, ...]:
    """The bins as values of a column: ``30--39``, read as "30 to 39 years"."""
    languages = tuple(languages)
    found = []
    for start, stop in pairwise(numbers.ends):
        ends = (start,) if stop == start + 1 else (start, stop - 1)
        code = "--".join(numbers.text(cell) for cell in ends)
        found.append(Value(code, {tag: _label(numbers, ends, tag) for tag in languages}))
    return tuple(found)


def _label(numbers: NumberRange, cells: tuple[int, ...], language: str) -> str:
    """One bin in one language."""
    ends = [float(numbers.first + cell * numbers.step) for cell in cells]
    unit = in_language(numbers.unit, language) if numbers.unit else ""
    gaps: dict[str, Parameter] = {"first": ends[0], "last": ends[-1], "unit": unit}
    if len(cells) > 1:
        code = "number-label.range-of-unit" if unit else "number-label.range"
    else:
        code = "number-label.one-of-unit" if unit else "number-label.one"
    return say(Message(code, gaps), language)
