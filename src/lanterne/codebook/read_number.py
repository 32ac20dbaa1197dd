"""Reading the range of a column of numbers: its ends, its step, its bins and its unit."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from lanterne.codebook.advice import write
from lanterne.codebook.number import (
    BINS,
    MOST_BINS,
    MOST_NUMBERS,
    NumberRange,
    bin_values,
    decimals_of,
    equal_bins,
)
from lanterne.codebook.section import DIGITS, Section
from lanterne.codebook.values import Value

EXAMPLE = "{ from = 0, to = 99 }"


def read_number(section: Section) -> tuple[NumberRange | None, tuple[Value, ...]]:
    """The numbers of a column and their bins; none where they cannot be.

    Args:
        section: ``number = { from = 0, to = 99 }``, and if need be its ``step`` (1 unless said),
            its ``bins`` (how many of equal width, or the first number of each) and its ``unit``.
    """
    first, last = section.decimal("from"), section.decimal("to")
    step = section.decimal("step") if section.has("step") else Decimal(1)
    unit = section.words("unit")
    bins = section.decimals("bins") if section.has("bins") else Decimal(BINS)
    section.close()
    if first is None or last is None or step is None or bins is None:
        return None, ()
    if not _is_range(section, first, last, step):
        return None, ()
    uncut = NumberRange(first, last, step, (0,), unit)
    starts = _starts(section, uncut, bins)
    if starts is None:
        return None, ()
    numbers = replace(uncut, starts=starts)
    return numbers, bin_values(numbers, section.findings.languages)


def _is_range(section: Section, first: Decimal, last: Decimal, step: Decimal) -> bool:
    """From one number up to another in steps; else what is wrong is noted."""
    if step <= 0:
        section.problem("bad-number.step", at="step")
    elif last <= first:
        section.problem("bad-number.ends", advice=write(EXAMPLE))
    elif (last - first) % step:
        section.problem("bad-number.no-whole-steps", at="to")
    elif max(first.adjusted(), last.adjusted(), 0) + 1 + decimals_of(first, step) > DIGITS:
        section.problem("bad-number.too-long", {"most": DIGITS}, at="step")
    elif (last - first) / step >= MOST_NUMBERS:
        section.problem("bad-number.too-many", {"count": MOST_NUMBERS}, at="step")
    else:
        return True
    return False


def _starts(
    section: Section, numbers: NumberRange, bins: Decimal | tuple[Decimal, ...]
) -> tuple[int, ...] | None:
    """Cell at which each bin begins; ``None``: what is wrong is noted."""
    most = min(MOST_BINS, numbers.cells)
    if isinstance(bins, Decimal):
        if bins % 1 or not 2 <= bins <= most:
            section.problem("bad-number.bins", {"most": most}, at="bins")
            return None
        return equal_bins(numbers.cells, int(bins))
    cells = [numbers.cell_of(one) for one in bins]
    ascending = all(one < other for one, other in pairwise(bins))
    inside = bool(bins) and bins[0] == numbers.first and bins[-1] <= numbers.last
    if None in cells or not (ascending and inside and 2 <= len(bins) <= most):
        section.problem("bad-number.starts", {"most": most}, at="bins")
        return None
    return tuple(cell for cell in cells if cell is not None)
